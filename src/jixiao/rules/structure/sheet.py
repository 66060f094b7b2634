"""What the sheet itself shows, beside what was read from it: no head, merged cells, rows of the template left over.

The model has neither a head row nor merged cells, and an empty row means nothing in it. The reader says what it saw by
the places of the form: a blank that stands in the cell of another row, a text where a name is blank, and no text where
the head should be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import TargetForm
from jixiao.model.taxonomy import CATEGORIES
from jixiao.rules.base import Draft, Fact, Severity, rule
from jixiao.rules.context import Context

_FILLED: Final = int(Fact.NAMED | Fact.VALUED)
_HALF_FILLED: Final = int(Fact.VALUELESS | Fact.NAMELESS)
_BIT: Final = {category: 1 << number for number, category in enumerate(CATEGORIES)}


@rule("STR11", Severity.ERROR, when=Fact.PRINTED, silent=Fact.NAMED, spelling=True)
def no_head(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The table of indicators has its head: 一级指标, 二级指标, 三级指标, 指标值.

    Only where the file has cells; a text, a page or a scan may have lost its head on the way, which is a gap.
    """
    if context.printed("indicators.annual") == "":
        yield context.finding("indicators.annual")


@rule(
    "STR12",
    severities={"value": Severity.WARNING, "name": Severity.WARNING},
    when=Fact.PRINTED,
    either=Fact.VALUELESS | Fact.NAMELESS,
)
def merged_over_rows(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A name or a value is not merged over several rows that have a value, or a name, each.

    Merged headings are filled down and say nothing; one that changes what a row belongs to is told by its level 1.
    """
    for half, rows in form.indicators.halves:
        for index, known in enumerate(context.known[half]):
            if not known & _HALF_FILLED or not index:
                continue
            row = rows[index]
            part = "value" if row.value is None else "name"
            first = next((at for at in range(index - 1, -1, -1) if getattr(rows[at], part) is not None), None)
            if first is None:
                continue
            cell = context.places.get(f"{context.prefix}indicators.{half}[{index}].{part}")
            above = context.places.get(f"{context.prefix}indicators.{half}[{first}].{part}")
            if cell is not None and above is not None and cell.at == above.at:
                other = "name" if part == "value" else "value"
                yield context.finding(
                    f"indicators.{half}[{index}].{other}",
                    f"indicators.{half}[{first}].{part}",
                    variant=part,
                    text=cell.text,
                    mine=getattr(row, other),
                    first=getattr(rows[first], other) or "",
                )


@rule("STR15", Severity.INFO, when=Fact.PRINTED, unless=Fact.BLANK, trigger=Fact.NAMED)
def rows_of_the_template(form: TargetForm, context: Context) -> Iterator[Draft]:
    """No row of the template is left between those that are filled: ……, 指标3：. One finding a form.

    A heading under which nothing is filled in is another rule's; a row without any text says nothing.
    """
    found: dict[str, str] = {}
    for half, rows in form.indicators.halves:
        for index, known in enumerate(context.known[half]):
            if known & _FILLED or not context.categories & _BIT.get(rows[index].category or "", 0):
                continue
            path = f"indicators.{half}[{index}].name"
            text = context.printed(path)
            if text:
                found[path] = text
    if found:
        shown = "、".join(f"“{text}”" for text in dict.fromkeys(found.values()))
        yield context.finding(*found, count=len(found), value=shown)
