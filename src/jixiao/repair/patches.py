"""Cell patches as they are applied: what was changed, what was declined and why, and what is left for review."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from jixiao.checker.findings import Finding
from jixiao.checker.report import Report
from jixiao.places import Location, Place

REASONS: Final[dict[str, tuple[str, str]]] = {
    "no place": ("不知道它在文件的哪一格", "it is not known which cell of the file it is"),
    "other file": ("在另一个文件里", "it stands in another file"),
    "not there": ("这一格现在写的不是这些字", "the cell doesn't say so now"),
    "twice": ("这些字在这一格里不止一处", "the cell says so more than once"),
    "across paragraphs": ("要合并两个段落，请手工改", "two paragraphs would have to be joined; do it by hand"),
    "no run of letters": ("这一格的文字不能直接改写", "the text of this cell can't be written directly"),
    "formula": ("这一格是公式", "the cell is a formula"),
    "number": (
        "这一格是数字，写法由单元格格式决定，请改格式",
        "the cell is a number, and its number format writes it; change that",
    ),
    "encoding": ("文件的编码写不了这些字", "the encoding of the file can't hold these characters"),
    "unusual": ("这一格的存法少见，没有改", "the cell is stored in an unusual way and was left alone"),
}
"""Why a patch was declined → what a person reads in Chinese and in English."""


class Declined(Exception):
    """Raised inside this package for a patch that can't be applied exactly; ``reason`` is a key of ``REASONS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@frozen
class Patch:
    """One cell patch of a finding: where, what, how safe, and the rule that asks for it."""

    code: str
    path: str
    at: Location | None
    before: str | None
    after: str
    safety: str
    unit: str | None = None
    printed: str | None = None
    """The text that was printed at its place, where one is known."""


@frozen
class Refusal:
    """A patch that was not applied; ``reason`` is a key of :data:`REASONS`."""

    patch: Patch
    reason: str

    def say(self, language: str = "zh") -> str:
        """The reason in words."""
        return REASONS[self.reason][1 if language == "en" else 0]


def patches_of(report: Report) -> Iterator[Patch]:
    """Every cell patch of a report, in the order of its findings; of a patch that several rules ask for, the first."""
    seen: set[tuple[str, str]] = set()
    for finding in report.findings:
        for patch in _of_finding(finding, report):
            if (patch.path, patch.after) not in seen:
                seen.add((patch.path, patch.after))
                yield patch


def _of_finding(finding: Finding, report: Report) -> Iterator[Patch]:
    for fix in finding.fixes:
        place = _place(report, fix.path)
        at, unit, printed = (None, None, None) if place is None else (place.at, place.unit, place.text)
        yield Patch(finding.code, fix.path, at, fix.before, fix.after, fix.safety, unit, printed)


def _place(report: Report, path: str) -> Place | None:
    try:
        return report.reading.places[path]
    except KeyError:
        return None
