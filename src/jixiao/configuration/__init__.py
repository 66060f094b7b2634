"""What a bureau sets for itself in ``jixiao.toml`` or ``pyproject.toml``: found, read, checked and laid together."""

from __future__ import annotations
