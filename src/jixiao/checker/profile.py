"""A profile: which severities, thresholds and words the rules work with. Data, handed in as a value; never code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from jixiao.model.meanings import Names
from jixiao.model.units import Units
from jixiao.rules.base import Rule, Severity

OFF: Final = "off"
_SELDOM: Final = 40
"""How often a list of words is gone through before a pattern is made of it."""
_GAP: Final = "\n"
"""What stands in the place of a phrase that is taken out, so that what was parted by it makes no word."""


class Profile:
    """A named set of words, thresholds and severities: a code, or ``code.variant``, → a severity or ``off``.

    ``names`` is what is known of indicator names and ``units`` what is known of units. ``hash`` changes with anything
    in the profile; the package's own are worked out when their data is compiled.
    """

    __slots__ = (
        "_finders",
        "_numbers", "_sets", "_several",
        "_standings",
        "_uses",
        "basic_unit",
        "hash",
        "meaning",
        "name",
        "names",
        "searches",
        "severities",
        "thresholds",
        "unit_kind",
        "units",
        "words",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        words: Mapping[str, Sequence[str]] | None = None,
        severities: Mapping[str, str] | None = None,
        thresholds: Mapping[str, Any] | None = None,
        *,
        names: Names | None = None,
        units: Units | None = None,
        hash: str | None = None,
    ) -> None:
        self.name = name
        self.words: Final = {key: tuple(listed) for key, listed in (words or {}).items()}
        self.severities: Final = dict(severities or {})
        self.thresholds: Final = dict(thresholds or {})
        self.names: Final = names if names is not None else Names()
        self.units: Final = units if units is not None else Units()
        self.meaning: Final = self.names.meaning
        self.unit_kind: Final = self.units.kind
        self.basic_unit: Final = self.units.canonical
        self._numbers: Final[dict[str, Any]] = {}
        self._standings: Final[dict[tuple[str, str | None], tuple[Severity, int]]] = {}
        self._several: Final[dict[tuple[str, ...], re.Pattern[str]]] = {}
        self._sets: Final[dict[str, frozenset[str]]] = {}
        self._uses: Final[dict[str, int]] = {}
        self._finders: Final[dict[str, re.Pattern[str]]] = {}
        # What looks for the words of a list that is in use and exempts no phrase: most of all that rules ask.
        self.searches: Final[dict[str, Callable[[str], object]]] = {}
        self.hash = hash or profile_hash(
            self.words, self.severities, self.thresholds, self.names.table, self.units.table
        )

    def __repr__(self) -> str:
        return f"<Profile {self.name} {self.hash}>"

    def severity(self, rule: Rule, variant: str | None) -> Severity:
        """The severity of a finding of ``rule``."""
        if self.severities:
            named = self.severities.get(f"{rule.code}.{variant}") or self.severities.get(rule.code)
            if named is not None and named != OFF:
                return Severity(named)
        if variant is not None and variant in rule.severities:
            return rule.severities[variant]
        return rule.severity

    def standing(self, rule: Rule, variant: str | None) -> tuple[Severity, int]:
        """The severity of a finding of ``rule``, and its rank: the lower the worse, with room for what tells equals."""
        found = self._standings.get((rule.code, variant))
        if found is None:
            severity = self.severity(rule, variant)
            found = self._standings[rule.code, variant] = (severity, 3 * list(Severity).index(severity))
        return found

    def silences(self, rule: Rule, variant: str | None) -> bool:
        """Whether findings of one variant of a rule are turned off, while the rule runs."""
        return variant is not None and self.severities.get(f"{rule.code}.{variant}") == OFF

    def has(self, rule: Rule) -> bool:
        """Whether the rule runs under this profile; one that is to be asked for runs where the profile names it."""
        named = self.severities.get(rule.code)
        return named != OFF and (named is not None or not rule.opt_in)

    def mentions(self, words: str, text: str) -> bool:
        """Whether a text holds one of the words of a list, once the phrases of ``<list>_not`` are taken out."""
        found = self._finders.get(words)
        if found is not None:
            if found.search(text) is None:
                return False
            exempt = self.words.get(words + "_not")
            if exempt is None:
                return True
            for phrase in exempt:
                text = text.replace(phrase, _GAP)
            return found.search(text) is not None
        # A pattern is made when a list is really in use: for one form it would cost more than it saves.
        uses = self._uses[words] = self._uses.get(words, 0) + 1
        if uses > _SELDOM:
            self.finder(words)
        listed = self.words.get(words, ())
        if not any([word in text for word in listed]):
            return False
        for phrase in self.words.get(words + "_not", ()):
            text = text.replace(phrase, _GAP)
        return any([word in text for word in listed])

    def finder(self, words: str) -> re.Pattern[str]:
        """A pattern that finds the words of a list, the longest first; it finds nothing where the list is empty."""
        found = self._finders.get(words)
        if found is None:
            found = self._finders[words] = _pattern(self.words.get(words, ()))
            if words + "_not" not in self.words:
                self.searches[words] = found.search
        return found

    def listed(self, words: str) -> tuple[str, ...]:
        """The words of a list; none where there is no such list."""
        return self.words.get(words, ())

    def finder_of(self, lists: tuple[str, ...]) -> re.Pattern[str]:
        """A pattern that finds the words of several lists."""
        found = self._several.get(lists)
        if found is None:
            words = {word for one in lists for word in self.words.get(one, ())}
            found = self._several[lists] = _pattern(words)
        return found

    def set_of(self, words: str) -> frozenset[str]:
        """The words of a list, to ask whether one is among them."""
        found = self._sets.get(words)
        if found is None:
            found = self._sets[words] = frozenset(self.words.get(words, ()))
        return found

    def threshold(self, name: str) -> Any:
        """A number (or numbers) that the rules work with, as :class:`Decimal`."""
        number = self._numbers.get(name)
        if number is None:
            value = self.thresholds[name]
            number = [Decimal(one) for one in value] if isinstance(value, list) else Decimal(value)
            self._numbers[name] = number
        return number


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """What finds one of some words, the longest first."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")


def profile_hash(*parts: Mapping[str, Any]) -> str:
    """Eight hexadecimal digits that change with any word, severity, threshold, name or unit."""

    # Only a profile that was made by hand comes here, so these are not loaded at start-up.
    import hashlib
    import json

    content = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:8]
