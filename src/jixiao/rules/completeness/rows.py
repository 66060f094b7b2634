"""What a row of indicators must have beside its value."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.model.forms import Indicator
from jixiao.rules.base import Draft, Fact, Severity, rule
from jixiao.rules.context import Context


@rule("CMP19", Severity.ERROR, when=Fact.VALUED, trigger=Fact.NAMELESS, preview=False)
def missing_name(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Every row with a value has a name (三级指标)."""
    yield context.finding("name", value=indicator.value)


@rule("CMP20", Severity.ERROR, trigger=Fact.UNSETTLED, preview=False)
def orphan_row(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Every filled row stands under a heading of level 2."""
    yield context.finding("category", name=indicator.name or indicator.value or "", value=indicator.value)
