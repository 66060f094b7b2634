"""A writer of text PDFs: what the tests of the PDF reader read back."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

from attrs import define, field
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]  # the library brings no types
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from jixiao.testing.layouts import Form, Put, county_layout, layout_2021, year_of

FONT = "STSong-Light"
A4 = (595.0, 842.0)
COUNTY_WIDTHS = (44, 62, 66, 84, 62, 66, 84, 62)
WIDTHS_2021 = (62, 76, 90, 44, 50, 48, 46, 60, 54)
_PADDING = 3.0
_MARGIN = 62.0


@define
class Pdf:
    """A PDF in the making: titles and ruled tables down the page, a table going on over the page's end.

    ``bars`` draws every line as a thin filled rectangle, as office suites do. ``turned`` lets the text run up on an
    upright sheet; ``told``: the file says that such a page is to be turned.
    """

    bars: bool = False
    turned: bool = False
    told: bool = True
    size: tuple[float, float] = A4
    font_size: float = 9.0
    buffer: io.BytesIO = field(factory=io.BytesIO, init=False)
    _y: float = field(default=_MARGIN, init=False)
    pages: int = field(default=1, init=False)

    def __attrs_post_init__(self) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        sheet = (self.size[1], self.size[0]) if self.turned and not self.told else self.size
        self.canvas = Canvas(self.buffer, pagesize=sheet, invariant=True)
        self._begin()

    canvas: Canvas = field(init=False)

    def _begin(self) -> None:
        if self.turned:
            self.canvas.translate(self.size[1], 0)
            self.canvas.rotate(90)
            if self.told:
                self.canvas.setPageRotation(90)
        self.canvas.setFont(FONT, self.font_size)

    def new_page(self) -> None:
        """Close the page with its number, and begin another."""
        self._close()
        self.pages += 1
        self._y = _MARGIN
        self._begin()

    def title(self, text: str, *, x: float | None = None) -> None:
        """A line outside tables, in the middle where no place is given."""
        width = pdfmetrics.stringWidth(text, FONT, self.font_size)
        self._text((self.size[0] - width) / 2 if x is None else x, self._y + self.font_size, text)
        self._y += 2 * self.font_size

    def table(self, puts: Iterable[Put], widths: Sequence[float], *, head: int = 0) -> None:
        """A ruled table; its first ``head`` rows are printed again on each further page."""
        puts = list(puts)
        heights = self._heights(puts, widths)
        first = 0
        while first < len(heights):
            room = self.size[1] - _MARGIN - self._y
            rows = list(range(head)) if first else []
            used = sum(heights[row] for row in rows)
            last = first
            while last < len(heights) and used + heights[last] <= room:
                used += heights[last]
                last += 1
            if last == first:
                if self._y == _MARGIN:
                    raise ValueError("a row is higher than the page")
                self.new_page()
                continue
            self._rows(puts, widths, heights, [*rows, *range(first, last)])
            first = last
            if first < len(heights):
                self.new_page()
        self._y += 2 * self.font_size

    def finish(self) -> bytes:
        """The PDF."""
        self._close()
        self.canvas.save()
        return self.buffer.getvalue()

    def _close(self) -> None:
        self._text(self.size[0] / 2 - 3, self.size[1] - 40, str(self.pages))
        self.canvas.showPage()

    def _heights(self, puts: Sequence[Put], widths: Sequence[float]) -> list[float]:
        step = 1.25 * self.font_size
        heights = [step + 2 * _PADDING] * max(put.row + put.height for put in puts)
        for put in sorted(puts, key=lambda p: p.height):
            need = len(self._wrapped(put, widths)) * step + 2 * _PADDING
            have = sum(heights[put.row : put.row + put.height])
            if need > have:
                heights[put.row + put.height - 1] += need - have
        return heights

    def _wrapped(self, put: Put, widths: Sequence[float]) -> list[str]:
        room = sum(widths[put.column : put.column + put.width]) - 2 * _PADDING
        lines = []
        for paragraph in put.text.split("\n"):
            line = ""
            for letter in paragraph:
                if line and pdfmetrics.stringWidth(line + letter, FONT, self.font_size) > room:
                    lines.append(line)
                    line = ""
                line += letter
            lines.append(line)
        return lines

    def _rows(
        self, puts: Sequence[Put], widths: Sequence[float], heights: Sequence[float], rows: Sequence[int]
    ) -> None:
        top = {}
        y = self._y
        for row in rows:
            top[row] = y
            y += heights[row]
        left = (self.size[0] - sum(widths)) / 2
        for put in puts:
            mine = [row for row in range(put.row, put.row + put.height) if row in top]
            if not mine:
                continue
            x0 = left + sum(widths[: put.column])
            x1 = x0 + sum(widths[put.column : put.column + put.width])
            y0, y1 = top[mine[0]], top[mine[-1]] + heights[mine[-1]]
            self._frame(x0, y0, x1, y1)
            if mine[0] == put.row:
                lines = self._wrapped(put, widths)
                step = 1.25 * self.font_size
                base = (y0 + y1 - len(lines) * step) / 2 + self.font_size
                for number, line in enumerate(lines):
                    self._text(x0 + _PADDING, base + number * step, line)
        self._y = y

    def _text(self, x: float, y: float, text: str) -> None:
        self.canvas.drawString(x, self.size[1] - y, text)

    def _frame(self, x0: float, y0: float, x1: float, y1: float) -> None:
        high = self.size[1]
        if self.bars:
            for x, y, width, height in (
                (x0, y0, x1 - x0, 0.5), (x0, y1, x1 - x0, 0.5), (x0, y0, 0.5, y1 - y0), (x1, y0, 0.5, y1 - y0),
            ):  # fmt: skip
                self.canvas.rect(x, high - y - height, width, height, stroke=0, fill=1)
        else:
            self.canvas.rect(x0, high - y1, x1 - x0, y1 - y0)


def county_pdf(forms: Iterable[Mapping[str, object]], *, title: str = "项目支出绩效目标表", **look: object) -> bytes:
    """The county forms, each under its title."""
    pdf = Pdf(**look)  # type: ignore[arg-type]  # what Pdf takes
    for number, form in enumerate(forms):
        if number:
            pdf.new_page()
        pdf.title(title)
        pdf.title(f"({year_of([form])}年度)")
        pdf.table(county_layout(form), COUNTY_WIDTHS)
    return pdf.finish()


def pdf_2021(form: Form, **look: object) -> bytes:
    """A form of 2021 whose values stand in three cells."""
    pdf = Pdf(**look)  # type: ignore[arg-type]  # what Pdf takes
    puts = layout_2021(form, three_cells=True)
    for put in puts[:2]:
        pdf.title(put.text)
    below = [Put(p.row - 2, p.column, p.text, p.height, p.width) for p in puts[2:]]
    pdf.table(below, WIDTHS_2021)
    return pdf.finish()
