"""In which order the findings of a form are told, and which of them are told together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from jixiao.checker import Finding
from jixiao.checker.wording import Severity

_IN_FULL: Final = 3
"""How many findings of one rule in one form are told in full, where there are many."""
_MANY: Final = 6
"""How many of one rule in one form are many: a form whose every row is written in another way of writing."""


def rank(form: int | None, findings: Sequence[Finding]) -> tuple[int, int, int, int]:
    """Worst first: many errors, then many warnings; the document as a whole comes first of all."""
    counts = Counter(finding.shown_severity for finding in findings if finding.cause is None)
    return (form is not None, -counts[Severity.ERROR], -counts[Severity.WARNING], form or 0)


def spans(numbers: Sequence[int]) -> str:
    """1–10、12."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] == number - 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    return "、".join("–".join(map(str, span)) for span in found)


def told_together(findings: Sequence[Finding]) -> Iterator[tuple[Finding, Sequence[Finding]]]:
    """The findings of a form in their order, each with those behind it that are told by their places alone.

    These are the further ones of a rule whose warnings stand in many rows of the form; errors are always told in full.
    """
    alike: dict[tuple[str, Severity], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.code, finding.shown_severity), []).append(finding)
    told: Counter[tuple[str, Severity]] = Counter()
    for finding in findings:
        key = finding.code, finding.shown_severity
        some = alike[key]
        full = len(some) if finding.shown_severity is Severity.ERROR or len(some) < _MANY else _IN_FULL
        told[key] += 1
        if told[key] <= full:
            yield finding, some[full:] if told[key] == full else ()
