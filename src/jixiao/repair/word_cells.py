"""Patches in Word files: letters change inside the runs that hold them, and every run keeps its look."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from jixiao.documents.docx_places import pieces_of
from jixiao.documents.limits import Limits
from jixiao.documents.markup import WORD_FILE
from jixiao.repair.package import EditedPackage
from jixiao.repair.patches import Declined, Patch
from jixiao.repair.splices import Splice
from jixiao.repair.traced import Character, Traced
from jixiao.repair.xml_text import Token, is_utf8, tokens

_SKIPPED: Final = frozenset({"Fallback", "moveFrom", "rt", "del"})
_SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


class WordCells:
    """The cells and paragraphs of a Word file as pieces of its parts."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self._package = EditedPackage(data, name, limits, WORD_FILE)
        self._pieces = pieces_of(EditedPackage(data, name, limits, WORD_FILE).package)

    def splice(self, patch: Patch) -> list[Splice]:
        """What applies a patch. Raises :class:`Declined`."""
        piece = self._pieces.get(str(patch.at))
        if piece is None or patch.before is None:
            raise Declined("no place")
        xml = self._package.original(piece.part) or b""
        if not is_utf8(xml):
            raise Declined("unusual")
        source = xml[piece.start : piece.stop]
        traced = traced_words(source.decode())
        new = traced.rewritten(patch.before, patch.after).encode()
        return [Splice(piece.part, piece.start, source, new)]


def traced_words(source: str) -> Traced:
    """The characters of a cell or a paragraph as the reader of Word files puts them together."""
    paragraphs: list[list[Character]] = []
    walk = _Walk()
    for token in tokens(source):
        walk.take(token, paragraphs)
    characters: list[Character] = []
    for paragraph in paragraphs:
        letters = Traced(source, paragraph).characters
        if letters and characters:
            characters.append(Character("\n", letters[0].start, letters[0].start, plain=False, movable=False))
        characters += letters
    return Traced(source, characters, escape)


class _Walk:
    """What is open while the tokens of a cell come."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.skipping = 0
        self.hidden = False

    def take(self, token: Token, paragraphs: list[list[Character]]) -> None:
        """One token."""
        kind, name, start, stop = token
        if kind in ("text", "sealed"):
            if not self.skipping and not self.hidden and paragraphs and self.open[-1:] == ["t"]:
                own = kind == "text"
                paragraphs[-1] += [Character(one, start, stop, own, own) for one in name]
            return
        if kind == "end":
            if self.skipping:
                self.skipping -= 1
            elif self.open:
                self.open.pop()
            return
        if self.skipping or name in _SKIPPED:
            self.skipping += kind == "start"
            return
        if name == "r":
            self.hidden = False
        elif name == "p":
            paragraphs.append([])
        elif name == "vanish":
            self.hidden = True
        elif name in _SIGNS and "r" in self.open[-2:] and not self.hidden and paragraphs:
            # Written with an end tag of its own, it could not be taken out at one go.
            alone = kind == "empty"
            paragraphs[-1].append(Character(_SIGNS[name], start, stop, plain=False, movable=alone))
        if kind == "start":
            self.open.append(name)
