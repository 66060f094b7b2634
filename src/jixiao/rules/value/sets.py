"""The values of a form taken together: how many are words, all alike or all 100 %, growth without a base, shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from jixiao.model.forms import Half, Indicator, Row, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.quantities import parse_quantity
from jixiao.model.words import CLOSES_A_ROW
from jixiao.rules.base import Draft, Fact, Severity, rule, trait
from jixiao.rules.context import Context

_SHOWN: Final = 3
"""How many rows a message names."""
_HUNDRED: Final = Decimal(100)
_PROMISED: Final = int(Fact.NUMERIC | Fact.DATE | Fact.DURATION | Fact.QUALITATIVE)
"""Surely a target that counts; others may be."""

_Numbered = tuple[int, Indicator]


def written_halves(context: Context) -> Iterator[tuple[Half, Sequence[Indicator]]]:
    """The half of the year, and that of the period where it says something else or is the only one."""
    indicators = context.form.indicators
    if indicators.annual:
        yield "annual", indicators.annual
        if not context.facts & Fact.VALUES_DIFFER:
            return
    if indicators.period:
        yield "period", indicators.period


def _told(rows: Sequence[Indicator]) -> str:
    """The first rows as they are printed: “服务能力：提升”、“群众满意度：满意”."""
    return "、".join([f"“{row.name}：{row.value}”" if row.name else f"“{row.value}”" for row in rows[:_SHOWN]])


def _paths(half: Half, rows: Sequence[_Numbered]) -> tuple[str, ...]:
    return tuple([f"indicators.{half}[{index}].value" for index, _ in rows])


def by_name(rows: Iterable[_Numbered]) -> list[_Numbered]:
    """In an order that does not depend on that of the form, so that a finding stays itself when rows move."""
    return sorted(rows, key=lambda one: (one[1].name or "", one[1].value or ""))


def _valued(rows: Sequence[Indicator]) -> list[_Numbered]:
    """The rows that promise something: with a value that is neither a placeholder nor closes the row."""
    return [
        (index, row)
        for index, row in enumerate(rows)
        if row.value is not None and row.value not in CLOSES_A_ROW and row.quantity.kind not in ("placeholder", "blank")
    ]


@rule("VAL07", Severity.WARNING, trigger=Fact.QUALITATIVE, yields_to="VAL48")
def mostly_words(form: TargetForm, context: Context) -> Iterator[Draft]:
    """At most half of the rows have a word for a target; 达标 and 是 can be tested and sentences are not judged."""
    limit, fewest = context.profile.threshold("qualitative_share"), context.profile.threshold("qualitative_rows")
    for half, rows in written_halves(context):
        if context.count(half, Fact.QUALITATIVE) * 100 <= limit * context.count(half, _PROMISED):
            continue
        kinds = [
            parse_quantity(row.value).kind
            for row in rows
            if row.value is not None and row.category is not None and row.value not in CLOSES_A_ROW
        ]
        count = kinds.count("word")
        promised = len(kinds) - kinds.count("placeholder") - kinds.count("blank")
        if promised >= fewest and count * 100 > limit * promised:
            valued = [(index, row) for index, row in _valued(rows) if row.category is not None]
            found = by_name([(index, row) for index, row in valued if row.quantity.kind == "word"])
            yield context.finding(
                *_paths(half, found), count=count, limit=limit, shown=_told([row for _, row in found])
            )
            return


def _is_whole(value: str) -> bool:
    """Whether the target is exactly 100 %."""
    quantity = parse_quantity(value)
    return (
        quantity.is_percentage
        and quantity.number == _HUNDRED
        and quantity.upper is None
        and quantity.comparator in (None, "=")
    )


def _agree(rows: Sequence[Indicator]) -> bool:
    """Whether all rows that have a value have the same; found out at the first that differ."""
    first: str | None = None
    for row in rows:
        value = row.value
        if value is not None and value != first and value not in CLOSES_A_ROW:
            if first is not None:
                return False
            first = value
    return first is not None


@rule("VAL30", Severity.WARNING, when=Fact.VALUED, yields_to="VAL07 VAL48")
def one_value_everywhere(form: TargetForm, context: Context) -> Iterator[Draft]:
    """Three rows or more, of more than one category, don't all have the same target; 100 % has a rule of its own."""
    for half, rows in written_halves(context):
        if not _agree(rows):
            continue
        valued = _valued(rows)
        if len(valued) < 3 or len({row.category for _, row in valued}) < 2 or _is_whole(valued[0][1].value or ""):
            continue
        yield context.finding(*_paths(half, by_name(valued)), value=valued[0][1].value)
        return


