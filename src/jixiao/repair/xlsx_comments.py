"""Comments on the cells of a sheet: the part that holds their texts, and the old drawing that holds their boxes.

Comments of others stay as they are. Where a cell has one, ours is written below it. A line above ours tells them
apart. What stands in a threaded comment is left alone: the program that shows it would not show ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from attrs import frozen

from jixiao.places import column_letters
from jixiao.repair.marks import AUTHOR
from jixiao.repair.package import EditedPackage
from jixiao.repair.xlsx_parts import HEAD, MAIN, OFFICE, SPREADSHEET, Element, SheetParts, elements, wrapped, xml_text

RULE: Final = f"—— {AUTHOR} ——"
"""The line above what we say in a comment: not every program keeps the authors."""

_VML: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_WIDTH = 300
_LINE = 17
_LETTERS = 40
"""How many letters of half width stand on a line of the box."""
_TALLEST = 420
_FONT = '<rPr><sz val="9"/><color indexed="81"/><rFont val="宋体"/><charset val="134"/></rPr>'
_VML_END: Final = re.compile(rb"</(?:\w+:)?xml\s*>\s*\Z", re.IGNORECASE)
_SHAPE_NUMBERS: Final = re.compile(rb"_x0000_s(\d{1,9})")
SHAPE: Final = re.compile(rb"<(\w+:)shape\b(?:(?!</\1shape>).)*</\1shape>", re.DOTALL)
_ROW: Final = re.compile(rb"<\w+:Row>\s*(\d{1,7})\s*</")
_COLUMN: Final = re.compile(rb"<\w+:Column>\s*(\d{1,5})\s*</")
_ANCHOR: Final = re.compile(rb"<\w+:Anchor>\s*(\d{1,7}(?:\s*,\s*\d{1,7}){7})\s*</")
_SHAPETYPE: Final = (
    '<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke '
    'joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)

Cell = tuple[int, int]


@frozen
class Comment:
    """A comment that is there: its cell, whose it is, its element and the one of its text."""

    cell: str
    author: str
    element: Element
    text: Element | None


class Comments:
    """The comments of a sheet as they stand in their part."""

    def __init__(self, package: EditedPackage, path: str) -> None:
        self.path = path
        data = package.original(path)
        if data is None:
            package.package.damaged()
        self.data = data
        found = elements(package.package, data)
        self.root = found[0]
        self.authors: list[Element] = [each for each in found if each.name == "author"]
        names = [self._content(each) for each in self.authors]
        self.author_list = next((each for each in found if each.name == "authors"), None)
        self.comment_list = next((each for each in found if each.name == "commentList"), None)
        self.names = names
        self.all: list[Comment] = []
        self.inside: dict[int, list[Element]] = {}
        """The elements inside each comment, by its position."""
        for each in found:
            if each.name == "comment":
                number = each.get("authorId") or ""
                author = names[int(number)] if number.isdigit() and int(number) < len(names) else ""
                self.all.append(Comment(each.get("ref") or "", author, each, None))
                self.inside[len(self.all) - 1] = []
            elif self.all and each.end <= self.all[-1].element.close:
                self.inside[len(self.all) - 1].append(each)

    def _content(self, element: Element) -> str:
        """The text in an element that holds nothing else."""
        if element.empty:
            return ""
        end = self.data.rindex(b"</", element.end, element.close)
        text = self.data[element.end : end].decode("utf-8", "replace")
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()

    def runs(self, index: int) -> list[Element]:
        """The elements of the text of a comment that hold letters, without what tells how they are spoken."""
        inside = self.inside[index]
        spoken = [each for each in inside if each.name == "rPh"]
        return [
            each
            for each in inside
            if each.name == "t" and not any(one.start < each.start < one.close for one in spoken)
        ]

    def text(self, index: int) -> str:
        """What a comment says, as it is written in XML."""
        return b"".join(self.data[start:end] for start, end in self.spans(index)).decode("utf-8", "replace")

    def spans(self, index: int) -> list[tuple[int, int]]:
        """Where the letters of a comment begin and end, run by run."""
        filled = [each for each in self.runs(index) if not each.empty]
        return [(each.end, self.data.rindex(b"</", each.end, each.close)) for each in filled]


class ShapeNumbers:
    """The numbers that shapes of old drawings have, and those that are free."""

    def __init__(self, package: EditedPackage) -> None:
        found = [0]
        for name in package.names:
            if name.lower().endswith(".vml"):
                found += [int(each) for each in _SHAPE_NUMBERS.findall(package.original(name) or b"")]
        self._last = max(found)

    def deal(self, count: int, *, new_drawing: bool) -> int:
        """The first of so many numbers; those of a new drawing begin a block of 1,024, as Excel deals them out."""
        first = self._last + 1
        if new_drawing:
            first = (self._last // 1024 + 1) * 1024 + 1
        self._last = first + count - 1
        return first


def add_comments(
    package: EditedPackage, path: str, sheet: SheetParts, texts: Mapping[Cell, str], numbers: ShapeNumbers
) -> None:
    """Put a comment on each of the cells of the sheet at ``path``."""
    relations = package.relations(path)
    there = next((one.target for one in relations if one.kind == "comments"), None)
    threaded = any(one.kind == "threadedComment" for one in relations)
    folder = path[: path.rfind("/", 0, path.rfind("/")) + 1]
    if there is None:
        target = package.free_path(folder + "comments{}.xml")
        listed = "".join(_comment("", cell, text, 0) for cell, text in texts.items())
        xml = (
            f'{HEAD}<comments xmlns="{MAIN}"><authors><author>{AUTHOR}</author></authors>'
            f"<commentList>{listed}</commentList></comments>"
        )
        package.add(target, xml.encode(), SPREADSHEET + ".comments+xml")
        package.relate(path, OFFICE + "/comments", target)
        new = dict(texts)
    else:
        new = _add_to(package, Comments(package, there), texts, threaded)
        grown = {cell: text for cell, text in texts.items() if cell not in new}
        _grow_boxes(package, path, sheet, grown)
    if new:
        _add_boxes(package, path, folder, sheet, new, numbers)


def _add_to(package: EditedPackage, comments: Comments, texts: Mapping[Cell, str], threaded: bool) -> dict[Cell, str]:
    """Write into a part with comments of others; gives the cells that had none."""
    if comments.author_list is None or comments.comment_list is None:
        package.package.damaged()
    prefix = comments.root.prefix
    authors = comments.author_list
    by_cell = {comment.cell: index for index, comment in enumerate(comments.all)}
    new: dict[Cell, str] = {}
    listed: list[str] = []
    for cell, text in texts.items():
        index = by_cell.get(_address(cell))
        if index is None:
            new[cell] = text
            listed.append(_comment(prefix, cell, text, len(comments.authors)))
        elif not (threaded and comments.all[index].author.startswith("tc=")):
            _append(package, comments, index, prefix, text)
    if listed:
        _insert(package, comments.path, authors, f"<{prefix}author>{AUTHOR}</{prefix}author>", comments.data)
        _insert(package, comments.path, comments.comment_list, "".join(listed), comments.data)
    return new


def _insert(package: EditedPackage, path: str, into: Element, xml: str, data: bytes) -> None:
    """Put something at the end of an element."""
    if into.empty:
        name = into.tag[1:-2].split()[0].decode()
        package.splice(path, into.start, into.end, into.tag[:-2].rstrip() + f">{xml}</{name}>".encode())
        return
    end = data.rindex(b"</", into.start, into.close)
    package.splice(path, end, end, xml.encode())


def _append(package: EditedPackage, comments: Comments, index: int, prefix: str, text: str) -> None:
    """Write ours below somebody's comment."""
    inside = comments.inside[index]
    whole = next((each for each in inside if each.name == "text"), None)
    if whole is None:
        return
    spoken = [each.start for each in inside if each.name in ("rPh", "phoneticPr")]
    xml = _run(prefix, f"\n{RULE}\n{text}")
    for bare in comments.runs(index):
        if bare.depth == whole.depth + 1:
            # A text without runs becomes one: where there are both, not every program shows both.
            package.splice(comments.path, bare.start, bare.start, f"<{prefix}r>".encode())
            package.splice(comments.path, bare.close, bare.close, f"</{prefix}r>".encode())
    if spoken:
        package.splice(comments.path, min(spoken), min(spoken), xml.encode())
    else:
        _insert(package, comments.path, whole, xml, comments.data)


