"""Workbooks: values, formats, merges, addresses; and hostile files, which are refused and never crash the process."""

from __future__ import annotations

import io
import time
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # the library brings no types
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from tests import writers
from tests.evil import builders
from tests.evil.builders import inline, parts, sheet, workbook, zipped

from jixiao.documents import Limits, read_bytes, read_document
from jixiao.documents.grid import Cell, Document
from jixiao.documents.xlsx_formats import BUILTIN_FORMATS, formatter_of
from jixiao.errors import NotReadable
from jixiao.testing import layouts

NUMBER = '<c r="A1"><v>{}</v></c>'


def cells(document: Document) -> dict[str, Cell]:
    """The cells of a document by their address."""
    return {str(cell.at): cell for line in document.lines for cell in line.cells}


def texts(document: Document) -> dict[str, str]:
    return {address: cell.text for address, cell in cells(document).items()}


def read_sheet(rows: str, **options: str) -> Document:
    """A workbook of one sheet."""
    return read_bytes(workbook(sheet(rows), **options), "表.xlsx")


def refusal(data: bytes, **options: Any) -> str:
    """The Chinese sentence that a file is refused with."""
    with pytest.raises(NotReadable) as caught:
        read_bytes(data, "表.xlsx", **options)
    assert str(caught.value).startswith("表.xlsx：")
    assert caught.value.en.startswith("表.xlsx: ")
    return str(caught.value)


def form_2024() -> dict[str, Any]:
    """A form with some of everything."""
    half = [
        {"category": "quantity", "name": "维修房间", "value": "≥10间"},
        {"category": "quantity", "name": "更换管路", "value": "20件"},
        {"category": "quality", "name": "验收合格率", "value": "100%"},
        {"category": "cost", "name": "维修成本", "value": "≤132万元"},
        {"category": "satisfaction", "name": "群众满意度", "value": "95.5%"},
    ]
    column = {"total": "1320000", "central": "0", "provincial": "0", "local": "1320000.5", "other": None}
    return {
        "project_name": "营区维修",
        "fiscal_year": 2024,
        "department": {"code": "027", "name": "某局"},
        "implementing_unit": "某所",
        "project_attribute": "一次性项目",
        "project_period": "1年",
        "funding": {"period": column, "annual": column},
        "text": {"summary": "第一段\n第二段", "basis": "会议纪要"},
        "goals": {"period": "改善", "annual": "改善"},
        "indicators": {"period": half, "annual": half[1:]},
        "sign_off": {"filled_at": "20240118154658"},
    }


# ---- values


def test_a_workbook_is_exact_and_its_cells_have_addresses() -> None:
    document = read_bytes(workbook(sheet(f'<row r="3">{inline("甲", "C3")}{inline("乙", "AA3")}</row>')), "a/表.xlsx")
    assert (document.name, document.medium, document.exact) == ("表.xlsx", "sheet", True)
    (line,) = document.lines
    assert (line.number, line.table) == (3, 0)
    assert [(cell.column, cell.text, str(cell.at)) for cell in line.cells] == [
        (2, "甲", "表1!C3"),
        (26, "乙", "表1!AA3"),
    ]


def test_texts_of_every_kind() -> None:
    strings = (
        "<si><t>共享</t></si><si><r><t>富</t></r><r><rPr><b/></rPr><t>文本</t></r></si>"
        '<si><t>漢字</t><rPh sb="0" eb="2"><t>かんじ</t></rPh></si>'
        '<si><t xml:space="preserve"> 两行_x000D_\n文字 </t></si>'
    )
    row = "".join(f'<c r="{"ABCD"[n]}1" t="s"><v>{n}</v></c>' for n in range(4))
    row += inline("内&amp;联", "E1") + '<c r="F1" t="str"><f>A1</f><v>结果</v></c>'
    row += '<c r="G1" t="inlineStr"><is><r><t>内联</t></r><r><t>富文本</t></r></is></c>'
    assert texts(read_sheet(f'<row r="1">{row}</row>', strings=strings)) == {
        "表1!A1": "共享",
        "表1!B1": "富文本",
        "表1!C1": "漢字",
        "表1!D1": "两行\n文字",
        "表1!E1": "内&联",
        "表1!F1": "结果",
        "表1!G1": "内联富文本",
    }


