"""``jixiao check``: what is said of each file, made where the file is checked, and how all of it ends."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from jixiao.cli.output import put_pieces
from jixiao.cli.progress import Progress
from jixiao.cli.shown import codes_of, limits_of, load, one_line, protect, terminal
from jixiao.errors import WrongUse
from jixiao.runs import over_inputs
from jixiao.runs.checking import Checked, Files, check_input, died
from jixiao.runs.inputs import STANDARD_INPUT, Input, Inputs

if TYPE_CHECKING:
    from jixiao.api import Settings
    from jixiao.checker import Report
    from jixiao.checker.summary import Digest, Summary
    from jixiao.model.reading import Reading, Status
    from jixiao.reports.page import Tally
    from jixiao.reports.text import TextOptions

_IN_MEMORY: Final = 16 << 20
"""How much of a page is kept in memory till its top is known; what is beyond waits on the disk."""
_PIECE: Final = 1 << 16
_RANK: Final = {"error": 0, "warning": 1, "info": 2}


class _Shown(NamedTuple):
    """A file with what is said of it: ``text`` in the report, ``lines`` on standard error."""

    path: str
    named: bool
    status: Status
    text: str = ""
    lines: tuple[str, ...] = ()
    digest: Digest | None = None
    reason: str | None = None
    """Why the file could not be checked."""
    fails: bool = False
    tally: Tally | None = None
    """What the top of the page needs of it."""


class _Work(NamedTuple):
    """What is done with each file, whichever process does it."""

    settings: Settings
    extra: Files
    how: TextOptions | None
    """How the text is made; without it, a page or JSON is."""
    page: bool
    hide_previews: bool
    fail_on: str
    explain: bool
    several: bool
    annotate: str | None = None
    """Where the marked copy of the file goes."""

    def run(self, one: Input) -> _Shown:
        return self.show(check_input(self.settings, self.extra, one), one)

    def lost(self, one: Input) -> _Shown:
        """What is said of a file whose process did not live."""
        return self.show(died(one), one)

    def show(self, checked: Checked, one: Input) -> _Shown:
        """A file that was checked, or could not be, as it is shown."""
        path, language = checked.input.path, self.settings.language
        error = checked.error
        if error is not None:
            text = self._unread(checked)
            if self.explain and self.how is not None and one.error is None:
                from jixiao.reports.reading import explain_document

                text += explain_document(path, dict(checked.seen), language)
            reason = one_line(error, path, language)
            line = (f"jixiao: {reason}",) if one.named else ()
            return _Shown(path, one.named, checked.status, text, line, reason=reason)
        report = cast("Report", checked.report)
        if self.hide_previews:
            report.hide_previews()
        if self.annotate is not None:
            self._annotate(report, one)
        lines = tuple(_unknown_key(path, said, language) for said in checked.said)
        lines += tuple(_unused(report.reading, self.extra, language))
        text, tally = self._page(path, report) if self.page else (self._text(path, report), None)
        return _Shown(
            path,
            one.named,
            checked.status,
            text,
            lines,
            self._digest(report),
            fails=_fails(report, self.fail_on),
            tally=tally,
        )

    def _annotate(self, report: Report, one: Input) -> None:
        from jixiao.copies import annotate

        language, limits = self.settings.language, self.settings.limits
        if one.content is not None and one.path != STANDARD_INPUT:
            raise _one_at_a_time()
        source, name = one.path if one.content is None else one.content, None
        if one.content is not None:
            name = "standard input" if language == "en" else "标准输入"
        annotate(source, self.annotate or "", report=report, name=name, language=language, limits=limits)

    def _unread(self, checked: Checked) -> str:
        if self.how is not None or self.page or checked.error is None:
            return ""
        from jixiao.checker.plain import entry_json, unread_entry

        return entry_json(unread_entry(checked.input.path, checked.status, checked.error.say(self.settings.language)))

    def _page(self, path: str, report: Report) -> tuple[str, Tally]:
        from jixiao.reports.page import section

        return section(path, report, self.settings.language)

    def _text(self, path: str, report: Report) -> str:
        if self.how is None:
            from jixiao.checker.plain import entry_json, file_entry

            return entry_json(file_entry(path, report))
        from jixiao.reports.text import render

        text = render(path, report, self.how)
        if self.explain:
            from jixiao.reports.reading import explain_reading

            text = explain_reading(path, report.reading, self.how) + "\n" + text
        return text

    def _digest(self, report: Report) -> Digest | None:
        if not self.several:
            return None
        from jixiao.api import review_sheet
        from jixiao.checker.summary import digest

        return digest(report, review_sheet())


def check(options: argparse.Namespace) -> int:
    """Check the files and show what was found; returns the exit code."""
    from jixiao.api import settings

    limits = limits_of(options)
    select, ignore = codes_of(options.select), codes_of(options.ignore)
    chosen = settings(options.year, options.profile, select, ignore, options.lang, limits)
    chosen.refuse_wrong()
    if options.format == "html":
        from jixiao.reports.page import refuse_missing

        refuse_missing()
    inputs = Inputs(options.files, limits)
    protect(options.output, [*inputs.paths, *options.with_])
    _refuse_copies(options, inputs)
    work = _Work(
        chosen,
        [load(path, limits) for path in options.with_],
        _text_options(options) if options.format == "text" else None,
        options.format == "html",
        options.no_preview,
        options.fail_on,
        options.explain_reading,
        inputs.may_be > 1,
        options.annotate,
    )
    run = _Run(work, inputs, options)
    put_pieces(run.pieces(), options.output)
    return run.code()


class _Run:
    """A run on its way: it gives the pieces of the report, and remembers what the end needs."""

    def __init__(self, work: _Work, inputs: Inputs, options: argparse.Namespace) -> None:
        self._work = work
        self._inputs = inputs
        self._options = options
        self._progress = Progress(options.lang)
        # Whether the report and the bar come on one terminal.
        self._shared = options.output is None and sys.stdout.isatty()
        self._summary: Summary | None = None
        self._unread: list[tuple[str, str]] = []
        self._count = 0
        self._trouble = False
        self._fails = False
        if work.several:
            from jixiao.checker.summary import Summary

            self._summary = Summary()

    def pieces(self) -> Iterator[str]:
        """The report, piece by piece."""
        if self._work.how is not None:
            yield from self._texts()
            return
        if self._work.page:
            yield from self._page()
            return
        from jixiao.checker.plain import joined_json

        entries = (shown.text for shown in self._shown())
        yield from joined_json(entries, lambda: self._closing_summary.plain() if self._closing_summary else None)

    def _page(self) -> Iterator[str]:
        """The page: what stands on its top is known when all files are checked, so their sections wait on the disk."""
        from tempfile import SpooledTemporaryFile

        from jixiao.reports.page import closing, numbered, opening

        tallies: list[Tally] = []
        with SpooledTemporaryFile(
            max_size=_IN_MEMORY, mode="w+", encoding="utf-8", errors="replace", newline="\n"
        ) as sections:
            for shown in self._shown():
                if shown.tally is not None:
                    tallies.append(shown.tally)
                    sections.write(numbered(shown.text, len(tallies)))
            yield opening(tallies, self._unread_bare(), self._options.lang)
            sections.seek(0)
            while piece := sections.read(_PIECE):
                yield piece
        yield closing()

    def _unread_bare(self) -> list[tuple[str, str]]:
        """The files that could not be checked, with the reasons without their names."""
        from jixiao.reports.summary import bare_reason

        return [(path, bare_reason(path, reason)) for path, reason in self._unread]

    def code(self) -> int:
        """The exit code: 2 where a file that was named, or every file, could not be checked."""
        if self._trouble:
            return 2
        return 1 if self._fails else 0

    @property
    def _closing_summary(self) -> Summary | None:
        return self._summary if self._count > 1 else None

    def _texts(self) -> Iterator[str]:
        separator = ""
        for shown in self._shown():
            if shown.text:
                yield separator + shown.text
                separator = "\n"
        if self._closing_summary is not None and self._work.how is not None:
            from jixiao.reports.summary import closing

            yield separator + closing(self._closing_summary, self._unread, self._work.how)

    def _shown(self) -> Iterator[_Shown]:
        try:
            # A copy that is refused ends the run, and no process but this one can.
            jobs = 1 if self._work.annotate is not None else self._options.jobs
            for shown in over_inputs(self._work.run, self._work.lost, self._inputs, jobs):
                self._count += 1
                self._take(shown)
                if shown.lines or self._shared:
                    self._progress.clear()
                for line in shown.lines:
                    print(line, file=sys.stderr)
                yield shown
                if self._inputs.total > 1:
                    self._progress.show(self._count, self._inputs.total)
        finally:
            self._progress.clear()
        if not self._trouble and self._count == len(self._unread):
            self._trouble = True
            for _, reason in self._unread:
                print(f"jixiao: {reason}", file=sys.stderr)

    def _take(self, shown: _Shown) -> None:
        self._fails = self._fails or shown.fails
        if shown.reason is not None:
            self._unread.append((shown.path, shown.reason))
            self._trouble = self._trouble or shown.named
        if self._summary is not None:
            self._summary.add(shown.path, shown.status, shown.digest)


def _refuse_copies(options: argparse.Namespace, inputs: Inputs) -> None:
    """Raise :class:`WrongUse` where a marked copy can't be what is wanted."""
    if options.annotate is None:
        return
    # What comes on standard input may be an archive; that is seen when it is read.
    if inputs.may_be != 1 and inputs.paths != [STANDARD_INPUT]:
        raise _one_at_a_time()
    protect(options.annotate, [*inputs.paths, *options.with_])
    if options.output is not None and os.path.abspath(options.output) == os.path.abspath(options.annotate):
        raise WrongUse(
            f"{options.annotate}：--annotate 和 -o 是同一个文件，请换一个文件名。",
            f"{options.annotate}: --annotate and -o name the same file; choose another name.",
        )