def _comment(prefix: str, cell: Cell, text: str, author: int) -> str:
    return (
        f'<{prefix}comment ref="{_address(cell)}" authorId="{author}"><{prefix}text>'
        f"{_run(prefix, f'{RULE}{chr(10)}{text}')}"
        f"</{prefix}text></{prefix}comment>"
    )


def _run(prefix: str, text: str) -> str:
    font = re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}", _FONT) if prefix else _FONT
    return f'<{prefix}r>{font}<{prefix}t xml:space="preserve">{xml_text(text)}</{prefix}t></{prefix}r>'


def _add_boxes(
    package: EditedPackage, path: str, folder: str, sheet: SheetParts, texts: Mapping[Cell, str], numbers: ShapeNumbers
) -> None:
    """The boxes of new comments, in the old drawing that the sheet has, or in one that it gets."""
    related = next((one for one in package.relations(path) if one.kind == "vmlDrawing"), None)
    data = package.original(related.target) if related is not None and sheet.legacy is not None else None
    first = numbers.deal(len(texts), new_drawing=data is None)
    shapes = "".join(_shape(first + offset, cell, text, sheet) for offset, (cell, text) in enumerate(texts.items()))
    if data is not None and related is not None:
        end = _VML_END.search(data)
        if end is None:
            package.package.damaged()
        known = b'id="_x0000_t202"' in data
        package.splice(related.target, end.start(), end.start(), (("" if known else _SHAPETYPE) + shapes).encode())
        return
    target = package.free_path(folder + "drawings/vmlDrawing{}.vml")
    xml = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" '
        f'data="{first // 1024}"/></o:shapelayout>{_SHAPETYPE}{shapes}</xml>'
    )
    package.add(target, xml.encode())
    package.declare_extension("vml", _VML)
    key = package.relate(path, OFFICE + "/vmlDrawing", target)
    prefix = sheet.root.prefix if sheet.root is not None else ""
    named = f'<{prefix}legacyDrawing xmlns:r="{OFFICE}" r:id="{key}"/>'.encode()
    if sheet.legacy is not None:
        package.splice(path, sheet.legacy.start, sheet.legacy.end, named)
    else:
        package.splice(path, sheet.insert_legacy, sheet.insert_legacy, named)


