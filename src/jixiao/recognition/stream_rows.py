"""The indicators of a form that has lost its grid: groups of pieces between labels, dealt out to columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve, field, mutable

from jixiao.model.patterns import Lazy
from jixiao.recognition.alignment import SURPLUS, align, can_hold
from jixiao.recognition.cutting import holds_a_value, is_hinted, rows_in, split_name
from jixiao.recognition.entries import Entry
from jixiao.recognition.labels import WIDTH
from jixiao.recognition.pieces import Piece
from jixiao.recognition.stream_columns import Columns
from jixiao.recognition.values import reads_as_value
from jixiao.recognition.vocabulary import (
    BLOCKS,
    OTHERS,
    PROCESS,
    SIGNS,
    UNSORTED,
    bare,
    block_of,
    category_label,
    column_of,
)

_NUMBERING: Final = Lazy(
    r"[指目]标\s*\d{1,2}\s*[:：.、]?|\([必选]填[^()]{0,6}\)|\(?\d{1,2}(?:[-~—]\d{1,2})?\)?分\)?|…+|\.{2,}|[…·.]+|[-—•]+"
    r"|(?:\([^()]{2,30}方面的?指标\)\s*)?(?:\d{1,2}[.、]\s*)+|\([^()]{2,30}方面的?指标\)"
)
_IN_BRACKETS: Final = Lazy(r"\([^()]*\)$")
_HEADS: Final = frozenset({"level1", "level2", "name", "value"})
_OUTER: Final = frozenset({"实施效果指标", "项目实施效果指标"})
"""What stands above the blocks of 中央预算内投资计划 as level 1."""
_BLOCK_HEADS: Final = frozenset({"指标", "绩效指标"})
"""What a table of indicators prints beside all of its rows."""
_REST: Final = ("sign", "unit", "weight", "explanation", "remark")


@mutable
class Group:
    """The rows below one label, in a text that has lost its grid the pieces between two labels."""

    category: str | None
    label: Piece | None
    level1: Piece | None
    pieces: list[Piece] = field(factory=list)
    side: str = "annual"

    @property
    def is_unsorted(self) -> bool:
        """Whether its rows are said to belong to no block and to no category."""
        return self.category is None and self.level1 is not None and bare(self.level1.text) in OTHERS


def read_rows(body: Sequence[Piece], columns: Columns, year: int | None) -> tuple[list[Entry], list[Entry]]:
    """The rows of both halves; the first is empty where the table has one."""
    period: list[Entry] = []
    annual: list[Entry] = []
    row = 0
    for group in _groups(body, columns):
        target = period if group.side == "period" else annual
        if columns.two_sided and not group.pieces:
            continue
        pieces = _unglued(group.pieces) if columns.glued else group.pieces
        rows = _dealt(pieces, columns.roles)
        lefts = _left_rows(rows, group, columns)
        for number, cells in enumerate(rows):
            entries = entries_of(cells, group, columns, year, row)
            row += 1
            for half, entry in entries:
                if group.is_unsorted:
                    entry.gaps.append(("category", "no label", entry.place))
                if columns.glued and not columns.prose:
                    _doubt(entry)
                (period if half == "period" or number in lefts else target).append(entry)
        if not group.pieces and group.category is not None and not columns.two_sided:
            target.append(blank_entry(group, row))
            row += 1
    return period, annual


def _doubt(entry: Entry) -> None:
    """Where nothing parts the cells, where a name ends is a guess; a name that holds a value is none."""
    if entry.name_text is not None and holds_a_value(entry.name_text):
        entry.gaps += [("name", "glued", entry.name), ("value", "glued", entry.value)]
    elif entry.name_text is not None and entry.value is not None:
        entry.gaps.append(("value", "stuck", entry.value))
    else:
        entry.gaps.append(("", "glued", entry.name or entry.value))


def _dealt(pieces: Sequence[Piece], roles: Sequence[str]) -> list[list[tuple[str, Piece, int]]]:
    """The rows that the pieces make. A printed row with a cell for each column needs no guess."""
    found: list[list[tuple[str, Piece, int]]] = []
    loose: list[Piece] = []
    for cells in _printed_rows(pieces):
        whole = len(cells) == len(roles) and all(cell.before == "same" for cell in cells[1:])
        if whole and all(can_hold(role, cell.text) for role, cell in zip(roles, cells, strict=True)):
            found += align(loose, roles)
            loose = []
            found.append([(role, cell, index) for index, (role, cell) in enumerate(zip(roles, cells, strict=True))])
        else:
            loose.extend(cells)
    return found + align(loose, roles)


def _left_rows(rows: Sequence[Sequence[tuple[str, Piece, int]]], group: Group, columns: Columns) -> frozenset[int]:
    """Which rows below a label of the right half are of the left one, where nothing tells where a printed row ends.

    The right half of the first row is followed by both halves of each further row.
    """
    if not columns.two_sided or group.side == "period" or len(rows) % 2 == 0:
        return frozenset()
    if any(piece.before != "unknown" for piece in group.pieces[1:]):
        return frozenset()
    return frozenset(range(1, len(rows), 2))


def _groups(body: Sequence[Piece], columns: Columns) -> list[Group]:
    groups: list[Group] = []
    level1: Piece | None = None
    outer: Piece | None = None  # 实施效果指标 above 产出指标 and 效益指标, which are level 2 then
    block: str | None = None
    group: Group | None = None
    fresh = False  # a label before this piece began its row
    for index, piece in enumerate(body):
        text = piece.text
        if is_template_mark(text):
            fresh = fresh or piece.before == "row"
            continue
        category = category_label(text)
        kind = block_of(text)
        if column_of(text) in _HEADS or bare(text) in _BLOCK_HEADS:
            continue
        if block == "process" and bare(text) in PROCESS:
            group = Group(None, piece, level1)
            groups.append(group)
            fresh = piece.before == "row"
            continue
        if _heads_others(body, index, columns):
            level1, block = piece, None
            group = Group(None, None, piece)
            groups.append(group)
            fresh = True
            continue
        if group is not None and group.is_unsorted and not group.pieces and bare(text) in UNSORTED:
            left = columns.two_sided and group.side == "annual" and group.label is None
            group = Group(None, piece, level1, side="period" if left else "annual")
            groups.append(group)
            continue
        following = body[index + 1] if index + 1 < len(body) else None
        if (
            kind == "cost"
            and block == "output"
            and (_is_twin(following, text, columns) or _inner(body, index) not in BLOCKS["cost"])
        ):
            kind = None
        if kind == "satisfaction" and _is_measure(piece, group, following):
            kind = None
        before = body[index - 1] if index else None
        if before is not None and kind == "output" and bare(before.text) in _OUTER:
            outer = before
        if outer is not None and kind is not None and bare(text) not in _OUTER:
            own = next(iter(BLOCKS[kind])) if len(BLOCKS[kind]) == 1 else None
            group = Group(own, piece, outer)
            groups.append(group)
            fresh = piece.before == "row"
            continue
        if kind is not None and not (category and level1 is not None and block == kind):
            inner = _inner(body, index)
            allowed = BLOCKS[kind]
            again = level1 is not None and bare(level1.text) == bare(text) and piece.before != "same"
            level1, block = piece, kind
            if again and inner is None and group is not None and group.category in allowed:
                # Printed again on a further row, it begins no block: the label of level 2 above still holds.
                fresh = piece.before == "row"
                continue
            if len(allowed) == 1:
                category = next(iter(allowed))
            if category is not None and (columns.flat or inner is None or inner not in allowed):
                group = Group(category, piece, piece, side=_side(columns, groups, category))
                groups.append(group)
            elif inner is None and (group is None or group.category not in allowed):
                group = Group(None, None, piece)
                groups.append(group)
            elif inner is None and group is not None:
                # Printed behind the label of level 2 that it belongs to; else the next label is its first.
                group.level1 = piece
            fresh = piece.before == "row"
            continue
        flat = columns.flat and group is not None and group.category == category and group.label is group.level1
        if category is not None and not flat and not _is_name(piece, group, following):
            side = _side(columns, groups, category)
            if group is not None and not group.pieces and group.label is group.level1 and group.category is not None:
                groups.remove(group)
            group = Group(category, piece, level1, side=side)
            groups.append(group)
            fresh = piece.before == "row"
            continue
        if group is None:
            group = Group(None, None, level1)
            groups.append(group)
        group.pieces.append(evolve(piece, before="row") if fresh else piece)
        fresh = False
    return _halve(groups, columns) if columns.two_sided else groups


def _heads_others(body: Sequence[Piece], index: int, columns: Columns) -> bool:
    """Whether 其他 is the label of a block of rows that belong to none: what may also be a name, or a remark.

    A label of level 2 stands behind it, or a name and its value, so that its row has a cell too many for it to be one.
    """
    if bare(body[index].text) not in OTHERS:
        return False
    behind = body[index + 1 : index + 3]
    if behind and (bare(behind[0].text) in UNSORTED or category_label(behind[0].text) is not None):
        return True
    if body[index].before != "row" or len(behind) < 2 or any(piece.before != "same" for piece in behind):
        return False
    named = columns.roles[:1] == ("name",) and columns.roles[1:2] != () and columns.roles[1] in ("value", "sign")
    return named and _can_be_value(behind[1]) and not _can_be_value(behind[0])


def _can_be_value(piece: Piece) -> bool:
    return piece.text in SIGNS or reads_as_value(piece.text)


def is_template_mark(text: str) -> bool:
    """Whether a piece is what the template prints for itself: 指标1, (30分), dots."""
    return _NUMBERING.fullmatch(text.translate(WIDTH).strip()) is not None


def is_of_table(text: str) -> bool:
    """Whether a line without any other cell is of a table: its dots, or the label of what is not filled in."""
    return is_template_mark(text) or bool(category_label(text) or block_of(text))


def _is_twin(following: Piece | None, label: str, columns: Columns) -> bool:
    """Whether a label stands behind itself: the left half is blank, and what follows is the right half's own."""
    return columns.two_sided and following is not None and bare(following.text) == bare(label)


