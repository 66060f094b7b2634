"""Where a text stood: one address for every medium, and the map from the model's paths to addresses.

The written form is free of language and stands in JSON: ``L1675C3`` (line and cell of a text), ``Sheet1!D14`` (a
workbook), ``p3t2r5c4`` and ``t2r5c4`` (page, table, row, column), ``p3L2C1`` (a line of a page outside tables), ``p3``
(a page), ``P12`` (a paragraph outside tables), ``#/forms/0/funding`` (a JSON pointer). An address in another file than
the first carries the file's name before a bar: ``预算表.xlsx|Sheet1!D14``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import evolve, frozen


def column_letters(column: int) -> str:
    """The spreadsheet letters of a column counted from 1: 1 → ``A``, 27 → ``AA``."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The inverse of :func:`column_letters`."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


# Compiled where an address is read: a form that was built in code has none.
_LINE = r"(?:p(\d+))?L(\d+)C(\d+)\Z"
_PAGE = r"p(\d+)\Z"
_SHEET = r"(?s)(.+)!([A-Z]{1,3})(\d+)\Z"
_PARAGRAPH = r"P(\d+)\Z"
_TABLE = r"(?:p(\d+))?t(\d+)r(\d+)c(\d+)\Z"


@frozen
class Location:
    """The address of one cell or paragraph. Rows, columns, lines, tables, pages and paragraphs are counted from 1.

    >>> str(Location(row=14, column=4, sheet="Sheet1"))
    'Sheet1!D14'
    >>> Location.parse("L1675C3").say("en")
    'line 1675, cell 3'
    """

    row: int = 0
    column: int = 0
    sheet: str | None = None
    table: int | None = None
    page: int | None = None
    pointer: str | None = None
    file: str | None = None
    paragraph: int | None = None

    def __str__(self) -> str:
        """The written form, as it stands in JSON."""
        if self.pointer is not None:
            written = "#" + self.pointer
        elif self.sheet is not None:
            written = f"{self.sheet}!{column_letters(self.column)}{self.row}"
        elif self.paragraph is not None:
            written = f"P{self.paragraph}"
        elif self.table is not None:
            page = f"p{self.page}" if self.page is not None else ""
            written = f"{page}t{self.table}r{self.row}c{self.column}"
        else:
            page = f"p{self.page}" if self.page is not None else ""
            written = page if page and not self.row else f"{page}L{self.row}C{self.column}"
        return f"{self.file}|{written}" if self.file else written

    def say(self, language: str = "zh") -> str:
        """The address as a person would look for it: ``第1675行第3列``, ``Sheet1!D14``, ``第3页 第2表 第5行第4列``."""
        chinese = language != "en"
        if self.pointer is not None:
            said = "#" + self.pointer
        elif self.sheet is not None:
            said = f"{self.sheet}!{column_letters(self.column)}{self.row}"
        elif self.paragraph is not None:
            said = f"第{self.paragraph}段" if chinese else f"paragraph {self.paragraph}"
        else:
            said = f"第{self.row}行第{self.column}列" if chinese else f"line {self.row}, cell {self.column}"
            if self.table is not None:
                said = (
                    f"第{self.table}表 第{self.row}行第{self.column}列"
                    if chinese
                    else f"table {self.table}, row {self.row}, column {self.column}"
                )
            if self.page is not None:
                page = f"第{self.page}页" if chinese else f"page {self.page}"
                whole = self.table is None and not self.row
                said = page if whole else f"{page} {said}" if chinese else f"{page}, {said}"
        return f"{self.file} {said}" if self.file else said

    @classmethod
    def parse(cls, written: str) -> Location:
        """The location of a written form. Raises :class:`ValueError` for anything else."""
        file, bar, rest = written.rpartition("|")
        if bar and file:
            return evolve(cls.parse(rest), file=file)
        if written.startswith("#"):
            return cls(pointer=written[1:])
        if found := re.match(_LINE, written):
            return cls(row=int(found[2]), column=int(found[3]), page=int(found[1]) if found[1] else None)
        if found := re.match(_PAGE, written):
            return cls(page=int(found[1]))
        if found := re.match(_PARAGRAPH, written):
            return cls(paragraph=int(found[1]))
        if found := re.match(_TABLE, written):
            page = int(found[1]) if found[1] else None
            return cls(row=int(found[3]), column=int(found[4]), table=int(found[2]), page=page)
        if found := re.match(_SHEET, written):
            return cls(row=int(found[3]), column=column_number(found[2]), sheet=found[1])
        raise ValueError(f"not a written location: {written!r}")


@frozen
class Place:
    """Where a value of the model was printed, with the text as printed and, where one is printed, its unit."""

    at: Location
    text: str
    unit: str | None = None


class Places(Mapping[str, Place]):
    """The source map: a path of the model (``forms[3].indicators.annual[2].value``) → :class:`Place`.

    Built from places or from their JSON form; an entry that can't be read is left out, never the whole map.

    >>> places = Places({"forms[0].funding": Place(Location.parse("L6C1"), "")})
    >>> str(places.nearest("forms[0].funding.annual.total").at)
    'L6C1'
    """

    __slots__ = ("_entries",)

    def __init__(self, entries: Mapping[str, Place | Mapping[str, object]] | None = None) -> None:
        self._entries: dict[str, Place | Mapping[str, object]] = dict(entries or {})

    def __getitem__(self, path: str) -> Place:
        entry = self._entries[path]
        if isinstance(entry, Place):
            return entry
        at, text, unit = entry.get("at"), entry.get("text"), entry.get("unit")
        try:
            place = Place(
                Location.parse(str(at)),
                "" if text is None else str(text),
                None if unit is None else str(unit),
            )
        except ValueError:
            raise KeyError(path) from None
        self._entries[path] = place
        return place

    def __contains__(self, path: object) -> bool:
        return path in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def nearest(self, path: str) -> Place | None:
        """The place of ``path``, or else of the closest thing that holds it: a blank cell by its row's label."""
        while path:
            if path in self._entries:
                try:
                    return self[path]
                except KeyError:
                    return None
            cut = max(path.rfind("."), path.rfind("["))
            path = path[:cut] if cut > 0 else ""
        return None

    def __repr__(self) -> str:
        return f"<Places {len(self._entries)} paths>"
