"""The text of a cell with the piece of the file that each character came from, and what rewriting it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import frozen

from jixiao.repair.patches import Declined


@frozen
class Character:
    """One character of a cell's text: where it stands in the source.

    ``movable``: it can be taken out by taking its source out, as a letter or a line break can, and the border between
    two paragraphs can not. ``plain``: other characters can be written in its place.
    """

    text: str
    start: int
    stop: int
    plain: bool = True
    movable: bool = True


class Traced:
    """The characters of a cell and its source; ``escape`` writes a character as the source does."""

    def __init__(self, source: str, characters: Iterable[Character], escape: Callable[[str], str] = str) -> None:
        self.source = source
        self.escape = escape
        found = list(characters)
        first = next((number for number, each in enumerate(found) if each.text.strip()), len(found))
        last = next((number for number in range(len(found), first, -1) if found[number - 1].text.strip()), first)
        self.characters = found[first:last]

    @property
    def text(self) -> str:
        """What a person reads in the cell, without blanks at its ends."""
        return "".join([each.text for each in self.characters])

    def rewritten(self, before: str, after: str) -> str:
        """The source with ``after`` where it says ``before``. Only the characters that differ are touched.

        Raises :class:`Declined` where it doesn't say so, or more than once, or where it can't be written.
        """
        text = self.text
        at = text.find(before)
        if not before or at < 0:
            raise Declined("not there")
        if text.find(before, at + 1) >= 0:
            raise Declined("twice")
        head = _alike(before, after)
        tail = _alike(before[head:][::-1], after[head:][::-1])
        start, stop = at + head, at + len(before) - tail
        return self._replaced(start, stop, after[head : len(after) - tail])

    def _replaced(self, start: int, stop: int, new: str) -> str:
        gone = self.characters[start:stop]
        if not all(each.movable for each in gone):
            raise Declined("across paragraphs")
        where = self._place(start, stop) if new else 0
        written = "".join(map(self.escape, new))
        pieces, last = [], 0
        cuts = sorted([*((each.start, each.stop, "") for each in gone), *([(where, where, written)] if new else [])])
        for begin, end, put in cuts:
            pieces += [self.source[last:begin], put]
            last = max(last, end)
        return "".join([*pieces, self.source[last:]])

    def _place(self, start: int, stop: int) -> int:
        """Where in the source new characters go: into the first run of letters that gives way, or beside it."""
        for each in self.characters[start:stop]:
            if each.plain:
                return each.start
        if start and self.characters[start - 1].plain:
            return self.characters[start - 1].stop
        if stop < len(self.characters) and self.characters[stop].plain:
            return self.characters[stop].start
        raise Declined("no run of letters")


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with together."""
    least = min(len(one), len(other))
    return next((at for at in range(least) if one[at] != other[at]), least)
