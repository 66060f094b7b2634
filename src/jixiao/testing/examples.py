"""Examples as the tests of rules: what is flagged, where, in which words and with which fix, and what is not."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Final

from jixiao.checker import Checker, Finding, Report
from jixiao.checkers import profiles_for
from jixiao.model.interchange import structure
from jixiao.model.quantities import parse_quantity
from jixiao.model.reading import Reading
from jixiao.plugins import rules_of
from jixiao.rules.base import Rule
from jixiao.rules.examples import Example, clean_form, mended, plant
from jixiao.rules.messages import all_rules, examples_beside

_UNFILLED: Final = re.compile(r"[{}]|\bNone\b|“”")


def examples_of(module: ModuleType | str) -> tuple[Example, ...]:
    """The examples in the TOML file beside a module of rules, in the order of that file."""
    name = _imported(module)
    return tuple(
        Example(code, kind, number, **entry)
        for code, entries in examples_beside(name).items()
        for kind in ("flagged", "near")
        for number, entry in enumerate(entries[kind], 1)
    )


class RuleTester:
    """Tries examples on the rules of the package together with those of ``modules``.

    All of them run, so that an example shows too which other rules speak of the same change: its ``also`` names them.
    """

    def __init__(self, *modules: ModuleType | str) -> None:
        self.rules: tuple[Rule, ...] = all_rules()
        for module in modules:
            self.rules += rules_of(_imported(module))
        self._checkers: dict[str, Checker] = {}

    def report(self, example: Example, reading: Reading | None = None) -> Report:
        """The report on an example, or on what was made of it; its own rule runs even where that is to be asked for."""
        checker = self._checkers.get(example.code)
        if checker is None:
            rules = [rule._replace(opt_in=False) if rule.code == example.code else rule for rule in self.rules]
            checker = self._checkers[example.code] = Checker(rules, profiles_for("auto"))
        return checker.check(example.reading() if reading is None else reading)

    def check(self, example: Example) -> None:
        """Raise :class:`AssertionError`, which names everything that is not as the example says."""
        __tracebackhide__ = True
        if faults := list(self.faults(example)):
            raise AssertionError("\n".join(f"{example}: {fault}" for fault in faults))

    def faults(self, example: Example) -> Iterator[str]:
        """What is not as the example says: codes, paths, variant, confidence, outcomes, words and fixes."""
        report = self.report(example)
        own = [finding for finding in report.findings if finding.code == example.code]
        flagged = example.kind == "flagged"
        yield from _differ("codes", {example.code, *example.also} if flagged else example.also, _codes(report))
        failed = {code for code, counts in report.outcomes.items() if counts["fail"]}
        yield from _differ("rules that failed", _codes(report), failed)
        if not flagged:
            if example.code in example.also:
                yield "a near miss is not its own companion"
            return
        yield from _differ("paths", [example.at], [finding.paths for finding in own])
        for finding in own[:1]:
            if example.variant is not None:
                yield from _differ("variant", example.variant, finding.variant)
            if example.confidence is not None:
                yield from _differ("confidence", example.confidence, finding.confidence)
            yield from _words(finding)
            yield from _differ("fixes", example.after, tuple(fix.after for fix in finding.fixes))
            yield from _differ("safety", {example.safety} - {None}, {fix.safety for fix in finding.fixes})
            if finding.fixes:
                yield from self._mending(example, finding)

    def _mending(self, example: Example, finding: Finding) -> Iterator[str]:
        """A fix mends its fault and brings no other."""
        raw = plant(clean_form(example.form), example.changes)
        after = self.report(example, structure(mended(raw, finding.fixes)))
        if left := _codes(after) - example.also:
            yield f"after the fix there is {', '.join(sorted(left))}"
        for fix in finding.fixes:
            if fix.before == fix.after:
                yield f"the fix at {fix.path} changes nothing"
            if fix.safety == "format-only" and fix.path.endswith(".value"):
                yield from _differ("meaning of the fix", parse_quantity(fix.before or ""), parse_quantity(fix.after))


def check_rule(module: ModuleType | str) -> None:
    """Try every example of a module of rules; raise :class:`AssertionError`, which names all that is wrong.

    Each rule has at least one example that is flagged and one near miss, in the TOML file beside the module.
    """
    __tracebackhide__ = True
    name = _imported(module)
    tester, examples = RuleTester(name), examples_of(name)
    codes = {rule.code for rule in rules_of(name)}
    faults = [f"{name} holds no rule"] if not codes else []
    faults += [
        f"{code}: there is no rule of this code in {name}" for code in sorted({e.code for e in examples} - codes)
    ]
    for code in sorted(codes):
        for kind in ("flagged", "near"):
            if not any(example.code == code and example.kind == kind for example in examples):
                faults.append(f"{code} has no example that is {kind}")
    for example in examples:
        if example.code in codes:
            faults += [f"{example}: {fault}" for fault in tester.faults(example)]
    if faults:
        raise AssertionError("\n".join(faults))


def _imported(module: ModuleType | str) -> str:
    name = module if isinstance(module, str) else module.__name__
    if name not in sys.modules:
        import_module(name)
    return name


def _codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def _differ(what: str, expected: object, actual: object) -> Iterator[str]:
    if expected != actual:
        yield f"{what}: {_shown(actual)}, not {_shown(expected)}"


def _shown(value: object) -> str:
    return ", ".join(sorted(map(str, value))) or "none" if isinstance(value, (set, frozenset)) else str(value)


def _words(finding: Finding) -> Iterator[str]:
    """What it says and advises, in both languages, with every field filled from its values."""
    for language in ("zh", "en"):
        for part, make in (("message", finding.say), ("advice", finding.advise)):
            try:
                said = make(language)
            except (KeyError, ValueError, TypeError) as error:
                yield f"{part} in {language}: {type(error).__name__} {error}; there is {', '.join(finding.values)}"
                continue
            if not said.strip() or _UNFILLED.search(said):
                yield f"{part} in {language} is not filled in: {said!r}"
