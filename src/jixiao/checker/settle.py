"""What is settled after the walk: doubtful readings, the two halves of a row, faults said twice, causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from jixiao.checker.walk import FormResult, Raw, Undecided
from jixiao.model.forms import Indicator
from jixiao.model.reading import Effect, Gap
from jixiao.model.rows import pair_indices

_ORDER: Final = {"low": 0, "medium": 1, "high": 2}


class GapIndex:
    """The gaps by path; a gap weighs on everything below its path."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        self.effects: dict[str, Effect] = {}
        for gap in gaps:
            known = self.effects.get(gap.path)
            if known is None or _worse(gap.effect, known):
                self.effects[gap.path] = gap.effect

    def effect(self, path: str) -> Effect | None:
        """The worst effect of the gaps at ``path`` or above it."""
        worst: Effect | None = None
        effects = self.effects
        while path:
            found = effects.get(path)
            if found is not None and (worst is None or _worse(found, worst)):
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
    return _drop_repetitions(_join_halves(raws, result))


def _apply_gaps(raws: Sequence[Raw], gaps: GapIndex, undecided: list[Undecided]) -> list[Raw]:
    kept: list[Raw] = []
    for raw in raws:
        if raw.draft.rule.spelling:
            kept.append(raw)
            continue
        effects = [effect for path in raw.paths if (effect := gaps.effect(path)) is not None]
        if "cannot tell" in effects:
            undecided.append(Undecided(raw.draft.rule.code, raw.paths[0], "gap"))
            continue
        for effect in effects:
            if _ORDER[effect] < _ORDER[raw.confidence]:
                raw.confidence = effect
        kept.append(raw)
    return kept


def _join_halves(raws: Sequence[Raw], result: FormResult) -> list[Raw]:
    """One fault in both halves of a row is one finding with two places; two texts that are wrong are two findings.

    What was said of a name that the page cut off yields to what was said, or not said, of the whole name beside it.
    """
    if not any(raw.row is not None and raw.row[0] == "annual" for raw in raws):
        return list(raws)
    indicators = result.form.indicators
    partner: dict[int, int] = {
        other: index
        for index, other in pair_indices(indicators.period, indicators.annual)
        if index is not None and other is not None
    }
    first: dict[tuple[str, str | None, object, int], Raw] = {
        (raw.draft.rule.code, raw.draft.variant, raw.draft.values.get("value"), raw.row[1]): raw
        for raw in raws
        if raw.row is not None and raw.row[0] == "period"
    }
    joined: list[Raw] = []
    for raw in raws:
        if raw.row is not None and raw.row[0] == "annual" and (mine := partner.get(raw.row[1])) is not None:
            twin = first.get((raw.draft.rule.code, raw.draft.variant, raw.draft.values.get("value"), mine))
            if twin is not None:
                twin.paths = twin.paths + raw.paths
                twin.fixes = twin.fixes + raw.fixes
                if _ORDER[raw.confidence] > _ORDER[twin.confidence]:
                    twin.confidence = raw.confidence
                continue
            if raw.draft.rule.node == "indicator" and _cut_off(indicators.annual[raw.row[1]], indicators.period[mine]):
                continue
        joined.append(raw)
    return joined


def _cut_off(clipped: Indicator, whole: Indicator) -> bool:
    """Whether one row is the other with its name cut off."""
    if clipped.name is None or whole.name is None or clipped.name == whole.name:
        return False
    return whole.name.startswith(clipped.name) and (clipped.category, clipped.value) == (whole.category, whole.value)


def _drop_repetitions(raws: Sequence[Raw]) -> list[Raw]:
    """Drop what yields to another finding: at the same path, or (for CMP) in the same form."""
    codes: dict[str, list[Raw]] = {}
    for raw in raws:
        codes.setdefault(raw.draft.rule.code, []).append(raw)
    kept: list[Raw] = []
    for raw in raws:
        rule = raw.draft.rule
        if not any(
            _same_fault(raw, other) for code in rule.yields_to for other in codes.get(code, ()) if other is not raw
        ):
            kept.append(raw)
    return kept


def _same_fault(raw: Raw, other: Raw) -> bool:
    if raw.row is None and raw.draft.rule.family == "CMP":
        return True
    if raw.row is not None and other.row is not None:
        return raw.row == other.row
    return not set(raw.paths).isdisjoint(other.paths)


def find_causes(raws: Sequence[Raw]) -> Mapping[int, int]:
    """For the position of each consequence among ``raws`` the position of its cause."""
    causes: dict[int, int] = {}
    positions: dict[str, int] = {}
    for index, raw in enumerate(raws):
        positions.setdefault(raw.draft.rule.code, index)
    for index, raw in enumerate(raws):
        for code in raw.draft.rule.follows:
            if code in positions and positions[code] != index:
                causes[index] = positions[code]
                break
    return causes
