"""How the words of target values are put together, and what stands before and behind a number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.model.words import (
    ADVERBS,
    COMPARATORS,
    DURATION_UNITS,
    LEADS,
    LONE_QUALITATIVE,
    MEASURES,
    NOUNS,
    QUALITATIVE,
    SATISFACTION,
    SUFFIXES,
    VERBS,
    YES_NO,
    is_known_word,
    is_mask,
    take_comparator,
    take_suffix,
    take_word,
    usual_unit,
    word_kind,
)


def of(words: frozenset[str]) -> st.SearchStrategy[str]:
    """One of the words."""
    return st.sampled_from(sorted(words))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("优", "word"),
        ("满意", "word"),
        ("是", "yes_no"),
        ("完成", "yes_no"),
        ("稳步提高", "word"),
        ("按时完成", "yes_no"),
        ("全部完成", "yes_no"),
        ("效果良好", "word"),
        ("满意度提高", "word"),
        ("满意度高", None),
        ("有效、稳定", "word"),
        ("稳定、", "word"),
        ("、稳定", None),
        # a quality and an answer together are a quality
        ("提高完成", "word"),
        ("完成提高", "word"),
        ("提高达标提高", "word"),
        ("达标提高达标", "word"),
        # nothing is said by an adverb or a noun alone
        ("稳步", None),
        ("效果", None),
        ("经济效益", None),
        ("按时完成率", None),
        ("提高道路", None),
        ("", None),
        # tiers
        ("优/良/中/差", "word"),
        ("优、良", "word"),
        ("是/否", "yes_no"),
        ("是、否", "yes_no"),
        ("优/甲", None),
        ("明显(达到/部分达到/未达到)", "word"),
        ("完成(是/否)", "yes_no"),
        ("明显(" + "达到/" * 13 + ")", "word"),
        ("明显(" + "达到/" * 14 + ")", None),
        ("明显(" + "一" * 40 + ")", "word"),
        ("明显(" + "一" * 41 + ")", None),
        ("明显(达到(部分))", None),
        ("(达到)", None),
        ("明显)", None),
        # sixteen characters are still a phrase
        ("稳步" * 7 + "提高", "word"),
        ("稳步" * 7 + "再提高", None),
        ("稳步" * 8 + "提高", None),
    ],
)
def test_a_phrase_is_a_quality_or_an_answer(text: str, kind: str | None) -> None:
    assert word_kind(text) == kind


@given(st.lists(of(ADVERBS), max_size=2), of(QUALITATIVE), st.lists(of(ADVERBS), max_size=1))
def test_adverbs_around_a_quality_leave_it_one(before: list[str], word: str, after: list[str]) -> None:
    text = "".join([*before, word, *after])
    if len(text) <= 16 and text not in YES_NO:
        assert word_kind(text) in ("word", "yes_no")
        assert is_known_word(text) == (len(text) <= 6)


def cuts(text: str) -> Iterator[tuple[bool, bool]]:
    """For every way to cut a phrase into words: whether it says a quality, and whether it gives an answer."""
    if not text:
        yield False, False
    for end in range(1, len(text) + 1):
        word = text[:end]
        for quality, answer in (
            cuts(text[end:]) if word in ADVERBS | NOUNS | QUALITATIVE | YES_NO | SATISFACTION else ()
        ):
            if word in ADVERBS | NOUNS:
                yield quality, answer
            if word in QUALITATIVE | SATISFACTION:
                yield True, answer
            if word in YES_NO:
                yield quality, True


@given(st.lists(of(ADVERBS) | of(NOUNS) | of(QUALITATIVE) | of(YES_NO), min_size=2, max_size=4).map("".join))
def test_a_phrase_is_what_some_way_to_cut_it_says(text: str) -> None:
    said = set(cuts(text))
    expected = "yes_no" if (False, True) in said else "word" if said - {(False, False)} else None
    if len(text) <= 16 and text not in QUALITATIVE | LONE_QUALITATIVE:
        assert word_kind(text) == expected


@given(of(NOUNS), of(QUALITATIVE | YES_NO))
def test_what_is_said_of_a_thing_is_a_value_but_not_known_alone(noun: str, word: str) -> None:
    assert word_kind(noun + word) is not None


@given(st.text(st.sampled_from("提高稳步完成效果甲乙"), max_size=6))
def test_an_unknown_character_makes_no_phrase(text: str) -> None:
    if {"甲", "乙"} & set(text):
        assert word_kind(text) is None
        assert not is_known_word(text)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("优", True),
        ("否", True),
        ("达标", True),
        (" 及时 ", True),
        ("稳步提高", True),
        ("进一步提高", True),
        ("逐步明显提高", True),
        ("逐步明显提高了", False),
        ("效果良好", False),
        ("有效、稳定", False),
        ("就业人数", False),
        ("", False),
        ("　", False),
    ],
)
def test_a_word_is_known_alone_up_to_six_characters_and_without_a_thing(text: str, known: bool) -> None:
    assert is_known_word(text) is known


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("XX", True),
        ("xx个", True),
        ("≥XX人", True),
        ("X", True),
        ("X%", True),
        ("≥X个", True),
        ("20XX年", True),
        ("___", True),
        ("/", True),
        ("…", True),
        ("某某单位", True),
        ("○○", True),
        ("*", True),
        ("5*3", False),
        ("XXL", False),
        ("Xa", False),
        ("某单位", False),
        ("X个月以内的时间内", False),
        ("≥XX" + "个" * 17, True),
        ("≥XX" + "个" * 18, False),
        ("5个", False),
    ],
)
def test_a_mask_is_drawn_to_be_filled_in(text: str, mask: bool) -> None:
    assert is_mask(text) is mask


@pytest.mark.parametrize("spelling", COMPARATORS)
def test_the_longest_comparator_is_taken(spelling: str) -> None:
    assert take_comparator(spelling + "5个") == (COMPARATORS[spelling], "5个")


def test_what_is_no_comparator_is_left() -> None:
    assert take_comparator("5个") == (None, "5个")
    assert take_comparator("") == (None, "")
    assert take_comparator("大于或等于") == ("≥", "")


@pytest.mark.parametrize(
    ("text", "sign", "rest"),
    [
        *((f"10个{spelling}", sign, "10个") for spelling, sign in SUFFIXES.items()),
        *((f"{unit}内", "≤", unit) for unit in sorted(DURATION_UNITS)),
        ("个月以内", "≤", "个月"),
        # the last one says it
        ("10个以上左右", "≈", "10个"),
        ("10个左右以上", "≥", "10个"),
        ("天内左右", "≈", "天"),
        ("三天内", None, "三天内"),
        ("内", None, "内"),
        ("10个", None, "10个"),
        ("", None, ""),
    ],
)
def test_what_stands_behind_compares_too(text: str, sign: str | None, rest: str) -> None:
    assert take_suffix(text) == (sign, rest)


@pytest.mark.parametrize(
    ("text", "words", "taken"),
    [
        ("控制在5", LEADS, "控制在"),
        ("达到5", LEADS, "达到"),
        ("达5", LEADS, "达"),
        ("提高到5", VERBS, "提高到"),
        ("提高5", VERBS, "提高"),
        ("5", VERBS, ""),
        ("", VERBS, ""),
    ],
)
def test_the_longest_word_is_taken(text: str, words: frozenset[str], taken: str) -> None:
    assert take_word(text, words) == (taken, text.removeprefix(taken))


@pytest.mark.parametrize(
    ("tail", "unit"),
    [
        ("", ""),
        ("%", "%"),
        ("百分比", "%"),
        ("元整", "元"),
        ("个工作日", "工作日"),
        ("个月", "个月"),
        ("台设备", "台设备"),
        ("台(套)", "台(套)"),
        ("元/人·年", "元/人·年"),
        ("元/每人", "元/人"),
        ("元每人", "元/人"),
        ("每人", "/人"),
        ("/人", "/人"),
        ("/人/年", "/人/年"),
        ("/甲乙丙丁", "/甲乙丙丁"),
        ("/甲乙丙丁戊", None),
        ("km", "km"),
        ("m²/人", "m²/人"),
        ("℃", "℃"),
        ("人(次)·天", "人(次)·天"),
        # a noun of six characters may follow, in twelve at most; a year is followed by none: it may be a date
        ("个甲乙丙丁戊己", "个甲乙丙丁戊己"),
        ("个甲乙丙丁戊己庚", None),
        ("元/甲乙丙丁戊己庚辛壬癸", "元/甲乙丙丁戊己庚辛壬癸"),
        ("元/甲乙丙丁戊己庚辛壬癸子", None),
        ("年项目", None),
        ("年度项目", None),
        ("月份", None),
        ("日项目", None),
        ("季度报告", None),
        # an unlisted one is short and stands in no sentence
        ("甲乙丙", "甲乙丙"),
        ("甲乙丙丁", None),
        ("kilos", "kilos"),
        ("3个", None),
        ("个并", None),
        ("个验收", None),
        ("XX", None),
        ("千台", None),
        ("万台", None),
    ],
)
def test_a_unit_is_a_measure_word_with_a_short_noun(tail: str, unit: str | None) -> None:
    assert usual_unit(tail) == unit


@given(of(MEASURES))
def test_behind_a_chinese_numeral_only_a_listed_unit_is_one(unit: str) -> None:
    assert usual_unit(unit, after_han=True) == usual_unit(unit) == DURATION_UNITS.get(unit, unit)
    assert usual_unit("甲", after_han=True) is None
    assert usual_unit("GB", after_han=True) is None
