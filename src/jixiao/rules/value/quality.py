"""Target values that say in words what should be measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import Indicator
from jixiao.model.patterns import Lazy
from jixiao.model.quantities import parse_quantity
from jixiao.model.taxonomy import COSTS
from jixiao.model.texts import bare
from jixiao.model.words import take_comparator
from jixiao.rules.base import Draft, Fact, Fix, Severity, rule, value_trait
from jixiao.rules.context import Context

_TIERS: Final = Lazy(
    r"\d|[(（][^()（）]*[/、,，;；][^()（）]*[)）]|[优良中差低高好坏][/、][优良中差低高好坏]|优良中|好坏|高低|合格[/、]不合格"
)
_FEW_CHARACTERS: Final = Lazy("[\u4e00-\u9fff]{2,4}")
_SENTENCE: Final = 8
_LETTER: Final = Lazy("[0-9A-Za-z０-９%％‰]")
_CLAUSES: Final = Lazy("[，,。；;]")
_YES_OR_NO: Final = "是否"
_LONGEST_REPEATED: Final = 12
_QUALITATIVE: Final = "定性"

_EXAMPLES: Final = {
    "quantity": "“≥20个”",
    "quality": "“验收合格率 =100%”",
    "timeliness": "“完成及时率 ≥95%”",
    "cost": "“≤50万元”",
    "economic_cost": "“≤50万元”",
    "social_cost": "“停水时间 ≤4小时”",
    "ecological_cost": "“建筑垃圾 ≤30吨”",
    "economic_benefit": "“年节约维修支出 ≥3万元”",
    "social_benefit": "“群众投诉量下降率 ≥10%”",
    "ecological_benefit": "“用电量下降率 ≥5%”",
    "sustainable_impact": "“设备使用年限 ≥8年”",
}
"""For each category a target that can be checked, for the advice."""


def _example(indicator: Indicator) -> str:
    return _EXAMPLES.get(indicator.category or "", "“≥95%”")


def _said(indicator: Indicator, context: Context) -> str | None:
    """What a value says in words alone: ``words`` or ``state`` (合格, 达标), ``None`` where it can be checked.

    A text that is not known is passed over. Tiers and grades can be checked; 全覆盖 and 零事故 are states.
    """
    value, quantity = (indicator.value or "").strip(), indicator.quantity
    kind, word = quantity.kind, quantity.word or ""
    listed = context.profile.listed
    if kind == "text":
        return "words" if word.rstrip("。.") in listed("vague_values") else None
    if kind == "duration":
        return "words" if quantity.number is None and value in listed("endless_values") else None
    if kind == "yes_no":
        return "state"
    if kind != "word" or _has_tiers(value):
        return None
    if _YES_OR_NO in (indicator.name or "") or word in listed("certain_words"):
        return "state"
    grade = word.removesuffix("以上").removesuffix("及")
    if grade in listed("grade_words"):
        compared = quantity.comparator is not None or grade != word
        if compared or context.mentions("graded_names", indicator.name):
            return None
    return "state" if word in listed("plain_states") else "words"


def _has_tiers(value: str) -> bool:
    """Whether a value says what is reached and what is not, or holds a number: 明显(达到/未达到), 优/良/中."""
    parts = value.split("/")
    return (
        len(parts) > 2
        or any(part.startswith(("未", "不", "无")) for part in parts[1:])
        or _TIERS.search(value) is not None
    )


@rule(
    "VAL05",
    severities={
        "words": Severity.ERROR,
        "unknown": Severity.WARNING,
        "sentence": Severity.WARNING,
        "state": Severity.INFO,
    },
    when=Fact.VALUED,
    unless=Fact.SATISFACTION | Fact.BENEFIT | Fact.UNSETTLED | Fact.NUMERIC,
    yields_to="VAL22 VAL36 VAL42 VAL46 VAL48 DAT09",
    preview=False,
)
def output_in_words(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """数量, 质量, 时效 and 成本 have a target that can be checked: a number, a date, a grade.

    A state that is there or not (合格, 达标) is only noted, under 质量 and where it has slipped under 数量. Of texts
    that are not known only a few characters without any grade or degree are doubted, and, under 数量 and 成本, a
    sentence that neither counts nor compares.
    """
    said = _said(indicator, context) or _unknown(indicator, context)
    if said is None or indicator.category == "satisfaction":
        return
    if said == "state" and not _may_be_a_state(indicator, context):
        said = "words"
    confidence = "medium" if said in ("unknown", "sentence") else "high"
    yield context.finding(
        "value",
        variant=said,
        confidence=confidence,
        name=indicator.name or "",
        value=indicator.value,
        example=_example(indicator),
    )


def _unknown(indicator: Indicator, context: Context) -> str | None:
    """``unknown`` for a few Chinese characters that name neither a grade nor what there is none of; ``sentence`` for
    many in a category that is counted, where they name no number and nothing to compare with."""
    value = (indicator.value or "").strip()
    if indicator.quantity.kind != "text" or value == indicator.name:
        return None
    if _FEW_CHARACTERS.fullmatch(value) is not None:
        return None if context.mentions("degrees", value) else "unknown"
    counted = indicator.category == "quantity" or indicator.category in COSTS
    if not counted or len(value) < _SENTENCE or _LETTER.search(value) is not None or _has_tiers(value):
        return None
    return None if context.mentions("measuring_words", value) else "sentence"


def _may_be_a_state(indicator: Indicator, context: Context) -> bool:
    """Whether yes or no is an answer: under 质量, and where 符合 or 达标 show that a row of 质量 stands under 数量."""
    if indicator.category == "quality":
        return True
    return indicator.category == "quantity" and context.mentions("conforming", indicator.value)


@rule(
    "VAL06",
    Severity.WARNING,
    when=Fact.VALUED | Fact.BENEFIT,
    unless=Fact.SATISFACTION | Fact.NUMERIC,
    yields_to="VAL36 VAL42 VAL46 VAL48",
    preview=False,
)
def benefit_in_words(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A benefit is more than a word such as 提高 or 长期: a number, or tiers that say what is reached and what is not.

    A row that the form marks as 定性 may explain its word in the column for that. 达标 and 合格 are no empty words. The
    word may have an object: 有效提高全民健康水平 says no more than 有效提高.
    """
    wordy = _said(indicator, context) == "words"
    if not wordy and not _is_slogan(indicator, context):
        return
    if indicator.sign is not None and _QUALITATIVE in indicator.sign and indicator.explanation:
        return
    yield context.finding(
        "value",
        confidence="high" if wordy else "medium",
        name=indicator.name or "",
        value=indicator.value,
        example=_example(indicator),
    )


