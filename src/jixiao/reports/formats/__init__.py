"""The formats of a run's report: what each makes of one file, and how the pieces are put together.

A format is asked for a piece where a file is checked, which may be another process, and its composer joins the pieces
where the run is: what the run says of a hundred thousand files is never held whole. Neither touches a file: whoever
runs the check writes what the composer gives.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from jixiao.reports.text import TextOptions

if TYPE_CHECKING:
    from jixiao.checker import Report
    from jixiao.checker.summary import Summary
    from jixiao.model.reading import Status

Piece = str | bytes


class Options(NamedTuple):
    """How an output is wanted; a format looks at what matters to it."""

    text: TextOptions = TextOptions()
    explain: bool = False
    """Say what was read as well."""
    statistics: bool = False
    """Counts by code instead of the findings."""
    version: str = ""
    """The version of the program."""

    @property
    def language(self) -> str:
        """``zh`` or ``en``."""
        return self.text.language


def _no_lines(_file: str | None) -> Sequence[str] | None:
    return None


class Read(NamedTuple):
    """A file that was checked."""

    path: str
    report: Report
    lines: Callable[[str | None], Sequence[str] | None] = _no_lines
    """The lines of the file, or of the further file of that name, where its places are lines of a text."""
    others: Mapping[str, str] = {}
    """The further files that were read with it, by name: their paths."""
    fail_on: str = "error"
    """From which severity on a finding fails its form."""


class Unread(NamedTuple):
    """A file that could not be checked."""

    path: str
    decides: bool
    """Whether the exit code is 2 for it: it was named, or it is damaged and such a file was to count."""
    status: Status
    reason: str
    """Why, as the machine formats have it."""
    line: str
    """Why, in one line for people, mostly with the name of the file in front."""
    labels: Mapping[str, Sequence[str]] | None = None
    """The labels of a form that stand in it, with their places, where that was asked for."""

    @property
    def bare(self) -> str:
        """Why, for people, without the name of the file."""
        from jixiao.reports.summary import bare_reason

        return bare_reason(self.path, self.line)


class Made(NamedTuple):
    """What a format makes of one file; it can be sent from one process to another."""

    text: str = ""
    extra: Any = None
    """What the composer needs besides."""


class End(NamedTuple):
    """What is known when all files are through."""

    unread: Sequence[Unread] = ()
    summary: Summary | None = None
    """The summary, where there were several files."""


class Composer:
    """Puts the pieces of one output together; this one writes them one after another."""

    def opening(self, end: End | None) -> Iterable[Piece]:
        """What comes before the first file. ``end`` is known where the format is ``late``."""
        del end
        return ()

    def add(self, made: Made) -> Iterable[Piece]:
        """What the next file adds."""
        return (made.text,) if made.text else ()

    def closing(self, end: End) -> Iterable[Piece]:
        """What comes after the last file."""
        del end
        return ()

    def close(self) -> None:
        """Let go of what is open, whether or not the end was reached."""


class Format(ABC):
    """One way to show what was found. An instance holds plain values alone, so that it can be sent on."""

    late = False
    """Whether its beginning is known at the end only; till then its pieces wait on the disk."""
    binary = False
    """Whether it gives bytes that are no text."""

    def __init__(self, options: Options) -> None:
        self.options = options

    def refuse_missing(self) -> None:  # noqa: B027 - most formats need nothing
        """Raise :class:`~jixiao.errors.WrongUse` where a library is missing, before anything is checked in vain."""

    @abstractmethod
    def read(self, file: Read) -> Made:
        """What is made of a file that was checked."""

    @abstractmethod
    def unread(self, file: Unread) -> Made:
        """What is made of a file that could not be checked."""

    def composer(self, scratch: Callable[[], str]) -> Composer:
        """What puts the pieces together; ``scratch`` gives a folder for what has to wait on the disk."""
        del scratch
        return Composer()

    def say(self, zh: str, en: str) -> str:
        """The Chinese or the English of two texts."""
        return en if self.options.language == "en" else zh


_FORMATS: Final[dict[str, tuple[str, str]]] = {
    "text": ("people", "Text"),
    "json": ("data", "Json"),
    "jsonl": ("data", "JsonLines"),
    "sarif": ("sarif", "Sarif"),
    "junit": ("junit", "JUnit"),
    "github": ("github", "GitHub"),
    "gitlab": ("gitlab", "GitLab"),
    "csv": ("lists", "Csv"),
    "xlsx": ("workbook", "Workbook"),
    "markdown": ("markdown", "Markdown"),
    "html": ("webpage", "Page"),
}
_STATISTICS: Final[dict[str, tuple[str, str]]] = {
    "text": ("statistics", "TextStatistics"),
    "json": ("statistics", "JsonStatistics"),
}
FORMATS: Final = tuple(_FORMATS)
"""The names of the formats."""
STATISTICS_FORMATS: Final = tuple(_STATISTICS)
"""The names of those that count by code on request."""


def format_named(name: str, options: Options) -> Format:
    """The format of a name; only its own module is loaded."""
    module, kind = (_STATISTICS if options.statistics else _FORMATS)[name]
    return cast("Format", getattr(import_module(f"{__name__}.{module}"), kind)(options))
