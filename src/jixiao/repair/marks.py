"""A report → marks by place: what every marked copy says, in whatever format it is given back."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Final

from attrs import field, frozen

from jixiao.checker import Finding, Report
from jixiao.checker.wording import SEVERITY_NAMES, Severity
from jixiao.errors import WrongUse
from jixiao.model.english import counted
from jixiao.places import Location

RECORD_NAMESPACE: Final = "urn:jixiao:marks"
"""The namespace of the part in which a marked copy carries what was changed in it."""
AUTHOR: Final = "jixiao"
"""The author of every comment of ours, by which they are known again."""
TITLES: Final = ("检查结果", "Findings")
"""What the list of findings is called."""
DISCLAIMER: Final = (
    "机器预审，不代替财政部门审核",
    "A preliminary review by machine; it does not replace the review of the finance department",
)

_LONGEST: Final = 6_000
"""Characters of one comment; the rest stands in the list."""
_LONGEST_FRONT: Final = 40
"""Lines of the comment in front; the rest is counted."""
_ORDER: Final = list(Severity)


@frozen
class Item:
    """A finding as it is said. ``number`` counts from 1 in the order of the report; ``at`` are its places."""

    number: int
    code: str
    severity: Severity
    level: str
    """The severity in words, with the doubt about it: ``错误``, ``警告〔存疑〕``."""
    project: str
    message: str
    advice: str
    at: tuple[Location, ...]
    finding: Finding = field(repr=False)

    @property
    def text(self) -> str:
        """The finding in two lines, as a comment has it."""
        return f"{self.level} {self.code}　{self.message}\n→ {self.advice}"


@frozen
class Mark:
    """A place with all that was found there, the heaviest first."""

    at: Location
    items: tuple[Item, ...]

    @property
    def severity(self) -> Severity:
        """The worst severity at this place."""
        return self.items[0].severity

    def text(self, language: str = "zh") -> str:
        """What the comment at this place says."""
        said: list[str] = []
        room = _LONGEST
        for count, item in enumerate(self.items):
            room -= len(item.text)
            if room < 0 and said:
                rest = len(self.items) - count
                said.append(f"{rest} more in the list" if language == "en" else f"另有{rest}处，见“{TITLES[0]}”")
                break
            said.append(item.text)
        return "\n\n".join(said)


@frozen
class Unchecked:
    """What could not be checked: where it stands, in which form, and why."""

    project: str
    at: Location | None
    reason: str


@frozen
class Marks:
    """What is to be marked in a copy of one file.

    ``items`` is the whole list; ``places`` holds the places inside the file, in the order in which they are met.
    """

    language: str
    headline: str
    """The line on top: file, year, profile and hash, counts."""
    items: tuple[Item, ...]
    places: tuple[Mark, ...]
    unchecked: tuple[Unchecked, ...]

    def say(self, zh: str, en: str) -> str:
        """The text of the language asked for."""
        return en if self.language == "en" else zh

    @property
    def title(self) -> str:
        """What the list is called."""
        return self.say(*TITLES)

    @property
    def disclaimer(self) -> str:
        """What a review by machine is, and isn't."""
        return self.say(*DISCLAIMER)


@frozen
class Cleaned:
    """A copy without our marks. ``exact``: every part is what it was before it was marked, byte for byte.

    Where it isn't, another program has written the copy anew in between; ``unsure`` counts the cells whose colours
    before that are not known.
    """

    data: bytes = field(repr=False)
    exact: bool = True
    unsure: int = 0

    def say(self, language: str = "zh") -> str:
        """What the owner should know about it; nothing where it is exact."""
        if self.exact:
            return ""
        said = (
            "The copy had been saved by another program; the marks are gone, the rest is as that program wrote it"
            if language == "en"
            else "标注后的文件被别的程序另存过；标注已去掉，其余内容保持该程序另存的样子"
        )
        if self.unsure and language == "en":
            return f"{said}; {counted(self.unsure, 'cell')} left without fill: give it back where there was one"
        return f"{said}；有{self.unsure}个格子改成了无底色，原来有底色的请自行补上" if self.unsure else said


def front_lines(marks: Marks, placed: Set[int]) -> list[str]:
    """What a comment in front says: the counts, and every finding and gap that has no mark of its own.

    ``placed`` holds the numbers of the items that have one.
    """
    brackets = marks.say("（{}）", "({})")
    rest = [
        line for item in marks.items if item.number not in placed for line in f"{item.project}　{item.text}".split("\n")
    ]
    if marks.unchecked:
        rest.append(marks.say("没有检查的：", "Not checked:"))
        rest += [f"{gap.project}　{gap.reason}" for gap in marks.unchecked]
    more = len(rest) - _LONGEST_FRONT
    if more > 0:
        rest[_LONGEST_FRONT:] = [
            marks.say(f"另有{more}行，见 jixiao check 的结果", f"{counted(more, 'more line')}; see jixiao check")
        ]
    return [f"jixiao {marks.title}", marks.headline, brackets.format(marks.disclaimer), *rest]


