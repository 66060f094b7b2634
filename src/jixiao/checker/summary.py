"""A run over many files in one view: which units come out worst, and which forms stand in two files.

Of each file a :class:`Digest` is kept: counts, and the traces of its forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

from jixiao.checker.facts import template_of
from jixiao.checker.profile import Profile
from jixiao.checker.report import Report
from jixiao.checker.score import Sheet, score_forms
from jixiao.model.forms import TargetForm
from jixiao.model.reading import Status
from jixiao.model.texts import bare
from jixiao.rules.base import Severity
from jixiao.rules.between import Copies, Trace, trace
from jixiao.rules.between import Copy as Copy

STATUSES: Final[tuple[Status, ...]] = ("read", "partly read", "not a target form", "not readable")


class Counts(NamedTuple):
    """What was found in the forms of a unit. Errors of money and of values are counted among the errors as well."""

    forms: int = 0
    money_errors: int = 0
    value_errors: int = 0
    copied_forms: int = 0
    errors: int = 0
    warnings: int = 0
    info: int = 0
    scored: int = 0
    """How many forms have a score: all but the blank ones."""
    tenths: int = 0
    """The sum of their scores, in tenths of a point."""

    @property
    def score(self) -> Decimal | None:
        """The mean score of the forms on the review sheet, out of 100."""
        if not self.scored:
            return None
        return (Decimal(self.tenths) / (10 * self.scored)).quantize(Decimal("0.1"), ROUND_HALF_UP)

    def plain(self) -> dict[str, Any]:
        """The counts and the mean score, as they stand in the report JSON."""
        counts: dict[str, Any] = {**self._asdict(), "score": None if self.score is None else float(self.score)}
        del counts["scored"], counts["tenths"]
        return counts

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*(one + two for one, two in zip(self, other, strict=True)))


class Digest(NamedTuple):
    """What a run keeps of one file that was checked."""

    counts: dict[str, Counts]
    """By unit; under an empty name what belongs to no unit that is known."""
    traces: tuple[Trace, ...]


def digest(report: Report, sheet: Sheet) -> Digest:
    """The digest of a report, its forms scored on the review sheet.

    Findings count as people see them: doubtful ones one lower, consequences not at all.
    """
    disclosure = report.reading.disclosure
    owners = [_unit_of(form, disclosure.department.name) for form in report.forms]
    counts: dict[str, Counts] = {}
    for owner, form in zip(owners, score_forms(report, sheet), strict=True):
        scored = Counts(forms=1) if form.total is None else Counts(forms=1, scored=1, tenths=int(form.total * 10))
        counts[owner] = counts.get(owner, Counts()).plus(scored)
    common = disclosure.department.name or (owners[0] if len(set(owners)) == 1 else "")
    for finding in report.findings:
        if finding.cause is not None:
            continue
        owner = common if finding.form is None else owners[finding.form - 1]
        counts[owner] = counts.get(owner, Counts()).plus(_counted(finding.shown_severity, finding.rule.family))
    return Digest(counts, _traces(report, owners))


def _unit_of(form: TargetForm, common: str | None) -> str:
    return form.department.name or common or form.implementing_unit or ""


def _counted(severity: Severity, family: str) -> Counts:
    if severity is Severity.ERROR:
        return Counts(errors=1, money_errors=int(family == "FND"), value_errors=int(family == "VAL"))
    return Counts(warnings=1) if severity is Severity.WARNING else Counts(info=1)


def _traces(report: Report, owners: Sequence[str]) -> tuple[Trace, ...]:
    walker = report.walker
    if walker is None:
        return ()
    running: dict[str, frozenset[str]] = {}
    made: list[Trace] = []
    for ordinal, (form, profile) in enumerate(zip(report.forms, report.profiles, strict=True), 1):
        codes = running.get(template_of(form))
        if codes is None:
            codes = running[template_of(form)] = _codes(walker.rules, profile)
        made.append(trace(profile, codes.__contains__, form, ordinal, owners[ordinal - 1]))
    return tuple(made)


def _codes(rules: Iterable[Any], profile: Profile) -> frozenset[str]:
    """The codes of the rules that run under a profile."""
    return frozenset(rule.code for rule in rules if profile.has(rule))


class Summary:
    """Takes the files of a run in, in their order, and holds counts alone."""

    def __init__(self) -> None:
        self.files: dict[Status, int] = dict.fromkeys(STATUSES, 0)
        self.copies: list[Copy] = []
        self._units: dict[str, tuple[str, Counts]] = {}
        self._seen = Copies()

    def add(self, path: str, status: Status, digest: Digest | None = None) -> None:
        """Take the next file in."""
        self.files[status] += 1
        if digest is None:
            return
        for unit, counts in digest.counts.items():
            self._count(unit, counts)
        found = self._seen.add(path, digest.traces)
        self.copies += found
        owners = {left.ordinal: left.unit for left in digest.traces}
        for ordinal in {copy.form.ordinal for copy in found}:
            self._count(owners[ordinal], Counts(copied_forms=1))

    def _count(self, unit: str, counts: Counts) -> None:
        # A unit is one unit whatever blanks and brackets are typed around its name.
        name, known = self._units.get(bare(unit), (unit, Counts()))
        self._units[bare(unit)] = (name, known.plus(counts))

    @property
    def checked(self) -> int:
        """How many files were checked."""
        return self.files["read"] + self.files["partly read"]

    @property
    def total(self) -> Counts:
        """All units together."""
        whole = Counts()
        for _, counts in self._units.values():
            whole = whole.plus(counts)
        return whole

    @property
    def units(self) -> list[tuple[str, Counts]]:
        """The units, worst first: by wrong money, impossible values, copied forms, then by all that was found."""
        return sorted(
            self._units.values(), key=lambda unit: (*(-count for count in unit[1][1:7]), -unit[1].forms, unit[0])
        )

    def plain(self) -> dict[str, Any]:
        """The summary as it stands in the report JSON."""
        total = self.total
        return {
            "files": {
                "total": sum(self.files.values()),
                **{name.replace(" ", "_"): n for name, n in self.files.items()},
            },
            "total": total.plain(),
            "units": [{"unit": unit or None, **counts.plain()} for unit, counts in self.units],
            "copies": [
                {
                    "code": copy.code,
                    "form": _form_entry(copy.form),
                    "other": _form_entry(copy.other),
                    "texts": copy.texts,
                    "near": copy.near,
                }
                for copy in self.copies
            ],
        }


def _form_entry(at: tuple[str, int, str]) -> dict[str, Any]:
    path, ordinal, project = at
    return {"path": path, "ordinal": ordinal, "project_name": project or None}
