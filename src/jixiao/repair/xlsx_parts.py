"""Where things stand in the XML of a workbook: the offsets that splices need, found without writing the XML anew."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from attrs import evolve, frozen

from jixiao.documents.package import Package
from jixiao.places import column_letters, column_number
from jixiao.repair.package import EditedPackage, Relation, attribute_of

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_TAG: Final = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_ENCODING: Final = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)")
_CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\Z")
# XML 1.0 has no way to write these; Excel's own is _x0007_.
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# What stands before <legacyDrawing> in a worksheet; it goes behind the last of these.
_BEFORE_LEGACY: Final = frozenset(
    {
        "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
        "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
        "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
        "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
        "cellWatches", "ignoredErrors", "smartTags", "drawing",
    }
)  # fmt: skip


@frozen
class Element:
    """A start tag (or an empty element's): its local name, its depth from 0, and where its bytes begin and end.

    ``close`` is where the element as a whole ends.
    """

    name: str
    depth: int
    start: int
    end: int
    close: int
    tag: bytes

    @property
    def empty(self) -> bool:
        """Whether it is written as ``<a/>``."""
        return self.tag.endswith(b"/>")

    @property
    def prefix(self) -> str:
        """The prefix of its namespace with the colon, or nothing."""
        name = re.match(rb"<([^\s/>]+)", self.tag)
        written = name[1].decode("utf-8", "replace") if name else ""
        return written[: written.find(":") + 1]

    def get(self, name: str) -> str | None:
        """The value of an attribute."""
        return attribute_of(self.tag, name)


def elements(package: Package, data: bytes, wanted: Iterable[str] | None = None, deepest: int = 99) -> list[Element]:
    """The elements of a part in their order: those with the wanted names, or all, down to a depth."""
    _refuse_other_encodings(package, data)
    names = None if wanted is None else frozenset(wanted)
    parser = package.parser()
    # For each element that is open its position in `found`, or -1.
    open_: list[int] = []
    found: list[Element] = []
    closes: dict[int, int] = {}

    def start(tag: str, _: dict[str, str]) -> None:
        name = tag[tag.rfind(":") + 1 :]
        depth = len(open_)
        if depth <= deepest and (names is None or name in names):
            open_.append(len(found))
            found.append(_element(package, data, parser.CurrentByteIndex, name, depth))
        else:
            open_.append(-1)

    def end(_: str) -> None:
        index = open_.pop()
        if index >= 0 and not found[index].empty:
            closes[index] = data.index(b">", parser.CurrentByteIndex) + 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    package.run(parser, data)
    return [evolve(each, close=closes.get(index, each.end)) for index, each in enumerate(found)]


def _refuse_other_encodings(package: Package, data: bytes) -> None:
    """Refuse what isn't UTF-8, as every spreadsheet program writes it: what is put in would not be."""
    said = _ENCODING.match(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<") or (
        said is not None and said[1].lower() not in (b"utf-8", b"us-ascii")
    ):
        package.refuse(
            "工作簿的内容不是UTF-8编码，不能标注；请用Excel打开后另存，再检查",
            "the workbook is not written in UTF-8 and can't be marked; save it anew in Excel, then check that",
        )


def _element(package: Package, data: bytes, at: int, name: str, depth: int) -> Element:
    match = _TAG.match(data, at)
    if match is None:
        package.damaged()
    return Element(name, depth, at, match.end(), match.end(), match[0])


@frozen
class SheetEntry:
    """A worksheet of the workbook: its title, its path, its element in the workbook part."""

    title: str
    path: str
    element: Element


class Workbook:
    """The workbook part of a package, and what it leads to."""

    def __init__(self, package: EditedPackage) -> None:
        self.package = package
        main = next((one.target for one in package.relations("") if one.kind == "officeDocument"), "xl/workbook.xml")
        self.path = main
        data = package.original(main)
        if data is None:
            package.package.damaged()
        self.data = data
        self.elements = elements(package.package, data)
        self.root = self.elements[0]
        self.relations = package.relations(main)
        by_key = {one.key: one for one in self.relations}
        self.sheets: list[SheetEntry] = []
        for element in self.elements:
            if element.name == "sheet" and element.depth == 2:
                relation = by_key.get(_relation_key(element.tag))
                if relation is not None and relation.kind == "worksheet":
                    self.sheets.append(SheetEntry(element.get("name") or "", relation.target, element))

    @property
    def folder(self) -> str:
        """The folder of the workbook part, with its slash: ``xl/``."""
        return self.path[: self.path.rfind("/") + 1]

    @property
    def strict(self) -> bool:
        """Whether it is written in the strict variant of the format, with other names for everything."""
        return any(one.type.startswith("http://purl.oclc.org/") for one in self.relations)

    def related(self, kind: str) -> Relation | None:
        """The first relationship of a kind."""
        return next((one for one in self.relations if one.kind == kind), None)

    def find(self, name: str) -> Element | None:
        """The first element with a name."""
        return next((one for one in self.elements if one.name == name), None)


@frozen
class CellTag:
    """A cell of a sheet: where its tag stands, and its style."""

    tag: Element
    style: int


class RowTag:
    """A row of a sheet with wanted cells: its tag, where its last cell ends, and where each of its cells begins."""

    def __init__(self, tag: Element, style: int | None) -> None:
        self.tag = tag
        self.style = style
        self.end = tag.end
        self.starts: list[tuple[int, int]] = []


class SheetParts:
    """What marking a worksheet needs of its XML: the wanted cells, widths and heights, where a drawing is named."""

    def __init__(self, package: Package, data: bytes, wanted: Iterable[tuple[int, int]]) -> None:
        self.cells: dict[tuple[int, int], CellTag] = {}
        self.rows: dict[int, RowTag] = {}
        self.column_styles: list[tuple[int, int, int]] = []
        self.widths: list[tuple[int, int, float]] = []
        self.heights: dict[int, float] = {}
        self.default_width, self.default_height = 8.43, 15.0
        self.legacy: Element | None = None
        self.insert_legacy = 0
        self.root: Element | None = None
        self._read(package, data, frozenset(wanted))

    def _read(self, package: Package, data: bytes, wanted: frozenset[tuple[int, int]]) -> None:
        _refuse_other_encodings(package, data)
        rows = {row for row, _ in wanted}
        parser = package.parser()
        depth = row = column = 0
        top: Element | None = None

        def element(name: str) -> Element:
            return _element(package, data, parser.CurrentByteIndex, name, depth)

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth, row, column, top
            name = tag[tag.rfind(":") + 1 :]
            if name == "c":
                if row in rows:
                    address = _CELL.match(attributes.get("r", ""))
                    column = column_number(address[1].upper()) if address else column + 1
                    self.rows[row].starts.append((column, parser.CurrentByteIndex))
                    if (row, column) in wanted:
                        self.cells[row, column] = CellTag(element(name), _whole(attributes.get("s"), 0))
            elif name == "row":
                row, column = _whole(attributes.get("r"), row + 1), 0
                if row in rows:
                    own = _whole(attributes.get("s"), 0) if attributes.get("customFormat") in _TRUE else None
                    self.rows[row] = RowTag(element(name), own)
                if "ht" in attributes:
                    self.heights[row] = 0.0 if attributes.get("hidden") in _TRUE else _number(attributes["ht"], 15.0)
                elif attributes.get("hidden") in _TRUE:
                    self.heights[row] = 0.0
            elif name == "col":
                width = 0.0 if attributes.get("hidden") in _TRUE else _number(attributes.get("width"), 8.43)
                first, last = _whole(attributes.get("min"), 1), _whole(attributes.get("max"), 1)
                self.widths.append((first, last, width))
                self.column_styles.append((first, last, _whole(attributes.get("style"), 0)))
            elif name == "sheetFormatPr":
                self.default_width = _number(attributes.get("defaultColWidth"), self.default_width)
                self.default_height = _number(attributes.get("defaultRowHeight"), self.default_height)
            elif depth == 0:
                self.root = element(name)
            if depth == 1:
                top = element(name)
                if name == "legacyDrawing":
                    self.legacy = top
            depth += 1

        def end(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if depth == 2 and row in rows and tag[tag.rfind(":") + 1 :] == "row":
                self.rows[row].end = parser.CurrentByteIndex
            if depth == 1 and top is not None and top.name in _BEFORE_LEGACY:
                self.insert_legacy = top.end if top.empty else data.index(b">", parser.CurrentByteIndex) + 1

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        package.run(parser, data)

    def blank_style(self, row: int, column: int) -> int:
        """The style of a cell that isn't written: that of its row, or of its column."""
        own = self.rows[row].style if row in self.rows else None
        if own is not None:
            return own
        return next((style for first, last, style in self.column_styles if first <= column <= last), 0)

    def insert_cell(self, package: EditedPackage, path: str, row: int, column: int, style: int) -> bool:
        """Write an empty cell in its place in its row. Those of one row are to come from left to right."""
        there = self.rows.get(row)
        if there is None:
            return False
        prefix = there.tag.prefix
        cell = f'<{prefix}c r="{column_letters(column)}{row}" s="{style}"/>'
        if there.tag.empty:
            if there.starts:
                return False
            there.starts.append((column, there.tag.start))
            opened = there.tag.tag[:-2] + f">{cell}</{prefix}row>".encode()
            package.splice(path, there.tag.start, there.tag.end, opened)
            return True
        at = next((start for other, start in there.starts if other > column), there.end)
        package.splice(path, at, at, cell.encode())
        return True

    def width(self, column: int) -> float:
        """The width of a column in pixels, counted from 1."""
        found = next((width for first, last, width in self.widths if first <= column <= last), self.default_width)
        return found * 7 + 5 if found else 0.0

    def height(self, row: int) -> float:
        """The height of a row in pixels, counted from 1."""
        return self.heights.get(row, self.default_height) * 4 / 3


_TRUE: Final = ("1", "true")


def set_attribute(package: EditedPackage, path: str, element: Element, name: str, value: int) -> None:
    """Set an attribute of an element that stands in a part as it came."""
    found = re.search(rb"\s" + name.encode() + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", element.tag)
    if found is None:
        at = element.end - (2 if element.empty else 1)
        package.splice(path, at, at, f' {name}="{value}"'.encode())
        return
    start, end = found.span(1 if found[1] is not None else 2)
    package.splice(path, element.start + start, element.start + end, str(value).encode())


def xml_text(text: str) -> str:
    """A text as it stands in the XML of a cell or of a comment."""
    text = _ESCAPE_LIKE.sub("_x005F_", text)
    text = _ILLEGAL.sub(lambda found: f"_x{ord(found[0]):04X}_" if ord(found[0]) < 32 else "\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "")


def xml_attribute(text: str) -> str:
    """A text as it stands in an attribute."""
    return xml_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def wrapped(text: str, columns: int) -> int:
    """How many lines a text takes in so many columns; a Chinese letter takes two."""
    # A letter of ASCII takes one byte of UTF-8, a Chinese one three, and so do the signs that are as wide.
    wide = [(len(line.encode("utf-8", "replace")) + len(line)) // 2 for line in text.split("\n")]
    return sum(max(-(-each // columns), 1) for each in wide)


def quoted_sheet(title: str) -> str:
    """A sheet's title as formulas and links write it."""
    return "'" + title.replace("'", "''") + "'"


def _relation_key(tag: bytes) -> str:
    found = re.search(rb"\s\w+:id\s*=\s*[\"']([^\"']*)[\"']", tag)
    return found[1].decode("utf-8", "replace") if found else ""


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else default


def _number(text: str | None, default: float) -> float:
    try:
        return float(text) if text else default
    except ValueError:
        return default
