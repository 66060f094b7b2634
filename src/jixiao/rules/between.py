"""Forms that were copied from one file to another: the rules on copies, over files that are read one after the other.

A form leaves a :class:`Trace` of hashes and short texts, so that thousands of files can be compared and none is kept.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import chain
from typing import Final, NamedTuple

from jixiao.model.forms import TargetForm
from jixiao.model.rows import holds_names
from jixiao.model.texts import bare
from jixiao.rules.base import RUNNING_COST_NAMES, Judge
from jixiao.rules.likeness import LEAST_ROWS, core, distinct_rows, ends, nearly, own_texts

SAME_FORM: Final = "STR18"
SAME_ROWS: Final = "TXT03"
SAME_TEXTS: Final = "TXT04"

REMEMBERED: Final = 10_000
"""So many forms are remembered at least, and twice as many at most: what is older is forgotten."""
_LONGEST: Final = 200
"""The first so many forms with a row stand for all that have it: what everybody writes is no sign of a copy."""


class Trace(NamedTuple):
    """What is kept of a form. ``whole``, ``rows`` and ``texts`` are empty where the rule on them does not run."""

    ordinal: int
    project: str
    unit: str
    whole: int = 0
    rows: tuple[int, ...] = ()
    share: int = 100
    """The share of the rows, in percent, that two forms have in common where one is a copy."""
    texts: tuple[tuple[int, str], ...] = ()
    """The hash and the core of each text."""


class FormAt(NamedTuple):
    """A form of a file, by its ordinal from 1."""

    path: str
    ordinal: int
    project: str


class Copy(NamedTuple):
    """``form`` has what the earlier ``other`` has; ``code`` is that of the rule on such copies inside one file."""

    code: str
    form: FormAt
    other: FormAt
    texts: int = 0
    """How many texts they share, where it is texts."""
    near: bool = False
    """Whether these are the same but for a few words."""


def trace(judge: Judge, runs: Callable[[str], bool], form: TargetForm, ordinal: int, unit: str) -> Trace:
    """The trace of a form of a unit; ``runs`` tells which rules do."""
    rows = distinct_rows(form)
    project = form.project_name or ""
    texts = [core(text) for _, text in own_texts(form, int(judge.threshold("copied_text")) + 2)]
    exempt = len(rows) < LEAST_ROWS or holds_names(form, judge.listed("running_cost"), RUNNING_COST_NAMES)
    totals = [_plain(column.total) for column in (form.funding.period, form.funding.annual)]
    whole = (project, unit, form.project_code, form.fiscal_year, totals, sorted(rows), texts)
    return Trace(
        ordinal,
        project,
        unit,
        _hash(repr(whole)) if project and rows and runs(SAME_FORM) else 0,
        tuple(sorted(_hash(f"{name}\t{value}") for name, value in rows)) if runs(SAME_ROWS) and not exempt else (),
        int(judge.threshold("same_indicators")),
        tuple((_hash(text), text) for text in dict.fromkeys(texts)) if runs(SAME_TEXTS) else (),
    )


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else format(amount.normalize(), "f")


def _hash(text: str) -> int:
    """The same number in every process, which Python's own hash is not."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


class _Known:
    """A form that was seen."""

    __slots__ = ("at", "number", "rows", "unit")

    def __init__(self, number: int, at: FormAt, unit: str, rows: tuple[int, ...]) -> None:
        self.number = number
        self.at = at
        self.unit = unit
        self.rows = array("Q", rows)


class _Memory:
    """Some forms that were seen, by what a copy of them is found by."""

    def __init__(self) -> None:
        self.forms = 0
        self.wholes: dict[int, _Known] = {}
        self.rows: dict[int, list[_Known]] = {}
        self.texts: dict[int, _Known] = {}
        self.ends: dict[str, tuple[str, _Known]] = {}

    def keep(self, left: Trace, known: _Known) -> None:
        """Remember a form."""
        self.forms += 1
        if left.whole:
            self.wholes.setdefault(left.whole, known)
        for row in _telling(left):
            seen = self.rows.setdefault(row, [])
            if len(seen) < _LONGEST:
                seen.append(known)
        for number, text in left.texts:
            self.texts.setdefault(number, known)
            for end in ends(text):
                self.ends.setdefault(end, (text, known))


