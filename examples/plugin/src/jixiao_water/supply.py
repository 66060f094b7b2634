"""What the water bureau asks of projects that supply water."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao import Indicator
from jixiao.rules.base import Draft, Fact, Severity, rule
from jixiao.rules.context import Context

LEAST = 95


@rule("WAT01", Severity.WARNING, when=Fact.NAMED | Fact.PERCENTAGE, preview=False)
def supply_is_not_secured(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Water is supplied on 95 days of a hundred at least."""
    number = indicator.quantity.number
    if number is not None and number < LEAST and "供水保证率" in (indicator.name or ""):
        yield context.finding("value", name=indicator.name, value=indicator.value)
