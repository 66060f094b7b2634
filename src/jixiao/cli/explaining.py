"""``jixiao explain`` and ``jixiao rules``: the rules of the package, of plug-ins and of the configuration."""

from __future__ import annotations

import os
import sys
import warnings
from typing import TYPE_CHECKING

from jixiao.cli.output import put
from jixiao.cli.shown import terminal, unusable
from jixiao.configuration.finding import existing, find
from jixiao.errors import WrongUse
from jixiao.reports.explain import Listed

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from jixiao.configuration.loading import Configuration


def explain(options: argparse.Namespace) -> int:
    """Explain one rule, whoever brings it."""
    from jixiao.checkers import unknown_code
    from jixiao.reports.explain import explain as explained
    from jixiao.reports.explain import rules_json

    known = {one.rule.code: one for one in _of_the_package()}
    code = options.code.upper()
    if code not in known or options.plugins or options.config:
        # A code of the package means one rule for ever: what others bring need not be looked at for it.
        known = {one.rule.code: one for one in _further(options)} | known
    if code not in known:
        raise unknown_code(options.code, known)
    if options.format == "json":
        put(rules_json([known[code]]), None)
    else:
        put(explained(known[code], options.lang, terminal(None)[0]), None)
    return 0


def rules(options: argparse.Namespace) -> int:
    """List all rules."""
    from jixiao.reports.explain import rules_json, rules_text

    further = _further(options)
    if options.format == "text":
        put(rules_text(options.lang, further), None)
        return 0
    put(rules_json(sorted([*_of_the_package(), *further], key=lambda one: one.rule.code)), None)
    return 0


def _of_the_package() -> list[Listed]:
    from jixiao.checker.wording import all_rules

    # The main function of a rule comes before its further ones.
    return [Listed(rule) for rule in {rule.code: rule for rule in reversed(all_rules())}.values()]


def _further(options: argparse.Namespace) -> list[Listed]:
    """The rules of plug-ins that are asked for, and those of the configuration; each code once."""
    configuration = _configuration(options)
    named = () if configuration is None else configuration.values.get("plugins", ())
    found = _of_plugins(dict.fromkeys((*options.plugins, *named)), options.lang)
    if configuration is not None:
        found += _of_patterns(configuration)
    # Further functions of a rule have its code.
    return list({one.rule.code: one for one in reversed(found)}.values())[::-1]


def _configuration(options: argparse.Namespace) -> Configuration | None:
    """The configuration that is named, or the nearest one; that one is no reason to say nothing of a rule."""
    if options.no_config:
        return None
    path = existing(options.config) if options.config else find(os.getcwd())
    if path is None:
        return None
    from jixiao.configuration.loading import load

    try:
        return load(path)
    except WrongUse as error:
        if options.config:
            raise
        print(f"jixiao: {error.say(options.lang)}", file=sys.stderr)
        return None


def _of_plugins(names: Iterable[str], language: str) -> list[Listed]:
    """The rules of plug-ins; one that can't be used is named on standard error."""
    wanted = tuple(names)
    if not wanted:
        return []
    from jixiao.plugins import home_of, rules_of_plugins

    for line in unusable(wanted, language):
        print(line, file=sys.stderr)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [Listed(rule, "plugin", home_of(rule.family)) for rule in rules_of_plugins(wanted)]


def _of_patterns(configuration: Configuration) -> list[Listed]:
    from jixiao.configuration.loading import for_file

    own = for_file(configuration, configuration.path).layer.rules
    return [
        Listed(one.rule(), "configuration", configuration.origins[f"rules[{number}]"], one)
        for number, one in enumerate(own, 1)
    ]
