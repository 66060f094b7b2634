"""What a row of indicators must have beside its value.

In some sheets a row is a heading of level 2 with a value and a description: there is no column for names to be filled.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.model.forms import Indicator, TargetForm
from jixiao.rules.base import Draft, Fact, Severity, extends, rule
from jixiao.rules.context import Context


@rule("CMP19", Severity.ERROR, when=Fact.VALUED, trigger=Fact.NAMELESS, preview=False)
def missing_name(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Every row with a value has a name (三级指标). One that is described is judged with the other rows of its form."""
    if not indicator.explanation:
        yield context.finding("name", value=indicator.value)


@extends("CMP19", trigger=Fact.NAMELESS | Fact.EXPLAINED)
def missing_name_beside_others(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A row that is described has a name as well where other rows have one: CMP19 for forms that explain their rows."""
    for half, rows in form.indicators.halves:
        if any(row.name for row in rows):
            for index, row in context.where(half, Fact.NAMELESS | Fact.EXPLAINED):
                yield context.finding(f"indicators.{half}[{index}].name", value=row.value)


@rule("CMP20", Severity.ERROR, trigger=Fact.UNSETTLED, preview=False)
def orphan_row(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Every filled row stands under a heading of level 2; whether it is one of the template's is another question."""
    if indicator.level2 is None:
        yield context.finding("category", name=indicator.name or indicator.value or "", value=indicator.value)
