"""The form against its row in the project tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.model.forms import TargetForm
from jixiao.rules.base import CannotTell, Context, Draft, Fact, Severity, rule

_FACTOR = Decimal(10000)


@rule(
    "FND06",
    severities={"annual": Severity.ERROR, "period": Severity.ERROR, "both": Severity.ERROR},
    when=Fact.IN_TABLE,
    follows="FND10",
    preview=False,
)
def form_differs_from_table(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """The annual total (and a one-year project's period total) equals the project's row in the project tables."""
    row = context.row
    if row is None or row.total is None:
        return
    if not context.row_certain:
        yield CannotTell("several rows or forms have this name")
        return
    slack = context.table_tolerance()
    wrong: list[str] = []
    values: dict[str, Decimal] = {}
    annual, period = form.funding.annual.total, form.funding.period.total
    if annual is not None:
        values["annual"] = annual
        if abs(annual - row.total) > slack:
            wrong.append("funding.annual.total")
    if period is not None and context.facts & Fact.ONE_YEAR:
        values["period"] = period
        if abs(period - row.total) > slack:
            wrong.append("funding.period.total")
    if not wrong:
        return
    biggest = max((abs(value - row.total) for value in values.values()), default=Decimal(0))
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


@rule("FND10", Severity.ERROR, when=Fact.IN_TABLE, preview=False)
def unit_slip(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A total that is exactly ten thousand times its row, or a ten-thousandth of it: 元 and 万元 were mixed up."""
    row = context.row
    if row is None or not row.total or not context.row_certain:
        return
    total = form.funding.annual.total
    path = "funding.annual.total"
    if total is None:
        total, path = form.funding.period.total, "funding.period.total"
    if not total or abs(total - row.total) <= context.table_tolerance():
        return
    if abs(total / _FACTOR - row.total) <= 100:
        yield context.finding(
            path, f"/tables.projects[{context.row_index}].total", variant=None, total=total, table=row.total,
            meant=total / _FACTOR, table_name=row.name,
        )  # fmt: skip
    elif abs(total * _FACTOR - row.total) <= 100:
        yield context.finding(
            path, f"/tables.projects[{context.row_index}].total", variant=None, total=total, table=row.total,
            meant=total * _FACTOR, table_name=row.name,
        )  # fmt: skip


@rule(
    "FND25",
    Severity.WARNING,
    when=Fact.TABLES_READ,
    preview=False,
)
def form_without_row(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """Every form has its row in the project tables (本年预算 and 上年结转)."""
    if context.row is not None:
        return
    if context.facts & Fact.TABLES_CUT:
        yield CannotTell("the project table is cut off")
        return
    yield context.finding(
        "project_name", name=form.project_name or "", annual=form.funding.annual.total or form.funding.period.total
    )
