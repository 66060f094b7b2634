"""Rules of others: packages that offer them by an entry point, loaded only when they are asked for by name.

The entry point stands in the group ``jixiao.rules``; its name is the three capital letters that the codes of its rules
begin with, its value the module that holds them. A plug-in that can't be used is named in a warning and costs no more
than its own rules.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from attrs import frozen

from jixiao.errors import WrongUse
from jixiao.rules.base import EXTENSIONS, REGISTRY, CannotTell, Draft, Rule
from jixiao.rules.context import Context
from jixiao.rules.messages import all_rules, examples_beside, texts_beside

GROUP: Final = "jixiao.rules"
_PREFIX: Final = re.compile(r"[A-Z]{3}")
_TEXTS: Final = ("title", "message", "advice", "why", "unseen")


class PluginWarning(UserWarning):
    """A plug-in that can't be used, or a rule of one that fails; ``zh`` and ``en`` say which and why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh = zh
        self.en = en


@frozen
class Guarded:
    """The function of a foreign rule, of which an error costs that rule its say on one node and nothing else."""

    code: str
    function: Any

    def __call__(self, node: Any, context: Context) -> Iterator[Draft | CannotTell]:
        try:
            yield from self.function(node, context)
        except Exception as error:
            name = type(error).__name__
            warnings.warn(
                PluginWarning(
                    f"规则{self.code}出错（{name}：{error}），这一处没有按它检查；请告诉插件的作者。",
                    f"The rule {self.code} failed ({name}: {error}) and was not applied here; please tell its author.",
                ),
                stacklevel=2,
            )
            yield CannotTell("the rule failed")


def rules_of_plugins(names: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules of the plug-ins with these names; one that can't be used is named in a :class:`PluginWarning`.

    Raises :class:`~jixiao.errors.WrongUse` for a name that no installed package offers.
    """
    rules: list[Rule] = []
    for name in names:
        try:
            rules += _loaded(name)
        except WrongUse:
            raise
        except Exception as error:
            reason = str(error) or type(error).__name__
            warnings.warn(
                PluginWarning(
                    f"插件{name}不能用，它的规则没有检查：{reason}",
                    f"The plug-in {name} can't be used, its rules were not checked: {reason}",
                ),
                stacklevel=2,
            )
    return tuple(rules)


@lru_cache(maxsize=32)
def _loaded(name: str) -> tuple[Rule, ...]:
    from importlib.metadata import entry_points

    offered = {point.name: point for point in entry_points(group=GROUP)}
    if name not in offered:
        known = sorted(offered)
        raise WrongUse(
            f"没有安装插件“{name}”。" + (f"已安装：{'、'.join(known)}。" if known else "现在一个也没有安装。"),
            f"No plug-in {name!r} is installed; " + (f"there are {', '.join(known)}." if known else "there are none."),
        )
    own = {rule.family for rule in all_rules()}
    if not _PREFIX.fullmatch(name) or name in own:
        raise ValueError(f"a plug-in is called by three capital letters of its own, not {name!r}")
    module: str = offered[name].load().__name__
    rules = rules_of(module)
    if not rules:
        raise ValueError(f"{module} holds no rule")
    for rule in rules:
        _refuse_unfit(rule, name)
    return tuple(rule._replace(function=Guarded(rule.code, rule.function)) for rule in rules)


def home_of(name: str) -> str:
    """The installed package that offers a plug-in, with its version; empty where none does."""
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP, name=name):
        return point.value if point.dist is None else f"{point.dist.name} {point.dist.version}"
    return ""


def rules_of(module: str) -> tuple[Rule, ...]:
    """The rules that a module registered, in the order of their codes, with their further functions."""
    found = (*REGISTRY.values(), *EXTENSIONS)
    own = [rule for rule in found if rule.function.__module__ == module]
    return tuple(sorted(own, key=lambda rule: rule.code))


def _refuse_unfit(rule: Rule, prefix: str) -> None:
    """Raise :class:`ValueError` for a rule that could not be told to people."""
    if rule.family != prefix:
        raise ValueError(f"the code {rule.code} does not begin with {prefix}")
    entry = texts_beside(rule.module).get(rule.code)
    if entry is None:
        raise ValueError(f"{rule.code} has no texts in the TOML file beside {rule.module}")
    for part in _TEXTS:
        said = entry.get(part)
        if not isinstance(said, dict) or sorted(said) != ["en", "zh"]:
            raise ValueError(f"{rule.code} lacks its {part} in zh and en")
    examples_beside(rule.module)