def test_truth_values_errors_and_iso_dates() -> None:
    row = (
        '<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="D1" t="d"><v>2024-12-31T00:00:00Z</v></c><c r="E1"><v>NaN</v></c>'
    )
    document = read_sheet(f'<row r="1">{row}</row>')
    assert list(texts(document).values()) == ["TRUE", "FALSE", "#DIV/0!", "2024-12-31", "NaN"]
    assert {cell.number for cell in cells(document).values()} == {None}


def test_formulas_with_and_without_their_results() -> None:
    row = (
        '<c r="A1"><f>B1*2</f><v>84</v></c><c r="B1"><f>SUM(C1:C9)</f></c><c r="C1"><f>D1&amp;"x"</f><v/></c>'
        '<c r="D1" t="str"><f>""</f><v></v></c><c r="E1"><f t="shared" ref="E1:F1" si="0">A1+1</f></c>'
        '<c r="F1"><f t="shared" si="0"/></c>'
    )
    found = cells(read_sheet(f'<row r="1">{row}</row>'))
    assert {address: (cell.text, cell.uncached) for address, cell in found.items()} == {
        "表1!A1": ("84", False),
        "表1!B1": ("=SUM(C1:C9)", True),
        "表1!C1": ('=D1&"x"', True),
        "表1!E1": ("=A1+1", True),
        "表1!F1": ("=A1+1", True),
    }
    assert found["表1!A1"].number == 84


def test_formulas_of_a_library_have_no_results() -> None:
    book = Workbook()
    active: Any = book.active
    active["A1"], active["A2"] = 2, "=A1*2"
    buffer = io.BytesIO()
    book.save(buffer)
    found = cells(read_bytes(buffer.getvalue(), "表.xlsx"))
    assert (found["Sheet!A2"].text, found["Sheet!A2"].uncached) == ("=A1*2", True)


@pytest.mark.parametrize(
    ("typed", "number", "text"),
    [
        ("50000", "50000", "50000"),
        ("132.19999999999999", "132.2", "132.2"),
        ("0.30000000000000004", "0.30000000000000004", "0.3"),
        ("3182.38", "3182.38", "3182.38"),
        ("-7.5", "-7.5", "-7.5"),
        ("5E4", "50000", "50000"),
        ("1.5E-3", "0.0015", "0.0015"),
        ("20240118154658", "20240118154658", "20240118154658"),
        ("123456789012345678", "123456789012345678", "123456789012345678"),
        ("1E+300", str(10**300), "1E+300"),
        ("0", "0", "0"),
        ("-0", "0", "0"),
        (" 12 ", "12", "12"),
    ],
)
def test_numbers_are_exact_and_shown_without_binary_noise(typed: str, number: str, text: str) -> None:
    cell = cells(read_sheet(f'<row r="1">{NUMBER.format(typed)}</row>'))["表1!A1"]
    assert (cell.number, cell.text) == (Decimal(number), text)
    assert "E" not in str(cell.number)


