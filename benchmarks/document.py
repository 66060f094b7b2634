"""A whole published document: time, memory and, where the transcriptions are present, how well it is read."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7


def documents() -> list[Path]:
    """The real document where it is present, and the project's own example."""
    shared = Path(os.environ.get("JIXIAO_SHARED", ROOT.parent / "shared"))
    return [*sorted((shared / "data").glob("*-20*.txt")), ROOT / "examples" / "disclosure.txt"]


def measure() -> None:
    """Print a line for each document."""
    for path in documents():
        times = []
        for _ in range(RUNS):
            started = time.perf_counter()
            subprocess.run([sys.executable, "-m", "jixiao", "check", str(path)], stdout=subprocess.DEVNULL, check=False)
            times.append(time.perf_counter() - started)
        code = (
            "import resource, sys; from jixiao.cli.main import main; main(['check', sys.argv[1]]);"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)"
        )
        peak = "?"
        if sys.platform != "win32":
            done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
            peak = done.stderr.strip() or "?"
        print(f"{path.name}: {statistics.median(times):.2f} s, {peak} MiB at the peak", flush=True)
    _recognition(documents()[0])


def _recognition(path: Path) -> None:
    folder = path.parent / "transcriptions"
    if not folder.is_dir():
        print("recognition: not measured, the transcriptions are absent")
        return
    from tests.scoring import score

    import jixiao

    reading = jixiao.read(path)
    fields, indicators = score(reading, folder)
    print(f"recognition: {len(reading.disclosure.forms)} forms; fields {fields:.4f}, indicators F1 {indicators:.4f}")
