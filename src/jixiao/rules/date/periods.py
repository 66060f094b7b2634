"""项目期: in itself, against the budget year, against 项目属性 and the money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import Indicator, TargetForm
from jixiao.model.numerals import half_width
from jixiao.model.patterns import Lazy
from jixiao.model.periods import project_period
from jixiao.model.spans import Span, budget_years, project_span
from jixiao.rules.base import Draft, Fact, Severity, extends, rule
from jixiao.rules.context import Context

_UNEQUAL_IN_ONE_YEAR: Final = int(Fact.ONE_YEAR | Fact.TOTALS_DIFFER)
_YEAR: Final = Lazy(r"(?<!\d)(?:19|20)\d\d")


@rule("DAT05", Severity.ERROR, when=Fact.HAS_PERIOD_FIELD, unless=Fact.BLANK, trigger=Fact.NAMES_A_YEAR)
def start_after_end(form: TargetForm, context: Context) -> Iterator[Draft]:
    """项目期 ends no earlier than it begins, as exactly as both dates are printed."""
    span = project_span(form.project_period)
    if span is not None and span.reversed:
        yield context.finding(
            "project_period", name="", value=form.project_period, first=str(span.first), last=str(span.last)
        )


@extends("DAT05", when=Fact.DATE)
def start_after_end_in_value(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A target that is a span of two printed years ends no earlier than it begins: DAT05 for a value."""
    quantity = indicator.quantity
    if quantity.date is None or quantity.date_end is None or quantity.invalid:
        return
    span = Span(quantity.date, quantity.date_end)
    # 2025年11月-3月 ends in the next year, which isn't printed
    if span.reversed and len(_YEAR.findall(half_width(indicator.value or ""))) > 1:
        yield context.finding(
            "value",
            name=indicator.name or "",
            value=indicator.value,
            first=str(span.first),
            last=str(span.last),
        )


@rule(
    "DAT06",
    severities={"past": Severity.ERROR, "future": Severity.ERROR},
    when=Fact.HAS_PERIOD_FIELD,
    unless=Fact.BLANK,
    trigger=Fact.NAMES_A_YEAR,
)
def period_without_budget_year(form: TargetForm, context: Context) -> Iterator[Draft]:
    """项目期 contains the budget year. One that prints no year says nothing.

    A project that is over may spend what was carried over (上年结转 above zero).
    """
    year, span = context.year, project_span(form.project_period)
    if year is None or span is None or span.reversed:
        return
    if any(map(span.contains, budget_years(year, form, context.disclosure))):
        return
    past = span.last.year < year
    funding = form.funding
    if past and ((funding.annual.carried_over or 0) > 0 or (funding.period.carried_over or 0) > 0):
        return
    yield context.finding(
        "project_period",
        variant="past" if past else "future",
        value=form.project_period,
        year=year,
        printed=span.last.year if past else span.first.year,
    )


@rule(
    "DAT07",
    severities={"money": Severity.WARNING, "attribute": Severity.WARNING},
    when=Fact.HAS_PERIOD_FIELD,
    unless=Fact.BLANK,
    follows="FND06 FND05",
    preview=False,
)
def period_does_not_fit(form: TargetForm, context: Context) -> Iterator[Draft]:
    """项目期 is as long as 项目属性 says (一次性项目(1年结束)), and a one-year project has no money for other years.

    Carried-over money may be the difference of the two totals. Only lengths and years that are printed are compared.
    """
    period, attribute = form.project_period, form.project_attribute
    if period and attribute:
        span, months = project_span(period), project_period(period).months
        if span is not None and not span.reversed:
            months = span.months
        named = project_period(None, attribute).months
        if months is not None and named is not None and months > named:
            yield context.finding(
                "project_period", "project_attribute", variant="attribute", value=period, said=attribute
            )
            return
    if context.facts & _UNEQUAL_IN_ONE_YEAR != _UNEQUAL_IN_ONE_YEAR:
        return
    annual, whole = form.funding.annual, form.funding.period
    if annual.total is None or whole.total is None or not annual.total:
        return
    gap = whole.total - annual.total
    if gap <= context.tolerance("", ("funding.annual.total", "funding.period.total")):
        return
    if gap in (annual.carried_over, whole.carried_over):
        return
    yield context.finding(
        "project_period" if period else "project_attribute",
        "funding.period.total",
        variant="money",
        said=period or attribute,
        period=whole.total,
        annual=annual.total,
        difference=gap,
    )
