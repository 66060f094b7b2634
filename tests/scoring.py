"""The share of transcribed fields and the F1 of indicators, as the reviewer's transcriptions have them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import jixiao
from jixiao.model.writing import form_out

_SCALARS = (
    ("project_name",), ("department", "code"), ("department", "name"), ("implementing_unit",),
    ("project_attribute",), ("project_period",), ("fiscal_year",),
)  # fmt: skip
_GROUPS = (("funding", "period"), ("funding", "annual"), ("text",), ("goals",), ("sign_off",))


def transcriptions(folder: Path) -> list[dict[str, Any]]:
    """The transcribed forms, in order."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def _norm(value: object) -> str | None:
    return None if value is None else re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value))) or None


def _get(form: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        form = (form or {}).get(key)
    return form


def _row(row: Mapping[str, Any]) -> tuple[str | None, str | None, str | None]:
    return row["category"], _norm(row["name"]), _norm(row["value"])


def score(reading: jixiao.Reading, folder: Path, ordinals: Mapping[int, int] | None = None) -> tuple[float, float]:
    """(share of fields that are right, F1 of the indicators); ``ordinals`` maps a form's ordinal to its position."""
    right = total = hit = printed = true = 0
    for truth in transcriptions(folder):
        number = truth["ordinal"]
        index = number - 1 if ordinals is None else ordinals[number]
        got = form_out(reading.disclosure.forms[index])
        paths = [*_SCALARS, *((*group, key) for group in _GROUPS for key in (_get(truth["form"], group) or {}))]
        for path in paths:
            want, have = _get(truth["form"], path), _get(got, path)
            if path[0] == "funding":
                same = (want is None) == (have is None) and (want is None or Decimal(want) == Decimal(have))
            else:
                others = [a[path[1]] for a in truth.get("goals_alternatives", ()) if path[0] == "goals"]
                same = _norm(have) in [_norm(want), *map(_norm, others)]
            right, total = right + same, total + 1
        for half in ("period", "annual"):
            wanted = [_row(row) for row in truth["form"]["indicators"][half]]
            found = [_row(row) for row in got["indicators"][half] if row["name"] or row["value"]]
            true, printed = true + len(wanted), printed + len(found)
            for index_, row in enumerate(wanted):
                allowed = [row] + [
                    _row(other)
                    for alternative in truth.get("alternatives", ())
                    if (alternative["half"], alternative["row"]) == (half, index_)
                    for other in alternative["rows"]
                ]
                match = next((one for one in allowed if one in found), None)
                if match is not None:
                    found.remove(match)
                    hit += 1
    return right / total, 2 * hit / (printed + true)
