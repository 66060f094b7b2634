"""Rules that somebody writes as patterns: what may not stand in a field, or must."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jixiao.rules.base import NODES, CannotTell, Draft, Rule, Severity

if TYPE_CHECKING:
    import regex

    from jixiao.rules.context import Context

FIELDS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "name": ("Indicator", ("name",)),
    "value": ("Indicator", ("value",)),
    "unit": ("Indicator", ("unit",)),
    "explanation": ("Indicator", ("explanation",)),
    "remark": ("Indicator", ("remark",)),
    "project_name": ("TargetForm", ("project_name",)),
    "summary": ("TargetForm", ("text.summary",)),
    "basis": ("TargetForm", ("text.basis",)),
    "necessity": ("TargetForm", ("text.necessity",)),
    "measures": ("TargetForm", ("text.measures",)),
    "plan": ("TargetForm", ("text.plan",)),
    "goals": ("TargetForm", ("goals.period", "goals.annual")),
}
"""The fields that a pattern may look at: of which node, and where in it."""
SECONDS: Final = 0.1
"""How long a pattern may take over one text."""
PATIENCE: Final = 10
"""After so many texts over which it took too long a pattern is given up, so that one file can't cost hours."""
_late: Final[Counter[str]] = Counter()


class OwnRule(NamedTuple):
    """A rule as a pattern of the ``regex`` package; ``missing`` finds the texts in which it is not to be found.

    In ``zh``, ``en`` and the advice ``{value}`` is the whole text and ``{found}`` what the pattern has found.
    """

    code: str
    field: str
    pattern: str
    severity: str
    zh: str
    en: str
    advice_zh: str
    advice_en: str
    missing: bool = False

    def look(self, node: Any, context: Context) -> Iterator[Draft | CannotTell]:
        """What the rule says of an indicator or of a form."""
        find = compiled(self.pattern).search
        for path in FIELDS[self.field][1]:
            text = node
            for name in path.split("."):
                text = getattr(text, name)
            if not text:
                continue
            try:
                if _late[self.pattern] >= PATIENCE:
                    raise TimeoutError
                found = find(text, timeout=SECONDS)
            except TimeoutError:
                _late[self.pattern] += 1
                yield CannotTell("the pattern took too long")
                continue
            if (found is None) is self.missing:
                yield context.finding(path, value=text, found="" if found is None else found.group())

    def rule(self) -> Rule:
        """The rule as the checker runs it."""
        return Rule(
            code=self.code,
            name="own_pattern",
            node=NODES[FIELDS[self.field][0]],
            severity=Severity(self.severity),
            severities={},
            when=0,
            unless=0,
            trigger=0,
            either=0,
            silent=0,
            asks=0,
            yields_to=(),
            follows=(),
            preview=False,
            function=self.look,
            texts={
                "title": {"zh": _plain(self.zh), "en": _plain(self.en)},
                "message": {"zh": _template(self.zh), "en": _template(self.en)},
                "advice": {"zh": _template(self.advice_zh), "en": _template(self.advice_en)},
            },
        )


@lru_cache(maxsize=256)
def compiled(pattern: str) -> regex.Pattern[str]:
    """The pattern, compiled. Raises :class:`regex.error`."""
    import regex

    return regex.compile(pattern)


_VALUES: Final = ("value", "found")


def _template(text: str) -> str:
    """A text in which braces are braces, but for those of the two values."""
    text = text.replace("{", "{{").replace("}", "}}")
    for name in _VALUES:
        text = text.replace("{{" + name + "}}", "{" + name + "}")
    return text


def _plain(text: str) -> str:
    """A text without the values, which a title has none of."""
    for name in _VALUES:
        text = text.replace("{" + name + "}", "…")
    return text
