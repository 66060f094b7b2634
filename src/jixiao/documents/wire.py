"""Documents and errors as plain data and back, for their way between two processes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from jixiao.documents.grid import Cell, Document, Doubt, Line
from jixiao.documents.pdf_page import Glyph, Page, Stroke
from jixiao.documents.sight import Seen
from jixiao.errors import NotReadable, TooLarge
from jixiao.places import Location

# The attributes of a cell that most cells leave alone, and what they are then.
_PLAIN = (1, 1, None, 0)
# How much a text is in doubt, as part of the marks of its cell.
_DOUBTS: tuple[Doubt | None, ...] = (None, "medium", "low")


def plain_document(document: Document) -> list[Any]:
    """A document as lists of texts and numbers."""
    lines = [[line.number, line.table, [_plain_cell(cell) for cell in line.cells]] for line in document.lines]
    return [
        document.name, document.medium, document.exact, lines, list(document.unread), document.ruled,
        list(document.scanned), list(document.hidden),
    ]  # fmt: skip


def document_of(plain: list[Any]) -> Document:
    """The document that :func:`plain_document` made these of."""
    name, medium, exact, lines, unread, ruled, scanned, hidden = plain
    made = (Line(tuple(map(_cell, cells)), number, table) for number, table, cells in lines)
    return Document(name, medium, exact, tuple(made), tuple(unread), ruled, tuple(scanned), tuple(hidden))


def plain_error(error: NotReadable) -> list[Any]:
    """An error of a reader as texts and numbers."""
    if isinstance(error, TooLarge):
        return [error.zh, error.en, error.limit, error.value, error.allowed]
    return [error.zh, error.en]


def error_of(plain: list[Any]) -> NotReadable:
    """The error that :func:`plain_error` made these of."""
    zh, en, *beyond = plain
    if beyond:
        limit, value, allowed = beyond
        return TooLarge(zh, en, limit=limit, value=value, allowed=allowed)
    return NotReadable(zh, en)


def _plain_cell(cell: Cell) -> list[Any]:
    at = cell.at
    # Every reader gives one of these kinds of addresses; the marks of a cell are one number.
    address = [at.row, at.column, at.sheet, at.table, at.page, at.paragraph]
    number = str(cell.number) if cell.number is not None else None
    rest = (cell.row_span, cell.column_span, number, cell.uncached + 2 * cell.crossing + 4 * _DOUBTS.index(cell.doubt))
    return [cell.column, cell.text, *address] if rest == _PLAIN else [cell.column, cell.text, *address, *rest]


def _cell(plain: list[Any]) -> Cell:
    column, text, row, number, sheet, table, page, paragraph, *rest = plain
    at = Location(row, number, sheet, table, page, None, None, paragraph)
    if not rest:
        return Cell(column, text, at)
    high, wide, typed, marks = rest
    value = Decimal(typed) if typed is not None else None
    return Cell(column, text, at, high, wide, value, bool(marks & 1), bool(marks & 2), _DOUBTS[marks >> 2])


def plain_seen(seen: Seen) -> list[Any]:
    """What was seen on a picture as texts and numbers."""
    page = seen.page
    glyphs = [[g.text, g.x0, g.x1, g.base, g.size, g.sure] for g in page.glyphs]
    strokes = [[[s.at, s.start, s.end] for s in side] for side in (page.across, page.down)]
    return [page.number, page.width, page.height, glyphs, *strokes, seen.ruled]


def seen_of(plain: list[Any]) -> Seen:
    """What :func:`plain_seen` made these of."""
    number, width, height, glyphs, across, down, ruled = plain
    walls = [[Stroke(*each) for each in side] for side in (across, down)]
    letters = [Glyph(*each) for each in glyphs]
    return Seen(Page(number, width, height, letters, walls[0], walls[1], image=1.0), ruled)
