"""The words of the rules: titles, messages, advice, reasons, in Chinese and English, from one compiled file.

A message is a template whose fields are the finding's values: ``{gap:money}`` shows an amount in the unit that the
user typed, ``{value}`` the user's own text, ``{parts:sum}`` a sum with every operand, ``{totals:totals}`` whichever
totals of the form and of the project table the finding compares, ``{count:counted row}`` a number and its English
noun.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

from jixiao.model.english import counted
from jixiao.model.taxonomy import FUNDING_NAMES
from jixiao.rules.base import EXTENSIONS, REGISTRY, Rule, Severity

SEVERITY_NAMES: Final = {
    Severity.ERROR: ("错误", "error"),
    Severity.WARNING: ("警告", "warning"),
    Severity.INFO: ("提示", "info"),
}
_HERE: Final = __file__.removesuffix("messages.py")
SIGNED_NAMES: Final = {"responsible": "负责人", "handler": "经办人", "phone": "联系电话"}
"""The fields of the sign-off as forms print them."""
_TOTALS: Final = {
    "period": ("实施期", "period"),
    "annual": ("年度", "annual"),
    "table": ("项目支出预算表", "project table"),
}
_POWERS: Final = {"元": 0, "千元": 3, "万元": 4, "亿元": 8}
_ENGLISH_UNITS: Final = {"元": " yuan", "千元": " thousand yuan", "万元": " 万元", "亿元": " 亿元"}


def _load(name: str) -> Any:
    with open(_HERE + name, encoding="utf-8") as file:
        return json.load(file)


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Any]:
    """What people read of every rule, by code: compiled from the text file beside each rule's module."""
    loaded: dict[str, Any] = _load("texts.json")
    return loaded


@lru_cache(maxsize=1)
def examples() -> dict[str, Any]:
    """The executed examples of every rule, by code."""
    loaded: dict[str, Any] = _load("examples.json")
    return loaded


@lru_cache(maxsize=32)
def _beside(module: str) -> dict[str, Any]:
    """The TOML file beside a module of rules that is not ours, in the shape of our own."""
    import sys
    import tomllib

    path = (sys.modules[module].__file__ or module).removesuffix(".py") + ".toml"
    with open(path, "rb") as file:
        return tomllib.load(file)


def texts_beside(module: str) -> dict[str, Any]:
    """What people read of the rules of a module that is not ours, by code."""
    return _beside(module)


def examples_beside(module: str) -> dict[str, Any]:
    """The examples of the rules of a module that is not ours, by code."""
    kinds = ("flagged", "near")
    return {code: {kind: entry.get(kind, []) for kind in kinds} for code, entry in _beside(module).items()}


