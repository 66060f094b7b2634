"""Word files: paragraphs, merges, tables in tables, text boxes, headers, what is tracked; and hostile ones."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from typing import Any

import docx
import pytest
from docx.enum.section import WD_SECTION
from hypothesis import given
from hypothesis import strategies as st
from tests.evil import builders
from tests.evil.builders import word_file

from jixiao.documents import Limits, read_bytes
from jixiao.documents.grid import Document
from jixiao.errors import NotReadable


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def shape(data: bytes) -> list[tuple[str, str, int, int]]:
    """Address, text and spans of every cell."""
    return [(str(c.at), c.text, c.row_span, c.column_span) for line in read(data).lines for c in line.cells]


def texts(data: bytes) -> list[str]:
    return [text for _, text, _, _ in shape(data)]


def read(data: bytes) -> Document:
    return read_bytes(data, "表.docx")


def refusal(data: bytes, **options: Any) -> str:
    with pytest.raises(NotReadable) as caught:
        read_bytes(data, "表.docx", **options)
    assert str(caught.value).startswith("表.docx：")
    assert str(caught.value).count("。") == 1
    assert caught.value.en.startswith("表.docx: ")
    return str(caught.value)


def test_paragraphs_and_tables_in_their_order() -> None:
    body = paragraph("标题") + paragraph(" ") + table(cell(paragraph("甲")) + cell(paragraph("乙"))) + paragraph("尾")
    document = read(word_file(body))
    assert (document.name, document.medium, document.exact) == ("表.docx", "page", True)
    assert shape(word_file(body)) == [
        ("P1", "标题", 1, 1),
        ("t1r1c1", "甲", 1, 1),
        ("t1r1c2", "乙", 1, 1),
        ("P3", "尾", 1, 1),
    ]
    assert [line.table for line in document.lines] == [None, 0, None]
    assert [line.number for line in document.lines] == [1, 2, 3]


def test_merges_down_and_across() -> None:
    data = word_file(
        table(
            cell(paragraph("甲"), '<w:vMerge w:val="restart"/>') + cell(paragraph("乙"), '<w:gridSpan w:val="2"/>'),
            cell(paragraph("不见"), "<w:vMerge/>") + cell(paragraph("丙")) + cell(paragraph("丁")),
            cell(paragraph(""), '<w:vMerge w:val="continue"/>') + cell(paragraph("戊"), '<w:hMerge w:val="restart"/>')
            + cell(paragraph("不见"), "<w:hMerge/>"),
            '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell(paragraph("己")),
            cell(paragraph("不见"), "<w:vMerge/>") + cell(paragraph("庚")),
        )
    )  # fmt: skip
    assert shape(data) == [
        ("t1r1c1", "甲", 3, 1),
        ("t1r1c2", "乙", 1, 2),
        ("t1r2c2", "丙", 1, 1),
        ("t1r2c3", "丁", 1, 1),
        ("t1r3c2", "戊", 1, 1),
        ("t1r4c2", "己", 1, 1),
        ("t1r5c2", "庚", 1, 1),
    ]


def test_merges_of_python_docx() -> None:
    document = docx.Document()
    made = document.add_table(4, 4)
    made.cell(0, 0).merge(made.cell(2, 1)).text = "块"
    made.cell(0, 2).merge(made.cell(0, 3)).text = "横"
    made.cell(3, 3).text = "角"
    buffer = io.BytesIO()
    document.save(buffer)
    assert shape(buffer.getvalue()) == [("t1r1c1", "块", 3, 2), ("t1r1c3", "横", 1, 2), ("t1r4c4", "角", 1, 1)]


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    inner = table(cell(paragraph("内一")) + cell(paragraph("内二")))
    outer = table(cell(paragraph("前") + inner + paragraph("后")) + cell(paragraph("旁")), cell(paragraph("下")))
    assert shape(word_file(outer + table(cell(paragraph("又"))))) == [
        ("t1r1c2", "旁", 1, 1),
        ("P1", "前", 1, 1),
        ("t2r1c1", "内一", 1, 1),
        ("t2r1c2", "内二", 1, 1),
        ("P2", "后", 1, 1),
        ("t1r2c1", "下", 1, 1),
        ("t3r1c1", "又", 1, 1),
    ]


def test_what_is_tracked_hidden_or_moved_is_as_on_the_page() -> None:
    run = "<w:r>{}</w:r>"
    body = "".join(
        [
            f"<w:p><w:ins>{run.format('<w:t>新</w:t>')}</w:ins>",
            f"<w:del>{run.format('<w:delText>旧</w:delText><w:tab/>')}</w:del>",
            f"<w:moveFrom>{run.format('<w:t>移走</w:t>')}</w:moveFrom>",
            run.format("<w:rPr><w:vanish/></w:rPr><w:t>隐</w:t><w:br/>"),
            run.format('<w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t><w:noBreakHyphen/><w:t>一</w:t>'),
            "</w:p>",
            f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs><w:rPr><w:vanish/></w:rPr></w:pPr>{run.format('<w:t>段</w:t>')}</w:p>",
            table(cell(paragraph("留")), "<w:trPr><w:del/></w:trPr>" + cell(paragraph("删"))),
        ]
    )
    assert texts(word_file(body)) == ["新显-一", "段", "留"]


def test_breaks_and_tabs_inside_a_cell() -> None:
    inner = "<w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t></w:r></w:p>" + paragraph("四")
    assert texts(word_file(table(cell(inner)))) == ["一\n二\t三\n四"]


def test_content_controls_and_links_hold_text() -> None:
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    row = control.format(cell(control.format(paragraph("控件")))) + cell(
        "<w:p><w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink></w:p>"
    )
    assert texts(word_file(control.format(table(row)))) == ["控件", "链"]


def test_a_text_box_is_read_once_and_before_the_paragraph_it_hangs_on() -> None:
    box = f"<w:txbxContent>{paragraph('框')}</w:txbxContent>"
    twice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    run = f"<w:r><mc:AlternateContent>{twice}</mc:AlternateContent></w:r>"
    body = f"<w:p>{run}<w:r><w:t>段</w:t></w:r></w:p>" + table(cell(f"<w:p>{run}<w:r><w:t>格</w:t></w:r></w:p>"))
    assert texts(word_file(body)) == ["框", "段", "框\n格"]


def test_headers_and_footers_stand_around_their_section_and_only_once() -> None:
    def section(*keys: str) -> str:
        inner = "".join(f'<w:{key.rstrip("12")}Reference r:id="{key}"/>' for key in keys)
        return f"<w:sectPr>{inner}</w:sectPr>"

    body = (
        paragraph("一", f"<w:pPr>{section('header1', 'footer1')}</w:pPr>")
        + paragraph("二", f"<w:pPr>{section('header1', 'header2')}</w:pPr>")
        + paragraph("三")
        + section("nothing", "footer2")
    )
    more = {
        "header1": paragraph("眉一"),
        "header2": table(cell(paragraph("眉二"))),
        "footer1": paragraph("脚"),
        "footer2": paragraph("脚"),
    }
    assert texts(word_file(body, more)) == ["眉一", "一", "脚", "眉二", "二", "三"]


def test_the_header_of_python_docx() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "某县项目支出绩效目标表"
    document.add_paragraph("第一")
    document.add_section(WD_SECTION.NEW_PAGE)
    document.add_paragraph("第二")
    buffer = io.BytesIO()
    document.save(buffer)
    assert texts(buffer.getvalue()) == ["某县项目支出绩效目标表", "第一", "第二"]


def test_cells_and_rows_where_none_should_be_are_passed_over() -> None:
    body = "<w:tc/><w:tr/>" + table(
        f"<w:tr>{cell(paragraph('甲') + cell(paragraph('里')))}</w:tr>" + cell(paragraph("乙"))
    )
    assert "乙" in texts(word_file(body))


# ---- hostile and broken files


def test_a_word_file_without_a_document_is_damaged() -> None:
    assert "Word文件不完整或已损坏" in refusal(builders.zipped({"word/styles.xml": "<a/>"}))
    assert "文件不完整或已损坏" in refusal(word_file("<w:p>")[:-40])
    assert "Word文件不完整或已损坏" in refusal(word_file("<w:p>"))


@pytest.mark.parametrize("value", ["x", "-1", "1" * 30, ""])
def test_a_span_that_is_none_is_damage(value: str) -> None:
    assert "已损坏" in refusal(word_file(table(cell(paragraph("甲"), f'<w:gridSpan w:val="{value}"/>'))))


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>'
    parts: dict[str, str | bytes] = {"word/document.xml": f"{bomb}<w>&b;</w>"}
    assert "为安全起见不读" in refusal(builders.zipped(parts))


def test_a_bomb_is_refused_before_it_is_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("word/document.xml", b" " * (40 * 1024 * 1024))
    assert "（上限200分之一），像是“压缩炸弹”" in refusal(buffer.getvalue())


def test_tables_in_tables_have_a_limit() -> None:
    body = paragraph("里")
    for _ in range(60):
        body = table(cell(body))
    assert "超过上限50层" in refusal(word_file(body))


def test_elements_in_elements_have_a_limit() -> None:
    assert "已损坏" in refusal(word_file("<w:p>" * 2000 + "</w:p>" * 2000))


def test_too_many_rows_and_cells_are_refused_with_the_limit() -> None:
    assert "已读到101行，上限100行" in refusal(word_file(paragraph("段") * 101), limits=Limits(rows=100))
    assert "已读到101行，上限100行" in refusal(word_file(table(*["<w:tc/>"] * 101)), limits=Limits(rows=100))
    wide = cell(paragraph("甲"), '<w:gridSpan w:val="999999999"/>')
    assert "已有1,000格，上限200格" in refusal(word_file(table(wide, wide)), limits=Limits(cells=200))


TAGS = ("w:tbl", "w:tr", "w:tc", "w:p", "w:r", "w:del", "w:trPr", "w:sdt", "mc:Fallback")


def well_formed(steps: list[str]) -> str:
    """Elements opened, closed and filled as the steps say, and all closed in the end."""
    made: list[str] = []
    opened: list[str] = []
    for step in steps:
        if step in TAGS:
            opened.append(step)
            made.append(f"<{step}>")
        elif step == "close":
            made.append(f"</{opened.pop()}>" if opened else "")
        else:
            made.append(paragraph(step))
    return "".join([*made, *(f"</{tag}>" for tag in reversed(opened))])


@given(st.lists(st.sampled_from([*TAGS, "close", "close", "close", "段"]), max_size=40).map(well_formed))
def test_any_nesting_is_read_or_refused(body: str) -> None:
    # No other error may leave.
    with suppress(NotReadable):
        assert all(cell.text for line in read(word_file(body)).lines for cell in line.cells)
