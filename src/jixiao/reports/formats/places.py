"""Where a place lies in a file: the address for links, and the characters of a text."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import quote

from jixiao.places import Location, Place
from jixiao.reports.formats import Read

_DRIVE: Final = r"[A-Za-z]:[\\/]"
_BAR: Final = r"(?<!\\)\|"
_SEPARATORS: Final = ("\t", "|", ",", ";")


class Region(NamedTuple):
    """A line of a text, and where it is known the characters in it, all counted from 1; ``end`` is behind the last."""

    line: int
    start: int | None = None
    end: int | None = None


def uri_of(path: str) -> str:
    """The path as a URI reference: relative as it is, absolute with ``file:``, all that is special escaped."""
    if re.match(_DRIVE, path):
        return "file:///" + path[:2] + _quoted(path[2:].replace("\\", "/"))
    if path.startswith("\\\\"):
        return "file:" + _quoted(path.replace("\\", "/"))
    if os.sep == "\\":
        path = path.replace("\\", "/")
    return ("file://" if path.startswith("/") else "") + _quoted(path)


def _quoted(path: str) -> str:
    # The bytes of a name that is no text are escaped as they are.
    return quote(path.encode("utf-8", "surrogateescape" if _is_bytes(path) else "surrogatepass"))


def _is_bytes(path: str) -> bool:
    return all("\udc80" <= character <= "\udcff" for character in path if "\ud800" <= character <= "\udfff")


def slashed(path: str) -> str:
    """A path as pipelines write it, with slashes."""
    return path.replace("\\", "/") if os.sep == "\\" or re.match(_DRIVE, path) else path


def file_of(file: Read, at: Location) -> str:
    """The path of the file that a place is in."""
    return file.path if at.file is None else file.others.get(at.file, at.file)


def region_of(file: Read, place: Place) -> Region | None:
    """Where in a text a place is; nothing where the file is no text with lines."""
    at = place.at
    if not at.row or (at.sheet, at.table, at.page, at.pointer, at.paragraph) != (None,) * 5:
        return None
    lines = file.lines(at.file)
    if lines is None or at.row > len(lines):
        return None
    start = _found(lines[at.row - 1], at.column, place.text)
    return Region(at.row) if start is None else Region(at.row, start + 1, start + 1 + len(place.text))


def _found(line: str, column: int, text: str) -> int | None:
    """Where in a line the text of a cell begins, when that is sure."""
    if not text:
        return None
    for separator in _SEPARATORS:
        if separator in line:
            start = _in_cell(_cells(line, separator), column, text)
            if start is not None:
                return start
    return line.index(text) if line.count(text) == 1 else None


def _cells(line: str, separator: str) -> list[tuple[int, str]]:
    """The cells of a line with where they begin."""
    if separator != "|":
        cells, start = [], 0
        for part in line.split(separator):
            cells.append((start, part))
            start += len(part) + 1
        return cells
    ends = [found.start() for found in re.finditer(_BAR, line)]
    starts = [0, *(end + 1 for end in ends)]
    cells = [(start, line[start:end]) for start, end in zip(starts, [*ends, len(line)], strict=True)]
    return cells[1:] if not cells[0][1].strip() else cells


def _in_cell(cells: Sequence[tuple[int, str]], column: int, text: str) -> int | None:
    if not 1 <= column <= len(cells):
        return None
    start, cell = cells[column - 1]
    return start + cell.index(text) if cell.count(text) == 1 else None
