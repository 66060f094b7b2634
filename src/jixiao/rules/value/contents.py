"""What stands in the cell of a target value: one target, and nothing that belongs elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from jixiao.model.forms import Indicator, Row
from jixiao.model.numerals import half_width
from jixiao.model.patterns import Lazy
from jixiao.model.quantities import Quantity, parse_quantity
from jixiao.model.rows import same_name
from jixiao.model.texts import bare
from jixiao.model.words import is_known_word
from jixiao.rules.base import Draft, Fact, Severity, rule
from jixiao.rules.context import Context

# --- several targets --------------------------------------------------------------------------------------------------

_BETWEEN: Final = Lazy(r"[,，;；、\n]+|\s+(?=[≥≤><=])|[和且及](?=[≥≤><=])")
_TARGET: Final = Lazy(r"(?:[≥≤><=]|不少于|不低于|不超过|不高于|每)?\d")
_STEPS: Final = Lazy(
    r"其中|[季月年旬周]|上半|下半|[首中尾]期|第[一二三四五六七八九十\d]|阶段|分别|全部|累计|一期|二期|优|良|合格"
)
_DIRECTIONS: Final = {"≥": 1, ">": 1, "≤": -1, "<": -1}
_LONGEST_LABEL: Final = 10


def _target(text: str) -> Quantity | None:
    """A target, with what it is of before it at most: ≥10个, 乡镇5个; nothing where the text is something else."""
    at = _TARGET.search(text)
    if at is None or at.start() > _LONGEST_LABEL or _STEPS.search(text[: at.start()]) is not None:
        return None
    quantity = parse_quantity(text[at.start() :])
    if quantity.number is None or quantity.doubled or quantity.malformed:
        return None
    return quantity if quantity.unit is not None else None


def _is_interval(first: Quantity, second: Quantity) -> bool:
    """Whether two targets are the ends of one: ≥80%,≤90%."""
    signs = _DIRECTIONS.get(first.comparator or "", 0) + _DIRECTIONS.get(second.comparator or "", 0)
    return first.unit == second.unit and signs == 0 and None not in (first.comparator, second.comparator)


@rule(
    "VAL24", Severity.WARNING, when=Fact.VALUED, trigger=Fact.SENTENCE, unless=Fact.FIXED, yields_to="VAL28 VAL45 VAL48"
)
def several_targets_in_one_cell(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A value is one target. The ends of a range, the steps of a year and the grades of a standard are one."""
    name, value = indicator.name or "", (indicator.value or "").strip()
    if "标准" in name:
        return
    parts = [part for one in _BETWEEN.split(half_width(value)) if (part := one.strip())]
    if len(parts) < 2:
        return
    targets = [target for part in parts if (target := _target(part)) is not None]
    if len(targets) < len(parts) or (len(targets) == 2 and _is_interval(*targets)):
        return
    yield context.finding("value", name=name, value=value, count=len(targets), first=parts[0], second=parts[1])


# --- what contradicts the name ----------------------------------------------------------------------------------------

_NUMBER_IN_NAME: Final = Lazy(r"(?<![\d.第每约近前])(\d+(?:\.\d+)?[万亿]?)")
_QUALIFIES: Final = Lazy(r"[以及之]?[上下内外前后]|及|规模|[型级号届期类档]|每|/|左右|的|余|多")
_LENGTHS: Final = frozenset({"length", "area", "volume", "mass"})
_ROUND_THE_CLOCK: Final = Decimal(24)