@rule("VAL31", Severity.WARNING, when=Fact.VALUED, unless=Fact.RUNNING_COST, trigger=Fact.WHOLE, yields_to="VAL48")
def mostly_everything(form: TargetForm, context: Context) -> Iterator[Draft]:
    """At most 70 % of five rows or more ask for exactly 100 %; the standard sets of running costs are free to."""
    for half, rows in written_halves(context):
        if context.count(half, Fact.WHOLE) * 4 < len(rows):
            continue
        whole = [(index, row) for index, row in context.where(half, Fact.WHOLE) if _is_whole(row.value or "")]
        if len(whole) * 4 < len(rows):
            continue
        valued = _valued(rows)
        limit, fewest = context.profile.threshold("whole_share"), context.profile.threshold("whole_rows")
        if len(valued) >= fewest and len(whole) * 100 > limit * len(valued):
            found = by_name(whole)
            yield context.finding(
                *_paths(half, found), count=len(found), limit=limit, shown=_told([row for _, row in found])
            )
            return


_GROWTH_NAME: Final = Lazy("(?:增长|提高|提升|增加|上升|上涨)(?:率|幅度|比例|百分比)|[增涨]幅|增速")
_UPWARD: Final = frozenset("增提升涨")
_MOST_IMPROVED: Final = 30
_YEAR: Final = Lazy("(?:19|20)[0-9]{2}年")


def _grows(row: Indicator) -> bool:
    """Whether the target is growth in per cent: by the name (增长率) or by the verb in the value (提高5%)."""
    value, name = row.value, row.name or ""
    if value is None or ("%" not in value and "百分" not in value and "％" not in value):
        return False
    if _UPWARD.isdisjoint(name) and _UPWARD.isdisjoint(value):
        return False
    quantity = parse_quantity(value)
    if quantity.unit not in ("%", "个百分点") or quantity.number is None:
        return False
    if quantity.word is not None and quantity.word[:2] in ("提高", "提升", "增长", "增加", "上升"):
        # 提高到95% is where it ends, not by how much
        return quantity.word[2:] not in ("到", "至")
    found = _GROWTH_NAME.search(name)
    # 能力提升率 ≥90% is the share of those who have improved
    return found is not None and (found[0][0] != "提" or quantity.number <= _MOST_IMPROVED)


@trait(when=Fact.NUMERIC)
def _GROWTH(indicator: Indicator, context: Context) -> bool:
    """Whether the target is growth in per cent."""
    return _grows(indicator)


@rule("VAL37", Severity.INFO, trigger=_GROWTH, yields_to="VAL48")
def growth_without_base(form: TargetForm, context: Context) -> Iterator[Draft]:
    """Growth says against what: in the name, the value, the explanation or anywhere in the goals and texts."""
    found: list[tuple[Half, int, Indicator]] = []
    for half, _ in written_halves(context):
        for index, row in context.where(half, _GROWTH):
            texts = (row.name, row.value, row.explanation, row.remark)
            if context.mentions("growth_bases", *texts) or context.mentions("growth_bases_in_rows", *texts):
                continue
            if not any(text is not None and _YEAR.search(text) for text in texts):
                found.append((half, index, row))
    if not found:
        return
    text, goals = form.text, form.goals
    if context.mentions(
        "growth_bases", goals.annual, goals.period, text.summary, text.basis, text.necessity, text.measures, text.plan
    ):
        return
    found.sort(key=lambda one: (one[2].name or "", one[2].value or ""))
    distinct = list({(row.name, row.value): row for _, _, row in found}.values())
    yield context.finding(*[f"indicators.{half}[{index}].value" for half, index, _ in found], shown=_told(distinct))


