"""Markdown for a merge request: the counts, and a table of the findings for each file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from jixiao.checker.wording import SEVERITY_NAMES, Severity
from jixiao.model.english import counted
from jixiao.reports.formats import Composer, End, Format, Made, Options, Read, Unread
from jixiao.reports.formats.rows import Row, rows_of
from jixiao.reports.printable import printable
from jixiao.reports.set_aside import Aside

_SPECIAL: Final = r"([\\`*_{}\[\]<>()#!|~&$^])"
_START: Final = r"^(\d*)([-+=.)])"
"""With these a list or a heading would begin."""
_COLUMNS: Final = (("级别", "Severity"), ("代码", "Code"), ("表", "Form"), ("位置", "Place"), ("问题", "Finding"))
_ORDER: Final = {SEVERITY_NAMES[level][column]: number for number, level in enumerate(Severity) for column in (0, 1)}


class Markdown(Format):
    """The counts on top, which are known at the end; below them a table for each file with findings."""

    late = True

    def read(self, file: Read) -> Made:
        """The table of a file, and its counts."""
        rows = rows_of(file.path, file.report, self.options.language)
        # As people count them: consequences belong to their causes.
        counts = Counter(str(finding.shown_severity) for finding in file.report.findings if finding.cause is None)
        return Made(
            self._table(file.path, rows) if rows else "", (len(file.report.forms), dict(counts), Aside.of(file.report))
        )

    def unread(self, file: Unread) -> Made:
        """Nothing: the top names it."""
        del file
        return Made()

    def composer(self, scratch: Callable[[], str]) -> Composer:
        """The counts above the tables."""
        del scratch
        return _Tables(self.options)

    def _table(self, path: str, rows: Sequence[Row]) -> str:
        english = self.options.language == "en"
        lines = [
            f"### {escaped(path)}",
            "",
            "| " + " | ".join(head[english] for head in _COLUMNS) + " |",
            "| " + " | ".join("---" for _ in _COLUMNS) + " |",
        ]
        # The heaviest first; what was not checked has no severity and comes last.
        for row in sorted(rows, key=lambda one: _ORDER.get(one.severity, len(_ORDER))):
            form = "" if row.form is None else f"{row.form} {escaped(row.project)}".strip()
            said = escaped(row.message)
            if row.advice:
                said += f"<br>→ {escaped(row.advice)}"
            if row.note:
                said += f"<br>*{escaped(row.note)}*"
            lines.append(f"| {row.severity} | {row.code} | {form} | {escaped(row.place)} | {said} |")
        return "\n".join(lines) + "\n\n"


class _Tables(Composer):
    def __init__(self, options: Options) -> None:
        self._english = options.language == "en"
        self._files = 0
        self._forms = 0
        self._counts: Counter[str] = Counter()
        self._aside = Aside()

    def add(self, made: Made) -> Iterable[str]:
        if made.extra is not None:
            forms, counts, aside = made.extra
            self._aside = self._aside.plus(aside)
            self._files += 1
            self._forms += forms
            self._counts.update(counts)
        return (made.text,) if made.text else ()

    def opening(self, end: End | None) -> Iterator[str]:
        errors, warnings, infos = (self._counts[str(severity)] for severity in Severity)
        unread = end.unread if end is not None else ()
        if self._english:
            yield f"## jixiao\n\n**{counted(errors, 'error')}, {counted(warnings, 'warning')}, {infos} info** in "
            yield f"{counted(self._forms, 'form')}, {counted(self._files, 'file')}"
            yield (f"; {counted(len(unread), 'file')} not checked" if unread else "") + "\n\n"
        else:
            yield f"## jixiao 绩效目标表检查\n\n**错误{errors}处，警告{warnings}处，提示{infos}处**，"
            yield (
                f"{self._files}个文件{self._forms}张表" + (f"；{len(unread)}个文件没能检查" if unread else "") + "\n\n"
            )
        if said := self._aside.say("en" if self._english else "zh"):
            yield f"{said}\n\n"
        for file in unread:
            yield f"- {escaped(file.path)}{': ' if self._english else '：'}{escaped(file.bare)}\n"
        if unread:
            yield "\n"

    def closing(self, end: End) -> Iterable[str]:
        del end
        if self._english:
            return ("A machine's pre-check; it does not replace the review of the finance bureau.\n",)
        return ("机器预审，不代替财政部门审核。\n",)


def escaped(text: str) -> str:
    """A text that stays text in Markdown: no mark-up, no table cell, no link, and nobody is called by it."""
    flat = " ".join(printable(text).split())
    # Behind a joiner of no width nothing is a name or an address any more.
    inline = re.sub(_START, r"\1\\\2", re.sub(_SPECIAL, r"\\\1", flat))
    return inline.replace("@", "@\u200b").replace("://", ":\u200b//").replace("www.", "www\u200b.")
