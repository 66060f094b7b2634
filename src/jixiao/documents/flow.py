"""Paragraphs and tables in reading order → lines, for the media that have both: Word files and web pages."""

from __future__ import annotations

from decimal import Decimal
from typing import NoReturn

from attrs import field, mutable

from jixiao.documents.grid import Cell, Line
from jixiao.documents.package import CELLS_PER_ROW, FEWEST_ROWS, MAX_CELLS
from jixiao.errors import NotReadable
from jixiao.places import Location

MAX_DEPTH = 50
# No page has as many cells as a sheet: a thousand forms fit.
CELLS_PER_PAGE_ROW = 2
MAX_SPAN = 1_000
MAX_TEXT = 64_000_000


class Budget:
    """Counts the rows and cells of one file. Over a limit it raises :class:`~jixiao.errors.NotReadable`."""

    def __init__(self, name: str, max_rows: int, cells_per_row: int = CELLS_PER_ROW) -> None:
        self.name = name
        self.max_rows = max_rows
        self.max_cells = min(cells_per_row * max(max_rows, FEWEST_ROWS), MAX_CELLS)
        self.rows = self.cells = self.text = 0

    def refuse(self, zh: str, en: str) -> NoReturn:
        """Raise the error for this file."""
        raise NotReadable(f"{self.name}：{zh}。", f"{self.name}: {en}.")

    def add_rows(self, count: int = 1) -> None:
        """Count rows or paragraphs."""
        self.rows += count
        if self.rows > self.max_rows:
            self.refuse(
                f"内容太多（已读到{self.rows:,}行，上限{self.max_rows:,}行）；请删去无关的内容，或拆成几个文件，再检查",
                f"too much to read ({self.rows:,} rows so far, the limit is {self.max_rows:,}); "
                "delete what doesn't matter, or split the file, then check that",
            )

    def add_cells(self, count: int = 1) -> None:
        """Count cells, those that a merge covers as well."""
        self.cells += count
        if self.cells > self.max_cells:
            self.refuse(
                f"单元格太多（连同合并的已有{self.cells:,}格，上限{self.max_cells:,}格）；"
                "请删去表格以外的行和列、取消过大的合并，再检查",
                f"too many cells ({self.cells:,} so far with those merged, the limit is {self.max_cells:,}); "
                "delete the rows and columns outside the table and undo giant merges, then check it",
            )

    def add_text(self, length: int) -> None:
        """Count characters, where a text that is stored once may stand many times."""
        self.text += length
        if self.text > MAX_TEXT:
            self.refuse(
                f"文字太多（已有{self.text:,}字，上限{MAX_TEXT:,}字）；请删去无关的内容，再检查",
                f"too much text ({self.text:,} characters so far, the limit is {MAX_TEXT:,}); "
                "delete what doesn't matter, then check it",
            )


@mutable
class _Slot:
    """A cell while its table is being read."""

    column: int
    column_span: int
    row_span: int
    text: str = ""
    number: Decimal | None = None


@mutable
class _Table:
    number: int
    rows: list[list[_Slot]] = field(factory=list)
    # The number of each row among all lines: those of a table inside it come between it and the next.
    numbers: list[int] = field(factory=list)
    # The lines of the tables inside a row's cells: they are read after the row.
    inner: list[list[Line]] = field(factory=list)
    # The last row that a merge from above covers, by column.
    covered: dict[int, int] = field(factory=dict)
    # The cells that a vertical merge may still grow from, by column.
    above: dict[int, tuple[_Slot, int]] = field(factory=dict)
    cell: _Slot | None = None
    in_row: bool = False
    column: int = 0


