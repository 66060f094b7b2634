"""Images within their limits → pages that lie straight, evenly lit, without seals, for finding text and lines."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from typing import Any, Final

from jixiao.documents.kinds import refuse

MAX_PIXELS: Final = 64_000_000
MAX_BYTES: Final = 64 * 1024 * 1024
MAX_PAGES: Final = 30

# What text is read at: the height of its letters in pixels, and the pixels of the whole, about an A4 page at 200 dpi.
_LETTER: Final = 24
_AREA: Final = 3_600_000
_ENLARGED: Final = 3.0
_DRAFT: Final = 2_000
# Below this a picture holds no letters: an icon.
_SMALLEST: Final = 200
# The long side that lines are sought at for laying a page straight.
_COARSE: Final = 800
# In degrees: what is left alone, and what is no slant any more but another direction.
_STRAIGHT: Final = 0.08
_SLANT: Final = 20
# In the long side of the picture: how long the lines are, all together, that tell how it lies.
_ENOUGH: Final = 1.5

_AGAIN: Final = ("请重新扫描或重新下载一份", "scan or download it again")


def pages_of(data: bytes, name: str) -> Iterator[Any]:
    """The pages of an image file as arrays of BGR pixels, upright by their own notes. Raises ``NotReadable``."""
    import warnings

    import numpy
    from PIL import Image, ImageOps

    if len(data) > MAX_BYTES:
        refuse(
            name,
            f"图片文件有{len(data) / 1024 / 1024:,.0f} MB，超过上限{MAX_BYTES // 1024 // 1024} MB；"
            "请按200 dpi重新扫描，再检查",
            f"the image file has {len(data) / 1024 / 1024:,.0f} MB, over the limit of {MAX_BYTES // 1024 // 1024} MB; "
            "scan it again at 200 dpi, then check that",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit on pixels speaks below
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as image:
                count = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
                if count > MAX_PAGES:
                    refuse(
                        name,
                        f"图片有{count:,}页，超过上限{MAX_PAGES}页；请拆成几个文件，再检查",
                        f"the image has {count:,} pages, over the limit of {MAX_PAGES}; split it, then check the parts",
                    )
                for number in range(count):
                    image.seek(number)
                    _measure(image.size, name)
                    # A large photo is unpacked at half the size where its format can.
                    image.draft("RGB", (_DRAFT, _DRAFT))
                    upright = ImageOps.exif_transpose(image)
                    yield numpy.ascontiguousarray(numpy.asarray(_on_white(upright))[:, :, ::-1])
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError):
        # Pillow tells damage by errors of every kind.
        refuse(name, f"图片不完整或已损坏；{_AGAIN[0]}，再检查", f"the image is cut off or damaged; {_AGAIN[1]}")


def _measure(size: tuple[int, int], name: str) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        refuse(
            name,
            f"图片有{width * height:,}像素（{width}×{height}），超过上限{MAX_PIXELS:,}像素；请缩小后再检查",
            f"the image has {width * height:,} pixels ({width} by {height}), over the limit of {MAX_PIXELS:,}; "
            "make it smaller, then check that",
        )
    if min(size) < _SMALLEST:
        refuse(
            name,
            f"图片只有{width}×{height}像素，太小，看不清字；请按200 dpi重新扫描，再检查",
            f"the image has only {width} by {height} pixels, too few to read; scan it at 200 dpi, then check that",
        )


def _on_white(image: Any) -> Any:
    """The image in colours; what is transparent is paper."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        paper.alpha_composite(layer)
        return paper.convert("RGB")
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = image.point(lambda value: value / 256).convert("L")
    return image.convert("RGB")


def prepared(picture: Any) -> Any:
    """The page in grey at the size that text is read at: without seals, evenly lit, laid straight."""
    import cv2

    factor = min(_LETTER / _letter_height(picture), math.sqrt(_AREA / picture[:, :, 0].size), _ENLARGED)
    if not 0.9 < factor < 1.1:
        way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        picture = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=way)
    grey = evenly_lit(_without_seals(picture))
    matrix = _straightening(grey)
    if matrix is None:
        return grey
    matrix, size = _fitted(matrix, grey.shape[1], grey.shape[0])
    return cv2.warpPerspective(grey, matrix, size, flags=cv2.INTER_CUBIC, borderValue=255)


