"""Sheets that this program has put into a workbook: known again, so that they are never taken for the owner's."""

from __future__ import annotations

from typing import Final

from jixiao.documents.grid import Line

# How the first cell of the list of findings begins, in each language.
LIST_STARTS: Final = ("jixiao 检查结果", "jixiao Findings")


def list_titles(lines: list[Line]) -> frozenset[str]:
    """The titles of the sheets that are lists of findings, by their first cells."""
    return frozenset(
        cell.at.sheet
        for line in lines
        if line.cells and line.number == 1
        for cell in line.cells[:1]
        if cell.at.sheet is not None and cell.text.startswith(LIST_STARTS)
    )


def without_lists(lines: list[Line]) -> list[Line]:
    """The lines without those of lists of findings."""
    ours = list_titles(lines)
    return [line for line in lines if line.cells[0].at.sheet not in ours] if ours else lines
