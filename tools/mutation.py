"""Mutation testing of the kernel: change it in small ways, and count how many changes its tests notice.

python tools/mutation.py                      # a tenth of the mutants of model/ and of checker/
python tools/mutation.py model --digit 7      # another tenth of one part: those whose number ends in 7
python tools/mutation.py model --only "jixiao.model.units*"
python tools/mutation.py --all                # every mutant: hours

mutmut works in a copy below ``build/mutation/`` and runs, of the tests of :data:`PARTS`, those that reach what was
changed. Printed are the score (the share of the mutants that was noticed) and the survivors; ``mutmut show NAME`` in
the folder of the part prints what was changed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "mutation"
PARTS = {
    "model": ("amounts", "interchange", "meanings", "numerals", "places", "quantities", "spans", "units"),
    "checker": ("library", "profiles", "rules", "score", "summary", "traits"),
}
"""Each part with its own tests. A part is also reached by others, which take longer and seldom see more."""
COPIED = ("benchmarks", "docs", "examples", "src", "tests", "tools", "pyproject.toml", "README.md", "README.zh-CN.md")
NOTICED = ("killed", "timeout", "segfault", "caught by type check")


def prepare(part: str) -> Path:
    """A copy of what is to be changed and of its tests, with the settings of mutmut."""
    folder = WORK / part
    for name in COPIED:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    tests = [f"tests/test_{name}.py" for name in PARTS[part]]
    settings = {
        "source_paths": ["src"],
        "only_mutate": [f"src/jixiao/{part}/*"],
        "also_copy": [name for name in COPIED if name not in ("src", "tests", "pyproject.toml")],
        "pytest_add_cli_args_test_selection": tests,
        # Forked from a process that has run the tests, a mutant would find every answer remembered.
        "process_isolation": "forkserver",
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov"],
    }
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n[tool.mutmut]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items()))
    return folder


def outcomes(folder: Path) -> dict[str, str]:
    """What came of each mutant that was tried."""
    command = [sys.executable, "-m", "mutmut", "results", "--all", "true"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    pairs = (line.strip().rpartition(": ") for line in done.stdout.splitlines())
    return {name: outcome for name, found, outcome in pairs if found and outcome != "not checked"}


def report(part: str, found: dict[str, str]) -> None:
    """Print the score of a part, and its survivors."""
    counted = Counter(found.values())
    noticed = sum(counted[outcome] for outcome in NOTICED)
    share = f"{noticed / len(found):.1%}" if found else "none"
    shown = ", ".join(f"{outcome} {count}" for outcome, count in counted.most_common())
    print(f"\n{part}: {noticed} of {len(found)} mutants noticed = {share} ({shown})")
    for name, outcome in found.items():
        if outcome not in NOTICED:
            print(f"  {outcome}: {name}")


def main(arguments: list[str]) -> int:
    """Run mutmut on the parts; 0 when it could run."""
    parser = argparse.ArgumentParser(description="mutation testing of the kernel")
    parser.add_argument("parts", nargs="*", metavar="PART", help=" or ".join(PARTS))
    parser.add_argument("--digit", type=int, choices=range(10), default=3, help="mutants whose number ends in it")
    parser.add_argument("--only", metavar="PATTERN", help="mutants with such names")
    parser.add_argument("--all", action="store_true", help="every mutant")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    code = 0
    for part in options.parts or list(PARTS):
        folder = prepare(part)
        tail = "*" if options.all or options.only else f"*__mutmut_*{options.digit}"
        command = [sys.executable, "-m", "mutmut", "run", options.only or f"jixiao.{part}.{tail}"]
        # A path of its own would be found before the changed copy.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        environment.setdefault("JIXIAO_SHARED", str(ROOT.parent / "shared"))
        code |= subprocess.run(command, cwd=folder, env=environment, check=False).returncode
        report(part, outcomes(folder))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
