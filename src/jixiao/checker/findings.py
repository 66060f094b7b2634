"""What the checker reports: findings as data, and the text that is made of them when somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from jixiao.places import Place
from jixiao.rules.base import Fix, Rule, Severity

if TYPE_CHECKING:
    from jixiao.checker.report import Report
    from jixiao.checker.walk import Raw


_LOWER: Final = {Severity.ERROR: Severity.WARNING, Severity.WARNING: Severity.INFO, Severity.INFO: Severity.INFO}


@frozen(eq=False, repr=False)
class Finding:
    """One fault at one place, or at several that have one cause.

    ``form`` is the ordinal of its form from 1 (``None``: about the document), ``paths`` lead into the model,
    ``values`` holds the user's own text and the operands, ``confidence`` is ``high``, ``medium`` or ``low``.
    """

    raw: Raw
    """What the rule said, with its whole paths."""
    severity: Severity
    form: int | None
    number: int
    """Its position among the findings of the report."""
    report: Report

    @property
    def rule(self) -> Rule:
        """The rule that found it."""
        return self.raw.rule

    @property
    def confidence(self) -> str:
        """``high``, ``medium`` or ``low``."""
        return self.raw.confidence

    @property
    def paths(self) -> tuple[str, ...]:
        """Where it stands in the model; the first place is what the finding is about."""
        return self.raw.paths

    @property
    def values(self) -> dict[str, Any]:
        """The user's own text and the operands."""
        return self.raw.draft.values

    @property
    def variant(self) -> str | None:
        """Which of the messages of a rule with several it is."""
        return self.raw.draft.variant

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The cell patches that put it right, where there are any: one for each place."""
        return self.raw.fixes

    @property
    def code(self) -> str:
        """The stable code: ``FND06``."""
        return self.raw.rule.code

    @property
    def name(self) -> str:
        """The rule's name: ``form_differs_from_table``."""
        return self.rule.name

    @property
    def preview(self) -> bool:
        """Whether the rule is still in preview."""
        return self.rule.preview

    @property
    def shown_severity(self) -> Severity:
        """The severity as people see it: one lower where the finding hangs on a doubtful reading."""
        return _LOWER[self.severity] if self.confidence == "low" else self.severity

    @property
    def counts(self) -> bool:
        """Whether the finding may decide an exit code: not in preview, not of low confidence, not a consequence."""
        return not self.rule.preview and self.confidence != "low"

    @property
    def project_name(self) -> str | None:
        """The name of the form's project."""
        return None if self.form is None else self.report.forms[self.form - 1].project_name

    @property
    def indicator_names(self) -> tuple[str, ...]:
        """The names of the indicators in whose rows it stands."""
        return tuple(dict.fromkeys(row.name for row in self.report.rows_of(self) if row.name))

    @property
    def places(self) -> tuple[tuple[str, Place], ...]:
        """Each path with the place where it was printed, or the nearest one that is known."""
        nearest = self.report.reading.places.nearest
        found = ((path, nearest(path)) for path in self.paths)
        return tuple((path, place) for path, place in found if place is not None)

    @property
    def cause(self) -> Finding | None:
        """The finding of which this one is a consequence."""
        return self.report.cause_of(self)

    @property
    def fingerprint(self) -> str:
        """What tells this finding from others, whatever rows were inserted: for baselines."""
        return self.report.fingerprint_of(self)

    def say(self, language: str = "zh", *, evidence: bool = True) -> str:
        """What is wrong, with the user's own text, in ``zh`` or ``en``.

        ``evidence`` adds every operand of an arithmetic finding, which a list of places shows as well.
        """
        said = self._text("message", language)
        operands = self._text("evidence", language) if evidence else ""
        if not operands:
            return said
        return f"{said} ({operands})" if language == "en" else f"{said}（{operands}）"

    def advise(self, language: str = "zh") -> str:
        """What to write instead."""
        return self._text("advice", language)

    def _text(self, part: str, language: str) -> str:
        from jixiao.rules.messages import message, own_message

        if self.rule.texts is not None:
            return own_message(self.rule, part, self._shown(), language)
        return message(self.rule.code, self.variant, part, self._shown(), language)

    @property
    def message(self) -> str:
        """What is wrong, in the report's language."""
        return self.say(self.report.language)

    @property
    def advice(self) -> str:
        """What to write instead, in the report's language."""
        return self.advise(self.report.language)

    def _shown(self) -> dict[str, Any]:
        """The values with the unit that the user's amounts were printed in."""
        places = self.report.reading.places
        unit = next((place.unit for path in self.paths if (place := places.get(path)) is not None and place.unit), "元")
        return {**self.values, "_unit": unit}

    def __repr__(self) -> str:
        where = "document" if self.form is None else f"form {self.form}"
        return f"<Finding {self.code} {self.severity} ({self.confidence}) in {where}: {self.say('zh', evidence=False)}>"

    def __str__(self) -> str:
        from jixiao.rules.messages import SEVERITY_NAMES

        level = SEVERITY_NAMES[self.severity][1 if self.report.language == "en" else 0]
        path = self.paths[0] if self.paths else ""
        if self.form is not None:
            path = path.removeprefix(f"forms[{self.form - 1}].")
        place = self.report.reading.places.nearest(self.paths[0]) if self.paths else None
        at = f"（{place.at.say(self.report.language)}）" if place is not None else ""
        if self.report.language == "en":
            return f"{level} {self.code} {path}{' (' + at[1:-1] + ')' if at else ''}: {self.message}"
        return f"{level} {self.code} {path}{at}：{self.message}"
