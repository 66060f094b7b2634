"""The profiles of the package: named by the library as they are by the data, and each does what it is for."""

from __future__ import annotations

from typing import Any

import pytest

import jixiao
from jixiao.checkers import PROFILES
from jixiao.knowledge import knowledge
from jixiao.rules.examples import changed
from jixiao.rules.messages import all_rules

UNSIGNED: list[dict[str, Any]] = [{"set": f"sign_off.{field}"} for field in ("responsible", "handler", "phone")]


def found(profile: str, changes: list[dict[str, Any]]) -> dict[str, str]:
    """Code → severity of what a profile finds in the county form with changes."""
    return {one.code: str(one.severity) for one in jixiao.check(changed("county", changes), profile=profile).findings}


def test_the_library_names_every_profile() -> None:
    assert sorted(PROFILES) == sorted(knowledge()["profiles"])


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_speaks_of_rules_and_thresholds_that_exist(name: str) -> None:
    entry, known = knowledge()["profiles"][name], {rule.code: rule for rule in all_rules()}
    for key, severity in entry["severities"].items():
        code, _, variant = key.partition(".")
        assert code in known
        assert not variant or variant in known[code].severities
        assert severity in ("error", "warning", "info", "off")
    assert set(entry["thresholds"]) <= set(knowledge()["thresholds"])


@pytest.mark.parametrize(
    ("profile", "severity"), [("county", "warning"), ("public-disclosure", "info"), ("strict", "error")]
)
def test_a_blank_sign_off_weighs_less_in_a_published_copy(profile: str, severity: str) -> None:
    assert found(profile, UNSIGNED) == {"CMP29": severity}


@pytest.mark.parametrize(
    ("profile", "expected"),
    [("county", {"CMP26": "info"}), ("public-disclosure", {}), ("strict", {"CMP26": "warning"})],
)
def test_a_published_copy_may_leave_the_telephone_out(profile: str, expected: dict[str, str]) -> None:
    assert found(profile, [{"set": "sign_off.phone"}]) == expected


def test_a_strict_reviewer_wants_longer_goals() -> None:
    goals = [{"set": f"goals.{half}", "to": "完成石桥镇供水管网改造保障用水安全"} for half in ("period", "annual")]
    assert "CMP08" not in found("county", goals)
    assert found("strict", goals)["CMP08"] == "warning"
