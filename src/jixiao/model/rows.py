"""The two halves of a form, paired by category and name."""

from __future__ import annotations

from collections.abc import Sequence

from jixiao.model.forms import Indicator, Row


def same_name(first: str, second: str) -> bool:
    """Whether two names are one, where either may have been clipped: one is the beginning of the other."""
    shorter, longer = (first, second) if len(first) <= len(second) else (second, first)
    return len(shorter) >= 2 and longer.startswith(shorter)


def pair(period: Sequence[Indicator], annual: Sequence[Indicator]) -> tuple[Row, ...]:
    """The rows of a form: equal indicators first, then the same category and name (a clipped name is a prefix).

    Order is that of the period half; what stands in the annual half alone follows. Empty slots pair by category.
    """
    if len(period) == len(annual):
        # The usual form prints both halves alike, and equal rows of a batch are one object.
        for one, other in zip(period, annual, strict=True):
            if one is not other:
                break
        else:
            return tuple(Row(one, one, index, index) for index, one in enumerate(period))
    partner: list[int | None] = [None] * len(period)
    free = dict(enumerate(annual))
    for index, indicator in enumerate(period):
        for other_index, other in free.items():
            if other is indicator or (
                other.name == indicator.name and other.category == indicator.category and other.value == indicator.value
            ):
                partner[index] = other_index
                del free[other_index]
                break
    for same_category in (True, False):
        for index, indicator in enumerate(period):
            if partner[index] is not None:
                continue
            for other_index, other in free.items():
                if _kin(indicator, other, same_category):
                    partner[index] = other_index
                    del free[other_index]
                    break
    rows = [
        Row(indicator, None if (at := partner[index]) is None else annual[at], index, at)
        for index, indicator in enumerate(period)
    ]
    rows.extend(Row(None, other, None, other_index) for other_index, other in free.items())
    return tuple(rows)


def _kin(one: Indicator, other: Indicator, same_category: bool) -> bool:
    if same_category and one.category != other.category:
        return False
    if one.name is None or other.name is None:
        # A name that is missing on one side pairs by category, and by value where there is one.
        return same_category and one.filled == other.filled and (one.value == other.value or not one.filled)
    if not same_category and None not in (one.category, other.category):
        return False
    return same_name(one.name, other.name)
