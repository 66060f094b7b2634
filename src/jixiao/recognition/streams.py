"""Forms in a text that has lost its grid, read from the order of its pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import field, mutable

from jixiao.documents.grid import Document
from jixiao.model.forms import Indicators, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.reading import TemplateChoice
from jixiao.model.words import is_mask
from jixiao.places import Place
from jixiao.recognition.blocks import year_in
from jixiao.recognition.cutting import is_glued_head
from jixiao.recognition.entries import Entry
from jixiao.recognition.forms import indicator_of
from jixiao.recognition.heads import Head
from jixiao.recognition.notes import Notes
from jixiao.recognition.pieces import Piece, pieces_of
from jixiao.recognition.prose import find_prose, in_clauses, read_prose_head
from jixiao.recognition.signs import mark_misread_signs
from jixiao.recognition.stream_columns import Columns, columns_of
from jixiao.recognition.stream_ends import ends_in_row, ends_inside
from jixiao.recognition.stream_grid import read_grid, slots_of, stands_in_columns
from jixiao.recognition.stream_heads import is_unit_line, read_stream_head
from jixiao.recognition.stream_lists import projects_in, read_listed_head
from jixiao.recognition.stream_rows import is_of_table, read_rows
from jixiao.recognition.templates import OWN_COLUMNS, choose
from jixiao.recognition.vocabulary import (
    ENDS,
    GRADES,
    STACKED,
    bare,
    block_of,
    category_label,
    column_of,
    field_of,
    goal_of,
    is_head_label,
    is_title_text,
    looks_back,
)

_TITLE: Final = Lazy(r"绩效.{0,14}表|目标.{0,6}申[报请]表|绩效目标")
_HEADING: Final = Lazy(
    r"(?:\d{1,2}\s*[.、．]|[(（]?[一二三四五六七八九十]{1,3}[)）、])?\s*([^。；;:：]{4,60}?(?:项目|资金|经费|工程|政策))(?:项目)?绩效目标"
)
"""A heading above a form that has no cell for its name: 道路养护经费项目绩效目标."""
_TAIL: Final = 12
_ENOUGH: Final = 3
"""How many labels make a form whose indicators were cut off."""
_EVALUATION_TITLE: Final = Lazy(r"自评|绩效评价\S{0,6}(?:表|指标)|评价指标(?:体系|表)|评分表|监控表")
_WHOLE_TITLE: Final = Lazy(r"整体\S{0,4}绩效|部门\(?\S{0,4}\)?整体")
_FIRST: Final = frozenset({"project_name"})
_LEVELS: Final = 2
_TOLD: Final = 2
"""How many words make a form that looks back."""
_BETWEEN: Final = frozenset({*OWN_COLUMNS, "explanation"})
"""Columns that nothing parts from names and values where all cells are glued."""
_OWN: Final = 6
"""How many columns a list has in front of its indicators at most."""
_NEAR: Final = 14
_FULL_STOPS: Final = ("。", ".", "；", ";", "！", "!")
"""How many pieces above its first label a form's title, year and unit may stand."""


MASK: Final = "**"
"""What the official templates print where a figure goes."""


@mutable
class Stream:
    """The pieces of one form."""

    above: list[Piece] = field(factory=list)
    tables: list[tuple[list[Piece], list[Piece], str | None]] = field(factory=list)
    """(head, body, half named above the head) of each table of indicators."""
    loose: bool = False
    """Whether the indicators have labels and no head: name and value stand in one clause."""

    def __iter__(self) -> Iterator[Piece]:
        yield from self.above
        for head, body, _ in self.tables:
            yield from head
            yield from body


