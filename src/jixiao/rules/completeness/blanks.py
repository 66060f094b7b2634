"""What was left of the template, and who answers for the form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import Indicator, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.quantities import parse_quantity
from jixiao.model.taxonomy import BENEFITS
from jixiao.rules.base import Draft, Fact, Severity, extends, rule, text_trait
from jixiao.rules.context import Context

_DASHES: Final = "/\\-_—–－~～.·… "
_MASK: Final = Lazy(
    r"(?<![A-Za-z0-9])[Xx]{2,}(?![A-Za-z0-9])|×{2,}|\*{2,}|_{2,}|＿{2,}|某某|(?<!等)待定(?![标额点型位])"
    r"|待填(?![埋充平补])|待补充|待核定|待明确|请填写|请输入|此处填写"
)
_MASK_OF_NAME: Final = Lazy(r"(?<![A-Za-z0-9])[Xx]{2,}(?![A-Za-z0-9])|×{2,}|_{2,}|＿{2,}|某某|请填写|请输入|此处填写")
_COVERED: Final = Lazy(r"[*＊]{3,}\d")
"""A figure that was covered where it was published: ****000元."""
_BEGINNING: Final = Lazy(r"XX|xx|Xx|xX|××|\*\*|__|＿|某某|待[定填补核明]|请[填输]|此处")
_AROUND: Final = 8


@rule("CMP23", Severity.ERROR, severities={"whole": Severity.ERROR}, yields_to="VAL48")
def placeholder_left(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """No value or name is still that of the template: XX, ××, **, ___, 待定, 某某. Dashes and 无 are another fault."""
    name, value = indicator.name, indicator.value
    if context.facts & Fact.PLACEHOLDER and value is not None:
        word = parse_quantity(value).word or value
        if (
            not _counts_as_blank(word, context)
            and _COVERED.search(value) is None
            and word not in context.profile.listed("closes_a_row")
        ):
            yield context.finding("value", variant="whole", name=name or "", value=value, mark=value)
            return
    if name is not None and _BEGINNING.search(name) and (found := _MASK_OF_NAME.search(name)) is not None:
        yield context.finding("name", name="", value=name, mark=found[0])


@text_trait
def _MAY_HOLD_A_MASK(texts: str, context: Context) -> bool:
    """Whether any beginning of what is looked for is there; asked of every form, and nearly always in vain."""
    return _BEGINNING.search(texts) is not None


@extends("CMP23", trigger=_MAY_HOLD_A_MASK)
def placeholder_left_in_text(form: TargetForm, context: Context) -> Iterator[Draft]:
    """No text, goal or project name holds a placeholder of the template: CMP23 for the rest of the form."""
    text, goals = form.text, form.goals
    fields = (
        ("project_name", form.project_name),
        ("text.summary", text.summary),
        ("text.basis", text.basis),
        ("text.necessity", text.necessity),
        ("text.measures", text.measures),
        ("text.plan", text.plan),
        ("goals.period", goals.period),
        ("goals.annual", goals.annual),
    )
    found: dict[str, tuple[str, list[str]]] = {}
    for path, one in fields:
        if one and (mark := _MASK.search(one)) is not None:
            around = one[max(mark.start() - _AROUND, 0) : mark.end() + _AROUND]
            found.setdefault(around, (mark[0], []))[1].append(path)
    for around, (mark_text, paths) in found.items():
        yield context.finding(*paths, name="", value=around, mark=mark_text)


def _counts_as_blank(word: str, context: Context) -> bool:
    """Whether a value says no more than an empty cell: /, -, 无."""
    return not word.strip(_DASHES) or word in context.profile.listed("as_good_as_blank")


@rule(
    "CMP24",
    severities={"value": Severity.WARNING, "row": Severity.INFO},
    trigger=Fact.PLACEHOLDER,
    asks=Fact.LOWER_IS_BETTER,
    yields_to="VAL48",
)
def dash_for_a_value(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A value is no dash and no 无. A row that doesn't apply says 不适用 or 无 and nothing else; 无 is a target where
    none is what is wanted.

    A benefit whose name is a dash as well is closed in another spelling, and only noted.
    """
    name, value = indicator.name, indicator.value
    if value is None or not _counts_as_blank(parse_quantity(value).word or value, context):
        return
    if context.mentions("closes_a_row", name):
        return
    named = name is not None and not _counts_as_blank(name, context)
    if not named and value == "无":
        return
    if named and (context.facts & Fact.LOWER_IS_BETTER or context.mentions("better_none", name)):
        return
    variant = "row" if not named and indicator.category in BENEFITS else "value"
    if name is not None or variant == "row":
        yield context.finding("value", variant=variant, name=name if named else "", value=value)


_SIGNED: Final = ("responsible", "handler", "phone")


def _asked_to_sign(form: TargetForm, context: Context) -> list[str]:
    """What the form asks of 负责人, 经办人 and 联系电话: those that are printed, or all where a date stands alone."""
    printed = [field for field in _SIGNED if context.printed(f"sign_off.{field}") is not None]
    if form.sign_off.filled_at is None and not printed:
        return []
    return printed if printed and context.template != "county-2015" else list(_SIGNED)


@rule(
    "CMP26",
    severities={"responsible": Severity.INFO, "phone": Severity.INFO, "both": Severity.INFO},
    unless=Fact.BLANK,
    trigger=Fact.SIGNED,
    yields_to="CMP29",
)
def sign_off_in_part(form: TargetForm, context: Context) -> Iterator[Draft]:
    """负责人 and 联系电话 are filled where the template has them and somebody has signed."""
    signed = form.sign_off
    blank = [
        field
        for field, text in (("responsible", signed.responsible), ("phone", signed.phone))
        if not text and (context.template == "county-2015" or context.printed(f"sign_off.{field}") is not None)
    ]
    if blank:
        variant = "both" if len(blank) == 2 else blank[0]
        yield context.finding(*(f"sign_off.{field}" for field in blank), variant=variant)


@rule("CMP29", Severity.WARNING, unless=Fact.BLANK, silent=Fact.SIGNED, preview=False)
def nobody_signed(form: TargetForm, context: Context) -> Iterator[Draft]:
    """Somebody answers for the form: of 负责人, 经办人 and 联系电话 at least one is filled. One finding a form."""
    asked = _asked_to_sign(form, context)
    if asked:
        yield context.finding(*(f"sign_off.{field}" for field in asked), fields=asked)
