"""What is known of an indicator or a form before any rule sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from jixiao.checker.profile import Profile
from jixiao.model.forms import Disclosure, Funding, FundingColumn, Indicator, Indicators, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.periods import project_period
from jixiao.model.quantities import parse_quantity
from jixiao.model.rows import holds_names
from jixiao.model.taxonomy import BENEFITS, CATEGORIES, COSTS, OUTPUTS
from jixiao.model.words import CLOSES_A_ROW
from jixiao.places import Place
from jixiao.rules.base import RUNNING_COST_NAMES, Fact

_NAMED: Final = int(Fact.NAMED)
_VALUED: Final = int(Fact.VALUED)
_CATEGORISED: Final = int(Fact.CATEGORISED)
_VALUELESS: Final = int(Fact.VALUELESS)
_NAMELESS: Final = int(Fact.NAMELESS)
_UNSETTLED: Final = int(Fact.UNSETTLED)
_SPLIT: Final = int(Fact.SPLIT)
_HEADED: Final = int(Fact.HEADED)
_EXPLAINED: Final = int(Fact.EXPLAINED)
_MARKED_NAME: Final = int(Fact.MARKED_NAME)
_NUMBERED_NAME: Final = int(Fact.NUMBERED_NAME)
_REPEATING_NAME: Final = int(Fact.REPEATING_NAME)
_ODD_LENGTH: Final = int(Fact.ODD_LENGTH)
_WEIGHTED: Final = int(Fact.WEIGHTED)
_OUTPUT: Final = int(Fact.OUTPUT)
_COST: Final = int(Fact.COST)
_BENEFIT: Final = int(Fact.BENEFIT)
_NUMERIC: Final = int(Fact.NUMERIC)
_PERCENTAGE: Final = int(Fact.PERCENTAGE)
_WHOLE: Final = int(Fact.WHOLE)
_RANGE: Final = int(Fact.RANGE)
_DURATION: Final = int(Fact.DURATION)
_DATE: Final = int(Fact.DATE)
_BAD_DATE: Final = int(Fact.BAD_DATE)
_MALFORMED: Final = int(Fact.MALFORMED)
_DOUBLED: Final = int(Fact.DOUBLED)
_AT_LEAST: Final = int(Fact.AT_LEAST)
_AT_MOST: Final = int(Fact.AT_MOST)
_EXACTLY: Final = int(Fact.EXACTLY)
_BARE: Final = int(Fact.BARE)
_UNITLESS: Final = int(Fact.UNITLESS)
_MONEY: Final = int(Fact.MONEY)
_COUNTED: Final = int(Fact.COUNTED)
_ZERO: Final = int(Fact.ZERO)
_QUALITATIVE: Final = int(Fact.QUALITATIVE)
_PLACEHOLDER: Final = int(Fact.PLACEHOLDER)
_SENTENCE: Final = int(Fact.SENTENCE)
_SATISFACTION: Final = int(Fact.SATISFACTION)
_BOUNDED_RATE: Final = int(Fact.BOUNDED_RATE)
_UNBOUNDED: Final = int(Fact.UNBOUNDED)
_RATE: Final = int(Fact.RATE)
_COUNT_NAME: Final = int(Fact.COUNT_NAME)
_ODD_MARKS: Final = int(Fact.ODD_MARKS)
_STANDARD_NAME: Final = int(Fact.STANDARD_NAME)
_FILLED: Final = int(Fact.FILLED)
_BLANK: Final = int(Fact.BLANK)
_TWO_COLUMNS: Final = int(Fact.TWO_COLUMNS)
_ONE_YEAR: Final = int(Fact.ONE_YEAR)
_MULTI_YEAR: Final = int(Fact.MULTI_YEAR)
_TABLES_READ: Final = int(Fact.TABLES_READ)
_TABLES_CUT: Final = int(Fact.TABLES_CUT)
_IN_TABLE: Final = int(Fact.IN_TABLE)
_EMPTY_FIELD: Final = int(Fact.EMPTY_FIELD)
_EMPTY_CATEGORY: Final = int(Fact.EMPTY_CATEGORY)
_HAS_ATTRIBUTE: Final = int(Fact.HAS_ATTRIBUTE)
_HAS_PERIOD_FIELD: Final = int(Fact.HAS_PERIOD_FIELD)
_RUNNING_COST: Final = int(Fact.RUNNING_COST)
_HAS_DISCLOSURE_YEAR: Final = int(Fact.HAS_DISCLOSURE_YEAR)
_PRINTED: Final = int(Fact.PRINTED)
_NO_TOTAL: Final = int(Fact.NO_TOTAL)
_TOTALS_DIFFER: Final = int(Fact.TOTALS_DIFFER)
_PARTS_DIFFER: Final = int(Fact.PARTS_DIFFER)
_VALUES_DIFFER: Final = int(Fact.VALUES_DIFFER)
_SAME_NAMES: Final = int(Fact.SAME_NAMES)
_NEGATIVE: Final = int(Fact.NEGATIVE)
_FISCAL: Final = int(Fact.FISCAL)
_NAMES_A_YEAR: Final = int(Fact.NAMES_A_YEAR)
_CARRIED_OVER: Final = int(Fact.CARRIED_OVER)
_SIGNED: Final = int(Fact.SIGNED)
_DATED: Final = int(Fact.DATED)
_OTHER_MONEY: Final = int(Fact.OTHER_MONEY)

CATEGORY_BIT: Final = {category: 1 << index for index, category in enumerate(CATEGORIES)}
_LONG_ENOUGH: Final = 6
"""With so many characters a name is surely not too short."""
_NEARLY_ALL: Final = Decimal("99.9")
_ODD: Final = Lazy(r"\s|（[^）]*\)|\([^)]*）")
_SATISFIED: Final = Lazy("满意(?:度|率)")
_DISSATISFIED: Final = Lazy("不满意|投诉")

_SPLIT_COSTS: Final = frozenset({"economic_cost", "social_cost", "ecological_cost"})
_FULL: Final = {
    "national-2021": sum(bit for category, bit in CATEGORY_BIT.items() if category not in _SPLIT_COSTS),
}
_FULL_2015: Final = _FULL["national-2021"]


_CATEGORY_FACTS: Final = {
    **dict.fromkeys(OUTPUTS, _CATEGORISED | _OUTPUT),
    **dict.fromkeys(COSTS, _CATEGORISED | _COST),
    **dict.fromkeys(BENEFITS, _CATEGORISED | _BENEFIT),
    "satisfaction": _CATEGORISED,
}
_SIGN_FACTS: Final = {"≥": _AT_LEAST, ">": _AT_LEAST, "≤": _AT_MOST, "<": _AT_MOST}
_UNIT_FACTS: Final = {
    "money": _MONEY,
    "count": _COUNTED,
    "people": _COUNTED,
    "frequency": _COUNTED,
}
_KIND_FACTS: Final = {
    "word": _QUALITATIVE,
    "placeholder": _PLACEHOLDER,
    "text": _SENTENCE,
    "duration": _DURATION,
}
_NAME_FACTS: Final = {
    "share": _RATE,
    "growth": _RATE,
    "people": _COUNT_NAME,
    "count": _COUNT_NAME,
    "frequency": _COUNT_NAME,
    "area": _COUNT_NAME,
    "length": _COUNT_NAME,
    "mass": _COUNT_NAME,
    "volume": _COUNT_NAME,
}
_DIRECTION_FACTS: Final = {
    "up": int(Fact.HIGHER_IS_BETTER),
    "down": int(Fact.LOWER_IS_BETTER),
    "cap": int(Fact.CAPPED),
    "fixed": int(Fact.FIXED),
}


OF_MEANING: Final = _BOUNDED_RATE | _UNBOUNDED | sum({*_NAME_FACTS.values()}) | sum({*_DIRECTION_FACTS.values()})
"""The facts that hang on what a name means."""


def indicator_facts(
    indicator: Indicator,
    profile: Profile,
    of_value: Callable[[str], int],
    wants_meaning: Callable[[int], bool],
) -> int:
    """The facts of an indicator, as a plain int of :class:`Fact` bits.

    ``of_value`` gives those of its value; ``wants_meaning`` tells whether, with the facts that are known by then, any
    rule asks about :data:`OF_MEANING`. To find out what a name means takes longest.
    """
    name, value, category = indicator.name, indicator.value, indicator.category
    facts = _CATEGORY_FACTS[category] if category is not None else 0
    if indicator.level1 is not None or indicator.level2 is not None:
        facts |= _HEADED
    if indicator.explanation:
        facts |= _EXPLAINED
    if name is not None:
        facts |= _NAMED if value is not None or name in CLOSES_A_ROW else _NAMED | _VALUELESS
        facts |= _facts_of_name(name, profile)
        if category is None:
            facts |= _UNSETTLED
    elif value is not None:
        if value not in CLOSES_A_ROW:
            facts |= _NAMELESS
        if category is None:
            facts |= _UNSETTLED
    else:
        return facts
    if indicator.sign is not None or indicator.unit is not None:
        facts |= _SPLIT
    if indicator.weight is not None:
        facts |= _WEIGHTED
    if value is not None:
        facts |= _VALUED | of_value(value)
    satisfaction = _is_satisfaction(category, name)
    if satisfaction:
        facts |= _SATISFACTION
    if name is not None and wants_meaning(facts):
        facts |= _facts_of_meaning(name, profile)
    return facts & ~_UNBOUNDED | _BOUNDED_RATE if satisfaction else facts


def _facts_of_meaning(name: str, profile: Profile) -> int:
    meaning = profile.meaning(name)
    facts = 0 if meaning.bounded is None else _BOUNDED_RATE if meaning.bounded else _UNBOUNDED
    if meaning.confidence != "low":
        facts |= _NAME_FACTS.get(meaning.kind or "", 0) | _DIRECTION_FACTS.get(meaning.direction or "", 0)
    return facts


def _facts_of_name(name: str, profile: Profile) -> int:
    facts = 0
    if not name.isalpha():
        facts |= _NUMBERED_NAME
        if not name.isalnum():
            facts |= _MARKED_NAME | _REPEATING_NAME | (_ODD_MARKS if _ODD.search(name) else 0)
    length = len(name)
    if length > len(set(name)):
        facts |= _REPEATING_NAME
    if not _LONG_ENOUGH <= length <= profile.threshold("name_longest"):
        facts |= _ODD_LENGTH
    if profile.mentions("running_cost", name):
        facts |= _STANDARD_NAME
    return facts


def facts_of_value(value: str, profile: Profile) -> int:
    """The facts of a value, whatever indicator it belongs to."""
    quantity = parse_quantity(value)
    kind = quantity.kind
    facts = _KIND_FACTS.get(kind, 0)
    if _ODD.search(value):
        facts |= _ODD_MARKS
    if quantity.doubled:
        facts |= _DOUBLED
    if quantity.malformed:
        facts |= _MALFORMED
    if quantity.comparator is not None:
        facts |= _SIGN_FACTS.get(quantity.comparator, 0)
    if kind == "date":
        return facts | _DATE | _BAD_DATE if quantity.invalid else facts | _DATE
    if kind != "number" and kind != "range":
        return facts
    facts |= _NUMERIC
    if kind == "range":
        facts |= _RANGE
    if quantity.comparator is None:
        facts |= _BARE
    elif quantity.comparator == "=":
        facts |= _EXACTLY
    if quantity.number is not None and quantity.number <= 0:
        facts |= _ZERO
    if quantity.unit is None:
        return facts | _UNITLESS
    if quantity.unit == "%":
        number = quantity.upper if quantity.upper is not None else quantity.number
        return facts | _PERCENTAGE | _WHOLE if number is not None and number >= _NEARLY_ALL else facts | _PERCENTAGE
    return facts | _UNIT_FACTS.get(profile.unit_kind(quantity.unit) or "", 0)


def _is_satisfaction(category: str | None, name: str | None) -> bool:
    if name is None:
        return category == "satisfaction"
    if category != "satisfaction" and ("满意" not in name or not _SATISFIED.search(name)):
        return False
    return not _DISSATISFIED.search(name)


def values_differ(indicators: Indicators) -> bool:
    """Whether the halves do not hold the same values in the same order; one half alone differs from nothing."""
    period, annual = indicators.period, indicators.annual
    if not period:
        return False
    if len(period) != len(annual):
        return True
    return any([one is not other and one.value != other.value for one, other in zip(period, annual, strict=True)])


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
    form: TargetForm,
    disclosure: Disclosure,
    profile: Profile,
    template: str,
    union: int,
    categories: int,
    in_table: bool,
    places: Mapping[str, Place],
    prefix: str,
    asked: int = -1,
) -> int:
    """The facts of a form; ``union`` are those of all its indicators, ``categories`` the bits of the filled ones.

    Those of its indicators are among them: a rule about forms may ask whether any row is qualitative. Facts that take
    long to find out may be left out where they are not ``asked`` about.

    A field that the template may lack counts as there when it is filled or has a place of its own.
    """
    facts = union | _fund_facts(form.funding)
    if asked & _VALUES_DIFFER and values_differ(form.indicators):
        facts |= _VALUES_DIFFER
    signed = form.sign_off
    if signed.responsible or signed.handler or signed.phone:
        facts |= _SIGNED
    if signed.filled_at:
        facts |= _DATED
    if places:
        facts |= _PRINTED
    if asked & _SAME_NAMES and (
        _holds_a_name_twice(form.indicators.annual) or _holds_a_name_twice(form.indicators.period)
    ):
        facts |= _SAME_NAMES
    filled = union & (_NAMED | _VALUED)
    if filled:
        facts |= _FILLED
    elif _is_blank(form):
        facts |= _BLANK | _EMPTY_FIELD
    two_columns = is_two_column(form, template)
    if two_columns:
        facts |= _TWO_COLUMNS
    printed = form.project_period
    if printed and ("20" in printed or "19" in printed):
        facts |= _NAMES_A_YEAR
    years = project_period(printed, form.project_attribute)
    if years.one_year:
        facts |= _ONE_YEAR
    elif years.multi_year:
        facts |= _MULTI_YEAR
    if disclosure.tables.projects:
        facts |= _TABLES_READ
        if not disclosure.tables.complete:
            facts |= _TABLES_CUT
    if in_table:
        facts |= _IN_TABLE
    if not (
        form.project_name
        and form.department.name
        and form.implementing_unit
        and form.project_period
        and form.goals.annual
        and form.goals.period
    ):
        facts |= _EMPTY_FIELD
    if two_columns or form.project_attribute is not None or prefix + "project_attribute" in places:
        facts |= _HAS_ATTRIBUTE
    if two_columns or form.project_period is not None or prefix + "project_period" in places:
        facts |= _HAS_PERIOD_FIELD
    if _has_gap(categories, template):
        facts |= _EMPTY_CATEGORY
    if union & _STANDARD_NAME and holds_names(form, profile.listed("running_cost"), RUNNING_COST_NAMES):
        facts |= _RUNNING_COST
    if disclosure.fiscal_year is not None and form.fiscal_year is not None:
        facts |= _HAS_DISCLOSURE_YEAR
    return facts


def _holds_a_name_twice(rows: Sequence[Indicator]) -> bool:
    names = [row.name for row in rows if row.name]
    return len(set(names)) < len(names)


def _fund_facts(funding: Funding) -> int:
    annual, period = funding.annual, funding.period
    facts = _column_facts(annual)
    if not annual.total:
        facts |= _NO_TOTAL
    if annual is period:
        return facts
    if annual.total != period.total:
        facts |= _TOTALS_DIFFER
    return facts | _column_facts(period)


def _column_facts(column: FundingColumn) -> int:
    facts = 0 if _adds_up(column) else _PARTS_DIFFER
    if column.fiscal is not None:
        facts |= _FISCAL
    if column.other:
        facts |= _OTHER_MONEY
    if column.carried_over:
        facts |= _CARRIED_OVER
    for amount in (
        column.total,
        column.central,
        column.provincial,
        column.local,
        column.self_raised,
        column.other,
        column.fiscal,
        column.carried_over,
    ):
        if amount and amount < 0:
            return facts | _NEGATIVE
    return facts


def _adds_up(column: FundingColumn) -> bool:
    """Whether the total is the sum of its parts. Usually one part is all of it."""
    total = column.total
    if total is None:
        return True
    if column.local is total and column.fiscal is None and not (column.central or column.provincial):
        return not (column.carried_over or column.self_raised or column.other)
    parts = column.parts
    return not parts or sum(parts.values()) == total


def _has_gap(categories: int, template: str) -> bool:
    """Whether a category is empty that some rule asks for."""
    full = _FULL.get(template, _FULL_2015)
    if categories & (CATEGORY_BIT["economic_cost"] | CATEGORY_BIT["social_cost"] | CATEGORY_BIT["ecological_cost"]):
        full &= ~CATEGORY_BIT["cost"]
    return categories & full != full


def is_blank(form: TargetForm) -> bool:
    """Whether nothing is filled in, no indicator either, or the project's name alone."""
    return not any(row.name or row.value for _, rows in form.indicators.halves for row in rows) and _is_blank(form)


def _is_blank(form: TargetForm) -> bool:
    """Whether nothing is filled in, or the project's name alone."""
    if form.project_name and (
        form.department.name
        or form.project_attribute
        or form.project_period
        or form.sign_off.responsible
        or form.text.measures
        or form.text.plan
    ):
        return False
    return (
        not any((form.goals.period, form.goals.annual, form.text.summary, form.text.basis, form.text.necessity))
        and form.funding.annual.total is None
        and form.funding.period.total is None
        and not form.implementing_unit
    )
