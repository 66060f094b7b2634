"""The headings that are printed beside the rows: level 1 and level 2.

They are judged only where the cells are certain to stand where they were printed: in a workbook or a table, or in a
form that was built from data. In recovered text a heading of level 1 may stand beside any row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import Indicator, TargetForm
from jixiao.model.taxonomy import BENEFITS, CATEGORIES, CATEGORY_NAMES, COSTS, OUTPUTS
from jixiao.rules.base import Draft, Fact, Fix, Severity, rule, trait
from jixiao.rules.context import Context

_KINDS: Final = (
    ("satisfaction", ("满意",)),
    ("cost", ("成本",)),
    ("output", ("产出",)),
    ("benefit", ("效益", "效果", "成效")),
)
_NAMES: Final = {"output": "产出指标", "benefit": "效益指标", "satisfaction": "满意度指标", "cost": "成本指标"}
_ALLOWED: Final = {
    **dict.fromkeys(OUTPUTS, ("output",)),
    **dict.fromkeys(COSTS, ("cost", "output")),
    **dict.fromkeys(BENEFITS, ("benefit",)),
    "satisfaction": ("satisfaction", "benefit"),
}
_ORDER: Final = {"output": 0, "benefit": 1, "satisfaction": 2}
_LONGEST: Final = 10
PLACES: Final[dict[str | None, int]] = {None: -1, **{category: place for place, category in enumerate(CATEGORIES)}}
"""Category → its place in the order of the template; what has none comes first."""


def _bare(text: str) -> str:
    """A heading without blanks and marks of obligation."""
    return "".join(text.split()).strip("*★☆※")


def _kind(heading: str | None) -> str | None:
    """Which level 1 a heading means; nothing where it means none, or more than one (成本效益指标)."""
    if heading is None:
        return None
    found = [kind for kind, words in _KINDS if any(word in heading for word in words)]
    return found[0] if len(found) == 1 else None


def is_certain(context: Context) -> bool:
    """Whether cells stand where they were printed: not in recovered text, and not on a page."""
    place = context.places.get(context.prefix[:-1])
    return place is None or place.at.sheet is not None or (place.at.table is not None and place.at.page is None)


def in_order(rows: list[tuple[str, Indicator]]) -> list[tuple[str, Indicator]]:
    """Rows with their paths by half, category and name, so that it means nothing in which order a category prints them.

    What is said of several rows together stays the same when they change places.
    """
    return sorted(
        rows, key=lambda one: (not one[0].startswith("indicators.period"), PLACES[one[1].category], one[1].name or "")
    )


def _labelled(form: TargetForm, context: Context) -> list[tuple[str, Indicator]]:
    """Every row that has a heading of level 1, with its path."""
    annual = form.indicators.annual
    if not annual or (annual[0].level1 is None and annual[-1].level1 is None) or not is_certain(context):
        return []
    return [
        (f"indicators.{half}[{index}]", row)
        for half, rows in (("period", form.indicators.period), ("annual", annual))
        for index, row in enumerate(rows)
        if row.level1 is not None
    ]


@trait(when=Fact.HEADED)
def _LABELLED(indicator: Indicator, context: Context) -> bool:
    """Whether a heading of level 1 stands beside the row."""
    return indicator.level1 is not None


@trait(when=Fact.HEADED)
def _OF_A_DEPARTMENT(indicator: Indicator, context: Context) -> bool:
    """Whether a heading beside the row is one of the form for a whole department."""
    words = context.profile.listed("whole_department")
    headings = (indicator.level1, indicator.level2)
    return any([one is not None and _bare(one).removesuffix("指标") in words for one in headings])


@rule("STR01", Severity.ERROR, trigger=_LABELLED)
def unknown_level1(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A heading of level 1 that calls itself 指标 is one of those that the layouts print; aliases are mapped first.

    Where all rows under it belong to one level 1, that is what it should say.
    """
    known = context.profile.listed("level1_words")
    found: dict[str, list[tuple[str, Indicator]]] = {}
    for path, row in in_order(_labelled(form, context)):
        heading = _bare(row.level1 or "")
        if heading.endswith("指标") and len(heading) <= _LONGEST and not any(word in heading for word in known):
            found.setdefault(heading, []).append((path, row))
    for heading, rows in found.items():
        if context.mentions("whole_department", heading):
            continue
        meant = {_ALLOWED[row.category][0] if row.category else None for _, row in rows}
        kind = meant.pop() if len(meant) == 1 else None
        fixes = [Fix(f"{path}.level1", row.level1, _NAMES[kind], "needs review") for path, row in rows if kind]
        proposed = _NAMES[kind] if kind else "、".join(_NAMES.values())
        yield context.finding(*(path for path, _ in rows), value=heading, proposed=proposed, fixes=fixes)