@pytest.mark.parametrize("typed", ["1e999", "abc", "1_000", "٣", "9" * 500, "--1", "0x10"])
def test_what_is_no_number_is_a_text(typed: str) -> None:
    cell = cells(read_sheet(f'<row r="1">{NUMBER.format(typed)}</row>'))["表1!A1"]
    assert (cell.number, cell.text) == (None, typed)


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("General", "0.955", "0.955"),
        ("0%", "1", "100%"),
        ("0.00%", "0.955", "95.50%"),
        ('"≥"0%', "0.95", "≥95%"),
        ("≥0%", "0.95", "≥95%"),
        ("#,##0.00", "1650000", "1,650,000.00"),
        ("#,##0", "999", "999"),
        ("#,##0", "1000", "1,000"),
        ("#,##0.0", "-1234.56", "-1,234.6"),
        ("0", "2.5", "3"),
        ("0.00", "1.005", "1.01"),
        ('0"人"', "47", "47人"),
        ("0台\\(套\\)", "10", "10台(套)"),
        ('General"万元"', "132.2", "132.2万元"),
        ("0000", "12", "0012"),
        ("000-0000-0000", "13800138000", "138-0013-8000"),
        ("0.##", "5", "5"),
        ("0.0#", "5.25", "5.25"),
        ("#.00", "0.5", ".50"),
        ("#,##0,", "1234567", "1,235"),
        ('0.00,,"百万"', "1234567", "1.23百万"),
        ("#,##0.00_);[Red](#,##0.00)", "-5", "(5.00)"),
        ("#,##0.00;-#,##0.00;-", "0", "-"),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1234.5", "1,234.50"),
        ("[$¥-804]#,##0", "5000", "¥5,000"),
        ('[>=10000]0.0,"千";0', "12000", "12.0千"),
        ('[>=10000]0.0,"千";0', "12", "12"),
        ('[=1]"是";[=0]"否";0', "0", "否"),
        ("0.00E+00", "12345.678", "1.23E+04"),
        ("# ?/?", "0.5", "0.5"),
        ("@", "7", "7"),
        (";;;", "7", "7"),
        ("", "7", "7"),
        ('yyyy"年"m"月"d"日"', "45657", "2024年12月31日"),
        ("yyyy-mm-dd", "45657", "2024-12-31"),
        ("yyyy/m/d;@", "45657", "2024/12/31"),
        ("[$-804]yyyy年m月", "45657", "2024年12月"),
        ("yy.mm", "45657", "24.12"),
        ("d-mmm-yy", "45657", "31-Dec-24"),
        ("yyyy-mm-dd hh:mm:ss", "45657.75", "2024-12-31 18:00:00"),
        ("h:mm AM/PM", "45657.75", "6:00 PM"),
        ('上午/下午h"时"mm"分"', "45657.25", "上午6时00分"),
        ("[h]:mm", "1.5", "36:00"),
        ("mm:ss", "0.0007", "01:00"),
        ("aaaa", "45657", "星期二"),
        ("yyyy-mm-dd", "1", "1900-01-01"),
        ("yyyy-mm-dd", "61", "1900-03-01"),
        ("yyyy-mm-dd", "-1", "-1"),
        ("yyyy-mm-dd", "99999999", "99999999"),
        ("0" + "%" * 200, str(10**307), "1E+307"),
    ],
)
def test_formats_show_numbers_as_a_person_sees_them(code: str, number: str, text: str) -> None:
    assert formatter_of(code)(Decimal(number)) == text


@pytest.mark.parametrize(
    ("identifier", "text"),
    [
        (9, "4565750%"), (10, "4565750.00%"), (3, "45,658"), (4, "45,657.50"), (14, "2024/12/31"), (15, "31-Dec-24"),
        (16, "31-Dec"), (17, "Dec-24"), (22, "2024/12/31 12:00"), (27, "2024年12月"), (28, "12月31日"),
        (31, "2024年12月31日"), (32, "12时00分"), (36, "2024年12月"), (57, "2024年12月"), (58, "12月31日"),
        (49, "45657.5"),
    ],
)  # fmt: skip
def test_formats_known_by_number(identifier: int, text: str) -> None:
    styles = f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{identifier}"/></cellXfs>'
    document = read_sheet('<row r="1"><c r="A1" s="1"><v>45657.5</v></c></row>', styles=styles)
    assert texts(document) == {"表1!A1": text}


def test_formats_of_cells_are_not_those_of_named_styles() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="0&quot;人&quot;"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="9"/><xf numFmtId="9"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
        '<dxfs><dxf><numFmt numFmtId="170" formatCode="0%"/></dxf></dxfs>'
    )
    row = '<c r="A1" s="1"><v>47</v></c><c r="B1" s="0"><v>47</v></c><c r="C1" s="9"><v>47</v></c>'
    assert list(texts(read_sheet(f'<row r="1">{row}</row>', styles=styles)).values()) == ["47人", "47", "47"]


@pytest.mark.parametrize(("flag", "day"), [("1", "2028年12月"), ("0", "2024年12月")])
def test_days_count_from_1904_where_the_workbook_says_so(flag: str, day: str) -> None:
    document = read_sheet(
        '<row r="1"><c r="A1" s="0"><v>45627</v></c></row>',
        styles='<cellXfs><xf numFmtId="57"/></cellXfs>',
        properties=f'<workbookPr date1904="{flag}"/>',
    )
    assert texts(document) == {"表1!A1": day}


def test_every_known_format_shows_something() -> None:
    for code in BUILTIN_FORMATS.values():
        for number in ("0", "1", "-1", "0.5", "45657.75"):
            assert formatter_of(code)(Decimal(number))


