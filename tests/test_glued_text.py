"""Forms whose cells are glued together: cut by labels and by what ends a value, and every guess is said to be one."""

from __future__ import annotations

import pytest
from tests.test_templates import read_text

from jixiao.recognition.cutting import cut, rows_in, split_name

HEAD = (
    "项目支出绩效目标表(2024年度)项目名称村级水网维护主管部门云岭县水务局实施单位云岭县水利站年度资金总额20万元"
    "年度目标完成12个村的水管维护一级指标二级指标三级指标指标值"
)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("服务老年人数≥840人提供上门服务人次≥7200人次", ["服务老年人数≥840人", "提供上门服务人次≥7200人次"]),
        ("合格率≥95%以上完成率100%", ["合格率≥95%以上", "完成率100%"]),
        ("合格率≥95%资金支付及时率≥98%", ["合格率≥95%", "资金支付及时率≥98%"]),
        ("完成时间2024年9月底前资金支付及时率≥98%", ["完成时间2024年9月底前", "资金支付及时率≥98%"]),
        ("单位成本≤1600元/亩受益村民户数≥3户", ["单位成本≤1600元/亩", "受益村民户数≥3户"]),
        ("服务人口≥3万人以上村民小组数≥5个", ["服务人口≥3万人以上", "村民小组数≥5个"]),
        ("2024年建成的道路长度≥3公里", ["2024年建成的道路长度≥3公里"]),
        ("培训47人的合格率≥9%", ["培训47人的合格率≥9%"]),
    ],
)
def test_a_row_ends_with_its_value(text: str, rows: list[str]) -> None:
    assert rows_in(text) == rows
    assert all(split_name(row) for row in rows)


def test_a_name_that_sounds_like_a_label_of_the_upper_part_is_cut_above_the_table_alone() -> None:
    cells = cut(
        "项目名称修路项目完成时间2024年一级指标二级指标三级指标指标值时效指标项目完成时间2024年底前项目名称挖渠"
    )
    assert cells.count("项目完成时间") == 1
    assert "项目完成时间2024年底前" in cells
    assert cells[-2:] == ["项目名称", "挖渠"]


def test_glued_rows_are_read_and_each_split_is_told() -> None:
    reading = read_text(
        HEAD + "产出指标数量指标维护村数≥12个更换水管长度≥3公里时效指标项目完成时间2024年11月底前"
        "满意度指标服务对象满意度指标服务对象满意度≥90%"
    )
    (form,) = reading.disclosure.forms
    assert [(row.category, row.name, row.value) for row in form.indicators.annual] == [
        ("quantity", "维护村数", "≥12个"),
        ("quantity", "更换水管长度", "≥3公里"),
        ("timeliness", "项目完成时间", "2024年11月底前"),
        ("satisfaction", "服务对象满意度", "≥90%"),
    ]
    stuck = {gap.path for gap in reading.gaps if gap.reason == "stuck"}
    assert {f"forms[0].indicators.annual[{n}].value" for n in range(3)} <= stuck


def test_a_name_that_holds_a_value_can_not_be_told_apart() -> None:
    reading = read_text(HEAD + "产出指标数量指标维护村数≥12更换水管长度≥3公里质量指标合格率≥95%满意度指标满意度≥90%")
    assert ("forms[0].indicators.annual[0].name", "glued") in {(gap.path, gap.reason) for gap in reading.gaps}


@pytest.mark.parametrize("goals", ["改善村民用水条件改善村民用水条件", "改善村民用水条件 维护十二个村的水管"])
def test_goals_of_both_halves_in_one_cell(goals: str) -> None:
    (form,) = read_text(HEAD.replace("年度目标完成12个村的水管维护", f"实施期目标年度目标{goals}")).disclosure.forms
    assert (form.goals.period, form.goals.annual) == (goals[:8], goals[8:].strip())


def test_a_piece_that_belongs_to_no_column_is_a_gap() -> None:
    text = (
        "项目支出绩效目标表(2024年度)\n项目名称 | 村级水网维护 |\n实施单位 | 云岭县水利站 |\n年度目标 | 维护水管 |\n"
        "一级指标 | 二级指标 | 三级指标 | 指标值 |\n产出指标 | 数量指标 | 维护村数 | ≥12个 | ≥13个 | ≥14个 |\n"
        "满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥90% |\n"
    )
    assert "extra cell" in {gap.reason for gap in read_text(text).gaps}


def test_points_glued_to_the_next_name_are_not_guessed_at() -> None:
    text = HEAD.replace("三级指标指标值", "三级指标指标性质指标值度量单位权重")
    reading = read_text(text + "产出指标数量指标维护村数≥12个10更换水管长度≥3公里10质量指标合格率≥95%20")
    assert ("forms[0].indicators", "glued") in {(gap.path, gap.reason) for gap in reading.gaps}
    assert reading.disclosure.forms[0].indicators.annual == ()
