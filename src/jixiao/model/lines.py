"""JSON Lines: a form or a whole disclosure on each line, taken together as one disclosure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from attrs import evolve

from jixiao.errors import InterchangeError, NotReadable
from jixiao.model.forms import Department, Disclosure, ProjectRow, Tables, TargetForm
from jixiao.model.reading import Gap, Reading
from jixiao.places import Place, Places

_NUMBERED: Final = re.compile(r"\A(forms|tables\.projects|narrative)\[(\d+)\]")
_WORST: Final = ("not readable", "not a target form", "partly read", "read")

Structure = Callable[[Any], Reading]


def objects(text: str) -> Iterator[tuple[int, Any]] | None:
    """The value on each line that is not blank, with the line's number; nothing where the first is no whole object.

    The iterator raises :class:`ValueError` with ``lineno`` for a line that is no JSON.
    """
    first = text.lstrip("\ufeff \t\r\n").partition("\n")[0]
    try:
        if not isinstance(json.loads(first), dict):
            return None
    except (ValueError, RecursionError):
        return None
    return _objects(text)


def _objects(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except RecursionError:
                raise json.JSONDecodeError("nested too deeply", line, 0) from None
            except json.JSONDecodeError as error:
                error.lineno = number
                raise


def join(lines: Iterator[tuple[int, Any]], structure: Structure, source: str | None) -> Reading:
    """One reading of all lines. Raises :class:`InterchangeError`, whose paths begin with ``lines[2].``, from 0."""
    forms: list[TargetForm] = []
    projects: list[ProjectRow] = []
    narrative: list[str] = []
    places: dict[str, Place | Mapping[str, object]] = {}
    gaps: list[Gap] = []
    readings: list[Reading] = []
    for number, raw in lines:
        try:
            reading = structure(raw)
        except InterchangeError as error:
            where = f"lines[{number - 1}]"
            raise InterchangeError(
                tuple((where if path == "$" else f"{where}.{path}", zh, en) for path, zh, en in error.problems)
            ) from None
        before = {"forms": len(forms), "tables.projects": len(projects), "narrative": len(narrative)}
        disclosure = reading.disclosure
        places.update((_moved(path, before), reading.places[path]) for path in reading.places)
        gaps += [evolve(gap, path=_moved(gap.path, before)) for gap in reading.gaps]
        for row in disclosure.tables.projects:
            match = row.matched
            projects.append(
                row if match is None else evolve(row, matched=evolve(match, form=match.form + before["forms"]))
            )
        forms += disclosure.forms
        narrative += disclosure.narrative
        readings.append(reading)
    disclosures = [reading.disclosure for reading in readings]
    departments = {one.department for one in disclosures}
    years = {one.fiscal_year for one in disclosures}
    return Reading(
        Disclosure(
            tuple(forms),
            departments.pop() if len(departments) == 1 else Department(),
            years.pop() if len(years) == 1 else None,
            Tables(tuple(projects), all(one.tables.complete for one in disclosures)),
            tuple(narrative),
        ),
        Places(places),
        tuple(gaps),
        min((reading.status for reading in readings), key=_WORST.index),
        source,
    )


def _moved(path: str, before: Mapping[str, int]) -> str:
    """A path as it is behind those of the lines before."""
    return _NUMBERED.sub(lambda found: f"{found[1]}[{int(found[2]) + before[found[1]]}]", path)


def no_json(error: Exception, source: str | None) -> NotReadable:
    """The error for text that is neither JSON nor JSON Lines."""
    name = f"{source}：" if source else ""
    where = f"（第{error.lineno}行第{error.colno}列）" if isinstance(error, json.JSONDecodeError) else ""
    at = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
    return NotReadable(
        f"{name}不是完整的JSON{where}。请检查文件是否保存完整、是否为UTF-8编码。",
        f"{source + ': ' if source else ''}not complete JSON{at}. Is the file whole, and encoded as UTF-8?",
    )
