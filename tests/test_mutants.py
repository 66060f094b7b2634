"""Every rule finds its own mutants where they are, and no other rule speaks of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from jixiao.checker import Checker, Report
from jixiao.checkers import profiles_for
from jixiao.rules.messages import all_rules
from jixiao.testing import Mutant, mutants

RULES = all_rules()
CODES = sorted({rule.code for rule in RULES})


def checked(mutant: Mutant) -> Report:
    """The report on a mutant, with its own rule running even where that is to be asked for."""
    rules = [rule._replace(opt_in=False) if rule.code == mutant.code else rule for rule in RULES]
    return Checker(rules, profiles_for("auto")).check(mutant.reading)


@pytest.mark.parametrize("code", CODES)
def test_a_mutant_is_caught_where_it_is_and_by_nobody_else(
    code: str, record_property: Callable[[str, object], None]
) -> None:
    drawn: list[bool] = []

    @given(mutants(code))
    @settings(max_examples=12, phases=[Phase.generate, Phase.explicit], derandomize=True)
    def caught(mutant: Mutant) -> None:
        report = checked(mutant)
        own = [path for one in report.findings if one.code == code for path in one.paths]
        drawn.append(mutant.path in own)
        assert mutant.path in own
        assert {one.code for one in report.findings if one.severity != "info"} <= {code} | mutant.also

    try:
        caught()
    finally:
        record_property("mutants", (sum(drawn), len(drawn)))  # conftest.py adds them up


def test_a_code_that_no_rule_has_is_refused() -> None:
    with pytest.raises(ValueError, match="no rule"):
        mutants("XYZ99")


@given(st.sampled_from(CODES).flatmap(mutants))
@settings(max_examples=30)
def test_a_mutant_says_what_it_is(mutant: Mutant) -> None:
    assert mutant.disclosure is mutant.reading.disclosure
    assert mutant.code in CODES
