"""The values of the model: what they work out from their fields, and how they are shown."""

from __future__ import annotations

import json
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
from jixiao.model.reading import GAP_REASONS, Gap, Reading
from jixiao.model.writing import dumps, plain


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
            "<Disclosure 2025: 1 form, 2 project rows>",
        ),
        (Disclosure(), "<Disclosure ?: 0 forms, 0 project rows>"),
    ],
)
def test_what_is_shown_fits_on_a_line_and_tells_the_essentials(value: object, shown: str) -> None:
    assert repr(value) == shown


@pytest.mark.parametrize("reason", GAP_REASONS)
def test_a_gap_is_said_in_both_languages_and_has_its_weight(reason: str) -> None:
    zh, en, effect = GAP_REASONS[reason]
    gap = Gap("forms[0]", reason)
    assert (gap.say(), gap.say("zh"), gap.say("en"), gap.effect) == (zh, zh, en, effect)


def test_a_reason_of_another_version_is_shown_as_it_is() -> None:
    gap = Gap("forms[0]", "eaten by a goat")
    assert (gap.say(), gap.say("en"), gap.effect) == ("eaten by a goat", "eaten by a goat", "medium")


def test_a_reading_is_shown_with_its_source_and_status() -> None:
    reading = Reading(
        Disclosure((TargetForm(),)), gaps=(Gap("forms[0]", "cut"),), status="partly read", source="表.docx"
    )
    assert repr(reading) == "<Reading 表.docx: partly read, 1 form, 1 gap>"
    assert repr(Reading(Disclosure())) == "<Reading (built): read, 0 forms, 0 gaps>"


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (None, None),
        ("5.0", "5"),
        ("5.10", "5.1"),
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
        ("-0.00", "0"),
        ("100", "100"),
    ],
)
def test_an_amount_is_written_without_exponent_and_idle_zeros(amount: str | None, written: str | None) -> None:
    assert plain(None if amount is None else Decimal(amount)) == written


def test_json_is_written_one_key_a_line_in_chinese() -> None:
    form = TargetForm("道路养护", fiscal_year=2025)
    text = dumps(form)
    assert '   "project_name": "道路养护",\n   "project_code": null,\n   "fiscal_year": 2025,' in text
    assert "\n" not in dumps(form, indent=None)
    assert dumps(form) == dumps(Disclosure((form,))) == dumps(Reading(Disclosure((form,))))
    assert json.loads(dumps(form, indent=None)) == json.loads(text)
