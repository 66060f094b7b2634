"""Cost indicators against the money of the form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

from jixiao.model.amounts import rounding
from jixiao.model.forms import Indicator, TargetForm
from jixiao.model.numerals import YUAN_POWERS, plain, shift
from jixiao.model.patterns import Lazy
from jixiao.model.quantities import Quantity, parse_quantity
from jixiao.model.taxonomy import HALVES
from jixiao.rules.base import Draft, Fact, Severity, rule, trait
from jixiao.rules.context import Context

_CAPS: Final = (None, "≤", "<", "=", "≈")
_FLOORS: Final = (None, "≥", ">", "=", "≈")
_BETWEEN = Lazy(r"[/·每]|(?<=人)(?=[天日])")
_OF_MONEY: Final = frozenset({"cost", "economic_cost"})
_SAME: Final = {"日": "天", "名": "人"}
_COST: Final = int(Fact.COST | Fact.VALUED)
_NUMBERS: Final = int(Fact.OUTPUT | Fact.NUMERIC)


@lru_cache(maxsize=4096)
def _most(value: str) -> Decimal | None:
    """The most that a printed value allows, in yuan."""
    return _cap(parse_quantity(value))


class _Cost(NamedTuple):
    """A cost row of one half, its amount in yuan and its name, which the other half may have whole."""

    half: str
    number: int
    row: Indicator
    yuan: Decimal
    name: str

    @property
    def path(self) -> str:
        return f"indicators.{self.half}[{self.number}].value"


def _cap(quantity: Quantity) -> Decimal | None:
    """The most that a value allows, in yuan; nothing for a floor or for what is no plain money."""
    power = YUAN_POWERS.get(quantity.unit or "%")
    number = quantity.upper if quantity.upper is not None else quantity.number
    if power is None or number is None or quantity.comparator not in _CAPS:
        return None
    return number.scaleb(power)


def _slack(quantity: Quantity) -> Decimal:
    """Half a unit of the last digit of a value in money, in yuan."""
    number = quantity.upper if quantity.upper is not None else quantity.number
    return Decimal(0) if number is None else rounding(number, quantity.unit or "")


def _is_total_cost(name: str, context: Context) -> bool:
    return context.mentions("total_cost", name) and not context.mentions("cost_of_one", name)


@trait(when=Fact.COST | Fact.VALUED)
def _IN_MONEY(indicator: Indicator, context: Context) -> bool:
    """Whether a cost is plain money above zero, with a most."""
    return (_most(indicator.value or "") or 0) > 0


@trait(when=Fact.COST | Fact.VALUED)
def _NO_MONEY(indicator: Indicator, context: Context) -> bool:
    """Whether a cost is a price, a rate, a sentence or a least, which may cover any amount."""
    return indicator.category in _OF_MONEY and not (_most(indicator.value or "") or 0) > 0


@trait(when=Fact.COST | Fact.NAMED)
def _OF_ALL(indicator: Indicator, context: Context) -> bool:
    """Whether the name of a cost says that it is the whole."""
    return context.mentions("total_cost", indicator.name)


@rule(
    "FND18",
    severities={"annual": Severity.ERROR, "period": Severity.ERROR, "part": Severity.WARNING},
    trigger=_IN_MONEY,
    yields_to="FND10",
)
def total_cost_exceeds_budget(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A cost (总成本, 总投资, 成本控制数, or that of one item) is not larger than the total of its column.

    What a project of several years costs in all may stand in the annual column too: there it is compared with
    实施期资金总额 where that is larger, and where that is blank it is not judged. An item is not judged in a project
    that pays the rest of a larger sum (尾款), and a price of one thing never.
    """
    found: dict[tuple[str, str | None, str], list[tuple[_Cost, Decimal]]] = {}
    for half in HALVES:
        rows = context.where(half, _IN_MONEY)
        limit = _limit(form, half, context) if rows else None
        if limit is None:
            continue
        for index, row in rows:
            yuan = _most(row.value or "")
            if yuan is None or yuan <= limit:
                continue
            name = context.whole_name(half, index)
            if yuan - limit > _slack(row.quantity) and (kind := _kind_of_cost(row, name, form, context)):
                found.setdefault((name, row.value, kind), []).append((_Cost(half, index, row, yuan, name), limit))
    for (name, value, kind), costs in found.items():
        cost, most = costs[-1]
        yield context.finding(
            *(one.path for one, _ in costs),
            f"funding.{cost.half}.total",
            variant=cost.half if kind == "all" else kind,
            name=name,
            value=value,
            total=most,
            difference=cost.yuan - most,
        )


