"""What has changed between two checks of one file: which findings have gone, which are new, how many are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from jixiao.checker import Report
from jixiao.rules.base import Severity

_SHOWN: Final = 10
"""How many findings are listed as gone, and how many as new; all are counted."""


class Noted(NamedTuple):
    """A finding as it is remembered till the next check."""

    fingerprint: str
    place: tuple[str, str]
    """Its code and its path: a finding whose text has changed is still the same there."""
    line: str


class Difference(NamedTuple):
    """What two checks differ in."""

    gone: tuple[Noted, ...]
    new: tuple[Noted, ...]
    left: int


def noted(report: Report, show_all: bool) -> tuple[Noted, ...]:
    """The findings that people see: no consequence of others, and of severity info where all are shown."""
    own = [one for one in report.findings if report.cause_of(one) is None]
    made = []
    for one in own:
        if one.shown_severity is Severity.INFO and not show_all:
            continue
        path = one.paths[0] if one.paths else ""
        place = next((place.at.say(report.language) for _, place in one.places), path)
        said = f"{one.code} {one.say(report.language, evidence=False)}　{place}"
        made.append(Noted(one.fingerprint, (one.code, path), said))
    return tuple(made)


def difference(before: Sequence[Noted], now: Sequence[Noted]) -> Difference:
    """Compare by fingerprint, and what is over by its place."""
    gone, new = _over(before, now, 0), _over(now, before, 0)
    return Difference(tuple(_over(gone, new, 1)), tuple(_over(new, gone, 1)), len(now))


def _over(some: Sequence[Noted], others: Sequence[Noted], key: int) -> list[Noted]:
    """Those that have no partner among the others, in their order."""
    partners = Counter(one[key] for one in others)
    over = []
    for one in some:
        if partners[one[key]] > 0:
            partners[one[key]] -= 1
        else:
            over.append(one)
    return over


def say(change: Difference, language: str) -> str:
    """One line: ``已改好2处，新增1处，还剩5处``."""
    gone, new, left = len(change.gone), len(change.new), change.left
    if language == "en":
        counts = [f"{gone} fixed"] * bool(gone) + [f"{new} new"] * bool(new) or ["no change"]
        return ", ".join([*counts, f"{left} left"])
    counts = [f"已改好{gone}处"] * bool(gone) + [f"新增{new}处"] * bool(new) or ["没有变化"]
    return "，".join([*counts, f"还剩{left}处"])


def lines(change: Difference, language: str) -> list[str]:
    """What has gone and what is new, a finding a line."""
    names = ("fixed", "new") if language == "en" else ("已改好", "新增")
    made = []
    for name, some in zip(names, (change.gone, change.new), strict=True):
        made += [f"  {name}　{one.line}" for one in some[:_SHOWN]]
        if len(some) > _SHOWN:
            rest = len(some) - _SHOWN
            made.append(f"  {name}　… {rest} more" if language == "en" else f"  {name}　……另{rest}处")
    return made
