"""The upper part of a form that has lost its grid: every value is what follows its label."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from attrs import evolve, field, mutable

from jixiao.model.numerals import is_malformed_amount, to_yuan
from jixiao.model.patterns import Lazy
from jixiao.model.words import is_mask
from jixiao.places import Location, Place
from jixiao.recognition.blocks import year_in
from jixiao.recognition.heads import Head
from jixiao.recognition.notes import Notes
from jixiao.recognition.pieces import Piece
from jixiao.recognition.vocabulary import (
    STACKED,
    bare,
    block_of,
    category_label,
    column_of,
    field_of,
    goal_of,
    is_section,
    is_title_text,
    looks_back,
    money_of,
)

_UNIT: Final = Lazy(r"单位\s*[:：]\s*人?民?币?\s*(亿元|万元|千元|元)|[(（](?:单位[:：])?(亿元|万元|千元|元)[)）]")
_UNIT_LINE: Final = Lazy(
    r"[\[【(（]?\d{3,12}[\]】)）]?\s*[-—–]?\s*[^\d\W]{2,30}(?:[局院校部委会馆所厅办站队处室社园团库台镇乡]|中心|政府|公司|街道|[中大小]学|本级|学院)$"
)
_AMOUNT: Final = Lazy(
    r"(?:总额|合计|共计?|人民币|小计)?\s*[:：]?\s*(-?\d[\d,，]*(?:\.\d+)?)\s*(亿元|万元|万|千元|元|亿)?"
)
_SEVERAL: Final = Lazy(
    r"\s*(?:[合总小]\s*计\s*)?(?P<first>-?\d[\d,]*(?:\.\d+)?)\s+(?P<later>-?\d[\d,]*(?:\.\d+)?)(?:\s.*)?"
)
_NUMBERED: Final = Lazy(r"\s*(?:其中[:：、]?\s*)?(?:[(（]?[一1][)）、.．]|①)")
_SECOND_LEVEL: Final = "二级项目"
_DETAILS: Final = Lazy(r"(?:项目)?(?:支出|资金|预算)(?:内容及)?明细")
_LAST_YEAR: Final = Lazy(r"上一?年|去年")
_LARGE: Final = Decimal(100_000)
_OWN_UNIT: Final = Lazy(r"[万亿元]")
_TWICE: Final = Lazy(r"(\d[\d,.]*(?:万元|元|万))(?=\1)")
_BOX: Final = Lazy(r"[□■☑√☐]")
_SEAL: Final = Lazy(r"^\s*\((?:盖章|公章|签字|签章|印章)\)[:：]?\s*|\s*(?:金额)?单位[:：]\S{1,3}元$")
_YEAR_LINE: Final = Lazy(r"[(（]?\s*20\d\d\s*年")
_HEADS: Final = frozenset({"level1", "level2", "name", "value"})
_SUBTOTALS: Final = frozenset({"小计", "合计"})
_DOTS: Final = "……"
_HALVES: Final = 2
_SENTENCE: Final = 5
"""How long a goal is at least that can be told from a word."""
_YEAR: Final = Lazy(r"20\d\d")
# R is a tick of the font Wingdings 2 whose font was lost.
_TICKED: Final = Lazy(r"([^\s□☐√☑■()（）]+?)\s*[(（]?(?:[√☑■]|R(?=\s|$))")
_TICK_BEFORE: Final = Lazy(r"[√☑■][)）]?\s*([^\s□☐√☑■()（）]+)")
_ASTERISKS: Final = Lazy(r"(?:[\[【(（]?\d{3,12}[\]】)）]?[-—]?)?\*{2,}")
_FROM_ABOVE: Final = "上级"
_OWN_LEVEL: Final = "本级"


@mutable
class _Reader:
    head: Head
    notes: Notes
    unit: str | None = None
    label: str | None = None
    """The field, ``goals`` or amount that waits for its value, or for more of it."""
    filled: bool = False
    goals: list[str] = field(factory=list)
    """The halves whose goals are announced and have not come yet."""
    last_goal: str | None = None
    announced: Location | None = None
    one_cell: bool = False
    """Where the last label of a goal stood, and whether the text behind it stood in the same cell."""
    doubted: bool = False
    """Whether a label that names no half stands among those that are announced."""
    unnamed: bool = False
    """Whether the goal that was read last stood under a label that names no half."""
    totals: list[str] = field(factory=list)
    beside: bool = False
    """Whether two totals are printed in one row, before any of their parts."""
    parted: bool = False
    of_own_level: bool = False
    """Whether the last total is that of the own level of government alone (年度本级预算金额)."""
    money_unit: str | None = None
    detailed: bool = False
    """Whether what comes is a list of what the money is spent on: its 其他 is no source of money."""
    above: str = ""
    """The text of the piece before."""
    behind_last_year: bool = False
    """Whether the column of the last total stands to the right of one of the year before."""

    def read(self, piece: Piece) -> None:
        text = piece.text
        self.detailed = _DETAILS.match(bare(text)) is not None or (
            self.detailed and field_of(text) is None and goal_of(text) is None
        )
        if (unit := _UNIT.search(text)) is not None and len(text) < 60:
            self.unit = unit[1] or unit[2]
        if is_title_text(text):
            self.label = None
        elif (goal := goal_of(text)) is not None and self._announces(goal):
            self._announce(goal, piece)
        elif (name := field_of(text)) is not None:
            self.label, self.filled = name, False
            if name in self.head.fields and bare(text).startswith(_SECOND_LEVEL):
                # 一级项目名称 is the programme that the project of 二级项目名称 belongs to.
                del self.head.fields[name]
            self.head.printed.add(name)
            self.notes.places.setdefault(self.notes.prefix + name, Place(piece.at, ""))
            self.goals = []
        elif (money := money_of(text)) is not None:
            self._money(*money, piece)
        elif (
            is_section(text)
            or bare(text) in STACKED
            or category_label(text)
            or block_of(text)
            or column_of(text) in _HEADS
        ):
            self.label = None
        elif self.label is not None and not self._heads_a_column(text):
            self._value(piece)
        self.above = text

    def _heads_a_column(self, text: str) -> bool:
        """Whether a text is no value: 小计 above money, 年度总体目标完成情况 beside the label of a goal."""
        return bare(text) in _SUBTOTALS or (self.label == "goals" and looks_back(text))

    def _announces(self, goal: str) -> bool:
        """项目绩效目标 heads a block that says again what kind of goal it is; a field called so has no second life."""
        return goal != "both" or not self.head.goals

    def _announce(self, goal: str, piece: Piece) -> None:
        if self.label != "goals" or self.filled:
            self.goals = []
            self.doubted = False
        self.doubted = self.doubted or goal == "both"
        self.label, self.filled = "goals", False
        self.announced = piece.at
        if goal != "both":
            self.goals.append(goal)
        for half in ("period", "annual") if goal == "both" else (goal,):
            self.head.printed.add(f"goals.{half}")
            self.notes.places.setdefault(f"{self.notes.prefix}goals.{half}", Place(piece.at, ""))

    def _money(self, path: str, unit: str | None, piece: Piece) -> None:
        half, _, part = path.rpartition(".")
        if self.detailed:
            self.label = None
            return
        if (
            part == "total"
            and _NUMBERED.match(piece.text)
            and any(amount is not None for name, amount in self.head.amounts.items() if name.endswith(".total"))
        ):
            # 一、预算资金 below 资金总额 is where the money comes from.
            part, path = "fiscal", f"{half}.fiscal" if half else "fiscal"
        if part == "total":
            half = half or "total"
            if self.totals and self.totals[-1] == "total" and self.head.amounts.get("total.total") is None:
                # 项目预算 above 年度资金总额 heads a block and is no total of its own.
                self.totals.pop()
                self.head.amounts.pop("total.total", None)
            if half not in self.totals:
                self.beside = bool(self.totals) and not self.parted and piece.before != "row"
                self.totals.append(half)
            self.of_own_level = _OWN_LEVEL in piece.text
            self.behind_last_year = _LAST_YEAR.search(self.above) is not None
        else:
            free = [one for one in self.totals if f"{one}.{part}" not in self.head.amounts]
            # Two totals in one row have their parts below them in turn; else the parts are those of the last total.
            half = free[0] if free and self.beside else self.totals[-1] if self.totals else "total"
            self.parted = True
            if part in ("central", "provincial", "local"):
                self.head.tiers.append(piece.text)
            if self.of_own_level and _FROM_ABOVE in piece.text:
                # No part of a total that is the own level's alone.
                self.label = None
                return
        path = f"{half}.{part}"
        self.label, self.filled, self.money_unit = f"funding.{path}", self.head.amounts.get(path) is not None, unit
        self.head.amounts.setdefault(path, None)
        self.notes.places.setdefault(f"{self.notes.prefix}funding.{path}", Place(piece.at, ""))

    def _value(self, piece: Piece) -> None:
        label = self.label
        assert label is not None
        if label == "goals":
            self._goal(piece)
        elif label.startswith("funding."):
            self._amount(label[8:], piece)
        elif not self.filled:
            self.filled = True
            text = _chosen(None, piece.text) if label == "project_attribute" else _SEAL.sub("", piece.text)
            if label not in self.head.fields and text and not is_mask(text) and not _ASTERISKS.fullmatch(text):
                self.head.fields[label] = text
                self.notes.place(label, piece.cell)
            elif _ASTERISKS.fullmatch(text) is not None:
                self.notes.gap("department.name" if label == "department" else label, "blotted out", piece.cell)
            else:
                self.label = None
        elif label.startswith("text.") and piece.before != "same":
            self.head.fields[label] += _joint(self.head.fields[label]) + piece.text
        elif label == "project_attribute" and _BOX.search(piece.text):
            self.head.fields[label] = _chosen(self.head.fields.get(label), piece.text)

    def _goal(self, piece: Piece) -> None:
        if _DOTS in piece.text and not self.filled:
            # What the template prints to be written over.
            return
        if len(self.goals) == _HALVES and (texts := _two_in(piece.text)) is not None:
            for text in texts:
                self._goal(evolve(piece, text=text))
            return
        announced = bool(self.goals)
        if self.goals:
            half = self.goals.pop(0)
        elif not self.filled:
            half = "annual"
        elif self.doubted and piece.before == "same" and self.last_goal == "annual" and "period" not in self.head.goals:
            # 总目标 and 年度目标 beside each other, with both texts in the row below.
            announced, self.goals = True, []
            self.unnamed, half = True, "annual"
        elif self.last_goal is not None:
            self.head.goals[self.last_goal] += _joint(self.head.goals[self.last_goal]) + piece.text
            return
        else:
            return
        self.filled = True
        if half == "annual" and self.unnamed and announced and "period" not in self.head.goals:
            # 总目标 with its text, then 年度目标 with another: the first was that of the whole period.
            self.head.goals["period"] = self.head.goals.pop("annual")
            self.notes.places[self.notes.prefix + "goals.period"] = self.notes.places[
                self.notes.prefix + "goals.annual"
            ]
        self.unnamed = half == "annual" and not announced
        self.one_cell = piece.at == self.announced
        if half not in self.head.goals:
            self.head.goals[half] = piece.text
            self.last_goal = half
            self.notes.place(f"goals.{half}", piece.cell)

    def _amount(self, path: str, piece: Piece) -> None:
        if self.filled:
            return
        self.filled = True
        unit = self.money_unit or self.unit or _likely_unit(piece.text)
        if self.money_unit is None and self.unit is None and _OWN_UNIT.search(piece.text) is None:
            self.notes.gap(f"funding.{path}", "no unit", piece.cell)
        if piece.uncached:
            self.head.amounts[path] = None
            self.notes.gap(f"funding.{path}", "no cached value", piece.cell)
            return
        text = self._of_this_year(piece.text) if piece.number is None else format(piece.number, "f")
        malformed = is_malformed_amount(text)
        self.head.amounts[path] = amount = None if malformed else amount_in(text, unit)
        self.notes.place(f"funding.{path}", piece.cell, unit=unit)
        if amount is None and any(char.isdigit() for char in piece.text):
            self.notes.gap(f"funding.{path}", "malformed number" if malformed else "not a number", piece.cell)

    def _of_this_year(self, text: str) -> str:
        """The amount of the form's own year where a line prints that of the year before in front of it."""
        amounts = _SEVERAL.fullmatch(text)
        if amounts is None:
            return text
        return amounts["later"] if self.behind_last_year else amounts["first"]


