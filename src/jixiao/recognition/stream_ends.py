"""Where a page that was stored in part breaks off: inside the indicators of its last form, or behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jixiao.model.forms import TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.taxonomy import BENEFITS
from jixiao.recognition.pieces import Piece
from jixiao.recognition.stream_heads import is_unit_line
from jixiao.recognition.vocabulary import ENDS, bare, begins_a_label, is_head_label, is_title_text

_NAME: Final = 25
"""How long the name of an indicator is at most, where it is to be told from a sentence."""
_SPOKEN: Final = Lazy(
    r"[。；;：:?？!！]|20\d\d[年.\-/]|\d{4,}|[>›]|[\[【]|(?:局|[医法学检]院|委员会|中心|政府|办公室|站|馆|公司|学校)$"
)


def ends_inside(body: Sequence[Piece], pieces: Sequence[Piece], form: TargetForm) -> str | None:
    """The reason of a gap where a text ends inside the table of its last form (``body``): it was stored in part.

    It surely does where a row is begun and not ended; a last heading that is 满意度, or a table without any benefit,
    may be all that was filled in.
    """
    if not body:
        return None
    rows = form.indicators.annual or form.indicators.period
    last = bare(pieces[-1].text)
    if body[-1] is not pieces[-1]:
        # A row that was begun and has lost its bars stands behind the table like a paragraph.
        if body[-1] is not pieces[-2] or not pieces[-1].paragraph or _says_more(pieces[-1].text):
            return None
        if not begins_a_label(last):
            return None if any(row.category == "satisfaction" for row in rows) else "may be cut"
    if begins_a_label(last):
        return "may be cut" if "满意" in last else "cut"
    if rows and rows[-1].name is not None and rows[-1].value is None:
        return "cut"
    reached = {row.category for row in rows}
    return None if "satisfaction" in reached or reached & BENEFITS else "may be cut"


def _says_more(text: str) -> bool:
    """Whether a line behind a table is no beginning of a row of it: a sentence, a date, who filled the form in."""
    folded = bare(text)
    return (
        len(folded) > _NAME
        or _SPOKEN.search(text) is not None
        or ENDS.match(folded) is not None
        or is_unit_line(text)
        or is_head_label(text)
        or is_title_text(text)
    )


def ends_in_row(body: Sequence[Piece]) -> bool:
    """Whether the last row of a list has fewer cells than any other."""
    sizes: list[int] = []
    for piece in body:
        if piece.before == "row" or not sizes:
            sizes.append(0)
        sizes[-1] += 1
    return len(sizes) > 2 and sizes[-1] < min(sizes[:-1])
