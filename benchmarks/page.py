"""A whole published document as a page for a browser: how long the command takes for it, and how large it is."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.document import RUNS, documents
from benchmarks.process import check_time


def measure() -> None:
    """Print a line for each document."""
    with tempfile.TemporaryDirectory() as made:
        target = Path(made) / "page.html"
        for path in documents():
            seconds = check_time(path, RUNS, "--format", "html", "-o", str(target))
            size = target.stat().st_size / 1000
            print(f"{path.name} as a page: {seconds:.2f} s (aim: 1 s), {size:,.0f} kB (aim: 1,500 kB)", flush=True)
