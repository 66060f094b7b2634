"""Old workbooks, OpenDocument spreadsheets and values between commas: values, formats, merges; and hostile ones."""

from __future__ import annotations

import builtins
import io
import random
import time
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlwt  # type: ignore[import-untyped]  # the library brings no types
from hypothesis import given
from hypothesis import strategies as st
from tests.formats import ods_of

from jixiao.documents import Limits, read_bytes
from jixiao.documents.grid import Cell, Document
from jixiao.errors import NotReadable

P = "<text:p>{}</text:p>"


def cells(document: Document) -> dict[str, Cell]:
    """The cells of a document by their address."""
    return {str(cell.at): cell for line in document.lines for cell in line.cells}


def texts(document: Document) -> dict[str, str]:
    return {address: cell.text for address, cell in cells(document).items()}


def refusal(data: bytes, name: str, **options: Any) -> str:
    """The Chinese sentence that a file is refused with."""
    with pytest.raises(NotReadable) as caught:
        read_bytes(data, name, **options)
    assert str(caught.value).startswith(f"{name}：")
    assert str(caught.value).count("。") == 1
    assert caught.value.en.startswith(f"{name}: ")
    return str(caught.value)


# ---- old workbooks


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def old_workbook(*, datemode: int = 0) -> bytes:
    """A workbook with something of each kind on two sheets."""
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = bool(datemode)
    sheet = book.add_sheet("表1")
    style = xlwt.easyxf
    sheet.write(0, 0, " 文字\r\n二行 ")
    sheet.write(0, 1, 0.95, style(num_format_str="0%"))
    sheet.write(0, 2, 1320000.5, style(num_format_str="#,##0.00"))
    sheet.write(0, 3, 132.2)
    sheet.write(0, 4, True)
    sheet.write(0, 5, date(2024, 12, 31), style(num_format_str='yyyy"年"m"月"d"日"'))
    sheet.write(0, 6, date(2024, 12, 31), style(num_format_str="M/D/YY"))
    sheet.write(0, 7, "")
    sheet.write(0, 8, None, style("borders: left thin"))
    sheet.write(0, 9, 20240118154658)
    sheet.write_merge(2, 4, 0, 1, "块")
    sheet.write(5, 5, "角")
    second = book.add_sheet("表2")
    second.visibility = 1
    second.write(1, 1, "隐藏的")
    return saved(book)


def test_values_of_an_old_workbook_are_shown_by_their_formats() -> None:
    document = read_bytes(old_workbook(), "a/表.xls")
    assert (document.name, document.medium, document.exact) == ("表.xls", "sheet", True)
    assert texts(document) == {
        "表1!A1": "文字\n二行",
        "表1!B1": "95%",
        "表1!C1": "1,320,000.50",
        "表1!D1": "132.2",
        "表1!E1": "TRUE",
        "表1!F1": "2024年12月31日",
        "表1!G1": "2024/12/31",
        "表1!J1": "20240118154658",
        "表1!A3": "块",
        "表1!F6": "角",
        "表2!B2": "隐藏的",
    }
    found = cells(document)
    assert found["表1!B1"].number == Decimal("0.95")
    assert found["表1!C1"].number == Decimal("1320000.5")
    assert str(found["表1!J1"].number) == "20240118154658"
    assert (found["表1!A3"].row_span, found["表1!A3"].column_span) == (3, 2)
    assert [(line.number, line.table) for line in document.lines] == [(1, 0), (3, 0), (6, 0), (2, 1)]


def test_the_first_day_of_an_old_workbook() -> None:
    assert texts(read_bytes(old_workbook(datemode=1), "表.xls"))["表1!F1"] == "2024年12月31日"


def test_without_xlrd_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any, **named: Any) -> Any:
        if name == "xlrd":
            raise ImportError(name)
        return real(name, *rest, **named)

    data = old_workbook()
    monkeypatch.setattr("builtins.__import__", absent)
    assert 'pip install "jixiao[excel]"' in refusal(data, "表.xls")


def test_a_locked_old_workbook_is_said_to_have_a_password() -> None:
    data = old_workbook()
    # The record behind the first, which says that all that follows is encrypted.
    at = data.index(b"\x09\x08\x10\x00\x00\x06") + 20
    locked = data[:at] + b"\x2f\x00\x36\x00" + b"\x01\x00" + bytes(52) + data[at + 58 :]
    assert "文件有密码" in refusal(locked, "表.xls")


