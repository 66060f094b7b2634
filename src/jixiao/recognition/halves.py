"""The indicator rows of a two-sided form whose cells have slid: find each half's label, name and value.

On a scan every row slides by itself, each half for itself. So a row is read from its labels: what follows a label is
the name, then the value; columns decide only where no label is printed. A lone cell is told by what it says and by
what the other half says. Nothing is copied from the other half.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from attrs import define, evolve

from jixiao.documents.grid import Cell, Line
from jixiao.model.patterns import Lazy
from jixiao.model.rows import same_name
from jixiao.model.words import is_known_word
from jixiao.recognition.entries import Entry
from jixiao.recognition.labels import CATEGORY_LABELS, category_of, fold, is_level1
from jixiao.recognition.values import reads_as_value, value_tail

_STUCK: Final = Lazy(
    "(服务对象满意度指标|服务对象满意度指|"
    + "|".join(sorted((label for label in CATEGORY_LABELS if label.endswith("指标")), key=len, reverse=True))
    + r")(.{2,})",
    re.DOTALL,
)
_STUCK_SATISFACTION: Final = Lazy(r"(服务对象满意度?)[≥≤><＞＜=＝\d].*", re.DOTALL)
_BARE_SATISFACTION: Final = frozenset({"服务对象满意度", "服务对象满意"})


@define
class Columns:
    """Where the columns of a two-sided block stand: level 2, name and value, left and right."""

    left: tuple[int, int, int] = (2, 3, 4)
    right: tuple[int, int, int] = (5, 6, 7)


def find_columns(head: Line) -> Columns:
    """The columns of the row 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | …"""
    found: dict[str, list[int]] = {"二级指标": [], "三级指标": [], "指标值": []}
    for cell in head.cells:
        label = fold(cell.text)
        if label in found:
            found[label].append(cell.column)
    levels, names, values = found["二级指标"], found["三级指标"], found["指标值"]
    if len(levels) == len(names) == len(values) == 2:
        return Columns((levels[0], names[0], values[0]), (levels[1], names[1], values[1]))
    return Columns()


def read_halves(lines: Sequence[Line], columns: Columns) -> tuple[list[Entry], list[Entry]]:
    """The rows of both halves, with labels as printed; categories are settled by the caller."""
    split = [_split(line, columns) for line in lines]
    drafts = (
        [_draft(row, left) for row, (left, _) in enumerate(split)],
        [_draft(row, right) for row, (_, right) in enumerate(split)],
    )
    sides = (columns.left, columns.right)
    sure = tuple(
        _Sure(
            [name for draft in half if (name := _sure_name(draft, expected)) is not None],
            {draft.row: draft.content[1].text for draft in half if len(draft.content) >= 2},
        )
        for half, expected in zip(drafts, sides, strict=True)
    )
    halves: list[list[Entry]] = []
    for side, half in enumerate(drafts):
        expected = sides[side]
        last_label = max((d.row for d in half if d.labels and d.labels[-1][1].column >= expected[0]), default=-1)
        entries = [_settle(draft, expected, sure[1 - side], side == 0 and draft.row < last_label) for draft in half]
        halves.append([entry for entry in entries if entry is not None])
    for mine, theirs in ((halves[0], halves[1]), (halves[1], halves[0])):
        for entry in mine:
            _unstick(entry, theirs)
    for entry in (*halves[0], *halves[1]):
        if entry.value is None and entry.name is not None:
            entry.blank_value = evolve(entry.name.at, column=entry.name.at.column + 1)
        elif entry.name is None and entry.value is not None and entry.value.at.column > 1:
            entry.blank_name = evolve(entry.value.at, column=entry.value.at.column - 1)
    return halves[0], halves[1]


def _split(line: Line, columns: Columns) -> tuple[list[Cell], list[Cell]]:
    """Divide a row into its halves."""
    start = columns.right[0]
    before = [cell for cell in line.cells if cell.column < start - 1]
    at = {cell.column: cell for cell in line.cells}
    edge = at.get(start - 1)
    if _left_ends_behind_edge(at, columns):
        start += 1
    elif edge is not None and before and category_of(edge.text, exact=False):
        start -= 1
    left = [cell for cell in line.cells if cell.column < start]
    right = [cell for cell in line.cells if cell.column >= start]
    contents = [cell for cell in left if not _is_label(cell)]
    if (
        len(contents) == 1
        and right
        and right[0].column == start
        and not reads_as_value(contents[0].text)
        and not any(_is_label(cell) for cell in right[:2])
        and _right_begins_with_value(left, contents[0], right)
    ):
        # The left half slid right, and its value stands in the first column of the right half.
        left, right = [*left, right[0]], right[1:]
        contents = [cell for cell in left if not _is_label(cell)]
    if len(contents) >= 3 and same_name(contents[2].text, contents[0].text):
        third = left.index(contents[2])
        left, right = left[:third], left[third:] + right
    return left, right


def _right_begins_with_value(left: Sequence[Cell], name: Cell, right: Sequence[Cell]) -> bool:
    """Whether the first cell of the right half is the value of the lone name in the left half, which slid right."""
    if name.column + 1 != right[0].column:
        return False
    if len(right) > 1 and same_name(name.text, right[1].text):
        return True
    if len(left) > 1:
        return False
    # Without labels: where the right half alone has slid, to the left, its value stands in its second column.
    return reads_as_value(right[0].text) or (len(right) == 3 and not reads_as_value(right[1].text))


def _left_ends_behind_edge(at: dict[int, Cell], columns: Columns) -> bool:
    """Whether a row slid right as a whole, so that the value of the left half stands where the right half begins.

    Either the right half reaches beyond its last column, or its label is preceded by that value, and the left half has
    its label in the column of the names, or no label and its name in the column of the values.
    """
    value, label = at.get(columns.right[0]), at.get(columns.right[1])
    first, name = at.get(columns.left[1]), at.get(columns.left[2])
    if value is None or _is_label(value):
        return False
    if columns.right[2] + 1 in at and (first is None or name is None or _is_label(first)):
        return True
    if label is None or category_of(label.text, exact=False) is None:
        return False
    if first is not None:
        return category_of(first.text, exact=False) is not None
    return name is not None and columns.left[0] not in at and not _is_label(name)


def _is_label(cell: Cell) -> bool:
    return is_level1(cell.text) or category_of(cell.text, exact=False) is not None


@define
class _Draft:
    row: int
    labels: list[tuple[str, Cell, bool]]
    """(category, cell, misread); the level-1 labels 产出指标 and 效益指标 are dropped here."""
    content: list[Cell]
    strays: list[Cell]
    """Labels behind the content: they label nothing here, and are no content either."""
    stuck: bool = False


@define
class _Sure:
    """What one half prints for sure, for reading the other."""

    names: list[str]
    values: dict[int, str]
    """The value of a row that has a name as well."""


def _sure_name(draft: _Draft, expected: tuple[int, int, int]) -> str | None:
    """The name of a row that surely has one."""
    if len(draft.content) >= 2:
        return draft.content[0].text
    if draft.content and (tail := value_tail(draft.content[0].text)) is not None:
        return draft.content[0].text[:tail]
    if _label_may_be_name(draft, expected) or _label_may_be_lone_name(draft, expected):
        return draft.labels[-1][1].text
    return None


def _label_may_be_name(draft: _Draft, expected: tuple[int, int, int]) -> bool:
    """服务对象满意度 in the place of a name, with one cell after it, may be a real name.

    It stands behind another label of satisfaction, or alone in the column of the names.
    """
    labels = draft.labels
    if len(draft.content) != 1 or not labels or fold(labels[-1][1].text) not in _BARE_SATISFACTION:
        return False
    if len(labels) >= 2:
        return labels[-2][0] == "satisfaction"
    return labels[-1][1].column == expected[1] and draft.content[0].column == expected[2]


def _label_may_be_lone_name(draft: _Draft, expected: tuple[int, int, int]) -> bool:
    """服务对象满意度 in the column of the names, behind another label of satisfaction, its value blank.

    In a row that slid left the label before must not be that of level 1, which stands there in any row.
    """
    labels = draft.labels
    if draft.content or len(labels) < 2 or fold(labels[-1][1].text) not in _BARE_SATISFACTION:
        return False
    category, label, _ = labels[-2]
    slid = expected[0] - label.column
    in_place = slid == 0 or (slid == 1 and not is_level1(label.text))
    return category == "satisfaction" and in_place and labels[-1][1].column == label.column + 1


def _draft(row: int, cells: Sequence[Cell]) -> _Draft:
    draft = _Draft(row, [], [], [])
    for cell in cells:
        if not draft.content:
            found = category_of(cell.text, exact=False)
            if found is not None:
                draft.labels.append((found.meaning, cell, found.misread))
                continue
            if is_level1(cell.text):
                continue
            if not draft.labels and (torn := _STUCK_SATISFACTION.fullmatch(cell.text)) is not None:
                # Label or name, the words are the same: its value is split off like that of any name.
                draft.labels.append(("satisfaction", _evolve(cell, torn[1]), False))
            if (torn := _STUCK.fullmatch(fold(cell.text))) is not None:
                meaning = category_of(torn[1], exact=False)
                if meaning is not None:
                    draft.labels.append((meaning.meaning, cell, False))
                    draft.content.append(_evolve(cell, torn[2]))
                    draft.stuck = True
                    continue
        elif _is_label(cell):
            draft.strays.append(cell)
            continue
        draft.content.append(cell)
    return draft


def _evolve(cell: Cell, text: str) -> Cell:
    return evolve(cell, text=text)


def _settle(draft: _Draft, expected: tuple[int, int, int], theirs: _Sure, labels_below: bool) -> Entry | None:
    labels, content = draft.labels, draft.content
    if not labels and not content:
        return None
    entry = Entry(draft.row)
    if labels:
        category, entry.label, misread = labels[-1]
        entry.printed = category or None
        if misread:
            entry.gaps.append(("category", "misread label", entry.label))
        surely = is_level1(entry.label.text) or (category == "satisfaction" and labels_below)
        if surely and _has_wandered(entry.label, content, expected):
            entry.printed, entry.label = None, None
    if draft.stuck:
        entry.gaps.append(("", "slid", entry.label))
    if len(content) >= 2:
        entry.put_name(content[0])
        entry.put_value(content[1])
        for extra in content[2:]:
            entry.gaps.append(("", "extra cell", extra))
    elif content:
        _settle_lone(entry, draft, expected, theirs)
    elif _label_may_be_lone_name(draft, expected):
        if any(fold(name) == fold(labels[-1][1].text) for name in theirs.names):
            entry.printed, entry.label = labels[-2][0], labels[-2][1]
            entry.put_name(labels[-1][1])
    elif len(labels) >= 2 and labels[-1][1].column == expected[1] and labels[-1][0] != "satisfaction":
        # Two labels and nothing else: the second stands where the name was, but there is nothing to name.
        entry.printed, entry.label = labels[-1][0] or None, labels[-1][1]
    for stray in draft.strays:
        entry.gaps.append(("", "extra cell", stray))
    if entry.filled and not draft.stuck and _has_slid(entry, expected):
        entry.gaps.append(("", "slid", entry.place))
        if entry.value is None and entry.name is not None and entry.name.column >= expected[2]:
            # A row that slid right has its name where the value stood, and its value beyond the edge.
            entry.gaps.append(("value", "lost", entry.name))
    return entry


def _has_wandered(label: Cell, content: Sequence[Cell], expected: tuple[int, int, int]) -> bool:
    """Whether a label of satisfaction stands at level 1 beside a row that has nothing to do with satisfaction.

    满意度指标 is the label of level 1; 服务对象满意度指标 has wandered there where a label still follows in its column.
    """
    return (
        len(content) >= 2
        and label.column < expected[0]
        and content[0].column >= label.column + 2
        and "满意" not in content[0].text
    )


def _has_slid(entry: Entry, expected: tuple[int, int, int]) -> bool:
    return any(
        cell is not None and cell.column != column
        for cell, column in ((entry.name, expected[1]), (entry.value, expected[2]))
    )


def _settle_lone(entry: Entry, draft: _Draft, expected: tuple[int, int, int], theirs: _Sure) -> None:
    """A row with one cell besides its labels: a name that lost its value, or a value that lost its name."""
    cell = draft.content[0]
    labels = draft.labels
    torn = not labels and len(cell.text) == 1 and cell.column <= expected[0]
    if torn and not cell.text.isascii() and not reads_as_value(cell.text):
        # What is left of a label that was torn over two rows.
        entry.gaps.append(("", "extra cell", cell))
        return
    as_name = labels[-1][1] if labels else None
    if (
        as_name is not None
        and _label_may_be_name(draft, expected)
        and any(fold(n) == fold(as_name.text) for n in theirs.names)
    ):
        entry.printed, entry.label = (labels[-2][0], labels[-2][1]) if len(labels) >= 2 else (None, None)
        entry.put_name(as_name)
        entry.put_value(cell)
        return
    if any(_is_named(cell.text, name) for name in theirs.names):
        entry.put_name(cell)
        return
    beside = theirs.values.get(draft.row) == cell.text
    if beside or reads_as_value(cell.text) or _stands_as_value(cell, labels, expected):
        entry.put_value(cell)
        if as_name is not None and as_name.column >= expected[1] and cell.column == as_name.column + 1:
            entry.gaps.append(("name", "label in its place", as_name))
        return
    entry.put_name(cell)


def _is_named(text: str, name: str) -> bool:
    """Whether a lone cell is the name of the other half. A page cuts no name off before its fifth character."""
    return text == name or (len(text) > 4 and same_name(text, name) and not reads_as_value(text))


def _stands_as_value(cell: Cell, labels: Sequence[tuple[str, Cell, bool]], expected: tuple[int, int, int]) -> bool:
    if len(labels) >= 2 and (labels[-2][1].column, labels[-1][1].column, cell.column) == expected:
        # The column of the names holds a label too: the row has not slid.
        return True
    if labels:
        return cell.column - labels[-1][1].column >= 2 and cell.column >= expected[2]
    return cell.column >= expected[2]


def _unstick(entry: Entry, theirs: Sequence[Entry]) -> None:
    """Split a value off the end of its name, where the other half or a known word proves it."""
    name = entry.name_text
    if name is None or entry.value_text is not None or entry.name is None:
        return
    for other in theirs:
        value = other.value_text
        if value and other.name_text and len(value) >= 2 and name.endswith(value) and name not in other.name_text:
            rest = name[: -len(value)].rstrip("、，,； ")
            if len(rest) >= 2 and same_name(rest, other.name_text) and other.name_text != name:
                _split_off(entry, rest, value)
                return
    if (at := value_tail(name)) is not None:
        _split_off(entry, name[:at].rstrip("、，,； "), name[at:])
        return
    for length in (4, 3, 2):
        tail = name[-length:]
        rest = name[:-length]
        if len(rest) < 2 or not is_known_word(tail):
            continue
        if rest.endswith(tail):
            _split_off(entry, rest, tail)
            return
        if rest.endswith(("、", "，", ",")):
            _split_off(entry, rest.rstrip("、，, "), tail)
            return


def _split_off(entry: Entry, name: str, value: str) -> None:
    entry.name_text, entry.value_text, entry.value = name, value, entry.name
    entry.gaps.append(("name", "stuck", entry.name))
    entry.gaps.append(("value", "stuck", entry.name))