class _Share(NamedTuple):
    """A part of a whole: where it stands, what it is called, and between what its share lies, in %."""

    path: str
    row: Indicator
    name: str
    number: Decimal
    lower: Decimal
    upper: Decimal


_SHARE_NAME: Final = Lazy("(.*?)([^的所]{2})所?(?:占比|比重)(?:例|率)?")
_REMAINDER: Final = Lazy("其他|其它|其余|剩余")


@trait(when=Fact.NAMED)
def _PART_OF_A_WHOLE(indicator: Indicator, context: Context) -> bool:
    """Whether the name asks for a share: 占比, 比重."""
    name = indicator.name or ""
    return "占比" in name or "比重" in name


@rule("VAL47", severities={"over": Severity.WARNING, "under": Severity.WARNING, "loose": Severity.WARNING},
      trigger=Fact.PERCENTAGE | _PART_OF_A_WHOLE, yields_to="VAL48")  # fmt: skip
def shares_beside_hundred(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The shares of one whole can add up to 100 %, give or take a point for rounding.

    They are one whole where three or more have the rest among them (其他…占比); the floors of shares of money must fit
    into 100 % in any case. A floor is idle where the caps of the others leave far more than it asks for.
    """
    # The page may have cut off the names of one half.
    if max(_count_shares(form.indicators.annual), _count_shares(form.indicators.period)) < 2:
        return
    for noun, shares in _wholes(context.rows).items():
        if len(shares) < 2:
            continue
        rest = any(_REMAINDER.search(share.name) for share in shares)
        lowest = sum((share.lower for share in shares), Decimal(0))
        highest = sum((share.upper for share in shares), Decimal(0))
        slack = context.profile.threshold("shares_slack")
        paths = [share.path for share in shares]
        shown = "、".join([f"“{share.name}：{share.row.value}”" for share in shares])
        if lowest > _HUNDRED + 1 and (rest or noun in context.profile.listed("shared_out")):
            yield context.finding(*paths, variant="over", shown=shown, total=lowest)
        elif len(shares) < 3 or not rest:
            continue
        elif highest < _HUNDRED - 1:
            yield context.finding(*paths, variant="under", shown=shown, total=highest)
        else:
            for share in shares:
                others = highest - share.upper
                if share.lower > 0 and _HUNDRED - others - share.lower > slack:
                    yield context.finding(
                        *paths,
                        variant="loose",
                        shown=shown,
                        name=share.name,
                        value=share.row.value,
                        others=others,
                        least=_HUNDRED - others,
                    )
                    break


def _count_shares(rows: Sequence[Indicator]) -> int:
    names = "".join([row.name or "" for row in rows])
    return names.count("占比") + names.count("比重")


def _wholes(rows: Sequence[Row]) -> dict[str, list[_Share]]:
    """The shares by the noun before 占比; a name that the page cut off is that of the other half."""
    wholes: dict[str, list[_Share]] = {}
    for row in rows:
        half: Half = "annual"
        one, index = row.annual, row.annual_index
        if one is None or one.value is None:
            half, one, index = "period", row.period, row.period_index
        if one is None or one.value is None:
            continue
        name = row.name or ""
        quantity, match = one.quantity, _SHARE_NAME.fullmatch(name)
        number = quantity.number
        if match is None or number is None or not quantity.is_percentage:
            continue
        sign, upper = quantity.comparator, quantity.upper if quantity.upper is not None else number
        share = _Share(
            f"indicators.{half}[{index}].value",
            one,
            name,
            number,
            Decimal(0) if sign in ("≤", "<") else number,
            _HUNDRED if sign in ("≥", ">") else upper,
        )
        wholes.setdefault(match[2], []).append(share)
    for shares in wholes.values():
        shares.sort(key=lambda share: share.name)
    return wholes
