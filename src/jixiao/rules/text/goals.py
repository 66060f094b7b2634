"""Goals: what the money will bring about, in words that can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from jixiao.model.forms import Indicator, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.texts import bare, clauses, excerpt, without_titles
from jixiao.rules.base import Draft, Fact, Passage, Severity, rule, text_trait
from jixiao.rules.context import Context

_OBJECT: Final = Lazy('[\u4e00-\u9fff]{4}|[“"《]|[\u4e00-\u9fff]{0,3}\\d')
_OWN: Final = 4
"""So many characters of the project's name make an object its own."""
_NUMERAL: Final = Lazy(r"[\d一二三四五六七八九十百]")
_NUMBER: Final = Lazy(r"\d|[一二三四五六七八九十百]+(?:个|人|次|场|期|所|户)")
_SPENT_ON: Final = Lazy("(?:本?项目|资金|经费|该项?资金)?主要?用于[^。；;]*(?:支出|开支|费用|经费)[。；;]?")
_DIGIT: Final = Lazy(r"\d")
_YEARS: Final = Lazy(r"(?:19|20)\d\d\s*(?:年度?|[-—~至])?|“?十[一二三四五]五”?|\d+[.．]\d+(?=案)")
_COUNTED: Final = Lazy(
    "([\u4e00-\u9fff]{2})(?:约|共|达到?|不少于|不低于|超过|总计|[≥>])?"
    r"(\d+(?:\.\d+)?)(万?(?:人次|人|名|户|个|所|台|套|件|份|次|场|期|公里|米|平方米|亩|吨|辆|座|处|条|页|块|头|株|盏|册))"
)


_BINDING: Final = int(Fact.GOAL_TEXT | Fact.PLAN_TEXT | Fact.MEASURES_TEXT)


def _names_a_deed(text: str, context: Context) -> bool:
    """Whether a text says that something in particular is done: 改造供水管网, not 完成各项任务.

    What is made (打造) is something in particular where it is the project's own object.
    """
    for found in context.profile.finder("deed_words").finditer(text):
        empty = context.profile.listed("empty_objects")
        rest = text[found.end() : found.end() + 6]
        if _OBJECT.match(rest) and not rest.startswith(empty):
            return True
    name = context.form.project_name or ""
    return any(text[found.end() : found.end() + _OWN] in name for found in _makings(text, context))


def _makings(text: str, context: Context) -> list[re.Match[str]]:
    """Where a text says that something is made, which may be anything: 打造品牌赛事, 打造一流队伍."""
    found = context.profile.finder("making_words").finditer(text)
    return [one for one in found if one.end() + _OWN <= len(text)]


