"""One command as a whole process: how long it takes, and how much memory."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

# Where Linux tells it, the peak of this program alone: that of getrusage begins with what its parent had.
_PEAK = """
import atexit, os, resource, sys
from jixiao.cli.main import main

def told():
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if os.path.exists("/proc/self/status"):
        with open("/proc/self/status") as status:
            own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print((own + started) // 1024, file=sys.stderr)

atexit.register(told)
main(["check", sys.argv[1]])
"""


def check_time(path: Path, runs: int, *options: str) -> float:
    """The median of the seconds that ``jixiao check`` takes for a file, with these options."""
    return command_time(["check", str(path), *options], runs)


def command_time(arguments: list[str], runs: int) -> float:
    """The median of the seconds that a command takes."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "jixiao", *arguments], stdout=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def check_memory(path: Path) -> str:
    """The peak of the memory of ``jixiao check`` for a file in MiB, or a question mark where it can't be told.

    That of a process in which it reads the file counts too, once it has ended.
    """
    if sys.platform == "win32":
        return "?"
    done = subprocess.run([sys.executable, "-c", _PEAK, str(path)], capture_output=True, text=True, check=False)
    return done.stderr.strip() or "?"
