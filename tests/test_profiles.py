"""The profiles of the package: named by the library as they are by the data, and each does what it is for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import jixiao
from jixiao.checker.profile import Profile
from jixiao.checkers import PROFILES
from jixiao.knowledge import knowledge
from jixiao.model.meanings import Names
from jixiao.model.units import Units
from jixiao.rules.base import Severity
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


RULE = next(rule for rule in all_rules() if rule.severities and not rule.opt_in)
VARIANT, ITS_OWN = next(iter(RULE.severities.items()))
ASKED_FOR = next(rule for rule in all_rules() if rule.opt_in)


def named(**severities: str) -> Profile:
    """A profile with these severities: CODE or CODE_variant."""
    return Profile("自定", severities={key.replace("_", ".", 1): level for key, level in severities.items()})


def test_the_severity_is_that_of_the_variant_of_the_code_or_of_the_rule() -> None:
    other = next(level for level in Severity if level not in (ITS_OWN, RULE.severity))
    assert named().severity(RULE, VARIANT) is ITS_OWN
    assert named().severity(RULE, None) is RULE.severity
    assert named().severity(RULE, "nothing of the kind") is RULE.severity
    assert named(**{RULE.code: other}).severity(RULE, VARIANT) is other
    assert named(**{RULE.code: other}).severity(RULE, None) is other
    assert named(**{f"{RULE.code}_{VARIANT}": other}).severity(RULE, VARIANT) is other
    assert named(**{f"{RULE.code}_{VARIANT}": other}).severity(RULE, None) is RULE.severity
    assert named(**{RULE.code: "off"}).severity(RULE, VARIANT) is ITS_OWN
    ranks = [named(**{RULE.code: level}).standing(RULE, None) for level in Severity]
    assert [level for level, _ in ranks] == list(Severity)
    assert [rank for _, rank in ranks] == [0, 3, 6]


def test_a_variant_is_silenced_while_the_rule_runs() -> None:
    quiet = named(**{f"{RULE.code}_{VARIANT}": "off"})
    assert quiet.silences(RULE, VARIANT)
    assert not quiet.silences(RULE, None)
    assert not quiet.silences(RULE, "another")
    assert quiet.has(RULE)
    assert not named(**{RULE.code: "off"}).has(RULE)
    assert named().has(RULE)
    assert not named().has(ASKED_FOR)
    assert named(**{ASKED_FOR.code: "info"}).has(ASKED_FOR)
    assert not named(**{ASKED_FOR.code: "off"}).has(ASKED_FOR)


WORDS = {"vague": ["提高", "提高效率", "加强"], "vague_not": ["加强班"], "plain": ["道路", "道路养护"], "none": []}


@pytest.mark.parametrize("often", [0, 60])
def test_a_list_is_mentioned_alike_whether_it_is_seldom_or_often_asked(often: int) -> None:
    profile = Profile("自定", WORDS)
    for _ in range(often):
        profile.mentions("vague", "道路"), profile.mentions("plain", "桥梁"), profile.mentions("none", "桥梁")
    assert profile.mentions("vague", "提高水平")
    assert not profile.mentions("vague", "道路")
    # a phrase that is exempt is taken out, and what is left counts
    assert not profile.mentions("vague", "开办加强班")
    assert profile.mentions("vague", "开办加强班，加强管理")
    assert not profile.mentions("vague", "提加强班高")
    assert profile.mentions("plain", "农村道路")
    assert not profile.mentions("none", "道路")
    assert not profile.mentions("no such list", "道路")
    assert ("plain" in profile.searches) is (often > 0)
    assert "vague" not in profile.searches


def test_the_longest_word_is_found() -> None:
    profile = Profile("自定", WORDS)
    assert profile.finder("plain").findall("道路养护和道路") == ["道路养护", "道路"]
    assert profile.finder("none").search("道路") is None
    assert profile.finder_of(("vague", "plain", "none")).findall("提高效率，道路养护") == ["提高效率", "道路养护"]
    assert profile.listed("plain") == ("道路", "道路养护")
    assert profile.listed("no such list") == ()
    assert profile.set_of("plain") == {"道路", "道路养护"}
    assert profile.set_of("no such list") == frozenset()
    assert Profile("自定", {"signs": ["a+b", "(甲)"]}).finder("signs").findall("aab a+b (甲)甲") == ["a+b", "(甲)"]


def test_thresholds_are_exact_numbers() -> None:
    profile = Profile("自定", thresholds={"share": "0.1", "several": ["1", "2.50"]})
    assert profile.threshold("share") == Decimal("0.1")
    assert profile.threshold("several") == [Decimal(1), Decimal("2.5")]
    with pytest.raises(KeyError):
        profile.threshold("no such number")


def test_a_hash_changes_with_anything_in_the_profile() -> None:
    whole: dict[str, Any] = {"words": {"a": ["道路"]}, "severities": {"VAL14": "info"}, "thresholds": {"share": "0.1"}}
    further = [
        Profile("自定", **whole),
        Profile("自定", **{**whole, "words": {"a": ["桥梁"]}}),
        Profile("自定", **{**whole, "severities": {}}),
        Profile("自定", **{**whole, "thresholds": {}}),
        Profile("自定", **whole, names=Names({"names": {"- up - - - - -": "甲率"}})),
        Profile("自定", **whole, units=Units({"kinds": {"count": ["只"]}})),
    ]
    assert len({profile.hash for profile in further}) == len(further)
    assert all(len(profile.hash) == 8 for profile in further)
    again = Profile("另一", **whole)
    assert (again.hash, repr(again)) == (further[0].hash, f"<Profile 另一 {again.hash}>")
    turned = {"severities": whole["severities"], "words": {"b": ["桥"], **whole["words"]}}
    same = {"words": {**whole["words"], "b": ["桥"]}, "severities": whole["severities"]}
    assert Profile("自定", **turned).hash == Profile("自定", **same).hash
    assert further[4].meaning("甲率").direction == "up"
    assert further[5].unit_kind("只") == "count"
    assert further[0].basic_unit("公里") == ("公里", Decimal(1))
    assert Profile("自定", **whole, hash="12345678").hash == "12345678"
