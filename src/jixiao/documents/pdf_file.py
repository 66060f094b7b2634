"""A PDF file behind its limits: what it may hold, how long it may take, one sentence for whatever is wrong with it."""

from __future__ import annotations

import io
import logging
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, NoReturn

from jixiao.documents.kinds import refuse
from jixiao.documents.limits import DEFAULT, Limits, exceeded
from jixiao.documents.pdf_page import Page, PageTooLarge
from jixiao.errors import NotReadable

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument

MAX_CHARACTERS: Final = 5_000_000
# Unpacked, in bytes: one part of the file, and all that is read of it. Images are not unpacked.
MAX_PART: Final = 32 * 1024 * 1024
MAX_UNPACKED: Final = 128 * 1024 * 1024

# The limits stand in for parts of pdfminer while a file is read: one file at a time.
_LOCK: Final = threading.Lock()
_LOG: Final = logging.getLogger("pdfminer")
_RUN_LENGTH: Final = 64  # how many times longer a part gets at most by that coding
_BEGINS: Final = b"%PDF-"
_PACKAGE: Final = __name__.partition(".")[0]


# What a page has too much of, in Chinese and in English.
_BEYOND: Final = {
    "letters": ("文字超过上限{limit:,}字", "has more than {limit:,} characters"),
    "content": (
        "绘图指令有{value:,}字节，超过上限{limit:,}字节",
        "is drawn by {value:,} bytes, over the limit of {limit:,}",
    ),
    "words": (
        "绘图指令有{value:,}个词，超过上限{limit:,}个",
        "is drawn by {value:,} words, over the limit of {limit:,}",
    ),
    "steps": ("图形超过上限{limit:,}个", "has more than {limit:,} drawings"),
}


class _TooMuch(Exception):
    """A part unpacks to more than the limit."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class PdfFile:
    """An open PDF; a context manager. Whatever goes wrong raises :class:`~jixiao.errors.NotReadable`."""

    def __init__(self, data: bytes, name: str, limits: Limits = DEFAULT) -> None:
        # Some servers put blanks or a byte order mark in front, and then every address in the file is off.
        self._data = data[max(data.find(_BEGINS, 0, 1100), 0) :]
        self._name = name
        self._limits = limits
        self._number = 0
        self._deadline = 0.0
        self._replaced: dict[str, Any] = {}
        self._level = logging.NOTSET

    def __enter__(self) -> PdfFile:
        try:
            from pdfminer import pdftypes
        except ImportError:
            refuse(
                self._name,
                '读PDF需要pdfminer.six；请运行 pip install "jixiao[pdf]"',
                'PDFs need pdfminer.six; run pip install "jixiao[pdf]"',
            )
        _LOCK.acquire()
        # pdfminer complains of damaged files in its log; what a user needs to know, our error says.
        self._level = _LOG.level
        _LOG.setLevel(logging.CRITICAL)
        limited = _Limited()
        for name, stands_in in (("zlib", limited), ("lzwdecode", limited.lzw), ("rldecode", limited.run_length)):
            self._replaced[name] = getattr(pdftypes, name)
            setattr(pdftypes, name, stands_in)
        self._deadline = time.monotonic() + self._limits.seconds
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        from pdfminer import pdftypes

        for name, original in self._replaced.items():
            setattr(pdftypes, name, original)
        _LOG.setLevel(self._level)
        _LOCK.release()

    def tick(self) -> None:
        """Stop when the time is up."""
        if time.monotonic() > self._deadline:
            seconds = self._limits.seconds
            refuse_too_large(
                self._name,
                ("seconds", seconds, seconds),
                f"读到第{max(self._number, 1)}页已超过{seconds}秒，停止读取",
                f"reading took longer than {seconds} seconds at page {max(self._number, 1)}",
                option="--max-seconds",
            )

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """The clock stands still: what is done in between has one of its own."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self._deadline += time.monotonic() - begun

    def pages(self) -> Iterator[Page]:
        """The pages, one after another."""
        if b"%%EOF" not in self._data[-4096:]:
            self._refuse_damaged()
        source = self._pages()
        while True:
            # Errors of whoever uses the pages are not ours to judge: only the next page is asked for in here.
            page = self._guarded(source)
            if page is None:
                break
            yield page
        if not self._number:
            self._refuse_damaged()

    def _pages(self) -> Iterator[Page]:
        from pdfminer.pdfpage import PDFPage

        from jixiao.documents.pdf_device import Reader

        document = self._open()
        count = _page_count(document)
        reader = Reader(self.tick)
        for page in PDFPage.create_pages(document):
            self._number += 1
            if (count := max(self._number, count)) > self._limits.pages:
                allowed = self._limits.pages
                refuse_too_large(
                    self._name,
                    ("pages", count, allowed),
                    f"文件有{count:,}页，超过上限{allowed:,}页",
                    f"the file has {count:,} pages, over the limit of {allowed:,}",
                    option="--max-pages",
                )
            # What draws nothing never asks for the time.
            self.tick()
            yield reader.look_at(page, self._number)

    def _guarded(self, source: Iterator[Page]) -> Page | None:
        try:
            return next(source, None)
        except NotReadable:
            raise
        except PageTooLarge as error:
            self._refuse_page(error.what, error.value, error.limit)
        except _TooMuch as error:
            limit = error.limit // 1024 // 1024
            refuse_too_large(
                self._name,
                ("unpacked", error.limit, error.limit),
                f"文件里压缩的内容解开后超过上限{limit} MB（第{max(self._number, 1)}页前后）",
                f"what is packed in the file unpacks to more than {limit} MB (about page {max(self._number, 1)})",
            )
        except Exception as error:
            # What pdfminer raises for a damaged file is of every kind: its own errors, TypeError, RecursionError …
            if _is_ours(error):
                raise
            self._refuse_damaged()

    def _open(self) -> PDFDocument:
        from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
        from pdfminer.pdfparser import PDFParser

        try:
            return PDFDocument(PDFParser(io.BytesIO(self._data)))
        except (PDFPasswordIncorrect, PDFEncryptionError):
            refuse(
                self._name,
                "PDF有密码，读不了；请取消密码后另存，再检查",
                "the PDF has a password; save it without one, then check that",
            )

    def _refuse_page(self, what: str, value: float, limit: int) -> NoReturn:
        number = self._number
        if what == "side":
            refuse(
                self._name,
                f"第{number}页的边长是{value:,.0f}点，超出1到{limit:,}点的范围；请按A4重新导出，再检查",
                f"a side of page {number} is {value:,.0f} points long, outside of 1 to {limit:,}; "
                "export it as A4, then check that",
            )
        zh, en = _BEYOND[what]
        refuse_too_large(
            self._name,
            (what, round(value), limit),
            f"第{number}页的{zh.format(limit=limit, value=round(value))}",
            f"page {number} {en.format(limit=limit, value=round(value))}",
        )

    def _refuse_damaged(self) -> NoReturn:
        refuse(
            self._name,
            "PDF不完整或已损坏；请重新下载或重新导出一份，再检查",
            "the PDF is cut off or damaged; download or export it again, then check that",
        )


