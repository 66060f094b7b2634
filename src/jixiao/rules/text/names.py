"""The names of indicators: one thing each, said once, in words of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import Indicator, Row, TargetForm
from jixiao.model.numerals import plain
from jixiao.model.patterns import Lazy
from jixiao.model.taxonomy import CATEGORY_NAMES
from jixiao.model.texts import bare, excerpt
from jixiao.rules.base import Draft, Fact, Fix, Severity, rule
from jixiao.rules.context import Context

_MARKS: Final = Lazy(
    r"^[\s*＊★☆※▲△●◆]+|[\s]*[（(](?:必填|选填|必填硬性指标|[≥≤=＞＜><]?[\s]*[*＊×xX_]+[^）)]{0,6})[）)]$|[*＊★]+$"
)
_NUMBER_IN_NAME: Final = Lazy(
    r"(?<![\d.第])(\d+(?:\.\d+)?)(?![\d.]|年|号|届|期[^数]|版|[GgKkMm]|级|类|[.．·]|型|线|师|团|路|日|月)"
)
_LISTED: Final = Lazy("^[^,;，；]{2,}(?:数|率|度|量|次|人|额)(?:[,;][^,;，；]{2,}(?:数|率|度|量|次|人|额))+$")
_MODELS: Final = Lazy(r"[A-Za-z]\d|\d[A-Za-z]|\d+[兆寸寸英]")


def _paths(row: Row, field: str) -> list[str]:
    return [
        f"indicators.{half}[{number}].{field}"
        for half, number, one in (
            ("period", row.period_index, row.period),
            ("annual", row.annual_index, row.annual),
        )
        if number is not None and one is not None and one.name
    ]


def _by_name(context: Context) -> dict[str, list[Row]]:
    """The rows of the form by the letters of their names, where several share one; a bare number is no name."""
    found: dict[str, list[Row]] = {}
    for row in context.rows:
        name = row.name
        if name:
            found.setdefault(bare(name), []).append(row)
    return {name: rows for name, rows in found.items() if len(rows) > 1 and not name.isascii()}


def _category(row: Row) -> str | None:
    half = row.annual if row.annual is not None else row.period
    return half.category if half is not None else None


@rule("TXT01", Severity.ERROR, when=Fact.FILLED, trigger=Fact.SAME_NAMES)
def same_name_twice(form: TargetForm, context: Context) -> Iterator[Draft]:
    """No two rows of one category have the same name. Names that the page clipped are compared where they are whole."""
    for rows in _by_name(context).values():
        by_category: dict[str | None, list[Row]] = {}
        for row in rows:
            by_category.setdefault(_category(row), []).append(row)
        for category, some in by_category.items():
            if len(some) > 1 and category is not None:
                paths = [path for row in some for path in _paths(row, "name")]
                yield context.finding(*paths, name=some[0].name or "", times=len(some))


@rule(
    "TXT02",
    severities={"usual": Severity.WARNING, "lasting": Severity.INFO},
    when=Fact.FILLED,
    trigger=Fact.SAME_NAMES,
)
def same_name_in_two_categories(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A name stands under one heading of level 2; 社会效益 and 可持续影响 may share one, which is only noted.

    不适用 closes as many headings as it likes.
    """
    for rows in _by_name(context).values():
        categories = list(dict.fromkeys(_category(row) for row in rows))
        if len(categories) < 2 or None in categories or context.mentions("closes_a_row", rows[0].name):
            continue
        lasting = set(categories) == {"social_benefit", "sustainable_impact"}
        paths = [path for row in rows for path in _paths(row, "name")]
        yield context.finding(
            *paths,
            variant="lasting" if lasting else "usual",
            name=rows[0].name or "",
            headings=[CATEGORY_NAMES[one] for one in categories if one],
        )


@rule(
    "TXT05",
    severities={"long": Severity.INFO, "short": Severity.INFO},
    when=Fact.NAMED,
    trigger=Fact.ODD_LENGTH,
    yields_to="TXT06 TXT07",
)
def name_of_odd_length(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A name has 4 to 30 characters."""
    name = (indicator.name or "").strip()
    if len(name) > context.profile.threshold("name_longest"):
        yield context.finding("name", variant="long", text=excerpt(name), length=len(name))
    elif 0 < len(bare(name)) < context.profile.threshold("name_shortest") - 1:
        yield context.finding("name", variant="short", text=name, length=len(name))


@rule(
    "TXT06",
    severities={"usual": Severity.WARNING, "satisfaction": Severity.INFO},
    when=Fact.NAMED,
    yields_to="TXT07",
    preview=False,
)
def generic_name(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A name says what of this project is measured; 完成情况 and 服务对象满意度 fit any project."""
    name = bare(indicator.name or "")
    if name in context.profile.set_of("generic_names"):
        yield context.finding("name", variant="usual", value=indicator.name)
    elif name in context.profile.set_of("generic_satisfaction"):
        yield context.finding("name", variant="satisfaction", value=indicator.name)


_HEADINGS: Final = frozenset(chinese for chinese, _ in CATEGORY_NAMES.values()) | {
    "产出指标", "效益指标", "满意度指标", "效果指标", "三级指标", "二级指标", "一级指标", "绩效指标",
}  # fmt: skip


@rule("TXT07", Severity.ERROR, when=Fact.NAMED)
def name_is_the_heading(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A name is not the printed heading itself (数量指标)."""
    name = indicator.name or ""
    if "指标" in name and bare(name) in _HEADINGS:
        yield context.finding("name", value=indicator.name)


@rule("TXT08", Severity.WARNING, when=Fact.NAMED, trigger=Fact.MARKED_NAME)
def template_mark_in_name(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A name has none of the template's marks left: no leading ★ or *, no trailing (必填) or (≥**个)."""
    name = indicator.name or ""
    found = _MARKS.search(name)
    if found is None or not found[0].strip():
        return
    cleaned = name
    while (mark := _MARKS.search(cleaned)) is not None and mark[0]:
        cleaned = (cleaned[: mark.start()] + cleaned[mark.end() :]).strip()
    fixes = [Fix("name", name, cleaned, "needs review")] if len(cleaned) >= 2 else []
    yield context.finding("name", fixes=fixes, value=name, mark=found[0].strip(), cleaned=cleaned)


@rule("TXT09", Severity.WARNING, when=Fact.NAMED | Fact.NUMERIC, trigger=Fact.NUMBERED_NAME)
def target_inside_name(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A name does not hold the number of its own target; years, ordinals and models are no targets."""
    name, quantity = indicator.name or "", indicator.quantity
    number = "" if quantity.number is None else plain(quantity.number)
    if not number or number not in name or _MODELS.search(name):
        return
    for found in _NUMBER_IN_NAME.finditer(name):
        if number == found[1] and found.end() < len(name):
            yield context.finding("name", name=name, value=indicator.value, number=found[1])
            return


@rule("TXT20", Severity.WARNING, when=Fact.NAMED, trigger=Fact.MARKED_NAME)
def several_indicators_in_one_cell(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A name is one indicator, not a list of several behind commas or semicolons."""
    name = indicator.name or ""
    if ("," in name or ";" in name) and _LISTED.search(name):
        yield context.finding("name", value=name, parts=[part for part in re.split("[,;]", name) if part])
