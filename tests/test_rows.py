"""The two halves of a form, paired row by row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.model.forms import Indicator, Indicators, Row, TargetForm
from jixiao.model.rows import holds_names, pair, pair_indices, same_name

NAMES = st.sampled_from([None, "培训人数", "培训人数(含村医)", "培训", "道路长度", "道", "满意度"])
ROWS = st.lists(
    st.builds(
        Indicator,
        st.sampled_from([None, "quantity", "quality"]),
        NAMES,
        st.sampled_from([None, "3人", "5公里"]),
    ),
    max_size=5,
)

TRAINED = Indicator("quantity", "培训人数", "≥30人")
ROADS = Indicator("quantity", "道路长度", "5公里")
PASSED = Indicator("quality", "验收合格率", "100%")
EMPTY = Indicator("quality")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("培训人数", "培训人数", True),
        ("培训人数", "培训人数(含村医)", True),
        ("培训人数(含村医)", "培训人", True),
        ("培训", "培训人数", True),
        ("培", "培训人数", False),
        ("", "培训人数", False),
        ("道路长度", "道路宽度", False),
        ("路长度", "道路长度", False),
    ],
)
def test_a_clipped_name_is_the_beginning_of_the_whole_one(first: str, second: str, same: bool) -> None:
    assert same_name(first, second) is same
    assert same_name(second, first) is same


@pytest.mark.parametrize(
    ("period", "annual", "pairs"),
    [
        ([], [], []),
        ([TRAINED, ROADS], [TRAINED, ROADS], [(0, 0), (1, 1)]),
        ([TRAINED, ROADS], [ROADS, TRAINED], [(0, 1), (1, 0)]),
        ([TRAINED], [TRAINED, ROADS], [(0, 0), (None, 1)]),
        ([TRAINED, ROADS], [ROADS], [(0, None), (1, 0)]),
        ([ROADS], [TRAINED, ROADS], [(0, 1), (None, 0)]),
        ([TRAINED], [PASSED], [(0, None), (None, 0)]),
        ([TRAINED, PASSED], [], [(0, None), (1, None)]),
        ([], [TRAINED, PASSED], [(None, 0), (None, 1)]),
        # another value in the year, and a name that the page has cut off
        ([TRAINED, ROADS], [Indicator("quantity", "培训人数", "≥10人"), ROADS], [(0, 0), (1, 1)]),
        ([TRAINED], [Indicator("quantity", "培训人", "≥30人")], [(0, 0)]),
        # the same name under another heading is another row, and one without a heading may be either
        ([TRAINED], [Indicator("quality", "培训人数", "≥30人")], [(0, None), (None, 0)]),
        ([TRAINED], [Indicator(None, "培训人数", "≥30人")], [(0, 0)]),
        ([Indicator(None, "培训人数", "≥30人")], [TRAINED], [(0, 0)]),
        # a lost name: by its value, under its heading
        ([TRAINED], [Indicator("quantity", None, "≥30人")], [(0, 0)]),
        ([TRAINED], [Indicator("quantity", None, "≥40人")], [(0, None), (None, 0)]),
        ([TRAINED], [Indicator("quality", None, "≥30人")], [(0, None), (None, 0)]),
        ([TRAINED], [Indicator(None, None, "≥30人")], [(0, None), (None, 0)]),
        # empty slots pair with one another, never with a filled row
        ([EMPTY, EMPTY], [EMPTY], [(0, 0), (1, None)]),
        ([EMPTY], [Indicator("quality")], [(0, 0)]),
        ([EMPTY], [Indicator("quantity")], [(0, None), (None, 0)]),
        ([EMPTY], [PASSED], [(0, None), (None, 0)]),
    ],
)
def test_rows_are_paired_by_category_and_name(
    period: list[Indicator], annual: list[Indicator], pairs: list[tuple[int | None, int | None]]
) -> None:
    assert pair_indices(period, annual) == pairs


def test_an_equal_row_is_taken_before_one_that_is_only_alike() -> None:
    period = [Indicator("quantity", "培训人数", "≥10人"), TRAINED]
    annual = [Indicator("quantity", "培训人数", "≥30人"), Indicator("quantity", "培训人数", "≥10人")]
    assert pair_indices(period, annual) == [(0, 1), (1, 0)]
    # what is paired so leaves the others their turn
    clipped = Indicator("quantity", "道路长", "5公里")
    assert pair_indices([TRAINED, ROADS], [clipped, Indicator("quantity", "培训人数", "≥30人")]) == [(0, 1), (1, 0)]
    # one that agrees in its heading goes before one that has lost it
    headless = Indicator(None, "培训人数", "≥20人")
    assert pair_indices([TRAINED], [headless, Indicator("quantity", "培训人数", "≥20人")]) == [(0, 1), (None, 0)]


def test_names_that_change_places_are_paired_by_name_not_by_place() -> None:
    long, short = Indicator("quantity", "培训人数合计", "9人"), Indicator("quantity", "培训人数", "8人")
    period = [Indicator("quantity", "培训人数", "1人"), Indicator("quantity", "培训人数合计", "2人")]
    # 培训人数 is a beginning of 培训人数合计, so that each could stand where it is
    assert pair_indices(period, [long, short]) == [(0, 0), (1, 1)]
    assert pair_indices([period[1], period[0]], [short, ROADS]) == [(0, 0), (1, None), (None, 1)]


@given(ROWS, ROWS)
def test_every_row_of_either_half_stands_in_one_pair(period: list[Indicator], annual: list[Indicator]) -> None:
    pairs = pair_indices(period, annual)
    assert [one for one, _ in pairs if one is not None] == list(range(len(period)))
    assert sorted(other for _, other in pairs if other is not None) == list(range(len(annual)))
    assert (None, None) not in pairs
    # What stands in the annual half alone comes last, in its order.
    alone = [other for one, other in pairs if one is None]
    assert alone == sorted(other for other in alone if other is not None)
    assert [one for one, _ in pairs][len(period) :] == [None] * len(alone)


@given(ROWS)
def test_a_half_is_paired_with_its_like_in_place(rows: list[Indicator]) -> None:
    equal = [Indicator(row.category, row.name, row.value) for row in rows]
    assert pair_indices(rows, rows) == [(index, index) for index in range(len(rows))]
    for one, other in pair_indices(rows, equal):
        assert one is not None
        assert other is not None
        assert rows[one] == equal[other]


@given(ROWS, ROWS)
def test_no_pair_joins_what_is_filled_with_what_is_empty(period: list[Indicator], annual: list[Indicator]) -> None:
    for row in pair(period, annual):
        if row.period is not None and row.annual is not None:
            assert row.period.filled == row.annual.filled


def test_a_row_holds_its_halves_and_their_positions() -> None:
    clipped = Indicator("quantity", "培训人", "≥30人")
    rows = pair([ROADS, clipped], [TRAINED])
    assert rows == (Row(ROADS, None, 0, None), Row(clipped, TRAINED, 1, 0))
    assert [row.name for row in rows] == ["道路长度", "培训人数"]
    assert pair([], [PASSED]) == (Row(None, PASSED, None, 0),)
    form = TargetForm(indicators=Indicators((ROADS, clipped), (TRAINED,)))
    assert form.rows == rows
    assert Row(EMPTY, None, 0, None).name is None


def test_names_hold_words_in_either_half() -> None:
    form = TargetForm(indicators=Indicators((TRAINED, EMPTY), (ROADS,)))
    assert holds_names(form, ["培训", "道路", "桥梁"], 2)
    assert not holds_names(form, ["培训", "道路", "桥梁"], 3)
    assert not holds_names(form, ["桥梁"], 1)
    assert holds_names(form, [], 0)
    assert not holds_names(TargetForm(), ["培训"], 1)
