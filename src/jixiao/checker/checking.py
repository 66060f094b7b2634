"""The checker: walks a reading once and hands each node to the rules that apply to it.

Pure: the same reading and the same profiles give the same findings, whenever and wherever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from jixiao.checker.facts import template_of
from jixiao.checker.findings import Finding
from jixiao.checker.profile import Profile
from jixiao.checker.report import Report
from jixiao.checker.settle import GapIndex, find_causes, settle_form
from jixiao.checker.walk import FormResult, Raw, Walker
from jixiao.model.forms import Disclosure, ProjectRow
from jixiao.model.reading import Reading
from jixiao.rules.base import Rule


class Checker:
    """A set of rules under profiles, ready to check readings; it remembers what it said of each distinct indicator."""

    def __init__(
        self,
        rules: Iterable[Rule],
        profile_for: Callable[[str], Profile],
        *,
        year: int | None = None,
        language: str = "zh",
    ) -> None:
        self.walker = Walker(rules, profile_for, year=year)
        self.language = language

    def check(self, reading: Reading) -> Report:
        """Check every form of a reading, and the document as a whole."""
        disclosure = reading.disclosure
        gaps = GapIndex(reading.gaps, reading.disclosure.forms) if reading.gaps else None
        matched = _matches(disclosure)
        walk = self.walker.walk_form
        profiles: list[Profile] = []
        report = Report(reading, self.language, self.walker)
        whole = self.walker.walk_disclosure(disclosure)
        compared = _by_form(whole.raws if whole is not None else ())
        for index, form in enumerate(disclosure.forms):
            result = walk(index, form, disclosure, matched.get(index), reading.places, doubted=gaps is not None)
            profiles.append(result.profile)
            if index in compared:
                result.raws += compared[index]
            if result.raws or result.undecided:
                self._report_form(result, gaps, report)
        if whole is not None:
            whole.raws = list(compared.get(-1, ()))
            self._report_form(whole, gaps, report)
        report.profiles = tuple(profiles)
        return report

    def release(self, report: Report) -> Report:
        """A report without what every checker with the same settings has: light enough to be sent by the hundred."""
        # A profile holds all that is known of names, and the walker all that it has seen.
        report.walker, report.profiles = None, ()
        return report

    def adopt(self, report: Report) -> Report:
        """Take over a report that another checker with the same settings released."""
        report.walker = self.walker
        report.profiles = tuple(self.walker.plan(template_of(form)).profile for form in report.forms)
        return report

    def _report_form(self, result: FormResult, gaps: GapIndex | None, report: Report) -> None:
        raws = settle_form(result, gaps)
        if result.profile.severities:
            raws = [raw for raw in raws if not result.profile.silences(raw.rule, raw.draft.variant)]
        report.undecided.extend(result.undecided)
        # The heaviest first: by severity, confidence and the money at stake; what weighs alike, in the order of codes.
        ranked = []
        standing = result.profile.standing
        for position, raw in enumerate(raws):
            rule, money = raw.rule, raw.draft.values.get("difference")
            level, rank = standing(rule, raw.draft.variant)
            stake = -money if isinstance(money, Decimal) else 0
            ranked.append((rank + _CONFIDENCES[raw.confidence], stake, rule.code, position, raw, level))
        ranked.sort()
        ordinal = result.index + 1 if result.index >= 0 else None
        first = report.next_number()
        findings = [
            Finding(raw, level, ordinal, first + offset, report) for offset, (*_, raw, level) in enumerate(ranked)
        ]
        report.add(findings)
        raws = [finding.raw for finding in findings]
        for index, cause in find_causes(raws).items():
            report.set_cause(findings[index], findings[cause])


def _by_form(raws: Iterable[Raw]) -> dict[int, list[Raw]]:
    """What was found by comparing forms, by the form that it is about: the one of its first place."""
    found: dict[int, list[Raw]] = {}
    for raw in raws:
        path = raw.paths[0]
        in_form = path.startswith("forms[") and not raw.rule.document
        index = int(path[6 : path.index("]")]) if in_form else -1
        found.setdefault(index, []).append(raw)
    return found


_CONFIDENCES: Final = {"high": 0, "medium": 1, "low": 2}


def _matches(disclosure: Disclosure) -> dict[int, tuple[int, ProjectRow]]:
    found: dict[int, tuple[int, ProjectRow]] = {}
    for index, row in enumerate(disclosure.tables.projects):
        if row.matched is not None:
            found.setdefault(row.matched.form - 1, (index, row))
    return found
