"""Running text as rules compare it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.model.forms import Goals, TargetForm
from jixiao.model.texts import bare, clauses, excerpt, goal_texts, names_document, sentences, without_titles

TEXTS = st.text(st.sampled_from("道路维修3公里。；，、！!？?\n 《》〔〕：:;,_—"), max_size=20)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("道路维修", "道路维修"),
        ("道路，维修。", "道路维修"),
        (" 道路 维修3公里_（一期）\n", "道路维修3公里一期"),
        ("。，", ""),
        ("", ""),
    ],
)
def test_punctuation_and_blanks_do_not_count(text: str, letters: str) -> None:
    assert bare(text) == letters


def test_a_text_is_taken_apart_at_its_stops() -> None:
    text = "维修道路3公里，改造管网；完成绿化！\n\n按期完工？是：全部、一次。 "
    assert sentences(text) == ["维修道路3公里，改造管网", "完成绿化", "按期完工", "是：全部、一次"]
    assert clauses(text) == ["维修道路3公里", "改造管网", "完成绿化", "按期完工", "是", "全部", "一次"]
    assert sentences("") == clauses(" 。") == []


@given(TEXTS)
def test_a_part_of_a_text_is_printed_in_it_and_says_something(text: str) -> None:
    for part in (*sentences(text), *clauses(text)):
        assert part in text
        assert part.strip()
    assert bare("".join(clauses(text))) == bare("".join(sentences(text))) == bare(text)


@pytest.mark.parametrize(
    "text",
    [
        "按照《预算法》执行",
        "《中华人民共和国预算法》",
        "财预〔2015〕88号",
        "财预[2015]文",
        "根据88号文件",
        "2024年通知",
        "2024.3的会议",
        "2024-12纪要",
        "县委常委会第3次会议",
        "第十五次常务会议",
    ],
)
def test_what_can_be_looked_up_is_a_document(text: str) -> None:
    assert names_document(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "上级文件",
        "根据有关规定",
        "《》",
        "《法》",
        "《" + "长" * 61 + "》",
        "修路3公里",
        "多次会议",
        "3000年",
        "2024",
    ],
)
def test_a_text_without_title_number_or_date_names_no_document(text: str) -> None:
    assert not names_document(text)


def test_titles_can_be_left_out() -> None:
    assert without_titles("按《预算法》和《会计法》办理") == "按和办理"
    assert without_titles("按预算法办理《》") == "按预算法办理《》"


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("道路维修", 4, "道路维修"),
        ("道路维修工程", 6, "道路维修工程"),
        ("道路维修工程", 5, "道路维…"),
        ("道路\n 维修", 5, "道路 维修"),
        ("道路" + " " * 50 + "维修", 5, "道路 维修"),
        ("道路" + " " * 50 + "维修工程", 5, "道路 …"),
        ("道" * 31, 30, "道" * 28 + "…"),
        ("", 5, ""),
    ],
)
def test_a_long_text_loses_its_end(text: str, longest: int, shown: str) -> None:
    assert excerpt(text, longest) == shown


def test_thirty_characters_are_shown_unless_told_otherwise() -> None:
    assert excerpt("道" * 30) == "道" * 30
    assert excerpt("道" * 31) == "道" * 28 + "…"


@given(TEXTS, st.integers(3, 12))
def test_an_excerpt_is_short_and_on_one_line(text: str, longest: int) -> None:
    shown = excerpt(text, longest)
    assert len(shown) <= longest
    assert "\n" not in shown
    assert shown.endswith("…") or shown == " ".join(text.split())


@pytest.mark.parametrize(
    ("period", "annual", "found"),
    [
        (None, None, []),
        ("修路", None, [(("goals.period",), "修路")]),
        (None, "修路", [(("goals.annual",), "修路")]),
        ("修路", "修路", [(("goals.period", "goals.annual"), "修路")]),
        ("修路，3公里。", "修路3公里", [(("goals.period", "goals.annual"), "修路3公里")]),
        ("“修路”3公里", "修路3公里", [(("goals.period", "goals.annual"), "修路3公里")]),
        ("修路3公里", "1.修路3公里", [(("goals.period",), "修路3公里"), (("goals.annual",), "1.修路3公里")]),
        ("修路3公里", "修路5公里", [(("goals.period",), "修路3公里"), (("goals.annual",), "修路5公里")]),
    ],
)
def test_a_goal_that_stands_in_both_columns_comes_once(
    period: str | None, annual: str | None, found: list[tuple[tuple[str, ...], str]]
) -> None:
    assert list(goal_texts(TargetForm(goals=Goals(period, annual)))) == found
