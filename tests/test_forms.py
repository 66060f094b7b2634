"""The values of the model: what they work out from their fields, and how they are shown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jixiao.model.forms import (
    Disclosure,
    Funding,
    FundingColumn,
    Indicator,
    Indicators,
    ProjectRow,
    Tables,
    TargetForm,
)


def column(**parts: int) -> FundingColumn:
    """A column with such parts in yuan."""
    return FundingColumn(**{part: Decimal(amount) for part, amount in parts.items()})


@pytest.mark.parametrize(
    ("funds", "parts"),
    [
        (column(), []),
        (column(total=9), []),
        (
            column(total=9, central=1, provincial=2, local=3, self_raised=1, other=2),
            ["central", "provincial", "local", "self_raised", "other"],
        ),
        # where 财政拨款 is printed, the tiers below it only say where it comes from
        (column(fiscal=6, central=1, provincial=2, local=3, other=3), ["fiscal", "other"]),
        (column(fiscal=0, central=1), ["fiscal"]),
        (column(local=0, carried_over=5), ["local", "carried_over"]),
        (
            column(fiscal=1, carried_over=2, self_raised=3, other=4),
            ["fiscal", "carried_over", "self_raised", "other"],
        ),
    ],
)
def test_the_parts_of_a_column_are_what_adds_up_to_its_total(funds: FundingColumn, parts: list[str]) -> None:
    assert list(funds.parts) == parts
    assert all(amount == getattr(funds, part) for part, amount in funds.parts.items())


@pytest.mark.parametrize(
    ("row", "filled"),
    [
        (Indicator(), False),
        (Indicator("quality"), False),
        (Indicator(name="合格率"), True),
        (Indicator(value="100%"), True),
        (Indicator("quality", "合格率", "100%"), True),
    ],
)
def test_a_row_is_filled_by_its_name_or_its_value(row: Indicator, filled: bool) -> None:
    assert row.filled is filled


def test_a_row_knows_what_its_value_means() -> None:
    quantity = Indicator("quality", "合格率", "≥95%").quantity
    assert (quantity.comparator, quantity.number, quantity.unit) == ("≥", Decimal(95), "%")
    assert Indicator().quantity.kind == "blank"


def test_both_halves_are_given_with_their_names() -> None:
    one, other = Indicator("quality", "合格率"), Indicator("quantity", "人数")
    assert Indicators((one,), (other, one)).halves == (("period", (one,)), ("annual", (other, one)))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Indicator("quality", "合格率", "100%"), "<Indicator quality: 合格率 = 100%>"),
        (Indicator(), "<Indicator ?: (blank) = (blank)>"),
        (
            TargetForm(
                "道路养护",
                funding=Funding(column(total=7), column(total=5)),
                indicators=Indicators((Indicator(),) * 2, (Indicator(),)),
            ),
            "<TargetForm 道路养护: 5元, 2+1 rows>",
        ),
        (TargetForm(funding=Funding(annual=column(total=0))), "<TargetForm (no name): 0元, 0+0 rows>"),
        (TargetForm(), "<TargetForm (no name): ?元, 0+0 rows>"),
        (
            Disclosure((TargetForm(),), fiscal_year=2025, tables=Tables((ProjectRow("修路"), ProjectRow("建桥")))),
            "<Disclosure 2025: 1 forms, 2 project rows>",
        ),
        (Disclosure(), "<Disclosure ?: 0 forms, 0 project rows>"),
    ],
)
def test_what_is_shown_fits_on_a_line_and_tells_the_essentials(value: object, shown: str) -> None:
    assert repr(value) == shown