def _inner(body: Sequence[Piece], index: int) -> str | None:
    """The category whose label stands right behind a label of level 1."""
    return category_label(body[index + 1].text) if index + 1 < len(body) else None


def _unglued(pieces: Sequence[Piece]) -> list[Piece]:
    """Names and values apart that stood in one piece, row by row."""
    found: list[Piece] = []
    named = False  # a name stands alone, and waits for its value
    for piece in pieces:
        for clause in rows_in(piece.text):
            value = reads_as_value(clause.strip()) and not is_hinted(clause)
            parts = (clause,) if value else split_name(clause) or (clause,)
            for number, part in enumerate(parts):
                found.append(evolve(piece, text=part, before="same" if number or (value and named) else "row"))
            named = not value and len(parts) == 1
    return found


def _is_name(piece: Piece, group: Group | None, following: Piece | None) -> bool:
    """A short word such as 服务对象满意度 is a name where its label stands before it and a value behind it."""
    folded = _IN_BRACKETS.sub("", bare(piece.text))
    if group is None or folded.endswith(("指标", "值", "目标")) or group.category != category_label(piece.text):
        return False
    label = None if group.label is None else _IN_BRACKETS.sub("", bare(group.label.text))
    if group.pieces:
        # A label that is printed on every row comes again; a name says something else.
        return folded != label
    if following is None:
        return False
    beside = piece.before == following.before == "same" and group.label is not group.level1
    return beside or _can_be_value(following)


