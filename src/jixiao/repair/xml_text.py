"""The XML of one cell, token by token with its place, and its text as characters that can be rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from jixiao.repair.traced import Character, Traced

_TOKEN: Final = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>|&[^;<>&\s]*;|\r\n|.", re.DOTALL
)
_NAME: Final = re.compile(r"</?(?:[\w.-]+:)?([\w.-]+)")
_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&apos;": "'"}
_OTHER_ENCODING: Final = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE)


class Token(NamedTuple):
    """A tag (``kind`` is ``start``, ``end`` or ``empty``, and ``name`` is local) or a character (``text``)."""

    kind: str
    name: str
    start: int
    stop: int


def tokens(source: str) -> Iterator[Token]:
    """The tags and characters of a piece of XML; comments are passed over."""
    for found in _TOKEN.finditer(source):
        piece, start, stop = found[0], found.start(), found.end()
        if piece.startswith("<![CDATA["):
            # The characters inside can't be escaped as others are: they may be read, and not rewritten.
            yield Token("sealed", piece[9:-3], start, stop)
        elif piece.startswith("<") and len(piece) > 1:
            name = _NAME.match(piece)
            if name is not None:
                kind = "end" if piece.startswith("</") else "empty" if piece.endswith("/>") else "start"
                yield Token(kind, name[1], start, stop)
        else:
            yield Token("text", _character(piece), start, stop)


def _character(piece: str) -> str:
    if piece == "\r\n" or piece == "\r":
        return "\n"
    if len(piece) == 1:
        return piece
    if piece.startswith("&#"):
        digits = piece[2:-1]
        number = int(digits[1:], 16) if digits[:1] in "xX" else int(digits)
        return chr(number) if number < 0x110000 else piece
    return _ENTITIES.get(piece, piece)


def is_utf8(xml: bytes) -> bool:
    """Whether a part is written in UTF-8, as nearly all are: only then its bytes can be counted here."""
    return not xml.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" not in xml[:4] and not _OTHER_ENCODING.match(xml)


def of_elements(source: str, *names: str, without: str = "") -> Traced:
    """The characters inside all elements of these names, but for those inside an element called ``without``."""
    found: list[Character] = []
    inside = skipped = 0
    for token in tokens(source):
        if token.kind in ("start", "end"):
            change = 1 if token.kind == "start" else -1
            skipped += change * (token.name == without)
            inside += change * (token.name in names)
        elif inside and not skipped:
            if token.kind == "text":
                found.append(Character(token.name, token.start, token.stop))
            elif token.kind == "sealed":
                found += [Character(one, token.start, token.stop, False, False) for one in token.name]
    return Traced(source, found, escape)
