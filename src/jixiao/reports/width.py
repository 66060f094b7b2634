"""Text in columns where a Chinese character is two cells wide."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def width(text: str) -> int:
    """The cells that a text takes on a terminal."""
    return len(text) if text.isascii() else sum(_cells(character) for character in text)


def pad(text: str, cells: int) -> str:
    """The text with blanks up to a width."""
    return text + " " * max(0, cells - width(text))


def wrap(text: str, cells: int, indent: str = "") -> list[str]:
    """The text in lines of at most ``cells`` cells, every line but the first behind ``indent``.

    Chinese breaks anywhere but before closing punctuation; words of letters and digits stay whole where they fit.
    """
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(text):
        size = width(piece)
        if used + size > cells and line.strip() and piece not in _CLOSING:
            lines.append(line.rstrip())
            line, used = indent, width(indent)
            piece = piece.lstrip(" ")
            size = width(piece)
        while used + size > cells and size > cells - width(indent):
            head = _fit(piece, max(cells - used, 2))
            lines.append(line + head)
            piece, line, used = piece[len(head) :], indent, width(indent)
            size = width(piece)
        line += piece
        used += size
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


_CLOSING = frozenset("，。、；：！？）)”》…,.;:!?")


def _pieces(text: str) -> list[str]:
    """The pieces between which a line may break."""
    pieces: list[str] = []
    for character in text:
        if pieces and _joins(pieces[-1][-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _joins(before: str, after: str) -> bool:
    if before in "“（《(≥≤" or after in _CLOSING:
        return True
    if before.isdigit() and after in "元万亿年月日个条处张%":
        return True
    return before.isascii() and after.isascii() and before != " " and after != " "


def _fit(text: str, cells: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += _cells(character)
        if used > cells:
            return text[: max(index, 1)]
    return text


def shorten(text: str, cells: int) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    flat = " ".join(text.split())
    if width(flat) <= cells:
        return flat
    return _fit(flat, cells - 1) + "…"
