"""Runs over many files: each on its own, in several processes where that pays, results in the order of the files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from attrs import frozen

from jixiao.api import Source, files_of
from jixiao.checkers import settings
from jixiao.choosing import Chooser, Wanted
from jixiao.documents.limits import DEFAULT, Limits
from jixiao.errors import JixiaoError, WrongUse
from jixiao.model.reading import Status
from jixiao.runs.checking import Checked, check_and_release, died
from jixiao.runs.inputs import Input, Inputs

if TYPE_CHECKING:
    from jixiao.checker import Report

__all__ = ["CheckedFile", "check_many", "over_inputs"]

Result = TypeVar("Result")

_WORTH: Final = 2_000_000
"""From so many bytes on several processes are faster than one: each has to load the rules first."""


@frozen
class CheckedFile:
    """What came of one file of a run: a ``report``, or the ``error`` that says why it could not be checked.

    ``path`` is the file as it was named or found; a file in an archive has the archive's path before its own.
    """

    path: str
    status: Status
    report: Report | None = None
    error: JixiaoError | None = None

    def __repr__(self) -> str:
        return f"<CheckedFile {self.path}: {self.status}, {self.report if self.error is None else self.error}>"


def check_many(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    jobs: int | None = None,
    with_: Source | Iterable[Source] = (),
    year: int | None = None,
    profile: str = "auto",
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    language: str | None = None,
    limits: Limits | None = None,
    config: str | os.PathLike[str] | bool | None = None,
    plugins: str | Iterable[str] = (),
) -> Iterator[CheckedFile]:
    """Check files, folders, patterns (``报送/*.xlsx``) and archives; gives each file's outcome, in their order.

    A file that can't be read is an outcome like any other and stops nothing. Files are read as the results are taken,
    a few ahead, so that memory doesn't grow with their number. ``jobs`` is how many processes work at once: by default
    as many as there are processors, and only this one where there is little to do. The processes load the calling
    script, as Python's own do: keep what it does behind ``if __name__ == "__main__":``, or it is done in one process.
    The other arguments are those of :func:`jixiao.check`. Raises :class:`jixiao.errors.WrongUse` at once for an
    argument that can't be.

    >>> [file.status for file in jixiao.check_many("examples/*.xlsx", jobs=1)]
    ['not a target form', 'read', 'read']
    """
    if jobs is not None and (jobs.__class__ is not int or jobs < 1):
        raise WrongUse(f"jobs要写1以上的整数，现为{jobs!r}。", f"jobs is an integer from 1 on, not {jobs!r}.")
    asked = settings(year, profile, select, ignore, language, limits, plugins)
    several = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    inputs = Inputs(several, limits or DEFAULT)
    chosen = Chooser(Wanted.of(asked, language), inputs.paths, config)
    chosen.refuse_wrong()
    work = partial(check_and_release, chosen, files_of(with_, limits))
    return _files(work, inputs, jobs, chosen)


def _files(
    work: Callable[[Input], Checked], inputs: Inputs, jobs: int | None, chosen: Chooser
) -> Iterator[CheckedFile]:
    import warnings

    for one in over_inputs(work, died, inputs, jobs):
        for said in one.said:
            warnings.warn(said, stacklevel=3)
        for zh, en in one.missed:
            from jixiao.plugins import PluginWarning

            warnings.warn(PluginWarning(zh, en), stacklevel=3)
        if one.report is not None:
            chosen.of(one.input.path).checker().adopt(one.report)
        yield CheckedFile(one.input.path, one.status, one.report, one.error)


def over_inputs(
    work: Callable[[Input], Result], lost: Callable[[Input], Result], inputs: Inputs, jobs: int | None
) -> Iterator[Result]:
    """What ``work`` gives for each file, in their order; ``lost`` says it for one whose process did not live.

    ``work`` and what it gives can be pickled where there are several processes.
    """
    count = _processes(inputs, jobs)
    if count == 1:
        yield from map(work, inputs)
        return
    from jixiao.runs.processes import Died, in_processes

    for task, result in in_processes(work, inputs, count):
        yield lost(task) if isinstance(result, Died) else result


def _processes(inputs: Inputs, jobs: int | None) -> int:
    """How many processes to use: no more than asked for, than there are files, or than it takes."""
    if jobs == 1 or inputs.may_be == 1:
        return 1
    if jobs is not None:
        return min(jobs, inputs.may_be)
    return min(_processors(), inputs.may_be) if inputs.size >= _WORTH else 1


def _processors() -> int:
    """The processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on Windows, nor on macOS
    return (os.cpu_count() or 1) if affinity is None else len(affinity(0))
