"""What a run is asked to check → the single files: folders, patterns, archives and standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jixiao.configuration.finding import BASELINE_NAME
from jixiao.documents import files_in, files_inside, is_lock_file, load_bytes, refuse_size
from jixiao.documents.limits import DEFAULT, Limits
from jixiao.errors import JixiaoError, NotReadable

STANDARD_INPUT = "-"
_MANY = 1_000
_SLOW = {".pdf": 5, ".png": 50, ".jpg": 50, ".jpeg": 50, ".tif": 50, ".tiff": 50}
"""How many times as long a kind of file takes to read as a workbook of the same size, as a rule."""
_PARTS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"word/", b"mimetype")
"""What the first part of a zipped workbook or Word file is called: such a file is no archive of others."""
_LEAST = 8_192
"""What even the smallest file is worth, in bytes: opening and closing one costs as much as reading so many."""


class Input(NamedTuple):
    """One file of a run. ``path`` is what it is called, ``named`` whether the caller named it or found it in a folder.

    ``content`` is there where it can't be loaded from the path: of a member of an archive, of a pipe. ``error`` says
    why there is nothing to read.
    """

    path: str
    named: bool = True
    content: bytes | None = None
    error: JixiaoError | None = None

    @property
    def name(self) -> str:
        """The name of the file without its folders."""
        return self.path if self.path == STANDARD_INPUT else os.path.basename(self.path)

    def load(self, limits: Limits = DEFAULT) -> bytes:
        """The content. Raises :class:`~jixiao.errors.NotReadable`."""
        if self.error is not None:
            raise self.error
        return load_bytes(self.path, limits=limits) if self.content is None else self.content


class Inputs:
    """The files of a run, in order, each once. The paths are listed at once, archives are opened when they come."""

    def __init__(self, paths: Iterable[str | os.PathLike[str]], limits: Limits = DEFAULT) -> None:
        self._limits = limits
        self._found: list[Input] = []
        seen: set[str] = set()
        for path in paths:
            for one in _listed(os.fspath(path)):
                same = one.path if one.path == STANDARD_INPUT else os.path.normcase(os.path.abspath(one.path))
                if same not in seen:
                    seen.add(same)
                    self._found.append(one)
        self.total = len(self._found)
        """How many files there are, as far as is known: an archive is one until it is opened."""

    @property
    def paths(self) -> list[str]:
        """The paths of the files that were listed."""
        return [one.path for one in self._found]

    @property
    def may_be(self) -> int:
        """How many files there may be at most, as far as it matters: an archive counts as many."""
        return sum(1 if one.error is not None or _is_plain(one.path) else _MANY for one in self._found)

    @property
    def size(self) -> int:
        """How much there is to read, as the bytes of workbooks; a small file counts as one of some."""
        return sum(_size(one.path) for one in self._found if one.error is None)

    def __iter__(self) -> Iterator[Input]:
        for one in self._found:
            yield from self._opened(one)

    def _opened(self, one: Input) -> Iterator[Input]:
        """The files of an archive, or the file itself."""
        if one.error is not None or _is_plain(one.path):
            yield one
            return
        try:
            limits = self._limits
            data = standard_input(limits) if one.path == STANDARD_INPUT else load_bytes(one.path, limits=limits)
            members = files_inside(data, one.name, limits=limits)
        except JixiaoError as error:
            yield Input(one.path, one.named, error=error)
            return
        if members is None:
            again = one.path != STANDARD_INPUT and _is_file(one.path)
            yield Input(one.path, one.named, None if again else data)
            return
        self.total += len(members) - 1
        for member in members:
            path = f"{one.path}/{member.path}"
            try:
                yield Input(path, False, member.load())
            except JixiaoError as error:
                yield Input(path, False, error=error)


def _listed(path: str) -> Iterator[Input]:
    """What a path stands for."""
    if path == STANDARD_INPUT:
        yield Input(path)
    elif os.path.isdir(path):
        yield from _in_folder(path)
    elif not os.path.lexists(path) and any(mark in path for mark in "*?["):
        yield from _matches(path)
    else:
        yield Input(path)


def _in_folder(folder: str) -> Iterator[Input]:
    trouble: list[tuple[str, NotReadable]] = []
    # What we put beside the forms ourselves is none.
    found = [str(file) for file in files_in(folder, trouble) if os.path.basename(file) != BASELINE_NAME]
    if not found and not trouble:
        error = NotReadable(
            f"{folder}：文件夹里没有能检查的文件（.xlsx、.docx、.pdf、.html、.txt等）。",
            f"{folder}: no file in this folder can be checked (.xlsx, .docx, .pdf, .html, .txt and others).",
        )
        yield Input(folder, error=error)
    for where, refusal in trouble:
        yield Input(where, error=refusal)
    yield from (Input(file, False) for file in found)


def _matches(pattern: str) -> Iterator[Input]:
    """What a shell would have put in the place of a pattern, which that of Windows leaves to the program."""
    from glob import glob

    found = sorted(match for match in glob(pattern, recursive=True) if not is_lock_file(match))
    if not found:
        error = NotReadable(
            f"{pattern}：没有与此相符的文件，请核对路径和文件名。",
            f"{pattern}: no file matches; check the path and the name.",
        )
        yield Input(pattern, error=error)
    for match in found:
        if os.path.isdir(match):
            yield from _in_folder(match)
        else:
            yield Input(match)


def _is_file(path: str) -> bool:
    """Whether a path can be read again: a pipe can't."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def _is_plain(path: str) -> bool:
    """Whether a file is surely no archive, and may as well be loaded where it is checked."""
    if path == STANDARD_INPUT:
        return False
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return False
        with open(path, "rb") as file:
            head = file.read(64)
        return not head.startswith(b"PK") or head[30:].startswith(_PARTS)
    except (OSError, ValueError):
        # Whoever checks it will say what is the matter.
        return True


def _size(path: str) -> int:
    try:
        weight = _SLOW.get(os.path.splitext(path)[1].lower(), 1)
        return max(os.stat(path).st_size * weight, _LEAST)
    except (OSError, ValueError):
        return _LEAST


def standard_input(limits: Limits = DEFAULT) -> bytes:
    """What comes on standard input. Raises :class:`~jixiao.errors.NotReadable` where that is nothing, or too much."""
    data = sys.stdin.buffer.read(limits.bytes + 1)
    refuse_size(len(data), STANDARD_INPUT, limits)
    if not data.strip():
        raise NotReadable("标准输入是空的。", "Standard input is empty.")
    return data
