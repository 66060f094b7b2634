"""What a narrow screen says of a form with two sides, which it shows one below the other.

Each cell is told by its half, and what is alike in both halves of a row is shown once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from jixiao.drawing import Cell

BOTH: Final = "both"


def halves_of(cells: Sequence[Cell], notes: Sequence[Sequence[Any]]) -> tuple[dict[int, str], set[int]]:
    """Position of a cell in a row → the half to name at it (or :data:`BOTH`), and the positions shown by their twins.

    ``notes`` are the findings at each cell. The category of a row is told apart from what stands in the row.
    """
    named: dict[int, str] = {}
    twins: set[int] = set()
    for level2 in (True, False):
        period, annual = _sides(cells, level2=level2)
        alike = len(period) == len(annual) and all(
            cells[one].text == cells[two].text and list(notes[one]) == list(notes[two])
            for one, two in zip(period, annual, strict=True)
        )
        if alike:
            twins.update(annual)
        if level2:
            continue
        for half, side in (("period", period), ("annual", [] if alike else annual)):
            shown = next((at for at in side if cells[at].text or notes[at]), None)
            if shown is not None and not _names_its_half(cells[shown]):
                named[shown] = BOTH if alike else half
    return named, twins


def _sides(cells: Sequence[Cell], *, level2: bool) -> tuple[list[int], list[int]]:
    chosen = [at for at, cell in enumerate(cells) if cell.half is not None and (cell.part == "level2") == level2]
    period = [at for at in chosen if cells[at].half == "period"]
    return period, [at for at in chosen if at not in period]


def _names_its_half(cell: Cell) -> bool:
    return cell.role == "label" and cell.text.startswith(("实施期", "年度"))
