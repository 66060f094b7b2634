"""Tables of a PDF over its pages: the parts of one table put together, as lines of cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import define

from jixiao.documents.grid import Cell, Doubt, Line
from jixiao.documents.pdf_grid import Box, Table
from jixiao.documents.pdf_text import Content, Row, has_room, joined
from jixiao.places import Location

# How far the sides of a table may move from page to page.
_NEAR: Final = 3.0
# A text of so many characters may be cut by the end of a page.
_LONG: Final = 12
# A recognised character that is less sure than this may be another; less sure than that, it is hardly legible.
_SURE: Final = 0.8
_LEGIBLE: Final = 0.5
_SENTENCE_ENDS: Final = ("。", "；", ";", "！", "：", ":")


@define
class Part:
    """The part of a table that stands on one page; ``number`` counts the tables of the page from 1."""

    page: int
    number: int
    table: Table
    contents: dict[int, Content]
    spilled: tuple[str, ...] = ()
    """Labels that ran out of its last cells, which the page's end has cut, and stand below it."""

    @property
    def top(self) -> float:
        """The height at which it begins."""
        return self.table.ys[0]

    def rows(self, box: int) -> tuple[Row, ...]:
        """The lines of a cell."""
        content = self.contents.get(box)
        return content.rows if content else ()

    def text(self, box: int) -> str:
        """The text of a cell."""
        return joined(self.rows(box), self.table.boxes[box].x1)

    def goes_on(self, before: Part) -> bool:
        """Whether it has the sides of the part on the page before."""
        mine, theirs = self.table.xs, before.table.xs
        return abs(mine[0] - theirs[0]) <= _NEAR and abs(mine[-1] - theirs[-1]) <= _NEAR

    def begins_as(self, other: Part) -> bool:
        """Whether its first cell says what that of another part says."""
        return self._first() == other._first()

    def _first(self) -> str:
        texts = (self.text(box) for box in range(len(self.table.boxes)))
        return next((text for text in texts if text), "")

    def row_texts(self, row: int) -> list[str]:
        """The texts of the cells that begin in a row."""
        return [text for n, box in enumerate(self.table.boxes) if box.row == row and (text := self.text(n))]


@define
class _Piece:
    """A cell of the whole table, perhaps from two pages."""

    box: Box
    part: Part
    row: int
    rows: int
    column: int
    columns: int
    text: str
    lines: tuple[Row, ...]
    crossing: bool


def lines_of(parts: Sequence[Part], number: int, boxes: dict[Location, Box] | None = None) -> list[Line]:
    """The rows of a table as lines; a head that is printed again on a further page is left out.

    ``boxes`` takes the sides of each cell, where somebody asks for them.
    """
    xs = _common_columns(parts)
    pieces: list[_Piece] = []
    top = 0
    for index, part in enumerate(parts):
        skipped = repeated_head(part, parts[0]) if index else 0
        mine = []
        for n, box in enumerate(part.table.boxes):
            if box.row < skipped:
                continue
            left, right = _nearest(xs, box.x0), _nearest(xs, box.x1)
            crossing = n in part.contents and part.contents[n].crossing
            mine.append(
                _Piece(
                    box, part, top + box.row - skipped, box.rows, left, max(right - left, 1), part.text(n),
                    part.rows(n), crossing,
                )
            )  # fmt: skip
        height = len(part.table.ys) - 1 - skipped
        if index and pieces:
            joined_row = _join(pieces, mine, top, parts[index - 1].spilled)
            top -= joined_row
        pieces.extend(mine)
        top += height
    if boxes is not None:
        boxes.update({_address(piece): piece.box for piece in pieces})
    rows: dict[int, list[_Piece]] = {}
    for piece in pieces:
        if piece.text:
            rows.setdefault(piece.row, []).append(piece)
    return [
        Line(tuple(_cell(piece) for piece in sorted(row, key=lambda p: p.column)), at + 1, number)
        for at, row in sorted(rows.items())
    ]


