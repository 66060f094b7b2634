"""The totals of a form against their parts and against each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from jixiao.model.forms import Funding, FundingColumn, TargetForm
from jixiao.rules.base import NOT_PRINTED, CannotTell, Draft, Fact, Severity, rule
from jixiao.rules.context import Context

_SOURCES: Final = ("fiscal", "central", "provincial", "local", "carried_over", "self_raised", "other")
_ONE_SOURCE: Final = CannotTell("the form prints one of its sources only")


def _is_all_that_is_printed(source: str, half: str, context: Context) -> bool:
    """Whether a form prints no other source: 其中：市级财政资金 132万元 is one of several, and need not be all."""
    return not any(context.has_field(f"funding.{half}.{other}") for other in _SOURCES if other != source)


def _wrong_sum(column: FundingColumn, half: str, context: Context) -> Iterator[Draft | CannotTell]:
    total = column.total
    if total is None:
        return
    parts = column.parts
    gap = total - sum(parts.values())
    if not parts or not gap:
        return
    if gap > 0 and len(parts) == 1 and _is_all_that_is_printed(next(iter(parts)), half, context):
        yield _ONE_SOURCE
        return
    paths = tuple(f"{half}.{name}" for name in parts)
    if abs(gap) > context.tolerance("funding.", (f"{half}.total", *paths)):
        yield context.finding(f"{half}.total", *paths, total=total, parts=parts, sum=total - gap, difference=abs(gap))


@rule("FND01", Severity.ERROR, trigger=Fact.PARTS_DIFFER, preview=False)
def annual_parts_do_not_add_up(funding: Funding, context: Context) -> Iterator[Draft | CannotTell]:
    """年度资金总额 equals the sum of the rows printed directly under it; a blank row counts as nothing."""
    yield from _wrong_sum(funding.annual, "annual", context)


@rule("FND02", Severity.ERROR, trigger=Fact.PARTS_DIFFER, preview=False)
def period_parts_do_not_add_up(funding: Funding, context: Context) -> Iterator[Draft | CannotTell]:
    """实施期资金总额 equals the sum of the rows printed directly under it; an empty block is passed over."""
    yield from _wrong_sum(funding.period, "period", context)


@rule("FND04", Severity.ERROR, unless=Fact.ONE_YEAR, trigger=Fact.TOTALS_DIFFER, follows="FND06 FND05", preview=False)
def annual_total_exceeds_period_total(form: TargetForm, context: Context) -> Iterator[Draft]:
    """年度资金总额 is not larger than 实施期资金总额 (of a one-year project FND05 says what is wrong)."""
    annual, period = form.funding.annual.total, form.funding.period.total
    if annual is None or period is None or annual <= period or not period:
        return
    years = context.period
    if years.first is not None and context.year is not None and not years.first <= context.year <= (years.last or 9999):
        return
    yield context.finding(
        "funding.annual.total", "funding.period.total", annual=annual, period=period, difference=annual - period
    )


@rule("FND05", Severity.ERROR, when=Fact.ONE_YEAR, trigger=Fact.TOTALS_DIFFER, follows="FND06", preview=False)
def one_year_totals_differ(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The two totals of a one-year project are equal, unless 上年结转 is the difference."""
    annual, period = form.funding.annual.total, form.funding.period.total
    if annual is None or period is None or annual == period:
        return
    gap = abs(annual - period)
    if gap <= context.tolerance("", ("funding.annual.total", "funding.period.total")):
        return
    if gap in (form.funding.annual.carried_over, form.funding.period.carried_over):
        return
    paths = ["funding.period.total", "funding.annual.total"]
    values: dict[str, Any] = {"period": period, "annual": annual, "difference": gap}
    if context.row is not None and context.row.total is not None and context.row_certain:
        paths.append(f"/tables.projects[{context.row_index}].total")
        values["table"] = context.row.total
    yield context.finding(*paths, **values)


@rule(
    "FND07",
    severities={"blank": Severity.ERROR, "zero": Severity.WARNING},
    when=Fact.FILLED,
    trigger=Fact.NO_TOTAL,
    preview=False,
)
def no_annual_total(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """年度资金总额 is filled and above zero where indicators are; a sheet may have no rows for money."""
    total = form.funding.annual.total
    if total is None and not context.has_field("funding.annual.total"):
        yield NOT_PRINTED
    elif total is None:
        yield context.finding("funding.annual.total", variant="blank")
    elif total == 0:
        yield context.finding("funding.annual.total", variant="zero", total=total)
