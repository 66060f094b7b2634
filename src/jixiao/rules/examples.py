"""Changes to a named clean form: what must be flagged, and what must not.

A change is one table that brings its own names, so that it plants the same defect in any form:

- ``set`` a path ``to`` a value (nothing: blank), printed ``at`` a place where one is named, ``as`` another text where
  the cell says more than was read. The path begins at the first form, or at the document where it begins with
  ``forms[``, ``tables.``, ``narrative`` or ``fiscal_year``.
- ``print`` an amount at a path ``as`` it reads in a table of this ``unit``: sets the amount and its place.
- ``put_row`` an indicator behind the last of its category, ``drop_row`` those of a category or of a name; with
  ``leave_slot`` the heading stays and is empty. Both halves that have rows are changed, or the ``half`` that is named.
  So that the weights add up as before, or are none: a row that is put has none, and one that is dropped takes all away.
- ``table_row`` a row of the project tables by its name, with its ``total`` (without: the row goes), ``from_last_year``,
  and the ``form`` that it belongs to (``unmatched``: to none).
- ``copy_form`` the form of this ordinal to the end of the document.
- ``say`` a paragraph of the narrative.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from attrs import field, frozen

from jixiao.model.interchange import structure
from jixiao.model.numerals import to_yuan
from jixiao.model.reading import Reading
from jixiao.model.writing import plain
from jixiao.rules.base import Fix
from jixiao.rules.messages import _load, examples

CLEAN_FORMS: Final = ("county", "national-2015", "national-2021", "multi-year", "disclosure")
_STEP: Final = re.compile(r"([a-z0-9_]+)|\[(\d+)\]")


@frozen
class Example:
    """An executed example of a rule: changes to a clean form that must be ``flagged``, or a ``near`` miss.

    ``at`` are all paths of the finding, in order; ``also`` the codes that the changes bring along of necessity;
    ``after`` what its fixes write, in the order of their places, and ``safety`` how safe they are.
    """

    code: str
    kind: str
    number: int
    says: dict[str, str]
    form: str
    changes: tuple[dict[str, Any], ...] = field(converter=tuple)
    at: tuple[str, ...] = field(default=(), converter=tuple)
    variant: str | None = None
    confidence: str | None = None
    also: frozenset[str] = field(default=frozenset(), converter=frozenset)
    after: tuple[str, ...] = field(default=(), converter=tuple)
    safety: str | None = None

    def reading(self) -> Reading:
        """The clean form with the changes."""
        return changed(self.form, self.changes)

    def __str__(self) -> str:
        return f"{self.code}-{self.kind}-{self.number}"


def all_examples(*kinds: str) -> tuple[Example, ...]:
    """The examples of every rule, in the order of the codes: of the kinds ``flagged`` and ``near``, or of one."""
    return tuple(
        Example(code, kind, number, **entry)
        for code, entries in examples().items()
        for kind in kinds or ("flagged", "near")
        for number, entry in enumerate(entries[kind], 1)
    )


@lru_cache(maxsize=len(CLEAN_FORMS))
def _clean(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = _load(f"clean/{name}.json")
    return loaded


def clean_form(name: str) -> dict[str, Any]:
    """A named clean form as interchange JSON, to be changed at will."""
    return copy.deepcopy(_clean(name))


def mended(raw: dict[str, Any], fixes: Sequence[Fix]) -> dict[str, Any]:
    """Write the cell patches of a finding into interchange JSON (in place) and return it.

    A cell of an amount holds it in the unit of its table, the JSON in yuan.
    """
    for fix in fixes:
        place = raw.get("places", {}).get(fix.path, {})
        amount = to_yuan(fix.after, place["unit"]) if place.get("unit") else None
        _set(raw, fix.path, fix.after if amount is None else plain(amount))
        if place:
            place["text"] = fix.after
    return raw


def plant(raw: dict[str, Any], changes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Apply changes to the first form of a disclosure (in place) and return it."""
    for change in changes:
        _apply(raw, change)
    return raw


