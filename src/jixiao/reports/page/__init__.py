"""The report as one page for a browser: each form drawn as its template prints it, with the findings beside its cells.

The page is put together of pieces, a section for each file, so that several processes make one page. It holds no
script and asks for nothing from elsewhere, and says so in its policy.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jixiao.checker import Finding, Report
from jixiao.checker.wording import FAMILY_NAMES, SEVERITY_NAMES, Severity, amount_in, rule_title
from jixiao.drawing import Cell, Drawing, draw
from jixiao.errors import WrongUse
from jixiao.model.english import counted
from jixiao.model.reading import GAP_REASONS
from jixiao.reports.doubts import doubt_of
from jixiao.reports.page.gaps import LISTED, belongs, form_of, gaps_by_reason, lost_in
from jixiao.reports.page.halves import BOTH, halves_of
from jixiao.reports.printable import UNPRINTABLE
from jixiao.reports.set_aside import Aside
from jixiao.reports.text import TEMPLATES

if TYPE_CHECKING:
    from jinja2 import Environment

FILE_NUMBER: Final = "\0"
"""Stands in a section for the number of its file, which is not known where the section is made. No text holds it."""
_WORST: Final = 10
_FEW: Final = 8
"""How many files that could not be checked are shown at once."""
_HALVES: Final = {
    "period": ("实施期", "period"),
    "annual": ("年度", "annual"),
    BOTH: ("实施期、年度", "period, annual"),
}
_HERE: Final = __file__.removesuffix("__init__.py")
# On a page a bare return is a line break too.
_UNPRINTABLE: Final = {**UNPRINTABLE, 13: "\n"}


class Project(NamedTuple):
    """What the top of the page says of one form: where it is, what it is called, and how much was found in it."""

    ordinal: int
    name: str
    errors: int
    warnings: int
    info: int


class Tally(NamedTuple):
    """What the top of the page needs of one file."""

    path: str
    projects: tuple[Project, ...]
    severities: dict[str, int]
    families: dict[str, tuple[int, int, int]]
    """Family → errors, warnings, info."""
    lost: dict[str, tuple[int, ...]]
    """Reason of a gap that left something unchecked → the forms it is in; 0 is the document."""
    aside: Aside = Aside()
    """How many findings were set aside."""


def refuse_missing() -> None:
    """Raise :class:`WrongUse` where Jinja2 is not installed, before anything is checked in vain."""
    _environment()


def section(path: str, report: Report, language: str = "zh") -> tuple[str, Tally]:
    """The piece of the page for one file, and its tally. Raises :class:`WrongUse` as :func:`refuse_missing` does."""
    view = _File(path, report, language)
    text = _environment().get_template("section.html").render(
        file=view, n=FILE_NUMBER, say=_sayer(language), en=language == "en"
    )  # fmt: skip
    return text, view.tally()


def opening(tallies: Sequence[Tally], unread: Iterable[tuple[str, str]], language: str = "zh") -> str:
    """The page down to the first file: its head, the counts, the worst projects, and what could not be checked.

    ``unread`` are the files that could not be checked, with the reasons.
    """
    environment = _environment()
    style = _style()
    return environment.get_template("opening.html").render(
        top=_Top(tallies, language), unread=list(unread), few=_FEW, counted=counted, say=_sayer(language),
        en=language == "en",
        style=style, digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )  # fmt: skip


def closing() -> str:
    """The end of the page."""
    return "</main>\n</body>\n</html>\n"


def numbered(piece: str, number: int) -> str:
    """A section as the page's file of this number, from 1."""
    return piece.replace(FILE_NUMBER, str(number))


def render(path: str, report: Report, language: str = "zh") -> str:
    """The whole page of one file."""
    piece, tally = section(path, report, language)
    return opening([tally], (), language) + numbered(piece, 1) + closing()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError:
        raise WrongUse(
            '网页报告需要Jinja2；请运行 pip install "jixiao[page]"',
            'the page needs Jinja2; run pip install "jixiao[page]"',
        ) from None
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["clean"] = _clean
    return environment


