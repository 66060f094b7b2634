"""The weights (分值, 权重) of the rows: their sum, each of them, and how they are spread over the levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from jixiao.model.forms import Half, Indicator, TargetForm
from jixiao.model.numerals import half_width
from jixiao.model.patterns import Lazy
from jixiao.model.taxonomy import BENEFITS, COSTS
from jixiao.rules.base import Draft, Fact, Severity, rule
from jixiao.rules.context import Context
from jixiao.rules.value.sets import by_name, written_halves

_NUMBER: Final = Lazy(r"\s*(-?[0-9]+(?:\.[0-9]+)?)\s*(?:分|%)?\s*")
_ON_LABEL: Final = Lazy(r"[^0-9]{2,}[(\[]\s*(?:权重|分值)?[:：]?\s*([0-9]+(?:\.[0-9]+)?)\s*(?:分|%)?\s*[)\]]")
_HUNDRED: Final = Decimal(100)
_ENOUGH_ROWS: Final = 5


class _Weight(NamedTuple):
    """The weight of a row."""

    at: int
    row: Indicator
    number: Decimal


class _Weights(NamedTuple):
    """The weights of a half, in points; ``blank`` are the filled rows that have none."""

    half: Half
    each: list[_Weight]
    blank: dict[int, Indicator]

    @property
    def total(self) -> Decimal:
        return sum((one.number for one in self.each), Decimal(0))

    def paths(self) -> tuple[str, ...]:
        """Where the weights stand, in the order of their rows' names: a finding stays itself when rows move."""
        rows = by_name([(one.at, one.row) for one in self.each])
        return tuple([f"indicators.{self.half}[{index}].weight" for index, _ in rows])


def _points(text: str) -> Decimal | None:
    found = _NUMBER.fullmatch(half_width(text))
    return None if found is None else Decimal(found[1])


def _weights(context: Context) -> Iterator[_Weights]:
    """The weights of each half that has some; none of a half in which one could not be read.

    Weights that are parts of 1 (0.1, 0.05) are made points.
    """
    for half, rows in written_halves(context):
        each: list[_Weight] = []
        blank: dict[int, Indicator] = {}
        for index, row in enumerate(rows):
            if row.weight is not None:
                number = _points(row.weight)
                if number is None:
                    break
                each.append(_Weight(index, row, number))
            elif row.filled:
                blank[index] = row
        else:
            if len(each) > 1 and all(0 < one.number < 1 for one in each):
                each = [one._replace(number=one.number * 100) for one in each]
            if each:
                yield _Weights(half, each, blank)


def _rounding(weights: Sequence[_Weight]) -> Decimal:
    """What the sum may be off by: half a unit of the finest decimal for each weight, at most five; 0 for integers."""
    exponents = [one.number.as_tuple().exponent for one in weights]
    finest = min((one for one in exponents if isinstance(one, int)), default=0)
    if finest >= 0:
        return Decimal(0)
    unit = Decimal(1).scaleb(finest)
    return min(unit * len(weights) / 2, unit * 5)


