"""A new workbook for a file that can't carry marks itself: its forms drawn anew, each on a sheet of its own."""

from __future__ import annotations

from attrs import evolve

from jixiao.checker import Report
from jixiao.drawing import Drawing, draw
from jixiao.drawing.workbook import sheet_names, workbook
from jixiao.model.reading import Gap
from jixiao.places import Location, Place, Places


def fresh_workbook(report: Report, name: str) -> tuple[bytes, Report]:
    """A workbook with the forms of a report, in the layouts of their templates, and the report with its places there.

    ``name`` is that of the file: what stands in it outside the forms (budget table, narrative) keeps its place there.
    Raises :class:`~jixiao.errors.WrongUse` where XlsxWriter is not installed.
    """
    old = report.reading.places
    drawings = [draw(form, old, ordinal) for ordinal, form in enumerate(report.forms, 1)]
    sheets = sheet_names(form.project_name or "" for form in report.forms)
    entries: dict[str, Place] = {
        path: evolve(old[path], at=_elsewhere(old[path].at, name)) for path in old if not path.startswith("forms[")
    }
    for ordinal, (sheet, drawing) in enumerate(zip(sheets, drawings, strict=True)):
        entries.update(_places(f"forms[{ordinal}]", sheet, drawing, old))
    places = Places(entries)
    moved = report.moved(places, [_moved(gap, places, name) for gap in report.gaps])
    return workbook(list(zip(sheets, drawings, strict=True))), moved


def _places(prefix: str, sheet: str, drawing: Drawing, old: Places) -> dict[str, Place]:
    """Where everything of a form stands on its sheet."""
    found: dict[str, Place] = {}
    for path, number in drawing.paths.items():
        cell = drawing.cells[number]
        whole = f"{prefix}.{path}" if path else prefix
        printed = old.get(whole)
        at = Location(row=cell.row + 1, column=cell.column + 1, sheet=sheet)
        found[whole] = Place(at, cell.text, None if printed is None else printed.unit)
    return found


def _elsewhere(at: Location, name: str) -> Location:
    """A place as it is called outside its file."""
    return at if at.file is not None or not name else evolve(at, file=name)


def _moved(gap: Gap, places: Places, name: str) -> Gap:
    """A gap at its place in the new workbook; one about no form keeps its own."""
    place = places.nearest(gap.path) if gap.path.startswith("forms[") else None
    if place is not None:
        return evolve(gap, at=str(place.at))
    try:
        at = None if gap.at is None else str(_elsewhere(Location.parse(gap.at), name))
    except ValueError:
        at = gap.at
    return evolve(gap, at=at)
