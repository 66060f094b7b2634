"""Whether a document holds every form that its project tables promise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.declarations import declared_projects
from jixiao.model.forms import Disclosure, ProjectRow
from jixiao.model.patterns import Lazy
from jixiao.rules.base import CannotTell, Draft, Fact, Severity, rule
from jixiao.rules.context import Context

_SECRET: Final = Lazy(r"涉密项目|[（(]涉密[)）]|(?:不予|不宜|不)公开|未公开|免予公开")
_NAMES_SHOWN: Final = 5


@rule("CMP27", Severity.ERROR, when=Fact.TABLES_READ, unless=Fact.TABLES_CUT, preview=False)
def project_without_form(disclosure: Disclosure, context: Context) -> Iterator[Draft | CannotTell]:
    """Every row of the project tables with an amount has its form. One finding for the document, with the names.

    Exempt are personnel and running costs (by their names), and what is listed as secret or not published. A file that
    holds but a few of the projects is no disclosure; where the narrative speaks of a selection, nothing is missing.
    """
    rows = disclosure.tables.projects
    lone = [(index, row) for index, row in enumerate(rows) if row.matched is None and row.total]
    missing = [(index, row) for index, row in lone if not _exempt(row, disclosure, context)]
    if not missing:
        return
    declared = declared_projects(disclosure.narrative)
    if declared is not None and declared.partial:
        return
    if any(not form.project_name for form in disclosure.forms):
        yield CannotTell("a form without a name may belong to one of the rows")
        return
    matched = len(rows) - len(lone)
    if declared is None and (2 * matched < len(rows) or len(disclosure.forms) < 2):
        yield CannotTell("the file may hold only some of the department's forms")
        return
    shown = "、".join(f"“{row.name}”" for _, row in missing[:_NAMES_SHOWN])
    yield context.finding(
        *(f"/tables.projects[{index}].name" for index, _ in missing),
        missing=len(missing),
        rows=len(rows),
        names=shown if len(missing) <= _NAMES_SHOWN else f"{shown}……",
    )


def _exempt(row: ProjectRow, disclosure: Disclosure, context: Context) -> bool:
    """Whether a row needs no form that is published."""
    if context.mentions("without_form", row.name) or _SECRET.search(row.name):
        return True
    return any(row.name in said and _SECRET.search(said.replace(row.name, "")) for said in disclosure.narrative)
