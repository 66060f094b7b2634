"""Project tables (项目支出预算表): one row a project, with its amount, in the unit that the table states."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from jixiao.documents.grid import Cell, Line
from jixiao.model.forms import ProjectRow
from jixiao.model.numerals import to_yuan
from jixiao.model.reading import Gap
from jixiao.places import Place
from jixiao.recognition.blocks import TableBlock, starts_table
from jixiao.recognition.labels import fold

_TOTAL_HEADS: Final = ("合计", "总计", "金额", "预算数", "项目金额", "年度预算", "本年预算", "预算金额", "总额")
_TOTAL_ROWS: Final = frozenset({"合计", "总计", "小计", "本页合计"})
_UNIT: Final = re.compile(r"单位[:：]\s*(亿元|万元|千元|元)|[(（](亿元|万元|千元|元)[)）]")
_OWNER: Final = re.compile(r"(?:部门|单位)名称[:：]\s*(.+)|(?:填报|编制|预算)单位[:：]\s*(.+)")


def read_table(
    block: TableBlock, first: int, names: frozenset[str]
) -> tuple[list[ProjectRow], dict[str, Place], list[Gap], str | None]:
    """The rows of one project table, their places, what could not be read, and the department it names.

    ``first`` is the index of its first row among all project rows; ``names`` are the units whose own rows are totals.
    """
    from_last_year = "结转" in block.title and "本年" not in block.title
    unit: str | None = _unit_in(block.title)
    owner: str | None = None
    name_column, total_column, code_column = 0, 1, None
    seen_head = False
    rows: list[tuple[str, Decimal | None, Cell, Cell | None, str | None]] = []
    for line in block.lines:
        for cell in line.cells:
            unit = unit or _unit_in(cell.text)
            if owner is None and (found := _OWNER.search(cell.text)) is not None:
                owner = (found[1] or found[2]).strip()
        if starts_table(line) or (not seen_head and fold(line.cells[0].text) == "项目" and len(line.cells) >= 2):
            if seen_head and rows:
                continue
            seen_head = True
            name_column, total_column, code_column = _columns(line)
            continue
        if not seen_head or _is_number_row(line):
            continue
        name = next((cell for cell in line.cells if cell.column == name_column), None)
        total = next((cell for cell in line.cells if cell.column == total_column), None)
        code = next((cell for cell in line.cells if cell.column == code_column), None)
        if name is None or (total is None and len(line.cells) == 1 and len(name.text) > 40):
            continue
        if total is None and len(line.cells) == 1 and line.table is None:
            continue
        amount = _amount(total, unit)
        rows.append((name.text, amount, name, total, None if code is None else code.text))
    kept = [
        row
        for index, row in enumerate(rows)
        if not _is_total(index, rows, names | ({owner} if owner is not None else frozenset()))
    ]
    projects: list[ProjectRow] = []
    places: dict[str, Place] = {}
    gaps: list[Gap] = []
    for offset, (name_text, amount, name, total, code_text) in enumerate(kept):
        path = f"tables.projects[{first + offset}]"
        projects.append(ProjectRow(name_text, amount, from_last_year, None, code_text))
        places[path] = places[path + ".name"] = Place(name.at, name.text)
        if total is not None:
            places[path + ".total"] = Place(total.at, total.text, unit or "万元")
            if amount is None:
                reason = "no cached value" if total.uncached else "not a number"
                gaps.append(Gap(path + ".total", reason, str(total.at)))
    return projects, places, gaps, owner


def _amount(total: Cell | None, unit: str | None) -> Decimal | None:
    if total is None or total.uncached:
        return None
    text = format(total.number, "f") if total.number is not None else total.text
    return to_yuan(text, unit or "万元")


def _unit_in(text: str) -> str | None:
    found = _UNIT.search(text)
    return (found[1] or found[2]) if found else None


def _columns(head: Line) -> tuple[int, int, int | None]:
    labels = [(cell.column, fold(cell.text).partition("(")[0]) for cell in head.cells]
    name = next((column for column, label in labels if label in ("项目名称", "项目")), 0)
    code = next((column for column, label in labels if label in ("项目编码", "项目代码")), None)
    for wanted in _TOTAL_HEADS:
        for column, label in labels:
            if label == wanted:
                return name, column, code
    total = next((column for column, _ in labels if column > name), name + 1)
    return name, total, code


def _is_number_row(line: Line) -> bool:
    """The row of column numbers under a head: 1 2 3 4."""
    texts = [cell.text for cell in line.cells]
    if len(texts) < 2:
        return False
    return all(text.isdigit() for text in texts) and [int(text) for text in texts] == list(
        range(int(texts[0]), int(texts[0]) + len(texts))
    )


def _is_total(
    index: int, rows: list[tuple[str, Decimal | None, Cell, Cell | None, str | None]], names: frozenset[str]
) -> bool:
    name, amount = rows[index][0], rows[index][1]
    if fold(name) in _TOTAL_ROWS or name in names:
        return True
    if index > 1 or amount is None:
        return False
    # A first row that is the sum of all that follow is the total of a unit that is named nowhere else.
    rest = [row[1] for row in rows[index + 1 :] if row[1] is not None]
    return len(rest) >= 3 and abs(sum(rest) - amount) <= Decimal("0.05") * 10000 and amount > 0
