"""Slips at a number: what is doubled or misplaced is found, and the number that was meant is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.model.quantities import Quantity, parse_quantity
from jixiao.model.slips import LONGEST, slip_in
from jixiao.testing import quantities

SIGNS = st.sampled_from(["≥", "≤", ">", "<"])
UNITS = st.sampled_from(["%", "人", "台", "万元", ""])


@given(SIGNS, st.integers(1, 999), UNITS)
def test_a_sign_twice_or_behind_the_number(sign: str, number: int, unit: str) -> None:
    meant = f"{sign}{number}{unit}"
    for printed in (f"{sign}{sign}{number}{unit}", f"{number}{unit}{sign}", f"不低于{meant}"):
        slip = slip_in(printed)
        if printed[0] == "不" and sign in "≤<":
            assert slip is not None
            assert slip.contradictory
            continue
        assert slip is not None
        assert slip.mended == (f"≥{number}{unit}" if printed[0] == "不" else meant)
        assert parse_quantity(printed).malformed


@given(SIGNS, st.integers(1, 99), st.integers(1, 9))
def test_a_full_stop_for_the_point(sign: str, whole: int, part: int) -> None:
    slip = slip_in(f"{sign}{whole}。{part}%")
    assert slip is not None
    assert slip.mended == f"{sign}{whole}.{part}%"


@pytest.mark.parametrize(
    ("printed", "meant"),
    {"%95": "95%", "≥%95": "≥95%", "≥9 5%": "≥95%", "=1 00%": "=100%", "≥9..5%": "≥9.5%", "90≥%": "≥90%"}.items(),
)
def test_a_gap_or_a_percent_sign_out_of_place(printed: str, meant: str) -> None:
    slip = slip_in(printed)
    assert slip is not None
    assert slip.mended == meant
    assert parse_quantity(printed).malformed


@given(quantities())
def test_a_well_formed_value_has_no_slip(quantity: Quantity) -> None:
    assert slip_in(str(quantity)) is None


@pytest.mark.parametrize(
    "printed",
    [
        "最高不超过5元",
        "80 90%",
        "《管理办法》5份",
        "≥90%，≤95%",
        "2024.9.30前",
        "稳步提高",
        "3。",
        "≥" * (LONGEST + 1),
        "1:1",
    ],
)
def test_what_is_no_slip_is_left_alone(printed: str) -> None:
    assert not parse_quantity(printed).malformed
