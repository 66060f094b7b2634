"""Writers of workbooks: what the tests read back. A form is a mapping in the shape of the interchange JSON."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # the library brings no types

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
) -> None:
    """The county forms as a workbook with its real merges, one form a sheet (``表1``, ``表2``, …) or all on ``表1``.

    Amounts and plain percentages are typed as numbers with a format, everything else as text. The project tables stand
    on a sheet of their own in front, or above the first form where ``separate_sheet`` is false. ``year`` is theirs,
    where no form tells it.
    """
    forms = list(forms)
    with _workbook(path) as book:
        sheet: Any = None
        top = 0
        if tables is not None:
            sheet = book.add_worksheet(TABLE_SHEET if separate_sheet else "表1")
            for heading, unit, puts in table_blocks(tables, year or year_of(forms), department_of(forms)):
                head = [Put(0, 0, heading, width=7), Put(1, 0, unit, width=7)]
                top = _place(book, sheet, [*head, *moved(puts, 2)], top) + 1
            if separate_sheet:
                sheet, top = None, 0
        for number, form in enumerate(forms, 1):
            if sheet is None:
                sheet, top = book.add_worksheet(f"表{number}"), 0
            head = [
                Put(0, 0, title, width=COUNTY_WIDTH),
                Put(1, 0, f"({year_of([form])}年度)", width=COUNTY_WIDTH),
            ]
            top = _place(book, sheet, [*head, *moved(county_layout(form, omit=omit), 2)], top) + 1
            if not one_sheet:
                sheet = None
        if not book.worksheets():
            book.add_worksheet("表1")


def write_2021_xlsx(path: Target, form: Form, *, three_cells: bool) -> None:
    """A single-year form of 2021 (财预〔2021〕101号) as a workbook; its indicators are the form's annual ones.

    With ``three_cells`` an indicator's value is split into 符号, 指标值 and 度量单位, else it stands in one cell. An
    indicator may bring ``sign``, ``unit``, ``weight`` and ``explanation``. Amounts are printed in 万元.
    """
    with _workbook(path) as book:
        _place(book, book.add_worksheet("表1"), layout_2021(form, three_cells=three_cells), 0)


def _workbook(path: Target) -> Any:
    target = path if isinstance(path, io.BytesIO) else os.fspath(path)
    return xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False})


def _place(book: Any, sheet: Any, puts: Sequence[Put], top: int) -> int:
    """Write a block at a row; gives the row below it."""
    formats: dict[str | None, Any] = {}
    for put in puts:
        if put.style not in formats:
            look = {"border": 1, "text_wrap": True, "valign": "vcenter"}
            formats[put.style] = book.add_format(look | ({"num_format": put.style} if put.style else {}))
        look, row = formats[put.style], top + put.row
        if put.height > 1 or put.width > 1:
            sheet.merge_range(row, put.column, row + put.height - 1, put.column + put.width - 1, "", look)
        if put.number is not None:
            sheet.write_number(row, put.column, put.number, look)
        elif put.text:
            sheet.write_string(row, put.column, put.text, look)
        else:
            sheet.write_blank(row, put.column, None, look)
    return top + max(put.row + put.height for put in puts)
