"""Marked Word files: comments on the cells, everything else as it was, and the way back."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.table import _Cell
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import formats
from tests.office import convert

import jixiao
from jixiao.cli.main import main
from jixiao.documents.limits import DEFAULT
from jixiao.errors import JixiaoError, WrongUse
from jixiao.repair.annotate import annotated, cleaned
from jixiao.repair.docx import _around
from jixiao.repair.package import EditedPackage
from jixiao.repair.word_cells import traced_words
from jixiao.rules.examples import clean_form, plant
from jixiao.testing.layouts import county_layout

FORM = plant(
    clean_form("county"),
    [
        {"set": "indicators.annual[2].value", "to": ">=260册"},
        {"set": "indicators.annual[4].value", "to": "150%"},
        {"set": "indicators.annual[5].value"},
    ],
)["forms"][0]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(data: bytes, path: str, change: Any) -> bytes:
    """The file with one part changed."""
    package = EditedPackage(data, "表.docx", DEFAULT)
    original = package.original(path) or b""
    package.splice(path, 0, len(original), change(original))
    return package.to_bytes()


@pytest.fixture(scope="module")
def word() -> bytes:
    return formats.write("docx", [county_layout(FORM)])


def marked(data: bytes, language: str = "zh") -> bytes:
    return annotated(jixiao.check(data), data, "表.docx", language=language)


def comments(data: bytes) -> list[tuple[str, str]]:
    return [(comment.author, comment.text) for comment in docx.Document(io.BytesIO(data)).comments]


def commented_text(data: bytes, number: int) -> str:
    """The text that a comment spans, as its marks in the document say."""
    xml = parts(data)["word/document.xml"].decode()
    start = xml.index(f'commentRangeStart w:id="{number}"')
    return "".join(traced_words("<w:p>" + xml[start - 3 : xml.index(f'commentRangeEnd w:id="{number}"')]).text.split())


def test_each_flagged_cell_has_one_comment_with_all_that_was_found(word: bytes) -> None:
    copy = marked(word)
    report = jixiao.check(word)
    found = comments(copy)
    assert {author for author, _ in found} == {"jixiao"}
    assert found[0][1].startswith("jixiao 检查结果\n表.docx · 1张绩效目标表")
    texts = {commented_text(copy, number): text for number, (_, text) in enumerate(found) if number}
    assert "改为“≥260册”" in texts[">=260册"]
    for finding in report.findings:
        assert any(finding.code in text for _, text in found)
    assert [finding.code for finding in jixiao.check(copy).findings] == [finding.code for finding in report.findings]
    assert jixiao.check(copy).reading == report.reading


def test_only_the_document_and_the_lists_change(word: bytes) -> None:
    before, after = parts(word), parts(marked(word))
    assert {name for name in before if before[name] != after[name]} == {
        "[Content_Types].xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
    }
    assert {*after} - {*before} == {"customXml/item2.xml", "word/comments.xml"}
    assert marked(word) == marked(word)


def test_marks_are_taken_away_to_the_byte(word: bytes) -> None:
    result = cleaned(marked(word, "en"), "表.docx")
    assert result.exact
    assert parts(result.data) == parts(word)
    assert marked(marked(word)) == marked(word)
    with pytest.raises(WrongUse, match="没有找到"):
        cleaned(word, "表.docx")


def test_comments_of_others_stay(word: bytes) -> None:
    document = docx.Document(io.BytesIO(word))
    cell = document.tables[0].rows[0].cells[2]
    document.add_comment(cell.paragraphs[0].runs, text="科长：请补批复文号", author="王科长")
    buffer = io.BytesIO()
    document.save(buffer)
    theirs = buffer.getvalue()
    copy = marked(theirs)
    assert [one for one in comments(copy) if one[0] != "jixiao"] == [("王科长", "科长：请补批复文号")]
    assert len({comment.comment_id for comment in docx.Document(io.BytesIO(copy)).comments}) == len(comments(copy))
    assert parts(cleaned(copy, "表.docx").data) == parts(theirs)
    # Written anew by another program, and edited: the edits and the other's comment stay.
    edited = docx.Document(io.BytesIO(copy))
    edited.tables[0].rows[1].cells[2].text = "036-改过的局"
    edited.save(buffer := io.BytesIO())
    result = cleaned(buffer.getvalue(), "表.docx")
    assert not result.exact
    assert comments(result.data) == [("王科长", "科长：请补批复文号")]
    assert "036-改过的局" in parts(result.data)["word/document.xml"].decode()
    assert parts(result.data)["word/document.xml"].count(b"commentReference") == 1
    assert "urn:jixiao" not in "".join(name + repr(part) for name, part in parts(result.data).items())


def test_what_word_adds_to_comments_goes_with_them(word: bytes) -> None:
    def extended(package_xml: bytes) -> bytes:
        return package_xml.replace(b"<w:p><w:r>", b'<w:p w14:paraId="0000AB01"><w:r>', 1)

    copy = with_part(marked(word), "word/comments.xml", extended)
    package = EditedPackage(copy, "表.docx", DEFAULT)
    office_type = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
    entries = "".join(f'<w15:commentEx w15:paraId="0000AB0{number}" w15:done="0"/>' for number in (1, 2))
    package.add(
        "word/commentsExtended.xml",
        f'<w15:commentsEx xmlns:w15="urn:x">{entries}</w15:commentsEx>'.encode(),
        "application/xml",
    )
    package.relate("word/document.xml", office_type, "word/commentsExtended.xml")
    result = cleaned(package.to_bytes(), "表.docx")
    left = parts(result.data)["word/commentsExtended.xml"]
    assert b"0000AB01" not in left
    assert b"0000AB02" in left


def test_a_list_of_comments_that_is_empty_is_filled(word: bytes) -> None:
    document = docx.Document(io.BytesIO(word))
    document.add_comment(document.tables[0].rows[0].cells[2].paragraphs[0].runs, text="x", author="y")
    document.save(buffer := io.BytesIO())
    empty = with_part(
        buffer.getvalue(),
        "word/comments.xml",
        lambda _: b'<comments xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
    )
    copy = marked(empty)
    assert len(comments(copy)) == len(comments(marked(word)))
    assert parts(cleaned(copy, "表.docx").data) == parts(empty)


@pytest.mark.parametrize(
    "cell",
    [
        "<w:tc><w:p/></w:tc>",
        '<w:tc><w:tcPr/><w:p w:rsidR="1" /></w:tc>',
        "<w:tc><w:p><w:pPr><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p></w:tc>",
        "<w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p><w:p/></w:tc>",
        "<w:tc><w:p/><w:p><w:pPr/><w:r><w:t>甲</w:t></w:r></w:p></w:tc>",
        "<w:tc>\n <w:p>\n  <w:r><w:t>甲</w:t></w:r>\n </w:p>\n</w:tc>",
    ],
)
def test_a_comment_goes_around_any_cell(cell: str) -> None:
    new = cell
    for start, stop, content in sorted(_around(cell, 7, "w:", ""), reverse=True):
        new = new[:start] + content + new[stop:]
    assert traced_words(new).text == traced_words(cell).text
    order = [new.index(name) for name in ("commentRangeStart", "commentRangeEnd", "commentReference")]
    assert order == sorted(order)
    assert new.count("<w:p>") + new.count("<w:p ") == cell.count("<w:p>") + cell.count("<w:p ") + cell.count("<w:p/>")
    assert "</w:pPr>" not in new or new.index("</w:pPr>") < new.index("commentRangeStart")


def test_a_cell_without_a_paragraph_gets_no_comment() -> None:
    assert _around("<w:tc><w:tbl><w:p/></w:tbl></w:tc>", 1, "w:", "") == []


def test_a_file_of_the_strict_variant_is_refused(word: bytes) -> None:
    report = jixiao.check(word)
    spoiled = with_part(
        word,
        "word/document.xml",
        lambda xml: xml.replace(b'xmlns:w="', b'xmlns:x="http://purl.oclc.org/ooxml/" xmlns:w="', 1),
    )
    with pytest.raises(JixiaoError, match="Strict"):
        annotated(report, spoiled, "表.docx")


@pytest.mark.parametrize("record", [b"{}", b"[]", b"nothing", json.dumps({"package": {"parts": 1}}).encode()])
def test_a_record_that_a_stranger_wrote_does_no_harm(word: bytes, record: bytes) -> None:
    head, tail = b'<marks xmlns="urn:jixiao:marks">', b"</marks>"
    copy = with_part(marked(word), "customXml/item2.xml", lambda _: head + record + tail)
    result = cleaned(copy, "表.docx")
    assert not result.exact
    assert comments(result.data) == []
    assert jixiao.check(result.data).reading == jixiao.check(word).reading


# The library that writes the files of this test is slow.
@settings(max_examples=8)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["name", "value"]), st.text("甲<&>\"'≥\n\t", max_size=5)))
)
def test_annotating_and_cleaning_gives_the_original_parts(changes: list[tuple[int, str, str]]) -> None:
    form = clean_form("county")["forms"][0]
    rows = form["indicators"]["annual"]
    for number, field, text in changes:
        rows[number % len(rows)][field] = text or None
    data = formats.write("docx", [county_layout(form)])
    copy = marked(data)
    assert jixiao.check(copy).reading == jixiao.check(data).reading
    assert parts(cleaned(copy, "表.docx").data) == parts(data)


def test_the_command_marks_and_cleans(word: bytes, tmp_path: Path) -> None:
    path, out, back = tmp_path / "表.docx", tmp_path / "标注.docx", tmp_path / "干净.docx"
    path.write_bytes(word)
    assert main(["check", str(path), "--annotate", str(out)]) == 1
    assert main(["clean", str(out), "-o", str(back)]) == 0
    assert parts(back.read_bytes()) == parts(word)
    assert main(["check", str(path), "--annotate", str(tmp_path / "标注.xlsx")]) == 2


def test_libreoffice_opens_it_with_the_comments(word: bytes, tmp_path: Path) -> None:
    path = tmp_path / "标注.docx"
    path.write_bytes(marked(word))
    fodt = convert(path, "fodt", tmp_path).read_text(encoding="utf-8")
    assert fodt.count("<office:annotation ") == len(comments(path.read_bytes()))
    assert "改为“≥260册”" in fodt


def _cells(data: bytes) -> list[_Cell]:
    return [cell for row in docx.Document(io.BytesIO(data)).tables[0].rows for cell in row.cells]


def test_a_fixed_copy_of_a_marked_copy_keeps_the_edits_when_cleaned(word: bytes) -> None:
    mended = jixiao.fix(marked(word))
    assert any(patch.after == "≥260册" for patch in mended.changes)
    result = cleaned(mended.data, "表.docx")
    assert any(cell.text == "≥260册" for cell in _cells(result.data))
    assert comments(result.data) == []
