"""Satisfaction: a percentage that can be reached and is worth reaching; who asks for everybody is judged elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.model.forms import Indicator
from jixiao.rules.base import Draft, Fact, Severity, rule
from jixiao.rules.context import Context


def _asks_for_satisfaction(indicator: Indicator, context: Context) -> bool:
    """Whether the row asks how satisfied people are: not how many were asked, nor how much more satisfied they are."""
    if indicator.name is None:
        return True
    meaning = context.profile.meaning(indicator.name)
    return meaning.category == "satisfaction" and meaning.direction == "up" and meaning.kind == "share"


@rule(
    "VAL12",
    severities={"low": Severity.WARNING, "modest": Severity.INFO},
    when=Fact.PERCENTAGE | Fact.SATISFACTION,
    yields_to="VAL10 VAL14 VAL48",
)
def modest_satisfaction(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Satisfaction is promised from 80 % on; from 80 % to below 85 % it is noted. Both numbers are thresholds."""
    quantity = indicator.quantity
    number = quantity.number
    if number is None or quantity.kind != "number" or quantity.word is not None:
        return
    modest = context.profile.threshold("satisfaction_modest")
    if number >= modest or number <= 0 or not _asks_for_satisfaction(indicator, context):
        return
    lowest = context.profile.threshold("satisfaction_low")
    variant, floor = ("low", lowest) if number < lowest else ("modest", modest)
    name = indicator.name or ""
    yield context.finding("value", variant=variant, name=name, value=indicator.value, floor=floor)


@rule("VAL13", Severity.WARNING, when=Fact.SATISFACTION | Fact.VALUED, yields_to="VAL14 VAL48", preview=False)
def satisfaction_in_words(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Satisfaction is a number, not 满意 or 提高. Points of a scale (≥4.5分) are numbers, too."""
    if indicator.quantity.kind in ("word", "yes_no") and (
        "满意" in (indicator.value or "") or _asks_for_satisfaction(indicator, context)
    ):
        yield context.finding("value", name=indicator.name or "", value=indicator.value)


@rule(
    "VAL14",
    severities={"above": Severity.ERROR, "at_most": Severity.ERROR},
    when=Fact.PERCENTAGE | Fact.SATISFACTION,
    yields_to="VAL48",
)
def impossible_satisfaction(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Satisfaction ends at 100 % and is at least so much, not at most."""
    quantity = indicator.quantity
    number = quantity.upper if quantity.upper is not None else quantity.number
    if number is None or quantity.word is not None:
        return
    above = number > 100
    if not above and quantity.comparator not in ("≤", "<"):
        return
    if _asks_for_satisfaction(indicator, context):
        variant = "above" if above else "at_most"
        yield context.finding("value", variant=variant, name=indicator.name or "", value=indicator.value)
