"""Pages that were cut from one wide sheet: a form's labels stand on a page, and their values on one of the next.

A workbook that is printed without being fitted to the width of its paper goes on beside the page, on a page of its own.
What is read of such a form is a part, and what it seems to lack stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import field, frozen, mutable

from jixiao.documents.grid import Document, Line
from jixiao.model.forms import TargetForm
from jixiao.model.reading import Gap
from jixiao.places import Location, Place
from jixiao.recognition.vocabulary import block_of, column_of, field_of, is_any_label

REASON: Final = "split sideways"
_OWN: Final = frozenset({"level2", "name", "value", "value.period", "sign"})
"""Columns that tables of indicators alone have: one of them is enough to know the head of one."""
_BEHIND: Final = frozenset({"unit", "weight"})
"""Columns behind the values: both of them are."""
_FEW: Final = 5
"""So many rows of a table that has no head make a page of values."""
_LABELLED: Final = 3
"""Of such rows one in so many may hold a label, as the right part of a form has 实施单位 and 项目期."""


@mutable
class _Page:
    """What tells whether a page is the left or the right part of a sheet."""

    first: Location
    rows: int = 0
    labels: int = 0
    named: bool = False
    """Whether the label of a form's or a table's first column stands on it."""
    heads: set[str] = field(factory=set)
    """The columns of indicators whose heads it prints."""
    head_at: Location | None = None
    leads: bool = False
    """Whether level 1 is printed on it: its head, or the label of a block."""

    def add(self, line: Line) -> None:
        """Count a row of a table."""
        roles = [column_of(cell.text) for cell in line.cells]
        self.rows += 1
        self.labels += any(is_any_label(cell.text) for cell in line.cells)
        self.named = self.named or any(field_of(cell.text) == "project_name" for cell in line.cells)
        self.leads = (
            self.leads or "level1" in roles or any(block_of(cell.text) in ("output", "benefit") for cell in line.cells)
        )
        if all(role is not None for role in roles) or "level1" in roles:
            self.heads |= (_OWN | _BEHIND).intersection(role for role in roles if role is not None)
            self.head_at = self.head_at or line.cells[0].at


@frozen
class _Part:
    """A page that goes on to the right of those from ``after`` on."""

    after: int
    page: int
    at: Location


def mark_split_sideways(
    documents: Sequence[tuple[Document, str | None]],
    forms: Sequence[TargetForm],
    places: Mapping[str, Place],
    gaps: Sequence[Gap],
) -> list[Gap]:
    """The gaps, with one for each form that has columns on another page, not with what was said of a part."""
    found: dict[int, Gap] = {}
    for document, file in documents:
        own = {
            index: place.at.page
            for index in range(len(forms))
            if (place := places.get(f"forms[{index}]")) is not None
            and place.at.file == file
            and place.at.page is not None
        }
        pages = _pages(document) if own and document.exact and document.medium == "page" else {}
        starts = sorted({*own.values(), *(number for number, page in pages.items() if page.named)}) if pages else ()
        parts = [part for start in starts for part in _right_parts(start, pages, forms, own)]
        for index, page in own.items() if parts else ():
            part = next((part for part in parts if part.after <= page <= part.page), None)
            if part is None and _is_hollow(forms[index]):
                # Several forms of one sheet: their right parts come behind the left parts of all of them.
                part = next((part for part in parts if page <= part.page), None)
            if part is not None:
                found[index] = Gap(f"forms[{index}]", REASON, str(part.at))
    inside = tuple(f"forms[{index}]." for index in found)
    kept = [gap for gap in gaps if not gap.path.startswith(inside)]
    return [*kept, *(found[index] for index in sorted(found))]


def _pages(document: Document) -> dict[int, _Page]:
    pages: dict[int, _Page] = {}
    for line in document.lines:
        at = line.cells[0].at
        if at.page is not None and line.table is not None:
            pages.setdefault(at.page, _Page(at)).add(line)
    return pages


def _right_parts(
    start: int, pages: Mapping[int, _Page], forms: Sequence[TargetForm], own: Mapping[int, int]
) -> list[_Part]:
    """The pages behind a form that continue it to the right, up to the next page with a name of a project."""
    left: set[str] = set()
    leads = False
    parts: list[_Part] = []
    hollow = any(_is_blank(forms[index]) for index, page in own.items() if page == start)
    for number in sorted(page for page in pages if page >= start):
        page = pages[number]
        if number > start and page.named:
            break
        if number > start and not page.leads and _goes_on(page, left if leads else None, hollow=hollow):
            parts.append(_Part(start, number, page.head_at or page.first))
        elif not parts:
            left |= page.heads
            leads = leads or page.leads
    return parts


def _goes_on(page: _Page, left: set[str] | None, *, hollow: bool) -> bool:
    """Whether a page without level 1 has columns that the pages before lack, or the values of a form without any."""
    new = page.heads - left if left is not None else set()
    if page.rows < _FEW:
        return False
    if new & _OWN or new >= _BEHIND:
        return True
    return hollow and not page.heads and page.labels * _LABELLED <= page.rows


def _is_blank(form: TargetForm) -> bool:
    """Whether nothing is read of a form but, at most, the name of its project."""
    above = (form.funding.annual.total, form.funding.period.total, form.goals.annual, form.goals.period)
    return all(one is None for one in above) and not any(
        row.filled for _, rows in form.indicators.halves for row in rows
    )


def _is_hollow(form: TargetForm) -> bool:
    """Whether no indicator of a form has a value."""
    return all(row.value is None for _, rows in form.indicators.halves for row in rows)
