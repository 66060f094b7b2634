"""Workbooks → documents: texts by calamine; numbers, formats and formulas from a pass over the sheets' XML.

The same pass counts and measures every cell, row and merge, before a library that trusts its input sees the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from typing import NoReturn

from attrs import define, field

from jixiao.documents.grid import Cell, Document, Line
from jixiao.documents.xlsx_package import BUILTIN_FORMATS, Formatter, Package, formatter_of
from jixiao.places import Location, column_letters, column_number

# The box of cells that calamine lays out in memory: ten columns for every allowed row, whatever is allowed.
CELLS_PER_ROW = 10
MAX_CELLS = 20_000_000

_TEXTS = frozenset({"s", "str", "inlineStr"})
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?\Z")
_EXACT = Context(prec=400)
_NAMESPACE = "http://schemas.openxmlformats.org"
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\Z")
_ROWS = re.compile(rb"<(?:\w+:)?row[\s/>]")
_COLUMNS = {column_letters(column): column for column in range(1, 257)}


@define
class RawCell:
    """A cell as the XML holds it: its type, its style's index, its value and its formula."""

    kind: str
    style: int
    value: str | None = None
    formula: str | None = None


@define
class Sheet:
    """A worksheet: ``rows`` maps row → column → cell, for the cells that hold anything."""

    title: str
    index: int
    xml: bytes
    rows: dict[int, dict[int, RawCell]] = field(factory=dict)
    # top, left, bottom, right, all counted from 1
    merges: list[tuple[int, int, int, int]] = field(factory=list)


def read_xlsx(data: bytes, name: str, *, max_rows: int = 200_000) -> Document:
    """The document in a workbook: every worksheet, hidden ones too. Raises :class:`~jixiao.errors.NotReadable`.

    A merged cell stands once, at its top left; what a workbook holds below a merge, nobody sees, and it is left out.
    """
    package = Package(data, name)
    book = _Workbook(package)
    area = 0
    for sheet in book.sheets:
        area += inspect_sheet(package, sheet, max_rows)
        if area > MAX_CELLS:
            package.too_large()
    texts = _texts(package, book)
    lines: list[Line] = []
    for sheet in book.sheets:
        spans = _merge(sheet)
        grid = texts.get(sheet.index, [])
        for row in sorted(sheet.rows):
            cells = []
            for column, raw in sorted(sheet.rows[row].items()):
                shown, number, uncached = book.show(raw)
                if raw.kind in _TEXTS and not uncached:
                    found = grid[row - 1][column - 1] if row <= len(grid) and column <= len(grid[row - 1]) else ""
                    shown = str(found).replace("\r\n", "\n").replace("\r", "\n")
                if shown := shown.strip():
                    at = Location(row, column, sheet.title)
                    high, wide = spans.get((row, column), (1, 1))
                    cells.append(Cell(column - 1, shown, at, high, wide, number, uncached))
            if cells:
                lines.append(Line(tuple(cells), row, sheet.index))
    return Document(name.replace("\\", "/").rpartition("/")[2], "sheet", True, tuple(lines))


