"""What reports say of a doubtful finding and of a gap, whichever way they say it."""

from __future__ import annotations

from jixiao.checker import Finding, Report
from jixiao.places import Location


def doubt_of(report: Report, finding: Finding, language: str) -> str:
    """What makes a finding doubtful or less than certain; nothing where only its words do."""
    confidence, english = finding.confidence, language == "en"
    for gap in report.gaps if confidence != "high" else ():
        if gap.effect == confidence and any(
            path == gap.path or path.startswith((gap.path + ".", gap.path + "[")) for path in finding.paths
        ):
            if confidence == "low":
                return ("doubtful: " if english else "存疑：") + gap.say(language)
            return ("likely: " if english else "请核对：") + gap.say(language)
    if confidence != "low":
        return ""
    return "doubtful: it is not known whether this name is a rate" if english else "存疑：认不出这个名称是不是比率"


def say_place(at: str | None, language: str) -> str:
    """A written location in words; what is none stays as it is."""
    if at is None:
        return ""
    try:
        return Location.parse(at).say(language)
    except ValueError:
        return at
