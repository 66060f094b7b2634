"""Make the evil files, check each by a command of its own, and print what each one cost: ``python -m tests.evil``.

Names as arguments choose some of them. The exit code is 1 where a file took 2 seconds of the processor or 300 MiB, or
something else was said of it than should be.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path

from tests.evil.files import FILES, is_said, reasons, write

SECONDS, MEMORY = 2.0, 300


def _check(path: Path) -> tuple[dict[str, str], float, int]:
    """What is said of a file, and the seconds of the processor and the mebibytes that it took, readers included."""
    command = [sys.executable, "-m", "jixiao", "check", "--format", "json", path.name]
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, cwd=path.parent, stdout=out, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        out.seek(0)
        return reasons(json.load(out)), usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def main(names: list[str]) -> int:
    """Run the files; 0 when all went as it should."""
    failed = 0
    # Made in another process: the system counts what this one took as what the command took.
    with tempfile.TemporaryDirectory() as folder, get_context("spawn").Pool(1) as maker:
        for name in names or FILES:
            path = Path(folder, name)
            maker.apply(write, (name, path))
            said, took, memory = _check(path)
            good = is_said(FILES[name], name, said, "zh") and took < SECONDS and memory < MEMORY
            failed += not good
            shown = list(said.values())[-1][:150]
            print(f"{took:5.2f} s {memory:5} MiB {'' if good else 'BAD '}{name}  {shown}", flush=True)
            path.unlink()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
