"""The assertion that a form is clean; where it is not, the failure reads as the command's output does."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from jixiao.api import Source, check
from jixiao.checkers import chosen_rules
from jixiao.errors import WrongUse
from jixiao.model.forms import Disclosure, TargetForm
from jixiao.model.reading import Reading
from jixiao.reports.text import TextOptions, render

if TYPE_CHECKING:
    from jixiao.checker import Report
    from jixiao.documents.limits import Limits

LEVELS: Final = ("error", "warning", "info")
"""What may make a form fail, the worst first."""


class NotClean(AssertionError):
    """A form has findings that fail it: ``report`` holds them, the text says them as the command does."""

    def __init__(self, text: str, report: Report) -> None:
        super().__init__(text)
        self.report = report

    def __reduce__(self) -> tuple[object, ...]:
        return NotClean, (str(self), self.report)


def assert_clean(
    form_or_path: Source | Reading | Disclosure | TargetForm,
    *,
    profile: str = "auto",
    allow: str | Iterable[str] = (),
    fail_on: str = "error",
    with_: Source | Iterable[Source] = (),
    year: int | None = None,
    language: str = "zh",
    limits: Limits | None = None,
) -> Report:
    """Check whatever :func:`jixiao.check` takes, and give its report; raise :class:`NotClean` where it is not clean.

    ``allow`` holds codes (``CMP15``) or families (``TXT``) whose findings are left out, with what follows from them.
    ``fail_on`` is the least severity that fails: ``error``, or ``warning`` or ``info`` where these are to count too.
    What is doubtful or from a preview rule never fails. Raises what :func:`jixiao.check` raises.
    """
    __tracebackhide__ = True
    if fail_on not in LEVELS:
        raise WrongUse(
            f"fail_on可选：{'、'.join(LEVELS)}，现为{fail_on!r}。",
            f"fail_on is one of {', '.join(LEVELS)}, not {fail_on!r}.",
        )
    allowed = tuple(allow.replace(",", " ").split()) if isinstance(allow, str) else tuple(allow)
    chosen_rules(allowed)  # Refuses a code that no rule has.
    report = check(form_or_path, with_=with_, year=year, profile=profile, language=language, limits=limits)
    report.leave_out(allowed)
    worst = report.worst()
    if worst is not None and LEVELS.index(worst) <= LEVELS.index(fail_on):
        raise NotClean(said(_name_of(form_or_path, report), report, fail_on), report)
    return report


def said(name: str, report: Report, fail_on: str = "error") -> str:
    """The report as the command prints it; with the notes where these may fail."""
    return render(name, report, TextOptions(language=report.language, show_all=fail_on == "info")).rstrip("\n")


def _name_of(source: object, report: Report) -> str:
    if isinstance(source, (str, os.PathLike)):
        return str(os.fspath(source))
    return report.reading.source or type(source).__name__
