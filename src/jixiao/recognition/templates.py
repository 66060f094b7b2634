"""Which generation of the template a form is, what on it says so, and which other it could have been."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jixiao.model.reading import TemplateChoice

COUNTY: Final = "county-2015"
FORMER: Final = "national-2015"
PRESENT: Final = "national-2021"
OWN_COLUMNS: Final = frozenset({"sign", "unit", "weight"})


def choose(
    *,
    two_sided: bool,
    halves: Sequence[str],
    tiers: Sequence[str],
    columns: Sequence[str],
    cost: Sequence[str] = (),
) -> TemplateChoice:
    """The template of a form with a table of indicators.

    Each argument but the first is the printed labels of one thing: ``halves`` of the columns that stand twice,
    ``tiers`` of money split by tiers of government, ``columns`` of those for signs, units and weights, ``cost`` of a
    block of costs beside that of products.
    """
    if two_sided:
        told = (("halves", _once(halves)), *((("tiers", _once(tiers)),) if tiers else ()))
        return TemplateChoice(COUNTY if tiers else FORMER, told, FORMER if tiers else COUNTY)
    if columns or cost:
        parts = (("columns", _once(columns)), ("cost", _once(cost)))
        return TemplateChoice(PRESENT, tuple(part for part in parts if part[1]), FORMER)
    return TemplateChoice(FORMER, (("one column", ()),), PRESENT)


def _once(labels: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys("".join(label.split()) for label in labels))
