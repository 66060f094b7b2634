"""The fields that every form must fill."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import TargetForm
from jixiao.model.patterns import Lazy
from jixiao.rules.base import NOT_PRINTED, CannotTell, Draft, Fact, Fix, Severity, rule
from jixiao.rules.context import Context

_TICKS: Final = "√✓✔☑☒■●◉"
_BOXES: Final = Lazy(f"[□☐○〇{_TICKS}]")
_QUESTIONS: Final = (("新增", "延续"), ("新建", "续建", "改扩建"), ("一次性", "经常性", "阶段性"))


@rule(
    "CMP01",
    Severity.ERROR,
    severities={"missing": Severity.ERROR, "blank": Severity.ERROR, "named": Severity.ERROR},
    trigger=Fact.EMPTY_FIELD,
    preview=False,
)
def no_project_name(form: TargetForm, context: Context) -> Iterator[Draft]:
    """项目名称 is filled. A form in which nothing else is filled either has this one finding and no other."""
    if context.facts & Fact.BLANK and form.project_name:
        yield context.finding("project_name", "goals.annual", variant="named", name=form.project_name)
    elif context.facts & Fact.BLANK:
        yield context.finding("project_name", variant="blank")
    elif not form.project_name:
        yield context.finding("project_name", variant="missing")


@rule("CMP02", Severity.ERROR, unless=Fact.BLANK, trigger=Fact.EMPTY_FIELD, preview=False)
def no_department(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """主管部门 is filled where the layout has it; its code is often left out of what is published."""
    if form.department.name:
        return
    if context.has_field("department.name", "department"):
        yield context.finding("department.name")
    else:
        yield NOT_PRINTED


@rule("CMP03", Severity.ERROR, unless=Fact.BLANK, trigger=Fact.EMPTY_FIELD, preview=False)
def no_implementing_unit(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """实施单位 is filled where the layout has it.

    The department may stand for it where it is the unit of every other form of the document.
    """
    if form.implementing_unit:
        return
    if not context.has_field("implementing_unit"):
        yield NOT_PRINTED
        return
    units = {one.implementing_unit for one in context.disclosure.forms if one.implementing_unit}
    department = form.department.name
    fixes = []
    if department is not None and units == {department}:
        fixes = [Fix("implementing_unit", None, department, "suggestion")]
    yield context.finding("implementing_unit", fixes=fixes)


@rule(
    "CMP04",
    severities={"missing": Severity.WARNING, "several": Severity.WARNING, "no_tick": Severity.INFO},
    when=Fact.HAS_ATTRIBUTE,
    unless=Fact.BLANK,
    preview=False,
)
def attribute_not_chosen(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """项目属性 is one choice of each kind (新增 or 延续, 一次性 or 经常性).

    Ticks are easily lost when a file is converted, so boxes without any are only noted.
    """
    text = form.project_attribute
    if not text:
        if context.has_field("project_attribute"):
            yield context.finding("project_attribute", variant="missing")
        else:
            yield NOT_PRINTED
        return
    if _BOXES.search(text) is None:
        return
    ticked = sum(text.count(mark) for mark in _TICKS)
    questions = sum(any(answer in text for answer in answers) for answers in _QUESTIONS)
    if ticked > max(questions, 1):
        yield context.finding("project_attribute", variant="several", text=text)
    elif not ticked:
        yield context.finding("project_attribute", variant="no_tick", text=text)


@rule("CMP05", Severity.WARNING, when=Fact.HAS_PERIOD_FIELD, unless=Fact.BLANK, trigger=Fact.EMPTY_FIELD, preview=False)
def no_project_period(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """项目期 is filled where the template has it."""
    if form.project_period:
        return
    if context.has_field("project_period"):
        yield context.finding("project_period")
    else:
        yield NOT_PRINTED


@rule(
    "CMP06",
    severities={"blank": Severity.ERROR, "absent": Severity.WARNING},
    unless=Fact.BLANK,
    trigger=Fact.EMPTY_FIELD,
    preview=False,
)
def no_annual_goal(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """年度目标 is filled. A layout without it should state some goal all the same."""
    if form.goals.annual:
        return
    if context.has_field("goals.annual"):
        yield context.finding("goals.annual", variant="blank")
    elif form.goals.period:
        yield NOT_PRINTED
    else:
        yield context.finding("goals.annual", variant="absent")


@rule("CMP07", Severity.ERROR, when=Fact.TWO_COLUMNS, unless=Fact.BLANK, trigger=Fact.EMPTY_FIELD, preview=False)
def no_period_goal(form: TargetForm, context: Context) -> Iterator[Draft | CannotTell]:
    """实施期目标 is filled where the template has two columns; a total of the whole project makes no second column."""
    if form.goals.period:
        return
    if form.indicators.period or context.has_field("goals.period"):
        yield context.finding("goals.period")
    else:
        yield NOT_PRINTED
