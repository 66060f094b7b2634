"""Text PDFs → documents: ruled tables by their lines, everything else as running lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NoReturn

from attrs import define

from jixiao.documents.grid import Cell, Document, Line
from jixiao.documents.kinds import refuse
from jixiao.documents.limits import DEFAULT, Budget, Limits
from jixiao.documents.pdf_file import MAX_CHARACTERS, PdfFile, refuse_too_large
from jixiao.documents.pdf_grid import Box, Table, TooFine, find_tables
from jixiao.documents.pdf_page import Glyph, Page
from jixiao.documents.pdf_scans import Scans
from jixiao.documents.pdf_tables import Part, lines_of, repeated_head
from jixiao.documents.pdf_text import Content, Row, fill, has_room, joined, rows_of
from jixiao.documents.sight import Sight
from jixiao.places import Location

_PAGE_NUMBER: Final = re.compile(r"[-—–\s]*\d{1,4}[-—–\s]*|第\s*\d+\s*页.*|\d{1,4}\s*/\s*\d{1,4}")
_DIGITS: Final = re.compile(r"\d+")
# A label of a form has so many characters at most.
_LABEL: Final = 8
# So few characters on a page that is an image are a stamp or a page number.
_FEW: Final = 20


def read_pdf(data: bytes, name: str, *, limits: Limits = DEFAULT, sight: Sight | None = None) -> Document:
    """The document in a PDF: its text, and what can be read of its scanned pages. Raises
    :class:`~jixiao.errors.NotReadable`.

    A table that goes on over the page's end is one table; its addresses are those of its parts, page by page. Pages
    that show something, and no text, are drawn and looked at by ``sight``; those that it can't read are listed in
    ``unread``; where no page can be read, that is the error.
    """
    reader = Reader()
    unread: list[int] = []
    characters = count = 0
    with PdfFile(data, name, limits) as file, Scans(data, name, sight or Sight(name)) as scans:
        for page in file.pages():
            count = page.number
            if _is_unread(page):
                with file.standing_still():
                    seen = scans.look(page.number)
                if seen is not None:
                    irregular = reader.irregular
                    reader.add(seen.page, file.tick, scans.fill)
                    scans.keep(page.number, ruled=seen.ruled and reader.irregular == irregular)
                    continue
                unread.append(page.number)
                page.glyphs.clear()
            characters += len(page.glyphs)
            if characters > MAX_CHARACTERS:
                refuse_too_large(
                    name,
                    ("letters", characters, MAX_CHARACTERS),
                    f"文件的文字超过上限{MAX_CHARACTERS:,}字（读到第{page.number}页）",
                    f"the file has more than {MAX_CHARACTERS:,} characters (at page {page.number})",
                )
            reader.add(page, file.tick)
    if not characters and not scans.pages:
        if scans.trouble is not None:
            raise scans.trouble
        _refuse_blank(name, count, scanned=bool(unread), looked=scans.ready)
    lines = reader.finish()
    if scans.pages:
        lines, illegible = scans.judged(lines, alone=not characters)
        unread = sorted([*unread, *illegible])
    budget = Budget(name, limits)
    budget.have_rows(len(lines))
    budget.add_cells(sum(len(line.cells) for line in lines))
    exact = bool(characters) and reader.cells > 0 and reader.irregular * 20 <= reader.cells
    return Document(
        name.replace("\\", "/").rpartition("/")[2], "page", exact, tuple(lines), tuple(unread),
        ruled=scans.ruled, scanned=tuple(page for page in scans.pages if page not in unread),
    )  # fmt: skip


def boxes_of(data: bytes, name: str, limits: Limits = DEFAULT) -> dict[Location, tuple[float, float, float, float]]:
    """The sides (left, bottom, right, top) of each cell and paragraph, in the file's own coordinates of its page.

    Raises :class:`~jixiao.errors.NotReadable`.
    """
    reader, boxes = Reader(), dict[Location, Box]()
    back: dict[int | None, tuple[float, ...]] = {}
    with PdfFile(data, name, limits) as file:
        for page in file.pages():
            if _is_unread(page):
                page.glyphs.clear()
            back[page.number] = page.back
            reader.add(page, file.tick)
    reader.finish(boxes)
    found = {}
    for at, box in boxes.items():
        a, b, c, d, e, f = back[at.page]
        xs = [a * x + c * y + e for x, y in ((box.x0, box.y0), (box.x1, box.y1))]
        ys = [b * x + d * y + f for x, y in ((box.x0, box.y0), (box.x1, box.y1))]
        found[at] = (min(xs), min(ys), max(xs), max(ys))
    return found


def _around(rows: Sequence[Row]) -> Box:
    """The sides of a paragraph."""
    top, bottom = rows[0].base - 0.9 * rows[0].size, rows[-1].base + 0.25 * rows[-1].size
    return Box(0, 0, 1, 1, min(row.x0 for row in rows), top, max(row.x1 for row in rows), bottom)


def _is_unread(page: Page) -> bool:
    """Whether a page shows something, and yet no text that can be read: a scan, outlines, a font without meaning."""
    ink = sum(glyph.text != " " for glyph in page.glyphs)
    if ink == 0:
        return page.drawn > 0 or page.unknown > 0
    return page.unknown * 5 > ink or (ink < _FEW and page.image > 0.5)


@define
class _Paragraph:
    """Running text outside tables; ``number`` is its first line, counted on its page."""

    page: int
    number: int
    rows: list[Row]
    text: str = ""

    @property
    def top(self) -> float:
        """The height at which it stands."""
        return self.rows[0].base


_Thing = Part | _Paragraph
_Fill = Callable[[Table, Sequence[Glyph]], dict[int, Content]]


class Reader:
    """The pages put together, in reading order; ``fill`` gives the characters of a table to its cells."""

    def __init__(self, fill: _Fill = fill) -> None:
        self._fill = fill
        self.cells = 0
        self.irregular = 0
        self._pages: list[tuple[int, float, list[_Thing]]] = []

    def add(self, page: Page, tick: Callable[[], None], fill: _Fill | None = None) -> None:
        """Take a page apart; its geometry is not needed any more afterwards. ``fill`` is for this page alone."""
        give = fill or self._fill
        try:
            found = find_tables(page.across, page.down, tick)
        except TooFine:
            found = []  # a drawing
        tables = [table for table in found if len(table.boxes) > 1]
        inside: list[list[Glyph]] = [[] for _ in tables]
        rest: list[Glyph] = []
        by_area = sorted(range(len(tables)), key=lambda n: tables[n].area)
        for glyph in page.glyphs:
            place = next((n for n in by_area if tables[n].holds(glyph)), None)
            (rest if place is None else inside[place]).append(glyph)
        things: list[_Thing] = []
        for number, (table, glyphs) in enumerate(zip(tables, inside, strict=True), 1):
            if any(glyph.text != " " for glyph in glyphs):
                self.cells += len(table.boxes)
                self.irregular += table.irregular
                things.append(Part(page.number, number, table, give(table, glyphs)))
        things.extend(_paragraphs(rows_of(rest, apart=3), page.number))
        things.sort(key=lambda thing: thing.top)
        self._pages.append((page.number, page.height, things))

    def finish(self, boxes: dict[Location, Box] | None = None) -> list[Line]:
        """The lines of all pages; ``boxes`` takes the sides of each cell and paragraph."""
        lines: list[Line] = []
        number = 0
        for thing in self._flow():
            if isinstance(thing, _Paragraph):
                at = Location(thing.number, 1, page=thing.page)
                if boxes is not None:
                    boxes[at] = _around(thing.rows)
                lines.append(Line((Cell(0, thing.text, at),), thing.number))
            else:
                lines.extend(lines_of(thing, number, boxes))
                number += 1
        return lines

    def _flow(self) -> list[list[Part] | _Paragraph]:
        """Paragraphs and whole tables in their order: page numbers and running heads left out, tables joined."""
        repeated = self._repeated()
        flow: list[list[Part] | _Paragraph] = []
        heading: list[str] = []
        for page, height, things in self._pages:
            running = set() if _begins_anew(things, flow) else repeated
            kept = [thing for thing in things if not _is_furniture(thing, height, running)]
            titles: list[str] = []
            for thing in kept:
                if isinstance(thing, Part):
                    break
                titles.append(thing.text)
            first = kept[len(titles)] if len(titles) < len(kept) else None
            end = len(flow) - (_spilled(flow, first) if isinstance(first, Part) else 0)
            last = flow[end - 1] if end else None
            if (
                isinstance(first, Part)
                and isinstance(last, list)
                and last[-1].page == page - 1
                and first.goes_on(last[-1])
                # The title printed again above it makes no new table, unless the table begins anew as well.
                and (not titles or (_is_again(titles, heading) and not first.begins_as(last[0])))
            ):
                last[-1].spilled = tuple(thing.text for thing in flow[end:] if isinstance(thing, _Paragraph))
                last.append(first)
                del flow[end:]
                kept = kept[len(titles) + 1 :]
            elif first is not None:
                heading = titles
            flow.extend([thing] if isinstance(thing, Part) else thing for thing in kept)
        return flow

    def _repeated(self) -> set[tuple[str, int]]:
        """The running heads and feet: the same words at the same height in the margins of several pages."""
        seen: Counter[tuple[str, int]] = Counter()
        for _, height, things in self._pages:
            seen.update({_mark(t) for t in things if isinstance(t, _Paragraph) and _in_margin(t, height, 0.07)})
        return {mark for mark, count in seen.items() if count > 1}


def _is_furniture(thing: _Thing, height: float, repeated: set[tuple[str, int]]) -> bool:
    """Whether this is a page number, or a running head that stood on a page before."""
    if isinstance(thing, Part):
        return False
    if _in_margin(thing, height, 0.12) and _PAGE_NUMBER.fullmatch(thing.text):
        return True
    return thing.page > 1 and _in_margin(thing, height, 0.07) and _mark(thing) in repeated


def _begins_anew(things: Sequence[_Thing], flow: Sequence[list[Part] | _Paragraph]) -> bool:
    """Whether a page begins with another form of the same kind: what stands in its margin is the title of that, though
    the forms before may have had the same title at the same height.
    """
    first = next((thing for thing in things if isinstance(thing, Part)), None)
    last = next((parts for parts in reversed(flow) if isinstance(parts, list)), None)
    # A head that is printed again on each page of a long table begins as the table does, but is followed by other rows.
    return first is not None and last is not None and first.begins_as(last[0]) and not repeated_head(first, last[0])


def _spilled(flow: Sequence[list[Part] | _Paragraph], first: Part) -> int:
    """How many paragraphs at the end of a page are labels that ran out of merged cells which the page's end has cut.

    They are printed again in the first row of the next page.
    """
    again = first.row_texts(0)
    count = 0
    for thing in reversed(flow):
        if not isinstance(thing, _Paragraph) or thing.page != first.page - 1 or thing.text not in again:
            break
        count += 1
    return count


def _is_again(titles: Sequence[str], heading: Sequence[str]) -> bool:
    """Whether the heading of a table is printed again above its next part.

    The label of a merged cell that the end of a page has cut may have run out of it, up between the lines.
    """
    others = [title for title in titles if title not in heading]
    return [title for title in titles if title in heading] == heading and all(len(one) <= _LABEL for one in others)


def _in_margin(paragraph: _Paragraph, height: float, share: float) -> bool:
    return not share * height < paragraph.top < (1 - share) * height


def _mark(paragraph: _Paragraph) -> tuple[str, int]:
    return _DIGITS.sub("0", paragraph.text), round(paragraph.top / 4)


def _paragraphs(rows: Sequence[Row], page: int) -> Iterator[_Paragraph]:
    """The lines outside tables, those of one paragraph joined: a full line, and the next at the left without indent."""
    if not rows:
        return
    left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
    found: list[_Paragraph] = []
    for number, row in enumerate(rows, 1):
        last = found[-1].rows[-1] if found else None
        if (
            last is not None
            and 0 < row.base - last.base < 2.6 * row.size
            and abs(row.size - last.size) < 0.15 * row.size
            and row.x0 <= left + row.size
            and last.x1 - last.x0 > 0.6 * (right - left)
            and not has_room(last, row, right)
        ):
            found[-1].rows.append(row)
        else:
            found.append(_Paragraph(page, number, [row]))
    for paragraph in found:
        paragraph.text = joined(paragraph.rows, right)
        if paragraph.text:
            yield paragraph


def _refuse_blank(name: str, count: int, *, scanned: bool, looked: bool) -> NoReturn:
    if not scanned:
        refuse(
            name,
            f"PDF共{count}页，都是空白；请确认导出的是填好的表",
            f"every page of the PDF ({count}) is blank; make sure that the filled form was exported",
        )
    if looked:
        refuse(
            name,
            f"PDF共{count}页，都是扫描件或图片，没有认出文字，没有检查；请按200 dpi重新扫描，"
            "或检查原来的Excel、Word文件",
            f"every page of the PDF ({count}) is a scan or an image, and no text was recognised: not checked; "
            "scan it again at 200 dpi, or check the original Excel or Word file",
        )
    refuse(
        name,
        f"PDF共{count}页，都没有可读的文字，是扫描件或图片，没有检查；请用原来的Excel或Word文件，"
        '或运行 pip install "jixiao[scan]"（扫描识别，试验功能）后再检查',
        f"no page of the PDF ({count}) holds text that can be read: a scan or images, not checked; "
        'check the original Excel or Word file, or run pip install "jixiao[scan]" (recognition of scans, experimental)',
    )
