"""The findings of a file as rows of a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from jixiao.checker import Finding, Report
from jixiao.checker.wording import SEVERITY_NAMES, rule_title
from jixiao.model.reading import GAP_REASONS
from jixiao.reports.doubts import doubt_of
from jixiao.reports.formats import Unread
from jixiao.reports.printable import printable

HEADS: Final[tuple[tuple[str, str], ...]] = (
    ("文件", "File"),
    ("表", "Form"),
    ("项目", "Project"),
    ("位置", "Place"),
    ("级别", "Severity"),
    ("代码", "Code"),
    ("规则", "Rule"),
    ("问题", "Finding"),
    ("改法", "What to do"),
    ("备注", "Note"),
    ("指纹", "Fingerprint"),
)
"""What stands above the columns of a list: Chinese, English."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With these a spreadsheet begins a formula; some take the wide forms for the narrow ones."""


class Row(NamedTuple):
    """A line of a list, in the order of :data:`HEADS`."""

    path: str
    form: int | None = None
    project: str = ""
    place: str = ""
    severity: str = ""
    code: str = ""
    title: str = ""
    message: str = ""
    advice: str = ""
    note: str = ""
    fingerprint: str = ""

    def cells(self) -> list[str]:
        """What stands in the columns."""
        return ["" if one is None else printable(str(one)) for one in self]


def rows_of(path: str, report: Report, language: str) -> list[Row]:
    """A row for each finding, and one for each reason why something was not checked."""
    rows = [
        Row(
            path,
            finding.form,
            finding.project_name or "",
            places_of(finding, language),
            SEVERITY_NAMES[finding.shown_severity][language == "en"],
            finding.code,
            rule_title(finding.code, language),
            finding.say(language),
            finding.advise(language),
            note_of(report, finding, language),
            finding.fingerprint,
        )
        for finding in report.findings
    ]
    rows += [Row(path, severity=_unchecked(language), message=said) for said in not_checked(report, language)]
    return rows


def row_of_unread(file: Unread, language: str) -> Row:
    """The row of a file that could not be checked."""
    return Row(file.path, severity=_unchecked(language), message=file.bare)


def _unchecked(language: str) -> str:
    return "not checked" if language == "en" else "没能检查"


def places_of(finding: Finding, language: str) -> str:
    """Where it stands, in words, each place once."""
    said = dict.fromkeys(place.at.say(language) for _, place in finding.places)
    return ("; " if language == "en" else "、").join(said)


def note_of(report: Report, finding: Finding, language: str) -> str:
    """What makes a finding less than certain, and of what it is a consequence."""
    english = language == "en"
    notes = [doubt_of(report, finding, language)]
    if finding.confidence == "medium" and not notes[0]:
        notes.append("likely" if english else "请核对")
    if finding.preview:
        notes.append("preview rule" if english else "试行规则")
    cause = finding.cause
    if cause is not None:
        notes.append(f"follows from {cause.code}" if english else f"由{cause.code}引起")
    return ("; " if english else "；").join(note for note in notes if note)


def not_checked(report: Report, language: str) -> list[str]:
    """Why some of a file was not checked, each reason once with the number of places: never silence."""
    english = language == "en"
    reasons = Counter(gap.reason for gap in report.gaps if gap.effect == "cannot tell")
    return [
        f"{GAP_REASONS[reason][english] if reason in GAP_REASONS else reason}"
        + (f" ({count})" if english else f"（{count}处）")
        for reason, count in sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    ]


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return "'" + text if text.lstrip(" \u3000\u00a0").startswith(_FORMULA) else text


def heads(language: str) -> list[str]:
    """What stands above the columns."""
    return [head[language == "en"] for head in HEADS]


def inert_cells(rows: Iterable[Row]) -> list[list[str]]:
    """The cells of rows, each of them inert."""
    return [[inert(cell) for cell in row.cells()] for row in rows]