def _grow_boxes(package: EditedPackage, path: str, sheet: SheetParts, texts: Mapping[Cell, str]) -> None:
    """Make the boxes of others' comments higher by what was written into them."""
    related = next((one for one in package.relations(path) if one.kind == "vmlDrawing"), None)
    data = package.original(related.target) if related is not None and texts else None
    if data is None or related is None:
        return
    for shape in SHAPE.finditer(data):
        cell, anchor = shape_cell(shape[0]), _ANCHOR.search(shape[0])
        if cell is None or cell not in texts or anchor is None:
            continue
        numbers = [int(each) for each in anchor[1].split(b",")]
        more = min((wrapped(texts[cell], _LETTERS) + 1) * _LINE, _TALLEST)
        bottom, rest = _walk(numbers[6], numbers[7] + more, lambda index: sheet.height(index + 1))
        right, right_rest = numbers[4], numbers[5]
        if sum(sheet.width(column + 1) for column in range(numbers[0], right)) < _WIDTH:
            right, right_rest = _walk(numbers[0], numbers[1] + _WIDTH, lambda index: sheet.width(index + 1))
        written = ", ".join(str(each) for each in (*numbers[:4], right, right_rest, bottom, rest))
        start = shape.start() + anchor.start(1)
        package.splice(related.target, start, start + len(anchor[1]), written.encode())


def shape_cell(shape: bytes) -> Cell | None:
    """The cell that the box of a comment belongs to; ``None`` for any other shape."""
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row is not None and column is not None else None


def _shape(number: int, cell: Cell, text: str, sheet: SheetParts) -> str:
    row, column = cell
    high = min((wrapped(text, _LETTERS) + 1) * _LINE + 12, _TALLEST)
    wide = _WIDTH if high < _TALLEST else _WIDTH * 3 // 2
    top, left = max(row - 2, 0), column
    right, right_rest = _walk(left, 15 + wide, lambda index: sheet.width(index + 1))
    bottom, bottom_rest = _walk(top, 6 + high, lambda index: sheet.height(index + 1))
    return (
        '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202" '
        f'style="position:absolute;width:{wide * 3 // 4}pt;height:{high * 3 // 4}pt;z-index:1;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" '
        'obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div '
        'style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
        f"<x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 6, {right}, {right_rest}, {bottom}, {bottom_rest}</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData>"
        "</v:shape>"
    )


def _walk(index: int, pixels: float, size: Callable[[int], float]) -> tuple[int, int]:
    """Where one arrives after so many pixels of columns or rows, counted from 0, and the rest inside the last."""
    for _ in range(2_000):
        step = size(index)
        if pixels < step:
            break
        pixels -= step
        index += 1
    return index, int(pixels)


def _address(cell: Cell) -> str:
    return f"{column_letters(cell[1])}{cell[0]}"