def _is_ours(error: Exception) -> bool:
    """Whether an error is a fault of this package: it was raised by a line of it, and not for what a file holds."""
    from pdfminer.psexceptions import PSException

    if isinstance(error, (PSException, RecursionError)):
        return False
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0] == _PACKAGE


class _Limited:
    """The decoders of pdfminer with a limit: by itself it unpacks a part whole, however large that gets."""

    error = zlib.error
    decompressobj = staticmethod(zlib.decompressobj)

    def __init__(self) -> None:
        self._total = 0

    def decompress(self, data: bytes) -> bytes:
        """As :func:`zlib.decompress`, whatever the checksum at the end says: some programs leave it out.

        A part that breaks off is damage. pdfminer would go on without it, and a page would lose its words in silence.
        """
        from pdfminer.pdfexceptions import PDFException

        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            unpacked = unpacker.decompress(data[2:], MAX_PART + 1)
        except zlib.error as error:
            raise PDFException("a damaged part") from error
        self._count(len(unpacked))
        if not unpacker.eof:
            raise PDFException("a part that breaks off")
        return unpacked

    def lzw(self, data: bytes) -> bytes:
        """As ``pdfminer.lzw.lzwdecode``."""
        from pdfminer.lzw import LZWDecoder

        unpacked = bytearray()
        for piece in LZWDecoder(io.BytesIO(data)).run():
            unpacked += piece
            if len(unpacked) > MAX_PART:
                break
        self._count(len(unpacked))
        return bytes(unpacked)

    def run_length(self, data: bytes) -> bytes:
        """As ``pdfminer.runlength.rldecode``."""
        from pdfminer.runlength import rldecode

        if len(data) * _RUN_LENGTH > MAX_PART:
            raise _TooMuch(MAX_PART)
        unpacked = rldecode(data)
        self._count(len(unpacked))
        return unpacked

    def _count(self, size: int) -> None:
        self._total += size
        if size > MAX_PART:
            raise _TooMuch(MAX_PART)
        if self._total > MAX_UNPACKED:
            raise _TooMuch(MAX_UNPACKED)


def _page_count(document: PDFDocument) -> int:
    """How many pages the file says that it has."""
    from pdfminer.pdftypes import resolve1

    pages = resolve1(document.catalog.get("Pages"))
    count = resolve1(pages.get("Count")) if isinstance(pages, dict) else None
    return count if isinstance(count, int) else 0


def refuse_too_large(
    name: str, beyond: tuple[str, int, int], zh: str, en: str, *, option: str | None = None
) -> NoReturn:
    """Refuse what is beyond a limit: its name, what was met, what may be."""
    exceeded(
        name,
        *beyond,
        f"{zh}；请只留下绩效目标表的页，另存后再检查",
        f"{en}; save the pages of the target forms alone, then check that",
        option=option,
        partly=option == "--max-seconds",
    )