@given(
    st.text(st.sampled_from('0#?.,%;"[]$-\\_* @yymdhsaeE+/年月日人GgAP<>=1'), max_size=24),
    st.decimals(allow_nan=False, allow_infinity=False),
)
def test_no_format_code_breaks_the_reader(code: str, number: Decimal) -> None:
    if abs(number.adjusted()) < 300:
        assert formatter_of(code)(number)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_money_is_shown_as_python_shows_it(number: Decimal) -> None:
    number = number.quantize(Decimal("0.01"))
    assert formatter_of("#,##0.00")(number).lstrip("-") == f"{abs(number):,.2f}"


# ---- merges and sheets


def test_a_merge_stands_once_with_its_span() -> None:
    rows = f'<row r="1">{inline("标题", "A1")}{inline("盖住", "B1")}</row>'
    rows += f'<row r="2">{inline("盖住", "A2")}{inline("外", "D2")}</row>'
    merged = '<mergeCells count="1"><mergeCell ref="A1:C2"/></mergeCells>'
    document = read_bytes(workbook(sheet(rows, after=merged)), "表.xlsx")
    found = cells(document)
    assert list(found) == ["表1!A1", "表1!D2"]
    assert (found["表1!A1"].row_span, found["表1!A1"].column_span) == (2, 3)
    assert (found["表1!D2"].row_span, found["表1!D2"].column_span) == (1, 1)


def test_cells_and_rows_without_addresses_follow_each_other() -> None:
    rows = f"<row>{inline('a')}{inline('b')}</row><row>{inline('c')}</row>"
    rows += f'<row r="5"><c><v>1</v></c>{inline("e", "D5")}<c><v>2</v></c></row>'
    assert texts(read_sheet(rows)) == {
        "表1!A1": "a",
        "表1!B1": "b",
        "表1!A2": "c",
        "表1!A5": "1",
        "表1!D5": "e",
        "表1!E5": "2",
    }


def test_rows_in_disorder_are_read_in_order() -> None:
    rows = f'<row r="2">{inline("丙", "A2")}</row><row r="1">{inline("乙", "B1")}{inline("甲", "A1")}</row>'
    assert list(texts(read_sheet(rows)).values()) == ["甲", "乙", "丙"]


def test_elements_with_a_prefix_are_the_same_elements() -> None:
    plain = sheet(f'<row r="1">{inline("甲", "A1")}<c r="B1"><v>2</v></c></row>')
    prefixed = plain.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:").replace("xmlns=", "xmlns:x=")
    assert texts(read_bytes(workbook(prefixed), "表.xlsx")) == {"表1!A1": "甲", "表1!B1": "2"}


def test_hidden_sheets_are_read_and_charts_are_none() -> None:
    made = parts(sheet(f'<row r="1">{inline("甲", "A1")}</row>'), "<chartsheet/>", sheet("<row><c><v>2</v></c></row>"))
    book, links = str(made["xl/workbook.xml"]), str(made["xl/_rels/workbook.xml.rels"])
    made["xl/workbook.xml"] = book.replace('sheetId="3"', 'sheetId="3" state="veryHidden"')
    made["xl/_rels/workbook.xml.rels"] = links.replace(
        'worksheet" Target="worksheets/sheet2.xml"', 'chartsheet" Target="worksheets/sheet2.xml"'
    )
    document = read_bytes(zipped(made), "表.xlsx")
    assert texts(document) == {"表1!A1": "甲", "表3!A1": "2"}
    assert [line.table for line in document.lines] == [0, 2]


def test_parts_may_stand_anywhere_in_the_package() -> None:
    made = parts(sheet(f'<row r="1">{inline("甲", "A1")}</row>'))
    made["xl/_rels/workbook.xml.rels"] = builders.relations(("s1", "worksheet", "/xl/Elsewhere/One.xml"))
    made["xl/elsewhere/one.xml"] = made.pop("xl/worksheets/sheet1.xml")
    assert texts(read_bytes(zipped(made), "表.xlsx")) == {"表1!A1": "甲"}


