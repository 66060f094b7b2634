"""The cells of the fund block: tiers, signs, blanks, and how the amounts are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Context as Arithmetic
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from jixiao.model.forms import Funding, FundingColumn, TargetForm
from jixiao.model.numerals import YUAN_POWERS, plain, shift, to_yuan
from jixiao.model.patterns import Lazy
from jixiao.model.taxonomy import FUNDING_NAMES, FUNDING_PARTS
from jixiao.places import Place
from jixiao.rules.base import Draft, Fact, Fix, Severity, rule
from jixiao.rules.context import Context

_TIERS: Final = ("central", "provincial", "local")
_SOURCES: Final = (*_TIERS, "self_raised", "other")
_TOTALS: Final = {"period": ("实施期资金总额", "the period total"), "annual": ("年度资金总额", "the annual total")}
_HALVES: Final = {"period": ("实施期的", "period: "), "annual": ("年度的", "year: ")}
_PRINTED_UNITS: Final = ("万元", "亿元", "千元")
_WIDE: Final = str.maketrans("０１２３４５６７８９．，－\u3000\xa0", "0123456789.,-  ")
_BLANK_IN_NUMBER = Lazy(r"(?<=[0-9.,])\s+(?=[0-9.,])")
_NUMBER = Lazy(r"[0-9][0-9,]*")
_UNIT = Lazy(r"[^元万亿千百]*?\s*((?:[百千]?[万亿]|[百千])?元?)整?")


class _Cell(NamedTuple):
    """A fund cell that holds an amount other than zero, as it was printed."""

    half: str
    part: str
    amount: Decimal
    text: str
    unit: str

    @property
    def path(self) -> str:
        return f"funding.{self.half}.{self.part}"


def _cells(form: TargetForm, places: Mapping[str, Place], prefix: str) -> list[_Cell]:
    found = []
    for half, column in (("period", form.funding.period), ("annual", form.funding.annual)):
        for part in FUNDING_PARTS:
            amount = getattr(column, part)
            if amount:
                place = places.get(f"{prefix}funding.{half}.{part}")
                if place is not None and place.text:
                    found.append(_Cell(half, part, amount, place.text, place.unit or "元"))
    return found


@lru_cache(maxsize=64)
def _named(half: str, part: str) -> tuple[str, str]:
    """What a cell is called in a message."""
    if part == "total":
        return _TOTALS[half]
    (chinese, english), (chinese_half, english_half) = FUNDING_NAMES[part], _HALVES[half]
    return chinese_half + chinese, english_half + english


def _in_unit(amount: Decimal, unit: str) -> str:
    """An amount in yuan as the digits of a cell in this unit."""
    return plain(shift(amount, -YUAN_POWERS.get(unit, 0)))


@rule("FND03", Severity.ERROR, trigger=Fact.FISCAL)
def tiers_do_not_add_up(funding: Funding, context: Context) -> Iterator[Draft]:
    """中央, 省级 and 市县(区)财政资金 add up to the 财政拨款 above them.

    Two of them at least are filled and no printed one is blank; one that is blank is unknown, and then they only may
    not exceed it. Tiers that are printed beside 财政拨款, not under it, add up to the total and are passed over.
    """
    for half, column in (("period", funding.period), ("annual", funding.annual)):
        fiscal = column.fiscal
        if fiscal is None:
            continue
        parts = {tier: amount for tier in _TIERS if (amount := getattr(column, tier)) is not None}
        added = sum(parts.values(), Decimal(0))
        if not parts or added == fiscal or _beside(column, added):
            continue
        printed = [context.printed(f"funding.{half}.{tier}") for tier in _TIERS if tier not in parts]
        if any(printed) or (added < fiscal and ("" in printed or len(parts) < 2)):
            continue
        paths = tuple(f"{half}.{name}" for name in ("fiscal", *parts))
        if abs(added - fiscal) > context.tolerance("funding.", paths):
            yield context.finding(*paths, fiscal=fiscal, parts=parts, sum=added, difference=abs(added - fiscal))


def _beside(column: FundingColumn, tiers: Decimal) -> bool:
    """Whether the total adds up only when the tiers are counted beside 财政拨款."""
    return column.total is not None and sum(column.parts.values()) + tiers == column.total


@rule("FND08", Severity.ERROR, trigger=Fact.NEGATIVE)
def negative_amount(funding: Funding, context: Context) -> Iterator[Draft]:
    """No amount of the fund block is negative, except in a form that adjusts a budget."""
    cells = [
        (half, part)
        for half, column in (("period", funding.period), ("annual", funding.annual))
        for part in FUNDING_PARTS
        if (amount := getattr(column, part)) is not None and amount < 0
    ]
    if not cells or context.mentions("budget_adjustments", context.form.project_name):
        return
    half, part = cells[0]
    yield context.finding(
        *(f"{half}.{part}" for half, part in cells),
        cells=[_named(half, part) for half, part in cells],
        amount=getattr(getattr(funding, half), part),
    )


@rule("FND09", Severity.WARNING, when=Fact.PRINTED)
def unit_in_amount(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A fund cell holds a bare number where the table states the unit.

    元 is also taken where no unit is printed, so that a cell in 元 is at fault beside bare amounts only.
    """
    cells = _cells(form, context.places, context.prefix)
    odd = [
        (cell, match[1])
        for cell in cells
        if cell.text[-1] not in "0123456789" and (match := _UNIT.fullmatch(cell.text)) is not None and match[1]
    ]
    odd = [(cell, unit) for cell, unit in odd if cell.unit in _PRINTED_UNITS or len(odd) < len(cells)]
    if not odd:
        return
    first = odd[0][0]
    yield context.finding(
        *(cell.path for cell, _ in odd),
        cells=[_named(cell.half, cell.part) for cell, _ in odd],
        value=first.text,
        unit=first.unit,
        meant=_in_unit(first.amount, first.unit),
        fixes=[fix for cell, unit in odd for fix in _without_unit(cell, unit)],
    )


