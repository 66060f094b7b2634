"""Tells Hypothesis how to draw a form, where the type alone is named. Called by Hypothesis when it is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypothesis import strategies as st

    from jixiao.model.forms import TargetForm


def register() -> None:
    """Register the strategy of :class:`jixiao.TargetForm`; what it draws from is loaded when something is drawn."""
    from hypothesis import strategies as st

    from jixiao.model.forms import TargetForm

    st.register_type_strategy(TargetForm, _drawn)


def _drawn(_: type[TargetForm]) -> st.SearchStrategy[TargetForm]:
    from jixiao.testing.strategies import forms

    return forms()
