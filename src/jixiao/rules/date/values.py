"""Dates, durations and rhythms among the values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from jixiao.model.forms import Indicator, Row, TargetForm
from jixiao.model.numerals import half_width, plain
from jixiao.model.patterns import Lazy
from jixiao.model.quantities import CalendarDate, Quantity, parse_quantity
from jixiao.model.spans import budget_years, first_day, last_day, project_span
from jixiao.model.words import take_comparator
from jixiao.rules.base import Draft, Fact, Fix, Severity, rule, text_trait, trait
from jixiao.rules.context import Context

_ONE_YEAR: Final = int(Fact.ONE_YEAR)
_MULTI_YEAR: Final = int(Fact.MULTI_YEAR)
_OUTPUTS: Final = frozenset({"quantity", "quality", "timeliness"})
_BETWEEN: Final = Lazy("[-—–~至到]")
_NUMERIC_DATE: Final = Lazy(r"(?<![\d.])((?:19|20)\d\d)([./-])(\d{1,2})(?:\2(\d{1,2})日?)?(?![0-9%])")
_DIGIT: Final = Lazy(r"[0-9一二两三四五六七八九十]")
_ACCEPTANCE_MONTHS: Final = 3
_TO_MONTHS: Final = {"年": 12, "周年": 12, "学年": 12, "年度": 12, "月": 1, "个月": 1, "季度": 3, "个季度": 3}
_DAYS: Final = frozenset({"天", "日", "自然日"})


def _deadline(quantity: Quantity, value: str) -> CalendarDate | None:
    """The date by which a target is due; of a season (第四季度) its first month, of a span its end."""
    if quantity.kind != "date" or quantity.date is None or quantity.invalid:
        return None
    if quantity.date_end is not None and _BETWEEN.search(value):
        return quantity.date_end
    return quantity.date


def _due(row: Row, half: str) -> tuple[Indicator, CalendarDate] | None:
    """The indicator of a half and its deadline, where it is one of 时效."""
    indicator = row.period if half == "period" else row.annual
    if indicator is None or indicator.value is None or indicator.category != "timeliness":
        return None
    date = _deadline(indicator.quantity, indicator.value)
    return None if date is None else (indicator, date)


def _lasts(indicator: Indicator, date: CalendarDate, context: Context) -> bool:
    """Whether a date is no deadline: of what lasts (服务期), or the end of a span without the deed."""
    if context.mentions("lasting_names", indicator.name, indicator.value):
        return True
    ends = date is indicator.quantity.date_end
    return ends and not context.mentions("deeds_with_an_end", indicator.name, indicator.value)


def _later(date: tuple[int, int, int], indicator: Indicator, context: Context) -> tuple[int, int, int]:
    """A last day, three months later where the target is an acceptance or a settlement."""
    if not context.mentions("acceptance", indicator.name, indicator.value):
        return date
    months = date[0] * 12 + date[1] - 1 + _ACCEPTANCE_MONTHS
    return months // 12, months % 12 + 1, date[2]


@rule("DAT03", Severity.WARNING, when=Fact.DATE, yields_to="VAL48")
def date_after_budget_year(row: Row, context: Context) -> Iterator[Draft]:
    """A deadline of the year is not after 31 December of the budget year; an acceptance has three months more.

    Judged is the annual half, and the period half of a one-year project; in a form of one column not the deadlines of a
    longer project. What lasts (服务期, 合同期, 质保期, 供暖期) is no deadline.
    """
    if context.year is None:
        return
    _, year = budget_years(context.year, context.form, context.disclosure)
    halves = ["annual"]
    if context.facts & _ONE_YEAR:
        halves.insert(0, "period")
    elif context.facts & _MULTI_YEAR and not context.form.indicators.period:
        return
    for half in halves:
        due = _due(row, half)
        if due is None or due[1].year <= year:
            continue
        indicator, date = due
        if first_day(date) > _later((year, 12, 31), indicator, context) and not _lasts(indicator, date, context):
            yield context.finding(f"{half}.value", name=indicator.name or "", value=indicator.value, year=year)


@rule(
    "DAT09",
    severities={"vague": Severity.WARNING, "continuous": Severity.INFO},
    when=Fact.VALUED,
    yields_to="VAL48",
    preview=False,
)
def untestable_time(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A target of 时效 can be tested: a date, a number of days, a rate, a rhythm such as 按月.

    及时 and 按时完成 can't. 全年 and 长期 say how long a service lasts and are only noted.
    """
    value = indicator.value
    if indicator.category != "timeliness" or value is None:
        return
    quantity = indicator.quantity
    if quantity.kind in ("number", "range", "placeholder", "blank") or quantity.number is not None:
        return
    said = quantity.word or value
    if said in context.profile.listed("prompt_times"):
        return
    if said in context.profile.listed("whole_time"):
        variant = "continuous"
    elif (
        quantity.kind == "word" or said in context.profile.listed("vague_time") or _is_promise(quantity, said, context)
    ):
        variant = "vague"
    else:
        return
    yield context.finding("value", variant=variant, name=indicator.name or "", value=value)