class Flow:
    """Takes paragraphs, tables, rows and cells as they come; ``lines`` are what is complete.

    A table inside a cell is a table of its own, read after the row it stands in. What comes in no sensible order (a
    cell outside a table) is passed over, and the methods say so.
    """

    def __init__(self, budget: Budget) -> None:
        self.lines: list[Line] = []
        self.budget = budget
        self._tables: list[_Table] = []
        self._table_count = 0
        self._paragraphs = 0
        self._last = 0

    @property
    def in_cell(self) -> bool:
        """Whether text that comes now belongs to a cell."""
        return bool(self._tables) and self._tables[-1].cell is not None

    @property
    def in_row(self) -> bool:
        """Whether the innermost table has a row open."""
        return bool(self._tables) and self._tables[-1].in_row

    def paragraph(self, text: str) -> None:
        """A paragraph outside cells, or in a cell that holds a table: then it is read after the cell's row."""
        self._paragraphs += 1
        text = text.strip()
        if not text:
            return
        self.budget.add_rows()
        self.budget.add_text(len(text))
        self._last += 1
        line = Line((Cell(0, text, Location(paragraph=self._paragraphs)),), self._last)
        (self._tables[-1].inner[-1] if self._tables and self._tables[-1].inner else self.lines).append(line)

    def start_table(self) -> None:
        """A table begins."""
        if len(self._tables) >= MAX_DEPTH:
            self.budget.refuse(
                f"表格套表格太深（超过上限{MAX_DEPTH}层）；请把表格单独复制出来另存，再检查",
                f"tables inside tables go too deep (over the limit of {MAX_DEPTH}); "
                "copy the form into a file of its own, then check that",
            )
        self._table_count += 1
        self._tables.append(_Table(self._table_count))

    def start_row(self) -> bool:
        """A row begins."""
        if not self._tables or self.in_cell or self.in_row:
            return False
        table = self._tables[-1]
        self.budget.add_rows()
        self._last += 1
        table.rows.append([])
        table.numbers.append(self._last)
        table.inner.append([])
        table.in_row, table.column = True, 0
        return True

    def skip(self, columns: int) -> None:
        """Leave columns of the row empty."""
        if self.in_row:
            self.budget.add_cells(columns := _clip(columns))
            self._tables[-1].column += columns

    def start_cell(self, column_span: int = 1, row_span: int = 1) -> bool:
        """A cell begins, in the next column that no merge from above covers; ``row_span`` 0 goes to the end."""
        if not self.in_row or self.in_cell:
            return False
        table, row = self._tables[-1], len(self._tables[-1].rows)
        column, wide = table.column, _clip(column_span)
        while table.covered.get(column, 0) >= row:
            self.budget.add_cells()
            column += 1
        self.budget.add_cells(wide)
        slot = table.cell = _Slot(column, wide, max(row_span, 0))
        if row_span != 1:
            last = row + row_span - 1 if row_span else 1 << 30
            for covered in range(column, column + wide):
                table.covered[covered] = max(last, table.covered.get(covered, 0))
        table.rows[-1].append(slot)
        table.column = column + wide
        return True

    def end_cell(self, text: str, number: Decimal | None = None, *, grows: bool = False, joins: bool = False) -> None:
        """The cell ends. ``grows``: the next rows may join it; ``joins``: it is a part of the cell above it."""
        table = self._tables[-1]
        slot, row = table.cell, len(table.rows)
        table.cell = None
        if slot is None:
            return
        above, last = table.above.pop(slot.column, (None, 0))
        if joins and above is not None and last == row - 1:
            above.row_span += 1
            table.above[slot.column] = (above, row)
        elif not joins:
            self.budget.add_text(len(text))
            slot.text, slot.number = text.strip(), number
            if grows:
                table.above[slot.column] = (slot, row)

    def drop_row(self) -> None:
        """The row that is open is there no more: its cells are passed over."""
        if self.in_row:
            self.end_row()
            table = self._tables[-1]
            table.rows.pop()
            table.numbers.pop()
            table.inner.pop()

    def end_row(self) -> None:
        """The row ends."""
        if self.in_row:
            table = self._tables[-1]
            table.in_row, table.cell = False, None

    def end_table(self) -> None:
        """The table ends, and with it whatever is open in it."""
        if not self._tables:
            return
        table = self._tables.pop()
        height = len(table.rows)
        lines: list[Line] = []
        for row, (slots, number, inner) in enumerate(zip(table.rows, table.numbers, table.inner, strict=True), 1):
            left = height - row + 1
            cells = tuple(
                Cell(
                    slot.column,
                    slot.text,
                    Location(row, slot.column + 1, table=table.number),
                    min(slot.row_span or left, left),
                    slot.column_span,
                    slot.number,
                )
                for slot in slots
                if slot.text
            )
            if cells:
                lines.append(Line(cells, number, table.number - 1))
            lines += inner
        outer = self._tables[-1].inner if self._tables else None
        (outer[-1] if outer else self.lines).extend(lines)

    def close(self) -> None:
        """End what is still open."""
        while self._tables:
            self.end_table()


def _clip(span: int) -> int:
    return min(max(span, 1), MAX_SPAN)
