"""The model as interchange JSON: what ``jixiao convert`` prints. The way back is :mod:`jixiao.model.interchange`."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

from jixiao.model import numerals
from jixiao.model.forms import Department, Disclosure, Indicator, Tables, TargetForm
from jixiao.model.reading import Reading
from jixiao.model.taxonomy import FUNDING_PARTS, TEXT_FIELDS
from jixiao.places import Place

VERSION: Final = 1
SIGN_OFF: Final = ("responsible", "handler", "phone", "filled_at")
ROW_FIELDS: Final = (
    "category", "name", "value", "level1", "level2", "sign", "unit", "weight", "explanation", "remark",
)  # fmt: skip


def plain(amount: Decimal | None) -> str | None:
    """An amount as it stands in JSON: no exponent, no needless zeros."""
    return None if amount is None else numerals.plain(amount)


def unstructure(reading: Reading) -> dict[str, Any]:
    """The reading as plain values, in the order of the documented JSON."""
    disclosure = reading.disclosure
    return {
        "jixiao": VERSION,
        "source": reading.source,
        "status": reading.status,
        "department": _department_out(disclosure.department),
        "fiscal_year": disclosure.fiscal_year,
        "forms": [form_out(form) for form in disclosure.forms],
        "tables": _tables_out(disclosure.tables),
        "narrative": list(disclosure.narrative),
        "places": {path: _place_out(reading.places[path]) for path in reading.places},
        "gaps": [{"path": gap.path, "at": gap.at, "reason": gap.reason} for gap in reading.gaps],
    }


def form_out(form: TargetForm) -> dict[str, Any]:
    """One form as plain values."""
    funding, texts, goals, sign_off = form.funding, form.text, form.goals, form.sign_off
    return {
        "project_name": form.project_name,
        "project_code": form.project_code,
        "fiscal_year": form.fiscal_year,
        "template": form.template,
        "department": _department_out(form.department),
        "implementing_unit": form.implementing_unit,
        "project_attribute": form.project_attribute,
        "project_period": form.project_period,
        "funding": {
            half: {part: plain(getattr(column, part)) for part in FUNDING_PARTS}
            for half, column in (("period", funding.period), ("annual", funding.annual))
        },
        "text": {field: getattr(texts, field) for field in TEXT_FIELDS},
        "goals": {"period": goals.period, "annual": goals.annual},
        "indicators": {
            "period": [_row_out(row) for row in form.indicators.period],
            "annual": [_row_out(row) for row in form.indicators.annual],
        },
        "sign_off": {field: getattr(sign_off, field) for field in SIGN_OFF},
    }


def _row_out(row: Indicator) -> dict[str, Any]:
    out: dict[str, Any] = {"category": row.category, "name": row.name, "value": row.value}
    for field in ROW_FIELDS[3:]:
        value = getattr(row, field)
        if value is not None:
            out[field] = value
    return out


def _department_out(department: Department) -> dict[str, Any]:
    return {"code": department.code, "name": department.name}


def _tables_out(tables: Tables) -> dict[str, Any]:
    rows = []
    for row in tables.projects:
        out: dict[str, Any] = {"name": row.name, "total": plain(row.total), "from_last_year": row.from_last_year}
        if row.code is not None:
            out["code"] = row.code
        match = row.matched
        out["matched"] = (
            None if match is None else {"form": match.form, "how": match.how, "confidence": match.confidence}
        )
        rows.append(out)
    return {"projects": rows} if tables.complete else {"projects": rows, "complete": False}


def _place_out(place: Place) -> dict[str, Any]:
    out: dict[str, Any] = {"at": str(place.at), "text": place.text}
    if place.unit is not None:
        out["unit"] = place.unit
    return out


def dumps(reading: Reading | Disclosure | TargetForm, *, indent: int | None = 1) -> str:
    """The interchange JSON of a reading, a disclosure, or one form, as text (Chinese as it is, not escaped).

    >>> form = jixiao.TargetForm(project_name="城区道路养护", fiscal_year=2025)
    >>> jixiao.loads(jixiao.dumps(form)).disclosure.forms == (form,)
    True
    """
    if isinstance(reading, TargetForm):
        reading = Disclosure((reading,))
    if isinstance(reading, Disclosure):
        reading = Reading(reading)
    return json.dumps(unstructure(reading), ensure_ascii=False, indent=indent)
