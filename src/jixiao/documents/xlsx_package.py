"""The worksheets of a workbook's package, counted and measured before a library that trusts its input sees them.

The same pass keeps what calamine doesn't give: number formats, exact numbers, formulas without a result.
"""

from __future__ import annotations

import re
from typing import NoReturn

from jixiao.documents.limits import exceeded
from jixiao.documents.package import Package
from jixiao.places import column_letters, column_number

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_FEW_COLUMNS = 10

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\Z")
_ROWS = re.compile(rb"<(?:\w+:)?row[\s/>]")
_COLUMNS = {column_letters(column): column for column in range(1, 257)}


class RawCell:
    """A cell as the XML holds it: its type, its style's index, its value and its formula."""

    __slots__ = ("formula", "kind", "style", "value")

    def __init__(self, kind: str, style: int) -> None:
        self.kind = kind
        self.style = style
        self.value: str | None = None
        self.formula: str | None = None


class Sheet:
    """A worksheet: ``rows`` maps row → column → cell, for the cells that hold anything.

    ``merges`` are top, left, bottom and right, all counted from 1.
    """

    def __init__(self, title: str, index: int, xml: bytes) -> None:
        self.title = title
        self.index = index
        self.xml = xml
        self.rows: dict[int, dict[int, RawCell]] = {}
        self.merges: list[tuple[int, int, int, int]] = []


def inspect_sheet(package: Package, sheet: Sheet) -> int:
    """Fill ``sheet`` from its XML, counting everything; gives the number of cells in the box around them."""
    scan = _Scan(package, sheet)
    parser = package.parser()
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    try:
        package.run(parser, sheet.xml)
    except _TooManyRows:
        scan.count_rows(len(_ROWS.findall(sheet.xml)))
    return scan.check()


class _TooManyRows(Exception):
    """Ends the parsing: the rest of the sheet is only counted."""


