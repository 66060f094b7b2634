"""A report as plain values: the documented JSON, which every machine format is made from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from jixiao.checker.findings import Finding
from jixiao.checker.report import Report
from jixiao.model.writing import plain

if TYPE_CHECKING:
    from jixiao.checker.aside import Exemption

VERSION: Final = 1


def file_entry(path: str, report: Report) -> dict[str, Any]:
    """One checked file."""
    return {
        "path": path,
        "status": report.reading.status,
        "forms": [
            {
                "ordinal": ordinal,
                "project_name": form.project_name,
                "template": form.template,
                "profile": {"name": profile.name, "hash": profile.hash},
            }
            for ordinal, (form, profile) in enumerate(zip(report.forms, report.profiles, strict=True), 1)
        ],
        "findings": [finding_entry(finding) for finding in report.findings],
        "outcomes": report.outcomes,
        "gaps": [{"path": gap.path, "at": gap.at, "reason": gap.reason} for gap in report.gaps],
        "baselined": len(report.baselined),
        "exempted": [exempted_entry(finding, exemption) for finding, exemption in report.exempted],
    }


def exempted_entry(finding: Finding, exemption: Exemption) -> dict[str, Any]:
    """One finding that was let pass, with the reason."""
    return {
        "code": finding.code,
        "form": None if finding.form is None else {"ordinal": finding.form, "project_name": finding.project_name},
        "message": finding.message,
        "fingerprint": finding.fingerprint,
        "reason": exemption.reason,
        "until": exemption.until,
    }


def unread_entry(path: str, status: str, reason: str) -> dict[str, Any]:
    """A file that could not be checked, with the reason."""
    return {
        "path": path, "status": status, "reason": reason, "forms": [], "findings": [], "outcomes": {}, "gaps": [],
    }  # fmt: skip


def finding_entry(finding: Finding) -> dict[str, Any]:
    """One finding."""
    cause = finding.cause
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": str(finding.severity),
        "variant": finding.variant,
        "confidence": finding.confidence,
        "preview": finding.preview,
        "form": None if finding.form is None else {"ordinal": finding.form, "project_name": finding.project_name},
        "paths": list(finding.paths),
        "places": [
            {"path": path, "at": str(place.at), "text": place.text, **({"unit": place.unit} if place.unit else {})}
            for path, place in finding.places
        ],
        "values": {key: _value(value) for key, value in finding.values.items()},
        "message": finding.message,
        "advice": finding.advice,
        "fixes": [fix._asdict() for fix in finding.fixes],
        "fingerprint": finding.fingerprint,
        "cause": None if cause is None else cause.fingerprint,
    }


def _value(value: Any) -> Any:
    """Amounts as plain decimal strings, lists of headings as their names."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dict):
        return {key: _value(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_value(one[0] if isinstance(one, tuple) else one) for one in value]
    return value


def report_json(reports: Sequence[tuple[str, Report | dict[str, Any]]], *, indent: int | None = 1) -> str:
    """The JSON of several files; a file that could not be checked comes as its :func:`unread_entry`."""
    files = [report if isinstance(report, dict) else file_entry(path, report) for path, report in reports]
    return json.dumps({"jixiao": VERSION, "files": files}, ensure_ascii=False, indent=indent)


def entry_json(entry: dict[str, Any]) -> str:
    """One of the ``files`` as it stands in the JSON of several: that is put together of pieces, never held whole."""
    return json.dumps(entry, ensure_ascii=False, indent=1).replace("\n", "\n  ")


JSON_START: Final = f'{{\n "jixiao": {VERSION},\n "files": ['
"""How the JSON of several files begins; then come the entries, the first after :data:`JSON_FIRST`."""
JSON_FIRST: Final = "\n  "
JSON_NEXT: Final = ",\n  "
JSON_END: Final = "\n}\n"
"""How it ends, after :func:`summary_json`."""


def summary_json(summary: dict[str, Any] | None) -> str:
    """What stands between the last entry and the end: the summary, where there is one."""
    if summary is None:
        return "\n ]"
    return '\n ],\n "summary": ' + json.dumps(summary, ensure_ascii=False, indent=1).replace("\n", "\n ")
