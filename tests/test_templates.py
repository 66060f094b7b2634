"""Forms of other provinces, in texts that have lost their grid: every layout is read by the order of its cells."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import evolve

import jixiao
from jixiao.documents import read_bytes
from jixiao.documents.grid import Document
from jixiao.model.writing import form_out
from jixiao.recognition import recognise

LAYOUTS = Path(__file__).resolve().parent / "layouts"


def read_text(text: str) -> jixiao.Reading:
    return recognise([read_bytes(text.encode(), "t.txt")])


def read_book(grid: str) -> jixiao.Reading:
    return recognise([book_of(grid)])


def book_of(grid: str) -> Document:
    """A workbook of a grid that is drawn with bars: ``<`` goes on with the cell to the left, ``^`` with that above."""
    rows = [[text.strip() for text in line.split("|")] for line in grid.strip("\n").split("\n")]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text in ("", "<", "^"):
                continue
            sheet.cell(number + 1, column + 1, text.replace("\\n", "\n"))
            width = next((n for n in range(1, len(row) - column) if row[column + n] != "<"), len(row) - column)
            below = [line[column] if column < len(line) else "" for line in rows[number + 1 :]]
            height = next((n for n, text in enumerate(below, 1) if text != "^"), len(below) + 1)
            if width > 1 or height > 1:
                sheet.merge_cells(
                    start_row=number + 1, start_column=column + 1, end_row=number + height, end_column=column + width
                )
    target = io.BytesIO()
    book.save(target)
    return read_bytes(target.getvalue(), "t.xlsx")


def essence(reading: jixiao.Reading) -> list[dict[str, Any]]:
    """What a person would copy out of each form, without what is blank."""
    forms = []
    for form in reading.disclosure.forms:
        raw = form_out(form)
        rows = {
            half: [[row.get(key) for key in ("category", "name", "value")] for row in raw["indicators"][half]]
            for half in ("period", "annual")
        }
        extras = [
            {key: row[key] for key in ("sign", "unit", "weight", "explanation", "remark") if row.get(key)}
            for row in raw["indicators"]["annual"]
        ]
        funds = {
            half: {part: amount for part, amount in raw["funding"][half].items() if amount is not None}
            for half in ("period", "annual")
        }
        forms.append(
            {
                "project_name": form.project_name,
                "department": form.department.name,
                "implementing_unit": form.implementing_unit,
                "fiscal_year": form.fiscal_year,
                "template": form.template,
                "funding": {half: parts for half, parts in funds.items() if parts},
                "goals": {half: goal for half, goal in raw["goals"].items() if goal},
                "indicators": {half: [row for row in rows[half] if row[1] or row[2]] for half in rows if rows[half]},
                "extras": [extra for extra in extras if extra],
            }
        )
    return forms


@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_layout_is_read_as_a_person_reads_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert essence(read_text(path.read_text(encoding="utf-8"))) == expected


@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("*.grid")), ids=lambda path: path.stem)
def test_a_layout_in_a_workbook_is_read_as_a_person_reads_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert essence(read_book(path.read_text(encoding="utf-8"))) == expected


@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("*.grid")), ids=lambda path: path.stem)
def test_a_layout_on_a_scan_with_ruled_lines_is_read_the_same_and_doubts_are_told(path: Path) -> None:
    book = book_of(path.read_text(encoding="utf-8"))
    lines = [evolve(line, cells=tuple(evolve(cell, doubt="medium") for cell in line.cells)) for line in book.lines]
    reading = recognise([evolve(book, medium="page", exact=False, ruled=True, lines=tuple(lines))])
    assert essence(reading) == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    in_doubt = {gap.path for gap in reading.gaps if gap.reason == "not sure"}
    for number, form in enumerate(reading.disclosure.forms):
        assert f"forms[{number}].project_name" in in_doubt
        for index, row in enumerate(form.indicators.annual):
            assert row.value is None or f"forms[{number}].indicators.annual[{index}].value" in in_doubt


@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("*.txt")), ids=lambda path: path.stem)
def test_full_width_marks_say_the_same(path: Path) -> None:
    """Stored pages have half-width brackets and commas where the forms had full-width ones."""
    wide = str.maketrans("():,;", "（）：，；")
    narrow = {ord(b): a for a, b in zip("():,;", "（）：，；", strict=True)}
    text = path.read_text(encoding="utf-8")
    told = json.dumps(essence(read_text(text.translate(wide))), ensure_ascii=False).translate(narrow)
    assert told == json.dumps(essence(read_text(text.translate(narrow))), ensure_ascii=False).translate(narrow)


@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_place_names_a_line_that_holds_its_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    reading = read_text(text)
    assert reading.places
    for place in reading.places.values():
        printed = "".join(place.text.split())
        block = "".join("".join(lines[place.at.row - 1 : place.at.row + 5]).split())
        assert not printed or printed in block


HEAD = "一级指标 | 二级指标 | 三级指标 | 指标值"
ROW = "产出指标 | 数量指标 | 清淤长度 | ≥3公里"
LOOKING_BACK = (
    f"2023年度项目支出绩效自评表 |\n项目名称 | 水渠清淤 |\n{HEAD} | 实际完成值 | 得分 |\n{ROW} | 3公里 | 10 |\n"
)
WHOLE = f"部门(单位)整体支出绩效目标表 |\n(2023年度) |\n部门(单位)名称 | 云岭县水务局 |\n{HEAD} |\n{ROW} |"
A_LINE_A_CELL = "项目名称\n水渠清淤\n全年执行数\n执行率\n得分\n" + "\n".join(f"{HEAD} | {ROW}".split(" | "))
INDICES = "2023年水渠清淤项目绩效评价指标表\n评价指标评价内容指标名称目标值分值备注\n产出数量指标清淤长度3公里10"


@pytest.mark.parametrize(
    ("text", "said"),
    [(LOOKING_BACK, "自评表"), (A_LINE_A_CELL, "自评表"), (INDICES, "评价指标表"), (WHOLE, "整体支出")],
    ids=["looking back", "a line a cell", "indices", "whole department"],
)
def test_what_is_no_target_form_is_said_to_be_what_it_is(text: str, said: str) -> None:
    reading = read_text(text)
    assert reading.status == "not a target form"
    with pytest.raises(jixiao.NotATargetForm, match=said) as caught:
        jixiao.check(text.encode())
    assert caught.value.say("en")


def test_a_self_evaluation_beside_a_form_is_left_out_and_named() -> None:
    form = (LAYOUTS / "bars-without-spans.txt").read_text(encoding="utf-8")
    reading = read_text(form + LOOKING_BACK)
    assert len(reading.disclosure.forms) == 1
    assert [gap.reason for gap in reading.gaps if gap.path == "others"] == ["self-evaluation"]


def test_a_form_whose_page_was_cut_says_where() -> None:
    text = (LAYOUTS / "bars-without-spans.txt").read_text(encoding="utf-8")
    reading = read_text(text[: text.index("绩效指标 |")])
    (form,) = reading.disclosure.forms
    assert form.project_name == "云岭县水渠清淤"
    assert form.funding.annual.total == Decimal(850000)
    assert [gap.reason for gap in reading.gaps if gap.path == "forms[0].indicators"] == ["cut"]
    assert reading.status == "partly read"


@pytest.fixture
def real(shared: Path) -> Path:
    return shared / "data" / "real"


class TestRealForms:
    """Published forms of other places, in the shared material."""

    @pytest.mark.parametrize("number", ["901", "904", "905", "906", "910", "919"])
    def test_no_target_form(self, real: Path, number: str) -> None:
        with pytest.raises(jixiao.NotATargetForm, match="不是"):
            jixiao.read(real / f"{number}.txt")

    @pytest.mark.parametrize("number", ["110", "118", "119"])
    def test_blank_templates_are_blank(self, real: Path, number: str) -> None:
        reading = jixiao.read(real / f"{number}.txt")
        (form,) = reading.disclosure.forms
        assert not any(row.filled for half in form.indicators.halves for row in half[1])
        assert form.funding.annual.total is None
        assert any(gap.reason == "blank template" for gap in reading.gaps)


_BETWEEN = {"tabs": "\t", "blanks": " ", "a cell a line": "\n\n"}
_BARS_ALONE = {"cell-a-line-with-bars", "twin-columns", "blocks-under-their-unit"}
"""Layouts in which a bar without a cell tells something."""
_TABS_TOO = {"headings-with-brackets", "values-in-grades", "without-level-three"}
"""Layouts whose cells hold blanks, or words that look like a label where they stand alone."""


@pytest.mark.parametrize(
    ("path", "between"),
    [
        pytest.param(path, between, id=f"{path.stem}-{name}")
        for path in sorted(LAYOUTS.glob("*.txt"))
        if path.read_text(encoding="utf-8").count("|") > 9 and path.stem not in _BARS_ALONE
        for name, between in _BETWEEN.items()
        if name == "tabs" or path.stem not in _TABS_TOO
    ],
)
def test_another_way_of_storing_the_cells_says_the_same(path: Path, between: str) -> None:
    """Bars, tabs, blanks or lines between the cells: their order is what they have in common."""
    lines = [
        between.join(cell.strip() for cell in line.split("|") if cell.strip()) if "|" in line else line
        for line in path.read_text(encoding="utf-8").split("\n")
    ]
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert essence(read_text("\n".join(lines))) == expected
