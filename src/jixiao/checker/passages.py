"""The running texts of a form, and what is known of each before any rule sees it."""

from __future__ import annotations

from typing import Final

from jixiao.checker.profile import Profile
from jixiao.model.forms import TargetForm
from jixiao.model.quantities import parse_quantity
from jixiao.rules.facts import Fact

_MONEY_TEXT: Final = int(Fact.MONEY_TEXT)
_YEAR_TEXT: Final = int(Fact.YEAR_TEXT)
_CITING_TEXT: Final = int(Fact.CITING_TEXT)
_PERIOD_TEXT: Final = int(Fact.PERIOD_TEXT)
_SUMMARY: Final = int(Fact.RUNNING_TEXT)
_BASIS: Final = int(Fact.RUNNING_TEXT | Fact.BASIS_TEXT)
_NECESSITY: Final = int(Fact.RUNNING_TEXT | Fact.NECESSITY_TEXT)
_MEASURES: Final = int(Fact.RUNNING_TEXT | Fact.MEASURES_TEXT)
_PLAN: Final = int(Fact.RUNNING_TEXT | Fact.PLAN_TEXT)
_GOAL: Final = int(Fact.RUNNING_TEXT | Fact.GOAL_TEXT)
_ODD_ENDS: Final = int(Fact.ODD_ENDS)
_OPEN_END: Final = int(Fact.OPEN_END)
_OF_MARKS: Final = _YEAR_TEXT | _CITING_TEXT | _ODD_ENDS | _OPEN_END
_MARKS_IN_FRONT: Final = frozenset(".。、,，;；:：·…")
_MARKS_BEHIND: Final = frozenset("，,、；;：:")
_STOPS: Final = frozenset('。.；;！!？?”"》）)')


def open_ends(profile: Profile) -> frozenset[str]:
    """The characters in which a text that breaks off may end: a mark that asks for more, or the end of such a word."""
    words = profile.listed("dangling_words")
    return frozenset([word[-1] for word in words] + list("，,、：:")) - _STOPS


def passages(form: TargetForm, ends: frozenset[str], asked: int = -1) -> list[tuple[str, str, int]]:
    """The fields that hold running text, and 项目期 and 填报日期 where they are no dates: path, text and facts.

    ``ends`` are the :func:`open_ends` of the profile; facts that are not ``asked`` about may be left out.
    """
    text, goals, found = form.text, form.goals, []
    marks = asked & _OF_MARKS
    for path, printed, facts in (
        ("text.summary", text.summary, _SUMMARY),
        ("text.basis", text.basis, _BASIS),
        ("text.necessity", text.necessity, _NECESSITY),
        ("text.measures", text.measures, _MEASURES),
        ("text.plan", text.plan, _PLAN),
        ("goals.period", goals.period, _GOAL),
        ("goals.annual", goals.annual, _GOAL),
    ):
        if printed:
            if "元" in printed:
                facts |= _MONEY_TEXT
            if not marks:
                found.append((path, printed, facts))
                continue
            if "20" in printed or "19" in printed:
                facts |= _YEAR_TEXT
            last = printed[-1]
            if last in ends or last.isspace():
                facts |= _OPEN_END
            first = printed[0]
            if first in _MARKS_IN_FRONT or last in _MARKS_BEHIND or first.isspace() or last.isspace():
                facts |= _ODD_ENDS
            if "《" in printed or "〔" in printed or "[20" in printed:
                facts |= _CITING_TEXT
            found.append((path, printed, facts))
    for path, printed in (("project_period", form.project_period), ("sign_off.filled_at", form.sign_off.filled_at)):
        if printed and parse_quantity(printed).invalid:
            found.append((path, printed, _PERIOD_TEXT))
    return found
