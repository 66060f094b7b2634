"""What each template prints, as data: the files beside this module, read when one is first drawn."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from attrs import frozen

from jixiao.model.forms import TargetForm

NAMES: Final = ("county-2015", "national-2015", "national-2015-two-sided", "national-2021")
_HERE: Final = __file__.removesuffix("templates.py")
_CELL: Final = re.compile(r"(=?)(.+):(\d+)(?:x(\d+))?")


@frozen
class Slot:
    """A cell of a row above or below the table: a label, or the place of the value at ``path``."""

    label: str
    path: str | None
    width: int
    height: int


@frozen
class Column:
    """A column of the indicator table: ``half`` is ``None`` for 一级指标, which both halves share."""

    half: str | None
    part: str
    head: str


@frozen
class FundingBlock:
    """项目资金: each half has the columns of its labels and of its amounts; a one-sided form has no ``period``."""

    label: str
    period: tuple[int, int] | None
    annual: tuple[int, int]
    totals: dict[str, str]
    parts: tuple[tuple[str, str], ...]


@frozen
class Layout:
    """A template: its rows in their order, and how wide its columns are, as shares."""

    name: str
    title: str
    unit: str
    widths: tuple[int, ...]
    head: tuple[tuple[Slot, ...], ...]
    funding: FundingBlock
    texts: tuple[tuple[Slot, ...], ...]
    goals: tuple[tuple[Slot, ...], ...]
    label: str | None
    """What stands left of the whole indicator table."""
    columns: tuple[Column, ...]
    blocks: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Level 1 with its categories and their labels."""
    foot: tuple[tuple[Slot, ...], ...]

    @property
    def halves(self) -> tuple[str, ...]:
        """The halves that have columns of their own."""
        return ("period", "annual") if self.funding.period is not None else ("annual",)


def layout_for(form: TargetForm) -> Layout:
    """The layout that a form is drawn in: its template's; for a form of no known template the nearest of 2015."""
    if form.template in ("county-2015", "national-2021"):
        return layout(form.template)
    period = form.indicators.period or form.goals.period is not None or form.funding.period.total is not None
    return layout("national-2015-two-sided" if period else "national-2015")


@lru_cache(maxsize=len(NAMES))
def layout(name: str) -> Layout:
    """The layout of a template, by one of :data:`NAMES`."""
    import tomllib

    with open(f"{_HERE}templates/{name}.toml", "rb") as file:
        raw = tomllib.load(file)
    funding, indicators = raw["funding"], raw["indicators"]
    period, annual = funding.get("period"), funding["annual"]
    return Layout(
        name,
        raw["title"],
        raw["unit"],
        tuple(raw["widths"]),
        _rows(raw["head"]),
        FundingBlock(
            funding["label"],
            None if period is None else (period[0], period[1]),
            (annual[0], annual[1]),
            {half: funding[f"{half}_total"] for half in ("period", "annual") if f"{half}_total" in funding},
            _pairs(funding["parts"]),
        ),
        _rows(raw["texts"]),
        _rows(raw["goals"]),
        indicators.get("label"),
        tuple(_column(text) for text in indicators["columns"]),
        tuple((block["level1"], _pairs(block["categories"])) for block in indicators["blocks"]),
        _rows(raw["foot"]),
    )


def _rows(raw: list[list[str]]) -> tuple[tuple[Slot, ...], ...]:
    return tuple(tuple(_slot(text) for text in row) for row in raw)


def _slot(text: str) -> Slot:
    found = _CELL.fullmatch(text)
    if found is None:
        raise ValueError(f"not a cell of a template: {text!r}")
    is_value, what, width, height = found.groups()
    return Slot("" if is_value else what, what if is_value else None, int(width), int(height or 1))


def _column(text: str) -> Column:
    where, head = _pair(text)
    half, dot, part = where.rpartition(".")
    return Column(half if dot else None, part, head)


def _pairs(texts: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple(_pair(text) for text in texts)


def _pair(text: str) -> tuple[str, str]:
    name, _, label = text.partition("=")
    return name, label
