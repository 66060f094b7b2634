"""What the API reference makes of docstrings: their roles and examples, as Markdown."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension

ROLE = re.compile(r":\w+:`~?([\w.]+)`")
# Examples, up to the next blank line; those that follow each other share a block.
EXAMPLES = re.compile(r"((?:^>>> .*\n?(?:^(?!>>> |\s*$).*\n?)*)+)", re.MULTILINE)


def as_markdown(text: str) -> str:
    """A docstring with its roles as code and its examples as blocks."""
    return EXAMPLES.sub(lambda found: f"\n```pycon\n{found[1].rstrip()}\n```\n", ROLE.sub(r"`\1`", text))


class Docstrings(Extension):
    """Turns every docstring into Markdown when it is loaded."""

    def on_instance(self, *, obj: Any, **_: Any) -> None:
        """Called for each object that has been read."""
        if obj.docstring is not None:
            obj.docstring.value = as_markdown(obj.docstring.value)
