"""What the columns of an indicator table hold, as its head prints them and its rows confirm."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from attrs import field, frozen, mutable

from jixiao.recognition.blocks import year_in
from jixiao.recognition.pieces import Piece
from jixiao.recognition.values import reads_as_value
from jixiao.recognition.vocabulary import (
    BLOCKS,
    DIRECTIONS,
    GRADES,
    SIGNS,
    bare,
    block_of,
    category_label,
    column_of,
    field_of,
    is_head_label,
)

_BLOCKS: Final = frozenset({"output", "benefit"})
"""The blocks that only level 1 names."""


@frozen
class Columns:
    """What the columns of an indicator table hold, from the first behind the labels to the last."""

    roles: tuple[str, ...] = ("name", "value")
    years: tuple[int | None, ...] = (None, None)
    two_sided: bool = False
    nameless: bool = False
    """Whether the table has no column for names (指标类型, 指标名称, 指标值: the categories are the names)."""
    cost_block: bool = False
    listed: bool = False
    """Whether the projects are columns too: one list for many."""
    glued: bool = False
    """Whether names and values stand in one piece, with nothing between them."""
    flat: bool = False
    """Whether 一级指标 prints the categories, so that 二级指标 prints the names."""
    positions: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    """Where the columns begin on a grid, and those of the right half; empty where the grid is lost."""
    prose: bool = False
    """Whether glued names and values are clauses of a running text, which ends them by its marks."""


@mutable
class _Printed:
    """What a head prints behind its labels: the role of each column, the year it names, where it begins on a grid."""

    roles: list[str] = field(factory=list)
    years: list[int | None] = field(factory=list)
    places: list[int] = field(factory=list)
    labelled: int = 0
    """How often the head prints 二级指标."""
    second: tuple[int, int] = (0, -1)
    """Before which column the last of them stands, and where it begins."""

    def put(self, index: int, role: str, year: int | None, place: int) -> None:
        """Insert a column."""
        self.roles.insert(index, role)
        self.years.insert(index, year)
        self.places.insert(index, place)

    def drop(self, index: int) -> None:
        """Take a column out."""
        del self.roles[index], self.years[index], self.places[index]


def columns_of(head: Sequence[Piece], body: Sequence[Piece], *, glued: bool = False) -> Columns:
    """The columns that a head prints, with its body where the head alone does not tell."""
    printed = _printed(head)
    roles = printed.roles
    flat = bool(printed.labelled) and "name" not in roles and not any(block_of(piece.text) in _BLOCKS for piece in body)
    if flat:
        index, place = printed.second
        printed.put(index, "name", None, place)
    nameless = (
        not printed.labelled
        and "name" in roles
        and (_prints_both_levels(body) or _holds_labels(body, printed.places[roles.index("name")]))
    )
    if nameless:
        printed.drop(roles.index("name"))
    others: list[int] = []
    two_sided = roles.count("name") > 1
    if two_sided:
        right = roles.index("name", roles.index("name") + 1)
        if printed.labelled == 1:
            # 二级指标 is printed once for both halves: a row has the name and the value of each.
            two_sided = False
            _tell_halves_apart(roles, right)
        else:
            others = printed.places[right:]
            del roles[right:], printed.years[right:], printed.places[right:]
            roles[:] = ["value" if role.startswith("value") else role for role in roles]
    roles, years, places = _without_parent(roles, printed.years, printed.places)
    _exchange_signs(roles, body)
    if "name" in roles and not any(role.startswith("value") for role in roles) and "other" in roles:
        # What a column calls by a place or an office is what that one is to reach.
        roles[roles.index("other")] = "value"
    if not roles:
        roles, years, places = ["name", "value"], [None, None], []
    gridded = bool(places) and min(places) >= 0 and len(set(places)) == len(places)
    return Columns(
        tuple(roles),
        tuple(years),
        two_sided=two_sided,
        nameless=nameless,
        cost_block=any(
            block_of(piece.text) == "cost"
            and index + 1 < len(body)
            and category_label(body[index + 1].text) in BLOCKS["cost"]
            for index, piece in enumerate(body)
        ),
        listed=any(field_of(piece.text) == "project_name" for piece in head),
        glued=glued,
        flat=flat,
        positions=tuple(places) if gridded else (),
        others=tuple(others) if gridded else (),
    )


def _printed(head: Sequence[Piece]) -> _Printed:
    """The columns of a head, as they are printed."""
    found = _Printed()
    for piece in head:
        place = -1 if piece.column is None else piece.column
        role = column_of(piece.text)
        folded = bare(piece.text)
        if role is None:
            if folded in GRADES:
                role = "value.best" if folded == "优" else "value.other"
            elif is_head_label(piece.text):
                continue
            else:
                role = "other"
        if role == "level2":
            found.labelled += 1
            found.second = (len(found.roles), place)
        elif role != "level1":
            found.put(len(found.roles), role, year_in(piece.text) if role.startswith("value") else None, place)
    return found


def _tell_halves_apart(roles: list[str], right: int) -> None:
    """Name the columns of the left half as the period's, those from ``right`` on as the year's."""
    for index, role in enumerate(roles):
        if role.startswith("value"):
            roles[index] = "value.period" if index < right else "value"
        elif role == "name" and index >= right:
            roles[index] = "name.annual"


def _prints_both_levels(body: Sequence[Piece]) -> bool:
    """Whether the column behind level 1 holds level 2: its labels follow those of level 1, or values follow them."""
    followed = valued = 0
    for one, other in pairwise(body):
        if category_label(one.text) is not None and block_of(one.text) is None:
            followed += 1
            valued += reads_as_value(other.text)
        elif block_of(one.text) is not None and category_label(other.text) is not None and not block_of(other.text):
            return True
    return 2 * valued > followed > 1


def _exchange_signs(roles: list[str], body: Sequence[Piece]) -> None:
    """Exchange the columns of signs and directions where most rows print 正向 and ≥ the other way round."""
    if "sign" not in roles or "direction" not in roles:
        return
    sign, direction = roles.index("sign"), roles.index("direction")
    first, second = (SIGNS, DIRECTIONS) if sign < direction else (DIRECTIONS, SIGNS)
    pairs = [(one.text, other.text) for one, other in pairwise(body)]
    told = sum(one in first and other in second for one, other in pairs)
    if sum(one in second and other in first for one, other in pairs) > told:
        roles[sign], roles[direction] = "direction", "sign"


def _holds_labels(body: Sequence[Piece], column: int) -> bool:
    """Whether most cells of a column of a grid are labels of categories."""
    cells = [piece for piece in body if piece.column == column >= 0]
    return len(cells) > 1 and 2 * sum(category_label(piece.text) is not None for piece in cells) > len(cells)


def _without_parent(
    roles: list[str], years: list[int | None], places: list[int]
) -> tuple[list[str], list[int | None], list[int]]:
    """A head over several columns of values (指标值: 去年, 今年) is none itself."""
    values = [index for index, role in enumerate(roles) if role.startswith("value")]
    if len(values) < 2 or roles[values[0]] != "value" or years[values[0]] is not None:
        return roles, years, places
    later = [index for index in values[1:] if roles[index] != "value" or years[index] is not None]
    if not later or (later[0] == values[0] + 1 and len(values) == 2):
        return roles, years, places
    parent = values[0]
    # The columns below their head stand at its place, whatever is printed between.
    order = [*range(parent), *values[1:], *(i for i in range(parent + 1, len(roles)) if i not in values)]
    return [roles[i] for i in order], [years[i] for i in order], [places[i] for i in order]
