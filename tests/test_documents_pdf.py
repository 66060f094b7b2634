"""Text PDFs: ruled tables by their lines, over the pages' ends, and everything that is no such file."""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]  # the library brings no types
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from tests.evil.builders import one_page
from tests.evil.builders import raw_pdf as raw
from tests.pdf_writers import A4, COUNTY_WIDTHS, Pdf, county_pdf, pdf_2021
from tools.make_examples import FORM_2021, FORMS, TITLE

import jixiao
from jixiao.documents import Limits, kind_of, pdf_device, read_bytes
from jixiao.documents.grid import Document
from jixiao.errors import NotATargetForm, NotReadable
from jixiao.model.writing import form_out
from jixiao.places import Location
from jixiao.testing.layouts import Put, county_layout

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
SHARED = Path(os.environ.get("JIXIAO_SHARED", ROOT.parent / "shared"))
LOOKS: dict[str, dict[str, Any]] = {
    "rectangles": {},
    "thin bars": {"bars": True},
    "large, over two pages": {"font_size": 13.0},
    "on its side": {"turned": True, "size": (842.0, 595.0)},
    "on its side, untold": {"turned": True, "told": False, "size": (842.0, 595.0)},
}


def table(puts: list[Put], widths: tuple[float, ...], **look: Any) -> Document:
    pdf = Pdf(**look)
    pdf.table(puts, widths)
    return read_bytes(pdf.finish(), "表.pdf")


def rows(document: Document) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for line in document.lines]


def by_text(document: Document) -> dict[str, tuple[str, int, int, int]]:
    return {
        cell.text: (str(cell.at), cell.column, cell.row_span, cell.column_span)
        for line in document.lines
        for cell in line.cells
    }


def findings(report: jixiao.Report) -> list[tuple[str, str]]:
    return sorted((finding.code, finding.paths[0]) for finding in report.findings)


# ---- the same form as a workbook


@pytest.mark.parametrize("look", LOOKS)
def test_a_county_form_gives_the_model_and_the_findings_of_the_workbook(look: str) -> None:
    reading = jixiao.read(county_pdf(FORMS, title=TITLE, **LOOKS[look]))
    workbook = jixiao.read(EXAMPLES / "forms.xlsx")
    assert [form_out(form) for form in reading.disclosure.forms] == [
        form_out(form) for form in workbook.disclosure.forms
    ]
    assert (reading.status, reading.gaps) == ("read", ())
    assert findings(jixiao.check(reading)) == findings(jixiao.check(workbook))


@pytest.mark.parametrize("look", LOOKS)
def test_a_form_of_2021_gives_the_model_and_the_findings_of_the_workbook(look: str) -> None:
    reading = jixiao.read(pdf_2021(FORM_2021, **LOOKS[look]))
    workbook = jixiao.read(EXAMPLES / "form-2021.xlsx")
    assert form_out(reading.disclosure.forms[0]) == form_out(workbook.disclosure.forms[0])
    assert findings(jixiao.check(reading)) == findings(jixiao.check(workbook))


def test_every_place_leads_back_to_its_text() -> None:
    document = read_bytes(county_pdf(FORMS, title=TITLE, font_size=13.0), "表.pdf")
    reading = jixiao.read(county_pdf(FORMS, title=TITLE, font_size=13.0))
    texts = {str(cell.at): cell.text for line in document.lines for cell in line.cells}
    assert len(texts) == sum(len(line.cells) for line in document.lines)
    printed = [place for place in reading.places.values() if place.text]
    assert len(printed) > 200
    assert all(texts[str(place.at)] == place.text for place in printed)
    assert {place.at.page for place in printed} == set(range(1, 11))


def test_a_born_digital_form_of_another_institute() -> None:
    path = SHARED / "data" / "real" / "nao-2023.pdf"
    if not path.is_file():
        pytest.skip(f"the real PDF is absent: {path}")
    reading = jixiao.read(path)
    truths = [json.loads(one.read_text(encoding="utf-8")) for one in (path.parent / "truth").glob("nao-*.json")]
    assert truths
    for truth in truths:
        form = reading.disclosure.forms[truth["ordinal"] - 1]
        assert form.project_name == truth["project_name"]
        assert form.funding.annual.total == Decimal(truth["annual_total_yuan"])
        assert [("".join((row.name or "").split()), row.category, row.value) for row in form.indicators.annual] == [
            ("".join(row["name"].split()), row["category"], "".join(row["value"].split()))
            for row in truth["indicators"]
        ]
    assert reading.status == "read"
    assert {gap.reason for gap in reading.gaps} <= {"row missing"}


