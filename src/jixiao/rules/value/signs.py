"""The sign in front of a target: one of ≥ ≤ = > <, written as such, with a number that leaves nothing open."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from attrs import evolve

from jixiao.model.forms import Indicator, TargetForm
from jixiao.model.numerals import half_width, plain
from jixiao.model.patterns import Lazy
from jixiao.model.quantities import Quantity, parse_quantity
from jixiao.model.taxonomy import CATEGORIES, COSTS
from jixiao.model.words import take_comparator
from jixiao.rules.base import Draft, Fact, Fix, Safety, Severity, rule, trait, value_trait
from jixiao.rules.context import Context

_WITH_COLUMN: Final = "national-2021"
"""The layout that has a column for the sign."""
_PLACES: Final = {category: place for place, category in enumerate(CATEGORIES)}
_PLAIN_SIGNS: Final = frozenset("≥≤=><")
_SIGN_CHARACTERS: Final = "≥≤=><《》〈〉"
_LEADS = Lazy("(?:达到|达|为|共计|共|总计|控制在|保持在|维持在)")
_BEHIND = Lazy(r"\(?含?\)?[及或之]?以[上下内](?:\(含\))?$|之内$")
# 二级以上 and 60岁以上 are grades and groups of people, no amounts
_GRADES: Final = ("级", "等", "档", "届", "岁", "周岁", "星", "等级", "年级", "品", "楼", "层")
_UNCOUNTED = Lazy(
    "[≥≤><=约近]?(?:若干|数[十百千万]|[几多数]|几[十百千]|[上成近][百千万])"
    "(?:[个人次场批项份户家件台套名位处条本册座期篇]|人次|场次|批次)"
    "|[≥≤><=]?若干"
)
_ABOUT = Lazy("左右|上下$")
_LAST_OF_A_LIMIT: Final = frozenset("上下内)）")
_RANGE_UNITS: Final = frozenset(
    {"日", "月", "号", "月份", "时", "点", "℃", "°C", "度", "摄氏度", "岁", "周岁", "级", "毫克"}
)
"""Units of dates, temperatures, ages and doses, which are ranges by nature."""


def turned(value: str, quantity: Quantity, sign: str) -> str:
    """The value as it is printed with another sign in front of it."""
    text = half_width(value)
    if text[:1] in _PLAIN_SIGNS and text[1:2] not in _PLAIN_SIGNS:
        return sign + text[1:].lstrip()
    return str(evolve(quantity, comparator=sign))


def _patch(indicator: Indicator, sign: str, better: str, safety: Safety) -> list[Fix]:
    """The patch that gives an indicator another sign: in the cell of the sign, or in that of the whole value.

    None where the unit has a cell of its own and the sign has not, since nobody knows then what the value cell holds.
    """
    if indicator.sign is not None:
        return [Fix("sign", indicator.sign, sign, safety)]
    if indicator.unit is not None:
        return []
    return [Fix("value", indicator.value, better, safety)]


# --- no sign ----------------------------------------------------------------------------------------------------------


def _without_sign(indicator: Indicator) -> bool:
    """Whether an indicator has a number that says neither at least nor at most nor exactly.

    100% is one only where the row has a cell of its own for sign or unit.
    """
    if indicator.value is None or indicator.value[:1] in _PLAIN_SIGNS:
        return False
    quantity = indicator.quantity
    if quantity.kind != "number" or quantity.comparator is not None or quantity.malformed or quantity.word:
        return False
    if indicator.sign is not None and take_comparator(half_width(indicator.sign))[0] is not None:
        return False
    number = quantity.number
    if number == 100 and quantity.is_percentage and indicator.sign is None and indicator.unit is None:
        return False
    # 2025 is a year that stands in the wrong cell
    return number is not None and not (quantity.unit is None and 1990 <= number <= 2060 and number == int(number))


@trait(when=Fact.BARE)
def _UNSIGNED(indicator: Indicator, context: Context) -> bool:
    """Whether a number should have a sign and has none."""
    return _without_sign(indicator)


@rule(
    "VAL02",
    severities={"column": Severity.WARNING, "cost": Severity.WARNING, "other": Severity.INFO},
    trigger=_UNSIGNED,
    preview=False,
)
def no_sign(form: TargetForm, context: Context) -> Iterator[Draft]:
    """Numbers have a sign in front (≥ ≤ =): once a form. Dates, lengths of time and verbs (提高5%) need none.

    It matters where the form has a column for the sign, and for costs, of which nobody knows whether they are a
    limit. Elsewhere 100% can only mean all of it, and Excel shows a typed =100% like that.
    """
    column = context.template == _WITH_COLUMN and context.facts & Fact.SPLIT
    found: list[tuple[bool, int, str, str, list[str]]] = []
    period, annual = context.known["period"], context.known["annual"]
    for index, other in context.pairs:
        first: Indicator | None = None
        paths: list[str] = []
        if index is not None and period[index] & _UNSIGNED:
            first = form.indicators.period[index]
            paths.append(f"indicators.period[{index}].value")
        if other is not None and annual[other] & _UNSIGNED:
            first = first or form.indicators.annual[other]
            paths.append(f"indicators.annual[{other}].value")
        if first is not None:
            order = _PLACES.get(first.category or "", len(_PLACES))
            found.append((first.category not in COSTS, order, first.name or "", first.value or "", paths))
    if not found:
        return
    # Which row is named must not hang on the order of the rows.
    named = min(found)
    free, _, name, value, _ = named
    variant = "column" if column else "other" if free else "cost"
    paths = [path for one in (named, *(one for one in found if one is not named)) for path in one[4]]
    yield context.finding(*paths, variant=variant, name=name, value=value, count=len(found))


# --- another sign -----------------------------------------------------------------------------------------------------


def _odd_sign(text: str) -> tuple[str, str] | None:
    """The sign that a text in half-width begins with where it is no standard one, and the rest behind it."""
    lead = _LEADS.match(text)
    if lead is not None and take_comparator(text)[0] is None:
        text = text[lead.end() :]
    end = len(text) - len(text.lstrip(_SIGN_CHARACTERS))
    if end:
        printed = text[:end]
        return None if printed in _PLAIN_SIGNS else (printed, text[end:])
    sign, rest = take_comparator(text)
    return None if sign is None or sign == "≈" else (text[: len(text) - len(rest)], rest)


@value_trait()
def _NO_PLAIN_SIGN(value: str, context: Context) -> bool:
    """Whether a value begins with anything else than a standard sign and a digit, and is a number or a length."""
    plainly = value[0] in _PLAIN_SIGNS and value[1:2].isdecimal()
    return not plainly and parse_quantity(value).kind in ("number", "duration", "range")


@rule("VAL04", Severity.WARNING, when=Fact.VALUED, either=Fact.SPLIT | _NO_PLAIN_SIGN, yields_to="VAL48", preview=False)
def odd_sign(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """The sign is ≥ ≤ = > or < (in full width, too), not >=, 》 or 不低于, in front of a number or a length of time."""
    value = indicator.value or ""
    cell = indicator.sign
    quantity = indicator.quantity
    if quantity.kind not in ("number", "duration", "range") or quantity.malformed:
        return
    odd = _odd_sign("".join(half_width(value if cell is None else cell).split()))
    if odd is None:
        return
    printed, rest = odd
    sign = take_comparator(printed)[0]
    if sign is None:
        return
    better = sign + rest
    fixes: list[Fix] = []
    if cell is not None or parse_quantity(better) == quantity:
        fixes = _patch(indicator, sign, better, "format-only")
    yield context.finding("value", name=indicator.name or "", value=value, sign=printed, better=better, fixes=fixes)


# --- signs that say too little, or too much ---------------------------------------------------------------------------


@rule("VAL18", Severity.INFO, when=Fact.COST, trigger=Fact.EXACTLY, yields_to="VAL48")
def exact_cost(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A cost in money is a limit (≤), not an exact amount, unless it is a level set elsewhere: a standard, a price."""
    quantity = indicator.quantity
    name = indicator.name or ""
    if quantity.kind != "number" or not quantity.number or "元" not in (quantity.unit or ""):
        return
    if context.mentions("levels_of_cost", name) or context.mentions("saved_costs", name):
        return
    if context.profile.meaning(name).direction in ("fixed", "up"):
        return
    value = indicator.value or ""
    yield context.finding("value", name=name, value=value, better=turned(value, quantity, "≤"))


