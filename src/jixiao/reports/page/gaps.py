"""What was mended or lost in reading, as the page tells it: one entry for each reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from jixiao.model.reading import Gap
from jixiao.reports.doubts import say_place

LISTED: Final = 12
"""How many places of one kind of gap are listed for a form, and how many forms for one kind on top."""


def gaps_by_reason(gaps: Iterable[Gap], language: str) -> list[tuple[str, str, int]]:
    """(reason, where, how often) of the gaps, one entry for each reason."""
    english = language == "en"
    found: dict[str, list[Gap]] = {}
    for gap in gaps:
        found.setdefault(gap.reason, []).append(gap)
    entries = []
    for some in found.values():
        places = list(dict.fromkeys(place for gap in some if (place := say_place(gap.at, language))))
        where = ("; " if english else "、").join(places[:LISTED])
        if len(places) > LISTED:
            where += " …"
        entries.append((some[0].say(language), where, len(some)))
    return entries


def lost_in(gaps: Iterable[Gap]) -> int:
    """How many of some gaps left something unchecked."""
    return sum(gap.effect == "cannot tell" for gap in gaps)


def form_of(path: str) -> int:
    """The number of the form that a path leads into, from 1; 0 for the document."""
    number = path.removeprefix("forms[").partition("]")[0] if path.startswith("forms[") else ""
    return int(number) + 1 if number.isdigit() else 0


def belongs(path: str, prefix: str) -> bool:
    """Whether a path is that of a thing, or of something in it."""
    return path == prefix or path.startswith((prefix + ".", prefix + "["))