def test_a_thousand_sheets_are_read_fast() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for number in range(1000):
            page = book.add_worksheet(f"第{number}张")
            page.merge_range(0, 0, 0, 7, f"标题{number}")
            page.write_row(1, 0, ["项目名称", number, 1.5])
    began = time.perf_counter()
    document = read_bytes(buffer.getvalue(), "表.xlsx")
    # Half a second is usual; ten leave room for a busy machine and none for a loop over a loop.
    assert time.perf_counter() - began < 10
    assert len(document.lines) == 2000
    assert texts(document)["第999张!B2"] == "999"


# ---- what the writers write


def test_a_written_county_form_is_read_with_its_merges(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    rows = [{"name": "营区维修", "total": "1320000", "from_last_year": False}]
    writers.write_county_xlsx(path, [form_2024(), form_2024()], tables=rows)
    document = read_document(path)
    found = cells(document)
    assert {line.table for line in document.lines} == {0, 1, 2}
    assert (found["表1!A1"].text, found["表1!A1"].column_span) == (layouts.COUNTY_TITLE, 8)
    assert found["表1!C12"].text == "第一段\n第二段"
    money = found["表1!C6"]
    assert (money.text, money.number) == ("1,320,000.00", Decimal(1320000))
    assert found["表1!A6"].row_span == 6
    # Two indicators on the left, one on the right: both labels span two rows.
    assert (found["表1!C20"].text, found["表1!C20"].row_span) == ("数量指标", 2)
    assert found["表1!F20"].row_span == 2
    assert found["表1!B20"].row_span == 5
    percent = found["表1!E22"]
    assert (percent.text, percent.number) == ("100%", Decimal(1))
    assert (found["表1!E29"].text, found["表1!E29"].number) == ("95.5%", Decimal("0.955"))
    assert found["表1!H30"].text == "20240118154658"
    assert found["项目支出预算表!B7"].text == "132.00"
    assert found["表2!A1"].text == layouts.COUNTY_TITLE


def test_forms_may_stand_below_each_other(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    rows = [{"name": "营区维修", "total": "1320000", "from_last_year": True}]
    writers.write_county_xlsx(path, [form_2024()] * 3, one_sheet=True, tables=rows, separate_sheet=False)
    document = read_document(path)
    assert {line.table for line in document.lines} == {0}
    assert sum(cell.text == "绩效指标" for cell in cells(document).values()) == 3


@pytest.mark.parametrize("three_cells", [True, False])
def test_a_written_form_of_2021_is_read(tmp_path: Path, three_cells: bool) -> None:
    path = tmp_path / "表.xlsx"
    writers.write_2021_xlsx(path, form_2024(), three_cells=three_cells)
    found = [[cell.text for cell in line.cells] for line in read_document(path).lines]
    split = ["成本指标", "经济成本指标", "维修成本", "≤", "132", "万元"]
    whole = ["成本指标", "经济成本指标", "维修成本", "≤132万元"]
    assert (split if three_cells else whole) in found
    assert ["年度资金(万元)", "年度资金总额", "132.00"] in found


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_written_cell_is_read_at_its_address(data: st.DataObject) -> None:
    text = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=12).map(str.strip)
    money = st.decimals(min_value=0, max_value=10**9, places=2).map(str)
    indicator = st.fixed_dictionaries(
        {
            "category": st.sampled_from([key for _, block in layouts.COUNTY_BLOCKS for key, _ in block]),
            "name": text,
            "value": text | st.integers(0, 120).map("{}%".format) | st.decimals(0, 100, places=1).map("{}%".format),
        }
    )
    half = st.lists(indicator, max_size=6)
    column = st.fixed_dictionaries({key: money | st.none() for key in ("total", "central", "local", "other")})
    form = data.draw(
        st.fixed_dictionaries(
            {
                "project_name": text,
                "implementing_unit": text,
                "funding": st.fixed_dictionaries({"period": column, "annual": column}),
                "text": st.fixed_dictionaries({"summary": text, "plan": text}),
                "indicators": st.fixed_dictionaries({"period": half, "annual": half}),
            }
        )
    )
    buffer = io.BytesIO()
    writers.write_county_xlsx(buffer, [form])
    found = cells(read_bytes(buffer.getvalue(), "表.xlsx"))
    written = {
        str(writers_address(put)): put for put in layouts.county_layout(form) if put.text or put.number is not None
    }
    assert found.keys() - {"表1!A1", "表1!A2"} == written.keys()
    for address, put in written.items():
        cell = found[address]
        assert (cell.row_span, cell.column_span) == (put.height, put.width)
        if put.number is None:
            assert (cell.text, cell.number) == (put.text, None)
        else:
            assert cell.number == Decimal(repr(put.number))
            assert cell.text == (f"{put.number:,.2f}" if put.style == "#,##0.00" else put.text)


def writers_address(put: layouts.Put) -> str:
    """Where a cell of the county form stands, below the title and the year."""
    return f"表1!{'ABCDEFGH'[put.column]}{put.row + 3}"


# ---- hostile and broken files


def small() -> bytes:
    """A workbook with strings, styles, numbers and a merge."""
    return workbook(
        sheet(
            f'<row r="1"><c r="A1" t="s"><v>0</v></c>{inline("乙", "B1")}<c r="C1" s="1"><v>0.5</v></c></row>',
            after='<mergeCells><mergeCell ref="A1:A2"/></mergeCells>',
        ),
        strings="<si><t>甲</t></si>",
        styles='<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs>',
    )


def dense() -> bytes:
    return workbook(sheet("<row>" + "".join(inline(f"第{n}项") for n in range(30_000)) + "</row>"))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = builders.bomb()
    assert len(data) < 1024 * 1024
    assert "压缩到1,028分之一" in refusal(data)
    assert "解压后内容太多" in refusal(dense(), limits=Limits(unpacked=1024 * 1024))


def test_a_size_that_lies_is_found_out() -> None:
    assert "损坏" in refusal(builders.lying_size(small(), "xl/worksheets/sheet1.xml", 40))


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"]
)
def test_document_types_are_refused_in_every_part(part: str) -> None:
    made = parts(
        sheet('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row>'),
        strings="<si><t>甲</t></si>",
        styles='<cellXfs><xf numFmtId="0"/></cellXfs>',
    )
    made[part] = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + str(made[part])
    assert "DTD" in refusal(zipped(made))


