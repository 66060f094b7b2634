"""Workbooks as their owners have them: a form with faults, and beside it all that a spreadsheet program can put in."""

from __future__ import annotations

import base64
import io
import tempfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]  # the library brings no types
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from tests.office import convert

import jixiao
from jixiao.model.writing import form_out
from jixiao.testing.layouts import Put, county_layout

SHEET: Final = "绩效目标表"
_EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
_THIN = Side(style="thin")
# One red point.
_PICTURE = base64.b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


@lru_cache(maxsize=1)
def _form() -> dict[str, Any]:
    """A form with an error, and warnings on cells of several kinds."""
    return form_out(jixiao.read(_EXAMPLES / "forms.xlsx").disclosure.forms[4])


def _puts(values: Sequence[str] = ()) -> list[Put]:
    form = {
        **_form(),
        "indicators": {half: [dict(row) for row in rows] for half, rows in _form()["indicators"].items()},
    }
    for rows in form["indicators"].values():
        for row, value in zip(rows, values, strict=False):
            row["value"] = value
    return county_layout(form)


def fill_form(values: Sequence[str]) -> bytes:
    """A plain workbook whose first indicators have these values."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        for put in _puts(values):
            if put.height > 1 or put.width > 1:
                sheet.merge_range(put.row, put.column, put.row + put.height - 1, put.column + put.width - 1, "")
            if put.number is not None:
                sheet.write_number(put.row, put.column, put.number)
            else:
                sheet.write_string(put.row, put.column, put.text)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def by_openpyxl() -> bytes:
    """What openpyxl writes."""
    book = Workbook()
    cover: Any = book.active
    cover.title = "封面 & 说'明"
    cover["A1"] = CellRichText("部门", TextBlock(InlineFont(b=True), "预算"))
    cover["A2"] = "=SUM(B3:B4)"
    cover["B3"], cover["B4"] = 3, 4
    cover["A3"].comment = Comment("别人的批注", "王会计")
    chart = BarChart()
    chart.add_data(Reference(cover, min_col=2, min_row=3, max_row=4))
    cover.add_chart(chart, "D2")
    sheet: Any = book.create_sheet(SHEET)
    for put in _puts():
        cell = sheet.cell(put.row + 1, put.column + 1, put.number if put.number is not None else put.text or None)
        cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if put.style:
            cell.number_format = put.style
        if put.column == 4:
            cell.font = Font(name="仿宋", sz=12, b=True, color="FF00B050")
            cell.fill = PatternFill("solid", fgColor="FFDDEBF7")
        if put.height > 1 or put.width > 1:
            sheet.merge_cells(
                start_row=put.row + 1, start_column=put.column + 1,
                end_row=put.row + put.height, end_column=put.column + put.width,
            )  # fmt: skip
    sheet["E19"].comment = Comment("请核对发放数量", "李主任")
    sheet["J3"].comment = Comment("别处的批注", "李主任")
    sheet.freeze_panes = "A4"
    sheet.print_area = "A1:H31"
    sheet.print_title_rows = "1:3"
    sheet.column_dimensions["C"].width = 22
    sheet.row_dimensions[21].height = 40
    rule = CellIsRule(operator="greaterThan", formula=["100"], font=Font(b=True))  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("C6:E11", rule)
    validation = DataValidation(type="list", formula1='"是,否"')
    validation.add("K1")
    sheet.add_data_validation(validation)
    sheet.protection.sheet = True
    sheet.defined_names["本表合计"] = DefinedName("本表合计", attr_text=f"'{SHEET}'!$C$6")
    book.defined_names["全部"] = DefinedName("全部", attr_text=f"'{SHEET}'!$A$1:$H$31")
    hidden = book.create_sheet("隐藏表")
    hidden["A1"] = "备查"
    hidden.sheet_state = "hidden"
    hidden.print_area = "A1:B2"
    book.active = 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def by_xlsxwriter() -> bytes:
    """What XlsxWriter writes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        cover = book.add_worksheet("封面 & 说'明")
        cover.write_rich_string("A1", "部门", book.add_format({"bold": True, "font_color": "red"}), "预算")
        cover.write_formula("A2", "=SUM(B3:B4)", None, 7)
        cover.write_column("B3", [3, 4])
        cover.write_comment("A3", "别人的批注", {"author": "王会计"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": ["封面 & 说'明", 2, 1, 3, 1]})
        cover.insert_chart("D2", chart)
        cover.insert_textbox("D20", "文本框")
        sheet = book.add_worksheet(SHEET)
        looks: dict[tuple[str | None, bool], Any] = {}
        for put in _puts():
            key = (put.style, put.column == 4)
            look: dict[str, Any] = {"border": 1, "text_wrap": True, "valign": "vcenter"}
            if put.style:
                look["num_format"] = put.style
            if put.column == 4:
                look |= {"font_name": "仿宋", "bold": True, "bg_color": "#DDEBF7", "font_color": "#00B050"}
            shape = looks.setdefault(key, book.add_format(look))
            if put.height > 1 or put.width > 1:
                bottom, right = put.row + put.height - 1, put.column + put.width - 1
                sheet.merge_range(put.row, put.column, bottom, right, "", shape)
            if put.number is not None:
                sheet.write_number(put.row, put.column, put.number, shape)
            elif put.text:
                sheet.write_string(put.row, put.column, put.text, shape)
            else:
                sheet.write_blank(put.row, put.column, None, shape)
        sheet.write_comment("E19", "请核对发放数量", {"author": "李主任"})
        sheet.write_comment("J3", "别处的批注", {"author": "李主任"})
        sheet.insert_image("J2", "point.png", {"image_data": io.BytesIO(_PICTURE)})
        sheet.insert_button("J8", {"caption": "按钮"})
        sheet.set_header("&C页眉", {})
        sheet.freeze_panes(3, 0)
        sheet.print_area("A1:H31")
        sheet.repeat_rows(0, 2)
        sheet.set_column("C:C", 22)
        sheet.set_row(20, 40)
        sheet.conditional_format("C6:E11", {"type": "data_bar"})
        sheet.data_validation("K1", {"validate": "list", "source": ["是", "否"]})
        sheet.write_url("J1", "https://example.org/", string="网址")
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        sheet.protect("密码")
        book.define_name(f"{SHEET}!本表合计", f"={SHEET}!$C$6")
        book.define_name("全部", f"={SHEET}!$A$1:$H$31")
        hidden = book.add_worksheet("隐藏表")
        hidden.write("A1", "备查")
        hidden.hide()
        hidden.add_table("A3:B5", {"columns": [{"header": "甲"}, {"header": "乙"}]})
        sheet.activate()
    return buffer.getvalue()


@lru_cache(maxsize=1)
def by_libreoffice() -> bytes:
    """What LibreOffice makes of openpyxl's."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "表.xlsx")
        source.write_bytes(by_openpyxl())
        return convert(source, "xlsx:Calc MS Excel 2007 XML", Path(folder, "out")).read_bytes()


WRITERS: Final[dict[str, Callable[[], bytes]]] = {
    "libreoffice": by_libreoffice,
    "openpyxl": by_openpyxl,
    "xlsxwriter": by_xlsxwriter,
}