def _is_slogan(indicator: Indicator, context: Context) -> bool:
    """Whether a text ends in a clause that only promises more of something, without a number or a comparison."""
    value = (indicator.value or "").strip()
    if indicator.quantity.kind != "text" or _LETTER.search(value) is not None or _has_tiers(value):
        return False
    last = _core(_CLAUSES.split(value.rstrip("，,。；; "))[-1], context)
    return last.startswith(context.profile.listed("slogan_verbs")) and not context.mentions("measuring_words", last)


@value_trait()
def _MARKED(value: str, context: Context) -> bool:
    """Whether a value is marked 定性."""
    return value.lstrip().startswith(_QUALITATIVE)


@rule(
    "VAL42",
    Severity.WARNING,
    when=Fact.VALUED,
    either=Fact.SPLIT | _MARKED,
    yields_to="VAL45 VAL48",
)
def number_marked_as_qualitative(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A target that is marked 定性 has neither a sign such as ≥ nor a number, but in the brackets of tiers."""
    value = (indicator.value or "").strip()
    sign = indicator.sign or ""
    if _QUALITATIVE in sign:
        quantity = indicator.quantity
        if quantity.comparator is None and quantity.number is None:
            return
        fix = Fix("sign", indicator.sign, quantity.comparator or "=", "suggestion")
        yield context.finding("value", fixes=[fix], name=indicator.name or "", value=value, mark=sign)
    elif value.startswith(_QUALITATIVE) and len(value) > len(_QUALITATIVE):
        rest = value.removeprefix(_QUALITATIVE).lstrip(" :：/、,，(（").rstrip(")）")
        quantity = parse_quantity(rest)
        if quantity.number is None or quantity.kind == "text":
            return
        fix = Fix("value", indicator.value, rest, "suggestion")
        yield context.finding("value", fixes=[fix], name=indicator.name or "", value=value, mark=_QUALITATIVE)


@rule(
    "VAL46",
    Severity.WARNING,
    when=Fact.VALUED | Fact.NAMED,
    unless=Fact.SATISFACTION | Fact.NUMERIC | Fact.UNSETTLED,
    yields_to="VAL13 VAL36 VAL42 VAL45 VAL48 DAT09",
    preview=False,
)
def value_repeats_its_name(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A value without a number says more than a word of its name: not 保障 for 保障就业, not 及时 for 支付及时性.

    A name that asks a question (是否) is answered by its own word; a grade by the grade. A value that is printed twice
    is judged by value_printed_twice and, by one copy, as a word. Rows about the decision for a project (立项规范性:
    规范), which some layouts print above the outputs, have no category of the targets.
    """
    quantity = indicator.quantity
    name, value = indicator.name or "", (indicator.value or "").strip()
    if quantity.kind not in ("word", "yes_no", "text") or quantity.doubled or _YES_OR_NO in name:
        return
    if quantity.word in context.profile.listed("certain_words"):
        return
    word = _core(quantity.word or value, context) if quantity.kind == "word" else bare(value)
    if not 2 <= len(word) <= _LONGEST_REPEATED or word not in bare(name) or word == bare(name):
        return
    if word in context.profile.listed("grade_words") and context.mentions("graded_names", name):
        return
    yield context.finding("value", name=name, value=value, word=word, example=_example(indicator))


def _core(word: str, context: Context) -> str:
    """A word without a sign and the adverbs before it that only say how much: 逐步提高 → 提高, 有效缓解 → 缓解."""
    word = bare(take_comparator(word)[1])
    for adverb in context.profile.listed("degree_adverbs"):
        if word.startswith(adverb) and len(word) - len(adverb) >= 2:
            word = word[len(adverb) :]
    return word