def heads_in(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Where the heads of indicator tables stand: (first, behind the last) of each."""
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(pieces):
        end = _head_end(pieces, index)
        if end is None:
            index += 1
            continue
        found.append((index, end))
        index = end
    return found


def _head_end(pieces: Sequence[Piece], start: int) -> int | None:
    if column_of(pieces[start].text) is None:
        return None
    roles: list[str] = []
    index = start
    stray = 0
    while index < len(pieces) and stray <= 3:
        text = pieces[index].text
        role = column_of(text) or ("value" if bare(text) in GRADES else None)
        if role is not None:
            roles.append(role)
            stray = 0
        elif block_of(text) or category_label(text) or len(text) > 25:
            break
        elif pieces[index].before == "row" and "name" in roles and not {"value", "value.period"}.isdisjoint(roles):
            # The first row below the head, of a project in a list.
            break
        else:
            stray += 1
        index += 1
    listed = _own_columns(pieces, start) is not None
    index -= stray if index == len(pieces) or stray > 3 or listed else 0
    kinds = set(roles)
    labels, values = kinds & {"level1", "level2"}, kinds & {"value", "value.period"}
    # 一级指标, 二级指标, 指标值: either level 2 has the names, or the categories are all that is named.
    enough = values if len(labels) < _LEVELS else values or "name" in kinds
    return index if labels and enough and ("name" in kinds or len(labels) == _LEVELS) else None


def streams_in(pieces: Sequence[Piece]) -> list[Stream]:
    """The forms of a page, each from its title to the end of its indicators."""
    heads = heads_in(pieces)
    streams: list[Stream] = []
    titles = [bare(piece.text) for piece in pieces if is_title_text(piece.text)]
    end = 0
    for number, (start, behind) in enumerate(heads):
        limit = heads[number + 1][0] if number + 1 < len(heads) else len(pieces)
        row = _row_start(pieces, start)
        above = _row_start(pieces, max(row - 1, 0))
        if all(is_head_label(piece.text) for piece in pieces[above:row]):
            row = above
        if start > row and all(goal_of(piece.text) == "both" for piece in pieces[row:start]):
            # 绩效目标 is what this head calls level 1.
            start = row
        if any(field_of(piece.text) in _FIRST for piece in pieces[row:start]):
            # The projects' own columns stand in the same row.
            start = row
        elif (lead := _own_columns(pieces, start)) is not None and not _is_label(pieces[behind : behind + 1]):
            start = lead
        first = _first_label(pieces, end, start)
        head = list(pieces[start:behind])
        listed = any(field_of(piece.text) in _FIRST for piece in head)
        body_end = limit if listed else _body_end(pieces, behind, limit, titles)
        body = list(pieces[behind:body_end])
        half = next(
            (STACKED[b] for p in reversed(pieces[max(start - 2, end) : start]) if (b := bare(p.text)) in STACKED), None
        )
        spoken = any(_HEADING.fullmatch(piece.text) for piece in pieces[end:start])
        if first is None and not spoken and streams and not listed and start - end < 12:
            streams[-1].tables.append((head, body, half))
        else:
            begin = _begin(pieces, end, first)
            streams.append(Stream(list(pieces[begin:start]), [(head, body, half)]))
        end = body_end
    first = next((i for i in range(end, len(pieces)) if field_of(pieces[i].text) in _FIRST), None)
    if first is not None and _is_cut(pieces[_begin(pieces, end, first) :]):
        # The page was cut off before the indicators.
        own = pieces[_begin(pieces, end, first) :]
        if (found := find_prose(own)) is not None:
            start, stop = found
            streams.append(Stream(list(own[:start]), [([own[start]], list(own[start:stop]), None)], loose=True))
        else:
            streams.append(Stream(list(own)))
    return streams


def _first_label(pieces: Sequence[Piece], end: int, start: int) -> int | None:
    """Where the name of a form is printed: behind the last title, for a table of projects may stand above that."""
    named = [index for index in range(end, start) if field_of(pieces[index].text) in _FIRST]
    title = max((index for index in range(end, start) if is_title_text(pieces[index].text)), default=end)
    return next((index for index in named if index > title), named[0] if named else None)


def _own_columns(pieces: Sequence[Piece], start: int) -> int | None:
    """Where the projects' own columns begin in front of a head whose row nothing shows: labels and nothing else."""
    lead = start
    while lead > 0 and start - lead < _OWN and is_head_label(pieces[lead - 1].text):
        lead -= 1
    return lead if any(field_of(piece.text) in _FIRST for piece in pieces[lead:start]) else None


def _is_label(pieces: Sequence[Piece]) -> bool:
    return not pieces or any(block_of(piece.text) or category_label(piece.text) for piece in pieces)


def _ends_in_title(text: str) -> bool:
    """Whether a piece is a title, or is a running text with a title glued to its end."""
    tail = bare(text[-_TAIL:])
    return is_title_text(text) or (tail.endswith("表") and "绩效目标" in tail)


def _is_cut(pieces: Sequence[Piece]) -> bool:
    """Whether labels without indicators are the upper part of a form: the head of a project table has no goals."""
    goals = any(goal_of(piece.text) is not None or _TITLE.search(bare(piece.text)) for piece in pieces)
    return goals and sum(is_head_label(piece.text) for piece in pieces) >= _ENOUGH


def _begin(pieces: Sequence[Piece], end: int, first: int | None) -> int:
    """Where a form begins: at its title, else a little above its first label."""
    if first is None:
        return end
    titles = [index for index in range(end, first) if _ends_in_title(pieces[index].text)]
    return titles[-1] if titles else max(end, first - _NEAR)


def _row_start(pieces: Sequence[Piece], index: int) -> int:
    while index > 0 and pieces[index].before == "same":
        index -= 1
    return index


def _body_end(pieces: Sequence[Piece], start: int, limit: int, titles: Sequence[str]) -> int:
    """Where the rows of indicators end: at a title, a label of the upper part, or what pages print below a form."""
    barred = False
    for index in range(start, limit):
        piece = pieces[index]
        text = piece.text
        if piece.paragraph and barred and piece.before == "row" and not is_of_table(piece.text):
            return index
        barred = barred or not piece.paragraph
        folded = bare(text)
        if (field_of(text) is not None and not folded.startswith(("项目", "主要"))) or field_of(text) in _FIRST:
            return index
        if folded in STACKED or ENDS.match(folded) or _HEADING.fullmatch(text):
            return index
        if is_title_text(text) or is_unit_line(text) or (index == len(pieces) - 1 and _is_cut_title(folded, titles)):
            return index
    return limit


def _is_cut_title(folded: str, titles: Sequence[str]) -> bool:
    """Whether the last thing on a page is the beginning of a title that it has printed before."""
    return len(folded) >= 6 and any(title.startswith(folded) for title in titles)


def kind_of_stream(pieces: Sequence[Piece], title: str) -> str | None:
    """What no target form is: ``self-evaluation`` or ``whole department``; ``None`` for a target form."""
    told = {bare(piece.text) for piece in pieces if looks_back(piece.text)}
    if len(told) >= _TOLD or (told and "自评" in title) or _EVALUATION_TITLE.search(title):
        return "self-evaluation"
    return "whole department" if _WHOLE_TITLE.search(title) else None


def kind_of_heads(stream: Stream) -> str | None:
    """``self-evaluation`` where a column of the indicators says what was reached, or which points it earned."""
    heads = (piece.text for head, _, _ in stream.tables for piece in head)
    return "self-evaluation" if any(map(looks_back, heads)) else None


def _title_of(pieces: Sequence[Piece]) -> str:
    """The title of a form: the last line above its fields that is one."""
    for piece in reversed(pieces):
        text = bare(piece.text)
        if len(text) <= 60 and (_TITLE.search(text) or _EVALUATION_TITLE.search(text)) and not is_head_label(text):
            return text
    return ""


@mutable
class StreamReading:
    """What the streams of a document gave."""

    forms: list[tuple[TargetForm, Notes]] = field(factory=list)
    others: list[tuple[str, Piece]] = field(factory=list)
    """What is there and is no target form: its kind, and where it begins."""


def read_streams(document: Document, first: int = 1) -> StreamReading:
    """Read the forms of a text by the order of its pieces. ``first`` is the ordinal of the first form."""
    pieces = pieces_of(document)
    glued = any(is_glued_head(cell.text) for line in document.lines for cell in line.cells)
    reading = StreamReading()
    year: int | None = None
    unit: str | None = None
    for stream in streams_in(pieces):
        title = _title_of(stream.above) or _page_title(pieces)
        kind = kind_of_stream(list(stream), title) or kind_of_heads(stream)
        if kind is not None:
            reading.others.append((kind, next(iter(stream))))
            continue
        if year is None:
            year = _page_year(pieces)
        columns = [columns_of(head, body, glued=glued) for head, body, _ in stream.tables]
        if stream.loose:
            columns = [Columns(glued=True, prose=True)]
        if columns and columns[0].listed:
            projects = projects_in(stream.tables[0][0], stream.tables[0][1])
            for listed in projects:
                notes = Notes(f"forms[{first - 1 + len(reading.forms)}].")
                head = read_listed_head(listed, stream.above, notes, year=year)
                part = Stream(listed.cells, [(stream.tables[0][0], listed.body, None)])
                reading.forms.append((_form(part, columns, head, notes, document), notes))
            body = [piece for listed in projects for piece in listed.body]
            if not document.exact and body and body[-1] is pieces[-1] and ends_in_row(body):
                notes.gap("indicators", "cut", pieces[-1].cell)
            continue
        notes = Notes(f"forms[{first - 1 + len(reading.forms)}].")
        head = read_stream_head(stream.above, notes, year=year, unit=unit)
        if "project_name" not in head.printed:
            _name_by_heading(head, stream.above, notes)
        form = _form(stream, columns, head, notes, document)
        reason = None if document.exact else ends_inside(stream.tables[-1][1] if stream.tables else [], pieces, form)
        if reason is not None:
            notes.gap("indicators", reason, pieces[-1].cell)
        if not document.exact and not stream.tables:
            _doubt_last_goal(form, pieces[-1], notes)
        reading.forms.append((form, notes))
    spoken = [] if reading.forms or reading.others else in_clauses(pieces)
    if (found := find_prose(spoken)) is not None:
        notes = Notes(f"forms[{first - 1}].")
        start, end = found
        stream = Stream(list(spoken[:start]), [([spoken[start]], list(spoken[start:end]), None)])
        head = read_prose_head(spoken, start, end, notes)
        reading.forms.append((_form(stream, [Columns(glued=True, prose=True)], head, notes, document), notes))
    if not reading.forms and not reading.others and (title := _page_title(pieces)):
        kind = kind_of_stream(pieces, title)
        if kind is not None:
            reading.others.append((kind, pieces[0]))
    return reading


def _name_by_heading(head: Head, above: Sequence[Piece], notes: Notes) -> None:
    """The name in the last heading above a form whose table prints none."""
    for piece in reversed(above):
        if (found := _HEADING.fullmatch(piece.text)) is not None:
            head.fields["project_name"] = found[1]
            head.printed.add("project_name")
            notes.place("project_name", piece.cell)
            return


def _doubt_last_goal(form: TargetForm, last: Piece, notes: Notes) -> None:
    """A gap for the goal with which a text ends before its table, where no full stop says that it is whole."""
    text = last.text.strip()
    if text.endswith(_FULL_STOPS):
        return
    for half, goal in (("period", form.goals.period), ("annual", form.goals.annual)):
        if goal is not None and goal.strip().endswith(text):
            notes.gap(f"goals.{half}", "may be cut", last.cell)


def _page_title(pieces: Sequence[Piece]) -> str:
    return next((bare(p.text) for p in pieces[:12] if len(p.text) <= 60 and _TITLE.search(bare(p.text))), "")


def _page_year(pieces: Sequence[Piece]) -> int | None:
    """The year of the first title, or of a line of its own, above the first form."""
    for piece in pieces[:25]:
        text = bare(piece.text)
        if len(text) <= 60 and ("表" in text or "年)" in text or "年度)" in text or _TITLE.search(text)):
            found = year_in(text)
            if found is not None:
                return found
    return None


def _form(stream: Stream, columns: Sequence[Columns], head: Head, notes: Notes, document: Document) -> TargetForm:
    period: list[Entry] = []
    annual: list[Entry] = []
    for (labels, body, half), layout in zip(stream.tables, columns, strict=True):
        slots = slots_of(labels, layout)
        if slots is not None and stands_in_columns(body, slots, exact=document.exact or document.ruled):
            left, right = read_grid(body, layout, slots, head.fiscal_year)
        else:
            left, right = read_rows(body, layout, head.fiscal_year)
        period.extend(left)
        (period if half == "period" else annual).extend(right)
    mark_misread_signs(period, annual, exact=document.exact)
    table = stream.tables[0][0][0] if stream.tables else stream.above[-1]
    if stream.tables:
        notes.place("indicators", table.cell)
    else:
        notes.gap("indicators", "cut", table.cell)
    if any(
        layout.glued and (not _BETWEEN.isdisjoint(layout.roles) or _is_unread([*period, *annual])) for layout in columns
    ):
        # Nothing tells where one cell ends, or a number of points from the next name: better nothing than guesses.
        notes.gap("indicators", "glued", table.cell)
        period, annual = [], []
    if _is_blank(head, [*period, *annual]):
        notes.gap("indicators", "blank template", table.cell)
        period, annual = [], []
        head.goals = {}
    if head.fiscal_year is None:
        notes.gap("fiscal_year", "no year", stream.above[0].cell if stream.above else table.cell)
    for path in head.missing(two_columns=bool(period)) + ["funding.annual.total"] * (
        "annual.total" not in head.amounts
    ):
        notes.gap(path, "row missing")
    indicators = Indicators(
        tuple(indicator_of(entry, "period", index, notes) for index, entry in enumerate(period)),
        tuple(indicator_of(entry, "annual", index, notes) for index, entry in enumerate(annual)),
    )
    notes.choice = _choice(stream, columns, head, two_sided=bool(period))
    form = head.form(notes.choice.template, indicators)
    begin = stream.above[0] if stream.above else table
    notes.places.setdefault(notes.prefix[:-1], Place(begin.at, begin.text))
    return form


def _is_unread(entries: Sequence[Entry]) -> bool:
    filled = [entry for entry in entries if entry.filled]
    whole = sum(entry.name_text is not None and entry.value_text is not None for entry in filled)
    return 3 * whole < 2 * len(filled)


def _is_blank(head: Head, entries: Sequence[Entry]) -> bool:
    """Whether nobody has filled the form in: no money, no goal, and no value that says anything."""
    if any(head.amounts.values()) or "implementing_unit" in head.fields:
        return False
    if "project_name" not in head.fields and not entries:
        return True
    if head.goals:
        return False
    texts = [text for entry in entries for text in (entry.name_text, entry.value_text) if text is not None]
    if any(entry.value_text is not None and not is_mask(entry.value_text) for entry in entries):
        return False
    return (not texts and "project_name" not in head.fields) or any(MASK in text for text in texts)


def _choice(stream: Stream, columns: Sequence[Columns], head: Head, *, two_sided: bool) -> TemplateChoice:
    """The template by its columns, and by whether costs are a block of their own."""
    labels = [piece.text for labels, _, _ in stream.tables for piece in labels]
    roles = {role for layout in columns for role in layout.roles}
    own = [text for text in labels if column_of(text) in OWN_COLUMNS & roles]
    names = [text for text in labels if column_of(text) == "name"]
    blocks = [
        piece.text
        for (_, body, _), layout in zip(stream.tables, columns, strict=True)
        if layout.cost_block
        for piece in body
        if block_of(piece.text) == "cost"
    ]
    return choose(two_sided=two_sided, halves=names, tiers=head.tiers, columns=own, cost=blocks[:1])
