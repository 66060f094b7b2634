"""One form's lines → one :class:`TargetForm`, with its places and gaps."""

from __future__ import annotations

from collections.abc import Sequence

from jixiao.documents.grid import Cell, Line
from jixiao.model.forms import Half, Indicator, Indicators, TargetForm
from jixiao.places import Place
from jixiao.recognition.blocks import FormBlock, is_page_number, is_sign_off, year_in
from jixiao.recognition.categories import settle_categories
from jixiao.recognition.columns import Head as TableHead
from jixiao.recognition.columns import find_head, read_by_columns
from jixiao.recognition.entries import Entry
from jixiao.recognition.halves import find_columns, read_halves
from jixiao.recognition.heads import Head, read_head
from jixiao.recognition.labels import fold
from jixiao.recognition.lost import mark_lost
from jixiao.recognition.notes import Notes


def read_form(block: FormBlock, ordinal: int, *, exact: bool, ruled: bool = False) -> tuple[TargetForm, Notes]:
    """Read one form; ``ordinal`` counts from 1. ``ruled``: its columns can be trusted even where it is not exact."""
    notes = Notes(f"forms[{ordinal - 1}].")
    lines = block.lines if exact or ruled else _without_blank_columns(block.lines)
    head_index, table = _find_table(lines, exact=exact)
    above = lines[:head_index] if table is not None else [line for line in lines if not is_sign_off(line)]
    below = lines[head_index + 1 :] if table is not None else []
    foot = [line for line in lines if is_sign_off(line)]
    body = [line for line in below if not (is_sign_off(line) or _is_noise(line) or _is_head(line, exact=exact))]
    head = read_head(above + foot, notes, exact=exact)
    if head.fiscal_year is None and block.title is not None:
        head.fiscal_year = year_in(block.title)
    if head.fiscal_year is None:
        notes.gap("fiscal_year", "no year", lines[0].cells[0])
    indicators = Indicators()
    if table is not None:
        notes.place("indicators", lines[head_index].cells[0])
        indicators = _read_indicators(body, lines[head_index], table, notes, exact=exact, ruled=ruled)
    if table is None or (block.cut and not foot):
        notes.gap("indicators", "cut", lines[-1].cells[0])
    if table is None:
        unread = head.unread() + ["funding.annual.total"] * (head.amounts.get("annual.total") is None)
        for path in unread:
            notes.gap(path, "cut", lines[-1].cells[0])
    else:
        unread = head.missing(two_columns=table.two_sided)
        for path in unread + ["funding.annual.total"] * ("annual.total" not in head.amounts):
            notes.gap(path, "row missing")
    form = TargetForm(
        project_name=head.fields.get("project_name"),
        project_code=head.fields.get("project_code"),
        fiscal_year=head.fiscal_year,
        template=_template(head, table),
        department=head.department(),
        implementing_unit=head.fields.get("implementing_unit"),
        project_attribute=head.fields.get("project_attribute"),
        project_period=head.fields.get("project_period"),
        funding=head.funding(),
        text=head.texts(),
        goals=head.goal_texts(),
        indicators=indicators,
        sign_off=head.sign_off(),
    )
    _department_places(form, notes)
    if lines:
        notes.places.setdefault(notes.prefix[:-1], _first_place(lines))
    return form, notes


def _first_place(lines: Sequence[Line]) -> Place:
    cell = lines[0].cells[0]
    return Place(cell.at, cell.text)


def _is_noise(line: Line) -> bool:
    return len(line.cells) == 1 and line.table is None and is_page_number(line.cells[0].text)


def _without_blank_columns(lines: Sequence[Line]) -> list[Line]:
    """The lines with their columns counted again, leaving out those in which the whole form prints nothing."""
    used = sorted({cell.column for line in lines for cell in line.cells})
    if used == list(range(len(used))):
        return list(lines)
    new = {column: index for index, column in enumerate(used)}
    return [
        Line(
            tuple(
                Cell(new[c.column], c.text, c.at, c.row_span, c.column_span, c.number, c.uncached, c.crossing, c.doubt)
                for c in line.cells
            ),
            line.number,
            line.table,
        )
        for line in lines
    ]