def test_a_cell_at_the_far_corner_is_refused() -> None:
    assert "铺得太开（A1:XFD1048576" in refusal(workbook(sheet(f'<row r="1048576">{inline("x", "XFD1048576")}</row>')))
    far = f'<row r="1">{inline("x", "XFD1")}</row><row r="9999">{inline("x", "A9999")}</row>'
    assert "铺得太开（A1:XFD9999" in refusal(workbook(sheet(far)))
    # Whatever number of rows is allowed, the box has a limit.
    wide = workbook(sheet(f'<row r="1048576">{inline("x", "AZ1048576")}</row>'))
    assert "铺得太开" in refusal(wide, limits=Limits(rows=2_000_000_000))


def test_what_only_claims_to_be_far_away_is_read() -> None:
    rows = f'<row r="1">{inline("甲", "A1")}</row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    document = read_bytes(workbook(sheet(rows, before='<dimension ref="A1:XFD1048576"/>')), "表.xlsx")
    assert texts(document) == {"表1!A1": "甲"}


def test_a_flood_of_tags_is_refused() -> None:
    flood = workbook(sheet("<row>" + "<a/>" * 200_001 + "</row>"))
    assert "XML标记太多（200,018个，上限200,000个）" in refusal(flood, limits=Limits(cells=25_000))


def test_an_unaddressed_flood_of_cells_is_refused() -> None:
    flood = workbook(sheet("<row>" + "<c/>" * 8_001 + "</row>"))
    assert "标记太多" in refusal(flood, limits=Limits(cells=1_000))


@pytest.mark.parametrize("reference", ["A1:XFD1048576", "A1:J40001"])
def test_a_giant_merge_is_refused(reference: str) -> None:
    merged = f'<mergeCells><mergeCell ref="{reference}"/></mergeCells>'
    assert "合并单元格太大" in refusal(workbook(sheet(f"<row>{inline('x')}</row>", after=merged)))


def test_too_many_rows_are_refused_with_sheet_number_and_limit() -> None:
    rows = "".join(f"<row>{inline('x')}</row>" for _ in range(1048))
    assert refusal(workbook(sheet("<row/>"), sheet(rows)), limits=Limits(rows=1000)) == (
        "表.xlsx：工作表“表2”有1,048行，超过上限1,000行；若确有这么多，加 --max-rows 1100。"
    )
    assert len(read_bytes(workbook(sheet(rows)), "表.xlsx", limits=Limits(rows=1100)).lines) == 1048
    last = f'<row r="1048576">{inline("x", "A1048576")}</row>'
    assert "有1,048,576行，超过上限200,000行；若确有这么多，加 --max-rows 1100000" in refusal(workbook(sheet(last)))


