"""Texts: encodings, lines, rows of cells, Markdown; and what files are, told by their content."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evil import builders

from jixiao.documents import Limits, files_in, is_lock_file, kind_of, load_bytes, read_bytes, read_document
from jixiao.documents.grid import Document
from jixiao.errors import NotReadable
from jixiao.testing.layouts import write_county_text

TEXT = "绩效目标\n项目名称\t\t维修改造\n一级指标\t≥95%\n"


def read(text: str) -> Document:
    return read_bytes(text.encode(), "表.txt")


def shape(document: Document) -> list[tuple[int, int | None, list[tuple[int, str, str]]]]:
    """Number, table and cells of every line; the cells with column, text and address."""
    return [(line.number, line.table, [(c.column, c.text, str(c.at)) for c in line.cells]) for line in document.lines]


def texts(document: Document) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for line in document.lines]


def refusal(data: bytes, name: str = "表.txt") -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read_bytes(data, name)
    assert str(caught.value).startswith(f"{name}：")
    assert caught.value.en.startswith(f"{name}: ")
    return caught.value


def test_lines_with_tabs_are_rows_and_others_paragraphs() -> None:
    assert shape(read(TEXT)) == [
        (1, None, [(0, "绩效目标", "L1C1")]),
        (2, 0, [(0, "项目名称", "L2C1"), (2, "维修改造", "L2C3")]),
        (3, 0, [(0, "一级指标", "L3C1"), (1, "≥95%", "L3C2")]),
    ]


def test_a_text_is_no_exact_medium_and_has_its_files_name() -> None:
    document = read_bytes(TEXT.encode(), "报送/2024/表.txt")
    assert (document.name, document.medium, document.exact) == ("表.txt", "text", False)
    assert read_bytes(TEXT.encode(), "报送\\表.txt").name == "表.txt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_every_usual_encoding_gives_the_same_document(encoding: str) -> None:
    assert read_bytes(TEXT.encode(encoding), "表.txt") == read(TEXT)


def test_utf16_with_the_mark_of_the_other_byte_order() -> None:
    assert read_bytes(b"\xfe\xff" + TEXT.encode("utf-16-be"), "表.txt") == read(TEXT)


def test_ascii_in_utf16_without_a_mark() -> None:
    assert texts(read_bytes("a\tb\nc".encode("utf-16-le"), "t")) == [["a", "b"], ["c"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_are_an_editors(end: str) -> None:
    assert [line.number for line in read(f"a{end}{end}b{end}c").lines] == [1, 3, 4]


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_exotic_separators_split_no_line(separator: str) -> None:
    text = "项目概况" * 60 + separator + "b\nc"
    assert [line.number for line in read(text).lines] == [1, 2]


def test_blanks_of_every_width_are_no_text() -> None:
    assert shape(read("\u3000甲\xa0\t \u3000 \t乙 \n\t\u3000\t\n \u3000\n丙\u3000")) == [
        (1, 0, [(0, "甲", "L1C1"), (2, "乙", "L1C3")]),
        (4, None, [(0, "丙", "L4C1")]),
    ]


def test_blank_lines_and_empty_rows_do_not_end_a_table_but_a_paragraph_does() -> None:
    document = read("a\tb\n\n\t\t\nc\td\n段落\ne\tf\n")
    assert [(line.number, line.table) for line in document.lines] == [(1, 0), (4, 0), (5, None), (6, 1)]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("# 目录", "目录"),
        ("## **第一部分** 概况", "**第一部分** 概况"),
        ("### **概况**", "概况"),
        ("## 标题 ##", "标题"),
        ("**结构图**", "结构图"),
        ("#1楼维修", "#1楼维修"),
        ("#", "#"),
        ("** 甲 ** 和 ** 乙 **", "** 甲 ** 和 ** 乙 **"),
        ("****", "****"),
    ],
)
def test_headings_lose_the_signs_of_markdown(line: str, shown: str) -> None:
    assert shape(read(line)) == [(1, None, [(0, shown, "L1C1")])]


def test_markdown_tables_are_rows() -> None:
    table = "| 一级指标 | 指标值 | |\n|---|:-:|--:|\n| **产出** | | ≥10\\|台<br>套 |\n\n| a |\n"
    assert shape(read(table)) == [
        (1, 0, [(0, "一级指标", "L1C1"), (1, "指标值", "L1C2")]),
        (3, 0, [(0, "产出", "L3C1"), (2, "≥10|台\n套", "L3C3")]),
        (5, 0, [(0, "a", "L5C1")]),
    ]


def test_markdown_tables_without_outer_bars_need_their_separator() -> None:
    assert texts(read("a | b\n---|---\nc | d\n\ne | f")) == [["a", "b"], ["c", "d"], ["e | f"]]
    assert [line.table for line in read("a | b\n---|---\nc | d\n\ne | f").lines] == [0, 0, None]


def test_bars_in_running_text_are_text() -> None:
    assert shape(read("甲|乙\n丙\n---\n")) == [
        (1, None, [(0, "甲|乙", "L1C1")]),
        (2, None, [(0, "丙", "L2C1")]),
        (3, None, [(0, "---", "L3C1")]),
    ]


def test_a_bar_inside_a_row_of_tabs_is_text() -> None:
    assert texts(read("甲|乙\t丙")) == [["甲|乙", "丙"]]


def test_too_many_lines_are_refused_with_their_number() -> None:
    with pytest.raises(NotReadable) as caught:
        read_bytes(b"a\n" * 1200 + b"b", "表.txt", limits=Limits(rows=1000))
    assert str(caught.value) == "表.txt：文件有1,201行，超过上限1,000行；若确有这么多，加 --max-rows 1300。"
    assert caught.value.en.endswith("add --max-rows 1300.")
    assert len(read_bytes(b"a\n" * 999 + b"b", "表.txt", limits=Limits(rows=1000)).lines) == 1000


@pytest.mark.parametrize("sign", ["\t", "|"])
def test_a_flood_of_cells_is_refused(sign: str) -> None:
    assert "单元格太多（连同空的已有3,200,001格，上限3,200,000格）" in str(refusal(sign.encode() * 3_200_001 + b"a"))


def test_damaged_utf8_is_not_read_as_something_else() -> None:
    data = ("项目名称\n" * 20).encode() + "看守所".encode()[:-1]
    assert "第21行有损坏的字符" in str(refusal(data))


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe" + TEXT.encode("utf-16-le") + b"x",
        b"\xef\xbb\xbfabc\xff",
        b"abc \xff\xff\xff\xff",
        TEXT.encode("utf-16-le") + b"\0\0",
        "\ufeffab".encode("utf-32-le"),
    ],
)
def test_what_cannot_be_decoded_is_refused(data: bytes) -> None:
    refusal(data)


@given(
    st.lists(
        st.lists(st.text(st.sampled_from("甲乙ab1 \u3000≥%。#*-\\"), max_size=5), min_size=2, max_size=5),
        min_size=1,
        max_size=8,
    )
)
def test_every_cell_of_written_rows_is_read_at_its_address(rows: list[list[str]]) -> None:
    document = read_bytes(("x\n" + "\n".join("\t".join(row) for row in rows)).encode(), "t")
    read_back = {str(c.at): c.text for line in document.lines[1:] for c in line.cells}
    assert read_back == {
        f"L{n}C{m}": cell.strip() for n, row in enumerate(rows, 2) for m, cell in enumerate(row, 1) if cell.strip()
    }


@given(st.binary(max_size=300))
def test_bytes_are_read_or_refused(data: bytes) -> None:
    # No other error may leave.
    with suppress(NotReadable):
        read_bytes(data, "x")


def test_the_printed_county_form_is_read_as_tables() -> None:
    form = {
        "project_name": "营区维修",
        "fiscal_year": 2024,
        "department": {"code": "027", "name": "某局"},
        "funding": {"period": {"total": "1650000"}, "annual": {"total": "1320000.5"}},
        "indicators": {
            "period": [{"category": "quantity", "name": "房间", "value": "≥10间"}],
            "annual": [{"category": "quantity", "name": "房间", "value": "≥8间"}],
        },
    }
    rows = [{"name": "营区维修", "total": "1320000", "from_last_year": False}]
    document = read(write_county_text([form, form], tables=rows, narrative=["说明。"]))
    assert {line.table for line in document.lines} == {None, 0, 1, 2}
    assert ["项目名称", "营区维修"] in texts(document)
    assert ["项目资金 (元)", "实施期资金总额:", "1,650,000", "年度资金总额:", "1,320,000.5"] in texts(document)
    assert ["产出指标", "数量指标", "房间", "≥10间", "数量指标", "房间", "≥8间"] in texts(document)
    assert ["营区维修", "132.00", "132.00"] in texts(document)
    assert sum("服务对象满意度指标" in line for line in texts(document)) == 2
    short = read(write_county_text([form], omit=["satisfaction"]))
    assert not any("服务对象满意度指标" in line for line in texts(short))


# ---- what a file is


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{"jixiao": 1}', "json"),
        (b"\xef\xbb\xbf\n [ {} ]", "json"),
        ('{"a": 1}'.encode("utf-16"), "json"),
        (b"[1]", "json"),
        ("[附件] 绩效目标".encode(), "text"),
        ("绩效目标".encode("gb18030"), "text"),
        (builders.workbook(builders.sheet("")), "xlsx"),
        (builders.compound("Workbook"), "xls"),
        (builders.compound("Book"), "xls"),
        (builders.compound("Workbook", "WordDocument"), "xls"),
        (builders.zipped({"word/document.xml": "<w/>"}), "docx"),
        (builders.zipped({"content.xml": "", "mimetype": "x.opendocument.spreadsheet"}), "ods"),
        (builders.zipped({"a.txt": "x"}), "zip"),
        (b"<!DOCTYPE html><html><table>", "html"),
        ("\ufeff<html><body>".encode("utf-16-le"), "html"),
        (b'<?xml version="1.0"?>\n<html xmlns:x="urn:schemas-microsoft-com:office:excel">', "html"),
        (b"<div><table><tr><td>x</td></tr></table></div>", "html"),
        (b"<!-- a note --> no page", "text"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "mht"),
        (b"a,b,c\n1,2,3\n4,5,6\n", "csv"),
        ('a,b,c\n1,"2\n2",3\n4,5,6'.encode("utf-16"), "csv"),
        (b"a;b;c\n1;2;3\n4;5;6\n", "csv"),
        (b"a,b,c\n1,2,3\n4,5\n", "text"),
        (b"a,b,c\n1,2,3\n", "text"),
        (b'a\tb\n"1\n2"\tc\n', "csv"),
        (b'a\tb\n"1"\tc\n', "text"),
        (builders.compound("WordDocument", "Workbook"), "doc"),
    ],
)
def test_kinds_are_told_by_content(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "said", "advice"),
    [
        (builders.compound("EncryptedPackage"), "文件有密码", "取消密码后另存"),
        (builders.compound("Workbook"), "工作簿不完整或已损坏", "另存为.xlsx"),
        (builders.compound("VisioDocument"), "没有工作簿", "另存为”.xlsx"),
        (b"%PDF-1.7\n...", "PDF不完整", "重新导出"),
        (b"GIF89a..", "图片", "存为.xlsx"),
        (b"Rar!\x1a\x07", "压缩包", "解压"),
        (builders.zipped({"word/styles.xml": "<w/>", "[Content_Types].xml": ""}), "Word文件不完整", "另存一份"),
        (builders.zipped({"ppt/presentation.xml": ""}), "演示文稿", "存为.xlsx"),
        (builders.zipped({"content.xml": "", "mimetype": ""}), "OpenDocument", "存为.xlsx"),
        (builders.zipped({"OFD.xml": ""}), "OFD", "存为.xlsx"),
        (builders.zipped({"xl/workbook.bin": ""}), ".xlsb", "另存为”.xlsx"),
        (builders.zipped({"a.txt": "x"}), "这是压缩包", "解压"),
        (builders.zipped({}) + bytes(4), "压缩包是空的", "确认"),
        (b"PK\x03\x04 and nothing more", "不完整或已损坏", "重新下载"),
        (
            b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>',
            "Word 2003",
            "另存为”.docx",
        ),
        (b"\x7fELF\x02\x01\0\0\0\0\0\0\0\0\0\x03", "不是文本也不是工作簿", "另存"),
        (b"\x01\x02\x03abc" * 10, "不是文本也不是工作簿", "另存"),
        (b"", "文件是空的", "保存"),
        (b"\xef\xbb\xbf \r\n\t", "文件是空的", "保存"),
        ("\ufeff \n".encode("utf-16-le"), "文件是空的", "保存"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(data: bytes, said: str, advice: str) -> None:
    error = refusal(data, "报送/某表")
    assert said in str(error)
    assert advice in str(error)
    assert str(error).count("。") == 1
    assert error.say("en").isascii() or "报送" in error.say("en")


def test_a_text_with_commas_is_a_table_where_its_name_says_so() -> None:
    assert kind_of(b"a,b\n1,2\n", "t.CSV") == "csv"
    assert kind_of(b"a,b\n1,2\n", "t.txt") == "text"
    assert kind_of(b"a\tb\n1\t2\n", "t.csv") == "text"


def test_json_is_no_document() -> None:
    assert "JSON" in str(refusal(b"{}"))


def test_a_message_without_a_name_starts_with_the_matter() -> None:
    with pytest.raises(NotReadable) as caught:
        kind_of(b"")
    assert str(caught.value).startswith("文件是空的")


# ---- files and folders


def problem(path: str | os.PathLike[str], limits: Limits = Limits()) -> str:  # noqa: B008
    with pytest.raises(NotReadable) as caught:
        load_bytes(path, limits=limits)
    assert os.fspath(path) in str(caught.value)
    assert os.fspath(path) in caught.value.en
    return str(caught.value)


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"  # the suffix lies
    path.write_text(TEXT, encoding="utf-8")
    assert read_document(path) == read_document(str(path))
    assert read_document(path).name == "表.xlsx"
    assert texts(read_document(path)) == texts(read(TEXT))


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    assert "没有这个文件" in problem(tmp_path / "无.txt")
    assert "这是文件夹" in problem(tmp_path)
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"\xef\xbb\xbf\r\n")
    assert "文件是空的" in problem(empty)
    assert "打不开" in problem("a\0b")
    lock = tmp_path / "~$表.xlsx"
    lock.write_bytes(b"\x05user" + bytes(160))
    assert "锁文件" in problem(lock)
    large = tmp_path / "大.txt"
    large.write_bytes(b"a" * (3 * 1024 * 1024))
    assert "文件太大（3 MB，上限2 MB）" in problem(large, Limits(bytes=2 * 1024 * 1024))
    assert "--max-bytes 3M" in problem(large, Limits(bytes=2 * 1024 * 1024))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the administrator may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "表.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    assert "没有读取权限" in problem(path)


def test_a_refused_file_is_said_to_be_locked_or_forbidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    assert "没有读取权限" in problem(tmp_path / "表.txt")
    assert "这是文件夹" in problem(tmp_path)


def test_files_of_a_folder(tmp_path: Path) -> None:
    kept = [
        "a.xlsx",
        "b/c.TXT",
        "b/d.md",
        "e.json",
        "f.tsv",
        "g.xlsm",
        "h.PDF",
        "i.docx",
        "j.et",
        "k.MHT",
        "l.zip",
        "m.doc",
    ]
    passed_over = ["~$a.xlsx", ".hidden.txt", ".git/x.txt", "h.ofd", "b/~$c.xlsx", "n.exe"]
    for name in (*kept, *passed_over):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    assert files_in(tmp_path) == sorted(tmp_path / name for name in kept)
    assert is_lock_file(tmp_path / "~$a.xlsx")
    assert is_lock_file("b/~$c.xlsx")
    assert not is_lock_file("b~$/c.xlsx")


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotReadable) as caught:
        files_in(tmp_path / "无")
    assert "文件夹打不开" in str(caught.value)
