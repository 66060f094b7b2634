"""A profile: which severities, thresholds and words the rules work with. Data, handed in as a value; never code."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cached_property
from typing import Final

from attrs import field, frozen

from jixiao.rules.base import Rule, Severity

OFF: Final = "off"


@frozen(slots=False)
class Profile:
    """A named set of words and severities: a code, or ``code.variant``, → a severity or ``off``."""

    name: str
    words: dict[str, tuple[str, ...]] = field(factory=dict, repr=False)
    severities: dict[str, str] = field(factory=dict, repr=False)

    @cached_property
    def hash(self) -> str:
        """Eight hexadecimal digits that change with anything in the profile."""
        content = json.dumps([self.words, self.severities], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:8]

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

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str] | None]:
        return {
            name: re.compile("|".join(map(re.escape, words))) if words else None for name, words in self.words.items()
        }

    def mentions(self, words: str, text: str) -> bool:
        """Whether a text holds one of the words of a list, once the phrases of ``<list>_not`` are taken out."""
        pattern = self._patterns.get(words)
        if pattern is None or not text:
            return False
        excluded = self._patterns.get(words + "_not")
        return pattern.search(excluded.sub("", text) if excluded is not None else text) is not None
