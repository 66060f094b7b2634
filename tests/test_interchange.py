"""The interchange JSON: round trips, the schema, and what is said of JSON of the wrong shape."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import readings, target_forms

import jixiao
from jixiao.model.forms import Disclosure
from jixiao.model.interchange import UnknownKeyWarning, loads, structure
from jixiao.model.reading import Reading
from jixiao.model.schemas import interchange_schema
from jixiao.model.structuring import converter
from jixiao.model.writing import dumps, unstructure

SCHEMA = jsonschema.Draft202012Validator(interchange_schema())


@given(readings)
def test_a_reading_comes_back_from_json(reading: Reading) -> None:
    again = loads(dumps(reading))
    assert again.disclosure == reading.disclosure
    assert again.gaps == reading.gaps
    assert again.status == reading.status
    assert again.source == reading.source
    assert dict(again.places) == dict(reading.places)


@given(readings)
def test_what_is_written_fits_the_schema(reading: Reading) -> None:
    SCHEMA.validate(json.loads(dumps(reading)))


@given(target_forms)
def test_a_lone_form_is_a_disclosure_of_one(form: jixiao.TargetForm) -> None:
    assert loads(dumps(form)).disclosure.forms == (form,)


@given(readings)
def test_the_fast_way_and_cattrs_give_the_same_model(reading: Reading) -> None:
    raw = json.loads(dumps(reading))

    def without_nulls(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: without_nulls(one) for key, one in value.items() if one is not None}
        return [without_nulls(one) for one in value] if isinstance(value, list) else value

    assert converter().structure(without_nulls(raw), Disclosure) == structure(raw).disclosure


@given(readings, st.integers(0, 400), st.sampled_from([1.5, [], {}, True, "x", -1, {"at": 3}]))
def test_a_json_of_any_shape_is_read_or_named(reading: Reading, which: int, wrong: object) -> None:
    """Replacing any one value by something else is either understood or an InterchangeError with paths."""
    raw = json.loads(dumps(reading))
    spots: list[tuple[Any, Any]] = []

    def collect(value: Any) -> None:
        for key, one in list(value.items() if isinstance(value, dict) else enumerate(value)):
            spots.append((value, key))
            if isinstance(one, (dict, list)):
                collect(one)

    collect(raw)
    holder, key = spots[which % len(spots)]
    holder[key] = wrong
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnknownKeyWarning)
        try:
            structure(raw)
        except jixiao.InterchangeError as error:
            assert error.problems
            assert all(path and zh and en for path, zh, en in error.problems)


def test_every_bad_path_is_named() -> None:
    raw = {
        "forms": [
            {},
            {"funding": {"annual": {"total": "12e3"}}},
            {
                "funding": {"annual": {"total": 1.5}},
                "project_name": 3,
                "indicators": {"annual": [{"category": "cost2"}]},
            },
        ],
        "fiscal_year": "2024",
    }
    with pytest.raises(jixiao.InterchangeError) as caught:
        structure(raw)
    assert {path for path, _, _ in caught.value.problems} == {
        "forms[1].funding.annual.total",
        "forms[2].funding.annual.total",
        "forms[2].project_name",
        "forms[2].indicators.annual[0].category",
        "fiscal_year",
    }
    assert "forms[2].funding.annual.total" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "{", "[1,2", '{"forms": [}', "nonsense", '{"forms": []} {"forms": []}', "[" * 100_000]
)
def test_text_that_is_no_json_is_not_readable(text: str) -> None:
    with pytest.raises(jixiao.NotReadable) as caught:
        loads(text, source="表.json")
    assert "表.json" in str(caught.value)


@pytest.mark.parametrize(
    "value", [[], 3, "x", None, {"a": 1}, {"forms": 3}, {"forms": [3]}, {"jixiao": 2, "forms": []}]
)
def test_json_of_another_kind_is_an_interchange_error(value: object) -> None:
    with pytest.raises(jixiao.InterchangeError):
        loads(json.dumps(value))


def test_an_unknown_key_is_named_in_a_warning() -> None:
    raw = {"forms": [{"project_name": "甲", "colour": 1}], "extra": 2}
    with pytest.warns(UnknownKeyWarning, match="extra") as caught:
        reading = loads(json.dumps(raw))
    assert "forms[0].colour" in str(caught[0].message)
    assert reading.disclosure.forms[0].project_name == "甲"


def test_amounts_are_plain_decimal_strings() -> None:
    reading = loads('{"project_name": "甲", "funding": {"annual": {"total": 1320000, "local": "1320000.50"}}}')
    out = unstructure(reading)["forms"][0]["funding"]["annual"]
    assert (out["total"], out["local"], out["other"]) == ("1320000", "1320000.5", None)


def test_the_shipped_schema_is_the_generated_one() -> None:
    shipped = Path(jixiao.__file__).parent / "model" / "schema" / "interchange.schema.json"
    assert json.loads(shipped.read_text(encoding="utf-8")) == interchange_schema()


def test_utf16_and_bom_are_understood() -> None:
    text = '{"project_name": "甲"}'
    for encoding in ("utf-8-sig", "utf-16"):
        assert loads(text.encode(encoding)).disclosure.forms[0].project_name == "甲"
