"""Whether a goal says anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import TargetForm
from jixiao.model.patterns import Lazy
from jixiao.rules.base import Draft, Fact, Severity, rule
from jixiao.rules.context import Context

_MARKS: Final = Lazy(r"[\s，,。.；;、：:（）()“”\"《》\-—…!！]+")
_YEAR: Final = Lazy(r"(?:19|20)\d\d年度?")
_DIGIT: Final = Lazy(r"\d|[一二两三四五六七八九十百千万]+(?:个|名|人|次|场|户|台|套|处|所|期|公里|平方米|条|座|辆)")


@rule("CMP08", Severity.WARNING, unless=Fact.BLANK, yields_to="CMP09 TXT10 TXT11", preview=False)
def goal_too_short(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A goal has at least the characters of the threshold (15), without spaces and marks.

    A short one that names a number is concrete enough; a blank one is another fault.
    """
    least = int(context.profile.threshold("goal_characters"))
    for paths, text in context.goals:
        if len(text) >= 2 * least:
            continue
        count = len(_MARKS.sub("", text))
        if 0 < count < least and _DIGIT.search(_YEAR.sub("", text)) is None:
            yield context.finding(*paths, value=text, count=count, least=least)


@rule("CMP09", Severity.WARNING, unless=Fact.BLANK)
def goal_is_the_project_name(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A goal is more than the name of the project: both are compared without 项目, 经费, 工作, 完成 and the like."""
    name = form.project_name
    if not name:
        return
    for paths, text in context.goals:
        if len(text) <= 2 * len(name) + 12 and _bare(text, context) == (known := _bare(name, context)) and known:
            yield context.finding(*paths, value=text, name=name)


def _bare(text: str, context: Context) -> str:
    """A text without marks, years and words that say nothing of their own."""
    text = _YEAR.sub("", _MARKS.sub("", text))
    for word in context.profile.listed("goal_fillers"):
        text = text.replace(word, "")
    return text
