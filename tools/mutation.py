"""Mutation testing of the kernel: change it in small ways, and count how many changes its tests notice.

python tools/mutation.py                      # a tenth of the mutants of model/ and of checker/, a hundredth of rules/
python tools/mutation.py model --digit 7      # another tenth of one part: those whose number ends in 7
python tools/mutation.py model --only "jixiao.model.units.*"
python tools/mutation.py model --again        # those that were not noticed the last time
python tools/mutation.py --all                # every mutant: an hour
python tools/mutation.py model --all --again  # every mutant that is not known to be noticed; all are counted
python tools/mutation.py --show NAME          # what a mutant changes

The mutants are those of mutmut, in a copy below ``build/mutation/``; :mod:`tools.mutation_tests` runs, of the tests of
:data:`PARTS`, those that reach what was changed. Printed are the score (the share of the mutants that was noticed), by
part and by module, and the survivors. ``--record`` writes the scores into ``benchmarks/mutation.json``.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "mutation"
KEPT = ROOT / "benchmarks" / "mutation.json"
PARTS = {
    "model": "amounts declarations forms interchange lines meanings numerals places quantities rows slips spans texts "
    "units words",
    "checker": "report facts rules::test_an_example_is_found_where_it_says_and_nothing_else "
    "rules::test_a_clean_form_is_silent library profiles score summary traits baseline configuration own_rules "
    "outputs text_report plugins",
    "rules": "rules traits",
}
"""Each part with its own tests. A part is also reached by others, which take longer and seldom see more."""
COPIED = ("benchmarks", "docs", "examples", "src", "tests", "tools", "pyproject.toml", "README.md", "README.zh-CN.md")
FEW = 400
NOTICED = ("killed", "timeout", "crashed")
ENDINGS = {"rules": "37"}
"""How the numbers of the mutants end that are tried unless others are asked for; else in 3. A rule is reached by every
example of every rule, so that a mutant of one takes long.
"""


class Score(NamedTuple):
    """How many of the mutants that were tried the tests have noticed."""

    noticed: int
    tried: int

    def __str__(self) -> str:
        share = f"{self.noticed / self.tried:.1%}" if self.tried else "none"
        return f"{self.noticed} of {self.tried} mutants noticed = {share}"


def prepare(part: str) -> Path:
    """A copy of what is to be changed and of its tests, with every mutant beside the function that it changes."""
    folder = WORK / part
    for name in COPIED:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    for path in sorted((ROOT / "src" / "jixiao" / part).rglob("*.py")):
        mutated = folder / path.relative_to(ROOT)
        mutated.write_text(_mutated(part, path)["code"], encoding="utf-8")
    return folder


def _kept(module: str) -> Path:
    """Where the mutants of a module are kept: jixiao.rules.value.signs, below the name of its part."""
    _, part, *rest = module.split(".")
    return WORK / f"{part}-{'.'.join(rest) or '__init__'}.json"


# A memory would keep what was changed from being seen, and mutmut leaves alone what has a decorator.
_MEMORY = re.compile(r"^@lru_cache\(.*\)\n", re.MULTILINE)
_PROPERTY = re.compile(r"^    @property\n(?=    def (\w+))", re.MULTILINE)
_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)


def _mutated(part: str, path: Path) -> dict[str, Any]:
    """The ``code`` of a module with all its mutants, and their ``names``."""
    source = path.read_text(encoding="utf-8")
    below = path.relative_to(ROOT / "src").with_suffix("").parts
    module = ".".join(below).removesuffix(".__init__")
    kept = _kept(module)
    digest = hashlib.sha256(source.encode()).hexdigest()
    if kept.exists():
        known: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        if known["digest"] == digest:
            return known
    from mutmut.mutation.file_mutation import mutate_file_contents

    source, registered = _unregistered(_MEMORY.sub("", source))
    properties = [(_CLASS.findall(source, 0, found.start())[-1], found[1]) for found in _PROPERTY.finditer(source)]
    made = mutate_file_contents(str(path), _PROPERTY.sub("", source))
    code = made.code
    for owner, name in properties:
        head, start, body = code.partition(f"\nclass {owner}")
        plain, changed = f"    def {name}(", f"    @_mutmut_mutated(mutants_xǁ{owner}ǁ{name}__mutmut)\n"
        line = changed if changed in body else plain
        code = head + start + body.replace(line, f"    @property\n{line}", 1)
    for name, decorators in registered.items():
        changed = f"@_mutmut_mutated(mutants_x_{name}__mutmut)\n"
        line = changed if changed in code else f"\ndef {name}("
        code = code.replace(line, f"{decorators}{line}" if line == changed else f"\n{decorators}{line[1:]}", 1)
    known = {
        "digest": digest,
        "code": code,
        "names": [f"{module}.{name}" for name in made.mutant_names],
    }
    WORK.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(known), encoding="utf-8")
    # Its mutants are counted anew.
    told = WORK / f"{part}.jsonl"
    if told.exists():
        lines = told.read_text(encoding="utf-8").splitlines()
        lines = [line for line in lines if json.loads(line)[0].rpartition(".")[0] != module]
        told.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return known


def _unregistered(source: str) -> tuple[str, dict[str, str]]:
    """A module without what registers its functions (``@rule(...)``), and that, by the names of the functions."""
    lines = source.splitlines(keepends=True)
    found: dict[str, str] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            found[node.name] = "".join(f"@{ast.unparse(decorator)}\n" for decorator in node.decorator_list)
            for number in range(node.decorator_list[0].lineno - 1, node.lineno - 1):
                lines[number] = ""
    return "".join(lines), found


def outcomes(part: str) -> dict[str, str]:
    """What came of each mutant that was tried, in this run or before."""
    told = WORK / f"{part}.jsonl"
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    return {name: outcome for name, outcome, _ in map(json.loads, lines)}


def change(name: str) -> Iterator[str]:
    """What a mutant changes, as a unified diff."""
    module, _, function = name.rpartition(".")
    code = json.loads(_kept(module).read_text(encoding="utf-8"))["code"]
    texts = {
        node.name: (ast.get_source_segment(code, node) or "").splitlines()
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.FunctionDef)
        and node.name in (function, f"{function.partition('__mutmut_')[0]}__mutmut_orig")
    }
    before, after = texts[f"{function.partition('__mutmut_')[0]}__mutmut_orig"], texts[function]
    return difflib.unified_diff(before[1:], after[1:], name, n=2, lineterm="")


def score(found: Mapping[str, str]) -> Score:
    """The score of some mutants."""
    return Score(sum(outcome in NOTICED for outcome in found.values()), len(found))


def by_module(part: str, found: Mapping[str, str]) -> dict[str, Score]:
    """The score of each module, by its name within the part."""
    modules: dict[str, dict[str, str]] = {}
    for name, outcome in found.items():
        module = name.rpartition(".")[0].removeprefix(f"jixiao.{part}").removeprefix(".") or "__init__"
        modules.setdefault(module, {})[name] = outcome
    return {module: score(modules[module]) for module in sorted(modules)}


def report(part: str, found: Mapping[str, str]) -> None:
    """Print the score of a part and of its modules, and its survivors."""
    shown = ", ".join(f"{outcome} {count}" for outcome, count in Counter(found.values()).most_common())
    print(f"\n{part}: {score(found)} ({shown})")
    for module, reached in by_module(part, found).items():
        print(f"  {module}: {reached}")
    print("not noticed:")
    for name, outcome in found.items():
        if outcome not in NOTICED:
            print(f"  {outcome}: {name}")


def record(part: str, found: Mapping[str, str], chosen: str) -> None:
    """Write the scores of a part into the file that the documentation is compared with."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    kept[part] = {"mutants": chosen, "part": list(score(found)), "modules": by_module(part, found)}
    KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def rows(kept: Mapping[str, Any]) -> list[str]:
    """The kept scores as rows of a table, in figures alone: those of the parts, and of the modules below each.

    Of a part of which few mutants were tried the share of a module says nothing.
    """
    shown = []
    for part, told in sorted(kept.items()):
        modules = sorted(told["modules"].items()) if told["part"][1] >= FEW else ()
        for name, (noticed, tried) in [("", told["part"]), *modules]:
            shown.append(f"| `{part}/{name and f'{name}.py'}` | {noticed:,} | {tried:,} | {noticed / tried:.1%} |")
    return shown