@lru_cache(maxsize=1)
def _style() -> str:
    with open(_HERE + "page.css", encoding="utf-8") as file:
        return file.read()


def _clean(text: str) -> str:
    """A text of the user's as a page may hold it; it is escaped like all others."""
    return text if text.isprintable() else text.translate(_UNPRINTABLE)


def _sayer(language: str) -> Any:
    english = language == "en"
    return lambda zh, en: en if english else zh


class _Note:
    """A finding as the page shows it: its number in its form, its words, and the cells that it is about."""

    def __init__(self, finding: Finding, report: Report, language: str, cells: Sequence[int] = ()) -> None:
        self.number = 0
        self.cells = cells
        self.severity = str(finding.shown_severity)
        self.level = SEVERITY_NAMES[finding.shown_severity][language == "en"]
        self.code = finding.code
        self.title = rule_title(finding.code, language)
        self.message = finding.say(language)
        self.advice = finding.advise(language)
        self.doubt = doubt_of(report, finding, language)
        self.medium = finding.confidence == "medium" and not self.doubt
        self.preview = finding.preview
        self.places = list(dict.fromkeys(place.at.say(language) for _, place in finding.places))
        self.cause = finding.cause.code if finding.cause is not None else None
        self.root = self
        """The finding of which this one is a consequence in the end."""


class _Shown(NamedTuple):
    """A cell with the findings that are about it."""

    cell: Cell
    number: int
    notes: list[_Note]
    half: str = ""
    """The half that a narrow screen names at it."""
    twin: bool = False
    """Whether a narrow screen leaves it out, as the other half says the same."""

    @property
    def css(self) -> str:
        """What it looks like, as classes of the style sheet."""
        if self.notes:
            worst = min((note.severity for note in self.notes), key=[str(one) for one in Severity].index)
            shown = f"flag {worst}"
        else:
            shown = "" if self.cell.text else "blank"
        if self.twin:
            shown += " twin"
        role = "level" if self.cell.part in ("level1", "level2") else self.cell.role
        return f"{role} {shown}".strip() if role in ("title", "head", "level") else shown.strip()


class _Line(NamedTuple):
    """A row of the drawing, with the findings that stand beside it; ``span`` is how far they may reach down."""

    cells: list[_Shown]
    notes: list[_Note]
    span: int

    @property
    def heads(self) -> bool:
        """Whether nothing but heads of columns stands in it, which a narrow screen doesn't have."""
        return len(self.cells) > 1 and all(one.cell.role == "label" and not one.notes for one in self.cells)


