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
_POWERS: Final = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千": Decimal(1_000), "百": Decimal(100)}
_TIMES: Final = frozenset({"duration"})
# what the marks between the parts of a unit look like when a scanner or a keyboard has chosen
_MARKS: Final = {ord(mark): "·" for mark in "•・.*×⋅∙"} | {ord(mark): "/" for mark in "∕⁄"}
_SQUARES: Final = {ord("²"): "2", ord("³"): "3"}


class Units:
    """The known units; see the file ``units.toml`` of the knowledge."""

    def __init__(self, table: Mapping[str, Any] | None = None) -> None:
        self.table = dict(table or {})
        self._kinds: dict[str, str | None] | None = None
        self._basic: dict[str, tuple[str, Decimal]] = {}
        self._answers: dict[str, tuple[str | None, str, Decimal]] = {}

    def kind(self, unit: str | None) -> str | None:
        """The kind of a unit, in the words of :class:`jixiao.model.meanings.Meaning`; ``None`` where it is unknown.

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
            found = self._compound(unit)
            if len(self._answers) >= CACHE_SIZE:
                self._answers.clear()
            self._answers[unit] = found
        return found

    def _compound(self, unit: str) -> tuple[str | None, str, Decimal]:
        """A unit that may be one per another: 元/人·月, 次/年, 元每人."""
        kinds = self._kinds if self._kinds is not None else self._load()
        text = "".join(half_width(unit).split()).translate(_MARKS)
        if text.isascii() or not text.isalpha():
            text = text.translate(_SQUARES).upper()
        if text in kinds or not ("/" in text or "每" in text or "·" in text):
            return self._single(text, unit)
        text = text.replace("/每", "/")
        if text.startswith("每"):  # 每人元 is no unit, 每年 counts for nothing
            return None, unit, _ONE
        above, *below = text.replace("每", "/").replace("·", "/").split("/")
        if not above:
            return None, unit, _ONE
        kind, basic, factor = self._single(above, above)
        parts = []
        per_time = False
        for part in below:
            if not part:
                return None, unit, _ONE
            name = _without_alternative(part)
            per = kinds.get(name)
            usual, size = self._basic.get(name, (name, _ONE))
            per_time = per_time or per == "duration"
            # times keep their names below the line: a wage by the year is no twelfth of one by the month
            if per == "duration":
                usual, size = _spelling(name), _ONE
            parts.append(usual)
            factor = _EXACT.divide(factor, size)
        if kind == "money":
            kind = "unit_money"
        elif per_time and kind in ("count", "people"):
            kind = "frequency"
        elif len(below) == 1 and kind == kinds.get(_without_alternative(below[0])) and kind in ("count", "people"):
            kind = "count"  # 台/套, 人/人次: alternatives
        else:
            kind = None
        return kind, "/".join((basic, *parts)), factor

    def _single(self, text: str, printed: str) -> tuple[str | None, str, Decimal]:
        kinds = self._kinds or {}
        name = _without_alternative(text)
        if name not in kinds:
            power = _POWERS.get(name[:1])
            if power is not None and name[1:] in kinds:
                basic, factor = self._basic.get(name[1:], (name[1:], _ONE))
                return kinds[name[1:]], basic, _EXACT.multiply(power, factor)
            return None, printed, _ONE
        basic, factor = self._basic.get(name, (name, _ONE))
        return kinds[name], basic, factor

    def _load(self) -> dict[str, str | None]:
        kinds: dict[str, str | None] = {}
        for kind, units in self.table.get("kinds", {}).items():
            kinds.update(dict.fromkeys(units, None if kind == "none" else kind))
        for kind, units in self.table.get("basic", {}).items():
            for unit, (basic, factor) in units.items():
                kinds.setdefault(unit, kind)
                self._basic[unit] = (basic, Decimal(factor))
        self._kinds = kinds
        return kinds
