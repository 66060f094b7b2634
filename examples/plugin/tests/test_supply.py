"""The examples beside the rules are their tests."""

from jixiao_water import supply

from jixiao.testing import check_rule


def test_the_rules_do_as_their_examples_say() -> None:
    check_rule(supply)
