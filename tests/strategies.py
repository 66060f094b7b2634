"""Drawn values of the model for the property tests."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from jixiao.model import forms
from jixiao.model.reading import GAP_REASONS, Gap, Reading
from jixiao.model.taxonomy import CATEGORIES
from jixiao.places import Location, Place, Places

# No lone surrogates: they can't be written as UTF-8, so no file holds them.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=24)
maybe = st.none() | texts
amounts = st.none() | st.decimals(Decimal(-10) ** 13, Decimal(10) ** 13, places=2).map(
    lambda amount: Decimal(forms_plain(amount))
)


def forms_plain(amount: Decimal) -> str:
    """The amount without needless zeros, as JSON holds it."""
    text = format(amount, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


columns = st.builds(forms.FundingColumn, *[amounts] * 8)
indicators = st.builds(forms.Indicator, st.none() | st.sampled_from(CATEGORIES), *[maybe] * 9)
target_forms = st.builds(
    forms.TargetForm,
    project_name=maybe,
    project_code=maybe,
    fiscal_year=st.none() | st.integers(1990, 2100),
    template=st.none() | st.sampled_from(["county-2015", "national-2015", "national-2021"]),
    department=st.builds(forms.Department, maybe, maybe),
    implementing_unit=maybe,
    project_attribute=maybe,
    project_period=maybe,
    funding=st.builds(forms.Funding, columns, columns),
    text=st.builds(forms.Texts, *[maybe] * 5),
    goals=st.builds(forms.Goals, maybe, maybe),
    indicators=st.builds(
        forms.Indicators, st.lists(indicators, max_size=5).map(tuple), st.lists(indicators, max_size=5).map(tuple)
    ),
    sign_off=st.builds(forms.SignOff, *[maybe] * 4),
)
matches = st.builds(forms.Match, st.integers(1, 9), texts, st.sampled_from(["high", "medium", "low"]))
project_rows = st.builds(forms.ProjectRow, texts, amounts, st.booleans(), st.none() | matches, maybe)
disclosures = st.builds(
    forms.Disclosure,
    st.lists(target_forms, max_size=3).map(tuple),
    st.builds(forms.Department, maybe, maybe),
    st.none() | st.integers(1990, 2100),
    st.builds(forms.Tables, st.lists(project_rows, max_size=4).map(tuple), st.booleans()),
    st.lists(texts, max_size=3).map(tuple),
)
sheet_names = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="|!"), min_size=1, max_size=8
).filter(lambda name: not name.startswith("#"))
small = st.integers(1, 99_999)
files = st.none() | sheet_names
locations = st.one_of(
    st.builds(lambda row, column, file: Location(row=row, column=column, file=file), small, small, files),
    st.builds(
        lambda row, column, sheet, file: Location(row=row, column=column, sheet=sheet, file=file),
        small,
        st.integers(1, 16_384),
        sheet_names,
        files,
    ),
    st.builds(
        lambda row, column, table, page, file: Location(row=row, column=column, table=table, page=page, file=file),
        small,
        small,
        small,
        st.none() | small,
        files,
    ),
    st.builds(lambda paragraph, file: Location(paragraph=paragraph, file=file), small, files),
    st.builds(lambda pointer: Location(pointer="/" + pointer), sheet_names),
)
places = st.builds(Place, locations, texts, maybe)
paths = st.sampled_from(["forms[0].project_name", "forms[0].funding.annual.total", "narrative[0]", "forms[1]"])
readings = st.builds(
    Reading,
    disclosures,
    st.dictionaries(paths, places, max_size=3).map(Places),
    st.lists(
        st.builds(Gap, paths, st.sampled_from(sorted(GAP_REASONS)) | texts, st.none() | locations.map(str)), max_size=3
    ).map(tuple),
    st.sampled_from(["read", "partly read", "not a target form", "not readable"]),
    maybe,
)
