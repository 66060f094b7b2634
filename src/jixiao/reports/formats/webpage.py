"""The page for a browser as a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jixiao.reports.formats import Composer, End, Format, Made, Read, Unread
from jixiao.reports.page import Tally, closing, numbered, opening, refuse_missing, section


class Page(Format):
    """One page of all files; what stands on its top is known when all of them are checked."""

    late = True

    def refuse_missing(self) -> None:
        """Raise :class:`~jixiao.errors.WrongUse` where Jinja2 is not installed."""
        refuse_missing()

    def read(self, file: Read) -> Made:
        """The section of a file, and what the top needs of it."""
        return Made(*section(file.path, file.report, self.options.language))

    def unread(self, file: Unread) -> Made:
        """Nothing: the top names it."""
        del file
        return Made()

    def composer(self, scratch: Callable[[], str]) -> Composer:
        """The page around the sections."""
        del scratch
        return _Page(self.options.language)


class _Page(Composer):
    def __init__(self, language: str) -> None:
        self._language = language
        self._tallies: list[Tally] = []

    def opening(self, end: End | None) -> Iterable[str]:
        unread = end.unread if end is not None else ()
        return (opening(self._tallies, [(file.path, file.bare) for file in unread], self._language),)

    def add(self, made: Made) -> Iterable[str]:
        if made.extra is None:
            return ()
        self._tallies.append(made.extra)
        return (numbered(made.text, len(self._tallies)),)

    def closing(self, end: End) -> Iterable[str]:
        del end
        return (closing(),)
