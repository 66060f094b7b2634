"""The page on outputs, in both languages: its samples are what is printed.

``python -m tests.test_output_page`` writes them anew.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from jixiao.cli.main import main
from jixiao.reports.formats import FORMATS

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
PAGES = sorted((ROOT / "docs").glob("*/outputs.md"))
BLOCK = re.compile(r"(<!-- sample (\w+) -->\n\n```\w*\n)(.*?)(```\n)", re.DOTALL)


def printed(*arguments: str) -> str:
    """What the command prints, run among the examples."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    here = os.getcwd()
    with contextlib.redirect_stdout(out), mock.patch.dict(os.environ, {"COLUMNS": "80"}):
        os.chdir(EXAMPLES)
        try:
            main(["check", *arguments])
        finally:
            os.chdir(here)
    out.flush()
    return out.buffer.getvalue().decode("utf-8")


def first_result(text: str) -> str:
    """A result with a fix, and its rule."""
    (run,) = json.loads(text)["runs"]
    result = next(one for one in run["results"] if one["ruleId"] == "VAL08")
    rule = dict(run["tool"]["driver"]["rules"][result["ruleIndex"]])
    rule["help"] = "…"
    return indented({"results": [result], "tool": {"driver": {"name": "jixiao", "rules": [rule]}}})


def first_entry(text: str) -> str:
    return indented(json.loads(text)[:1])


def first_line(text: str) -> str:
    entry = json.loads(text.split("\n")[0])
    return json.dumps({**entry, "forms": ["…"], "findings": ["…"], "outcomes": {}}, ensure_ascii=False) + "\n"


def indented(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def some(count: int) -> Callable[[str], str]:
    """The first lines."""
    return lambda text: "\n".join(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")[:count]) + "\n"


SAMPLES: dict[str, tuple[tuple[str, ...], Callable[[str], str]]] = {
    "jsonl": (("form-2021.xlsx", "--format", "jsonl"), first_line),
    "sarif": (("disclosure.txt", "--format", "sarif"), first_result),
    "junit": (("form-2021.xlsx", "--format", "junit"), str),
    "github": (("disclosure.txt", "--format", "github"), some(2)),
    "gitlab": (("disclosure.txt", "--format", "gitlab"), first_entry),
    "csv": (("form-2021.xlsx", "--format", "csv"), some(3)),
    "markdown": (("form-2021.xlsx", "--format", "markdown"), str),
    "statistics": (("disclosure.txt", "--statistics"), some(6)),
}


def sample(name: str) -> str:
    arguments, pick = SAMPLES[name]
    return pick(printed(*arguments))


def blocks(page: Path) -> dict[str, str]:
    return {name: text for _, name, text, _ in BLOCK.findall(page.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_every_sample_has_its_place(page: Path) -> None:
    assert set(blocks(page)) == set(SAMPLES)


@pytest.mark.parametrize("name", list(SAMPLES))
def test_a_sample_is_what_is_printed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = sample(name)
    capsys.readouterr()
    assert [page for page in PAGES if blocks(page)[name] != shown] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_every_format_is_described(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"| `{name}` |" not in text] == []


if __name__ == "__main__":
    for page in PAGES:
        written = page.read_text(encoding="utf-8")
        page.write_text(
            BLOCK.sub(lambda found: found[1] + sample(found[2]) + found[4], written), encoding="utf-8", newline="\n"
        )
