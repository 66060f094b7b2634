"""Patches in texts: rows of cells between tabs or bars, paragraphs, and values between delimiters."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from jixiao.documents.delimited import SAMPLE, delimiter_of
from jixiao.documents.text import decode, utf16_without_mark
from jixiao.repair.patches import Declined, Patch
from jixiao.repair.splices import Splice
from jixiao.repair.traced import Character, Traced

_LINE_END = re.compile(r"\r\n|\r|\n")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)


class TextFile:
    """A text as it lies on the disk: its characters, and how they are written in bytes."""

    def __init__(self, data: bytes, name: str) -> None:
        self.text = decode(data, name)
        self.encoding, self._mark = _encoding_of(data)
        try:
            # Only what is written back byte for byte may be touched.
            self._exact = self._mark + self._encode(self.text) == data
        except Declined:
            self._exact = False

    def splice(self, start: int, stop: int, new: str) -> Splice:
        """What writes ``new`` for the characters from ``start`` to ``stop``."""
        if not self._exact:
            raise Declined("encoding")
        at = len(self._mark) + len(self._encode(self.text[:start]))
        return Splice("", at, self._encode(self.text[start:stop]), self._encode(new))

    def _encode(self, text: str) -> bytes:
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError:
            raise Declined("encoding") from None


def _encoding_of(data: bytes) -> tuple[str, bytes]:
    """The encoding that :func:`decode` took a text to be in, and the mark in front of it."""
    for mark, encoding in (
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF8, "utf-8"),
    ):
        if data.startswith(mark):
            return encoding, mark
    if 0 in data and (unmarked := utf16_without_mark(data)) is not None:
        return unmarked, b""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030", b""
    return "utf-8", b""


class Lines:
    """A text whose cells are named by line and column."""

    def __init__(self, data: bytes, name: str) -> None:
        self.file = TextFile(data, name)
        self._ends: list[tuple[int, int]] = []
        start = 0
        for end in _LINE_END.finditer(self.file.text):
            self._ends.append((start, end.start()))
            start = end.end()
        self._ends.append((start, len(self.file.text)))

    def splice(self, patch: Patch) -> list[Splice]:
        """What applies a patch. Raises :class:`Declined`."""
        at = patch.at
        if at is None or not at.row or patch.before is None:
            raise Declined("no place")
        if at.row > len(self._ends):
            raise Declined("not there")
        start, stop = self._ends[at.row - 1]
        row = self.file.text[start:stop]
        for begin, end, barred in _cells_of(row, at.column):
            source = row[begin:end]
            characters = _in_bars(source) if barred else _as_written(source)
            try:
                new = Traced(source, characters, _for_bars if barred else str).rewritten(patch.before, patch.after)
            except Declined as declined:
                reason = declined.reason
                continue
            return [self.file.splice(start + begin, start + end, new)]
        raise Declined(reason)


def _cells_of(row: str, column: int) -> Iterator[tuple[int, int, bool]]:
    """Where a cell of a line may stand, as its tabs or bars part it; and the whole line, where it is a paragraph."""
    if "\t" in row and not row.strip().startswith("|"):
        borders = [-1, *(found.start() for found in re.finditer("\t", row)), len(row)]
        if column < len(borders):
            yield borders[column - 1] + 1, borders[column], False
            return
    bars = [found.start() for found in _BAR.finditer(row)]
    if bars and column > 0:
        borders = bars if row.strip().startswith("|") else [-1, *bars]
        borders = [*borders, len(row)]
        if column < len(borders):
            yield borders[column - 1] + 1, borders[column], True
    if column == 1:
        yield 0, len(row), False
    else:
        yield 0, 0, False


def _as_written(source: str) -> Iterator[Character]:
    return (Character(letter, at, at + 1) for at, letter in enumerate(source))


def _in_bars(source: str) -> Iterator[Character]:
    """A Markdown cell: ``\\|`` is a bar, ``<br>`` a line break."""
    at = 0
    while at < len(source):
        found = _BREAK.match(source, at)
        if found is not None:
            yield Character("\n", at, found.end(), plain=False)
            at = found.end()
            continue
        long = 2 if source.startswith("\\|", at) else 1
        yield Character(source[at + long - 1], at, at + long)
        at += long


def _for_bars(letter: str) -> str:
    return {"|": "\\|", "\n": "<br>"}.get(letter, letter)


class Records:
    """A text of values between delimiters, whose cells are named by record and column."""

    def __init__(self, data: bytes, name: str) -> None:
        self.file = TextFile(data, name)
        text = self.file.text
        self.sign = delimiter_of(text[:SAMPLE], name, cut=len(text) > SAMPLE) or ","
        self._records = list(_records(text, self.sign))

    def splice(self, patch: Patch) -> list[Splice]:
        """What applies a patch. Raises :class:`Declined`."""
        at = patch.at
        if at is None or not at.row or patch.before is None:
            raise Declined("no place")
        if at.row > len(self._records) or at.column > len(self._records[at.row - 1]):
            raise Declined("not there")
        start, stop = self._records[at.row - 1][at.column - 1]
        source = self.file.text[start:stop]
        quoted = source.startswith('"')
        # What needs quotation marks goes into a cell that has them, or not at all.
        if not quoted and any(letter in patch.after for letter in ('"', "\n", "\r", self.sign)):
            raise Declined("unusual")
        new = Traced(source, _in_quotes(source) if quoted else _as_written(source), _for_quotes).rewritten(
            patch.before, patch.after
        )
        return [self.file.splice(start, stop, new)]


def _records(text: str, sign: str) -> Iterator[list[tuple[int, int]]]:
    """Where the values of each record stand, as the reader of such files takes them apart."""
    value = re.compile(rf'(?:"(?:[^"]|"")*"[^{sign}\r\n]*|[^{sign}\r\n]*)')
    at = 0
    while at < len(text):
        record: list[tuple[int, int]] = []
        while True:
            found = value.match(text, at)
            end = at if found is None else found.end()
            record.append((at, end))
            at = end + 1
            if end >= len(text) or text[end] != sign:
                break
        if text[end : end + 2] == "\r\n":
            at = end + 2
        yield record


def _in_quotes(source: str) -> Iterator[Character]:
    """A value between quotation marks: two of them are one, and any line end is a line break."""
    end = len(source.rstrip()) - 1
    at = 1
    while at < end:
        long = 2 if source.startswith(('""', "\r\n"), at) else 1
        letter = source[at]
        yield Character("\n" if letter == "\r" else letter, at, at + long)
        at += long


def _for_quotes(letter: str) -> str:
    return '""' if letter == '"' else letter