# ---- cells


def test_merged_cells_have_their_spans_and_addresses() -> None:
    document = table(
        [
            Put(0, 0, "甲", height=2),
            Put(0, 1, "乙", width=2),
            Put(1, 1, "丙"),
            Put(1, 2, "丁"),
            Put(2, 0, "戊", width=3),
        ],
        (60, 80, 90),
    )
    assert (document.medium, document.exact) == ("page", True)
    assert by_text(document) == {
        "甲": ("p1t1r1c1", 0, 2, 1),
        "乙": ("p1t1r1c2", 1, 1, 2),
        "丙": ("p1t1r2c2", 1, 1, 1),
        "丁": ("p1t1r2c3", 2, 1, 1),
        "戊": ("p1t1r3c1", 0, 1, 3),
    }


@pytest.mark.parametrize(
    ("printed", "width", "read"),
    [
        ("年度总体目标", 17, "年度总体目标"),
        ("保障设施安全稳定高效运行和日常维护", 60, "保障设施安全稳定高效运行和日常维护"),
        ("1,234,567.89", 30, "1,234,567.89"),
        ("open\nscience", 60, "open science"),
        ("LAMOST\n观测", 60, "LAMOST观测"),
        ("1.保障运行。\n2.开放共享。", 120, "1.保障运行。\n2.开放共享。"),
        ("第一段结束。\n另起一段", 120, "第一段结束。\n另起一段"),
        ("面积\n平方米", 120, "面积平方米"),
    ],
)
def test_the_lines_of_a_cell_are_one_text(printed: str, width: float, read: str) -> None:
    assert rows(table([Put(0, 0, printed), Put(0, 1, "值")], (width, 40))) == [[read, "值"]]


def test_a_table_may_have_open_sides() -> None:
    pdf = Pdf()
    for x, text in ((70, "项目"), (170, "金额")):
        pdf.canvas.drawString(x, 700, text)
        pdf.canvas.drawString(x, 680, "甲" if x == 70 else "12")
    for y in (715, 695, 675):
        pdf.canvas.line(60, y, 260, y)
    pdf.canvas.line(160, 675, 160, 715)
    assert rows(read_bytes(pdf.finish(), "表.pdf")) == [["项目", "金额"], ["甲", "12"]]


def test_an_underline_is_no_table_and_no_wall() -> None:
    pdf = Pdf()
    pdf.title("单位：________")
    pdf.canvas.line(200, 760, 300, 760)
    pdf.table([Put(0, 0, "甲"), Put(0, 1, "乙")], (60, 60))
    pdf.canvas.line(240, 738, 250, 738)
    assert rows(read_bytes(pdf.finish(), "表.pdf")) == [["单位：________"], ["甲", "乙"]]


def test_a_text_that_runs_over_its_cell_is_kept_whole_and_marked() -> None:
    pdf = Pdf()
    pdf.table([Put(0, 0, ""), Put(0, 1, ""), Put(1, 0, "丙"), Put(1, 1, "丁")], (60, 60))
    pdf.canvas.drawString(240, 766, "这一句话比它的格子长")
    document = read_bytes(pdf.finish(), "表.pdf")
    assert rows(document) == [["这一句话比它的格子长"], ["丙", "丁"]]
    assert [cell.crossing for line in document.lines for cell in line.cells] == [True, False, False]


def test_lines_that_overflow_their_row_are_kept_together_and_marked() -> None:
    pdf = Pdf()
    pdf.table([Put(row, column, "" if column else str(row)) for row in range(3) for column in range(2)], (60, 60))
    for y, text in ((761, "三行文字写"), (751, "进一行的高"), (741, "度里面")):
        pdf.canvas.drawString(300, y, text)
    document = read_bytes(pdf.finish(), "表.pdf")
    assert rows(document) == [["0"], ["1", "三行文字写进一行的高度里面"], ["2"]]
    assert document.lines[1].cells[1].crossing