def run(part: str, names: Sequence[str], children: int, examples: int) -> int:
    """Try the mutants with such names."""
    folder = WORK / part
    chosen = WORK / f"{part}.txt"
    chosen.write_text("\n".join(names), encoding="utf-8")
    environment = os.environ | {
        "HYPOTHESIS_PROFILE": "mutation",
        # The changed copy is found before any installed one.
        "PYTHONPATH": os.pathsep.join([str(folder / "src"), str(folder)]),
    }
    environment.setdefault("JIXIAO_SHARED", str(ROOT.parent / "shared"))
    command = [sys.executable, "-m", "pytest", "-q", "-s", "--tb=native", "-p", "tools.mutation_tests"]
    command += ["-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "-p", "no:randomly"]
    command += [
        "-c",
        "pyproject.toml",
        f"--mutants={chosen}",
        f"--told={WORK / f'{part}.jsonl'}",
        f"--children={children}",
    ]
    command += [f"--examples={examples}"]
    command += [
        f"tests/test_{name}.py{colons}{test}"
        for name, colons, test in (one.partition("::") for one in PARTS[part].split())
    ]
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


def main(arguments: list[str]) -> int:
    """Try the mutants that are asked for; 0 when that could be done."""
    parser = argparse.ArgumentParser(description="mutation testing of the kernel")
    parser.add_argument("parts", nargs="*", metavar="PART", help=" or ".join(PARTS))
    parser.add_argument("--digit", metavar="N", help="mutants whose number ends in it, or in these two")
    parser.add_argument("--only", metavar="PATTERN", action="append", help="mutants with such names")
    parser.add_argument("--again", action="store_true", help="mutants that were not noticed the last time")
    parser.add_argument("--all", action="store_true", help="every mutant")
    parser.add_argument("--children", type=int, default=os.cpu_count() or 1, help="how many are tried at once")
    parser.add_argument("--examples", type=int, default=15, help="how many values a property tries at most")
    parser.add_argument("--record", action="store_true", help=f"write the scores into {KEPT.name}")
    parser.add_argument("--show", metavar="NAME", action="append", help="print what a mutant changes, and no more")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    for name in options.show or ():
        print("\n".join(change(name)))
    if options.show:
        return 0
    for part in options.parts or list(PARTS):
        prepare(part)
        names = [
            name
            for path in sorted(WORK.glob(f"{part}-*.json"))
            for name in json.loads(path.read_text("utf-8"))["names"]
        ]
        whole = options.all or options.only or options.again
        ending = options.digit or ENDINGS.get(part, "3")
        names = [name for name in names if whole or name.endswith(ending)]
        if options.only:
            names = [name for name in names if any(fnmatchcase(name, pattern) for pattern in options.only)]
        counted = names
        if options.again:
            # What was never tried is tried only where every mutant is asked for.
            before = outcomes(part)
            names = [name for name in names if before.get(name, "" if options.all else NOTICED[0]) not in NOTICED]
            counted = counted if options.all else names
        if code := run(part, names, options.children, options.examples):
            return code
        after = outcomes(part)
        found = {name: after[name] for name in counted}
        report(part, found)
        if options.record:
            record(part, found, "all" if options.all else f"ending in {ending}")
            print("\n".join(rows(json.loads(KEPT.read_text(encoding="utf-8")))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
