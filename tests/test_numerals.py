"""Numbers and money as they are printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.model.numerals import (
    arabic_dates,
    grouping,
    half_width,
    is_malformed_amount,
    is_malformed_number,
    malformed_amounts,
    parse_amount,
    parse_number,
    plain,
    shift,
    spelt_with_letters,
    to_yuan,
    written,
)


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("0", "0"),
        ("10", "10"),
        ("１，２３４．５", "1234.5"),
        ("1,234,567.8", "1234567.8"),
        ("-5", "-5"),
        ("－5", "-5"),
        ("负5", "-5"),
        ("负十二", "-12"),
        ("+5", "5"),
        ("一", "1"),
        ("零", "0"),
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("一百零五", "105"),
        ("一百一十", "110"),
        ("一百二十", "120"),
        ("三百五", "350"),
        ("两千", "2000"),
        ("两千八", "2800"),
        ("一万二", "12000"),
        ("一万二千", "12000"),
        ("一万零二十", "10020"),
        ("三亿五千万", "350000000"),
        ("一万亿", "1000000000000"),
        ("一万二千亿", "1200000000000"),
        ("壹佰陆拾捌万伍仟", "1685000"),
        ("二〇二四", "2024"),
        ("三点五", "3.5"),
        ("半", "0.5"),
        ("123万", "1230000"),
        ("1.5亿", "150000000"),
        ("3千", "3000"),
        ("5千万", "50000000"),
    ],
)
def test_numbers(printed: str, number: str) -> None:
    assert parse_number(printed) == Decimal(number)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "个",
        "10个",
        "1,28",
        "1.2.3",
        "1 000",
        "千百",
        "百",
        "万",
        "一二",
        "一百零",
        "十百",
        "二百十百",
        "万万",
        "1e5",
        "±5",
        ".",
    ],
)
def test_no_numbers(printed: str) -> None:
    assert parse_number(printed) is None


@given(st.integers(0, 10**16 - 1))
def test_chinese_numerals_read_back(value: int) -> None:
    assert parse_number(_in_chinese(value)) == value
    assert parse_number(_in_chinese(value).translate(CAPITALS)) == value


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("一二三", "123"),
        ("一百零二", "102"),
        ("二千零五十", "2050"),
        ("五千万", "50000000"),
        ("一十一万", "110000"),
        ("十万", "100000"),
        ("一百万零五", "1000005"),
        ("三亿五千万零六百", "350000600"),
        ("五万亿三万", "5000000030000"),
        ("三亿五千万八", "350008000"),
        ("二千三百四十五万六千七百八十九", "23456789"),
        ("三点一四", "3.14"),
        ("负三点五", "-3.5"),
        ("负1,234", "-1234"),
        ("负1，234.5", "-1234.5"),
    ],
)
def test_numbers_of_several_parts(printed: str, number: str) -> None:
    assert parse_number(printed) == Decimal(number)


@pytest.mark.parametrize(
    "printed",
    [
        *("百十", "二十十", "一百一千", "零一", "〇二四", "一零", "三五", "一万万", "一万二万", "二亿三亿", "一亿亿"),
        *("一亿万", "亿", "负1,23", "负", "负负5", "半5", "五十万元"),
    ],
)
def test_parts_that_do_not_fit_together_are_no_number(printed: str) -> None:
    assert parse_number(printed) is None


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        *(("5.0", "5"), ("5.10", "5.1"), ("100", "100"), ("0.50", "0.5"), ("-0.0", "0"), ("0", "0"), ("1E+3", "1000")),
        *(("1E-7", "0.0000001"), ("-5.500", "-5.5"), ("10.0", "10")),
    ],
)
def test_plain_digits_have_no_exponent_and_no_idle_zeros(number: str, digits: str) -> None:
    assert plain(Decimal(number)) == digits


@pytest.mark.parametrize(
    ("number", "unit", "ranged", "digits"),
    [
        # what would read as a year or a date gets its separators
        ("2024", "年", False, "2,024"),
        ("1000", "年度", True, "1,000"),
        ("2024.5", "年", False, "2,024.5"),
        ("2024", "", True, "2,024"),
        ("2024.12", "", False, "2,024.12"),
        ("20240118", "", False, "20,240,118"),
        ("20240118235959", "", False, "20,240,118,235,959"),
        # nothing else does
        ("2024", "", False, "2024"),
        ("2024", "人", True, "2024"),
        ("3024", "年", False, "3024"),
        ("3024", "", True, "3024"),
        ("12345", "年", False, "12345"),
        ("202401", "", False, "202401"),
        ("30240118", "", False, "30240118"),
        ("-2024", "年", False, "-2024"),
    ],
)
def test_digits_are_parted_where_they_would_read_as_a_date(number: str, unit: str, ranged: bool, digits: str) -> None:
    assert written(Decimal(number), unit, ranged) == digits


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        *(("1,234", "ok"), ("1,234.5", "ok"), ("+1,234", "ok"), ("-1,234", "ok"), ("1，234", "ok"), ("-1", "ok")),
        *(("1,2", "list"), ("1，2", "list"), ("1,2,3", "list"), ("12,34,56", "list"), ("2024,2025", "list")),
        *(("1999,2025,2026", "list"), ("-1,2", "list")),
        *(("1,23", "bad"), ("12,34", "bad"), ("1,2,345", "bad"), ("1234,567", "bad"), ("2024,3025", "bad")),
        *(("1,23.4", "bad"), ("1.2,3", "bad"), ("1.2.3", "bad"), ("2.0,3.0", "bad"), ("3024,3025", "bad")),
    ],
)
def test_separators_are_of_thousands_of_a_list_or_impossible(token: str, kind: str) -> None:
    assert grouping(token) == kind


@pytest.mark.parametrize(
    ("text", "arabic"),
    [
        ("二〇二四年十二月", "2024年12月"),
        ("二十号", "20号"),
        ("一二年", "一二年"),
        ("三五日", "三五日"),
        ("千年", "千年"),
        ("第三季", "第三季"),
    ],
)
def test_dates_in_han_are_written_in_arabic_digits(text: str, arabic: str) -> None:
    assert arabic_dates(text) == arabic


@pytest.mark.parametrize(
    ("printed", "unit", "yuan"),
    [
        *(("5元整", None, "5"), ("5元正", None, "5"), ("5元人民币", None, "5"), ("人民币5元", None, "5")),
        *(("RMB5", None, "5"), ("¥5", None, "5"), ("5万整", None, "50000"), ("二十万元整", None, "200000")),
        *(("123", "(万元)", "1230000"), ("123", "单位：万元", "1230000"), ("123", "单位:元", "123")),
        *(("123万", "元", "1230000"), ("123", "角", "12.3"), ("5元零2分", None, "5.02"), ("2万", "万元", "20000")),
        ("5百万元", "元", "5000000"),
    ],
)
def test_an_amount_is_read_with_what_stands_around_it(printed: str, unit: str | None, yuan: str) -> None:
    assert to_yuan(printed, unit) == Decimal(yuan)


@pytest.mark.parametrize("printed", ["5 6", "半", "1.5元3角", "12万5", "3万5千元", "5亿2角", "正5元", "人民币"])
def test_what_is_more_than_one_amount_is_none(printed: str) -> None:
    assert to_yuan(printed) is None


CAPITALS = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def _in_chinese(value: int) -> str:
    """The plain way to write a whole number below 10 ** 16."""
    if value == 0:
        return "零"
    for size, name in ((10**8, "亿"), (10**4, "万"), (10**3, "千"), (10**2, "百"), (10, "十")):
        if value >= size:
            high, low = divmod(value, size)
            rest = "" if not low else ("零" if low < size // 10 else "") + _in_chinese(low)
            return _in_chinese(high) + name + rest
    return "零一二三四五六七八九"[value]


@pytest.mark.parametrize(
    ("printed", "unit", "yuan"),
    [
        ("50,000", None, "50000"),
        ("50,000", "元", "50000"),
        ("2,345,678.9", None, "2345678.9"),
        ("145.00", "万元", "1450000"),
        ("145.00", "单位：万元", "1450000"),
        ("145.00", "(万元)", "1450000"),
        ("0.5", "亿元", "50000000"),
        ("12", "千元", "12000"),
        ("123万", None, "1230000"),
        ("123万", "万元", "1230000"),
        ("145.00万元", "元", "1450000"),
        ("5000元", "万元", "5000"),
        ("１２０．００", None, "120"),
        ("¥1,200.00", None, "1200"),
        ("￥ 1,200.00", None, "1200"),
        ("人民币5万元", None, "50000"),
        ("壹佰陆拾捌万伍仟元整", "万元", "1685000"),
        ("壹拾元伍角", None, "10.5"),
        ("五十万元", None, "500000"),
        ("5千万元", None, "50000000"),
        ("0.00", None, "0"),
        ("-5.5", "万元", "-55000"),
        ("456.12345", "万元", "4561234.5"),
        ("123456789012345678901234567890.12", "万元", "1234567890123456789012345678901200"),
    ],
)
def test_yuan(printed: str, unit: str | None, yuan: str) -> None:
    amount = to_yuan(printed, unit)
    assert amount == Decimal(yuan)
    assert str(amount) == yuan
    assert parse_amount(printed, unit) == amount


@pytest.mark.parametrize(
    "printed", ["", " ", "-", "—", "/", "无", "456,12345", "1 000", "1.2.3", "10个", "半", "80-90", "5%", "元"]
)
def test_no_yuan(printed: str) -> None:
    assert to_yuan(printed, "万元") is None


def test_an_unknown_head_leaves_the_amount_unknown() -> None:
    assert to_yuan("5", "人") is None
    assert to_yuan("5万元", "人") == 50000


@pytest.mark.parametrize(
    "printed",
    ["456,12345", "456,12345万元", "1,28", "1,28万元", "1.2.3", "1,2345", "12345,678", "１,２８", "1,,234", "¥1,28"],
)
def test_malformed_numbers(printed: str) -> None:
    assert is_malformed_number(printed)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "50,000",
        "1,234,567.8",
        "10",
        "1,2,3",
        "2024,2025",
        "2024.12.31",
        "10个",
        "1,28个",
        "5,",
        "-",
        "12.5",
        "一百",
    ],
)
def test_well_formed_or_no_numbers(printed: str) -> None:
    assert not is_malformed_number(printed)


@pytest.mark.parametrize("printed", ["1,2,3", "1,2", "12，34", "１２，３４５６", "1,,000", "12,3456元"])
def test_figures_that_are_no_amount_are_meant_as_one_in_a_fund_cell(printed: str) -> None:
    assert is_malformed_amount(printed)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1O0人", "100人"),
        ("l00%", "100%"),
        ("I5个", "15个"),
        ("1O", "10"),
        ("1o.5元", "10.5元"),
        ("5l", None),
        ("16IO点", None),
        ("IO系统", None),
        ("O", None),
        ("人1O", None),
    ],
)
def test_letters_stand_for_digits_where_they_have_no_sense_of_their_own(text: str, digits: str | None) -> None:
    assert spelt_with_letters(text) == digits


@pytest.mark.parametrize("printed", ["", "-", "—", "1,234.5", "100元", "12万", "壹佰万元", "1 2", "12.", "无"])
def test_an_amount_and_what_is_none_are_not_malformed(printed: str) -> None:
    assert not is_malformed_amount(printed)


@pytest.mark.parametrize(
    ("printed", "yuan"),
    [("100元5角", "100.5"), ("一百元5角3分", "100.53"), ("100元五分", "100.05"), ("100元伍角", "100.5")],
)
def test_coins_are_counted_in_either_script(printed: str, yuan: str) -> None:
    assert to_yuan(printed) == Decimal(yuan)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共需60人,费用总计456,12345万元。", ("456,12345万元",)),
        ("合计1,28万元", ("1,28万元",)),
        ("合计1,28.5万元，另有5,6789元", ("1,28.5万元", "5,6789元")),
        ("预算１,２８万元", ("１,２８万元",)),
        ("总计456，12345万元", ("456，12345万元",)),
        ("总计1,234,56元", ("1,234,56元",)),
        ("每年所需费用总计37,8394万元", ("37,8394万元",)),
        ("每半年支付1,28万元", ("1,28万元",)),
        ("每学期补助0,5万元。", ("0,5万元",)),
        ("安排1,000万元，其中12,3456万元", ("12,3456万元",)),
    ],
)
def test_malformed_amounts(text: str, found: tuple[str, ...]) -> None:
    assert malformed_amounts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "分别为50,100万元",
        "分别为50,1000万元",
        "1,2,3号楼",
        "1,2,3万元",
        "1,234,567.8元",
        "85,000元",
        "85,000.50元",
        "2023年,50万元",
        "2023,50万元",
        "2023,50000元",
        "共85，50万元",
        "甲、乙各1,28万元",
        "50和1,28万元",
        "编号A1,28元",
        "第3,28元",
        "1,28人",
        "1,28",
        "中央50,省级20万元",
        "每人补助1,28元",
        "每年分别为1,28万元",
        "每年1,280万元",
        "分别为0,5万元",
        "降为0，5万元",
        "由3万元降至0,5万元",
        "0,5,8万元",
    ],
)
def test_no_malformed_amounts(text: str) -> None:
    assert malformed_amounts(text) == ()


@settings(max_examples=500)
@given(st.one_of(st.text(), st.text("0123456789,，.万亿元年分别和、。 ")))
def test_total(text: str) -> None:
    parse_number(text)
    to_yuan(text, "万元")
    is_malformed_number(text)
    assert all(amount in text for amount in malformed_amounts(text))
    assert half_width(half_width(text)) == half_width(text)


@given(st.decimals(0, 10**12, places=2))
def test_a_grouped_amount_is_never_accused(value: Decimal) -> None:
    printed = f"{value:,}"
    assert grouping(printed) == "ok"
    assert not is_malformed_number(printed)
    assert malformed_amounts(f"共需{printed}万元") == ()
    assert to_yuan(printed) == value
    assert to_yuan(f"{printed}万元") == to_yuan(printed, "万元") == value * 10000


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12), st.integers(-3, 9))
def test_plain_decimals(value: Decimal, power: int) -> None:
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value)
    assert shift(shift(value, power), -power) == value