def _one_at_a_time() -> WrongUse:
    return WrongUse(
        "--annotate 一次只能标注一个文件；请逐个检查要标注的文件。",
        "--annotate marks one file at a time; check the files to be marked one by one.",
    )


def _text_options(options: argparse.Namespace) -> TextOptions:
    from jixiao.reports.text import TextOptions

    columns, colour = terminal(options.output)
    return TextOptions(
        language=options.lang,
        columns=columns,
        colour=colour,
        show_all=options.show_all,
        flat=options.flat,
        show_gaps=options.gaps,
        show_preview=not options.no_preview,
        marked=options.annotate,
    )


def _fails(report: Report, fail_on: str) -> bool:
    worst = report.worst()
    return worst is not None and _RANK[worst] <= _RANK[fail_on]


def _unknown_key(path: str, said: str, language: str) -> str:
    known = f"unknown keys left out: {said}" if language == "en" else f"不认识的键，已略过：{said}"
    return f"jixiao: {path}: {known}"


def _unused(reading: Reading, extra: Sequence[tuple[bytes, str]], language: str) -> Iterator[str]:
    """A file given by --with in which no project table was found is named, or its owner thinks it was used."""
    used = {
        place.at.file
        for path in reading.places
        if path.startswith(("tables.", "forms[")) and (place := reading.places.nearest(path)) is not None
    }
    late = {gap.at.partition("|")[0] for gap in reading.gaps if gap.at is not None and "|" in gap.at}
    for _, name in extra:
        if name not in used and name not in late:
            said = (
                f"{name}: no project table was found in it (looked for the title 项目支出预算表 and a head row with "
                "项目名称 and 合计, 金额 or 预算数)"
                if language == "en"
                else f"{name}：没有读到项目支出预算表（找过：标题“项目支出预算表”，"
                "含“项目名称”和“合计”“金额”或“预算数”的表头）。"
            )
            yield f"jixiao: {said}"
