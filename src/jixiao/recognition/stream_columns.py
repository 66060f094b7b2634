"""What the columns of an indicator table hold, as its head prints them and its rows confirm."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from attrs import frozen

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


def columns_of(head: Sequence[Piece], body: Sequence[Piece], *, glued: bool = False) -> Columns:
    """The columns that a head prints, with its body where the head alone does not tell."""
    roles: list[str] = []
    years: list[int | None] = []
    places: list[int] = []
    others: list[int] = []
    has_level2 = False
    second = (0, -1)
    labelled = 0
    for piece in head:
        role = column_of(piece.text)
        folded = bare(piece.text)
        if role is None:
            if folded in GRADES:
                role = "value.best" if folded == "优" else "value.other"
            elif is_head_label(piece.text):
                continue
            else:
                role = "other"
        if role == "level1":
            continue
        if role == "level2":
            has_level2 = True
            labelled += 1
            second = (len(roles), -1 if piece.column is None else piece.column)
            continue
        roles.append(role)
        years.append(year_in(piece.text) if role.startswith("value") else None)
        places.append(-1 if piece.column is None else piece.column)
    flat = has_level2 and "name" not in roles and not any(block_of(piece.text) in _BLOCKS for piece in body)
    if flat:
        index, place = second
        roles.insert(index, "name")
        years.insert(index, None)
        places.insert(index, place)
    nameless = (
        not has_level2
        and "name" in roles
        and (_prints_both_levels(body) or _holds_labels(body, places[roles.index("name")]))
    )
    if nameless:
        index = roles.index("name")
        del roles[index], years[index], places[index]
    two_sided = roles.count("name") >= 2
    if two_sided and labelled == 1:
        # 二级指标 is printed once for both halves: a row has the name and the value of each.
        right = roles.index("name", roles.index("name") + 1)
        roles = ["value.period" if role.startswith("value") else role for role in roles[:right]] + [
            "name.annual" if role == "name" else "value" if role.startswith("value") else role for role in roles[right:]
        ]
        two_sided = False
    elif two_sided:
        right = roles.index("name", roles.index("name") + 1)
        others = places[right:]
        roles = ["value" if role.startswith("value") else role for role in roles[:right]]
        years, places = years[:right], places[:right]
    roles, years, places = _without_parent(roles, years, places)
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
        two_sided,
        nameless,
        any(
            block_of(piece.text) == "cost"
            and index + 1 < len(body)
            and category_label(body[index + 1].text) in BLOCKS["cost"]
            for index, piece in enumerate(body)
        ),
        any(field_of(piece.text) == "project_name" for piece in head),
        glued,
        flat,
        tuple(places) if gridded else (),
        tuple(others) if gridded else (),
    )


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
