"""Scores on the official review sheet, for people and as plain values for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from jixiao.checker.findings import Finding
from jixiao.checker.score import FormScore, ItemScore, mean
from jixiao.checker.wording import SEVERITY_NAMES, Severity
from jixiao.model.english import counted
from jixiao.reports.width import pad, shorten, wrap

Scored = tuple[str, tuple[FormScore, ...]]
"""A file and the scores of its forms."""

_WHOLE: Final = 3
"""So many forms are shown with every item; of more there is a table."""
_CAUTION: Final = ("机器预审，不代替财政部门审核", "a machine's pre-check, not the finance bureau's result")
_SHEET_POINTS: Final = 100


def score_text(files: Sequence[Scored], language: str = "zh", columns: int = 80, form: int | None = None) -> str:
    """The scores of the forms of files; ``form`` is the ordinal of the one that is shown with every item."""
    lines: list[str] = []
    for path, scores in files:
        chosen = tuple(score for score in scores if form is None or score.ordinal == form)
        lines += [""] * bool(lines) + _head(path, scores, language, columns)
        if len(chosen) <= _WHOLE:
            for score in chosen:
                lines += ["", *_sheet(score, language, columns)]
        else:
            lines += ["", *_table(chosen, language, columns), "", *wrap(_hint(language), columns)]
    return "\n".join(lines) + "\n"


def score_json(files: Sequence[Scored]) -> str:
    """The same for programs."""
    entries = [
        {"path": path, "mean": _number(mean(scores)), "forms": [_entry(score) for score in scores]}
        for path, scores in files
    ]
    return json.dumps({"jixiao": 1, "files": entries}, ensure_ascii=False, indent=1) + "\n"


def _head(path: str, scores: Sequence[FormScore], language: str, columns: int) -> list[str]:
    total = mean(tuple(scores))
    if language == "en":
        text = f"{path}: {counted(len(scores), 'form')}" + (f", {total} points on average" if total is not None else "")
    else:
        text = f"{path}　{len(scores)}张表" + (f"　平均{total}分" if total is not None else "")
    return [*wrap(text, columns, "  "), *wrap(_CAUTION[language == "en"], columns)]


def _hint(language: str) -> str:
    if language == "en":
        return "one form with every item: jixiao score FILE --form N"
    return "看一张表的各项得分：jixiao score 文件 --form 序号"


def _table(scores: Sequence[FormScore], language: str, columns: int) -> list[str]:
    """A line for each form, the worst first."""
    english = language == "en"
    ordered = sorted(scores, key=lambda score: (Decimal(-1) if score.total is None else score.total, score.ordinal))
    lines = []
    for score in ordered:
        name = score.project_name or ("(no name)" if english else "（没有项目名称）")
        room = columns - 24
        lines.append(
            f"{score.ordinal:>4}  {pad(shorten(name, room), room)}{_total(score):>7}  {_grade(score, english)}"
        )
    return lines


def _total(score: FormScore) -> str:
    return "—" if score.total is None else str(score.total)


def _grade(score: FormScore, english: bool) -> str:
    if score.grade is None and score.unread:
        return "unread" if english else "没读全"
    if score.grade is None:
        return "blank" if english else "空白"
    return score.grade.english if english else score.grade.name


def _sheet(score: FormScore, language: str, columns: int) -> list[str]:
    """A form with every item of the sheet."""
    english = language == "en"
    name = score.project_name or ("(no name)" if english else "（没有项目名称）")
    title = f"form {score.ordinal} {name}" if english else f"第{score.ordinal}张　{name}"
    if score.total is None:
        said = (
            ("not read as a whole, not scored" if english else "没有读全，没有评分")
            if score.unread
            else ("blank, not scored" if english else "空白表，没有评分")
        )
        return [*wrap(title, columns, "  "), f"  {said}"]
    earned, assessed = f"{score.earned.normalize():f}", score.assessed
    if english:
        said = f"{score.total} points, {_grade(score, True)} ({earned} of the {assessed} points that can be assessed)"
    else:
        said = f"{score.total}分　{_grade(score, False)}（全表{_SHEET_POINTS}分，能评{assessed}分，得{earned}分）"
    lines = [*wrap(title, columns, "  "), *wrap("  " + said, columns, "  ")]
    if score.stopped_by:
        codes = (", " if english else "、").join(score.stopped_by)
        most = _grade(score, english)
        why = f"  {codes}: the grade is {most} at best" if english else f"  有{codes}，等级最高为“{most}”"
        lines += wrap(why, columns, "  ")
    part = ""
    room = 18 if not english else 38
    for one in score.items:
        if one.item.part != part:
            part = one.item.part
            lines.append("  " + (one.item.part_english if english else part))
        lines += _item(one, english, room, columns)
    return lines


def _item(one: ItemScore, english: bool, room: int, columns: int) -> list[str]:
    name = one.item.english if english else one.item.name
    if one.points is None or one.grade is None:
        points = "not assessed" if english else "看不出，不评"
    else:
        points = f"{one.points.normalize():f}/{one.item.points}"
    head = f"    {pad(name, room)}{points:>8}"
    if one.grade is not None:
        head += f"  {one.grade.english if english else one.grade.name}"
    told = _told(one.findings, english)
    indent = " " * 6
    return [head, *(indent + line for line in wrap(told, columns - len(indent)))] if told else [head]


def _told(findings: Sequence[Finding], english: bool) -> str:
    """The findings behind an item, by severity, each code once with its number."""
    parts = []
    for level in Severity:
        costing = Counter(one.code for one in findings if one.counts and one.shown_severity is level)
        if costing:
            names = [f"{code}×{count}" if count > 1 else code for code, count in sorted(costing.items())]
            parts.append(f"{SEVERITY_NAMES[level][english]} {' '.join(names)}")
    free = Counter(one.code for one in findings if not one.counts)
    if free:
        parts.append(f"{'for nothing' if english else '不扣分'} {' '.join(sorted(free))}")
    return ("; " if english else "；").join(parts)


def _entry(score: FormScore) -> dict[str, Any]:
    return {
        "ordinal": score.ordinal,
        "project_name": score.project_name,
        "total": _number(score.total),
        "grade": None if score.grade is None else score.grade.name,
        "earned": _number(score.earned),
        "assessed": score.assessed,
        "of": _SHEET_POINTS,
        "stopped_by": list(score.stopped_by),
        "items": [
            {
                "part": one.item.part,
                "item": one.item.name,
                "points": _number(one.points),
                "of": one.item.points,
                "grade": None if one.grade is None else one.grade.name,
                "findings": [
                    {
                        "code": finding.code,
                        "severity": str(finding.shown_severity),
                        "costs": finding.counts and finding.shown_severity is not Severity.INFO,
                        "fingerprint": finding.fingerprint,
                    }
                    for finding in one.findings
                ],
            }
            for one in score.items
        ],
    }


def _number(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
