"""What the section on performance declares, against what stands in the document."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from jixiao.model.declarations import declared_projects
from jixiao.model.forms import Disclosure
from jixiao.rules.base import Draft, Fact, Severity, rule
from jixiao.rules.context import Context


@rule(
    "NAR10",
    severities={"both": Severity.ERROR, "count": Severity.ERROR, "money": Severity.ERROR},
    when=Fact.DECLARES,
    preview=False,
)
def declared_differs_from_forms(disclosure: Disclosure, context: Context) -> Iterator[Draft]:
    """The number of projects with targets, and their money, are those of the forms and of the project tables.

    Where the text speaks of a part of the projects (部分, 重点), more forms than declared are no fault.
    """
    declared = declared_projects(disclosure.narrative)
    if declared is None:
        return
    forms, money = len(disclosure.forms), declared.money
    count_wrong = declared.projects > forms if declared.partial else declared.projects != forms
    known = [
        total
        for form in disclosure.forms
        if (total := form.funding.annual.total or form.funding.period.total) is not None
    ]
    standing = sum(known, Decimal(0))
    money_wrong = money is not None and not declared.partial and abs(money - standing) > _slack(len(known))
    if not count_wrong and not money_wrong:
        return
    variant = "both" if count_wrong and money_wrong else "count" if count_wrong else "money"
    values: dict[str, Any] = {
        "declared": declared.projects,
        "forms": forms,
        "declared_money": money,
        "money": standing,
        "difference": None if money is None else abs(money - standing),
    }
    rows = disclosure.tables.projects
    if rows:
        values["tables"] = sum((row.total for row in rows if row.total is not None), Decimal(0))
        values["rows"] = len(rows)
    yield context.finding(f"/narrative[{declared.paragraph}]", variant=variant, **values)


def _slack(cells: int) -> Decimal:
    """Rounding of 万元 with two decimals: half a unit for each summed amount, one to five units of 100 yuan."""
    return Decimal(min(max(50 * cells, 100), 500))
