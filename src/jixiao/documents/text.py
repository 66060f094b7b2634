"""Texts → documents: lines with tabs and Markdown tables are rows, every other line is a paragraph."""

from __future__ import annotations

import codecs
import re

from jixiao.documents.grid import Cell, Document, Line
from jixiao.documents.limits import DEFAULT, Budget, Limits
from jixiao.errors import NotReadable
from jixiao.places import Location

_HEADING = re.compile(r"#{1,6}(?:[ \t]+|\Z)")
_SEPARATOR = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-+:?[ \t]*\|?\Z")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)


def read_text(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """The document in a text of any of the usual encodings. Raises :class:`~jixiao.errors.NotReadable`.

    Line numbers are an editor's. Consecutive rows are one table: blank lines don't end it, a paragraph does. Columns
    are exact where all tables are Markdown's and every row has as many bars as its table's head.
    """
    # Only the line ends that editors know: str.splitlines() would also split at form feeds and other separators.
    budget = Budget(name, limits)
    budget.have_text(len(data))
    text = decode(data, name)
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    budget.have_rows(len(rows))
    # Every bar and tab may end a cell.
    budget.add_places(text.count("\t") + text.count("|"))
    lines: list[Line] = []
    table = -1
    in_table = False
    loose = False  # inside a Markdown table without outer bars
    rules = _Regular()
    for number, row in enumerate(rows, 1):
        text = row.strip()
        if not text:
            loose = False
            continue
        if "|" in text:
            if _is_separator(text):
                loose = loose or not text.startswith("|")
                rules.separator(len(_bar_cells(text)))
                continue
            if not loose and not text.startswith("|") and number < len(rows):
                loose = _is_separator(rows[number].strip())
            barred = text.startswith("|") or (loose and "\t" not in row)
        else:
            loose = barred = False
        if not barred and "\t" not in row:
            lines.append(Line((Cell(0, _paragraph(text), Location(number, 1)),), number))
            in_table = False
            continue
        parts = _bar_cells(text) if barred else row.split("\t")
        rules.row(len(parts) if barred else 0, first=not in_table)
        cells = [
            Cell(column, filled, Location(number, column + 1))
            for column, part in enumerate(parts)
            if part and (filled := part.strip())
        ]
        if cells:
            budget.add_cells(len(cells))
            if not in_table:
                table += 1
                in_table = True
            lines.append(Line(tuple(cells), number, table))
    exact = rules.hold()
    return Document(name.replace("\\", "/").rpartition("/")[2], "page" if exact else "text", exact, tuple(lines))


class _Regular:
    """Watches whether a text's tables are Markdown's, each with its line below the head and rows of one width."""

    def __init__(self) -> None:
        self._seen = False
        self._broken = False
        self._width = 0
        self._headed = True

    def row(self, width: int, *, first: bool) -> None:
        """A row of so many cells; 0 where they are set apart by tabs."""
        if first:
            self._broken = self._broken or not self._headed
            self._headed, self._width = False, width
        self._seen = True
        self._broken = self._broken or width < 2 or width != self._width

    def separator(self, width: int) -> None:
        """The line below a head."""
        self._headed = self._headed or width == self._width

    def hold(self) -> bool:
        """Whether all of the text's tables were so."""
        return self._seen and self._headed and not self._broken


def decode(data: bytes, name: str) -> str:
    """The text, strictly decoded: UTF-8, then UTF-16, then GB18030; a doubtful byte is an error, never a guess.

    Raises :class:`~jixiao.errors.NotReadable`.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = data[: error.start]
            # So much valid UTF-8 is no accident: the file is UTF-8 with a damaged place. As GB18030 it might well
            # decode, into other characters.
            if sum(byte > 127 for byte in before[-4096:]) >= 24 or before.startswith(codecs.BOM_UTF8):
                line = before.count(b"\n") + 1
                raise NotReadable(
                    f"{name}：第{line}行有损坏的字符（按UTF-8读到这里中断）；请用记事本打开，改好后以UTF-8另存，再检查。",
                    f"{name}: line {line} holds a damaged character (as UTF-8); "
                    "open it in an editor, mend it, save it as UTF-8, then check that.",
                ) from None
            unmarked = utf16_without_mark(data) if 0 in data else None
            encodings = [unmarked] if unmarked else ["gb18030"]
        else:
            # ASCII in UTF-16 is valid UTF-8 too, with a NUL beside every letter.
            unmarked = utf16_without_mark(data) if "\0" in text else None
            if unmarked is None and "\0" not in text:
                return text
            encodings = [unmarked] if unmarked else []
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotReadable(
        f"{name}：认不出文字编码（试过UTF-8、UTF-16、GB18030）；请用记事本打开，以UTF-8另存，再检查。",
        f"{name}: the text's encoding is unknown (tried UTF-8, UTF-16, GB18030); "
        "open it in an editor, save it as UTF-8, then check that.",
    )


def utf16_without_mark(data: bytes) -> str | None:
    """The byte order of UTF-16 that came without its mark, where nearly all of its start reads as Chinese or ASCII."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data[:8192].decode(encoding)
        except UnicodeDecodeError:
            continue
        usual = sum(
            " " <= each <= "~"
            or each in "\t\r\n"
            or "\u2000" <= each <= "\u206f"
            or "\u3000" <= each <= "\u303f"
            or "\u4e00" <= each <= "\u9fff"
            or "\uff00" <= each <= "\uffef"
            for each in text
        )
        if usual >= 0.95 * len(text):
            return encoding
    return None


def _is_separator(text: str) -> bool:
    """Whether this is the ``|---|:-:|`` below the head of a Markdown table."""
    return "|" in text and "-" in text and _SEPARATOR.match(text) is not None


def _paragraph(text: str) -> str:
    """A paragraph without the signs of a Markdown heading."""
    if text.startswith("#") and (mark := _HEADING.match(text)):
        text = text[mark.end() :].rstrip("#").rstrip() or text
    return _plain(text)


def _plain(text: str) -> str:
    """The text without the ``**`` around the whole of it."""
    if len(text) > 4 and text.startswith("**") and text.endswith("**") and "**" not in text[2:-2]:
        return text[2:-2].strip() or text
    return text


def _bar_cells(text: str) -> list[str]:
    """The texts between the bars of a Markdown row."""
    parts = _BAR.split(text)
    if text.startswith("|"):
        del parts[0]
    if len(parts) > 1 and not parts[-1].strip():
        del parts[-1]
    cells = []
    for part in parts:
        cell = part.replace("\\|", "|").strip()
        if "<br" in cell:
            cell = _BREAK.sub("\n", cell)
        cells.append(_plain(cell))
    return cells
