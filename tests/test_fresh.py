"""A file that can't carry marks is given back as a new workbook: drawn, marked, and read as what it was."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings

import jixiao
from jixiao.cli.main import main
from jixiao.model.forms import Disclosure
from jixiao.model.writing import dumps, form_out
from jixiao.repair.annotate import annotated, cleaned
from jixiao.repair.fresh import fresh_workbook
from jixiao.testing import filled_in, forms
from jixiao.testing.layouts import write_county_text

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def text_of(name: str) -> bytes:
    """An example as a file of a kind that carries no marks."""
    if name == "disclosure.txt":
        return (EXAMPLES / name).read_bytes()
    return dumps(jixiao.read(EXAMPLES / "forms.xlsx")).encode()


@pytest.mark.parametrize("name", ["disclosure.txt", "forms.json"])
def test_the_new_workbook_holds_every_form_and_every_mark_on_its_cell(name: str) -> None:
    data = text_of(name)
    report = jixiao.check(data)
    marked = annotated(report, data, name)
    book = openpyxl.load_workbook(io.BytesIO(marked))
    assert len(book.worksheets) == len(report.forms) + 1
    comments = {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }
    _, moved = fresh_workbook(report, name)
    for finding in moved.findings:
        for path, place in finding.places:
            if path.startswith("forms["):
                assert place.at.sheet is not None
                assert finding.code in comments[place.at.sheet, str(place.at).rpartition("!")[2]]
            else:
                assert place.at.file == name
    assert [finding.say() for finding in moved.findings] == [finding.say() for finding in report.findings]
    assert [finding.fingerprint for finding in moved.findings] == [finding.fingerprint for finding in report.findings]


@settings(max_examples=15)
@given(forms())
def test_the_new_workbook_reads_back_as_the_form_it_was_drawn_from(form: jixiao.TargetForm) -> None:
    report = jixiao.check(Disclosure((form,)))
    data, _ = fresh_workbook(report, "表.json")
    assert filled_in(jixiao.read(data).disclosure.forms[0]) == filled_in(form)


def test_marks_go_and_the_forms_stay() -> None:
    data = text_of("disclosure.txt")
    report = jixiao.check(data)
    plain, _ = fresh_workbook(report, "disclosure.txt")
    back = cleaned(annotated(report, data, "disclosure.txt"), "标注.xlsx")
    assert back.exact
    forms_of = [filled_in(form) for form in jixiao.read(back.data).disclosure.forms]
    assert forms_of == [filled_in(form) for form in jixiao.read(plain).disclosure.forms]


def test_the_command_gives_a_text_back_as_a_workbook_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "公开.txt"
    source.write_text(write_county_text([form_out(jixiao.read(EXAMPLES / "forms.xlsx").disclosure.forms[0])]))
    assert main(["check", str(source), "--annotate", str(tmp_path / "标注.txt")]) == 2
    assert ".xlsx" in capsys.readouterr().err
    target = tmp_path / "标注.xlsx"
    assert main(["check", str(source), "--annotate", str(target)]) in (0, 1)
    assert openpyxl.load_workbook(target).sheetnames[0] == "检查结果"
