"""Units by kind, with conversions where the same thing is meant: 公里 and 米, 万元 and 元, 亩 and 平方米."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


class Units:
    """The known units; see the file ``units.toml`` of the knowledge."""

    def __init__(self, table: Mapping[str, Any] | None = None) -> None:
        self.table = dict(table or {})

    def kind(self, unit: str | None) -> str | None:
        """The kind of a unit, in the words of :class:`jixiao.model.meanings.Meaning`; ``None`` where it is unknown.

        Money per something is ``unit_money``, a count per time ``frequency``, ``%`` and ``‰`` are ``share``.
        """
        return None

    def canonical(self, unit: str) -> tuple[str, Decimal]:
        """The basic unit of the same thing and what one ``unit`` is in it: 公里 → 米, 1000. Unknown units are basic."""
        return unit, Decimal(1)
