"""Regular expressions that are compiled when they are first used: start-up pays for what a form really needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator


class Lazy:
    """A pattern with the methods of a compiled one; the first use of any of them compiles it."""

    __slots__ = ("_flags", "_text", "findall", "finditer", "fullmatch", "match", "search", "split", "sub")

    fullmatch: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    sub: Callable[..., str]
    split: Callable[..., list[str]]
    findall: Callable[..., list[str]]
    finditer: Callable[..., Iterator[re.Match[str]]]

    def __init__(self, text: str, flags: int = 0) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        pattern = re.compile(self._text, self._flags)
        for method in ("fullmatch", "match", "search", "split", "sub", "findall", "finditer"):
            setattr(self, method, getattr(pattern, method))
        return getattr(pattern, name)