def test_a_value_that_crosses_its_lines_is_a_gap_of_the_reading() -> None:
    form = {**FORMS[0], "project_name": ""}
    pdf = Pdf()
    pdf.title(TITLE)
    pdf.table(county_layout(form), COUNTY_WIDTHS)
    pdf.canvas.drawString(150, 842 - 62 - 18 - 20, "越出边线的名称")
    reading = jixiao.read(pdf.finish())
    assert reading.disclosure.forms[0].project_name is not None
    assert [(gap.path, gap.reason) for gap in reading.gaps if gap.reason == "crosses its ruling"] == [
        ("forms[0].project_name", "crosses its ruling")
    ]


def test_bold_type_set_twice_is_read_once_and_a_watermark_never() -> None:
    pdf = Pdf()
    pdf.table([Put(0, 0, "甲方"), Put(0, 1, "乙方")], (60, 60))
    pdf.title("标题")
    pdf.canvas.saveState()
    pdf.canvas.rotate(45)
    pdf.canvas.drawString(600, 200, "内部资料")
    pdf.canvas.restoreState()
    text = pdf.canvas.beginText(100, 300)
    text.textLine("粗体")
    pdf.canvas.drawText(text)
    pdf.canvas.drawString(100.3, 300, "粗体")
    assert rows(read_bytes(pdf.finish(), "表.pdf")) == [["甲方", "乙方"], ["标题"], ["粗体"]]


# ---- outside tables, and over the pages' ends


def test_running_text_is_paragraphs_with_their_own_addresses() -> None:
    pdf = Pdf()
    sentence = "二〇二四年度部门预算包括本级预算和所属单位预算在内的汇总预算，"
    pdf.title("部门：某局", x=60)
    pdf.canvas.drawString(440, 842 - 62 - 9, "单位：万元")
    pdf.title(sentence, x=60)
    pdf.title("现予公开。", x=60)
    document = read_bytes(pdf.finish(), "表.pdf")
    assert rows(document)[:2] == [["部门：某局"], ["单位：万元"]]
    assert [line.table for line in document.lines] == [None] * len(document.lines)
    assert str(document.lines[0].cells[0].at) == "p1L1C1"
    assert document.lines[0].cells[0].at.say() == "第1页 第1行第1列"
    assert not document.exact


def test_a_full_line_goes_on_in_the_next() -> None:
    pdf = Pdf()
    words = "本单位预算公开如下" * 5
    pdf.title(words, x=60)
    pdf.title(words[:20], x=60)
    assert rows(read_bytes(pdf.finish(), "表.pdf")) == [[words + words[:20]]]


def long_table(count: int, **more: Any) -> bytes:
    pdf = Pdf(**{name: value for name, value in more.items() if name != "head"})
    puts = [Put(0, 0, "序号"), Put(0, 1, "名称"), Put(0, 2, "金额"), Put(0, 3, "备注")]
    puts += [Put(1, 0, "类", height=count)]
    puts += [Put(n, 1, f"项目{n}") for n in range(1, count + 1)]
    puts += [Put(n, 2, f"{n}.00") for n in range(1, count + 1)]
    puts += [Put(n, 3, "") for n in range(1, count + 1)]
    pdf.title("项目支出预算表")
    pdf.table(puts, (60, 120, 80, 60), head=more.get("head", 0))
    pdf.title("完")
    return pdf.finish()


@pytest.mark.parametrize("head", [0, 1])
def test_a_table_over_three_pages_is_one_table(head: int) -> None:
    document = read_bytes(long_table(100, head=head), "表.pdf")
    inside = [line for line in document.lines if line.table is not None]
    assert {line.table for line in inside} == {0}
    assert [line.number for line in inside] == list(range(1, 102))
    assert [line.cells[-1].text for line in inside[1:]] == [f"{n}.00" for n in range(1, 101)]
    assert {cell.at.page for line in inside for cell in line.cells} == {1, 2, 3}
    (merged,) = [cell for line in inside for cell in line.cells if cell.text == "类"]
    assert (merged.row_span, merged.at.page) == (100, 1)
    assert rows(document)[0] == ["项目支出预算表"]
    assert rows(document)[-1] == ["完"]


def test_tables_of_two_pages_with_a_title_between_stay_two() -> None:
    pdf = Pdf()
    for title in ("第一张", "第二张"):
        pdf.title(title)
        pdf.table([Put(0, 0, "甲"), Put(0, 1, title)], (60, 60))
        if title == "第一张":
            pdf.new_page()
    document = read_bytes(pdf.finish(), "表.pdf")
    assert [line.table for line in document.lines] == [None, 0, None, 1]


