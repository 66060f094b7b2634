"""A file of typed and of scanned pages → pieces of one kind each: how far a grid can be trusted differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from attrs import evolve

from jixiao.documents.grid import Document, Line


def by_origin(documents: Sequence[Document]) -> list[tuple[Document, str | None]]:
    """The documents, mixed ones in pieces, with the name of the file that their addresses carry: the first has none."""
    return [
        (piece, document.name if number else None)
        for number, document in enumerate(documents)
        for piece in (_pieces(document) if document.scanned else (document,))
    ]


def _pieces(document: Document) -> Iterator[Document]:
    """The runs of pages of a document. A table goes with its scanned part where it has one."""
    scanned = frozenset(document.scanned)
    tables = {line.table for line in document.lines if line.table is not None and _is_on(line, scanned)}
    unread = document.unread
    for is_scan, lines in groupby(document.lines, lambda line: line.table in tables or _is_on(line, scanned)):
        yield evolve(
            document,
            exact=document.exact and not is_scan,
            ruled=document.ruled and is_scan,
            lines=tuple(lines),
            unread=unread,
        )
        unread = ()


def _is_on(line: Line, pages: frozenset[int]) -> bool:
    return any(cell.at.page in pages for cell in line.cells)
