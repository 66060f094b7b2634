"""The site of the documentation: both languages have the same pages, what is drawn or generated is as it should be."""

from __future__ import annotations

import re
from pathlib import Path

import griffe
import pytest
from tools.build_docs import loaded_from_elsewhere
from tools.docs_griffe import Docstrings, as_markdown
from tools.docs_hooks import across

import jixiao
import jixiao.testing

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
LANGUAGES = ("zh", "en")
PICTURES = sorted(DOCS.glob("*/pictures/*.png"))


def test_both_languages_have_the_same_pages() -> None:
    chinese, english = ({path.relative_to(DOCS / one) for path in (DOCS / one).rglob("*.md")} for one in LANGUAGES)
    assert chinese == english


def test_every_rule_of_the_pages_exists() -> None:
    listed = re.findall(r"\[(\w{3}\d\d)\]", (DOCS / "en" / "rules" / "index.md").read_text(encoding="utf-8"))
    assert {path.stem for path in (DOCS / "en" / "rules").glob("*.md")} - {"index"} == set(listed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_name_is_in_the_reference(language: str) -> None:
    named = re.findall(r"^::: (\S+)$", (DOCS / language / "api.md").read_text(encoding="utf-8"), re.MULTILINE)
    public = [f"jixiao.{name}" for name in jixiao.__all__ if name != "__version__"]
    public += [f"jixiao.testing.{name}" for name in jixiao.testing.__all__]
    assert sorted(named) == sorted(public)


def test_the_reference_lists_of_a_report_what_is_for_users() -> None:
    package = griffe.load(
        "jixiao.checker.report", search_paths=[ROOT / "src"], extensions=griffe.Extensions(Docstrings())
    )
    documented = {name for name, one in package["Report"].members.items() if one.docstring and not name.startswith("_")}
    assert documented == {
        "findings", "forms", "gaps", "outcomes", "rules_run", "exempted", "baselined",
        "by_form", "count", "worst", "failing", "to_json", "hide_previews",
    }  # fmt: skip


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_picture_is_small_and_shown(picture: Path) -> None:
    assert picture.stat().st_size < 200_000
    pages = [path.read_text(encoding="utf-8") for path in picture.parent.parent.glob("*.md")]
    assert any(f"](pictures/{picture.name})" in page for page in pages)


def test_the_chinese_page_on_security_has_what_the_policy_has() -> None:
    shapes = [
        [line[:2] for line in path.read_text(encoding="utf-8").splitlines() if line[:2] in ("##", "- ")]
        for path in (ROOT / "SECURITY.md", DOCS / "zh" / "security.md")
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(
    ("language", "page", "address"),
    [
        ("zh", "usage", "en/usage.html"),
        ("en", "usage", "../usage.html"),
        ("zh", "rules/FND06", "../en/rules/FND06.html"),
        ("en", "rules/FND06", "../../rules/FND06.html"),
        ("zh", "nowhere", "en/index.html"),
        ("en", "rules/nowhere", "../../index.html"),
    ],
)
def test_the_switch_leads_to_the_same_page(language: str, page: str, address: str) -> None:
    assert across(f"{page}.md", f"{page}.html", DOCS / language) == address


@pytest.mark.parametrize(
    ("page", "loaded"),
    [
        ('<script src="https://cdn.example/a.js"></script>', ["https://cdn.example/a.js"]),
        ('<link href="//fonts.example/css" rel="stylesheet">', ["//fonts.example/css"]),
        ("<img alt='' src='http://example.org/a.png'>", ["http://example.org/a.png"]),
        ('<a href="https://example.org/">a link</a><img src="pictures/a.png"><script src="a.js"></script>', []),
    ],
)
def test_what_a_page_loads_from_elsewhere_is_seen(page: str, loaded: list[str]) -> None:
    assert list(loaded_from_elsewhere(page)) == loaded


def test_a_docstring_becomes_markdown() -> None:
    text = "Raises :class:`jixiao.WrongUse`.\n\n>>> 1 + 1\n2\n>>> 3\n3\n\nAfter ``it``."
    code = "```pycon\n>>> 1 + 1\n2\n>>> 3\n3\n```"
    assert as_markdown(text) == f"Raises `jixiao.WrongUse`.\n\n\n{code}\n\nAfter ``it``."
