"""What each rule came to on each node: counted only when somebody asks, by going over the reading once more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from jixiao.checker.facts import form_facts, template_of
from jixiao.checker.passages import passages
from jixiao.checker.plan import Plan
from jixiao.checker.settle import GapIndex
from jixiao.checker.walk import Walker, disclosure_facts
from jixiao.model.forms import TargetForm
from jixiao.model.rows import pair
from jixiao.rules.base import Rule
from jixiao.rules.facts import INDICATOR_FACTS

if TYPE_CHECKING:
    from jixiao.checker.report import Report


class _Counter:
    def __init__(self, report: Report) -> None:
        self.counts: dict[str, dict[str, int]] = {}
        self.gaps = GapIndex(report.gaps, report.forms)
        self.lost = {path for path, effect in self.gaps.effects.items() if effect == "cannot tell"}
        self.failed: dict[str, set[str]] = {}
        self.unsure: dict[str, set[str]] = {}
        for finding in (*report.findings, *report.baselined, *(finding for finding, _ in report.exempted)):
            for path in finding.paths:
                self.failed.setdefault(finding.code, set()).add(path)
        for undecided in report.undecided:
            self.unsure.setdefault(undecided.code, set()).add(undecided.path)

    def count(self, code: str, alike: Sequence[Rule], facts: int, *, failed: bool, unsure: bool) -> None:
        """Count what a code came to, once, whatever the number of functions that look for it."""
        counts = self.counts.setdefault(code, {"pass": 0, "fail": 0, "not_applicable": 0, "cannot_tell": 0})
        applies = any(rule.when & facts == rule.when and not rule.unless & facts for rule in alike)
        counts["fail" if failed else "cannot_tell" if unsure else "pass" if applies else "not_applicable"] += 1

    def node(self, rules: Mapping[str, Sequence[Rule]], facts: int, *paths: str) -> None:
        """Count what each code came to on the node at ``paths``: its findings lie at one of them or below it."""
        for code, alike in rules.items():
            known = self.unsure.get(code)
            failed = any(self._below(self.failed.get(code), path) for path in paths)
            unsure = not failed and any(self._below(known, path) or self._lost(path, alike[0]) for path in paths)
            self.count(code, alike, facts, failed=failed, unsure=unsure)

    def whole(self, rules: Mapping[str, Sequence[Rule]], facts: int, path: str) -> None:
        """Count what each code came to on a whole form, which hangs on no single place in it."""
        for code, alike in rules.items():
            failed, unsure = self._below(self.failed.get(code), path), self._below(self.unsure.get(code), path)
            self.count(code, alike, facts, failed=failed, unsure=unsure)

    def _lost(self, path: str, rule: Rule) -> bool:
        """Whether the node hangs on something that could not be read."""
        if self.gaps.effect(path, row=rule.node in ("indicator", "row")) == "cannot tell":
            return True
        return rule.node in ("indicator", "funding") and self._below(self.lost, path)

    @staticmethod
    def _below(paths: set[str] | None, path: str) -> bool:
        if not paths:
            return False
        return path in paths or any(one.startswith((path + ".", path + "[")) for one in paths)


def count_outcomes(walker: Walker, report: Report) -> dict[str, dict[str, int]]:
    """Code → how many nodes pass, fail, are not applicable or can't be told."""
    counter = _Counter(report)
    disclosure = report.reading.disclosure
    matched = {row.matched.form - 1 for row in disclosure.tables.projects if row.matched is not None}
    for index, form in enumerate(disclosure.forms):
        plan = walker.plan(template_of(form))
        _count_form(counter, plan, index, form, report, index in matched)
    plan = walker.plan(template_of(disclosure.forms[0]) if disclosure.forms else "county-2015")
    facts = disclosure_facts(disclosure)
    for code, alike in _by_code(plan.rules.get("disclosure", ())).items():
        counter.count(code, alike, facts, failed=code in counter.failed, unsure=code in counter.unsure)
    return dict(sorted(counter.counts.items()))


def _count_form(counter: _Counter, plan: Plan, index: int, form: TargetForm, report: Report, in_table: bool) -> None:
    union = categories = 0
    prefix = f"forms[{index}]"
    of_indicators, of_rows = (_by_code(plan.rules.get(node, ())) for node in ("indicator", "row"))
    for half, rows in form.indicators.halves:
        for number, row in enumerate(rows):
            own = plan.facts_of(row)
            union |= own
            categories |= plan.category_bit(row)
            counter.node(of_indicators, own, f"{prefix}.indicators.{half}[{number}]")
    reading = report.reading
    facts = form_facts(
        form,
        reading.disclosure,
        plan.profile,
        plan.template,
        union,
        categories,
        in_table,
        reading.places,
        prefix + ".",
    )
    for pair_of in pair(form.indicators.period, form.indicators.annual):
        own = 0
        places = []
        for half, one, number_of in (
            ("period", pair_of.period, pair_of.period_index),
            ("annual", pair_of.annual, pair_of.annual_index),
        ):
            if one is not None:
                own |= plan.facts_of(one)
                places.append(f"{prefix}.indicators.{half}[{number_of}]")
        counter.node(of_rows, (facts & ~INDICATOR_FACTS) | own, *places)
    counter.node(_by_code(plan.rules.get("funding", ())), facts, f"{prefix}.funding")
    counter.whole(_by_code(plan.rules.get("form", ())), facts, prefix)
    for path, _, facts in passages(form, plan.open_ends):
        looking = (rule for rule in plan.rules.get("passage", ()) if rule.when & facts == rule.when)
        counter.node(_by_code(looking), facts, f"{prefix}.{path}")


def _by_code(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.code, []).append(rule)
    return found
