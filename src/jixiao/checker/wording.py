"""The words that reports need of rules and paths, so that they reach the rules through the checker alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from jixiao.model.taxonomy import FUNDING_NAMES
from jixiao.rules.base import Rule, Severity
from jixiao.rules.messages import SEVERITY_NAMES, all_rules, catalogue, entry_of, examples, examples_beside, money, text

__all__ = [
    "FAMILY_NAMES",
    "SEVERITY_NAMES",
    "Rule",
    "Severity",
    "all_rules",
    "amount_in",
    "catalogue",
    "entry_of",
    "examples",
    "examples_beside",
    "fund_label",
    "rule_title",
    "text",
]

FAMILY_NAMES = {
    "FND": ("资金", "Funding"),
    "VAL": ("指标值", "Target values"),
    "DAT": ("时间", "Dates"),
    "CMP": ("完整性", "Completeness"),
    "STR": ("归类", "Structure"),
    "TXT": ("文字", "Text"),
    "NAR": ("说明", "Narrative"),
}
"""The letters of a code → what the family is about."""

_TOTALS = {"period": ("实施期资金总额", "period total"), "annual": ("年度资金总额", "annual total")}


def rule_title(code: str, language: str = "zh") -> str:
    """The title of a rule."""
    return text(code, "title", language)


def amount_in(amount: Decimal, language: str = "zh") -> str:
    """An amount in the unit that reads best: 万元 from ten thousand yuan on."""
    if abs(amount) < 10_000:
        return money(amount, "元", language)
    shown = format((amount / 10_000).quantize(Decimal("0.01")), ",f").rstrip("0").rstrip(".")
    return f"{shown}万元"


def fund_label(path: str, language: str = "zh") -> str:
    """What a fund cell or a row of a project table is called; nothing for any other path."""
    english = language == "en"
    if path.startswith("tables.projects["):
        return "project table" if english else "项目支出预算表"
    _, found, rest = path.partition("funding.")
    if not found:
        return ""
    half, _, part = rest.partition(".")
    if half not in _TOTALS:
        return ""
    if part == "total":
        return _TOTALS[half][english]
    names: Any = FUNDING_NAMES.get(part)
    return names[english] if names else ""
