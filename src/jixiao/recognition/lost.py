"""What a damaged row has lost: a value or a name that the other half of the form prints for the same row.

A row of the other half stands for one row here, not for every row of the same name; what is paired with nothing, or
with a row that is blank as well, was left blank by whoever filled the form in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from jixiao.model.rows import same_name
from jixiao.recognition.entries import Entry


def mark_lost(period: Sequence[Entry], annual: Sequence[Entry]) -> None:
    """A gap for each blank value or name that the other half prints. The categories are settled before."""
    for entry, other in _pairs(period, annual):
        _compare(entry, other)
        _compare(other, entry)


def _compare(entry: Entry, other: Entry) -> None:
    if entry.name_text is not None and entry.value_text is None:
        if other.name_text is not None and other.value_text is not None:
            entry.gaps.append(("value", "lost", entry.name))
    elif entry.name_text is None and entry.value_text is not None and not entry.name_is_label:
        if other.name_text is not None:
            entry.gaps.append(("name", "lost", entry.value))
        elif other.name_is_label:
            entry.gaps.append(("name", "other half damaged", entry.value))


def _pairs(period: Sequence[Entry], annual: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """The filled rows of both halves that are one row of the form, the surest pairs first."""
    loose = [entry for entry in period if entry.filled]
    free = [entry for entry in annual if entry.filled]
    for one_row in _RULES:
        for entry in list(loose):
            other = next((other for other in free if one_row(entry, other)), None)
            if other is not None:
                loose.remove(entry)
                free.remove(other)
                yield entry, other


def _equal(one: Entry, other: Entry) -> bool:
    return (one.category, one.name_text, one.value_text) == (other.category, other.name_text, other.value_text)


def _same_name_and_category(one: Entry, other: Entry) -> bool:
    return one.category == other.category and one.name_text is not None and one.name_text == other.name_text


def _clipped_name(one: Entry, other: Entry) -> bool:
    return _kin(one, other) and _named_alike(one, other)


def _same_value(one: Entry, other: Entry) -> bool:
    # A row without a name is known by its value.
    return _kin(one, other) and not _both_named(one, other) and one.value_text == other.value_text


def _beside(one: Entry, other: Entry) -> bool:
    # In one printed row the name alone is enough, under whatever labels, or the category alone.
    if one.row != other.row:
        return False
    return _named_alike(one, other) if _both_named(one, other) else _kin(one, other)


_RULES: Final[tuple[Callable[[Entry, Entry], bool], ...]] = (
    _equal,
    _same_name_and_category,
    _clipped_name,
    _same_value,
    _beside,
)


def _kin(one: Entry, other: Entry) -> bool:
    """Whether two rows can be of one category."""
    return one.category == other.category or None in (one.category, other.category)


def _both_named(one: Entry, other: Entry) -> bool:
    return one.name_text is not None and other.name_text is not None


def _named_alike(one: Entry, other: Entry) -> bool:
    return one.name_text is not None and other.name_text is not None and same_name(one.name_text, other.name_text)
