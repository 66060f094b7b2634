"""``jixiao check``: what is said of each file, made where the file is checked, and how all of it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from jixiao.cli.outputs import Outputs, formats_of, targets
from jixiao.cli.progress import Progress
from jixiao.cli.shown import limits_of, load, one_line, protect
from jixiao.errors import WrongUse
from jixiao.model.english import counted
from jixiao.reports.formats import End, Format, Made, Read, Unread
from jixiao.runs import over_inputs
from jixiao.runs.checking import Checked, Files, check_input, died
from jixiao.runs.inputs import STANDARD_INPUT, Input, Inputs

if TYPE_CHECKING:
    import argparse

    from jixiao.checker import Report
    from jixiao.checker.summary import Digest, Summary
    from jixiao.choosing import Chooser
    from jixiao.documents.limits import Limits
    from jixiao.model.reading import Reading, Status


class Shown(NamedTuple):
    """A file with what each format has made of it, and the ``lines`` for standard error."""

    path: str
    status: Status
    made: tuple[Made, ...]
    lines: tuple[str, ...] = ()
    digest: Digest | None = None
    unread: Unread | None = None
    """Why the file could not be checked."""
    fails: bool = False


class Work(NamedTuple):
    """What is done with each file, whichever process does it."""

    settings: Chooser
    extra: Files
    others: dict[str, str]
    """The paths of the extra files by their names."""
    formats: tuple[Format, ...]
    hide_previews: bool
    explain: bool
    several: bool
    quiet: bool
    annotate: str | None = None
    """Where the marked copy of the file goes."""
    all_readable: bool = False
    """Whether a file that can't be read decides the exit code where it was not named, too."""

    def run(self, one: Input) -> Shown:
        """Check a file, and give it as it is shown."""
        return self.show(check_input(self.settings, self.extra, one), one)

    def lost(self, one: Input) -> Shown:
        """What is said of a file whose process did not live."""
        return self.show(died(one), one)

    def show(self, checked: Checked, one: Input) -> Shown:
        """A file that was checked, or could not be, as it is shown."""
        path, language = checked.input.path, self.settings.language
        if checked.error is not None:
            line = one_line(checked.error, path, language)
            labels = dict(checked.seen) if self.explain and one.error is None else None
            decides = one.named or (self.all_readable and checked.status == "not readable")
            unread = Unread(path, decides, checked.status, checked.error.say(language), line, labels)
            made = tuple(each.unread(unread) for each in self.formats)
            return Shown(path, checked.status, made, (f"jixiao: {line}",) if decides else (), unread=unread)
        report = cast("Report", checked.report)
        if self.hide_previews:
            report.hide_previews()
        if self.annotate is not None:
            self._annotate(report, one)
        lines = tuple(f"jixiao: {en if language == 'en' else zh}" for zh, en in checked.missed)
        if not self.quiet:
            lines += tuple(_unknown_key(path, said, language) for said in checked.said)
            lines += tuple(_unused(report.reading, self.extra, language))
            if stale := self.settings.stale(path, report):
                lines += (_stale(path, stale, language),)
        settings = self.settings.of(one.path)
        read = Read(path, report, _Lines(one, self.extra, settings.limits), self.others, settings.fail_on)
        return Shown(
            path,
            checked.status,
            tuple(each.read(read) for each in self.formats),
            lines,
            self._digest(report),
            fails=bool(report.failing(settings.fail_on)),
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

    def _digest(self, report: Report) -> Digest | None:
        if not self.several:
            return None
        from jixiao.api import review_sheet
        from jixiao.checker.summary import digest

        return digest(report, review_sheet())


class _Lines:
    """The lines of a file of text and of those read with it, loaded when a format asks for them."""

    def __init__(self, one: Input, extra: Files, limits: Limits | None) -> None:
        self._one = one
        self._extra = extra
        self._limits = limits
        self._known: dict[str | None, Sequence[str] | None] = {}

    def __call__(self, file: str | None) -> Sequence[str] | None:
        if file not in self._known:
            self._known[file] = self._load(file)
        return self._known[file]

    def _load(self, file: str | None) -> Sequence[str] | None:
        from jixiao.documents.limits import DEFAULT
        from jixiao.documents.lines import lines_of
        from jixiao.errors import JixiaoError

        if file is not None:
            data = next((data for data, name in self._extra if name == file), None)
            return None if data is None else lines_of(data, file)
        try:
            return lines_of(self._one.load(self._limits or DEFAULT), self._one.name)
        except JixiaoError:
            # Gone since it was checked: then the report points to the file alone.
            return None


def check(options: argparse.Namespace) -> int:
    """Check the files and show what was found; returns the exit code."""
    from jixiao.cli.configuring import choose

    limits = limits_of(options)
    wanted = targets(options)
    inputs = Inputs(options.files, limits)
    chosen = choose(options, inputs, limits)
    formats = formats_of(options, wanted, [*inputs.paths, *options.with_, *filter(None, [options.new_since])])
    _refuse_copies(options, inputs, [path for _, path in wanted if path is not None])
    work = Work(
        chosen,
        [load(path, limits) for path in options.with_],
        {os.path.basename(path): path for path in options.with_},
        formats,
        options.no_preview,
        options.explain_reading and any(name == "text" for name, _ in wanted),
        inputs.may_be > 1,
        options.quiet,
        options.annotate,
        options.fail_on_unread,
    )
    # Whether a report and the bar come on one terminal.
    shared = any(path is None for _, path in wanted) and sys.stdout.isatty()
    run = _Run(work, inputs, options, shared)
    with Outputs(wanted, formats) as outputs:
        run.through(outputs)
    return run.code()


class _Run:
    """A run on its way: it hands on what was made of each file, and remembers what the end needs."""

    def __init__(self, work: Work, inputs: Inputs, options: argparse.Namespace, shared: bool) -> None:
        self._work = work
        self._inputs = inputs
        self._options = options
        self._progress = None if options.quiet else Progress(options.lang)
        self._shared = shared
        self._summary: Summary | None = None
        self._unread: list[Unread] = []
        self._told = set(work.settings.said)
        self._count = 0
        self._trouble = False
        self._fails = False
        if work.several:
            from jixiao.checker.summary import Summary

            self._summary = Summary()

    def through(self, outputs: Outputs) -> None:
        """Check all files and write what was made of them."""
        outputs.begin()
        for shown in self._shown():
            outputs.add(shown.made)
        outputs.end(End(self._unread, self._summary if self._count > 1 else None))

    def code(self) -> int:
        """The exit code: 2 where a file that decides it, or every file, could not be checked."""
        if self._trouble:
            return 2
        return 1 if self._fails and not self._options.exit_zero else 0

    def _shown(self) -> Iterator[Shown]:
        try:
            # A copy that is refused ends the run, and no process but this one can.
            jobs = 1 if self._work.annotate is not None else self._options.jobs
            for shown in over_inputs(self._work.run, self._work.lost, self._inputs, jobs):
                self._count += 1
                self._take(shown)
                if shown.lines or self._shared:
                    self._clear()
                # What is said of a plug-in, each process would say.
                for line in [line for line in shown.lines if line not in self._told]:
                    print(line, file=sys.stderr)
                self._told.update(shown.lines)
                yield shown
                if self._inputs.total > 1 and self._progress is not None:
                    self._progress.show(self._count, self._inputs.total)
        finally:
            self._clear()
        if not self._trouble and self._count == len(self._unread):
            self._trouble = True
            for unread in self._unread:
                print(f"jixiao: {unread.line}", file=sys.stderr)

    def _clear(self) -> None:
        if self._progress is not None:
            self._progress.clear()

    def _take(self, shown: Shown) -> None:
        self._fails = self._fails or shown.fails
        if shown.unread is not None:
            self._unread.append(shown.unread)
            self._trouble = self._trouble or shown.unread.decides
        if self._summary is not None:
            self._summary.add(shown.path, shown.status, shown.digest)


def _refuse_copies(options: argparse.Namespace, inputs: Inputs, outputs: Sequence[str]) -> None:
    """Raise :class:`WrongUse` where a marked copy can't be what is wanted."""
    if options.annotate is None:
        return
    # What comes on standard input may be an archive; that is seen when it is read.
    if inputs.may_be != 1 and inputs.paths != [STANDARD_INPUT]:
        raise _one_at_a_time()
    protect(options.annotate, [*inputs.paths, *options.with_])
    for path in outputs:
        if os.path.abspath(path) == os.path.abspath(options.annotate):
            which = "-o" if path == options.output else "--format"
            raise WrongUse(
                f"{path}：--annotate 和 {which} 是同一个文件，请换一个文件名。",
                f"{path}: --annotate and {which} name the same file; choose another name.",
            )


def _one_at_a_time() -> WrongUse:
    return WrongUse(
        "--annotate 一次只能标注一个文件；请逐个检查要标注的文件。",
        "--annotate marks one file at a time; check the files to be marked one by one.",
    )


def _stale(path: str, count: int, language: str) -> str:
    if language == "en":
        entries = counted(count, "entry of the baseline is", "entries of the baseline are")
        return f"jixiao: {path}: {entries} found no more; `jixiao baseline prune` drops what is stale"
    return f"jixiao: {path}：基线里有{count}条已不再出现，用 jixiao baseline prune 去掉"


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
