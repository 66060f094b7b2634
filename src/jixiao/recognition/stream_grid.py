"""The indicators of a form whose cells still stand in the columns of their heads: each is what its head says.

The words are those of every province, as in a text that has lost its grid; only the columns need no guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve, field, frozen, mutable

from jixiao.recognition.entries import Entry
from jixiao.recognition.pieces import Piece
from jixiao.recognition.stream_columns import Columns
from jixiao.recognition.stream_rows import Group, blank_entry, entries_of, is_template_mark
from jixiao.recognition.vocabulary import BLOCKS, OTHERS, PROCESS, SECTIONS, bare, block_of, category_label, column_of

_LABELS: Final = frozenset({"level1", "level2"})
_HEADS: Final = frozenset({"level1", "level2", "name", "value"})


@frozen
class Slots:
    """The columns of a table: (first column, role, side, index among the roles of its side), from left to right."""

    slots: tuple[tuple[int, str, int, int], ...]

    def at(self, column: int) -> tuple[int, str, int, int] | None:
        """The slot that a column lies in."""
        return next((slot for slot in reversed(self.slots) if slot[0] <= column), None)


def rows_of(body: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The printed rows of a table."""
    row: list[Piece] = []
    for piece in body:
        if piece.before == "row" and row:
            yield row
            row = []
        row.append(piece)
    if row:
        yield row


def slots_of(head: Sequence[Piece], columns: Columns) -> Slots | None:
    """Where the columns of a head begin; ``None`` where its cells have no columns of a grid."""
    if not columns.positions or any(piece.column is None for piece in head):
        return None
    labels = [
        (piece.column or 0, role, 0, -1)
        for piece in head
        if (role := "level2" if columns.nameless and column_of(piece.text) == "name" else column_of(piece.text))
        in _LABELS
    ]
    slots = list(labels)
    halves = [columns.positions, columns.others] if columns.two_sided else [columns.positions]
    for side, positions in enumerate(halves):
        slots += [
            (at, role, side, index) for index, (at, role) in enumerate(zip(positions, columns.roles, strict=False))
        ]
    if columns.two_sided:
        last = max(columns.positions)
        slots = [(at, role, 1 if index < 0 and at > last else side, index) for at, role, side, index in slots]
    if len({slot[0] for slot in slots}) != len(slots):
        return None
    return Slots(tuple(sorted(slots)))


def stands_in_columns(body: Sequence[Piece], slots: Slots, *, exact: bool) -> bool:
    """Whether the rows stand under their heads. Where merged cells vanished, the rows below began at the left."""
    if any(piece.column is None for piece in body):
        return False
    if exact:
        return True
    for row in rows_of(body):
        stand = [(piece, slots.at(piece.column or 0)) for piece in row] if len(row) > 1 else []
        slid = any(slot is not None and slot[1] == "level2" and not _is_level2(piece) for piece, slot in stand[1:])
        if slid or (stand and not _suits(*stand[0])):
            return False
    return True


def _is_level2(piece: Piece) -> bool:
    return category_label(piece.text) is not None or bare(piece.text) in PROCESS


def _suits(first: Piece, slot: tuple[int, str, int, int] | None) -> bool:
    """Whether the first cell of a row may stand where it does."""
    if block_of(first.text) is not None or category_label(first.text) is not None:
        level1 = block_of(first.text) is not None
        return slot is not None and (slot[1] in _LABELS if level1 else slot[1] == "level2")
    return (slot is not None and slot[1] not in _LABELS) or bare(first.text) in SECTIONS


@mutable
class _Reader:
    columns: Columns
    slots: Slots
    year: int | None
    period: list[Entry] = field(factory=list)
    annual: list[Entry] = field(factory=list)
    level1: Piece | None = None
    block: str | None = None
    groups: list[Group] = field(factory=lambda: [Group(None, None, None), Group(None, None, None)])
    row: int = 0

    def read(self, row: Sequence[Piece]) -> None:
        dealt: list[list[tuple[str, Piece, int]]] = [[], []]
        labels: list[Piece | None] = [None, None]
        fresh = False
        for piece in row:
            slot = self.slots.at(piece.column or 0)
            if slot is None or is_template_mark(piece.text):
                continue
            _, role, side, index = slot
            if role == "level1":
                fresh = self._level1(piece) or fresh
            elif role == "level2":
                labels[side] = piece
            else:
                dealt[side].append((role, piece, index))
        for side in range(2 if self.columns.two_sided else 1):
            self._label(side, labels[side], fresh=fresh)
            group = self.groups[side]
            half = self.period if self.columns.two_sided and side == 0 else self.annual
            found = entries_of(dealt[side], group, self.columns, self.year, self.row) if dealt[side] else []
            for which, entry in found:
                (self.period if which == "period" else half).append(entry)
            if not found and labels[side] is not None and group.category is not None:
                half.append(blank_entry(group, self.row))
        self.row += 1

    def _level1(self, piece: Piece) -> bool:
        kind = block_of(piece.text)
        category = category_label(piece.text)
        if kind is None and category is None and bare(piece.text) not in OTHERS:
            return False
        again = self.level1 is not None and bare(self.level1.text) == bare(piece.text)
        self.level1, self.block = piece, kind
        # Printed again on a further row, it begins no block: a label of level 2 above still holds.
        return not again

    def _label(self, side: int, label: Piece | None, *, fresh: bool) -> None:
        group = self.groups[side]
        if label is not None:
            category = category_label(label.text)
            if self.block == "process" and bare(label.text) in PROCESS:
                category = None
            self.groups[side] = Group(category, label, self.level1)
        elif fresh:
            allowed = BLOCKS.get(self.block or "", frozenset())
            own = next(iter(allowed)) if len(allowed) == 1 else category_label(self.level1.text if self.level1 else "")
            if own is not None or group.category not in allowed:
                self.groups[side] = Group(own, self.level1 if own is not None else None, self.level1)
            else:
                # A merged label that is printed in the middle of its rows.
                group.level1 = self.level1


def read_grid(
    body: Sequence[Piece], columns: Columns, slots: Slots, year: int | None
) -> tuple[list[Entry], list[Entry]]:
    """The rows of both halves, each cell by the head that it stands under."""
    reader = _Reader(columns, slots, year)
    for row in rows_of(body):
        heads = sum(column_of(piece.text) in _HEADS for piece in row)
        if heads >= 2 and not any(category_label(piece.text) for piece in row):
            # A page break prints the head again.
            continue
        reader.read([evolve(piece, before="same") if number else piece for number, piece in enumerate(row)])
    return reader.period, reader.annual
