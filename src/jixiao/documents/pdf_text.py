"""Characters of a PDF → lines → texts: what belongs to one cell, and how its lines read as one text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from attrs import frozen

from jixiao.documents.pdf_grid import Table
from jixiao.documents.pdf_page import Glyph

_ENDS: Final = re.compile(r"[。；;！!？?：:]\Z")
# In the size of the letters: so much may the distances of the lines of one text differ.
_SAME_STEP: Final = 0.06
_OPENS: Final = re.compile(r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、．)）]|[①-⑳]|[-—•·●■]")


@frozen(slots=True)
class Row:
    """One line of text as it is set; ``start`` is the width of its first two characters, ``sure`` as sure as its
    least sure character.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    start: float
    sure: float = 1.0


@frozen(slots=True)
class Content:
    """The lines that stand in one cell, and whether something of them crosses the lines around it."""

    rows: tuple[Row, ...]
    crossing: bool


def rows_of(glyphs: Iterable[Glyph], *, apart: float | None = None) -> list[Row]:
    """The lines that characters stand on, from top to bottom; a raised ² stays on its line.

    ``apart``: so many times the size of the letters set two texts on one line apart, such as a department at the left
    and a unit at the right.
    """
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.base):
        if lines and glyph.base - lines[-1][0].base <= 0.45 * max(glyph.size, lines[-1][0].size):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [
        _row(piece)
        for line in lines
        for piece in _pieces(sorted(line, key=lambda g: g.x0), apart)
        if any(g.text != " " for g in piece)
    ]


def _pieces(line: Sequence[Glyph], apart: float | None) -> list[list[Glyph]]:
    if apart is None:
        return [list(line)]
    pieces: list[list[Glyph]] = []
    end: float | None = None
    for glyph in line:
        if glyph.text != " ":
            if end is None or glyph.x0 - end > apart * glyph.size:
                pieces.append([])
            end = glyph.x1
        if pieces:
            pieces[-1].append(glyph)
    return pieces


def _row(glyphs: Sequence[Glyph]) -> Row:
    """The line; a gap between two letters or digits that no blank fills is one."""
    ink = [g for g in glyphs if g.text != " "]
    parts: list[str] = []
    before: Glyph | None = None
    for glyph in glyphs:
        if (
            before is not None
            and glyph.x0 - before.x1 > 0.2 * glyph.size
            and _western(before.text[-1])
            and _western(glyph.text[0])
        ):
            parts.append(" ")
        parts.append(glyph.text)
        before = glyph
    return Row(
        "".join(parts).strip(),
        ink[0].x0,
        max(g.x1 for g in ink),
        ink[0].base,
        max(g.size for g in ink),
        sum(g.x1 - g.x0 for g in ink[:2]),
        min(g.sure for g in ink),
    )


def joined(rows: Sequence[Row], right: float) -> str:
    """The lines of a cell or paragraph as one text.

    A line that was broken where no room was left goes on: without a blank between Chinese characters, with one between
    Latin words. A line that ended early, behind the end of a sentence or before a number of a list, stays a line.
    """
    text = ""
    last: Row | None = None
    for row in rows:
        mine = row.text
        if not mine:
            continue
        if last is None:
            text = mine
        else:
            early = has_room(last, row, right)
            if early and (_ENDS.search(text) or _OPENS.match(mine)):
                text += "\n" + mine
            elif _western(text[-1]) and _western(mine[0]) and (text[-1].isalpha() or mine[0].isalpha()):
                text += " " + mine
            else:
                text += mine
        last = row
    return text


def has_room(row: Row, following: Row, right: float) -> bool:
    """Whether the first two characters of the next line would have fitted behind a line."""
    return right - row.x1 > following.start + 0.8 * row.size


def fill(table: Table, glyphs: Sequence[Glyph]) -> dict[int, Content]:
    """The characters of a table by their cells.

    A text that runs over the line around its cell belongs, as a whole, to the cell that it was written in, as far as
    that can be told; the cell is marked, and so are those that it runs into.
    """
    given: dict[int, list[Glyph]] = {}
    marked: set[int] = set()

    def give(box: int, some: Iterable[Glyph], *, crossing: bool = False) -> None:
        given.setdefault(box, []).extend(some)
        if crossing:
            marked.add(box)

    for block in _blocks(table, _runs(table, glyphs)):
        ink = [g for run in block for g in run if g.text != " "]
        if not ink:
            continue
        touched = {table.box_at(g.x, g.y) for g in ink}
        if len(touched) == 1 and not any(_cut(table, run) for run in block):
            give(touched.pop(), (g for run in block for g in run))
        elif len(touched) == 1 or _crosses(table, block):
            owner = _owner(table, ink)
            give(owner, (g for run in block for g in run), crossing=True)
            for box in touched - {owner}:
                give(box, (), crossing=True)
        else:
            for run in block:
                for glyph in run:
                    give(table.box_at(glyph.x, glyph.y), (glyph,))
    return {box: Content(tuple(rows_of(glyphs)), box in marked) for box, glyphs in given.items()}


