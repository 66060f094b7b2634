"""XML Spreadsheet 2003: places, merges, types of data, formats, encodings."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.formats import xml_of

from jixiao.documents import SUFFIXES, Limits, kind_of, read_bytes
from jixiao.documents.grid import Cell
from jixiao.errors import NotReadable, TooLarge

NUMBER = '<Cell ss:StyleID="{}"><Data ss:Type="Number">{}</Data></Cell>'
DATE = '<Cell{}><Data ss:Type="DateTime">{}</Data></Cell>'


def cells(rows: str, *, styles: str = "") -> list[Cell]:
    document = read_bytes(xml_of(rows, styles=styles).encode(), "表.xls")
    assert (document.medium, document.exact) == ("sheet", True)
    return [cell for line in document.lines for cell in line.cells]


def row(*data: str, more: str = "") -> str:
    return f"<Row{more}>" + "".join(f'<Cell><Data ss:Type="String">{each}</Data></Cell>' for each in data) + "</Row>"


def at(found: list[Cell]) -> dict[str, str]:
    return {cell.text: str(cell.at) for cell in found}


def test_cells_stand_where_their_index_says() -> None:
    rows = (
        row("甲", "乙")
        + '<Row ss:Index="4"><Cell ss:Index="3"><Data>丙</Data></Cell><Cell><Data>丁</Data></Cell></Row>'
        + row("戊")
        + '<Row ss:Span="2"/>'
        + row("己")
    )
    assert at(cells(rows)) == {
        "甲": "表1!A1", "乙": "表1!B1", "丙": "表1!C4", "丁": "表1!D4", "戊": "表1!A5", "己": "表1!A9",
    }  # fmt: skip


def test_merges_move_what_follows_them() -> None:
    rows = (
        '<Row><Cell ss:MergeDown="1"><Data>甲</Data></Cell><Cell ss:MergeAcross="2"><Data>乙</Data></Cell>'
        "<Cell><Data>丙</Data></Cell></Row>" + row("丁") + row("戊")
    )
    found = cells(rows)
    assert at(found) == {"甲": "表1!A1", "乙": "表1!B1", "丙": "表1!E1", "丁": "表1!B2", "戊": "表1!A3"}
    assert [(cell.row_span, cell.column_span) for cell in found[:3]] == [(2, 1), (1, 3), (1, 1)]


@pytest.mark.parametrize(
    ("format", "typed", "shown"),
    [
        ("Percent", "0.955", "95.50%"), ("0%", "1", "100%"), ("Standard", "1320000", "1,320,000.00"),
        ("Fixed", "2", "2.00"), ("General", "132.19999999999999", "132.2"), ("#,##0&quot;元&quot;", "5000", "5,000元"),
    ],
)  # fmt: skip
def test_a_number_is_seen_as_its_format_says(format: str, typed: str, shown: str) -> None:
    styles = (
        f'<Style ss:ID="a"><NumberFormat ss:Format="{format}"/></Style><Style ss:ID="b" ss:Parent="a"/>'
        '<Style ss:ID="c" ss:Parent="d"/><Style ss:ID="d" ss:Parent="c"/>'
    )
    rows = "<Row>" + "".join(NUMBER.format(style, typed) for style in "abc") + "</Row>"
    own, inherited, circular = cells(rows, styles=styles)
    assert (own.text, inherited.text) == (shown, shown)
    assert own.number == circular.number
    assert own.number is not None


def test_rows_and_columns_hand_their_styles_on() -> None:
    styles = '<Style ss:ID="a"><NumberFormat ss:Format="0%"/></Style>'
    plain = '<Cell><Data ss:Type="Number">0.5</Data></Cell>'
    rows = f'<Column ss:Index="2" ss:StyleID="a" ss:Span="1"/><Row>{plain * 4}</Row><Row ss:StyleID="a">{plain}</Row>'
    assert [cell.text for cell in cells(rows, styles=styles)] == ["0.5", "50%", "50%", "0.5", "50%"]


def test_types_of_data() -> None:
    styles = '<Style ss:ID="d"><NumberFormat ss:Format="yyyy\\-mm\\-dd"/></Style>'
    rows = (
        "<Row>" + DATE.format("", "2024-03-05T00:00:00.000") + DATE.format(' ss:StyleID="d"', "2024-03-05T12:00:00.000")
        + DATE.format("", "no day")
        + '<Cell><Data ss:Type="Boolean">1</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>'
    )  # fmt: skip
    found = cells(rows, styles=styles)
    assert [cell.text for cell in found] == ["2024/3/5", "2024-03-05", "no day", "TRUE", "#N/A"]
    assert [cell.number for cell in found[:3]] == [Decimal(45356), Decimal("45356.5"), None]


def test_bold_words_are_text_and_comments_are_none() -> None:
    rows = (
        '<Row><Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>年度</B><Font>目标</Font>'
        "</ss:Data><Comment><ss:Data><B>批注</B></ss:Data></Comment></Cell></Row>"
    )
    assert [cell.text for cell in cells(rows)] == ["年度目标"]


def test_a_formula_without_its_result_is_marked() -> None:
    rows = '<Row><Cell ss:Formula="=SUM(R[-2]C)"/><Cell ss:Formula="=1"><Data ss:Type="Number">1</Data></Cell></Row>'
    first, second = cells(rows)
    assert (first.text, first.uncached) == ("=SUM(R[-2]C)", True)
    assert (second.text, second.uncached) == ("1", False)


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "GBK", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    data = xml_of(row("绩效目标"), prolog=f'<?xml version="1.0" encoding="{encoding}"?>\n').encode(encoding)
    assert kind_of(data, "表.xls") == "xml"
    (line,) = read_bytes(data, "表.xls").lines
    assert line.cells[0].text == "绩效目标"


def test_a_wrong_encoding_is_damage() -> None:
    data = xml_of(row("x"), prolog='<?xml version="1.0" encoding="gb2312"?>').encode() + b"\xff\xff"
    with pytest.raises(NotReadable, match="已损坏"):
        read_bytes(data, "表.xls")


@pytest.mark.parametrize(
    "broken",
    ['<Row ss:Index="0"/>', '<Row ss:Index="x"/>', '<Row><Cell ss:Index="16385"><Data>x</Data></Cell></Row>',
     '<Row ss:Index="1048577"/>', '<Column ss:Index="16384" ss:Span="9"/>', "<Row>"],
)  # fmt: skip
def test_what_can_not_be_is_damage(broken: str) -> None:
    with pytest.raises(NotReadable, match="已损坏"):
        read_bytes(xml_of(broken).encode(), "表.xls")


def test_limits_hold() -> None:
    rows = row(*"abc") * 5
    with pytest.raises(TooLarge, match="4行"):
        read_bytes(xml_of(rows).encode(), "表.xml", limits=Limits(rows=4))
    with pytest.raises(TooLarge, match="上限14格"):
        read_bytes(xml_of(rows).encode(), "表.xml", limits=Limits(cells=14))


def test_it_is_known_by_its_content_alone() -> None:
    assert kind_of(xml_of("").encode(), "表.docx") == "xml"
    assert kind_of(xml_of("", prolog="<!-- made -->").encode()) == "xml"
    assert kind_of(b"<?xml version='1.0'?><html><table><tr><td>x</td></tr></table></html>") == "html"
    assert kind_of(b"<?xml version='1.0'?><Workbook>x</Workbook>") == "text"
    assert ".xml" in SUFFIXES
