"""A form as a grid of cells, laid out as its template prints it: what the page, fresh workbooks and empty forms share.

Each cell that holds a value knows its path in the model, so that a finding can be hung on it; what the template has no
cell for (a field, a source of funds, a category, a column) gets one of its own, so that nothing of a form is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Literal

from attrs import evolve, frozen

from jixiao.drawing.templates import Column, Layout, layout_for
from jixiao.drawing.templates import layout as layout
from jixiao.model.forms import Indicator, TargetForm
from jixiao.model.rows import pair_indices
from jixiao.model.taxonomy import CATEGORY_NAMES, FUNDING_NAMES, FUNDING_PARTS, TEXT_FIELDS
from jixiao.places import Place, Places

Role = Literal["title", "label", "head", "value"]

_TEXTS: Final = {
    "summary": "项目概况",
    "basis": "立项依据",
    "necessity": "项目设立必要性",
    "measures": "保证项目实施的制度、措施",
    "plan": "项目实施计划",
}
_FIELDS: Final = (
    ("project_code", "项目编码"),
    ("project_attribute", "项目属性"),
    ("project_period", "项目期"),
    ("implementing_unit", "实施单位"),
)
_GOALS: Final = (("goals.period", "实施期目标"), ("goals.annual", "年度目标"))
_MORE_COLUMNS: Final = (("weight", "权重(分值)", 10), ("explanation", "指标解释", 18), ("remark", "备注", 14))
"""Columns that a template may lack: what they hold, their heads and their widths."""
_UNITS: Final = {"元": Decimal(1), "万元": Decimal(10_000)}
_PERIOD_HEAD: Final = "实施期指标"
_NO_CATEGORY: Final = "未分类"


@frozen
class Cell:
    """One cell: where it stands (counted from 0) and over how much, what is printed in it, and what that is.

    ``path`` leads into the form (``funding.annual.total``); a label has one too where it stands for a thing that has
    no cell of its own (``funding.annual``). ``amount`` is the number of an amount in the unit of the form, ``head`` the
    label that a value stands under or behind.
    """

    row: int
    column: int
    text: str
    role: Role
    width: int = 1
    height: int = 1
    path: str | None = None
    head: str = ""
    amount: Decimal | None = None
    part: str | None = None
    """What a column of the indicator table holds: ``level1``, ``level2``, ``name``, ``value``, ``sign`` …"""
    half: str | None = None
    """The half that it belongs to: ``period`` or ``annual``."""


@frozen
class Drawing:
    """A form in its layout; ``widths`` are the shares of its columns."""

    layout: Layout
    cells: tuple[Cell, ...]
    widths: tuple[int, ...]
    height: int
    unit: str
    """The unit that its amounts are drawn in."""
    paths: Mapping[str, int]
    """Path in the form → position of its cell; the form itself is ``""``."""

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.widths)

    def cell_of(self, path: str) -> int:
        """The position of the cell at which something about ``path`` is shown: its own, or that of what holds it."""
        while path and path not in self.paths:
            cut = max(path.rfind("."), path.rfind("["))
            path = path[:cut] if cut > 0 else ""
        return self.paths[path]


def draw(
    form: TargetForm,
    places: Places | None = None,
    ordinal: int = 1,
    *,
    into: Layout | None = None,
    blank_rows: int = 0,
) -> Drawing:
    """Draw a form. ``places`` gives its amounts as they were printed; ``ordinal`` is its number from 1 in them.

    ``into`` is the layout to use where it is not to be that of the form; every category gets ``blank_rows`` rows more
    than it has indicators.
    """
    return _Drawer(form, places, f"forms[{ordinal - 1}].", into or layout_for(form), blank_rows).draw()


class _Drawer:
    """A drawing on its way, row by row from the top."""

    def __init__(self, form: TargetForm, places: Places | None, prefix: str, chosen: Layout, blank_rows: int) -> None:
        self.form = form
        self.places = places
        self.prefix = prefix
        self.layout = chosen
        self.blank_rows = blank_rows
        self.cells: list[Cell] = []
        self.shown_at: dict[str, int] = {}
        """What has no cell of its own → the cell that stands for it."""
        self.row = 0
        there = {column.part for column in chosen.columns}
        more = [
            (Column(half, part, head), wide)
            for half in chosen.halves
            for part, head, wide in _MORE_COLUMNS
            if part not in there and self._any(half, part)
        ]
        self.columns = chosen.columns + tuple(column for column, _ in more)
        self.widths = chosen.widths + tuple(wide for _, wide in more)
        self.wide = len(self.widths)
        self.unit = self._unit()

    def draw(self) -> Drawing:
        form = self.form
        self._put(0, self.layout.title, "title", self.wide, path="")
        year = f"{form.fiscal_year}年度" if form.fiscal_year is not None else "      年度"
        self.row = 1
        self._put(0, f"({year})", "title", self.wide, path="fiscal_year")
        self.row = 2
        self._slots(self.layout.head)
        self._missing([(path, label) for path, label in _FIELDS if getattr(form, path) is not None], self.layout.head)
        self._funding()
        self._slots(self.layout.texts)
        texts = [(f"text.{name}", _TEXTS[name]) for name in TEXT_FIELDS if getattr(form.text, name) is not None]
        self._missing(texts, self.layout.texts)
        self._slots(self.layout.goals)
        goals = [(path, label) for path, label in _GOALS if self._model(path) is not None]
        self._missing(goals, self.layout.goals)
        self._tables()
        self._slots(self.layout.foot)
        paths = {cell.path: number for number, cell in reversed(list(enumerate(self.cells))) if cell.path is not None}
        return Drawing(self.layout, tuple(self.cells), self.widths, self.row, self.unit, {**self.shown_at, **paths})

    def _any(self, half: str, part: str) -> bool:
        """Whether a row that is drawn in the columns of a half has such a part."""
        rows = self.form.indicators.period if half == "period" else self.form.indicators.annual
        if "period" not in self.layout.halves:
            rows = (*self.form.indicators.period, *rows)
        return any(getattr(row, part) is not None for row in rows)

    def _put(
        self,
        column: int,
        text: str,
        role: Role,
        width: int = 1,
        height: int = 1,
        path: str | None = None,
        head: str = "",
        amount: Decimal | None = None,
        part: str | None = None,
        half: str | None = None,
    ) -> None:
        self.cells.append(Cell(self.row, column, text, role, width, height, path, head, amount, part, half))

    def _reach(self, column: int, width: int) -> int:
        """A cell that ends where the template does goes on to the end of the columns that were added."""
        return self.wide - column if column + width == len(self.layout.widths) else width

    def _slots(self, rows: tuple[tuple[Any, ...], ...]) -> None:
        """Rows of labels and values, placed as a web page places the cells of a table."""
        below: dict[int, int] = {}
        for slots in rows:
            column, head = 0, ""
            for slot in slots:
                while below.get(column, 0) > 0:
                    column += 1
                width = self._reach(column, slot.width)
                if slot.path is None:
                    head = slot.label.strip(":：")
                    self._put(column, slot.label, "label", width, slot.height, _label_path(slot.label))
                else:
                    half = slot.path.partition(".")[2] if slot.path.startswith("goals.") else None
                    self._put(column, self._text(slot.path), "value", width, slot.height, slot.path, head, half=half)
                for one in range(column, column + slot.width):
                    below[one] = slot.height
                column += slot.width
            below = {column: left - 1 for column, left in below.items()}
            self.row += 1

    def _missing(self, filled: list[tuple[str, str]], rows: tuple[tuple[Any, ...], ...]) -> None:
        """Rows for what is filled in and has no cell in the template."""
        there = {slot.path for row in rows for slot in row}
        label = self.layout.head[0][0].width
        for path, name in filled:
            if path not in there:
                self._put(0, name, "label", label)
                self._put(label, self._text(path), "value", self.wide - label, path=path, head=name)
                self.row += 1

    def _funding(self) -> None:
        block = self.layout.funding
        named = dict(block.parts)
        columns = {"period": self.form.funding.period, "annual": self.form.funding.annual}
        more = [
            part for part in FUNDING_PARTS
            if part != "total" and part not in named
            and any(getattr(columns[half], part) is not None for half in self.layout.halves)
        ]  # fmt: skip
        parts = [("total", ""), *block.parts, *((part, FUNDING_NAMES[part][0]) for part in more)]
        apart = [
            part for part in FUNDING_PARTS
            if "period" not in self.layout.halves and getattr(columns["period"], part) is not None
        ]  # fmt: skip
        self._put(0, block.label.format(unit=self.unit), "label", 1, len(parts) + len(apart), "funding")
        for part, label in parts:
            column = 1
            for half, wide in (("period", block.period), ("annual", block.annual)):
                if wide is None:
                    continue
                text = block.totals[half] if part == "total" else label
                self._fund(column, half, part, text, wide)
                column += sum(wide)
            self.row += 1
        for part in apart:
            label = "实施期" + FUNDING_NAMES[part][0]
            self._fund(1, "period", part, label, block.annual)
            self.row += 1

    def _fund(self, column: int, half: str, part: str, label: str, wide: tuple[int, int]) -> None:
        path = f"funding.{half}.{part}"
        self._put(column, label, "label", wide[0], path=f"funding.{half}" if part == "total" else None, half=half)
        value: Decimal | None = getattr(getattr(self.form.funding, half), part)
        amount = None if value is None else value / _UNITS.get(self.unit, Decimal(1))
        column += wide[0]
        width = self._reach(column, wide[1])
        head = label.strip(":：")
        text = self._amount(path, amount)
        self._put(column, text, "value", width, path=path, head=head, amount=amount, half=half)

    def _unit(self) -> str:
        """The unit of all amounts that were printed with one, or else that of the template."""
        if self.places is None:
            return self.layout.unit
        printed = set()
        for half in ("period", "annual"):
            for part in FUNDING_PARTS:
                place = self._place(f"funding.{half}.{part}")
                if place is not None and place.unit:
                    printed.add(place.unit)
        return printed.pop() if len(printed) == 1 and printed <= _UNITS.keys() else self.layout.unit

    def _place(self, path: str) -> Place | None:
        return None if self.places is None else self.places.get(self.prefix + path)

    def _amount(self, path: str, amount: Decimal | None) -> str:
        place = self._place(path)
        if place is not None and place.text:
            differs = place.unit and place.unit != self.unit and place.text[-1:].isdigit()
            return place.text + (place.unit or "" if differs else "")
        if amount is None:
            return ""
        plain = format(amount, ",f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain

    def _model(self, path: str) -> Any:
        found: Any = self.form
        for name in path.split("."):
            found = getattr(found, name)
        return found

    def _text(self, path: str) -> str:
        if path == "department":
            department = self.form.department
            return "-".join(part for part in (department.code, department.name) if part)
        return self._model(path) or ""

    def _tables(self) -> None:
        """The table of indicators; a period of a form that has one side gets a table of its own below."""
        both = {"period": self.form.indicators.period, "annual": self.form.indicators.annual}
        if "period" in self.layout.halves:
            self._table(pair_indices(both["period"], both["annual"]), self.columns)
            return
        self._table([(None, index) for index in range(len(both["annual"]))], self.columns)
        if both["period"]:
            self._put(0, _PERIOD_HEAD, "label", self.wide)
            self.row += 1
            columns = tuple(evolve(column, half=column.half and "period") for column in self.columns)
            self._table([(index, None) for index in range(len(both["period"]))], columns)

    def _table(self, pairs: list[tuple[int | None, int | None]], columns: tuple[Column, ...]) -> None:
        top = self.row
        left = 0 if self.layout.label is None else 1
        for number, column in enumerate(columns):
            if column.part == "level2":
                self.shown_at.setdefault(f"indicators.{column.half}", len(self.cells))
            if not number:
                self.shown_at.setdefault("indicators", len(self.cells))
            self._put(left + number, column.head, "head")
        self.row += 1
        grouped: dict[str | None, list[tuple[int | None, int | None]]] = {}
        for pair in pairs:
            both = (self._indicator("period", pair[0]), self._indicator("annual", pair[1]))
            category = next((one.category for one in both if one is not None and one.category), None)
            grouped.setdefault(category, []).append(pair)
        for level1, categories in self._blocks(grouped):
            start = self.row
            for category, label in categories:
                self._category(label, grouped.get(category, []), columns, left)
            self.cells.append(Cell(start, left, level1, "label", 1, self.row - start, part="level1"))
        if self.layout.label is not None:
            self.cells.append(Cell(top, 0, self.layout.label, "label", 1, self.row - top))

    def _blocks(
        self, grouped: Mapping[str | None, list[tuple[int | None, int | None]]]
    ) -> list[tuple[str, list[tuple[str | None, str]]]]:
        """The blocks of the template, each with the categories that stand in it here, and what belongs to none."""
        there = {category for _, categories in self.layout.blocks for category, _ in categories}
        blocks: list[tuple[str, list[tuple[str | None, str]]]] = []
        strange = [category for category in grouped if category is not None and category not in there]
        for level1, categories in self.layout.blocks:
            kin = [one for one in strange if _kin(one) in {_kin(category) for category, _ in categories}]
            strange = [one for one in strange if one not in kin]
            blocks.append((level1, [*categories, *((one, CATEGORY_NAMES[one][0]) for one in kin)]))
        blocks += [("其他", [(one, CATEGORY_NAMES.get(one, (one, one))[0])]) for one in strange]
        if None in grouped:
            blocks.append(("其他", [(None, _NO_CATEGORY)]))
        return blocks

    def _category(
        self,
        label: str,
        pairs: list[tuple[int | None, int | None]],
        columns: tuple[Column, ...],
        left: int,
    ) -> None:
        height = max(len(pairs) + self.blank_rows, 1)
        for number, column in enumerate(columns, left):
            if column.part == "level2":
                for index in (pair[column.half == "annual"] for pair in pairs):
                    self.shown_at[f"indicators.{column.half}[{index}].category"] = len(self.cells)
                self._put(number, label, "label", 1, height, part="level2", half=column.half)
        rows = [*pairs, *[(None, None)] * (height - len(pairs))]
        for period, annual in rows:
            for number, column in enumerate(columns, left):
                if column.half is None or column.part == "level2":
                    continue
                index = period if column.half == "period" else annual
                indicator = self._indicator(column.half, index)
                path = None
                if index is not None:
                    path = f"indicators.{column.half}[{index}].{column.part}"
                    if column.part == "name":
                        self.shown_at[f"indicators.{column.half}[{index}]"] = len(self.cells)
                text = "" if indicator is None else self._part(indicator, column.part)
                self._put(number, text, "value", path=path, head=column.head, part=column.part, half=column.half)
            self.row += 1

    def _indicator(self, half: str, index: int | None) -> Indicator | None:
        rows = self.form.indicators.period if half == "period" else self.form.indicators.annual
        return None if index is None else rows[index]

    def _part(self, indicator: Indicator, part: str) -> str:
        text: str = getattr(indicator, part) or ""
        apart = {column.part for column in self.layout.columns}
        if part == "value" and {"sign", "unit"} <= apart:
            # The value of the model is the whole: its sign and its unit have cells of their own here.
            if indicator.sign and text != indicator.sign:
                text = text.removeprefix(indicator.sign)
            if indicator.unit and text != indicator.unit:
                text = text.removesuffix(indicator.unit)
        return text


def _label_path(label: str) -> str | None:
    return "goals" if label in ("总体目标", "年度总体目标") else None


def _kin(category: str) -> str:
    for word in ("cost", "satisfaction"):
        if category.endswith(word):
            return word
    return "output" if category in ("quantity", "quality", "timeliness") else "benefit"
