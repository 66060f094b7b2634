"""One page on a picture → its geometry: characters, and the walls of tables, in the time that the file may take."""

from __future__ import annotations

import time
from typing import Any, Final

from jixiao.documents.kinds import refuse
from jixiao.documents.pdf_grid import TooFine, find_tables
from jixiao.documents.pdf_page import Glyph, Page, Stroke
from jixiao.documents.scan_cells import cut_at_walls

MAX_SECONDS: Final = 180
_SIDE: Final = 842


class Clock:
    """The time that a file may take."""

    def __init__(self, name: str) -> None:
        self.page = 1
        self._name = name
        self._count = 0
        self._deadline = time.monotonic() + MAX_SECONDS

    def begin(self, page: int) -> None:
        """Count a page of a PDF that is looked at. Raises where the pages or the time are used up."""
        from jixiao.documents.scan_image import MAX_PAGES

        self.page = page
        self._count += 1
        if self._count > MAX_PAGES:
            refuse(
                self._name,
                f"扫描的页超过上限{MAX_PAGES}页（到第{page}页），停止识别；请拆成几个文件，再检查",
                f"more than {MAX_PAGES} scanned pages (at page {page}), the limit for recognising; split the file, "
                "then check the parts",
            )
        self.tick()

    def tick(self) -> None:
        """Stop when the time is up."""
        if time.monotonic() > self._deadline:
            refuse(
                self._name,
                f"识别到第{self.page}页已超过{MAX_SECONDS}秒，停止读取；请拆成几个文件，再检查",
                f"recognising took longer than {MAX_SECONDS} seconds at page {self.page}; split the file, "
                "then check the parts",
            )


def pixels_of(pixels: bytes, width: int, height: int) -> Any:
    """Rows of blue, green and red bytes as an array."""
    import numpy

    return numpy.frombuffer(pixels, numpy.uint8).reshape(height, width, 3)


def page_in(picture: Any, number: int, clock: Clock) -> tuple[Page, bool]:
    """The geometry of a picture: its characters, and the walls of its tables; and whether these are ruled lines."""
    from jixiao.documents.scan_grid import rebuilt
    from jixiao.documents.scan_image import prepared
    from jixiao.documents.scan_lines import ruled_lines
    from jixiao.documents.scan_text import boxes_in, read
    from jixiao.documents.scan_turn import turned_upright

    clock.tick()
    grey = prepared(picture)
    grey, boxes = turned_upright(grey, boxes_in(grey))
    clock.tick()
    across, down = ruled_lines(grey, boxes)
    try:
        tables = [table for table in find_tables(across, down, clock.tick) if len(table.boxes) > 1]
    except TooFine:
        across, down, tables = [], [], []
    guessed = rebuilt(boxes, tables)
    if guessed[0]:
        across, down = guessed
        tables = find_tables(across, down, clock.tick)
    texts = read(grey, cut_at_walls(grey, boxes, tables))
    clock.tick()
    scale = _SIDE / max(grey.shape)
    page = Page(
        number,
        grey.shape[1] * scale,
        grey.shape[0] * scale,
        [
            Glyph(g.text, g.x0 * scale, g.x1 * scale, g.base * scale, g.size * scale, g.sure)
            for text in texts
            for g in text
        ],
        [Stroke(s.at * scale, s.start * scale, s.end * scale) for s in across],
        [Stroke(s.at * scale, s.start * scale, s.end * scale) for s in down],
        image=1.0,
    )
    return page, not guessed[0]
