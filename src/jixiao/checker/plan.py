"""The rules of one profile for one template, and what they have said of each distinct indicator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from jixiao.checker.facts import CATEGORY_BIT, OF_MEANING, facts_of_value, indicator_facts
from jixiao.checker.passages import open_ends
from jixiao.checker.profile import Profile
from jixiao.model.forms import Indicator
from jixiao.rules.base import NODES, TRAITS, CannotTell, Draft, Fact, Rule, Trait
from jixiao.rules.context import Context
from jixiao.rules.facts import INDICATOR_FACTS

MEMORY: Final = 65_536
"""How many distinct indicators a plan remembers before it starts afresh."""

_FILLED: Final = int(Fact.NAMED | Fact.VALUED)

# What is remembered of an indicator is one int, so that a form's rows are a loop of lookups and of |: its facts, above
# them a bit for its category where the row is filled, and on top whether its rules had anything to say.
FACTS: Final = int(INDICATOR_FACTS)
CATEGORY_SHIFT: Final = FACTS.bit_length()
SAID: Final = 1 << (CATEGORY_SHIFT + len(CATEGORY_BIT))


class Plan:
    """The rules of one profile for one template, with what they have already said of each distinct indicator."""

    def __init__(self, profile: Profile, template: str, rules: dict[str, tuple[Rule, ...]]) -> None:
        self.profile = profile
        self.template = template
        self.rules = rules
        self.memory: dict[int, int] = {}
        self.said: dict[int, tuple[Draft, ...]] = {}
        # The codes and reasons of the rules that could not tell.
        self.unsure: dict[int, tuple[tuple[str, str], ...]] = {}
        # An identity is a key only while its object lives.
        self._kept: list[Indicator] = []
        self._shared: dict[int, int] = {}
        self._wanted: dict[int, bool] = {}
        self.calls: dict[str, dict[int, tuple[Rule, ...]]] = {node: {} for node in NODES.values()}
        # Only the facts that some rule asks about tell one call from another.
        self.asked = {node: _asked(rules.get(node, ())) for node in NODES.values()}
        self.asked_of_forms = self.asked["form"] | self.asked["funding"] | self.asked["row"] | self.asked["passage"]
        self.context = Context(profile, template)
        self.open_ends = open_ends(profile)
        self.text_traits = self._asked_traits("text")
        self._value_traits = self._asked_traits("value")
        self._values: dict[str, int] = {}
        self._row_traits = self._asked_traits("indicator")
        self._traits_for: dict[int, tuple[Trait, ...]] = {}
        self._told_apart = 0
        for trait in self._row_traits:
            self._told_apart |= trait.when
        self._meaning_wanted: dict[int, bool] = {}
        self._meaning_for_forms = bool(self._told_apart & OF_MEANING) or any(
            self._asks(rule) & OF_MEANING for node, some in rules.items() if node != "indicator" for rule in some
        )

    def called(self, node: str, facts: int) -> tuple[Rule, ...]:
        """The rules that are called for a node with these facts."""
        calls = self.calls[node]
        facts &= self.asked[node]
        found = calls.get(facts)
        if found is None:
            found = calls[facts] = tuple(
                rule
                for rule in self.rules.get(node, ())
                if rule.when & facts == rule.when
                and not (rule.unless | rule.silent) & facts
                and rule.trigger & facts == rule.trigger
                and (rule.either & facts or not rule.either)
            )
        return found

    def wants_rows(self, facts: int) -> bool:
        """Whether some rule about rows may be called in a form with these facts, its rows' among them."""
        facts &= self.asked["row"]
        found = self._wanted.get(facts)
        if found is None:
            needed = [rule.when | rule.trigger for rule in self.rules.get("row", ())]
            found = self._wanted[facts] = any(facts & some == some for some in needed)
        return found

    def _asked_traits(self, kind: str) -> tuple[Trait, ...]:
        """The traits that some rule of the plan asks about."""
        asked = 0
        for some in self.rules.values():
            for rule in some:
                asked |= self._asks(rule)
        return tuple(trait for trait in TRAITS[kind] if trait.bit & asked)

    def _wants_meaning(self, facts: int) -> bool:
        """Whether a rule that may apply to an indicator with these facts asks what its name means."""
        facts &= self.asked["indicator"]
        found = self._meaning_wanted.get(facts)
        if found is None:
            found = self._meaning_wanted[facts] = any(
                self._asks(rule) & OF_MEANING
                and rule.when & ~OF_MEANING & facts == rule.when & ~OF_MEANING
                and not rule.unless & ~OF_MEANING & facts
                for rule in self.rules.get("indicator", ())
            )
        return found or self._meaning_for_forms

    @staticmethod
    def _asks(rule: Rule) -> int:
        return _asked((rule,)) | rule.asks

    def _facts_of_value(self, value: str) -> int:
        """The facts of a value, with those that rules add for themselves; a batch has few values and many names."""
        facts = self._values.get(value)
        if facts is None:
            facts = facts_of_value(value, self.profile)
            for trait in self._value_traits:
                if trait.when & facts == trait.when and trait.function(value, self.context):
                    facts |= trait.bit
            self._values[value] = facts
        return facts

    def _traits(self, indicator: Indicator, facts: int) -> int:
        """The facts that rules add for themselves."""
        known = facts & self._told_apart
        traits = self._traits_for.get(known)
        if traits is None:
            traits = tuple([trait for trait in self._row_traits if trait.when & facts == trait.when])
            self._traits_for[known] = traits
        found = 0
        for trait in traits:
            if trait.function(indicator, self.context):
                found |= trait.bit
        return found

    def judge(self, indicator: Indicator) -> int:
        """What the rules say of an indicator, as the int that :attr:`memory` holds; remembered by its identity."""
        facts = indicator_facts(indicator, self.profile, self._facts_of_value, self._wants_meaning)
        facts |= self._traits(indicator, facts)
        packed = facts
        if facts & _FILLED:
            packed |= CATEGORY_BIT.get(indicator.category or "", 0) << CATEGORY_SHIFT
        self._kept.append(indicator)
        rules = self.called("indicator", facts)
        if rules:
            context = self.context
            context.facts = facts
            said: list[Draft] = []
            unsure: list[tuple[str, str]] = []
            for rule in rules:
                context.rule = rule
                for one in rule.function(indicator, context):
                    if isinstance(one, CannotTell):
                        unsure.append((rule.code, one.reason))
                    else:
                        said.append(one)
            if said or unsure:
                packed |= SAID
                self.said[id(indicator)] = tuple(said)
            if unsure:
                self.unsure[id(indicator)] = tuple(unsure)
        packed = self.memory[id(indicator)] = self._shared.setdefault(packed, packed)
        return packed

    def forget(self) -> None:
        """Start afresh, when there is too much to remember. Never in the middle of a form."""
        if len(self._kept) >= MEMORY:
            self.memory.clear()
            self.said.clear()
            self.unsure.clear()
            self._kept.clear()
            self._values.clear()

    def facts_of(self, indicator: Indicator) -> int:
        """The facts of an indicator."""
        return (self.memory.get(id(indicator)) or self.judge(indicator)) & FACTS

    def category_bit(self, indicator: Indicator) -> int:
        """The bit of the category of a filled row."""
        return ((self.memory.get(id(indicator)) or self.judge(indicator)) & ~SAID) >> CATEGORY_SHIFT


def _asked(rules: Iterable[Rule]) -> int:
    """The facts that some of the rules ask about."""
    asked = 0
    for rule in rules:
        asked |= rule.when | rule.unless | rule.trigger | rule.either | rule.silent
    return asked
