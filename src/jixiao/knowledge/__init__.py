"""Data, not code: words and profiles, written as TOML, compiled into one JSON file that loads in a moment."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

_HERE = __file__.removesuffix("__init__.py")


@lru_cache(maxsize=1)
def knowledge() -> dict[str, Any]:
    """``words`` (name → list), ``thresholds``, ``names``, ``units``, ``profiles`` (name → its own part), ``review``."""
    with open(_HERE + "compiled.json", encoding="utf-8") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded
