"""Units of target values: missing, doubled, of another kind than the name asks for, and written in several ways."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Final

from jixiao.model.forms import Indicator, Row, TargetForm
from jixiao.model.numerals import half_width, plain
from jixiao.model.patterns import Lazy
from jixiao.model.quantities import Quantity, parse_quantity
from jixiao.model.taxonomy import COSTS, HALVES
from jixiao.model.texts import bare
from jixiao.rules.base import Draft, Fact, Fix, Severity, extends, rule, value_trait
from jixiao.rules.context import Context

_UNIT_IN_NAME: Final = Lazy(r"[(（](?:单位[:：]?|[≥≤=＞＜><]?[*＊]+)?([^()（）]{1,8})[)）]$")
_STAMP: Final = Lazy(r"(?:19|20)\d\d(?:[01]\d)?(?:[0-3]\d)?")
_DATE_NAME: Final = Lazy(r"时间|日期|时限|期限|时点|截止")
_RATE: Final = Lazy(r"(?:率|比例|占比|比重|百分比|增幅|降幅|幅度|增速)(?:[(（][^()（）]*[)）])?$")
_AMOUNT_AT_END: Final = Lazy("(?:总?数量?|总量)$")
_EACH: Final = Lazy(r"[0-9万亿](?=[/每])")
_TEN_THOUSANDS: Final = Lazy(r"[0-9]\s*[万亿](?=$|[/每])")
_DOUBLED: Final = Lazy(r"[0-9万亿]((?:[%‰]|[^0-9\s≥≤><=,，、;；/]{1,4}?))\1$")

_EXPECTED: Final = {
    "share": ("%",),
    "growth": ("%",),
    "people": ("人", "人次"),
    "area": ("平方米", "亩"),
    "length": ("米", "公里"),
    "mass": ("吨", "公斤"),
    "volume": ("立方米",),
    "money": ("元", "万元"),
    "unit_money": ("元/人",),
    "duration": ("天", "小时"),
    "count": ("个",),
    "score": ("分",),
}
"""The usual units of a kind of quantity, for the advice."""
_FITTING: Final = {
    "share": frozenset({"share"}),
    "growth": frozenset({"share"}),
    "people": frozenset({"people", "frequency"}),
    "area": frozenset({"area", "frequency"}),
    "length": frozenset({"length", "frequency"}),
    "mass": frozenset({"mass", "volume", "count", "frequency"}),
    "volume": frozenset({"volume", "mass", "frequency"}),
    "money": frozenset({"money", "unit_money", "share", "frequency"}),
    "duration": frozenset({"duration", "frequency"}),
}
"""The kinds of unit that go with what a name asks for. Water comes in tons and eggs by number; a cost may be a %."""
_SERIALS: Final = range(36526, 54789)
"""How workbooks store the days from 2000-01-01 to 2049-12-31: as days since 1899-12-30."""
_MEASURED: Final = frozenset({"area", "length", "mass", "volume", "people"})
_TIMES: Final = "天日月年时班"
_COUNTS: Final = (None, "count", "frequency")
_ABOUT_RATES: Final = frozenset({"share", "growth"})


def _units_for(name: str, context: Context) -> tuple[str, ...]:
    """Units that go with a name, as far as anything is known."""
    meaning = context.profile.meaning(name)
    if meaning.kind in _COUNTS and not meaning.units and (own := _own_unit(name, context)):
        return (own,)
    if meaning.confidence == "low":
        return ()
    return meaning.units[:2] or _EXPECTED.get(meaning.kind or "", ())


def _own_unit(name: str, context: Context) -> str | None:
    """The unit that a name counts in by itself: 装订档案卷数 → 卷, 培训期数 → 期, 实操培训班次 → 次."""
    counted = _AMOUNT_AT_END.sub("", name)
    unit = counted[-1:]
    if counted == name and unit != "次":
        return None
    return unit if context.profile.unit_kind(unit) in ("count", "frequency", "people") else None


def _written(indicator: Indicator, name: str, value: str, context: Context) -> str:
    """The value with units that it could have: “≥300人”“≥300人次”; in 1000每人 the unit has its place."""
    known = _units_for(name, context)
    costs = indicator.category in COSTS or context.profile.meaning(name).kind in ("money", "unit_money")
    each = _EACH.search(value)
    if each is not None:
        return f"“{value[: each.end()]}{'元' if costs else '次'}{value[each.end() :]}”"
    units = known or (
        ("元", "万元") if costs else ("个", "次") if indicator.category == "quantity" else ("个", "次", "%")
    )
    if value.endswith(("万", "亿")):
        units = tuple(unit for unit in units if unit != "%" and unit[0] != "万") or units
    return "".join(f"“{value}{unit}”" for unit in units)


def _serial(indicator: Indicator, name: str, kind: str | None) -> str | None:
    """The day that a workbook means by this number, where the row asks for one: 44561 is 2021年12月31日."""
    number = indicator.quantity.number
    if number is None or number not in _SERIALS or indicator.quantity.upper is not None:
        return None
    if kind != "date" and not (indicator.category == "timeliness" and _DATE_NAME.search(name)):
        return None
    # Few forms hold such a number, and each start would pay for the module.
    from datetime import date, timedelta

    day = date(1899, 12, 30) + timedelta(days=int(number))
    return f"{day.year}年{day.month}月{day.day}日"


@rule(
    "VAL03",
    Severity.ERROR,
    severities={"serial": Severity.ERROR, "part": Severity.WARNING},
    when=Fact.VALUED,
    trigger=Fact.NUMERIC,
    yields_to="VAL36 VAL48",
    preview=False,
)
def number_without_unit(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A number has a unit, in its cell, in the unit column or in brackets behind the name: 1000/人 lacks its 元.

    Zero needs none; neither do an index, a ratio, a score, a rank, a pH value, nor digits that are a date. The
    number of a day in a workbook (44561) is told as the date that it stands for.
    """
    name, value = indicator.name or "", (indicator.value or "").strip()
    quantity = indicator.quantity
    unit = quantity.unit
    if (unit and unit[0] != "/") or indicator.unit or not (quantity.number or quantity.upper):
        return
    if bare(name).isdigit():
        return  # the column of names was misread
    if context.mentions("dimensionless_names", name):
        return
    named = _UNIT_IN_NAME.search(name)
    if named is not None and (named[1] == "%" or context.profile.unit_kind(named[1]) is not None):
        return
    kind = context.profile.meaning(name).kind
    if kind == "score" or (
        (kind == "date" or indicator.category == "timeliness") and _STAMP.fullmatch(half_width(value))
    ):
        return
    if day := _serial(indicator, name, kind):
        yield context.finding("value", variant="serial", name=name, value=value, written=day)
        return
    # 250万 of a cost can only be 250万元
    variant = "part" if indicator.category in COSTS and _TEN_THOUSANDS.search(half_width(value)) else None
    written = _written(indicator, name, value, context)
    yield context.finding("value", variant=variant, name=name, value=value, written=written)