def unit_in(pieces: Sequence[Piece]) -> str | None:
    """The unit of money that a line above a form states."""
    for piece in pieces:
        if (unit := _UNIT.search(piece.text)) is not None and len(piece.text) < 60:
            return unit[1] or unit[2]
    return None


def is_unit_line(text: str) -> bool:
    """Whether a line heads a block with its unit (207101某法院), or states the unit of money."""
    return _UNIT_LINE.match(text) is not None or (
        len(text) <= 16 and _UNIT.match(text.removeprefix("金额")) is not None
    )


def amount_in(text: str, unit: str) -> Decimal | None:
    """The amount that a cell begins with: 854万(其中…), 总额10606万元; its own unit counts before that of the form."""
    amount = to_yuan(text, unit)
    if amount is not None:
        return amount
    found = _AMOUNT.match(_TWICE.sub("", text))
    return to_yuan(found[1] + (found[2] or ""), unit) if found is not None else None


def _two_in(text: str) -> tuple[str, str] | None:
    """The goals of both halves where one cell holds them: parted by the only blank, or the same text twice."""
    words = text.split()
    if len(words) == _HALVES and min(map(len, words)) >= _SENTENCE:
        return words[0], words[1]
    half = len(text) // 2
    return (text[:half], text[half:]) if half >= _SENTENCE and text == 2 * text[:half] else None