def test_a_text_that_is_stored_once_and_shown_a_thousand_times_is_counted() -> None:
    rows = "<row>" + '<c t="s"><v>0</v></c>' * 40 + "</row>"
    data = workbook(sheet(rows), strings=f"<si><t>{'长' * 300}</t></si>")
    assert "文字太多（已有6,600字，上限6,400字）" in refusal(data, limits=Limits(cells=40))


def test_every_cut_of_a_workbook_is_refused() -> None:
    data = small()
    for length in range(0, len(data), 97):
        refusal(data[:length])


def test_an_encrypted_part_needs_its_password() -> None:
    changed = bytearray(small())
    at = 0
    while (at := changed.find(b"PK\x01\x02", at)) >= 0:
        changed[at + 8] |= 1
        at += 4
    assert "文件有密码" in refusal(bytes(changed))


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/workbook.xml", None),
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/_rels/workbook.xml.rels", None),
        ("xl/worksheets/sheet1.xml", None),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>"),
        ("xl/worksheets/sheet1.xml", ""),
        ("xl/worksheets/sheet1.xml", '<?xml version="1.0" encoding="none"?><worksheet/>'),
        ("xl/worksheets/sheet1.xml", sheet('<row r="1"><c r="1A"><v>1</v></c></row>')),
        ("xl/worksheets/sheet1.xml", sheet('<row r="x"><c><v>1</v></c></row>')),
        ("xl/worksheets/sheet1.xml", sheet('<row r="999999999"><c><v>1</v></c></row>')),
        ("xl/worksheets/sheet1.xml", sheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')),
        ("xl/worksheets/sheet1.xml", sheet("", after='<mergeCells><mergeCell ref="B2:A1"/></mergeCells>')),
        ("xl/worksheets/sheet1.xml", sheet("", after='<mergeCells><mergeCell ref="甲"/></mergeCells>')),
        ("xl/sharedStrings.xml", "<sst>"),
        ("xl/styles.xml", "<styleSheet>"),
    ],
)
def test_broken_parts_are_named_as_damage(part: str, content: str | None) -> None:
    made = parts(
        sheet('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row>'),
        strings="<si><t>甲</t></si>",
        styles='<cellXfs><xf numFmtId="0"/></cellXfs>',
    )
    if content is None:
        del made[part]
    else:
        made[part] = content
    assert "不完整或已损坏" in refusal(zipped(made))


def test_without_the_library_the_reader_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    assert 'pip install "jixiao[excel]"' in refusal(small())


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_no_damage_to_a_workbook_raises_anything_else(data: st.DataObject) -> None:
    changed = bytearray(small())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed) - 1))
        if data.draw(st.booleans()):
            changed[at] ^= data.draw(st.integers(1, 255))
        else:
            del changed[at : at + data.draw(st.integers(1, 40))]
    with suppress(NotReadable):
        read_bytes(bytes(changed), "表.xlsx")


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_no_damage_to_a_part_raises_anything_else(data: st.DataObject) -> None:
    made = parts(
        sheet(
            f'<row r="1"><c r="A1" t="s"><v>0</v></c>{inline("乙", "B1")}'
            '<c r="C1" s="1"><f>1+1</f><v>45657.5</v></c></row>',
            after='<mergeCells><mergeCell ref="A1:A2"/></mergeCells>',
        ),
        strings="<si><r><t>甲</t></r></si>",
        styles=(
            '<numFmts><numFmt numFmtId="170" formatCode="0.0%;yyyy"/></numFmts>'
            '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
        ),
    )
    name = data.draw(st.sampled_from(sorted(made)))
    changed = bytearray(str(made[name]).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from([b"", b"9", b"-", b"A", b"<", b">", b"/", b'"', b"&", b"\xff", b"999999999", b"e", b"."])
        )
    made[name] = bytes(changed)
    with suppress(NotReadable):
        read_bytes(zipped(made), "表.xlsx")
