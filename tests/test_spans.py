"""What 项目期 says of its first and last day."""

from __future__ import annotations

import pytest

from jixiao.model.forms import Disclosure, TargetForm
from jixiao.model.periods import project_period
from jixiao.model.spans import budget_years, is_time_stamp, project_span


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025年3月-2025年9月", "2025年3月", "2025年9月"),
        ("2025年1月1日至2025年12月31日", "2025年1月1日", "2025年12月31日"),
        ("2025.01-2025.12", "2025年1月", "2025年12月"),
        ("2025-01-01 至 2025-12-31", "2025年1月1日", "2025年12月31日"),
        ("20250101-20251231", "2025年1月1日", "2025年12月31日"),
        ("2025年1月-12月", "2025年1月", "2025年12月"),
        ("2024-2026年", "2024年", "2026年"),
        ("3年（2024年至2026年）", "2024年", "2026年"),
        ("2025年", "2025年", "2025年"),
        ("2025年9月前", "2025年", "2025年"),
        ("2025年度", "2025年", "2025年"),
        ("开始时间2025年3月，完成时间2025年11月", "2025年3月", "2025年11月"),
    ],
)
def test_a_span_is_as_exact_as_it_is_printed(text: str, first: str, last: str) -> None:
    span = project_span(text)
    assert span is not None
    assert (str(span.first), str(span.last)) == (first, last)
    assert not span.reversed
    assert span.contains(2025)


@pytest.mark.parametrize(
    "text", [None, "", "1年", "长期", "2025年11月-3月", "2023、2024、2025年", "2025年13月开始，2026年结束"]
)
def test_what_prints_no_two_ends_is_no_span(text: str | None) -> None:
    assert project_span(text) is None


@pytest.mark.parametrize("text", ["2025年12月-2025年1月", "2026-2024年", "2025-12-31 至 2025-01-01"])
def test_a_span_may_end_before_it_begins(text: str) -> None:
    span = project_span(text)
    assert span is not None
    assert span.reversed


def test_a_title_of_another_year_leaves_two_budget_years() -> None:
    assert budget_years(2025, TargetForm(fiscal_year=2025), Disclosure(fiscal_year=2025)) == (2025, 2025)
    assert budget_years(2024, TargetForm(fiscal_year=2024), Disclosure(fiscal_year=2025)) == (2024, 2025)
    # the year that the user gave counts alone
    assert budget_years(2023, TargetForm(fiscal_year=2024), Disclosure(fiscal_year=2025)) == (2023, 2023)
    assert budget_years(2025, TargetForm(), Disclosure()) == (2025, 2025)


def test_a_time_stamp_is_one_run_of_digits_with_its_time() -> None:
    assert is_time_stamp("20240118154658")
    assert is_time_stamp("202401181546")
    assert not is_time_stamp("20240118")
    assert not is_time_stamp("2024年1月18日 15时46分")


@pytest.mark.parametrize(
    ("text", "first", "last", "months"),
    [
        ("2025年1月1日—2025年12月31日", 2025, 2025, None),
        ("2025年1月-12月", 2025, 2025, None),
        ("2024.12-2026.01", 2024, 2026, None),
        ("1年（2025年）", None, None, 12),
        ("3年（2024年起）", None, None, 36),
        ("2025年3月至验收合格", None, None, None),
        ("2025年3月起", None, None, None),
        ("至12月底", None, None, None),
    ],
)
def test_a_period_takes_no_month_of_a_date_for_a_length(
    text: str, first: int | None, last: int | None, months: int | None
) -> None:
    assert project_period(text) == (first, last, months)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("1年", 12),
        ("13个月", 13),
        ("3个月", 3),
        ("12月", 12),
        (" 18 个月 ", 18),
        ("一年", 12),
        ("两年", 24),
        ("十个月", 10),
        ("十二个月", 12),
        ("十五年", 180),
        ("二十年", 240),
        ("二十五年", 300),
        ("建设期二十五年", 300),
        ("100年", 1200),
        ("建设期3年", 36),
        ("工期18个月，质保1年", 18),
        ("1.5年", None),
        ("一年半", None),
        ("二三年", None),
        ("第2年", None),
        ("2年底", None),
        ("3月初", None),
        ("长期", None),
        ("", None),
        (None, None),
    ],
)
def test_a_length_is_counted_in_months(text: str | None, months: int | None) -> None:
    period = project_period(text)
    assert tuple(period) == (None, None, months)
    assert period.one_year is (months is not None and months <= 12)
    assert period.multi_year is (months is not None and months > 12)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", 2024, 2024),
        ("2024年", 2024, 2024),
        (" 2024年度 ", 2024, 2024),
        ("1999年", 1999, 1999),
        ("2024-2026年", 2024, 2026),
        ("2024年1月至2024年12月", 2024, 2024),
        ("2025-03-01至2026-03-01", 2025, 2026),
        ("2026-2024年", 2026, 2024),
    ],
)
def test_the_years_of_a_period_tell_whether_it_is_one(text: str, first: int, last: int) -> None:
    period = project_period(text)
    assert tuple(period) == (first, last, None)
    assert period.one_year is (first == last)
    assert period.multi_year is (first < last)


@pytest.mark.parametrize(
    ("attribute", "months"),
    [("一次性项目(1年结束)", 12), ("延续项目（3年结束）", 36), ("十年结束", 120), ("新增", None), ("3年", None)],
)
def test_the_attribute_tells_where_the_period_does_not(attribute: str, months: int | None) -> None:
    assert project_period(None, attribute).months == months
    assert project_period("长期", attribute).months == months
    assert project_period("5年", attribute).months == 60
    assert project_period("2024年", attribute) == (2024, 2024, None)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2025年", 12),
        ("2025年3月-2025年9月", 7),
        ("2025年1月1日至2025年1月31日", 1),
        ("2024年12月-2025年1月", 2),
        ("2024-2026年", 36),
        ("2025年3月-2026年2月", 12),
    ],
)
def test_a_span_touches_so_many_months(text: str, months: int) -> None:
    span = project_span(text)
    assert span is not None
    assert span.months == months


@pytest.mark.parametrize(
    ("text", "backwards"),
    [
        ("2025年1月1日-2025年1月1日", False),
        ("2025年1月2日-2025年1月1日", True),
        ("2025年-2025年1月", False),
        ("2025年5月-2025年", False),
        ("2025年5月31日-2025年5月", False),
        ("2025年5月-2025年5月1日", False),
        ("2025年2月-2025年1月31日", True),
        ("2025年12月31日-2025年", False),
    ],
)
def test_a_date_that_prints_no_day_may_be_any(text: str, backwards: bool) -> None:
    span = project_span(text)
    assert span is not None
    assert span.reversed is backwards


def test_what_has_begun_may_have_no_end() -> None:
    assert project_span("2025年3月起") is None
    assert project_span("2025年后") is None
    assert project_span("3月19日前") is None
    assert project_span("开始3月19日，完成5月20日") is None
    assert project_span("1998年3月-1999年9月") is not None
    assert project_span("开始1998年3月，完成1999年9月") is not None
    span = project_span("开始20250301，完成2025.11.30")
    assert span is not None
    assert (str(span.first), str(span.last)) == ("2025年3月1日", "2025年11月30日")
