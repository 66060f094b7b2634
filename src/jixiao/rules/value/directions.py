"""Signs that point the wrong way: at least so many accidents, at most so many people trained, at least so much cost.

Which way is better is what the knowledge says of a name; a name of which it has only a hint is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import Indicator
from jixiao.model.quantities import Quantity
from jixiao.model.taxonomy import BENEFITS
from jixiao.rules.base import Draft, Fact, Severity, rule
from jixiao.rules.context import Context
from jixiao.rules.value.signs import turned

_MEASURED: Final = ("number", "range", "duration")
_RATES: Final = ("share", "growth")
_COUNTS: Final = ("count", "people", "frequency")


def _wrong(context: Context, indicator: Indicator, quantity: Quantity, variant: str | None = None) -> Draft:
    """A finding with the value as it would stand with the opposite sign: = for none at all and for all of it."""
    value = indicator.value or ""
    number = quantity.number
    exactly = number == 0 or (number == 100 and quantity.is_percentage)
    sign = "=" if exactly else "≤" if quantity.comparator in ("≥", ">") else "≥"
    better = turned(value, quantity, sign)
    return context.finding("value", variant=variant, name=indicator.name or "", value=value, better=better)


@rule("VAL15", Severity.ERROR, when=Fact.LOWER_IS_BETTER, trigger=Fact.AT_LEAST, yields_to="VAL14 VAL48")
def more_of_what_is_bad(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Faults, complaints, accidents are at most so many. 投诉办结率 and 故障下降率 are good; 下降≥5% is a decrease.

    A number of petitions or hidden dangers among the outputs may be work that is done, so only what nobody ever plans
    for (事故, 差错 …) is an error there.
    """
    quantity = indicator.quantity
    name = indicator.name or ""
    if quantity.kind not in _MEASURED or quantity.word is not None:
        return
    meaning = context.profile.meaning(name)
    if meaning.confidence == "low" or (not meaning.exact and context.mentions("turns_bad_to_good", name)):
        return
    work = indicator.category == "quantity" and meaning.kind not in _RATES and not meaning.exact
    if work and not context.mentions("never_wanted", name):
        return
    yield _wrong(context, indicator, quantity)


@rule(
    "VAL16",
    Severity.WARNING,
    when=Fact.HIGHER_IS_BETTER,
    trigger=Fact.AT_MOST,
    yields_to="VAL10 VAL14 VAL48",
)
def less_of_what_is_good(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """What is wanted is at least so much. Deadlines, meetings, staff and how often something is done may be capped.

    Growth, lengths of time and frequencies are judged for names that are known as a whole, money among the benefits,
    and among the costs only rates of saving.
    """
    quantity = indicator.quantity
    name = indicator.name or ""
    if quantity.kind not in _MEASURED or quantity.word is not None:
        return
    meaning = context.profile.meaning(name)
    kind = meaning.kind
    if meaning.confidence == "low":
        return
    saving = kind in _RATES and context.mentions("saved_costs", name)
    if not saving and (context.facts & Fact.COST or context.mentions("may_be_capped", name)):
        return
    if kind in ("count", "frequency") and context.mentions("times_capped", name):
        return
    if kind in ("growth", "duration", "frequency") and not meaning.exact:
        return
    if kind in ("money", "unit_money") and indicator.category not in BENEFITS:
        return
    # ≥5% fewer is a decrease, ≤2 hours is a length of time: the value must be of the name's own kind
    if (kind == "duration" and quantity.kind != "duration") or (kind in _RATES and not quantity.is_percentage):
        return
    if kind in _COUNTS and (quantity.is_percentage or quantity.kind == "duration"):
        return
    yield _wrong(context, indicator, quantity)


def _is_money_by_its_power(value: str, quantity: Quantity) -> bool:
    """Whether a cost names 万 without 元: 620万/月."""
    return "万" in value and (not quantity.unit or quantity.unit[0] == "/")


@rule(
    "VAL17",
    severities={"limit": Severity.ERROR, "level": Severity.WARNING},
    when=Fact.COST,
    trigger=Fact.AT_LEAST,
    yields_to="VAL15 VAL48",
)
def cost_at_least(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A cost in money is at most so much; a standard that somebody is paid is an exact level (a warning).

    What is saved, brought in or raised from others may stand among the costs and is at least so much.
    """
    quantity = indicator.quantity
    name = indicator.name or ""
    if quantity.kind not in ("number", "range") or quantity.word is not None:
        return
    meaning = context.profile.meaning(name)
    known = meaning.confidence != "low"
    if known and meaning.direction in ("up", "down"):
        return
    if context.mentions("saved_costs", name):
        return
    if "元" in (quantity.unit or "") or _is_money_by_its_power(indicator.value or "", quantity):
        level = meaning.direction == "fixed" or context.mentions("levels_of_cost", name)
        value = indicator.value or ""
        better = turned(value, quantity, "=" if level else "≤")
        variant = "level" if level else "limit"
        confidence = "high" if known else "medium"
        yield context.finding("value", variant=variant, confidence=confidence, name=name, value=value, better=better)
    elif known and meaning.kind == "growth" and meaning.direction == "cap" and quantity.is_percentage:
        yield _wrong(context, indicator, quantity, "limit")


@rule("VAL19", Severity.ERROR, when=Fact.CAPPED | Fact.DURATION, trigger=Fact.AT_LEAST, yields_to="VAL48")
def time_at_least(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Time that is waited for is at most so long; 服务时长, 使用年限 and other time that is offered is not meant."""
    quantity = indicator.quantity
    name = indicator.name or ""
    if quantity.kind != "duration" or context.mentions("longer_is_better", name):
        return
    meaning = context.profile.meaning(name)
    if meaning.kind == "duration" and meaning.confidence != "low":
        yield _wrong(context, indicator, quantity)
