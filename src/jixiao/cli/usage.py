"""The command line that is used most, told without the parser, whose loading takes as long as checking a form."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    import argparse

_CHECKS: Final = ("check", "lint")
_DEFAULTS: Final[dict[str, Any]] = {
    "command": "check",
    "help": None,
    "year": None,
    "profile": None,
    "config": None,
    "no_config": False,
    "select": "",
    "ignore": "",
    "new_since": None,
    "fail_on": None,
    "fail_on_unread": False,
    "exit_zero": False,
    "statistics": False,
    "quiet": False,
    "show_all": False,
    "flat": False,
    "gaps": False,
    "explain_reading": False,
    "jobs": None,
    "no_preview": False,
    "annotate": None,
    "output": None,
    "lang": None,
    "max_rows": None,
    "max_cells": None,
    "max_pages": None,
    "max_seconds": None,
    "max_bytes": None,
    "max_unpacked": None,
    "max_memory": None,
}
"""What the parser gives for each option of ``check`` that is not there; a test holds it to that."""


class Usage(Exception):
    """Help that was asked for (code 0), or a wrong command line (code 2)."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.text = text
        self.code = code


def plain_check(argv: Sequence[str]) -> argparse.Namespace | None:
    """The options of a command line that checks files and asks for nothing else; nothing for any other."""
    if len(argv) < 2 or argv[0] not in _CHECKS or any(one.startswith("-") or not one for one in argv[1:]):
        return None
    return cast(
        "argparse.Namespace", SimpleNamespace(**_DEFAULTS, files=list(argv[1:]), with_=[], format=[], plugins=[])
    )
