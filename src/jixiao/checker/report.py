"""The outcome of a check: findings, what each rule came to, and what could not be checked."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from jixiao.checker.findings import Finding
from jixiao.checker.profile import Profile
from jixiao.checker.walk import Undecided, Walker
from jixiao.model.english import counted
from jixiao.model.forms import Indicator, TargetForm
from jixiao.model.reading import Gap, Reading
from jixiao.places import Places
from jixiao.rules.base import Severity

if TYPE_CHECKING:
    from jixiao.checker.aside import Exemption

FINGERPRINT_VERSION: Final = "1"


class Report:
    """What came of checking one reading. ``findings`` stand in the order of the forms, in each the heaviest first.

    ``profiles`` holds the profile of each form; ``walker`` is what checked it, to count the outcomes when asked.
    """

    def __init__(self, reading: Reading, language: str = "zh", walker: Walker | None = None) -> None:
        self.reading = reading
        self.language = language
        self.walker = walker
        self.profiles: tuple[Profile, ...] = ()
        self.undecided: list[Undecided] = []
        self._findings: list[Finding] = []
        self._causes: dict[int, int] = {}
        self._fingerprints: list[str] | None = None
        self._hidden: set[int] = set()
        self._aside: set[int] = set()
        self.exempted: tuple[tuple[Finding, Exemption], ...] = ()
        """The findings that were let pass, each with the decision."""
        self.baselined: tuple[Finding, ...] = ()
        """The findings that were known before, from a baseline."""
        self._outcomes: dict[str, dict[str, int]] | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding."""
        if not self._hidden:
            return tuple(self._findings)
        return tuple(finding for finding in self._findings if finding.number not in self._hidden)

    @property
    def forms(self) -> tuple[TargetForm, ...]:
        """The forms that were checked."""
        return self.reading.disclosure.forms

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What the reader had to mend or could not read."""
        return self.reading.gaps

    @property
    def outcomes(self) -> dict[str, dict[str, int]]:
        """For each rule how many nodes ``pass``, ``fail``, are ``not_applicable``, or ``cannot_tell``."""
        if self._outcomes is None:
            from jixiao.checker.outcomes import count_outcomes

            self._outcomes = {} if self.walker is None else count_outcomes(self.walker, self)
        return self._outcomes

    @property
    def rules_run(self) -> int:
        """How many rules ran on some form: those that a profile turns off, or that were to be asked for, did not."""
        rules = self.walker.rules if self.walker is not None else ()
        profiles = set(self.profiles)
        return len({rule.code for rule in rules if any(profile.has(rule) for profile in profiles)})

    def by_form(self, ordinal: int) -> tuple[Finding, ...]:
        """The findings of one form, counted from 1."""
        return tuple(finding for finding in self.findings if finding.form == ordinal)

    def faults_of(self, ordinal: int) -> tuple[Finding, ...]:
        """What is wrong with one form, whether or not it was set aside, without consequences: what a score goes by."""
        hidden = self._hidden - self._aside
        return tuple(
            finding
            for finding in self._findings
            if finding.form == ordinal and finding.number not in self._causes and finding.number not in hidden
        )

    def count(self, severity: Severity | str) -> int:
        """How many findings people see with a severity: doubtful ones count one lower, consequences not at all."""
        return sum(finding.shown_severity == severity for finding in self._own())

    def worst(self) -> Severity | None:
        """The worst severity among the findings that may decide an exit code."""
        levels = {finding.severity for finding in self._own() if finding.counts}
        return next((level for level in Severity if level in levels), None)

    def failing(self, fail_on: Severity | str) -> tuple[Finding, ...]:
        """The findings from a severity on that may decide an exit code."""
        least = list(Severity).index(Severity(fail_on))
        return tuple(one for one in self._own() if one.counts and list(Severity).index(one.severity) <= least)

    def _own(self) -> list[Finding]:
        """The findings that are no consequences of others."""
        return [finding for finding in self.findings if self.cause_of(finding) is None]

    def cause_of(self, finding: Finding) -> Finding | None:
        """The finding of which ``finding`` is a consequence; one whose cause was set aside stands by itself."""
        number = self._causes.get(finding.number)
        return None if number is None or number in self._aside else self._findings[number]

    def fingerprint_of(self, finding: Finding) -> str:
        """See :attr:`Finding.fingerprint`."""
        if self._fingerprints is None:
            self._fingerprints = self._make_fingerprints()
        return self._fingerprints[finding.number]

    def to_json(self, *, path: str | None = None, indent: int | None = 1) -> str:
        """The report as the documented JSON with one file in it."""
        from jixiao.checker.plain import report_json

        return report_json([(path or self.reading.source or "", self)], indent=indent)

    def moved(self, places: Places, gaps: Iterable[Gap]) -> Report:
        """The same report on a copy of its file, in which everything has another place."""
        copy = Report(evolve(self.reading, places=places, gaps=tuple(gaps)), self.language, self.walker)
        copy.profiles, copy.undecided = self.profiles, self.undecided
        copy._findings = [evolve(finding, report=copy) for finding in self._findings]
        copy._causes, copy._hidden, copy._aside = self._causes, self._hidden, self._aside
        copy.exempted, copy.baselined = self.exempted, self.baselined
        return copy

    def next_number(self) -> int:
        """The number of the finding that is taken in next."""
        return len(self._findings)

    def add(self, findings: Iterable[Finding]) -> None:
        """Take findings in, in the order of their numbers."""
        self._findings.extend(findings)

    def set_cause(self, finding: Finding, cause: Finding) -> None:
        """Say that ``finding`` is a consequence of ``cause``."""
        self._causes[finding.number] = cause.number

    def hide_previews(self) -> None:
        """Leave out the findings of preview rules, for good."""
        self._hidden = self._hidden | {finding.number for finding in self._findings if finding.preview}

    def set_aside(self, exempted: Iterable[tuple[Finding, Exemption]], baselined: Iterable[Finding]) -> None:
        """Take findings out for good, but for their numbers; see :func:`jixiao.checker.aside.set_aside`."""
        self.exempted += tuple(exempted)
        self.baselined += tuple(baselined)
        self._aside = {finding.number for finding in (*(one for one, _ in self.exempted), *self.baselined)}
        self._hidden = self._hidden | self._aside

    def leave_out(self, names: Iterable[str]) -> None:
        """Leave out the findings of these codes or families, with what follows from them, for good."""
        allowed = set(names)
        out = {one.number for one in self._findings if allowed & {one.code, one.rule.family}}
        self._hidden = self._hidden | out | {number for number, cause in self._causes.items() if cause in out}

    def _make_fingerprints(self) -> list[str]:
        import hashlib

        seen: dict[str, int] = {}
        made: list[str] = []
        for finding in self._findings:
            parts = (FINGERPRINT_VERSION, finding.code, finding.variant or "", finding.project_name or "")
            content = "\x1f".join((*parts, *self._meaning(finding)))
            digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            number = seen.get(digest, 0)
            seen[digest] = number + 1
            made.append(digest if not number else f"{digest}-{number}")
        return made

    def rows_of(self, finding: Finding) -> list[Indicator]:
        """The rows of indicators in which a finding has its places."""
        if finding.form is None:
            return []
        form = self.forms[finding.form - 1]
        return [row for path in finding.paths if (row := _indicator_at(form, path)) is not None]

    def _meaning(self, finding: Finding) -> tuple[str, ...]:
        """What the finding is about, without row numbers and halves: category, names and the user's own text.

        Of several rows, or of a row whose name is clipped in one half, it is the one with the longest name.
        """
        parts: list[str] = []
        rows = self.rows_of(finding)
        if rows:
            _, name, category = max((len(row.name or ""), row.name or "", row.category or "") for row in rows)
            parts += [category, name]
        for key, value in sorted(finding.values.items()):
            if key == "ordinal":
                continue  # another form's, which moves when a form is put before it
            parts.append(f"{key}={_plain(value)}")
        return tuple(parts)

    def __repr__(self) -> str:
        errors, warnings, infos = (self.count(severity) for severity in Severity)
        unchecked = sum(gap.effect == "cannot tell" for gap in self.gaps)
        return (
            f"<Report {counted(len(self.forms), 'form')}: {counted(errors, 'error')}, {counted(warnings, 'warning')},"
            f" {infos} info; {unchecked} not checked>"
        )


def _indicator_at(form: TargetForm, path: str) -> Indicator | None:
    _, found, rest = path.partition(".indicators.")
    if not found or "[" not in rest:
        return None
    half, _, number = rest.partition("]")[0].partition("[")
    rows = form.indicators.period if half == "period" else form.indicators.annual
    return rows[int(number)] if number.isdigit() and int(number) < len(rows) else None


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dict):
        return ",".join(f"{key}:{_plain(one)}" for key, one in sorted(value.items()))
    return "".join(str(value).split())
