"""Forms as the text of a scan: slid cells, cut labels, characters that look alike. For tests of readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hypothesis import strategies as st

from jixiao.model.forms import Disclosure, TargetForm
from jixiao.model.reading import Reading
from jixiao.model.writing import unstructure
from jixiao.testing.layouts import write_county_text

_LOOK_ALIKE: Final = {"质量": "贡量", "数量": "数里", "时效": "时救", "成本": "戊本", "效益": "效盖", "影响": "彭响"}

Row = list[str]


def _slid_left(row: Row) -> Row:
    """The left half one column to the left, where that is free."""
    return [row[0], *row[2:5], "", *row[5:]] if not row[1] and row[2] else row


def _slid_right(row: Row) -> Row:
    """The right half's row one column to the left, into the value that the left half has lost to the page."""
    return [*row[:4], *row[5:8], ""] if not row[4] and row[5] else row


def _cut(row: Row) -> Row:
    """Labels without their last character."""
    return [_shorter(cell) if place in (2, 5) else cell for place, cell in enumerate(row)]


def _shorter(label: str) -> str:
    return label[:-1] if label.endswith("指标") and len(label) > 3 else label


def _misread(row: Row) -> Row:
    """Labels with a character that looks like the right one."""
    made = list(row)
    for place in (2, 5):
        for printed, seen in _LOOK_ALIKE.items():
            made[place] = made[place].replace(printed, seen)
    return made


def _doubled(row: Row) -> Row:
    """The label of level 2 printed in the column of level 1 as well."""
    return [row[0], row[2], *row[2:]] if row[2] and not row[1] else row


def _as_printed(row: Row) -> Row:
    return row


_DAMAGES: Final[tuple[Callable[[Row], Row], ...]] = (_as_printed, _slid_left, _cut, _misread, _doubled, _slid_right)


def texts_as_ocr(form: TargetForm) -> st.SearchStrategy[str]:
    """The county form as a noisy OCR text. Names and values stay as they are; where they stand and labels do not.

    Raises :class:`ValueError` for a form with categories that the county form lacks.
    """
    (raw,) = unstructure(Reading(Disclosure((form,))))["forms"]
    lines = write_county_text([raw]).splitlines()
    body = [number for number, line in enumerate(lines) if _is_row(line.split("\t"))]
    damages = st.lists(st.sampled_from(_DAMAGES), min_size=len(body), max_size=len(body))
    return damages.map(lambda chosen: _damaged(lines, dict(zip(body, chosen, strict=True))))


def _is_row(cells: Row) -> bool:
    """Whether a line is a row of indicators below their head."""
    return len(cells) == 8 and any(cell.endswith("指标") for cell in (cells[2], cells[5])) and cells[3] != "三级指标"


def _damaged(lines: list[str], chosen: dict[int, Callable[[Row], Row]]) -> str:
    made = [
        "\t".join(chosen[number](line.split("\t"))) if number in chosen else line for number, line in enumerate(lines)
    ]
    return "\n".join(made) + "\n"
