"""Addresses: written, parsed and said."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.strategies import locations

from jixiao.places import Location, Place, Places


@given(locations)
def test_a_written_location_parses_back(location: Location) -> None:
    assert Location.parse(str(location)) == location


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("L1675C3", "第1675行第3列", "line 1675, cell 3"),
        ("Sheet1!D14", "Sheet1!D14", "Sheet1!D14"),
        ("p3t2r5c4", "第3页 第2表 第5行第4列", "page 3, table 2, row 5, column 4"),
        ("预算表.xlsx|表1!AA2", "预算表.xlsx 表1!AA2", "预算表.xlsx 表1!AA2"),
        ("p3L2C1", "第3页 第2行第1列", "page 3, line 2, cell 1"),
        ("p3", "第3页", "page 3"),
        ("P12", "第12段", "paragraph 12"),
        ("说明.docx|P12", "说明.docx 第12段", "说明.docx paragraph 12"),
        ("#/forms/0", "#/forms/0", "#/forms/0"),
    ],
)
def test_a_location_is_said_as_people_look_for_it(written: str, zh: str, en: str) -> None:
    location = Location.parse(written)
    assert (location.say(), location.say("en")) == (zh, en)


@pytest.mark.parametrize("written", ["", "L1", "D14", "p1t2", "Sheet1!14", "L1C", "P", "P1x", "p", "p3L2"])
def test_anything_else_is_no_location(written: str) -> None:
    with pytest.raises(ValueError, match="not a written location"):
        Location.parse(written)


def test_a_bad_entry_loses_one_place_only() -> None:
    places = Places({"a": {"at": "nonsense"}, "b": {"at": "L1C2", "text": "x"}})
    assert places["b"] == Place(Location(row=1, column=2), "x")
    with pytest.raises(KeyError):
        places["a"]


def test_a_blank_thing_is_shown_where_its_holder_stands() -> None:
    place = Place(Location(row=3, column=4), "名称")
    places = Places({"forms[0].indicators.annual[2]": place})
    assert places.nearest("forms[0].indicators.annual[2].value") == place
    assert places.nearest("forms[1].project_name") is None
