"""The drawing: nothing of a form is left out, no cell lies over another, and every path leads to a cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import target_forms

from jixiao.drawing import Drawing, draw, layout
from jixiao.drawing.templates import NAMES
from jixiao.model.forms import Funding, FundingColumn, Goals, Indicator, Indicators, TargetForm, Texts
from jixiao.model.writing import form_out
from jixiao.places import Location, Place, Places
from jixiao.testing import forms
from jixiao.testing.layouts import county_layout


def grid(drawing: Drawing) -> dict[tuple[int, int], int]:
    """Which cell covers each place; a place that two cells cover is an error."""
    covered: dict[tuple[int, int], int] = {}
    for number, cell in enumerate(drawing.cells):
        for row in range(cell.row, cell.row + cell.height):
            for column in range(cell.column, cell.column + cell.width):
                assert (row, column) not in covered, (cell, drawing.cells[covered[row, column]])
                covered[row, column] = number
    return covered


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every filled value of a form with its path."""
    if attrs.has(type(value)):
        for one in attrs.fields(type(value)):
            yield from leaves(getattr(value, one.name), f"{path}.{one.name}" if path else one.name)
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from leaves(one, f"{path}[{index}]")
    elif value is not None:
        yield path, value


@given(target_forms)
def test_every_place_of_the_grid_has_one_cell_and_no_value_is_left_out(form: TargetForm) -> None:
    drawing = draw(form)
    covered = grid(drawing)
    assert set(covered) == {(row, column) for row in range(drawing.height) for column in range(drawing.width)}
    for path, value in leaves(form):
        part = path.rpartition(".")[2]
        # Level 1 and 2 are printed as the template's labels; a sign and a unit are part of the value.
        if path == "template" or part in ("category", "level1", "level2", "sign", "unit"):
            continue
        cell = drawing.cells[drawing.cell_of(path)]
        if path == "fiscal_year":
            assert str(value) in cell.text
        elif part == "value":
            assert cell.path == path
            assert cell.text in value
        elif path.startswith("department"):
            assert value in cell.text
        else:
            assert cell.path == path
            assert cell.text == value if isinstance(value, str) else cell.text


@given(forms(template="county-2015"))
def test_the_county_form_is_drawn_as_the_published_ones_are(form: TargetForm) -> None:
    drawn = {(cell.row - 2, cell.column): (cell.text, cell.width, cell.height) for cell in draw(form).cells}
    printed = {(put.row, put.column): (put.text, put.width, put.height) for put in county_layout(form_out(form))}
    for place, put in printed.items():
        assert drawn[place] == put, place


@pytest.mark.parametrize("name", NAMES)
def test_templates_fill_their_width(name: str) -> None:
    drawing = draw(TargetForm(), into=layout(name), blank_rows=2)
    assert len(grid(drawing)) == drawing.width * drawing.height
    heads = [cell.text for cell in drawing.cells if cell.role == "head"]
    assert len(heads) == len(drawing.layout.columns)


def test_findings_about_what_has_no_cell_are_shown_at_what_holds_it() -> None:
    form = TargetForm(
        template="county-2015", indicators=Indicators((), (Indicator("quantity", "维修长度", "≥12公里"),))
    )
    drawing = draw(form)

    def at(path: str) -> str:
        return drawing.cells[drawing.cell_of(path)].text

    assert at("indicators.annual[0].category") == "数量指标"
    assert at("indicators.annual[0]") == "维修长度"
    assert at("indicators.annual[7].value") == "二级指标"
    assert at("indicators") == "一级指标"
    assert at("funding.annual") == "年度资金总额:"
    assert at("funding") == "项目资金 (元)"
    assert at("goals") == "总体目标"
    assert at("text") == at("") == layout("county-2015").title


def test_amounts_stand_as_they_were_printed_in_the_unit_they_were_printed_in() -> None:
    from decimal import Decimal

    form = TargetForm(template="county-2015", funding=Funding(annual=FundingColumn(Decimal(1_650_000))))
    place = Place(Location(1, 2), "165.00", "万元")
    drawing = draw(form, Places({"forms[0].funding.annual.total": place}))
    cell = drawing.cells[drawing.cell_of("funding.annual.total")]
    assert (cell.text, cell.amount, drawing.unit) == ("165.00", Decimal(165), "万元")
    assert drawing.cells[drawing.cell_of("funding")].text == "项目资金 (万元)"
    plain = draw(form)
    assert plain.cells[plain.cell_of("funding.annual.total")].text == "1,650,000"


def test_a_category_of_another_generation_stands_in_the_block_of_its_kin() -> None:
    rows = (
        Indicator("cost", "总成本", "≤86万元"),
        Indicator("sustainable_impact", "使用年限", "≥15年"),
        Indicator(None, "杂项"),
    )
    drawing = draw(TargetForm(template="national-2021", indicators=Indicators((), rows)))
    labels = Counter(cell.text for cell in drawing.cells if cell.part == "level2")
    assert {"成本指标", "可持续影响指标", "未分类"} <= labels.keys()
    assert [cell.text for cell in drawing.cells if cell.part == "level1"] == [
        "成本指标", "产出指标", "效益指标", "满意度指标", "其他"
    ]  # fmt: skip


@given(st.sampled_from(["county-2015", "national-2021", None]))
def test_texts_and_goals_that_a_template_lacks_get_rows_of_their_own(template: str | None) -> None:
    form = TargetForm(template=template, text=Texts(summary="概况"), goals=Goals("三年目标", "当年目标"))
    texts = [cell.text for cell in draw(form).cells]
    assert [texts.count(text) for text in ("概况", "三年目标", "当年目标")] == [1, 1, 1]