def no_marks_in(name: str) -> WrongUse:
    """The error for a file that has none of our marks."""
    return WrongUse(
        f"{name}：没有找到jixiao的标注，不用清理。",
        f"{name}: no marks of jixiao were found in it, so there is nothing to take away.",
    )


def marks_of(report: Report, name: str, language: str | None = None) -> Marks:
    """The marks of a report on the file called ``name``, in a language (that of the report)."""
    language = language or report.language
    items = tuple(_item(report, finding, number, language) for number, finding in enumerate(_listed(report), 1))
    found: dict[Location, list[Item]] = {}
    for item in items:
        for at in item.at:
            # Another file of the same budget has a copy of its own, or none.
            if at.file is None:
                found.setdefault(at, []).append(item)
    places = tuple(
        Mark(at, tuple(sorted(some, key=lambda one: (_ORDER.index(one.severity), one.number))))
        for at, some in found.items()
    )
    return Marks(language, _headline(report, name, language), items, places, _unchecked(report, language))


def _listed(report: Report) -> list[Finding]:
    """The findings form by form, what is about the whole document first, every consequence behind its cause."""
    waiting: dict[int, list[Finding]] = {}
    first: list[Finding] = []
    shown = {finding.number for finding in report.findings}
    for finding in sorted(report.findings, key=lambda one: one.form or 0):
        cause = finding.cause
        if cause is None or cause.number not in shown or cause.form != finding.form:
            first.append(finding)
        else:
            waiting.setdefault(cause.number, []).append(finding)
    return [each for finding in first for each in _with_following(finding, waiting)]


def _with_following(finding: Finding, waiting: Mapping[int, list[Finding]]) -> list[Finding]:
    following = waiting.get(finding.number, [])
    return [finding, *(each for one in following for each in _with_following(one, waiting))]


def _item(report: Report, finding: Finding, number: int, language: str) -> Item:
    severity = finding.shown_severity
    english = language == "en"
    level = SEVERITY_NAMES[severity][english]
    if finding.confidence == "low":
        level += " [doubtful]" if english else "〔存疑〕"
    elif finding.confidence == "medium":
        level += " [likely]" if english else "〔请核对〕"
    if finding.preview:
        level += " [preview]" if english else "〔试行〕"
    at = tuple(dict.fromkeys(place.at for _, place in finding.places))
    message = finding.say(language)
    cause = finding.cause
    if cause is not None:
        message += f" (follows from {cause.code})" if english else f"（由{cause.code}引起）"
    project = _project(report, finding.form, language)
    return Item(number, finding.code, severity, level, project, message, finding.advise(language), at, finding)


def _project(report: Report, ordinal: int | None, language: str) -> str:
    english = language == "en"
    if ordinal is None:
        return "the whole document" if english else "整份文件"
    name = report.forms[ordinal - 1].project_name or ("(no name)" if english else "（没有名称）")
    if len(report.forms) == 1:
        return name
    return f"form {ordinal}: {name}" if english else f"第{ordinal}张　{name}"


def _headline(report: Report, name: str, language: str) -> str:
    english = language == "en"
    year = report.reading.disclosure.fiscal_year
    errors, warnings, infos = (report.count(severity) for severity in Severity)
    profiles = dict.fromkeys(
        f"{profile.name} ({profile.hash})" if english else f"{profile.name}（{profile.hash}）"
        for profile in report.profiles
    )
    forms = len(report.forms)
    if english:
        parts = [name, str(year) if year else "", counted(forms, "target form")]
        parts += ["profile " + ", ".join(profiles) if profiles else ""]
        parts += [f"{counted(errors, 'error')}, {counted(warnings, 'warning')}, {infos} info"]
    else:
        parts = [name, f"{year}年度" if year else "", f"{forms}张绩效目标表"]
        parts += ["规则集 " + "、".join(profiles) if profiles else ""]
        parts += [f"错误{errors}处，警告{warnings}处，提示{infos}处"]
    return " · ".join(part for part in parts if part)


def _unchecked(report: Report, language: str) -> tuple[Unchecked, ...]:
    found: list[Unchecked] = []
    for gap in report.gaps:
        if gap.effect != "cannot tell":
            continue
        ordinal = None
        if gap.path.startswith("forms["):
            ordinal = int(gap.path[len("forms[") :].partition("]")[0]) + 1
        try:
            at = Location.parse(gap.at) if gap.at else None
        except ValueError:
            at = None
        inside = ordinal is not None and ordinal <= len(report.forms)
        found.append(Unchecked(_project(report, ordinal if inside else None, language), at, gap.say(language)))
    return tuple(dict.fromkeys(found))
