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
    ("ecological_benefit", ("生态", "环境", "污染", "空气", "水质", "排放", "绿化", "节能")),
    ("sustainable_impact", ("年限", "长效", "持续", "使用寿命")),
    ("economic_benefit", ("收入", "增收", "产值", "税收", "经济发展", "经济损失")),
    ("timeliness", ("及时", "时间", "时限", "完成率", "完成", "进度")),
    ("cost", ("成本", "费", "单价", "支出标准", "补助标准")),
    ("quality", ("合格率", "验收", "质量", "达标率", "准确率")),
    ("quantity", ("数量", "人数", "面积", "次数", "长度", "个数")),
)
"""Words of a name that speak for a category; the first that is found counts."""

_OUTSPOKEN: Final = frozenset({"ecological_benefit"})
"""Categories whose names always speak for them: a name that does not is another label's."""


def _hint(name: str | None) -> str | None:
    """The category that the words of a name speak for."""
    if name is None:
        return None
    return next((category for category, words in _HINTS if any(word in name for word in words)), None)


def settle_categories(period: list[Entry], annual: list[Entry]) -> bool:
    """Settle ``category`` of every entry of both halves, with a gap for each repair.

    Returns whether the halves put one row under two labels: then it is not sure which category is empty.
    """
    twins = (_twins(period, annual), _twins(annual, period))
    disagree = _settle_conflicts(period, annual, twins[0])
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
    # A name may stand under two labels: then it is the row beside it first of all.
    for exact, beside in ((True, True), (True, False), (False, True), (False, False)):
        for index, entry in enumerate(mine):
            name = entry.name_text
            if index in found or name is None:
                continue
            for other in free:
                if other.name_text is None or (beside and other.row != entry.row):
                    continue
                if name == other.name_text or (not exact and same_name(name, other.name_text)):
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


def _settle_conflicts(mine: Sequence[Entry], theirs: Sequence[Entry], twins: dict[int, Entry]) -> bool:
    """The same name under two labels.

    Labels that run one row ahead of their rows are wrong; else the words of the name decide; else both stay.
    """
    disagree = False
    places = {id(other): number for number, other in enumerate(theirs)}
    before = {id(entry): entry.printed for entry in (*mine, *theirs)}
    for index, other in twins.items():
        entry = mine[index]
        if entry.printed is None or other.printed is None or entry.printed == other.printed or not entry.name_text:
            continue
        disagree = True
        mine_ahead = _printed_next(theirs, places[id(other)], before) == before[id(entry)]
        theirs_ahead = _printed_next(mine, index, before) == before[id(other)]
        if mine_ahead != theirs_ahead:
            loser, category = (entry, before[id(other)]) if mine_ahead else (other, before[id(entry)])
        elif (hint := _hint(entry.name_text)) in (entry.printed, other.printed):
            loser, category = (other if entry.printed == hint else entry), hint
        else:
            continue
        loser.printed = category
        loser.gaps.append(("category", "label moved", loser.label))
    return disagree


def _printed_next(half: Sequence[Entry], index: int, before: dict[int, str | None]) -> str | None:
    """The label that was printed on the row after ``index``."""
    return before[id(half[index + 1])] if index + 1 < len(half) else None


def _move_labels_down(mine: Sequence[Entry], theirs: Sequence[Entry], twins: dict[int, Entry]) -> None:
    """A label printed one row too high: the other half prints it beside the next row, and this row under another.

    (Where the other half has the two rows beside each other, it is a merged label that is printed on its second row.)
    """
    for index in range(len(mine) - 1):
        entry, following = mine[index], mine[index + 1]
        other, other_following = twins.get(index), twins.get(index + 1)
        if entry.printed is None or not (entry.filled and following.filled) or other is None or other_following is None:
            continue
        if other_following.printed != entry.printed:
            continue
        if following.printed == entry.printed and other.printed is None:
            # Printed on both rows here, on the second alone there: the first is the same label, one row ahead.
            entry.printed, entry.label = None, None
            entry.gaps.append(("category", "label moved", entry.place))
        elif (
            following.printed is None
            and theirs.index(other_following) != theirs.index(other) + 1
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
        above = mine[at].category if at >= 0 else None
        if not loose or (at >= 0 and above not in TWO_COLUMN_ORDER):
            continue
        low = TWO_COLUMN_ORDER.index(above) if above is not None else -1
        high = TWO_COLUMN_ORDER.index(entry.category)
        missing = [
            category
            for category in TWO_COLUMN_ORDER[low + 1 : high]
            if category not in printed and category not in empty_elsewhere
        ]
        while loose:
            hint = _hint(loose[-1].name_text)
            if above is None and hint == entry.category:
                # A merged label, printed on its second row; nothing above could own the row.
                category = entry.category
            elif not missing or (above is not None and hint == above):
                # Its name belongs to the label above it: that label has several rows, and the missing one has none.
                break
            elif hint in missing:
                category = hint
            elif len(missing) > len(loose) or missing[-1] in _OUTSPOKEN:
                # More labels than rows are missing, and nothing tells which of them was here.
                break
            else:
                category = missing[-1]
            if category in missing:
                del missing[missing.index(category) :]
            printed.add(category)
            _lend(loose.pop(), category)
        if above is None and not missing:
            # No label of the template is missing above the first that is printed: these are its rows.
            first = next((row.category for row in mine if row.category is not None), None)
            for row in loose:
                _lend(row, first or entry.category)


def _lend(entry: Entry, category: str) -> None:
    entry.category = category
    entry.gaps.append(("category", "borrowed label", entry.place))


def _fill_down(mine: Sequence[Entry], theirs: Sequence[Entry], twins: dict[int, Entry]) -> None:
    printed = {entry.printed for entry in mine if entry.printed is not None}
    above: Entry | None = None
    for index, entry in enumerate(mine):
        if entry.category is None:
            other = twins.get(index)
            elsewhere = _filled_category(theirs, other) if other is not None else None
            owner = None if above is None else above.category
            below = _label_below(mine, index)
            last = "satisfaction" not in printed and all(row.printed is None for row in mine[index:])
            if last and elsewhere in (None, owner) and _hint(entry.name_text) == "satisfaction":
                # The last label of the template is missing: no other follows before which its rows could be found.
                entry.category = "satisfaction"
                entry.gaps.append(("category", "borrowed label", entry.place))
            elif elsewhere is not None and elsewhere != owner and elsewhere not in printed:
                entry.category = elsewhere
                entry.gaps.append(("category", "borrowed label", entry.place))
            elif above is not None and not above.filled and below is not None and _hint(entry.name_text) != owner:
                # An empty heading owns no row under it: this is the first row of a label printed on its second.
                entry.category = below
                entry.gaps.append(("category", "borrowed label", entry.place))
            elif owner is not None:
                entry.category = owner
            else:
                entry.gaps.append(("category", "no label", entry.place))
        above = entry


def _label_below(half: Sequence[Entry], index: int) -> str | None:
    """The label printed on the next row, where both rows are filled."""
    following = half[index + 1] if index + 1 < len(half) else None
    return following.printed if following is not None and following.filled and half[index].filled else None


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