class _Workbook:
    """The workbook part: its sheets, its formats, its first day."""

    def __init__(self, package: Package) -> None:
        main = next((target for _, kind, target in package.relations("") if kind == "officeDocument"), None)
        path = main or "/xl/workbook.xml"
        xml = package.part(path)
        if xml is None:
            package.damaged()
        listed: list[tuple[str, str]] = []
        self._from_1904 = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "sheet":
                key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
                listed.append((attributes.get("name", ""), key))
            elif tag == "workbookPr":
                self._from_1904 = attributes.get("date1904") in ("1", "true", "on")

        package.parse(xml, start)
        relations = package.relations(path)
        targets = {key: (kind, target) for key, kind, target in relations}
        self.sheets: list[Sheet] = []
        for index, (title, key) in enumerate(listed):
            kind, target = targets.get(key, ("", ""))
            if kind and kind != "worksheet":
                continue  # a sheet that is a chart, a dialogue or a macro holds no cells
            part = package.part(target) if target else None
            if part is None:
                package.damaged()
            self.sheets.append(Sheet(title, index, part))
        if not self.sheets:
            package.damaged()
        self.strings = next((target for _, kind, target in relations if kind == "sharedStrings"), None)
        self._package = package
        self._styles_path = next((target for _, kind, target in relations if kind == "styles"), None)
        self._styles: list[int] | None = None
        self._codes: dict[int, str] = {}
        self._formatters: dict[int, Formatter] = {}

    def show(self, raw: RawCell) -> tuple[str, Decimal | None, bool]:
        """What is seen of a cell that is no text, the number behind it, and whether it is a formula without result."""
        value = raw.value
        if raw.formula is not None and (value is None or (not value and raw.kind != "str")):
            return "=" + raw.formula, None, True
        if value is None or raw.kind in _TEXTS:
            return "", None, False
        if raw.kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE", None, False
        if raw.kind == "d":
            return value.strip().removesuffix("Z").removesuffix(".000").removesuffix("T00:00:00"), None, False
        number = _number(value.strip()) if raw.kind == "n" else None
        if number is None:
            return value, None, False
        formatter = self._formatters.get(raw.style)
        if formatter is None:
            formatter = self._formatters[raw.style] = formatter_of(self._code(raw.style), self._from_1904)
        return formatter(number), number, False

    def _code(self, style: int) -> str:
        """The format code of a style."""
        if self._styles is None:
            self._styles = self._read_styles()
        number = self._styles[style] if style < len(self._styles) else 0
        return self._codes.get(number) or BUILTIN_FORMATS.get(number, "General")

    def _read_styles(self) -> list[int]:
        styles: list[int] = []
        inside = ""

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            if tag == "xf":
                if inside == "cellXfs":
                    styles.append(_small(attributes.get("numFmtId")))
            elif tag == "numFmt":
                if inside == "numFmts":
                    self._codes[_small(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            elif tag in ("cellXfs", "numFmts", "cellStyleXfs", "dxfs"):
                inside = tag

        xml = self._package.part(self._styles_path) if self._styles_path else None
        if xml is not None:
            self._package.parse(xml, start)
        return styles


def _small(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def _texts(package: Package, book: _Workbook) -> Mapping[int, Sequence[Sequence[object]]]:
    """The text cells of the sheets that have any, as calamine reads them, by the sheet's index.

    calamine gets a package of its own with nothing in it but parts that were checked: whatever else the file holds, or
    says twice for two readers to understand differently, doesn't reach it.
    """
    sheets = [
        sheet
        for sheet in book.sheets
        if any(cell.kind in _TEXTS and cell.value is not None for row in sheet.rows.values() for cell in row.values())
    ]
    if not sheets:
        return {}
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        package.refuse(
            '读工作簿需要python-calamine；请运行 pip install "jixiao[excel]"',
            'workbooks need python-calamine; run pip install "jixiao[excel]"',
        )
    strings = package.part(book.strings) if book.strings else None
    if strings is not None:
        package.parse(strings)
    numbers = range(len(sheets))
    main = "".join(f'<sheet name="{n}" sheetId="{n + 1}" r:id="s{n}"/>' for n in numbers)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("_rels/.rels", _relations([("book", "officeDocument", "xl/workbook.xml")]))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_NAMESPACE}/spreadsheetml/2006/main" '
            f'xmlns:r="{_NAMESPACE}/officeDocument/2006/relationships"><sheets>{main}</sheets></workbook>',
        )
        relations = [(f"s{n}", "worksheet", f"worksheets/{n}.xml") for n in numbers]
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(relations))
        if strings is not None:
            archive.writestr("xl/sharedStrings.xml", strings)
        for n, sheet in enumerate(sheets):
            archive.writestr(f"xl/worksheets/{n}.xml", sheet.xml)
    try:
        buffer.seek(0)
        workbook = CalamineWorkbook.from_filelike(buffer)
        return {
            sheet.index: workbook.get_sheet_by_index(n).to_python(skip_empty_area=False)
            for n, sheet in enumerate(sheets)
        }
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:
        # A panic of a Rust library is no Exception.
        package.damaged()


def _relations(entries: list[tuple[str, str, str]]) -> str:
    relations = "".join(
        f'<Relationship Id="{key}" Type="{_NAMESPACE}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for key, kind, target in entries
    )
    return f'<Relationships xmlns="{_NAMESPACE}/package/2006/relationships">{relations}</Relationships>'


