"""A drawing as a Word document, on A4: lists to choose from in its cells, and what belongs where in comments."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any, Final

from jixiao.drawing import Cell, Drawing
from jixiao.drawing.notes import choices_for, note_for
from jixiao.errors import WrongUse

_PAPER: Final = (210, 297)
"""A4, in millimetres."""
_MARGIN: Final = 15
_AUTHOR: Final = "填写说明"
"""Whose comments they are."""
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def document(drawing: Drawing, *, notes: str | None = None) -> bytes:
    """A Word document with one form; ``notes`` is the language of the comments that say what belongs where.

    With notes its cells offer what may be chosen there; whoever fills it in may write something else.

    Raises :class:`WrongUse` where python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        raise WrongUse(
            '写Word文件需要python-docx；请运行 pip install "jixiao[word]"，或改用 .xlsx',
            'writing Word files needs python-docx; run pip install "jixiao[word]", or take .xlsx',
        ) from None
    made = docx.Document()
    _set_up(made, landscape=drawing.width > 6)
    titles = [cell for cell in drawing.cells if cell.role == "title"]
    for cell, (font, size) in zip(titles, (("黑体", 16), ("宋体", 11)), strict=True):
        _say(made.add_paragraph(), cell.text, font, size, middle=True)
    first = len(titles)
    table = made.add_table(rows=drawing.height - first, cols=drawing.width, style="Table Grid")
    table.autofit = False
    _widths(table, drawing, landscape=drawing.width > 6)
    # Taken before anything is merged: python-docx counts the whole table anew for each cell that it is asked for.
    grid = [row.cells for row in table.rows]
    said: set[str] = set()
    for cell in sorted(drawing.cells, key=lambda one: (one.row, one.column)):
        if cell.role == "title":
            continue
        run = _put(grid, cell, first)
        if notes is None or cell.role != "value":
            continue
        if choices := choices_for(cell, drawing):
            _offer(run, choices)
        note = note_for(cell, drawing, notes)
        if note and note not in said:
            made.add_comment(run, note, author=_AUTHOR, initials=_AUTHOR[:1])
            said.add(note)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _set_up(made: Any, *, landscape: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = made.sections[0]
    wide, high = reversed(_PAPER) if landscape else _PAPER
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)


def _widths(table: Any, drawing: Drawing, *, landscape: bool) -> None:
    from docx.shared import Mm

    room = _PAPER[landscape] - 2 * _MARGIN
    total = sum(drawing.widths)
    for column, share in zip(table.columns, drawing.widths, strict=True):
        column.width = Mm(room * share / total)


def _put(grid: list[Any], cell: Cell, first: int) -> Any:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT

    row = cell.row - first
    put = grid[row][cell.column]
    if cell.width > 1 or cell.height > 1:
        put = put.merge(grid[row + cell.height - 1][cell.column + cell.width - 1])
    put.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    label = cell.role != "value"
    return _say(put.paragraphs[0], cell.text, "宋体" if label else "仿宋", 10.5, middle=label)


def _offer(run: Any, choices: Sequence[str]) -> None:
    """Put a run into a box with a list to choose from, in which one may write as well."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    box, rules, content = (OxmlElement(name) for name in ("w:sdt", "w:sdtPr", "w:sdtContent"))
    offered = OxmlElement("w:comboBox")
    for choice in choices:
        item = OxmlElement("w:listItem")
        item.set(qn("w:displayText"), choice)
        item.set(qn("w:value"), choice)
        offered.append(item)
    rules.append(offered)
    run._element.addprevious(box)
    content.append(run._element)
    box.extend([rules, content])


def _say(paragraph: Any, text: str, font: str, size: float, *, middle: bool = False) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    if middle:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(_NO_TEXT.sub("\ufffd", text))
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run
