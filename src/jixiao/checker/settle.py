"""What is settled after the walk: doubtful readings, the two halves of a row, faults said twice, causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from jixiao.checker.walk import FormResult, Raw, Undecided
from jixiao.model.forms import Indicator, Indicators, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.reading import Effect, Gap
from jixiao.rules.base import Draft

_ORDER: Final = {"low": 0, "medium": 1, "high": 2}
_CUTS: Final = frozenset({"cut", "may be cut"})
_TABLE: Final = Lazy(r"forms\[(\d+)\]\.indicators$")


class GapIndex:
    """The gaps by path; a gap weighs on everything below its path.

    A table that breaks off is whole above the cut: that weighs on what is said of all its rows, and on its last one.
    """

    def __init__(self, gaps: Sequence[Gap], forms: Sequence[TargetForm] = ()) -> None:
        self.effects: dict[str, Effect] = {}
        self.cut: set[str] = set()
        for gap in gaps:
            self._weigh(gap.path, gap.effect)
            if gap.reason in _CUTS:
                self.cut.add(gap.path)
                self._weigh_last_rows(gap, forms)
        self.cut -= {gap.path for gap in gaps if gap.reason not in _CUTS}

    def _weigh(self, path: str, effect: Effect) -> None:
        known = self.effects.get(path)
        if known is None or _worse(effect, known):
            self.effects[path] = effect

    def _weigh_last_rows(self, gap: Gap, forms: Sequence[TargetForm]) -> None:
        found = _TABLE.match(gap.path)
        if found is not None and int(found[1]) < len(forms):
            for half, rows in forms[int(found[1])].indicators.halves:
                if rows:
                    self._weigh(f"{gap.path}.{half}[{len(rows) - 1}]", gap.effect)

    def effect(self, path: str, *, row: bool = False) -> Effect | None:
        """The worst effect of the gaps at ``path`` or above it; ``row``: on what is said of one row alone."""
        worst: Effect | None = None
        effects = self.effects
        while path:
            found = effects.get(path)
            if found is not None and (worst is None or _worse(found, worst)) and not (row and path in self.cut):
                worst = found
            cut = max(path.rfind("."), path.rfind("["))
            path = path[:cut] if cut > 0 else ""
        return worst


def _worse(one: Effect, other: Effect) -> bool:
    order = ("cannot tell", "low", "medium")
    return order.index(one) < order.index(other)


def settle_form(result: FormResult, gaps: GapIndex | None) -> list[Raw]:
    """The findings of one form: doubts applied, halves joined, repetitions dropped."""
    raws = result.raws
    if not raws:
        return raws
    if gaps is not None and gaps.effects:
        raws = _apply_gaps(raws, gaps, result.undecided)
    if result.partners is not None:
        raws = _join_halves(raws, result.form.indicators, result.partners)
    return _drop_repetitions(raws) if len(raws) > 1 else raws


def _apply_gaps(raws: Sequence[Raw], gaps: GapIndex, undecided: list[Undecided]) -> list[Raw]:
    kept: list[Raw] = []
    for raw in raws:
        if raw.rule.spelling:
            kept.append(raw)
            continue
        own = raw.row is not None
        effects = [effect for path in raw.paths if (effect := gaps.effect(path, row=own)) is not None]
        if "cannot tell" in effects:
            undecided.append(Undecided(raw.rule.code, raw.paths[0], "gap"))
            continue
        for effect in effects:
            if _ORDER[effect] < _ORDER[raw.confidence]:
                raw.confidence = effect
        kept.append(raw)
    return kept


def _join_halves(raws: Sequence[Raw], indicators: Indicators, partner: Mapping[int, int]) -> list[Raw]:
    """One fault in both halves of a row is one finding with two places; two texts that are wrong are two findings.

    What was said of a name that the page cut off yields to what was said, or not said, of the whole name beside it.
    """
    joined: list[Raw] = []
    for raw in raws:
        if raw.row is not None and raw.row[0] == "annual" and (mine := partner.get(raw.row[1])) is not None:
            place, draft = ("period", mine), raw.draft
            twins = [other for other in raws if other.row == place and _same_words(other.draft, draft)]
            if twins:
                twin = twins[-1]
                twin.paths = twin.paths + raw.paths
                twin.fixes = twin.fixes + raw.fixes
                if _ORDER[raw.confidence] > _ORDER[twin.confidence]:
                    twin.confidence = raw.confidence
                continue
            if raw.rule.node == "indicator" and _cut_off(indicators.annual[raw.row[1]], indicators.period[mine]):
                continue
        joined.append(raw)
    return joined


def _same_words(one: Draft, other: Draft) -> bool:
    return (
        one.rule.code == other.rule.code
        and one.variant == other.variant
        and one.values.get("value") == other.values.get("value")
    )


def _cut_off(clipped: Indicator, whole: Indicator) -> bool:
    """Whether one row is the other with its name cut off."""
    if clipped.name is None or whole.name is None or clipped.name == whole.name:
        return False
    return whole.name.startswith(clipped.name) and (clipped.category, clipped.value) == (whole.category, whole.value)


def _drop_repetitions(raws: Sequence[Raw]) -> list[Raw]:
    """Drop what yields to another finding: at the same path, or (for CMP) in the same form."""
    codes = {raw.rule.code for raw in raws}
    perhaps = [raw for raw in raws if raw.rule.yields_to and not codes.isdisjoint(raw.rule.yields_to)]
    if not perhaps:
        return list(raws)
    by_code: dict[str, list[Raw]] = {}
    for raw in raws:
        by_code.setdefault(raw.rule.code, []).append(raw)
    repeated = [
        raw
        for raw in perhaps
        for code in raw.rule.yields_to
        if code in by_code and any([other is not raw and _same_fault(raw, other) for other in by_code[code]])
    ]
    return [raw for raw in raws if raw not in repeated] if repeated else list(raws)


def _same_fault(raw: Raw, other: Raw) -> bool:
    if raw.row is None and raw.rule.family == "CMP":
        return True
    if raw.row is not None and other.row is not None:
        return raw.row == other.row
    return not set(raw.paths).isdisjoint(other.paths)


def find_causes(raws: Sequence[Raw]) -> Mapping[int, int]:
    """For the position of each consequence among ``raws`` the position of its cause."""
    causes: dict[int, int] = {}
    following = [(index, raw) for index, raw in enumerate(raws) if raw.rule.follows]
    if not following:
        return causes
    positions: dict[str, int] = {}
    for index, raw in enumerate(raws):
        positions.setdefault(raw.rule.code, index)
    for index, raw in following:
        for code in raw.rule.follows:
            if code in positions and positions[code] != index:
                causes[index] = positions[code]
                break
    return causes
