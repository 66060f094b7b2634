"""Equal indicators are one object: a bounded table keyed on the raw row.

The same few thousand rows fill every form of a batch, so each distinct one is structured, parsed and judged once.
"""

from __future__ import annotations

from typing import Any, Final

from jixiao.model.forms import Indicator

LIMIT: Final = 65_536
_ROWS: dict[tuple[Any, ...], Indicator] = {}


def intern_row(category: str | None, name: str | None, value: str | None) -> Indicator:
    """The one indicator with this category, name and value (and nothing else). The caller has checked the types."""
    key = (category, name, value)
    found = _ROWS.get(key)
    if found is None:
        if len(_ROWS) >= LIMIT:
            _ROWS.clear()
        found = _ROWS[key] = Indicator(category, name, value)
    return found


def known_row(key: tuple[Any, ...]) -> Indicator | None:
    """The interned indicator of a raw key, whose parts may be anything hashable."""
    return _ROWS.get(key)


def forget_rows() -> None:
    """Empty the table (a benchmark starts with cold caches)."""
    _ROWS.clear()
