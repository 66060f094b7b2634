"""What the name of an indicator says about its target: from a table of names, or else from the parts of the name."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen


@frozen
class Meaning:
    """What a name says. Whatever is not known is ``None``.

    ``kind`` is the kind of quantity (``share``, ``growth``, ``people``, ``count``, ``money``, ``unit_money``, ``area``,
    ``length``, ``mass``, ``volume``, ``duration``, ``date``, ``frequency``, ``score``, ``quality``); ``direction`` is
    ``up`` (more is better), ``down`` (less is better), ``cap`` (costs and deadlines: at most), ``fixed`` (a standard),
    ``either`` (a count that may be capped, such as meetings). ``bounded``: a rate that ends at 100 %, or (``False``)
    one that may exceed it. ``lower`` and ``upper`` are a wide plausible range in the first of ``units``.
    """

    kind: str | None = None
    direction: str | None = None
    category: str | None = None
    bounded: bool | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    units: tuple[str, ...] = ()
    confidence: str = "low"
    exact: bool = False


UNKNOWN = Meaning()


class Names:
    """The known names and the part rules; see the file ``names.toml`` of the knowledge."""

    def __init__(self, table: Mapping[str, Any] | None = None) -> None:
        self.table = dict(table or {})

    def meaning(self, name: str) -> Meaning:
        """What ``name`` says: exactly known names first, then the parts; :data:`UNKNOWN` where nothing is known."""
        return UNKNOWN
