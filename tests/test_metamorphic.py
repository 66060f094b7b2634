"""What must not change what is found: the order of rows, empty slots, the width of digits, a clipped column."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import jixiao
from jixiao.checker import Checker, Profile, Report
from jixiao.checkers import chosen_rules, named_profile, profiles_for
from jixiao.model.forms import Disclosure, Funding, FundingColumn, Goals, Texts
from jixiao.model.interchange import structure
from jixiao.model.taxonomy import BENEFITS, HALVES
from jixiao.model.writing import unstructure
from jixiao.rules.base import Rule
from jixiao.rules.examples import CLEAN_FORMS, Example, all_examples, clean_form, plant
from jixiao.rules.messages import all_rules
from jixiao.testing import Mutant, mutants

ASKED_FOR = {rule.code for rule in all_rules() if rule.opt_in}
EXAMPLES = [one for one in all_examples() if one.code not in ASKED_FOR]
FLAGGED = [one for one in all_examples("flagged") if one.code not in ASKED_FOR]
NODES = {rule.code: rule.node for rule in reversed(all_rules())}
ROWS = [
    one
    for one in FLAGGED
    if NODES[one.code] == "indicator" and not one.also and all(set(change) == {"put_row"} for change in one.changes)
]
"""Faults of single indicators: each brings its own row and belongs in any form."""
COUNTING = {"VAL30", "CMP21", "CMP22"}
"""Rules about the number of rows, to which one more row is another case."""
MOVABLE = [
    one
    for one in EXAMPLES
    if not any(change.get("set", "").startswith("indicators.") or "copy_form" in change for change in one.changes)
]
"""Those that name no place of a row, which would stay behind when the rows move, and hold no form twice."""
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

Raw = dict[str, Any]


def planted(example: Example) -> Raw:
    """The interchange JSON of an example."""
    return plant(clean_form(example.form), example.changes)


def check(raw: Raw) -> Report:
    """The report on a disclosure in interchange JSON."""
    return jixiao.check(structure(raw))


def meanings(report: Report, form: int | None = None) -> list[tuple[str, str]]:
    """Each finding (of one form) by its code and its fingerprint."""
    findings = report.findings if form is None else report.by_form(form)
    return sorted((one.code, one.fingerprint) for one in findings)


def kinds(report: Report) -> list[tuple[str, str, str]]:
    """Each finding by its code, variant and confidence."""
    return sorted((one.code, one.variant or "", one.confidence) for one in report.findings)


def halves(raw: Raw) -> Iterator[list[Raw]]:
    """The rows of each half of each form."""
    for form in raw["forms"]:
        for half in HALVES:
            if rows := form["indicators"].get(half):
                yield rows


def shuffled(raw: Raw, chance: random.Random) -> Raw:
    """The same rows in another order inside each category; the categories keep theirs."""
    for rows in halves(raw):
        order = list(dict.fromkeys(row["category"] for row in rows))
        chance.shuffle(rows)
        rows.sort(key=lambda row: order.index(row["category"]))
    return raw


def widened(raw: Raw) -> Raw:
    """Every digit of every value in full width."""
    for rows in halves(raw):
        for row in rows:
            if row["value"] is not None:
                row["value"] = row["value"].translate(FULL_WIDTH)
    return raw


def clipped(raw: Raw) -> Raw:
    """The annual names cut off after eight characters, as a scan of the two-sided form prints them."""
    for form in raw["forms"]:
        if form["indicators"].get("period"):
            for row in form["indicators"]["annual"]:
                if row["name"] is not None:
                    row["name"] = row["name"][:8]
    return raw


def with_rows_above(raw: Raw) -> Raw:
    """One more row at the top of each half, of a category that has rows."""
    for rows in halves(raw):
        first = next((row["category"] for row in rows if row["category"] and (row["name"] or row["value"])), None)
        if first is not None:
            rows.insert(0, {"category": first, "name": "上门登记次数", "value": "≤3次"})
    return raw


def test_there_are_faults_that_belong_in_any_form() -> None:
    assert len({one.code for one in ROWS}) >= 8


@settings(max_examples=200, deadline=None)
@given(example=st.sampled_from(MOVABLE), chance=st.randoms(use_true_random=False))
def test_the_order_of_rows_in_a_category_means_nothing(example: Example, chance: random.Random) -> None:
    assert meanings(check(shuffled(planted(example), chance))) == meanings(check(planted(example)))


def spoiled(raw: Raw, chance: random.Random) -> Raw:
    """Many rows with a fault that rules about the whole form gather, each row with the same in both halves."""
    faults: list[tuple[str, Callable[[str], str]]] = [
        ("value", lambda value: value.lstrip("≥≤=><")),
        ("value", lambda value: f"{value[:1]} {value[1:]}"),
        ("value", lambda value: value.replace("平方米", "㎡")),
        ("value", lambda value: f"{value}（含上年)"),
        ("value", lambda _: "三百人"),
        ("value", lambda _: "2025.11.3"),
        ("value", lambda _: "及时"),
        ("value", lambda _: "=100%"),
        ("name", lambda name: f"{name[:2]} {name[2:]}"),
    ]
    chosen: dict[str, tuple[str, Callable[[str], str]]] = {}
    for rows in halves(raw):
        for row in rows:
            if row["name"] and row["value"]:
                cell, fault = chosen.setdefault(row["name"], chance.choice(faults))
                row[cell] = fault(row[cell])
    return raw


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from(CLEAN_FORMS), chance=st.randoms(use_true_random=False))
def test_which_rows_are_named_does_not_hang_on_their_order(name: str, chance: random.Random) -> None:
    raw = spoiled(clean_form(name), chance)
    assert meanings(check(shuffled(copy.deepcopy(raw), chance))) == meanings(check(raw))


ABOUT_ORDER = {"STR13", "STR18"}
"""What is about the very order: of the headings, and of the rows of a form that stands there twice."""


@settings(max_examples=200, deadline=None)
@given(
    mutant=st.sampled_from(sorted(NODES.keys() - ABOUT_ORDER)).flatmap(mutants),
    chance=st.randoms(use_true_random=False),
)
def test_a_mutant_has_the_same_fingerprints_in_any_order(mutant: Mutant, chance: random.Random) -> None:
    # What is printed in a row has a place by the row's number.
    assume(not any(".indicators." in path for path in mutant.reading.places))
    raw = json.loads(jixiao.dumps(mutant.reading))
    assert meanings(check(shuffled(copy.deepcopy(raw), chance))) == meanings(check(raw))


@settings(max_examples=50, deadline=None)
@given(name=st.sampled_from(CLEAN_FORMS), chance=st.randoms(use_true_random=False))
def test_a_clean_form_is_clean_in_any_order(name: str, chance: random.Random) -> None:
    assert check(shuffled(clean_form(name), chance)).findings == ()


@pytest.mark.parametrize("category", sorted(BENEFITS))
def test_an_empty_slot_of_a_benefit_changes_nothing_but_the_note_of_empty_headings(category: str) -> None:
    for example in EXAMPLES:
        raw = planted(example)
        if example.variant == "blank" and example.code == "CMP01":
            continue  # a form with a printed heading is still blank, and says so below
        for rows in halves(raw):
            rows.append({"category": category, "name": None, "value": None})
        found = [one.code for one in check(raw).findings if one.code != "CMP18"]
        assert found == [one.code for one in check(planted(example)).findings if one.code != "CMP18"], str(example)


def test_a_blank_form_stays_blank_with_all_its_headings_printed() -> None:
    (blank,) = (one for one in FLAGGED if (one.code, one.variant) == ("CMP01", "blank"))
    raw = planted(blank)
    slots = [
        {"category": row["category"], "name": None, "value": None}
        for row in clean_form("county")["forms"][0]["indicators"]["period"]
    ]
    raw["forms"][0]["indicators"] = {half: copy.deepcopy(slots) for half in HALVES}
    assert meanings(check(raw)) == meanings(check(planted(blank)))


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_the_width_of_digits_means_nothing(example: Example) -> None:
    assert kinds(check(widened(planted(example)))) == kinds(check(planted(example)))


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_clipped_column_means_nothing(example: Example) -> None:
    assert kinds(check(clipped(planted(example)))) == kinds(check(planted(example)))


def test_a_rate_that_the_page_cut_off_is_judged_by_its_whole_name() -> None:
    raw = plant(
        clean_form("county"),
        [{"put_row": {"category": "economic_benefit", "name": "村集体经营性收入年均增长率", "value": "≥100%"}}],
    )
    assert check(clipped(raw)).findings == ()


@pytest.mark.parametrize("example", [one for one in MOVABLE if one.code not in COUNTING], ids=str)
def test_a_fingerprint_survives_rows_above(example: Example) -> None:
    assert meanings(check(with_rows_above(planted(example)))) == meanings(check(planted(example)))


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_writing_and_reading_back_means_nothing(example: Example) -> None:
    report = jixiao.check(example.reading())
    again = jixiao.check(jixiao.loads(jixiao.dumps(report.reading)))
    assert again.to_json() == report.to_json()


@pytest.mark.parametrize("example", FLAGGED, ids=str)
def test_fingerprints_tell_findings_apart(example: Example) -> None:
    prints = [one.fingerprint for one in jixiao.check(example.reading()).findings]
    assert len(set(prints)) == len(prints)


@pytest.mark.parametrize("name", CLEAN_FORMS)
@pytest.mark.parametrize("example", ROWS, ids=str)
def test_a_fault_of_one_row_is_found_in_any_form(example: Example, name: str) -> None:
    report = check(plant(clean_form(name), example.changes))
    assert [one.code for one in report.findings] == [example.code]


def planted_name(example: Example) -> str | None:
    """The name of the row that an example puts in: two rows of one name would be a fault of their own."""
    name: str | None = example.changes[0]["put_row"].get("name")
    return name


@settings(max_examples=150, deadline=None)
@given(
    pair=st.lists(st.sampled_from(ROWS), min_size=2, max_size=4, unique_by=(str, planted_name)),
    name=st.sampled_from(CLEAN_FORMS),
)
def test_faults_of_different_rows_are_found_beside_each_other(pair: list[Example], name: str) -> None:
    raw = clean_form(name)
    for example in pair:
        plant(raw, example.changes)
    expected = sorted(example.code for example in pair)
    # Several rows that don't fit the form may be noted once more, as a lot.
    found = [one.code for one in check(raw).findings if one.severity != "info" or one.code in expected]
    assert sorted(found) == expected


@settings(max_examples=60, deadline=None)
@given(example=st.sampled_from(FLAGGED), name=st.sampled_from(CLEAN_FORMS))
def test_a_clean_form_behind_changes_nothing_of_the_first(example: Example, name: str) -> None:
    raw = planted(example)
    before = meanings(check(raw), 1)
    raw["forms"] += clean_form(name)["forms"]
    assert meanings(check(raw), 1) == before


CHANGES: dict[str, Callable[[Raw], Raw]] = {
    "wide digits": widened,
    "clipped names": clipped,
    "rows above": with_rows_above,
}


@settings(max_examples=100, deadline=None)
@given(
    name=st.sampled_from(CLEAN_FORMS),
    order=st.permutations(sorted(CHANGES)),
    chance=st.randoms(use_true_random=False),
)
def test_a_clean_form_is_clean_however_it_is_printed(name: str, order: list[str], chance: random.Random) -> None:
    raw = shuffled(clean_form(name), chance)
    for change in order:
        raw = CHANGES[change](raw)
    report = check(raw)
    assert report.findings == ()
    assert check(unstructure(report.reading)).findings == ()


def untriggered(rule: Rule) -> Rule:
    """A rule about more than one row that is called wherever it applies, whatever facts it waits for.

    The trigger of a rule about a single row may be all that there is to find.
    """
    if rule.node in ("indicator", "row"):
        return rule
    return rule._replace(trigger=0, either=0, asks=rule.asks | rule.trigger | rule.either)


def county(template: str) -> Profile:
    """The same profile for every template."""
    return named_profile("county")


AMOUNTS = st.sampled_from([None, Decimal(0), Decimal(10), Decimal(20), Decimal("20.5"), Decimal(30)])
COLUMNS = st.builds(FundingColumn, *[AMOUNTS] * 8)


@given(annual=COLUMNS, period=st.none() | COLUMNS, years=st.sampled_from(["1年", "3年", None]))
@settings(max_examples=300)
def test_a_trigger_only_spares_calls_that_would_find_nothing(
    annual: FundingColumn, period: FundingColumn | None, years: str | None
) -> None:
    form = structure(clean_form("county")).disclosure.forms[0]
    form = evolve(form, project_period=years, funding=Funding(annual if period is None else period, annual))
    reading = jixiao.Reading(Disclosure((form,)))
    rules = chosen_rules()
    spared = Checker(rules, county).check(reading)
    called = Checker(map(untriggered, rules), county).check(reading)
    assert kinds(called) == kinds(spared)


TEXTS = sorted(
    {
        change["to"]
        for one in EXAMPLES
        for change in one.changes
        if change.get("set", "").startswith(("text.", "goals.")) and isinstance(change.get("to"), str)
    }
)
FRAGMENTS = st.sampled_from(
    [*TEXTS, "的的", "，，", "、关于", "每月12次", "2023年", "XX", "某某局", "元", "1.做2、", " "]
)
RUNNING = st.none() | st.lists(FRAGMENTS, min_size=1, max_size=2).map("".join)


@given(
    text=st.builds(Texts, *[RUNNING] * 5),
    goals=st.builds(Goals, RUNNING, RUNNING),
    name=st.sampled_from(["安全饮水项目", "供水管网改造（二期)", "管护管护经费", None]),
)
@settings(max_examples=300)
def test_what_is_asked_of_all_texts_at_once_misses_none_of_them(text: Texts, goals: Goals, name: str | None) -> None:
    form = structure(clean_form("county")).disclosure.forms[0]
    reading = jixiao.Reading(Disclosure((evolve(form, text=text, goals=goals, project_name=name),)))
    rules = chosen_rules()
    spared = Checker(rules, county).check(reading)
    called = Checker(map(untriggered, rules), county).check(reading)
    assert kinds(called) == kinds(spared)


def test_no_example_hangs_on_a_trigger() -> None:
    rules = chosen_rules()
    spared, called = (Checker(some, profiles_for("auto")) for some in (rules, [untriggered(rule) for rule in rules]))
    for example in EXAMPLES:
        reading = structure(planted(example))
        assert kinds(called.check(reading)) == kinds(spared.check(reading)), str(example)
