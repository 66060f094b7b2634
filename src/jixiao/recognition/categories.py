"""Which category each row belongs to, where labels are missing, have slid or disagree.

In this order: the row's own label; the label that the other half prints for the same name; a label of the template
that is missing goes to the unlabelled row just before the next label; the other half again; then fill down.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jixiao.model.rows import same_name
from jixiao.recognition.entries import Entry
from jixiao.recognition.labels import TWO_COLUMN_ORDER

_HINTS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("satisfaction", ("满意度",)),
    ("timeliness", ("及时", "时间", "时限", "完成率", "完成", "进度")),
    ("cost", ("成本", "费", "单价", "支出标准", "补助标准")),
    ("quality", ("合格率", "验收", "质量", "达标率", "准确率")),
    ("quantity", ("数量", "人数", "面积", "次数", "长度", "个数")),
)


def settle_categories(period: list[Entry], annual: list[Entry]) -> bool:
    """Settle ``category`` of every entry of both halves, with a gap for each repair.

    Returns whether the halves put one row under two labels: then it is not sure which category is empty.
    """
    twins = (_twins(period, annual), _twins(annual, period))
    disagree = _settle_conflicts(period, twins[0])
    _move_labels_down(period, annual, twins[0])
    _move_labels_down(annual, period, twins[1])
    for half in (period, annual):
        for entry in half:
            entry.category = entry.printed
    for use_derived in (False, True):
        for mine, theirs in ((period, twins[0]), (annual, twins[1])):
            _borrow(mine, theirs, printed_only=not use_derived)
        if not use_derived:
            _give_missing_labels(period, annual)
            _give_missing_labels(annual, period)
    _fill_down(period, annual, twins[0])
    _fill_down(annual, period, twins[1])
    return disagree


def _twins(mine: Sequence[Entry], theirs: Sequence[Entry]) -> dict[int, Entry]:
    """For each entry of a half (by its position) the entry of the other half with the same name."""
    free = list(theirs)
    found: dict[int, Entry] = {}
    for exact in (True, False):
        for index, entry in enumerate(mine):
            if index in found or entry.name_text is None:
                continue
            for other in free:
                if other.name_text is None:
                    continue
                if entry.name_text == other.name_text or (not exact and same_name(entry.name_text, other.name_text)):
                    found[index] = other
                    free.remove(other)
                    break
    for index, entry in enumerate(mine):
        if index not in found and entry.filled and entry.name_text is None:
            # A row that lost its name is the other half's row beside it with the same value.
            for other in free:
                if other.row == entry.row and other.value_text == entry.value_text:
                    found[index] = other
                    free.remove(other)
                    break
    return found


def _settle_conflicts(mine: Sequence[Entry], twins: dict[int, Entry]) -> bool:
    """The same name under two labels: the words of the name decide, or else both stay as printed."""
    disagree = False
    for index, other in twins.items():
        entry = mine[index]
        if entry.printed is None or other.printed is None or entry.printed == other.printed or not entry.name_text:
            continue
        disagree = True
        for category, words in _HINTS:
            if category in (entry.printed, other.printed) and any(word in entry.name_text for word in words):
                loser = other if entry.printed == category else entry
                loser.printed = category
                loser.gaps.append(("category", "label moved", loser.label))
                break
    return disagree


def _move_labels_down(mine: Sequence[Entry], theirs: Sequence[Entry], twins: dict[int, Entry]) -> None:
    """A label printed one row too high: the other half prints it beside the next row, and this row under another."""
    for index in range(len(mine) - 1):
        entry, following = mine[index], mine[index + 1]
        if entry.printed is None or following.printed is not None or not (entry.filled and following.filled):
            continue
        other, other_following = twins.get(index), twins.get(index + 1)
        if (
            other is not None
            and other_following is not None
            and other_following.printed == entry.printed
            and (elsewhere := _printed_above(theirs, other)) is not None
            and elsewhere != entry.printed
        ):
            following.printed, following.label = entry.printed, entry.label
            following.gaps.append(("category", "label moved", entry.label))
            entry.printed, entry.label = None, None


def _borrow(mine: Sequence[Entry], twins: dict[int, Entry], *, printed_only: bool) -> None:
    for index, other in twins.items():
        entry = mine[index]
        category = other.printed if printed_only else other.category
        if entry.category is not None or category is None:
            continue
        above = next((e.category for e in reversed(mine[:index]) if e.category is not None), None)
        entry.category = category
        if above != category:
            # The second row of a merged label needs no repair; it would have been filled down.
            entry.gaps.append(("category", "borrowed label", entry.place))


def _give_missing_labels(mine: Sequence[Entry], theirs: Sequence[Entry]) -> None:
    """A label of the template that this half does not print belongs to the unlabelled row before the next label."""
    printed = {entry.category for entry in mine if entry.category is not None}
    empty_elsewhere = {entry.printed for entry in theirs if entry.printed is not None and not entry.filled}
    for index, entry in enumerate(mine):
        if index == 0 or entry.category not in TWO_COLUMN_ORDER:
            continue
        loose: list[Entry] = []
        at = index - 1
        while at >= 0 and mine[at].category is None:
            if mine[at].filled:
                loose.insert(0, mine[at])
            at -= 1
        if at < 0 or not loose or mine[at].category not in TWO_COLUMN_ORDER:
            continue
        low = TWO_COLUMN_ORDER.index(mine[at].category or "")
        high = TWO_COLUMN_ORDER.index(entry.category or "")
        missing = [
            category
            for category in TWO_COLUMN_ORDER[low + 1 : high]
            if category not in printed and category not in empty_elsewhere
        ]
        while missing and loose:
            row = loose.pop()
            row.category = missing.pop()
            printed.add(row.category)
            row.gaps.append(("category", "borrowed label", row.place))


def _fill_down(mine: Sequence[Entry], theirs: Sequence[Entry], twins: dict[int, Entry]) -> None:
    printed = {entry.printed for entry in mine if entry.printed is not None}
    above: str | None = None
    for index, entry in enumerate(mine):
        if entry.category is None:
            other = twins.get(index)
            elsewhere = _filled_category(theirs, other) if other is not None else None
            if elsewhere is not None and elsewhere != above and elsewhere not in printed:
                entry.category = elsewhere
                entry.gaps.append(("category", "borrowed label", entry.place))
            elif above is not None:
                entry.category = above
            else:
                entry.gaps.append(("category", "no label", entry.place))
        above = entry.category or above


def _printed_above(half: Sequence[Entry], entry: Entry) -> str | None:
    """The printed label of a row, or of the nearest filled row above it. An empty slot's label owns no other row."""
    above: str | None = None
    for one in half:
        if one.printed is not None:
            above = one.printed if one.filled else None
        if one is entry:
            return above
    return None


def _filled_category(half: Sequence[Entry], entry: Entry) -> str | None:
    """The category of a row of the other half, filled down from the last label above it."""
    above: str | None = None
    for one in half:
        above = one.category or above
        if one is entry:
            return above
    return None