def _find_table(lines: Sequence[Line], *, exact: bool) -> tuple[int, TableHead | None]:
    for index, line in enumerate(lines):
        if _is_head(line, exact=exact):
            return index, find_head(line, exact=exact)
    return len(lines), None


def _is_head(line: Line, *, exact: bool) -> bool:
    """Whether a line is the head of the indicators; a page break prints it again."""
    return len(line.cells) >= 3 and find_head(line, exact=exact) is not None


def _template(head: Head, table: TableHead | None) -> str | None:
    if table is None:
        return None
    if table.two_sided:
        return "county-2015" if head.tiers else "national-2015"
    if table.roles & {"sign", "weight", "unit"}:
        return "national-2021"
    return "national-2015"


def _read_indicators(
    body: Sequence[Line], head_line: Line, table: TableHead, notes: Notes, *, exact: bool, ruled: bool
) -> Indicators:
    if table.two_sided and not (exact or ruled):
        period, annual = read_halves(body, find_columns(head_line))
        if settle_categories(period, annual):
            notes.gap("indicators", "labels disagree", head_line.cells[0])
        mark_lost(period, annual)
    else:
        period, annual = read_by_columns(body, table, exact=exact)
    return Indicators(
        tuple(_indicator(entry, "period", index, notes) for index, entry in enumerate(period)),
        tuple(_indicator(entry, "annual", index, notes) for index, entry in enumerate(annual)),
    )


def _indicator(entry: Entry, half: Half, index: int, notes: Notes) -> Indicator:
    path = f"indicators.{half}[{index}]"
    for part, reason, cell in entry.gaps:
        notes.gap(f"{path}.{part}" if part else path, reason, cell)
    if entry.place is not None:
        notes.place(path, entry.place)
    if entry.label is not None:
        notes.place(f"{path}.category", entry.label)
    for part, cell in (("name", entry.name), ("value", entry.value), ("weight", entry.weight)):
        if cell is not None:
            notes.place(f"{path}.{part}", cell)
    if entry.blank_name is not None:
        notes.places[f"{notes.prefix}{path}.name"] = Place(entry.blank_name, "")
    if entry.blank_value is not None:
        notes.places[f"{notes.prefix}{path}.value"] = Place(entry.blank_value, "")
    if entry.value is not None and entry.value.uncached:
        notes.gap(f"{path}.value", "no cached value", entry.value)
    sign, unit = _text(entry.sign), _text(entry.unit)
    return Indicator(
        category=entry.category,
        name=entry.name_text,
        value=_whole_value(entry, sign, unit),
        level1=entry.level1,
        level2=None if entry.label is None else entry.label.text,
        sign=sign,
        unit=unit,
        weight=_text(entry.weight),
        explanation=_text(entry.explanation),
        remark=_text(entry.remark),
    )


def _whole_value(entry: Entry, sign: str | None, unit: str | None) -> str | None:
    """The target in reading order: ≥ | 95 | % → ≥95%. A sign such as 定性 is no part of it."""
    value = entry.value_text
    if value is None or (entry.value is not None and entry.value.uncached):
        return None
    if unit is not None and not value.endswith(unit):
        value += unit
    if sign is not None and len(sign) <= 2 and not fold(sign).isalnum():
        value = sign + value
    return value


def _text(cell: Cell | None) -> str | None:
    return None if cell is None else cell.text


def _department_places(form: TargetForm, notes: Notes) -> None:
    place = notes.places.pop(notes.prefix + "department", None)
    if place is not None:
        for part in ("code", "name") if form.department.code else ("name",):
            notes.places[f"{notes.prefix}department.{part}"] = place
