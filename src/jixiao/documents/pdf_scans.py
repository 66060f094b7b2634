"""The scanned pages of a PDF among its others: drawn, looked at, and kept where they can be read."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from attrs import evolve

from jixiao.documents.grid import Cell, Line
from jixiao.documents.pdf_grid import Table
from jixiao.documents.pdf_page import Glyph
from jixiao.documents.pdf_render import Renderer
from jixiao.documents.pdf_render import is_installed as draws
from jixiao.documents.pdf_text import Content
from jixiao.documents.scan_judging import doubted, is_illegible, refuse_illegible, refuse_without_table
from jixiao.documents.sight import Seen, Sight
from jixiao.errors import NotReadable


class Scans:
    """The scanned pages of one file; a context manager."""

    def __init__(self, data: bytes, name: str, sight: Sight) -> None:
        self._name = name
        self.sight = sight
        self._renderer = Renderer(data, name)
        self.pages: dict[int, bool] = {}
        """The pages that were looked at, and whether the tables of each were found by their lines."""
        self.trouble: NotReadable | None = None
        """Why the first of the pages that were not looked at was not."""
        self._ready: bool | None = None

    def __enter__(self) -> Scans:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._renderer.close()

    @property
    def ready(self) -> bool:
        """Whether all that it takes to read a scanned page is installed."""
        if self._ready is None:
            self._ready = draws() and self.sight.ready
        return self._ready

    @property
    def ruled(self) -> bool:
        """Whether the tables of all these pages were found by their lines."""
        return bool(self.pages) and all(self.pages.values())

    def look(self, number: int) -> Seen | None:
        """What is on a page; ``None`` where it can't be drawn or read."""
        if not self.ready or self.sight.refusal is not None:
            return None
        try:
            picture = self._renderer.picture(number)
        except NotReadable as error:
            # The other pages may be read for all that.
            self.trouble = self.trouble or error
            return None
        seen = self.sight.look(picture, number) if picture is not None else None
        self.trouble = self.trouble or self.sight.refusal
        return seen

    @staticmethod
    def fill(table: Table, glyphs: Sequence[Glyph]) -> dict[int, Content]:
        """The recognised characters of a table by their cells."""
        from jixiao.documents.scan_cells import fill  # what most PDFs do without

        return fill(table, glyphs)

    def keep(self, number: int, *, ruled: bool) -> None:
        """Note a page that was read."""
        self.pages[number] = ruled

    def judged(self, lines: Sequence[Line], *, alone: bool) -> tuple[list[Line], list[int]]:
        """The lines without those of pages that are hardly legible, and these pages.

        ``alone``: the file holds nothing else, so that without a table that can be read it is refused.
        """
        cells: dict[int, list[Cell]] = {page: [] for page in self.pages}
        for line in lines:
            for cell in line.cells if line.table is not None else ():
                if cell.at.page in cells:
                    cells[cell.at.page].append(cell)
        illegible = [page for page, mine in cells.items() if is_illegible(mine)]
        if alone:
            mine = [cell for each in cells.values() for cell in each]
            if not mine:
                refuse_without_table(self._name)
            if all(page in illegible for page, held in cells.items() if held):
                refuse_illegible(self._name, mine)
        kept = (self._without(line, illegible) for line in lines)
        return [line for line in kept if line.cells], illegible

    def _without(self, line: Line, illegible: Sequence[int]) -> Line:
        """The line without what stands on these pages; what was guessed of a table is in doubt."""
        left = tuple(cell for cell in line.cells if cell.at.page not in illegible)
        line = evolve(line, cells=left)
        guessed = any(not self.pages.get(cell.at.page or 0, True) for cell in left)
        return doubted(line) if guessed else line
