"""The form against its row in the project tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from jixiao.model.forms import FundingColumn, TargetForm
from jixiao.model.numerals import YUAN_POWERS, plain
from jixiao.model.taxonomy import FUNDING_PARTS
from jixiao.rules.base import CannotTell, Draft, Fact, Fix, Severity, rule
from jixiao.rules.context import Context

_FACTOR = Decimal(10000)


@rule(
    "FND06",
    severities={"annual": Severity.ERROR, "period": Severity.ERROR, "both": Severity.ERROR},
    when=Fact.IN_TABLE,
    follows="FND10",
    preview=False,
)
def form_differs_from_table(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """The annual total (and a one-year project's period total) equals the project's row in the project tables.

    A table of one kind of money is compared with that kind: it may leave out 上年结转 and what is no appropriation.
    """
    row = context.row
    if row is None:
        return
    if row.total is None:
        yield CannotTell("the amount of the row could not be read")
        return
    if not context.row_certain:
        yield CannotTell("several rows or forms have this name")
        return
    wrong: list[str] = []
    values: dict[str, Any] = {}
    columns = {"annual": form.funding.annual}
    if context.facts & Fact.ONE_YEAR:
        columns["period"] = form.funding.period
    for half, column in columns.items():
        if column.total is not None:
            values[half] = column.total
            path = f"funding.{half}.total"
            slack = context.table_tolerance(path)
            if all(abs(amount - row.total) > slack for amount in _scopes(column, column.total)):
                wrong.append(path)
    if not wrong:
        return
    biggest = max(abs(values[path.split(".")[1]] - row.total) for path in wrong)
    others = [path for path in ("funding.period.total", "funding.annual.total") if path.split(".")[1] in values]
    yield context.finding(
        *wrong,
        f"/tables.projects[{context.row_index}].total",
        *(path for path in others if path not in wrong),
        variant="both" if len(wrong) == 2 else wrong[0].split(".")[1],
        **values,
        table=row.total,
        table_name=row.name,
        difference=biggest,
    )


def _scopes(column: FundingColumn, total: Decimal) -> tuple[Decimal, ...]:
    """The total, that of this year, and that of the appropriations: what a project table may show of it."""
    this_year = total - (column.carried_over or 0)
    return total, this_year, this_year - (column.self_raised or 0) - (column.other or 0)


@rule("FND10", Severity.ERROR, when=Fact.IN_TABLE, preview=False)
def unit_slip(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A total that is exactly ten thousand times its row, or a ten-thousandth of it: 元 and 万元 were mixed up.

    The fixes are for all cells of the column, and for those of the other one where its total has slipped as well.
    """
    row = context.row
    if row is None or not row.total or not context.row_certain:
        return
    half = "annual" if form.funding.annual.total is not None else "period"
    total, path = getattr(form.funding, half).total, f"funding.{half}.total"
    slack = context.table_tolerance(path)
    if not total or abs(total - row.total) <= slack:
        return
    for meant in (total / _FACTOR, total * _FACTOR):
        if abs(meant - row.total) <= slack:
            yield context.finding(
                path,
                f"/tables.projects[{context.row_index}].total",
                total=total,
                table=row.total,
                meant=meant,
                table_name=row.name,
                fixes=_moved(form, half, _FACTOR if meant > total else 1 / _FACTOR, row.total, context),
            )
            return


def _moved(form: TargetForm, half: str, factor: Decimal, amount: Decimal, context: Context) -> list[Fix]:
    """The cell patches that move the amounts of a column, and those of the other one if it has slipped like it."""
    other = "period" if half == "annual" else "annual"
    fixes = []
    for name in (half, other):
        column = getattr(form.funding, name)
        if column.total is None or (name == other and (column.total < amount) != (factor > 1)):
            continue
        for part in FUNDING_PARTS:
            value = getattr(column, part)
            if value:
                path = f"funding.{name}.{part}"
                place = context.places.get(context.prefix + path)
                power = YUAN_POWERS.get(place.unit or "", 0) if place is not None else 0
                before = place.text if place is not None else plain(value)
                fixes.append(Fix(path, before, plain((value * factor).scaleb(-power)), "suggestion"))
    return fixes


@rule(
    "FND25",
    Severity.WARNING,
    when=Fact.TABLES_READ,
    unless=Fact.BLANK,
    preview=False,
)
def form_without_row(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """Every form has its row in the project tables (本年预算 and 上年结转)."""
    if context.row is not None:
        return
    if not form.project_name:
        yield CannotTell("a form without a name can't be looked for")
        return
    if context.facts & Fact.TABLES_CUT:
        yield CannotTell("the project table is cut off")
        return
    yield context.finding(
        "project_name", name=form.project_name, annual=form.funding.annual.total or form.funding.period.total
    )