def _is_measure(piece: Piece, group: Group | None, following: Piece | None) -> bool:
    """Whether 满意度 is no heading, but what is measured: its heading stands before it, its value behind it."""
    return (
        bare(piece.text) == "满意度"
        and group is not None
        and group.category == "satisfaction"
        and not group.pieces
        and following is not None
        and _can_be_value(following)
    )


def _side(columns: Columns, groups: Sequence[Group], category: str) -> str:
    if not columns.two_sided:
        return "annual"
    last = next((group for group in reversed(groups) if group.category is not None), None)
    return "annual" if last is not None and last.category == category and last.side == "period" else "period"


def _halve(groups: Sequence[Group], columns: Columns) -> list[Group]:
    """The rows of two halves that share their labels' rows: what is too much for the left one is the right one's."""
    found: list[Group] = []
    width = len(columns.roles)
    for number, group in enumerate(groups):
        if group.side == "period":
            found.append(group)
            continue
        own: list[Piece] = []
        left: list[Piece] = []
        for cells in _printed_rows(group.pieces):
            if len(found) and own and len(cells) > width:
                left.extend(cells[: len(cells) // 2])
                own.extend([evolve(cells[len(cells) // 2], before="row"), *cells[len(cells) // 2 + 1 :]])
            elif (own and cells[0].before == "row") or (not own and cells[0].before == "row"):
                left.extend(cells)
            else:
                own.extend(cells)
        if left and number and found:
            partner = found[-1]
            partner.pieces.extend(left)
        found.append(evolve(group, pieces=own))
    return found


def _printed_rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in pieces:
        if piece.before == "row" or not rows:
            rows.append([])
        rows[-1].append(piece)
    return rows


def entries_of(
    cells: Sequence[tuple[str, Piece, int]], group: Group, columns: Columns, year: int | None, row: int
) -> list[tuple[str, Entry]]:
    """The entry of one row, and the one of the whole period where the row has a value for both; each with its half."""
    entry = _new(group, row)
    other: Entry | None = None
    values: dict[int, Piece] = {}
    names: list[Piece] = []
    own_names: list[Piece] = []
    rest: dict[str, list[Piece]] = {}
    for role, piece, column in cells:
        if role == "name":
            names.append(piece)
        elif role == "name.annual":
            own_names.append(piece)
        elif role.startswith("value"):
            values[column] = _more(values.get(column), piece)
        else:
            rest.setdefault(role, []).append(piece)
    for role in _REST:
        if role in rest:
            setattr(entry, role, _joined(rest[role]).cell)
    entry.gaps += [("", "extra cell", piece.cell) for piece in rest.get(SURPLUS, ())]
    if names or own_names:
        entry.put_name(_joined(own_names or names).cell)
    chosen = _chosen(columns, values, year)
    if chosen is not None:
        entry.put_value(values[chosen].cell)
    elif entry.sign is not None and entry.name is not None:
        entry.value = entry.sign
    for column, piece in values.items():
        if columns.roles[column] == "value.period" and "value" in columns.roles:
            other = _new(group, row)
            other.name, other.name_text = entry.name, entry.name_text
            if names and own_names:
                other.put_name(_joined(names).cell)
            other.put_value(piece.cell)
    found = [] if other is None else [("period", other)]
    return [*found, ("mine", entry)] if entry.filled else found


def _chosen(columns: Columns, values: dict[int, Piece], year: int | None) -> int | None:
    """The column of values that counts for the year: its own, else the one that names no year and no other time."""
    if year is not None:
        for column in values:
            if columns.years[column] == year and columns.roles[column] != "value.past":
                return column
    plain = [column for column in values if columns.roles[column] in ("value", "value.best")]
    if plain:
        own = [column for column in plain if columns.years[column] is None]
        if own or year is None or all(columns.years[column] == year for column in plain):
            return (own or plain)[0]
        return None
    return next((column for column in values if columns.roles[column] == "value.period"), None)


def _more(before: Piece | None, piece: Piece) -> Piece:
    return piece if before is None else _joined([before, piece])


def _joined(pieces: Sequence[Piece]) -> Piece:
    if len(pieces) == 1:
        return pieces[0]
    joint = " " if pieces[1].before == "same" else ""
    return evolve(pieces[0], text=joint.join(piece.text for piece in pieces))


def _new(group: Group, row: int) -> Entry:
    entry = Entry(row, group.category, None if group.label is None else group.label.cell, category=group.category)
    entry.level1 = None if group.level1 is None else group.level1.text
    return entry


def blank_entry(group: Group, row: int) -> Entry:
    """The slot of a label without any row."""
    entry = _new(group, row)
    assert entry.label is not None
    entry.blank_name = entry.blank_value = entry.label.at
    return entry
