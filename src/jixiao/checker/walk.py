"""The walk: each form once, each distinct indicator judged once, only the rules called whose facts hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from jixiao.checker.facts import CATEGORY_BIT, form_facts, indicator_facts, template_of
from jixiao.checker.passages import passages
from jixiao.checker.profile import Profile
from jixiao.model.declarations import declared_projects
from jixiao.model.forms import Disclosure, Indicator, ProjectRow, TargetForm
from jixiao.model.rows import pair_indices, row_of
from jixiao.model.spans import is_time_stamp
from jixiao.places import Place
from jixiao.rules.base import NODES, CannotTell, Context, Draft, Fact, Fix, Passage, Rule
from jixiao.rules.facts import INDICATOR_FACTS

MEMORY: Final = 65_536
"""How many distinct indicators a plan remembers before it starts afresh."""

_FILLED: Final = int(Fact.NAMED | Fact.VALUED)
_BLANK: Final = int(Fact.BLANK)
_DECLARES: Final = int(Fact.DECLARES)
_SEVERAL_FORMS: Final = int(Fact.SEVERAL_FORMS)
_STAMPED: Final = int(Fact.STAMPED)
_TABLES_READ: Final = int(Fact.TABLES_READ)
_TABLES_CUT: Final = int(Fact.TABLES_CUT)

# What is remembered of an indicator is one int, so that a form's rows are a loop of lookups and of |: its facts, above
# them a bit for its category where the row is filled, and on top whether its rules had anything to say.
_FACTS: Final = int(INDICATOR_FACTS)
_CATEGORY_SHIFT: Final = _FACTS.bit_length()
_SAID: Final = 1 << (_CATEGORY_SHIFT + len(CATEGORY_BIT))

Saying = Draft | CannotTell


class Raw:
    """A draft with its whole paths, before gaps, halves and causes are settled. ``row`` is (half, index)."""

    __slots__ = ("confidence", "draft", "fixes", "paths", "row")

    def __init__(
        self, draft: Draft, paths: tuple[str, ...], row: tuple[str, int] | None, fixes: tuple[Fix, ...]
    ) -> None:
        self.draft = draft
        self.paths = paths
        self.row = row
        self.confidence = draft.confidence
        self.fixes = fixes


class Undecided(NamedTuple):
    """A rule that could not tell: where and why."""

    code: str
    path: str
    reason: str


class FormResult:
    """What the walk of one form gave."""

    __slots__ = ("form", "index", "profile", "raws", "undecided")

    def __init__(self, index: int, form: TargetForm, profile: Profile) -> None:
        self.index = index
        self.form = form
        self.profile = profile
        self.raws: list[Raw] = []
        self.undecided: list[Undecided] = []


class Plan:
    """The rules of one profile for one template, with what they have already said of each distinct indicator."""

    def __init__(self, profile: Profile, template: str, rules: dict[str, tuple[Rule, ...]]) -> None:
        self.profile = profile
        self.template = template
        self.rules = rules
        self.memory: dict[int, int] = {}
        self.said: dict[int, tuple[Saying, ...]] = {}
        # An identity is a key only while its object lives.
        self._kept: list[Indicator] = []
        self._shared: dict[int, int] = {}
        self._wanted: dict[int, bool] = {}
        self.calls: dict[str, dict[int, tuple[Rule, ...]]] = {node: {} for node in NODES.values()}
        # Only the facts that some rule asks about tell one call from another.
        self.asked = {node: _asked(rules.get(node, ())) for node in NODES.values()}
        self.context = Context(profile, template)

    def called(self, node: str, facts: int) -> tuple[Rule, ...]:
        """The rules that are called for a node with these facts."""
        calls = self.calls[node]
        facts &= self.asked[node]
        found = calls.get(facts)
        if found is None:
            found = calls[facts] = tuple(
                rule
                for rule in self.rules.get(node, ())
                if rule.when & facts == rule.when and not rule.unless & facts and rule.trigger & facts == rule.trigger
            )
        return found

    def wants_rows(self, facts: int) -> bool:
        """Whether some rule about rows may be called in a form with these facts, its rows' among them."""
        facts &= self.asked["row"]
        found = self._wanted.get(facts)
        if found is None:
            needed = [rule.when | rule.trigger for rule in self.rules.get("row", ())]
            found = self._wanted[facts] = any(facts & some == some for some in needed)
        return found

    def judge(self, indicator: Indicator) -> int:
        """What the rules say of an indicator, as the int that :attr:`memory` holds; remembered by its identity."""
        facts = indicator_facts(indicator, self.profile)
        packed = facts
        if facts & _FILLED:
            packed |= CATEGORY_BIT.get(indicator.category or "", 0) << _CATEGORY_SHIFT
        self._kept.append(indicator)
        rules = self.called("indicator", facts)
        if rules:
            context = self.context
            context.facts = facts
            said: list[Saying] = []
            for rule in rules:
                context.rule = rule
                said += rule.function(indicator, context)
            if said:
                packed |= _SAID
                self.said[id(indicator)] = tuple(said)
        packed = self.memory[id(indicator)] = self._shared.setdefault(packed, packed)
        return packed

    def forget(self) -> None:
        """Start afresh, when there is too much to remember. Never in the middle of a form."""
        if len(self._kept) >= MEMORY:
            self.memory.clear()
            self.said.clear()
            self._kept.clear()

    def facts_of(self, indicator: Indicator) -> int:
        """The facts of an indicator."""
        return (self.memory.get(id(indicator)) or self.judge(indicator)) & _FACTS

    def category_bit(self, indicator: Indicator) -> int:
        """The bit of the category of a filled row."""
        return ((self.memory.get(id(indicator)) or self.judge(indicator)) & ~_SAID) >> _CATEGORY_SHIFT