class _Scan:
    """The handlers of the parser, and what they remember between calls."""

    def __init__(self, package: Package, sheet: Sheet) -> None:
        self.package = package
        self.sheet = sheet
        self.title = sheet.title[:40]
        self.max_rows = package.limits.rows
        # The library lays the box around the filled cells out; empty cells in it cost little.
        self.max_box = package.limits.places
        self.max_cells = package.limits.cells
        self.row = self.column = 0
        self.last_row = self.last_column = 0
        self.row_count = self.cell_count = self.merged = 0
        self.in_row = False
        self.cell: RawCell | None = None
        self.pieces: list[str] | None = None
        self.shared: dict[str, str] = {}
        self.shared_index: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        tag = tag[tag.rfind(":") + 1 :]
        if tag == "c":
            if self.in_row:
                self._start_cell(attributes)
        elif tag == "v":
            self.pieces = [] if self.cell is not None else None
        elif tag == "row":
            self.in_row = True
            self.row = self._whole(attributes.get("r"), self.row + 1)
            self.column = 0
            self.row_count += 1
            if self.row > LAST_ROW:
                self.package.damaged()
            if self.row_count > self.max_rows:
                raise _TooManyRows
        elif tag == "f":
            if self.cell is not None:
                self.pieces = []
                self.shared_index = attributes.get("si") if attributes.get("t") == "shared" else None
        elif tag == "is":
            if self.cell is not None:
                # The text itself comes from calamine; here it only counts as filled.
                self.cell.value = ""
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        """An element ends."""
        tag = tag[tag.rfind(":") + 1 :]
        cell = self.cell
        if tag == "c":
            if cell is not None and (cell.value is not None or cell.formula is not None):
                self.sheet.rows.setdefault(self.row, {})[self.column] = cell
                self.last_row = max(self.last_row, self.row)
                self.last_column = max(self.last_column, self.column)
            self.cell = None
        elif tag == "v":
            if cell is not None and self.pieces is not None:
                cell.value = "".join(self.pieces)
            self.pieces = None
        elif tag == "row":
            self.in_row = False
        elif tag == "f":
            if cell is not None and self.pieces is not None:
                formula = "".join(self.pieces)
                if self.shared_index is not None:
                    # Only the first cell of a shared formula holds its text.
                    formula = self.shared.setdefault(self.shared_index, formula) if formula else self._shared()
                cell.formula = formula
            self.pieces = None

    def text(self, data: str) -> None:
        """Character data; kept inside a value or a formula."""
        if self.pieces is not None:
            self.pieces.append(data)

    def _shared(self) -> str:
        return self.shared.get(self.shared_index or "", "")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.cell_count += 1
        if self.cell_count > self.max_box:
            self._spread(self.row, self.column + 1, self.cell_count)
        address = attributes.get("r")
        if address is None:
            self.column += 1
        else:
            self.row, self.column = self._address(address)
        self.cell = RawCell(attributes.get("t", "n"), self._whole(attributes.get("s"), 0))

    def _whole(self, text: str | None, default: int) -> int:
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            self.package.damaged()
        return int(text)

    def _address(self, text: str) -> tuple[int, int]:
        found = _CELL.match(text)
        if found is None:
            self.package.damaged()
        letters, row = found[1], int(found[2])
        column = _COLUMNS.get(letters) or column_number(letters.upper())
        if row == 0 or row > LAST_ROW or column > LAST_COLUMN:
            self.package.damaged()
        return row, column

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, left = self._address(first)
        bottom, right = self._address(last or first)
        size = (bottom - top + 1) * (right - left + 1)
        if bottom < top or right < left:
            self.package.damaged()
        self.merged += size
        if self.merged > self.max_cells:
            exceeded(
                self.package.name,
                "merged",
                self.merged,
                self.max_cells,
                f"工作表“{self.title}”的合并单元格太大（{reference}，合并的共{self.merged:,}格，上限{self.max_cells:,}格）；"
                "请取消整行整列的合并后另存，再检查",
                f'worksheet "{self.title}" merges too many cells ({reference}, {self.merged:,} cells in all, '
                f"the limit is {self.max_cells:,}); undo the merges of whole rows or columns, save it, check that",
            )
        self.sheet.merges.append((top, left, bottom, right))

    def _spread(self, row: int, column: int, cells: int) -> NoReturn:
        area = f"A1:{column_letters(max(column, 1))}{max(row, 1)}"
        exceeded(
            self.package.name,
            "cells",
            -(-cells * self.max_cells // self.max_box),
            self.max_cells,
            f"工作表“{self.title}”的单元格铺得太开（{area}，{cells:,}格，上限{self.max_box:,}格）；"
            "请删去表格以外的行和列后另存，再检查",
            f'worksheet "{self.title}" spreads its cells too far ({area}, {cells:,} cells, the limit is '
            f"{self.max_box:,}); delete the rows and columns outside the table, save it, then check that",
        )

    def count_rows(self, rows: int) -> NoReturn:
        """Raise the error for a sheet of so many rows."""
        rows = max(rows, self.last_row, self.row_count)
        exceeded(
            self.package.name,
            "rows",
            rows,
            self.max_rows,
            f"工作表“{self.title}”有{rows:,}行，超过上限{self.max_rows:,}行",
            f'worksheet "{self.title}" has {rows:,} rows, over the limit of {self.max_rows:,}',
            option="--max-rows",
            partly=False,
        )

    def check(self) -> int:
        """Refuse a sheet whose filled cells lie too far apart; gives the number of cells in the box around them."""
        box = self.last_row * self.last_column
        # Many rows of few columns are no stray cell: their sentence is the one about rows.
        if self.last_row > self.max_rows and self.last_column <= _FEW_COLUMNS:
            self.count_rows(self.last_row)
        if box > self.max_box:
            self._spread(self.last_row, self.last_column, box)
        if self.last_row > self.max_rows:
            self.count_rows(self.last_row)
        return box
