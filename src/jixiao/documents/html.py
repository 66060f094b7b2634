"""Web pages → documents: tables with their spans, paragraphs between them; also what Excel and Word save as web pages.

The page is read as a browser lays it out, and nothing in it is run or fetched. lxml reports tag by tag, so that no
tree of a hostile page is ever built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import NoReturn

from jixiao.documents.flow import Flow
from jixiao.documents.grid import Document
from jixiao.documents.limits import DEFAULT, Budget, Limits, exceeded, megabytes
from jixiao.documents.text import decode
from jixiao.documents.xlsx_formats import exact_number

MAX_PAGE = 64 * 1024 * 1024
MAX_TAGS = 1_000_000
# What takes an archive apart keeps every line of it.
MAX_LINES = 500_000
MAX_PAGE_PARTS = 2_000

_CHARSET = re.compile(
    rb"<(?:meta\s[^>]{0,500}?charset|\?xml\s[^>]{0,200}?encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I
)
_BIG5 = frozenset({"big5", "big5-hkscs", "cp950"})
_NEVER_SHOWN = frozenset(
    {"script", "style", "template", "title", "xml", "select", "textarea", "svg", "math", "object", "iframe", "noframes"}
)
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
        "section", "ul",
    }
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*(?=[\u2e80-\u9fff\uff00-\uffef])")


def read_html(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """The document in a web page. Raises :class:`~jixiao.errors.NotReadable`."""
    return _read([data], name, limits)


def read_mht(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """The document in a web archive (``.mht``): all of its pages, in their order.

    Raises :class:`~jixiao.errors.NotReadable`.
    """
    import email

    budget = Budget(name, limits)
    if (count := data.count(b"\n")) > MAX_LINES:
        _large(budget, count, MAX_LINES, "行", "lines")
    pages: list[bytes] = []
    try:
        for number, part in enumerate(email.message_from_bytes(data).walk()):
            if number >= MAX_PAGE_PARTS:
                budget.refuse(
                    f"网页档案里的部件太多（超过上限{MAX_PAGE_PARTS:,}个）；请用Excel或Word打开，另存后再检查",
                    f"the web archive has too many parts (over the limit of {MAX_PAGE_PARTS:,}); "
                    "save it anew in Excel or Word, then check that",
                )
            # Excel's bar of sheet names is a page too, without anything of the form.
            if part.get_content_type() == "text/html" and "tabstrip" not in str(part.get("Content-Location", "")):
                page = part.get_payload(decode=True)
                if isinstance(page, bytes) and page.strip():
                    charset = str(part.get_param("charset", "") or "")
                    pages.append(_declared(page, charset))
    except (RecursionError, LookupError, ValueError, AttributeError, TypeError):
        pages = []
    if not pages:
        budget.refuse(
            "网页档案不完整或已损坏；请重新保存网页，再检查",
            "the web archive is cut off or damaged; save the page again, then check that",
        )
    return _read(pages, name, limits)


def _declared(page: bytes, charset: str) -> bytes:
    """The page with the charset of its envelope in front, where it declares none itself."""
    if not charset or not re.fullmatch(r"[\w.:-]{1,40}", charset) or _CHARSET.search(page[:4096]):
        return page
    return f'<meta charset="{charset}">'.encode() + page


def _read(pages: list[bytes], name: str, limits: Limits) -> Document:
    budget = Budget(name, limits)
    size = sum(map(len, pages))
    if size > MAX_PAGE:
        _large(budget, size, MAX_PAGE, "", "bytes")
    tags = sum(page.count(b"<") for page in pages)
    if tags > MAX_TAGS:
        _large(budget, tags, MAX_TAGS, "个标记", "tags")
    try:
        from lxml import etree  # type: ignore[import-untyped]  # the library brings no types
    except ImportError:
        budget.refuse(
            '读网页格式的表格需要lxml；请运行 pip install "jixiao[web]"',
            'web pages need lxml; run pip install "jixiao[web]"',
        )
    flow = Flow(budget)
    for page in pages:
        target = _Target(flow)
        # Text, never bytes: which charset is meant has been settled here.
        parser = etree.HTMLParser(target=target, remove_comments=True, remove_pis=True, huge_tree=True)
        try:
            text = _text_of(page, name).replace("\0", "\ufffd")
            for start in range(0, len(text), 65_536):
                parser.feed(text[start : start + 65_536])
            parser.close()
        except etree.LxmlError:
            budget.refuse(
                "网页不完整或已损坏；请重新保存网页，再检查",
                "the page is cut off or damaged; save it again, then check that",
            )
        target.finish()
    return Document(name.replace("\\", "/").rpartition("/")[2], "page", True, tuple(flow.lines))


def _large(budget: Budget, count: int, allowed: int, zh: str, en: str) -> NoReturn:
    met, limit = (f"{count:,}", f"{allowed:,}") if zh else (megabytes(count), megabytes(allowed))
    exceeded(
        budget.name,
        en,
        count,
        allowed,
        f"网页太大（{met}{zh}，上限{limit}{zh[:1]}）；请把表格复制到Excel里存为.xlsx，再检查",
        f"the page is too large ({met} {en if zh else ''}".rstrip() + f", the limit is {limit}); "
        "copy the table into Excel, save it as .xlsx, then check that",
    )


def _text_of(data: bytes, name: str) -> str:
    """The page's text: as any text's, by its bytes; only Big5 is taken at its word, and UTF-8 goes before it too."""
    found = _CHARSET.search(data[:4096])
    if found is not None and found[1].decode("ascii", "ignore").lower() in _BIG5:
        for encoding in ("utf-8", "big5hkscs"):
            with suppress(UnicodeDecodeError):
                return data.decode(encoding)
    return decode(data, name)


class _Target:
    """What lxml's parser reports to."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._hidden = 0
        # The texts of the paragraph and of the open cells; ``None`` is a line break.
        self._pieces: list[list[str | None]] = [[]]
        self._numbers: list[Decimal | None] = []
        self._typed: list[bool] = []
        self._hold_tables: list[bool] = []
        # For each open table: how many cells were open around it.
        self._tables: list[int] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self._hidden or tag in _NEVER_SHOWN or "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")):
            self._hidden += 1
        elif tag in ("td", "th"):
            self._start_cell(attributes)
        elif tag == "tr":
            self._end_cell()
            self._flow.end_row()
            self._start_row()
        elif tag == "table":
            self._break()
            self._lay_out()
            self._tables.append(len(self._pieces))
            self._flow.start_table()
        elif tag == "br" or tag in _BLOCKS:
            self._break()

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._hidden:
            self._hidden -= 1
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_cell()
            if self._tables:
                self._flow.end_row()
        elif tag == "table":
            self._end_cell()
            if self._tables:
                self._tables.pop()
                self._flow.end_table()
        elif tag in _BLOCKS:
            self._break()

    def data(self, text: str) -> None:
        """Characters."""
        if not self._hidden:
            self._pieces[-1].append(text)

    def close(self) -> None:
        """Asked for by lxml, after an error too."""

    def finish(self) -> None:
        """The page ends, and with it all that is open."""
        self._hidden = 0
        while self._tables:
            self.end("table")
        self._break()

    def _in_own_cell(self) -> bool:
        """Whether the innermost table has a cell open."""
        return bool(self._tables) and len(self._pieces) > self._tables[-1]

    def _break(self) -> None:
        if len(self._pieces) > 1:
            self._pieces[-1].append(None)
        else:
            text = "".join(each for each in self._pieces[0] if each is not None)
            self._pieces[0].clear()
            if text and (shown := _collapsed(text)):
                self._flow.paragraph(shown)

    def _start_row(self) -> None:
        if self._tables:
            self._break()
            self._flow.start_row()

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if not self._tables:
            self._break()
            return
        self._end_cell()
        if not self._flow.in_row:
            self._start_row()
        self._flow.start_cell(_span(attributes.get("colspan")), _span(attributes.get("rowspan"), 0))
        self._pieces.append([])
        self._hold_tables.append(False)
        # Excel's own web pages keep the number that was typed.
        typed = attributes.get("x:num")
        self._typed.append(typed is not None)
        self._numbers.append(exact_number(typed) if typed else None)

    def _lay_out(self) -> None:
        """A cell with a table in it is no cell of a form but a piece of the page: its texts are paragraphs."""
        if self._in_own_cell():
            self._hold_tables[-1] = True
            for text in _lines(self._pieces[-1]):
                self._flow.paragraph(text)
            self._pieces[-1].clear()

    def _end_cell(self) -> None:
        if not self._in_own_cell():
            return
        if self._hold_tables[-1]:
            self._lay_out()
        self._hold_tables.pop()
        text = "\n".join(_lines(self._pieces.pop()))
        number, typed = self._numbers.pop(), self._typed.pop()
        if typed and number is None:
            number = exact_number(text.replace(",", ""))
        self._flow.end_cell(text, number)


def _lines(pieces: list[str | None]) -> Iterator[str]:
    """The lines of a cell, without blank ones."""
    part: list[str] = []
    for piece in [*pieces, None]:
        if piece is not None:
            part.append(piece)
        elif part:
            if text := _collapsed("".join(part)):
                yield text
            part = []


def _collapsed(text: str) -> str:
    """The text as a browser shows it: a run of blanks is one, and a line cut between two Han signs is whole."""
    return _BLANKS.sub(" ", _WIDE.sub("", text)).strip()


def _span(text: str | None, least: int = 1) -> int:
    text = (text or "").strip()
    return max(int(text), least) if text.isascii() and text.isdigit() and len(text) < 6 else 1
