"""Text on a picture by RapidOCR, whose models come with it: where it stands, and what it says, letter by letter."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from attrs import frozen

from jixiao.documents import SUFFIXES
from jixiao.documents.kinds import refuse
from jixiao.documents.pdf_page import Glyph

_LOCK: Final = threading.Lock()
# What the names of pictures end with.
_PICTURES: Final = frozenset({".jpeg", ".jpg", ".png", ".tif", ".tiff"})
# The boxes that are found have some paper around the letters: so much of the shorter side at each end.
PADDING: Final = 0.12
# What is darker is ink.
DARK: Final = 195
# In the height of the letters: what stands closer is one, further apart two texts; what is no wider is a stroke.
_GAP: Final = 0.2
_APART: Final = 0.35
_THIN: Final = 0.17
# A stroke fills so much of the height; a comma does not.
_HIGH: Final = 0.6
# In the size of the letters: what stands no further apart is written together.
_TOGETHER: Final = 0.8
# Below this a line is a smudge, a rule or a pattern.
_LEAST: Final = 0.4
# A box so many times as high as wide is a label that runs down.
_TALL: Final = 1.7


@frozen(slots=True)
class TextBox:
    """Where a line of text stands, in pixels, with paper around; ``parts`` tell from where to where."""

    x0: float
    y0: float
    x1: float
    y1: float
    parts: tuple[tuple[float, float], ...] = ()

    @property
    def padding(self) -> float:
        """The paper at each side."""
        return PADDING * min(self.x1 - self.x0, self.y1 - self.y0)

    @property
    def height(self) -> float:
        """How high the letters are."""
        return self.y1 - self.y0 - 2 * self.padding

    def scaled(self, factor: float) -> TextBox:
        """The same on a picture of another size."""
        return TextBox(
            self.x0 * factor, self.y0 * factor, self.x1 * factor, self.y1 * factor,
            tuple((start * factor, end * factor) for start, end in self.parts),
        )  # fmt: skip

    @property
    def y(self) -> float:
        """The middle of the line."""
        return (self.y0 + self.y1) / 2


def is_installed() -> bool:
    """Whether the extra that reads pictures is there."""
    from importlib.util import find_spec

    return all(find_spec(module) is not None for module in ("rapidocr", "onnxruntime", "cv2", "numpy", "PIL"))


def require(name: str) -> None:
    """Raise the error that says what to install, where it is not, and that a file is a picture whatever its name."""
    if is_installed():
        return
    suffix = os.path.splitext(name)[1].lower()
    if suffix in SUFFIXES - _PICTURES:
        refuse(
            name,
            f"文件名以{suffix}结尾，内容却是图片；请检查原来的Excel、Word文件，"
            '或运行 pip install "jixiao[scan]" 试着识别图片（试验功能）',
            f"the name ends with {suffix}, but the file is a picture; check the original Excel or Word file, "
            'or run pip install "jixiao[scan]", which tries to read pictures (experimental)',
        )
    refuse(
        name,
        '读图片和扫描件（试验功能）需要RapidOCR；请运行 pip install "jixiao[scan]"，或检查原来的Excel、Word文件',
        'images and scans (experimental) need RapidOCR; run pip install "jixiao[scan]", '
        "or check the original Excel or Word file",
    )


def boxes_in(grey: Any) -> list[TextBox]:
    """The lines of text on a grey picture, from top to bottom."""
    import cv2

    engine = _engine()
    with _LOCK:
        found = engine(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False, use_rec=False)
    boxes = []
    for corners in found.boxes if found.boxes is not None else ():
        x0, x1 = float(corners[[0, 3], 0].mean()), float(corners[[1, 2], 0].mean())
        y0, y1 = float(corners[[0, 1], 1].mean()), float(corners[[2, 3], 1].mean())
        if x1 - x0 >= 4 and y1 - y0 >= 4:
            boxes.append(TextBox(x0, y0, x1, y1, tuple(_parts(grey, x0, y0, x1, y1))))
    return sorted(boxes, key=lambda box: (box.y, box.x0))


def _parts(grey: Any, x0: float, y0: float, x1: float, y1: float) -> Iterator[tuple[float, float]]:
    """From where to where texts stand: wide gaps part them, and so do thin strokes, which may be ruled lines."""
    import numpy

    part = grey[max(round(y0), 0) : round(y1), max(round(x0), 0) : round(x1)]
    height = part.shape[0] * (1 - 2 * PADDING)
    band = part[round(0.15 * part.shape[0]) : round(0.85 * part.shape[0])] < DARK
    ink = numpy.flatnonzero(band.any(axis=0))
    if len(ink) == 0:
        return
    runs = numpy.split(ink, numpy.flatnonzero(numpy.diff(ink) > _GAP * height) + 1)
    found: list[tuple[float, float]] = []
    stroke = False
    for run in runs:
        start, end = x0 + float(run[0]), x0 + float(run[-1] + 1)
        high = numpy.count_nonzero(band[:, run[0] : run[-1] + 1].any(axis=1))
        if len(runs) > 1 and end - start < _THIN * height and high > _HIGH * len(band):
            stroke = True
        elif found and not stroke and start - found[-1][1] < _APART * height:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
            stroke = False
    yield from found


def read(grey: Any, boxes: Sequence[TextBox]) -> list[tuple[Glyph, ...]]:
    """The letters in each box, in the order of the boxes; nothing of a box that holds no text."""
    import cv2

    pieces: list[TextBox] = []
    for box in boxes:
        pieces.extend(_downwards(grey, box) if box.y1 - box.y0 > _TALL * (box.x1 - box.x0) else [box])
    pictures = [
        cv2.cvtColor(
            grey[max(round(b.y0), 0) : max(round(b.y1), 2), max(round(b.x0), 0) : max(round(b.x1), 2)],
            cv2.COLOR_GRAY2BGR,
        )
        for b in pieces
    ]
    kept = [n for n, picture in enumerate(pictures) if min(picture.shape[:2]) >= 4]
    if not kept:
        return []
    with _LOCK:
        found = _engine().recognize_txt([pictures[n] for n in kept])
    lines = []
    for n, text, score, letters in zip(kept, found.txts, found.scores, found.word_results, strict=True):
        if text.strip() and score >= _LEAST:
            lines.append(_line(pieces[n], text, letters))
    return lines


def certainty(pictures: Sequence[Any]) -> float:
    """How sure the recogniser is of lines of text on grey pictures, on the average: little where they stand on their
    head.
    """
    import cv2

    with _LOCK:
        found = _engine().recognize_txt([cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) for picture in pictures])
    return float(sum(found.scores)) / len(pictures)


def _downwards(grey: Any, box: TextBox) -> list[TextBox]:
    """The letters of a label that runs down, one below the other; the box itself where they can't be told apart."""
    import numpy

    x0, y0, x1, y1 = (round(side) for side in (box.x0, box.y0, box.x1, box.y1))
    part = grey[max(y0, 0) : y1, max(x0, 0) : x1]
    ink = numpy.flatnonzero(numpy.count_nonzero(part < DARK, axis=1))
    if len(ink) == 0:
        return []
    # 二 and 三 are letters of several pieces: a letter is about as high as it is wide.
    width = part.shape[1] * (1 - 2 * PADDING)
    count = max(round((ink[-1] - ink[0]) / (1.1 * width)), 1)
    if count == 1:
        return [box]
    step = (ink[-1] - ink[0] + 1) / count
    edges = [float(ink[0])]
    empty = numpy.setdiff1d(numpy.arange(part.shape[0]), ink)
    for n in range(1, count):
        at = ink[0] + n * step
        near = empty[numpy.abs(empty - at) < 0.4 * step]
        edges.append(float(near[numpy.argmin(numpy.abs(near - at))]) if len(near) else at)
    edges.append(float(ink[-1]))
    return [TextBox(box.x0, y0 + a - 3, box.x1, y0 + b + 3) for a, b in pairwise(edges)]


