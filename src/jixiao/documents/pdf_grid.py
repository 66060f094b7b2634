"""Ruled tables: the lines of a page → cells with their spans."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from attrs import define, field, frozen

from jixiao.documents.pdf_page import Glyph, Stroke

# Lines meet where no more than this lies between them, and go on behind a gap of that size.
_NEAR: Final = 2.5
# How much of a cell's side must be drawn to be a wall.
_DRAWN: Final = 0.6
MAX_UNITS: Final = 100_000


@frozen(slots=True)
class Box:
    """A cell: its first row and column in its table, the rows and columns that it covers, its sides."""

    row: int
    column: int
    rows: int
    columns: int
    x0: float
    y0: float
    x1: float
    y1: float


@define
class Table:
    """A ruled table: its columns' and rows' edges, and its cells by the unit squares that they cover."""

    xs: list[float]
    ys: list[float]
    boxes: list[Box] = field(factory=list)
    cover: dict[tuple[int, int], int] = field(factory=dict)
    """(row, column) of a unit square → the cell that covers it."""
    irregular: int = 0
    """How many cells had sides that are not drawn in full."""

    def box_at(self, x: float, y: float) -> int:
        """The cell around a point that lies in the table."""
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        return self.cover[row, column]

    def holds(self, glyph: Glyph) -> bool:
        """Whether a character stands in the table."""
        return self.xs[0] <= glyph.x <= self.xs[-1] and self.ys[0] <= glyph.y <= self.ys[-1]

    @property
    def area(self) -> float:
        """How much of the page it takes."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])


class TooFine(Exception):
    """More lines than any table has."""


def find_tables(across: Iterable[Stroke], down: Iterable[Stroke], tick: Callable[[], None]) -> list[Table]:
    """The tables that the lines of a page make, from top to bottom; lines that touch belong together."""
    level, upright = _merged(across), _merged(down)
    tables = []
    for mine, yours in _connected(level, upright, tick):
        xs = _edges([s.at for s in yours], [x for s in mine for x in (s.start, s.end)])
        ys = _edges([s.at for s in mine], [y for s in yours for y in (s.start, s.end)])
        if len(xs) < 2 or len(ys) < 2:
            continue
        if (len(xs) - 1) * (len(ys) - 1) > MAX_UNITS:
            raise TooFine
        tick()
        tables.append(_table(xs, ys, mine, yours))
    return sorted(tables, key=lambda table: (table.ys[0], table.xs[0]))


def _merged(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Pieces of one line put together."""
    done: list[Stroke] = []
    row: list[Stroke] = []

    def finish() -> None:
        if not row:
            return
        row.sort(key=lambda s: s.start)
        at = sum(s.at for s in row) / len(row)
        start, end = row[0].start, row[0].end
        for s in row[1:]:
            if s.start > end + _NEAR:
                done.append(Stroke(at, start, end))
                start, end = s.start, s.end
            else:
                end = max(end, s.end)
        done.append(Stroke(at, start, end))

    for stroke in sorted(strokes, key=lambda s: s.at):
        if row and stroke.at - row[0].at > 1.5:
            finish()
            row = []
        row.append(stroke)
    finish()
    return done


def _connected(
    level: Sequence[Stroke], upright: Sequence[Stroke], tick: Callable[[], None]
) -> list[tuple[list[Stroke], list[Stroke]]]:
    """The groups of lines that touch each other."""
    parent = list(range(len(level) + len(upright)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    places = [s.at for s in upright]
    for n, line in enumerate(level):
        tick()
        first, last = bisect_left(places, line.start - _NEAR), bisect_right(places, line.end + _NEAR)
        for m in range(first, last):
            if upright[m].start - _NEAR <= line.at <= upright[m].end + _NEAR:
                a, b = root(n), root(len(level) + m)
                if a != b:
                    parent[a] = b
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = {}
    for n, stroke in enumerate([*level, *upright]):
        groups.setdefault(root(n), ([], []))[n >= len(level)].append(stroke)
    return [group for group in groups.values() if len(group[0]) + len(group[1]) >= 3]


def _edges(lines: Iterable[float], ends: Iterable[float]) -> list[float]:
    """The places of lines, and those of ends that no line closes: a table may have open sides."""
    edges: list[float] = []
    for at in sorted(lines):
        if not edges or at - edges[-1] > _NEAR:
            edges.append(at)
    for end in (min(ends := list(ends), default=None), max(ends, default=None)):
        if (
            end is not None
            and all(abs(end - edge) > 2 * _NEAR for edge in edges)
            and (not edges or end < edges[0] or end > edges[-1])
        ):
            edges.append(end)
    return sorted(edges)


def _table(xs: list[float], ys: list[float], level: Sequence[Stroke], upright: Sequence[Stroke]) -> Table:
    columns, rows = len(xs) - 1, len(ys) - 1
    below = _walls(ys, xs, level)  # [line][column]
    beside = _walls(xs, ys, upright)  # [line][row]
    table = Table(xs, ys)
    parent = list(range(rows * columns))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for row in range(rows):
        for column in range(columns):
            unit = row * columns + column
            if column + 1 < columns and not beside[column + 1][row]:
                parent[root(unit + 1)] = root(unit)
            if row + 1 < rows and not below[row + 1][column]:
                parent[root(unit + columns)] = root(unit)
    groups: dict[int, list[int]] = {}
    for unit in range(rows * columns):
        groups.setdefault(root(unit), []).append(unit)
    for units in groups.values():
        top, bottom = units[0] // columns, units[-1] // columns
        left, right = min(u % columns for u in units), max(u % columns for u in units)
        if len(units) == (bottom - top + 1) * (right - left + 1):
            _add(table, top, left, bottom, right)
            continue
        # A wall of it is missing: what is left of each row is a cell.
        table.irregular += 1
        held = set(units)
        for unit in units:
            if unit % columns == 0 or unit - 1 not in held:
                end = unit
                while (end + 1) % columns and end + 1 in held:
                    end += 1
                _add(table, unit // columns, unit % columns, unit // columns, end % columns)
    order = sorted(range(len(table.boxes)), key=lambda n: (table.boxes[n].row, table.boxes[n].column))
    new = {old: place for place, old in enumerate(order)}
    table.boxes = [table.boxes[n] for n in order]
    table.cover = {unit: new[n] for unit, n in table.cover.items()}
    return table


def _add(table: Table, top: int, left: int, bottom: int, right: int) -> None:
    box = Box(
        top,
        left,
        bottom - top + 1,
        right - left + 1,
        table.xs[left],
        table.ys[top],
        table.xs[right + 1],
        table.ys[bottom + 1],
    )
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            table.cover[row, column] = len(table.boxes)
    table.boxes.append(box)


def _walls(lines: list[float], marks: list[float], strokes: Sequence[Stroke]) -> list[list[bool]]:
    """For each line of the grid and each step along it, whether a wall is drawn there."""
    drawn = [[0.0] * (len(marks) - 1) for _ in lines]
    for stroke in strokes:
        line = min(range(len(lines)), key=lambda n: abs(lines[n] - stroke.at))
        first = max(bisect_right(marks, stroke.start) - 1, 0)
        for step in range(first, len(marks) - 1):
            if marks[step] >= stroke.end:
                break
            drawn[line][step] += max(0.0, min(stroke.end, marks[step + 1]) - max(stroke.start, marks[step]))
    return [[length >= _DRAWN * (marks[step + 1] - marks[step]) for step, length in enumerate(row)] for row in drawn]
