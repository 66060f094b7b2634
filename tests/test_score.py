"""The score on the review sheet: what findings cost, what is left out, and how it is shown."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from tests.test_cli import EXAMPLES, run

import jixiao
from jixiao.api import review_sheet
from jixiao.checker.score import Sheet, mean, score_forms
from jixiao.knowledge import knowledge
from jixiao.reports.width import width
from jixiao.rules.examples import clean_form
from jixiao.rules.messages import catalogue
from jixiao.testing import forms, mutants

SHEET = review_sheet()


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def command(*arguments: object) -> Done:
    return Done(*run(*arguments))


FORM = clean_form("county")["forms"][0]


def score_of(**changes: Any) -> jixiao.FormScore:
    data = {"jixiao": 1, "forms": [{**FORM, **changes}]}
    return jixiao.score(jixiao.loads(json.dumps(data)))[0]


def points(score: jixiao.FormScore) -> dict[str, Decimal | None]:
    return {one.item.name: one.points for one in score.items}


def test_the_sheet_has_100_points_and_an_item_for_every_rule() -> None:
    assert sum(item.points for item in SHEET.items) == 100
    assert {entry["item"] for entry in catalogue().values()} <= {item.name for item in SHEET.items}
    assert set(SHEET.stops) <= set(catalogue())


@settings(max_examples=25)
@given(forms())
def test_a_clean_form_keeps_every_point_that_can_be_assessed(form: jixiao.TargetForm) -> None:
    score = jixiao.score(form)[0]
    assert (score.earned, score.assessed, score.total) == (Decimal(75), 75, Decimal("100.0"))
    assert score.grade is not None
    assert score.grade.name == "优"


def test_an_error_costs_two_fifths_of_its_item() -> None:
    annual = {**FORM["funding"]["annual"], "total": "1"}
    score = score_of(funding={**FORM["funding"], "annual": annual})
    money = next(one for one in score.items if one.item.name == "资金匹配性")
    errors = sum(one.counts and one.severity == "error" for one in money.findings)
    assert errors
    assert money.points == max(0, 15 - 6 * errors)


def test_a_warning_costs_three_twentieths_and_all_of_them_three_fifths_at_most() -> None:
    vague = {"goals": {"period": "完成各项工作任务", "annual": "完成各项工作任务"}}
    report = jixiao.check(jixiao.loads(json.dumps({"jixiao": 1, "forms": [{**FORM, **vague}]})))
    clear = next(one for one in jixiao.score(report)[0].items if one.item.name == "明确清晰性")
    warnings = [one.code for one in clear.findings if one.counts and one.severity == "warning"]
    assert warnings
    assert clear.points == 10 - Decimal("1.5") * len(warnings)
    for dear, left in ((60, 4), (90, 4), (20, 10 - 2 * len(warnings))):
        [score] = score_forms(report, SHEET._replace(warning=dear))
        assert points(score)["明确清晰性"] == left


def test_what_costs_nothing_is_listed_all_the_same() -> None:
    report = jixiao.check(EXAMPLES / "disclosure.txt")
    for score in jixiao.score(report):
        listed = [finding for one in score.items for finding in one.findings]
        own = [finding for finding in report.by_form(score.ordinal) if finding.cause is None]
        assert sorted(finding.number for finding in listed) == [finding.number for finding in own]
        for one in () if score.stopped_by else score.items:
            if one.points is not None and not any(finding.counts for finding in one.findings):
                assert one.points == one.item.points


@pytest.mark.parametrize("code", ["CMP10", "CMP11", "FND07"])
def test_a_form_that_cannot_stand_is_fair_at_best(code: str) -> None:
    found: list[jixiao.FormScore] = []

    @settings(max_examples=10)
    @given(mutants(code))
    def look(mutant: Any) -> None:
        found.extend(score for score in jixiao.score(mutant.disclosure) if code in score.stopped_by)

    look()
    assert found
    for score in found:
        whole = [one.points for one in score.items if one.item.part == SHEET.stopped_part and one.points is not None]
        assert sum(whole, Decimal(0)) <= SHEET.stopped_points
        assert score.grade is not None
        assert score.grade.least <= 60


def test_a_blank_form_has_no_score() -> None:
    [score] = jixiao.score(jixiao.TargetForm(project_name="河道清淤"))
    assert (score.total, score.grade, score.items) == (None, None, ())


def test_a_blank_form_is_named_and_comes_to_nothing() -> None:
    [score] = jixiao.score(jixiao.TargetForm(project_name="河道清淤"))
    assert score == (1, "河道清淤", (), Decimal(0), 0, None, None, (), False)
    [filled] = jixiao.score(jixiao.loads(json.dumps({"jixiao": 1, "forms": [FORM]})))
    assert filled.project_name == FORM["project_name"]


def test_the_mean_is_that_of_the_forms_with_a_score() -> None:
    blank = jixiao.score(jixiao.TargetForm(project_name="河道清淤"))
    [clean] = jixiao.score(jixiao.loads(json.dumps({"jixiao": 1, "forms": [FORM]})))
    assert mean(()) is None
    assert mean(blank) is None
    assert mean((clean, *blank)) == clean.total == Decimal("100.0")
    assert mean((clean, clean._replace(total=Decimal("80.1")))) == Decimal("90.1")


def test_the_sheet_is_that_of_the_data() -> None:
    table = knowledge()["review"]
    sheet = Sheet.of(table)
    items = [(one, part) for part in table["parts"] for one in part["items"]]
    assert [item.name for item in sheet.items] == [one["name"] for one, _ in items]
    for item, (one, part) in zip(sheet.items, items, strict=True):
        assert (item.english, item.points) == (one["english"], one["points"])
        assert [item.part, item.part_english] == part["name"]
        assert item.assessed is one.get("assessed", True)
    assert SHEET.grade(Decimal(100)) == SHEET.grades[0]
    assert SHEET.grade(Decimal(0)) == SHEET.grades[-1]
    best, *_, worst = SHEET.grades
    assert SHEET.worse(best, worst.name) == SHEET.worse(worst, best.name) == worst


def test_every_item_that_can_be_assessed_has_a_grade() -> None:
    scored = score_of(goals={"annual": ""}).items
    for one in scored:
        assert (one.grade is None) is not one.item.assessed
        if one.grade is not None and one.points is not None:
            assert one.grade == SHEET.grade(one.points * 100 / one.item.points)
    assert len({one.grade for one in scored}) > 2


def test_with_little_assessed_the_best_grade_is_not_given() -> None:
    table = knowledge()["review"]
    [score] = score_forms(jixiao.check(jixiao.loads(json.dumps({"jixiao": 1, "forms": [FORM]}))), Sheet.of(table))
    assert score.grade is not None
    assert score.grade.name == "优"
    strict = Sheet.of({**table, "best_needs": 90})
    [score] = score_forms(jixiao.check(jixiao.loads(json.dumps({"jixiao": 1, "forms": [FORM]}))), strict)
    assert score.grade is not None
    assert score.grade.name == "良"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_command_shows_each_item_or_a_table(language: str) -> None:
    one = command("score", EXAMPLES / "form-2021.xlsx", "--lang", language)
    assert one.code == 0
    several = command("score", EXAMPLES / "disclosure.txt", "--lang", language)
    chosen = command("score", EXAMPLES / "disclosure.txt", "--lang", language, "--form", "2")
    caution = "not the finance bureau's result" if language == "en" else "不代替财政部门审核"
    for done in (one, several, chosen):
        assert caution in done.out
        assert [line for line in done.out.splitlines() if width(line) > 80] == []
    items = [item.english if language == "en" else item.name for item in SHEET.items]
    assert all(item in one.out and item in chosen.out for item in items)
    assert not any(item in several.out for item in items)


def test_the_command_gives_json_and_says_what_is_wrong() -> None:
    done = command("score", EXAMPLES / "disclosure.txt", "--format", "json")
    [entry] = json.loads(done.out)["files"]
    assert [form["ordinal"] for form in entry["forms"]] == [1, 2, 3, 4, 5]
    assert all(form["assessed"] == 75 and form["of"] == 100 for form in entry["forms"])
    assert abs(entry["mean"] * 5 - sum(form["total"] for form in entry["forms"])) <= 0.25
    none = command("score", EXAMPLES / "disclosure.txt", "--form", "6")
    assert (none.code, none.out) == (2, "")
    assert "最多5张" in none.err
    lost = command("score", EXAMPLES / "budget.xlsx", EXAMPLES / "form-2021.xlsx")
    assert lost.code == 2
    assert "form-2021.xlsx" in lost.out
    assert "budget.xlsx" in lost.err


def test_a_file_of_a_folder_that_cannot_be_scored_is_named_with_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    (folder / "坏.xlsx").write_bytes(b"\x01\x02\x03abc" * 10)
    (folder / "无.txt").write_text("没有表", encoding="utf-8")
    _, _, error = run("score", folder)
    for name in ("坏.xlsx", "无.txt"):
        assert f"jixiao: {folder / name}：" in error
