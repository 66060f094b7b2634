"""JUnit XML: each form a test case, which fails where it has errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape

from jixiao.checker import Finding, Report
from jixiao.checker.wording import SEVERITY_NAMES
from jixiao.reports.formats import Composer, End, Format, Made, Read, Unread
from jixiao.reports.formats.rows import not_checked, note_of, places_of
from jixiao.reports.printable import printable
from jixiao.reports.set_aside import Aside


class JUnit(Format):
    """A suite for each file, in it a case for each form and one for the document as a whole."""

    def read(self, file: Read) -> Made:
        """The suite of a file."""
        report = file.report
        by_form: dict[int | None, list[Finding]] = {ordinal: [] for ordinal in range(1, len(report.forms) + 1)}
        for finding in report.findings:
            by_form.setdefault(finding.form, []).append(finding)
        heavy = report.failing(file.fail_on)
        failed = len({finding.form for finding in heavy})
        cases = [self._case(file.path, report, ordinal, findings, heavy) for ordinal, findings in by_form.items()]
        lost = not_checked(report, self.options.language)
        out = [self.say("没能检查：", "not checked: ") + said for said in lost]
        tail = [f"  <system-out>{_text(_joined(out))}</system-out>\n"] if out else []
        return Made(_suite(file.path, len(cases), failed, 0, [*_properties(Aside.of(report)), *cases, *tail]))

    def unread(self, file: Unread) -> Made:
        """The suite of a file that could not be checked: one case, skipped."""
        name = self.say("读取", "reading")
        skipped = f"    <skipped message={_value(file.bare)}/>\n"
        return Made(_suite(file.path, 1, 0, 1, [_case(name, file.path, skipped)]))

    def composer(self, scratch: Callable[[], str]) -> Composer:
        """The suites in their root."""
        del scratch
        return _Suites()

    def _case(
        self, path: str, report: Report, ordinal: int | None, findings: Sequence[Finding], failing: Sequence[Finding]
    ) -> str:
        if ordinal is None:
            name = self.say("整份文件", "the document as a whole")
        else:
            project = report.forms[ordinal - 1].project_name or self.say("（没有名称）", "(no name)")
            name = self.say(f"第{ordinal}张 {project}", f"form {ordinal} {project}")
        heavy = [finding for finding in findings if finding in failing]
        light = [finding for finding in findings if finding not in failing]
        body = ""
        if heavy:
            first = heavy[0]
            more = self.say(f"（共{len(heavy)}处）", f" ({len(heavy)} in all)") if len(heavy) > 1 else ""
            message = f"{first.code} {first.say(self.options.language)}{more}"
            said = _joined(self._say(report, finding) for finding in heavy)
            body += f"    <failure message={_value(message)} type={_value(first.code)}>{_text(said)}</failure>\n"
        if light:
            said = _joined(self._say(report, finding) for finding in light)
            body += f"    <system-out>{_text(said)}</system-out>\n"
        return _case(name, path, body)

    def _say(self, report: Report, finding: Finding) -> str:
        language = self.options.language
        level = SEVERITY_NAMES[finding.shown_severity][language == "en"]
        notes = [places_of(finding, language), note_of(report, finding, language)]
        where = self.say("；", "; ").join(note for note in notes if note)
        brackets = self.say(f"（{where}）", f" ({where})") if where else ""
        return f"{level} {finding.code} {finding.say(language)}{brackets}\n  → {finding.advise(language)}"


class _Suites(Composer):
    def opening(self, end: End | None) -> Iterable[str]:
        del end
        return ('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="jixiao">\n',)

    def closing(self, end: End) -> Iterable[str]:
        del end
        return ("</testsuites>\n",)


def _suite(path: str, tests: int, failures: int, skipped: int, cases: Iterable[str]) -> str:
    head = f'<testsuite name={_value(path)} tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}">'
    return f" {head}\n{''.join(cases)} </testsuite>\n"


def _properties(aside: Aside) -> list[str]:
    """How many findings were set aside, where there are any."""
    lines = [
        f'   <property name="jixiao.{name}" value="{count}"/>\n' for name, count in aside._asdict().items() if count
    ]
    return [f"  <properties>\n{''.join(lines)}  </properties>\n"] if lines else []


def _case(name: str, path: str, body: str) -> str:
    head = f"  <testcase name={_value(name)} classname={_value(path)}"
    return f"{head}>\n{body}  </testcase>\n" if body else f"{head}/>\n"


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(parts)


def _text(text: str) -> str:
    # A bare return would be read as a line break.
    return escape(printable(text), quote=False).replace("\r", "&#13;")


def _value(text: str) -> str:
    return f'"{escape(printable(text)).translate({9: "&#9;", 10: "&#10;", 13: "&#13;"})}"'
