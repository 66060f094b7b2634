"""How often each rule found something, instead of the findings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from jixiao.checker.plain import VERSION
from jixiao.checker.wording import SEVERITY_NAMES, Severity, rule_title
from jixiao.model.english import counted
from jixiao.reports.formats import Composer, End, Format, Made, Options, Read, Unread
from jixiao.reports.set_aside import Aside
from jixiao.reports.width import pad, width

_LEVELS: Final = {str(severity): severity for severity in Severity}


class _Count(NamedTuple):
    """How often a rule found something, by the severity that people see."""

    code: str
    severity: str
    findings: int
    forms: int
    """In how many forms; none where it is about documents."""
    title: str


class TextStatistics(Format):
    """A line for each code, the most frequent first."""

    def read(self, file: Read) -> Made:
        """The counts of a file."""
        findings = file.report.findings
        counts = Counter((finding.code, str(finding.shown_severity)) for finding in findings)
        forms: dict[tuple[str, str], set[int]] = {key: set() for key in counts}
        for finding in findings:
            if finding.form is not None:
                forms[finding.code, str(finding.shown_severity)].add(finding.form)
        return Made(
            extra=(
                [
                    _Count(*key, count, len(forms[key]), rule_title(key[0], self.options.language))
                    for key, count in counts.items()
                ],
                Aside.of(file.report),
            )
        )

    def unread(self, file: Unread) -> Made:
        """Nothing: the end counts it."""
        del file
        return Made()

    def composer(self, scratch: Callable[[], str]) -> Composer:
        """The sum of the counts."""
        del scratch
        return _Lines(self.options)


class JsonStatistics(TextStatistics):
    """The same for programs."""

    def composer(self, scratch: Callable[[], str]) -> Composer:
        """The sum of the counts."""
        del scratch
        return _Object(self.options)


class _Sum(Composer):
    def __init__(self, options: Options) -> None:
        self._options = options
        self._counts: dict[tuple[str, str], tuple[int, int, str]] = {}
        self._files = 0
        self._aside = Aside()

    def add(self, made: Made) -> Iterable[str]:
        if made.extra is None:
            return ()
        counts, aside = made.extra
        self._files += 1
        self._aside = self._aside.plus(aside)
        for code, severity, findings, forms, title in counts:
            known = self._counts.get((code, severity), (0, 0, title))
            self._counts[code, severity] = known[0] + findings, known[1] + forms, title
        return ()

    def _sorted(self) -> list[_Count]:
        counts = [
            _Count(code, severity, findings, forms, title)
            for (code, severity), (findings, forms, title) in self._counts.items()
        ]
        return sorted(counts, key=lambda one: (-one.findings, one.code, one.severity))


class _Lines(_Sum):
    def closing(self, end: End) -> Iterable[str]:
        language = self._options.language
        english = language == "en"
        counts = self._sorted()
        most = max((len(f"{one.findings:,}") for one in counts), default=1)
        levels = max((width(SEVERITY_NAMES[_LEVELS[one.severity]][english]) for one in counts), default=0)
        lines = [
            f"{one.findings:>{most},}  {one.code}  {pad(SEVERITY_NAMES[_LEVELS[one.severity]][english], levels)}"
            f"  {one.title}"
            + ((f" ({counted(one.forms, 'form')})" if english else f"（{one.forms}张）") if one.forms else "")
            for one in counts
        ]
        if not self._options.text.quiet:
            found, lost = sum(one.findings for one in counts), len(end.unread)
            if english:
                lines.append(
                    f"{counted(self._files, 'file')}: {counted(found, 'finding')}"
                    + (f", {counted(lost, 'file')} not checked" if lost else "")
                )
            else:
                lines.append(f"{self._files}个文件：{found}处" + (f"，{lost}个文件没能检查" if lost else ""))
            if said := self._aside.say(language):
                lines.append(said)
        return (line + "\n" for line in lines)


class _Object(_Sum):
    def closing(self, end: End) -> Iterable[str]:
        listed = {
            "jixiao": VERSION,
            "files": {"checked": self._files, "not_checked": len(end.unread)},
            **self._aside._asdict(),
            "statistics": [one._asdict() for one in self._sorted()],
        }
        return (json.dumps(listed, ensure_ascii=False, indent=1) + "\n",)
