"""What other programs' tests import: drawn forms are clean, quick to draw, and read back from a noisy text."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jixiao
from jixiao.model.forms import Disclosure, TargetForm
from jixiao.model.reading import Reading
from jixiao.testing import (
    amounts,
    disclosures,
    forms,
    fundings,
    indicators,
    quantities,
    texts_as_ocr,
)
from jixiao.testing.stock import stocks
from jixiao.testing.strategies import TEMPLATES


def loud(report: jixiao.Report) -> list[str]:
    """The findings that a drawn form must not have."""
    return [str(one) for one in report.findings if one.severity != "info"]


@given(forms())
@settings(max_examples=400)
def test_a_drawn_form_is_clean(form: TargetForm) -> None:
    assert loud(jixiao.check(form)) == []


@given(disclosures())
@settings(max_examples=100)
def test_a_drawn_disclosure_is_clean_and_its_tables_match(disclosure: Disclosure) -> None:
    assert loud(jixiao.check(disclosure)) == []
    assert [row.total for row in disclosure.tables.projects] == [form.funding.annual.total for form in disclosure.forms]


@given(forms())
def test_a_drawn_form_survives_the_interchange(form: TargetForm) -> None:
    reading = Reading(Disclosure((form,)))
    assert jixiao.loads(jixiao.dumps(reading)) == reading


@given(st.from_type(TargetForm))
@settings(max_examples=20)
def test_hypothesis_knows_the_type_by_itself(form: TargetForm) -> None:
    assert form.template in TEMPLATES
    assert loud(jixiao.check(form)) == []


@given(st.data())
def test_what_is_given_is_kept(data: st.DataObject) -> None:
    template = data.draw(st.sampled_from(TEMPLATES))
    form = data.draw(forms(template=template, year=2026, size="small"))
    assert (form.template, form.fiscal_year, len(form.indicators.annual)) == (template, 2026, 9)
    assert {row.category for row in form.indicators.annual} >= {"quantity", "quality", "timeliness", "satisfaction"}


@given(forms(template="county-2015").flatmap(lambda form: st.tuples(st.just(form), texts_as_ocr(form))))
@settings(max_examples=150)
def test_a_noisy_text_reads_back(drawn: tuple[TargetForm, str]) -> None:
    form, text = drawn
    (read,) = jixiao.read(text.encode()).disclosure.forms
    assert (read.project_name, read.funding.annual.total) == (form.project_name, form.funding.annual.total)
    for mine, theirs in (
        (read.indicators.period, form.indicators.period),
        (read.indicators.annual, form.indicators.annual),
    ):
        assert Counter((row.name, row.value) for row in mine if row.filled) == Counter(
            (row.name, row.value) for row in theirs
        )


@given(quantities())
def test_drawn_quantities_are_well_formed(quantity: jixiao.Quantity) -> None:
    assert quantity.well_formed
    assert jixiao.parse_quantity(str(quantity)) == quantity


@given(amounts(), fundings())
def test_drawn_money_adds_up(amount: object, funding: jixiao.Funding) -> None:
    assert 10_000 <= int(str(amount)) <= 50_000_000
    assert funding.annual.total == sum(funding.annual.parts.values())


@pytest.mark.parametrize("category", ["quantity", "satisfaction"])
def test_rows_are_of_the_category(category: str) -> None:
    @given(indicators(category))
    def rows_of_it(row: jixiao.Indicator) -> None:
        assert row.category == category

    rows_of_it()


def test_a_row_that_hangs_on_its_form_is_refused() -> None:
    with pytest.raises(ValueError, match="hangs on its form"):
        indicators("cost")
    with pytest.raises(ValueError, match="no category"):
        indicators("colour")


def test_every_name_of_the_stock_is_known() -> None:
    names = {row.name or "" for stock in stocks() for some in stock.rows.values() for values in some for row in values}
    assert len(names) > 60
