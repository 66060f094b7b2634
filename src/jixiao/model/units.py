"""Units by kind, with conversions where the same thing is meant: 公里 and 米, 万元 and 元, 亩 and 平方米."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any, Final

from jixiao.model.numerals import half_width

CACHE_SIZE: Final = 4_096
LONGEST_UNIT: Final = 40
"""A longer text is no unit."""

_ONE: Final = Decimal(1)
_EXACT: Final = Context(prec=40)
_ROUND: Final = Context(prec=18)  # what is told of 亩: 元/亩 is 0.0015 元/平方米
_POWERS: Final = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千": Decimal(1_000), "百": Decimal(100)}
# what the marks between the parts of a unit look like when a scanner or a keyboard has chosen
_MARKS: Final = {ord(mark): "·" for mark in "•・.*×⋅∙"} | {ord(mark): "/" for mark in "∕⁄"}
_SQUARES: Final = {ord("²"): "2", ord("³"): "3"}


class Units:
    """The known units; see the file ``units.toml`` of the knowledge."""

    def __init__(self, table: Mapping[str, Any] | None = None) -> None:
        self.table = dict(table or {})
        self._kinds: dict[str, str | None] = {}
        self._basic: dict[str, tuple[str, Decimal]] = {}
        # mere spellings: 日 is 天, but 小时 is not 分钟
        self._spellings: dict[str, str] = {}
        self._before_nouns: frozenset[str] = frozenset()
        self._answers: dict[str, tuple[str | None, str, Decimal]] = {}

    def kind(self, unit: str | None) -> str | None:
        """The kind of a unit, in the words of :class:`jixiao.model.name_parts.Meaning`; ``None`` where it is unknown.

        Money per something is ``unit_money``, a count per time ``frequency``, ``%`` and ``‰`` are ``share``. Beside
        those words there are ``temperature`` (℃) and ``acidity`` (pH).
        """
        return None if not unit else self._answer(unit)[0]

    def canonical(self, unit: str) -> tuple[str, Decimal]:
        """The basic unit of the same thing and what one ``unit`` is in it: 公里 → 米, 1000. Unknown units are basic."""
        return self._answer(unit)[1:]

    def _answer(self, unit: str) -> tuple[str | None, str, Decimal]:
        found = self._answers.get(unit)
        if found is None:
            if len(unit) > LONGEST_UNIT:
                return None, unit, _ONE
            if not self._kinds:
                self._load()
            found = self._read(unit)
            if len(self._answers) >= CACHE_SIZE:
                self._answers.clear()
            self._answers[unit] = found
        return found

    def _load(self) -> None:
        for kind, units in self.table.get("kinds", {}).items():
            self._kinds.update(dict.fromkeys(units, None if kind == "none" else kind))
        steps: dict[str, tuple[str, Decimal]] = {}
        for kind, usual in self.table.get("basic", {}).items():
            for basic, units in usual.items():
                for unit, factor in units.items():
                    self._kinds[unit] = kind
                    steps[unit] = (basic, Decimal(factor))
        for unit, (basic, factor) in steps.items():
            if factor == 1:
                self._spellings[unit] = basic
            while basic in steps:
                basic, size = steps[basic]
                factor = _EXACT.multiply(factor, size)
            self._basic[unit] = (basic, factor)
        self._before_nouns = frozenset(self.table.get("nouns", {}).get("before", ()))

    def _read(self, unit: str) -> tuple[str | None, str, Decimal]:
        text = "".join(half_width(unit).split()).translate(_MARKS)
        if text not in self._kinds:
            text = text.translate(_SQUARES).upper()
        if text not in self._kinds and ("/" in text or "每" in text):
            return self._compound(text) or (None, unit, _ONE)
        return self._single(text) or self._single(text.replace("·", "")) or (None, unit, _ONE)

    def _single(self, text: str) -> tuple[str | None, str, Decimal] | None:
        """A unit that is none per another, with a power (万台), an alternative (台(套)) or a noun (台设备)."""
        kinds = self._kinds
        name = text if text in kinds else _first(text)
        if name in kinds:
            return kinds[name], *self._basic.get(name, (name, _ONE))
        power, rest = _POWERS.get(name[:1]), name[1:]
        if power is not None and rest in kinds:
            basic, factor = self._basic.get(rest, (rest, _ONE))
            return kinds[rest], basic, _EXACT.multiply(power, factor)
        if name[:1] in self._before_nouns:
            return kinds.get(name[:1]), name, _ONE
        return None

    def _compound(self, text: str) -> tuple[str | None, str, Decimal] | None:
        """One unit per others: 元/人·月, 次/年, 元每人."""
        above, *below = text.replace("/每", "/").replace("每", "/").replace("·", "/").split("/")
        if not above or not all(below):
            return None
        kind, basic, factor = self._single(above) or (None, above, _ONE)
        names = [_first(part) for part in below]
        kinds = [self._kinds.get(name) for name in names]
        parts = []
        for name, per in zip(names, kinds, strict=True):
            if per == "duration":
                # times stay as they are: 元/年 is no twelfth of 元/月 in a table of wages
                parts.append(self._spellings.get(name, name))
                continue
            usual, size = self._basic.get(name, (name, _ONE))
            factor = _ROUND.divide(factor, size)
            parts.append(usual)
        return _kind_per(kind, kinds), "/".join((basic, *sorted(parts))), factor


def _first(unit: str) -> str:
    """The first of alternatives: 台(套) → 台."""
    return unit.partition("(")[0] or unit


def _kind_per(kind: str | None, below: list[str | None]) -> str | None:
    """The kind of a unit of ``kind`` per units of the kinds ``below``."""
    if kind == "money":
        return "unit_money"
    if kind in ("count", "people"):
        if "duration" in below:
            return "frequency"
        # 次/场, 台/套: one or the other
        return kind if below == ["count"] and kind == "count" else None
    return None
