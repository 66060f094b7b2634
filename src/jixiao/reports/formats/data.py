"""The documented JSON, as one object or an entry a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from jixiao.checker.plain import JSON_END, JSON_FIRST, JSON_NEXT, JSON_START, entry_json, file_entry, summary_json
from jixiao.checker.plain import unread_entry as entry_of_unread
from jixiao.reports.formats import Composer, End, Format, Made, Read, Unread


class Json(Format):
    """One object with an entry for each file."""

    def read(self, file: Read) -> Made:
        """The entry of a file."""
        return Made(entry_json(file_entry(file.path, file.report)))

    def unread(self, file: Unread) -> Made:
        """The entry of a file that could not be checked."""
        return Made(entry_json(entry_of_unread(file.path, file.status, file.reason)))

    def composer(self, scratch: Callable[[], str]) -> Composer:
        """The object around the entries."""
        del scratch
        return _Object()


class _Object(Composer):
    def __init__(self) -> None:
        self._separator = JSON_FIRST

    def opening(self, end: End | None) -> Iterable[str]:
        del end
        return (JSON_START,)

    def add(self, made: Made) -> Iterator[str]:
        yield self._separator + made.text
        self._separator = JSON_NEXT

    def closing(self, end: End) -> Iterator[str]:
        yield summary_json(end.summary.plain() if end.summary is not None else None)
        yield JSON_END


class JsonLines(Format):
    """The entry of each file on a line of its own."""

    def read(self, file: Read) -> Made:
        """The line of a file."""
        return Made(json.dumps(file_entry(file.path, file.report), ensure_ascii=False) + "\n")

    def unread(self, file: Unread) -> Made:
        """The line of a file that could not be checked."""
        return Made(json.dumps(entry_of_unread(file.path, file.status, file.reason), ensure_ascii=False) + "\n")
