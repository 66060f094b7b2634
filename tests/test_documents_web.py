"""Web pages and archives of them: spans, tables in tables, charsets, Excel's own pages; and hostile ones."""

from __future__ import annotations

import builtins
import time
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats import page_of

from jixiao.documents import Limits, read_bytes
from jixiao.documents.grid import Document
from jixiao.errors import NotReadable


def read(body: str) -> Document:
    return read_bytes(page_of(body), "表.html")


def shape(document: Document) -> list[tuple[str, str, int, int]]:
    """Address, text and spans of every cell."""
    return [(str(c.at), c.text, c.row_span, c.column_span) for line in document.lines for c in line.cells]


def texts(document: Document) -> list[str]:
    return [text for _, text, _, _ in shape(document)]


def refusal(data: bytes, name: str = "表.html", **options: Any) -> str:
    with pytest.raises(NotReadable) as caught:
        read_bytes(data, name, **options)
    assert str(caught.value).startswith(f"{name}：")
    assert str(caught.value).count("。") == 1
    assert caught.value.en.startswith(f"{name}: ")
    return str(caught.value)


def test_paragraphs_and_tables_in_their_order() -> None:
    document = read("<h1>标题</h1>（2024年度）<br>单位：元<table><tr><th>甲<td> 乙\n</table><div>尾<p>又</div>")
    assert (document.medium, document.exact) == ("page", True)
    assert shape(document) == [
        ("P1", "标题", 1, 1),
        ("P2", "（2024年度）", 1, 1),
        ("P3", "单位：元", 1, 1),
        ("t1r1c1", "甲", 1, 1),
        ("t1r1c2", "乙", 1, 1),
        ("P4", "尾", 1, 1),
        ("P5", "又", 1, 1),
    ]
    assert [line.table for line in document.lines] == [None, None, None, 0, None, None]


def test_spans_push_cells_aside() -> None:
    rows = (
        "<tr><td rowspan=2 colspan=2>甲<td>乙<tr><td>丙<tr><td>丁<td colspan=9>戊"
        "<tr><td rowspan=0>己<td>庚<tr><td>辛<tr><td rowspan=99>壬<td colspan=x rowspan=-1>癸"
    )
    assert shape(read(f"<table>{rows}</table>")) == [
        ("t1r1c1", "甲", 2, 2),
        ("t1r1c3", "乙", 1, 1),
        ("t1r2c3", "丙", 1, 1),
        ("t1r3c1", "丁", 1, 1),
        ("t1r3c2", "戊", 1, 9),
        ("t1r4c1", "己", 3, 1),
        ("t1r4c2", "庚", 1, 1),
        ("t1r5c2", "辛", 1, 1),
        ("t1r6c2", "壬", 1, 1),
        ("t1r6c3", "癸", 1, 1),
    ]


def test_sections_and_captions_of_a_table() -> None:
    html = "<table><caption>标题</caption><thead><tr><th>头</thead><tbody><tr><td>身</tbody><tfoot><tr><td>脚</table>"
    assert texts(read(html)) == ["标题", "头", "身", "脚"]


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    inner = "<table><tr><td>内一<td>内二</table>"
    document = read(f"<table><tr><td>前{inner}后<td>旁<tr><td>下</table><table><tr><td>又</table>")
    assert [(address, text) for address, text, _, _ in shape(document)] == [
        ("t1r1c2", "旁"),
        ("P1", "前"),
        ("t2r1c1", "内一"),
        ("t2r1c2", "内二"),
        ("P2", "后"),
        ("t1r2c1", "下"),
        ("t3r1c1", "又"),
    ]


