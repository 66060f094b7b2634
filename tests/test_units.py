"""Units: their kinds, the spellings of one unit, and how much of one is in another."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.knowledge import knowledge
from jixiao.model import units
from jixiao.model.units import Units
from jixiao.model.words import DURATION_UNITS, MEASURES

TABLE = knowledge()["units"]
UNITS = Units(TABLE)
KINDS = {*TABLE["kinds"], *TABLE["basic"], "unit_money", "frequency"} - {"none"}
KNOWN = [
    *(unit for listed in TABLE["kinds"].values() for unit in listed),
    *(unit for usual in TABLE["basic"].values() for listed in usual.values() for unit in listed),
]
UNITLIKE = st.lists(st.sampled_from([*KNOWN, *"/·每()（）"]) | st.text(max_size=2), max_size=5).map("".join)


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("人", "people"),
        ("人次", "people"),
        ("万人", "people"),
        ("名", "people"),
        ("名学生", "people"),
        ("户", "count"),
        ("台(套)", "count"),
        ("台（套）", "count"),
        ("台设备", "count"),
        ("个村", "count"),
        ("万册", "count"),
        ("次/场", "count"),
        ("元", "money"),
        ("万元", "money"),
        ("元/人", "unit_money"),
        ("元/人·月", "unit_money"),
        ("万元/公里", "unit_money"),
        ("元每人", "unit_money"),
        ("元/生/年", "unit_money"),
        ("平方米", "area"),
        ("㎡", "area"),
        ("m²", "area"),
        ("万亩", "area"),
        ("km", "length"),
        ("吨", "mass"),
        ("立方米", "volume"),
        ("工作日", "duration"),
        ("个月", "duration"),
        ("年", "duration"),
        ("次/月", "frequency"),
        ("次/年", "frequency"),
        ("人次/年", "frequency"),
        ("%", "share"),
        ("％", "share"),
        ("‰", "share"),
        ("个百分点", "share"),
        ("分", "score"),
        ("℃", "temperature"),
        ("pH", "acidity"),
        ("倍", None),
        ("GB", None),
        ("百台", "count"),
        ("千户", "count"),
        ("千公里", "length"),
        ("千甲", None),
        ("工作·日", "duration"),
        ("人·次", "people"),
        ("辆汽车", "count"),
        ("元汽车", None),
        ("人/台", None),
        ("次/人", None),
        ("次/场/台", None),
        ("次/人/年", "frequency"),
        ("人/年", "frequency"),
        ("吨/年", None),
        ("甲乙", None),
        ("甲/乙", None),
        ("/", None),
        ("元/", None),
        ("每年", None),
        ("", None),
        (None, None),
    ],
)
def test_kind(unit: str | None, kind: str | None) -> None:
    assert UNITS.kind(unit) == kind


@pytest.mark.parametrize(
    "alike",
    [
        ["㎡", "平方米", "m2", "m²", "M2", "平米"],
        ["千米", "公里", "km", "KM", "㎞"],
        ["立方米", "m3", "方", "㎥"],
        ["天", "日", "自然日"],
        ["工作日", "个工作日"],
        ["月", "个月"],
        ["人", "名", "位"],
        ["元/人·月", "元/人/月", "元/月·人", "元/人.月", "元/每人每月", "元/人•个月"],
        ["元/平方米", "元/㎡", "元每平方米", "元 / m2"],
        ["台", "台(套)", "台（套）"],
        ["台", "台(套)(件)"],
        ["工作日", "工作·日"],
        ["%", "％", "百分比"],
    ],
)
def test_spellings_of_one_unit(alike: list[str]) -> None:
    for one, other in itertools.combinations(alike, 2):
        assert UNITS.canonical(one) == UNITS.canonical(other), (one, other)


@pytest.mark.parametrize(
    ("unit", "basic", "factor"),
    [
        ("公里", "米", "1000"),
        ("公顷", "平方米", "10000"),
        ("万元", "元", "10000"),
        ("亿元", "元", "100000000"),
        ("小时", "分钟", "60"),
        ("周", "分钟", "10080"),
        ("年", "月", "12"),
        ("万人", "人", "10000"),
        ("万人次", "人次", "10000"),
        ("万台", "台", "10000"),
        ("百台", "台", "100"),
        ("千户", "户", "1000"),
        ("千公里", "米", "1000000"),
        ("百甲", "百甲", "1"),
        ("季度", "月", "3"),
        ("星期", "分钟", "10080"),
        ("万元/公里", "元/米", "10"),
        ("元/亩", "元/平方米", "0.0015"),
        ("元/吨", "元/公斤", "0.001"),
        ("次/月", "次/月", "1"),
        ("甲乙", "甲乙", "1"),
        ("", "", "1"),
    ],
)
def test_canonical(unit: str, basic: str, factor: str) -> None:
    assert UNITS.canonical(unit) == (basic, Decimal(factor))


@pytest.mark.parametrize(
    ("one", "other"), [("人", "人次"), ("天", "工作日"), ("天", "月"), ("元/月", "元/年"), ("件", "个"), ("%", "分")]
)
def test_what_is_not_the_same(one: str, other: str) -> None:
    assert UNITS.canonical(one)[0] != UNITS.canonical(other)[0]


def test_a_mu_is_exact_enough() -> None:
    mu = UNITS.canonical("亩")[1]
    assert abs(mu * 3 - 2000) < Decimal("1e-15")
    assert UNITS.canonical("万亩")[1] == pytest.approx(mu * 10_000)
    assert UNITS.canonical("公顷")[1] == pytest.approx(mu * 15)


def test_the_table_is_in_order() -> None:
    assert len(KNOWN) == len(set(KNOWN)), [unit for unit in KNOWN if KNOWN.count(unit) > 1]
    for unit in KNOWN:
        assert unit == unit.upper(), f"{unit}: letters are compared in upper case"
        basic, factor = UNITS.canonical(unit)
        assert factor > 0, unit
        assert UNITS.canonical(basic) == (basic, Decimal(1)), f"{unit}: {basic} is not basic"
        assert UNITS.kind(basic) == UNITS.kind(unit), unit


def test_the_words_of_values_are_known() -> None:
    unknown = {unit for unit in MEASURES | set(DURATION_UNITS) if UNITS.kind(unit) is None}
    kindless = set(TABLE["kinds"]["none"]) | {"千伏", "比特", "国", "船", "世纪", "个世纪", "斤", "兆"}
    assert not {unit for unit in unknown if unit.upper() not in kindless}


@given(st.text() | UNITLIKE)
def test_total_and_deterministic(unit: str) -> None:
    assert UNITS.kind(unit) in (None, *KINDS)
    basic, factor = UNITS.canonical(unit)
    assert factor > 0
    assert (UNITS.kind(unit), basic, factor) == (Units(TABLE).kind(unit), *Units(TABLE).canonical(unit))


@given(UNITLIKE)
def test_the_basic_unit_is_basic(unit: str) -> None:
    basic = UNITS.canonical(unit)[0]
    assert UNITS.canonical(basic) == (basic, Decimal(1))


def test_without_a_table_nothing_is_known() -> None:
    assert Units().kind("人") is None
    assert Units().canonical("公里") == ("公里", Decimal(1))


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "CACHE_SIZE", 3)
    some = Units(TABLE)
    for number in range(10):
        some.kind(f"元/{number}")
        assert len(some._answers) <= 3
    assert some.kind("元/" + "人" * 38) == "unit_money"
    assert some.kind("元/" + "人" * 39) is None
    assert some.canonical("元" * 1000) == ("元" * 1000, Decimal(1))
