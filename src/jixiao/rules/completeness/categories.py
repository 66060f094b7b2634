"""The categories that a form must have. A category is missing when neither half fills it.

In the layout of 2015 成本 is a kind of output; in that of 2021 it is a level of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.taxonomy import BENEFITS, CATEGORIES, CATEGORY_NAMES, COSTS, OUTPUTS
from jixiao.rules.base import CannotTell, Draft, Fact, Fix, Severity, rule
from jixiao.rules.context import Context

_BIT: Final = {category: 1 << index for index, category in enumerate(CATEGORIES)}
_OUTPUTS: Final = sum(_BIT[category] for category in OUTPUTS)
_COSTS: Final = sum(_BIT[category] for category in COSTS)
_BENEFITS: Final = sum(_BIT[category] for category in BENEFITS)
_TIME: Final = Lazy("及时|时间|时限|工期|完成日期|进度")
_UNKNOWN: Final = CannotTell("a filled row has no category")
_OF_THE_SHEET: Final = CannotTell("the sheet has no column for names, and no row for headings that it does not print")
_IN_BRACKETS: Final = Lazy(r"[(（][^()（）]*[)）]")
_RUNNING: Final = ("费", "费用", "经费", "工资", "补助", "补贴")


def _slots(form: TargetForm, categories: frozenset[str]) -> tuple[str, ...]:
    """Where the empty slots of some categories stand, or the indicators as a whole where none is printed."""
    paths = [
        f"indicators.{half}[{index}]"
        for half, rows in form.indicators.halves
        for index, row in enumerate(rows)
        if row.category in categories and not row.filled
    ]
    return tuple(paths) or ("indicators",)


def _names_a_time(form: TargetForm) -> bool:
    """Whether any row states when: a date, a duration, or a name such as 完成时间 or 拨付及时率."""
    return any(
        (row.name is not None and _TIME.search(row.name)) or row.quantity.kind in ("date", "duration")
        for half in (form.indicators.period, form.indicators.annual)
        for row in half
        if row.value is not None
    )


def _missing(
    form: TargetForm, context: Context, bits: int, categories: frozenset[str], variant: str | None = None
) -> Iterator[Draft | CannotTell]:
    if context.categories & bits:
        return
    if context.facts & Fact.UNSETTLED:
        yield _UNKNOWN
        return
    if context.facts & Fact.EXPLAINED and not context.facts & Fact.NAMED:
        yield _OF_THE_SHEET
        return
    slots = _slots(form, categories)
    yield context.finding(*slots, variant=variant, printed=slots != ("indicators",))


def _builds(form: TargetForm, context: Context) -> bool:
    """Whether a project builds, repairs or buys by its name. In 电费（警用工程） only the brackets do."""
    name = form.project_name
    if name and name.endswith((")", "）")) and (bare := _IN_BRACKETS.sub("", name)).endswith(_RUNNING):
        name = bare
    return context.mentions("construction", name)


@rule("CMP10", Severity.ERROR, unless=Fact.BLANK, trigger=Fact.EMPTY_CATEGORY, preview=False)
def no_output(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """产出指标 has a row: 数量, 质量 or 时效 (or 成本, which the 2015 layout counts as output)."""
    bits = _OUTPUTS if context.template == "national-2021" else _OUTPUTS | _COSTS
    yield from _missing(form, context, bits, OUTPUTS)


@rule("CMP11", Severity.ERROR, unless=Fact.BLANK | Fact.RUNNING_COST, trigger=Fact.EMPTY_CATEGORY, preview=False)
def no_benefit(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """效益指标 has a row; 满意度 is a level of its own."""
    yield from _missing(form, context, _BENEFITS, BENEFITS)


@rule("CMP12", Severity.ERROR, unless=Fact.BLANK, trigger=Fact.EMPTY_CATEGORY, yields_to="CMP10", preview=False)
def no_quantity(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """产出指标 says how much: 数量指标."""
    yield from _missing(form, context, _BIT["quantity"], frozenset({"quantity"}))


@rule(
    "CMP13",
    severities={"construction": Severity.ERROR, "other": Severity.WARNING},
    unless=Fact.BLANK,
    trigger=Fact.EMPTY_CATEGORY,
    yields_to="CMP10",
    preview=False,
)
def no_quality(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """产出指标 says how well: 质量指标. An error for building, information systems and purchases."""
    variant = "construction" if _builds(form, context) else "other"
    yield from _missing(form, context, _BIT["quality"], frozenset({"quality"}), variant)


@rule(
    "CMP14",
    severities={"two_columns": Severity.WARNING, "other": Severity.INFO},
    unless=Fact.BLANK,
    trigger=Fact.EMPTY_CATEGORY,
    yields_to="CMP10",
    preview=False,
)
def no_timeliness(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """时效指标 has a row; in the 2021 layout a time anywhere among the values is enough."""
    if context.template == "national-2021":
        if _names_a_time(form):
            return
        yield from _missing(form, context, _BIT["timeliness"], frozenset({"timeliness"}), "other")
        return
    yield from _missing(form, context, _BIT["timeliness"], frozenset({"timeliness"}), "two_columns")


@rule(
    "CMP15",
    severities={"construction": Severity.ERROR, "other": Severity.WARNING, "optional": Severity.INFO},
    unless=Fact.BLANK,
    trigger=Fact.EMPTY_CATEGORY,
    yields_to="CMP10",
    preview=False,
)
def no_cost(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """成本指标 has a row: mandatory for building, large repairs and purchases, expected elsewhere.

    The guidance of 2021 makes it a level of its own, which other projects are to take up by and by: only a note there.
    """
    variant = "construction" if _builds(form, context) else "other"
    if variant == "other" and context.template == "national-2021":
        variant = "optional"
    yield from _missing(form, context, _COSTS, COSTS, variant)


@rule(
    "CMP16",
    severities={"public": Severity.WARNING, "other": Severity.INFO},
    unless=Fact.BLANK | Fact.RUNNING_COST,
    trigger=Fact.EMPTY_CATEGORY,
    preview=False,
)
def no_satisfaction(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """满意度指标 has a row: expected of projects that serve people, a note for a bureau's own housekeeping."""
    served = context.mentions("public_service", form.project_name, form.text.summary, form.goals.annual)
    yield from _missing(
        form, context, _BIT["satisfaction"], frozenset({"satisfaction"}), "public" if served else "other"
    )


@rule("CMP18", Severity.INFO, unless=Fact.BLANK, trigger=Fact.EMPTY_CATEGORY, yields_to="CMP11", preview=False)
def empty_heading(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A printed heading of level 2 has a row or an explicit 不适用: one finding a form, with the headings' names.

    数量, 质量, 时效, 成本 and 满意度 have rules of their own; 效益 as a whole too.
    """
    empty: dict[str, list[str]] = {}
    for half, rows in form.indicators.halves:
        for index, row in enumerate(rows):
            category = row.category
            if category in BENEFITS and not row.filled and not context.categories & _BIT[category]:
                empty.setdefault(category, []).append(f"indicators.{half}[{index}]")
    if empty:
        ordered = [category for category in CATEGORIES if category in empty]
        yield context.finding(
            *(path for category in ordered for path in empty[category]),
            headings=[CATEGORY_NAMES[category] for category in ordered],
            fixes=[
                Fix(f"{path}.name", None, "不适用", "suggestion") for category in ordered for path in empty[category]
            ],
        )
