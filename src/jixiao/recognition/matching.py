"""Which row of the project tables belongs to which form.

Codes first; then pairs whose names are similar and whose amounts are equal claim each other, best name first; then
forms and rows that are left over with exactly the same name. Equal amounts alone prove nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from attrs import evolve

from jixiao.model.forms import Match, ProjectRow, TargetForm
from jixiao.model.patterns import Lazy

_TOLERANCE: Final = Decimal(100)  # yuan: 0.01 万元
_SIMILAR: Final = 0.6
_PUNCTUATION: Final = Lazy(r"[\W_]+")


def bare_name(name: str) -> str:
    """A project's name as names are compared: without punctuation and one leading letter or digit."""
    bare = _PUNCTUATION.sub("", name)
    if len(bare) > 1 and bare[0].isascii() and bare[0].isalnum() and not bare[1].isdigit():
        bare = bare[1:]
    return bare


def match_rows(forms: Sequence[TargetForm], rows: Sequence[ProjectRow]) -> tuple[ProjectRow, ...]:
    """The rows, each with the form that it belongs to where one is found."""
    names = [bare_name(form.project_name or "") for form in forms]
    row_names = [bare_name(row.name) for row in rows]
    found: dict[int, Match] = {}
    taken: set[int] = set()

    def claim(form: int, row: int, how: str, confidence: str) -> None:
        taken.add(form)
        found[row] = Match(form + 1, how, confidence)

    for index, form in enumerate(forms):
        if form.project_code:
            same = [number for number, row in enumerate(rows) if row.code == form.project_code and number not in found]
            if len(same) == 1:
                claim(index, same[0], "code", "high")
    for ratio, index, number in _candidates(forms, rows, names, row_names):
        if index not in taken and number not in found:
            claim(index, number, "name and amount", "high" if ratio >= 0.9 else "medium")
    for index, form in enumerate(forms):
        if index in taken or not form.project_name:
            continue
        same = [
            number for number, row in enumerate(rows) if number not in found and row.name.strip() == form.project_name
        ]
        rivals = [
            other
            for other, rival in enumerate(forms)
            if other not in taken and other != index and rival.project_name == form.project_name
        ]
        if len(same) == 1 and not rivals:
            claim(index, same[0], "name", "high")
        elif same:
            # Several of one name: which is whose cannot be told, and a comparison would be a guess.
            claim(index, same[0], "ambiguous", "low")
    return tuple(evolve(row, matched=found.get(number)) for number, row in enumerate(rows))


def _candidates(
    forms: Sequence[TargetForm], rows: Sequence[ProjectRow], names: Sequence[str], row_names: Sequence[str]
) -> list[tuple[float, int, int]]:
    candidates: list[tuple[float, int, int]] = []
    matcher = difflib.SequenceMatcher(autojunk=False)
    for number, row in enumerate(rows):
        matcher.set_seq2(row_names[number])
        for index, form in enumerate(forms):
            if row.total is None or not _equal_amounts(form, row.total):
                continue
            if names[index] == row_names[number]:
                candidates.append((1.0 + (form.project_name == row.name), index, number))
                continue
            matcher.set_seq1(names[index])
            if matcher.real_quick_ratio() < _SIMILAR or matcher.quick_ratio() < _SIMILAR:
                continue
            if (ratio := matcher.ratio()) >= _SIMILAR:
                candidates.append((ratio, index, number))
    return sorted(candidates, key=lambda one: (-one[0], one[1], one[2]))


def _equal_amounts(form: TargetForm, total: Decimal) -> bool:
    """By the annual total, else (where it is blank or differs) by the period total."""
    return any(
        amount is not None and abs(amount - total) <= _TOLERANCE
        for amount in (form.funding.annual.total, form.funding.period.total)
    )
