"""Empty forms: found blank as they are, read back as they were filled in, and never written over a file."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from docx.text.run import Run
from hypothesis import given, settings

import jixiao
from jixiao.cli.main import main
from jixiao.drawing import draw, layout
from jixiao.drawing.empty import SUFFIXES, empty_form
from jixiao.drawing.templates import NAMES
from jixiao.drawing.word import document
from jixiao.drawing.workbook import sheet_names, workbook
from jixiao.errors import WrongUse
from jixiao.model.forms import TargetForm
from jixiao.testing import filled_in, forms


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("template", NAMES)
def test_an_untouched_form_is_found_blank_and_nothing_else(template: str, suffix: str) -> None:
    report = jixiao.check(empty_form(template, suffix))
    assert [finding.code for finding in report.findings] == ["CMP01"]
    assert [gap.reason for gap in report.gaps] == ["blank template"]


@settings(max_examples=15)
@given(forms())
def test_a_filled_form_reads_back_equal(form: TargetForm) -> None:
    drawing = draw(form, into=layout(form.template or ""), blank_rows=2)
    for data in (workbook([("表", drawing)], notes="zh"), document(drawing, notes="zh")):
        (back,) = jixiao.read(data).disclosure.forms
        assert filled_in(back) == filled_in(form)


@pytest.mark.parametrize("template", NAMES)
def test_a_word_file_offers_what_may_be_chosen(template: str) -> None:
    made = docx.Document(io.BytesIO(empty_form(template, ".docx")))
    boxes = made.element.xpath("//w:sdt[w:sdtPr/w:comboBox]")
    lists = [
        [item.get(qn("w:value")) for item in box.iter(qn("w:listItem"))]
        for box in boxes
    ]  # fmt: skip
    cells = [cell for cell in draw(TargetForm(), into=layout(template), blank_rows=2).cells if cell.role == "value"]
    assert ["一次性项目" in one for one in lists].count(True) == sum(cell.path == "project_attribute" for cell in cells)
    if any(column.part == "sign" for column in layout(template).columns):
        assert any("≥" in one for one in lists)
        assert any("平方米" in one for one in lists)
    assert all(len(one) == len(set(one)) for one in lists)


def test_what_is_chosen_in_a_word_file_is_read() -> None:
    made = docx.Document(io.BytesIO(empty_form("national-2021", ".docx")))
    box = next(
        box
        for box in made.element.xpath("//w:sdt")
        if any(item.get(qn("w:value")) == "一次性项目" for item in box.iter(qn("w:listItem")))
    )
    text = box.find(qn("w:sdtContent")).find(qn("w:r"))
    run = Run(text, made.paragraphs[0])
    run.text = "一次性项目"
    target = io.BytesIO()
    made.save(target)
    (form,) = jixiao.read(target.getvalue()).disclosure.forms
    assert form.project_attribute == "一次性项目"


def test_a_workbook_says_what_belongs_where_and_prints_on_a4() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(empty_form("national-2021"))).worksheets[0]
    assert str(sheet.page_setup.paperSize) == "9"
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    rules = sheet.data_validations.dataValidation
    lists = {rule.formula1 for rule in rules if rule.type == "list"}
    assert any("≥" in one for one in lists)
    assert any("平方米" in one for one in lists)
    assert any("经济成本指标" in one for one in lists)
    # What is unusual is asked back; nothing is refused.
    assert {rule.errorStyle for rule in rules if rule.type in ("list", "decimal")} <= {"warning", "information"}
    assert all(len(rule.prompt or "") <= 255 for rule in rules)
    name = next(rule for rule in rules if "C4" not in rule.sqref and rule.promptTitle == "项目名称")
    assert "一字不差" in (name.prompt or "")
    english = openpyxl.load_workbook(io.BytesIO(empty_form("national-2021", language="en"))).worksheets[0]
    assert any("Choose" in (rule.prompt or "") for rule in english.data_validations.dataValidation)


def test_values_are_kept_as_text_so_that_excel_takes_none_for_a_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(empty_form("county-2015"))).worksheets[0]
    assert sheet["E21"].number_format == "@"
    assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} <= {"宋体", "黑体", "仿宋"}


def test_a_word_file_is_a4_with_its_notes_as_comments() -> None:
    made = docx.Document(io.BytesIO(empty_form("county-2015", ".docx")))
    section = made.sections[0]
    assert sorted((round(section.page_width.mm), round(section.page_height.mm))) == [210, 297]  # type: ignore[union-attr]
    comments = [comment.text for comment in made.comments]
    assert len(comments) == len(set(comments)) > 5


def test_sheets_have_names_that_excel_takes() -> None:
    names = ["道路/修补:*?", "道路修补", "", "'引号'", "HISTORY", "长" * 40, "长" * 40, "\ud800"]
    made = sheet_names(names)
    assert made[:5] == ["道路修补", "道路修补(2)", "表3", "引号", "HISTORY_"]
    assert len({name.casefold() for name in made}) == len(names)
    assert max(map(len, made)) == 31


def test_the_command_never_writes_over_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "表.xlsx"
    assert main(["new", str(target)]) == 0
    first = target.read_bytes()
    assert main(["new", "--template", "county-2015", str(target)]) == 2
    assert "--force" in capsys.readouterr().err
    assert target.read_bytes() == first
    assert main(["new", "--template", "county-2015", "--force", str(target)]) == 0
    assert jixiao.read(target).disclosure.forms[0].template == "county-2015"
    assert main(["new", "--lang", "en", str(tmp_path / "表.pdf")]) == 2
    assert ".xlsx or .docx" in capsys.readouterr().err
    assert main(["new", str(tmp_path / "nowhere" / "表.xlsx")]) == 2


def test_an_unknown_template_is_named() -> None:
    with pytest.raises(WrongUse, match="national-2021"):
        empty_form("national-1999")
