"""A program that uses the library and is type-checked strictly, by mypy and by pyright."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import jixiao
from jixiao.testing import assert_clean, filled_in, renderings


def worst_projects(path: Path) -> list[tuple[str, int]]:
    """The projects of a file with the number of their errors, the worst first."""
    report = jixiao.check(path, profile="county", select=["FND", "VAL"], language="en")
    counted: Counter[str] = Counter()
    for finding in report.findings:
        if finding.severity == jixiao.Severity.ERROR and finding.counts:
            counted[finding.project_name or ""] += 1
    return counted.most_common()


def cells_to_mend(report: jixiao.Report) -> dict[str, str]:
    """Where something is to be written, and what."""
    return {fix.path: fix.after for finding in report.findings for fix in finding.fixes}


def built() -> jixiao.TargetForm:
    """A form made in code."""
    column = jixiao.FundingColumn(total=Decimal(500_000), fiscal=Decimal(500_000))
    row = jixiao.Indicator("quality", "验收合格率", "=100%")
    return jixiao.TargetForm(
        project_name="城区道路养护",
        fiscal_year=2025,
        department=jixiao.Department("027", "县住房和城乡建设局"),
        funding=jixiao.Funding(annual=column),
        goals=jixiao.Goals(annual="养护道路12公里。"),
        indicators=jixiao.Indicators(annual=(row,)),
    )


def summary(form: jixiao.TargetForm) -> str:
    """A form in a line."""
    total = form.funding.annual.total
    meant = [row.quantity for row in form.indicators.annual]
    shares = [one.number for one in meant if one.number is not None and one.is_percentage]
    return f"{form.project_name}: {total if total is not None else '?'}, {max(shares, default=None)}"


def read_all(folder: Path) -> list[str]:
    """One line for each file of a folder."""
    lines: list[str] = []
    for file in jixiao.check_many(folder, jobs=1):
        if file.report is not None:
            lines.append(f"{file.path}: {file.report.count('error')}")
        elif file.error is not None:
            lines.append(f"{file.path}: {file.error.say('en')}")
    return lines


def places(reading: jixiao.Reading) -> list[str]:
    """Where every value stood."""
    found = [reading.places[path] for path in reading.places]
    return [f"{place.at.say('en')} {place.text}" for place in found] + [gap.say("en") for gap in reading.gaps]


def round_trip(form: jixiao.TargetForm) -> bool:
    """Whether a form survives being written."""
    (back,) = jixiao.loads(jixiao.dumps(form)).disclosure.forms
    assert_clean(form, allow=["CMP"], fail_on="warning")
    return filled_in(back) == filled_in(form) and bool(renderings(form, "xlsx"))