def _telling(left: Trace) -> tuple[int, ...]:
    """The rows by which a copy is found: two forms that share enough share one of these, the least by their hash."""
    count = len(left.rows)
    return left.rows[: count - -(-left.share * count // 100) + 1] if count else ()


class Copies:
    """Finds the forms of a file that stand in an earlier file, whole, by their rows or by their texts."""

    def __init__(self) -> None:
        self._seen = 0
        self._older = _Memory()
        self._newer = _Memory()

    def add(self, path: str, traces: Iterable[Trace]) -> list[Copy]:
        """The copies among the forms of the next file, which is remembered."""
        found: list[Copy] = []
        fresh: list[Trace] = []
        for left in traces:
            at = FormAt(path, left.ordinal, left.project)
            twin = next((one for memory in self._memories() if (one := memory.wholes.get(left.whole))), None)
            if twin is not None:
                # The first one stands for it from now on.
                found.append(Copy(SAME_FORM, at, twin.at))
                continue
            original = self._by_rows(left)
            if original is not None:
                found.append(Copy(SAME_ROWS, at, original.at))
            shared = self._by_texts(left)
            if shared is not None and shared[0] is not original:
                found.append(Copy(SAME_TEXTS, at, shared[0].at, shared[1], shared[2]))
            fresh.append(left)
        # A file is remembered when all of it was looked at: what it shares with itself is a matter of its own report.
        for left in fresh:
            self._keep(path, left)
        return found

    def _memories(self) -> tuple[_Memory, _Memory]:
        return self._older, self._newer

    def _keep(self, path: str, left: Trace) -> None:
        if self._newer.forms >= REMEMBERED:
            self._older, self._newer = self._newer, _Memory()
        self._seen += 1
        self._newer.keep(left, _Known(self._seen, FormAt(path, left.ordinal, left.project), left.unit, left.rows))

    def _by_rows(self, left: Trace) -> _Known | None:
        """The earliest form of another project with the same rows."""
        rows = set(left.rows)
        met = chain.from_iterable(memory.rows.get(row, ()) for row in _telling(left) for memory in self._memories())
        for known in sorted({known.number: known for known in met}.values(), key=lambda one: one.number):
            most = max(len(rows), len(known.rows))
            if len(rows.intersection(known.rows)) * 100 >= left.share * most and not _one_project(left, known):
                return known
        return None

    def _by_texts(self, left: Trace) -> tuple[_Known, int, bool] | None:
        """The form of another project with which most texts are shared, how many, and whether all but nearly."""
        shared: dict[int, tuple[_Known, list[bool]]] = {}
        for number, text in left.texts:
            for known, near in self._with_text(left, number, text):
                if not _one_project(left, known):
                    shared.setdefault(known.number, (known, []))[1].append(near)
                    break
        if not shared:
            return None
        known, nears = max(shared.values(), key=lambda one: (len(one[1]), -one[0].number))
        return known, len(nears), all(nears)

    def _with_text(self, left: Trace, number: int, text: str) -> Iterable[tuple[_Known, bool]]:
        for memory in self._memories():
            known = memory.texts.get(number)
            if known is not None:
                yield known, False
        for memory in self._memories():
            for end in ends(text):
                like = memory.ends.get(end)
                if like is not None and like[0] != text and nearly(text, left.project, like[0], like[1].at.project):
                    yield like[1], True


def _one_project(left: Trace, known: _Known) -> bool:
    """Whether two forms are of one project, as an amended form and the old one are: that is no copy."""
    return bool(left.project) and bare(left.project) == bare(known.at.project) and bare(left.unit) == bare(known.unit)
