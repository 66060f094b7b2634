"""Where the cells and paragraphs of a Word file stand in its XML, by the addresses that its reader gives them."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from jixiao.documents.docx import Reader, read_parts
from jixiao.documents.flow import Flow
from jixiao.documents.limits import Budget
from jixiao.documents.package import Package
from jixiao.places import Location


@frozen
class Piece:
    """The bytes of an element (``w:tc`` or ``w:p``) in a part of the package."""

    part: str
    start: int
    stop: int


def pieces_of(package: Package) -> dict[str, Piece]:
    """The element of each written location. Raises :class:`~jixiao.errors.NotReadable` where the file can't be read."""
    reader = _PlacingReader(package, Flow(Budget(package.name, package.limits)))
    read_parts(package, reader)
    return reader.found


class _PlacingReader(Reader):
    """A reader that remembers where the elements begin and end whose addresses it gives away."""

    def __init__(self, package: Package, flow: Flow) -> None:
        super().__init__(package, flow)
        self.found: dict[str, Piece] = {}

    def _parse(self, xml: bytes, path: str) -> None:
        parser = self._package.parser()
        part = path.lstrip("/")
        # Begin and, once its cell was begun, address of each element that is open.
        cells: list[tuple[int, list[Location]]] = []
        paragraphs: list[int] = []

        def watched(handle: Callable[[], None]) -> None:
            """Run a handler; where it begins a cell, that is the innermost one."""
            before = self._flow.address
            handle()
            after = self._flow.address
            if cells and after is not None and after != before and not cells[-1][1]:
                cells[-1][1].append(after)

        def start(tag: str, attributes: dict[str, str]) -> None:
            tag = tag[tag.rfind(":") + 1 :]
            if tag == "tc":
                cells.append((parser.CurrentByteIndex, []))
            elif tag == "p":
                paragraphs.append(parser.CurrentByteIndex)
            watched(lambda: self._start(tag, attributes))

        def end(tag: str) -> None:
            tag = tag[tag.rfind(":") + 1 :]
            stop = xml.find(b">", parser.CurrentByteIndex) + 1
            if tag == "tc":
                # A cell without a paragraph begins and ends at once: nothing in it can be named.
                begin, known = cells.pop()
                for at in known:
                    self.found[str(at)] = Piece(part, begin, stop)
            before = self._flow.last_paragraph
            watched(lambda: self._end(tag))
            if tag == "p":
                begin = paragraphs.pop()
                if self._flow.last_paragraph != before:
                    self.found[str(self._flow.last_paragraph)] = Piece(part, begin, stop)

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = self._text
        self._package.run(parser, xml)
