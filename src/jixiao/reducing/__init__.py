"""A reading that shows a finding → the smallest that still shows it, with stand-ins for names, texts and amounts.

Delta debugging on the interchange JSON: a step (a form, a row, a field left out; a text shortened; a name, a number
replaced) is kept where the same finding still stands: of the same code and variant, at the same kind of place. What is
left as its owner wrote it, because without it the finding is gone, is told. Pure, the same for the same input, and
bounded by a number of checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from jixiao.checker import Finding, Report
from jixiao.errors import JixiaoError
from jixiao.model.interchange import structure
from jixiao.model.reading import GAP_REASONS, Reading
from jixiao.model.writing import unstructure
from jixiao.places import Location
from jixiao.reducing.trees import Steps, Tree, at, chunks, kind_of, leaves, only, put, without, written
from jixiao.reducing.words import BLANK, own_of, plainer, rounder, stand_in, substitutes, tokens

LIMIT: Final = 6_000
"""How many checks a reduction takes at most."""
_FOR_STRUCTURE: Final = LIMIT // 2
_FOR_ONE_TEXT: Final = LIMIT // 10
_ROUNDS: Final = 3
_PLAIN: Final = frozenset({"template", "category", "at", "path", "status", "confidence", "from_last_year", "complete"})
"""The keys whose values are words of the format."""
_PARTS: Final = ("text", "goals", "sign_off", "department")
_TEMPLATES: Final = ("county-2015", "national-2015", "national-2015-two-sided", "national-2021")
_AMOUNTS: Final = frozenset({"funding", "projects"})


class Kept(NamedTuple):
    """A text or an amount that is as its owner wrote it, because without it the finding is gone."""

    path: str
    text: str


class Reduced(NamedTuple):
    """What is left: the ``reading``, the ``finding`` in its report, and what could not be replaced.

    ``checks`` is how many it took, ``whole`` whether nothing was left to try when it ended.
    """

    reading: Reading
    finding: Finding
    kept: tuple[Kept, ...]
    checks: int
    whole: bool


class _Spent(Exception):
    """No further check is allowed for this part of the work."""


def reduce(
    reading: Reading, finding: Finding, check: Callable[[Reading], Report], keep: Sequence[str] = ()
) -> Reduced | None:
    """The smallest reading that shows a finding, as JSON; nothing where JSON does not show it at all.

    ``check`` is what found it. ``keep`` are texts that must stay: what a finding has overlooked, where it says that
    something is absent.
    """
    reducer = _Reducer(finding, check, keep)
    return reducer.run(unstructure(reading))


class _Reducer:
    """One reduction on its way; ``tree`` is the smallest form so far."""

    def __init__(self, finding: Finding, check: Callable[[Reading], Report], keep: Sequence[str]) -> None:
        self.tree: Tree = {}
        self.checks = 0
        self._check = check
        self._keep = keep
        self._form = finding.form
        self._wanted = (finding.code, finding.variant, _kind(finding))
        self._end = LIMIT
        self._found: Finding | None = None
        self._ours: set[str] = set()

    def run(self, tree: Tree) -> Reduced | None:
        if not self._stands(tree):
            return None
        original = "".join(str(value) for _, value in leaves(tree))
        whole = self._within(_FOR_STRUCTURE, self._structure)
        whole &= self._within(LIMIT - self.checks, lambda: self._words(original))
        # Where texts have gone, more of the structure can.
        whole &= self._within(LIMIT - self.checks, self._structure)
        reading, finding = structure(self.tree), self._found
        if finding is None:
            return None
        return Reduced(reading, finding, tuple(self._kept()), self.checks, whole)

    def _within(self, checks: int, work: Callable[[], None]) -> bool:
        """Do a part of the work with so many checks at most; returns whether they were enough."""
        before, self._end = self._end, min(self._end, self.checks + checks)
        try:
            work()
        except _Spent:
            return False
        finally:
            self._end = before
        return True

    # --- one step -----------------------------------------------------------------------------------------------------

    def _stands(self, tree: Tree) -> bool:
        """Whether the finding still stands in a tree, which then is the smallest."""
        if not tree["forms"]:
            # A file without any form is not checked.
            return False
        if self._keep:
            texts = [value for _, value in leaves(tree) if isinstance(value, str)]
            if not all(any(kept in text for text in texts) for kept in self._keep):
                return False
        if self.checks >= self._end:
            raise _Spent
        self.checks += 1
        try:
            report = self._check(structure(tree))
        except JixiaoError:
            return False
        for finding in report.findings:
            if (finding.code, finding.variant, _kind(finding)) == self._wanted:
                self.tree, self._found = tree, finding
                return True
        return False

    def _put(self, steps: Steps, value: object) -> bool:
        return at(self.tree, steps) != value and self._stands(put(self.tree, steps, value))

    # --- the structure ------------------------------------------------------------------------------------------------

    def _structure(self) -> None:
        """Leave out what is not needed: forms, rows, tables, places, fields."""
        if self._form is not None and len(self.tree["forms"]) >= self._form:
            # A finding in one form needs the others but rarely.
            self._stands(only(self.tree, ("forms",), [self._form - 1]))
            self._form = None
        for _ in range(_ROUNDS):
            before = self.tree
            self._put(("source",), None)
            self._put(("status",), "read")
            self._put(("places",), {})
            self._put(("gaps",), [])
            for items in (("forms",), ("tables", "projects"), ("narrative",), ("gaps",)):
                self._list(items)
            self._parts()
            self._places()
            for steps, value in list(leaves(self.tree)):
                # The words of the format say nothing of anybody, and a form without them reads worse.
                if value is not None and isinstance(steps[-1], str) and _may_go(steps):
                    self._put(steps, None)
            if self.tree == before:
                return

    def _list(self, steps: Steps) -> None:
        """Leave out items of a list, as many at once as can go."""
        count = len(at(self.tree, steps))
        if count and self._stands(only(self.tree, steps, [])):
            return
        for size in [count, *chunks(count)]:
            start = 0
            while start < len(items := range(len(at(self.tree, steps)))):
                if not self._stands(only(self.tree, steps, without(items, start, size))):
                    start += size

    def _parts(self) -> None:
        for number in range(len(self.tree["forms"])):
            form: Steps = ("forms", number)
            for part in _PARTS:
                self._put((*form, part), dict.fromkeys(at(self.tree, (*form, part))))
            for half in ("period", "annual"):
                column: Steps = (*form, "funding", half)
                self._put(column, dict.fromkeys(at(self.tree, column)))
                self._list((*form, "indicators", half))

    def _places(self) -> None:
        """Leave out places, and let those that stay be anywhere."""
        paths = list(self.tree["places"])
        for size in [len(paths), *chunks(len(paths))]:
            start = 0
            while start < len(paths):
                fewer = without(paths, start, size)
                if self._put(("places",), {path: self.tree["places"][path] for path in fewer}):
                    paths = fewer
                else:
                    start += size
        for number, path in enumerate(paths, 1):
            self._put(("places", path, "at"), f"L{number}C1")
        for number in range(len(self.tree["gaps"])):
            self._put(("gaps", number, "at"), None)

    # --- the words ----------------------------------------------------------------------------------------------------

    def _words(self, original: str) -> None:
        """Replace names, texts and amounts."""
        pool = substitutes(original)
        self._names()
        done: set[str] = set()
        while True:
            texts = [text for text in self._groups() if text not in done]
            if not texts:
                break
            done.add(texts[0])
            # A long text must not use up what the others need.
            self._within(_FOR_ONE_TEXT, lambda text=texts[0]: self._text(text, done))  # type: ignore[misc]
        self._letters(pool)
        self._amounts()

    def _groups(self) -> dict[str, list[Steps]]:
        """The texts with the steps to each: equal ones are replaced together."""
        found: dict[str, list[Steps]] = {}
        for steps, value in leaves(self.tree):
            if _is_text(steps, value):
                found.setdefault(value, []).append(steps)
        return found

    def _swap(self, old: str, new: str) -> bool:
        tree = self.tree
        for steps in self._groups().get(old, ()):
            tree = put(tree, steps, new)
        return self._stands(tree)

    def _names(self) -> None:
        """Replace names of projects, offices and people, in whatever text they stand."""
        for steps, name in list(leaves(self.tree)):
            path = kind_of(written(steps))
            word = stand_in(path, self._groups())
            if word == BLANK or not _is_text(steps, name) or len(name) < 2 or name.startswith(BLANK):
                continue
            tree = self.tree
            for text, places in self._groups().items():
                if name in text:
                    for place in places:
                        tree = put(tree, place, text.replace(name, word))
            self._stands(tree)

    def _text(self, text: str, done: set[str]) -> None:
        """Replace a text by a word that stands for it, or by as little of it as can be."""
        path = kind_of(written(self._groups()[text][0]))
        word = stand_in(path, self._groups())
        if not own_of(text, frozenset()):
            return
        if self._swap(text, word):
            done.add(word)
            return
        pieces = tokens(text)

        def become(changed: list[str]) -> bool:
            nonlocal pieces, text
            new = "".join(changed)
            if not new or new == text or not self._swap(text, new):
                return False
            pieces, text = changed, new
            done.add(new)
            return True

        for size in [len(pieces), *chunks(len(pieces))]:
            start = 0
            while start < len(pieces):
                if not become(without(pieces, start, size)):
                    start += size
        for size in [len(pieces), *chunks(len(pieces))]:
            for start in range(0, len(pieces), size):
                run = range(start, min(start + size, len(pieces)))
                become([_plainest(piece) if number in run else piece for number, piece in enumerate(pieces)])
        for number, piece in enumerate(pieces):
            any(become([*pieces[:number], one, *pieces[number + 1 :]]) for one in plainer(piece))

    def _letters(self, pool: Iterator[str]) -> None:
        """Let other characters stand for those that are left, each for one, so that what is alike stays alike."""
        own = dict.fromkeys("".join(own_of(text, frozenset()) for text in self._groups()))
        left = [(one, other) for one, other in zip((one for one in own if one.isalpha()), pool, strict=False)]
        for size in [len(left), *chunks(len(left))]:
            start = 0
            while start < len(left):
                some = left[start : start + size]
                table = str.maketrans(dict(some))
                tree = self.tree
                for text, places in self._groups().items():
                    for steps in places:
                        tree = put(tree, steps, text.translate(table))
                if self._stands(tree):
                    self._ours.update(other for _, other in some)
                    left = without(left, start, size)
                else:
                    start += size

    def _amounts(self) -> None:
        """Replace amounts by round ones, equal ones by the same."""
        for number, amount in enumerate(self._amount_groups()):
            for one in rounder(amount, number):
                tree = self.tree
                for steps in self._amount_groups().get(amount, ()):
                    tree = put(tree, steps, one)
                if one not in self._amount_groups() and self._stands(tree):
                    break

    def _amount_groups(self) -> dict[str, list[Steps]]:
        found: dict[str, list[Steps]] = {}
        for steps, value in leaves(self.tree):
            if isinstance(value, str) and _is_amount(steps) and value != "0":
                found.setdefault(value, []).append(steps)
        return found

    def _kept(self) -> Iterator[Kept]:
        for steps, value in leaves(self.tree):
            if not isinstance(value, str) or not (_is_text(steps, value) or _is_amount(steps) or _is_address(steps)):
                continue
            if own_of(_address(value) if _is_address(steps) else value, frozenset(self._ours)):
                yield Kept(written(steps), value)


def _kind(finding: Finding) -> str:
    return kind_of(finding.paths[0]) if finding.paths else ""


def _may_go(steps: Steps) -> bool:
    return steps[0] in ("forms", "department") and steps[-1] not in _PLAIN and steps[-1] != "fiscal_year"


def _is_amount(steps: Steps) -> bool:
    return "funding" in steps or (steps[-1] == "total" and "projects" in steps)


def _is_address(steps: Steps) -> bool:
    return steps[-1] == "at" and steps[0] in ("places", "gaps")


def _is_text(steps: Steps, value: object) -> bool:
    """Whether a value is a text of its owner's, and no word of the format."""
    if not isinstance(value, str) or not value or _is_amount(steps):
        return False
    if steps[-1] == "template":
        return value not in _TEMPLATES
    if steps[-1] == "how":
        return value != "name"
    if steps[-1] == "reason":
        return value not in GAP_REASONS
    return steps[-1] not in _PLAIN and steps[0] != "jixiao"


def _plainest(piece: str) -> str:
    return next(plainer(piece), piece)


def _address(written_place: str) -> str:
    """What of an address is somebody's own: the name of a file or of a sheet."""
    try:
        place = Location.parse(written_place)
    except ValueError:
        return written_place
    return (place.file or "") + (place.sheet or "")
