"""Whether a target lies in the range in which targets of that name usually lie."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.model.forms import Indicator
from jixiao.rules.base import Draft, Fact, Severity, rule
from jixiao.rules.context import Context


@rule(
    "VAL35",
    Severity.INFO,
    when=Fact.NAMED | Fact.NUMERIC,
    unless=Fact.SATISFACTION,
    opt_in=True,
    yields_to="VAL08 VAL09 VAL10 VAL15 VAL16 VAL21 VAL23 VAL26 VAL45 VAL48",
)
def beyond_what_is_usual(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """The target lies near the range that the knowledge has for its name, in a unit of the same thing.

    Near is within half of its lower and twice its upper end; only names that are known for sure are judged.
    """
    name = indicator.name
    if name is None:
        return
    meaning = context.profile.meaning(name)
    if (meaning.lower is None and meaning.upper is None) or not meaning.units:
        return
    if not meaning.exact and meaning.confidence != "high":
        return
    quantity = indicator.quantity
    number, unit = quantity.number, quantity.unit
    if number is None or unit is None:
        return
    usual = meaning.units[0]
    basic, size = context.profile.basic_unit(unit)
    basic_of_usual, size_of_usual = context.profile.basic_unit(usual)
    if basic != basic_of_usual:
        return
    lowest = number * size / size_of_usual
    highest = (quantity.upper if quantity.upper is not None else number) * size / size_of_usual
    lower, upper = meaning.lower, meaning.upper
    slack = context.profile.threshold("range_slack")
    if (lower is not None and lowest * slack < lower) or (upper is not None and highest > upper * slack):
        yield context.finding("value", name=name, value=indicator.value, usual=_span(lower, upper) + usual)


def _span(lower: Decimal | None, upper: Decimal | None) -> str:
    """A range as people write it: 1-500, ≥1, ≤500."""
    if lower is None:
        return f"≤{upper:f}"
    return f"≥{lower:f}" if upper is None else f"{lower:f}-{upper:f}"
