"""Paragraphs and tables in reading order → lines, for the media that have both: Word files and web pages."""

from __future__ import annotations

from decimal import Decimal

from attrs import field, mutable

from jixiao.documents.grid import Cell, Line
from jixiao.documents.limits import Budget
from jixiao.places import Location

MAX_DEPTH = 50
MAX_SPAN = 1_000


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

    @property
    def address(self) -> Location | None:
        """The address of the cell that is open."""
        table = self._tables[-1] if self._tables else None
        if table is None or table.cell is None:
            return None
        return Location(len(table.rows), table.cell.column + 1, table=table.number)

    @property
    def last_paragraph(self) -> Location:
        """The address of the paragraph that came last."""
        return Location(paragraph=self._paragraphs)

    def paragraph(self, text: str) -> None:
        """A paragraph outside cells, or in a cell that holds a table: then it is read after the cell's row."""
        self._paragraphs += 1
        text = text.strip()
        if not text:
            return
        self.budget.add_rows()
        self.budget.add_letters(len(text))
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
            self.budget.add_letters(len(text))
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
