"""Fund cells as they are printed: what an example of a rule can't plant, because the cell holds no amount."""

from __future__ import annotations

from typing import Any

import pytest

import jixiao
from jixiao.model.interchange import structure
from jixiao.rules.examples import clean_form, plant


def codes(raw: dict[str, Any]) -> list[str]:
    """The codes of what is found in a disclosure in interchange JSON."""
    return [one.code for one in jixiao.check(structure(raw)).findings]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("854(400+295+150)", ["FND13"]),
        ("854（400＋295＋150）", ["FND13"]),
        ("854(400+295+159)", []),
        ("854.00(400.00+295.00+158.99)", []),
        ("854(其中400+295)", []),
        ("854(400*2+50)", []),
        ("854(预算)", []),
    ],
)
def test_a_breakdown_in_a_cell_that_is_no_amount_adds_up(text: str, found: list[str]) -> None:
    raw = clean_form("national-2015")
    path = "forms[0].funding.annual.central"
    raw["places"] = {path: {"at": "L9C3", "text": text, "unit": "万元"}}
    raw["gaps"] = [{"path": path, "at": "L9C3", "reason": "not a number"}]
    assert codes(raw) == found


def test_a_mixture_of_separators_is_reported_once_in_a_document() -> None:
    raw = clean_form("county")
    other = clean_form("county")["forms"][0] | {"project_name": "青石镇水塘清淤工程", "project_code": "035-2025-009"}
    raw["forms"].append(other)
    mixed = [("total", "860000"), ("provincial", "300,000"), ("local", "560,000")]
    for number in (0, 1):
        plant(
            raw, [{"print": f"forms[{number}].funding.annual.{part}", "as": text, "unit": "元"} for part, text in mixed]
        )
    found = [one for one in jixiao.check(structure(raw)).findings if one.code == "FND12"]
    assert [one.form for one in found] == [1]


def test_a_source_whose_row_is_not_printed_is_not_blank() -> None:
    raw = plant(
        clean_form("county"),
        [
            {"set": "funding.annual.other"},
            {"set": "funding.period.other"},
            {"print": "funding.annual.total", "as": "860,000", "unit": "元"},
        ],
    )
    assert codes(raw) == []
    plant(raw, [{"set": "funding.annual.other", "at": "L9C4"}])
    assert codes(raw) == ["FND23"]
