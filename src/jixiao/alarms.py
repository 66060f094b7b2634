"""False alarms: the smallest form that still shows a finding, with nothing in it that tells whose it was."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from attrs import frozen

from jixiao.api import Source, read
from jixiao.checkers import PROFILES, Settings, settings
from jixiao.errors import WrongUse
from jixiao.model.english import counted

if TYPE_CHECKING:
    from jixiao.checker import Finding, Report
    from jixiao.documents.limits import Limits
    from jixiao.model.reading import Reading


@frozen
class FalseAlarm:
    """A finding on the smallest form that still shows it: what can be put into a public issue.

    ``found`` is how many findings of the code there were, of which it is the ``number``-th. ``reading`` and ``finding``
    are the small form and what is said of it, ``None`` where the finding hangs on how the file was read and the
    interchange JSON does not show it. ``kept`` are the texts and amounts that are as their owner wrote them, with their
    paths, because without them the finding is gone. ``checks`` is how many checks that took, ``whole`` whether nothing
    was left to try. ``command`` shows the finding again.
    """

    code: str
    found: int
    number: int
    reading: Reading | None
    finding: Finding | None
    kept: tuple[tuple[str, str], ...]
    checks: int
    whole: bool
    command: str

    def to_json(self) -> str:
        """The small form as interchange JSON, without what is blank; empty where there is none."""
        if self.reading is None:
            return ""
        from jixiao.model.writing import unstructure

        return json.dumps(_filled(unstructure(self.reading)), ensure_ascii=False, indent=1)

    def text(self, language: str = "zh") -> str:
        """What to paste: the versions, what is said, the small form, and what was kept; in ``zh`` or ``en``."""
        return "\n".join(_lines(self, language)) + "\n"

    def __repr__(self) -> str:
        shown = "not shown by JSON" if self.reading is None else f"{counted(len(self.kept), 'text')} kept"
        return f"<FalseAlarm {self.code}: {self.number} of {self.found}, {shown}>"


def report_false_alarm(
    source: Source | Reading,
    code: str,
    *,
    form: int | None = None,
    number: int = 1,
    keep: str | Iterable[str] = (),
    with_: Source | Iterable[Source] = (),
    year: int | None = None,
    profile: str = "auto",
    limits: Limits | None = None,
) -> FalseAlarm:
    """Reduce a form to the least that still shows a finding, names and texts replaced: to report a false alarm.

    ``form`` looks in the form of this ordinal alone, ``number`` says which of several findings, ``keep`` names texts
    that must stay, such as what the rule has overlooked. No configuration is used, so that everybody sees the same. It
    takes a limited number of checks, and the same input gives the same form. Raises what :func:`jixiao.check` raises,
    and :class:`jixiao.errors.WrongUse` where there is no such finding; it names the codes that there are.

    >>> alarm = jixiao.report_false_alarm("examples/disclosure.txt", "DAT07")
    >>> [finding.code for finding in jixiao.check(alarm.to_json().encode()).findings if finding.code == "DAT07"]
    ['DAT07']
    """
    from jixiao.model.reading import Reading
    from jixiao.reducing import reduce

    kept = (keep,) if isinstance(keep, str) else tuple(keep)
    reading = source if isinstance(source, Reading) else read(source, with_, limits=limits)
    chosen = _settings(code, year, profile)
    checker = chosen.checker()
    report = checker.check(reading)
    findings = _findings(report, code, form)
    if not 1 <= number <= len(findings):
        raise WrongUse(
            f"{code} 只有{len(findings)}处，没有第{number}处。",
            f"{code} has {counted(len(findings), 'finding')}, and no number {number}.",
        )
    _refuse_absent(reading, kept)
    reduced = reduce(reading, findings[number - 1], checker.check, kept)
    if reduced is None:
        return FalseAlarm(code, len(findings), number, None, None, (), 1, True, "")
    return FalseAlarm(
        code,
        len(findings),
        number,
        reduced.reading,
        reduced.finding,
        tuple((one.path, one.text) for one in reduced.kept),
        reduced.checks,
        reduced.whole,
        _command(chosen),
    )


def _settings(code: str, year: int | None, profile: str) -> Settings:
    """The settings that find it: a rule that runs on demand only is demanded."""
    from jixiao.checkers import chosen_rules, unknown_code

    rule = next((rule for rule in chosen_rules() if rule.code == code), None)
    if rule is None:
        raise unknown_code(code, {one.code for one in chosen_rules()})
    return settings(year, profile, (code,) if rule.opt_in else ())


def _command(chosen: Settings) -> str:
    """The command that shows the finding on the small form."""
    parts = ["jixiao check --no-config"]
    if chosen.year is not None:
        parts.append(f"--year {chosen.year}")
    if chosen.profile in PROFILES:
        parts.append(f"--profile {chosen.profile}")
    parts += [f"--select {code}" for code in chosen.select]
    return " ".join([*parts, "form.json"])


def _findings(report: Report, code: str, form: int | None) -> list[Finding]:
    if form is not None and not 1 <= form <= len(report.forms):
        count = len(report.forms)
        raise WrongUse(f"没有第{form}张表；这个文件有{count}张。", f"There is no form {form}; the file holds {count}.")
    here = [one for one in report.findings if form is None or one.form == form]
    found = [one for one in here if one.code == code]
    if not found:
        counts: dict[str, int] = {}
        for one in here:
            counts[one.code] = counts.get(one.code, 0) + 1
        codes = sorted(counts.items())
        zh = "、".join(f"{name}（{count}处）" for name, count in codes)
        en = ", ".join(f"{name} ({count})" for name, count in codes)
        raise WrongUse(
            f"没有报 {code}。" + (f"报了的有：{zh}。" if zh else "什么问题都没有报。"),
            f"There is no finding of {code}. " + (f"There are {en}." if en else "Nothing was found at all."),
        )
    return found


def _refuse_absent(reading: Reading, kept: tuple[str, ...]) -> None:
    """What is to be kept has to be there, or nothing could be left out."""
    from jixiao.model.writing import unstructure
    from jixiao.reducing.trees import leaves

    texts = [value for _, value in leaves(unstructure(reading)) if isinstance(value, str)] if kept else []
    for one in kept:
        if not one or not any(one in text for text in texts):
            raise WrongUse(
                f"要保留的“{one}”不在读到的内容里；请照原文写（金额按元、不带逗号）。",
                f"{one!r}, which is to be kept, is nowhere in what was read; write it as it stands there (amounts in "
                "yuan and without commas).",
            )


def _filled(value: Any) -> Any:
    """JSON without what is blank: an absent key is read as null or empty."""
    if isinstance(value, dict):
        return {key: kept for key, one in value.items() if (kept := _filled(one)) not in (None, {}, [])}
    return [_filled(one) for one in value] if isinstance(value, list) else value


def _lines(alarm: FalseAlarm, language: str) -> Iterable[str]:
    from platform import python_version

    from jixiao import __version__

    def say(zh: str, en: str) -> str:
        return en if language == "en" else zh

    finding, reading = alarm.finding, alarm.reading
    yield say(f"误报 {alarm.code}", f"False alarm: {alarm.code}")
    yield ""
    yield f"- jixiao {__version__} · Python {python_version()}"
    if finding is None or reading is None:
        yield ""
        yield say(
            "这一处取决于文件是怎样读的（位置、修补、模板），交换格式的JSON显示不出来。请照原样做一个去掉姓名和金额、"
            "仍会报这一处的文件，附在问题里。",
            "This finding hangs on how the file was read (places, mending, template), which the interchange JSON does "
            "not show. Please attach a file of the same kind, without names and amounts, that still shows it.",
        )
        return
    profiles = dict.fromkeys(f"{one.name} ({one.hash})" for one in finding.report.profiles)
    yield say("- 规则集 ", "- profile ") + say("、", ", ").join(profiles)
    yield say(f"- 报的是：{finding.say('zh')}", f"- what is said: {finding.say('en')}")
    yield say("- 位置：", "- where: ") + (finding.paths[0] if finding.paths else say("整个文件", "the whole file"))
    yield say(
        f"- 重现：把下面存为form.json，运行 {alarm.command}",
        f"- to see it: save this as form.json, run {alarm.command}",
    )
    yield ""
    yield "```json"
    yield alarm.to_json()
    yield "```"
    yield ""
    if alarm.kept:
        yield say(
            "下列原文保留，因为去掉或换掉后就不再报；不想公开的请先自己改：",
            "These are as in the original, because without them the finding is gone; change what must not be public:",
        )
        yield from (f"- {path}{say('：', ': ')}{text}" for path, text in alarm.kept)
    else:
        yield say(
            "原文的名称、文字和金额都已去掉或换掉，只留下“≥95%”这样的常见写法。",
            "Names, texts and amounts of the original are gone or replaced; only such things as ≥95% are left.",
        )
    if not alarm.whole:
        yield say(
            f"检查了{alarm.checks}次后停止，可能还可以更短。",
            f"It ended after {alarm.checks} checks and may be longer than need be.",
        )
    if reading.gaps:
        reasons = dict.fromkeys(gap.say(language) for gap in reading.gaps)
        yield say("这一处也取决于读取时的修补：", "It also hangs on what had to be mended: ") + say("；", "; ").join(
            reasons
        )
    yield say(
        "这里是读到的内容，不是文件本身：如果是单元格读错了，请另附去掉姓名和金额的文件。",
        "This is what was read, not the file: if a cell was misread, attach a file without names and amounts as well.",
    )