def _is_promise(quantity: Quantity, said: str, context: Context) -> bool:
    """Whether a value is a word such as 按时发放 or 及时完成: short, and without any number."""
    if quantity.kind not in ("yes_no", "text") or len(said) > 8 or _DIGIT.search(said) is not None:
        return False
    return said.startswith(tuple(context.profile.listed("promptly")))


@rule("DAT10", Severity.ERROR, when=Fact.DATE, trigger=Fact.AT_LEAST, yields_to="VAL48")
def at_least_a_deadline(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A deadline has no ≥ or > before it. A start (启动时间) and what lasts (有效期) may; 2025年3月起 has no sign."""
    value = indicator.value
    if value is None or indicator.category not in _OUTPUTS or indicator.quantity.invalid:
        return
    if indicator.category != "timeliness" and not context.mentions("deeds_with_an_end", indicator.name):
        return
    if context.mentions("start_names", indicator.name) or context.mentions("lasting_names", indicator.name):
        return
    sign, rest = take_comparator(value.strip())
    if sign not in ("≥", ">"):
        return
    date = rest.strip()
    yield context.finding(
        "value",
        name=indicator.name or "",
        value=value,
        date=date if date.endswith("前") else date + "前",
    )


@rule("DAT11", Severity.INFO, unless=Fact.BLANK, trigger=Fact.DATE)
def dates_in_several_formats(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The dates of a form's values are written in one way: 2025年12月, or 2025.12, or 2025-12. One finding a form."""
    numeric = [
        (f"indicators.{half}[{index}].value", value, found[2])
        for half, rows in form.indicators.halves
        for index, row in enumerate(rows)
        if (value := row.value) is not None
        and ("20" in value or "２０" in value)
        and ("." in value or "-" in value or "/" in value)
        and (found := _NUMERIC_DATE.search(half_width(value))) is not None
        and _is_dated(row)
    ]
    if not numeric:
        return
    spelt = [(mark, value) for _, value, mark in numeric]
    for rows in (form.indicators.period, form.indicators.annual):
        spelt += [("年", row.value) for row in rows if row.value and "年" in row.value and _is_dated(row)]
    examples = dict(sorted(spelt, reverse=True))
    if len(examples) < 2:
        return
    first, second = sorted(examples.values())[:2]
    fixes = []
    for path, value, _ in numeric:
        written = _NUMERIC_DATE.sub(_in_words, half_width(value))
        same = parse_quantity(written) == parse_quantity(value)
        fixes.append(Fix(path, value, written, "format-only" if same else "needs review"))
    yield context.finding(*(path for path, _, _ in numeric), fixes=fixes, first=first, second=second)


def _is_dated(row: Indicator) -> bool:
    quantity = row.quantity
    return quantity.kind == "date" and quantity.date is not None


def _in_words(found: re.Match[str]) -> str:
    year, _, month, day = found.groups()
    return f"{year}年{int(month)}月" + (f"{int(day)}日" if day else "")


@rule(
    "DAT12",
    severities={"after": Severity.ERROR, "before": Severity.ERROR},
    when=Fact.DATE | Fact.HAS_PERIOD_FIELD,
    yields_to="DAT02 DAT03 VAL48",
)
def date_outside_project_period(row: Row, context: Context) -> Iterator[Draft]:
    """A deadline of 时效 lies inside 项目期 where that prints its dates; an acceptance may follow within three months.

    Dates that only name a year or a season lie inside when they may. A period that is wrong itself is not used.
    """
    span = project_span(context.form.project_period)
    if span is None or span.reversed or (context.year is not None and not span.contains(context.year)):
        return
    for half in ("period", "annual"):
        due = _due(row, half)
        if due is None:
            continue
        indicator, date = due
        if first_day(date) > last_day(span.last):
            variant = "after"
        elif last_day(date) < first_day(span.first):
            variant = "before"
        else:
            continue
        if _lasts(indicator, date, context):
            continue
        if variant == "after" and first_day(date) <= _later(last_day(span.last), indicator, context):
            continue
        yield context.finding(
            f"{half}.value",
            variant=variant,
            name=indicator.name or "",
            value=indicator.value,
            period=context.form.project_period,
        )


class _Rhythm(NamedTuple):
    """So many ``unit`` a year of ``noun``, as ``said`` at ``path``."""

    path: str
    noun: str
    unit: str
    yearly: Decimal
    said: str


_PER_YEAR: Final = {"月": 12, "季度": 4, "季": 4, "半年": 2, "年": 1}
_RHYTHM_IN_NAME: Final = Lazy("每个?(半年|季度|季|月|年)")
_RHYTHM_IN_GOAL: Final = Lazy(
    r"每个?(半年|季度|季|月)([^，,。；;、\d]{0,10}?)([1-9]\d?|[一两二三四])(次|场|期|批|轮)([^，,。；;、]{0,12})"
)
_NUMERALS: Final = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}
_AROUND_NOUN: Final = Lazy(
    "^(?:年度|全年|每年|年|累计|总|开展|组织|举办|召开|每个?(?:半年|季度|季|月))+|(?:频次|频率|次数|场次|期数|批次|数量|场数|总数|数)+$"
)


