"""What the tests of other programs import: checks of forms, drawn forms, and what the authors of rules need.

What is named here loads when it is first used: only the strategies and the mutants need ``hypothesis``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jixiao.testing.clean import NotClean as NotClean
    from jixiao.testing.clean import assert_clean as assert_clean
    from jixiao.testing.examples import RuleTester as RuleTester
    from jixiao.testing.examples import check_rule as check_rule
    from jixiao.testing.examples import examples_of as examples_of
    from jixiao.testing.ocr import texts_as_ocr as texts_as_ocr
    from jixiao.testing.planting import Mutant as Mutant
    from jixiao.testing.planting import mutants as mutants
    from jixiao.testing.rendering import filled_in as filled_in
    from jixiao.testing.rendering import renderings as renderings
    from jixiao.testing.strategies import amounts as amounts
    from jixiao.testing.strategies import disclosures as disclosures
    from jixiao.testing.strategies import forms as forms
    from jixiao.testing.strategies import fundings as fundings
    from jixiao.testing.strategies import indicators as indicators
    from jixiao.testing.strategies import quantities as quantities

_HOMES = {
    "NotClean": "clean",
    "assert_clean": "clean",
    "RuleTester": "examples",
    "check_rule": "examples",
    "examples_of": "examples",
    "Mutant": "planting",
    "mutants": "planting",
    "texts_as_ocr": "ocr",
    "filled_in": "rendering",
    "renderings": "rendering",
    "amounts": "strategies",
    "disclosures": "strategies",
    "forms": "strategies",
    "fundings": "strategies",
    "indicators": "strategies",
    "quantities": "strategies",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
