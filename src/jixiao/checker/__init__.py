"""The checker: readings in, reports out. What is named here loads when it is first used: a list of rules needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jixiao.checker.checking import Checker as Checker
    from jixiao.checker.findings import Finding as Finding
    from jixiao.checker.profile import Profile as Profile
    from jixiao.checker.report import Report as Report

_HOMES = {"Checker": "checking", "Finding": "findings", "Profile": "profile", "Report": "report"}

__all__ = ["Checker", "Finding", "Profile", "Report"]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
