"""Pages that were stored in part: what is there is read, and where the text ends inside the table, it is said."""

from __future__ import annotations

import pytest

import jixiao
from jixiao.errors import NotATargetForm

HEAD = """\
项目支出绩效目标申报表
(2024年度)
项目名称 | 村级水网维护 |
主管部门 | 云岭县水务局 | 实施单位 | 云岭县水利站 |
年度资金总额 | 20万元 |
其中:财政拨款 | 20万元 |
年度目标 | 完成12个村的水管维护,保障村民用水 |
一级指标 | 二级指标 | 三级指标 | 指标值 |
"""
ROWS = (
    "产出指标 | 数量指标 | 维护村数 | ≥12个 |",
    "产出指标 | 质量指标 | 维护验收合格率 | ≥95% |",
    "产出指标 | 时效指标 | 维护完成时间 | 2024年11月底前 |",
    "产出指标 | 成本指标 | 维护总成本 | ≤20万元 |",
    "效益指标 | 社会效益指标 | 受益村民人数 | ≥3000人 |",
    "满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥90% |",
)


def cut_gaps(text: str) -> list[str]:
    """The reasons of the gaps that say that the table is not whole."""
    reading = jixiao.read(text.encode())
    return [gap.reason for gap in reading.gaps if gap.path.endswith("indicators") and "cut" in gap.reason]


def test_a_whole_page_has_no_gap() -> None:
    assert cut_gaps(HEAD + "\n".join(ROWS)) == []


@pytest.mark.parametrize("count", range(1, 6))
@pytest.mark.parametrize("begun", ["产出指标 | 数量指", "效益指标 |", "产出指标 | 数量指标 | 更换水管长度"])
def test_a_row_that_is_begun_says_that_the_page_was_cut(count: int, begun: str) -> None:
    assert cut_gaps(HEAD + "\n".join([*ROWS[:count], begun])) == ["cut"]


def test_a_page_that_ends_before_the_benefits_may_be_cut() -> None:
    assert cut_gaps(HEAD + "\n".join(ROWS[:3])) == ["may be cut"]


def test_a_last_heading_without_a_row_may_be_all() -> None:
    text = HEAD + "\n".join([*ROWS[:5], "满意度指标 |"])
    assert cut_gaps(text) == ["may be cut"]
    finding = next(one for one in jixiao.check(text.encode()).findings if "满意度" in one.message)
    assert finding.confidence == "low"


@pytest.mark.parametrize("after", ["负责人:张三", "填报日期:2023年12月1日", "说明:本表由预算单位填写。"])
def test_what_stands_below_the_table_shows_that_it_was_not_cut(after: str) -> None:
    assert cut_gaps(HEAD + "\n".join([*ROWS[:5], "满意度指标 | 服务对象满意度指标 |  |  |", after])) == []


def test_nothing_is_said_of_a_category_that_may_stand_behind_the_cut() -> None:
    text = HEAD + "\n".join([*ROWS[:2], "产出指标 | 时效指"])
    codes = {finding.code for finding in jixiao.check(text.encode()).findings if finding.confidence == "high"}
    assert not codes & {"CMP11", "CMP14", "CMP15", "CMP16", "CMP21", "VAL01", "CMP20"}


def test_a_row_above_the_cut_is_judged_and_the_last_one_is_not() -> None:
    rows = [ROWS[0], "产出指标 | 质量指标 | 维护验收合格率 | ≥100% |", "产出指标 | 数量指标 | 更换水管长度"]
    report = jixiao.check((HEAD + "\n".join(rows)).encode())
    assert [(one.code, one.confidence, one.paths) for one in report.findings] == [
        ("VAL08", "high", ("forms[0].indicators.annual[1].value",))
    ]
    assert report.outcomes["VAL01"]["cannot_tell"] == 1


@pytest.mark.parametrize(("goal", "confidence"), [("按照国家供水规划", "low"), ("按照国家供水规划。", "high")])
def test_a_goal_with_which_the_page_ends_may_be_cut(goal: str, confidence: str) -> None:
    text = HEAD[: HEAD.index("年度目标")] + f"年度目标 | {goal}"
    found = [one for one in jixiao.check(text.encode()).findings if one.code in ("TXT10", "CMP08")]
    assert {one.confidence for one in found} == {confidence}


def test_a_heading_that_stands_alone_behind_the_last_row_says_so_too() -> None:
    assert cut_gaps(HEAD + "\n".join([*ROWS[:5], "满意度指标"])) == ["may be cut"]


LIST = """\
部门预算项目绩效目标申报表(2024年度)
项目名称 | 预算数(元) | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重 | 方向 |
村级水网维护 | 200,000 | 完成12个村的维护 | 产出指标 | 数量指标 | 维护村数 | ≥ | 12 | 个 | 50 | 正向 |
产出指标 | 质量指标 | 维护验收合格率 | ≥ | 95 | % | 50 | 正向 |
水质检测 | 100,000 | 检测40个村的水质 | 产出指标 | 数量指标 | 检测村数 | ≥ | 40 | 个 | 50 | 正向 |
产出指标 | 质量指标 | 检测报告合格率 | ≥ | 95 | % | 20 |"""


def test_a_list_that_ends_inside_a_row_is_cut_in_its_last_form() -> None:
    reading = jixiao.read(LIST.encode())
    assert [gap.path for gap in reading.gaps if gap.reason == "cut"] == ["forms[1].indicators"]
    assert "VAL38" not in {one.code for one in jixiao.check(reading).findings}
    whole = jixiao.check((LIST + " 正向 |").encode())
    assert [one.form for one in whole.findings if one.code == "VAL38"] == [2]


@pytest.mark.parametrize(
    ("boxes", "ticked"),
    [("新增项目□延续项目√", "延续项目"), ("新增项目√ 延续项目□", "新增项目"), ("新增□ 延续■ 备选□", "延续")],
)
def test_what_is_ticked_is_read_without_the_empty_boxes_before_it(boxes: str, ticked: str) -> None:
    text = HEAD.replace("主管部门 |", f"项目属性 | {boxes} |\n主管部门 |") + "\n".join(ROWS)
    (form,) = jixiao.read(text.encode()).disclosure.forms
    assert form.project_attribute == ticked


@pytest.mark.parametrize(
    ("boxes", "read"),
    [
        ("新增□ 延续□", "新增□ 延续□"),
        ("新增□ | 延续□", "新增□ 延续□"),
        ("新增□ | 延续√", "延续"),
        ("新增√ | 延续□", "新增"),
        ("新增√ | 经常性√", "新增 经常性"),
    ],
)
def test_boxes_in_several_cells_are_read_together_and_empty_ones_stay(boxes: str, read: str) -> None:
    text = HEAD.replace("主管部门 |", f"项目属性 | {boxes} |\n主管部门 |") + "\n".join(ROWS)
    (form,) = jixiao.read(text.encode()).disclosure.forms
    assert form.project_attribute == read


def test_any_beginning_of_a_page_is_read_or_refused() -> None:
    text = HEAD + "\n".join(ROWS)
    for end in range(0, len(text), 7):
        try:
            reading = jixiao.read((text[:end] + " ").encode() or b" ")
        except (NotATargetForm, jixiao.errors.NotReadable):
            continue
        assert len(reading.disclosure.forms) == 1