class _Form:
    """One form of a file."""

    def __init__(self, ordinal: int, report: Report, findings: Sequence[Finding], language: str) -> None:
        form = report.forms[ordinal - 1]
        self.ordinal = ordinal
        self.name = form.project_name or ("(no name)" if language == "en" else "（没有名称）")
        self.drawing = draw(form, report.reading.places, ordinal)
        self.amounts = [
            (name, amount_in(amount, language))
            for name, amount in (
                ("period" if language == "en" else "实施期", form.funding.period.total),
                ("annual" if language == "en" else "年度", form.funding.annual.total),
            )
            if amount is not None
        ]
        self.counts = _counts(findings)
        self.found = _found(self.counts, language) if findings else _sayer(language)("没有发现问题", "nothing found")
        prefix = f"forms[{ordinal - 1}]"
        gaps = [gap for gap in report.gaps if belongs(gap.path, prefix)]
        self.gaps = gaps_by_reason(gaps, language)
        self.lost = lost_in(gaps)
        by_number: dict[int, _Note] = {}
        for one in _ordered(findings):
            note = by_number[one.number] = _Note(one, report, language, _cells_of(one, prefix, self.drawing))
            if one.cause is not None and one.cause.number in by_number:
                note.root = by_number[one.cause.number].root
        self.notes = list(by_number.values())
        # The numbers follow the eye down the form; in a row the heaviest comes first, then what follows from it.
        self.notes.sort(key=self._row)
        _number(self.notes)
        self.lines = self._lines(language)

    @property
    def total(self) -> int:
        """All columns together, as shares."""
        return sum(self.drawing.widths)

    def _row(self, note: _Note) -> int:
        """The row beside which a note stands: a consequence is told where its cause is."""
        return self.drawing.cells[note.root.cells[0]].row

    def _lines(self, language: str) -> list[_Line]:
        at: dict[int, list[_Note]] = {}
        beside: dict[int, list[_Note]] = {}
        for note in self.notes:
            for flagged in note.cells:
                at.setdefault(flagged, []).append(note)
            beside.setdefault(self._row(note), []).append(note)
        rows: dict[int, list[_Shown]] = {row: [] for row in range(self.drawing.height)}
        for number, cell in enumerate(self.drawing.cells):
            notes = at.get(number, [])
            rows[cell.row].append(_Shown(cell, number, notes))
        starts = sorted({0, *beside})
        spans = {
            start: following - start
            for start, following in zip(starts, [*starts[1:], self.drawing.height], strict=True)
        }
        return [
            _Line(self._cells(cells, language), beside.get(row, []), spans.get(row, 0))
            for row, cells in sorted(rows.items())
        ]

    def _cells(self, cells: list[_Shown], language: str) -> list[_Shown]:
        """The cells of a row from left to right, with what a narrow screen needs of a form with two sides."""
        cells.sort(key=lambda one: one.cell.column)
        if "period" not in self.drawing.layout.halves:
            return cells
        named, twins = halves_of([one.cell for one in cells], [one.notes for one in cells])
        english = language == "en"
        return [
            one._replace(half=_HALVES[named[at]][english] if at in named else "", twin=at in twins)
            for at, one in enumerate(cells)
        ]


class _File:
    """One file of the page."""

    def __init__(self, path: str, report: Report, language: str) -> None:
        self.path = path
        self.report = report
        self.language = language
        english = language == "en"
        by_form: dict[int | None, list[Finding]] = {}
        for finding in report.findings:
            by_form.setdefault(finding.form, []).append(finding)
        self.general = _notes(by_form.get(None, []), report, language)
        self.forms = [
            _Form(ordinal, report, by_form.get(ordinal, []), language) for ordinal in range(1, len(report.forms) + 1)
        ]
        gaps = [gap for gap in report.gaps if not gap.path.startswith("forms[")]
        self.gaps = gaps_by_reason(gaps, language)
        self.lost = lost_in(gaps)
        named = dict.fromkeys(
            TEMPLATES.get(form.template or "", ("未知模板", "unknown template")) for form in report.forms
        )
        self.templates = (", " if english else "、").join(name[english] for name in named)
        self.year = report.reading.disclosure.fiscal_year
        self.profiles = list(dict.fromkeys(f"{profile.name} ({profile.hash})" for profile in report.profiles))
        self.counts = _counts(report.findings)
        self.aside = Aside.of(report).say(language)

    def tally(self) -> Tally:
        """What the top of the page needs of it."""
        families: dict[str, list[int]] = {}
        for finding in _own(self.report.findings):
            row = families.setdefault(finding.rule.family, [0, 0, 0])
            row[list(Severity).index(finding.shown_severity)] += 1
        lost: dict[str, list[int]] = {}
        for gap in self.report.gaps:
            if gap.effect == "cannot tell":
                lost.setdefault(gap.reason, []).append(form_of(gap.path))
        return Tally(
            _clean(self.path),
            tuple(Project(form.ordinal, _clean(form.name), *form.counts) for form in self.forms),
            {str(severity): count for severity, count in zip(Severity, self.counts, strict=True)},
            {family: (row[0], row[1], row[2]) for family, row in families.items()},
            {reason: tuple(forms) for reason, forms in lost.items()},
            Aside.of(self.report),
        )