def _without_unit(cell: _Cell, unit: str) -> Iterator[Fix]:
    """The bare number, where the unit of the cell is that of the table."""
    bare = cell.text.removesuffix("整").removesuffix(unit).rstrip()
    if to_yuan(bare, cell.unit) == cell.amount:
        yield Fix(cell.path, cell.text, bare, "format-only")


@rule("FND11", Severity.INFO, when=Fact.PRINTED)
def too_many_decimals(form: TargetForm, context: Context) -> Iterator[Draft]:
    """An amount is not finer than 分: two decimals in 元, six in 万元. Idle zeros do not count."""
    most = int(context.profile.threshold("decimals_of_money")) - YUAN_POWERS["万元"]
    odd = [
        cell
        for cell in _cells(form, context.places, context.prefix)
        if "." in cell.text or "．" in cell.text
        if len(plain(cell.amount).partition(".")[2]) > most
    ]
    if odd:
        first = odd[0]
        exact = Arithmetic(prec=len(first.amount.as_tuple().digits) + 3)
        rounded = first.amount.quantize(Decimal(1).scaleb(-most), context=exact)
        yield context.finding(
            *(cell.path for cell in odd),
            cells=[_named(cell.half, cell.part) for cell in odd],
            value=first.text,
            rounded=_in_unit(rounded, first.unit),
        )


@rule("FND12", severities={"width": Severity.INFO, "separators": Severity.INFO}, when=Fact.PRINTED)
def oddly_written_amounts(form: TargetForm, context: Context) -> Iterator[Draft]:
    """Amounts are written with half-width digits, without blanks, and all with thousands separators or all without.

    A mixture of separators is reported in the first form of the document that has one.
    """
    cells = _cells(form, context.places, context.prefix)
    wide = [(cell, tidy) for cell in cells if (tidy := _tidy(cell.text)) != cell.text]
    if wide:
        yield _rewritten(wide, "width", context)
    mixed = _mixed(cells)
    if mixed:
        own = int(context.prefix[len("forms[") : -len("].")])
        for number, other in enumerate(context.disclosure.forms[:own]):
            if _mixed(_cells(other, context.places, f"forms[{number}].")):
                return
        yield _rewritten(mixed, "separators", context)


def _tidy(text: str) -> str:
    """The same cell in half-width digits, without blanks inside its number."""
    return text if text.isascii() and " " not in text else _BLANK_IN_NUMBER.sub("", text.translate(_WIDE))


def _mixed(cells: Sequence[_Cell]) -> list[tuple[_Cell, str]]:
    """The cells whose thousands are written as in the fewer cells, and how they are written in the others."""
    separated = ["," in cell.text or "，" in cell.text for cell in cells]
    if all(separated) or not any(separated):
        return []
    grouped, bare = [], []
    for cell in cells:
        found = _NUMBER.search(_tidy(cell.text))
        if found is None or len(digits := found[0].replace(",", "")) < 4:
            continue
        if "," in found[0]:
            grouped.append((cell, _tidy(cell.text).replace(",", "")))
        else:
            bare.append((cell, _tidy(cell.text).replace(digits, f"{int(digits):,}", 1)))
    if not grouped or not bare:
        return []
    return bare if len(bare) <= len(grouped) else grouped


def _rewritten(cells: Sequence[tuple[_Cell, str]], variant: str, context: Context) -> Draft:
    first, tidy = cells[0]
    return context.finding(
        *(cell.path for cell, _ in cells),
        variant=variant,
        cells=[_named(cell.half, cell.part) for cell, _ in cells],
        value=first.text,
        tidy=tidy,
        fixes=[
            Fix(cell.path, cell.text, text, "format-only")
            for cell, text in cells
            if to_yuan(text, cell.unit) == cell.amount
        ],
    )


@rule("FND23", Severity.INFO, preview=False)
def blank_source(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A source of money is not blank where a neighbour prints 0; one finding a form.

    Where nothing was printed (a form built in code), only the two-sided form is known to have every row.
    """
    places, prefix = context.places, context.prefix
    blank = []
    for half, column in (("period", form.funding.period), ("annual", form.funding.annual)):
        if column.total is None:
            continue
        amounts = (column.central, column.provincial, column.local, column.self_raised, column.other)
        empty = [source for source, amount in zip(_SOURCES, amounts, strict=True) if amount is None]
        if not empty or not any([amount is not None and not amount for amount in amounts]):
            continue
        if not places:
            blank += [(half, source) for source in empty if context.template == "county-2015"]
            continue
        for source in empty:
            place = places.get(f"{prefix}funding.{half}.{source}")
            if place is not None and not place.text:
                blank.append((half, source))
    if blank:
        paths = [f"funding.{half}.{source}" for half, source in blank]
        yield context.finding(
            *paths,
            cells=[_named(half, source) for half, source in blank],
            fixes=[Fix(path, None, "0", "suggestion") for path in paths],
        )