def _likely_unit(text: str) -> str:
    """The unit of an amount that states none: the templates print 万元, and nobody has ten thousand times that."""
    amount = to_yuan(text, "元")
    return "元" if amount is None or abs(amount) >= _LARGE else "万元"


def _joint(text: str) -> str:
    return "\n" if text.endswith(("。", "；", ";", "!", "！")) else ""


def _chosen(known: str | None, text: str) -> str:
    """What is ticked of the boxes in a text and in those before it; all of them where every box is empty."""
    ticked = _ticked(text)
    if known is None or (ticked and _BOX.search(known) is not None):
        return ticked or text
    return known if not ticked and _BOX.search(known) is None else f"{known} {ticked or text}"


def _ticked(text: str) -> str:
    """What is ticked of a row of boxes: nothing where they are all empty, and all of a text that has none."""
    if _BOX.search(text) is None:
        return text
    ticked = _TICK_BEFORE if _BOX.match(text) else _TICKED
    return " ".join(ticked.findall(text))


def read_stream_head(pieces: Sequence[Piece], notes: Notes, *, year: int | None, unit: str | None) -> Head:
    """Read every piece of a form above its indicators. ``year`` and ``unit`` are what the page said before."""
    head = Head()
    reader = _Reader(head, notes, unit)
    lone: Piece | None = None
    for piece in pieces:
        if head.fiscal_year is None and len(piece.text) < 60 and (found := _year_of(piece, reader)) is not None:
            head.fiscal_year = found
            notes.place("fiscal_year", piece.cell)
        if lone is None and reader.label is None and _UNIT_LINE.match(piece.text):
            lone = piece
        reader.read(piece)
    if head.fiscal_year is None:
        head.fiscal_year = year
    _settle_year(head)
    _settle_unit(head, notes)
    if lone is not None:
        for name in ("department", "implementing_unit"):
            if name not in head.printed:
                head.fields[name] = lone.text
                head.printed.add(name)
                notes.place(name, lone.cell)
    _settle_totals(head, notes)
    if len(reader.goals) == 1 and reader.filled:
        if (last := reader.last_goal) is not None and reader.one_cell:
            # Both labels and what follows them stand in one cell: whose text that is, or both, can't be told.
            del head.goals[last]
            notes.gap(f"goals.{last}", "glued")
            notes.gap(f"goals.{reader.goals[0]}", "glued")
        else:
            notes.gap(f"goals.{reader.goals[0]}", "goal blank")
    return head