@rule(
    "VAL26",
    severities={
        "kind": Severity.ERROR,
        "workload": Severity.ERROR,
        "line": Severity.WARNING,
        "heads": Severity.INFO,
    },
    when=Fact.NUMERIC | Fact.NAMED,
    unless=Fact.SATISFACTION | Fact.UNITLESS,
    yields_to="VAL48",
)
def unit_of_another_kind(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """The unit is of the kind that the name asks for: a rate in %, people in 人, an area in 亩 or 平方米.

    Judged where both are known. Shares of counts belong to percentage_for_a_count. People counted in 个, and 人次 and
    人数 that have changed places, are only noted. Work is measured in 人月, not in 人/月; a pipe in metres.
    """
    yield from _named_misfit(indicator, context) or _misfit(indicator, context)


def _named_misfit(indicator: Indicator, context: Context) -> list[Draft]:
    """The finding where the name itself says what it is measured in: a workload, a pipe or a cable."""
    name, unit = indicator.name or "", indicator.quantity.unit
    if unit is None:
        return []
    listed = context.profile.listed
    if name.endswith(listed("workloads")) and unit not in listed("workload_units"):
        variant, expected = "workload", "人月、人天"
    elif unit in listed("units_of_pieces") and _AMOUNT_AT_END.sub("", name).endswith(listed("lines_in_the_ground")):
        variant, expected = "line", "米、公里"
    else:
        return []
    return [
        context.finding("value", variant=variant, name=name, value=indicator.value, unit=unit, expected=expected),
    ]


def _misfit(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Why the unit doesn't go with the name, if so."""
    name, unit = indicator.name or "", indicator.quantity.unit
    meaning = context.profile.meaning(name)
    fitting = _FITTING.get(meaning.kind or "")
    if fitting is None or unit is None or meaning.confidence == "low" or unit in meaning.units:
        return
    rates = meaning.kind in _ABOUT_RATES
    if rates and _RATE.search(name) is None:
        return
    kind = context.profile.unit_kind(unit)
    if kind is None or (kind == "share" and meaning.kind in _MEASURED):
        return
    variant = "kind"
    if kind in fitting:
        if meaning.kind != "people" or not _turns_over(name, unit, context):
            return
        variant = "heads"
    elif meaning.kind == "people" and unit == "个":
        if context.mentions("posts", name):
            return
        variant = "heads"
    elif meaning.kind == "duration" and unit[-1] in _TIMES:
        return  # 人天, 台班
    elif kind == "share" and name.endswith("时效"):
        return  # how much of it is on time
    expected = meaning.units[:2] or _EXPECTED[meaning.kind or ""]
    if variant == "heads":
        expected = ("人次",) if "人次" in name else ("人",)
    yield context.finding(
        "value",
        variant=variant,
        confidence=meaning.confidence,
        name=name,
        value=indicator.value,
        unit=unit,
        expected="、".join(expected),
    )


def _turns_over(name: str, unit: str, context: Context) -> bool:
    """Whether 人次 are given in 人, or 人数 in 人次."""
    basic = context.profile.basic_unit(unit)[0]
    if name.endswith(("人次", "人次数")):
        return basic == "人"
    return name.endswith("人数") and basic == "人次"


@rule("VAL27", Severity.ERROR, when=Fact.PERCENTAGE | Fact.COUNT_NAME, yields_to="VAL48")
def percentage_for_a_count(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """What is counted or measured has no %, unless name or value says that a change or a share is meant."""
    name = indicator.name or ""
    quantity = indicator.quantity
    meaning = context.profile.meaning(name)
    if meaning.confidence == "low" or "%" in meaning.units or quantity.word is not None:
        return
    if context.mentions("change_names", name):
        return
    expected = _units_for(name, context) or ("次",)
    yield context.finding(
        "value", confidence=meaning.confidence, name=name, value=indicator.value, expected="、".join(expected)
    )


@value_trait()
def _DOUBLE_UNIT(value: str, context: Context) -> bool:
    """Whether something stands twice at the end of a value."""
    return _DOUBLED.search(half_width(value.strip())) is not None


@rule("VAL28", Severity.WARNING, when=Fact.VALUED, trigger=_DOUBLE_UNIT, yields_to="VAL45 VAL48")
def unit_printed_twice(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A unit stands once: not twice in one cell (95%%). The unit column is unit_in_two_cells."""
    value = (indicator.value or "").strip()
    twice = _DOUBLED.search(half_width(value))
    if twice is not None and _is_unit(twice[1], context):
        yield _unit_twice(indicator, context, "", value, value[-len(twice[1]) :])


@extends("VAL28", when=Fact.SPLIT | Fact.VALUED)
def unit_in_two_cells(row: Row, context: Context) -> Iterator[Draft]:
    """A unit that has a column of its own doesn't stand in the value's cell as well, as far as it is printed."""
    for half, number, indicator in (
        ("period", row.period_index, row.period),
        ("annual", row.annual_index, row.annual),
    ):
        if indicator is None or not indicator.unit or _DOUBLED.search(indicator.value or "") is not None:
            continue
        unit = indicator.unit.strip()
        text = (context.printed(f"indicators.{half}[{number}].value") or "").strip()
        if unit and text.endswith(unit) and parse_quantity(text[: -len(unit)]).number is not None:
            yield _unit_twice(indicator, context, f"{half}.", text, unit)


def _unit_twice(indicator: Indicator, context: Context, half: str, text: str, unit: str) -> Draft:
    """The finding for a cell whose ``text`` ends with a unit too many."""
    once = text[: -len(unit)].rstrip()
    fix = Fix(f"{half}value", text, once, "needs review")
    return context.finding(f"{half}value", fixes=[fix], name=indicator.name or "", value=text, unit=unit, once=once)


def _is_unit(text: str, context: Context) -> bool:
    return text in ("%", "‰") or context.profile.unit_kind(text) is not None


@rule("VAL29", Severity.WARNING, when=Fact.COUNTED, yields_to="VAL48")
def part_of_a_piece(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """People, pieces and times are counted in whole numbers; a mean (人均, 平均) may have decimals."""
    quantity = indicator.quantity
    if not (_is_broken(quantity.number) or _is_broken(quantity.upper)):
        return
    if quantity.unit not in context.profile.listed("whole_units") or context.mentions("mean_names", indicator.name):
        return
    yield context.finding(
        "value", name=indicator.name or "", value=indicator.value, unit=quantity.unit, better=_rounded(quantity)
    )


def _rounded(quantity: Quantity) -> str:
    """The value in whole numbers: what must be reached is rounded up, a limit down."""
    up = quantity.comparator not in ("≤", "<") and quantity.upper is None
    ends = [
        one.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR) for one in (quantity.number, quantity.upper) if one
    ]
    return (quantity.comparator or "") + "-".join(plain(one) for one in ends) + (quantity.unit or "")


def _is_broken(number: Decimal | None) -> bool:
    return number is not None and number % 1 != 0


@value_trait()
def _SPELT_IN_SEVERAL_WAYS(value: str, context: Context) -> bool:
    """Whether the unit is one that has several spellings."""
    unit = parse_quantity(value).unit
    if unit is None:
        return False
    usual = _usual_spellings(context.profile.listed("unit_spellings"))
    return unit in usual or ("/" in unit and any([part in usual for part in unit.split("/")]))


@rule("VAL44", Severity.INFO, unless=Fact.BLANK, trigger=_SPELT_IN_SEVERAL_WAYS)
def unit_in_several_spellings(form: TargetForm, context: Context) -> Iterator[Draft]:
    """One unit is written in one way in a form: 平方米, or ㎡, never both. One finding a unit."""
    usual = _usual_spellings(context.profile.listed("unit_spellings"))
    used: dict[str, dict[str, list[str]]] = {}
    for half in HALVES:
        for number, row in context.where(half, _SPELT_IN_SEVERAL_WAYS):
            # in 元/㎡ too
            for part in (row.quantity.unit or "").split("/"):
                if part in usual:
                    spellings = used.setdefault(usual[part], {})
                    spellings.setdefault(part, []).append(f"indicators.{half}[{number}].value")
    for kept, found in used.items():
        if len(found) > 1:
            yield _several(form, context, kept, found)


@lru_cache(maxsize=8)
def _usual_spellings(lines: tuple[str, ...]) -> dict[str, str]:
    """Each spelling of a unit → the usual one, which stands first in its line."""
    return {spelling: line.split()[0] for line in lines for spelling in line.split()}


def _several(form: TargetForm, context: Context, usual: str, found: dict[str, list[str]]) -> Draft:
    """The finding for one unit: its places are those that are to be changed."""
    # whichever of the spellings that are used is the usual one is kept, or else the one that is used most
    kept = usual if usual in found else max(found, key=lambda one: (len(found[one]), one))
    fixes = []
    for spelling, paths in found.items():
        for path in paths if spelling != kept else ():
            half, _, index = path.removeprefix("indicators.").partition("[")
            rows = form.indicators.period if half == "period" else form.indicators.annual
            value = rows[int(index.partition("]")[0])].value or ""
            after = kept.join(value.rsplit(spelling, 1))
            if after != value:
                fixes.append(Fix(path, value, after, "needs review"))
    return context.finding(
        *(fix.path for fix in fixes),
        fixes=fixes,
        kept=kept,
        spellings="".join(f"“{one}”" for one in sorted(found, key=lambda one: (one != kept, one))),
    )
