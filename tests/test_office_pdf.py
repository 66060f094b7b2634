"""PDFs as an office suite prints them: the example workbooks through LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from pdfminer.high_level import extract_text
from tests.writers import write_county_xlsx
from tools.make_examples import FORMS, TITLE

import jixiao
from jixiao.model.writing import form_out

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
OFFICE = shutil.which("soffice")


def _has_chinese_font() -> bool:
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    return bool(subprocess.run([listing, ":lang=zh"], capture_output=True, check=False).stdout.strip())


pytestmark = pytest.mark.skipif(
    OFFICE is None or not _has_chinese_font(),
    reason="LibreOffice or a Chinese font is absent: PDFs as an office suite prints them are NOT tested here",
)


def printed(name: str, folder: Path, *, roomy: bool) -> Path:
    """An example as a PDF. Roomy: wide columns and high rows on A4 turned; the titles are printed on each page.

    Else the columns and rows have the room that a new workbook gives them, which is too little.
    """
    source = folder / f"source-{name}"
    if name == "forms.xlsx" and not roomy:
        write_county_xlsx(source, FORMS, title=TITLE)
    else:
        shutil.copy(EXAMPLES / name, source)
    book = openpyxl.load_workbook(source)
    for sheet in book if roomy else ():
        for column in range(1, sheet.max_column + 1):
            sheet.column_dimensions[get_column_letter(column)].width = 17
        for row in range(1, sheet.max_row + 1):
            sheet.row_dimensions[row].height = 46
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = "1:2"
    book.save(folder / name)
    return as_pdf(folder / name)


def as_pdf(workbook: Path) -> Path:
    """A workbook as the office suite prints it."""
    folder = workbook.parent
    command = [
        str(OFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
        "--outdir", str(folder), str(workbook),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180, env={**os.environ, "LC_ALL": "C.UTF-8"})
    return workbook.with_suffix(".pdf")


def characters(text: str) -> Counter[str]:
    return Counter(each for each in unicodedata.normalize("NFKC", text) if "\u4e00" <= each <= "\u9fff")


def cut_away(pdf: Path, workbook: Path) -> Counter[str]:
    """The characters of the workbook that the program did not print: lines for which a row has no room at all."""
    book = openpyxl.load_workbook(workbook)
    written = "".join(str(cell.value or "") for sheet in book for row in sheet.iter_rows() for cell in row)
    return characters(written) - characters(extract_text(str(pdf)))


def findings(report: jixiao.Report) -> list[tuple[str, str]]:
    return sorted((finding.code, finding.paths[0]) for finding in report.findings)


@pytest.mark.parametrize("name", ["forms.xlsx", "form-2021.xlsx"])
def test_the_printed_workbook_has_the_model_and_the_findings_of_the_workbook(name: str, tmp_path: Path) -> None:
    reading, workbook = jixiao.read(printed(name, tmp_path, roomy=True)), jixiao.read(EXAMPLES / name)
    assert [form_out(form) for form in reading.disclosure.forms] == [
        form_out(form) for form in workbook.disclosure.forms
    ]
    assert not reading.gaps
    assert findings(jixiao.check(reading)) == findings(jixiao.check(workbook))


def test_texts_that_overflow_narrow_rows_go_back_to_their_cells(tmp_path: Path) -> None:
    pdf = printed("forms.xlsx", tmp_path, roomy=False)
    if lost := cut_away(pdf, EXAMPLES / "forms.xlsx"):
        pytest.skip(f"the Chinese font here makes the program cut {lost.total()} characters away: NOT tested")
    reading = jixiao.read(pdf)
    workbook = jixiao.read(EXAMPLES / "forms.xlsx")
    for form, wanted in zip(reading.disclosure.forms, workbook.disclosure.forms, strict=True):
        assert (form.indicators, form.goals, form.text) == (wanted.indicators, wanted.goals, wanted.text)
        # The columns are so narrow that the program printed ### for these.
        assert form.funding.period.total in (None, wanted.funding.period.total)
        assert form.funding.annual == wanted.funding.annual
    assert {gap.reason for gap in reading.gaps} == {"crosses its ruling", "not a number"}


def test_a_form_on_each_page_keeps_its_title_though_it_is_that_of_the_page_before(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(EXAMPLES / "forms.xlsx")
    for sheet in book:
        sheet.page_margins.top = 0.4
    book.save(tmp_path / "forms.xlsx")
    pages = as_pdf(tmp_path / "forms.xlsx")
    reading, workbook = jixiao.read(pages), jixiao.read(EXAMPLES / "forms.xlsx")
    assert [form_out(form) for form in reading.disclosure.forms] == [
        form_out(form) for form in workbook.disclosure.forms
    ]
    assert not reading.gaps
