"""What is known of an indicator or a form before any rule sees it."""

from __future__ import annotations

import re
from typing import Final

from jixiao.checker.profile import Profile
from jixiao.model.forms import Disclosure, Indicator, TargetForm
from jixiao.model.periods import project_period
from jixiao.model.quantities import parse_quantity
from jixiao.model.taxonomy import CATEGORIES
from jixiao.rules.base import Fact

_NAMED: Final = int(Fact.NAMED)
_VALUED: Final = int(Fact.VALUED)
_CATEGORISED: Final = int(Fact.CATEGORISED)
_NUMERIC: Final = int(Fact.NUMERIC)
_PERCENTAGE: Final = int(Fact.PERCENTAGE)
_DATE: Final = int(Fact.DATE)
_BAD_DATE: Final = int(Fact.BAD_DATE)
_MALFORMED: Final = int(Fact.MALFORMED)
_DOUBLED: Final = int(Fact.DOUBLED)
_SATISFACTION: Final = int(Fact.SATISFACTION)
_BOUNDED: Final = int(Fact.BOUNDED_RATE)
_UNBOUNDED: Final = int(Fact.UNBOUNDED)
_WHOLE: Final = int(Fact.WHOLE)
_UNSETTLED: Final = int(Fact.UNSETTLED)
_DATED: Final = int(Fact.DATED_ROWS)

CATEGORY_BIT: Final = {category: 1 << index for index, category in enumerate(CATEGORIES)}
_TIME_WORDS: Final = re.compile("及时|时间|时限|工期|完成日期|进度")
_SATISFIED: Final = re.compile("满意(?:度|率)")
_DISSATISFIED: Final = re.compile("不满意|投诉")

_SPLIT_COSTS: Final = frozenset({"economic_cost", "social_cost", "ecological_cost"})
_FULL: Final = {
    "national-2021": sum(bit for category, bit in CATEGORY_BIT.items() if category not in _SPLIT_COSTS),
}
_FULL_2015: Final = _FULL["national-2021"]


def indicator_facts(indicator: Indicator, profile: Profile) -> int:
    """The facts of an indicator, as a plain int of :class:`Fact` bits."""
    facts = 0
    name, value, category = indicator.name, indicator.value, indicator.category
    if name is not None:
        facts |= _NAMED
        if _TIME_WORDS.search(name):
            facts |= _DATED
    if value is not None:
        facts |= _VALUED
    if category is not None:
        facts |= _CATEGORISED
    elif facts & (_NAMED | _VALUED):
        facts |= _UNSETTLED
    if category == "satisfaction" or (name is not None and "满意" in name and _SATISFIED.search(name)):
        if name is None or not _DISSATISFIED.search(name):
            facts |= _SATISFACTION
    if value is None:
        return facts
    quantity = parse_quantity(value)
    kind = quantity.kind
    if quantity.doubled:
        facts |= _DOUBLED
    if quantity.malformed:
        facts |= _MALFORMED
    if kind == "date":
        facts |= _DATE | _DATED
        if quantity.invalid:
            facts |= _BAD_DATE
    elif kind == "number" or kind == "range":
        facts |= _NUMERIC
        if quantity.unit == "%":
            facts |= _PERCENTAGE
            if name is not None:
                if profile.mentions("unbounded_rates", name):
                    facts |= _UNBOUNDED
                elif facts & _SATISFACTION or profile.mentions("bounded_rates", name):
                    facts |= _BOUNDED
    elif kind == "duration":
        facts |= _DATED
    return facts


def template_of(form: TargetForm) -> str:
    """The form's template, or what its rows show where none is named."""
    if form.template is not None:
        return form.template
    for row in form.indicators.annual:
        if row.category in _SPLIT_COSTS or row.sign is not None or row.weight is not None:
            return "national-2021"
    return "county-2015" if form.indicators.period else "national-2015"


def is_two_column(form: TargetForm, template: str) -> bool:
    """Whether the form prints 实施期 beside 年度."""
    return (
        template == "county-2015"
        or bool(form.indicators.period)
        or form.funding.period.total is not None
        or form.goals.period is not None
    )


def form_facts(
    form: TargetForm, disclosure: Disclosure, profile: Profile, template: str, union: int, categories: int, in_table: bool
) -> int:
    """The facts of a form; ``union`` are those of all its indicators, ``categories`` the bits of the filled ones."""
    facts = union & (_UNSETTLED | _DATED)
    filled = union & (_NAMED | _VALUED)
    if filled:
        facts |= Fact.FILLED._value_
    elif _is_blank(form):
        facts |= Fact.BLANK._value_ | Fact.EMPTY_FIELD._value_
    if is_two_column(form, template):
        facts |= Fact.TWO_COLUMNS._value_
    years = project_period(form.project_period, form.project_attribute)
    if years.one_year:
        facts |= Fact.ONE_YEAR._value_
    elif years.multi_year:
        facts |= Fact.MULTI_YEAR._value_
    if disclosure.tables.projects:
        facts |= Fact.TABLES_READ._value_
        if not disclosure.tables.complete:
            facts |= Fact.TABLES_CUT._value_
    if in_table:
        facts |= Fact.IN_TABLE._value_
    if not (
        form.project_name
        and form.department.name
        and form.implementing_unit
        and form.project_period
        and form.goals.annual
        and form.goals.period
    ):
        facts |= Fact.EMPTY_FIELD._value_
    if template != "national-2021" or form.project_attribute is not None:
        facts |= Fact.HAS_ATTRIBUTE._value_
    if template != "national-2021" or form.project_period is not None:
        facts |= Fact.HAS_PERIOD_FIELD._value_
    if _has_gap(categories, template):
        facts |= Fact.EMPTY_CATEGORY._value_
        if _runs_an_office(form, profile):
            facts |= Fact.RUNNING_COST._value_
    if disclosure.fiscal_year is not None and form.fiscal_year is not None:
        facts |= Fact.HAS_DISCLOSURE_YEAR._value_
    return facts


def _has_gap(categories: int, template: str) -> bool:
    """Whether a category is empty that some rule asks for."""
    full = _FULL.get(template, _FULL_2015)
    if categories & (CATEGORY_BIT["economic_cost"] | CATEGORY_BIT["social_cost"] | CATEGORY_BIT["ecological_cost"]):
        full &= ~CATEGORY_BIT["cost"]
    return categories & full != full


def _is_blank(form: TargetForm) -> bool:
    return (
        not form.project_name
        and not any((form.goals.period, form.goals.annual, form.text.summary, form.text.basis, form.text.necessity))
        and form.funding.annual.total is None
        and form.funding.period.total is None
        and not form.implementing_unit
    )


def _runs_an_office(form: TargetForm, profile: Profile) -> bool:
    """Whether three or more of the standard names of running-cost projects stand in the form."""
    standard = profile.words.get("running_cost", ())
    names = {row.name for half in (form.indicators.period, form.indicators.annual) for row in half if row.name}
    return sum(any(word in name for name in names) for word in standard) >= 3
