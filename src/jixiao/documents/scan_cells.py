"""Recognised text and the cells of a table: what stands over a wall is cut there before it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, Final

from jixiao.documents.pdf_grid import Table
from jixiao.documents.pdf_page import Glyph
from jixiao.documents.pdf_text import Content, rows_of
from jixiao.documents.scan_text import DARK, TextBox

# In the height of the letters: a piece of a box that is narrower holds no letter, and a stroke of ink is thinner.
_LETTER: Final = 0.35
_STROKE: Final = 0.2
# What is so much smaller than most letters, on an edge, is a corner of broken lines.
_LOW: Final = 0.6
_BESIDE: Final = 0.5
# A thin stroke that is out of focus is no darker.
_FAINT: Final = 212


def fill(table: Table, glyphs: Sequence[Glyph]) -> dict[int, Content]:
    """The characters of a table by their cells: lines were cut at the walls, every letter lies in its own."""
    given: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        given.setdefault(table.box_at(glyph.x, glyph.y), []).append(glyph)
    return {
        box: Content(tuple(rows_of(mine)), False)
        for box, mine in given.items()
        if any(glyph.text != " " for glyph in mine)
    }


def cut_at_walls(grey: Any, boxes: Sequence[TextBox], tables: Sequence[Table]) -> list[TextBox]:
    """The boxes, those in a table held to its cells; what is a piece of a ruled line is left out."""
    pieces: list[TextBox] = []
    tables = sorted(tables, key=lambda table: table.area)
    letter = median(box.height for box in boxes) if boxes else 0.0
    for box in boxes:
        x = (box.x0 + box.x1) / 2
        table = next(
            (
                t
                for t in tables
                if t.xs[0] - box.height <= x <= t.xs[-1] + box.height
                and t.ys[0] - box.height / 2 <= box.y <= t.ys[-1] + box.height / 2
            ),
            None,
        )
        if table is None:
            pieces.append(box)
        elif not _is_stroke(grey, box, table, letter):
            pieces.extend(_in_cells(box, table))
    return [_whole(grey, piece, pieces, tables) for piece in pieces]


def _in_cells(box: TextBox, table: Table) -> Iterator[TextBox]:
    padding, inset = box.padding, 0.12 * box.height
    at = box.x0 + padding
    end = box.x1 - padding
    while at < end:
        cell = table.boxes[table.box_at(at, box.y)]
        # Beyond the table's edge there is nothing more to cut at.
        stop = cell.x1 if at < cell.x1 < table.xs[-1] else end
        left = max(at - padding, cell.x0 + inset) if cell.x0 <= at else at - padding
        right = min(min(stop, end) + padding, cell.x1 - inset) if stop < end or cell.x1 > end else end + padding
        # Letters may stand on a level line; the line itself is cut off where only paper lies over it.
        top = max(box.y0, min(cell.y0 + inset, box.y0 + padding))
        bottom = min(box.y1, max(cell.y1 - inset, box.y1 - padding))
        if min(stop, end) - at >= _LETTER * box.height:
            yield TextBox(left, top, right, bottom)
        at = max(stop, at) + 0.01


def _whole(grey: Any, box: TextBox, boxes: Sequence[TextBox], tables: Sequence[Table]) -> TextBox:
    """The box with what stands close beside it in its cell: a thin first letter such as 一 is easily overlooked."""
    import numpy

    x = (box.x0 + box.x1) / 2
    table = next((t for t in tables if t.xs[0] < x < t.xs[-1] and t.ys[0] < box.y < t.ys[-1]), None)
    if table is None:
        return box
    cell = table.boxes[table.box_at(x, box.y)]
    level = [other for other in boxes if other is not box and abs(other.y - box.y) < 0.6 * box.height]
    left = max([cell.x0 + 0.2 * box.height, *(min(other.x1, box.x0) for other in level if other.x0 < box.x0)])
    right = min([cell.x1 - 0.2 * box.height, *(max(other.x0, box.x1) for other in level if other.x1 > box.x1)])
    band = grey[max(round(box.y0 + box.padding), 0) : round(box.y1 - box.padding)] < _FAINT
    ink: Any = numpy.flatnonzero(band[:, max(round(left), 0) : max(round(right), 0)].any(axis=0)) + max(round(left), 0)
    reach = _BESIDE * box.height
    x0, x1 = box.x0, box.x1
    while len(near := ink[(ink < x0) & (ink >= x0 - reach)]):
        x0 = float(near[0])
    while len(near := ink[(ink >= x1) & (ink < x1 + reach)]):
        x1 = float(near[-1] + 1)
    return TextBox(
        x0 if x0 == box.x0 else max(x0 - box.padding, left),
        box.y0,
        x1 if x1 == box.x1 else min(x1 + box.padding, right),
        box.y1,
    )


def _is_stroke(grey: Any, box: TextBox, table: Table, letter: float) -> bool:
    """Whether all that stands in a box is a thin stroke, or a corner, on an edge of the table."""
    import numpy

    x = (box.x0 + box.x1) / 2
    beside = min(*(abs(edge - x) for edge in table.xs), *(abs(edge - box.y) for edge in table.ys)) < 0.5 * letter
    if beside and max(box.height, box.x1 - box.x0 - 2 * box.padding) < _LOW * letter:
        return True
    left, top = max(round(box.x0), 0), max(round(box.y0), 0)
    ys, xs = numpy.nonzero(grey[top : round(box.y1), left : round(box.x1)] < DARK)
    if len(xs) == 0:
        return True
    upright, x = float(xs.max() - xs.min()), left + float(xs.max() + xs.min()) / 2
    level, y = float(ys.max() - ys.min()), top + float(ys.max() + ys.min()) / 2
    thin, near = _STROKE * letter, 0.35 * letter
    return (upright <= thin and min(abs(edge - x) for edge in table.xs) < near) or (
        level <= thin and min(abs(edge - y) for edge in table.ys) < near
    )
