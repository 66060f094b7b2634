"""Styles added to a workbook: each is a style that is there, with another fill and another colour of its letters.

Nothing of the styles part is changed but its counts; what is added stands at the end of each list.
"""

from __future__ import annotations

import re
from typing import Final

from jixiao.checker.wording import Severity
from jixiao.repair.package import EditedPackage
from jixiao.repair.xlsx_parts import HEAD, MAIN, OFFICE, SPREADSHEET, Element, Workbook, elements

# Excel's own styles for what is bad, and for what is neutral: fill, letters.
COLOURS: Final = {Severity.ERROR: ("FFFFC7CE", "FF9C0006"), Severity.WARNING: ("FFFFEB9C", "FF9C5700")}

_PLAIN: Final = (
    '<styleSheet xmlns="{main}"><fonts count="1"><font><sz val="11"/><name val="宋体"/><charset val="134"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    '</fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
_COLOUR: Final = re.compile(r"<(\w+:)?color\b[^>]*?(?:/>|>\s*</(?:\w+:)?color\s*>)")
_SIZE: Final = re.compile(r"<(\w+:)?sz\b[^>]*?/>")
_LISTS: Final = ("fonts", "fills", "borders", "cellXfs")


class Styles:
    """The styles part of a workbook on its way to more styles."""

    def __init__(self, package: EditedPackage, book: Workbook) -> None:
        self._package = package
        related = book.related("styles")
        data = package.original(related.target) if related is not None else None
        self._made = data is None or related is None
        if data is None or related is None:
            # Some readers know no other name.
            usual = book.folder + "styles.xml"
            self.path = package.free_path(book.folder + "styles{}.xml") if package.has(usual) else usual
            data = (HEAD + _PLAIN.format(main=MAIN)).encode()
            package.relate(book.path, OFFICE + "/styles", self.path)
            package.declare(self.path, SPREADSHEET + ".styles+xml")
        else:
            self.path = related.target
        self._data = data
        # Lists are of one depth, their entries of the next; the lists of differences hold fonts and fills as well.
        found = elements(package.package, data, deepest=2)
        self._prefix = found[0].prefix
        self._lists: dict[str, Element] = {}
        self._entries: dict[str, list[Element]] = {name: [] for name in _LISTS}
        current = ""
        for each in found[1:]:
            if each.depth == 1:
                current = each.name
                self._lists.setdefault(current, each)
            elif current in self._entries:
                self._entries[current].append(each)
        if not all(self._entries[name] for name in _LISTS):
            package.package.damaged()
        self._added: dict[str, list[str]] = {name: [] for name in _LISTS}
        self._known: dict[tuple[str, str], int] = {}
        self._marked: dict[tuple[int, Severity], int] = {}
        self.bases: dict[int, tuple[int, str, str]] = {}
        """Each marked style → the style it was made of, and that one's fill and colour of letters, as XML."""

    def marked(self, base: int, severity: Severity) -> int:
        """The style that is ``base`` with the colours of a severity."""
        if severity not in COLOURS:
            return base
        if (base, severity) not in self._marked:
            xf = self.style(base)
            fill, letters = COLOURS[severity]
            old = self._font_of(xf)
            index = self.restyled(xf, self.solid(fill), _coloured(old, f'<{self._prefix}color rgb="{letters}"/>'))
            self._marked[base, severity] = index
            colour = _COLOUR.search(old)
            self.bases[index] = (base, self._fill_of(xf), colour[0] if colour else "")
        return self._marked[base, severity]

    def style(self, index: int) -> str:
        """The XML of a style of a cell; of the first one where there is none with that number."""
        entries = self._entries["cellXfs"]
        return self._text(entries[index if index < len(entries) else 0])

    def restyled(self, xf: str, fill: str, font: str) -> int:
        """A style with another fill and another font, both as XML."""
        xf = _put(_put(xf, "fontId", self._put("fonts", font)), "fillId", self._put("fills", fill))
        return self._put("cellXfs", _put(_put(xf, "applyFont", 1), "applyFill", 1))

    def new(self, font: str, fill: str | None, border: str | None, alignment: str) -> int:
        """A style of our own; the fonts and borders are written without a prefix."""
        ids = [
            self._put("fonts", self._named(font)),
            0 if fill is None else self._put("fills", self.solid(fill)),
            0 if border is None else self._put("borders", self._named(border)),
        ]
        return self._put(
            "cellXfs",
            self._named(
                f'<xf numFmtId="0" fontId="{ids[0]}" fillId="{ids[1]}" borderId="{ids[2]}" xfId="0" applyFont="1" '
                f'applyFill="1" applyBorder="1" applyAlignment="1">{alignment}</xf>'
            ),
        )

    def solid(self, colour: str) -> str:
        """The XML of a fill of one colour."""
        return self._named(
            f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/>'
            "</patternFill></fill>"
        )

    def is_marked(self, index: int) -> bool:
        """Whether a style has the colours of a mark, whoever gave them to it."""
        xf = self.style(index)
        colour = _COLOUR.search(self._font_of(xf))
        fill = self._fill_of(xf)
        return any(ours in fill and colour is not None and letters in colour[0] for ours, letters in COLOURS.values())

    def unmarked(self, index: int, fill: str, colour: str) -> int:
        """A style with the fill and the colour of letters that it had before it was marked, both as XML."""
        xf = self.style(index)
        return self.restyled(xf, fill, _coloured(self._font_of(xf), colour))

    @property
    def no_fill(self) -> str:
        """The XML of the first fill, which is none."""
        return self._text(self._entries["fills"][0])

    def finish(self) -> None:
        """Put what was added into the package."""
        pieces: list[tuple[int, int, bytes]] = []
        for name, added in self._added.items():
            if not added:
                continue
            each, entries = self._lists[name], self._entries[name]
            count = re.search(rb"(\scount\s*=\s*[\"'])(\d+)", each.tag)
            if count is not None:
                start = each.start + count.start(2)
                pieces.append((start, start + len(count[2]), str(len(entries) + len(added)).encode()))
            pieces.append((entries[-1].close, entries[-1].close, "".join(added).encode()))
        if self._made:
            data = self._data
            for start, end, new in sorted(pieces, reverse=True):
                data = data[:start] + new + data[end:]
            self._package.add(self.path, data)
            return
        for piece in pieces:
            self._package.splice(self.path, *piece)

    def _put(self, name: str, xml: str) -> int:
        if (name, xml) not in self._known:
            self._known[name, xml] = len(self._entries[name]) + len(self._added[name])
            self._added[name].append(xml)
        return self._known[name, xml]

    def _named(self, xml: str) -> str:
        return re.sub(r"<(/?)(?=\w)", rf"<\1{self._prefix}", xml) if self._prefix else xml

    def _text(self, element: Element) -> str:
        return self._data[element.start : element.close].decode("utf-8", "replace")

    def _font_of(self, xf: str) -> str:
        return self._text(_at(self._entries["fonts"], _number(xf, "fontId")))

    def _fill_of(self, xf: str) -> str:
        return self._text(_at(self._entries["fills"], _number(xf, "fillId")))


def _at(entries: list[Element], index: int) -> Element:
    return entries[index if index < len(entries) else 0]


def _number(xf: str, name: str) -> int:
    found = re.match(rf"<[^>]*?\s{name}\s*=\s*[\"'](\d{{1,8}})", xf)
    return int(found[1]) if found else 0


def _put(xf: str, name: str, value: int) -> str:
    """A style with an attribute of its start tag set."""
    found = re.match(rf"(<[^>]*?\s{name}\s*=\s*[\"'])[^\"']*", xf)
    if found is not None:
        return found[1] + str(value) + xf[found.end() :]
    head = re.match(r"<[^\s/>]+", xf)
    end = head.end() if head else 0
    return f'{xf[:end]} {name}="{value}"{xf[end:]}'


def _coloured(font: str, colour: str) -> str:
    """A font with another colour (or none), in the place where the format wants it."""
    font = _opened(font)
    found = _COLOUR.search(font)
    if found is not None:
        return font[: found.start()] + colour + font[found.end() :]
    size = _SIZE.search(font)
    at = size.end() if size is not None else font.index(">") + 1
    return font[:at] + colour + font[at:]


def _opened(font: str) -> str:
    """A font that is written as ``<font/>``, with room inside."""
    if not font.endswith("/>") or font.count("<") > 1:
        return font
    name = re.match(r"<([^\s/>]+)", font)
    return f"{font[:-2]}></{name[1] if name else 'font'}>"
