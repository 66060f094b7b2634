"""Which column each piece of a row belongs to, where blank cells have vanished and row ends may be unknown.

The cheapest way through the pieces: each looks more or less like what a column holds (a sign, a number, a unit, a
name), a column that is passed over costs something, and so does a new row. Columns keep their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jixiao.model.patterns import Lazy
from jixiao.model.words import MEASURES, usual_unit
from jixiao.recognition.pieces import Piece
from jixiao.recognition.values import reads_as_value
from jixiao.recognition.vocabulary import DIRECTIONS, SIGNS

SURPLUS: Final = "surplus"
"""The role of a piece that belongs nowhere: a row has more of them than there are columns."""
_NEVER: Final = 1e9
_SKIP: Final = {"name": 2.5, "name.annual": 2.5, "value": 1.2, "sign": 0.3, "unit": 0.2, "weight": 0.3}
_SKIP_OTHER: Final = 0.1
_NEW_ROW: Final = 0.1
_CONTINUE: Final = 2.2
_SURPLUS: Final = 3.0
_NUMBER: Final = Lazy(r"\d{1,3}(?:\.\d+)?分?%?")
_FIGURE: Final = Lazy(r"\d")
_NUMBERED: Final = Lazy(r"[指目]标\s*\d{1,2}\s*[:：.、]")
"""How templates number the names."""
_MISFIT: Final = 4.0
_MULTIPLE: Final = Lazy(r"^[十百千万亿](?=.)")
_SENTENCE: Final = Lazy(r"[。；;]$")


def _cost(role: str, text: str) -> float:
    """How badly a text suits a column."""
    bare = text.strip()
    if role.startswith("name"):
        if _NUMBER.fullmatch(bare) or bare in SIGNS or bare in DIRECTIONS:
            return 4.0
        if reads_as_value(bare):
            return 2.0
        return 1.0 if len(bare) < 2 else 0.0
    if role.startswith("value"):
        if _NUMBERED.match(bare):
            return 4.0
        if bare in DIRECTIONS or bare in SIGNS:
            return 2.0 if bare != "定性" else 1.0
        if reads_as_value(bare):
            return 0.0
        return 0.5 if (len(bare) <= 12 and _FIGURE.search(bare)) or _SENTENCE.search(bare) else 0.9
    if role == "sign":
        return 0.0 if bare in SIGNS else 5.0
    if role == "unit":
        if (bare := _MULTIPLE.sub("", bare)) in MEASURES or (
            len(bare) <= 12 and not _FIGURE.search(bare) and usual_unit(bare)
        ):
            return 0.0
        return 0.8 if len(bare) <= 5 and not _FIGURE.search(bare) else 4.0
    if role == "weight":
        return 0.0 if _NUMBER.fullmatch(bare) else 5.0
    if role == "direction":
        return 0.0 if bare in DIRECTIONS else 5.0
    return 0.6


def can_hold(role: str, text: str) -> bool:
    """Whether a text may stand in a column at all."""
    return _cost(role, text) < _MISFIT


def align(pieces: Sequence[Piece], roles: Sequence[str]) -> list[list[tuple[str, Piece, int]]]:
    """The rows that the pieces make: (role, piece, column) in order; a piece that continues a cell has its column."""
    if not pieces or not roles:
        return []
    width = len(roles)
    skips = [_SKIP.get(role, _SKIP_OTHER) for role in roles]
    before = [0.0]
    for skip in skips:
        before.append(before[-1] + skip)
    total = before[-1]
    costs: list[list[float]] = []
    steps: list[list[tuple[int, str]]] = []
    for number, piece in enumerate(pieces):
        line = [_NEVER] * (width + 1)
        step = [(-1, "row")] * (width + 1)
        for column in range(width):
            suits = _cost(roles[column], piece.text)
            ways = [(_NEVER, (-1, "row"))]
            if number == 0:
                ways.append((before[column], (-1, "row")))
            else:
                last = costs[-1]
                if piece.before != "same":
                    for earlier in range(width + 1):
                        rest = total - before[earlier + 1] if earlier < width else 0.0
                        ways.append((last[earlier] + rest + _NEW_ROW + before[column], (earlier, "row")))
                if piece.before != "row":
                    for earlier in range(column):
                        ways.append((last[earlier] + before[column] - before[earlier + 1], (earlier, "next")))
                    if number and not _settled(pieces[number - 1].text):
                        ways.append((last[column] - suits + _CONTINUE, (column, "more")))
            best = min(ways, key=lambda way: way[0])
            line[column], step[column] = best[0] + suits, best[1]
        if number and piece.before != "row":
            # More pieces than columns: what is left over belongs nowhere.
            line[width], step[width] = min(
                (
                    (costs[-1][earlier] + _SURPLUS + (total - before[earlier + 1] if earlier < width else 0.0)),
                    (earlier, "over"),
                )
                for earlier in range(width + 1)
            )
        costs.append(line)
        steps.append(step)
    last = costs[-1]
    column = min(range(width + 1), key=lambda c: last[c] + (total - before[c + 1] if c < width else 0.0))
    rows: list[list[tuple[str, Piece, int]]] = [[]]
    for number in range(len(pieces) - 1, -1, -1):
        earlier, how = steps[number][column]
        rows[-1].append((roles[column] if column < width else SURPLUS, pieces[number], column))
        if how == "row":
            rows.append([])
        column = earlier
    return [row[::-1] for row in reversed(rows) if row]


def _settled(text: str) -> bool:
    """Whether a cell is surely whole: a figure, a sign, a direction."""
    return text in SIGNS or text in DIRECTIONS or reads_as_value(text)
