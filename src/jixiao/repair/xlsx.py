"""A workbook with its findings marked: colours and comments on the cells, and the list of findings in front.

Only the parts that must change are changed, by splices: the workbook's list of sheets, the styles (at their ends), the
sheets with marks (the numbers of their cells' styles), their comments. What was changed is recorded in a part of ours.
"""

from __future__ import annotations

import json
from typing import Any, Final

from jixiao.documents.limits import Limits
from jixiao.places import Location, column_letters
from jixiao.repair.marks import RECORD_NAMESPACE, Mark, Marks
from jixiao.repair.package import EditedPackage
from jixiao.repair.xlsx_clean import unmarked
from jixiao.repair.xlsx_comments import ShapeNumbers, add_comments
from jixiao.repair.xlsx_parts import (
    HEAD,
    OFFICE,
    SPREADSHEET,
    SheetEntry,
    SheetParts,
    Workbook,
    quoted_sheet,
    set_attribute,
    xml_attribute,
    xml_text,
)
from jixiao.repair.xlsx_sheet import HEAD_ROW, findings_sheet
from jixiao.repair.xlsx_styles import Styles

# What stands behind the names of a workbook; they go in front of the first of these.
_AFTER_NAMES: Final = frozenset(
    {
        "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
        "fileRecoveryPr", "webPublishObjects", "extLst",
    }
)  # fmt: skip


def annotate_xlsx(data: bytes, name: str, marks: Marks, limits: Limits) -> bytes:
    """The workbook with its marks; those of an earlier check are taken away first."""
    package, book = unmarked(data, name, limits)
    if book.strict:
        package.package.refuse(
            "这是“Strict Open XML”格式的工作簿，不能标注；请另存为普通的.xlsx，再检查",
            "a workbook in the Strict Open XML variant can't be marked; save it as an ordinary .xlsx, then check that",
        )
    record_path = package.free_path("customXml/item{}.xml")
    package.add(record_path, b"", "application/xml")
    package.relate(book.path, OFFICE + "/customXml", record_path)
    styles = Styles(package, book)
    by_sheet: dict[str, list[Mark]] = {}
    for mark in marks.places:
        if mark.at.sheet is not None:
            by_sheet.setdefault(mark.at.sheet, []).append(mark)
    numbers = ShapeNumbers(package)
    cells = {
        sheet.title: _mark_sheet(package, styles, sheet, by_sheet[sheet.title], marks.language, numbers)
        for sheet in book.sheets
        if sheet.title in by_sheet
    }
    title = _free_title(marks.title, book)
    xml, last = findings_sheet(marks, styles)
    _add_sheet(package, book, title, xml, last)
    styles.finish()
    record = {
        "version": 1,
        "sheet": title,
        "cells": cells,
        "styles": {str(index): list(base) for index, base in styles.bases.items()},
        "package": package.record(),
    }
    package.add(record_path, _record(record))
    return package.to_bytes()


def _record(record: dict[str, Any]) -> bytes:
    written = json.dumps(record, ensure_ascii=True, separators=(",", ":"))
    return f'{HEAD}<marks xmlns="{RECORD_NAMESPACE}">{xml_text(written)}</marks>'.encode()


def _mark_sheet(
    package: EditedPackage,
    styles: Styles,
    sheet: SheetEntry,
    marks: list[Mark],
    language: str,
    numbers: ShapeNumbers,
) -> dict[str, int]:
    """Colour the cells of a sheet and put comments on them; gives each coloured cell with its new style."""
    data = package.original(sheet.path)
    if data is None:
        package.package.damaged()
    parts = SheetParts(package.package, data, [(mark.at.row, mark.at.column) for mark in marks])
    coloured: dict[str, int] = {}
    for mark in sorted(marks, key=lambda one: (one.at.row, one.at.column)):
        row, column = mark.at.row, mark.at.column
        cell = parts.cells.get((row, column))
        base = parts.blank_style(row, column) if cell is None else cell.style
        style = styles.marked(base, mark.severity)
        if style == base:
            continue
        if cell is not None:
            set_attribute(package, sheet.path, cell.tag, "s", style)
        elif not parts.insert_cell(package, sheet.path, row, column, style):
            continue
        coloured[_address(mark.at)] = style
    texts = {(mark.at.row, mark.at.column): mark.text(language) for mark in marks}
    add_comments(package, sheet.path, parts, dict(sorted(texts.items())), numbers)
    return coloured


def _free_title(title: str, book: Workbook) -> str:
    taken = {(element.get("name") or "").lower() for element in book.elements if element.name == "sheet"}
    number, wanted = 1, title
    while wanted.lower() in taken:
        number += 1
        wanted = f"{title} ({number})"
    return wanted


def _add_sheet(package: EditedPackage, book: Workbook, title: str, xml: str, last: int) -> None:
    """Put the list of findings in front of the other sheets."""
    path = package.free_path(book.folder + "worksheets/sheet{}.xml")
    package.add(path, xml.encode(), SPREADSHEET + ".worksheet+xml")
    key = package.relate(book.path, OFFICE + "/worksheet", path)
    listed = [element for element in book.elements if element.name == "sheet" and element.depth == 2]
    number = max((int(element.get("sheetId") or 0) for element in listed), default=0) + 1
    prefix = book.root.prefix
    entry = f'<{prefix}sheet xmlns:r="{OFFICE}" name="{xml_attribute(title)}" sheetId="{number}" r:id="{key}"/>'
    at = listed[0].start
    package.splice(book.path, at, at, entry.encode())
    names = (
        f'<{prefix}definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'
        f"{xml_text(quoted_sheet(title))}!$A${HEAD_ROW}:$G${max(last, HEAD_ROW)}</{prefix}definedName>"
        f'<{prefix}definedName name="_xlnm.Print_Titles" localSheetId="0">'
        f"{xml_text(quoted_sheet(title))}!${HEAD_ROW}:${HEAD_ROW}</{prefix}definedName>"
    )
    _add_names(package, book, names)
    _shift(package, book)


def _add_names(package: EditedPackage, book: Workbook, names: str) -> None:
    prefix = book.root.prefix
    there = book.find("definedNames")
    if there is not None and not there.empty:
        package.splice(book.path, there.end, there.end, names.encode())
        return
    whole = f"<{prefix}definedNames>{names}</{prefix}definedNames>".encode()
    if there is not None:
        package.splice(book.path, there.start, there.end, whole)
        return
    following = [each.start for each in book.elements if each.depth == 1 and each.name in _AFTER_NAMES]
    at = min(following) if following else book.data.rindex(b"</", 0, book.root.close)
    package.splice(book.path, at, at, whole)


def _shift(package: EditedPackage, book: Workbook) -> None:
    """Count the other sheets anew, wherever they are named by their position."""
    for element in book.elements:
        if element.name == "definedName":
            local = element.get("localSheetId")
            if local is not None and local.isdigit():
                set_attribute(package, book.path, element, "localSheetId", int(local) + 1)
        elif element.name == "workbookView":
            active = element.get("activeTab") or "0"
            set_attribute(package, book.path, element, "activeTab", (int(active) if active.isdigit() else 0) + 1)
            if element.get("firstSheet") is not None:
                # The list stands first, and is to be seen.
                set_attribute(package, book.path, element, "firstSheet", 0)


def _address(at: Location) -> str:
    return f"{column_letters(at.column)}{at.row}"
