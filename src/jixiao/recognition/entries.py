"""One indicator row of one half while it is being read: still with its cells, its label perhaps unknown."""

from __future__ import annotations

from typing import Final

from attrs import field, mutable

from jixiao.documents.grid import Cell
from jixiao.model.patterns import Lazy
from jixiao.places import Location

_NUMBER: Final = Lazy(r"^\s*(?:[(（][必选]填[^()（）]{0,6}[)）]\s*)?(?:[指目]标\s*[0-9０-９]{1,2}\s*(?:[:：.、]|$))?")
_DOTS: Final = Lazy(r"[.…．·\s]{2,}|…")


@mutable
class Entry:
    """A row of one half. ``printed`` is the category of its own label; ``category`` what it is settled to be."""

    row: int
    printed: str | None = None
    label: Cell | None = None
    name: Cell | None = None
    value: Cell | None = None
    name_text: str | None = None
    value_text: str | None = None
    category: str | None = None
    level1: str | None = None
    sign: Cell | None = None
    unit: Cell | None = None
    weight: Cell | None = None
    explanation: Cell | None = None
    remark: Cell | None = None
    blank_name: Location | None = None
    blank_value: Location | None = None
    """Where a blank name or value would stand."""
    leftover: Cell | None = None
    """What the template prints to be written over, where nobody did: ……, 指标3："""
    merged: Cell | None = None
    """The cell that reaches down from a row above, where the name or the value of this one would stand."""
    gaps: list[tuple[str, str, Cell | None]] = field(factory=list)
    """(part of the indicator or ``""`` for the whole, reason, cell)"""

    @property
    def name_is_label(self) -> bool:
        """Whether a label stands where the name was."""
        return any(reason == "label in its place" for _, reason, _ in self.gaps)

    @property
    def filled(self) -> bool:
        """Whether the row holds a name or a value."""
        return self.name_text is not None or self.value_text is not None

    @property
    def place(self) -> Cell | None:
        """The cell that stands for the row."""
        return self.name or self.value or self.label

    def put_name(self, cell: Cell) -> None:
        """Set the name from its cell, without the template's own 指标1： and (必填); what it prints alone is blank."""
        text = _NUMBER.sub("", cell.text).strip()
        if text and not _DOTS.fullmatch(text):
            self.name, self.name_text = cell, text
        else:
            self.leftover = cell

    def put_value(self, cell: Cell) -> None:
        """Set the value from its cell; the template's own dots are blank."""
        if not _DOTS.fullmatch(cell.text):
            self.value, self.value_text = cell, cell.text
