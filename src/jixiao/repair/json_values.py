"""Patches in interchange JSON: the value at a path and the text at its place, in the file as it is laid out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from jixiao.errors import WrongUse
from jixiao.repair.patches import Declined, Patch
from jixiao.repair.splices import Splice
from jixiao.repair.text_cells import TextFile

_STEP: Final = re.compile(r"([A-Za-z0-9_]+)|\[(\d+)\]")
_BLANK: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = json.JSONDecoder()

Span = tuple[int, int]


class Values:
    """The values of a JSON text by their paths. Key order, indentation and everything else stay as they are."""

    def __init__(self, data: bytes, name: str) -> None:
        self.file = TextFile(data, name)
        start = _skip(self.file.text, 0)
        try:
            stop = _skip(self.file.text, _DECODER.raw_decode(self.file.text, start)[1])
        except (ValueError, RecursionError):
            stop = -1
        if stop != len(self.file.text):
            raise WrongUse(
                f"{name}：一行一个JSON的文件不能改写；请用 jixiao convert 转成一个JSON，再修改。",
                f"{name}: JSON Lines can't be written; make one JSON of it by `jixiao convert`, then mend that.",
            )
        self._alone = not any(key == "forms" for key, _ in _members(self.file.text, start))

    def splice(self, patch: Patch) -> list[Splice]:
        """What applies a patch: the value, and what is printed at its place. Raises :class:`Declined`."""
        steps: list[str | int] = [name or int(number) for name, number in _STEP.findall(patch.path)]
        if self._alone and steps[:2] == ["forms", 0]:
            del steps[:2]
        found = []
        printed = self._value(["places", patch.path, "text"])
        # An amount is held in yuan, whatever its cell says of it.
        if patch.unit is None:
            value = self._value(steps)
            missing = value is None and patch.before is None
            found.append(
                self._added(steps, patch.after) if missing else self._rewritten(value, patch.before, patch.after)
            )
        if printed is not None and patch.before is not None and json.loads(self._text(printed)) == patch.before:
            found.append(self._rewritten(printed, patch.before, patch.after))
        if not found:
            raise Declined("not there")
        return found

    def _rewritten(self, span: Span | None, before: str | None, after: str) -> Splice:
        if span is None or json.loads(self._text(span)) != before:
            raise Declined("not there")
        return self.file.splice(*span, self._written(after))

    def _added(self, steps: list[str | int], after: str) -> Splice:
        """A key that an object doesn't have yet, in front of the others and set as they are."""
        around = self._value(steps[:-1])
        first = None if around is None else _skip(self.file.text, around[0] + 1)
        if around is None or first is None or self._text((around[0], first))[:1] != "{":
            raise Declined("not there")
        between = self._text((around[0] + 1, first))
        return self.file.splice(first, first, f'"{steps[-1]}": {self._written(after)},{between or " "}')

    def _written(self, value: str) -> str:
        as_ascii = self.file.text.isascii() and "\\u" in self.file.text
        return json.dumps(value, ensure_ascii=as_ascii)

    def _text(self, span: Span) -> str:
        return self.file.text[slice(*span)]

    def _value(self, steps: list[str | int]) -> Span | None:
        """Where the value at a path stands."""
        at = _skip(self.file.text, 0)
        for step in steps:
            for key, value in _members(self.file.text, at):
                if key == step:
                    at = value
                    break
            else:
                return None
        return at, _DECODER.raw_decode(self.file.text, at)[1]


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return at if found is None else found.end()


def _members(text: str, at: int) -> Iterator[tuple[str | int, int]]:
    """The keys of an object, or the numbers of an array, each with the place of its value."""
    kind, number = text[at], 0
    if kind not in "{[":
        return
    at = _skip(text, at + 1)
    while text[at] not in "}]":
        key: str | int = number
        if kind == "{":
            key, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        yield key, at
        at = _skip(text, _DECODER.raw_decode(text, at)[1])
        if text[at] == ",":
            at = _skip(text, at + 1)
        number += 1
