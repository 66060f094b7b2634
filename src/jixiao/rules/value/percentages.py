"""Percentages that ask for more than everything, and satisfaction that asks for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.model.forms import Indicator
from jixiao.rules.base import Draft, Fact, Fix, Severity, rule
from jixiao.rules.context import Context

_NEARLY_ALL = Decimal("99.9")


@rule(
    "VAL08",
    Severity.ERROR,
    when=Fact.PERCENTAGE,
    unless=Fact.SATISFACTION | Fact.UNBOUNDED,
    asks=Fact.BOUNDED_RATE,
    trigger=Fact.WHOLE,
    yields_to="VAL11 VAL14 VAL48",
    preview=False,
)
def more_than_everything(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A bounded rate does not ask for at least, or for more than, 100 %; an unknown name lowers the confidence."""
    quantity = indicator.quantity
    number, comparator = quantity.number, quantity.comparator
    if number is None or comparator not in ("≥", ">"):
        return
    if number == 100 or (comparator == ">" and _NEARLY_ALL <= number < 100):
        known = context.facts & Fact.BOUNDED_RATE
        yield context.finding(
            "value",
            confidence="high" if known else "low",
            fixes=[Fix("value", indicator.value, "=100%", "suggestion")],
            name=indicator.name or "",
            value=indicator.value,
        )


@rule(
    "VAL09",
    Severity.ERROR,
    when=Fact.PERCENTAGE | Fact.BOUNDED_RATE,
    trigger=Fact.WHOLE,
    yields_to="VAL11 VAL14 VAL48",
    preview=False,
)
def bounded_rate_above_hundred(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """The number of a bounded rate is at most 100."""
    quantity = indicator.quantity
    number = quantity.upper if quantity.upper is not None else quantity.number
    if number is not None and number > 100:
        yield context.finding("value", name=indicator.name or "", value=indicator.value)


@rule(
    "VAL11",
    severities={"at_least": Severity.ERROR, "exactly": Severity.WARNING},
    when=Fact.PERCENTAGE | Fact.SATISFACTION,
    trigger=Fact.WHOLE,
    yields_to="VAL48",
    preview=False,
)
def everybody_satisfied(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Satisfaction is not =100 % (a warning) and never ≥100 % (an error)."""
    quantity = indicator.quantity
    if quantity.number != 100 or quantity.upper is not None:
        return
    variant = "at_least" if quantity.comparator in ("≥", ">") else "exactly"
    if variant == "exactly" and quantity.comparator not in (None, "="):
        return
    fixes = [Fix("value", indicator.value, "≥95%", "suggestion")]
    yield context.finding("value", variant=variant, fixes=fixes, name=indicator.name or "", value=indicator.value)
