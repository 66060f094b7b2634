"""How many findings were set aside, and how each output says it: those of a baseline, and those that were let pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from jixiao.checker import Report


class Aside(NamedTuple):
    """How many findings are known from a baseline, and how many a configuration lets pass."""

    baselined: int = 0
    exempted: int = 0

    @classmethod
    def of(cls, report: Report) -> Aside:
        """The numbers of one report."""
        return cls(len(report.baselined), len(report.exempted))

    def plus(self, other: Aside) -> Aside:
        """Both together."""
        return Aside(self.baselined + other.baselined, self.exempted + other.exempted)

    def known(self, language: str) -> str:
        """The number of those that a baseline has; empty where there is none."""
        if not self.baselined:
            return ""
        if language == "en":
            return f"known before (baseline): {self.baselined}, not listed"
        return f"以前已有（基线）{self.baselined}处，没有列出"

    def passed(self, language: str) -> str:
        """The number of those that were let pass; empty where there is none."""
        if not self.exempted:
            return ""
        return (
            f"exempted: {self.exempted}, not listed" if language == "en" else f"按配置放过{self.exempted}处，没有列出"
        )

    def say(self, language: str) -> str:
        """Both in one sentence; empty where there is nothing."""
        said = [one for one in (self.known(language), self.passed(language)) if one]
        return ("; " if language == "en" else "；").join(said)