def _merge(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Take the covered cells out of the sheet; gives the height and width of each merge by its top left cell."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    last = max(sheet.rows, default=0)
    for top, left, bottom, right in sheet.merges:
        spans[top, left] = (bottom - top + 1, right - left + 1)
        for row in range(top, min(bottom, last) + 1):
            cells = sheet.rows.get(row)
            if cells:
                for column in range(left + (row == top), right + 1):
                    cells.pop(column, None)
    return spans


def _number(text: str) -> Decimal | None:
    """The number that was typed. Beyond 15 digits the XML holds the noise of binary fractions: 132.2 stands there as
    132.19999999999999, so the shortest number that is the same float is taken.
    """
    if len(text) > 400 or not _NUMBER.match(text):
        return None
    double = float(text)
    if double - double != 0:  # infinite
        return None
    number = _EXACT.create_decimal(text)
    exponent = number.as_tuple().exponent
    if (len(number.as_tuple().digits) > 15 and exponent != 0) or (double == 0 and number != 0):
        number = Decimal(repr(double))
        exponent = number.as_tuple().exponent
    return Decimal(format(number, "f")) if isinstance(exponent, int) and exponent > 0 else number


def inspect_sheet(package: Package, sheet: Sheet, max_rows: int) -> int:
    """Fill ``sheet`` from its XML, counting everything; gives the number of cells in the box around them."""
    scan = _Scan(package, sheet, max_rows)
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

    def __init__(self, package: Package, sheet: Sheet, max_rows: int) -> None:
        self.package = package
        self.sheet = sheet
        self.max_rows = max_rows
        self.max_cells = min(CELLS_PER_ROW * max(max_rows, 200_000), MAX_CELLS)
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
        if self.cell_count > self.max_cells:
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
        if row == 0 or row > 1_048_576 or column > 16_384:
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
            self.package.refuse(
                f"工作表“{self.sheet.title}”的合并单元格太大（{reference}，合并的共{self.merged:,}格，上限{self.max_cells:,}格）；"
                "请取消整行整列的合并后另存，再检查",
                f'worksheet "{self.sheet.title}" merges too many cells ({reference}, {self.merged:,} cells in all, '
                f"the limit is {self.max_cells:,}); undo the merges of whole rows or columns, save it, check that",
            )
        self.sheet.merges.append((top, left, bottom, right))

    def _spread(self, row: int, column: int, cells: int) -> NoReturn:
        area = f"A1:{column_letters(max(column, 1))}{max(row, 1)}"
        self.package.refuse(
            f"工作表“{self.sheet.title}”的单元格铺得太开（{area}，{cells:,}格，上限{self.max_cells:,}格）；"
            "请删去表格以外的行和列后另存，再检查",
            f'worksheet "{self.sheet.title}" spreads its cells too far ({area}, {cells:,} cells, the limit is '
            f"{self.max_cells:,}); delete the rows and columns outside the table, save it, then check that",
        )

    def count_rows(self, rows: int) -> NoReturn:
        """Raise the error for a sheet of so many rows."""
        rows = max(rows, self.last_row, self.row_count)
        enough = -(-rows // 10 ** (len(str(rows)) - 2)) * 10 ** (len(str(rows)) - 2) if rows > 99 else rows
        self.package.refuse(
            f"工作表“{self.sheet.title}”有{rows:,}行，超过上限{self.max_rows:,}行；"
            f"若确有这么多，加 --max-rows {enough}",
            f'worksheet "{self.sheet.title}" has {rows:,} rows, over the limit of {self.max_rows:,}; '
            f"if it really has that many, add --max-rows {enough}",
        )

    def check(self) -> int:
        """Refuse a sheet whose filled cells lie too far apart; gives the number of cells in the box around them."""
        box = self.last_row * self.last_column
        if box > self.max_cells and box > CELLS_PER_ROW * max(self.last_row, self.max_rows):
            self._spread(self.last_row, self.last_column, box)
        if self.last_row > self.max_rows:
            self.count_rows(self.last_row)
        return box
