"""A table without lines, rebuilt from where its texts stand: rows between gaps, columns where texts begin."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from jixiao.documents.pdf_grid import Table
from jixiao.documents.pdf_page import Stroke
from jixiao.documents.scan_text import TextBox

# Fewer texts are no form; and where tables with lines hold so much of the page's text, they are all there is.
_FEWEST: Final = 16
_HELD: Final = 0.5
# In the height of the letters: what lies between rows, and how far the beginnings of one column differ.
_BETWEEN: Final = 0.4
_ALIGNED: Final = 0.6
_APART: Final = 1.2
# How many texts begin where a column does.
_COLUMN: Final = 3


def rebuilt(boxes: Sequence[TextBox], tables: Sequence[Table]) -> tuple[list[Stroke], list[Stroke]]:
    """Walls, as strokes, for a page whose texts stand outside of ruled tables; nothing where most stand inside."""
    texts = [text for box in boxes for text in _texts(box)]
    free = [text for text in texts if not any(_holds(table, text) for table in tables)]
    if len(free) < _FEWEST or len(free) < (1 - _HELD) * len(texts):
        return [], []
    letter = median(text.y1 - text.y0 for text in free)
    rows = _rows(free, letter)
    edges = _columns(free, letter)
    # What stands above the first row of several texts is a title.
    first = next((n for n, row in enumerate(rows) if sum(row[0] <= t.y <= row[1] for t in free) > 1), len(rows))
    rows = rows[first:]
    if len(rows) < 3 or len(edges) < 2:
        return [], []
    left, right = edges[0], max(text.x1 for text in free) + _ALIGNED * letter
    heights = [rows[0][0] - letter / 4]
    heights += [(above[1] + below[0]) / 2 for above, below in pairwise(rows)]
    heights.append(rows[-1][1] + letter / 4)
    across = [Stroke(y, left, right) for y in heights]
    down = [Stroke(x, heights[0], heights[-1]) for x in (left, right)]
    for top, bottom in pairwise(heights):
        mine = [text for text in free if top <= text.y <= bottom]
        down += [
            Stroke(x, top, bottom)
            for x in edges[1:]
            if not any(text.x0 + letter / 4 < x < text.x1 for text in mine)
            and any(abs(text.x0 - x) < 2 * _ALIGNED * letter for text in mine)
        ]
    return across, down


def _texts(box: TextBox) -> list[TextBox]:
    """The texts in a box: a gap as wide as a letter parts them, the blank behind a comma does not."""
    found: list[tuple[float, float]] = []
    for start, end in box.parts:
        if found and start - found[-1][1] < _APART * box.height:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return [TextBox(start, box.y0 + box.padding, end, box.y1 - box.padding) for start, end in found]


def _holds(table: Table, text: TextBox) -> bool:
    return table.xs[0] <= text.x0 <= table.xs[-1] and table.ys[0] <= text.y <= table.ys[-1]


def _rows(texts: Sequence[TextBox], letter: float) -> list[tuple[float, float]]:
    """From where to where rows reach. A label at the left may stand beside several rows, and parts none."""
    inner = min(t.x0 for t in texts) + 0.2 * (max(t.x1 for t in texts) - min(t.x0 for t in texts))
    rows: list[tuple[float, float]] = []
    for text in sorted((t for t in texts if t.x0 > inner), key=lambda t: t.y0):
        if rows and text.y0 - rows[-1][1] < _BETWEEN * letter:
            rows[-1] = rows[-1][0], max(rows[-1][1], text.y1)
        else:
            rows.append((text.y0, text.y1))
    # A row of which nothing but its label is printed.
    for text in texts:
        if text.x0 <= inner and not any(row[0] < text.y1 and text.y0 < row[1] for row in rows):
            rows.append((text.y0, text.y1))
    return sorted(rows)


def _columns(texts: Sequence[TextBox], letter: float) -> list[float]:
    """Where columns begin: a little to the left of where several texts do."""
    groups: list[list[float]] = []
    for x in sorted(text.x0 for text in texts):
        if groups and x - groups[-1][0] < _ALIGNED * letter:
            groups[-1].append(x)
        else:
            groups.append([x])
    return [group[0] - letter / 4 for group in groups if len(group) >= _COLUMN]
