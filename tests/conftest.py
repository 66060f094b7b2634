"""Hypothesis profiles, and the shared real material where it is present."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("JIXIAO_SHARED", ROOT.parent / "shared"))

pytest_plugins = ["pytester"]

settings.register_profile("suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fuzz", deadline=None, max_examples=5_000, suppress_health_check=[HealthCheck.too_slow])
# Of a change it is enough to know that it is noticed: what has shown it is not made smaller.
settings.register_profile(
    "mutation", settings.get_profile("suite"), database=None, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def _mutants(reporter: pytest.TerminalReporter) -> Iterator[tuple[int, int]]:
    """For each rule of the matrix how many mutants were caught where they were planted, of how many that were drawn."""
    for outcome in ("passed", "failed"):
        for report in reporter.stats.get(outcome, ()):
            if report.when == "call":
                yield from (value for name, value in report.user_properties if name == "mutants")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the rate of the mutant matrix at the end of a run that holds it."""
    counts = list(_mutants(terminalreporter))
    caught, drawn = sum(one for one, _ in counts), sum(one for _, one in counts)
    if drawn:
        rate = f"{caught}/{drawn} = {caught / drawn:.3f}"
        terminalreporter.write_line(f"mutants of {len(counts)} rules caught at the planted path: {rate}")


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
