"""OpenDocument spreadsheets → documents: displayed texts, typed numbers, merges, repeated rows and columns."""

from __future__ import annotations

from decimal import Decimal

from attrs import field, mutable

from jixiao.documents.grid import Cell, Document, Line
from jixiao.documents.limits import DEFAULT, Budget, Limits
from jixiao.documents.marked import without_lists
from jixiao.documents.markup import WORKBOOK
from jixiao.documents.package import Package
from jixiao.documents.xlsx_formats import exact_number, general
from jixiao.documents.xlsx_package import LAST_COLUMN, LAST_ROW
from jixiao.places import Location

# What a cell holds beside its text: comments, drawings, and the tables behind charts.
_SKIPPED = frozenset({"annotation", "frame", "shapes", "custom-shape", "tracked-changes", "forms"})
_CELLS = ("table-cell", "covered-table-cell")
_NUMBERS = frozenset({"float", "percentage", "currency"})


def read_ods(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """The document in an OpenDocument spreadsheet. Raises :class:`~jixiao.errors.NotReadable`."""
    package = Package(data, name, limits, WORKBOOK)
    if b"encryption-data" in (package.part("META-INF/manifest.xml") or b""):
        package.locked()
    content = package.part("content.xml")
    if content is None:
        package.damaged()
    reader = _Reader(package, Budget(name, limits))
    package.parse(content, reader.start, reader.text, reader.end)
    short = name.replace("\\", "/").rpartition("/")[2]
    return Document(short, "sheet", True, tuple(without_lists(reader.lines)), hidden=tuple(reader.hidden))


@mutable
class _Reading:
    """A cell while it is being read."""

    repeated: int
    covered: bool
    spans: tuple[int, int]
    kind: str
    value: str | None
    formula: str | None
    paragraphs: list[list[str]] = field(factory=list)


class _Reader:
    """The handlers of the parser."""

    def __init__(self, package: Package, budget: Budget) -> None:
        self.lines: list[Line] = []
        self.hidden: list[str] = []
        self._style: str | None = None
        self._unseen: set[str] = set()
        self._package = package
        self._budget = budget
        self._sheet: str | None = None
        self._index = -1
        self._row = self._column = 0
        self._repeated = 1
        self._filled: list[Cell] = []
        self._cell: _Reading | None = None
        self._paragraphs = self._skipping = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self._skipping or tag in _SKIPPED:
            self._skipping += 1
        elif tag in _CELLS:
            self._start_cell(tag, attributes)
        elif tag == "p":
            self._paragraphs += 1
            if self._cell is not None:
                self._cell.paragraphs.append([])
        elif tag == "s":
            self.text(" " * min(self._count(attributes, "text:c"), 1_000))
        elif tag in ("tab", "line-break"):
            self.text("\t" if tag == "tab" else "\n")
        elif tag == "table-row":
            self._repeated = self._count(attributes, "table:number-rows-repeated")
            self._column = 0
            self._filled = []
            self._budget.add_places()
        elif tag == "style":
            self._style = attributes.get("style:name")
        elif tag == "table-properties" and attributes.get("table:display") == "false" and self._style is not None:
            self._unseen.add(self._style)
        elif tag == "table":
            self._sheet = attributes.get("table:name", "")
            if attributes.get("table:style-name") in self._unseen:
                self.hidden.append(self._sheet)
            self._index += 1
            self._row = 0

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._skipping:
            self._skipping -= 1
        elif tag in _CELLS:
            self._end_cell()
        elif tag == "p":
            self._paragraphs -= 1
        elif tag == "table-row":
            self._end_row()
        elif tag == "table":
            self._sheet = None

    def text(self, data: str) -> None:
        """Characters; kept inside a paragraph of a cell."""
        if self._paragraphs and not self._skipping and self._cell is not None and self._cell.paragraphs:
            self._cell.paragraphs[-1].append(data)

    def _start_cell(self, tag: str, attributes: dict[str, str]) -> None:
        if self._sheet is None:
            return
        self._budget.add_places()
        spans = (
            self._count(attributes, "table:number-rows-spanned"),
            self._count(attributes, "table:number-columns-spanned"),
        )
        if spans != (1, 1):
            self._budget.add_cells(spans[0] * spans[1] - 1)
        self._cell = _Reading(
            self._count(attributes, "table:number-columns-repeated"),
            tag != "table-cell",
            spans,
            attributes.get("office:value-type", ""),
            attributes.get("office:value"),
            attributes.get("table:formula"),
        )

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None:
            return
        text = "\n".join("".join(each) for each in cell.paragraphs).strip()
        number: Decimal | None = None
        if cell.kind in _NUMBERS and cell.value is not None:
            number = exact_number(cell.value)
            text = text or (general(number) if number is not None else "")
        uncached = not text and cell.value is None and not cell.kind and cell.formula is not None
        if uncached:
            text = "=" + (cell.formula or "").partition(":")[2].removeprefix("=")
        if text and not cell.covered:
            self._budget.add_cells(1 + (cell.repeated - 1) * (cell.spans[0] * cell.spans[1]))
            self._budget.add_letters(len(text) * cell.repeated * self._repeated)
            for column in range(self._column, self._column + cell.repeated):
                at = Location(self._row + 1, column + 1, self._sheet)
                self._filled.append(Cell(column, text, at, *cell.spans, number, uncached))
        self._column += cell.repeated
        if self._filled and self._filled[-1].column >= LAST_COLUMN:
            self._package.damaged()

    def _end_row(self) -> None:
        if self._sheet is None:
            return
        if self._filled:
            self._budget.add_rows(self._repeated)
            self._budget.add_cells((self._repeated - 1) * len(self._filled))
            for row in range(self._row + 1, self._row + self._repeated + 1):
                cells = tuple(self._filled) if row == self._row + 1 else self._copied(row)
                self.lines.append(Line(cells, row, self._index))
        self._row += self._repeated
        if self._filled and self._row > LAST_ROW:
            self._package.damaged()
        self._filled = []

    def _copied(self, row: int) -> tuple[Cell, ...]:
        """The cells of the row again, at another row."""
        return tuple(
            Cell(
                cell.column,
                cell.text,
                Location(row, cell.column + 1, self._sheet),
                cell.row_span,
                cell.column_span,
                cell.number,
                cell.uncached,
            )
            for cell in self._filled
        )

    def _count(self, attributes: dict[str, str], name: str) -> int:
        text = attributes.get(name, "1")
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            self._package.damaged()
        return max(int(text), 1)
