"""The Chinese pages say what the English ones do: the same headings and code, the options as the program has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jixiao.cli.main import main

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = (
    "usage", "configuration", "outputs", "library", "interchange", "testing", "plugins", "install", "glossary",
    "benchmarks", "architecture",
)  # fmt: skip
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r'^(?:<a id="([\w-]+)"></a>\n\n)?(##+) (.*)$', re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*[a-z]")
# The name of an option and its help, on one line or on the next.
SHOWN = re.compile(r"^ +(?:-\w.*?, )?(--[a-z-]+)(?: \S+?)?(?: {2,}|\n {8,})(\S.*)$", re.MULTILINE)
ROW = re.compile(r"^\| (`-.*?) \| (.*?) \|", re.MULTILINE)


def chinese(name: str) -> str:
    return (DOCS / "zh" / f"{name}.md").read_text(encoding="utf-8")


def english(name: str) -> str:
    page = DOCS / "en" / f"{name}.md"
    return (page if page.exists() else DOCS / f"{name}.md").read_text(encoding="utf-8")


def blocks(page: str) -> list[tuple[str, list[str]]]:
    """The language and the lines of each block, without comments."""
    return [
        (language, [re.sub(r"\s+# .*|^# .*", "", line).rstrip() for line in code.splitlines()])
        for language, code in BLOCK.findall(page)
    ]


def headings(page: str) -> list[tuple[str, str]]:
    """The level and the anchor of each heading below the title; without one of its own, that which it gets."""
    return [
        (level, anchor or re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text.lower())))
        for anchor, level, text in HEADING.findall(BLOCK.sub("", page))
    ]


@pytest.mark.parametrize("name", PAGES)
def test_the_headings_are_the_same(name: str) -> None:
    assert headings(chinese(name)) == headings(english(name))


@pytest.mark.parametrize("name", PAGES)
def test_the_code_is_the_same(name: str) -> None:
    assert blocks(chinese(name)) == blocks(english(name))


@pytest.mark.parametrize("name", PAGES)
def test_the_options_named_are_the_same(name: str) -> None:
    assert set(OPTION.findall(chinese(name))) == set(OPTION.findall(english(name)))


@pytest.mark.parametrize("command", ["check", "new", "fix"])
def test_the_text_of_an_option_is_that_of_the_program(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "500")
    assert main([command, "--help"]) == 0
    said = {option: text.replace(" ", "") for option, text in SHOWN.findall(capsys.readouterr().out)}
    section = re.split(
        r"^## ", chinese("usage").partition(f'<a id="{command}"></a>\n\n## ')[2], maxsplit=1, flags=re.MULTILINE
    )[0]
    rows = [(OPTION.findall(names)[0], re.sub(r"[` ]", "", text)) for names, text in ROW.findall(section)]
    assert rows
    # What holds by itself stands in a column of its own where there are limits.
    assert [
        (option, said[option])
        for option, text in rows
        if (said[option].partition("，默认")[0] if option.startswith("--max-") else said[option]) not in text
    ] == []