def test_a_row_cut_in_a_sentence_goes_on_at_the_top_of_the_next_page() -> None:
    pdf = Pdf()
    pdf.table([Put(0, 0, "项目概况"), Put(0, 1, "对三个乡镇的老旧供水管网进行维修")], (60, 17 * 9.0))
    pdf.new_page()
    pdf.table([Put(0, 0, ""), Put(0, 1, "养护。"), Put(1, 0, "立项依据"), Put(1, 1, "某文件")], (60, 17 * 9.0))
    document = read_bytes(pdf.finish(), "表.pdf")
    assert rows(document) == [["项目概况", "对三个乡镇的老旧供水管网进行维修养护。"], ["立项依据", "某文件"]]
    assert [str(line.cells[0].at) for line in document.lines] == ["p1t1r1c1", "p2t1r2c1"]


# ---- scans, and what can't be read


def picture(pdf: Pdf) -> None:
    pdf.canvas.drawImage(ImageReader(Image.new("L", (80, 110), 200)), 0, 0, *A4)


def scan(*, with_text: bool = False) -> bytes:
    pdf = Pdf()
    picture(pdf)
    if with_text:
        text = pdf.canvas.beginText(60, 700)
        text.setTextRenderMode(3)
        text.textLine("项目支出绩效目标表")
        pdf.canvas.drawText(text)
    return pdf.finish()


@pytest.mark.parametrize("with_text", [False, True])
def test_a_scan_is_said_to_be_one(with_text: bool) -> None:
    with pytest.raises(NotReadable) as caught:
        jixiao.check(scan(with_text=with_text))
    assert "扫描件" in str(caught.value)
    assert "a scan" in caught.value.say("en")
    assert "\n" not in str(caught.value) + caught.value.say("en")


def test_a_scanned_page_among_others_is_a_gap() -> None:
    pdf = Pdf()
    picture(pdf)
    pdf.new_page()
    pdf.title(TITLE)
    pdf.title("(2024年度)")
    pdf.table(county_layout(FORMS[0]), COUNTY_WIDTHS)
    reading = jixiao.read(pdf.finish())
    assert reading.status == "partly read"
    assert [(gap.reason, gap.at) for gap in reading.gaps] == [("page without text", "p1")]
    assert Location.parse("p1").say() == "第1页"


def test_a_file_with_scanned_pages_and_no_form_says_where_to_look() -> None:
    pdf = Pdf()
    pdf.title("二〇二四年度部门预算公开说明，绩效目标表附后，请见下页")
    pdf.new_page()
    picture(pdf)
    with pytest.raises(NotATargetForm, match="第2页") as caught:
        jixiao.check(pdf.finish())
    assert "page 2" in caught.value.say("en")


def test_a_blank_pdf_is_no_scan() -> None:
    pdf = Pdf()
    pdf.canvas.showPage()
    pdf.canvas.save()
    with pytest.raises(NotReadable, match="空白"):
        jixiao.check(pdf.buffer.getvalue())


