"""Signs that a scan has misread: ≥ becomes 2, 二 or =. Nothing is put right: the report says what was guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jixiao.model.patterns import Lazy
from jixiao.model.rows import same_name
from jixiao.recognition.entries import Entry
from jixiao.recognition.labels import WIDTH

_HAN_TWO: Final = Lazy(r"二\s*\d")
_OVER: Final = Lazy(r"2(\d{2,3}(?:\.\d+)?)\s*%")
_SHARE: Final = Lazy(r"(?:率|满意度|比例|占比)(?:\(\S*\))?$")
_GROWS: Final = Lazy(r"增长|增幅|提高|提升|超额|完成率|产出比")
_FULL: Final = 100


def mark_misread_signs(period: Sequence[Entry], annual: Sequence[Entry], *, exact: bool) -> None:
    """A gap for each value whose sign was probably ≥. ``exact``: the cells were typed, so that figures are meant."""
    for mine, theirs in ((period, annual), (annual, period)):
        for entry in mine:
            if entry.value_text is not None and _is_misread(entry, theirs, exact=exact):
                entry.gaps.append(("value", "misread sign", entry.value))


def _is_misread(entry: Entry, others: Sequence[Entry], *, exact: bool) -> bool:
    value = (entry.value_text or "").translate(WIDTH).strip()
    if _HAN_TWO.match(value):
        return True
    if exact:
        return False
    name = (entry.name_text or "").translate(WIDTH)
    over = _OVER.fullmatch(value)
    if over is not None and float(over[1]) <= _FULL and _SHARE.search(name) and not _GROWS.search(name):
        return True
    if not value.startswith(("=", "2")) or not name:
        return False
    return any(
        other.name_text is not None
        and other.category == entry.category
        and (other.value_text or "").translate(WIDTH).strip() == "≥" + value[1:]
        and same_name(name, other.name_text)
        for other in others
    )
