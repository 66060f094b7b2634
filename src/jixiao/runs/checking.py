"""One file of a run, from its bytes to its report; nothing that can be wrong with it is raised."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from jixiao.api import no_form, read_data
from jixiao.checkers import Settings
from jixiao.documents.limits import DEFAULT
from jixiao.errors import JixiaoError, NotATargetForm, NotReadable
from jixiao.model.reading import Reading, Status
from jixiao.runs.inputs import Input

if TYPE_CHECKING:
    from jixiao.checker import Report
    from jixiao.choosing import Chooser

Files = Sequence[tuple[bytes, str]]


class Checked(NamedTuple):
    """A file with its report, or with the error; ``said`` are the warnings of its reader.

    ``missed`` says in both languages which rules of others were not applied, and why.
    """

    input: Input
    status: Status
    report: Report | None = None
    error: JixiaoError | None = None
    said: tuple[str, ...] = ()
    missed: tuple[tuple[str, str], ...] = ()
    seen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Where the labels of forms stand in a file that was read and holds none."""


def check_input(chosen: Settings | Chooser, extra: Files, one: Input) -> Checked:
    """Check one file, together with the ``extra`` files of its budget."""
    settings = chosen if isinstance(chosen, Settings) else chosen.of(one.path)
    # The result goes to another process, where the content is not needed again.
    bare = Input(one.path, one.named)
    limits = settings.limits or DEFAULT
    reading: Reading | None = None
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            reading = read_data(one.load(limits), one.name, extra, limits)
            if not reading.disclosure.forms:
                raise no_form(one.name, reading)
            report = settings.check(reading)
    except JixiaoError as error:
        status: Status = "not a target form" if isinstance(error, NotATargetForm) else "not readable"
        return Checked(bare, status, error=error, seen=() if reading is None else reading.seen)
    except Exception as error:
        # A fault of ours on one file must not cost the others; on the only one it is told as such by the command.
        if os.environ.get("JIXIAO_DEBUG"):
            raise
        return Checked(bare, "not readable", error=_our_fault(one, error))
    told = [warning.message for warning in said]
    # Only what is said of the rules of others has both languages.
    missed = dict.fromkeys((one.zh, one.en) for one in told if hasattr(one, "zh") and hasattr(one, "en"))
    return Checked(
        bare,
        reading.status,
        report,
        said=tuple(str(one) for one in told if not hasattr(one, "zh")),
        missed=tuple(missed),
    )


def check_and_release(chosen: Chooser, extra: Files, one: Input) -> Checked:
    """Check one file, in whichever process; the report is to be adopted by the checker of the caller."""
    settings = chosen.of(one.path)
    checked = check_input(settings, extra, one)
    if checked.report is not None:
        settings.checker().release(checked.report)
    return checked


def died(one: Input) -> Checked:
    """What is said of a file whose process ended before it was done."""
    error = NotReadable(
        f"{one.name}：检查它的进程意外结束（可能内存不够），没有检查完。请单独检查它，或用Excel、Word打开另存后再检查。",
        f"{one.name}: the process that checked it ended early (out of memory?). Check it alone, or save it anew first.",
    )
    return Checked(Input(one.path, one.named), "not readable", error=error)


def _our_fault(one: Input, error: Exception) -> NotReadable:
    name = type(error).__name__
    return NotReadable(
        f"{one.name}：程序自身出错（{name}：{error}），这个文件没有检查。设置环境变量JIXIAO_DEBUG=1可看到位置，请报告给我们。",
        f"{one.name}: an error of the program itself ({name}: {error}), so it was not checked; JIXIAO_DEBUG=1 shows "
        "where. Please report it.",
    )