BOMB = zlib.compress(bytes(400 * 1024 * 1024), 9)
HOSTILE: dict[str, tuple[bytes, str]] = {
    "truncated": (county_pdf(FORMS[:1])[:-2000], "不完整或已损坏"),
    "only its first line": (b"%PDF-1.7\n", "不完整或已损坏"),
    "noise": (b"%PDF-1.4\n" + bytes(range(256)) * 40 + b"%%EOF", "不完整或已损坏"),
    "a part that breaks off": (one_page(zlib.compress(b"BT /F 9 Tf (words) Tj ET" * 99)[:-20]), "不完整或已损坏"),
    "a damaged part": (one_page(b"x\x9c" + b"\xff" * 60), "不完整或已损坏"),
    "a bomb": (one_page(BOMB), "上限32 MB"),
    "a bomb in a bomb": (one_page(zlib.compress(BOMB, 9), filters=b"[/FlateDecode /FlateDecode]"), "上限32 MB"),
    "a form that draws itself": (one_page(zlib.compress(b"/A Do")), "空白"),
    "drawings of drawings": (one_page(zlib.compress(b"/A Do"), drawn=b"/B Do " * 40), "30,000个"),
    "too much to draw": (one_page(zlib.compress(b"1 1 l " * 1_000_000)), "6,000,000字节"),
    "rectangles without end": (one_page(zlib.compress(b"1 1 2 2 re f\n" * 60_000)), "30,000个"),
    "too many letters": (one_page(zlib.compress(b"BT /F 9 Tf (" + b"x" * 60_000 + b") Tj ET")), "50,000字"),
    "a page as large as a town": (one_page(zlib.compress(b""), box=b"[0 0 90000 90000]"), "90,000点"),
    "a page without size": (one_page(zlib.compress(b""), box=b"[0 0 0 842]"), "边长是0点"),
    "a page that is its own parent": (
        raw([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>"]),
        "不完整或已损坏",
    ),
    "deep arrays": (
        raw([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids " + b"[" * 50_000 + b"]" * 50_000 + b" >>"]),
        "不完整或已损坏",
    ),
    "a million pages, they say": (
        raw([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>",
             b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"]),
        "1,000,000页",
    ),
    "five thousand pages": (
        raw([b"<< /Type /Catalog /Pages 2 0 R >>",
             b"<< /Type /Pages /Kids [" + b" ".join(b"%d 0 R" % n for n in range(3, 5003)) + b"] >>",
             *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"] * 5000]),
        "1,001页",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_broken_or_hostile_ends_in_one_line(name: str) -> None:
    data, words = HOSTILE[name]
    with pytest.raises(NotReadable) as caught:
        read_bytes(data, "甲/表.pdf")
    zh, en = str(caught.value), caught.value.say("en")
    assert zh.startswith("甲/表.pdf：")
    assert words in zh
    assert "\n" not in zh + en
    assert not re.search(r"[\u4e00-\u9fff]", en.removeprefix("甲/表.pdf"))


def test_a_password_is_asked_for() -> None:
    pdf = Pdf()
    pdf.canvas.setEncrypt(StandardEncryption("secret", canPrint=0))
    pdf.title("机密")
    with pytest.raises(NotReadable, match="密码"):
        jixiao.check(pdf.finish())


def test_a_file_that_may_only_not_be_changed_is_read() -> None:
    pdf = Pdf()
    pdf.canvas.setEncrypt(StandardEncryption("", ownerPassword="owner", canModify=0))
    pdf.canvas.setFont("Helvetica", 9)
    pdf.canvas.drawString(60, 700, "open to all")
    assert rows(read_bytes(pdf.finish(), "表.pdf")) == [["open to all"]]


def test_without_the_extra_one_line_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.partition(".")[0] == "pdfminer"]:
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setitem(sys.modules, "pdfminer", None)
    with pytest.raises(NotReadable, match=re.escape("jixiao[pdf]")):
        read_bytes(county_pdf(FORMS[:1]), "表.pdf")


def test_a_fault_of_ours_is_not_called_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_device, "_TURNS", ())
    with pytest.raises(IndexError):
        read_bytes(county_pdf(FORMS[:1], title=TITLE), "表.pdf")


def test_a_part_without_its_checksum_is_read() -> None:
    drawn = zlib.compress(b"BT /F 9 Tf 60 700 Td (words) Tj ET")
    assert rows(read_bytes(one_page(drawn[:-4]), "表.pdf")) == [["words"]]


def test_reading_stops_when_its_time_is_up() -> None:
    with pytest.raises(NotReadable, match="停止读取"):
        read_bytes(county_pdf(FORMS[:1]), "表.pdf", limits=Limits(seconds=0))


def test_the_limits_leave_the_library_as_it_was() -> None:
    pdftypes = importlib.import_module("pdfminer.pdftypes")
    with pytest.raises(NotReadable):
        read_bytes(HOSTILE["a bomb"][0], "表.pdf")
    assert pdftypes.zlib is zlib


def test_more_lines_than_asked_for_are_refused() -> None:
    with pytest.raises(NotReadable, match="--max-rows"):
        read_bytes(long_table(30), "表.pdf", limits=Limits(rows=10))


def test_a_pdf_is_known_by_its_content() -> None:
    assert kind_of(county_pdf(FORMS[:1]), "表.txt") == "pdf"
    assert rows(read_bytes(b"\xef\xbb\xbf\r\n" + long_table(3), "表.txt"))[0] == ["项目支出预算表"]
