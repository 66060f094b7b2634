"""Sheets that a workbook does not show: read, checked, and named in the report."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlwt  # type: ignore[import-untyped]  # the library brings no types
from tests.formats import ods_of, xml_of
from tests.test_cli import EXAMPLES, run

import jixiao
from jixiao.documents import read_bytes

NAMES = ("见得到", "见不到")


def saved(book: object) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)  # type: ignore[attr-defined]  # of xlwt and of openpyxl
    return buffer.getvalue()


def xlsx(state: str) -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].title = NAMES[0]
    book.create_sheet(NAMES[1]).sheet_state = state
    for sheet in book.worksheets:
        sheet["A1"] = "项目名称"
    return saved(book)


def xls(visibility: int) -> bytes:
    book = xlwt.Workbook()
    for name in NAMES:
        sheet = book.add_sheet(name)
        sheet.write(0, 0, "项目名称")
    sheet.visibility = visibility
    return saved(book)


def ods() -> bytes:
    seen = "".join(
        f'<style:style xmlns:style="urn:x" style:name="{name}" style:family="table">'
        f'<style:table-properties table:display="{shown}"/></style:style>'
        for name, shown in (("ta1", "true"), ("ta2", "false"))
    )
    cell = "<table:table-row><table:table-cell><text:p>项目名称</text:p></table:table-cell></table:table-row>"
    rows = f'{cell}</table:table><table:table table:name="{NAMES[1]}" table:style-name="ta2">{cell}'
    return ods_of(rows, more=seen, title=NAMES[0])


def xml() -> bytes:
    row = '<Row><Cell><Data ss:Type="String">项目名称</Data></Cell></Row>'
    options = (
        '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>{}</Visible></WorksheetOptions>'
    )
    rows = (
        f'{row}</Table>{options.format("SheetVisible")}</Worksheet><Worksheet ss:Name="{NAMES[1]}"><Table>{row}</Table>'
        f"{options.format('SheetVeryHidden')}<Table>"
    )
    return xml_of(rows, title=NAMES[0]).encode()


@pytest.mark.parametrize(
    ("make", "suffix"),
    [
        (lambda: xlsx("hidden"), "xlsx"),
        (lambda: xlsx("veryHidden"), "xlsx"),
        (lambda: xls(1), "xls"),
        (lambda: xls(2), "xls"),
        (ods, "ods"),
        (xml, "xml"),
    ],
    ids=["xlsx", "xlsx very", "xls", "xls very", "ods", "xml"],
)
def test_each_reader_tells_which_sheets_are_hidden(make: Callable[[], bytes], suffix: str) -> None:
    document = read_bytes(make(), f"表.{suffix}")
    assert document.hidden == (NAMES[1],)
    assert {cell.at.sheet for line in document.lines for cell in line.cells} == set(NAMES)


def test_a_form_on_a_hidden_sheet_is_checked_and_its_sheet_is_named() -> None:
    book = openpyxl.load_workbook(EXAMPLES / "forms.xlsx")
    hidden = book.worksheets[1]
    hidden.sheet_state = "hidden"
    book.create_sheet("下拉选项").sheet_state = "hidden"
    plain, report = jixiao.check(EXAMPLES / "forms.xlsx"), jixiao.check(saved(book))
    assert [gap.reason for gap in report.gaps] == ["hidden sheet"]
    assert (report.gaps[0].at or "").startswith(f"{hidden.title}!")
    assert report.reading.status == plain.reading.status == "read"
    assert [(one.code, one.paths, one.confidence) for one in report.findings] == [
        (one.code, one.paths, one.confidence) for one in plain.findings
    ]


@pytest.mark.parametrize(("language", "said"), [("zh", "这张工作表是隐藏的"), ("en", "this sheet is hidden")])
def test_the_text_says_it_without_being_asked(tmp_path: object, language: str, said: str) -> None:
    book = openpyxl.load_workbook(EXAMPLES / "forms.xlsx")
    book.worksheets[1].sheet_state = "hidden"
    path = f"{tmp_path}/隐藏 的.xlsx"
    book.save(path)
    code, out, error = run("check", path, "--lang", language)
    assert (code, error) == (1, "")
    assert out.count(said) == 1
    assert "--gaps" not in out


def test_a_workbook_without_states_hides_nothing() -> None:
    with zipfile.ZipFile(EXAMPLES / "forms.xlsx") as package:
        assert b"state=" not in package.read("xl/workbook.xml")
    assert read_bytes((EXAMPLES / "forms.xlsx").read_bytes(), "forms.xlsx").hidden == ()
