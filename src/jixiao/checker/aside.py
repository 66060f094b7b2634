"""Findings that are set aside: known from a baseline, or exempted one by one with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from jixiao.checker.findings import Finding
    from jixiao.checker.report import Report


class Exemption(NamedTuple):
    """One finding that somebody has decided to let pass, or the same one of a few rows.

    ``project`` and ``indicator`` are names as they are printed; a blank more or less is none. ``until`` is the last
    day on which it holds, as ``2025-12-31``.
    """

    code: str
    reason: str
    project: str | None = None
    indicator: str | None = None
    until: str | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether this is the finding that is meant."""
        if finding.code != self.code:
            return False
        if self.project is not None and _bare(self.project) != _bare(finding.project_name):
            return False
        return self.indicator is None or _bare(self.indicator) in {_bare(name) for name in finding.indicator_names}


def _bare(name: str | None) -> str:
    return "".join((name or "").split())


def set_aside(report: Report, known: Set[str] = frozenset(), exemptions: Iterable[Exemption] = ()) -> Report:
    """Take out of a report what is exempted, and then what is known by its fingerprint; their numbers stay in it."""
    granted = list(exemptions)
    exempted: list[tuple[Finding, Exemption]] = []
    baselined: list[Finding] = []
    for finding in report.findings:
        exemption = next((one for one in granted if one.covers(finding)), None)
        if exemption is not None:
            exempted.append((finding, exemption))
        elif known and finding.fingerprint in known:
            baselined.append(finding)
    report.set_aside(exempted, baselined)
    return report
