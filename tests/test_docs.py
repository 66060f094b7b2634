"""The documentation does what it says: its code runs, its commands end well, its data is what the program reads.

Every block in a language of :data:`RUN` is held to that, on every page and in both READMEs. A comment before a block
says what else holds: ``<!-- not run: the reason -->``; ``<!-- printed by: a command -->``, whose output has its lines;
``<!-- part of: a file -->``, which has it as it stands. The samples of ``tests/test_output_page.py`` are looked at
there. A Chinese page need not run again what its English counterpart holds.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest
import yaml
from attrs import evolve
from jsonschema import Draft202012Validator

import jixiao
from jixiao.cli.arguments import parse
from jixiao.cli.main import main
from jixiao.configuration.values import Known, checked
from jixiao.rules.examples import clean_form
from jixiao.testing import renderings
from jixiao.testing.collecting import settings_of

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
FOUND = (ROOT / "src", ROOT / "examples" / "plugin" / "src")
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAGES = [*READMES, *(path for path in sorted(DOCS.rglob("*.md")) if path.parent.name != "rules")]
BLOCK = re.compile(
    r"(?:<!-- (not run|printed by|part of|sample):? (.*?) -->\n\n)?^```([\w-]*)[^\n]*\n(.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
RUN = {"console", "python", "toml", "json", "yaml"}
# What stands for something in a line that says how a command is called.
STANDS_FOR = {"FILE", "FILE…", "FILE...", "OUT", "CODE", "ACTION", "SHELL"}
PROGRAM = re.compile(r"^(?:(?:py|python3?) -m )?jixiao(?= )")
# Commands of others that the pages name: they install or build, and other tests look at what they do.
OTHERS = re.compile(
    r"^(make|pytest|docker|pipx?|python3? (-m (pip|venv)|tools/executable\.py)|py -m (pip|venv)|\.venv/bin/)\b"
)

KNOWN = Known()

# One drawn form is enough to see that a test on a page runs.
CONFTEST = """
import builtins
import types
import hypothesis
import jixiao

builtins.my_program = types.SimpleNamespace(
    export=lambda form: jixiao.dumps(jixiao.Reading(jixiao.Disclosure((form,)))).encode(),
    read=lambda path: jixiao.read(path).disclosure.forms[0],
)
hypothesis.settings.register_profile("page", max_examples=1, deadline=None, database=None)
hypothesis.settings.load_profile("page")
"""


class Block(NamedTuple):
    """A fenced block of a page, with the mark of the comment before it and what that says."""

    line: int
    mark: str
    says: str
    language: str
    text: str


def blocks(path: Path) -> list[Block]:
    page = path.read_text(encoding="utf-8")
    found = []
    for one in BLOCK.finditer(page):
        mark, says, language, text = one.groups(default="")
        found.append(Block(page.count("\n", 0, one.start(4)) + 1, mark, says, language, text))
    return found


def bare(block: Block) -> str:
    """A block without its comments, which are in the language of its page."""
    return re.sub(r"\s*(?<!\S)#.*", "", block.text).strip()


def english(path: Path) -> set[str]:
    """The blocks of a Chinese page's counterpart."""
    twin = DOCS / "en" / path.name
    return {bare(block) for block in blocks(twin)} if path.parent == DOCS / "zh" and twin.exists() else set()


def to_be_run(path: Path) -> list[Block]:
    """The blocks of a page that are run, in its order."""
    own = [block for block in blocks(path) if block.language in RUN and not block.mark]
    tried = english(path)
    return own if any(bare(block) not in tried for block in own) else []


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the pages name."""
    folder = tmp_path_factory.mktemp("pages")
    examples = ROOT / "examples"
    shutil.copytree(examples, folder / "examples", ignore=shutil.ignore_patterns("__pycache__", "plugin", "typed"))
    for name in ("disclosure.txt", "forms.xlsx", "form-2021.xlsx"):
        shutil.copy(examples / name, folder / name)
    shutil.copy(examples / "disclosure.txt", folder / "2024年部门预算.txt")
    shutil.copy(examples / "budget.xlsx", folder / "部门预算.xlsx")
    clean = jixiao.loads(json.dumps(clean_form("county"))).disclosure.forms[0]
    (form,) = jixiao.read(examples / "form-2021.xlsx").disclosure.forms
    first, *rest = form.indicators.annual
    odd = evolve(form, indicators=evolve(form.indicators, annual=(evolve(first, value=">=900万立方米"), *rest)))
    for name in ("绩效目标表", "报送/绩效目标表", "补报/绩效目标表", "forms/form"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / f"{name}.xlsx").write_bytes(renderings(odd, "xlsx"))
    # The worked example of a plug-in, installed as far as Python can tell.
    info = folder / "jixiao_water-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: jixiao-water\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[jixiao.rules]\nWAT = jixiao_water.supply\n", encoding="utf-8")
    # What stands on the pages for the reader's own program.
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "export.docx").write_bytes(renderings(clean, "docx"))
    (folder / "export.xlsx").write_bytes(renderings(clean, "xlsx"))
    return folder


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Path]:
    """The current folder: a copy of what was prepared."""
    here = os.getcwd()
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(here)


def called(arguments: list[str], given: str = "") -> tuple[int, str, str]:
    """The exit code of a command, what it printed, and what it said on standard error."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    stdin = io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch("sys.stdin", stdin),
        mock.patch.dict(os.environ, {"COLUMNS": "80"}),
    ):
        try:
            code = main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
    texts = []
    for stream in (out, err):
        stream.flush()
        buffer = stream.buffer
        assert isinstance(buffer, io.BytesIO)
        texts.append(buffer.getvalue().decode())
    return code, texts[0], texts[1]