def _letter_height(picture: Any) -> float:
    """About how high most letters are: what is dark and hangs together, and is neither a speck nor a line."""
    import cv2
    import numpy

    grey = evenly_lit(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    count, _, stats, _ = cv2.connectedComponentsWithStats((grey < 160).astype(numpy.uint8))
    width, height = stats[1:count, cv2.CC_STAT_WIDTH], stats[1:count, cv2.CC_STAT_HEIGHT]
    letters = height[(height >= 6) & (height < 120) & (width >= 5) & (width < 3 * height) & (height < 3 * width)]
    if len(letters) < 20:
        return float(_LETTER)
    # Many Chinese letters fall into pieces: the higher ones are whole.
    return float(numpy.percentile(letters, 80))


def _without_seals(picture: Any) -> Any:
    """In grey; red as wide and as high as a seal is taken for paper, a red word is not."""
    import cv2
    import numpy

    blue, green, red = (picture[:, :, n].astype(numpy.int16) for n in range(3))
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    mask = ((red - numpy.maximum(green, blue)) > 40).astype(numpy.uint8)
    if not mask.any():
        return grey
    side = max(picture.shape[:2])
    reach = max(side // 100, 3)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, numpy.ones((reach, reach), numpy.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    for n in range(1, count):
        width, height = stats[n, cv2.CC_STAT_WIDTH], stats[n, cv2.CC_STAT_HEIGHT]
        if min(width, height) < side / 16:
            continue
        left, top = stats[n, cv2.CC_STAT_LEFT], stats[n, cv2.CC_STAT_TOP]
        part = (slice(max(top - reach, 0), top + height + reach), slice(max(left - reach, 0), left + width + reach))
        grey[part] = numpy.maximum(grey[part], picture[:, :, 2][part])
    return grey


def evenly_lit(grey: Any) -> Any:
    """Divided by the light of the paper around: shadows and slopes of light go."""
    import cv2
    import numpy

    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    reach = max(max(small.shape) // 40, 3) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, numpy.ones((reach, reach), numpy.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), reach / 3)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    # Less light than that is a black border or a picture, and no paper.
    paper = numpy.maximum(paper, 50).astype(numpy.float32)
    return numpy.clip(grey.astype(numpy.float32) * (245.0 / paper), 0, 255).astype(numpy.uint8)


def _straightening(grey: Any) -> Any | None:
    """What makes the level lines level and the upright ones upright; ``None`` where they are, or can't be told."""
    import cv2
    import numpy

    factor = _COARSE / max(grey.shape)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    segments = cv2.createLineSegmentDetector().detect(small)[0]
    if segments is None:
        return None
    segments = segments.reshape(-1, 4) / factor
    dx, dy = segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]
    length = numpy.hypot(dx, dy)
    long = length > max(grey.shape) / 45
    slope = numpy.degrees(numpy.arctan2(dy, dx))
    level = long & (numpy.abs((slope + 90) % 180 - 90) < _SLANT)
    upright = long & (numpy.abs(slope % 180 - 90) < _SLANT)
    height, width = grey.shape
    side = max(width, height)
    scale = numpy.array([[2 / side, 0, -width / side], [0, 2 / side, -height / side], [0, 0, 1]])
    # The strokes of letters may fall into line by chance, but not for long.
    if length[level].sum() < _ENOUGH * side:
        return None
    first = _meeting(segments[level], length[level], scale)
    if length[upright].sum() < _ENOUGH * side:
        # Text alone tells how the page is turned, no more.
        angle = math.atan2(first[1], first[0])
        second = numpy.array([-math.sin(angle), math.cos(angle), 0.0])
        first = numpy.array([math.cos(angle), math.sin(angle), 0.0])
    else:
        second = _meeting(segments[upright], length[upright], scale)
    horizon = numpy.cross(first, second)
    if abs(horizon[2]) < 1e-6:
        return None
    horizon = horizon / horizon[2]
    # Further than that no camera tilts; the lines found are something else.
    if abs(horizon[0]) + abs(horizon[1]) > 0.6:
        return None
    flat = numpy.array([[1, 0, 0], [0, 1, 0], horizon])
    along, down = (flat @ first)[:2], (flat @ second)[:2]
    along, down = along / numpy.linalg.norm(along), down / numpy.linalg.norm(down)
    along, down = along * numpy.sign(along[0]), down * numpy.sign(down[1])
    turn = numpy.eye(3)
    turn[:2, :2] = numpy.linalg.inv(numpy.column_stack([along, down]))
    matrix = numpy.linalg.inv(scale) @ turn @ flat @ scale
    off = max(
        abs(math.degrees(math.atan2(along[1], along[0]))), abs(math.degrees(math.atan2(down[0], down[1]))),
        math.degrees(abs(horizon[0]) + abs(horizon[1])),
    )  # fmt: skip
    return matrix if off > _STRAIGHT else None


def _meeting(segments: Any, weight: Any, scale: Any) -> Any:
    """The point, in homogeneous coordinates, that most of the lines go through when they are drawn on."""
    import numpy

    ones = numpy.ones((len(segments), 1))
    starts = numpy.hstack([segments[:, :2], ones]) @ scale.T
    ends = numpy.hstack([segments[:, 2:], ones]) @ scale.T
    lines = numpy.cross(starts, ends)
    lines /= numpy.linalg.norm(lines[:, :2], axis=1, keepdims=True)
    middle = (starts + ends) / 2
    middle /= middle[:, 2:]
    force = weight.copy()
    point = numpy.zeros(3)
    for _ in range(8):
        _, vectors = numpy.linalg.eigh((lines * force[:, None]).T @ lines)
        point = vectors[:, 0]
        # By how much each line misses it, as an angle at its own middle.
        to = point[:2][None, :] - point[2] * middle[:, :2]
        to /= numpy.maximum(numpy.linalg.norm(to, axis=1, keepdims=True), 1e-9)
        miss = numpy.abs((lines[:, :2] * to).sum(axis=1))
        usual = max(float(numpy.median(miss)), 0.001)
        force = weight / (1 + (miss / (2 * usual)) ** 2)
    return point


def _fitted(matrix: Any, width: int, height: int) -> tuple[Any, tuple[int, int]]:
    """The same, moved and sized so that the page keeps its place and, in its middle, the size of its letters."""
    import numpy

    corners = numpy.array([[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1]], float).T
    seen = matrix @ corners
    seen = seen[:2] / seen[2]
    low, high = seen.min(axis=1), seen.max(axis=1)
    x, y = width / 2, height / 2
    around = numpy.array([[x, x + 1, x], [y, y, y + 1], [1, 1, 1]])
    near = matrix @ around
    near = near[:2] / near[2]
    swollen = abs(float(numpy.linalg.det(near[:, 1:] - near[:, :1])))
    most = math.sqrt(1.6 * _AREA / float((high - low).prod()))
    factor = min(1 / math.sqrt(swollen), most)
    move = numpy.array([[factor, 0, -low[0] * factor], [0, factor, -low[1] * factor], [0, 0, 1]])
    size = (high - low) * factor
    return move @ matrix, (math.ceil(size[0]), math.ceil(size[1]))
