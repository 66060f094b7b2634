"""XML Spreadsheet 2003 (``.xml``, often called ``.xls``) → documents: what finance systems export for Excel to open."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from attrs import field, mutable

from jixiao.documents.grid import Cell, Document, Line
from jixiao.documents.limits import DEFAULT, Budget, Limits
from jixiao.documents.markup import Markup
from jixiao.documents.xlsx_formats import BUILTIN_FORMATS, Formatter, exact_number, formatter_of, general
from jixiao.documents.xlsx_package import LAST_COLUMN, LAST_ROW
from jixiao.places import Location

_ENCODING: Final = re.compile(rb"<\?xml[^>]{0,100}encoding=[\"']([\w.-]{1,40})[\"']", re.IGNORECASE)
# What holds texts that are no cell's: comments, and how Japanese words sound.
_SKIPPED: Final = frozenset({"Comment", "PhoneticText"})
# The formats that go by a name, as they are in Chinese Excel.
_NAMED: Final = {
    "General": "General", "General Number": "General", "General Date": "yyyy/m/d h:mm", "Short Date": "yyyy/m/d",
    "Medium Date": "d-mmm-yy", "Long Date": 'yyyy"年"m"月"d"日"', "Short Time": "h:mm", "Medium Time": "h:mm AM/PM",
    "Long Time": "h:mm:ss", "Currency": "¥#,##0.00", "Euro Currency": "€#,##0.00", "Fixed": "0.00",
    "Standard": "#,##0.00", "Percent": "0.00%", "Scientific": "0.00E+00",
}  # fmt: skip
_DATE: Final = BUILTIN_FORMATS[14]
_FIRST_DAY: Final = datetime(1899, 12, 30)
_MOST_STYLES: Final = 65_000
_UNSEEN: Final = frozenset({"SheetHidden", "SheetVeryHidden"})
_LONGEST_STATE: Final = 40


def read_xml_sheet(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """The document in an XML Spreadsheet. Raises :class:`~jixiao.errors.NotReadable`."""
    budget = Budget(name, limits)
    budget.have_text(len(data))
    markup = Markup(name, limits)
    markup.count_tags(data)
    reader = _Reader(markup, budget)
    markup.parse(_decoded(data, markup), reader.start, reader.text, reader.end)
    short = name.replace("\\", "/").rpartition("/")[2]
    return Document(short, "sheet", True, tuple(reader.lines), hidden=tuple(reader.hidden))


def _decoded(data: bytes, markup: Markup) -> bytes:
    """The text in an encoding that the parser knows; of GB it knows nothing."""
    declared = _ENCODING.match(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    if declared is None or not declared[1].lower().startswith((b"gb", b"cp936")):
        return data.lstrip(b" \t\r\n")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        markup.damaged()
    return b'<?xml version="1.0"?>' + text.partition("?>")[2].encode()


@mutable
class _Reading:
    """A cell while it is being read."""

    spans: tuple[int, int]
    style: str | None
    formula: str | None
    kind: str = ""
    text: list[str] = field(factory=list)


class _Reader:
    """The handlers of the parser."""

    def __init__(self, markup: Markup, budget: Budget) -> None:
        self.lines: list[Line] = []
        self.hidden: list[str] = []
        self._visible: str | None = None
        self._markup = markup
        self._budget = budget
        self._formats: dict[str, str | None] = {}
        self._parents: dict[str, str] = {}
        self._formatters: dict[str, Formatter] = {}
        self._style: str | None = None
        self._sheet: str | None = None
        self._index = -1
        self._row = self._column = 0
        self._row_style: str | None = None
        self._row_span = 0
        self._column_styles: dict[int, str] = {}
        self._columns = 0
        # The last row that a merge from above covers, by column.
        self._covered: dict[int, int] = {}
        self._filled: list[Cell] = []
        self._cell: _Reading | None = None
        self._inside = self._skipping = 0

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        if self._skipping or tag in _SKIPPED:
            self._skipping += 1
            return
        attributes = {name[name.rfind(":") + 1 :]: value for name, value in given.items()}
        if self._inside:
            self._inside += 1  # a text in bold inside a text
        elif tag == "Cell":
            self._start_cell(attributes)
        elif tag == "Data" and self._cell is not None:
            self._cell.kind = attributes.get("Type", "String")
            self._inside = 1
        elif tag == "Row":
            self._start_row(attributes)
        elif tag == "Column":
            self._start_column(attributes)
        elif tag == "Worksheet":
            self._sheet = attributes.get("Name", "")
            self._index += 1
            self._row = self._columns = 0
            self._column_styles, self._covered = {}, {}
        elif tag == "Visible":
            self._visible = ""
        elif tag == "Style":
            self._start_style(attributes)
        elif tag == "NumberFormat" and self._style is not None:
            self._formats[self._style] = attributes.get("Format", "General")

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._skipping:
            self._skipping -= 1
        elif self._inside:
            self._inside -= 1
        elif tag == "Cell":
            self._end_cell()
        elif tag == "Row":
            self._end_row()
        elif tag == "Visible":
            if self._visible in _UNSEEN and self._sheet is not None:
                self.hidden.append(self._sheet)
            self._visible = None
        elif tag == "Worksheet":
            self._sheet = None
        elif tag == "Style":
            self._style = None

    def text(self, data: str) -> None:
        """Characters; kept inside the data of a cell, and where a sheet says whether it is seen."""
        if self._visible is not None and len(self._visible) < _LONGEST_STATE:
            self._visible += data
        if self._inside and not self._skipping and self._cell is not None:
            self._cell.text.append(data)

    def _start_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get("ID")
        if self._style is None:
            return
        if len(self._formats) >= _MOST_STYLES:
            self._markup.damaged()
        self._formats.setdefault(self._style, None)
        if (parent := attributes.get("Parent")) is not None:
            self._parents[self._style] = parent

    def _start_column(self, attributes: dict[str, str]) -> None:
        first = self._count(attributes, "Index", self._columns + 1, 1) - 1
        self._columns = first + 1 + self._count(attributes, "Span", 0)
        if self._columns > LAST_COLUMN:
            self._markup.damaged()
        if (style := attributes.get("StyleID")) is not None:
            self._budget.add_places(self._columns - first)
            for column in range(first, self._columns):
                self._column_styles[column] = style

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = self._count(attributes, "Index", self._row + 1, 1)
        self._row_span = self._count(attributes, "Span", 0)
        self._row_style = attributes.get("StyleID")
        self._column = 0
        self._filled = []
        self._budget.add_places()
        if self._row > LAST_ROW:
            self._markup.damaged()

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._sheet is None:
            return
        self._budget.add_places()
        if "Index" in attributes:
            self._column = self._count(attributes, "Index", 1, 1) - 1
        else:
            while self._covered.get(self._column, 0) >= self._row:
                self._column += 1
        down, across = self._count(attributes, "MergeDown", 0), self._count(attributes, "MergeAcross", 0)
        if self._column + across >= LAST_COLUMN or self._row + down > LAST_ROW:
            self._markup.damaged()
        if down or across:
            self._budget.add_cells((down + 1) * (across + 1) - 1)
        if down:
            for column in range(self._column, self._column + across + 1):
                self._covered[column] = self._row + down
        style = attributes.get("StyleID") or self._row_style or self._column_styles.get(self._column)
        self._cell = _Reading((down + 1, across + 1), style, attributes.get("Formula"))

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None:
            return
        text, number = self._show(cell, "".join(cell.text).replace("\r\n", "\n").replace("\r", "\n").strip())
        uncached = not text and cell.formula is not None
        if uncached:
            text = cell.formula or ""
        if text:
            self._budget.add_cells()
            self._budget.add_letters(len(text))
            at = Location(self._row, self._column + 1, self._sheet)
            self._filled.append(Cell(self._column, text, at, *cell.spans, number, uncached))
        self._column += cell.spans[1]

    def _end_row(self) -> None:
        if self._sheet is not None and self._filled:
            self._budget.add_rows()
            cells = sorted(self._filled, key=lambda cell: cell.column)
            self.lines.append(Line(tuple(cells), self._row, self._index))
        self._row += self._row_span
        self._filled = []

    def _show(self, cell: _Reading, text: str) -> tuple[str, Decimal | None]:
        """What is seen of a cell, and the number behind it."""
        if cell.kind == "Boolean":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text), None
        number = exact_number(text) if cell.kind == "Number" else _day(text) if cell.kind == "DateTime" else None
        if number is None:
            return text, None
        code = self._code(cell.style)
        if code is None:
            code = _DATE if cell.kind == "DateTime" else "General"
        if code not in self._formatters:
            self._formatters[code] = formatter_of(code)
        return self._formatters[code](number) or general(number), number

    def _code(self, style: str | None) -> str | None:
        """The format code of a style: its own, or that of a style it stands on."""
        seen = set()
        while style is not None and style not in seen:
            if (own := self._formats.get(style)) is not None:
                return _NAMED.get(own, own)
            seen.add(style)
            style = self._parents.get(style)
        return None

    def _count(self, attributes: dict[str, str], name: str, default: int, least: int = 0) -> int:
        text = attributes.get(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < least:
            self._markup.damaged()
        return int(text)


def _day(text: str) -> Decimal | None:
    """A date and time as days since the first of a workbook's calendar."""
    try:
        since = datetime.fromisoformat(text.rstrip("Z")) - _FIRST_DAY
    except (ValueError, TypeError):
        return None
    seconds = Decimal(since // timedelta(seconds=1))
    return Decimal(since.days) if since.seconds == 0 else (seconds / 86_400).quantize(Decimal("0.0000000001"))
