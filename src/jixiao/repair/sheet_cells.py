"""Patches in workbooks: one cell gets a text of its own, and no other cell changes with it."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape

from jixiao.documents.limits import Limits
from jixiao.documents.xlsx_formats import exact_number
from jixiao.model.numerals import to_yuan
from jixiao.places import Location, column_letters
from jixiao.repair.package import EditedPackage, attribute_of
from jixiao.repair.patches import Declined, Patch
from jixiao.repair.splices import Splice
from jixiao.repair.xml_text import is_utf8, of_elements

_TAG: Final = re.compile(r"<((?:[\w.-]+:)?)c\b([^>]*?)(/?)>")
_KIND: Final = re.compile(r"\s+t\s*=\s*(\"[^\"]*\"|'[^']*')")
_VALUE: Final = re.compile(r"<(?:[\w.-]+:)?v\b[^>]*>\s*(\d+)\s*</")
_FORMULA: Final = re.compile(r"<(?:[\w.-]+:)?f[\s/>]")
_STRING: Final = re.compile(r"<((?:[\w.-]+:)?)si\b[^>]*>(.*)</(?:[\w.-]+:)?si\s*>", re.DOTALL)


class SheetCells:
    """The cells of a workbook as pieces of its worksheets."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self._package = EditedPackage(data, name, limits)
        self._sheets = self._list_sheets()
        self._places: dict[str, dict[str, tuple[int, int]]] = {}
        self._shared: list[str] | None = None

    def _list_sheets(self) -> dict[str, str]:
        """The part of each sheet, by its title."""
        relations = self._package.relations("")
        self._book = next((one.target for one in relations if one.kind == "officeDocument"), "xl/workbook.xml")
        parts = {one.key: one.target for one in self._package.relations(self._book) if one.kind == "worksheet"}
        found: dict[str, str] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "sheet":
                key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
                if key in parts:
                    found[attributes.get("name", "")] = parts[key]

        self._package.package.parse(self._package.original(self._book) or b"", start)
        return found

    def splice(self, patch: Patch) -> list[Splice]:
        """What applies a patch. Raises :class:`Declined`."""
        at = patch.at
        if at is None or at.sheet not in self._sheets or patch.before is None:
            raise Declined("no place")
        part = self._sheets[at.sheet]
        start, stop = self._place(part, at)
        source = (self._package.original(part) or b"")[start:stop]
        return [Splice(part, start, source, self._rewritten(source.decode(), patch).encode())]

    def _place(self, part: str, at: Location) -> tuple[int, int]:
        """Where the XML of a cell stands in its worksheet."""
        places = self._places.get(part)
        if places is None:
            places = self._places[part] = _cells_of(self._package, part)
        found = places.get(f"{column_letters(at.column)}{at.row}")
        if found is None:
            raise Declined("not there")
        return found

    def _rewritten(self, source: str, patch: Patch) -> str:
        tag = _TAG.match(source)
        if tag is None or patch.before is None:
            raise Declined("unusual")
        if _FORMULA.search(source):
            raise Declined("formula")
        kind = attribute_of(tag[0].encode(), "t") or "n"
        if kind == "inlineStr":
            return of_elements(source, "t", without="rPh").rewritten(patch.before, patch.after)
        if kind == "str":
            return of_elements(source, "v").rewritten(patch.before, patch.after)
        if kind == "s":
            return _with_own_text(tag, self._own_text(source, tag[1], patch.before, patch.after))
        # The text of a number is its format's work; a text may stand for it where that is no number any more.
        if kind != "n" or patch.printed != patch.before or exact_number(patch.after.replace(",", "")) is not None:
            raise Declined("number")
        if patch.unit is not None and to_yuan(patch.after, patch.unit) is not None:
            raise Declined("number")
        return _with_own_text(tag, f"<{tag[1]}t>{escape(patch.after)}</{tag[1]}t>")

    def _own_text(self, source: str, prefix: str, before: str, after: str) -> str:
        """The shared text of a cell, rewritten: with its runs and their fonts."""
        index = _VALUE.search(source)
        if self._shared is None:
            self._shared = self._list_texts()
        if index is None or int(index[1]) >= len(self._shared):
            raise Declined("unusual")
        text = of_elements(self._shared[int(index[1])], "t", without="rPh").rewritten(before, after)
        found = _STRING.fullmatch(text)
        if found is None or found[1] != prefix:
            raise Declined("unusual")
        return found[2]

    def _list_texts(self) -> list[str]:
        relations = self._package.relations(self._book)
        part = next((one.target for one in relations if one.kind == "sharedStrings"), None)
        if part is None:
            raise Declined("unusual")
        xml = self._package.original(part) or b""
        return [xml[start:stop].decode() for start, stop in _pieces(self._package, part, "si").values()]


def _cells_of(package: EditedPackage, part: str) -> dict[str, tuple[int, int]]:
    return {address: place for address, place in _pieces(package, part, "c").items() if address}


def _pieces(package: EditedPackage, part: str, name: str) -> dict[str, tuple[int, int]]:
    """Where the elements of a name begin and end, by their attribute ``r``, or by their number where they have none."""
    xml = package.original(part) or b""
    if not is_utf8(xml):
        raise Declined("unusual")
    found: dict[str, tuple[int, int]] = {}
    parser = package.package.parser()
    key, begin = "", 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal key, begin
        if tag.rpartition(":")[2] == name:
            key, begin = attributes.get("r", "") if name == "c" else str(len(found)), parser.CurrentByteIndex

    def end(tag: str) -> None:
        if tag.rpartition(":")[2] == name:
            found[key] = (begin, xml.index(b">", parser.CurrentByteIndex) + 1)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    package.package.run(parser, xml)
    return found


def _with_own_text(tag: re.Match[str], content: str) -> str:
    """The cell with its text inside it, and not among those that cells share."""
    prefix, attributes = tag[1], _KIND.sub("", tag[2]).rstrip()
    return f'<{prefix}c{attributes} t="inlineStr"><{prefix}is>{content}</{prefix}is></{prefix}c>'