def commands(block: Block) -> list[str]:
    """The commands of a block; where it has prompts, what stands behind them."""
    lines = block.text.splitlines()
    prompted = [line[2:] for line in lines if line.startswith("$ ")]
    return prompted or [line for line in lines if line.strip()]


def run_commands(block: Block) -> None:
    """Run the lines of a block; where it says how commands are called, see that there are such commands and options."""
    lines = commands(block)
    if not any(STANDS_FOR & set(line.split()) for line in lines):
        for line in lines:
            run_line(line)
        return
    for arguments in (shlex.split(PROGRAM.sub("", line), comments=True) for line in lines):
        code, shown, _ = called([arguments[0], "--help"])
        assert code == 0
        assert [one for one in arguments if one.startswith("--") and one not in shown] == []


def run_line(line: str) -> None:
    """Run a line of commands of ours, joined by pipes; look at the names in one of others."""
    printed = ""
    for part in line.split(" | "):
        if not PROGRAM.match(part.strip()):
            assert OTHERS.match(part.strip()), part
            continue
        arguments = shlex.split(PROGRAM.sub("", part.strip()), comments=True)
        if arguments[0] in ("watch", "report-false-alarm"):
            # The first goes on until Ctrl-C, the second wants a certain fault: their own tests run them, here the lines
            # are only understood.
            parse(arguments, "zh")
            continue
        if arguments[0] == "new":
            Path(arguments[-1]).unlink(missing_ok=True)
        code, printed, said = called(arguments, printed)
        assert code in (0, 1), f"{part}: {said}"
        assert "Traceback" not in said


def run_python(path: Path, wanted: list[Block], folder: Path) -> None:
    """Run the Python of a page as one program whose lines have the numbers that they have on the page."""
    lines: list[str] = []
    for block in wanted:
        lines += [""] * (block.line - 1 - len(lines)) + block.text.splitlines()
    program = folder / f"page_{path.stem.replace('.', '_')}.py"
    program.write_text("\n".join(lines) + "\n", encoding="utf-8")
    tests = any(re.search(r"^def test_", block.text, re.MULTILINE) for block in wanted)
    command = [sys.executable, *(["-m", "pytest", "-q", "-p", "no:cacheprovider"] if tests else []), str(program)]
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, FOUND)) + os.pathsep + str(folder)},
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def look_at_data(block: Block) -> None:
    """Read a block of data as the program reads it."""
    if block.language == "yaml":
        assert yaml.safe_load(block.text)
    elif block.language == "toml":
        table = tomllib.loads(block.text, parse_float=Decimal)
        if "project" in table:
            return
        ours = table.get("tool", {}).get("jixiao", table)
        if "pytest" in ours:
            assert settings_of(ours.pop("pytest")).paths
        if "plugins" in ours:
            assert ours.pop("plugins") == ["WAT"]
        if ours:
            assert checked(ours, "docs", KNOWN)
    else:
        look_at_json(json.loads(block.text))


def look_at_json(value: Any) -> None:
    """Hold what says that it is ours to its schema."""
    if not isinstance(value, dict) or "jixiao" not in value:
        return
    part, name = ("model", "interchange") if "forms" in value else ("reports", "report")
    schema = json.loads((ROOT / "src/jixiao" / part / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(value)] == []


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [path for path in PAGES if to_be_run(path)], ids=relative)
def test_the_blocks_of_a_page_do_what_it_says(path: Path, desk: Path) -> None:
    wanted = to_be_run(path)
    for block in wanted:
        try:
            if block.language == "console":
                run_commands(block)
            elif block.language != "python":
                look_at_data(block)
        except Exception as error:
            error.add_note(f"{relative(path)}:{block.line}")
            raise
    if python := [block for block in wanted if block.language == "python"]:
        run_python(path, python, desk)


def marked(mark: str) -> list[Any]:
    """The blocks with a mark, as parameters of a test."""
    every = [(path, block) for path in PAGES for block in blocks(path) if block.mark == mark]
    return [pytest.param(block, id=f"{relative(path)}:{block.line}") for path, block in every]


@pytest.mark.parametrize("block", marked("part of"))
def test_a_piece_of_a_file_stands_in_it(block: Block) -> None:
    assert block.text in (ROOT / block.says).read_text(encoding="utf-8")


@pytest.mark.parametrize("block", marked("printed by"))
def test_a_sample_is_what_is_printed(block: Block, desk: Path) -> None:
    _, out, _ = called(shlex.split(PROGRAM.sub("", block.says)))
    printed = [line.strip() for line in out.splitlines()]
    assert [line for line in block.text.splitlines() if not any(line.strip() in one for one in printed)] == []


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_every_block_is_looked_at(path: Path) -> None:
    tried = english(path)
    left = [
        block for block in blocks(path) if not block.mark and block.language not in RUN and bare(block) not in tried
    ]
    assert [f"{relative(path)}:{block.line}" for block in left] == []


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_the_extras_that_a_page_names_exist(path: Path) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    named = re.findall(r'"jixiao\[([\w,]+)\]"', path.read_text(encoding="utf-8"))
    assert [extra for names in named for extra in names.split(",") if extra not in extras] == []


def test_few_blocks_are_not_run() -> None:
    left = [block for path in PAGES for block in blocks(path) if block.mark == "not run" and block.language != "text"]
    assert [block for block in left if len(block.says) < 10] == []
    assert len(left) <= 8
