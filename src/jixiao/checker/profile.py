"""A profile: which severities, thresholds and words the rules work with. Data, handed in as a value; never code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from jixiao.rules.base import Rule, Severity

OFF: Final = "off"


class Profile:
    """A named set of words and severities: a code, or ``code.variant``, → a severity or ``off``.

    ``hash`` changes with anything in the profile; the package's own are worked out when their data is compiled.
    """

    __slots__ = ("hash", "name", "severities", "words")

    def __init__(
        self,
        name: str,
        words: Mapping[str, Sequence[str]] | None = None,
        severities: Mapping[str, str] | None = None,
        hash: str | None = None,
    ) -> None:
        self.name = name
        self.words: Final = dict(words or {})
        self.severities: Final = dict(severities or {})
        self.hash = hash or profile_hash(self.words, self.severities)

    def __repr__(self) -> str:
        return f"<Profile {self.name} {self.hash}>"

    def severity(self, rule: Rule, variant: str | None) -> Severity:
        """The severity of a finding of ``rule``."""
        if self.severities:
            named = self.severities.get(f"{rule.code}.{variant}") or self.severities.get(rule.code)
            if named is not None and named != OFF:
                return Severity(named)
        if variant is not None and variant in rule.severities:
            return rule.severities[variant]
        return rule.severity

    def has(self, rule: Rule) -> bool:
        """Whether the rule runs under this profile."""
        return self.severities.get(rule.code) != OFF

    def mentions(self, words: str, text: str) -> bool:
        """Whether a text holds one of the words of a list, once the phrases of ``<list>_not`` are taken out."""
        listed = self.words.get(words)
        if not listed:
            return False
        for phrase in self.words.get(words + "_not", ()):
            text = text.replace(phrase, "")
        return any(word in text for word in listed)


def profile_hash(words: Mapping[str, Sequence[str]], severities: Mapping[str, str]) -> str:
    """Eight hexadecimal digits that change with any word or severity."""

    # Only a profile that was made by hand comes here, so these are not loaded at start-up.
    import hashlib
    import json

    content = json.dumps([words, severities], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:8]
