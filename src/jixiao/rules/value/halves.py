"""The two halves of a form beside each other: the year within the period, one unit for one indicator, no mere copy."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from attrs import evolve

from jixiao.model.forms import Indicator, Row, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.quantities import Quantity
from jixiao.rules.base import Draft, Fact, Fix, Severity, rule
from jixiao.rules.context import Context

_KINDS: Final = frozenset({"count", "people", "frequency", "area", "length", "mass", "volume"})
"""The kinds of units whose amounts of single years add up."""
_SIDE: Final = {"≥": "floor", ">": "floor", "≤": "cap", "<": "cap", "=": "exactly", None: "exactly"}
_PER_YEAR: Final = Lazy("[年月日周]")
_DECIMALS: Final = 4
_CUT_OFF: Final = 8


def _adds_up(row: Indicator, context: Context) -> bool:
    """Whether the amounts of single years add up to that of the period: pieces, people, metres, not rates and means."""
    quantity, name = row.quantity, row.name
    unit = quantity.unit
    if quantity.number is None or quantity.upper is not None or unit is None or "/" in unit or name is None:
        return False
    if context.profile.unit_kind(unit) not in _KINDS:
        return False
    return _PER_YEAR.match(name) is None and not context.mentions("per_unit_names", name)


def _one_indicator(period: Indicator, annual: Indicator) -> bool:
    """Whether two halves of a row are surely one indicator: one name, or one cut off by the page after 8 characters."""
    first, second = period.name, annual.name
    if first is None or second is None:
        return False
    return first == second or min(len(first), len(second)) >= _CUT_OFF


@rule(
    "VAL32",
    Severity.WARNING,
    unless=Fact.ONE_YEAR,
    trigger=Fact.VALUES_DIFFER | Fact.NUMERIC,
    yields_to="VAL45 VAL48",
)
def year_above_period(row: Row, context: Context) -> Iterator[Draft]:
    """What adds up over the years is not more in one year than in the period: counts, people, lengths, areas, masses.

    Rates, means, costs for a unit and money are left out; so is a floor beside a cap.
    """
    period, annual = row.period, row.annual
    if period is None or annual is None or period.value == annual.value or not _one_indicator(period, annual):
        return
    whole, year = period.quantity, annual.quantity
    if whole.number is None or year.number is None or _SIDE.get(whole.comparator) != _SIDE.get(year.comparator):
        return
    if not (_adds_up(period, context) and _adds_up(annual, context)):
        return
    basic, size = context.profile.basic_unit(year.unit or "")
    basic_of_whole, size_of_whole = context.profile.basic_unit(whole.unit or "")
    if basic == basic_of_whole and year.number * size > whole.number * size_of_whole:
        yield context.finding(
            "period.value", "annual.value", name=row.name or "", value=annual.value, period=period.value
        )


def _bare(unit: str) -> str:
    """A unit without what stands in brackets and what it is counted by: 台(套) → 台, 次/年 → 次."""
    return unit.partition("(")[0].partition("/")[0]


@rule(
    "VAL33",
    severities={"other": Severity.WARNING, "convertible": Severity.INFO},
    trigger=Fact.VALUES_DIFFER | Fact.NUMERIC,
    yields_to="VAL45 VAL48",
)
def another_unit(row: Row, context: Context) -> Iterator[Draft]:
    """The same indicator has one unit in both halves; a missing unit, another spelling and spans of time pass."""
    period, annual = row.period, row.annual
    if period is None or annual is None or period.value == annual.value or not _one_indicator(period, annual):
        return
    whole, year = period.quantity, annual.quantity
    if whole.kind not in ("number", "range") or year.kind not in ("number", "range"):
        return
    unit, unit_of_whole = year.unit, whole.unit
    if unit is None or unit_of_whole is None or _bare(unit) == _bare(unit_of_whole):
        return
    basic, size = context.profile.basic_unit(unit)
    basic_of_whole, size_of_whole = context.profile.basic_unit(unit_of_whole)
    convertible = basic == basic_of_whole
    if convertible and size == size_of_whole:
        return
    fixes = []
    if convertible and annual.unit is None and annual.sign is None and annual.value is not None:
        written = _converted(year, unit_of_whole, size / size_of_whole)
        if written is not None:
            fixes.append(Fix("annual.value", annual.value, written, "suggestion"))
    yield context.finding(
        "period.value",
        "annual.value",
        variant="convertible" if convertible else "other",
        fixes=fixes,
        name=row.name or "",
        value=annual.value,
        period=period.value,
        unit=unit,
        usual=unit_of_whole,
    )


def _converted(quantity: Quantity, unit: str, factor: Decimal) -> str | None:
    """The same amount in another unit, where it can be written with few decimals."""
    if quantity.number is None or quantity.upper is not None or quantity.word is not None:
        return None
    number = (quantity.number * factor).normalize()
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -_DECIMALS:
        return None
    return str(evolve(quantity, number=number, unit=unit))


@rule("VAL34", Severity.WARNING, when=Fact.MULTI_YEAR)
def period_is_a_copy(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The rows of a project of several years are not the same, names and values, in both halves.

    An amount that adds up over the years must be among them: rates, dates and what stands still (聘用人数, 养护面积)
    may be the same. Where both halves have the same money, the year is all there is.
    """
    period, annual = form.funding.period.total, form.funding.annual.total
    if not form.indicators.period or (period is not None and period == annual):
        return
    rows, shared_out = 0, False
    for row in context.rows:
        mine, other = row.annual, row.period
        if not ((mine is not None and mine.filled) or (other is not None and other.filled)):
            continue
        if mine is None or other is None or mine.value is None or mine.value != other.value:
            return
        rows += 1
        shared_out = shared_out or (_adds_up(mine, context) and not context.mentions("standing_names", mine.name))
    if rows >= 3 and shared_out:
        yield context.finding("indicators", value=form.project_period or form.project_attribute)
