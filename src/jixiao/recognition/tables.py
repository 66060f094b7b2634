"""Project tables (项目支出预算表): one row a project, with its amount, in the unit that the table states."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from jixiao.documents.grid import Cell, Line
from jixiao.model.forms import ProjectRow, TargetForm
from jixiao.model.numerals import to_yuan
from jixiao.model.patterns import Lazy
from jixiao.model.reading import Gap
from jixiao.places import Place
from jixiao.recognition.blocks import TableBlock, is_money_head, starts_table, year_in
from jixiao.recognition.labels import fold
from jixiao.recognition.matching import bare_name

_ROUNDING: Final = Decimal(100)  # yuan: 0.01 万元
_TOTAL_ROWS: Final = frozenset({"合计", "总计", "小计", "本页合计"})
_UNIT: Final = Lazy(r"单位[:：]\s*(亿元|万元|千元|元)|[(（](亿元|万元|千元|元)[)）]")
_OWNER: Final = Lazy(r"(?:部门|单位)名称[:：]\s*(.+)|(?:填报|编制|预算)单位[:：]\s*(.+)")


class TableReading(NamedTuple):
    """What one project table gave: its rows, their places, what could not be read, and the department it names."""

    rows: list[ProjectRow]
    places: dict[str, Place]
    gaps: list[Gap]
    owner: str | None


class _Printed(NamedTuple):
    """A row as it is printed."""

    name: Cell
    total: Cell | None
    code: str | None


def read_table(block: TableBlock, first: int, names: frozenset[str], forms: Sequence[TargetForm]) -> TableReading:
    """Read one project table. ``first`` is the index of its first row among all project rows.

    ``names`` are the units whose own rows are totals. Where the table does not state its unit, the amounts of the
    ``forms`` of the same names tell it; where they don't, the amounts are not known.
    """
    unit: str | None = _unit_in(block.title)
    owner: str | None = None
    columns: tuple[int, int, int | None] | None = None
    printed: list[_Printed] = []
    for line in block.lines:
        for cell in line.cells:
            unit = unit or _unit_in(cell.text)
            if owner is None and (found := _OWNER.search(cell.text)) is not None:
                owner = (found[1] or found[2]).strip()
        if starts_table(line) or (columns is None and fold(line.cells[0].text) == "项目" and len(line.cells) >= 2):
            if columns is None or not printed:
                columns = _columns(line)
            continue
        if columns is None or _is_number_row(line):
            continue
        at = {cell.column: cell for cell in line.cells}
        name, total = at.get(columns[0]), at.get(columns[1])
        if name is None or (total is None and len(line.cells) == 1 and (line.table is None or len(name.text) > 40)):
            continue
        code = None if columns[2] is None else at.get(columns[2])
        printed.append(_Printed(name, total, None if code is None else code.text))
    unit = unit or _likely_unit(printed, forms)
    amounts = [_amount(row.total, unit) for row in printed]
    owners = names | ({owner} if owner is not None else frozenset())
    reading = TableReading([], {}, [], owner)
    from_last_year = "结转" in block.title and "本年" not in block.title
    for index, row in enumerate(printed):
        if _is_total(index, printed, amounts, owners):
            continue
        path = f"tables.projects[{first + len(reading.rows)}]"
        reading.rows.append(ProjectRow(row.name.text, amounts[index], from_last_year, None, row.code))
        reading.places[path] = reading.places[path + ".name"] = Place(row.name.at, row.name.text)
        if row.total is not None:
            reading.places[path + ".total"] = Place(row.total.at, row.total.text, unit)
            if amounts[index] is None:
                reason = "no cached value" if row.total.uncached else "not a number" if unit else "no unit"
                reading.gaps.append(Gap(path + ".total", reason, str(row.total.at)))
    return reading


def _likely_unit(printed: Sequence[_Printed], forms: Sequence[TargetForm]) -> str | None:
    """The unit in which most rows agree with the form of the same name; ``None`` where none does."""
    wanted: dict[str, list[Decimal]] = {}
    for form in forms:
        amounts = [one for one in (form.funding.annual.total, form.funding.period.total) if one]
        wanted.setdefault(bare_name(form.project_name or ""), []).extend(amounts)
    hits = {
        unit: sum(
            (amount := _amount(row.total, unit)) is not None
            and any(abs(amount - one) <= _ROUNDING for one in wanted.get(bare_name(row.name.text), ()))
            for row in printed
        )
        for unit in ("万元", "元")
    }
    best = max(hits, key=lambda unit: hits[unit])
    return best if hits[best] else None


def _amount(total: Cell | None, unit: str | None) -> Decimal | None:
    if total is None or total.uncached or unit is None:
        return None
    text = format(total.number, "f") if total.number is not None else total.text
    return to_yuan(text, unit)


def _unit_in(text: str) -> str | None:
    found = _UNIT.search(text)
    return (found[1] or found[2]) if found else None


def _columns(head: Line) -> tuple[int, int, int | None]:
    """The columns of the name, the amount and the code. Of several years' amounts the latest counts."""
    labels = [(cell.column, fold(cell.text).partition("(")[0]) for cell in head.cells]
    name = next((column for column, label in labels if label in ("项目名称", "项目")), 0)
    code = next((column for column, label in labels if label in ("项目编码", "项目代码")), None)
    money = [(year_in(label) or 0, column) for column, label in labels if column != name and is_money_head(label)]
    plain = [column for year, column in money if not year]
    if plain:
        return name, plain[0], code
    if money:
        return name, max(money)[1], code
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
    index: int, printed: Sequence[_Printed], amounts: Sequence[Decimal | None], owners: frozenset[str]
) -> bool:
    name, amount = printed[index].name.text, amounts[index]
    if fold(name) in _TOTAL_ROWS or name in owners:
        return True
    if index > 1 or amount is None or amount <= 0:
        return False
    # A first row that is the sum of all that follow is the total of a unit that is named nowhere else.
    rest = [one for one in amounts[index + 1 :] if one is not None]
    return len(rest) >= 3 and abs(sum(rest) - amount) <= _ROUNDING * 5
