"""Run the checks of this project one after another: all of them, or those that are named.

python tools/check.py              # everything that CI runs
python tools/check.py lint types   # some of it
python tools/check.py --list       # the names
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
COVERAGE = ("--cov", "--cov-branch", "--cov-report=term-missing:skip-covered")
CODE = ("src", "tests", "tools", "benchmarks", "examples")


def folders_with_code() -> list[str]:
    """The folders of :data:`CODE` that hold Python files: mypy refuses one that holds none."""
    return [name for name in CODE if any((ROOT / name).rglob("*.py"))]


def checks() -> dict[str, list[str]]:
    """The name of each check → its command."""
    lint_imports = Path(sysconfig.get_path("scripts")) / "lint-imports"
    return {
        "lint": [PYTHON, "-m", "ruff", "check", "."],
        "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
        "types": [PYTHON, "-m", "mypy", *folders_with_code()],
        # In a cache of its own: two platforms in one would drop each other's every time.
        "types-windows": [PYTHON, "-m", "mypy", "--platform", "win32", "--cache-dir", ".mypy_cache/win32", "src"],
        "contracts": [str(lint_imports), "--no-logo"],
        "texts": [PYTHON, "tools/compile_data.py", "--check"],
        "docs": [PYTHON, "tools/build_docs.py"],
        "tests": [PYTHON, "-m", "pytest", "-n", "auto", *COVERAGE],
    }


def environment() -> dict[str, str]:
    """The environment of every check: this checkout first, UTF-8 in and out, no colour codes in a log."""
    inherited = os.environ.get("PYTHONPATH")
    path = os.pathsep.join(part for part in (str(ROOT / "src"), inherited) if part)
    return {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}


def run(name: str, command: list[str]) -> bool:
    """Run one check, print its line with the time it took, and tell whether it passed."""
    print(f"── {name}", flush=True)
    started = time.perf_counter()
    code = subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode
    took = time.perf_counter() - started
    print(f"── {name}: {'passed' if code == 0 else f'FAILED (status {code})'} in {took:.1f} s\n", flush=True)
    return code == 0


def main(arguments: list[str]) -> int:
    """Run what was asked for; 0 when everything passed, 1 when something failed, 2 for an unknown name."""
    known = checks()
    if arguments == ["--list"]:
        print("\n".join(known))
        return 0
    if unknown := [name for name in arguments if name not in known]:
        print(f"No such check: {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    chosen = arguments or list(known)
    failed = [name for name in chosen if not run(name, known[name])]
    if failed:
        print(f"{len(failed)} of {len(chosen)} checks failed: {', '.join(failed)}")
        return 1
    print(f"All {len(chosen)} checks passed.")
    return 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
