"""Writers of workbooks: what the tests read back. A form is a mapping in the shape of the interchange JSON."""

from __future__ import annotations

import io
import math
import os
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # the library brings no types

from jixiao.drawing import layout
from jixiao.testing.layouts import (
    COUNTY_TITLE,
    COUNTY_WIDTH,
    Form,
    Put,
    TableRow,
    county_layout,
    department_of,
    layout_2021,
    moved,
    table_blocks,
    year_of,
)

Target = str | os.PathLike[str] | io.BytesIO
TABLE_SHEET = "项目支出预算表"
_TABLE_WIDTHS = (30, 14, 16, 16, 18, 18, 14)
_WIDTHS_2021 = (15, 17, 24, 7, 11, 12, 8, 14, 12)
_WIDTHS_2021_WHOLE = (15, 17, 26, 18, 8, 14, 12)
_BODY = {"border": 1, "text_wrap": True, "valign": "vcenter"}
_SONG = {"font_name": "宋体", "font_size": 10.5}
_LOOKS: dict[str, dict[str, Any]] = {
    "plain": _BODY,
    "title": {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"},
    "year": {**_SONG, "align": "center", "valign": "vcenter"},
    "unit": {**_SONG, "align": "right", "valign": "vcenter"},
    "label": {**_BODY, **_SONG, "align": "center"},
    "text": {**_BODY, **_SONG, "align": "left"},
    "amount": {**_BODY, **_SONG, "align": "right"},
}


def write_county_xlsx(
    path: Target,
    forms: Iterable[Form],
    *,
    one_sheet: bool = False,
    tables: Sequence[TableRow] | None = None,
    separate_sheet: bool = True,
    title: str = COUNTY_TITLE,
    omit: Iterable[str] = (),
    year: int | None = None,
    neat: bool = False,
) -> None:
    """The county forms as a workbook with its real merges, one form a sheet (``表1``, ``表2``, …) or all on ``表1``.

    Amounts and plain percentages are typed as numbers with a format, everything else as text. The project tables stand
    on a sheet of their own in front, or above the first form where ``separate_sheet`` is false. ``year`` is theirs,
    where no form tells it. ``neat`` gives sheets column widths and row heights that fit, fonts, and the set-up for
    printing, as a person would.
    """
    forms = list(forms)
    with _workbook(path) as book:
        sheet: Any = None
        top = 0
        if tables is not None:
            sheet = book.add_worksheet(TABLE_SHEET if separate_sheet else "表1")
            for heading, unit, puts in table_blocks(tables, year or year_of(forms), department_of(forms)):
                head = [Put(0, 0, heading, width=7), Put(1, 0, unit, width=7)]
                top = _place(book, sheet, [*head, *moved(puts, 2)], top, _TABLE_WIDTHS if neat else None) + 1
            if separate_sheet:
                sheet, top = None, 0
        for number, form in enumerate(forms, 1):
            if sheet is None:
                sheet, top = book.add_worksheet(f"表{number}"), 0
            head = [
                Put(0, 0, title, width=COUNTY_WIDTH),
                Put(1, 0, f"({year_of([form])}年度)", width=COUNTY_WIDTH),
            ]
            puts = [*head, *moved(county_layout(form, omit=omit), 2)]
            top = _place(book, sheet, puts, top, layout("county-2015").widths if neat else None) + 1
            if not one_sheet:
                sheet = None
        if not book.worksheets():
            book.add_worksheet("表1")


def write_2021_xlsx(path: Target, form: Form, *, three_cells: bool, neat: bool = False) -> None:
    """A single-year form of 2021 (财预〔2021〕101号) as a workbook; its indicators are the form's annual ones.

    With ``three_cells`` an indicator's value is split into 符号, 指标值 and 度量单位, else it stands in one cell. An
    indicator may bring ``sign``, ``unit``, ``weight`` and ``explanation``. Amounts are printed in 万元. ``neat`` as for
    :func:`write_county_xlsx`.
    """
    widths = (_WIDTHS_2021 if three_cells else _WIDTHS_2021_WHOLE) if neat else None
    with _workbook(path) as book:
        _place(book, book.add_worksheet("表1"), layout_2021(form, three_cells=three_cells), 0, widths)


def _workbook(path: Target) -> Any:
    target = path if isinstance(path, io.BytesIO) else os.fspath(path)
    return xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False})


def _place(book: Any, sheet: Any, puts: Sequence[Put], top: int, widths: Sequence[int] | None = None) -> int:
    """Write a block at a row; gives the row below it."""
    formats: dict[tuple[str | None, str], Any] = {}
    for put in puts:
        kind = _kind(put, widths)
        if (put.style, kind) not in formats:
            look = _LOOKS[kind] | ({"num_format": put.style} if put.style else {})
            formats[put.style, kind] = book.add_format(look)
        look, row = formats[put.style, kind], top + put.row
        if put.height > 1 or put.width > 1:
            sheet.merge_range(row, put.column, row + put.height - 1, put.column + put.width - 1, "", look)
        if put.number is not None:
            sheet.write_number(row, put.column, put.number, look)
        elif put.text:
            sheet.write_string(row, put.column, put.text, look)
        else:
            sheet.write_blank(row, put.column, None, look)
    if widths is not None:
        for row, column in _left_out(puts):
            sheet.write_blank(top + row, column, None, book.add_format(_BODY))
        _make_neat(sheet, puts, top, widths)
    return top + max(put.row + put.height for put in puts)


def _kind(put: Put, widths: Sequence[int] | None) -> str:
    """How a cell of a sheet that a person has laid out looks."""
    if widths is None:
        return "plain"
    if put.row < 2 and put.column == 0 and put.width >= len(widths) - 1:
        if put.row == 0:
            return "title"
        return "year" if put.text.startswith("(") else "unit"
    if put.number is not None and put.style is not None and "%" not in put.style:
        return "amount"
    listed = widths is _TABLE_WIDTHS and put.column == 0 and put.row > 4
    return "label" if len(put.text) <= 8 and not listed else "text"


def _left_out(puts: Sequence[Put]) -> set[tuple[int, int]]:
    """The cells of a block in which nothing was put; they are ruled like the others."""
    filled = {
        (put.row + row, put.column + column) for put in puts for row in range(put.height) for column in range(put.width)
    }
    first, last = min(row for row, _ in filled), max(row for row, _ in filled)
    # The title may reach further than the table below it.
    width = max(put.column + put.width for put in puts if put.row > 1)
    return {(row, column) for row in range(first, last + 1) for column in range(width)} - filled


def _make_neat(sheet: Any, puts: Sequence[Put], top: int, widths: Sequence[int]) -> None:
    """Column widths, rows as high as their texts, and a page of A4."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    lines: dict[int, float] = {}
    for put in puts:
        room = sum(widths[put.column : put.column + put.width]) - 1
        wide = sum(2 if ord(sign) > 0x2E7F else 1 for sign in put.text)
        lines[put.row] = max(lines.get(put.row, 1.0), -(-wide // room) / put.height)
    for row, count in lines.items():
        sheet.set_row(top + row, 30 if row == 0 else 15 * math.ceil(count) + 6)
    sheet.set_paper(9)
    if sum(widths) > 120:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.hide_gridlines(2)
