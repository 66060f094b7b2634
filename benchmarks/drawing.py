"""Printed forms as images: a table drawn on an A4 page, and what scanners and cameras do to it, from fixed seeds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from jixiao.testing.layouts import Put

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

DPI: Final = 200
SEED: Final = 20240118
_A4: Final = (210 / 25.4, 297 / 25.4)
_FONTS: Final = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "C:/Windows/Fonts/simsun.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
)


def font_file() -> str | None:
    """A font of this machine that has Chinese characters; ``JIXIAO_FONT`` names another."""
    return next((path for path in (os.environ.get("JIXIAO_FONT", ""), *_FONTS) if path and os.path.exists(path)), None)


def draw(titles: Sequence[str], puts: Sequence[Put], font: str, *, dpi: int = DPI) -> Image.Image:
    """A page with its titles and its table, in the largest type of 10.5 points or less that fits on it."""
    from PIL import Image, ImageDraw, ImageFont

    width, height = (round(side * dpi) for side in _A4)
    for points in (10.5, 10, 9, 8, 7.5, 7, 6.5, 6, 5.5, 5):
        page = Image.new("RGB", (width, height), "white")
        pen = ImageDraw.Draw(page)
        face = ImageFont.truetype(font, round(points * dpi / 72))
        head = ImageFont.truetype(font, round((points + 3) * dpi / 72))
        top = 0.6 * dpi
        for title in titles:
            pen.text(((width - head.getlength(title)) / 2, top), title, "black", head)
            top += 1.5 * head.size
        if _table(pen, puts, face, (round(0.5 * dpi), round(top + 0.1 * dpi)), width - dpi, dpi) <= height - 0.4 * dpi:
            return page
    raise ValueError("the table does not fit on a page")


def _table(
    pen: ImageDraw.ImageDraw,
    puts: Sequence[Put],
    face: ImageFont.FreeTypeFont,
    corner: tuple[int, int],
    width: int,
    dpi: int,
) -> float:
    """Draw the table; gives where it ends."""
    columns, rows = max(p.column + p.width for p in puts), max(p.row + p.height for p in puts)
    xs = _edges(puts, columns, corner[0], width)
    pad, step = round(0.03 * dpi), round(1.25 * face.size)
    lines = {put: _wrapped(put.text, face, xs[put.column + put.width] - xs[put.column] - 2 * pad) for put in puts}
    heights = [float(step + 2 * pad)] * rows
    for put in sorted(puts, key=lambda p: p.height):
        lacking = len(lines[put]) * step + 2 * pad - sum(heights[put.row : put.row + put.height])
        if lacking > 0:
            for row in range(put.row, put.row + put.height):
                heights[row] += lacking / put.height
    ys = [corner[1]]
    for height in heights:
        ys.append(ys[-1] + round(height))
    for put in puts:
        box = xs[put.column], ys[put.row], xs[put.column + put.width], ys[put.row + put.height]
        pen.rectangle(box, outline="black", width=max(round(dpi / 100), 1))
        top = (box[1] + box[3] - len(lines[put]) * step) / 2
        for line in lines[put]:
            pen.text((box[0] + pad, top), line, "black", face)
            top += step
    return ys[-1]


def _edges(puts: Sequence[Put], columns: int, left: int, width: int) -> list[int]:
    """The columns' edges: a column of long texts gets more."""
    needs = [4.0] * columns
    for put in puts:
        if put.width == 1:
            needs[put.column] = max(needs[put.column], min(len(put.text), 14))
    edges, total = [left], sum(needs)
    for n in range(columns):
        edges.append(left + round(width * sum(needs[: n + 1]) / total))
    return edges


