"""SARIF 2.1.0, the interchange format of analysis tools (an OASIS standard)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from jixiao.checker import Finding
from jixiao.checker.wording import Severity, catalogue, rule_title, text
from jixiao.places import Place
from jixiao.reports.explain import plain_advice
from jixiao.reports.formats import Composer, End, Format, Made, Options, Read, Unread
from jixiao.reports.formats.places import file_of, region_of, uri_of
from jixiao.reports.formats.rows import not_checked
from jixiao.reports.set_aside import Aside

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_NOTICES: Final = {
    "not-readable": ("文件读不了", "the file can't be read"),
    "not-a-target-form": ("文件里没有绩效目标表", "no target form stands in the file"),
    "not-checked": ("有的地方没能检查", "something could not be checked"),
}


class _Result(NamedTuple):
    """A finding on its way to the composer, which knows the number of its rule."""

    code: str
    name: str
    json: str
    rule: str | None = None
    """What is to be known of the rule, where a configuration has brought it."""


class Sarif(Format):
    """One run with all results, its rules and what could not be read."""

    def read(self, file: Read) -> Made:
        """The results of a file."""
        results = [
            _Result(
                finding.code,
                finding.name,
                _dumps(self._result(finding, file)),
                _own_rule(finding, self.options.language),
            )
            for finding in file.report.findings
        ]
        notices = [
            _dumps(_notice("not-checked", "note", said, file.path))
            for said in not_checked(file.report, self.options.language)
        ]
        return Made(extra=(results, notices, Aside.of(file.report)))

    def unread(self, file: Unread) -> Made:
        """The notification of a file that could not be checked."""
        name = file.status.replace(" ", "-")
        level = "error" if file.decides or name == "not-readable" else "warning"
        return Made(extra=([], [_dumps(_notice(name, level, file.bare, file.path))], Aside()))

    def composer(self, scratch: Callable[[], str]) -> Composer:
        """The log around the results, which are written as they come."""
        del scratch
        return _Log(self.options)

    def _result(self, finding: Finding, file: Read) -> dict[str, Any]:
        language = self.options.language
        places = list(finding.places)
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "level": _LEVELS[finding.shown_severity],
            "message": {"text": f"{finding.say(language)}\n→ {finding.advise(language)}"},
            "locations": [self._location(file, places[0][1] if places else None, finding)],
            "partialFingerprints": {"jixiao/v1": finding.fingerprint},
        }
        seen = {_dumps(result["locations"][0])}
        related: list[dict[str, Any]] = []
        for _, place in places[1:]:
            location = self._location(file, place, finding)
            if (written := _dumps(location)) not in seen:
                seen.add(written)
                shown = place.text or self.say("（空）", "(blank)")
                related.append({"id": len(related) + 1, **location, "message": {"text": shown}})
        if related:
            result["relatedLocations"] = related
        fixes, patches = self._fixes(finding, file)
        if fixes:
            result["fixes"] = fixes
        cause = finding.cause
        result["properties"] = {
            "severity": str(finding.severity),
            "confidence": finding.confidence,
            "preview": finding.preview,
            "paths": list(finding.paths),
            **({"variant": finding.variant} if finding.variant else {}),
            **({"cause": cause.fingerprint} if cause is not None else {}),
            **({"cellPatches": patches} if patches else {}),
        }
        return result

    def _location(self, file: Read, place: Place | None, finding: Finding) -> dict[str, Any]:
        """A place in the file; what is no line of a text is said in words."""
        language = self.options.language
        if place is None:
            named = finding.paths[0] if finding.paths else self.say("整份文件", "the document as a whole")
            return {
                "physicalLocation": {"artifactLocation": {"uri": uri_of(file.path)}},
                "logicalLocations": [{"fullyQualifiedName": named}],
            }
        physical: dict[str, Any] = {"artifactLocation": {"uri": uri_of(file_of(file, place.at))}}
        region = region_of(file, place)
        if region is None:
            return {
                "physicalLocation": physical,
                "logicalLocations": [{"name": str(place.at), "fullyQualifiedName": place.at.say(language)}],
            }
        physical["region"] = {"startLine": region.line}
        if region.start is not None:
            physical["region"] |= {"startColumn": region.start, "endColumn": region.end}
        return {"physicalLocation": physical}

    def _fixes(self, finding: Finding, file: Read) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The patches as replacements in a text, and those that are none: cells of a workbook have no characters."""
        changes: dict[str, list[dict[str, Any]]] = {}
        patches: list[dict[str, Any]] = []
        for fix in finding.fixes:
            place = file.report.reading.places.get(fix.path)
            region = None if place is None or place.text != fix.before else region_of(file, place)
            if place is None or region is None or region.start is None:
                at = None if place is None else str(place.at)
                patches.append({"path": fix.path, "at": at, **fix._asdict()})
                continue
            change = {
                "deletedRegion": {
                    "startLine": region.line,
                    "startColumn": region.start,
                    "endLine": region.line,
                    "endColumn": region.end,
                },
                "insertedContent": {"text": fix.after},
            }
            replacements = changes.setdefault(uri_of(file_of(file, place.at)), [])
            if change not in replacements:
                replacements.append(change)
        if not changes:
            return [], patches
        artifacts = [
            {"artifactLocation": {"uri": uri}, "replacements": replacements} for uri, replacements in changes.items()
        ]
        fixed = {"description": {"text": finding.advise(self.options.language)}, "artifactChanges": artifacts}
        return [fixed], patches


