"""What tells JSON that the package wrote as a report or a baseline from the interchange form."""

from __future__ import annotations

from typing import Any, Final

from jixiao.errors import NotATargetForm

_FILES: Final = frozenset({"jixiao", "files"})
_FILE: Final = frozenset({"path", "status", "findings", "outcomes"})
_BASELINE: Final = frozenset({"jixiao-baseline", "entries"})
_QUALITY: Final = frozenset({"description", "check_name", "fingerprint", "severity", "location"})


def is_report(raw: Any) -> bool:
    """Whether decoded JSON is a report, points, a line of a report, or a baseline.

    A report in the words of GitLab says nowhere whose it is: one of another program is none of our forms either.
    """
    if isinstance(raw, list):
        return bool(raw) and all(isinstance(one, dict) and one.keys() == _QUALITY for one in raw)
    if not isinstance(raw, dict):
        return False
    keys = raw.keys()
    return keys >= _FILES or keys >= _FILE or keys >= _BASELINE or _is_sarif(raw)


def _is_sarif(raw: dict[str, Any]) -> bool:
    try:
        return bool(raw["runs"][0]["tool"]["driver"]["name"] == "jixiao")
    except (KeyError, IndexError, TypeError):
        return False


def no_form_but_a_report(source: str | None) -> NotATargetForm:
    """The error for a file that is such a report."""
    return NotATargetForm(
        f"{source + '：' if source else ''}这是jixiao写出的报告或基线，不是绩效目标表。请检查报告所说的那个文件。",
        f"{source + ': ' if source else ''}a report or a baseline that jixiao wrote, not a target form. "
        "Check the file that it is about.",
    )
