"""One form's lines → one :class:`TargetForm`, with its places and gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from jixiao.documents.grid import Cell, Line
from jixiao.model.forms import Half, Indicator, Indicators, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.reading import TemplateChoice
from jixiao.model.words import is_mask
from jixiao.places import Place
from jixiao.recognition.blocks import Blocks, FormBlock, is_page_number, is_sign_off, year_in
from jixiao.recognition.categories import settle_categories
from jixiao.recognition.columns import Head as TableHead
from jixiao.recognition.columns import find_head, read_by_columns
from jixiao.recognition.entries import Entry
from jixiao.recognition.halves import find_columns, read_halves
from jixiao.recognition.heads import Head, read_head
from jixiao.recognition.labels import Label, category_of, fold, is_level1
from jixiao.recognition.lost import mark_lost
from jixiao.recognition.notes import Notes
from jixiao.recognition.signs import mark_misread_signs
from jixiao.recognition.templates import OWN_COLUMNS, choose
from jixiao.recognition.vocabulary import (
    COMPARISONS,
    ENDS,
    GRADES,
    OTHERS,
    STACKED,
    UNSORTED,
    bare,
    column_of,
    field_of,
)

_TEMPLATE_GOAL: Final = Lazy(r"(?:目标\s*\d\s*[:：]?|[….。\s])*")
"""What templates print to be written over."""
_ENOUGH_LABELS: Final = 3
"""So many headings of level 2 with something beside them are a table of indicators, though no head is printed."""
_FEW: Final = 3
"""How many rows may have lost their first cells before the grid is doubted."""


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
        if _is_blank_template(head, indicators):
            notes = Notes(notes.prefix, {**notes.places})
            notes.gap("indicators", "blank template", lines[head_index].cells[0])
            indicators = Indicators()
    headless = _first_label(lines) if exact and table is None else None
    if headless is not None:
        notes.gap("indicators", "no head", headless)
        notes.places[f"{notes.prefix}indicators.annual"] = Place(headless.at, "")
    elif table is None or (block.cut and not foot):
        notes.gap("indicators", "cut", lines[-1].cells[0])
    if table is None and headless is None:
        unread = head.unread() + ["funding.annual.total"] * (head.amounts.get("annual.total") is None)
        for path in unread:
            notes.gap(path, "cut", lines[-1].cells[0])
    else:
        unread = head.missing(two_columns=table is not None and table.two_sided)
        for path in unread + ["funding.annual.total"] * ("annual.total" not in head.amounts):
            notes.gap(path, "row missing")
    notes.choice = _choice(head, table, lines[head_index] if table is not None else None)
    form = head.form(None if notes.choice is None else notes.choice.template, indicators)
    _department_places(form, notes)
    if lines:
        notes.places.setdefault(notes.prefix[:-1], _first_place(lines))
    return form, notes


def _is_blank_template(head: Head, indicators: Indicators) -> bool:
    """Whether nobody has filled the form in: nothing above the indicators, and figures that are still to be put in."""
    goals = any(_TEMPLATE_GOAL.fullmatch(goal) is None for goal in head.goals.values())
    known = any(head.amounts.values()) or goals or {"project_name", "implementing_unit"} & head.fields.keys()
    values = [row.value for _, rows in indicators.halves for row in rows if row.value is not None]
    untouched = not any(row.filled for _, rows in indicators.halves for row in rows)
    return not known and bool(values or head.goals or untouched) and all(is_mask(value) for value in values)


def _level2(cell: Cell) -> Label | None:
    """The heading of level 2 that a cell holds."""
    return None if is_level1(cell.text) else category_of(cell.text, exact=True)


def _first_label(lines: Sequence[Line]) -> Cell | None:
    """The first heading of level 2 in a grid, where so many stand in it that indicators are filled in beside them."""
    labels: dict[str, Cell] = {}
    for line in lines:
        for at, cell in enumerate(line.cells):
            found = _level2(cell)
            if found is not None and len(line.cells) - at > 2:
                labels.setdefault(found.meaning, cell)
    return next(iter(labels.values())) if len(labels) >= _ENOUGH_LABELS else None


def grid_fits(blocks: Blocks) -> bool:
    """Whether the cells of the forms stand in the columns of their heads, so that the grid can be trusted.

    Where merged cells vanished, every row below the first has lost its first cells: labels of level 2 begin their rows.
    """
    fits = tables = 0
    for block in blocks.forms:
        lines = _without_blank_columns(block.lines)
        index, table = _find_table(lines, exact=False)
        if table is None:
            continue
        tables += 1
        first = min((column for column, role, _ in table.columns if role in ("level2", "name")), default=0)
        stand = [
            label.column
            for line in lines[index + 1 :]
            if (label := next((cell for cell in line.cells if _level2(cell) is not None), None)) is not None
        ]
        # A row that slid on a scan stands one column off; where merged cells vanished, labels begin their rows.
        left = sum(column < first - 1 or column == 0 < first for column in stand)
        fits += left < _FEW or 3 * left <= len(stand)
    return fits > 0 and 2 * fits > tables


def has_other_heads(blocks: Blocks) -> bool:
    """Whether a form on an exact grid has a head of indicators that :func:`find_head` reads only in part.

    Values under names of their own, in several columns (years, grades), in a second table, or beside the projects.
    """
    for block in blocks.forms:
        index, table = _find_table(block.lines, exact=True)
        if table is None:
            continue
        head, below = block.lines[index], block.lines[index + 1 :]
        roles = [column_of(cell.text) for cell in head.cells]
        known = {column for column, _, _ in table.columns}
        if "value" not in table.roles or any(column_of(c.text) and c.column not in known for c in head.cells):
            return True
        if sum(role is not None and role.startswith("value") for role in roles) > 1 and not table.two_sided:
            return True
        under = [cell.text for cell in below[0].cells] if below else []
        if any(fold(text) in GRADES or (column_of(text) or "").startswith("value") for text in under):
            return True
        if any(fold(cell.text) in STACKED for line in below for cell in line.cells):
            return True
    return False


def lists_projects(blocks: Blocks) -> bool:
    """Whether the projects stand in a column beside their indicators: one list for many."""
    return any(
        field_of(cell.text) == "project_name"
        for block in blocks.forms
        for line in block.lines
        if _is_head(line, exact=True)
        for cell in line.cells
    )


def is_two_sided(blocks: Blocks) -> bool:
    """Whether a form has two halves beside each other, as the scanned forms have that only a grid can tell apart."""
    return any(
        (table := _find_table(block.lines, exact=False)[1]) is not None and table.two_sided for block in blocks.forms
    )


def _first_place(lines: Sequence[Line]) -> Place:
    cell = lines[0].cells[0]
    return Place(cell.at, cell.text)


def _is_noise(line: Line) -> bool:
    if len(line.cells) > 1:
        return False
    lone = line.cells[0]
    return (line.table is None and is_page_number(lone.text)) or (
        lone.column == 0 and ENDS.match(bare(lone.text)) is not None
    )


def _without_blank_columns(lines: Sequence[Line]) -> list[Line]:
    """The lines with their columns counted again, leaving out those in which the whole form prints nothing."""
    used = sorted({cell.column for line in lines for cell in line.cells})
    if used == list(range(len(used))):
        return list(lines)
    new = {column: index for index, column in enumerate(used)}
    return [
        Line(tuple(evolve(cell, column=new[cell.column]) for cell in line.cells), line.number, line.table)
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


def _choice(head: Head, table: TableHead | None, line: Line | None) -> TemplateChoice | None:
    """The template by its columns and its tiers; ``line`` is the head of the table."""
    if table is None or line is None:
        return None
    labels: dict[str, list[str]] = {}
    for cell in line.cells:
        role = next((role for column, role, _ in table.columns if column == cell.column), None)
        if role is not None:
            labels.setdefault(role, []).append(cell.text)
    own = [label for role, found in labels.items() if role in OWN_COLUMNS for label in found]
    return choose(two_sided=table.two_sided, halves=labels.get("name", ()), tiers=head.tiers, columns=own)


def _read_indicators(
    body: Sequence[Line], head_line: Line, table: TableHead, notes: Notes, *, exact: bool, ruled: bool
) -> Indicators:
    if table.two_sided and not (exact or ruled):
        columns = find_columns(head_line)
        sorted_rows, unsorted = _unsorted_apart(body)
        period, annual = read_halves(sorted_rows, columns)
        if settle_categories(period, annual):
            notes.gap("indicators", "labels disagree", head_line.cells[0])
        mark_lost(period, annual)
        for half, rows in zip((period, annual), read_halves(unsorted, columns), strict=True):
            for entry in rows:
                entry.gaps.append(("category", "no label", entry.place))
            half += rows
    else:
        period, annual = read_by_columns(body, table, exact=exact)
    mark_misread_signs(period, annual, exact=exact)
    return Indicators(
        tuple(indicator_of(entry, "period", index, notes) for index, entry in enumerate(period)),
        tuple(indicator_of(entry, "annual", index, notes) for index, entry in enumerate(annual)),
    )


def _unsorted_apart(body: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The rows that stand below labels, and those of 其他 | 未分类, without these: they belong to no category."""
    apart: tuple[list[Line], list[Line]] = ([], [])
    below = False
    for line in body:
        first, *rest = line.cells
        if bare(first.text) in OTHERS and any(bare(cell.text) in UNSORTED for cell in rest):
            below = True
        elif below and any(is_level1(cell.text) or category_of(cell.text, exact=False) for cell in line.cells):
            below = False
        kept = tuple(cell for cell in line.cells if not below or bare(cell.text) not in UNSORTED)
        if kept:
            apart[below].append(evolve(line, cells=kept))
    return apart


def indicator_of(entry: Entry, half: Half, index: int, notes: Notes) -> Indicator:
    """An entry as an indicator of the model, with its places and gaps written down."""
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
    if entry.leftover is not None and not entry.filled:
        notes.places[f"{notes.prefix}{path}.name"] = Place(entry.leftover.at, entry.leftover.text)
    if entry.merged is not None:
        part = "name" if entry.name is None else "value"
        notes.place(f"{path}.{part}", entry.merged)
        notes.gap(f"{path}.{part}", "merged", entry.merged)
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
    if sign is not None and ((len(sign) <= 2 and not fold(sign).isalnum()) or fold(sign) in COMPARISONS):
        value = sign + value
    return value


def _text(cell: Cell | None) -> str | None:
    return None if cell is None else cell.text


def _department_places(form: TargetForm, notes: Notes) -> None:
    place = notes.places.pop(notes.prefix + "department", None)
    if place is not None:
        for part in ("code", "name") if form.department.code else ("name",):
            notes.places[f"{notes.prefix}department.{part}"] = place
