"""Build the program as one file that needs no Python: on Windows, jixiao.exe, onto which forms can be dropped.

python tools/executable.py             # into dist/
python tools/executable.py --folder    # as a folder, into dist/folder/: starts faster, and is to be carried whole
python tools/executable.py --try FILE  # run what was built on a file that has findings, without any Python on the path

It is built for the system that it is built on, from what is installed there: `pip install ".[all]" pyinstaller`.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "jixiao"
DIST = ROOT / "dist"
ENTRY = ROOT / "src" / "jixiao" / "cli" / "executable.py"
# What is for tests alone, and what libraries could use but the program doesn't.
LEFT_OUT = ("_pytest", "hypothesis", "IPython", "matplotlib", "numpy", "PIL", "pytest", "setuptools", "tkinter")


def command(*, folder: bool, work: str) -> list[str]:
    """What builds the program with its files going to ``work`` on their way."""
    made = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--console", "--name", NAME]
    made += ["--onedir" if folder else "--onefile", "--distpath", str(DIST / "folder" if folder else DIST)]
    made += ["--workpath", os.path.join(work, "build"), "--specpath", work]
    # Rules and formats are loaded by their names, texts and templates from beside their modules.
    made += ["--collect-submodules", NAME, "--collect-data", NAME, "--copy-metadata", NAME]
    # The templates of an empty Word file.
    made += ["--collect-data", "docx"]
    for package in LEFT_OUT:
        made += ["--exclude-module", package]
    return [*made, str(ENTRY)]


def program(*, folder: bool) -> Path:
    """Where the program is, once it has been built."""
    file = f"{NAME}.exe" if sys.platform == "win32" else NAME
    return DIST / "folder" / NAME / file if folder else DIST / file


def build(*, folder: bool) -> Path:
    """Build the program; returns where it is."""
    missing = [name for name in ("PyInstaller", NAME) if importlib.util.find_spec(name) is None]
    if missing:
        raise SystemExit(f'{", ".join(missing)}: not installed; pip install ".[all]" pyinstaller')
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        subprocess.run(command(folder=folder, work=work), check=True, cwd=ROOT)
    return program(folder=folder)


def attempt(built: Path, file: Path) -> int:
    """Run what was built on a file that has findings, and tell whether it finds them; returns the exit code."""
    # Windows starts no program without the folder of the system.
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    done = subprocess.run(
        [str(built), "check", str(file), "--format", "json"],
        env={**kept, "PATH": ""},
        capture_output=True,
        check=False,
    )
    well = done.returncode == 1 and b'"findings"' in done.stdout
    print(f"{built.name} check {file.name}: exit code {done.returncode}, {'as it should be' if well else 'WRONG'}")
    if not well:
        sys.stdout.buffer.write(done.stderr)
    return 0 if well else 1


def main(arguments: Sequence[str]) -> int:
    """Build, or try what was built; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build the program as one file that needs no Python.")
    parser.add_argument("--folder", action="store_true", help="build a folder in place of one file")
    parser.add_argument("--try", dest="tried", metavar="FILE", help="run what was built on a file that has findings")
    options = parser.parse_args(arguments)
    if options.tried is not None:
        return attempt(program(folder=options.folder), Path(options.tried))
    print(build(folder=options.folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
