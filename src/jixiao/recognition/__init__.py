"""From documents to a reading: which grid is a form, which label sits where, which cell slid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from attrs import evolve

from jixiao.documents.grid import Document
from jixiao.model.forms import Department, Disclosure, Indicator, ProjectRow, Tables, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.reading import Gap, Reading, Status, TemplateChoice
from jixiao.places import Location, Place, Places
from jixiao.recognition.blocks import Blocks, TableBlock, is_page_number, take_apart, year_in
from jixiao.recognition.forms import grid_fits, has_other_heads, is_two_sided, lists_projects, read_form
from jixiao.recognition.matching import match_rows
from jixiao.recognition.notes import Notes
from jixiao.recognition.origins import by_origin
from jixiao.recognition.seen import labels_in
from jixiao.recognition.sideways import mark_split_sideways
from jixiao.recognition.tables import read_table
from jixiao.recognition.vocabulary import column_of

if TYPE_CHECKING:
    from jixiao.recognition.streams import StreamReading

_COVER: Final = Lazy(r"(?:19|20)\d\d\s*年(?:度)?[^，。]{0,20}(?:部门|单位)预算")


def recognise(documents: Sequence[Document]) -> Reading:
    """Read the forms, project tables and running text of the files of one disclosure.

    The first document is the one that is checked; addresses in the others carry their file's name. A reading without
    any form has the status ``not a target form``.
    """
    pieces = by_origin(documents)
    parts = [take_apart(document) for document, _ in pieces]
    forms: list[TargetForm] = []
    places: dict[str, Place] = {}
    gaps: list[Gap] = []
    choices: list[TemplateChoice | None] = []
    narrative: list[str] = []
    for (document, file), blocks in zip(pieces, parts, strict=True):
        gaps.extend(_gaps_in_file(_unread_pages(document), file))
        # A scan with two halves can be read by its grid alone.
        two_sided = not document.exact and is_two_sided(blocks)
        gridded = document.exact or (document.ruled and not two_sided)
        if (
            not blocks.forms
            or lists_projects(blocks)
            or (has_other_heads(blocks) if gridded else not grid_fits(blocks))
        ):
            streams = _second_reading(document, len(forms) + 1)
            for kind, piece in streams.others:
                gaps.extend(_gaps_in_file([Gap("others", kind, str(piece.at))], file))
            for form, notes in streams.forms:
                forms.append(form)
                choices.append(notes.choice)
                places.update(_in_file(notes.places, file))
                gaps.extend(_gaps_in_file(notes.gaps, file))
            if streams.forms:
                # Rows of indicators under 项目名称 and 预算数 are no project table.
                blocks.tables = [table for table in blocks.tables if not _is_list(table)]
            if streams.forms or streams.others:
                _read_narrative(blocks, narrative, places, file)
                continue
        found: list[tuple[TargetForm, Notes]] = []
        for block in blocks.forms:
            form, notes = read_form(block, len(forms) + len(found) + 1, exact=document.exact, ruled=document.ruled)
            if form.template is not None or not _says_nothing(form):
                # Words of a form without its table: to call that a blank form would accuse its owner of our failure.
                found.append((form, notes))
        open_to = not two_sided or not any(form.project_name for form, _ in found)
        if open_to and (not found or _lacks_something(form for form, _ in found)):
            streams = _second_reading(document, len(forms) + 1)
            if _worth(form for form, _ in streams.forms) > _worth(form for form, _ in found):
                found = streams.forms
                blocks.tables = [table for table in blocks.tables if not _is_list(table)]
        for form, notes in found:
            forms.append(form)
            choices.append(notes.choice)
            places.update(_in_file(notes.places, file))
            gaps.extend(_gaps_in_file(notes.gaps, file))
        _read_narrative(blocks, narrative, places, file)
    department = _common_department(forms)
    year = _fiscal_year(parts, forms)
    rows, owner = _read_tables([file for _, file in pieces], parts, forms, year, places, gaps)
    if department.name is None and owner is not None:
        department = Department(department.code, owner)
    gaps.extend(_hidden_sheets(documents, places))
    gaps = mark_split_sideways(pieces, forms, places, gaps)
    disclosure = Disclosure(
        forms=tuple(forms),
        department=department,
        fiscal_year=year,
        tables=Tables(match_rows(forms, rows)),
        narrative=tuple(narrative),
    )
    seen = () if forms else labels_in(documents)
    status = _status(forms, gaps)
    return Reading(disclosure, Places(places), tuple(gaps), status, documents[0].name, tuple(choices), seen)


def _second_reading(document: Document, first: int) -> StreamReading:
    """What the reader of texts in their order makes of a document; loaded where the grid alone does not do."""
    from jixiao.recognition.streams import read_streams

    return read_streams(document, first)


def _hidden_sheets(documents: Sequence[Document], places: dict[str, Place]) -> Iterator[Gap]:
    """A gap for each hidden sheet with a form or a project table on it: whoever looks at the file does not see it."""
    unseen = {(None if index == 0 else one.name, sheet) for index, one in enumerate(documents) for sheet in one.hidden}
    for place in places.values() if unseen else ():
        if (place.at.file, place.at.sheet) in unseen:
            unseen.discard((place.at.file, place.at.sheet or ""))
            yield Gap("others", "hidden sheet", str(place.at))


def _is_list(table: TableBlock) -> bool:
    """Whether what looked like a project table is a list of indicators."""
    return any(column_of(cell.text) in ("level2", "name") for line in table.lines for cell in line.cells)


def _lacks_something(forms: Iterable[TargetForm]) -> bool:
    """Whether a form has blanks that other words than the usual ones may fill."""
    return any(
        None in (form.project_name, form.implementing_unit, form.goals.annual, form.funding.annual.total)
        or any(row.filled and not _is_whole(row) for _, rows in form.indicators.halves for row in rows)
        or not form.indicators.annual
        for form in forms
    )


def _is_whole(row: Indicator) -> bool:
    return None not in (row.category, row.name, row.value)


def _worth(forms: Iterable[TargetForm]) -> int:
    """How much of a file a reading explains: what it knows of its forms, and the indicators that are whole."""
    known = 0
    for form in forms:
        scalars = (
            form.project_name,
            form.implementing_unit,
            form.department.name,
            form.goals.period,
            form.goals.annual,
        )
        known += sum(one is not None for one in (*scalars, form.funding.annual.total, form.funding.period.total))
        rows = [row for _, half in form.indicators.halves for row in half if row.filled]
        # Where a template has no column for names, rows without any are all right.
        known += sum(1 if _is_whole(row) else -1 if None in (row.category, row.value) else 0 for row in rows)
    return known


def _says_nothing(form: TargetForm) -> bool:
    """Whether too little was read to say that a form is there at all."""
    funding = form.funding
    known = (
        form.project_name,
        form.implementing_unit,
        form.department.name,
        form.goals.annual,
        form.goals.period,
        funding.annual.total,
        funding.period.total,
    )
    return sum(one is not None for one in known) < 2


def add_tables(reading: Reading, documents: Sequence[Document]) -> Reading:
    """A reading with the project tables of further files, matched to its forms anew."""
    disclosure = reading.disclosure
    parts = [take_apart(document) for document in documents]
    places, gaps = dict(reading.places), list(reading.gaps)
    rows = list(disclosure.tables.projects)
    names = [document.name for document in documents]
    found, _ = _read_tables(names, parts, disclosure.forms, disclosure.fiscal_year, places, gaps, first=len(rows))
    tables = Tables(match_rows(disclosure.forms, [*rows, *found]), disclosure.tables.complete)
    return evolve(reading, disclosure=evolve(disclosure, tables=tables), places=Places(places), gaps=tuple(gaps))


def _unit_names(forms: Sequence[TargetForm]) -> frozenset[str]:
    """The units whose own rows in a project table are totals."""
    return frozenset(
        name for form in forms for name in (form.department.name, form.implementing_unit) if name is not None
    )


def _read_tables(
    files: Sequence[str | None],
    parts: Sequence[Blocks],
    forms: Sequence[TargetForm],
    year: int | None,
    places: dict[str, Place],
    gaps: list[Gap],
    *,
    first: int = 0,
) -> tuple[list[ProjectRow], str | None]:
    """The rows of all project tables, and the unit that one of them names; ``files`` are the names for addresses."""
    rows: list[ProjectRow] = []
    owner: str | None = None
    names = _unit_names(forms)
    for file, blocks in zip(files, parts, strict=True):
        for block in blocks.tables:
            other = year_in(block.title)
            if other is not None and year is not None and other != year and forms:
                at = str(block.lines[0].cells[0].at) if block.lines else None
                gaps.extend(_gaps_in_file([Gap("tables.projects", "other year", at)], file))
                continue
            table = read_table(block, first + len(rows), names, forms)
            rows.extend(table.rows)
            places.update(_in_file(table.places, file))
            gaps.extend(_gaps_in_file(table.gaps, file))
            owner = owner or table.owner
    return rows, owner


def _status(forms: Sequence[TargetForm], gaps: Sequence[Gap]) -> Status:
    if not forms:
        return "not a target form"
    return "partly read" if any(gap.effect == "cannot tell" for gap in gaps) else "read"


def _unread_pages(document: Document) -> list[Gap]:
    return [Gap("forms", "page without text", str(Location(page=page))) for page in document.unread]


def _in_file(places: dict[str, Place], file: str | None) -> dict[str, Place]:
    if file is None:
        return places
    return {path: evolve(place, at=evolve(place.at, file=file)) for path, place in places.items()}


def _gaps_in_file(gaps: Sequence[Gap], file: str | None) -> list[Gap]:
    if file is None:
        return list(gaps)
    return [gap if gap.at is None else evolve(gap, at=str(evolve(Location.parse(gap.at), file=file))) for gap in gaps]


def _read_narrative(blocks: Blocks, narrative: list[str], places: dict[str, Place], file: str | None) -> None:
    for line in blocks.narrative:
        text = line.cells[0].text
        if is_page_number(text) or "...." in text or "……" in text:
            continue
        at = line.cells[0].at if file is None else evolve(line.cells[0].at, file=file)
        places[f"narrative[{len(narrative)}]"] = Place(at, text)
        narrative.append(text)


def _common_department(forms: Sequence[TargetForm]) -> Department:
    counts = Counter(form.department for form in forms if form.department.name is not None)
    if not counts:
        return Department()
    department, count = counts.most_common(1)[0]
    return department if count * 2 > len(forms) else Department()


def _fiscal_year(parts: Sequence[Blocks], forms: Sequence[TargetForm]) -> int | None:
    """The budget year of the document: from its cover or its tables' titles, else the year of most of its forms."""
    for blocks in parts:
        years = Counter(
            year for title in blocks.titles if len(title) <= 60 and _COVER.search(title) and (year := year_in(title))
        )
        if years:
            return years.most_common(1)[0][0]
    years = Counter(form.fiscal_year for form in forms if form.fiscal_year is not None)
    if not years:
        return None
    year, count = years.most_common(1)[0]
    return year if count * 2 > len(forms) else None
