"""What pdfminer draws on: the letters and straight lines of a page are kept, within limits."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import stream_value
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from jixiao.documents.pdf_page import Glyph, Page, PageTooLarge, Stroke

if TYPE_CHECKING:
    from pdfminer.pdfcolor import PDFColorSpace
    from pdfminer.pdffont import PDFFont
    from pdfminer.pdfinterp import PDFGraphicState, PDFTextState
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdftypes import PDFStream
    from pdfminer.utils import Matrix, PathSegment, Point

# A filled rectangle no thicker than this is a line.
THICK: Final = 3.0
# More lines than that are a drawing.
MAX_STROKES: Final = 50_000
# In points: the largest page of the standard is 14,400, the long side of an A0 sheet 3,370.
MAX_SIDE: Final = 14_400
MAX_LETTERS: Final = 50_000
# In bytes: what draws a page, and in steps: how often something is drawn on it.
MAX_CONTENT: Final = 4 * 1024 * 1024
MAX_STEPS: Final = 30_000
MAX_WORDS: Final = 500_000
_SIDES: Final = 5  # what a rectangle adds to a path
MAX_SEGMENTS: Final = _SIDES * MAX_STEPS

_INVISIBLE: Final = 3  # the text render mode of a layer of recognised text under a scan
_NESTED: Final = 12  # levels of drawings inside drawings
_QUARTER: Final = math.pi / 2
_SKEW: Final = 4  # the direction of text that runs neither across nor up
# What brings text that runs to the right, up, to the left, down into reading position, with y growing downwards.
_TURNS: Final[tuple[Callable[[float, float], tuple[float, float]], ...]] = (
    lambda x, y: (x, -y),
    lambda x, y: (y, x),
    lambda x, y: (-x, y),
    lambda x, y: (-y, -x),
)


# Text, both ends of its baseline, the size of its font, its direction in quarter turns.
_Letter = tuple[str, "Point", "Point", float, int]


class Reader:
    """What looks at the pages of one file. ``tick`` is called now and then and may raise: a page holds any number."""

    def __init__(self, tick: Callable[[], None]) -> None:
        resources = PDFResourceManager()
        self._device = _Device(resources, tick)
        self._interpreter = _Interpreter(resources, self._device)

    def look_at(self, page: PDFPage, number: int) -> Page:
        """The geometry of a page. Raises what pdfminer raises, and :class:`PageTooLarge`."""
        device = self._device
        device.reset()
        self._interpreter.words = 0
        for side in (abs(page.mediabox[2] - page.mediabox[0]), abs(page.mediabox[3] - page.mediabox[1])):
            if not 0 < side <= MAX_SIDE:
                raise PageTooLarge("side", side, MAX_SIDE)
        self._interpreter.process_page(page)
        turns = Counter(way for text, _, _, _, way in device.letters if text != " ")
        direction = turns.most_common(1)[0][0] if turns else 0
        turn = _TURNS[direction % _SKEW]
        box = device.box
        corners = [turn(box[0], box[1]), turn(box[2], box[3])]
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        width, height = abs(corners[0][0] - corners[1][0]), abs(corners[0][1] - corners[1][1])

        def place(point: Point) -> Point:
            x, y = turn(*point)
            return x - left, y - top

        glyphs = []
        seen: set[tuple[str, int, int]] = set()
        for text, start, end, size, way in device.letters:
            if way != direction:
                continue  # a watermark across the page, a stamp on its side
            (x0, y0), (x1, _) = place(start), place(end)
            x0, x1 = min(x0, x1), max(x0, x1)
            if not (0 <= (x0 + x1) / 2 <= width and 0 <= y0 - 0.35 * size <= height):
                continue
            if text != " ":
                # Bold type is often the same letter set twice, a hair apart.
                spot = round(x0), round(y0)
                if any((text, spot[0] + dx, spot[1] + dy) in seen for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
                    continue
                seen.add((text, *spot))
            glyphs.append(Glyph(text, x0, x1, y0, size))
        across: list[Stroke] = []
        down: list[Stroke] = []
        for start, end in device.lines:
            (x0, y0), (x1, y1) = place(start), place(end)
            if abs(y0 - y1) <= 0.5 < abs(x0 - x1):
                across.append(Stroke((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif abs(x0 - x1) <= 0.5 < abs(y0 - y1):
                down.append(Stroke((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
        share = min(device.image / (width * height), 1.0) if width and height else 0.0
        back = _inverse([place(apply_matrix_pt(device.page, point)) for point in ((0, 0), (1, 0), (0, 1))])
        return Page(number, width, height, glyphs, across, down, share, device.other, device.unknown, back)


class _Interpreter(PDFPageInterpreter):
    """An interpreter with a limit for what draws a page: operators without end may draw nothing."""

    device: _Device
    words = 0

    def execute(self, streams: Sequence[object]) -> None:
        parts = [stream_value(stream).get_data() for stream in streams]
        if (size := sum(map(len, parts))) > MAX_CONTENT:
            raise PageTooLarge("content", size, MAX_CONTENT)
        self.words += sum(len(part.split()) for part in parts)
        if self.words > MAX_WORDS:
            raise PageTooLarge("words", self.words, MAX_WORDS)
        super().execute(streams)

    def do_re(self, x: Any, y: Any, w: Any, h: Any) -> None:
        # A path may hold any number of rectangles, and is drawn at once.
        if len(self.curpath) > MAX_SEGMENTS:
            raise PageTooLarge("steps", len(self.curpath) // _SIDES, MAX_STEPS)
        super().do_re(x, y, w, h)


class _Device(PDFTextDevice):
    """What an interpreter draws on: it keeps letters and lines."""

    def __init__(self, resources: PDFResourceManager, tick: Callable[[], None]) -> None:
        super().__init__(resources)
        self._tick = tick
        self.reset()

    def _step(self, count: int = 1) -> None:
        self._steps += count
        if self._steps > MAX_STEPS:
            raise PageTooLarge("steps", self._steps, MAX_STEPS)
        self._tick()

    def reset(self) -> None:
        """Forget the last page."""
        self.letters: list[_Letter] = []
        self.lines: list[tuple[Point, Point]] = []
        self.box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
        self.image = 0.0
        self.other = 0
        self.unknown = 0
        self._hidden = False
        self._level = 0
        self._steps = 0

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        self.box = apply_matrix_rect(ctm, page.cropbox)
        self.page = ctm

    def begin_figure(self, name: str, bbox: Any, matrix: Matrix) -> None:  # noqa: ARG002  # the library's signature
        # A drawing is a page of its own: drawings of ten drawings of ten drawings make a small file a large page.
        self._step(20)
        self._level += 1
        if self._level > _NESTED:
            raise PDFException("drawings inside drawings without end")

    def end_figure(self, name: str) -> None:  # noqa: ARG002  # the library's signature
        self._level -= 1

    def render_image(self, name: str, stream: PDFStream) -> None:  # noqa: ARG002  # the library's signature
        self.other += 1
        if self.ctm is not None:
            a, b, c, d = self.ctm[:4]
            self.image += abs(a * d - b * c)

    def render_string(
        self, textstate: PDFTextState, seq: Any, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        self._step()
        self._hidden = textstate.render == _INVISIBLE
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,  # noqa: ARG002  # the library's signature
        graphicstate: PDFGraphicState,  # noqa: ARG002
    ) -> float:
        advance: float = font.char_width(cid) * fontsize * scaling
        if self._hidden:
            return advance
        if len(self.letters) >= MAX_LETTERS:
            raise PageTooLarge("letters", len(self.letters) + 1, MAX_LETTERS)
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = ""
        if not text or not text.strip("\0\ufffd\ufffe\uffff"):
            self.unknown += 1
            text = "\ufffd"
        elif "\ue000" <= text[0] <= "\uf8ff":
            self.unknown += 1
        elif "\u2e80" <= text[0] <= "\u2fdf" or "\uf900" <= text[0] <= "\ufaff":
            # Some fonts give a radical or a compatibility form for the character that it looks like.
            text = unicodedata.normalize("NFKC", text)
        elif text in ("\ufeff", "\u200b", "\xad"):
            return advance
        if text.isspace() or ord(text[0]) < 32:
            text = " "
        a, b, c, d = matrix[:4]
        if font.is_vertical():
            # A letter of vertical setting hangs below its place, in the middle.
            shift = fontsize / 2
            start = apply_matrix_pt(matrix, (-shift, rise - 0.88 * fontsize))
            end = apply_matrix_pt(matrix, (shift, rise - 0.88 * fontsize))
        else:
            start = apply_matrix_pt(matrix, (0, rise))
            end = apply_matrix_pt(matrix, (advance, rise))
        quarters = math.atan2(b, a) / _QUARTER
        way = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.1 else _SKEW
        size = abs(fontsize) * math.hypot(c, d)
        if size:
            self.letters.append((text, start, end, size, way))
        return advance

    def paint_path(
        self,
        gstate: PDFGraphicState,  # noqa: ARG002  # the library's signature
        stroke: bool,
        fill: bool,
        evenodd: bool,  # noqa: ARG002
        path: Sequence[PathSegment],
    ) -> None:
        self._step()
        if (not stroke and not fill) or self.ctm is None:
            return
        points: list[Point] = []
        straight = True
        for step in [*path, ("m", 0.0, 0.0)]:
            kind = step[0]
            if kind == "m":
                if len(points) > 1:
                    self._part(points, straight, stroke, fill)
                points, straight = [], True
            if kind == "h":
                if points:
                    points.append(points[0])
                continue
            operands = [float(operand) for operand in step[1:]]
            points.append(apply_matrix_pt(self.ctm, (operands[-2], operands[-1])))
            straight = straight and kind in "ml"

    def _part(self, points: list[Point], straight: bool, stroke: bool, fill: bool) -> None:
        """One line of a path, from where it sets out to where it ends."""
        if not straight:
            self.other += 1
            return
        bar = _bar(points) if fill else None
        if bar is not None:
            self.lines.extend(bar)
        elif stroke:
            self.lines.extend(pairwise(points))
        if len(self.lines) > MAX_STROKES:
            # No table has so many: a drawing.
            self.lines.clear()
            self.other += MAX_STROKES


def _bar(points: Sequence[Point]) -> list[tuple[Point, Point]] | None:
    """The line that a thin filled rectangle looks like; a dot is the corner of lines, and both."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    wide, high = right - left, bottom - top
    if wide > THICK and high > THICK:
        return None
    x, y = (left + right) / 2, (top + bottom) / 2
    return [((left, y), (right, y))] * (wide >= high) + [((x, top), (x, bottom))] * (high >= wide)


def _inverse(ends: Sequence[Point]) -> Matrix:
    """The matrix that leads back, of one that takes the origin and the ends of both axes to these points."""
    (e, f), (ax, ay), (bx, by) = ends
    a, b, c, d = ax - e, ay - f, bx - e, by - f
    area = a * d - b * c or 1
    a, b, c, d = d / area, -b / area, -c / area, a / area
    return a, b, c, d, -(a * e + c * f), -(b * e + d * f)
