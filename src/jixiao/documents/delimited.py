"""Comma- and tab-separated values → documents: one row a record, whatever quotes and line breaks its cells hold."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from jixiao.documents.grid import Cell, Document, Line
from jixiao.documents.limits import DEFAULT, Budget, Limits
from jixiao.documents.text import decode
from jixiao.places import Location

# A quoted cell with a line break or a quote inside: only a spreadsheet writes it.
# Each piece begins with what the one before it can't hold, so that a text without the closing quote costs one pass.
_QUOTED = re.compile(r'(?:^|\t)"[^"\t\n]*(?:\n|"")[^"\t]*(?:""[^"\t]*)*"(?=\t|\r?\n|\Z)', re.MULTILINE)
# How much of a text tells what it is, in characters.
SAMPLE = 2_048
_FEWEST_RECORDS, _FEWEST_COLUMNS = 3, 3


def delimiter_of(start: str, name: str, *, cut: bool) -> str | None:
    """What sets the values apart in a text that starts so, or ``None`` where it is no table of values.

    ``cut`` tells that the text goes on.
    A file that is called ``.csv`` is one, unless tabs part its cells; any other text is taken for one where every
    record has as many values as the first, as spreadsheets write them.
    """
    if "\t" in start:
        return "\t" if '"' in start and _QUOTED.search(start) else None
    first = start.lstrip("\ufeff \r\n").partition("\n")[0]
    sign = ";" if first.count(";") > first.count(",") else ","
    if name.lower().endswith(".csv"):
        return sign
    if first.count(sign) < _FEWEST_COLUMNS - 1 or first.lstrip().startswith("|"):
        return None
    try:
        records = [record for record in _records(start, sign) if record]
    except csv.Error:
        return None
    lengths = {len(record) for record in (records[:-1] if cut else records)}
    return sign if len(records) >= _FEWEST_RECORDS and len(lengths) == 1 else None


def read_delimited(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """The document in values between delimiters. Raises :class:`~jixiao.errors.NotReadable`.

    Rows are a spreadsheet's: a record is one row, however many lines its cells take.
    """
    budget = Budget(name, limits)
    budget.have_text(len(data))
    text = decode(data, name)
    sign = delimiter_of(text[:SAMPLE], name, cut=len(text) > SAMPLE) or ","
    budget.add_places(text.count(sign))
    lines: list[Line] = []
    try:
        for row, record in enumerate(_records(text, sign), 1):
            budget.add_rows()
            cells = tuple(
                Cell(column, text, Location(row, column + 1))
                for column, value in enumerate(record)
                if (text := value.replace("\r\n", "\n").replace("\r", "\n").strip())
            )
            if cells:
                budget.add_cells(len(cells))
                lines.append(Line(cells, row, 0))
    except csv.Error:
        limit = csv.field_size_limit()
        budget.refuse(
            f"第{budget.rows + 1:,}行有一格太长（超过上限{limit:,}字），多半是引号没有成对；"
            "请用Excel打开后存为.xlsx，再检查",
            f"row {budget.rows + 1:,} has a cell that is too long (over the limit of {limit:,} characters), likely by "
            "a quotation mark without its pair; open it in Excel, save it as .xlsx, then check that",
        )
    return Document(name.replace("\\", "/").rpartition("/")[2], "sheet", True, tuple(lines))


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