@rule("VAL20", Severity.INFO, when=Fact.PERCENTAGE | Fact.RATE, trigger=Fact.EXACTLY, yields_to="VAL10 VAL14 VAL48")
def exact_result(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A rate that is counted or surveyed afterwards is not promised to the point: ≥85%, not =85%; =100% and =0 are."""
    quantity = indicator.quantity
    number = quantity.number
    if quantity.kind != "number" or number is None or number <= 0 or number == 100 or quantity.word:
        return
    name = indicator.name or ""
    meaning = context.profile.meaning(name)
    if meaning.confidence == "low" or meaning.direction not in ("up", "down"):
        return
    known = "statistical_results" if meaning.direction == "up" else "turns_bad_to_good"
    if context.mentions(known, name) == (meaning.direction == "down"):
        return
    sign = "≥" if meaning.direction == "up" else "≤"
    value = indicator.value or ""
    better = turned(value, quantity, sign)
    fixes = _patch(indicator, sign, better, "suggestion")
    yield context.finding("value", name=name, value=value, better=better, fixes=fixes)


# --- open amounts -----------------------------------------------------------------------------------------------------


@value_trait()
def _PERHAPS_FUZZY(value: str, context: Context) -> bool:
    """Whether a value says about how much, or ends like 以上 and 以内, or may count without a number."""
    quantity = parse_quantity(value)
    if quantity.kind == "text":
        return len(value) <= 8 or value.rstrip()[-1:] == "等"
    text = value.rstrip()
    return quantity.comparator == "≈" or "左右" in text or text[-1:] in _LAST_OF_A_LIMIT


def _definite(indicator: Indicator, quantity: Quantity, number: Decimal) -> str:
    """The number that an uncertain amount names as a floor; that of a cost or a length of time is a limit."""
    sign = "≤" if indicator.category in COSTS or quantity.kind == "duration" else "≥"
    if quantity.comparator in ("≥", "≤", ">", "<"):
        sign = quantity.comparator
    return f"{sign}{plain(number)}{quantity.unit or ''}"


@rule(
    "VAL22",
    severities={"fuzzy": Severity.WARNING, "words": Severity.INFO},
    when=Fact.VALUED,
    trigger=_PERHAPS_FUZZY,
    yields_to="VAL08 VAL09 VAL11 VAL14 VAL15 VAL16 VAL17 VAL19 VAL48",
)
def fuzzy_amount(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """An amount is named: no 约, 左右, 多, 若干. 以上 and 以内 behind a number are clear and only noted.

    Lengths of time may end in 内 (24小时以内), grades and ages in 以上; a date may be 左右.
    """
    value = indicator.value or ""
    quantity = indicator.quantity
    kind = quantity.kind
    name = indicator.name or ""
    if kind == "text":
        text = "".join(half_width(value).split())
        counted = parse_quantity(text[:-1]) if text[-1:] == "等" else None
        if counted is not None and counted.number is not None and counted.unit and counted.kind != "date":
            # 10台等: and what else? 一等 is a grade and has no unit
            proposed = _definite(indicator, counted, counted.number)
            yield context.finding("value", variant="fuzzy", name=name, value=value, proposed=proposed)
        elif len(value) <= 8 and _UNCOUNTED.fullmatch(text):
            yield context.finding("value", variant="fuzzy", name=name, value=value, proposed="≥20个")
        return
    if kind not in ("number", "duration") or quantity.malformed or quantity.number is None:
        return
    text = "".join(half_width(value).split())
    proposed = _definite(indicator, quantity, quantity.number)
    if quantity.comparator == "≈" or _ABOUT.search(text):
        # 近3年 is a time that is looked back on
        if not (kind == "duration" and text.startswith("近")):
            yield context.finding("value", variant="fuzzy", name=name, value=value, proposed=proposed)
        return
    behind = _BEHIND.search(text)
    if behind is None or (quantity.unit or "").startswith(_GRADES) or (quantity.unit or "").endswith(_GRADES):
        return
    suffix = behind[0]
    at_least = "上" in suffix
    if kind == "duration" and not at_least:
        return
    if quantity.comparator != ("≥" if at_least else "≤") or quantity.word:
        if quantity.comparator in ("≥", "≤") and not quantity.word:
            yield context.finding("value", variant="fuzzy", name=name, value=value, proposed=proposed)
        return
    bare = text[: behind.start()]
    odd = _odd_sign(bare)
    lead = _LEADS.match(bare)
    bare = odd[1] if odd else bare[lead.end() :] if lead else bare
    better = quantity.comparator + bare.lstrip(_SIGN_CHARACTERS)
    fixes: list[Fix] = []
    if indicator.sign is None and parse_quantity(better) == quantity:
        fixes = _patch(indicator, quantity.comparator, better, "format-only")
    yield context.finding("value", variant="words", name=name, value=value, better=better, fixes=fixes)


@rule("VAL23", Severity.WARNING, when=Fact.VALUED, trigger=Fact.RANGE, yields_to="VAL09 VAL10 VAL14 VAL48")
def open_range(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """One value is one bound: no 80%-90%. Dates, acidity, temperatures, ages and tolerances are ranges by nature."""
    quantity = indicator.quantity
    name = indicator.name or ""
    lower, upper = quantity.number, quantity.upper
    if lower is None or upper is None or lower < 0 or lower == upper:
        return
    unit = quantity.unit or ""
    # MPa, mg/L and mm are measured, not achieved
    if unit.isascii() and unit[:1].isalpha():
        return
    if unit.partition("/")[0] in _RANGE_UNITS or context.mentions("ranges_by_nature", name, indicator.value):
        return
    if context.profile.meaning(name).direction == "fixed":
        return
    yield context.finding(
        "value",
        name=name,
        value=indicator.value or "",
        at_least=f"≥{plain(lower)}{unit}",
        at_most=f"≤{plain(upper)}{unit}",
    )
