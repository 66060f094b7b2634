"""Drawings as a workbook: one sheet a form, laid out and set up for printing as the template is."""

from __future__ import annotations

import io
import math
import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from jixiao.drawing import Cell, Drawing
from jixiao.drawing.notes import choices_for, note_for
from jixiao.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Iterable

A4: Final = 9
_LINE: Final = 15.0
"""The height of a line of text in points."""
_ROOM: Final = 3.0
"""How many lines an empty form leaves for running text."""
_TALLEST: Final = 400.0
"""Excel draws no row higher than 409 points."""
_LONGEST: Final = 32_767
"""How many characters a cell holds."""
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_TEXT: Final = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_NUMBER: Final = "#,##0.00####"
_WHOLE: Final = "#,##0"
_MESSAGE: Final = 255


def library() -> Any:
    """XlsxWriter. Raises :class:`~jixiao.errors.WrongUse` where it is not installed."""
    try:
        import xlsxwriter  # type: ignore[import-untyped]
    except ImportError:
        raise WrongUse(
            '写工作簿需要XlsxWriter；请运行 pip install "jixiao[excel]"',
            'writing workbooks needs XlsxWriter; run pip install "jixiao[excel]"',
        ) from None
    return xlsxwriter


def workbook(drawings: Sequence[tuple[str, Drawing]], *, notes: str | None = None) -> bytes:
    """A workbook with a sheet for each drawing, called as it is told.

    ``notes`` is the language in which empty cells say what belongs in them; they then also offer what there is to
    choose from. Raises :class:`WrongUse` where XlsxWriter is not installed.
    """
    xlsxwriter = library()
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    formats = _Formats(book)
    for name, drawing in zip(sheet_names(name for name, _ in drawings), (one for _, one in drawings), strict=True):
        _fill(book.add_worksheet(name), drawing, formats, notes)
    book.close()
    return target.getvalue()


def sheet_names(names: Iterable[str]) -> list[str]:
    """A name for each sheet: what Excel allows of each, and none twice."""
    made: list[str] = []
    taken: set[str] = set()
    for number, name in enumerate(names, 1):
        plain = _NO_NAME.sub("", name).strip().strip("'").strip()[:31].strip("'") or f"表{number}"
        if plain.casefold() == "history":
            plain += "_"
        unique, again = plain, 2
        while unique.casefold() in taken:
            unique = f"{plain[: 31 - len(f'({again})')]}({again})"
            again += 1
        taken.add(unique.casefold())
        made.append(unique)
    return made


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        body = {"font_size": 10.5, "valign": "vcenter", "text_wrap": True, "border": 1}
        self.title = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"})
        self.year = book.add_format({"font_name": "宋体", "font_size": 11, "align": "center", "valign": "vcenter"})
        self.label = book.add_format({**body, "font_name": "宋体", "align": "center"})
        # As text, or Excel takes =100% for a formula and 2024年 for what it likes.
        self.value = book.add_format({**body, "font_name": "仿宋", "align": "left", "num_format": "@"})
        self.whole = book.add_format({**body, "font_name": "仿宋", "align": "right", "num_format": _WHOLE})
        self.amount = book.add_format({**body, "font_name": "仿宋", "align": "right", "num_format": _NUMBER})

    def of(self, cell: Cell) -> Any:
        """The format of a cell."""
        if cell.role == "title":
            return self.title if cell.path == "" else self.year
        if cell.role != "value":
            return self.label
        if not is_amount(cell):
            return self.value
        return self.whole if cell.amount is not None and cell.amount == int(cell.amount) else self.amount


def is_amount(cell: Cell) -> bool:
    """Whether a cell holds an amount of money."""
    return cell.role == "value" and (cell.path or "").startswith("funding.")


def _fill(sheet: Any, drawing: Drawing, formats: _Formats, notes: str | None) -> None:
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&C&P / &N")
    sheet.hide_gridlines(2)
    sheet.print_area(0, 0, drawing.height - 1, drawing.width - 1)
    for column, width in enumerate(drawing.widths):
        sheet.set_column(column, column, width)
    for row, height in enumerate(_heights(drawing, roomy=notes is not None)):
        sheet.set_row(row, height)
    for cell in drawing.cells:
        _write(sheet, cell, formats.of(cell))
        if notes is not None:
            _advise(sheet, cell, drawing, notes)


def _write(sheet: Any, cell: Cell, how: Any) -> None:
    if cell.width > 1 or cell.height > 1:
        last = (cell.row + cell.height - 1, cell.column + cell.width - 1)
        sheet.merge_range(cell.row, cell.column, *last, "", how)
    if is_amount(cell) and cell.amount is not None:
        sheet.write_number(cell.row, cell.column, float(cell.amount), how)
    elif cell.text:
        sheet.write_string(cell.row, cell.column, _NO_TEXT.sub("\ufffd", cell.text)[:_LONGEST], how)
    else:
        sheet.write_blank(cell.row, cell.column, None, how)


def _advise(sheet: Any, cell: Cell, drawing: Drawing, language: str) -> None:
    """What belongs in a cell, shown when it is chosen; what can only be wrong is asked back, never refused."""
    note = note_for(cell, drawing, language) if cell.role == "value" else ""
    choices = choices_for(cell, drawing)
    if not note and not choices:
        return
    rule: dict[str, Any] = {"validate": "any", "ignore_blank": True}
    if choices:
        rule |= {"validate": "list", "source": choices, "error_type": "information"}
    elif is_amount(cell):
        rule |= {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning"}
    elif cell.part == "weight":
        rule |= {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100, "error_type": "warning"}
    if note:
        rule |= {"input_title": cell.head[:32], "input_message": note[:_MESSAGE]}
    sheet.data_validation(
        cell.row, cell.column, cell.row + cell.height - 1, cell.column + cell.width - 1, rule
    )  # fmt: skip


def _heights(drawing: Drawing, *, roomy: bool) -> list[float]:
    """How high each row must be for its texts: Excel finds it out by itself for cells alone that are not merged.

    ``roomy`` leaves room to write where running text belongs.
    """
    lines = [1.0] * drawing.height
    for cell in drawing.cells:
        if cell.height == 1:
            room = sum(drawing.widths[cell.column : cell.column + cell.width]) - 1
            lines[cell.row] = max(
                lines[cell.row], sum(math.ceil(max(_wide(text), 1) / room) for text in cell.text.split("\n"))
            )
        if roomy and cell.path is not None and cell.path.startswith(("text.", "goals.")):
            lines[cell.row] = max(lines[cell.row], _ROOM)
    heights = [min(_LINE * count + 6, _TALLEST) for count in lines]
    if heights:
        heights[0] = 30.0
    return heights


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)
