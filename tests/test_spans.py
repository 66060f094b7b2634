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
