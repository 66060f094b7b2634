"""The upper part of a form: names, funding, running text, goals, and the sign-off row at its foot.

The value of a label is the next filled cell before the next label, whatever its column: on a scan heads wander.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Final

from attrs import field, mutable

from jixiao.documents.grid import Cell, Line
from jixiao.model.forms import (
    Funding,
    FundingColumn,
    Goals,
    Indicators,
    TargetForm,
    Texts,
)
from jixiao.model.numerals import is_malformed_amount, to_yuan
from jixiao.places import Place
from jixiao.recognition.blocks import is_page_number, year_in
from jixiao.recognition.labels import (
    FIELD_LABELS,
    FUNDING_LABELS,
    GOAL_LABELS,
    LEVEL1_LABELS,
    Label,
    find_label,
    fold,
    strip_unit,
)
from jixiao.recognition.notes import Notes
from jixiao.recognition.owners import department_in, sign_off_in

_OTHER_HEADS: Final = (
    frozenset({"项目资金", "资金情况", "资金总额及构成", "项目资金申请", "绩效指标", "其中", "编码", "项目预算"})
    | LEVEL1_LABELS
)
_FOLLOWING: Final = {
    "text.summary": "text.basis",
    "text.basis": "text.necessity",
    "text.necessity": "text.measures",
    "text.measures": "text.plan",
    "text.plan": "goals",
}
"""What stands under each text of the template."""


@mutable
class Head:
    """What was read above and below the indicators."""

    EXPECTED: ClassVar[dict[str, str]] = {
        "project_name": "project_name",
        "department": "department.name",
        "implementing_unit": "implementing_unit",
        "project_attribute": "project_attribute",
        "project_period": "project_period",
        "goals.period": "goals.period",
        "goals.annual": "goals.annual",
    }
    """Labels that a template may lack → the path of what they label."""

    fields: dict[str, str] = field(factory=dict)
    amounts: dict[str, Decimal | None] = field(factory=dict)
    tiers: list[str] = field(factory=list)
    """The labels of 中央, 省级 or 市县, where they are printed as rows of their own."""
    goals: dict[str, str] = field(factory=dict)
    fiscal_year: int | None = None
    printed: set[str] = field(factory=set)
    """The labels that are printed, with a value or without."""

    def missing(self, *, two_columns: bool) -> list[str]:
        """The paths of what has no label on this form: nobody can be blamed for leaving that blank."""
        return [
            path
            for label, path in self.EXPECTED.items()
            if label not in self.printed and (two_columns or label != "goals.period")
        ]

    def unread(self) -> list[str]:
        """The paths of what has no value, with a label or without: on a form whose table was not found."""
        known = {*self.fields, *(f"goals.{half}" for half in self.goals)}
        return [path for label, path in self.EXPECTED.items() if label not in known]

    def funding(self) -> Funding:
        """项目资金 in yuan."""
        columns: dict[str, dict[str, Decimal | None]] = {"period": {}, "annual": {}}
        for path, amount in self.amounts.items():
            half, _, part = path.partition(".")
            columns[half][part] = amount
        return Funding(FundingColumn(**columns["period"]), FundingColumn(**columns["annual"]))

    def texts(self) -> Texts:
        """The running text of the form."""
        return Texts(**{name[5:]: text for name, text in self.fields.items() if name.startswith("text.")})

    def goal_texts(self) -> Goals:
        """总体目标."""
        return Goals(**self.goals)

    def form(self, template: str | None, indicators: Indicators) -> TargetForm:
        """The form with these indicators."""
        return TargetForm(
            project_name=self.fields.get("project_name"),
            project_code=self.fields.get("project_code"),
            fiscal_year=self.fiscal_year,
            template=template,
            department=department_in(self.fields.get("department")),
            implementing_unit=self.fields.get("implementing_unit"),
            project_attribute=self.fields.get("project_attribute"),
            project_period=self.fields.get("project_period"),
            funding=self.funding(),
            text=self.texts(),
            goals=self.goal_texts(),
            indicators=indicators,
            sign_off=sign_off_in(self.fields),
        )


def read_head(lines: list[Line], notes: Notes, *, exact: bool) -> Head:
    """Read every line of a form that is not an indicator."""
    head = Head()
    reader = _HeadReader(head, notes, exact, frozenset() if exact else _sections(lines))
    for number, line in enumerate(lines):
        reader.read(line, first=number < 4)
    reader.finish()
    return head


def _find_glued(text: str) -> tuple[str, str] | None:
    """The label and the value of a cell that holds both: ``项目名称：某项目``."""
    for colon in ("：", ":"):
        before, _, after = text.partition(colon)
        if after.strip() and (label := FIELD_LABELS.get(fold(before))) is not None:
            return label, after.strip()
    return None


def _sections(lines: list[Line]) -> frozenset[str]:
    found: set[str] = set()
    for line in lines:
        for cell in line.cells:
            if (label := find_label(FIELD_LABELS, cell.text, exact=False)) is not None:
                found.add(label.meaning)
            elif find_label(GOAL_LABELS, cell.text, exact=False) is not None:
                found.add("goals")
    return frozenset(found)


@mutable
class _HeadReader:
    head: Head
    notes: Notes
    exact: bool
    sections: frozenset[str] = frozenset()
    """The texts of the template, and its goals, whose labels are printed anywhere on a recovered form."""
    unit: str | None = None
    totals: dict[str, int] = field(factory=dict)
    goal_columns: dict[str, int] = field(factory=dict)
    goals_below: bool = False
    """Whether the goals stand in the rows under their heads: 总体目标 | 实施期目标 | 年度目标."""
    both_column: int | None = None
    """Where the label stands that names no half, among the heads of goals."""
    last_text: str | None = None
    unnamed_goal: Cell | None = None
    """The goal that stands under a label which names no half."""

    def read(self, line: Line, *, first: bool) -> None:
        cells = line.cells
        lone = cells[0].text
        if len(cells) == 1 and self.head.fiscal_year is None and first and (year := year_in(lone)) and len(lone) < 60:
            self.head.fiscal_year = year
            self.notes.place("fiscal_year", cells[0])
            return
        if line.table is None and self._continue_text(cells[0]):
            return
        if len(cells) == 1 and line.table is not None and self._continue_row(cells[0]):
            return
        if len(cells) <= 6 and self._read_money_unit(cells):
            return
        if self._read_goals(line):
            self.last_text = None
            return
        if self.goals_below and self._read_goals_below(cells):
            return
        index = 0
        while index < len(cells):
            index = self._read_label(cells, index)

    def finish(self) -> None:
        """Say which texts of the template are not printed at all, on a recovered form that prints some of them."""
        if self.exact:
            return
        texts = {name for name in self.head.printed if name.startswith("text.")}
        if texts:
            for name in ("text.summary", "text.basis", "text.necessity", "text.measures", "text.plan"):
                if name not in texts:
                    self.notes.gap(name, "row missing")
        period = [amount for path, amount in self.head.amounts.items() if path.startswith("period.")]
        annual = [amount for path, amount in self.head.amounts.items() if path.startswith("annual.")]
        for half, mine, theirs in (("period", period, annual), ("annual", annual, period)):
            if mine and all(amount is None for amount in mine) and any(amount is not None for amount in theirs):
                self.notes.gap(f"funding.{half}", "half blank")

    def _continue_text(self, cell: Cell) -> bool:
        """A paragraph between the rows goes on with the text above it (a page break tears long texts)."""
        if is_page_number(cell.text):
            return True
        if self.last_text is None or find_label(FIELD_LABELS, cell.text, exact=self.exact):
            return False
        self.head.fields[self.last_text] += cell.text
        self.notes.gap(self.last_text, "slid", cell)
        return True

    def _continue_row(self, cell: Cell) -> bool:
        """A row with nothing but a text, without a label, goes on with the text above it, torn at the end of a page.

        Where the label that follows in the template is printed nowhere, the text may be what is left of its row.
        """
        if cell.column == 0 or self.last_text not in _FOLLOWING or _FOLLOWING[self.last_text] not in self.sections:
            return False
        if self._label(cell.text) or find_label(GOAL_LABELS, cell.text, exact=False) or _find_glued(cell.text):
            return False
        self.head.fields[self.last_text] += cell.text
        self.notes.gap(self.last_text, "slid", cell)
        return True

    def _read_money_unit(self, cells: tuple[Cell, ...]) -> bool:
        """A line of its own that states the unit of money: 单位：万元."""
        if len(cells) == 1 and fold(cells[0].text) in ("单位:万元", "单位:元", "金额单位:万元", "金额单位:元"):
            self.unit = "万元" if "万元" in cells[0].text else "元"
            return True
        return False

    def _label(self, text: str) -> tuple[str, Label] | None:
        """A label of the head: a field, a fund row or a block, and which vocabulary it is from."""
        bare, unit = strip_unit(fold(text))
        if bare in _OTHER_HEADS or (unit is not None and bare.endswith(("资金", "预算", "金额")) and len(bare) <= 12):
            return "block", Label(bare, False)
        if found := find_label(FIELD_LABELS, bare, exact=self.exact):
            return "field", found
        plain = bare.removeprefix("其中:").removeprefix("其中")
        if found := find_label(FUNDING_LABELS, plain, exact=self.exact):
            return "fund", found
        return None

    def _read_label(self, cells: tuple[Cell, ...], index: int) -> int:
        """Read the cell at ``index`` and, if it is a label, its value. Returns where to go on."""
        cell = cells[index]
        known = self._label(cell.text)
        if known is None:
            self._read_glued(cell)
            return index + 1
        kind, label = known
        unit = strip_unit(fold(cell.text))[1]
        if unit is not None:
            self.unit = unit
        if kind == "block":
            return index + 1
        if kind == "field":
            return self._read_field(cells, index, label)
        return self._read_amount(cells, index, label, unit)

    def _read_glued(self, cell: Cell) -> None:
        """A label with its value in one cell: ``项目名称：某项目``."""
        if (found := _find_glued(cell.text)) is None:
            return
        label, value = found
        self.head.printed.add(label)
        if label not in self.head.fields:
            self.head.fields[label] = value
            self.notes.place(label, cell)

    def _read_field(self, cells: tuple[Cell, ...], index: int, label: Label) -> int:
        name = label.meaning
        fresh = name not in self.head.printed
        self.head.printed.add(name)
        self.last_text = None
        if label.misread:
            self.notes.gap(name, "misread label", cells[index])
        if index + 1 == len(cells) or self._label(cells[index + 1].text) is not None:
            if fresh:
                self.notes.places.setdefault(self.notes.prefix + name, _blank_beside(cells[index]))
            return index + 1
        value = cells[index + 1]
        if name not in self.head.fields:
            self.head.fields[name] = value.text
            self.notes.place(name, value)
            if name.startswith("text."):
                self.last_text = name
        elif not self.exact:
            self.notes.gap(name, "extra cell", value)
        return index + 2

    def _read_amount(self, cells: tuple[Cell, ...], index: int, label: Label, unit: str | None) -> int:
        cell = cells[index]
        half, _, part = label.meaning.rpartition(".")
        self.last_text = None
        if part in ("central", "provincial", "local"):
            self.head.tiers.append(cell.text)
        if half:
            self.totals[half] = cell.column
        else:
            half = self._half_of(cell.column)
        path = f"{half}.{part}"
        if path in self.head.amounts and self.head.amounts[path] is not None:
            return index + 1
        if label.misread:
            self.notes.gap(f"funding.{path}", "misread label", cell)
        following = cells[index + 1] if index + 1 < len(cells) else None
        if following is None or self._label(following.text) is not None:
            self.head.amounts[path] = None
            self.notes.places.setdefault(f"{self.notes.prefix}funding.{path}", _blank_beside(cell))
            return index + 1
        money = unit or self.unit or "元"
        if following.uncached:
            amount = None
            self.notes.gap(f"funding.{path}", "no cached value", following)
        else:
            amount = (
                to_yuan(format(following.number, "f"), money)
                if following.number is not None
                else to_yuan(following.text, money)
            )
            if amount is None:
                malformed = is_malformed_amount(following.text)
                self.notes.gap(f"funding.{path}", "malformed number" if malformed else "not a number", following)
        self.head.amounts[path] = amount
        self.notes.place(f"funding.{path}", following, unit=money)
        return index + 2

    def _half_of(self, column: int) -> str:
        """The column of money that a row belongs to: the total whose label stands nearest."""
        if not self.totals:
            return "annual"
        return min(self.totals, key=lambda half: abs(self.totals[half] - column))

    def _read_goals(self, line: Line) -> bool:
        cells = line.cells
        labels = [find_label(GOAL_LABELS, cell.text, exact=self.exact) for cell in cells]
        kinds = [None if label is None else label.meaning for label in labels]
        if not any(kinds):
            return False
        self.goals_below = False
        for label, cell in zip(labels, cells, strict=True):
            if label is None:
                continue
            paths = ("goals.period", "goals.annual") if label.meaning == "both" else (f"goals.{label.meaning}",)
            self.head.printed.update(paths)
            for path in paths if label.misread else ():
                self.notes.gap(path, "misread label", cell)
        heads = {kind: cell.column for kind, cell in zip(kinds, cells, strict=True) if kind in ("period", "annual")}
        texts = [cell for kind, cell in zip(kinds, cells, strict=True) if kind is None]
        if heads and not texts:
            self.goal_columns.update({kind: column for kind, column in heads.items() if kind})
            self.goals_below = "both" in kinds or len(cells) == 1
            self.both_column = cells[kinds.index("both")].column if "both" in kinds else None
            for kind, cell in zip(kinds, cells, strict=True):
                if kind in ("period", "annual"):
                    self.notes.places.setdefault(f"{self.notes.prefix}goals.{kind}", _blank_beside(cell))
            return True
        if len(heads) == 1 and "both" not in kinds and len(texts) == 1:
            self._goal(next(iter(heads)) or "annual", texts[0])
            return True
        if heads and "both" in kinds and len(texts) <= 2:
            for cell in texts:
                nearest = min(heads, key=lambda kind: abs(heads[kind] - cell.column))
                self._goal(nearest or "annual", cell)
            return True
        if "both" not in kinds:
            return False
        self._read_goal_row(texts, cells[kinds.index("both")])
        return True

    def _read_goals_below(self, cells: tuple[Cell, ...]) -> bool:
        """A row under the heads of the goals: each text belongs to the head that it stands under."""
        if any(self._label(cell.text) is not None for cell in cells):
            self.goals_below = False
            return False
        if "period" not in self.goal_columns and cells[0].column == self.both_column and len(cells) > 1:
            # 总体目标 and 年度目标 beside each other, each with its own text.
            self.goal_columns["period"] = cells[0].column
            self.head.printed.add("goals.period")
        for cell in cells:
            half = min(self.goal_columns, key=lambda half: abs(self.goal_columns[half] - cell.column))
            if half in self.head.goals:
                self.head.goals[half] += "\n" + cell.text
            else:
                self._goal(half, cell)
        return True

    def _read_goal_row(self, texts: list[Cell], label: Cell) -> None:
        columns = self.goal_columns
        two_sided = "period" in self.totals or "period" in columns
        if len(texts) >= 2:
            self._goal("period", texts[0])
            self._goal("annual", texts[1])
            return
        if not texts:
            return
        cell = texts[0]
        for half in ("period", "annual"):
            self.notes.places.setdefault(f"{self.notes.prefix}goals.{half}", _blank_beside(label))
        if not two_sided:
            self._goal("annual", cell)
            self.unnamed_goal = cell
            return
        if self.exact and columns:
            self._goal(min(columns, key=lambda half: abs(columns[half] - cell.column)), cell)
            return
        half, other = ("annual", "period") if cell.column >= 4 else ("period", "annual")
        self._goal(half, cell)
        self.notes.gap(f"goals.{other}", "goal blank", cell)

    def _goal(self, half: str, cell: Cell) -> None:
        if half == "annual" and self.unnamed_goal is not None and "period" not in self.head.goals:
            # 总体目标 with its text, then 年度目标 with another: the first was that of the whole period.
            unnamed, self.unnamed_goal = self.unnamed_goal, None
            self.head.goals.pop("annual", None)
            self._goal("period", unnamed)
        if half not in self.head.goals:
            self.head.goals[half] = cell.text
            self.notes.place(f"goals.{half}", cell)


def _blank_beside(cell: Cell) -> Place:
    """A blank value is shown where its label stands."""
    return Place(cell.at, "")
