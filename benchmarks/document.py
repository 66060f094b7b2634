"""A whole published document: time, memory and, where the transcriptions are present, how well it is read."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.process import check_memory, check_time

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7


def documents() -> list[Path]:
    """The real document where it is present, and the project's own example."""
    shared = Path(os.environ.get("JIXIAO_SHARED", ROOT.parent / "shared"))
    return [*sorted((shared / "data").glob("*-20*.txt")), ROOT / "examples" / "disclosure.txt"]


def measure() -> None:
    """Print a line for each document."""
    for path in documents():
        seconds, peak = check_time(path, RUNS), check_memory(path)
        print(f"{path.name}: {seconds:.2f} s, {peak} MiB at the peak", flush=True)
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