class _Top:
    """What stands above the files."""

    def __init__(self, tallies: Sequence[Tally], language: str) -> None:
        english = language == "en"
        self.tallies = tallies
        self.several = len(tallies) > 1
        projects = [(number, one) for number, tally in enumerate(tallies, 1) for one in tally.projects]
        self.forms = len(projects)
        self.clean = sum(one.errors == 0 for _, one in projects)
        totals: Counter[str] = Counter()
        families: dict[str, list[int]] = {}
        for tally in tallies:
            totals.update(tally.severities)
            for family, row in tally.families.items():
                known = families.setdefault(family, [0, 0, 0])
                families[family] = [one + two for one, two in zip(known, row, strict=True)]
        self.severities = [
            (str(severity), _level(severity, english, totals[str(severity)]), totals[str(severity)])
            for severity in Severity
        ]
        aside = reduce(Aside.plus, (tally.aside for tally in tallies), Aside())
        self.baselined = aside.baselined > 0
        self.aside = aside.say(language)
        most = max((sum(row) for row in families.values()), default=1)
        self.families = [
            (family, names[english], families[family], [round(1000 * count / most) / 10 for count in families[family]])
            for family, names in FAMILY_NAMES.items()
            if family in families
        ]
        worst = sorted(projects, key=lambda one: (-one[1].errors, -one[1].warnings, one[0], one[1].ordinal))
        self.worst = [one for one in worst if one[1].errors or one[1].warnings][:_WORST]
        self.lost = [
            (GAP_REASONS[reason][english] if reason in GAP_REASONS else reason, len(forms), _some(forms))
            for reason, forms in _lost(tallies).items()
        ]


def _found(counts: tuple[int, int, int], language: str) -> str:
    """How much was found in a form, in words."""
    if language != "en":
        return "错误{}处，警告{}处，提示{}处".format(*counts)
    return ", ".join(f"{count} {_level(one, True, count)}" for one, count in zip(Severity, counts, strict=True))


def _level(severity: Severity, english: bool, count: int) -> str:
    name = SEVERITY_NAMES[severity][english]
    return name + "s" if english and count != 1 and severity is not Severity.INFO else name


def _lost(tallies: Sequence[Tally]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for number, tally in enumerate(tallies, 1):
        for reason, forms in tally.lost.items():
            found.setdefault(reason, []).extend((number, form) for form in forms)
    return dict(sorted(found.items(), key=lambda one: -len(one[1])))


def _some(forms: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return list(dict.fromkeys(forms))[:LISTED]


def _own(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that are no consequences of others."""
    return [finding for finding in findings if finding.cause is None]


def _counts(findings: Iterable[Finding]) -> tuple[int, int, int]:
    counts = Counter(finding.shown_severity for finding in _own(findings))
    return counts[Severity.ERROR], counts[Severity.WARNING], counts[Severity.INFO]


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    """The heaviest first, and every consequence behind its cause."""
    order = list(Severity)
    own = sorted(
        (one for one in findings if one.cause is None or one.cause not in findings),
        key=lambda one: order.index(one.shown_severity),
    )
    return [each for one in own for each in (one, *_following(one, findings))]


def _following(cause: Finding, findings: Sequence[Finding]) -> list[Finding]:
    following = [one for one in findings if one.cause is cause]
    return [each for one in following for each in (one, *_following(one, findings))]


def _notes(findings: Sequence[Finding], report: Report, language: str) -> list[_Note]:
    notes = [_Note(finding, report, language) for finding in _ordered(findings)]
    _number(notes)
    return notes


def _number(notes: Sequence[_Note]) -> None:
    for number, note in enumerate(notes, 1):
        note.number = number


def _cells_of(finding: Finding, prefix: str, drawing: Drawing) -> list[int]:
    """The cells that a finding is about, or the title where it is about none of this form's."""
    own = [path.removeprefix(prefix).lstrip(".") for path in finding.paths if belongs(path, prefix)]
    return list(dict.fromkeys(drawing.cell_of(path) for path in own)) or [0]