@trait(when=Fact.NUMERIC)
def _RHYTHM(indicator: Indicator, context: Context) -> bool:
    """Whether a row may say how often something is done."""
    value, name = indicator.value or "", indicator.name or ""
    return "每" in value or "/" in value or "每" in name


@text_trait
def _EACH(texts: str, context: Context) -> bool:
    """Whether the texts may say how often something is done."""
    return "每" in texts


@rule("DAT13", Severity.INFO, unless=Fact.BLANK, trigger=Fact.NUMERIC, either=_RHYTHM | _EACH)
def rhythm_and_count_disagree(form: TargetForm, context: Context) -> Iterator[Draft]:
    """每月1次 and 12次 of the same noun agree: a rhythm in a value, a name or the annual goal, and a count of the year.

    Nouns are compared after words such as 次数 and 全年 are taken off, and must be the same.
    """
    rows = form.indicators.annual
    half = "annual"
    if not rows and context.facts & _ONE_YEAR:
        rows, half = form.indicators.period, "period"
    goal = form.goals.annual or ""
    rhythms = [
        found
        for index, row in enumerate(rows)
        if row.value is not None
        and ("每" in row.value or "/" in row.value or (row.name is not None and "每" in row.name))
        and (found := _rhythm(row, f"indicators.{half}[{index}].value")) is not None
    ]
    spoken = [(phrase, phrase[2] + phrase[5]) for phrase in _RHYTHM_IN_GOAL.finditer(goal)] if "每" in goal else []
    if not rhythms and not spoken:
        return
    for index, row in enumerate(rows):
        quantity = row.quantity
        if quantity.kind != "number" or quantity.number is None or row.name is None or "每" in row.name:
            continue
        noun, path = _AROUND_NOUN.sub("", row.name), f"indicators.{half}[{index}].value"
        if len(noun) < 2 or quantity.unit is None:
            continue
        for rhythm in rhythms:
            if rhythm.noun == noun and rhythm.unit == quantity.unit and rhythm.yearly != quantity.number:
                yield _disagreement(context, row, (path, rhythm.path), rhythm.said, rhythm.yearly, quantity.unit)
        for phrase, around in spoken:
            if phrase[4] != quantity.unit or noun not in around:
                continue
            yearly = Decimal(_NUMERALS.get(phrase[3]) or phrase[3]) * _PER_YEAR[phrase[1]]
            if yearly > quantity.number or quantity.number % yearly:
                yield _disagreement(context, row, (path, "goals.annual"), phrase[0], yearly, quantity.unit)