def test_text_is_as_a_browser_shows_it() -> None:
    cell = (
        "<p>一 \n <b>二</b></p>三<br>四<div>五&nbsp;</div>&lt;b&gt;&amp;&#8805;&ge;9 \n 5%<ul><li>六<li>七</ul>绩效\n标"
    )
    assert texts(read(f"<table><tr><td>{cell}</table>")) == ["一二\n三\n四\n五\n<b>&≥≥9 5%\n六\n七\n绩效标"]


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert('x')</script>", "<style>td{}</style>", "<template><p>x</template>", "<!-- x -->",
        "<p style='color:red; DISPLAY : none'>x<br>y</p>", "<div hidden><table><tr><td>x</table></div>",
        "<select><option>x<option>y</select>", "<textarea>x</textarea>", "<iframe src=x>x</iframe>",
        "<?php x ?>", "<![if !x]><![endif]>", "<img src=x onerror=alert(1)>", "<object data=x>x</object>",
    ],
)  # fmt: skip
def test_what_no_browser_shows_is_no_text(html: str) -> None:
    assert texts(read(f"{html}<p>甲</p><table><tr><td>{html}乙<td>丙</table>")) == ["甲", "乙", "丙"]


def test_rows_that_are_hidden_are_left_out() -> None:
    html = "<table><tr style='display:none'><td>x<td>y</tr><tr><td>甲<td style='mso-hide:all'>z<td>乙</table>"
    assert texts(read(html)) == ["甲", "乙"]


def test_excels_web_page_keeps_the_numbers() -> None:
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type '
        'content="text/html; charset=gb2312"><!--[if gte mso 9]><xml><x:Name>表1</x:Name></xml><![endif]--></head>'
        '<table><tr><td x:str>年度资金总额</td><td x:num="1320000">1,320,000.00</td><td x:num>1,200</td>'
        '<td x:num="0.95">95%</td></tr></table></body></html>'
    ).encode("gb18030")
    cells = [cell for line in read_bytes(page, "表.xls").lines for cell in line.cells]
    assert [(cell.text, cell.number) for cell in cells] == [
        ("年度资金总额", None),
        ("1,320,000.00", Decimal(1320000)),
        ("1,200", Decimal(1200)),
        ("95%", Decimal("0.95")),
    ]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030", "big5", "utf-16"])
def test_the_charset_is_the_one_that_is_declared(charset: str) -> None:
    page = page_of("<p>中文</p><table><tr><td>甲</table>", charset=charset)
    assert texts(read_bytes(page, "表.html")) == ["中文", "甲"]


@pytest.mark.parametrize("declared", ["gb2312", "no-such-charset", "ascii", "utf-7", "unicode_escape", "zlib"])
def test_a_wrong_declaration_gives_way_to_the_bytes(declared: str) -> None:
    page = f'<html><meta charset="{declared}"><p>绩效目标</p></html>'.encode()
    assert texts(read_bytes(page, "表.html")) == ["绩效目标"]


def test_without_a_declaration_the_bytes_decide() -> None:
    assert texts(read_bytes("<html><p>绩效目标</p></html>".encode("gbk"), "表.html")) == ["绩效目标"]
    assert "认不出文字编码" in refusal(b"<html><p>\xff\xff\xff</p></html>")


def test_a_page_that_says_nothing_is_an_empty_document() -> None:
    assert read("").lines == ()
    assert read_bytes(b"<html>", "x").lines == ()
    assert read_bytes(b"<table><tr><td>", "x").lines == ()


def test_without_lxml_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any, **named: Any) -> Any:
        if name.partition(".")[0] == "lxml":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr("builtins.__import__", absent)
    assert 'pip install "jixiao[web]"' in refusal(page_of("x"))


# ---- web archives


def archive(*parts: str, head: str = "MIME-Version: 1.0\r\n") -> bytes:
    """A web archive of these parts, each with its headers."""
    inner = "".join(f"--edge\r\n{part}\r\n" for part in parts)
    return f'{head}Content-Type: multipart/related; boundary="edge"\r\n\r\n{inner}--edge--\r\n'.encode()


