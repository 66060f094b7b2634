"""Workbooks → documents: texts by calamine, numbers by their exact value and their format."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal

from jixiao.documents.grid import Cell, Document, Line
from jixiao.documents.limits import DEFAULT, Budget, Limits
from jixiao.documents.marked import without_lists
from jixiao.documents.package import Package
from jixiao.documents.xlsx_formats import BUILTIN_FORMATS, Formatter, exact_number, formatter_of
from jixiao.documents.xlsx_package import RawCell, Sheet, inspect_sheet
from jixiao.places import Location

MAX_SHEETS = 5_000

_TEXTS = frozenset({"s", "str", "inlineStr"})
_NAMESPACE = "http://schemas.openxmlformats.org"


def read_xlsx(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """The document in a workbook: every worksheet, hidden ones too. Raises :class:`~jixiao.errors.NotReadable`.

    A merged cell stands once, at its top left; what a workbook holds below a merge, nobody sees, and it is left out.
    So is a list of findings that this program has put in.
    """
    book = _Workbook(Package(data, name, limits))
    lines = without_lists(_lines(book, name, limits))
    short = name.replace("\\", "/").rpartition("/")[2]
    return Document(short, "sheet", True, tuple(lines), hidden=tuple(book.hidden))


def read_lines(data: bytes, name: str, *, limits: Limits = DEFAULT) -> list[Line]:
    """The lines of every worksheet of a workbook. Raises :class:`~jixiao.errors.NotReadable`."""
    return _lines(_Workbook(Package(data, name, limits)), name, limits)


def _lines(book: _Workbook, name: str, limits: Limits) -> list[Line]:
    package, budget = book.package, Budget(name, limits)
    # A look at the ends of values, so that far too many cells cost no parsing.
    Budget(name, limits).add_cells(sum(sheet.xml.count(b"</v>") + sheet.xml.count(b"</is>") for sheet in book.sheets))
    for sheet in book.sheets:
        budget.add_places(inspect_sheet(package, sheet))
        budget.add_cells(sum(map(len, sheet.rows.values())))
    texts = _texts(package, book, budget)
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
    return lines


class _Workbook:
    """The workbook part: its sheets, its formats, its first day."""

    def __init__(self, package: Package) -> None:
        main = next((target for _, kind, target in package.relations("") if kind == "officeDocument"), None)
        path = main or "/xl/workbook.xml"
        xml = package.part(path)
        if xml is None:
            package.damaged()
        listed: list[tuple[str, str]] = []
        self.package = package
        self.hidden: list[str] = []
        self._from_1904 = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "sheet":
                key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
                listed.append((attributes.get("name", ""), key))
                if attributes.get("state", "visible") != "visible":
                    self.hidden.append(attributes.get("name", ""))
            elif tag == "workbookPr":
                self._from_1904 = attributes.get("date1904") in ("1", "true", "on")

        package.parse(xml, start)
        if len(listed) > MAX_SHEETS:
            package.too_many("工作表", "sheets", len(listed), MAX_SHEETS)
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
        number = exact_number(value.strip()) if raw.kind == "n" else None
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

        xml = self.package.part(self._styles_path) if self._styles_path else None
        if xml is not None:
            self.package.parse(xml, start)
        return styles


def _small(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def _texts(package: Package, book: _Workbook, budget: Budget) -> Mapping[int, Sequence[Sequence[object]]]:
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
    strings = _checked_strings(package, book, sheets, budget)
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


def _checked_strings(package: Package, book: _Workbook, sheets: Sequence[Sheet], budget: Budget) -> bytes | None:
    """The part of the shared texts, after a look at how much text the cells make of it."""
    strings = package.part(book.strings) if book.strings else None
    if strings is None:
        return None
    lengths: list[int] = []

    def start(tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    package.parse(strings, start, text)
    for sheet in sheets:
        for row in sheet.rows.values():
            for cell in row.values():
                if cell.kind == "s" and (index := _small(cell.value)) < len(lengths):
                    budget.add_letters(lengths[index])
    return strings


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
