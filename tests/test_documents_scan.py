"""Scans and photos: one small form read whole, and what can't be read. Reading needs the extra ``scan``."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path
from typing import Any

import pytest

import jixiao
from jixiao.documents import kind_of, read_bytes, scan_page
from jixiao.errors import NotATargetForm, NotReadable
from jixiao.recognition import recognise

FORM = Path(__file__).parent / "scans" / "form.png"
INSTALLED = all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2", "PIL"))
needs_extra = pytest.mark.skipif(
    not INSTALLED, reason="the extra `scan` is absent: reading of images is NOT tested here"
)


def image(width: int, height: int, kind: str = "PNG", **more: Any) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("L", (width, height), 255).save(buffer, kind, **more)
    return buffer.getvalue()


@pytest.mark.parametrize("start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\0", b"MM\0*"])
def test_images_are_told_by_their_content(start: bytes) -> None:
    assert kind_of(start + b"\0" * 64, "表.xlsx") == "image"


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(NotReadable) as caught:
        jixiao.check(FORM)
    assert 'pip install "jixiao[scan]"' in caught.value.say("zh")
    assert 'pip install "jixiao[scan]"' in caught.value.say("en")
    assert "\n" not in caught.value.say("zh")


@pytest.mark.parametrize("name", ["图片.xlsx", "报送.zip/图片.DOCX"])
def test_a_picture_that_is_named_like_a_workbook_is_said_to_be_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    suffix = name[name.rindex(".") :].lower()
    with pytest.raises(NotReadable) as caught:
        read_bytes(FORM.read_bytes(), name)
    assert caught.value.say("zh").startswith(f"{name}：文件名以{suffix}结尾，内容却是图片；")
    assert caught.value.say("en").startswith(f"{name}: the name ends with {suffix}, but the file is a picture;")
    assert all("jixiao[scan]" in caught.value.say(language) for language in ("zh", "en"))


@pytest.mark.parametrize("name", ["", "表.png", "目标表.TIF", "目标表.2025年"])
def test_any_other_picture_is_asked_the_extra_for(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(NotReadable, match="需要RapidOCR"):
        read_bytes(FORM.read_bytes(), name)


@needs_extra
def test_a_clean_scan_gives_its_form_with_the_place_of_every_value() -> None:
    # One reading for all: it takes some seconds.
    document = read_bytes(FORM.read_bytes(), "form.png")
    assert (document.medium, document.exact, document.ruled) == ("page", False, True)
    reading = recognise([document])
    (form,) = reading.disclosure.forms
    assert form.project_name == "农村饮水管网维修养护"
    assert form.funding.annual.total == 860_000
    assert form.goals.annual == "更换破损管道12公里，保障三个乡镇供水。"
    assert [(i.category, i.name, i.value) for i in form.indicators.annual] == [
        ("quantity", "更换管道长度", "≥12公里"),
        ("quality", "工程验收合格率", "=100%"),
        ("satisfaction", "用水户满意度", "≥92%"),
    ]
    assert [(i.name, i.value) for i in form.indicators.period] == [(i.name, i.value) for i in form.indicators.annual]
    assert str(reading.places["forms[0].project_name"].at) == "p1t1r1c3"


@needs_extra
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda: image(100, 100), "100×100像素"),
        (lambda: image(9_000, 9_000), "81,000,000像素"),
        (lambda: FORM.read_bytes()[:5_000], "已损坏"),
        (lambda: b"\xff\xd8\xff\xe0", "已损坏"),
        (lambda: image(300, 300), "没有认出文字"),
    ],
)
def test_images_that_hold_no_form_or_too_much_are_refused(data: Any, said: str) -> None:
    with pytest.raises(NotReadable, match=said):
        jixiao.read(data())


@needs_extra
def test_too_many_pages_are_refused() -> None:
    from PIL import Image

    buffer = io.BytesIO()
    pages = [Image.new("1", (300, 300), 1) for _ in range(31)]
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:])
    with pytest.raises(NotReadable, match="31页，超过上限30页"):
        jixiao.read(buffer.getvalue())


@needs_extra
def test_the_time_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_page, "MAX_SECONDS", -1)
    with pytest.raises(NotReadable, match="超过-1秒"):
        jixiao.read(FORM)


def test_a_table_without_lines_is_rebuilt_from_its_texts() -> None:
    from jixiao.documents.pdf_grid import find_tables
    from jixiao.documents.scan_grid import rebuilt
    from jixiao.documents.scan_text import TextBox

    boxes = []
    for row in range(6):
        top = 100.0 + 40 * row
        for left, width in ((50, 80), (250, 300), (600, 60)) if row else ((50, 80), (250, 400)):
            boxes.append(TextBox(left, top, left + width, top + 26, ((left, left + width),)))
    (table,) = find_tables(*rebuilt(boxes, []), lambda: None)
    assert (len(table.xs), len(table.ys)) == (4, 7)
    assert [(box.row, box.column, box.columns) for box in table.boxes][:5] == [
        (0, 0, 1), (0, 1, 2), (1, 0, 1), (1, 1, 1), (1, 2, 1),
    ]  # fmt: skip
    assert rebuilt(boxes, [table]) == ([], [])


@needs_extra
def test_lines_are_found_through_holes_and_not_where_letters_stand() -> None:
    import numpy

    from jixiao.documents.pdf_grid import find_tables
    from jixiao.documents.scan_lines import ruled_lines

    page: Any = numpy.full((1000, 700), 245, numpy.uint8)
    for y in (100, 200, 300, 400):
        page[y : y + 2, 100:600] = 0
    for x in (100, 350, 600):
        page[100:402, x : x + 2] = 0
    page[200:300, 345:355] = 245  # the two cells of the second row are one
    page[100:402, 150:158] = page[100:402, 420:430] = page[100:402, 560:572] = 245  # holes in the level lines
    page[330:342, 100:602] = 245  # and in the upright ones
    (table,) = find_tables(*ruled_lines(page, []), lambda: None)
    assert [(box.row, box.column, box.columns) for box in table.boxes] == [
        (0, 0, 1), (0, 1, 1), (1, 0, 2), (2, 0, 1), (2, 1, 1),
    ]  # fmt: skip


@needs_extra
def test_a_turned_page_is_laid_straight() -> None:
    import cv2
    import numpy

    from jixiao.documents.scan_image import prepared

    page: Any = numpy.full((1400, 1000, 3), 255, numpy.uint8)
    for n in range(10):
        page[200 + 100 * n : 203 + 100 * n, 100:900] = 0
    for x in (100, 300, 500, 700, 897):
        page[200:1103, x : x + 3] = 0
    turned = cv2.warpAffine(page, cv2.getRotationMatrix2D((500, 700), 3, 1), (1000, 1400), borderValue=(255, 255, 255))
    dark = prepared(turned) < 128
    level = [y for y in range(dark.shape[0]) if numpy.count_nonzero(dark[y]) > 0.6 * dark.shape[1]]
    assert len(level) >= 10


@needs_extra
def test_a_red_seal_is_paper_and_a_red_word_is_not() -> None:
    import numpy

    from jixiao.documents.scan_image import _without_seals

    page: Any = numpy.full((1000, 700, 3), 255, numpy.uint8)
    page[100:300, 100:300] = (40, 40, 214)
    page[600:620, 100:300] = (40, 40, 214)
    grey = _without_seals(page)
    assert grey[200, 200] > 200
    assert grey[610, 200] < 128


@needs_extra
def test_a_table_that_is_no_form_is_said_to_be_none() -> None:
    from PIL import Image

    page = Image.open(FORM).convert("L")
    with pytest.raises((NotATargetForm, NotReadable)):
        jixiao.read(_png(page.crop((0, page.height // 3, page.width, page.height // 2))))


def _png(page: Any) -> bytes:
    buffer = io.BytesIO()
    page.save(buffer, "PNG")
    return buffer.getvalue()
