"""What the section on performance declares, against what stands in the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from jixiao.model.forms import Disclosure
from jixiao.model.numerals import to_yuan
from jixiao.rules.base import CannotTell, Context, Draft, Fact, Severity, rule

_DECLARED: Final = re.compile(
    r"(?:纳入|实行|实施|编报|开展|设置|涉及)[^。；]{0,24}?(?:绩效|目标)[^。；]{0,24}?项目[^。；\d]{0,8}?"
    r"(\d{1,5})\s*(?:个|项)[^。；]{0,16}?(?:金额|资金|预算)[^。；\d]{0,8}?([\d,，.]+)\s*(亿元|万元|元)"
)
_COVERAGE: Final = re.compile(r"全部|所有|全覆盖")
_EVALUATED: Final = re.compile(r"自评|评价|评估|监控")
_PARTIAL: Final = re.compile(r"(?<!第[一二三四五六七八九十])部分|重点|其中公开|选取")


@rule(
    "NAR10",
    severities={"both": Severity.ERROR, "count": Severity.ERROR, "money": Severity.ERROR},
    when=Fact.DECLARES,
    preview=False,
)
def declared_differs_from_forms(disclosure: Disclosure, context: Context) -> Iterator[Draft | CannotTell]:
    """The number of projects with targets, and their money, are those of the forms and of the project tables.

    Where the text speaks of a part of the projects (部分, 重点), more forms than declared are no fault.
    """
    for index, paragraph in enumerate(disclosure.narrative):
        found = _DECLARED.search(paragraph)
        if found is None or _EVALUATED.search(found[0]):
            continue
        declared = int(found[1])
        money = to_yuan(found[2], found[3])
        partial = _PARTIAL.search(paragraph) is not None and _COVERAGE.search(paragraph) is None
        forms = len(disclosure.forms)
        count_wrong = declared > forms if partial else declared != forms
        known = [
            total
            for form in disclosure.forms
            if (total := form.funding.annual.total or form.funding.period.total) is not None
        ]
        standing = sum(known, Decimal(0))
        in_tables = sum((row.total for row in disclosure.tables.projects if row.total is not None), Decimal(0))
        money_wrong = money is not None and not partial and abs(money - standing) > _slack(len(known))
        if not count_wrong and not money_wrong:
            continue
        variant = "both" if count_wrong and money_wrong else "count" if count_wrong else "money"
        values: dict[str, Any] = {
            "declared": declared,
            "forms": forms,
            "declared_money": money,
            "money": standing,
            "difference": None if money is None else abs(money - standing),
        }
        if disclosure.tables.projects:
            values["tables"] = in_tables
            values["rows"] = len(disclosure.tables.projects)
        yield context.finding(f"/narrative[{index}]", variant=variant, **values)
        return


def _slack(cells: int) -> Decimal:
    """Rounding of 万元 with two decimals: half a unit for each summed amount, one to five units of 100 yuan."""
    return Decimal(min(max(50 * cells, 100), 500))