def _address(piece: _Piece) -> Location:
    return Location(piece.box.row + 1, piece.column + 1, table=piece.part.number, page=piece.part.page)


def _cell(piece: _Piece) -> Cell:
    at = _address(piece)
    sure = min((row.sure for row in piece.lines), default=1.0)
    doubt: Doubt | None = "low" if sure < _LEGIBLE else "medium" if sure < _SURE else None
    return Cell(piece.column, piece.text, at, piece.rows, piece.columns, crossing=piece.crossing, doubt=doubt)


def _common_columns(parts: Sequence[Part]) -> list[float]:
    """The columns' edges of all parts: a page may lack some, where every cell of it covers them."""
    xs: list[float] = []
    for x in sorted(x for part in parts for x in part.table.xs):
        if not xs or x - xs[-1] > _NEAR:
            xs.append(x)
    return xs


def _nearest(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda n: abs(xs[n] - x))


def repeated_head(part: Part, first: Part) -> int:
    """How many rows at the top of a part are the head of the first part, printed again."""
    count = 0
    rows = min(len(part.table.ys), len(first.table.ys)) - 1
    while count < rows - 1:
        texts, printed = part.row_texts(count), first.row_texts(count)
        # A merged label that the end of the page has cut may be set over the head.
        if (
            not texts
            or len(texts) != len(printed)
            or any(one not in text for text, one in zip(texts, printed, strict=True))
        ):
            break
        count += 1
    if not count or part.row_texts(count)[:1] == first.row_texts(count)[:1]:
        # Nothing is repeated, or everything begins anew: another form of the same template, perhaps a copy.
        return 0
    return count


def _join(above: list[_Piece], below: list[_Piece], top: int, spilled: Sequence[str]) -> int:
    """Put together the cells that a page's end has cut; gives how many rows the two pages have in common (0 or 1).

    ``spilled`` are labels of which it is known that their cells were cut.
    """
    last = {p.column: p for p in above if p.row + p.rows == top}
    first = [p for p in below if p.row == top]
    pairs = [(last[p.column], p) for p in first if p.column in last and last[p.column].columns == p.columns]
    if _same_row(pairs, len(first)):
        for upper, lower in pairs:
            upper.lines = (*upper.lines, *lower.lines)
            upper.text = joined(upper.lines, upper.box.x1)
            upper.rows += lower.rows - 1
            upper.crossing = upper.crossing or lower.crossing
            below.remove(lower)
        for piece in below:
            piece.row -= 1
        return 1
    for upper, lower in pairs:
        if upper.rows == 1 and lower.rows == 1 and (upper.text or lower.text not in spilled):
            continue
        vertical = all(len(row.text) == 1 for row in (*upper.lines, *lower.lines))
        if upper.text and lower.text and not vertical:
            continue
        # A merged cell that the page's end has cut: its text stands on one of the pages, or letter by letter on both.
        if lower.text and not upper.text:
            upper.part, upper.lines = lower.part, lower.lines
            upper.box = lower.box
        upper.text += lower.text
        upper.rows += lower.rows
        # What was printed twice was read right, wherever it reaches.
        upper.crossing = upper.crossing or (lower.crossing and lower.text not in spilled)
        below.remove(lower)
    return 0


def _same_row(pairs: Sequence[tuple[_Piece, _Piece]], count: int) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before: one or two long texts go on in
    the middle of a sentence, and nothing else is in it.
    """
    if len(pairs) != count:
        return False
    going_on = [(upper, lower) for upper, lower in pairs if lower.text]
    if not going_on or len(going_on) > 2 or len(going_on) == len(pairs):
        return False
    return all(
        len(upper.text) >= _LONG
        and upper.rows == 1
        and not upper.text.endswith(_SENTENCE_ENDS)
        and not has_room(upper.lines[-1], lower.lines[0], upper.box.x1)
        for upper, lower in going_on
    )
