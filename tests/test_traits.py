"""What rules want to know of rows, values and texts: asked once, and only where some rule asks."""

from __future__ import annotations

import pickle

import jixiao
from jixiao.checker import Checker
from jixiao.checkers import chosen_rules, profiles_for
from jixiao.model.forms import Disclosure, Indicator, Indicators, TargetForm
from jixiao.model.interchange import structure
from jixiao.rules.base import TRAITS
from jixiao.rules.examples import clean_form
from jixiao.rules.facts import INDICATOR_FACTS, TRAITS_OF_ROWS, TRAITS_OF_TEXTS, Fact
from jixiao.rules.messages import all_rules

RULES = all_rules()
BITS = {kind: [trait.bit for trait in traits] for kind, traits in TRAITS.items()}


def test_every_trait_has_a_bit_of_its_own() -> None:
    facts = [int(getattr(Fact, name)) for name in Fact.__annotations__]
    bits = [bit for some in BITS.values() for bit in some]
    assert len({*facts, *bits}) == len(facts) + len(bits)
    assert all(bit.bit_length() - 1 in TRAITS_OF_ROWS for kind in ("indicator", "value") for bit in BITS[kind])
    assert all(bit.bit_length() - 1 in TRAITS_OF_TEXTS for bit in BITS["text"])
    assert all(bit <= INDICATOR_FACTS for kind in ("indicator", "value") for bit in BITS[kind])
    assert all(bit > max(facts) for bit in BITS["text"])


def test_every_trait_is_asked_about_by_a_rule() -> None:
    asked = 0
    for rule in RULES:
        asked |= rule.trigger | rule.either | rule.silent | rule.asks
    assert all(bit & asked for some in BITS.values() for bit in some)


def test_a_trait_of_a_row_waits_for_facts_of_a_row_and_that_of_a_value_for_facts_of_a_value() -> None:
    plain = Indicator("quantity", "巡查次数", "≥12次")
    reading = jixiao.Reading(Disclosure((TargetForm(indicators=Indicators((), (plain,))),)))
    checker = Checker(chosen_rules(), profiles_for("county"))
    checker.check(reading)
    plan = checker.walker.plan("national-2015")
    of_value = plan.facts_of(Indicator(None, None, "≥12次"))
    for trait in TRAITS["indicator"]:
        assert trait.when <= INDICATOR_FACTS
    for trait in TRAITS["value"]:
        # what it waits for must hold of the value wherever it stands
        assert trait.when & of_value == trait.when


def test_a_rule_that_is_not_chosen_asks_nothing() -> None:
    checker = Checker(chosen_rules(("VAL01",)), profiles_for("county"))
    plan = checker.walker.plan("county-2015")
    assert plan.text_traits == ()
    assert not plan.facts_of(Indicator("quality", "合格率", "≥95%")) & int(Fact.BOUNDED_RATE)
    everything = Checker(chosen_rules(), profiles_for("county")).walker.plan("county-2015")
    assert everything.facts_of(Indicator("quality", "合格率", "≥95%")) & int(Fact.BOUNDED_RATE)


def test_what_a_walker_remembers_stays_behind_when_it_is_sent_elsewhere() -> None:
    report = jixiao.check(structure(clean_form("county")))
    sent = pickle.loads(pickle.dumps(report))
    assert sent.walker is not None
    assert sent.walker.plans == {}
    assert sent.outcomes == report.outcomes