@rule(
    "VAL25",
    Severity.WARNING,
    when=Fact.NAMED | Fact.NUMERIC,
    unless=Fact.UNITLESS,
    trigger=Fact.NUMBERED_NAME,
    yields_to="VAL48",
)
def number_in_name_differs(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A number in the name, in the same unit as the value, is the number of the value.

    Numbers that say which things are meant (500万元以上, 24小时, 第3期, 每100人) are no targets; nor are counts inside
    a name (4个行政村闸阀更换数量).
    """
    quantity, unit = indicator.quantity, indicator.quantity.unit
    name = half_width(indicator.name or "")
    if unit is None or quantity.upper is not None or unit not in name:
        return
    differing: list[tuple[str, bool]] = []
    for found in _NUMBER_IN_NAME.finditer(name):
        rest = name[found.end() :]
        if not rest.startswith(unit):
            continue
        rest = rest[len(unit) :]
        named = parse_quantity(found[1] + unit)
        if named.number is None or named.unit != unit or (rest and _QUALIFIES.match(rest) is not None):
            continue
        if named.number == quantity.number:
            return
        if unit in ("小时", "个小时") and named.number == _ROUND_THE_CLOCK:
            continue
        certain = not rest or unit == "%"
        # 4个行政村闸阀更换数量 counts something else, 改造12公里管网长度 hardly does
        if certain or context.profile.unit_kind(unit) in _LENGTHS:
            differing.append((found[1] + unit, certain))
    if differing:
        text, certain = differing[0]
        yield context.finding(
            "name",
            "value",
            confidence="high" if certain else "medium",
            name=indicator.name,
            value=indicator.value,
            number=text,
        )


# --- what is no target ------------------------------------------------------------------------------------------------

_YEAR: Final = Lazy(r"20[0-4]\d(?:年度?)?")


@rule(
    "VAL36",
    severities={"year": Severity.WARNING, "copy": Severity.WARNING},
    when=Fact.VALUED | Fact.NAMED,
    unless=Fact.PERCENTAGE | Fact.COUNTED | Fact.MONEY,
    yields_to="VAL45 VAL48",
)
def year_or_name_for_a_value(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A value is neither a year by itself, where the name doesn't ask for a time, nor the name once more."""
    name, value = indicator.name or "", (indicator.value or "").strip()
    quantity = indicator.quantity
    if quantity.kind != "placeholder" and len(value) > 1 and bare(name) == bare(value) and not value.isdigit():
        yield context.finding("value", variant="copy", name=name, value=value)
    elif (
        quantity.kind in ("number", "date")
        and indicator.category not in (None, "timeliness")
        and _YEAR.fullmatch(half_width(value)) is not None
        and not context.mentions("year_names", name)
        and context.profile.meaning(name).kind not in ("date", "duration")
    ):
        yield context.finding("value", variant="year", name=name, value=value)


_BRACKETS: Final = Lazy(r"\([^()]*\)")
_FORMULA: Final = Lazy(
    r"[^\d≥≤><]{2,}[/÷][^\d≥≤><]{2,}\)?[×xX*](?:100%|1000‰)"
    r"|(?:数|量|额|人数|人次|面积|里程|支出|金额)\)?[/÷]\(?[^\d≥≤><]*(?:数|量|额|人数|人次|面积|里程|支出|预算|金额)\)?"
)
_BOUND: Final = Lazy(r"[≥≤><]\s*\d|不[低少高超][于过]\s*\d|达到\d|100%以上")


@rule("VAL43", Severity.WARNING, when=Fact.VALUED, trigger=Fact.SENTENCE, yields_to="VAL45 VAL48")
def formula_for_a_value(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A value is a target, not the formula by which it is worked out; a formula in brackets behind a target is one."""
    value = (indicator.value or "").strip()
    text = "".join(half_width(value).split())
    if _FORMULA.search(text) is None or _BOUND.search(text) is not None:
        return
    if parse_quantity(_BRACKETS.sub("", text)).kind not in ("text", "blank"):
        return
    yield context.finding("value", name=indicator.name or "", value=value)


# --- what sticks to the name ------------------------------------------------------------------------------------------

_SHORTEST_NAME: Final = 2
_STICKING: Final = Lazy(r"(?<=[^≥≤><=])([≥≤><=]\s*\d[^≥≤><=]*)$")
_LIST_MARKS: Final = "、，,；; "


@rule("VAL49", Severity.WARNING, when=Fact.NAMED, trigger=Fact.VALUELESS)
def value_stuck_to_its_name(row: Row, context: Context) -> Iterator[Draft]:
    """A value stands in its own cell, not at the end of its name with nothing in the value's cell.

    The other half shows what belongs to the name; else a target with its sign (培训人数≥300人), or a known word that is
    printed twice (保障保障) or follows a list mark (稳定、维护).
    """
    paths: list[str] = []
    shown: tuple[str, str, str] | None = None
    for half, one, other in (("period", row.period, row.annual), ("annual", row.annual, row.period)):
        if one is None or one.name is None or one.value is not None:
            continue
        split = _split(one.name.strip(), other)
        if split is not None:
            paths.append(f"{half}.name")
            shown = shown or (one.name, *split)
    if shown is not None:
        name, rest, value = shown
        yield context.finding(*paths, name=name, rest=rest, target=value)


def _split(name: str, other: Indicator | None) -> tuple[str, str] | None:
    """A name without the value that sticks to it, and that value."""
    value = other.value.strip() if other is not None and other.value is not None else ""
    if other is not None and len(value) >= 2 and other.name and name.endswith(value):
        rest = name[: -len(value)].rstrip(_LIST_MARKS)
        if len(rest) >= _SHORTEST_NAME and same_name(rest, other.name) and other.name != name:
            return rest, value
    found = _STICKING.search(half_width(name)) if len(half_width(name)) == len(name) else None
    if found is not None:
        rest = name[: found.start()].rstrip(_LIST_MARKS + "：:")
        if len(rest) >= _SHORTEST_NAME and parse_quantity(found[1]).number is not None:
            return rest, name[found.start() :]
    for length in (4, 3, 2):
        tail, rest = name[-length:], name[:-length]
        if len(rest) < _SHORTEST_NAME or not is_known_word(tail):
            continue
        if rest.endswith(tail) or rest[-1] in _LIST_MARKS:
            return rest.rstrip(_LIST_MARKS), tail
    return None