def _year_of(piece: Piece, reader: _Reader) -> int | None:
    """The year in a title or in a line of its own; a value has years that mean something else."""
    if reader.label is not None and not reader.filled:
        return None
    if not (_YEAR_LINE.match(piece.text) or "表" in piece.text or "年度)" in bare(piece.text)):
        return None
    return year_in(piece.text)


def _settle_year(head: Head) -> None:
    """The year of a label of its own (预算年度: 2024)."""
    head.printed.discard("fiscal_year")
    text = head.fields.pop("fiscal_year", "").strip()
    if head.fiscal_year is None and (found := _YEAR.match(text)) is not None:
        head.fiscal_year = int(found[0])


def _settle_unit(head: Head, notes: Notes) -> None:
    """Whoever filled the form in carries the project out, where nobody else is said to."""
    filler = head.fields.pop("filling_unit", None)
    place = notes.places.pop(notes.prefix + "filling_unit", None)
    head.printed.discard("filling_unit")
    if filler is not None and "implementing_unit" not in head.fields:
        head.fields["implementing_unit"] = filler
        head.printed.add("implementing_unit")
        if place is not None:
            notes.places[notes.prefix + "implementing_unit"] = place


def _settle_totals(head: Head, notes: Notes) -> None:
    """A total that names no half is the year's, unless the year has one of its own; then it is the period's."""
    half = "annual" if head.amounts.get("annual.total") is None else "period"
    for path in [path for path in head.amounts if path.startswith("total.")]:
        amount = head.amounts.pop(path)
        place = notes.places.pop(f"{notes.prefix}funding.{path}", None)
        new = half + path[5:]
        if new in head.amounts and head.amounts[new] is not None:
            continue
        head.amounts[new] = amount
        if place is not None:
            notes.places[f"{notes.prefix}funding.{new}"] = place
