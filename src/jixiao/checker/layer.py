"""What somebody sets on top of a profile, as plain values that can be compared, hashed and sent to other processes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from jixiao.checker.patterns import OwnRule
from jixiao.checker.profile import Profile, profile_hash
from jixiao.model.meanings import Names, normal_name

Pairs = tuple[tuple[str, str], ...]


class WordList(NamedTuple):
    """Changes to a list of words: what comes in, what goes out."""

    name: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Layer(NamedTuple):
    """Severities by code or ``code.variant``, thresholds and words by their names, names with what they say."""

    severities: Pairs = ()
    thresholds: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    words: tuple[WordList, ...] = ()
    names: Pairs = ()
    """The name of an indicator and its packed entry; see :func:`jixiao.model.meanings.unpack`."""
    rules: tuple[OwnRule, ...] = ()

    def on(self, profile: Profile) -> Profile:
        """The profile with the layer on it, under the same name and a hash of its own."""
        if not any(self):
            return profile
        thresholds: dict[str, Any] = {
            name: list(value) if isinstance(value, tuple) else value for name, value in self.thresholds
        }
        words = {one.name: _changed(profile.listed(one.name), one) for one in self.words}
        # The names known already are part of the hash below: to go through them all again would take milliseconds.
        own = profile_hash({"below": profile.hash, **self._asdict()})
        return Profile(
            profile.name,
            {**profile.words, **words},
            {**profile.severities, **dict(self.severities)},
            {**profile.thresholds, **thresholds},
            names=with_names(profile.names, self.names) if self.names else profile.names,
            units=profile.units,
            hash=own,
        )


def _changed(listed: tuple[str, ...], change: WordList) -> tuple[str, ...]:
    kept = [word for word in listed if word not in change.removed]
    return tuple(dict.fromkeys([*kept, *change.added]))


def with_names(names: Names, own: Pairs) -> Names:
    """Known names with further ones; what is said of a name that is known already is replaced."""
    entries = {normal_name(name): entry for name, entry in own}
    table: dict[str, str] = {}
    for entry, listed in names.table.get("names", {}).items():
        kept = [name for name in listed.split(" ") if name not in entries]
        if kept:
            table[entry] = " ".join(kept)
    for name, entry in entries.items():
        table[entry] = f"{table[entry]} {name}" if entry in table else name
    return Names({**names.table, "names": table})


def packed(said: Mapping[str, Any]) -> str:
    """What a configuration says of a name, as the table of names holds it; see ``unpack`` of the model."""
    lower, upper = [*map(_number, said.get("range", ())), "-", "-"][:2]
    bounded = {True: "yes", False: "no", None: "-"}[said.get("bounded")]
    units = ",".join(said.get("units", ())) or "-"
    parts = (said.get("category", "-"), said.get("direction", "-"), said.get("kind", "-"), bounded, lower, upper, units)
    return " ".join(map(str, parts))


def _number(value: int | Decimal) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)