def changed(name: str, changes: Sequence[dict[str, Any]]) -> Reading:
    """A named clean form with changes, as a reading."""
    return structure(plant(clean_form(name), changes))


def _apply(raw: dict[str, Any], change: dict[str, Any]) -> None:
    form = raw["forms"][0]
    if "set" in change:
        path = _whole(change["set"])
        _set(raw, path, copy.deepcopy(change.get("to")))
        if "at" in change:
            raw.setdefault("places", {})[path] = {"at": change["at"], "text": change.get("as", change.get("to") or "")}
    elif "print" in change:
        path, printed, unit = _whole(change["print"]), change["as"], change["unit"]
        _set(raw, path, plain(to_yuan(printed, unit)))
        raw.setdefault("places", {})[path] = {"at": "L1C1", "text": printed, "unit": unit}
    elif "put_row" in change:
        row = {"category": None, "name": None, "value": None, **change["put_row"]} | {"weight": None}
        for half in _halves(form, change):
            rows = form["indicators"][half]
            last = max((i for i, one in enumerate(rows) if one["category"] == row["category"]), default=len(rows) - 1)
            rows.insert(last + 1, dict(row))
            _forget_slot(rows, row["category"])
    elif "drop_row" in change:
        dropped = change["drop_row"]
        for half in _halves(form, change):
            rows = form["indicators"][half]
            kept = [row for row in rows if dropped not in (row["category"], row["name"])]
            if any(row.get("weight") for row in rows if row not in kept):
                kept = [{**row, "weight": None} for row in kept]
            if change.get("leave_slot") and len(kept) < len(form["indicators"][half]):
                kept.append({"category": dropped, "name": None, "value": None})
            form["indicators"][half] = kept
    elif "table_row" in change:
        _table_row(raw, change)
    elif "copy_form" in change:
        raw["forms"].append(copy.deepcopy(raw["forms"][change["copy_form"] - 1]))
    elif "say" in change:
        raw.setdefault("narrative", []).append(change["say"])
    else:
        raise ValueError(f"not a change: {change}")


def _whole(path: str) -> str:
    """A path from the top of the document."""
    return path if path.startswith(("forms[", "tables.", "narrative", "fiscal_year")) else f"forms[0].{path}"


def _halves(form: dict[str, Any], change: dict[str, Any]) -> list[str]:
    if "half" in change:
        return [str(change["half"])]
    return [half for half in ("period", "annual") if form["indicators"].get(half)]


def _forget_slot(rows: list[dict[str, Any]], category: str | None) -> None:
    """A category that is filled has no empty slot beside its rows."""
    filled = [row for row in rows if row["category"] == category and (row["name"] or row["value"])]
    if filled:
        rows[:] = [row for row in rows if row["category"] != category or row["name"] or row["value"]]


def _table_row(raw: dict[str, Any], change: dict[str, Any]) -> None:
    tables = raw.setdefault("tables", {})
    rows = tables.setdefault("projects", [])
    name = change["table_row"]
    if "total" not in change:
        rows[:] = [row for row in rows if row["name"] != name]
        return
    found = next((row for row in rows if row["name"] == name), None)
    if found is None:
        found = {"name": name, "from_last_year": change.get("from_last_year", False)}
        rows.append(found)
    found["total"] = change["total"]
    if "form" in change:
        found["matched"] = {"form": change["form"], "how": change.get("how", "name"), "confidence": "high"}
    elif change.get("unmatched"):
        found["matched"] = None


def _set(root: Any, path: str, value: Any) -> None:
    steps: list[str | int] = [name or int(number) for name, number in _STEP.findall(path)]
    for step in steps[:-1]:
        if isinstance(root, dict) and step not in root:
            root[step] = {}
        root = root[step]
    root[steps[-1]] = value
