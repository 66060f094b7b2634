"""The page: its structure, that it holds every finding once and nothing from elsewhere, and that no text breaks out."""

from __future__ import annotations

import builtins
import hashlib
import json
import re
from base64 import b64encode
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]

import jixiao
from jixiao.cli.main import main
from jixiao.model.forms import Disclosure, Indicator, Indicators, TargetForm
from jixiao.model.reading import Gap, Reading
from jixiao.reports import page
from jixiao.reports.page import render
from jixiao.rules.examples import changed

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
HOSTILE = "</td></table></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'<!--"


def parsed(text: str) -> Any:
    """The page as a browser would see it."""
    return html.document_fromstring(text)


def check_structure(text: str) -> Any:
    """What every page holds to; returns the tree."""
    tree = parsed(text)
    ids = Counter(tree.xpath("//@id"))
    assert not [name for name, count in ids.items() if count > 1]
    assert not [link for link in tree.xpath("//a/@href") if link[:1] != "#" or link[1:] not in ids]
    assert not tree.xpath("//script|//iframe|//object|//embed|//form|//link|//img|//*[@style]|//base")
    assert not [name for node in tree.iter() if isinstance(node.tag, str) for name in node.attrib if name[:2] == "on"]
    assert not tree.xpath("//@src")
    assert "url(" not in text.partition("</style>")[0]
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    style = tree.xpath("//style")[0].text
    assert "default-src 'none'" in policy
    assert b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy
    assert text.startswith("<!DOCTYPE html>")
    assert tree.get("lang") in ("zh-Hans", "en")
    levels = [int(node.tag[1]) for node in tree.xpath("//h1|//h2|//h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    return tree


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_stands_once_beside_its_cell(language: str) -> None:
    report = jixiao.check(EXAMPLES / "disclosure.txt", with_=EXAMPLES / "budget.xlsx", language=language)
    assert report.findings
    tree = check_structure(render("disclosure.txt", report, language))
    notes = tree.xpath("//li[contains(@class, 'note ')]")
    told = Counter(note.text_content().split("→")[0].split()[2] for note in notes)
    assert told == Counter(finding.code for finding in report.findings)
    for finding in report.findings:
        assert sum(finding.say(language) in note.text_content() for note in notes) >= 1
    own = [note for note in notes if note.xpath("ancestor::article")]
    for note in own:
        cell = note.xpath(".//a/@href")[0][1:]
        marks = tree.xpath(f"//*[@id='{cell}']//a/@href")
        assert f"#{note.get('id')}" in marks


def test_flagged_cells_say_in_words_what_their_number_leads_to() -> None:
    tree = parsed(render("表", jixiao.check(EXAMPLES / "forms.xlsx")))
    labels = tree.xpath("//*[contains(@class, 'marks')]/a/@aria-label")
    assert labels
    assert all(re.match(r"(错误|警告|提示) \d+：.", label) for label in labels)


def test_the_top_counts_what_the_text_counts() -> None:
    report = jixiao.check(EXAMPLES / "disclosure.txt", with_=EXAMPLES / "budget.xlsx")
    tree = parsed(render("表", report))
    counts = [int(text) for text in tree.xpath("//ul[@class='counts']/li/b/text()")]
    assert counts == [report.count(severity) for severity in ("error", "warning", "info")]
    rows = [
        [int(cell.text) for cell in row.xpath("td")[:3]] for row in tree.xpath("//table[@class='families']/tbody/tr")
    ]
    assert [sum(column) for column in zip(*rows, strict=True)] == counts
    worst = tree.xpath("//ol[@class='worst']//a/text()")
    assert worst[0] in {finding.project_name for finding in report.findings if finding.severity == "error"}


def test_a_clean_form_says_so_and_a_gap_is_never_silence() -> None:
    clean = jixiao.check(changed("county", []))
    assert not clean.findings
    assert "没有发现问题" in render("表", clean)
    reading = evolve(changed("county", []), gaps=(Gap("forms[0].indicators.annual[0].name", "lost", "L3C4"),))
    tree = check_structure(render("表", jixiao.check(reading)))
    assert "另一栏有" in tree.xpath("//section[@id='unchecked']")[0].text_content()
    assert tree.xpath("//section[@id='unchecked']//a/@href") == ["#f1-1"]
    assert "第3行第4列" in tree.xpath("//article//details[@open]")[0].text_content()
    assert "没能检查1处" in tree.xpath("//article/p")[0].text_content()


def test_hostile_text_stays_text() -> None:
    reading = changed("county", [{"set": "project_name", "to": HOSTILE}, {"set": "goals.annual", "to": HOSTILE}])
    report = jixiao.check(reading)
    for language in ("zh", "en"):
        tree = check_structure(render(HOSTILE, report, language))
        assert HOSTILE in tree.xpath("//article/h3")[0].text_content()
        assert HOSTILE in tree.xpath("//section/h2")[-1].text_content()


@settings(max_examples=25)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_stays_text(name: str, value: str) -> None:
    row = Indicator("quantity", name or None, value or None)
    form = TargetForm(name, template="county-2015", indicators=Indicators((row,), (row,)))
    text = render(value, jixiao.check(Reading(Disclosure((form,)))))
    tree = check_structure(text)
    assert "\0" not in text
    if name.isprintable() and name.strip():
        assert name in tree.xpath("//article/h3")[0].text_content()


def test_a_run_over_several_files_makes_one_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "坏<b>.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    target = tmp_path / "结果.html"
    files = [str(EXAMPLES / name) for name in ("forms.xlsx", "form-2021.xlsx")]
    assert main(["check", *files, str(broken), "--format", "html", "-o", str(target)]) == 2
    capsys.readouterr()
    tree = check_structure(target.read_text(encoding="utf-8"))
    assert [node.get("id") for node in tree.xpath("//main/section")] == ["f1", "f2"]
    assert "坏<b>.xlsx" in tree.xpath("//section[@id='unchecked']")[0].text_content()
    # What is made by several processes is the same.
    other = tmp_path / "两.html"
    main(["check", *files, str(broken), "--format", "html", "--jobs", "2", "-o", str(other)])
    assert other.read_bytes() == target.read_bytes()


def test_without_jinja2_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name == "jinja2":
            raise ImportError(name)
        return real(name, *rest, **more)

    page._environment.cache_clear()
    monkeypatch.setattr(builtins, "__import__", refuse)
    try:
        assert main(["check", str(EXAMPLES / "forms.xlsx"), "--format", "html"]) == 2
    finally:
        page._environment.cache_clear()
    assert 'pip install "jixiao[page]"' in capsys.readouterr().err


def test_the_page_of_a_whole_department_is_of_a_size_to_send(real_document: Path) -> None:
    report = jixiao.check(real_document)
    text = render(real_document.name, report)
    tree = check_structure(text)
    assert len(tree.xpath("//li[contains(@class, 'note ')]")) == len(report.findings)
    assert len(text.encode()) <= 1_500_000


def test_a_narrow_screen_says_which_half_it_shows_and_what_is_alike_once() -> None:
    tree = parsed(render("表", jixiao.check(EXAMPLES / "forms.xlsx", with_=EXAMPLES / "budget.xlsx")))
    alike, differing = tree.xpath("//article")[:2]
    twins = alike.xpath(".//tr/*[contains(@class, 'twin')]")
    # The goal, five sources of funds with their labels, ten indicators with their values, nine categories.
    assert len(twins) == 1 + 5 * 2 + 10 * 2 + 9
    assert set(alike.xpath(".//@data-s")) == {"实施期、年度"}
    for cell in twins:
        texts = [other.text_content() for other in cell.getparent().xpath("*[not(contains(@class, 'twin'))]")]
        assert cell.text_content() in texts
    rows = differing.xpath(".//tr[*[@data-s='实施期']]")
    assert [row.xpath("*[@data-s]/text()") for row in rows] == [["市县(区)财政资金", "市县(区)财政资金"]]
    assert [row.xpath("*[@data-s]/@data-s") for row in rows] == [["实施期", "年度"]]
    one_sided = parsed(render("表", jixiao.check(EXAMPLES / "form-2021.xlsx")))
    assert not one_sided.xpath("//@data-s|//*[contains(@class, 'twin')]")


def test_a_consequence_stands_behind_its_cause() -> None:
    tree = parsed(render("表", jixiao.check(EXAMPLES / "forms.xlsx", with_=EXAMPLES / "budget.xlsx")))
    codes = [note.text_content().split()[2] for note in tree.xpath("//article")[1].xpath(".//li")]
    assert codes == ["FND06", "FND05", "DAT07"]


def test_the_top_says_what_a_check_by_machine_is_not() -> None:
    report = jixiao.check(EXAMPLES / "form-2021.xlsx")
    assert "机器预审，不代替财政部门审核" in parsed(render("表", report)).xpath("//header")[0].text_content()
    assert "does not replace" in parsed(render("form", report, "en")).xpath("//header")[0].text_content()


def test_a_page_of_findings_is_not_read_as_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = EXAMPLES / "form-2021.xlsx"
    (tmp_path / form.name).write_bytes(form.read_bytes())
    target = tmp_path / "结果.html"
    main(["check", str(form), "--format", "html", "-o", str(target)])
    with pytest.raises(jixiao.NotATargetForm, match=r"^结果\.html：这是jixiao写出的报告或基线"):
        jixiao.check(target)
    assert main(["check", str(target)]) == 2
    capsys.readouterr()
    # In a folder it is passed over, and what it shows is not counted a second time.
    main(["check", str(tmp_path), "--format", "json"])
    files = json.loads(capsys.readouterr().out)["files"]
    assert {file["path"].rpartition("/")[2]: file["status"] for file in files} == {
        form.name: "read", "结果.html": "not a target form",
    }  # fmt: skip
