"""Scanned pages of a PDF: drawn where the file is read, looked at where the user's own process is.

A hostile file is taken apart and drawn in the child process (:mod:`jixiao.documents.guarded`). What leaves it is a
picture, plain pixels of a known size, and what comes back is where which letter stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from jixiao.documents.pdf_page import Page
from jixiao.errors import NotReadable

if TYPE_CHECKING:
    from jixiao.documents.scan_page import Clock


@frozen(slots=True)
class Picture:
    """A page as pixels: rows of blue, green and red bytes, from the top."""

    width: int
    height: int
    pixels: bytes


@frozen(slots=True)
class Seen:
    """What is on a picture; ``ruled`` tells that its tables were found by their lines."""

    page: Page
    ruled: bool


class Sight:
    """Looks at the scanned pages of one file, within limits. What stops it is kept as ``refusal``: pages that were
    read before it stay read.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.refusal: NotReadable | None = None
        self._clock: Clock | None = None

    @property
    def ready(self) -> bool:
        """Whether the extra ``scan`` is installed."""
        from jixiao.documents.scan_text import is_installed

        return is_installed()

    def look(self, picture: Picture, number: int) -> Seen | None:
        """What is on a page; ``None`` where no text was recognised, or the limits are reached."""
        if self.refusal is not None:
            return None
        try:
            return self._look(picture, number)
        except NotReadable as error:
            self.refusal = error
            return None

    def _look(self, picture: Picture, number: int) -> Seen | None:
        from jixiao.documents.scan_page import Clock, page_in, pixels_of

        if self._clock is None:
            self._clock = Clock(self.name)
        self._clock.begin(number)
        page, ruled = page_in(pixels_of(picture.pixels, picture.width, picture.height), number, self._clock)
        return Seen(page, ruled) if any(glyph.text != " " for glyph in page.glyphs) else None
