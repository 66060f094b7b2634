"""When two forms are copies of each other: what is compared inside one document and between the files of a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import TargetForm
from jixiao.model.numerals import half_width
from jixiao.model.texts import bare, sentences

LEAST_ROWS: Final = 4
"""Forms with fewer rows may well have the same ones."""
END: Final = 6
"""So many characters at the head or at the end of two texts that are nearly one are the same."""

_TEXTS: Final = ("summary", "necessity", "measures", "plan")
_CHANGED: Final = 8
"""So many characters at most are changed in a near copy, and a fifth of the text."""
_IN_A_PLACE: Final = frozenset("镇乡村县区市校院站所路河桥园馆局队厂矿库渠0123456789")


def distinct_rows(form: TargetForm) -> frozenset[tuple[str, str]]:
    """The rows of a form by name and value, as two forms are compared by them."""
    # A scan clips the names of the annual half more.
    rows = form.indicators.period or form.indicators.annual
    return frozenset((bare(row.name), half_width(row.value)) for row in rows if row.name and row.value)


def own_texts(form: TargetForm, least: int) -> Iterator[tuple[str, str]]:
    """The texts of a form that are long enough to be somebody's own, by their paths."""
    goals = [("goals.annual", form.goals.annual or ""), ("goals.period", form.goals.period or "")]
    if bare(goals[0][1]) == bare(goals[1][1]):
        goals.pop()
    for path, text in [*((f"text.{name}", getattr(form.text, name) or "") for name in _TEXTS), *goals]:
        if len(bare(text)) >= least and not text.lstrip().startswith("《"):
            yield path, text


def core(text: str) -> str:
    """What two texts are compared by: the last two sentences, since a preamble on policy may be shared."""
    return bare("".join(sentences(text)[-2:]))


def ends(text: str) -> tuple[str, str]:
    """The head and the end of a core, by one of which a near copy of it is found."""
    return f"^{text[:END]}", text[-END:]


def nearly(one: str, name: str, other: str, other_name: str) -> bool:
    """Whether a few words were changed and no more: not a number, a place, or what the project's own name says."""
    mine, theirs = _changed(one, other)
    longest = max(len(mine), len(theirs))
    if longest > _CHANGED or longest * 5 > len(one):
        return False
    if not (_IN_A_PLACE.isdisjoint(mine) and _IN_A_PLACE.isdisjoint(theirs)):
        return False
    return not ((mine and mine in name) or (theirs and theirs in other_name))


def _changed(one: str, other: str) -> tuple[str, str]:
    """What stands between the common head and the common end of two texts."""
    shorter = min(len(one), len(other))
    head = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    end = next((at for at in range(shorter - head) if one[-1 - at] != other[-1 - at]), shorter - head)
    return one[head : len(one) - end], other[head : len(other) - end]