def _disagreement(
    context: Context, row: Indicator, paths: tuple[str, str], said: str, yearly: Decimal, unit: str
) -> Draft:
    return context.finding(*paths, name=row.name or "", value=row.value, said=said, yearly=plain(yearly), unit=unit)


def _rhythm(row: Indicator, path: str) -> _Rhythm | None:
    """What a row says of each month: ``巡查频次 每月1次``, ``每月巡查次数 ≥1次``."""
    if row.name is None or row.value is None:
        return None
    in_name = _RHYTHM_IN_NAME.search(row.name) if "每" in row.name else None
    if in_name is None and "每" not in row.value and "/" not in row.value:
        return None
    quantity = row.quantity
    if quantity.kind != "number" or quantity.number is None or quantity.unit is None:
        return None
    unit, _, per = quantity.unit.partition("/")
    per = in_name[1] if in_name is not None and not per else per
    noun = _AROUND_NOUN.sub("", row.name)
    if per not in _PER_YEAR or len(noun) < 2:
        return None
    said = row.value if in_name is None else f"{row.name} {row.value}"
    return _Rhythm(path, noun, unit, quantity.number * _PER_YEAR[per], said)


@rule(
    "DAT15",
    severities={"longer": Severity.WARNING, "open": Severity.WARNING},
    when=Fact.DURATION | Fact.HAS_PERIOD_FIELD,
    yields_to="VAL48",
    preview=False,
)
def duration_beyond_project(row: Row, context: Context) -> Iterator[Draft]:
    """What the project rents, hires or builds takes no longer than the project: 租赁时间 2年 does not fit 1年.

    Service life, warranty and storage may be longer; only names of an activity are judged, and only outputs and costs.
    """
    period = context.period
    months = period.months
    if months is None and period.first is not None and period.last is not None:
        months = (period.last - period.first + 1) * 12
    if months is None:
        return
    for half, indicator in (("period", row.period), ("annual", row.annual)):
        if indicator is None or indicator.value is None or indicator.category not in _OUTPUTS:
            continue
        if not context.mentions("activities", indicator.name) or context.mentions("lasting_things", indicator.name):
            continue
        quantity = indicator.quantity
        if quantity.number is not None and quantity.unit is not None:
            variant = "longer" if _longer(quantity.number, quantity.unit, months) else None
        else:
            open_ended = quantity.word in context.profile.listed("open_ended")
            variant = "open" if open_ended and period.one_year else None
        if variant is not None:
            yield context.finding(
                f"{half}.value",
                variant=variant,
                name=indicator.name or "",
                value=indicator.value,
                period=context.form.project_period or context.form.project_attribute,
            )


def _longer(number: Decimal, unit: str, months: int) -> bool:
    if unit in _DAYS:
        return number > months * 31
    return unit in _TO_MONTHS and number * _TO_MONTHS[unit] > months
