"""The code quality report of GitLab: what it says stands in the widget of a merge request."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from jixiao.checker import Finding
from jixiao.checker.wording import Severity
from jixiao.reports.formats import Composer, End, Format, Made, Read, Unread
from jixiao.reports.formats.places import file_of, region_of, slashed
from jixiao.reports.formats.rows import not_checked, places_of

_LEVELS: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


class GitLab(Format):
    """An entry for each finding."""

    def read(self, file: Read) -> Made:
        """The entries of a file."""
        entries = [self._finding(file, finding) for finding in file.report.findings]
        for why in not_checked(file.report, self.options.language):
            entries.append(_entry("not-checked", "info", self.say("没能检查：", "not checked: ") + why, file.path, why))
        return Made(_written(entries))

    def unread(self, file: Unread) -> Made:
        """The entry of a file that could not be checked."""
        level = "critical" if file.decides else "minor"
        return Made(_written([_entry(file.status.replace(" ", "-"), level, file.bare, file.path, "")]))

    def composer(self, scratch: Callable[[], str]) -> Composer:
        """The array around the entries."""
        del scratch
        return _Array()

    def _finding(self, file: Read, finding: Finding) -> dict[str, Any]:
        language = self.options.language
        places = finding.places
        region = region_of(file, places[0][1]) if places else None
        path = file_of(file, places[0][1].at) if places else file.path
        where = places_of(finding, language)
        brackets = self.say(f"（{where}）", f" ({where})") if where else ""
        said = f"{finding.say(language)}{brackets} → {finding.advise(language)}"
        entry = _entry(finding.code, _LEVELS[finding.shown_severity], said, path, "")
        # A fingerprint is unique in a file; two files may hold the same form.
        entry["fingerprint"] = _digest(file.path, finding.fingerprint)
        entry["location"]["lines"]["begin"] = 1 if region is None else region.line
        return entry


class _Array(Composer):
    def __init__(self) -> None:
        self._separator = "\n"

    def opening(self, end: End | None) -> Iterable[str]:
        del end
        return ("[",)

    def add(self, made: Made) -> Iterator[str]:
        if made.text:
            yield self._separator + made.text
            self._separator = ",\n"

    def closing(self, end: End) -> Iterable[str]:
        del end
        return ("\n]\n",)


def _entry(name: str, level: str, said: str, path: str, key: str) -> dict[str, Any]:
    return {
        "description": said,
        "check_name": name,
        "fingerprint": _digest(path, name, key),
        "severity": level,
        "location": {"path": slashed(path), "lines": {"begin": 1}},
    }


def _written(entries: Iterable[dict[str, Any]]) -> str:
    return ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
