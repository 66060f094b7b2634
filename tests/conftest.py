"""Hypothesis profiles, and the shared real material where it is present."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("JIXIAO_SHARED", ROOT.parent / "shared"))

settings.register_profile("suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fuzz", deadline=None, max_examples=5_000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material; what needs it is skipped, loudly, where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the shared real material is absent: recognition of real documents is NOT tested here")
    return SHARED


@pytest.fixture(scope="session")
def real_document(shared: Path) -> Path:
    """The published budget document as OCR text."""
    found = sorted((shared / "data").glob("*-20*.txt"))
    if not found:
        pytest.skip("the shared real document is absent: recognition of it is NOT tested here")
    return found[0]
