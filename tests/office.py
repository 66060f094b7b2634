"""LibreOffice as a second reader: it opens what we write, and writes it anew."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def convert(source: Path, kind: str, folder: Path) -> Path:
    """A file as LibreOffice writes it, in ``folder``; skips the test where there is no LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: what it makes of our files is not tested")
    subprocess.run(
        [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", kind, "--outdir", str(folder), str(source),
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    written = folder / f"{source.stem}.{kind.partition(':')[0]}"
    assert written.is_file()
    return written