def test_all_pages_of_an_archive_are_read_in_their_order() -> None:
    page = "Content-Type: text/html{}\r\nContent-Location: {}\r\n\r\n{}"
    data = archive(
        page.format('; charset="utf-8"', "book.htm", "<p>一</p>"),
        page.format("", "sheet001.htm", "<table><tr><td>二</table>"),
        page.format("", "tabstrip.htm", "<table><tr><td>不见</table>"),
        "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA",
        page.format(
            "; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable",
            "x",
            "<p>=D2=BB</p><table><tr><td>三=\r\n</table>".replace("三", "=C8=FD"),
        ),
        head='From: "Saved by WPS"\r\nSubject: x\r\nMIME-Version: 1.0\r\n',
    )
    document = read_bytes(data, "表.mht")
    assert [(str(c.at), c.text) for line in document.lines for c in line.cells] == [
        ("P1", "一"),
        ("t1r1c1", "二"),
        ("P2", "一"),
        ("t2r1c1", "三"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        archive(),
        archive("Content-Type: text/html\r\n\r\n"),
        archive("Content-Type: text/plain\r\n\r\nx"),
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\nx",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary*0*=x''%\r\n\r\nx",
    ],
)
def test_an_archive_without_a_page_is_damaged(data: bytes) -> None:
    assert "网页档案不完整或已损坏" in refusal(data, "表.mht")


def test_archives_in_archives_and_many_parts_end() -> None:
    nested = "".join(f'Content-Type: multipart/related; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(3000))
    assert "已损坏" in refusal(b"MIME-Version: 1.0\r\n" + nested.encode(), "表.mht")
    assert "500,002行，上限500,000行" in refusal(
        b"MIME-Version: 1.0\nContent-Type: text/html\n" + b"\n" * 500_000, "表.mht"
    )
    assert "上限2,000个" in refusal(archive(*["Content-Type: text/plain\r\n\r\nx"] * 2001), "表.mht")


# ---- hostile and broken pages


def test_entities_of_the_page_are_not_expanded() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    page = f"{bomb}<html><body><table><tr><td>&a;<td>&b;</table></body></html>".encode()
    assert "root:" not in "".join(texts(read_bytes(page, "x")))


def test_too_large_a_page_is_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.documents.html.MAX_TAGS", 10)
    assert "14个标记，上限10个" in refusal(page_of("<br>" * 7))
    monkeypatch.setattr("jixiao.documents.html.MAX_PAGE", 1024 * 1024)
    assert "网页太大（2 MB，上限1 MB）" in refusal(page_of("x" * 2 * 1024 * 1024))


def test_too_many_rows_and_cells_are_refused_with_the_limit() -> None:
    assert "已读到101行，上限100行" in refusal(page_of(f"<table>{'<tr><td>x' * 101}</table>"), limits=Limits(rows=100))
    assert "超过上限50层" in refusal(page_of("<table><tr><td>" * 60))
    wide = "<tr><td rowspan=2 colspan=150>x"
    assert "已有201格，上限200格" in refusal(page_of(f"<table>{wide * 2}</table>"), limits=Limits(cells=200))
    long = page_of(f"<table><tr><td>{'字' * 161}</table>")
    assert "已有161字，上限160字" in refusal(long, limits=Limits(cells=1))


def test_a_giant_span_costs_nothing() -> None:
    started = time.perf_counter()
    html = "<table>" + "<tr><td rowspan=65534 colspan=1000>x" * 300 + "</table>"
    with suppress(NotReadable):
        read(html)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "tag", ["<div>", "<font>", "<b>", "<tr><td>", "<td>", "<table>", "<p>", "<select>", "</table>", "<a "]
)
def test_deep_nesting_is_read_or_refused(tag: str) -> None:
    with suppress(NotReadable):
        read(tag * 20_000 + "<table><tr><td>甲</table>")


PIECES = (
    "<table>", "<tr>", "<td>", "<td rowspan=3 colspan=2>", "</td>", "</tr>", "</table>", "<p>", "</p>", "<br>", "甲",
    "<div hidden>", "</div>", "<select>", "<script>", "</script>", "<th rowspan=0>", "<caption>", "<tbody>", "<!--",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_order_of_tags_is_read_or_refused(parts: list[str]) -> None:
    with suppress(NotReadable):
        document = read("".join(parts))
        assert all(cell.text for line in document.lines for cell in line.cells)
        places = [str(cell.at) for line in document.lines for cell in line.cells]
        assert len(places) == len(set(places))
