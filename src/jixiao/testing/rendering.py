"""A form as a file, in every format that is read: for tests of programs that read forms, ours among them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape
from typing import Final

from attrs import evolve

from jixiao.drawing import Cell, Drawing, draw
from jixiao.errors import WrongUse
from jixiao.model.forms import Disclosure, Indicators, TargetForm
from jixiao.model.reading import Reading
from jixiao.model.writing import dumps

FORMATS: Final = ("xlsx", "docx", "html", "md", "csv", "txt", "json")
"""What :func:`renderings` writes."""


def renderings(form: TargetForm, format: str) -> bytes:
    """The form as the bytes of a file of one of :data:`FORMATS`, laid out as its template prints it.

    What is read back is the form with the labels that were printed: :func:`filled_in` of both is equal, where the
    template has a cell for everything. ``txt`` has tabs between its cells, as published texts have, and no line breaks
    inside them; ``csv`` is known by its suffix only, so it is to be read from a file. Raises
    :class:`jixiao.errors.WrongUse` for another format, and where the library that writes it (extra ``excel`` or
    ``word``) is not installed.
    """
    if format == "json":
        return dumps(Reading(Disclosure((form,)))).encode()
    if format not in FORMATS:
        raise WrongUse(
            f"没有格式“{format}”，可选：{'、'.join(FORMATS)}。",
            f"No format {format!r}; there are {', '.join(FORMATS)}.",
        )
    drawing = draw(form)
    if format == "xlsx":
        from jixiao.drawing.workbook import workbook

        return workbook([(form.project_name or "", drawing)])
    if format == "docx":
        from jixiao.drawing.word import document

        return document(drawing)
    return {"html": _html, "md": _markdown, "csv": _commas, "txt": _tabs}[format](drawing).encode()


def filled_in(form: TargetForm) -> TargetForm:
    """What an owner wrote in a form: without the labels of the levels that its template prints, and its empty rows."""
    halves = (form.indicators.period, form.indicators.annual)
    kept = (tuple(evolve(row, level1=None, level2=None) for row in half if row.filled) for half in halves)
    return evolve(form, indicators=Indicators(*kept))


def _titles(drawing: Drawing) -> list[str]:
    return [cell.text for cell in drawing.cells if cell.role == "title"]


def _rows(drawing: Drawing) -> list[list[Cell | None]]:
    """The table below the titles: what begins in each place."""
    first = len(_titles(drawing))
    rows: list[list[Cell | None]] = [[None] * drawing.width for _ in range(drawing.height - first)]
    for cell in drawing.cells:
        if cell.role != "title":
            rows[cell.row - first][cell.column] = cell
    return rows


def _texts(drawing: Drawing) -> list[list[str]]:
    return [["" if cell is None else cell.text for cell in row] for row in _rows(drawing)]


def _html(drawing: Drawing) -> str:
    lines = ['<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>']
    lines += [f"<p>{escape(title)}</p>" for title in _titles(drawing)]
    lines.append("<table>")
    for row in _rows(drawing):
        cells = [
            f'<td rowspan="{cell.height}" colspan="{cell.width}">{escape(cell.text).replace(chr(10), "<br>")}</td>'
            for cell in row
            if cell is not None
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</table></body></html>"])


def _markdown(drawing: Drawing) -> str:
    lines = [f"## {title}\n" for title in _titles(drawing)]
    for number, row in enumerate(_texts(drawing)):
        cells = [text.replace("|", "\\|").replace("\n", "<br>") for text in row]
        lines.append(f"| {' | '.join(cells)} |")
        if number == 0:
            lines.append("|" + " --- |" * len(row))
    return "\n".join(lines) + "\n"


def _commas(drawing: Drawing) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(_with_titles(drawing))
    return file.getvalue()


def _tabs(drawing: Drawing) -> str:
    return "\n".join("\t".join(" ".join(text.split()) for text in row) for row in _with_titles(drawing)) + "\n"


def _with_titles(drawing: Drawing) -> Sequence[Sequence[str]]:
    return [*([title] for title in _titles(drawing)), *_texts(drawing)]
