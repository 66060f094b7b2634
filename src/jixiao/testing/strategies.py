"""Hypothesis strategies: realistic forms that are clean by construction, and the parts they are made of.

A drawn form has no finding of severity error or warning under its own profile. Few choices are made for each (one a
row, from prebuilt rows), so that hundreds are drawn in a second and failures shrink to a small readable form.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final, Literal

from hypothesis import strategies as st

from jixiao.model.forms import (
    Department,
    Disclosure,
    Funding,
    FundingColumn,
    Goals,
    Indicator,
    Indicators,
    Match,
    ProjectRow,
    SignOff,
    Tables,
    TargetForm,
    Texts,
)
from jixiao.model.quantities import Quantity, parse_quantity
from jixiao.model.taxonomy import CATEGORIES
from jixiao.testing.stock import COMMON, PUNCTUAL, Stock, cost_row, deadline, dressed, stocks

Template = Literal["county-2015", "national-2015", "national-2021"]
Size = Literal["small", "usual", "large"]

TEMPLATES: Final[tuple[Template, ...]] = ("county-2015", "national-2015", "national-2021")
YEARS: Final = (2023, 2024, 2025, 2026, 2027)
_SIZES: Final[tuple[Size, ...]] = ("small", "usual", "large")
_UNITS: Final = ("个", "人", "人次", "次", "平方米", "公里", "台", "套", "户", "吨", "万元", "元/人", "天", "%")
_SIGNED: Final = SignOff("周明远", "何敏", "8210036", None)
_WEIGHTS: Final = {"cost": 20, "output": 40, "benefit": 20, "satisfaction": 10}


def amounts(least: int = 10_000, most: int = 50_000_000) -> st.SearchStrategy[Decimal]:
    """Amounts of money in yuan, in whole hundreds as budgets print them; ``least`` and ``most`` in yuan."""
    return st.integers(-(-least // 100), most // 100).map(lambda hundreds: Decimal(hundreds * 100))


def fundings(total: st.SearchStrategy[Decimal] | None = None) -> st.SearchStrategy[Funding]:
    """项目资金 of a one-year project of the county layout: two equal columns whose parts add up to the total."""
    return st.builds(_county_funding, total if total is not None else amounts(), st.sampled_from((0, 20, 50)))


def _county_funding(total: Decimal, provincial_share: int) -> Funding:
    provincial = (total * provincial_share / 100).quantize(Decimal(100))
    zero = Decimal(0)
    column = FundingColumn(total, zero, provincial, total - provincial, zero, zero)
    return Funding(column, column)


def quantities() -> st.SearchStrategy[Quantity]:
    """Well-formed target values of every usual kind: numbers with units, percentages, dates, durations, ranges."""
    numbers = st.builds(
        lambda sign, number, unit: f"{sign}{min(number, 100) if unit == '%' else number}{unit}",
        st.sampled_from(("≥", "≤", "=")),
        st.integers(1, 20_000),
        st.sampled_from(_UNITS),
    )
    dates = st.builds(lambda year, month: f"{year}年{month}月底前", st.sampled_from(YEARS), st.integers(1, 12))
    durations = st.builds(lambda count, unit: f"≤{count}{unit}", st.integers(1, 90), st.sampled_from(("小时", "天")))
    return st.one_of(numbers, dates, durations).map(parse_quantity)


def indicators(category: str | None = None) -> st.SearchStrategy[Indicator]:
    """Rows of the stock, of one category or of any that a county form has (without 时效 and 成本, whose values hang
    on the form)."""
    known = _all_rows()
    if category is None:
        return st.sampled_from([row for rows in known.values() for row in rows])
    if category not in CATEGORIES:
        raise ValueError(f"there is no category {category!r}")
    if category not in known:
        raise ValueError(f"a row of {category!r} hangs on its form; draw a form")
    return st.sampled_from(known[category])


@lru_cache(maxsize=1)
def _all_rows() -> dict[str, list[Indicator]]:
    found: dict[str, list[Indicator]] = {}
    for stock in stocks():
        for category, names in stock.rows.items():
            found.setdefault(category, []).extend(row for values in names for row in values)
    return found


@cache
def _of_category(stock: Stock, category: str, names: int) -> st.SearchStrategy[tuple[Indicator, ...]]:
    """One row, or one of each of the first ``names`` names: every combination is prebuilt, so it is one choice."""
    combined: list[tuple[Indicator, ...]] = [()]
    for values in stock.rows[category][:names]:
        combined = [(*some, value) for some in combined for value in values]
    return st.sampled_from(combined)


@st.composite
def forms(
    draw: st.DrawFn,
    *,
    template: Template | None = None,
    year: int | None = None,
    size: Size | None = None,
    department: Department | None = None,
) -> TargetForm:
    """A realistic form without faults. What is not given is drawn.

    ``template`` is one of ``county-2015``, ``national-2015``, ``national-2021``; ``year`` the budget year; ``size``
    the number of rows (``small`` 9, ``usual`` 11, ``large`` 12); ``department`` takes the place of the drawn one.
    """
    stock: Stock = draw(_STOCKS)
    layout = template if template is not None else draw(_TEMPLATES)
    when = year if year is not None else draw(_YEARS)
    breadth = size if size is not None else draw(_SIZE)
    total = draw(_AMOUNTS)
    names = 1 if breadth == "small" else 2
    rows = list(draw(_of_category(stock, "quantity", names)))
    said = [stock.speak(row) for row in rows]
    rows += draw(_of_category(stock, "quality", names))
    month = draw(_MONTHS)
    rows.append(deadline(when, month))
    if breadth == "large":
        rows.append(draw(_PUNCTUAL))
    rows.append(cost_row("economic_cost" if layout == "national-2021" else "cost", total))
    for category in COMMON[1:]:
        rows += draw(_of_category(stock, category, 1))
    rows += draw(_of_category(stock, "satisfaction", 1))
    goal = f"{when}年{month}月底前{'、'.join(said)}，{stock.goal}。"
    return _assemble(stock, layout, when, total, rows, goal, draw(_choice(stock)), department)


@cache
def _choice(stock: Stock) -> st.SearchStrategy[tuple[str, str]]:
    """The name of the project and the unit that carries it out."""
    return st.sampled_from([(name, unit) for name in stock.names for unit in stock.units])


def _assemble(
    stock: Stock,
    layout: Template,
    year: int,
    total: Decimal,
    rows: list[Indicator],
    goal: str,
    named: tuple[str, str],
    department: Department | None,
) -> TargetForm:
    name, unit = named
    filled = f"{year - 1}年12月18日"
    signed = SignOff(_SIGNED.responsible, _SIGNED.handler, _SIGNED.phone, filled)
    in_charge = department if department is not None else stock.department
    if layout == "county-2015":
        return TargetForm(
            name, None, year, layout, in_charge, unit, stock.attribute, "1年",
            _county_funding(total, 0), Texts(**stock.texts), Goals(goal, goal),
            Indicators(tuple(rows), tuple(rows)), signed,
        )  # fmt: skip
    funding = Funding(FundingColumn(), FundingColumn(total, fiscal=total, carried_over=Decimal(0), other=Decimal(0)))
    if layout == "national-2021":
        rows = _weighted(rows)
    return TargetForm(
        name, None, year, layout, in_charge, unit, stock.attribute, "1年",
        funding, Texts(), Goals(None, goal), Indicators((), tuple(rows)), signed,
    )  # fmt: skip


def _weighted(rows: Sequence[Indicator]) -> list[Indicator]:
    """The rows with the weights of the layout of 2021: 90 points, shared out evenly inside each level."""
    levels: dict[str, list[Indicator]] = {}
    for row in rows:
        levels.setdefault(_level(row), []).append(row)
    # In the layout of 2021 costs come first.
    made = []
    for level in ("cost", "output", "benefit", "satisfaction"):
        some = levels[level]
        share, rest = divmod(_WEIGHTS[level], len(some))
        made += [dressed(row, str(share + (1 if place < rest else 0))) for place, row in enumerate(some)]
    return made


def _level(row: Indicator) -> str:
    if row.category in ("quantity", "quality", "timeliness"):
        return "output"
    if row.category == "satisfaction":
        return "satisfaction"
    return "cost" if row.category == "economic_cost" else "benefit"


@st.composite
def disclosures(
    draw: st.DrawFn, *, least: int = 1, most: int = 4, template: Template | None = None, year: int | None = None
) -> Disclosure:
    """One department's disclosure: its forms, and a project table in which each has its row with the same amount."""
    when = year if year is not None else draw(_YEARS)
    layout = template if template is not None else draw(_TEMPLATES)
    drawn = draw(st.lists(forms(template=layout, year=when), min_size=least, max_size=most, unique_by=_kind))
    department = drawn[0].department if drawn else Department()
    same = tuple(_of_department(form, department) for form in drawn)
    rows = [
        ProjectRow(form.project_name or "", form.funding.annual.total, False, Match(number, "name and amount", "high"))
        for number, form in enumerate(same, 1)
    ]
    return Disclosure(same, department, when, Tables(tuple(rows)))


def _kind(form: TargetForm) -> str:
    """What kind of project a drawn form is of: two of one kind in a disclosure would look like copies."""
    return (form.goals.annual or "").rpartition("，")[2]


def _of_department(form: TargetForm, department: Department) -> TargetForm:
    from attrs import evolve

    return form if form.department == department else evolve(form, department=department)


_STOCKS: Final = st.deferred(lambda: st.sampled_from(stocks()))
_TEMPLATES: Final = st.sampled_from(TEMPLATES)
_YEARS: Final = st.sampled_from(YEARS)
_SIZE: Final = st.sampled_from(_SIZES)
_MONTHS: Final = st.integers(9, 12)
_PUNCTUAL: Final = st.sampled_from(PUNCTUAL)
_AMOUNTS: Final = st.integers(8, 400).map(lambda tens: Decimal(tens * 10_000))
