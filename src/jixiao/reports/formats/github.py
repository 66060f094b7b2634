"""Workflow commands of GitHub Actions: what they say stands beside the files of a pull request."""

from __future__ import annotations

from typing import Final

from jixiao.checker import Finding
from jixiao.checker.wording import Severity, rule_title
from jixiao.reports.formats import Format, Made, Read, Unread
from jixiao.reports.formats.places import file_of, region_of, slashed
from jixiao.reports.formats.rows import not_checked, places_of
from jixiao.reports.printable import printable

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


class GitHub(Format):
    """A command for each finding."""

    def read(self, file: Read) -> Made:
        """The commands of a file."""
        said = [self._finding(file, finding) for finding in file.report.findings]
        title = self.say("没能检查", "not checked")
        said += [
            _command("notice", {"file": slashed(file.path), "title": title}, why)
            for why in not_checked(file.report, self.options.language)
        ]
        return Made("".join(said))

    def unread(self, file: Unread) -> Made:
        """The command of a file that could not be checked."""
        level = "error" if file.decides else "warning"
        title = self.say("没能检查", "not checked")
        return Made(_command(level, {"file": slashed(file.path), "title": title}, file.bare))

    def _finding(self, file: Read, finding: Finding) -> str:
        language = self.options.language
        places = finding.places
        keys = {"file": slashed(file.path)}
        if places:
            place = places[0][1]
            keys["file"] = slashed(file_of(file, place.at))
            region = region_of(file, place)
            if region is not None:
                keys["line"] = str(region.line)
                if region.start is not None and region.end is not None:
                    keys |= {"col": str(region.start), "endColumn": str(max(region.start, region.end - 1))}
        keys["title"] = f"{finding.code} {rule_title(finding.code, language)}"
        where = places_of(finding, language)
        brackets = self.say(f"（{where}）", f" ({where})") if where else ""
        said = f"{finding.say(language)}{brackets}\n→ {finding.advise(language)}"
        return _command(_LEVELS[finding.shown_severity], keys, said)


def _command(level: str, keys: dict[str, str], message: str) -> str:
    written = ",".join(f"{key}={_property(value)}" for key, value in keys.items())
    return f"::{level} {written}::{_data(message)}\n"


def _data(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
