"""Forms with exactly one planted defect, for every rule: made from the rule's own examples."""

from __future__ import annotations

import copy
import re
from typing import Any, Final

from attrs import frozen
from hypothesis import strategies as st

from jixiao.model.forms import Disclosure
from jixiao.model.interchange import structure
from jixiao.model.reading import Reading
from jixiao.model.writing import unstructure
from jixiao.rules.examples import Example, all_examples, clean_form, plant
from jixiao.testing.strategies import Template, forms

_ROW: Final = re.compile(r"forms\[0\]\.indicators\.(period|annual)\[\d+\](\.\w+)?")
_TEMPLATES: Final[dict[str, Template]] = {
    "county": "county-2015", "multi-year": "county-2015", "disclosure": "county-2015",
    "national-2015": "national-2015", "national-2021": "national-2021",
}  # fmt: skip


@frozen
class Mutant:
    """A reading that is clean but for one defect of the rule ``code``, which lies at ``path``."""

    reading: Reading
    code: str
    path: str
    also: frozenset[str] = frozenset()
    """Codes that the defect brings along of necessity."""

    @property
    def disclosure(self) -> Disclosure:
        """What the reading holds."""
        return self.reading.disclosure


def mutants(code: str) -> st.SearchStrategy[Mutant]:
    """Mutants of one rule. A defect of a single row is planted in a drawn form, any other in the form of its example.

    Raises :class:`ValueError` for a code that no rule has.
    """
    examples = [example for example in all_examples("flagged") if example.code == code]
    if not examples:
        raise ValueError(f"there is no rule {code!r}")
    return st.sampled_from(examples).flatmap(_of_example)


def _of_example(example: Example) -> st.SearchStrategy[Mutant]:
    if _is_of_one_row(example):
        # The year of the example's form, because what it plants may name a year.
        year = clean_form(example.form)["forms"][0]["fiscal_year"]
        name = example.changes[0]["put_row"].get("name")
        drawn = forms(template=_TEMPLATES[example.form], year=year)
        other = drawn.filter(lambda form: all(row.name != name for row in form.indicators.annual))
        return other.map(lambda form: _planted(example, Disclosure((form,))))
    return st.builds(lambda: Mutant(example.reading(), example.code, example.at[0], example.also))


def _is_of_one_row(example: Example) -> bool:
    """Whether one row is put in, which is what is wrong, whatever stands beside it."""
    if len(example.changes) != 1 or set(example.changes[0]) != {"put_row"} or not example.at:
        return False
    found = [_ROW.fullmatch(path) for path in example.at]
    halves = [one[1] for one in found if one is not None]
    return len(halves) == len(found) == len(set(halves))


def _planted(example: Example, disclosure: Disclosure) -> Mutant:
    raw = copy.deepcopy(unstructure(Reading(disclosure)))
    plant(raw, example.changes)
    planted = example.changes[0]["put_row"]
    found = _ROW.fullmatch(example.at[0])
    half, field = (found[1], found[2] or "") if found else ("annual", "")
    number = _index_of(raw["forms"][0]["indicators"][half], planted)
    path = f"forms[0].indicators.{half}[{number}]{field}"
    return Mutant(structure(raw), example.code, path, example.also)


def _index_of(rows: list[dict[str, Any]], planted: dict[str, Any]) -> int:
    """Where the planted row stands: it was put behind the others of its category."""
    same = [
        number
        for number, row in enumerate(rows)
        if all(row.get(field) == planted.get(field) for field in ("category", "name", "value"))
    ]
    return same[-1]
