"""What the name of an indicator says about its target: from a table of names, or else from the parts of the name.

A Chinese name has its head at its end, so it is read from there: 投诉办结率 is a rate (率) of settling (办结), whatever
is settled. The head says the kind of quantity; the last known word before it says which way is better and whether a
rate ends at 100 %. All words are data, see the file ``names.toml`` of the knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from attrs import evolve

from jixiao.model.name_parts import Meaning, Parts
from jixiao.model.numerals import half_width

CACHE_SIZE: Final = 65_536
LONGEST_NAME: Final = 120
"""A longer text is a paragraph in the wrong cell: only its end is read, and it is not remembered."""

_LEADING: Final = "★☆*●▲※·•.、,，:：;；-—"
_TRAILING: Final = "。.;；,，:：、0123456789%≥≤=<>*-—"
_QUOTES: Final = dict.fromkeys(map(ord, "“”\"'‘’《》"))
_NO_SIGN: Final = {"-": None, "yes": True, "no": False}


def normal_name(name: str) -> str:
    """A name without blanks, quotation marks and leading marks, in half-width signs and upper case."""
    name = half_width(name)
    if not name.isalnum():
        name = "".join(name.split()).translate(_QUOTES).lstrip(_LEADING).removeprefix("其中").lstrip(_LEADING)
    return name.upper()


def without_brackets(name: str) -> str:
    """A normal name without what stands in brackets, and without the signs at its end: 成活率(≥**%) → 成活率."""
    if name.isalpha():
        return name
    # The last one opened is the innermost: what follows the pair in it still stands in a bracket.
    while (start := name.rfind("(")) >= 0:
        end = name.find(")", start)
        name = name[:start] if end < 0 else name[:start] + name[end + 1 :]
    return name.replace(")", "").rstrip(_TRAILING)


def unpack(entry: str) -> Meaning:
    """An entry of the compiled table: ``category direction kind bounded lower upper units``, ``-`` for the unknown."""
    category, direction, kind, bounded, lower, upper, units = entry.split(" ")
    return Meaning(
        None if kind == "-" else kind,
        None if direction == "-" else direction,
        None if category == "-" else category,
        _NO_SIGN[bounded],
        None if lower == "-" else Decimal(lower),
        None if upper == "-" else Decimal(upper),
        () if units == "-" else tuple(units.split(",")),
        "high",
        True,
    )


class Names:
    """The known names and the part rules; see the file ``names.toml`` of the knowledge."""

    def __init__(self, table: Mapping[str, Any] | None = None) -> None:
        self.table = dict(table or {})
        self._known: dict[str, str] | None = None
        self._cache: dict[str, Meaning] = {}
        self._parts: Parts | None = None

    def meaning(self, name: str) -> Meaning:
        """What ``name`` says: exactly known names first, then the parts; :data:`UNKNOWN` where nothing is known."""
        found = self._cache.get(name)
        if found is not None:
            return found
        if len(name) > LONGEST_NAME:
            return self.by_parts(name[-LONGEST_NAME:])
        found = self._read(name)
        if len(self._cache) >= CACHE_SIZE:
            self._cache.clear()
        self._cache[name] = found
        return found

    def known(self) -> Mapping[str, str]:
        """The names of the table, each with its entry; see :func:`unpack`."""
        if self._known is None:
            self._known = {
                name: entry for entry, names in self.table.get("names", {}).items() for name in names.split(" ")
            }
        return self._known

    def by_parts(self, name: str) -> Meaning:
        """What the parts of ``name`` say, whether or not the table knows the whole."""
        return self._by_parts(without_brackets(normal_name(name)))

    def _by_parts(self, name: str) -> Meaning:
        if self._parts is None:
            self._parts = Parts(self.table)
        return self._parts.meaning(name)

    def _read(self, name: str) -> Meaning:
        normal, known = normal_name(name), self._known or self.known()
        entry = known.get(normal)
        if entry is not None:
            return unpack(entry)
        bare = without_brackets(normal)
        if bare != normal:
            entry = known.get(bare)
            if entry is not None:
                # a unit or a sign in brackets behind the name changes nothing; 项目(工程)… may be something else
                same = normal.startswith(bare)
                return evolve(unpack(entry), confidence="high" if same else "medium", exact=same)
        return self._by_parts(bare)
