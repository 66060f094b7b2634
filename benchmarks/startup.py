"""The wall time of whole processes over that of bare Python: what a person waits for."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 21


def _median(command: Sequence[str]) -> float:
    """The median time of a command in milliseconds; one run before warms the disk and the bytecode."""
    # Installed packages have bytecode, so it is written here too, whatever the environment says.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(RUNS + 1):
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, check=False)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[1:])


def measure() -> None:
    """Measure the commands that are used most, and the import of the library, each beside a bare Python."""
    with tempfile.TemporaryDirectory() as folder:
        one = str(Path(folder) / "one.json")
        jixiao = [sys.executable, "-m", "jixiao"]
        workbook = str(ROOT / "examples" / "form-2021.xlsx")
        subprocess.run([*jixiao, "convert", workbook, "-o", one], check=True)
        for name, command, limit in (
            ("--version", [*jixiao, "--version"], 3.5),
            ("one JSON form", [*jixiao, "check", one], 12),
            ("one xlsx form", [*jixiao, "check", workbook], 18),
            ("rules", [*jixiao, "rules"], 9),
            ("import jixiao", [sys.executable, "-c", "import jixiao"], 6),
        ):
            bare, took = _median([sys.executable, "-c", "pass"]), _median(command)
            print(
                f"{name:<14} {took:6.1f} ms, bare Python {bare:5.1f} ms: {took / bare:4.1f} x (aim: {limit} x)",
                flush=True,
            )