def _line(box: TextBox, text: str, letters: Any) -> tuple[Glyph, ...]:
    """The letters with their boxes, as far as the recogniser's steps tell where each stands."""
    size = box.height
    base = box.y + 0.35 * size
    columns = [column for word in letters.word_cols for column in word]
    sure = list(letters.confs)
    ink = [each for each in text if not each.isspace()]
    if len(sure) != len(text):
        sure = [min(sure, default=0.0)] * len(text)
    step = (box.x1 - box.x0) / letters.line_txt_len if letters.line_txt_len else 0.0
    if len(columns) != len(ink) or not step:
        columns, step = [], 0.0
    places = iter(columns)
    middles: list[float | None] = [
        None if each.isspace() or not columns else box.x0 + (next(places) + 0.5) * step for each in text
    ]
    if not columns:
        middles = [box.x0 + (n + 0.5) * (box.x1 - box.x0) / len(text) for n in range(len(text))]
    glyphs: list[Glyph] = []
    for each, middle, certain in zip(text, middles, sure, strict=True):
        if middle is None:
            end = glyphs[-1].x1 if glyphs else box.x0
            glyphs.append(Glyph(" ", end, end, base, size, certain))
            continue
        half = size * (0.27 if each.isascii() else 0.5)
        left, right = max(middle - half, box.x0), min(middle + half, box.x1)
        if glyphs and left - glyphs[-1].x1 < _TOGETHER * size:
            # The places are rough; a blank between two letters would have been recognised as one.
            last = glyphs[-1]
            left = max(left, last.x0)
            glyphs[-1] = Glyph(last.text, last.x0, left, base, size, last.sure)
        glyphs.append(Glyph(each, left, max(right, left), base, size, certain))
    return tuple(glyphs)


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": 4000,
            "Global.return_word_box": True,
        }
    )