@rule("STR02", Severity.ERROR, trigger=_LABELLED)
def level2_under_wrong_level1(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A heading of level 2 stands under its own level 1: 社会效益 under 效益, 数量 under 产出.

    成本 may stand under 产出 (2015) or alone (2021), 满意度 alone or under 效益. In a file, beside the rows of its own
    level 1, it may be that heading which stands a row too low: then the finding is of low confidence.
    """
    rows = _labelled(form, context)
    found: dict[tuple[str, str], list[tuple[str, Indicator]]] = {}
    doubtful: set[tuple[str, str]] = set()
    printed = context.facts & Fact.PRINTED
    for number, (path, row) in enumerate(rows):
        kind = _kind(row.level1)
        if kind is None or row.category is None or kind in _ALLOWED[row.category]:
            continue
        pair = (_bare(row.level1 or ""), row.category)
        found.setdefault(pair, []).append((path, row))
        beside = {_kind(rows[at][1].level1) for at in (number - 1, number + 1) if 0 <= at < len(rows)}
        if printed and beside & set(_ALLOWED[row.category]):
            doubtful.add(pair)
    for (heading, category), misplaced in found.items():
        yield context.finding(
            *(f"{path}.category" for path, _ in in_order(misplaced)),
            confidence="low" if (heading, category) in doubtful else "high",
            value=CATEGORY_NAMES[category][0],
            heading=heading,
            right=_NAMES[_ALLOWED[category][0]],
        )


@rule("STR03", Severity.WARNING, trigger=_LABELLED)
def generations_mixed(form: TargetForm, context: Context) -> Iterator[Draft]:
    """成本 stands in one place: inside 产出 (2015) or as a level of its own (2021), not in both."""
    inside: list[str] = []
    alone: list[str] = []
    for path, row in in_order(_labelled(form, context)):
        if row.category in COSTS:
            kind = _kind(row.level1)
            if kind == "output":
                inside.append(f"{path}.category")
            elif kind == "cost":
                alone.append(f"{path}.category")
    if inside and alone:
        yield context.finding(*inside, *alone)


@rule("STR13", Severity.INFO, trigger=_LABELLED)
def headings_out_of_order(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The headings of level 1 follow 产出, 效益, 满意度, each once; 成本 may stand anywhere among them."""
    seen: list[str] = []
    for path, row in _labelled(form, context):
        kind = _kind(row.level1)
        if kind in _ORDER and path.startswith("indicators.annual") and seen[-1:] != [kind]:
            seen.append(kind)
    places = [_ORDER[kind] for kind in seen]
    if places != sorted(places):
        yield context.finding("indicators", value="、".join(_NAMES[kind] for kind in seen))


def _about_the_decision(row: Indicator, context: Context) -> bool:
    """Whether a row stands under 决策 or 过程, which some layouts print above the outputs."""
    known = context.profile.listed("level1_of_process")
    return row.level1 is not None and _bare(row.level1).removesuffix("指标") in known


@rule("STR16", Severity.WARNING, trigger=Fact.UNSETTLED)
def unknown_level2(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A heading of level 2 is one of the template's: a row that is filled stands under no other.

    One finding for each heading. A misspelt heading that still shows which one is meant is none of them; nor are those
    of the rows about the decision for a project and its course.
    """
    if not is_certain(context):
        return
    known = context.profile.listed("level2_words")
    found: dict[str, list[tuple[str, Indicator]]] = {}
    for half, rows in form.indicators.halves:
        for index, row in enumerate(rows):
            if row.category is None and row.level2 is not None and row.filled and not _about_the_decision(row, context):
                heading = _bare(row.level2)
                if 2 <= len(heading) <= _LONGEST and not any(word in heading for word in known):
                    found.setdefault(heading, []).append((f"indicators.{half}[{index}]", row))
    for heading, strange in found.items():
        if not context.mentions("whole_department", heading):
            yield context.finding(*(f"{path}.level2" for path, _ in in_order(strange)), value=heading)


@rule("STR17", Severity.WARNING, trigger=_OF_A_DEPARTMENT)
def headings_of_a_department(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A project's form does not use the headings of the form for a whole department: 运行成本, 管理效率, 履职效能."""
    annual = form.indicators.annual
    if not annual:
        return
    words = context.profile.listed("whole_department")
    found: list[str] = []
    using: list[tuple[str, Indicator]] = []
    for half, rows in (("period", form.indicators.period), ("annual", annual)):
        last: tuple[str | None, str | None] = (None, None)
        hit: str | None = None
        for index, row in enumerate(rows):
            headings = (row.level1, row.level2)
            if headings != last:
                last = headings
                hit = next(
                    (
                        bare
                        for one in headings
                        if one is not None and (bare := _bare(one)).removesuffix("指标") in words
                    ),
                    None,
                )
            if hit is not None:
                using.append((f"indicators.{half}[{index}]", row))
                if hit not in found:
                    found.append(hit)
    if found:
        yield context.finding(*(path for path, _ in in_order(using)), value="、".join(sorted(found)))
