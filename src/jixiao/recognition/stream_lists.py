"""One list for many projects: a row an indicator, with the project's name, money and goal on its first row only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve, field, mutable

from jixiao.model.patterns import Lazy
from jixiao.recognition.alignment import align
from jixiao.recognition.heads import Head
from jixiao.recognition.notes import Notes
from jixiao.recognition.pieces import Piece
from jixiao.recognition.stream_columns import columns_of
from jixiao.recognition.stream_heads import amount_in, read_stream_head, unit_in
from jixiao.recognition.vocabulary import block_of, category_label, column_of, field_of, goal_of, money_of

_MONEY: Final = Lazy(r"-?\d[\d,，]*(?:\.\d+)?(?:万元|元|万)?(?:[(（][^()（）]*[)）])?")
_TOTAL: Final = Lazy(r"(?:合计|总计|小计)")
_UNIT_ROW: Final = 2
"""How many cells the row of a unit has, above its projects: its name, and the sum of their money."""


@mutable
class Listed:
    """One project of a list: its cells by what they hold, and its rows of indicators."""

    values: dict[str, Piece] = field(factory=dict)
    body: list[Piece] = field(factory=list)

    @property
    def cells(self) -> list[Piece]:
        """The cells of its own, in the order of print."""
        return list(self.values.values())


def projects_in(head: Sequence[Piece], body: Sequence[Piece]) -> list[Listed]:
    """The projects of a list, without the rows of totals."""
    roles = _roles(head)
    projects: list[Listed] = []
    above: dict[str, Piece] = {}
    columns = _columns(head)
    first = min((piece.column for piece in head if column_of(piece.text) and piece.column is not None), default=None)
    gridded = first is not None and columns is not None and _fits(body, first)
    loose = sum(piece.before == "unknown" for piece in body)
    for row in _rows_by_labels(body, columns_of(head, body).roles) if 2 * loose > len(body) else _rows(body):
        start = next((index for index, piece in enumerate(row) if _is_level(piece)), None)
        if start is None:
            total = _TOTAL.match(row[0].text) is not None
            if not projects or total or (len(row) <= _UNIT_ROW and _MONEY.fullmatch(row[-1].text)):
                above = {}
                if len(row) == _UNIT_ROW and "department" not in roles and not total:
                    above["department"] = row[0]
            else:
                # A further indicator below the same label.
                projects[-1].body.extend(row)
            continue
        own, rest = row[:start], row[start:]
        values = _by_column(own, columns) if gridded and columns is not None else _dealt(own, roles) if own else {}
        if values:
            for role, piece in values.items():
                if role in ("implementing_unit", "department"):
                    above[role] = piece
            if (name := values.get("project_name")) is not None and not _goes_on(projects, values, name):
                projects.append(Listed({**above, **values}))
        if projects:
            projects[-1].body.extend([evolve(rest[0], before="row"), *rest[1:]])
    return projects


def read_listed_head(listed: Listed, above: Sequence[Piece], notes: Notes, *, year: int | None) -> Head:
    """The fields of one project of a list; what stands above the list (year, unit of money) is that of all."""
    head = read_stream_head(above, Notes(notes.prefix), year=year, unit=None)
    head.goals, head.amounts = {}, {}
    money = unit_in(above) or "元"
    for role, piece in listed.values.items():
        head.printed.add(role)
        if role.startswith("goals."):
            head.goals[role[6:]] = piece.text
            notes.place(role, piece.cell)
        elif role.startswith("funding."):
            head.amounts[role[8:]] = amount_in(piece.text, money)
            notes.place(role, piece.cell, unit=money)
        else:
            head.fields[role] = piece.text
            notes.place(role, piece.cell)
    return head


def _roles(head: Sequence[Piece]) -> list[str]:
    """What the columns in front of the indicators hold."""
    roles: list[str] = []
    for piece in head:
        if column_of(piece.text) in ("level1", "level2", "name"):
            break
        if (goal := goal_of(piece.text)) is not None:
            roles.append("goals.period" if goal == "period" else "goals.annual")
        elif (name := field_of(piece.text)) is not None:
            roles.append("implementing_unit" if name == "filling_unit" else name)
        elif (money := money_of(piece.text)) is not None:
            half, _, part = money[0].rpartition(".")
            roles.append(f"funding.{half or 'annual'}.{part}")
        else:
            roles.append("other")
    return roles


def _goes_on(projects: Sequence[Listed], values: Mapping[str, Piece], name: Piece) -> bool:
    """Whether a row that says its project again belongs to the project before: all that it says is the same."""
    if not projects or (last := projects[-1].values.get("project_name")) is None or last.text != name.text:
        return False
    known = projects[-1].values
    return all(role in known and known[role].text == piece.text for role, piece in values.items())


def _columns(head: Sequence[Piece]) -> list[tuple[int, str]] | None:
    """Where the columns in front of the indicators begin on a grid, with what they hold."""
    roles = _roles(head)
    places = [piece.column for piece in head[: len(roles)]]
    if any(place is None for place in places) or len(set(places)) < len(places):
        return None
    return sorted((place, role) for place, role in zip(places, roles, strict=True) if place is not None)


def _fits(body: Sequence[Piece], first: int) -> bool:
    """Whether the labels of the indicators stand where their head does, and nothing else to the left of them."""
    levels = [next((piece for piece in row if _is_level(piece)), None) for row in _rows(body)]
    return all(piece is None or piece.column == first for piece in levels)


def _by_column(cells: Sequence[Piece], columns: Sequence[tuple[int, str]]) -> dict[str, Piece]:
    found: dict[str, Piece] = {}
    for piece in cells:
        role = next((role for place, role in reversed(columns) if place <= (piece.column or 0)), "other")
        if role != "other":
            found.setdefault(role, piece)
    return found


def _rows(body: Sequence[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in body:
        if piece.before == "row" or not rows:
            rows.append([])
        rows[-1].append(piece)
    return rows


def _rows_by_labels(body: Sequence[Piece], roles: Sequence[str]) -> list[list[Piece]]:
    """The rows of a list whose row ends are lost: labels begin an indicator, what its columns don't hold is the next.

    The next row begins with the cells of its project, where it is the first of one.
    """
    starts = [n for n, piece in enumerate(body) if _is_level(piece) and not (n and _is_level(body[n - 1]))]
    rows: list[list[Piece]] = []
    ahead = list(body[: starts[0]]) if starts else []
    for start, end in pairwise([*starts, len(body)]):
        labels = [piece for piece in body[start : start + 2] if _is_level(piece)]
        cells = body[start + len(labels) : end]
        dealt = align(cells, roles)
        own = [piece for _, piece, _ in dealt[0]] if dealt else []
        rest = list(cells[len(own) :])
        if len(ahead) > 2 and _MONEY.fullmatch(ahead[1].text) and sum(_is_money(piece) for piece in ahead) > 1:
            # The unit's total, in a row of its own in front of its first project.
            rows.append(_as_row(ahead[:2]))
            ahead = ahead[2:]
        rows.append(_as_row([*ahead, *labels, *own]))
        ahead = rest
    return rows


def _as_row(cells: Sequence[Piece]) -> list[Piece]:
    return [evolve(piece, before="same" if number else "row") for number, piece in enumerate(cells)]


def _is_money(piece: Piece) -> bool:
    return _MONEY.fullmatch(piece.text) is not None


def _is_level(piece: Piece) -> bool:
    return block_of(piece.text) is not None or category_label(piece.text) is not None


def _dealt(cells: Sequence[Piece], roles: Sequence[str]) -> dict[str, Piece]:
    """The cells of a project by role. Blank ones have vanished; an amount shows where the money stands."""
    money = [index for index, role in enumerate(roles) if role.startswith("funding.")]
    amount = next((index for index, piece in enumerate(cells) if _MONEY.fullmatch(piece.text)), None)
    if not money or amount is None:
        goals = [role for role in roles if role.startswith("goals.")]
        lead = [role for role in roles if not role.startswith(("funding.", "goals."))]
        # The unit stands on the first of its rows alone: what is there are the last columns, name and goal.
        split = min(len(lead), len(cells) - len(goals)) if len(cells) > len(goals) > 0 else len(cells)
        before, after = list(cells[:split]), list(cells[split:])
        front, back = lead, goals
    else:
        before, after = list(cells[:amount]), list(cells[amount:])
        front, back = list(roles[: money[0]]), list(roles[money[0] :])
    found: dict[str, Piece] = {}
    # Merged cells of the unit stand on its first row alone: the project's name is the last in front of its money.
    name = front.index("project_name") if "project_name" in front else 0
    surplus = len(front) - len(before)
    kept = front if surplus <= 0 else front[surplus:] if name == len(front) - 1 else _without(front, surplus)
    found.update(zip(kept, before, strict=False))
    found.update(zip(back, after, strict=False))
    return {role: piece for role, piece in found.items() if role != "other"}


def _without(front: Sequence[str], surplus: int) -> list[str]:
    """The columns without as many as are blank: those that are no name go first."""
    kept = list(front)
    for role in [role for role in front if role != "project_name"]:
        if surplus == 0:
            break
        kept.remove(role)
        surplus -= 1
    return kept
