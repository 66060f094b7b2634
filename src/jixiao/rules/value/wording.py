"""Values that are missing, printed twice, or hold a number that is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import Funding, Indicator
from jixiao.model.numerals import half_width, is_malformed_amount, malformed_amounts, spelt_with_letters
from jixiao.model.slips import slip_in
from jixiao.model.taxonomy import FUNDING_PARTS
from jixiao.model.words import usual_unit
from jixiao.rules.base import Draft, Fact, Fix, Passage, Severity, extends, rule
from jixiao.rules.context import Context

_SIGNS: Final = "≥≤≧≦><="


@rule(
    "VAL01",
    Severity.ERROR,
    severities={"unfinished": Severity.ERROR},
    when=Fact.NAMED,
    trigger=Fact.VALUELESS,
    yields_to="CMP19 VAL48 VAL49",
    preview=False,
)
def missing_value(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Every row with a name has a value. A row without either is an empty slot and belongs to CMP18."""
    yield context.finding("value", name=indicator.name or "")


@extends("VAL01", when=Fact.NAMED | Fact.VALUED, trigger=Fact.SENTENCE)
def value_without_number(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A value is more than its sign and its unit: VAL01 for ≥, ≥% and ≥人次, which a template offers to begin with."""
    value = indicator.value or ""
    text = "".join(half_width(value).split())
    rest = text.lstrip(_SIGNS)
    # Without a sign only % is surely no word.
    if rest == "%" or (rest != text and usual_unit(rest, after_han=True) is not None):
        yield context.finding("value", variant="unfinished", name=indicator.name or "", value=value)


@rule("VAL45", Severity.ERROR, when=Fact.VALUED, trigger=Fact.DOUBLED, yields_to="VAL48", preview=False)
def value_printed_twice(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A value is not its own text twice; reduplicated words of two characters (天天) and bare digits are not meant."""
    value = (indicator.value or "").strip()
    bare = "".join(value.split()).rstrip("。.；;，,、")
    once = bare[: (bare + bare).find(bare, 1)]
    fix = Fix("value", indicator.value, once, "needs review")
    yield context.finding("value", fixes=[fix], name=indicator.name or "", value=value, once=once)


@rule(
    "VAL48",
    Severity.ERROR,
    severities={
        "letter": Severity.ERROR,
        "sign": Severity.ERROR,
        "signs": Severity.ERROR,
        "units": Severity.ERROR,
    },
    when=Fact.VALUED,
    trigger=Fact.MALFORMED,
    preview=False,
)
def malformed_number(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """Numbers are well formed: thousands are grouped by three digits. In running text malformed_amount looks on.

    A letter that looks like a digit (1O台, l5%) is one variant; a sign that stands twice or in the wrong place (≥≥90%,
    90%≥, 9。5%) another, two signs that contradict each other (≥≤90%) a third, and two units (12%场) a fourth.
    """
    name, value = indicator.name or "", indicator.value or ""
    for start, letter in enumerate(text := half_width(value)):
        if letter in _HEADS and (better := spelt_with_letters(text[start:])) is not None:
            yield context.finding("value", variant="letter", name=name, value=value, better=text[:start] + better)
            return
    slip = slip_in(value)
    if slip is None:
        yield context.finding("value", name=name, value=value)
    elif slip.other:
        yield context.finding("value", variant="units", name=name, value=value, better=slip.mended, other=slip.other)
    elif slip.contradictory:
        yield context.finding("value", variant="signs", name=name, value=value, better=slip.mended)
    else:
        yield context.finding("value", variant="sign", name=name, value=value, better=slip.mended)


_HEADS: Final = frozenset("0123456789OoIl")
"""What a number may begin with where letters stand for its digits."""


@extends("VAL48", when=Fact.MONEY_TEXT)
def malformed_amount(passage: Passage, context: Context) -> Iterator[Draft]:
    """The amounts that a text names are well formed: VAL48 for the running text of the form."""
    for amount in malformed_amounts(passage.text):
        yield context.finding(passage.path, confidence="medium", name="", value=amount)


@extends("VAL48", trigger=Fact.PRINTED, spelling=True)
def malformed_fund(funding: Funding, context: Context) -> Iterator[Draft]:
    """The amounts of the fund block are well formed: a cell that can't be read as a number because of its commas."""
    for half, column in (("period", funding.period), ("annual", funding.annual)):
        for part in FUNDING_PARTS:
            if getattr(column, part) is not None:
                continue
            text = context.printed(f"funding.{half}.{part}")
            if text and is_malformed_amount(text):
                yield context.finding(f"{half}.{part}", name="", value=text)
