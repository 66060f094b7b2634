"""A report becomes marks by place, and the list that a marked copy shows."""

from __future__ import annotations

from pathlib import Path

import jixiao
from jixiao.repair.marks import marks_of

EXAMPLE = Path(__file__).parents[1] / "examples" / "forms.xlsx"


def test_every_finding_is_listed_once_and_marked_at_each_of_its_places() -> None:
    report = jixiao.check(EXAMPLE)
    marks = marks_of(report, "forms.xlsx")
    assert [item.number for item in marks.items] == list(range(1, len(report.findings) + 1))
    assert {item.finding.number for item in marks.items} == {finding.number for finding in report.findings}
    marked = {(mark.at, item.number) for mark in marks.places for item in mark.items}
    assert marked == {(at, item.number) for item in marks.items for at in item.at if at.file is None}


def test_a_mark_is_as_bad_as_the_worst_of_its_findings_which_it_says_first() -> None:
    order = ["error", "warning", "info"]
    for mark in marks_of(jixiao.check(EXAMPLE), "forms.xlsx").places:
        ranks = [order.index(item.severity) for item in mark.items]
        assert ranks == sorted(ranks)
        assert order.index(mark.severity) == ranks[0]
        assert mark.text().startswith(mark.items[0].text)


def test_the_marks_speak_both_languages() -> None:
    report = jixiao.check(EXAMPLE)
    chinese, english = marks_of(report, "forms.xlsx"), marks_of(report, "forms.xlsx", "en")
    assert chinese.title == "检查结果"
    assert english.title == "Findings"
    assert "错误" in chinese.headline
    assert "errors" in english.headline
    assert len(chinese.items) == len(english.items)


def test_a_place_with_a_hundred_findings_says_the_first_and_counts_the_rest() -> None:
    mark = marks_of(jixiao.check(EXAMPLE), "forms.xlsx").places[0]
    long = type(mark)(mark.at, mark.items * 200)
    assert len(long.text()) < 6_200
    assert long.text().endswith("见“检查结果”")


def test_a_consequence_is_listed_behind_its_cause() -> None:
    report = jixiao.check(EXAMPLE, with_=[EXAMPLE.with_name("budget.xlsx")])
    numbers = {item.finding.number: item.number for item in marks_of(report, "forms.xlsx").items}
    following = [one for one in report.findings if one.cause is not None]
    assert {one.code for one in following} == {"FND05", "DAT07"}
    for finding in following:
        assert finding.cause is not None
        assert numbers[finding.cause.number] < numbers[finding.number]
