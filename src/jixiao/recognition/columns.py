"""Indicator tables read by their printed column heads: every exact geometry, and one-sided forms in any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import define, evolve

from jixiao.documents.grid import Cell, Line
from jixiao.places import Location
from jixiao.recognition.entries import Entry
from jixiao.recognition.labels import COLUMN_LABELS, Label, category_of, find_label, fold

_LEVEL1_CATEGORY: Final = {"成本指标": "cost", "满意度指标": "satisfaction", "成本": "cost"}


@define
class Head:
    """The columns of an indicator table: (first column, role, half), in order."""

    columns: tuple[tuple[int, str, str], ...]
    two_sided: bool

    @property
    def roles(self) -> frozenset[str]:
        """The roles that the table has."""
        return frozenset(role for _, role, _ in self.columns)


def find_head(line: Line, *, exact: bool) -> Head | None:
    """The head row of an indicator table, or ``None``."""
    found: list[tuple[int, str]] = []
    for cell in line.cells:
        text = fold(cell.text)
        label: Label | None = find_label(COLUMN_LABELS, text, exact=exact)
        if label is None and "三级指标" in text:
            label = Label("name", False)
        if label is not None:
            found.append((cell.column, label.meaning))
    roles = [role for _, role in found]
    if "name" not in roles or ("value" not in roles and "level2" not in roles):
        return None
    two_sided = roles.count("name") >= 2
    half = "period" if two_sided else "annual"
    columns: list[tuple[int, str, str]] = []
    seen: set[str] = set()
    for column, role in found:
        if two_sided and role in seen and role in ("level2", "name", "value") and half == "period":
            half, seen = "annual", set()
        seen.add(role)
        columns.append((column, role, half))
    return Head(tuple(columns), two_sided)


def read_by_columns(lines: Sequence[Line], head: Head, *, exact: bool) -> tuple[list[Entry], list[Entry]]:
    """The rows of both halves (the first is empty in a one-sided form), each cell by the head it stands under."""
    halves: dict[str, list[Entry]] = {"period": [], "annual": []}
    spans: dict[tuple[str, str], tuple[Cell, int]] = {}
    tall: dict[tuple[str, str], tuple[Cell, int]] = {}
    names = sorted(half for half in {half for _, _, half in head.columns})
    labelled = {half for _, role, half in head.columns if role == "level2"}
    shared = next(iter(labelled)) if len(labelled) == 1 else None
    for row, line in enumerate(lines):
        cells: dict[tuple[str, str], Cell] = {}
        for cell in line.cells:
            column = next((entry for entry in reversed(head.columns) if entry[0] <= cell.column), None)
            if column is not None and (column[2], column[1]) not in cells:
                cells[column[2], column[1]] = cell
        level1 = cells.get((head.columns[0][2], "level1")) or next(
            (cell for (_, role), cell in cells.items() if role == "level1"), None
        )
        for half in names:
            mine = {role: cell for (where, role), cell in cells.items() if where == half}
            if shared is not None and (label := cells.get((shared, "level2"))) is not None:
                # 二级指标 is printed once for both halves.
                mine["level2"] = label
            for role in ("level1", "level2"):
                if role == "level1" and level1 is not None:
                    mine["level1"] = level1
                above = spans.get((half, "level1"))
                if role == "level1" and role in mine and above and fold(above[0].text) == fold(mine[role].text):
                    # Printed again on a further row, it begins no block: a label of level 2 above still holds.
                    del mine[role]
                if role in mine:
                    spans[half, role] = (mine[role], line.number + mine[role].row_span - 1)
            entry = _entry(row, mine, half, spans, exact=exact)
            for role in ("name", "value"):
                if role in mine and mine[role].row_span > 1:
                    tall[half, role] = (mine[role], line.number + mine[role].row_span - 1)
            if entry is not None:
                if entry.value_text is None and entry.name is not None:
                    entry.merged = _reaching(tall.get((half, "value")), line)
                    if entry.merged is None and entry.value is None:
                        entry.blank_value = _beside(entry.name, head, half, "value")
                elif entry.name is None and entry.value is not None:
                    entry.merged = _reaching(tall.get((half, "name")), line)
                    if entry.merged is None:
                        entry.blank_name = _beside(entry.value, head, half, "name")
                halves[half].append(entry)
    return halves["period"], halves["annual"]


def _reaching(above: tuple[Cell, int] | None, line: Line) -> Cell | None:
    """A merged cell of a row above that reaches down to a line."""
    return above[0] if above is not None and line.number <= above[1] else None


def _beside(cell: Cell, head: Head, half: str, wanted: str) -> Location | None:
    """The address of a blank cell in the row of another, by the head that it stands under."""
    for column, role, where in head.columns:
        if role == wanted and where == half:
            return evolve(cell.at, column=cell.at.column + column - cell.column)
    return None


def _entry(
    row: int,
    cells: dict[str, Cell],
    half: str,
    spans: dict[tuple[str, str], tuple[Cell, int]],
    *,
    exact: bool,
) -> Entry | None:
    entry = Entry(row)
    for part in ("sign", "unit", "weight", "explanation", "remark"):
        setattr(entry, part, cells.get(part))
    if "name" in cells:
        entry.put_name(cells["name"])
    if "value" in cells:
        entry.put_value(cells["value"])
    elif entry.sign is not None and entry.name is not None:
        entry.value = entry.sign
    level2, level1 = cells.get("level2"), cells.get("level1")
    label = level2 or (level1 if level1 is not None and fold(level1.text) in _LEVEL1_CATEGORY else None)
    if label is not None:
        found = category_of(label.text, exact=exact)
        entry.label = label
        if found is not None:
            entry.printed = found.meaning
            if found.misread:
                entry.gaps.append(("category", "misread label", label))
    over = entry.leftover is not None and exact
    if not entry.filled and entry.printed is None and not over:
        return None
    printed1 = spans.get((half, "level1"))
    entry.level1 = printed1[0].text if printed1 else None
    if level2 is None and level1 is not None and label is None:
        # A new level-1 block without a label of level 2: what stood above does not reach into it.
        spans.pop((half, "level2"), None)
    entry.category = entry.printed
    if entry.category is None and (entry.filled or over) and (above := spans.get((half, "level2"))) is not None:
        found = category_of(above[0].text, exact=exact)
        entry.category = found.meaning if found is not None else None
        entry.label = above[0]
    if entry.category is None and entry.level1 is not None:
        entry.category = _LEVEL1_CATEGORY.get(fold(entry.level1))
    if entry.category is None and not entry.filled:
        return None
    if entry.category is None:
        entry.gaps.append(("category", "no label", entry.place))
    return entry
