"""How sure a finding is, as the text report says it."""

from __future__ import annotations

from attrs import evolve

import jixiao
from jixiao.model.forms import Tables
from jixiao.model.reading import Gap
from jixiao.reports.text import TextOptions, render
from jixiao.rules.examples import all_examples, changed

ROW = {"put_row": {"category": "quality", "name": "管材验收合格率", "value": "≥100%"}}
"""A fault of high confidence, at the same row in both halves."""


def said(*gaps: Gap, language: str = "zh", code: str | None = None) -> str:
    """The report on a form with one fault, read with these gaps; or on the example of a code that is less certain."""
    if code is not None:
        reading = next(one for one in all_examples("flagged") if one.code == code and one.confidence).reading()
    else:
        reading = evolve(changed("county", [ROW]), gaps=gaps)
    return render("表.txt", jixiao.check(reading), TextOptions(language, columns=100))


def test_what_is_certain_has_no_mark() -> None:
    text = said()
    assert "VAL08" in text
    assert not [mark for mark in ("〔请核对〕", "〔存疑〕", "请核对　", "存疑　") if mark in text]


def test_medium_confidence_is_marked_and_says_what_was_mended() -> None:
    gaps = [Gap(f"forms[0].indicators.{half}[4]", "slid") for half in ("period", "annual")]
    text = said(*gaps)
    assert "错误 VAL08　〔请核对〕" in text
    assert "请核对：单元格错位，按标签重新对齐" in text
    assert "请核对　1处" in text
    assert "存疑" not in text
    assert "[likely]" in said(*gaps, language="en")


def test_medium_confidence_by_words_alone_names_no_reason() -> None:
    text = said(code="VAL05")
    assert "警告 VAL05　〔请核对〕" in text
    assert "请核对：" not in text


def test_low_confidence_is_doubted_one_level_lower() -> None:
    gaps = [Gap(f"forms[0].indicators.{half}[4]", "row missing") for half in ("period", "annual")]
    text = said(*gaps)
    assert "警告 VAL08　〔存疑〕" in text
    assert "存疑　1处" in text
    assert "请核对" not in text


def test_what_nearly_every_form_has_is_said_once_and_another_sentence_in_its_form() -> None:
    blank = [{"set": "funding.period.other"}, {"set": "funding.annual.other"}]
    copies: list[dict[str, object]] = [{"copy_form": 1}] * 5
    reading = changed("county", [*blank, *copies, {"set": "forms[5].funding.period.other", "to": "0"}])
    report = jixiao.check(reading)
    texts = [finding.say() for finding in report.findings if finding.code == "FND23"]
    assert len(texts) == 6
    assert len(set(texts)) == 2
    text = render("表.txt", report, TextOptions(show_all=True))
    assert text.count("FND23") == 2
    assert "5张表都有：第1–5张" in text
    assert render("表.txt", report, TextOptions(show_all=True, flat=True)).count("FND23") == 6


def test_many_warnings_of_one_rule_are_told_in_full_three_times_and_then_by_their_places() -> None:
    names = ("巡查", "培训", "维修", "采购", "演练", "清运", "监测")
    rows = [{"category": "quantity", "name": f"道路{one}次数", "value": f">={n}次"} for n, one in enumerate(names, 11)]
    report = jixiao.check(changed("county", [{"put_row": row} for row in rows]))
    same = [finding for finding in report.findings if finding.code == "VAL04"]
    assert len(same) == len(names)
    text = render("表.txt", report, TextOptions(columns=100))
    assert [f"≥{n}次" in text for n in range(11, 18)] == [True, True, True, False, False, False, False]
    assert "同样的问题还有4处" in text
    assert all(place.at.say("zh") in text for finding in same for _, place in finding.places)
    assert "4 more of the same" in render("表.txt", report, TextOptions("en", columns=100))
    flat = render("表.txt", report, TextOptions(columns=100, flat=True))
    assert all(f"≥{n}次" in flat for n in range(11, 18))
    assert "同样的问题" not in flat


def test_errors_are_always_told_in_full() -> None:
    names = ("巡查", "培训", "维修", "采购", "演练", "清运", "监测")
    rows = [{"category": "quality", "name": f"道路{one}合格率", "value": f"≥{n}0%"} for n, one in enumerate(names, 11)]
    report = jixiao.check(changed("county", [{"put_row": row} for row in rows]))
    text = render("表.txt", report, TextOptions(columns=100))
    assert report.count("error") >= len(names)
    assert all(f"≥{n}0%" in text for n in range(11, 18))
    assert "同样的问题" not in text


def test_forms_of_an_owners_own_are_called_no_disclosure() -> None:
    reading = changed("county", [{"copy_form": 1}])
    assert reading.disclosure.tables.projects
    assert "部门预算公开" in render("表.xlsx", jixiao.check(reading), TextOptions())
    own = evolve(reading, disclosure=evolve(reading.disclosure, tables=Tables(), narrative=("附件2",)))
    assert "部门预算公开" not in render("表.xlsx", jixiao.check(own), TextOptions())
