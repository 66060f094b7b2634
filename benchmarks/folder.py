"""Runs over many files: files a second, a workbook of many sheets, and whether memory grows with their number."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.sets import make

FILES = 200
SHEETS = 1_000
FEW, MANY = 50, 400
RUNS = 3

# Linux keeps the highest memory of a process over its start from another one, but not in /proc.
_PEAKS = """
import re, resource, sys
from pathlib import Path
from jixiao.cli.main import main

if __name__ == "__main__":
    main(["check", *sys.argv[1:]])
    status = Path("/proc/self/status")
    if status.exists():
        own = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) // 1024
    else:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)
"""


def _write(folder: Path, files: int) -> None:
    """The forms of the set *unique*, a workbook each."""
    from tests.writers import write_county_xlsx

    folder.mkdir()
    for number, one in enumerate(make("unique", files)):
        write_county_xlsx(folder / f"{number:04}.xlsx", json.loads(one)["forms"])


def _time(*arguments: str) -> float:
    """The best time of some runs of ``jixiao check``, with the start of the process in it."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "jixiao", "check", *arguments], stdout=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - started)
    return min(times)


def _peaks(script: Path, *arguments: str) -> str:
    if sys.platform == "win32":
        return "? MiB"
    command = [sys.executable, str(script), *arguments]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    own, others = done.stderr.split()[-2:]
    return f"{own} MiB in the command, {others} MiB in a worker"


def measure() -> None:
    """Print a line for each figure."""
    from tests.writers import write_county_xlsx

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        script = folder / "peaks.py"
        script.write_text(_PEAKS, encoding="utf-8")
        _write(folder / "files", FILES)
        for jobs in ("1", "2"):
            took = _time(str(folder / "files"), "--jobs", jobs)
            print(f"{FILES} xlsx files, --jobs {jobs}: {took:.2f} s, {FILES / took:.0f} files/s (aim: 40)", flush=True)
        book = folder / "sheets.xlsx"
        write_county_xlsx(book, [json.loads(one)["forms"][0] for one in make("unique", SHEETS)])
        print(f"a workbook of {SHEETS} sheets: {_time(str(book)):.2f} s (aim: 12 s)", flush=True)
        for files in (FEW, MANY):
            _write(folder / str(files), files)
            print(f"{files} files, --jobs 2: {_peaks(script, str(folder / str(files)), '--jobs', '2')}", flush=True)
