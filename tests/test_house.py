"""The order of the house: what the code promises about itself, and what the documents promise about the code."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tools.mutation import rows

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "jixiao"
MODULES = sorted(SOURCE.rglob("*.py"))
COMMANDS = (
    "check", "lint", "baseline", "config", "clean", "convert", "fix", "new", "score", "explain", "rules", "completion",
    "watch", "report-false-alarm",
)  # fmt: skip

LANGUAGES = [name for name in ("zh", "en") if (ROOT / "docs" / name / "usage.md").exists()]

# A folder of somebody's machine; ``/path/to`` and addresses on the web are none.
HOME_PATH = re.compile(r"(?<![\w.~}:/-])/(?:home|root|Users|work|mnt|srv|tmp)/[\w.]|\b[A-Z]:\\+(?:Users|work)\b")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*[a-z]")


def relative(path: Path) -> str:
    """The path below the project's folder, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def python(*arguments: str) -> str:
    """What a fresh interpreter prints; it finds the package in this checkout."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def page_of(language: str, name: str) -> str:
    """A page of the documentation."""
    return (ROOT / "docs" / language / f"{name}.md").read_text(encoding="utf-8")


def files_of_the_project() -> Iterator[Path]:
    """Every file that belongs to the project: what git knows or would add, else what is there."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode("utf-8")
    except (OSError, subprocess.CalledProcessError):
        passed_over = {"build", "dist", "site", "__pycache__"}
        for folder, names, files in os.walk(ROOT):
            names[:] = [n for n in names if n not in passed_over and (not n.startswith(".") or n in (".ci", ".github"))]
            yield from (Path(folder, name) for name in files)
    else:
        yield from (ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def text_of(path: Path) -> str | None:
    """The text of a UTF-8 file, ``None`` for anything else."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def is_rule(node: ast.AST) -> bool:
    """Whether a function is decorated with ``@rule(…)``: its words stand in the text file beside its module."""
    decorators = getattr(node, "decorator_list", [])
    called = [d.func for d in decorators if isinstance(d, ast.Call)]
    return any(isinstance(f, ast.Name) and f.id == "rule" for f in called)


def undocumented(module: Path) -> Iterator[str]:
    """The public names of a module that have no docstring."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    if tree.body and ast.get_docstring(tree) is None:
        yield "the module"
    bodies: list[tuple[str, list[ast.stmt]]] = [("", tree.body)]
    while bodies:
        prefix, body = bodies.pop()
        for node in body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if ast.get_docstring(node) is None and not is_rule(node):
                yield f"{prefix}{node.name} (line {node.lineno})"
            if isinstance(node, ast.ClassDef):
                bodies.append((f"{prefix}{node.name}.", node.body))


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_a_module_is_short_enough_to_be_read(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 450


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_nothing_is_left_unfinished(module: Path) -> None:
    marks = re.compile(r"TODO|FIXME|XXX:|raise NotImplementedError|pragma: no cover")
    lines = module.read_text(encoding="utf-8").splitlines()
    assert [f"{number}: {line.strip()}" for number, line in enumerate(lines, 1) if marks.search(line)] == []


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_everything_public_says_what_it_gives(module: Path) -> None:
    assert list(undocumented(module)) == []


def test_no_file_knows_a_folder_of_somebodys_machine() -> None:
    found = [
        f"{relative(path)}:{number}: {line.strip()[:120]}"
        for path in files_of_the_project()
        if path != Path(__file__).resolve() and (text := text_of(path)) is not None
        for number, line in enumerate(text.splitlines(), 1)
        if HOME_PATH.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "guilty"),
    [
        ("see /home/anna/forms", True),
        ('open("/tmp/x.json")', True),
        (r"C:\Users\anna", True),
        ("https://example.org/home/page", False),
        ("make PYTHON=/path/to/python3.11", False),
        ("~/budget/forms", False),
    ],
)
def test_a_folder_of_a_machine_is_told_from_other_paths(line: str, guilty: bool) -> None:
    assert bool(HOME_PATH.search(line)) is guilty


def test_import_loads_only_what_every_command_needs() -> None:
    heavy = "cattrs", "openpyxl", "python_calamine", "hypothesis", "pdfminer", "importlib.metadata"
    loaded = python("-c", "import sys; before = set(sys.modules); import jixiao; print(*set(sys.modules) - before)")
    assert [name for name in heavy if name in loaded.split()] == []


def options_shown(command: str | None) -> set[str]:
    """The long options in the help of a command, or of the program itself."""
    return set(OPTION.findall(python("-m", "jixiao", *([command] if command else []), "--help")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_documented(language: str) -> None:
    help_text = python("-m", "jixiao", "--help")
    usage = page_of(language, "usage")
    assert [name for name in COMMANDS if name not in help_text or f"jixiao {name}" not in usage] == []
    listed = re.findall(r"(?<![\w-])([a-z-]+):\s", help_text)
    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_options_and_their_documentation_are_the_same(language: str) -> None:
    shown = set().union(*(options_shown(command) for command in (None, *COMMANDS)))
    assert shown == set(OPTION.findall(page_of(language, "usage"))) | {"--help"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exit_code_is_documented(language: str) -> None:
    codes = re.findall(r"^\| `(\d+)` \|", page_of(language, "usage"), flags=re.MULTILINE)
    assert codes == ["0", "1", "2"]


def test_every_extra_is_documented() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs" / "en" / "install.md").read_text(encoding="utf-8")
    assert [extra for extra in project["optional-dependencies"] if f"`{extra}`" not in page] == []


def test_every_check_is_documented() -> None:
    names = python("tools/check.py", "--list").split()
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in page] == []


def test_the_documented_shares_of_mutants_are_the_measured_ones() -> None:
    measured = rows(json.loads((ROOT / "benchmarks" / "mutation.json").read_text(encoding="utf-8")))
    for language in ("en", "zh"):
        page = (ROOT / "docs" / language / "benchmarks.md").read_text(encoding="utf-8")
        table = page.partition("tools/mutation.py")[2].splitlines()
        assert [row for row in table if row.startswith("| `")] == measured


def test_ci_runs_what_make_test_runs() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "tools/check.py" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "tools/check.py" in (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")), ids=relative)
def test_links_of_a_top_page_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)\s#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_changelog_names_the_version() -> None:
    version = re.search(r'__version__ = "([^"]+)"', (SOURCE / "__init__.py").read_text(encoding="utf-8"))
    assert version
    assert version[1] in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
