"""The JSON Schema of the report that ``jixiao check --format json`` prints."""

from __future__ import annotations

from typing import Any, Final

_TEXT: Final = {"type": "string"}
_TEXT_OR_NULL: Final = {"type": ["string", "null"]}
_COUNT: Final = {"type": "integer", "minimum": 0}
_COUNTS: Final = ("forms", "money_errors", "value_errors", "copied_forms", "errors", "warnings", "info")


def _object(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def report_schema() -> dict[str, Any]:
    """The schema of the report JSON, version 1. Keys may be added within a version; none is taken away."""
    place = _object({"path": _TEXT, "at": _TEXT, "text": _TEXT, "unit": _TEXT}, "unit")
    form = _object({"ordinal": {"type": "integer", "minimum": 1}, "project_name": _TEXT_OR_NULL})
    fix = _object(
        {
            "path": _TEXT,
            "before": _TEXT_OR_NULL,
            "after": _TEXT,
            "safety": {"enum": ["format-only", "needs review", "suggestion"]},
        }
    )
    finding = _object(
        {
            "code": {"type": "string", "pattern": "^[A-Z]{3}[0-9]{2}$"},
            "name": _TEXT,
            "severity": {"enum": ["error", "warning", "info"]},
            "variant": _TEXT_OR_NULL,
            "confidence": {"enum": ["high", "medium", "low"]},
            "preview": {"type": "boolean"},
            "form": {"anyOf": [form, {"type": "null"}]},
            "paths": {"type": "array", "items": _TEXT, "minItems": 1},
            "places": {"type": "array", "items": place},
            "values": {"type": "object"},
            "message": _TEXT,
            "advice": _TEXT,
            "fixes": {"type": "array", "items": fix},
            "fingerprint": _TEXT,
            "cause": _TEXT_OR_NULL,
        }
    )
    outcomes = _object({"pass": _COUNT, "fail": _COUNT, "not_applicable": _COUNT, "cannot_tell": _COUNT})
    checked_form = _object(
        {
            "ordinal": {"type": "integer", "minimum": 1},
            "project_name": _TEXT_OR_NULL,
            "template": _TEXT_OR_NULL,
            "profile": _object({"name": _TEXT, "hash": _TEXT}),
        }
    )
    exempted = _object(
        {
            "code": finding["properties"]["code"],
            "form": finding["properties"]["form"],
            "message": _TEXT,
            "fingerprint": _TEXT,
            "reason": _TEXT,
            "until": _TEXT_OR_NULL,
        }
    )
    file = _object(
        {
            "path": _TEXT,
            "status": {"enum": ["read", "partly read", "not a target form", "not readable"]},
            "reason": _TEXT,
            "forms": {"type": "array", "items": checked_form},
            "findings": {"type": "array", "items": finding},
            "outcomes": {"type": "object", "additionalProperties": outcomes},
            "gaps": {
                "type": "array",
                "items": _object({"path": _TEXT, "at": _TEXT_OR_NULL, "reason": _TEXT}),
            },
            "baselined": _COUNT,
            "exempted": {"type": "array", "items": exempted},
        },
        "reason",
        "baselined",
        "exempted",
    )
    score = {"type": ["number", "null"], "minimum": 0, "maximum": 100}
    counts = _object({**dict.fromkeys(_COUNTS, _COUNT), "score": score}, "score")
    form_at = _object({"path": _TEXT, "ordinal": {"type": "integer", "minimum": 1}, "project_name": _TEXT_OR_NULL})
    copy = _object(
        {"code": finding["properties"]["code"], "form": form_at, "other": form_at, "texts": _COUNT,
         "near": {"type": "boolean"}}
    )  # fmt: skip
    unit = _object({"unit": _TEXT_OR_NULL, **counts["properties"]}, "score")
    files = ("total", "read", "partly_read", "not_a_target_form", "not_readable")
    summary = _object(
        {
            "files": _object(dict.fromkeys(files, _COUNT)),
            "total": counts,
            "units": {"type": "array", "items": unit},
            "copies": {"type": "array", "items": copy},
        }
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "jixiao report JSON, version 1",
        **_object({"jixiao": {"const": 1}, "files": {"type": "array", "items": file}, "summary": summary}, "summary"),
    }