def _runs(table: Table, glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters set one behind the other on one line, in the order of the file; inside a cell with small gaps."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and abs(last.base - glyph.base) < 0.3 * glyph.size
            and -0.5 * glyph.size < glyph.x0 - last.x1 < glyph.size
            and (
                glyph.x0 - last.x1 < 0.15 * glyph.size or table.box_at(glyph.x, glyph.y) == table.box_at(last.x, last.y)
            )
        ):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def _blocks(table: Table, runs: Sequence[list[Glyph]]) -> list[list[list[Glyph]]]:
    """Runs that the file sets below each other as the lines of one text: those that a crossing one may belong to."""
    cut = [_cut(table, run) for run in runs]
    near = [first or second for first, second in pairwise(cut)]
    steps = [_step(above, run) for above, run in pairwise(runs)]
    # The lines of one text keep one distance, which the lines of overlapping cells have by chance alone.
    counts = Counter(round(step, 2) for step, crossed in zip(steps, near, strict=True) if crossed and step)
    usual, count = counts.most_common(1)[0] if counts else (0.0, 0)
    blocks = [[run] for run in runs[:1]]
    for run, step, crossed in zip(runs[1:], steps, near, strict=True):
        above = blocks[-1][-1]
        if (
            step is not None
            and abs(step - usual) < _SAME_STEP
            and (crossed or len(blocks[-1]) > 1 or (count > 1 and not _row_by_row(table, above, run)))
        ):
            blocks[-1].append(run)
        else:
            blocks.append([run])
    return blocks


def _row_by_row(table: Table, above: Sequence[Glyph], run: Sequence[Glyph]) -> bool:
    """Whether two runs stand as far apart as their cells, each in its own."""
    first, second = (table.boxes[table.box_at(line[0].x, line[0].y)] for line in (above, run))
    apart = (run[0].base - above[0].base) - (second.y0 - first.y0)
    return first is not second and abs(apart) < _SAME_STEP * run[0].size


def _step(above: Sequence[Glyph], run: Sequence[Glyph]) -> float | None:
    """How far a run stands below another, in the size of its letters, where it may be the next line of its text."""
    step = (run[0].base - above[0].base) / run[0].size
    beside = run[0].x0 >= above[-1].x1 or above[0].x0 >= run[-1].x1
    return step if 0.7 < step < 1.8 and not beside else None


def _cut(table: Table, run: Sequence[Glyph]) -> bool:
    """Whether a line of a table runs through the letters of a run from left to right."""
    glyph = run[0]
    box = table.boxes[table.box_at(run[len(run) // 2].x, glyph.y)]
    top, bottom = glyph.base - 0.72 * glyph.size, glyph.base
    margin = 0.15 * glyph.size
    return top + margin < box.y0 < bottom - margin or top + margin < box.y1 < bottom - margin


def _crosses(table: Table, block: Sequence[Sequence[Glyph]]) -> bool:
    """Whether a run goes through the line between two cells, rather than being two texts side by side."""
    if len(block) > 1:
        return True
    run = [g for g in block[0] if g.text != " "]
    for before, after in pairwise(run):
        first, second = table.box_at(before.x, before.y), table.box_at(after.x, after.y)
        if first == second:
            continue
        wall = table.boxes[first].x1
        if wall < before.x1 - 0.2 * before.size or wall > after.x0 + 0.2 * after.size:
            return True
        if after.x0 - before.x1 < 0.05 * after.size:
            return True
    return False


def _owner(table: Table, ink: Sequence[Glyph]) -> int:
    """The cell that an overflowing text was written in: where it begins, unless it ends at a cell's right side or runs
    over both sides of one.
    """
    x0, x1 = min(g.x0 for g in ink), max(g.x1 for g in ink)
    y = (min(g.y for g in ink) + max(g.y for g in ink)) / 2
    start, middle = table.box_at(x0 + 0.1, y), table.box_at((x0 + x1) / 2, y)
    end = table.box_at(x1 - 0.1, y)
    if start == end or middle not in (start, end):
        return middle
    size = max(g.size for g in ink)
    close = abs(table.boxes[end].x1 - x1) < 0.5 * size and abs(x0 - table.boxes[start].x0) > 0.5 * size
    return end if close else start


def _western(text: str) -> bool:
    return text.isascii() and text.isalnum()
