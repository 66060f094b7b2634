"""Workbooks of the old format (``.xls``, ``.et``) → documents, by xlrd: values, merges and number formats."""

from __future__ import annotations

import io
import struct
from decimal import Decimal
from typing import Any, NoReturn

from jixiao.documents.grid import Cell, Document, Line
from jixiao.documents.limits import DEFAULT, Budget, Limits, exceeded
from jixiao.documents.marked import without_lists
from jixiao.documents.xlsx_formats import BUILTIN_FORMATS, Formatter, exact_number, formatter_of
from jixiao.errors import NotReadable
from jixiao.places import Location

MAX_RECORDS = 4_000_000

_TEXT, _NUMBER, _DATE, _TRUTH, _ERROR = range(1, 6)
_OWN_FORMATS = 164
# The records that hold cells, each with how many bytes one cell of a row of them takes: 0 where it holds one.
_CELL_RECORDS = {0x0006: 0, 0x0201: 0, 0x0203: 0, 0x0204: 0, 0x0205: 0, 0x027E: 0, 0x00FD: 0, 0x00BD: 6, 0x00BE: 2}


def read_xls(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """The document in a workbook of the old format. Raises :class:`~jixiao.errors.NotReadable`."""
    budget = Budget(name, limits)
    try:
        import xlrd  # type: ignore[import-untyped]  # the library brings no types
    except ImportError:
        budget.refuse(
            '读旧版工作簿（.xls、.et）需要xlrd；请运行 pip install "jixiao[excel]"',
            'workbooks of the old format (.xls, .et) need xlrd; run pip install "jixiao[excel]"',
        )
    try:
        _count_records(data, budget)
        book = xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), formatting_info=True, ragged_rows=True, on_demand=True
        )
        lines: list[Line] = []
        hidden: list[str] = []
        for index in range(book.nsheets):
            sheet = book.sheet_by_index(index)
            lines += _read_sheet(book, sheet, index, budget)
            if sheet.visibility:
                hidden.append(sheet.name)
            book.unload_sheet(index)
    except (NotReadable, MemoryError):
        raise
    except Exception as error:
        # In a broken file xlrd trips over whatever comes; of a locked one it says so.
        if "encrypted" in str(error):
            budget.refuse(
                "文件有密码，请在Excel或WPS里取消密码后另存，再检查",
                "the file has a password; remove it in Excel or WPS, save the file, then check that",
            )
        _damaged(budget)
    short = name.replace("\\", "/").rpartition("/")[2]
    return Document(short, "sheet", True, tuple(without_lists(lines)), hidden=tuple(hidden))


def _damaged(budget: Budget) -> NoReturn:
    budget.refuse(
        "工作簿不完整或已损坏；请重新下载或重新复制一份，能在Excel里打开的请另存为.xlsx再检查",
        "the workbook is cut off or damaged; download or copy it again, or, if Excel opens it, save it as .xlsx",
    )


def _count_records(data: bytes, budget: Budget) -> None:
    """Count the cells that the file holds, before any of them costs memory."""
    from xlrd.compdoc import CompDoc  # type: ignore[import-untyped]  # the library brings no types

    compound = CompDoc(data, logfile=io.StringIO())
    stream, base, length = next(
        (found for title in ("Workbook", "Book") if (found := compound.locate_named_stream(title))[0] is not None),
        (None, 0, 0),
    )
    if stream is None:
        _damaged(budget)
    at, end, records, cells = base, base + length, 0, 0
    head = struct.Struct("<HH")
    while at + 4 <= end:
        code, size = head.unpack_from(stream, at)
        records += 1
        if (wide := _CELL_RECORDS.get(code)) is not None:
            cells += (size - 6) // wide if wide else 1
            if cells > budget.limits.places:
                budget.add_places(cells)
        at += 4 + size
    if records > MAX_RECORDS:
        exceeded(
            budget.name,
            "records",
            records,
            MAX_RECORDS,
            f"工作簿里的记录太多（{records:,}条，上限{MAX_RECORDS:,}条）；请删去无关的工作表后另存为.xlsx，再检查",
            f"the workbook holds too many records ({records:,}, the limit is {MAX_RECORDS:,}); "
            "delete the sheets that don't matter, save it as .xlsx, then check that",
        )


def _read_sheet(book: Any, sheet: Any, index: int, budget: Budget) -> list[Line]:
    """The lines of a sheet. A merged cell stands once, at its top left."""
    budget.add_rows(sheet.nrows)
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, bottom, left, right in sheet.merged_cells:
        budget.add_cells((bottom - top) * (right - left))
        spans[top, left] = (bottom - top, right - left)
        covered.update((row, column) for row in range(top, min(bottom, sheet.nrows)) for column in range(left, right))
    covered -= spans.keys()
    formatters: dict[int, Formatter] = {}
    lines: list[Line] = []
    for row in range(sheet.nrows):
        kinds = sheet.row_types(row)
        cells: list[Cell] = []
        for column in range(len(kinds)):
            if kinds[column] in (0, 6) or (row, column) in covered:
                continue
            text, number = _show(book, sheet, row, column, formatters)
            if text := text.replace("\r\n", "\n").replace("\r", "\n").strip():
                budget.add_letters(len(text))
                at = Location(row + 1, column + 1, sheet.name)
                cells.append(Cell(column, text, at, *spans.get((row, column), (1, 1)), number))
        budget.add_cells(len(cells))
        if cells:
            lines.append(Line(tuple(cells), row + 1, index))
    return lines


def _show(book: Any, sheet: Any, row: int, column: int, formatters: dict[int, Formatter]) -> tuple[str, Decimal | None]:
    """What is seen of a cell, and the number behind it."""
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == _TEXT:
        return str(value), None
    if kind == _TRUTH:
        return "TRUE" if value else "FALSE", None
    if kind == _ERROR:
        from xlrd import error_text_from_code

        return str(error_text_from_code.get(value, "#N/A")), None
    number = exact_number(repr(float(value))) if kind in (_NUMBER, _DATE) else None
    if number is None:
        return str(value), None
    if number == number.to_integral_value():
        number = Decimal(int(number))
    style = sheet.cell_xf_index(row, column)
    if style not in formatters:
        formatters[style] = formatter_of(_code(book, style), book.datemode == 1)
    return formatters[style](number), number


def _code(book: Any, style: int) -> str:
    """The format code of a style; a format that goes by its number is what Chinese Excel makes of it."""
    key = book.xf_list[style].format_key if 0 <= style < len(book.xf_list) else 0
    own = book.format_map.get(key)
    if key < _OWN_FORMATS and key in BUILTIN_FORMATS and not 5 <= key <= 8 and not 41 <= key <= 44:
        return BUILTIN_FORMATS[key]
    return str(own.format_str) if own is not None else "General"