def entry_of(code: str) -> dict[str, Any]:
    """What people read of one rule, ours or that of a plug-in."""
    found: dict[str, Any] | None = catalogue().get(code)
    return _beside(REGISTRY[code].module)[code] if found is None else found


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the package, in the order of the codes, with the further functions of each behind it."""
    for module in sorted({entry["module"] for entry in catalogue().values()}):
        import_module(f"jixiao.rules.{module}")
    rules: list[Rule] = []
    # Others may have registered rules as well, which run only where they are asked for.
    for code in sorted(catalogue()):
        rules.append(REGISTRY[code])
        rules.extend(extension for extension in EXTENSIONS if extension.code == code)
    return tuple(rules)


OWN_TITLES: Final[dict[str, dict[str, str]]] = {}
"""The titles of the rules that configurations bring, by code."""


def text(code: str, part: str, language: str = "zh", variant: str | None = None) -> str:
    """One text of a rule: ``title``, ``message``, ``advice``, ``why`` or ``unseen``."""
    if code in OWN_TITLES:
        return OWN_TITLES[code][language] if part == "title" else ""
    entry = entry_of(code)
    if variant is not None and (found := entry.get("variants", {}).get(variant, {}).get(part)) is not None:
        return str(found[language])
    found = entry.get(part)
    return "" if found is None else str(found[language])


def message(code: str, variant: str | None, part: str, values: Mapping[str, Any], language: str) -> str:
    """A text of a rule with the values of a finding in it."""
    return text(code, part, language, variant).format_map(_Fields(values, _Formatter(language, values)))


def own_message(rule: Rule, part: str, values: Mapping[str, Any], language: str) -> str:
    """The same of a rule that has its texts with it."""
    template = (rule.texts or {}).get(part, {}).get(language, "")
    return template.format_map(_Fields(values, _Formatter(language, values)))


class _Fields:
    """The values by name, each with the way to write it: what ``str.format_map`` asks for."""

    __slots__ = ("formatter", "values")

    def __init__(self, values: Mapping[str, Any], formatter: _Formatter) -> None:
        self.values = values
        self.formatter = formatter

    def __getitem__(self, key: str) -> _Field:
        if key == "totals":
            return _Field({name: found for name in _TOTALS if (found := self.values.get(name)) is not None}, self)
        return _Field(self.values[key], self)


class _Field:
    """One value; ``str.format`` asks it for its text."""

    __slots__ = ("formatter", "value")

    def __init__(self, value: Any, fields: _Fields) -> None:
        self.value = value
        self.formatter = fields.formatter

    def __format__(self, format_spec: str) -> str:
        return self.formatter.format_field(self.value, format_spec)


class _Formatter:
    """How values are written in a language, amounts in the unit that the user's own were printed in."""

    def __init__(self, language: str, values: Mapping[str, Any]) -> None:
        self.language = language
        self.unit = str(values.get("_unit", "元"))

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "money":
            return money(value, self.unit, self.language)
        if format_spec == "wan":
            return money(None if value is None else Decimal(value).quantize(Decimal("1E+2")), "万元", self.language)
        if format_spec == "yuan":
            return money(value, "元", self.language)
        if format_spec == "sum":
            return self._sum(value)
        if format_spec == "totals":
            return self._totals(value)
        if format_spec == "headings":
            return self._headings(value)
        if format_spec == "state":
            # Whether a heading is printed and left empty, or is not there at all.
            chinese, english = ("是空的", "is empty") if value else ("一条也没有", "is not there")
            return english if self.language == "en" else chinese
        if format_spec == "fields":
            # Blank fields at the head of a sentence.
            shown = [SIGNED_NAMES[name] for name in value]
            if self.language == "en":
                return f"{', '.join(shown)} {'are all' if len(shown) > 1 else 'is'}"
            return "、".join(shown) + ("都" if len(shown) > 1 else "")
        if format_spec.startswith("counted "):
            return counted(value, format_spec.removeprefix("counted "))
        if format_spec == "name":
            return self._named(value)
        return str(value)

    def _sum(self, parts: Mapping[str, Decimal]) -> str:
        english = self.language == "en"
        shown = [
            f"{FUNDING_NAMES[name][english]} {money(amount, self.unit, self.language)}"
            for name, amount in parts.items()
        ]
        return " + ".join(shown)

    def _totals(self, totals: Mapping[str, Decimal]) -> str:
        """Totals of the form in its unit, that of the project table in 万元."""
        english = self.language == "en"
        shown = []
        for name, amount in totals.items():
            amount_text = self.format_field(amount, "wan" if name == "table" else "money")
            shown.append(f"{_TOTALS[name][english]}{' ' if english else ''}{amount_text}")
        return (", " if english else "，").join(shown)

    def _headings(self, headings: Sequence[tuple[str, str]]) -> str:
        if self.language == "en":
            return ", ".join(english for _, english in headings)
        return "、".join(chinese for chinese, _ in headings)

    def _named(self, name: str) -> str:
        """A name in quotation marks at the head of a sentence, or what stands for it where there is none."""
        if not name:
            return "这条指标" if self.language != "en" else "This indicator "
        return f"“{name}”" if self.language != "en" else f"“{name}” "


def money(amount: Any, unit: str, language: str) -> str:
    """An amount in yuan, shown in ``unit`` with thousands separators: 1650000, 元 → 1,650,000元."""
    if amount is None:
        return "空白" if language != "en" else "blank"
    shown = Decimal(amount).scaleb(-_POWERS.get(unit, 0))
    digits = format(shown, ",f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if unit in ("万元", "亿元"):
        # Budget tables print two decimals.
        whole, _, decimals = digits.partition(".")
        digits = f"{whole}.{decimals:0<2}"
    return digits + (unit if language != "en" else _ENGLISH_UNITS.get(unit, unit))
