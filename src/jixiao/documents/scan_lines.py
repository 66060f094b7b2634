"""Ruled lines on a picture: sought where no text stands, so that broken, faint and blurred ones still make a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, Final

from attrs import evolve

from jixiao.documents.pdf_page import Stroke
from jixiao.documents.scan_text import TextBox

# The long side, in pixels, that lines are sought at. All lengths below are parts of it: 1/300 is a millimetre on A4.
_SIDE: Final = 1000
_MM: Final = _SIDE / 297
_DARK: Final = 40
_HOLE: Final = round(4.5 * _MM)
_PIECE: Final = round(2.5 * _MM)
_LONG: Final = round(8 * _MM)
_THIN: Final = round(0.9 * _MM)
# So far may a line wander from where it is taken to be.
_NEAR: Final = 1.3 * _MM
# How much of a side must be seen for a wall, as it is and with its holes closed.
_SEEN: Final = 0.35
_CLOSED: Final = 0.75
# With its holes closed, how much of one side at least a line must fill to be one at all.
_WHOLE: Final = 0.85
# Where so little of a side is free of text, nothing can be seen of it.
_FREE: Final = 0.25
# How much of it must be free of text for a wall that letters seem to cross.
_OPEN: Final = 0.5
# With a text that begins or ends there so little is enough.
_HINTED: Final = 0.1
# What is so much lower than most texts is none.
_LOW: Final = 0.6


def ruled_lines(grey: Any, texts: Sequence[TextBox]) -> tuple[list[Stroke], list[Stroke]]:
    """The walls of all tables as strokes along the edges of their cells, in pixels: the level and the upright ones."""
    import cv2
    import numpy

    factor = _SIDE / max(grey.shape)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = (small < 245 - _DARK).astype(numpy.uint8)
    written = numpy.zeros_like(ink)
    letters: list[TextBox] = []
    usual = median(text.height for text in texts) if texts else 0.0
    for text in texts:
        if text.height < _LOW * usual:
            continue  # a corner of broken lines
        # The paper around the letters stays: lines run there. A thin stroke by itself may be a piece of a line.
        margin = 0.14 * min(text.y1 - text.y0, text.x1 - text.x0)
        lines = slice(max(round((text.y0 + margin) * factor), 0), round((text.y1 - margin) * factor) + 1)
        halo = 0.2 * text.height
        for start, end in text.parts:
            left, right = max(start - halo, text.x0 + 1.6 * margin), min(end + halo, text.x1 - 1.6 * margin)
            part = slice(max(round(left * factor), 0), max(round(right * factor), 0) + 1)
            wide, high = ink[lines, part].any(axis=0).sum(), ink[lines, part].any(axis=1).sum()
            if min(wide, high) > _THIN:
                written[lines, part] = 1
                letters.append(evolve(text, x0=start, x1=end, parts=()).scaled(factor))
    free = ink & (1 - written)
    level, upright = _Direction(free, written, []), _Direction(free.T, written.T, letters)
    across: list[Stroke] = []
    down: list[Stroke] = []
    for region in _regions(level.mask | upright.mask.T):
        ys, xs = level.edges(region), upright.edges((region[1], region[0], region[3], region[2]))
        if len(xs) < 2 or len(ys) < 2:
            continue
        across += level.walls(ys, xs)
        down += upright.walls(xs, ys)
    return [_scaled(s, factor) for s in across], [_scaled(s, factor) for s in down]


def _scaled(stroke: Stroke, factor: float) -> Stroke:
    return Stroke(stroke.at / factor, stroke.start / factor, stroke.end / factor)


class _Direction:
    """The lines of one direction; the picture is turned so that they are level."""

    def __init__(self, free: Any, written: Any, boxes: Sequence[TextBox]) -> None:
        import cv2
        import numpy

        def row(length: int) -> Any:
            return numpy.ones((1, length), numpy.uint8)

        free = numpy.ascontiguousarray(free)
        crossing = cv2.morphologyEx(free, cv2.MORPH_OPEN, row(round(3.5 * _MM)).T)
        mine = cv2.morphologyEx(free, cv2.MORPH_OPEN, row(_PIECE))
        rest = free & (1 - crossing) | mine
        # A line that wanders by a pixel is still one.
        self.seen = cv2.dilate(cv2.morphologyEx(rest, cv2.MORPH_OPEN, row(_PIECE)), row(3).T)
        closed = cv2.morphologyEx(self.seen, cv2.MORPH_CLOSE, row(_HOLE))
        self.mask = cv2.morphologyEx(closed, cv2.MORPH_OPEN, row(_LONG))
        self._written = numpy.ascontiguousarray(written)
        self._boxes = boxes

    def edges(self, region: tuple[int, int, int, int]) -> list[float]:
        """Where lines run in a region (left, top, right, bottom): those within reach of each other are one."""
        import cv2

        left, top, right, bottom = region
        part = self.mask[top:bottom, left:right]
        count, _, stats, centres = cv2.connectedComponentsWithStats(part)
        found = sorted(
            (float(centres[n][1]) + top, int(stats[n, cv2.CC_STAT_WIDTH]))
            for n in range(1, count)
            if stats[n, cv2.CC_STAT_HEIGHT] <= 4 * _NEAR
        )
        groups: list[list[tuple[float, int]]] = []
        for at, length in found:
            if groups and at - _mean(groups[-1]) <= _NEAR:
                groups[-1].append((at, length))
            else:
                groups.append([(at, length)])
        return [_mean(group) for group in groups if sum(length for _, length in group) >= _LONG]

    def walls(self, edges: Sequence[float], marks: Sequence[float]) -> list[Stroke]:
        """The pieces between neighbouring marks where a line is drawn."""
        import numpy

        strokes: list[Stroke] = []
        reach = round(_NEAR)
        for edge in edges:
            band = slice(max(round(edge) - reach, 0), round(edge) + reach + 1)
            seen, mask = self.seen[band].any(axis=0), self.mask[band].any(axis=0)
            # Text covers a line only where it covers the line's own place.
            core = slice(max(round(edge) - 1, 0), round(edge) + 2)
            covered = self._written[core].all(axis=0) & ~seen
            mine: list[Stroke] = []
            most = 0.0
            for start, end in pairwise(marks):
                first, last = round(start) + 2, round(end) - 1
                if last <= first:
                    first, last = round(start), round(end) + 1
                total, hidden = last - first, int(numpy.count_nonzero(covered[first:last]))
                visible = max(total - hidden, 1)
                drawn = int(numpy.count_nonzero(seen[first:last])) / visible
                whole = int(numpy.count_nonzero(mask[first:last])) / visible
                clear = visible >= _FREE * total and (drawn >= _SEEN or whole >= _CLOSED)
                if self._boxes:
                    beside = [box for box in self._boxes if start <= box.y <= end]
                    if any(_covers(box, edge) for box in beside):
                        clear = clear and drawn >= _CLOSED and visible >= _OPEN * total
                    elif _parted(beside, edge, edges, seen=drawn >= _HINTED):
                        clear = True
                    elif _borders(beside, edge):
                        clear = clear or drawn >= _HINTED or visible < _FREE * total
                if clear:
                    mine.append(Stroke(edge, start, end))
                if visible >= _OPEN * total:
                    most = max(most, whole)
            # The sides of letters that stand below each other are no line: a line goes from wall to wall somewhere.
            if most >= _WHOLE:
                strokes += mine
        return strokes


def _covers(text: TextBox, x: float) -> bool:
    """Whether letters run over an upright line."""
    slack = 0.15 * text.height
    return text.x0 + slack < x < text.x1 - slack


def _borders(texts: Sequence[TextBox], x: float) -> bool:
    """Whether a line of text begins or ends beside an upright line."""
    for text in texts:
        line = [other for other in texts if (other.y0, other.y1) == (text.y0, text.y1)]
        ends = min(other.x0 for other in line), max(other.x1 for other in line)
        if min(abs(end - x) for end in ends) < 0.7 * text.height:
            return True
    return False


def _parted(texts: Sequence[TextBox], x: float, edges: Sequence[float], *, seen: bool) -> bool:
    """Whether two texts on one line stand on either side of an edge, with no other edge between them.

    Where nothing is ``seen`` of the edge they must have been found apart: a wide blank may follow a comma.
    """
    for text in texts:
        slack = 0.3 * text.height
        before = [other for other in texts if other.x0 < text.x0 and abs(other.y - text.y) < 0.5 * text.height]
        if text.x0 < x - slack or not before:
            continue
        last = max(before, key=lambda other: other.x1)
        if (last.y0, last.y1) == (text.y0, text.y1) and not seen:
            continue
        if text.x0 - last.x1 > 0.4 * text.height:
            between = [edge for edge in edges if last.x1 - slack <= edge <= text.x0 + slack]
            if between == [x]:
                return True
    return False


def _mean(group: Sequence[tuple[float, int]]) -> float:
    return sum(at * length for at, length in group) / sum(length for _, length in group)


def _regions(mask: Any) -> Iterable[tuple[int, int, int, int]]:
    """The boxes (left, top, right, bottom) around lines that hang together."""
    import cv2
    import numpy

    reach = _HOLE
    joined = cv2.dilate(mask, numpy.ones((reach, reach), numpy.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    boxes = [
        (int(s[0]), int(s[1]), int(s[0] + s[2]), int(s[1] + s[3]))
        for s in stats[1:count]
        if s[2] >= 3 * _LONG or s[3] >= 3 * _LONG
    ]
    # A piece that broke off lies in the box of the rest.
    merged = True
    while merged:
        merged = False
        for a in range(len(boxes)):
            for b in range(a + 1, len(boxes)):
                one, two = boxes[a], boxes[b]
                if one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]:
                    boxes[a] = min(one[0], two[0]), min(one[1], two[1]), max(one[2], two[2]), max(one[3], two[3])
                    del boxes[b]
                    merged = True
                    break
            if merged:
                break
    return boxes
