"""The JSON Schema of the interchange JSON, made from the model's own classes.

The file that is shipped (``schema/interchange.schema.json``) is written from here, and a test holds it to this.
"""

from __future__ import annotations

import types
import typing
from decimal import Decimal
from typing import Any, Final

import attrs

from jixiao.model import forms
from jixiao.model.reading import GAP_REASONS
from jixiao.model.taxonomy import CATEGORIES

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_DESCRIPTIONS: Final = {
    "TargetForm": "One project performance-target form (项目支出绩效目标表).",
    "FundingColumn": "One column of 项目资金; amounts in yuan, null is a blank cell.",
    "Indicator": "One row of 绩效指标 in one half; an empty slot has neither name nor value.",
    "ProjectRow": "One row of 项目支出预算表; the total in yuan.",
    "Match": "The form (its ordinal from 1) that a row belongs to.",
}


def amount() -> dict[str, Any]:
    """An amount: a plain decimal string in yuan, or an integer."""
    return {"anyOf": [{"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "maxLength": 40}, {"type": "integer"}]}


def _of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        options = [_of(one, definitions) for one in typing.get_args(hint) if one is not type(None)]
        return {"anyOf": [*options, {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _of(typing.get_args(hint)[0], definitions)}
    if attrs.has(hint):
        name = hint.__name__
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{name}"}
    return {
        str: {"type": "string"},
        int: {"type": "integer"},
        bool: {"type": "boolean"},
        Decimal: amount(),
    }[hint]


def _object(kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    properties: dict[str, Any] = {}
    required: list[str] = []
    for attribute in attrs.fields(kind):
        schema = _of(hints[attribute.name], definitions)
        if attribute.name == "category":
            schema = {"enum": [*CATEGORIES, None]}
        if attribute.default is attrs.NOTHING:
            required.append(attribute.name)
        elif "$ref" in schema or schema.get("type") in ("array",):
            schema = {"anyOf": [schema, {"type": "null"}]}
        properties[attribute.name] = schema
    made: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        made["required"] = required
    if kind.__name__ in _DESCRIPTIONS:
        made["description"] = _DESCRIPTIONS[kind.__name__]
    return made


def interchange_schema() -> dict[str, Any]:
    """The schema of what ``jixiao convert`` prints and ``jixiao check`` reads."""
    definitions: dict[str, Any] = {}
    disclosure = _object(forms.Disclosure, definitions)
    place = {
        "type": "object",
        "properties": {
            "at": {
                "type": "string",
                "description": "Sheet1!D14, p3t2r5c4, L1675C3 or #/pointer; file|… in another file",
            },
            "text": {"type": ["string", "null"]},
            "unit": {"type": ["string", "null"]},
        },
        "required": ["at"],
    }
    gap = {
        "type": "object",
        "properties": {
            "path": {"type": "string"},
            "at": {"type": ["string", "null"]},
            "reason": {"type": "string", "examples": sorted(GAP_REASONS)},
        },
        "required": ["path", "reason"],
    }
    return {
        "$schema": DRAFT,
        "title": "jixiao interchange JSON, version 1",
        "type": "object",
        "properties": {
            "jixiao": {"const": 1},
            "source": {"type": ["string", "null"]},
            "status": {"enum": ["read", "partly read", "not a target form", "not readable", None]},
            **disclosure["properties"],
            "places": {"anyOf": [{"type": "object", "additionalProperties": place}, {"type": "null"}]},
            "gaps": {"anyOf": [{"type": "array", "items": gap}, {"type": "null"}]},
        },
        "required": ["forms"],
        "$defs": dict(sorted(definitions.items())),
    }
