"""What drawn forms are made of: prebuilt rows and texts, so that a row is one choice."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen

from jixiao.model.forms import Department, Indicator
from jixiao.model.quantities import parse_quantity

SINGLE_COST: Final = "项目总成本"
COMMON: Final = ("quality", "economic_benefit", "social_benefit", "ecological_benefit", "sustainable_impact")
_LABELS_2021: Final = {
    "economic_cost": ("成本指标", "经济成本指标"),
    "quantity": ("产出指标", "数量指标"),
    "quality": ("产出指标", "质量指标"),
    "timeliness": ("产出指标", "时效指标"),
    "economic_benefit": ("效益指标", "经济效益指标"),
    "social_benefit": ("效益指标", "社会效益指标"),
    "ecological_benefit": ("效益指标", "生态效益指标"),
    "sustainable_impact": ("效益指标", "可持续影响指标"),
    "satisfaction": ("满意度指标", "服务对象满意度指标"),
}


@frozen(eq=False)
class Stock:
    """One kind of project: its names, its texts and, by category, the rows that may stand in its form."""

    names: tuple[str, ...]
    department: Department
    units: tuple[str, ...]
    attribute: str
    texts: dict[str, str]
    goal: str
    rows: dict[str, tuple[tuple[Indicator, ...], ...]]
    """Category → for each name the same row with other values."""
    said: dict[str, str]
    """Name of a quantity → how the goal speaks of it."""

    def speak(self, row: Indicator) -> str:
        """What the goal says of a quantity: 修补路面8600平方米."""
        return self.said[row.name or ""].format((row.value or "").lstrip("≥"))


@lru_cache(maxsize=1)
def stocks() -> tuple[Stock, ...]:
    """Every kind of project in the package's stock."""
    entries = tomllib.loads(Path(__file__).with_name("stock.toml").read_text(encoding="utf-8"))["projects"]
    return tuple(_stock(entry) for entry in entries)


def _stock(entry: dict[str, Any]) -> Stock:
    categories = ("quantity", *COMMON, "satisfaction")
    rows = {
        category: tuple(
            tuple(Indicator(category, one["name"], value) for value in one["values"]) for one in entry[category]
        )
        for category in categories
    }
    code, name = entry["department"]
    return Stock(
        tuple(entry["names"]),
        Department(code, name),
        tuple(entry["units"]),
        entry["attribute"],
        {field: entry[field] for field in ("summary", "basis", "necessity", "measures", "plan")},
        entry["goal"],
        rows,
        {one["name"]: one["said"] for one in entry["quantity"]},
    )


@lru_cache(maxsize=4096)
def cost_row(category: str, total: Decimal) -> Indicator:
    """The row that caps the cost at the budget."""
    shown = format((total / 10000).normalize(), "f")
    return Indicator(category, SINGLE_COST, f"≤{shown}万元")


@lru_cache(maxsize=256)
def deadline(year: int, month: int) -> Indicator:
    """The row that says when the work is done."""
    return Indicator("timeliness", "项目完成时间", f"{year}年{month}月底前")


PUNCTUAL: Final = tuple(Indicator("timeliness", "资金支付及时率", value) for value in ("≥95%", "≥98%", "=100%"))


@lru_cache(maxsize=16384)
def dressed(row: Indicator, weight: str) -> Indicator:
    """A row as the layout of 2021 prints it: with its labels, sign, unit and weight."""
    assert row.category is not None
    level1, level2 = _LABELS_2021[row.category]
    quantity = parse_quantity(row.value or "")
    numeric = quantity.kind in ("number", "duration")
    return evolve(
        row,
        level1=level1,
        level2=level2,
        sign=quantity.comparator if numeric else None,
        unit=quantity.unit if numeric else None,
        weight=weight,
    )
