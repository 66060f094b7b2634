"""What the API reference makes of the code: the roles and examples of docstrings as Markdown, and no internals."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension

ROLE = re.compile(r":\w+:`~?([\w.]+)`")
# Examples, up to the next blank line; those that follow each other share a block.
EXAMPLES = re.compile(r"((?:^>>> .*\n?(?:^(?!>>> |\s*$).*\n?)*)+)", re.MULTILINE)

# What the checker and the configuration use to fill a report, and what a finding tells by itself (`Finding.cause`,
# `Finding.fingerprint`): other modules need them, so that they have no underscore, but they are no part of the promise.
INTERNAL = {
    "jixiao.checker.report.Report": (
        "add", "cause_of", "faults_of", "fingerprint_of", "leave_out", "moved", "next_number", "rows_of", "set_aside",
        "set_cause",
    ),
}  # fmt: skip


def as_markdown(text: str) -> str:
    """A docstring with its roles as code and its examples as blocks."""
    return EXAMPLES.sub(lambda found: f"\n```pycon\n{found[1].rstrip()}\n```\n", ROLE.sub(r"`\1`", text))


class Docstrings(Extension):
    """Turns every docstring into Markdown when it is loaded, and leaves out what is internal."""

    def on_instance(self, *, obj: Any, **_: Any) -> None:
        """Called for each object that has been read."""
        if obj.docstring is not None:
            obj.docstring.value = as_markdown(obj.docstring.value)

    def on_class_members(self, *, cls: Any, **_: Any) -> None:
        """Called for each class whose members have been read: those that are internal are left out."""
        for name in INTERNAL.get(cls.path, ()):
            del cls.members[name]
