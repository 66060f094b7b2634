"""What every reader gives: lines of cells, each with its text, its span and its address."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from attrs import frozen

from jixiao.places import Location

# A text; the cells of a spreadsheet; paragraphs and tables, as on the pages of a Word file, a PDF or the web.
Medium = Literal["text", "sheet", "page"]
Doubt = Literal["medium", "low"]


@frozen
class Cell:
    """One filled cell. ``column`` counts from 0 inside its line; a merged cell stands once, at its top left.

    ``text`` is what a person sees (a typed 1.0 under the format ``0%`` is ``100%``), without blanks at its ends and
    never empty. ``number`` is the typed number behind it, where the medium has one. ``uncached`` marks a formula whose
    result the file doesn't hold: its text is the formula. ``crossing`` marks a text that runs over the lines around its
    cell, so that it may hold words of a neighbour, or lack some of its own. ``doubt`` is what a text is worth that was
    recognised on a picture, where not all of its characters were sure.
    """

    column: int
    text: str
    at: Location
    row_span: int = 1
    column_span: int = 1
    number: Decimal | None = None
    uncached: bool = False
    crossing: bool = False
    doubt: Doubt | None = None


@frozen
class Line:
    """A row of a table, or a paragraph of running text (``table`` is ``None`` and there is one cell).

    Blank lines are left out. ``table`` counts the tables (sheets) of a document from 0; ``number`` rises from line to
    line of a table as its rows do: it is the row in its sheet or the line of its text, counted from 1.
    """

    cells: tuple[Cell, ...]
    number: int
    table: int | None = None


@frozen
class Document:
    """A file as lines of cells, in reading order.

    ``exact`` tells whether the geometry can be trusted (a workbook) or was recovered (OCR text). ``name`` is the
    file's name without its folders. ``unread`` holds the numbers of the pages that show something, and no text.
    ``ruled`` tells of a recovered geometry that its cells were found by ruled lines: columns and spans are as drawn,
    though texts may be misread. ``scanned`` holds the numbers of the pages whose texts were recognised on a picture:
    they are ``ruled`` or not, and never exact; the others are as ``exact`` says. ``hidden`` names the sheets that the
    workbook does not show.
    """

    name: str
    medium: Medium
    exact: bool
    lines: tuple[Line, ...]
    unread: tuple[int, ...] = ()
    ruled: bool = False
    scanned: tuple[int, ...] = ()
    hidden: tuple[str, ...] = ()
