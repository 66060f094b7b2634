"""How many rows a form has, and of which kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from jixiao.model.forms import Indicator, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.taxonomy import BENEFITS, OUTPUTS
from jixiao.rules.base import Draft, Fact, Severity, rule, trait
from jixiao.rules.context import Context

_SATISFIED: Final = Lazy("满意(?:度|率)")
_FILLED: Final = int(Fact.NAMED | Fact.VALUED)


def _rows(form: TargetForm) -> tuple[str, Sequence[Indicator]]:
    """The half that says more: usually both hold the same rows."""
    annual, period = form.indicators.annual, form.indicators.period
    if period and _filled(period) > _filled(annual):
        return "period", period
    return "annual", annual


def _filled(rows: Sequence[Indicator]) -> int:
    return len([1 for row in rows if row.name is not None or row.value is not None])


def _total(form: TargetForm) -> tuple[str, Decimal | None]:
    """The money of the year, or of the period where that is blank."""
    half = "annual" if form.funding.annual.total is not None else "period"
    return f"funding.{half}.total", getattr(form.funding, half).total


@trait(when=Fact.BENEFIT)
def _EFFECT(indicator: Indicator, context: Context) -> bool:
    """Whether a row of 效益 is filled and does not ask how satisfied people are."""
    return indicator.filled and (indicator.name is None or _SATISFIED.search(indicator.name) is None)


@rule(
    "CMP17",
    Severity.WARNING,
    unless=Fact.BLANK | Fact.RUNNING_COST,
    trigger=Fact.BENEFIT | Fact.SATISFACTION,
    silent=_EFFECT,
    yields_to="CMP11",
)
def benefit_is_satisfaction(form: TargetForm, context: Context) -> Iterator[Draft]:
    """效益 names an effect beside satisfaction: not all of its rows ask how satisfied people are."""
    paths: list[str] = []
    names: list[str] = []
    for half, rows in form.indicators.halves:
        for index, row in enumerate(rows):
            if row.category in BENEFITS and row.name is not None:
                paths.append(f"indicators.{half}[{index}].name")
                if row.name not in names:
                    names.append(row.name)
    if paths:
        yield context.finding(*paths, name=names[0])


@rule(
    "CMP21",
    severities={"few": Severity.INFO, "many": Severity.INFO},
    when=Fact.FILLED,
    yields_to="CMP10 CMP22",
)
def too_few_or_many_rows(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A form has 5 to 20 rows. Fewer are noted where the money is more than the threshold, more up to twice as many
    where the project is a big one."""
    count = max(context.count("annual", _FILLED), context.count("period", _FILLED))
    threshold = context.profile.threshold
    least, most = int(threshold("few_rows")), int(threshold("many_rows"))
    if least <= count <= most:
        return
    path, total = _total(form)
    if count < least:
        if total is not None and total > threshold("few_rows_money"):
            yield context.finding("indicators", path, variant="few", count=count, total=total, least=least)
    elif count > 2 * most or total is None or total <= threshold("big_project"):
        yield context.finding("indicators", variant="many", count=count, most=most)


@rule("CMP22", Severity.WARNING, when=Fact.FILLED, yields_to="CMP10")
def big_project_with_one_output(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A project above the threshold (5 million yuan) has several rows of 产出; a single payment is exempt."""
    path, total = _total(form)
    if total is None or total <= context.profile.threshold("big_project"):
        return
    if context.mentions("single_payments", form.project_name):
        return
    half, rows = _rows(form)
    outputs = [index for index, row in enumerate(rows) if row.category in OUTPUTS and row.filled]
    if len(outputs) == 1:
        yield context.finding(f"indicators.{half}[{outputs[0]}]", path, name=rows[outputs[0]].name or "", total=total)


@rule("CMP25", Severity.INFO, when=Fact.FILLED, trigger=Fact.EXPLAINED)
def explanations_left_out(form: TargetForm, context: Context) -> Iterator[Draft]:
    """Where the form has the column 指标解释, at most half of its rows leave it blank. One finding a form.

    A form without the column, or with nothing in it, is not judged: published copies leave it out.
    """
    for rows in (form.indicators.period, form.indicators.annual):
        if not any(row.explanation for row in rows):
            continue
        filled = [row for row in rows if row.filled]
        if 2 * sum(not row.explanation for row in filled) > len(filled):
            yield context.finding("indicators")
            return