def test_an_old_workbook_that_is_cut_off_is_damaged() -> None:
    data = old_workbook()
    for end in (600, 1000, 2000, 3000):
        assert "工作簿不完整或已损坏" in refusal(data[:end] + "Workbook\0".encode("utf-16-le"), "表.xls")


def test_too_many_cells_of_an_old_workbook_are_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表1")
    for row in range(60):
        for column in range(20):
            sheet.write(row, column, row)
    data = saved(book)
    assert "已读到60行，上限50行" in refusal(data, "表.xls", limits=Limits(rows=50))
    assert "已有1,020格，上限1,000格" in refusal(data, "表.xls", limits=Limits(cells=1000))
    assert "连同空的已有820格，上限800格" in refusal(data, "表.xls", limits=Limits(cells=100))
    monkeypatch.setattr("jixiao.documents.xls.MAX_RECORDS", 10)
    assert "条，上限10条" in refusal(data, "表.xls")


def test_a_giant_merge_of_an_old_workbook_is_refused() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表1")
    sheet.write(0, 0, "甲")
    data = bytearray(saved(book))
    sheet.merge(0, 1, 0, 1)
    data = bytearray(saved(book))
    at = data.index(b"\xe5\x00\x0a\x00\x01\x00")
    data[at + 6 : at + 14] = b"\x00\x00\xff\xff\x00\x00\xff\x00"
    assert "单元格太多（连同合并的已有16,777,216格，上限400,000格）" in refusal(bytes(data), "表.xls")


def test_broken_bytes_of_an_old_workbook_are_read_or_refused() -> None:
    data = old_workbook()
    chance = random.Random(9)
    started = time.perf_counter()
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(chance.randrange(1, 12)):
            broken[chance.randrange(512, len(broken))] = chance.randrange(256)
        # No other error may leave.
        with suppress(NotReadable):
            read_bytes(bytes(broken), "表.xls")
    assert time.perf_counter() - started < 60


# ---- OpenDocument


def ods(rows: str, **options: Any) -> Document:
    return read_bytes(ods_of(rows, **options), "表.ods")


def row(*inner: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(inner)}</table:table-row>'


def cell(inner: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{inner}</table:table-cell>"


def test_displayed_texts_and_typed_numbers() -> None:
    document = ods(
        row(
            cell("<text:p>一<text:s text:c='2'/>二<text:tab/><text:span>三</text:span></text:p><text:p>四</text:p>"),
            cell(P.format("95%"), 'office:value-type="percentage" office:value="0.95"'),
            cell("", 'office:value-type="float" office:value="132.19999999999999"'),
            cell(P.format("2024年12月31日"), 'office:value-type="date" office:date-value="2024-12-31"'),
            cell(
                "<office:annotation><text:p>批注</text:p></office:annotation><draw:frame><text:p>图</text:p></draw:frame>"
            ),
            cell("", 'table:formula="of:=SUM([.A1])"'),
            cell("<text:p>x<text:line-break/>y</text:p>", 'office:value-type="string"'),
        )
    )
    assert (document.medium, document.exact) == ("sheet", True)
    assert {a: (c.text, c.number, c.uncached) for a, c in cells(document).items()} == {
        "表1!A1": ("一  二\t三\n四", None, False),
        "表1!B1": ("95%", Decimal("0.95"), False),
        "表1!C1": ("132.2", Decimal("132.2"), False),
        "表1!D1": ("2024年12月31日", None, False),
        "表1!F1": ("=SUM([.A1])", None, True),
        "表1!G1": ("x\ny", None, False),
    }


def test_merges_and_what_they_cover() -> None:
    spans = 'table:number-rows-spanned="2" table:number-columns-spanned="3"'
    covered = (
        '<table:covered-table-cell table:number-columns-repeated="2"><text:p>不见</text:p></table:covered-table-cell>'
    )
    document = ods(
        row(cell(P.format("块"), spans), covered, cell(P.format("右")))
        + row(covered, cell("", ""), cell(P.format("下")))
    )
    assert texts(document) == {"表1!A1": "块", "表1!D1": "右", "表1!D2": "下"}
    assert (cells(document)["表1!A1"].row_span, cells(document)["表1!A1"].column_span) == (2, 3)


def test_repeated_rows_and_columns() -> None:
    twice = cell(P.format("甲"), 'table:number-columns-repeated="2"')
    blank = cell("", 'table:number-columns-repeated="16000"')
    document = ods(row(twice, blank, repeated=2) + row(blank, repeated=1_000_000) + row(cell(P.format("尾"))))
    assert texts(document) == {
        "表1!A1": "甲", "表1!B1": "甲", "表1!A2": "甲", "表1!B2": "甲", "表1!A1000003": "尾",
    }  # fmt: skip
    assert [line.number for line in document.lines] == [1, 2, 1_000_003]


def test_several_sheets_have_their_names() -> None:
    second = '</table:table><table:table table:name="附 表">' + row(cell(P.format("乙")))
    document = ods(row(cell(P.format("甲"))) + second)
    assert texts(document) == {"表1!A1": "甲", "附 表!A1": "乙"}
    assert [line.table for line in document.lines] == [0, 1]


def test_an_encrypted_spreadsheet_is_said_to_have_a_password() -> None:
    assert "文件有密码" in refusal(ods_of("", encrypted=True), "表.ods")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("<table:table-row>", "已损坏"),
        (row(cell(P.format("x"), 'table:number-columns-repeated="x"')), "已损坏"),
        (row(cell(P.format("x"), 'table:number-columns-repeated="20000"')), "已损坏"),
        (row(cell(P.format("x")), repeated=1_048_577), "上限200,000行"),
        (
            row(cell(P.format("x")), repeated=1) + row(cell("")) + row(cell(P.format("x")), repeated=199_999) * 2,
            "上限200,000行",
        ),
        (row(cell(""), repeated=1_048_576) + row(cell(P.format("x"))), "已损坏"),
        (row(cell(P.format("x"), 'table:number-columns-repeated="999999999"')), "上限400,000格"),
        (row(*[cell(P.format("x"), 'table:number-columns-repeated="16384"')], repeated=1000), "上限400,000格"),
        (row(cell("x", 'table:number-columns-spanned="16384" table:number-rows-spanned="1000000"')), "上限400,000格"),
        (row(cell(P.format("字" * 1_000), 'table:number-columns-repeated="100"'), repeated=1_000), "上限64,000,000字"),
    ],
)
def test_spreadsheets_that_claim_too_much_are_refused(rows: str, said: str) -> None:
    assert said in refusal(ods_of(rows), "表.ods")


