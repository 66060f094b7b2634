"""What belongs where: the notes and the lists that an empty form offers to whoever fills it in."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from jixiao.drawing import Cell, Drawing

_HERE: Final = __file__.removesuffix("notes.py")


@lru_cache(maxsize=1)
def _known() -> dict[str, Any]:
    import tomllib

    with open(_HERE + "templates/notes.toml", "rb") as file:
        return tomllib.load(file)


def note_for(cell: Cell, drawing: Drawing, language: str = "zh") -> str:
    """What belongs in a cell, or nothing where it goes without saying."""
    notes = _known()["notes"]
    for key in _keys(cell, drawing):
        if key in notes:
            text: str = notes[key]["en" if language == "en" else "zh"]
            return text
    return ""


def choices_for(cell: Cell, drawing: Drawing) -> list[str]:
    """What a cell offers to choose from; nothing where it is free."""
    known = _known()
    if cell.part == "sign":
        signs: list[str] = known["signs"]["list"]
        return signs
    if cell.part == "unit":
        units: list[str] = known["units"]["list"]
        return units
    if cell.part == "level2":
        return [label for _, categories in drawing.layout.blocks for _, label in categories]
    if cell.path == "project_attribute":
        attributes: list[str] = known["attributes"]["list"]
        return attributes
    return []


def _keys(cell: Cell, drawing: Drawing) -> list[str]:
    """The names under which the note of a cell may stand, the closest first."""
    if cell.part == "value" and any(column.part == "sign" for column in drawing.layout.columns):
        return ["number"]
    if cell.part is not None:
        return [cell.part]
    path = cell.path or ""
    return [path, path.rpartition(".")[2], path.partition(".")[0]]
