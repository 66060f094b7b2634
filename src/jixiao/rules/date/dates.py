"""Years and dates: of the title, of the values, and of the calendar."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.model.forms import Indicator, Row, TargetForm
from jixiao.model.quantities import CalendarDate, Quantity, parse_quantity
from jixiao.rules.base import Draft, Fact, Passage, Severity, extends, rule
from jixiao.rules.context import Context


@rule("DAT01", Severity.ERROR, when=Fact.HAS_DISCLOSURE_YEAR, unless=Fact.BLANK, preview=False)
def other_year_in_title(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The year in the form's title is the budget year of the document."""
    expected = context.disclosure.fiscal_year
    if form.fiscal_year is not None and expected is not None and form.fiscal_year != expected:
        yield context.finding("fiscal_year", year=form.fiscal_year, expected=expected)


@rule("DAT02", Severity.ERROR, when=Fact.DATE, yields_to="VAL48", preview=False)
def date_before_budget_year(row: Row, context: Context) -> Iterator[Draft]:
    """A date in a value is not before the budget year.

    In the period half of a project of several years it is not before the project's first year; where that is unknown,
    the half is not judged. A printed 上年结转 above zero exempts the form; a final payment does not.
    """
    year = context.year
    if year is None:
        return
    funding = context.form.funding
    if (funding.annual.carried_over or 0) > 0 or (funding.period.carried_over or 0) > 0:
        return
    several = not context.facts & Fact.ONE_YEAR
    for half, indicator in (("period", row.period), ("annual", row.annual)):
        if indicator is None:
            continue
        first = year
        if half == "period" and several:
            if context.period.first is None:
                continue
            first = context.period.first
        last = _last_year(indicator.quantity)
        if last is not None and last < first:
            yield context.finding(f"{half}.value", name=indicator.name or "", value=indicator.value, year=first)


def _last_year(quantity: Quantity) -> int | None:
    if quantity.kind != "date" or quantity.invalid:
        return None
    date = quantity.date_end or quantity.date
    return date.year if date is not None else None


@rule("DAT04", Severity.ERROR, when=Fact.DATE, trigger=Fact.BAD_DATE, yields_to="VAL48", preview=False)
def impossible_date(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A date exists in the calendar. A year alone, or a year and month, is a date."""
    value = indicator.value or ""
    yield context.finding("value", name=indicator.name or "", value=value, better=_nearest(value))


def _nearest(text: str) -> str:
    """The last day of the month that a text names with a day that it has not, or an example."""
    date = parse_quantity(text).date
    if date is None or date.month is None or not 1 <= date.month <= 12 or not date.day:
        return "2024年2月29日"
    last = max(day for day in (28, 29, 30, 31) if CalendarDate(date.year, date.month, day).valid)
    return f"{date.year}年{date.month}月{last}日"


@extends("DAT04", when=Fact.PERIOD_TEXT)
def impossible_date_in_field(passage: Passage, context: Context) -> Iterator[Draft]:
    """The dates of 项目期 and 填报日期 exist in the calendar: DAT04 for these two fields."""
    if parse_quantity(passage.text).invalid:
        yield context.finding(passage.path, name="", value=passage.text, better=_nearest(passage.text))