@rule("TXT10", Severity.WARNING, unless=Fact.BLANK, yields_to="TXT11 CMP09", preview=False)
def goal_without_number_or_object(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A goal holds a number (years and titles aside) or says what in particular is done."""
    for paths, text in context.goals:
        told = without_titles(text) if "《" in text else text
        if _DIGIT.search(told) or "十" in told:
            told = _YEARS.sub("", told)
        numeral = _NUMERAL.search(told)
        if numeral is not None and _NUMBER.search(told, numeral.start()):
            continue
        if not _names_a_deed(told, context):
            yield context.finding(*paths, text=excerpt(text))


@rule("TXT11", Severity.WARNING, unless=Fact.BLANK, preview=False)
def goal_about_money_alone(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A goal says more than that money is spent, unless the payment is what the project brings (补贴, 救助 …)."""
    if context.mentions("paying_words", form.project_name):
        return
    for paths, text in context.goals:
        if context.mentions("paying_words", text) or not context.mentions("money_words", text):
            continue
        fillers = context.profile.listed("filler_clauses")
        parts = clauses(text)
        if _SPENT_ON.fullmatch(text.strip()) or all(
            context.mentions("money_words", part) or part.strip() in fillers for part in parts
        ):
            yield context.finding(*paths, text=excerpt(text))


@rule("TXT12", Severity.INFO, when=Fact.GOAL_TEXT, opt_in=True)
def goal_promises(passage: Passage, context: Context) -> Iterator[Draft]:
    """A goal says what is reached, not what is striven for (力争, 进一步加强)."""
    found = context.profile.finder("promising_words").search(passage.text)
    if found is not None:
        yield context.finding(passage.path, word=found[0], text=excerpt(passage.text))


@rule("TXT15", Severity.INFO, unless=Fact.BLANK, when=Fact.FILLED, opt_in=True)
def goal_and_indicators_differ(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The goal and the names of the indicators share at least one pair of characters."""
    goal = form.goals.annual or form.goals.period
    rows = form.indicators.annual or form.indicators.period
    names = [bare(row.name) for row in rows if row.name and row.category != "satisfaction"]
    if not goal or len(names) < 3:
        return
    told = bare(goal)
    if not any(name[at : at + 2] in told for name in names for at in range(len(name) - 1)):
        yield context.finding("goals.annual" if form.goals.annual else "goals.period", text=excerpt(goal))


_CLAUSE: Final = Lazy(r"[，,。；;、：:\s]")
_RATE: Final = Lazy(
    "([\u4e00-\u9fff]{2,16}(?:率|满意度))(?:均?(?:要|应)?(?:控制在|保持在|稳定在|达到?|不低于|不少于|不高于|不超过|为)|[≥≤>＞<＜=＝])?"
    r"(\d+(?:\.\d+)?)[%％](?!提|增|上升|下降|降)"
)
_FIGURES: Final = 3
"""So many figures are in the same other order by a slip, and not by chance."""
_LENGTHS: Final = frozenset({("米", "公里"), ("公里", "米")})
_BEFORE: Final = Lazy("上年|去年|往年|目前|现状|原有|同期")
_WHOLE_NAME: Final = 4
"""A rate of fewer characters (合格率) may be that of anything."""


@rule("TXT16", Severity.INFO, when=Fact.FILLED, trigger=Fact.NUMERIC)
def number_of_goal_not_in_indicators(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A number that the goal counts stands at the indicator of the same noun and unit as well, and so does a rate."""
    for paths, text in context.goals:
        if _DIGIT.search(text) is None:
            continue
        rows = (form.indicators.annual if "goals.annual" in paths else form.indicators.period) or form.indicators.annual
        if (rate := _other_rate(text, rows)) is not None:
            yield context.finding(*paths, said=rate[0], name=rate[1].name, target=rate[1].value)
            continue
        for found in _COUNTED.finditer(text):
            if "每" in text[max(found.start() - 8, 0) : found.end()]:
                continue  # a rhythm, not a count
            noun, number, unit = found[1], Decimal(found[2]), found[3]
            if unit.startswith("万"):
                number, unit = number * 10000, unit[1:]
            if unit == "名":
                unit = "人"
            same = [
                row
                for row in rows
                if row.name and noun in row.name and row.quantity.unit == unit and row.quantity.number
            ]
            if len(same) > 1 or (same and same[0].quantity.number == number):
                continue
            begin = max((one.end() for one in _CLAUSE.finditer(text, 0, found.start())), default=0)
            said = text[max(begin, found.start() - 16) : found.end()]
            row = same[0] if same else _slipped(said, number, unit, rows)
            if row is not None and row.quantity.upper is None:
                yield context.finding(*paths, said=said, name=row.name, target=row.value)
                break


def _slipped(said: str, number: Decimal, unit: str, rows: tuple[Indicator, ...]) -> Indicator | None:
    """The only indicator that a slip of the pen parts from what a goal says of the same thing: figures in another
    order (16.8公里, 18.6公里), or metres for kilometres.
    """
    counted = [row for row in rows if row.name and row.quantity.number is not None]
    if any(row.quantity.number == number and row.quantity.unit == unit for row in counted):
        return None
    figures = _figures(number)
    found = [
        row
        for row in counted
        if (
            row.quantity.unit == unit
            and len(figures) >= _FIGURES
            and row.quantity.number is not None
            and _figures(row.quantity.number) == figures
        )
        or (row.quantity.number == number and (unit, row.quantity.unit) in _LENGTHS)
    ]
    if len(found) != 1:
        return None
    name = bare(found[0].name or "")
    return found[0] if any(name[at : at + 2] in said for at in range(len(name) - 1)) else None


def _figures(number: Decimal) -> list[str]:
    return sorted(_DIGIT.findall(format(number.normalize(), "f")))


def _other_rate(text: str, rows: tuple[Indicator, ...]) -> tuple[str, Indicator] | None:
    """The first rate of a goal that the only indicator of its name asks less of: more than the goal says is no slip."""
    if "%" not in text and "％" not in text:
        return None
    for found in _RATE.finditer(text):
        said = found[1]
        same = [row for row in rows if row.name and len(row.name) >= _WHOLE_NAME and said.endswith(row.name)]
        if len(same) != 1 or _BEFORE.search(said):
            continue
        quantity, told = same[0].quantity, Decimal(found[2])
        if quantity.unit != "%" or quantity.upper is not None or quantity.number is None:
            continue
        if quantity.number > told if quantity.comparator in ("≤", "<") else quantity.number < told:
            return found[0][len(said) - len(same[0].name or "") :], same[0]
    return None


@text_trait
def _UNDECIDED(texts: str, context: Context) -> bool:
    """Whether the texts hold one of the phrases that leave something open."""
    return context.mentions("forbidden_phrases", texts)


@rule("TXT22", Severity.WARNING, when=Fact.RUNNING_TEXT, trigger=_UNDECIDED)
def undecided_words(passage: Passage, context: Context) -> Iterator[Draft]:
    """A goal or a plan leaves nothing to be decided later: no 视情况而定, no 待上级文件."""
    if not context.facts & _BINDING:
        return
    if context.mentions("forbidden_phrases", passage.text):
        phrase = next(word for word in context.profile.listed("forbidden_phrases") if word in passage.text)
        yield context.finding(passage.path, phrase=phrase, text=excerpt(passage.text))
