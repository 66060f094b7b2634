"""What recognised text is worth: cells in doubt, and pictures of which too little can be read to judge anybody by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NoReturn

from attrs import evolve

from jixiao.documents.grid import Cell, Line
from jixiao.documents.kinds import refuse

# With more doubtful cells than that a form would be our guess, not its owner's words.
_MOST_DOUBTED: Final = 0.5


def is_illegible(cells: Sequence[Cell]) -> bool:
    """Whether so many cells are in doubt that a form of them would be a guess."""
    return sum(cell.doubt is not None for cell in cells) > _MOST_DOUBTED * len(cells)


def refuse_without_table(name: str) -> NoReturn:
    """Raise the error for pictures that show no table."""
    refuse(
        name,
        "图片上没有认出表格，没有检查；请把整张表拍全、拍正，或检查原来的Excel、Word文件",
        "no table was recognised in the image, and nothing was checked; take the whole table, straight, "
        "or check the original Excel or Word file",
    )


def refuse_illegible(name: str, cells: Sequence[Cell]) -> NoReturn:
    """Raise the error for pictures whose cells are mostly in doubt."""
    count = sum(cell.doubt is not None for cell in cells)
    refuse(
        name,
        f"图片看不清（{len(cells)}个单元格中有{count}个认得不准），没有检查；请按200 dpi重新扫描，"
        "或检查原来的Excel、Word文件",
        f"the image is hardly legible ({count} of {len(cells)} cells are not sure), and nothing was checked; "
        "scan it again at 200 dpi, or check the original Excel or Word file",
    )


def doubted(line: Line) -> Line:
    """The line of a table whose cells were guessed, at least in part: which text stands in which is not sure."""
    if line.table is None:
        return line
    return evolve(line, cells=tuple(cell if cell.doubt else evolve(cell, doubt="medium") for cell in line.cells))
