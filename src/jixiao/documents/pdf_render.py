"""A page of a PDF as a picture, by pypdfium2, within limits: for pages that hold no text."""

from __future__ import annotations

import math
from typing import Any, Final

from jixiao.documents.kinds import refuse
from jixiao.documents.sight import Picture

DPI: Final = 200
# An A4 page at 300 dpi; a larger sheet is drawn coarser.
MAX_DRAWN: Final = 9_000_000
# A scan of an A3 sheet at 600 dpi has 70 million; each may cost four bytes while it is unpacked.
MAX_IMAGE: Final = 40_000_000
_NESTED: Final = 4
_POINTS: Final = 72
_CHANNELS: Final = 3


def is_installed() -> bool:
    """Whether pages can be drawn."""
    from importlib.util import find_spec

    return find_spec("pypdfium2") is not None


class Renderer:
    """A PDF whose pages are drawn; it is opened when the first one is asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name
        self._document: Any = None

    def close(self) -> None:
        """Close the file."""
        if self._document is not None:
            self._document.close()

    def picture(self, number: int) -> Picture | None:
        """The page with this number, from 1, upright as the file says; ``None`` where it can't be drawn."""
        import pypdfium2

        try:
            if self._document is None:
                self._document = pypdfium2.PdfDocument(self._data)
            page = self._document[number - 1]
        except (pypdfium2.PdfiumError, IndexError):
            return None
        try:
            width, height = page.get_size()
            if width <= 0 or height <= 0:
                return None
            self._measure(page, number)
            scale = min(DPI / _POINTS, math.sqrt(MAX_DRAWN / (width * height)))
            bitmap = page.render(scale=scale, force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGR)
        except pypdfium2.PdfiumError:
            return None
        finally:
            page.close()
        try:
            return _packed(bitmap)
        finally:
            bitmap.close()

    def _measure(self, page: Any, number: int) -> None:
        """Refuse images that would take all memory: they are unpacked whole, however small the page."""
        import pypdfium2

        for image in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=_NESTED):
            width, height = image.get_px_size()
            if width * height > MAX_IMAGE:
                refuse(
                    self._name,
                    f"第{number}页的图片有{width * height:,}像素（{width}×{height}），超过上限{MAX_IMAGE:,}像素；"
                    "请按200 dpi重新扫描，再检查",
                    f"the image on page {number} has {width * height:,} pixels ({width} by {height}), over the limit "
                    f"of {MAX_IMAGE:,}; scan it again at 200 dpi, then check that",
                )


def _packed(bitmap: Any) -> Picture:
    """The pixels without what fills up the rows."""
    row = bitmap.width * _CHANNELS
    raw = memoryview(bitmap.buffer).cast("B")
    if bitmap.stride == row:
        pixels = bytes(raw[: row * bitmap.height])
    else:
        pixels = b"".join(raw[y * bitmap.stride : y * bitmap.stride + row] for y in range(bitmap.height))
    return Picture(bitmap.width, bitmap.height, pixels)
