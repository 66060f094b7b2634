"""The list of findings between commas, for spreadsheets and scripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from jixiao.reports.formats import Composer, End, Format, Made, Read, Unread
from jixiao.reports.formats.rows import heads, inert_cells, row_of_unread, rows_of


class Csv(Format):
    """A record for each finding. Texts that a spreadsheet would take for formulas begin with an apostrophe."""

    def read(self, file: Read) -> Made:
        """The records of a file."""
        return Made(_records(inert_cells(rows_of(file.path, file.report, self.options.language))))

    def unread(self, file: Unread) -> Made:
        """The record of a file that could not be checked."""
        return Made(_records(inert_cells([row_of_unread(file, self.options.language)])))

    def composer(self, scratch: Callable[[], str]) -> Composer:
        """The records below their heads."""
        del scratch
        return _List(self.options.language)


class _List(Composer):
    def __init__(self, language: str) -> None:
        self._language = language

    def opening(self, end: End | None) -> Iterable[str]:
        del end
        # By its mark Excel knows UTF-8.
        return ("\ufeff" + _records([heads(self._language)]),)


def _records(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
