"""What a workbook shows beside its rows: a head that is missing, cells that are merged, rows that the template left."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import jixiao
from jixiao.checker import Report

FORM = Path(__file__).parent.parent / "examples" / "form-2021.xlsx"
HEAD, FIRST_QUANTITY, SECOND_QUANTITY = 11, 15, 16
NAME, VALUE, LAST = 3, 5, 9


class Sheet:
    """A copy of the example's sheet, to be changed and checked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(FORM)
        self.cells = self.book.worksheets[0]

    def empty(self, row: int, first: int = 1) -> None:
        for column in range(first, LAST + 1):
            self.cells.cell(row, column).value = None

    def check(self) -> Report:
        self.book.save(self.path)
        return jixiao.check(self.path)


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path / "form.xlsx")


def codes(report: Report) -> set[str]:
    return {one.code for one in report.findings}


def test_a_table_without_its_head_is_said_and_nothing_is_called_missing(sheet: Sheet) -> None:
    before = codes(sheet.check())
    sheet.empty(HEAD)
    report = sheet.check()
    assert codes(report) - before == {"STR11"}
    found = next(one for one in report.findings if one.code == "STR11")
    assert [str(place.at) for _, place in found.places] == ["表1!A12"]
    assert [(gap.path, gap.reason) for gap in jixiao.read(sheet.path).gaps] == [("forms[0].indicators", "no head")]


def test_a_value_that_is_merged_over_two_rows_is_not_called_blank(sheet: Sheet) -> None:
    sheet.cells.merge_cells(start_row=FIRST_QUANTITY, end_row=SECOND_QUANTITY, start_column=VALUE, end_column=VALUE)
    report = sheet.check()
    assert "VAL01" not in codes(report)
    found = next(one for one in report.findings if one.code == "STR12")
    assert found.variant == "value"
    assert "“运行水厂数量”和“年供水量”共用" in found.message


def test_a_name_that_is_merged_over_two_values_is_not_called_blank(sheet: Sheet) -> None:
    sheet.cells.merge_cells(start_row=FIRST_QUANTITY, end_row=SECOND_QUANTITY, start_column=NAME, end_column=NAME)
    report = sheet.check()
    assert "CMP19" not in codes(report)
    assert next(one for one in report.findings if one.code == "STR12").variant == "name"


@pytest.mark.parametrize("text", ["……", "...", "指标2：", "指标2"])
def test_a_row_of_the_template_between_filled_rows_is_said_and_changes_no_row(sheet: Sheet, text: str) -> None:
    sheet.empty(SECOND_QUANTITY, NAME)
    plain = sheet.check()
    rows = [row for row in jixiao.read(sheet.path).disclosure.forms[0].indicators.annual if row.filled]
    sheet.cells.cell(SECOND_QUANTITY, NAME).value = text
    report = sheet.check()
    assert codes(report) - codes(plain) == {"STR15"}
    assert [row for row in jixiao.read(sheet.path).disclosure.forms[0].indicators.annual if row.filled] == rows


def test_a_heading_with_nothing_but_dots_is_left_to_the_rule_about_empty_headings(sheet: Sheet) -> None:
    sheet.cells.cell(14, NAME).value = "……"
    assert "STR15" not in codes(sheet.check())