def _kind_of_cost(row: Indicator, name: str, form: TargetForm, context: Context) -> str | None:
    """Whether a cost is that of all (``all``), of one item (``part``), or money of another kind."""
    if _is_total_cost(name, context):
        return "all"
    if row.category not in _OF_MONEY or context.mentions("cost_of_one", name) or context.mentions("not_spent", name):
        return None
    return None if context.mentions("remaining_payments", form.project_name) else "part"


def _limit(form: TargetForm, half: str, context: Context) -> Decimal | None:
    """What a total cost in this column may be: the total of the column, or that of all years."""
    annual, period = form.funding.annual.total, form.funding.period.total
    if half == "period":
        return period
    if annual is None or context.facts & Fact.ONE_YEAR:
        return annual
    if period is not None:
        return max(annual, period)
    several = context.facts & Fact.MULTI_YEAR or context.mentions("construction", form.project_name)
    return None if several else annual


@trait(when=Fact.COST | Fact.NUMERIC)
def _PRICED(indicator: Indicator, context: Context) -> bool:
    """Whether a cost is a price: 5.8万元/公里."""
    return _price(indicator.value or "", context.profile.basic_unit) is not None


@rule("FND19", Severity.WARNING, trigger=_PRICED | Fact.OUTPUT, yields_to="FND10")
def unit_cost_times_quantity_exceeds_budget(form: TargetForm, context: Context) -> Iterator[Draft]:
    """What one costs, times how many, is at most the total of the column and a few percent more.

    Only where exactly one quantity and one price (元/人) count the same thing. A price per month or day is taken once.
    A project that pays the rest of a larger sum (尾款) is not judged.
    """
    slack = context.profile.threshold("cost_slack") / 100
    basic_unit = context.profile.basic_unit
    found: dict[tuple[str | None, ...], tuple[list[str], str, dict[str, Any]]] = {}
    for half in HALVES:
        total = getattr(form.funding, half).total
        prices = [
            (index, row, price)
            for index, row in context.where(half, _PRICED)
            if (price := _price(row.value or "", basic_unit))
        ]
        if not total or not prices:
            continue
        counts = [
            (index, row, count)
            for index, row in context.where(half, _NUMBERS)
            if row.category == "quantity" and (count := _count(row.value or "", basic_unit)) is not None
        ]
        for index, row, (yuan, noun) in prices:
            same = [one for one in counts if one[2][1] == noun]
            if len(same) != 1 or sum(price[1] == noun for _, _, price in prices) != 1:
                continue
            other, counted, (number, _) = same[0]
            product = yuan * number
            name = context.whole_name(half, other) if product > total * (1 + slack) else None
            if name is None or context.mentions("not_paid_for", name):
                continue
            price_name = context.whole_name(half, index)
            values = {"price_name": price_name, "price": row.value, "product": product, "total": total}
            values["difference"] = product - total
            paths = found.get(key := (name, counted.value, price_name, row.value), ([], "", {}))[0]
            paths += [f"indicators.{half}[{other}].value", f"indicators.{half}[{index}].value"]
            found[key] = (paths, half, values)
    if found and not context.mentions("remaining_payments", form.project_name):
        for (name, value, _, _), (paths, half, values) in found.items():
            yield context.finding(*paths, f"funding.{half}.total", name=name, value=value, **values)


BasicUnit = Callable[[str], tuple[str, Decimal]]


@lru_cache(maxsize=4096)
def _price(value: str, basic_unit: BasicUnit) -> tuple[Decimal, str] | None:
    """What one costs at most, in yuan, and the basic unit of what it is: ≤5.8万元/公里 → 58, 米."""
    quantity = parse_quantity(value)
    if quantity.kind != "number" or not quantity.number or quantity.comparator not in _CAPS:
        return None
    money, *nouns = _BETWEEN.split(quantity.unit or "")
    if money not in YUAN_POWERS or not nouns or not nouns[0]:
        return None
    basic, factor = basic_unit(nouns[0])
    return shift(quantity.number, YUAN_POWERS[money]) / factor, basic


@lru_cache(maxsize=4096)
def _count(value: str, basic_unit: BasicUnit) -> tuple[Decimal, str] | None:
    """How many at least, in the basic unit."""
    quantity = parse_quantity(value)
    if quantity.kind != "number" or quantity.number is None or not quantity.unit or quantity.comparator not in _FLOORS:
        return None
    basic, factor = basic_unit(quantity.unit)
    return quantity.number * factor, basic


_SLIP: Final = 100
"""元 and 万元 are compared to 0.01 万元."""


