"""Empty forms to fill in, as workbooks and as Word files."""

from __future__ import annotations

from typing import Final

from jixiao.drawing import draw
from jixiao.drawing.templates import NAMES, layout
from jixiao.errors import WrongUse
from jixiao.model.forms import TargetForm

DEFAULT: Final = "national-2021"
SUFFIXES: Final = (".xlsx", ".docx")
_ROWS: Final = 2
"""How many rows each category gets."""
_SHEET: Final = "绩效目标表"


def empty_form(template: str = DEFAULT, suffix: str = ".xlsx", language: str = "zh") -> bytes:
    """An empty form of a template, as a file of one of :data:`SUFFIXES`; ``language`` is that of its notes.

    Raises :class:`WrongUse` for a template or a suffix that is not known, and where a library is missing.
    """
    if template not in NAMES:
        raise WrongUse(
            f"没有模板“{template}”，可选：{'、'.join(NAMES)}。",
            f"No template {template!r}; there are {', '.join(NAMES)}.",
        )
    drawing = draw(TargetForm(), into=layout(template), blank_rows=_ROWS)
    if suffix == ".xlsx":
        from jixiao.drawing.workbook import workbook

        return workbook([(_SHEET, drawing)], notes=language)
    if suffix == ".docx":
        from jixiao.drawing.word import document

        return document(drawing, notes=language)
    raise WrongUse(
        f"空白表只能写成{'、'.join(SUFFIXES)}，不能写成{suffix or '没有后缀的文件'}。"
        "请换一个文件名，如“绩效目标表.xlsx”。",
        f"Empty forms are written as {' or '.join(SUFFIXES)}, not as {suffix or 'a file without a suffix'}. "
        "Choose another name, such as form.xlsx.",
    )
