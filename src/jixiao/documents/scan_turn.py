"""Pages that lie on their side or on their head: told by the text itself, and turned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from jixiao.documents.scan_text import TextBox, boxes_in, certainty

# So many of the longest lines tell where up is.
_ASKED: Final = 6
# Lines that lie right are read surer than that; turned ones must be surer by so much to be believed.
_SURE: Final = 0.8
_SURER: Final = 0.1


def turned_upright(grey: Any, boxes: Sequence[TextBox]) -> tuple[Any, list[TextBox]]:
    """The page with its text upright, and its boxes."""
    import numpy

    boxes = list(boxes)
    # Labels that run down are found on any form; most of its text never does.
    if sum(_length(box, upright=True) for box in boxes) > sum(_length(box, upright=False) for box in boxes):
        grey = numpy.ascontiguousarray(numpy.rot90(grey))
        boxes = boxes_in(grey)
    longest = sorted(boxes, key=lambda box: box.x0 - box.x1)[:_ASKED]
    if not longest:
        return grey, boxes
    pieces = [grey[max(round(b.y0), 0) : max(round(b.y1), 2), max(round(b.x0), 0) : round(b.x1)] for b in longest]
    now = certainty(pieces)
    if now < _SURE and certainty([numpy.rot90(piece, 2) for piece in pieces]) > now + _SURER:
        grey = numpy.ascontiguousarray(numpy.rot90(grey, 2))
        boxes = boxes_in(grey)
    return grey, boxes


def _length(box: TextBox, *, upright: bool) -> float:
    """How long a line is, if it runs that way."""
    wide, high = box.x1 - box.x0, box.y1 - box.y0
    return max(wide, high) if (high > wide) == upright else 0.0
