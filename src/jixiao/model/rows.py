"""The two halves of a form, paired by category and name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from jixiao.model.forms import Indicator, Row, TargetForm


def same_name(first: str, second: str) -> bool:
    """Whether two names are one, where either may have been clipped: one is the beginning of the other."""
    shorter, longer = (first, second) if len(first) <= len(second) else (second, first)
    return len(shorter) >= 2 and longer.startswith(shorter)


def pair_indices(period: Sequence[Indicator], annual: Sequence[Indicator]) -> list[tuple[int | None, int | None]]:
    """The positions of each row in both halves: equal indicators first, then the same category and name.

    A clipped name is the beginning of the other. Order is that of the period half; what stands in the annual half
    alone follows. Empty slots pair by category.
    """
    if (loose_rows := _loose(period, annual)) is not None and _keep_their_places(period, annual, loose_rows):
        return _in_place(len(period))
    partner: list[int | None] = [None] * len(period)
    loose: list[int] = []
    free: dict[int, Indicator] = {}
    for index, indicator in enumerate(period):
        # The usual form prints both halves alike, and equal rows of a batch are one object.
        if index < len(annual) and annual[index] is indicator:
            partner[index] = index
        else:
            loose.append(index)
    if loose or len(annual) > len(period):
        free = {index: one for index, one in enumerate(annual) if index >= len(partner) or partner[index] != index}
        for rule in (_equal, _kin_of_category, _kin_without):
            for index in loose:
                if partner[index] is not None:
                    continue
                indicator = period[index]
                for other_index, other in free.items():
                    if rule(indicator, other):
                        partner[index] = other_index
                        del free[other_index]
                        break
    pairs: list[tuple[int | None, int | None]] = list(enumerate(partner))
    pairs += [(None, index) for index in free]
    return pairs


def _loose(period: Sequence[Indicator], annual: Sequence[Indicator]) -> list[int] | None:
    """The positions at which two halves of one length do not hold one object: equal rows of a batch are one."""
    if len(period) != len(annual):
        return None
    return [index for index, row in enumerate(period) if annual[index] is not row]


def _keep_their_places(period: Sequence[Indicator], annual: Sequence[Indicator], loose: list[int]) -> bool:
    """Whether each of the loose rows is surely paired with the one at its own place.

    So it is where no two of them are equal, and each is of one kin with the one beside it: the usual form, some of
    whose names the page has cut off.
    """
    names = {period[index].name for index in loose}
    return not any([annual[index].name in names for index in loose]) and all(
        [_kin(period[index], annual[index], True) for index in loose]
    )


@lru_cache(maxsize=256)
def _in_place(count: int) -> list[tuple[int | None, int | None]]:
    return [(index, index) for index in range(count)]


def pair(period: Sequence[Indicator], annual: Sequence[Indicator]) -> tuple[Row, ...]:
    """The rows of a form, each with its two halves; see :func:`pair_indices`."""
    return tuple(row_of(period, annual, index, other) for index, other in pair_indices(period, annual))


def row_of(period: Sequence[Indicator], annual: Sequence[Indicator], index: int | None, other: int | None) -> Row:
    """The row at a pair of positions."""
    return Row(None if index is None else period[index], None if other is None else annual[other], index, other)


def _equal(one: Indicator, other: Indicator) -> bool:
    return other is one or (other.name == one.name and other.category == one.category and other.value == one.value)


def _kin_of_category(one: Indicator, other: Indicator) -> bool:
    return _kin(one, other, True)


def _kin_without(one: Indicator, other: Indicator) -> bool:
    return _kin(one, other, False)


def _kin(one: Indicator, other: Indicator, same_category: bool) -> bool:
    if same_category and one.category != other.category:
        return False
    if one.name is None or other.name is None:
        # A name that is missing on one side pairs by category, and by value where there is one.
        return same_category and one.filled == other.filled and (one.value == other.value or not one.filled)
    if not same_category and None not in (one.category, other.category):
        return False
    return same_name(one.name, other.name)


def holds_names(form: TargetForm, words: Sequence[str], least: int) -> bool:
    """Whether at least so many of some words stand in the names of a form's indicators."""
    names = {row.name for _, rows in form.indicators.halves for row in rows if row.name}
    return sum(any(word in name for name in names) for word in words) >= least
