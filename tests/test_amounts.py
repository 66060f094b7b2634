"""Amounts of money in running text: each by its value, its print and its position, and nothing that is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.model.amounts import Amount, amounts_in, rounding
from jixiao.model.numerals import YUAN_POWERS, malformed_amounts, plain

UNITS = ("元", "千元", "万元", "百万元", "千万元", "亿元")
FILLERS = st.text("本项目共计所需费用，。；（）()、：资金用于改造人 ", max_size=12)
NUMBERS = st.decimals(min_value=0, max_value=10**7, places=2)


def yuan(text: str) -> list[str]:
    """The amounts of a text in yuan, as digits."""
    return [plain(one.yuan) for one in amounts_in(text)]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("共需85人，所需费用总计377.83894万元。", ["3778389.4"]),
        ("补助2420000元", ["2420000"]),
        ("合计3,778,389.40元，其中设备1，200，000元", ["3778389.4", "1200000"]),
        ("３００ 万元", ["3000000"]),
        ("1.2亿元和5千元", ["120000000", "5000"]),
        ("一百二十万元，壹佰万元整", ["1200000", "1000000"]),
        ("三点五万元", ["35000"]),
        ("12元5角", ["12.5"]),
        ("投入100万元（400万元）", ["1000000", "4000000"]),
        ("资金——50万元", ["500000"]),
        ("1，234,567元", ["1234567"]),
        ("设备～20万元", ["200000"]),
        ("投入5万元到一线", ["50000"]),
        # no amounts of their own
        ("每公里5.8万元/公里", []),
        ("补助10-20万元，再给10万元-20万元", []),
        ("补助8～20万元，或八~二十万元", []),
        ("每户12元～30元", []),
        ("十万元至二十万元", []),
        ("10万元-2万元", []),
        ("1，234元", []),
        ("结余-5万元", []),
        ("共377,83894万元", []),
        ("共85，500万元", []),
        ("1亿2000万元", []),
        ("几十万元、20多万元、上百万元、50万余元", []),
        ("五元、二元结构、3元素", []),
        ("50万美元和50万人", []),
        ("No.5元", []),
        ("", []),
    ],
)
def test_an_amount_is_read_as_it_is_printed(text: str, amounts: list[str]) -> None:
    assert yuan(text) == amounts


@given(before=FILLERS, number=NUMBERS, unit=st.sampled_from(UNITS), grouped=st.booleans(), after=FILLERS)
def test_an_amount_is_found_wherever_it_stands(
    before: str, number: Decimal, unit: str, grouped: bool, after: str
) -> None:
    printed = (f"{number:,f}" if grouped else f"{number:f}") + unit
    text = f"{before}{printed}{after}"
    (found,) = (one for one in amounts_in(text) if one.start == len(before))
    assert found == Amount(number.scaleb(YUAN_POWERS[unit]), printed, len(before))


@given(st.text("0123456789０５,，.．元万亿千百十一二角分整-至/每 共计。", max_size=40) | st.text(max_size=60))
def test_any_text_has_amounts_in_order_that_are_printed_there(text: str) -> None:
    end = 0
    for one in amounts_in(text):
        assert one.start >= end
        assert text[one.start : one.end] == one.printed
        assert one.yuan >= 0
        assert one.rounding >= 0
        end = one.end


@given(st.text("0123456789,，.元万 共计。", max_size=40))
def test_no_amount_is_well_formed_and_malformed(text: str) -> None:
    malformed = set(malformed_amounts(text))
    assert not {one.printed for one in amounts_in(text)} & malformed


@given(st.lists(st.tuples(NUMBERS, st.sampled_from(UNITS)), max_size=6))
def test_every_amount_of_a_list_is_found(entries: list[tuple[Decimal, str]]) -> None:
    text = "、".join(f"设备{number:f}{unit}" for number, unit in entries)
    assert [one.yuan for one in amounts_in(text)] == [number.scaleb(YUAN_POWERS[unit]) for number, unit in entries]


@pytest.mark.parametrize(
    ("printed", "slack"), [("377.84万元", "50"), ("120万元", "5000"), ("2420000元", "0.5"), ("一百万元", "0")]
)
def test_an_amount_stands_for_what_rounds_to_it(printed: str, slack: str) -> None:
    assert amounts_in(printed)[0].rounding == Decimal(slack)


@given(NUMBERS, st.sampled_from(UNITS))
def test_rounding_is_half_a_unit_of_the_last_digit(number: Decimal, unit: str) -> None:
    assert rounding(number, unit) * 2 == Decimal("0.01").scaleb(YUAN_POWERS[unit])


def test_what_stands_behind_the_unit_does_not_change_what_an_amount_stands_for() -> None:
    (amount,) = amounts_in("付1.5元整")
    assert amount.rounding == Decimal("0.05")


def test_an_amount_ends_behind_its_last_character() -> None:
    (first, second) = amounts_in("付1.5元整，另付三十元。")
    assert (first.start, first.end, first.printed) == (1, 6, "1.5元整")
    assert (second.start, second.end, second.printed) == (9, 12, "三十元")


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("10-20万元，另付5万元", ["50000"]),
        ("1，23元，另付5万元", ["50000"]),
        ("付5万元-管理费", ["50000"]),
        ("付5万元-6", []),
        ("付5万元至十万元以内", []),
        ("付5万元至明年", ["50000"]),
        ("两元至5万元", []),
        ("户至5万元", ["50000"]),
        ("至5万元", ["50000"]),
        ("1，234,567万元", ["12345670000"]),
    ],
)
def test_what_is_no_amount_does_not_hide_the_next_one(text: str, amounts: list[str]) -> None:
    assert yuan(text) == amounts
