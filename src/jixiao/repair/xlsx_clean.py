"""A marked workbook without its marks: exactly what it was, or as near as can be after another program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from jixiao.documents.limits import Limits
from jixiao.documents.marked import list_titles
from jixiao.documents.xlsx import read_lines
from jixiao.places import Location, column_letters
from jixiao.repair.marks import AUTHOR, Cleaned, no_marks_in
from jixiao.repair.package import EditedPackage
from jixiao.repair.record import record_of, undone
from jixiao.repair.xlsx_comments import RULE, SHAPE, Comments, shape_cell
from jixiao.repair.xlsx_parts import Element, SheetEntry, SheetParts, Workbook, set_attribute
from jixiao.repair.xlsx_styles import Styles

_OURS: Final = re.compile(rb"(?:\s|&#10;|&#x[aA];)*" + re.escape(RULE.encode()))


def clean_xlsx(data: bytes, name: str, limits: Limits) -> Cleaned:
    """The workbook without our marks. Raises :class:`~jixiao.errors.WrongUse` where it has none."""
    cleaned = _cleaned(data, name, limits)
    if cleaned is None:
        raise no_marks_in(name)
    return cleaned


def unmarked(data: bytes, name: str, limits: Limits) -> tuple[EditedPackage, Workbook]:
    """The workbook without our marks, if it has any, ready for new ones."""
    package = EditedPackage(data, name, limits)
    book = Workbook(package)
    if _may_be_marked(package, book):
        cleaned = _cleaned(data, name, limits)
        if cleaned is not None:
            package = EditedPackage(cleaned.data, name, limits)
            book = Workbook(package)
    return package, book


def _may_be_marked(package: EditedPackage, book: Workbook) -> bool:
    """Whether a look at the small parts shows a mark."""
    if record_of(package, book.relations)[1] is not None:
        return True
    paths = [one.target for sheet in book.sheets for one in package.relations(sheet.path) if one.kind == "comments"]
    author = AUTHOR.encode()
    if any(author in (package.original(path) or b"") for path in paths):
        return True
    return any(sheet.title.startswith(("检查结果", "Findings")) for sheet in book.sheets)


def _cleaned(data: bytes, name: str, limits: Limits) -> Cleaned | None:
    package = EditedPackage(data, name, limits)
    book = Workbook(package)
    record_path, record = record_of(package, book.relations)
    if record is not None:
        before, believed = undone(EditedPackage(data, name, limits), record)
        if before is not None:
            return Cleaned(before)
        record = record if believed else None
    mending = _Mending(package, book, record or {})
    if not mending.run(list_titles(read_lines(data, name, limits=limits)), record_path):
        return None
    return Cleaned(package.to_bytes(), exact=False, unsure=mending.unsure)


class _Mending:
    """Our marks found by what they are, in a workbook that another program has written."""

    def __init__(self, package: EditedPackage, book: Workbook, record: Mapping[str, Any]) -> None:
        self.package = package
        self.book = book
        self.unsure = 0
        cells, styles = record.get("cells"), record.get("styles")
        self._cells: Mapping[str, Any] = cells if isinstance(cells, dict) else {}
        self._bases: Mapping[str, Any] = styles if isinstance(styles, dict) else {}

    def run(self, lists: frozenset[str], record_path: str | None) -> bool:
        """Take everything of ours away; tells whether there was anything."""
        ours = [sheet for sheet in self.book.sheets if sheet.title in lists]
        if len(ours) == len(self.book.sheets):
            return False
        styles = Styles(self.package, self.book) if self.book.related("styles") is not None else None
        found = False
        for sheet in self.book.sheets:
            if sheet not in ours:
                found = self._clean_sheet(sheet, styles) or found
        if styles is not None:
            styles.finish()
        if ours:
            self._drop_sheets(ours)
        if record_path is not None:
            self._drop_related(self.book.path, record_path)
        return found or bool(ours) or record_path is not None

    def _clean_sheet(self, sheet: SheetEntry, styles: Styles | None) -> bool:
        relations = self.package.relations(sheet.path)
        commented: set[tuple[int, int]] = set()
        path = next((one.target for one in relations if one.kind == "comments"), None)
        comments = Comments(self.package, path) if path is not None and self.package.has(path) else None
        gone: list[int] = []
        if comments is not None:
            gone, commented = self._our_comments(comments)
        recorded = self._cells.get(sheet.title)
        recorded = recorded if isinstance(recorded, dict) else {}
        wanted = commented | {cell for address in recorded if (cell := _cell(address)) is not None}
        if not wanted:
            return False
        data = self.package.original(sheet.path) or b""
        parts = SheetParts(self.package.package, data, wanted)
        if comments is not None and gone:
            self._drop_comments(sheet, comments, gone, parts)
        if styles is not None:
            self._uncolour(sheet, parts, styles, recorded)
        return True

    def _our_comments(self, comments: Comments) -> tuple[list[int], set[tuple[int, int]]]:
        """The positions of the comments that are ours, and the cells with words of ours; cuts those below others'."""
        gone: list[int] = []
        cells: set[tuple[int, int]] = set()
        for index, comment in enumerate(comments.all):
            text = comments.text(index)
            if comment.author == AUTHOR or text.lstrip().startswith(RULE):
                gone.append(index)
            elif RULE in text:
                self._cut(comments, index)
            else:
                continue
            if (cell := _cell(comment.cell)) is not None:
                cells.add(cell)
        return gone, cells

    def _cut(self, comments: Comments, index: int) -> None:
        """Take our lines away from the end of somebody's comment, over however many runs they stand."""
        spans = comments.spans(index)
        found = _OURS.search(b"".join(comments.data[start:end] for start, end in spans))
        position = found.start() if found is not None else sum(end - start for start, end in spans)
        for start, end in spans:
            cut = min(max(position, 0), end - start)
            position -= end - start
            if start + cut < end:
                self.package.splice(comments.path, start + cut, end, b"")

    def _drop_comments(self, sheet: SheetEntry, comments: Comments, gone: list[int], parts: SheetParts) -> None:
        related = next((one for one in self.package.relations(sheet.path) if one.kind == "vmlDrawing"), None)
        drawing = self.package.original(related.target) if related is not None else None
        cells = {_cell(comments.all[index].cell) for index in gone}
        shapes = list(SHAPE.finditer(drawing or b""))
        ours = [shape for shape in shapes if shape_cell(shape[0]) in cells]
        if len(gone) == len(comments.all):
            self._drop_related(sheet.path, comments.path)
            if related is not None and len(ours) == len(shapes):
                self._drop_related(sheet.path, related.target)
                if parts.legacy is not None:
                    end = parts.legacy.end if parts.legacy.empty else self._close_of(sheet, parts.legacy)
                    self.package.splice(sheet.path, parts.legacy.start, end, b"")
                return
        else:
            for index in gone:
                element = comments.all[index].element
                self.package.splice(comments.path, element.start, element.close, b"")
        if related is not None:
            for shape in ours:
                self.package.splice(related.target, shape.start(), shape.end(), b"")

    def _close_of(self, sheet: SheetEntry, element: Element) -> int:
        data = self.package.original(sheet.path) or b""
        return data.index(b">", data.index(b"</", element.end)) + 1

    def _uncolour(self, sheet: SheetEntry, parts: SheetParts, styles: Styles, recorded: Mapping[str, Any]) -> None:
        for (row, column), cell in parts.cells.items():
            if not styles.is_marked(cell.style):
                continue
            base = self._bases.get(str(recorded.get(f"{column_letters(column)}{row}")))
            if isinstance(base, list) and len(base) == 3:
                fill, colour = str(base[1]), str(base[2])
            else:
                fill, colour = styles.no_fill, ""
                self.unsure += 1
            set_attribute(self.package, sheet.path, cell.tag, "s", styles.unmarked(cell.style, fill, colour))

    def _drop_sheets(self, ours: list[SheetEntry]) -> None:
        """Take the lists of findings away, and count the sheets behind them anew."""
        book, package = self.book, self.package
        listed = [each for each in book.elements if each.name == "sheet" and each.depth == 2]
        gone = {index for index, each in enumerate(listed) if any(each is sheet.element for sheet in ours)}
        for sheet in ours:
            package.splice(book.path, sheet.element.start, sheet.element.close, b"")
            for relation in package.relations(sheet.path):
                if not relation.external and package.has(relation.target):
                    package.remove(relation.target)
            self._drop_related(book.path, sheet.path)
        names = [each for each in book.elements if each.name == "definedName"]
        dropped = [each for each in names if _index(each, "localSheetId") in gone]
        around = book.find("definedNames")
        if dropped and len(dropped) == len(names) and around is not None:
            package.splice(book.path, around.start, around.close, b"")
            names = []
        for each in names:
            local = _index(each, "localSheetId")
            if local in gone:
                package.splice(book.path, each.start, each.close, b"")
            elif local is not None:
                self._set_before(each, "localSheetId", local, gone)
        for each in book.elements:
            if each.name == "workbookView":
                for name in ("activeTab", "firstSheet"):
                    index = _index(each, name)
                    if index is not None:
                        self._set_before(each, name, index, gone)

    def _set_before(self, element: Element, name: str, index: int, gone: set[int]) -> None:
        before = sum(each < index for each in gone)
        if before:
            set_attribute(self.package, self.book.path, element, name, index - before)

    def _drop_related(self, path: str, target: str) -> None:
        for relation in self.package.relations(path):
            if relation.target == target and not relation.external:
                self.package.unrelate(path, relation.key)
        self.package.remove(target)


def _cell(address: str) -> tuple[int, int] | None:
    try:
        at = Location.parse(f"x!{address}")
    except ValueError:
        return None
    return at.row, at.column


def _index(element: Element, name: str) -> int | None:
    text = element.get(name)
    return int(text) if text is not None and text.isdigit() and len(text) < 9 else None
