"""What one file may hold and cost, and the one sentence for whatever holds or costs more.

The limits are far above any honest form. They keep what a hostile file can do to a few seconds and a few hundred
megabytes, and each of them can be raised by whoever knows a file to be honest.
"""

from __future__ import annotations

from typing import Final, NoReturn

from attrs import frozen

from jixiao.errors import NotReadable, TooLarge

__all__ = ["DEFAULT", "Budget", "Limits", "exceeded", "megabytes"]

MEGA: Final = 1024 * 1024
# What may stand for each cell that is counted: empty cells beside it, tags of the XML that holds it, letters in it.
_AROUND: Final = 8
_LETTERS: Final = 160
_TEXT_COPIES: Final = 3
# A reader holds the file, what it unpacks to, and what it makes of that.
_COPIES: Final = 6


@frozen
class Limits:
    """What one file may hold and cost; every reader is given one.

    ``bytes`` is the size of the file as it lies on the disk, ``unpacked`` what the parts of a zipped document unpack
    to. ``rows`` are rows, lines and paragraphs; ``cells`` are those that hold something, and those that a merge covers.
    ``seconds`` and ``memory`` (in bytes, beyond what the file's own size asks for) hold the readers that work in a
    process of their own; PDFs are held to the seconds everywhere.

    >>> Limits(rows=10).rows
    10
    """

    bytes: int = 128 * MEGA
    unpacked: int = 96 * MEGA
    rows: int = 200_000
    cells: int = 400_000
    pages: int = 1_000
    seconds: int = 60
    memory: int = 256 * MEGA

    @property
    def places(self) -> int:
        """Cells with the empty ones, and tags of XML: what may cost a step of its own."""
        return self.cells * _AROUND

    @property
    def text(self) -> int:
        """Bytes of a text: it is held several times over while it is taken apart."""
        return self.unpacked // _TEXT_COPIES

    @property
    def letters(self) -> int:
        """Characters, where a text that is stored once may stand many times."""
        return self.cells * _LETTERS

    def memory_for(self, size: int) -> int:
        """What reading a file of so many bytes may take."""
        return self.memory + _COPIES * size


DEFAULT: Final = Limits()


def exceeded(
    name: str, limit: str, value: int, allowed: int, zh: str, en: str, *, option: str | None = None, partly: bool = True
) -> NoReturn:
    """Raise the error for a file beyond a limit; ``zh`` and ``en`` name the value and the limit.

    ``option`` is what raises the limit, where raising it is any advice. ``partly`` tells that the counting stopped at
    the limit: there may be more than ``value``.
    """
    if option is not None:
        enough = max(value, 2 * allowed) if partly else value
        is_size = option in ("--max-bytes", "--max-unpacked", "--max-memory")
        shown = _plain_size(enough) if is_size else str(_rounded_up(enough))
        zh = f"{zh}；若确有这么多，加 {option} {shown}"
        en = f"{en}; if it really has that many, add {option} {shown}"
    raise TooLarge(
        f"{name}：{zh}。" if name else f"{zh}。",
        f"{name}: {en}." if name else f"{en}.",
        limit=limit,
        value=value,
        allowed=allowed,
    )


def megabytes(size: int) -> str:
    """A size for a person."""
    return f"{size / MEGA:,.0f} MB" if size >= MEGA or not size else f"{size:,} B"


def _plain_size(size: int) -> str:
    """A size as an option takes it, rounded up."""
    return f"{-(-size // MEGA)}M"


def _rounded_up(value: int) -> int:
    """The number with two digits, and noughts behind them."""
    unit: int = 10 ** max(len(str(value)) - 2, 0)
    return -(-value // unit) * unit


class Budget:
    """Counts what one file holds. Over a limit it raises :class:`~jixiao.errors.NotReadable`."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.rows = self.cells = self.places = self.letters = 0

    def refuse(self, zh: str, en: str) -> NoReturn:
        """Raise the error for this file."""
        raise NotReadable(f"{self.name}：{zh}。", f"{self.name}: {en}.")

    def have_text(self, size: int) -> None:
        """Take the size of a text, in bytes."""
        if size > self.limits.text:
            allowed = self.limits.text
            exceeded(
                self.name,
                "bytes",
                size,
                allowed,
                f"文字太多（{megabytes(size)}，文字文件的上限是{megabytes(allowed)}）；请删去无关的内容，或拆成几个文件，再检查",
                f"too much text ({megabytes(size)}, the limit for a text is {megabytes(allowed)}); "
                "delete what doesn't matter, or split the file, then check that",
            )

    def have_rows(self, count: int) -> None:
        """Take the number of all lines of the file."""
        self.rows = count
        if count > self.limits.rows:
            allowed = self.limits.rows
            exceeded(
                self.name,
                "rows",
                count,
                allowed,
                f"文件有{count:,}行，超过上限{allowed:,}行",
                f"the file has {count:,} lines, over the limit of {allowed:,}",
                option="--max-rows",
                partly=False,
            )

    def add_rows(self, count: int = 1) -> None:
        """Count rows or paragraphs."""
        self.rows += count
        if self.rows > self.limits.rows:
            allowed = self.limits.rows
            exceeded(
                self.name,
                "rows",
                self.rows,
                allowed,
                f"内容太多（已读到{self.rows:,}行，上限{allowed:,}行）；请删去无关的内容，或拆成几个文件，再检查",
                f"too much to read ({self.rows:,} rows so far, the limit is {allowed:,}); "
                "delete what doesn't matter, or split the file, then check that",
                option="--max-rows",
            )

    def add_cells(self, count: int = 1) -> None:
        """Count cells that hold something, and those that a merge covers."""
        self.cells += count
        if self.cells > self.limits.cells:
            allowed = self.limits.cells
            exceeded(
                self.name,
                "cells",
                self.cells,
                allowed,
                f"单元格太多（连同合并的已有{self.cells:,}格，上限{allowed:,}格）；"
                "请删去表格以外的行和列、取消过大的合并，再检查",
                f"too many cells ({self.cells:,} so far with those merged, the limit is {allowed:,}); "
                "delete the rows and columns outside the table and undo giant merges, then check it",
                option="--max-cells",
            )

    def add_places(self, count: int = 1) -> None:
        """Count cells, the empty ones as well."""
        self.places += count
        if self.places > self.limits.places:
            allowed = self.limits.places
            exceeded(
                self.name,
                "cells",
                -(-self.places * self.limits.cells // allowed),
                self.limits.cells,
                f"单元格太多（连同空的已有{self.places:,}格，上限{allowed:,}格）；请删去表格以外的行和列，再检查",
                f"too many cells ({self.places:,} so far with the empty ones, the limit is {allowed:,}); "
                "delete the rows and columns outside the table, then check it",
                option="--max-cells",
            )

    def add_letters(self, length: int) -> None:
        """Count characters, where a text that is stored once may stand many times."""
        self.letters += length
        if self.letters > self.limits.letters:
            allowed = self.limits.letters
            exceeded(
                self.name,
                "letters",
                self.letters,
                allowed,
                f"文字太多（已有{self.letters:,}字，上限{allowed:,}字）；请删去无关的内容，再检查",
                f"too much text ({self.letters:,} characters so far, the limit is {allowed:,}); "
                "delete what doesn't matter, then check it",
            )
