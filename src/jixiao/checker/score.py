"""A form on the official review sheet (项目支出绩效目标审核表): points for each item, with the findings behind them.

A machine's pre-check, never the finance bureau's result: items that a form does not show are left out, and the total is
the share of the points that could be assessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

from jixiao.checker.facts import is_blank
from jixiao.checker.findings import Finding
from jixiao.checker.report import Report
from jixiao.rules.base import Severity
from jixiao.rules.messages import entry_of

_TENTH: Final = Decimal("0.1")


class Grade(NamedTuple):
    """A grade of the sheet in both languages; ``least`` is the share of the points that it takes, in percent."""

    least: int
    name: str
    english: str


class Item(NamedTuple):
    """One item of the sheet: its full points, and whether a form shows anything of it."""

    name: str
    english: str
    points: int
    part: str
    part_english: str
    assessed: bool


class Sheet(NamedTuple):
    """The review sheet with what findings cost: data of the package, see ``knowledge/review.toml``."""

    items: tuple[Item, ...]
    grades: tuple[Grade, ...]
    error: int
    warning: int
    warnings_at_most: int
    best_needs: int
    stops: frozenset[str]
    stopped_part: str
    stopped_points: int
    stopped_grade: str

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Sheet:
        """The sheet in a table as the data file has it."""
        items = tuple(
            Item(
                one["name"], one["english"], one["points"], part["name"][0], part["name"][1], one.get("assessed", True)
            )
            for part in table["parts"]
            for one in part["items"]
        )
        return cls(
            items,
            tuple(Grade(*one) for one in table["grades"]),
            table["error"],
            table["warning"],
            table["warnings_at_most"],
            table["best_needs"],
            frozenset(table["stops"]),
            table["stopped_part"],
            table["stopped_points"],
            table["stopped_grade"],
        )

    def grade(self, share: Decimal) -> Grade:
        """The grade for a share of the points in percent."""
        return next(grade for grade in self.grades if share >= grade.least)

    def worse(self, one: Grade, other: str) -> Grade:
        """The worse of a grade and the one with this name."""
        limit = next(grade for grade in self.grades if grade.name == other)
        return min(one, limit, key=lambda grade: grade.least)


class ItemScore(NamedTuple):
    """What an item came to: ``points`` out of ``item.points``, nothing where it is not assessed, and the findings."""

    item: Item
    points: Decimal | None
    findings: tuple[Finding, ...]
    grade: Grade | None


class FormScore(NamedTuple):
    """What a form came to. ``total`` is out of 100 of what could be assessed, nothing for a form that is blank or of
    which too little could be read.
    """

    ordinal: int
    project_name: str | None
    items: tuple[ItemScore, ...]
    earned: Decimal
    assessed: int
    """The points of the items that could be assessed; those of the whole sheet are 100."""
    total: Decimal | None
    grade: Grade | None
    stopped_by: tuple[str, ...]
    """The codes for which the form can not stand."""
    unread: bool = False
    """Whether the form is not scored since it could not be checked as a whole."""


def score_forms(report: Report, sheet: Sheet) -> tuple[FormScore, ...]:
    """The score of each form of a report.

    Findings cost points as people see their severity; those of preview rules, doubtful ones and consequences cost
    nothing, and are listed all the same.
    """
    return tuple(_score(report, ordinal, sheet) for ordinal in range(1, len(report.forms) + 1))


def mean(scores: tuple[FormScore, ...]) -> Decimal | None:
    """The mean of the totals, to one decimal; nothing where no form has one."""
    totals = [one.total for one in scores if one.total is not None]
    return _rounded(sum(totals, Decimal(0)) / len(totals)) if totals else None


def _score(report: Report, ordinal: int, sheet: Sheet) -> FormScore:
    findings = report.faults_of(ordinal)
    project_name = report.forms[ordinal - 1].project_name
    unread = any(gap.path == f"forms[{ordinal - 1}]" and gap.effect == "cannot tell" for gap in report.gaps)
    if unread or is_blank(report.forms[ordinal - 1]):
        return FormScore(ordinal, project_name, (), Decimal(0), 0, None, None, (), unread)
    by_item: dict[str, list[Finding]] = {}
    for finding in findings:
        # The official sheet knows nothing of the rules that a configuration brings.
        if finding.rule.texts is None:
            by_item.setdefault(str(entry_of(finding.code).get("item", "")), []).append(finding)
    stopped_by = tuple(sorted({finding.code for finding in findings if finding.counts} & sheet.stops))
    points = {item.name: _points(item, by_item.get(item.name, []), sheet) for item in sheet.items if item.assessed}
    if stopped_by:
        _stop(points, sheet)
    items = tuple(
        ItemScore(
            item,
            points.get(item.name),
            tuple(by_item.get(item.name, ())),
            sheet.grade(points[item.name] * 100 / item.points) if item.name in points else None,
        )
        for item in sheet.items
    )
    earned, assessed = sum(points.values(), Decimal(0)), sum(item.points for item in sheet.items if item.assessed)
    total = _rounded(earned * 100 / assessed)
    grade = sheet.grade(total)
    if assessed < sheet.best_needs:
        grade = sheet.worse(grade, sheet.grades[1].name)
    if stopped_by:
        grade = sheet.worse(grade, sheet.stopped_grade)
    return FormScore(ordinal, project_name, items, earned, assessed, total, grade, stopped_by)


def _points(item: Item, findings: list[Finding], sheet: Sheet) -> Decimal:
    """What an item is worth after its findings."""
    levels = [finding.shown_severity for finding in findings if finding.counts]
    lost = sheet.error * levels.count(Severity.ERROR)
    lost += min(sheet.warning * levels.count(Severity.WARNING), sheet.warnings_at_most)
    return Decimal(item.points) * max(0, 100 - lost) / 100


def _stop(points: dict[str, Decimal], sheet: Sheet) -> None:
    """Bring the part that a stop falls on down to its limit: each of its items in proportion."""
    names = [item.name for item in sheet.items if item.part == sheet.stopped_part and item.name in points]
    earned = sum((points[name] for name in names), Decimal(0))
    if earned > sheet.stopped_points:
        for name in names:
            points[name] = points[name] * sheet.stopped_points / earned


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(_TENTH, ROUND_HALF_UP)