def _wrapped(text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for character in paragraph:
            if line and face.getlength(line + character) > width:
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return [line for line in lines if line] if text else []


def png(image: Image.Image) -> bytes:
    """The image as a file."""
    import io

    buffer = io.BytesIO()
    image.save(buffer, "PNG", dpi=(DPI, DPI))
    return buffer.getvalue()


def _array(image: Image.Image) -> Any:
    import numpy

    return numpy.asarray(image).astype(numpy.float32)


def _image(array: Any) -> Image.Image:
    import numpy
    from PIL import Image

    return Image.fromarray(numpy.clip(array, 0, 255).astype(numpy.uint8))


def clean(page: Image.Image) -> Image.Image:
    """As it was printed."""
    return page


def seal(page: Image.Image) -> Image.Image:
    """A red seal of 42 mm over the middle of the lower half, as ink that lets the print through."""
    import math

    from PIL import Image, ImageChops, ImageDraw, ImageFont

    ink = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(ink)
    radius, centre = round(21 / 25.4 * DPI), (round(page.width * 0.62), round(page.height * 0.66))
    red = (214, 40, 40)
    pen.ellipse([c + s * radius for s in (-1, 1) for c in centre], outline=red, width=round(0.045 * DPI))
    points = [
        (
            centre[0] + radius * (0.42 if n % 2 == 0 else 0.17) * math.sin(math.pi * n / 5),
            centre[1] - radius * (0.42 if n % 2 == 0 else 0.17) * math.cos(math.pi * n / 5),
        )
        for n in range(10)
    ]
    pen.polygon(points, fill=red)
    face = ImageFont.truetype(font_file() or "", round(0.2 * DPI))
    text = "某某县财政预算绩效专用章"
    for n, character in enumerate(text):
        angle = math.pi * (-0.75 + 1.5 * n / (len(text) - 1))
        letter = Image.new("RGB", (face.size * 2, face.size * 2), "white")
        ImageDraw.Draw(letter).text((face.size * 0.5, face.size * 0.3), character, red, face)
        letter = letter.rotate(-math.degrees(angle), fillcolor="white")
        x = centre[0] + 0.76 * radius * math.sin(angle) - face.size
        y = centre[1] - 0.76 * radius * math.cos(angle) - face.size
        area = (round(x), round(y))
        under = ink.crop((*area, area[0] + letter.width, area[1] + letter.height))
        ink.paste(ImageChops.darker(under, letter), area)
    return ImageChops.multiply(page, ink)


def broken_lines(page: Image.Image) -> Image.Image:
    """A third of every ruled line is gone, in pieces of 1 to 4 mm; the letters stay."""
    import cv2
    import numpy

    random = numpy.random.default_rng(SEED)
    array = numpy.asarray(page.convert("L"))
    ink = (array < 128).astype(numpy.uint8)
    length = round(0.35 * DPI)
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones((1, length), numpy.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones((length, 1), numpy.uint8))
    gone = numpy.zeros_like(ink)
    for mask, across in ((level, True), (upright, False)):
        cut = numpy.zeros_like(ink)
        for at in range(0, cut.shape[0 if across else 1], 8):
            position = int(random.integers(0, 40))
            size = cut.shape[1 if across else 0]
            while position < size:
                hole = int(random.integers(round(0.04 * DPI), round(0.16 * DPI)))
                strip = slice(position, position + hole)
                if across:
                    cut[at : at + 8, strip] = 1
                else:
                    cut[strip, at : at + 8] = 1
                position += hole + int(hole * random.uniform(1, 3))
        gone |= mask & cut
    result = numpy.asarray(page).copy()
    result[gone > 0] = 255
    return _image(result)


def blur(page: Image.Image) -> Image.Image:
    """Out of focus: a Gaussian of 2 pixels at 200 dpi, and noise."""
    import numpy
    from PIL import ImageFilter

    array = _array(page.filter(ImageFilter.GaussianBlur(2.0)))
    return _image(array + numpy.random.default_rng(SEED).normal(0, 4, array.shape))


def shadow(page: Image.Image) -> Image.Image:
    """The shadow of a hand over a page under a lamp: a dark diagonal, a slope of light, and noise."""
    import numpy

    array = _array(page)
    height, width = array.shape[:2]
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    light = 1.0 - 0.35 * x / width
    edge = x / width + y / height
    light *= 1.0 - 0.5 / (1.0 + numpy.exp(-(edge - 1.05) * 40))
    return _image(array * light[..., None] + numpy.random.default_rng(SEED).normal(0, 3, array.shape))


def perspective(page: Image.Image) -> Image.Image:
    """Photographed from the lower left over a grey desk, and turned by some degrees."""
    import cv2
    import numpy

    width, height = page.size
    canvas = width + 300, height + 300
    corners = numpy.array([[0, 0], [width, 0], [width, height], [0, height]], numpy.float32)
    seen = numpy.array(
        [[230, 180], [canvas[0] - 190, 110], [canvas[0] - 60, canvas[1] - 70], [60, canvas[1] - 150]], numpy.float32
    )
    matrix = cv2.getPerspectiveTransform(corners, seen)
    warped = cv2.warpPerspective(numpy.asarray(page), matrix, canvas, flags=cv2.INTER_AREA, borderValue=(120, 125, 118))
    return _image(warped)


def dpi72(page: Image.Image) -> Image.Image:
    """As a picture of 72 dpi, saved as JPEG."""
    import io

    from PIL import Image

    small = page.resize((round(page.width * 72 / DPI), round(page.height * 72 / DPI)), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=85)
    return Image.open(buffer).convert("RGB")


def no_lines(page: Image.Image) -> Image.Image:
    """Every ruled line is gone."""
    import cv2
    import numpy

    array = numpy.asarray(page.convert("L"))
    ink = (array < 128).astype(numpy.uint8)
    length = round(0.35 * DPI)
    lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones((1, length), numpy.uint8))
    lines |= cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones((length, 1), numpy.uint8))
    result = numpy.asarray(page).copy()
    result[lines > 0] = 255
    return _image(result)


DEGRADATIONS: Final[dict[str, Callable[[Any], Any]]] = {
    "clean": clean,
    "seal": seal,
    "broken lines": broken_lines,
    "no lines": no_lines,
    "blur": blur,
    "shadow": shadow,
    "perspective": perspective,
    "72 dpi": dpi72,
}


def pages(forms: Iterable[Any], font: str) -> list[Image.Image]:
    """A page for each form."""
    from jixiao.testing.layouts import COUNTY_TITLE, county_layout, year_of

    return [draw([COUNTY_TITLE, f"({year_of([form])}年度)"], county_layout(form), font) for form in forms]
