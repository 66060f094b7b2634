"""A page of a PDF as geometry: its characters and the straight lines drawn on it, upright and counted from the top."""

from __future__ import annotations

from attrs import define, frozen


class PageTooLarge(Exception):
    """A page beyond its limits: what of it (``side``, ``letters``, ``content``, ``steps``), how much, and the limit."""

    def __init__(self, what: str, value: float, limit: int) -> None:
        super().__init__(what, value, limit)
        self.what = what
        self.value = value
        self.limit = limit


@frozen(slots=True)
class Glyph:
    """One character with its advance box; ``base`` is its baseline, ``size`` the size of its font.

    ``sure``, between 0 and 1, is how sure it was recognised where it comes from a picture.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    sure: float = 1.0

    @property
    def x(self) -> float:
        """The middle of the box."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """The middle of the letter."""
        return self.base - 0.35 * self.size


@frozen(slots=True)
class Stroke:
    """A straight line: at ``at`` across its direction, from ``start`` to ``end`` along it."""

    at: float
    start: float
    end: float


@define
class Page:
    """What is seen on a page, in points; ``image`` is the part of it that images cover."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    across: list[Stroke]
    down: list[Stroke]
    image: float = 0.0
    drawn: int = 0
    """How many things are drawn on it that are neither text nor straight lines."""
    unknown: int = 0
    """How many characters have no meaning that the file gives."""
    back: tuple[float, float, float, float, float, float] = (1, 0, 0, 1, 0, 0)
    """The matrix from here to the file's own coordinates of the page."""
