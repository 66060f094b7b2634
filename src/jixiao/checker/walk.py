"""The walk: each form once, each distinct indicator judged once, only the rules called whose facts hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from jixiao.checker.facts import CATEGORY_BIT, difference_of_halves, form_facts, indicator_facts, template_of
from jixiao.checker.passages import open_ends, passages
from jixiao.checker.profile import Profile
from jixiao.model.declarations import declared_projects
from jixiao.model.forms import Disclosure, Indicator, ProjectRow, TargetForm
from jixiao.model.rows import row_of
from jixiao.model.spans import is_time_stamp
from jixiao.places import Place
from jixiao.rules.base import NODES, TRAITS, CannotTell, Draft, Fact, Fix, Passage, Rule, Trait
from jixiao.rules.context import Context
from jixiao.rules.facts import INDICATOR_FACTS, TRAITS_OF_TEXTS

MEMORY: Final = 65_536
"""How many distinct indicators a plan remembers before it starts afresh."""

_FILLED: Final = int(Fact.NAMED | Fact.VALUED)
_BLANK: Final = int(Fact.BLANK)
_DECLARES: Final = int(Fact.DECLARES)
_SEVERAL_FORMS: Final = int(Fact.SEVERAL_FORMS)
_STAMPED: Final = int(Fact.STAMPED)
_NO_FORM: Final = TargetForm()
_OF_TEXTS: Final = sum(1 << bit for bit in TRAITS_OF_TEXTS)
_TABLES_READ: Final = int(Fact.TABLES_READ)
_TABLES_CUT: Final = int(Fact.TABLES_CUT)

# What is remembered of an indicator is one int, so that a form's rows are a loop of lookups and of |: its facts, above
# them a bit for its category where the row is filled, and on top whether its rules had anything to say.
_FACTS: Final = int(INDICATOR_FACTS)
_CATEGORY_SHIFT: Final = _FACTS.bit_length()
_SAID: Final = 1 << (_CATEGORY_SHIFT + len(CATEGORY_BIT))


class Raw:
    """A draft with its whole paths, before gaps, halves and causes are settled. ``row`` is (half, index)."""

    __slots__ = ("confidence", "draft", "fixes", "paths", "row", "rule")

    def __init__(
        self, draft: Draft, paths: tuple[str, ...], row: tuple[str, int] | None, fixes: tuple[Fix, ...]
    ) -> None:
        self.draft = draft
        self.rule = draft.rule
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
    """What the walk of one form gave. ``partners``: where findings of the annual half stand alone, the position of each
    row of it that has a row in the period half → the position of that one."""

    __slots__ = ("form", "index", "partners", "profile", "raws", "undecided")

    def __init__(self, index: int, form: TargetForm, profile: Profile) -> None:
        self.index = index
        self.form = form
        self.profile = profile
        self.raws: list[Raw] = []
        self.undecided: list[Undecided] = []
        self.partners: dict[int, int] | None = None


class Plan:
    """The rules of one profile for one template, with what they have already said of each distinct indicator."""

    def __init__(self, profile: Profile, template: str, rules: dict[str, tuple[Rule, ...]]) -> None:
        self.profile = profile
        self.template = template
        self.rules = rules
        self.memory: dict[int, int] = {}
        self.said: dict[int, tuple[Draft, ...]] = {}
        # An identity is a key only while its object lives.
        self._kept: list[Indicator] = []
        self._shared: dict[int, int] = {}
        self._wanted: dict[int, bool] = {}
        self.calls: dict[str, dict[int, tuple[Rule, ...]]] = {node: {} for node in NODES.values()}
        # Only the facts that some rule asks about tell one call from another.
        self.asked = {node: _asked(rules.get(node, ())) for node in NODES.values()}
        self.context = Context(profile, template)
        self.open_ends = open_ends(profile)
        self.text_traits = self._asked_traits("text")
        self._row_traits = self._asked_traits("indicator")
        self._traits_for: dict[int, tuple[Trait, ...]] = {}
        self._told_apart = 0
        for trait in self._row_traits:
            self._told_apart |= trait.when

    def called(self, node: str, facts: int) -> tuple[Rule, ...]:
        """The rules that are called for a node with these facts."""
        calls = self.calls[node]
        facts &= self.asked[node]
        found = calls.get(facts)
        if found is None:
            found = calls[facts] = tuple(
                rule
                for rule in self.rules.get(node, ())
                if rule.when & facts == rule.when
                and not (rule.unless | rule.silent) & facts
                and rule.trigger & facts == rule.trigger
                and (rule.either & facts or not rule.either)
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

    def _asked_traits(self, kind: str) -> tuple[Trait, ...]:
        """The traits that some rule of the plan asks about."""
        asked = 0
        for node, facts in self.asked.items():
            asked |= facts
            for rule in self.rules.get(node, ()):
                asked |= rule.asks
        return tuple(trait for trait in TRAITS[kind] if trait.bit & asked)

    def _traits(self, indicator: Indicator, facts: int) -> int:
        """The facts that rules add for themselves."""
        known = facts & self._told_apart
        traits = self._traits_for.get(known)
        if traits is None:
            traits = tuple([trait for trait in self._row_traits if trait.when & facts == trait.when])
            self._traits_for[known] = traits
        found = 0
        for trait in traits:
            if trait.function(indicator, self.context):
                found |= trait.bit
        return found

    def judge(self, indicator: Indicator) -> int:
        """What the rules say of an indicator, as the int that :attr:`memory` holds; remembered by its identity."""
        facts = indicator_facts(indicator, self.profile)
        facts |= self._traits(indicator, facts)
        packed = facts
        if facts & _FILLED:
            packed |= CATEGORY_BIT.get(indicator.category or "", 0) << _CATEGORY_SHIFT
        self._kept.append(indicator)
        rules = self.called("indicator", facts)
        if rules:
            context = self.context
            context.facts = facts
            said: list[Draft] = []
            for rule in rules:
                context.rule = rule
                said += [one for one in rule.function(indicator, context) if isinstance(one, Draft)]
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
        asked |= rule.when | rule.unless | rule.trigger | rule.either | rule.silent
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

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "plans": {}}  # made again where they are needed

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
        *,
        doubted: bool = True,
    ) -> FormResult:
        """Check one form; its paths begin with ``forms[index].``

        ``doubted``: the reading has gaps, so that a fault in both halves of a row may be sure in one of them only.
        """
        plan = self.plan(form.template or template_of(form))
        plan.forget()
        recall, judge = plan.memory.get, plan.judge
        result = FormResult(index, form, plan.profile)
        period, annual = form.indicators.period, form.indicators.annual
        packed = 0
        known_period = [recall(id(row)) or judge(row) for row in period]
        known_annual = [recall(id(row)) or judge(row) for row in annual]
        for known in known_period:
            packed |= known
        for known in known_annual:
            packed |= known
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
            difference_of_halves(form.indicators),
            matched is not None,
            places,
            prefix,
        )
        context.year = self.year if self.year is not None else form.fiscal_year
        if context.year is None:
            context.year = disclosure.fiscal_year
        context.enter(form)
        context.disclosure = disclosure
        context.known = {"period": known_period, "annual": known_annual}
        context.texts = texts = passages(form, plan.open_ends)
        context.running = running = "\n".join([form.project_name or "", *[text for _, text, _ in texts]])
        for trait in plan.text_traits:
            if trait.function(running, context):
                facts |= trait.bit
        context.facts = facts
        context.places, context.prefix, context.categories = places, prefix, categories
        context.row_index, context.row = matched if matched is not None else (None, None)
        context.row_certain = matched is None or matched[1].matched is None or matched[1].matched.how != "ambiguous"
        if facts & _BLANK:
            self._call(plan, "form", form, facts, result, prefix)
            return result
        if packed & _SAID:
            self._keep_rows(plan, form, known_period, known_annual, result, prefix, doubted)
        self._call(plan, "funding", form.funding, facts, result, prefix + "funding.")
        self._call(plan, "form", form, facts, result, prefix)
        if plan.wants_rows(facts):
            self._walk_rows(plan, form, facts, result, prefix)
        if "passage" in plan.rules:
            self._walk_passages(plan, texts, facts, result, prefix)
        return result

    def walk_disclosure(self, disclosure: Disclosure) -> FormResult | None:
        """Check what concerns the document as a whole; nothing where no rule has anything to look at."""
        plan = self.plan(template_of(disclosure.forms[0]) if disclosure.forms else "county-2015")
        facts = disclosure_facts(disclosure)
        if not plan.called("disclosure", facts):
            return None
        result = FormResult(-1, _NO_FORM, plan.profile)
        plan.context.disclosure, plan.context.facts = disclosure, facts
        self._call(plan, "disclosure", disclosure, facts, result, "")
        return result

    def _call(self, plan: Plan, node: str, value: Any, facts: int, result: FormResult, prefix: str) -> None:
        self._apply(plan.called(node, facts), plan.context, value, result, prefix)

    def _apply(self, rules: tuple[Rule, ...], context: Context, value: Any, result: FormResult, prefix: str) -> None:
        raws = result.raws
        for rule in rules:
            context.rule = rule
            for said in rule.function(value, context):
                if isinstance(said, CannotTell):
                    result.undecided.append(Undecided(rule.code, prefix.rstrip("."), said.reason))
                else:
                    fixes = said.fixes
                    raws.append(Raw(said, _whole(said.paths, prefix), None, fixes and _moved(fixes, prefix)))

    def _keep_rows(
        self,
        plan: Plan,
        form: TargetForm,
        known_period: list[int],
        known_annual: list[int],
        result: FormResult,
        prefix: str,
        doubted: bool,
    ) -> None:
        """Keep what was said of each indicator. Equal rows of both halves are one object, and one fault of both."""
        period, annual = form.indicators.period, form.indicators.annual
        raws = result.raws
        twins: set[int] = set()
        for number, known in enumerate(known_period):
            if known & _SAID:
                row = period[number]
                here = f"{prefix}indicators.period[{number}]."
                there = ""
                if not doubted and number < len(annual) and annual[number] is row:
                    twins.add(number)
                    there = f"{prefix}indicators.annual[{number}]."
                place = ("period", number)
                for said in plan.said[id(row)]:
                    paths, fixes = _whole(said.paths, here), said.fixes
                    if there:
                        paths += _whole(said.paths, there)
                        fixes = fixes and _moved(fixes, here) + _moved(fixes, there)
                    else:
                        fixes = fixes and _moved(fixes, here)
                    raws.append(Raw(said, paths, place, fixes))
        for number, known in enumerate(known_annual):
            if known & _SAID and number not in twins:
                if period and result.partners is None:
                    result.partners = plan.context.partners
                here = f"{prefix}indicators.annual[{number}]."
                for said in plan.said[id(annual[number])]:
                    fixes = said.fixes
                    raws.append(Raw(said, _whole(said.paths, here), ("annual", number), fixes and _moved(fixes, here)))

    def _walk_rows(self, plan: Plan, form: TargetForm, facts: int, result: FormResult, prefix: str) -> None:
        context = plan.context
        period, annual = form.indicators.period, form.indicators.annual
        whole = facts & ~_FACTS
        calls, asked = plan.calls["row"], plan.asked["row"]
        known_period, known_annual = context.known["period"], context.known["annual"]
        for index, other in context.pairs:
            own = 0 if index is None else known_period[index]
            if other is not None:
                own |= known_annual[other]
            own = whole | (own & _FACTS)
            rules = calls.get(own & asked)
            if rules is None:
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
                    if half == "annual" and period and result.partners is None:
                        result.partners = context.partners
                    result.raws.append(Raw(said, paths, (half, number), fixes))
        context.facts = facts

    def _walk_passages(
        self, plan: Plan, texts: list[tuple[str, str, int]], whole: int, result: FormResult, prefix: str
    ) -> None:
        context = plan.context
        kept = context.facts
        calls, asked = plan.calls["passage"], plan.asked["passage"]
        whole &= _OF_TEXTS
        for path, text, own in texts:
            facts = own | whole
            rules = calls.get(facts & asked)
            if rules is None:
                rules = plan.called("passage", facts)
            if rules:
                context.facts = facts
                self._apply(rules, context, Passage(path, text), result, prefix)
        context.facts = kept


def _whole(paths: tuple[str, ...], prefix: str) -> tuple[str, ...]:
    if len(paths) == 1 and paths[0][0] != "/":
        return (prefix + paths[0],)
    return tuple([path[1:] if path[0] == "/" else prefix + path for path in paths])


def _moved(fixes: tuple[Fix, ...], prefix: str) -> tuple[Fix, ...]:
    return tuple(
        [
            Fix(path[1:] if path[0] == "/" else prefix + path, before, after, safety)
            for path, before, after, safety in fixes
        ]
    )


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
    for form in disclosure.forms:
        filled = form.sign_off.filled_at
        if filled is not None and is_time_stamp(filled):
            return facts | _STAMPED
    return facts
