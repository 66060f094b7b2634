"""What a text of the user's may hold, and XML, a page or a spreadsheet may not."""

from __future__ import annotations

from typing import Final

UNPRINTABLE: Final = {
    **dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF], "\ufffd"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
"""Controls, and what is no character → a mark in their place."""


def printable(text: str) -> str:
    """The text with a mark in the place of each character that may not be."""
    return text if text.isprintable() else text.translate(UNPRINTABLE)
