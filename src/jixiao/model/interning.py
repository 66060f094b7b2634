"""Equal indicators are one object: a bounded table keyed on the raw row.

The same few thousand rows fill every form of a batch, so each distinct one is structured, parsed and judged once.
"""

from __future__ import annotations

from typing import Any, Final

from jixiao.model.forms import Indicator
from jixiao.model.taxonomy import CATEGORIES

_CATEGORIES: Final = {category: category for category in CATEGORIES}
LIMIT: Final = 65_536
ROWS: Final[dict[tuple[Any, ...], Indicator]] = {}
"""(category, name, value) → its one indicator. Look up here; put in with :func:`intern_row` only."""
_VALUES: Final[dict[str, str]] = {}


def intern_row(category: str | None, name: str | None, value: str | None) -> Indicator:
    """The one indicator with this category, name and value (and nothing else). The caller has checked the types."""
    # One object for each category and each value: then a look-up touches less of the memory.
    category = _CATEGORIES.get(category, category) if category is not None else None
    key = (category, name, value)
    found = ROWS.get(key)
    if found is None:
        if len(ROWS) >= LIMIT:
            ROWS.clear()
            _VALUES.clear()
        if value is not None:
            value = _VALUES.setdefault(value, value)
            key = (category, name, value)
        found = ROWS[key] = Indicator(category, name, value)
    return found
