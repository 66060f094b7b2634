"""What a reader writes down as it goes: where each value stood, and what it had to mend."""

from __future__ import annotations

from attrs import field, mutable

from jixiao.documents.grid import Cell
from jixiao.model.reading import Gap, TemplateChoice
from jixiao.places import Place


@mutable
class Notes:
    """The places and gaps of one form, under the path of that form (``forms[3].``)."""

    prefix: str
    places: dict[str, Place] = field(factory=dict)
    gaps: list[Gap] = field(factory=list)
    choice: TemplateChoice | None = None
    """Why the form was taken for its template; ``None`` where no table of indicators tells."""

    def place(self, path: str, cell: Cell, *, unit: str | None = None) -> None:
        """Remember that the value at ``path`` was printed in ``cell``."""
        self.places[self.prefix + path] = Place(cell.at, cell.text, unit)
        if cell.crossing:
            self.gap(path, "crosses its ruling", cell)
        if cell.doubt is not None:
            self.gap(path, "hardly legible" if cell.doubt == "low" else "not sure", cell)

    def gap(self, path: str, reason: str, cell: Cell | None = None) -> None:
        """Remember a repair, or a thing that could not be read, once for each path and reason."""
        gap = Gap(self.prefix + path, reason, None if cell is None else str(cell.at))
        if gap not in self.gaps:
            self.gaps.append(gap)
