"""Marked PDFs: highlights on the cells, the original under them, and the way back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTContainer
from pypdf.annotations import FreeText
from tests.pdf_writers import county_pdf, pdf_2021

import jixiao
from jixiao.cli.main import main
from jixiao.errors import WrongUse
from jixiao.repair.annotate import annotated, cleaned
from jixiao.rules.examples import clean_form, plant

CHANGES: list[dict[str, Any]] = [
    {"set": "indicators.annual[2].value", "to": ">=260册"},
    {"set": "indicators.annual[4].value", "to": "150%"},
    {"set": "indicators.annual[5].value"},
]
FORM = plant(clean_form("county"), CHANGES)["forms"][0]
LOOKS: tuple[dict[str, Any], ...] = ({}, {"bars": True}, {"turned": True}, {"turned": True, "told": False})


def marked(data: bytes, language: str = "zh") -> bytes:
    return annotated(jixiao.check(data), data, "表.pdf", language=language)


def notes(data: bytes, page: int = 0) -> list[Any]:
    listed = pypdf.PdfReader(io.BytesIO(data)).pages[page].get("/Annots")
    return [one.get_object() for one in (listed.get_object() if listed is not None else ())]


def words_in(data: bytes, box: list[float]) -> str:
    """What pdfminer finds inside a rectangle of the first page, in the file's own coordinates."""
    page = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    turned, width = page.rotation == 90, float(page.mediabox.width)
    found: list[tuple[float, float, str]] = []

    def look(thing: Any) -> None:
        if isinstance(thing, LTChar):
            x, y = (thing.x0 + thing.x1) / 2, (thing.y0 + thing.y1) / 2
            # pdfminer has turned the page upright already.
            x, y = (width - y, x) if turned else (x, y)
            if box[0] < x < box[2] and box[1] < y < box[3]:
                found.append((x, y, thing.get_text()))
        elif isinstance(thing, LTContainer):
            for each in thing:
                look(each)

    look(next(iter(extract_pages(io.BytesIO(data)))))
    return "".join(sorted(text for _, _, text in found))


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_each_highlight_lies_on_the_cell_that_it_is_about(look: dict[str, Any]) -> None:
    data = county_pdf([FORM], **look)
    copy = marked(data)
    found = [one for one in notes(copy) if one["/Subtype"] == "/Highlight"]
    assert {one["/T"] for one in notes(copy)} == {"jixiao"}
    about = next(one for one in found if "改为“≥260册”" in one["/Contents"])
    assert words_in(copy, [float(side) for side in about["/Rect"]]) == "".join(sorted(">=260册"))
    assert [one.code for one in jixiao.check(copy).findings] == [one.code for one in jixiao.check(data).findings]


def test_the_note_in_front_has_what_has_no_cell() -> None:
    data = county_pdf([FORM])
    for language, title in (("zh", "jixiao 检查结果"), ("en", "jixiao Findings")):
        copy = marked(data, language)
        note = next(one for one in notes(copy) if one["/Subtype"] == "/Text")
        assert note["/Contents"].startswith(title)
    told = "".join(one["/Contents"] for one in notes(marked(data)))
    assert all(finding.code in told for finding in jixiao.check(data).findings)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_marks_lie_behind_the_original_and_are_cut_off(look: dict[str, Any]) -> None:
    data = county_pdf([FORM], **look)
    copy = marked(data)
    assert copy.startswith(data)
    result = cleaned(copy, "表.pdf")
    assert result.exact
    assert result.data == data
    assert marked(copy) == copy
    with pytest.raises(WrongUse, match="没有找到"):
        cleaned(data, "表.pdf")


def rewritten(data: bytes, *, incremental: bool) -> bytes:
    """A file as another program saves it, with a note of its own."""
    source = io.BytesIO(data)
    writer = pypdf.PdfWriter(source, incremental=True) if incremental else pypdf.PdfWriter(clone_from=source)
    writer.add_annotation(0, FreeText(text="科长：请补批复文号", rect=(50, 50, 200, 80)))
    writer.write(buffer := io.BytesIO())
    return buffer.getvalue()


@pytest.mark.parametrize("incremental", [True, False])
def test_notes_of_others_stay(incremental: bool) -> None:
    data = pdf_2021(
        plant(clean_form("national-2021"), [{"set": "indicators.annual[0].value", "to": "..10万元"}])["forms"][0]
    )
    before = rewritten(data, incremental=incremental)
    assert cleaned(marked(before), "表.pdf").data == before
    after = cleaned(rewritten(marked(data), incremental=incremental), "表.pdf")
    assert not after.exact
    left = notes(after.data)
    assert len(left) == 1
    assert "/T" not in left[0]
    # pypdf gives a second update's first object the number of the first update's table, and then misreads it.
    assert incremental or left[0]["/Subtype"] == "/FreeText"
    assert cleaned(rewritten(marked(before), incremental=incremental), "表.pdf").exact is False


def test_a_protected_file_is_refused() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(county_pdf([FORM])))
    writer.encrypt("", "secret", algorithm="RC4-128")
    writer.write(buffer := io.BytesIO())
    with pytest.raises(WrongUse, match="受保护"):
        annotated(jixiao.check(county_pdf([FORM])), buffer.getvalue(), "表.pdf")


def test_the_command_marks_and_cleans(tmp_path: Path) -> None:
    path, out, back = tmp_path / "表.pdf", tmp_path / "标注.pdf", tmp_path / "干净.pdf"
    path.write_bytes(county_pdf([FORM]))
    assert main(["check", str(path), "--annotate", str(out)]) == 1
    assert main(["clean", str(out), "-o", str(back)]) == 0
    assert back.read_bytes() == path.read_bytes()
