"""Scanned pages in a PDF: drawn in the child, looked at here, kept beside pages of text.

What recognises text is left out, except in the last tests: a stand-in tells what is on a page. It takes that from the
same form as a text PDF.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve
from PIL import Image
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]  # the library brings no types
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from tests.evil.builders import raw_pdf
from tests.pdf_writers import A4, COUNTY_WIDTHS, Pdf, county_pdf
from tools.make_examples import FORMS, TITLE

import jixiao
from jixiao.documents import read_bytes
from jixiao.documents.pdf_file import PdfFile
from jixiao.documents.pdf_page import Glyph, Page
from jixiao.documents.pdf_render import Renderer
from jixiao.documents.sight import Picture, Seen, Sight
from jixiao.documents.wire import document_of, plain_document, plain_seen, seen_of
from jixiao.errors import NotReadable
from jixiao.model.writing import form_out
from jixiao.testing.layouts import county_layout

SCANNED_FORM = Path(__file__).parent / "scans" / "form.png"
INSTALLED = all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2", "pypdfium2"))
needs_extra = pytest.mark.skipif(
    not INSTALLED, reason="the extra `scan` is absent: recognition in scanned PDFs is NOT tested here"
)

Look = Callable[[Picture, int], Seen | None]


def pages_of(data: bytes) -> dict[int, Page]:
    with PdfFile(data, "表.pdf") as file:
        return {page.number: page for page in file.pages()}


def place_picture(pdf: Pdf, shade: int = 200) -> None:
    pdf.canvas.drawImage(ImageReader(Image.new("L", (80, 110), shade)), 0, 0, *A4)


def scanned(count: int) -> bytes:
    """A PDF of pictures alone."""
    pdf = Pdf()
    for number in range(count):
        if number:
            pdf.canvas.showPage()
        place_picture(pdf)
    return pdf.finish()


def mixed() -> bytes:
    """The first form as text, and a picture behind it."""
    pdf = Pdf()
    pdf.title(TITLE)
    pdf.title("(2024年度)")
    pdf.table(county_layout(FORMS[0]), COUNTY_WIDTHS)
    pdf.canvas.showPage()
    place_picture(pdf)
    return pdf.finish()


TEXT = county_pdf(FORMS[1:2], title=TITLE)


@pytest.fixture
def see(monkeypatch: pytest.MonkeyPatch) -> Callable[[Look], None]:
    def stand_in(look: Look) -> None:
        monkeypatch.setattr(Sight, "_look", lambda _, picture, number: look(picture, number))
        monkeypatch.setattr(Sight, "ready", True)

    return stand_in


def text_form(*, ruled: bool = True, sure: float = 1.0, at: int = 1) -> Look:
    """A stand-in that sees the second form on the page ``at`` and what follows."""
    pages = pages_of(TEXT)

    def look(picture: Picture, number: int) -> Seen | None:
        assert len(picture.pixels) == 3 * picture.width * picture.height
        page = pages.get(number - at + 1)
        if page is None:
            return None
        glyphs = [evolve(glyph, sure=sure) for glyph in page.glyphs]
        return Seen(evolve(page, number=number, glyphs=glyphs), ruled)

    return look


def test_a_scanned_form_is_read_as_its_text_would_be(see: Callable[[Look], None]) -> None:
    see(text_form())
    text = jixiao.read(TEXT)
    count = len(pages_of(TEXT))
    reading = jixiao.read(scanned(count))
    assert [form_out(form) for form in reading.disclosure.forms] == [form_out(form) for form in text.disclosure.forms]
    assert {str(path): str(place.at) for path, place in reading.places.items()} == {
        str(path): str(place.at) for path, place in text.places.items()
    }
    document = read_bytes(scanned(count), "表.pdf")
    assert (document.exact, document.ruled, document.unread) == (False, True, ())
    assert document.scanned == tuple(range(1, count + 1))


def test_pages_of_text_and_scanned_pages_are_both_kept(see: Callable[[Look], None]) -> None:
    see(text_form(at=2))
    reading = jixiao.read(mixed())
    assert [form.project_name for form in reading.disclosure.forms] == [
        form.project_name for form in (*jixiao.read(mixed_text()).disclosure.forms, *jixiao.read(TEXT).disclosure.forms)
    ]
    assert [reading.places[f"forms[{n}].project_name"].at.page for n in (0, 1)] == [1, 2]
    assert reading.status == "read"


def mixed_text() -> bytes:
    return county_pdf(FORMS[:1], title=TITLE)


def test_what_was_guessed_or_hard_to_read_is_said_to_be(see: Callable[[Look], None]) -> None:
    see(text_form(ruled=False))
    reasons = {gap.reason for gap in jixiao.read(scanned(len(pages_of(TEXT)))).gaps}
    assert "not sure" in reasons
    see(text_form(ruled=False, at=2))
    reading = jixiao.read(mixed())
    doubted = {gap.at for gap in reading.gaps if gap.reason == "not sure"}
    assert doubted
    assert all(str(at).startswith("p2") for at in doubted)


def test_a_page_that_is_hardly_legible_is_no_form(see: Callable[[Look], None]) -> None:
    see(text_form(sure=0.1))
    with pytest.raises(NotReadable, match="看不清"):
        jixiao.read(scanned(1))
    see(text_form(sure=0.1, at=2))
    reading = jixiao.read(mixed())
    assert (len(reading.disclosure.forms), reading.status) == (1, "partly read")
    assert [(gap.reason, gap.at) for gap in reading.gaps] == [("page without text", "p2")]


def test_a_picture_without_a_table_is_refused(see: Callable[[Look], None]) -> None:
    page = Page(1, *A4, [Glyph("字", 100 + 10 * n, 110 + 10 * n, 200, 10) for n in range(8)], [], [], image=1.0)
    see(lambda _, number: Seen(evolve(page, number=number), ruled=True))
    with pytest.raises(NotReadable, match="没有认出表格"):
        jixiao.read(scanned(1))


def test_a_picture_without_text_is_refused(see: Callable[[Look], None]) -> None:
    see(lambda *_: None)
    with pytest.raises(NotReadable, match="没有认出文字"):
        jixiao.read(scanned(2))


def test_what_stops_the_recognition_leaves_the_pages_before_it(see: Callable[[Look], None]) -> None:
    seen: list[int] = []
    form = text_form(at=2)

    def look(picture: Picture, number: int) -> Seen | None:
        seen.append(number)
        if number > 2:
            raise NotReadable("表.pdf：超过上限。", "表.pdf: over the limit.")
        return form(picture, number)

    see(look)
    pdf = Pdf()
    pdf.title("目录及说明等共计二十字以上的文字页一二三四五六七八九十")
    for _ in range(3):
        pdf.canvas.showPage()
        place_picture(pdf)
    reading = jixiao.read(pdf.finish())
    assert len(reading.disclosure.forms) == 1
    assert [gap.at for gap in reading.gaps if gap.reason == "page without text"] == ["p3", "p4"]
    assert seen == [2, 3]
    seen.clear()
    see(lambda picture, number: look(picture, number + 2))
    with pytest.raises(NotReadable, match="超过上限"):
        jixiao.read(scanned(2))


def test_without_what_draws_pages_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sight, "ready", False)
    with pytest.raises(NotReadable) as caught:
        jixiao.read(scanned(1))
    assert 'pip install "jixiao[scan]"' in caught.value.say("zh")
    assert 'pip install "jixiao[scan]"' in caught.value.say("en")


def test_an_image_with_too_many_pixels_is_never_unpacked(see: Callable[[Look], None]) -> None:
    see(text_form())
    with pytest.raises(NotReadable, match="900,000,000像素"):
        jixiao.read(drawn(b"q 400 0 0 600 0 0 cm /I Do Q"))


def drawn(content: bytes, *, turned: int = 0, box: bytes = b"[0 0 400 600]") -> bytes:
    """A page that this content draws; it may draw the image I."""
    return raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox " + box + b" /Rotate %d /Contents 4 0 R " % turned
            + b"/Resources << /XObject << /I 5 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /XObject /Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceGray "
            b"/BitsPerComponent 8 /Length 4 >>\nstream\nabcd\nendstream",
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("turned", "corner"), [(0, (0, 0)), (90, (1, 0)), (180, (1, 1)), (270, (0, 1))], ids=["0", "90", "180", "270"]
)
def test_a_page_is_drawn_upright_as_the_file_says(turned: int, corner: tuple[int, int]) -> None:
    renderer = Renderer(drawn(b"0 500 100 100 re f", turned=turned), "表.pdf")
    picture = renderer.picture(1)
    assert picture is not None
    assert (picture.width > picture.height) == (turned in (90, 270))
    assert abs(max(picture.width, picture.height) - 600 * 200 / 72) < 2

    def shade(x: int, y: int) -> int:
        return picture.pixels[3 * (y * picture.width + x)]

    for right, low in ((0, 0), (1, 0), (0, 1), (1, 1)):
        x, y = (picture.width - 40) * right + 20, (picture.height - 40) * low + 20
        assert (shade(x, y) < 50) == ((right, low) == corner)
    assert renderer.picture(2) is None
    renderer.close()


def test_what_can_not_be_drawn_stays_unread() -> None:
    renderer = Renderer(b"%PDF-1.4 nothing", "表.pdf")
    assert renderer.picture(1) is None
    renderer.close()


def test_doubts_and_pages_seen_go_between_processes_whole(see: Callable[[Look], None]) -> None:
    see(text_form(ruled=False, at=2))
    document = read_bytes(mixed(), "表.pdf")
    assert any(cell.doubt for line in document.lines for cell in line.cells)
    assert document_of(plain_document(document)) == document
    seen = Seen(pages_of(TEXT)[1], ruled=False)
    assert plain_seen(seen_of(plain_seen(seen))) == plain_seen(seen)


@needs_extra
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_scan_in_a_pdf_is_read_whichever_way_it_lies(turned: int) -> None:
    form = Image.open(SCANNED_FORM).rotate(turned, expand=True)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(form.width / 2, form.height / 2), invariant=True)
    canvas.drawImage(ImageReader(form), 0, 0, form.width / 2, form.height / 2)
    canvas.showPage()
    canvas.save()
    reading = jixiao.read(buffer.getvalue())
    (read,) = reading.disclosure.forms
    assert read.project_name == "农村饮水管网维修养护"
    assert read.funding.annual.total == 860_000
    assert [(row.category, row.name, row.value) for row in read.indicators.annual] == [
        ("quantity", "更换管道长度", "≥12公里"),
        ("quality", "工程验收合格率", "=100%"),
        ("satisfaction", "用水户满意度", "≥92%"),
    ]
    assert str(reading.places["forms[0].project_name"].at) == "p1t1r1c3"
