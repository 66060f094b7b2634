"""Numbers with their nouns in English sentences."""

from __future__ import annotations


def counted(number: int, noun: str, several: str = "") -> str:
    """A number and its noun, which agrees with it; ``several`` is a plural that is not made by an s.

    >>> counted(1, "form"), counted(0, "form"), counted(2, "entry", "entries")
    ('1 form', '0 forms', '2 entries')
    """
    return f"{number} {noun if number == 1 else several or noun + 's'}"
