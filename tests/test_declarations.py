"""What a narrative declares about its projects."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jixiao.model.declarations import Declaration, declared_projects

DECLARED = "2025年纳入绩效目标管理的项目6个，共计金额298.50万元。"


@pytest.mark.parametrize(
    ("paragraph", "projects", "money"),
    [
        (DECLARED, 6, "2985000"),
        ("我局实行绩效目标管理的项目共12项，涉及资金1,234.5万元。", 12, "12345000"),
        ("编报绩效目标的项目 3 个，预算资金2亿元。", 3, "200000000"),
        ("开展绩效管理项目10个，金额500000元", 10, "500000"),
        ("设置绩效目标的项目1个,资金12，345元", 1, "12345"),
    ],
)
def test_number_and_money_are_declared(paragraph: str, projects: int, money: str) -> None:
    assert declared_projects([paragraph]) == Declaration(0, projects, Decimal(money), False)


@pytest.mark.parametrize(
    "paragraph",
    [
        "",
        "本部门2025年项目6个，共计金额298.50万元。",
        "纳入绩效目标管理的任务6个，共计金额298.50万元。",
        "纳入目标管理的项目6个，共计金额298.50万元。",
        "绩效目标管理项目6个，共计金额298.50万元。",
        "对项目开展绩效评价，纳入绩效评价的项目6个，涉及金额298.50万元。",
        "实施绩效自评的项目6个，涉及资金298.50万元。",
        "开展绩效监控的项目6个，涉及资金298.50万元。",
        "纳入绩效目标管理的项目6个。共计金额298.50万元。",
        "纳入绩效目标管理的项目6个，共计金额较大。",
    ],
)
def test_evaluations_and_other_sentences_declare_nothing(paragraph: str) -> None:
    assert declared_projects([paragraph]) is None


def test_the_first_declaration_counts_and_its_paragraph_is_named() -> None:
    narrative = ["概况。", "纳入绩效评价的项目9个，金额1万元。", DECLARED, DECLARED.replace("6个", "7个")]
    assert declared_projects(narrative) == Declaration(2, 6, Decimal(2_985_000), False)
    assert declared_projects([]) is None


@pytest.mark.parametrize(
    ("before", "partial"),
    [
        ("部分项目公开。", True),
        ("重点项目公开。", True),
        ("其中公开的如下。", True),
        ("从中选取如下。", True),
        ("第二部分　绩效说明。", False),
        ("全部重点项目公开。", False),
        ("所有重点项目公开。", False),
        ("重点项目全覆盖。", False),
        ("", False),
    ],
)
def test_a_declaration_may_be_of_a_part_of_the_projects(before: str, partial: bool) -> None:
    found = declared_projects([before + DECLARED])
    assert found is not None
    assert found.partial is partial


def test_money_that_cannot_be_read_is_unknown() -> None:
    found = declared_projects(["纳入绩效目标管理的项目6个，共计金额2,98.50万元。"])
    assert found == Declaration(0, 6, None, False)