class _Log(Composer):
    """The results first, since they come first; then the tool with the rules that were met, and the notifications."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._rules: dict[str, tuple[int, str, str | None]] = {}
        self._notices: list[str] = []
        self._aside = Aside()
        self._separator = "\n"

    def opening(self, end: End | None) -> Iterable[str]:
        del end
        return (
            f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"columnKind": "unicodeCodePoints",'
            f' "language": "{"en" if self._options.language == "en" else "zh-CN"}", "results": [',
        )

    def add(self, made: Made) -> Iterator[str]:
        results: Sequence[_Result]
        results, notices, aside = made.extra
        self._notices += notices
        self._aside = self._aside.plus(aside)
        for code, name, written, rule in results:
            number, _, _ = self._rules.setdefault(code, (len(self._rules), name, rule))
            yield f'{self._separator}{{"ruleIndex": {number}, {written[1:]}'
            self._separator = ",\n"

    def closing(self, end: End) -> Iterator[str]:
        language = self._options.language
        driver = {
            "name": "jixiao",
            **({"version": self._options.version, "semanticVersion": self._options.version} if self._options.version
               else {}),
            "rules": [
                json.loads(own) if own else _rule(code, name, language)
                for code, (_, name, own) in self._rules.items()
            ],
            "notifications": [
                {"id": name, "shortDescription": {"text": said[language == "en"]}} for name, said in _NOTICES.items()
            ],
        }  # fmt: skip
        successful = "false" if any(file.decides for file in end.unread) else "true"
        yield f'\n], "tool": {_dumps({"driver": driver})},\n'
        yield f'"invocations": [{{"executionSuccessful": {successful}, "toolExecutionNotifications": ['
        yield ",\n".join(self._notices)
        yield f']}}],\n"properties": {_dumps(self._aside._asdict())}}}]}}\n'


def _own_rule(finding: Finding, language: str) -> str | None:
    """What is to be known of a rule that a configuration has brought: its own process alone has its title."""
    if finding.code in catalogue():
        return None
    title = rule_title(finding.code, language)
    level = _LEVELS[finding.rule.severity]
    described = {"shortDescription": {"text": title}, "defaultConfiguration": {"level": level}}
    return _dumps({"id": finding.code, "name": finding.name, **described})


def _rule(code: str, name: str, language: str) -> dict[str, Any]:
    """What is to be known of a rule, from the same texts as ``jixiao explain``."""
    english = language == "en"
    entry = catalogue()[code]
    parts = [
        ("Why" if english else "为什么", text(code, "why", language)),
        ("What to do" if english else "怎么改", plain_advice(code, language)),
        ("What it does not see" if english else "不看的", text(code, "unseen", language)),
        ("Basis" if english else "依据", ("; " if english else "；").join(entry["basis"])),
    ]
    mark = ": " if english else "："
    shown = [(head, body) for head, body in parts if body]
    return {
        "id": code,
        "name": name,
        "shortDescription": {"text": rule_title(code, language)},
        "fullDescription": {"text": text(code, "why", language)},
        "help": {
            "text": "\n\n".join(f"{head}{mark}{body}" for head, body in shown),
            "markdown": "\n\n".join(f"**{head}** {body}" for head, body in shown),
        },
        "defaultConfiguration": {"level": _LEVELS[Severity(entry["severities"][0])]},
        "properties": {"tags": [code.rstrip("0123456789")]},
    }


def _notice(name: str, level: str, said: str, path: str) -> dict[str, Any]:
    return {
        "descriptor": {"id": name},
        "level": level,
        "message": {"text": said},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri_of(path)}}}],
    }


def _dumps(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
