"""The text for people as a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jixiao.reports.formats import Composer, End, Format, Made, Options, Read, Unread
from jixiao.reports.text import render


class Text(Format):
    """A text for each file, and the summary of several."""

    def read(self, file: Read) -> Made:
        """The text of a file."""
        text = render(file.path, file.report, self.options.text)
        if self.options.explain:
            from jixiao.reports.reading import explain_reading

            text = explain_reading(file.path, file.report.reading, self.options.text) + "\n" + text
        return Made(text)

    def unread(self, file: Unread) -> Made:
        """What stands in a file in which no form was found, for those who want to know why."""
        if file.labels is None:
            return Made()
        from jixiao.reports.reading import explain_document

        return Made(explain_document(file.path, file.labels, self.options.language))

    def composer(self, scratch: Callable[[], str]) -> Composer:
        """Texts with a blank line between them."""
        del scratch
        return _Texts(self.options)


class _Texts(Composer):
    def __init__(self, options: Options) -> None:
        self._options = options
        self._separator = ""

    def add(self, made: Made) -> Iterator[str]:
        if made.text:
            yield self._separator + made.text
            self._separator = "\n"

    def closing(self, end: End) -> Iterator[str]:
        if end.summary is not None and not self._options.text.quiet:
            from jixiao.reports.summary import closing

            unread = [(file.path, file.line) for file in end.unread]
            yield self._separator + closing(end.summary, unread, self._options.text)