@rule(
    "FND20",
    severities={"far": Severity.WARNING, "below": Severity.INFO, "part": Severity.INFO, "slip": Severity.WARNING},
    trigger=_IN_MONEY,
    asks=_NO_MONEY | _OF_ALL,
    yields_to="FND18 FND10",
)
def cost_far_below_budget(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The cost rows together are not far below the total of the column.

    Judged where every cost row with a value is plain money, so that no price, rate or sentence may cover the rest. A
    single row of another name may be one item of many: then only less than a quarter is noted. What is exactly a
    ten-thousandth of the total lacks the 万 of its unit.
    """
    far = context.profile.threshold("cost_very_far_below")
    below = context.profile.threshold("cost_far_below")
    found: dict[tuple[str | None, ...], tuple[list[str], str, str, dict[str, Any]]] = {}
    last: tuple[list[str | None], Decimal | None] | None = None
    for half in HALVES:
        total = getattr(form.funding, half).total
        costs = _money_rows(half, context) if total else []
        # Usually both halves have the same costs and the same money, and nothing to say.
        if not costs or last == (values := [row.value for _, row, _ in costs], total):
            continue
        added = sum([yuan for _, _, yuan in costs], Decimal(0))
        if added >= total or (share := added * 100 / total) >= below:
            last = values, total
            continue
        slip = abs(added * 10_000 - total) <= _SLIP
        # A price, or one item of many: by far the most, and seen before any name is looked at.
        if not slip and not context.facts & _OF_ALL and (share >= far or share < 1):
            last = values, total
            continue
        named_costs = [_Cost(half, index, row, yuan, context.whole_name(half, index)) for index, row, yuan in costs]
        named = any([_is_total_cost(cost.name, context) for cost in named_costs])
        if slip and any([context.mentions("cost_of_one", cost.name) for cost in named_costs]):
            continue
        if not named and not slip and (share >= far or _is_price(named_costs, share, context)):
            continue
        variant = "slip" if slip else "part" if not named else "far" if share < far else "below"
        key = (variant, *(text for cost in named_costs for text in (cost.name, cost.row.value)))
        paths = found.get(key, ([], "", "", {}))[0]
        paths += [cost.path for cost in named_costs]
        name, value = named_costs[0].name, named_costs[0].row.value
        shown = {"name": name, "value": value, "sum": added, "total": total, "share": plain(round(share, 1))}
        found[key] = (paths, half, variant, shown)
    for paths, half, variant, shown in found.values():
        yield context.finding(*paths, f"funding.{half}.total", variant=variant, **shown)


def _money_rows(half: str, context: Context) -> list[tuple[int, Indicator, Decimal]]:
    """The cost rows with their amounts; none where the value of one is no plain money above zero."""
    if context.count(half, _NO_MONEY):
        return []
    rows = context.where(half, _IN_MONEY)
    return [
        (index, row, yuan)
        for index, row in rows
        if row.category in _OF_MONEY and (yuan := _most(row.value or "")) is not None
    ]


def _is_price(costs: list[_Cost], share: Decimal, context: Context) -> bool:
    """Whether a row looks like what one thing costs: by its name, or by an amount of less than a hundredth."""
    return share < 1 or any([context.mentions("cost_of_one", cost.name) for cost in costs])


@rule("FND22", Severity.WARNING, trigger=Fact.COST | Fact.NUMERIC, opt_in=True)
def cost_above_standard(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A price is inside the expenditure standard whose words stand in its name or in the project's.

    The standards are the list ``expenditure_standards``: words, a blank, and the most that is allowed (550元/人天).
    """
    standards = [
        (words.split(), limit, amount)
        for words, _, limit in (entry.rpartition(" ") for entry in context.profile.listed("expenditure_standards"))
        if (amount := _per_unit(parse_quantity(limit))) is not None
    ]
    found: dict[tuple[str, str | None], tuple[list[str], str, str]] = {}
    for half in HALVES:
        for index, row in context.where(half, _COST) if standards else ():
            own = _per_unit(row.quantity)
            if own is None or row.quantity.comparator not in _CAPS:
                continue
            name = context.whole_name(half, index)
            about = f"{name} {form.project_name or ''}"
            for words, limit, amount in standards:
                if amount[1] == own[1] and all(word in about for word in words):
                    if own[0] > amount[0]:
                        paths = found.setdefault((name, row.value), ([], "".join(words), limit))[0]
                        paths.append(f"indicators.{half}[{index}].value")
                    break
    for (name, value), (paths, standard, limit) in found.items():
        yield context.finding(*paths, name=name, value=value, standard=standard, limit=limit)


def _per_unit(quantity: Quantity) -> tuple[Decimal, frozenset[str]] | None:
    """A price in yuan and the things it is for, whatever their order and signs: 元/人·天 and 元/人/日 are one."""
    money, *nouns = _BETWEEN.split(quantity.unit or "")
    if quantity.number is None or money not in YUAN_POWERS or not nouns:
        return None
    return shift(quantity.number, YUAN_POWERS[money]), frozenset(_SAME.get(noun, noun) for noun in nouns)
