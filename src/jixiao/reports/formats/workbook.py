"""The list of findings as a workbook."""

from __future__ import annotations

import contextlib
import datetime
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from jixiao.drawing.workbook import library
from jixiao.errors import WrongUse
from jixiao.reports.formats import Composer, End, Format, Made, Options, Read, Unread
from jixiao.reports.formats.rows import Row, heads, row_of_unread, rows_of
from jixiao.reports.set_aside import Aside
from jixiao.reports.width import width

_ROWS: Final = 1_048_576
"""So many rows a sheet may have."""
_LONGEST: Final = 32_767
"""So many characters a cell may hold."""
_WIDTHS: Final = (28, 6, 26, 22, 8, 9, 24, 56, 44, 24, 20)
_LINE: Final = 15
_HIGHEST: Final = 409
"""The height of a line, and the most that a row may have, in points."""
_LEVELS: Final = {"错误": "error", "error": "error", "警告": "warning", "warning": "warning"}
_COLOURS: Final = {"error": ("#FFC7CE", "#9C0006"), "warning": ("#FFEB9C", "#9C5700")}


class Workbook(Format):
    """A row for each finding, all of it text: what begins with ``=`` stays what it is."""

    binary = True

    def refuse_missing(self) -> None:
        """Raise :class:`~jixiao.errors.WrongUse` where XlsxWriter is not installed."""
        library()

    def read(self, file: Read) -> Made:
        """The rows of a file."""
        return Made(extra=(rows_of(file.path, file.report, self.options.language), Aside.of(file.report)))

    def unread(self, file: Unread) -> Made:
        """The row of a file that could not be checked."""
        return Made(extra=([row_of_unread(file, self.options.language)], Aside()))

    def composer(self, scratch: Callable[[], str]) -> Composer:
        """The workbook that the rows are written to as they come; they wait in ``scratch`` till it is packed."""
        return _Workbook(self.options, scratch())


class _Workbook(Composer):
    def __init__(self, options: Options, folder: str) -> None:
        self._english = options.language == "en"
        self._heads = heads(options.language)
        self._packed = io.BytesIO()
        self._open = True
        self._book = library().Workbook(
            self._packed,
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        # The same findings are the same bytes, whenever they were found.
        self._book.set_properties({"created": datetime.datetime(2000, 1, 1), "comments": ""})
        wrapped = {"text_wrap": True, "valign": "top"}
        self._plain = self._book.add_format(wrapped)
        self._bold = self._book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self._levels = {
            level: self._book.add_format({**wrapped, "bg_color": fill, "font_color": ink})
            for level, (fill, ink) in _COLOURS.items()
        }
        self._aside = Aside()
        self._sheets = 0
        self._row = 0
        self._sheet: Any = None
        self._next_sheet()

    def _next_sheet(self) -> None:
        self._finish_sheet()
        self._sheets += 1
        name = "Findings" if self._english else "问题清单"
        self._sheet = self._book.add_worksheet(name if self._sheets == 1 else f"{name} {self._sheets}")
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        for column, wide in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, wide)
        for column, head in enumerate(self._heads):
            self._sheet.write_string(0, column, head, self._bold)
        self._row = 0

    def _finish_sheet(self) -> None:
        if self._sheet is not None:
            self._sheet.autofilter(0, 0, self._row, len(self._heads) - 1)

    def add(self, made: Made) -> Iterable[bytes]:
        rows: list[Row]
        rows, aside = made.extra
        self._aside = self._aside.plus(aside)
        for row in rows:
            if self._row + 1 >= _ROWS:
                self._next_sheet()
            self._row += 1
            level = self._levels.get(_LEVELS.get(row.severity, ""), self._plain)
            cells = row.cells()
            # LibreOffice does not fit the rows itself, and would show the first line of each text alone.
            self._sheet.set_row(self._row, _height(cells))
            for column, text in enumerate(cells):
                self._sheet.write_string(self._row, column, text[:_LONGEST], level if column == 4 else self._plain)
        return ()

    def closing(self, end: End) -> Iterable[bytes]:
        del end
        self._finish_sheet()
        self._tell_aside()
        try:
            self._pack()
        except library().exceptions.FileCreateError as error:
            raise WrongUse(
                f"临时文件写不了（{error}）。请确认磁盘没有满。",
                f"A temporary file can't be written ({error}). Is the disk full?",
            ) from None
        return (self._packed.getvalue(),)

    def _tell_aside(self) -> None:
        """On a sheet of its own, where there is something to say: the list holds findings and nothing else."""
        language = "en" if self._english else "zh"
        said = [one for one in (self._aside.known(language), self._aside.passed(language)) if one]
        if said:
            sheet = self._book.add_worksheet("Not listed" if self._english else "没有列出的")
            sheet.set_column(0, 0, 60)
            for row, text in enumerate(said):
                sheet.write_string(row, 0, text, self._plain)

    def close(self) -> None:
        # Its files are closed by packing alone; what comes of it is thrown away.
        with contextlib.suppress(library().exceptions.FileCreateError):
            self._pack()

    def _pack(self) -> None:
        if self._open:
            self._open = False
            self._book.close()


def _height(cells: Sequence[str]) -> int:
    """The height of a row in which every text can be seen as it is broken into lines."""
    lines = (
        sum(-(-width(line) // (wide - 2)) or 1 for line in text[:_LONGEST].split("\n"))
        for text, wide in zip(cells, _WIDTHS, strict=True)
    )
    return min(_HIGHEST, _LINE * max(lines))