def test_entities_and_missing_content_are_refused() -> None:
    data = ods_of("").replace(b"content.xml", b"xontent.xml")
    assert "这是压缩包" in refusal(data, "表.ods")
    from tests.evil.builders import zipped

    kind = "application/vnd.oasis.opendocument.spreadsheet"
    bomb = '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'
    assert "为安全起见不读" in refusal(zipped({"mimetype": kind, "content.xml": bomb}), "表.ods")


# ---- values between commas and tabs


def test_records_are_rows_whatever_their_cells_hold() -> None:
    document = read_bytes(b'a,"b,c","d\r\n""e"""\r\n\r\n,,\r\nf, g ,\r\n', "表.csv")
    assert (document.medium, document.exact) == ("sheet", True)
    assert texts(document) == {"L1C1": "a", "L1C2": "b,c", "L1C3": 'd\n"e"', "L4C1": "f", "L4C2": "g"}
    assert [(line.number, line.table) for line in document.lines] == [(1, 0), (4, 0)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_values_in_every_usual_encoding(encoding: str) -> None:
    data = "项目名称,金额,备注\r\n维修,1,二\r\n新建,2,三\r\n".encode(encoding)
    assert list(texts(read_bytes(data, "(bytes)")).values())[:3] == ["项目名称", "金额", "备注"]


def test_excels_text_with_tabs_keeps_its_line_breaks() -> None:
    document = read_bytes('目标\t"第一\n第二"\n"""引"""\t完\n'.encode("utf-16"), "表.txt")
    assert texts(document) == {"L1C1": "目标", "L1C2": "第一\n第二", "L2C1": '"引"', "L2C2": "完"}


def test_a_quotation_mark_without_its_pair_is_said() -> None:
    assert "引号没有成对" in refusal(b'a,b,"' + b"x,\n" * 60_000, "表.csv")
    assert "已读到101行，上限100行" in refusal(b"a,b\n" * 101, "表.csv", limits=Limits(rows=100))


@given(st.lists(st.lists(st.text("甲a\"',;\n\t |", max_size=4), min_size=2, max_size=4), min_size=1, max_size=5))
def test_any_values_are_read_at_their_address(rows: list[list[str]]) -> None:
    import csv

    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(rows)
    data = buffer.getvalue().encode()
    if "\t" in buffer.getvalue() or buffer.getvalue().partition("\n")[0].count(";") > 0:
        return
    assert texts(read_bytes(data, "表.csv")) == {
        f"L{n}C{m}": text.strip()
        for n, record in enumerate(rows, 1)
        for m, text in enumerate(record, 1)
        if text.strip()
    }
