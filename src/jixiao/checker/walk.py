"""The walk: each form once, each distinct indicator judged once, only the rules called whose facts hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from jixiao.checker.facts import form_facts, template_of
from jixiao.checker.passages import passages
from jixiao.checker.plan import CATEGORY_SHIFT, FACTS, SAID, Plan
from jixiao.checker.profile import Profile
from jixiao.model.declarations import declared_projects
from jixiao.model.forms import Disclosure, ProjectRow, TargetForm
from jixiao.model.rows import row_of
from jixiao.model.spans import is_time_stamp
from jixiao.places import Place
from jixiao.rules.base import CannotTell, Draft, Fact, Fix, Passage, Rule
from jixiao.rules.context import Context
from jixiao.rules.facts import TRAITS_OF_TEXTS

_BLANK: Final = int(Fact.BLANK)
_DECLARES: Final = int(Fact.DECLARES)
_SEVERAL_FORMS: Final = int(Fact.SEVERAL_FORMS)
_STAMPED: Final = int(Fact.STAMPED)
_NO_FORM: Final = TargetForm()
_OF_TEXTS: Final = sum(1 << bit for bit in TRAITS_OF_TEXTS)
_TABLES_READ: Final = int(Fact.TABLES_READ)
_TABLES_CUT: Final = int(Fact.TABLES_CUT)


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
        # What was remembered on the way is made anew where it is needed: a report that is sent elsewhere stays small.
        return {**self.__dict__, "plans": {}}

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
        union, categories = packed & FACTS, (packed & ~SAID) >> CATEGORY_SHIFT
        context = plan.context
        prefix = f"forms[{index}]."
        facts = form_facts(
            form,
            disclosure,
            plan.profile,
            plan.template,
            union,
            categories,
            matched is not None,
            places,
            prefix,
            plan.asked_of_forms,
        )
        context.year = self.year if self.year is not None else form.fiscal_year
        if context.year is None:
            context.year = disclosure.fiscal_year
        context.enter(form)
        context.disclosure = disclosure
        context.known = {"period": known_period, "annual": known_annual}
        context.texts = texts = passages(form, plan.open_ends, plan.asked["passage"])
        if plan.text_traits:
            running = "\n".join([form.project_name or "", *[text for _, text, _ in texts]])
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
        if packed & SAID:
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

    def _apply(
        self, rules: tuple[Rule, ...], context: Context, value: Any, result: FormResult, prefix: str, node: str = ""
    ) -> None:
        raws = result.raws
        for rule in rules:
            context.rule = rule
            for said in rule.function(value, context):
                if isinstance(said, CannotTell):
                    result.undecided.append(Undecided(rule.code, node or prefix.rstrip("."), said.reason))
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
        if plan.unsure:
            for half, rows in form.indicators.halves:
                for number, row in enumerate(rows):
                    for code, reason in plan.unsure.get(id(row), ()):
                        result.undecided.append(Undecided(code, f"{prefix}indicators.{half}[{number}]", reason))
        twins: set[int] = set()
        for number, known in enumerate(known_period):
            if known & SAID:
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
            if known & SAID and number not in twins:
                if period and result.partners is None:
                    result.partners = plan.context.partners
                here = f"{prefix}indicators.annual[{number}]."
                for said in plan.said[id(annual[number])]:
                    fixes = said.fixes
                    raws.append(Raw(said, _whole(said.paths, here), ("annual", number), fixes and _moved(fixes, here)))

    def _walk_rows(self, plan: Plan, form: TargetForm, facts: int, result: FormResult, prefix: str) -> None:
        context = plan.context
        period, annual = form.indicators.period, form.indicators.annual
        whole = facts & ~FACTS
        calls, asked = plan.calls["row"], plan.asked["row"]
        known_period, known_annual = context.known["period"], context.known["annual"]
        for index, other in context.pairs:
            own = 0 if index is None else known_period[index]
            if other is not None:
                own |= known_annual[other]
            own = whole | (own & FACTS)
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
                    if isinstance(said, CannotTell):
                        at = f"period[{index}]" if index is not None else f"annual[{other}]"
                        result.undecided.append(Undecided(rule.code, f"{prefix}indicators.{at}", said.reason))
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
                self._apply(rules, context, Passage(path, text), result, prefix, prefix + path)
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
