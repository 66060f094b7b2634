"""Targets that ask for nothing: rates of zero and below, and amounts of zero."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import Indicator, Row
from jixiao.rules.base import Draft, Fact, Severity, rule
from jixiao.rules.context import Context

_AMOUNTS: Final = ("count", "people", "frequency", "area", "length", "mass", "volume")


@rule(
    "VAL10",
    severities={"negative": Severity.ERROR, "zero": Severity.ERROR},
    when=Fact.PERCENTAGE,
    unless=Fact.UNBOUNDED,
    trigger=Fact.ZERO,
    yields_to="VAL48",
)
def rate_of_nothing(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A share is not below zero, and one that is wanted is not zero either.

    A rate of what is bad may be zero, growth may be negative, and of savings and decreases zero is a limit.
    """
    quantity = indicator.quantity
    number = quantity.number
    if number is None or quantity.kind != "number" or quantity.word is not None:
        return
    name = indicator.name or ""
    meaning = context.profile.meaning(name)
    if meaning.confidence == "low" or meaning.kind != "share" or meaning.direction not in ("up", "down"):
        return
    if number < 0:
        yield context.finding("value", variant="negative", name=name, value=indicator.value)
    elif meaning.direction == "up" and quantity.comparator != ">" and not context.mentions("may_be_zero", name):
        yield context.finding("value", variant="zero", name=name, value=indicator.value)


def _is_nothing(indicator: Indicator | None, context: Context) -> bool:
    """Whether an amount of zero is promised of something that is wanted, or at least none of something unknown."""
    if indicator is None or indicator.name is None or indicator.category == "cost":
        return False
    quantity = indicator.quantity
    unit = quantity.unit or ""
    if quantity.kind != "number" or quantity.number is None or quantity.word is not None:
        return False
    if quantity.number < 0:
        return indicator.category == "quantity" and unit != "%" and "元" not in unit and _counts(indicator, context)
    if quantity.number != 0 or quantity.comparator in (">", "<", "≤", "≈") or unit == "%" or "元" in unit:
        return False
    if context.mentions("may_be_zero", indicator.name):
        return False
    meaning = context.profile.meaning(indicator.name)
    if quantity.comparator == "≥" and indicator.category == "quantity" and meaning.direction in (None, "up"):
        # At least none is asked of nobody, whatever is counted.
        return True
    return meaning.confidence != "low" and meaning.direction == "up" and meaning.kind in _AMOUNTS


def _counts(indicator: Indicator, context: Context) -> bool:
    """Whether the name speaks of no change, which might be below zero, nor of a temperature or a level."""
    name = indicator.name or ""
    return not context.mentions("change_names", name) and not any(word in name for word in ("温", "海拔", "水位"))


@rule(
    "VAL21",
    Severity.ERROR,
    severities={"negative": Severity.ERROR},
    when=Fact.NAMED,
    trigger=Fact.ZERO,
    yields_to="VAL15 VAL48",
)
def amount_of_nothing(row: Row, context: Context) -> Iterator[Draft]:
    """An amount that is wanted is greater than zero.

    Of several years one may be idle: there one half at least is greater. Zero is right for accidents, leaks and
    petitions; of a name that is not known only ≥0 is an error. What 数量 counts is not below zero in any year.
    """
    halves = (("period", row.period), ("annual", row.annual))
    found = [(half, one) for half, one in halves if one is not None and _is_nothing(one, context)]
    filled = [one for _, one in halves if one is not None and one.quantity.number is not None]
    below = [(half, one) for half, one in found if (one.quantity.number or 0) < 0]
    negative = bool(below)
    if negative or (found and (len(found) == len(filled) or context.facts & Fact.ONE_YEAR)):
        found = below or found
        first = found[0][1]
        quantity = first.quantity
        paths = [f"{half}.value" for half, _ in found]
        yield context.finding(
            *paths,
            variant="negative" if negative else None,
            name=first.name or "",
            value=first.value,
            unit=quantity.unit or "场",
            better=(first.value or "").replace("-", "", 1),
        )