def _asked(rules: Iterable[Rule]) -> int:
    """The facts that some of the rules ask about."""
    asked = 0
    for rule in rules:
        asked |= rule.when | rule.unless | rule.trigger
    return asked


class Walker:
    """Checks the forms of disclosures under the profiles that ``profile_for`` names for their templates."""

    def __init__(
        self,
        rules: Iterable[Rule],
        profile_for: Callable[[str], Profile],
        *,
        year: int | None = None,
    ) -> None:
        self.rules = tuple(rules)
        self.profile_for = profile_for
        self.year = year
        self.plans: dict[str, Plan] = {}

    def plan(self, template: str) -> Plan:
        """The plan for a template."""
        found = self.plans.get(template)
        if found is None:
            profile = self.profile_for(template)
            nodes: dict[str, list[Rule]] = {}
            for rule in self.rules:
                if profile.has(rule):
                    nodes.setdefault(rule.node, []).append(rule)
            found = self.plans[template] = Plan(profile, template, {node: tuple(some) for node, some in nodes.items()})
        return found

    def walk_form(
        self,
        index: int,
        form: TargetForm,
        disclosure: Disclosure,
        matched: tuple[int, ProjectRow] | None,
        places: Mapping[str, Place],
    ) -> FormResult:
        """Check one form; its paths begin with ``forms[index].``"""
        plan = self.plan(form.template or template_of(form))
        plan.forget()
        recall, judge = plan.memory.get, plan.judge
        result = FormResult(index, form, plan.profile)
        indicators = form.indicators
        packed = 0
        period = indicators.period
        for row in period:
            packed |= recall(id(row)) or judge(row)
        last = len(period)
        differ = last != len(indicators.annual) and last > 0
        for number, row in enumerate(indicators.annual):
            if number >= last:
                packed |= recall(id(row)) or judge(row)
            elif row is not (twin := period[number]):
                packed |= recall(id(row)) or judge(row)
                if row.value != twin.value:
                    differ = True
        union, categories = packed & _FACTS, (packed & ~_SAID) >> _CATEGORY_SHIFT
        context = plan.context
        prefix = f"forms[{index}]."
        facts = form_facts(
            form,
            disclosure,
            plan.profile,
            plan.template,
            union,
            categories,
            differ,
            matched is not None,
            places,
            prefix,
        )
        context.year = self.year if self.year is not None else form.fiscal_year
        if context.year is None:
            context.year = disclosure.fiscal_year
        context.facts, context.form, context.disclosure = facts, form, disclosure
        context.places, context.prefix, context.categories = places, prefix, categories
        context.row_index, context.row = matched if matched is not None else (None, None)
        context.row_certain = matched is None or matched[1].matched is None or matched[1].matched.how != "ambiguous"
        if facts & _BLANK:
            self._call(plan, "form", form, facts, result, prefix)
            return result
        if packed & _SAID:
            for half, rows in indicators.halves:
                for number, row in enumerate(rows):
                    if recall(id(row), 0) & _SAID:
                        path = f"{prefix}indicators.{half}[{number}]."
                        for said in plan.said[id(row)]:
                            self._keep(said, path, result, (half, number))
        self._call(plan, "funding", form.funding, facts, result, prefix + "funding.")
        self._call(plan, "form", form, facts, result, prefix)
        if plan.wants_rows(facts):
            self._walk_rows(plan, form, facts, result, prefix)
        if "passage" in plan.rules:
            self._walk_passages(plan, form, result, prefix)
        return result

    def walk_disclosure(self, disclosure: Disclosure) -> FormResult | None:
        """Check what concerns the document as a whole; nothing where no rule has anything to look at."""
        plan = self.plan(template_of(disclosure.forms[0]) if disclosure.forms else "county-2015")
        facts = disclosure_facts(disclosure)
        if not plan.called("disclosure", facts):
            return None
        result = FormResult(-1, TargetForm(), plan.profile)
        plan.context.disclosure, plan.context.facts = disclosure, facts
        self._call(plan, "disclosure", disclosure, facts, result, "")
        return result

    def _call(self, plan: Plan, node: str, value: Any, facts: int, result: FormResult, prefix: str) -> None:
        context = plan.context
        for rule in plan.called(node, facts):
            context.rule = rule
            for said in rule.function(value, context):
                self._keep(said, prefix, result, None, rule)

    def _walk_rows(self, plan: Plan, form: TargetForm, facts: int, result: FormResult, prefix: str) -> None:
        context = plan.context
        period, annual = form.indicators.period, form.indicators.annual
        recall = plan.memory
        whole = facts & ~_FACTS
        for index, other in pair_indices(period, annual):
            own = 0 if index is None else recall[id(period[index])]
            if other is not None:
                own |= recall[id(annual[other])]
            own = whole | (own & _FACTS)
            rules = plan.called("row", own)
            if not rules:
                continue
            row = row_of(period, annual, index, other)
            context.facts = own
            for rule in rules:
                context.rule = rule
                for said in rule.function(row, context):
                    if not isinstance(said, Draft):
                        continue
                    half = said.paths[0].partition(".")[0]
                    number = row.period_index if half == "period" else row.annual_index
                    if number is None:
                        continue
                    places = {
                        "period": f"{prefix}indicators.period[{row.period_index}].",
                        "annual": f"{prefix}indicators.annual[{row.annual_index}].",
                    }
                    paths = tuple([_in_row(path, places) for path in said.paths])
                    fixes = tuple([fix._replace(path=_in_row(fix.path, places)) for fix in said.fixes])
                    result.raws.append(Raw(said, paths, (half, number), fixes))
        context.facts = facts

    def _walk_passages(self, plan: Plan, form: TargetForm, result: FormResult, prefix: str) -> None:
        context = plan.context
        kept = context.facts
        calls, asked = plan.calls["passage"], plan.asked["passage"]
        for path, text, facts in passages(form):
            rules = calls.get(facts & asked)
            if rules is None:
                rules = plan.called("passage", facts)
            if rules:
                context.facts = facts
                self._call(plan, "passage", Passage(path, text), facts, result, prefix)
        context.facts = kept

    def _keep(
        self,
        said: Saying,
        prefix: str,
        result: FormResult,
        row: tuple[str, int] | None,
        rule: Rule | None = None,
    ) -> None:
        if isinstance(said, CannotTell):
            result.undecided.append(Undecided(rule.code if rule else "", prefix.rstrip("."), said.reason))
            return
        paths = tuple([_whole(path, prefix) for path in said.paths])
        fixes = tuple([fix._replace(path=_whole(fix.path, prefix)) for fix in said.fixes])
        result.raws.append(Raw(said, paths, row, fixes))


def _whole(path: str, prefix: str) -> str:
    return path[1:] if path[0] == "/" else prefix + path


def _in_row(path: str, places: Mapping[str, str]) -> str:
    """The whole path of ``annual.value``."""
    half, _, field = path.partition(".")
    return places[half] + field


def disclosure_facts(disclosure: Disclosure) -> int:
    """The facts of a disclosure."""
    facts = _DECLARES if disclosure.narrative and declared_projects(disclosure.narrative) is not None else 0
    if len(disclosure.forms) > 1:
        facts |= _SEVERAL_FORMS
    if disclosure.tables.projects:
        facts |= _TABLES_READ if disclosure.tables.complete else _TABLES_READ | _TABLES_CUT
    if any((filled := form.sign_off.filled_at) is not None and is_time_stamp(filled) for form in disclosure.forms):
        facts |= _STAMPED
    return facts