@rule("VAL38", Severity.ERROR, when=Fact.WEIGHTED, yields_to="VAL41", follows="VAL39")
def weights_beside_their_total(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The weights add up to 100 points, or to 90 or 80 where points are kept for the execution of the budget."""
    totals: Any = context.profile.threshold("weights_in_all")
    for weights in _weights(context):
        total = weights.total
        if not any(abs(total - one) <= _rounding(weights.each) for one in totals):
            yield context.finding(*weights.paths(), total=f"{total.normalize():f}")
            return


@rule("VAL39", severities={"impossible": Severity.WARNING, "heavy": Severity.WARNING}, when=Fact.WEIGHTED)
def weight_out_of_measure(form: TargetForm, context: Context) -> Iterator[Draft]:
    """Each weight is above 0 and at most 100, and at most 30 where there are five rows or more."""
    limit = context.profile.threshold("weight_of_a_row")
    for weights in _weights(context):
        impossible = [one for one in weights.each if not 0 < one.number <= _HUNDRED]
        # A blank one below may be covered by a merged cell, which is printed once for several rows.
        heavy = [one for one in weights.each if limit < one.number <= _HUNDRED and one.at + 1 not in weights.blank]
        if len(weights.each) < _ENOUGH_ROWS:
            heavy = []
        for variant, found in (("impossible", impossible), ("heavy", heavy)):
            if found:
                first = min(found, key=lambda one: one.row.name or "").row
                yield context.finding(
                    *weights._replace(each=found).paths(),
                    variant=variant,
                    name=first.name or "",
                    value=first.weight,
                    limit=limit,
                )
        if impossible or heavy:
            return


_LEVELS: Final = {"cost": "成本", "output": "产出", "benefit": "效益", "satisfaction": "满意度"}
_EXECUTED: Final = Lazy("预算执行率|资金执行率|预算完成率")
_WITH_COST: Final = {"cost": 20, "output": 40, "benefit": 20, "satisfaction": 10}
_WITHOUT_COST: Final = {"output": 50, "benefit": 30, "satisfaction": 10}
_KEPT: Final = Decimal(10)
"""Points that are kept for the execution of the budget."""


def _level(row: Indicator, cost: str) -> str | None:
    category = row.category
    if category in COSTS:
        return cost if category == "cost" else "cost"
    if category in BENEFITS:
        return "benefit"
    return "satisfaction" if category == "satisfaction" else None if category is None else "output"


def _recommended(by_level: dict[str, Decimal]) -> dict[str, int]:
    """What is recommended for the levels that there are: 满意度 leaves its points to 效益 where it is missing."""
    points = dict(_WITH_COST if "cost" in by_level else _WITHOUT_COST)
    if "satisfaction" not in by_level:
        points["benefit"] += points.pop("satisfaction")
    return points


@rule("VAL40", Severity.INFO, when=Fact.WEIGHTED, yields_to="VAL38 VAL41")
def weights_of_levels(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The levels weigh about 20/40/20/10 (成本/产出/效益/满意度), or 50/30/10 without 成本: within five points.

    Judged only where the points add up to 90 beside the execution of the budget. 成本 may count as 产出 (2015).
    """
    slack = context.profile.threshold("level_weights_slack")
    for weights in _weights(context):
        rows = [one for one in weights.each if not (one.row.name and _EXECUTED.search(one.row.name))]
        if sum((one.number for one in rows), Decimal(0)) != _HUNDRED - _KEPT:
            continue
        best: tuple[dict[str, Decimal], dict[str, int]] | None = None
        for cost in ("cost", "output") if context.template == "national-2021" else ("output", "cost"):
            by_level: dict[str, Decimal] = {}
            for one in rows:
                level = _level(one.row, cost)
                if level is None:
                    return
                by_level[level] = by_level.get(level, Decimal(0)) + one.number
            points = _recommended(by_level)
            if set(points) != set(by_level) or all(abs(by_level[name] - points[name]) <= slack for name in points):
                # a level that is missing is no fault of the weights
                return
            best = best or (by_level, points)
        if best is not None:
            by_level, points = best
            yield context.finding(
                *weights.paths(),
                shown="、".join([f"{_LEVELS[name]}{by_level[name].normalize():f}" for name in points]),
                usual="、".join([f"{_LEVELS[name]}{points[name]}" for name in points]),
            )
            return


def _on_label(label: str | None) -> Decimal | None:
    """The weight that is printed behind a label: 数量指标(20分)."""
    found = None if label is None else _ON_LABEL.fullmatch(half_width(label))
    return None if found is None else Decimal(found[1])


@rule("VAL41", Severity.ERROR, when=Fact.WEIGHTED)
def weights_of_a_level_beside_its_sum(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The weight printed behind a label (数量指标(20分)) is the sum of the weights under it; a blank one is unknown.

    A wrong label of level 2 is not told again at level 1.
    """
    for weights in _weights(context):
        unknown = {row.category for row in weights.blank.values()}
        wrong = False
        for labels in ([one.row.level2 for one in weights.each], [one.row.level1 for one in weights.each]):
            # Without a label on each row it can't be told where a merged cell ends.
            for label, run in () if None in labels else _runs(labels):
                printed = _on_label(label)
                rows = [weights.each[position] for position in run]
                if not unknown.isdisjoint([one.row.category for one in rows]):
                    continue
                total = sum((one.number for one in rows), Decimal(0))
                if printed is not None and abs(total - printed) > _rounding(rows):
                    wrong = True
                    yield context.finding(
                        *weights._replace(each=rows).paths(),
                        name=label,
                        printed=f"{printed:f}",
                        total=f"{total.normalize():f}",
                        difference=f"{abs(total - printed).normalize():f}",
                        shown=" + ".join([f"{one.number:f}" for one in rows]),
                    )
            if wrong:
                return


def _runs(labels: Sequence[str | None]) -> Iterator[tuple[str | None, list[int]]]:
    """The positions that share a label, those side by side."""
    run: list[int] = []
    for position, label in enumerate(labels):
        if run and label != labels[run[-1]]:
            yield labels[run[-1]], run
            run = []
        run.append(position)
    if run:
        yield labels[run[-1]], run
