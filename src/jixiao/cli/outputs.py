"""The outputs of a run: which formats go where, and the writing of what their composers give, as it comes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import IO, TYPE_CHECKING, Final

from jixiao.cli.output import show
from jixiao.cli.shown import protect, terminal
from jixiao.errors import WrongUse
from jixiao.outputs import WholeFile

if TYPE_CHECKING:
    import argparse

    from jixiao.reports.formats import Composer, End, Format, Made, Piece

_IN_MEMORY: Final = 16 << 20
"""How much of an output is kept in memory till its beginning is known; what is beyond waits on the disk."""
_PIECE: Final = 1 << 16

Target = tuple[str, str | None]
"""The name of a format, and the file it goes to, if not to standard output."""


def targets(options: argparse.Namespace) -> list[Target]:
    """The formats that are asked for. Raises :class:`WrongUse` for what can't be, before anything is checked."""
    given: list[Target] = options.format or [("text", None)]
    bare = [name for name, path in given if path is None]
    if len(bare) > 1:
        names = "、".join(bare)
        raise WrongUse(
            f"{names} 都没有写文件，只能有一个直接显示；其余的写成 --format {bare[1]}:文件。",
            f"{', '.join(bare)} have no file of their own, and only one can be shown; "
            f"write the others as --format {bare[1]}:FILE.",
        )
    if not bare and options.output is not None:
        raise WrongUse(
            "每个 --format 都写了文件，-o 没有可写的内容；请去掉 -o。",
            "Every --format has its own file, so there is nothing for -o to write; leave -o out.",
        )
    found = [(name, options.output if path is None else path) for name, path in given]
    _refuse_same([path for _, path in found if path is not None])
    if options.statistics:
        _refuse_uncounted([name for name, _ in found])
    return found


def _refuse_same(paths: Sequence[str]) -> None:
    seen: set[str] = set()
    for path in paths:
        same = os.path.normcase(os.path.abspath(path))
        if same in seen:
            raise WrongUse(
                f"{path}：两种输出写的是同一个文件，请换一个文件名。",
                f"{path}: two outputs name the same file; choose another name.",
            )
        seen.add(same)


def _refuse_uncounted(names: Sequence[str]) -> None:
    from jixiao.reports.formats import STATISTICS_FORMATS

    for name in names:
        if name not in STATISTICS_FORMATS:
            raise WrongUse(
                f"--statistics 不能和 --format {name} 一起用，可选：{'、'.join(STATISTICS_FORMATS)}。",
                f"--statistics does not go with --format {name}; there are {', '.join(STATISTICS_FORMATS)}.",
            )


def formats_of(options: argparse.Namespace, wanted: Sequence[Target], inputs: Sequence[str]) -> tuple[Format, ...]:
    """The formats themselves. Raises :class:`WrongUse` where one lacks its library or would write over an input."""
    from jixiao import __version__
    from jixiao.reports.formats import Options, format_named
    from jixiao.reports.text import TextOptions

    made: list[Format] = []
    for name, path in wanted:
        protect(path, inputs)
        columns, colour = terminal(path)
        text = TextOptions(
            language=options.lang,
            columns=columns,
            colour=colour,
            show_all=options.show_all,
            flat=options.flat,
            show_gaps=options.gaps,
            show_preview=not options.no_preview,
            quiet=options.quiet,
            marked=options.annotate,
        )
        how = Options(text, options.explain_reading, options.statistics, __version__)
        one = format_named(name, how)
        one.refuse_missing()
        if one.binary and path is None and sys.stdout.isatty():
            raise WrongUse(
                f"{name} 不能显示在屏幕上；请写 --format {name}:文件。",
                f"{name} can't be shown on a terminal; write --format {name}:FILE.",
            )
        made.append(one)
    return tuple(made)


class Outputs:
    """All outputs of a run. The files take their places when the ``with`` ends well, and leave no trace otherwise."""

    def __init__(self, wanted: Sequence[Target], formats: Sequence[Format]) -> None:
        self._wanted = wanted
        self._formats = formats
        self._stack = ExitStack()
        self._outputs: list[_Output] = []
        self._folder: str | None = None

    def __enter__(self) -> Outputs:
        with ExitStack() as stack:
            self._stack = stack
            on_screen = show if all(path is None for _, path in self._wanted) else _show_if_wanted
            for (_, path), one in zip(self._wanted, self._formats, strict=True):
                write = on_screen if path is None else stack.enter_context(WholeFile(path)).write
                spool = stack.enter_context(_spool()) if one.late else None
                composer = one.composer(self._scratch)
                stack.callback(composer.close)
                self._outputs.append(_Output(composer, write, spool))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.__exit__(kind, error, at)

    def _scratch(self) -> str:
        """The folder for what has to wait on the disk; it goes when the run does."""
        from tempfile import TemporaryDirectory

        if self._folder is None:
            self._folder = self._stack.enter_context(TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True))
        return self._folder

    def begin(self) -> None:
        """Write what comes before the first file."""
        for output in self._outputs:
            output.begin()

    def add(self, made: Sequence[Made]) -> None:
        """Write what each of the formats has made of the next file."""
        for output, one in zip(self._outputs, made, strict=True):
            output.add(one)

    def end(self, end: End) -> None:
        """Write what comes after the last file."""
        for output in self._outputs:
            output.end(end)


class _Output:
    """One format on its way to where it goes."""

    def __init__(self, composer: Composer, write: Callable[[Piece], None], spool: IO[str] | None) -> None:
        self._composer = composer
        self._write = write
        self._spool = spool

    def begin(self) -> None:
        if self._spool is None:
            self._put(self._composer.opening(None))

    def add(self, made: Made) -> None:
        with _room():
            pieces = self._composer.add(made)
            if self._spool is not None:
                for piece in pieces:
                    self._spool.write(piece if isinstance(piece, str) else piece.decode())
                return
        self._put(pieces)

    def end(self, end: End) -> None:
        if self._spool is not None:
            self._put(self._composer.opening(end))
            self._spool.seek(0)
            while piece := self._spool.read(_PIECE):
                self._write(piece)
        self._put(self._composer.closing(end))

    def _put(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            self._write(piece)


def _show_if_wanted(piece: Piece) -> None:
    """Show a piece beside outputs that go to files: where the reader of a pipe has seen enough, those go on."""
    try:
        show(piece)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _spool() -> IO[str]:
    from tempfile import SpooledTemporaryFile

    return SpooledTemporaryFile(max_size=_IN_MEMORY, mode="w+", encoding="utf-8", errors="replace", newline="\n")


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WrongUse(
            f"临时文件写不了（{error.strerror}）。请确认磁盘没有满。",
            f"A temporary file can't be written ({error.strerror}). Is the disk full?",
        ) from None
