"""What pages without a grid print: level 1, ticks, money of two levels, asterisks, and where they end."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from tests.test_templates import LAYOUTS, read_text

from jixiao.documents import read_bytes
from jixiao.model.forms import TargetForm
from jixiao.recognition.streams import read_streams

HEAD = """\
项目支出绩效目标申报表
(2024年度)
项目名称 | 村级水网维护 |
主管部门 | {department} | 实施单位 | {unit} |
项目属性 | {attribute} |
{money}
年度目标 | 完成12个村的水管维护,保障村民用水 |
一级指标 | 二级指标 | 三级指标 | 指标值 |
"""
ROWS = """\
产出指标 | 数量指标 | 维护村数 | ≥12个 |
质量指标 | 维护验收合格率 | ≥95% |
成本指标 | 维护总成本 | ≤20万元 |
效益指标 | 社会效益指标 | 受益村民人数 | ≥3000人 |
满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥90% |
"""
MONEY = "年度资金总额 | 20万元 |\n其中:财政拨款 | 20万元 |"


def page(
    *, department: str = "云岭县水务局", unit: str = "云岭县水利站", attribute: str = "延续项目", money: str = MONEY
) -> str:
    return HEAD.format(department=department, unit=unit, attribute=attribute, money=money) + ROWS


def one(text: str) -> TargetForm:
    (form,) = read_text(text).disclosure.forms
    return form


def gaps(text: str) -> list[tuple[str, str]]:
    return [(gap.path.removeprefix("forms[0]."), gap.reason) for gap in read_text(text).gaps]


class TestLevelOne:
    """The label of level 1 is that of the block a row stands in, never of the next."""

    BLOCKS = ("产出指标", "产出指标", "产出指标", "效益指标", "满意度指标")

    def test_printed_on_the_first_row_of_its_block(self) -> None:
        assert tuple(row.level1 for row in one(page()).indicators.annual) == self.BLOCKS

    def test_a_cell_a_line(self) -> None:
        cells = page().replace(" |\n", "\n").replace(" | ", "\n")
        assert tuple(row.level1 for row in one(cells).indicators.annual) == self.BLOCKS

    def test_blocks_in_any_order(self) -> None:
        lines = ROWS.splitlines()
        mixed = [lines[3], "产出指标 | 质量指标 | 维护验收合格率 | ≥95% |", lines[4], lines[0]]
        form = one(page().replace(ROWS, "\n".join(mixed) + "\n填报人:张三\n"))
        assert [(row.level1, row.category) for row in form.indicators.annual] == [
            ("效益指标", "social_benefit"),
            ("产出指标", "quality"),
            ("满意度指标", "satisfaction"),
            ("产出指标", "quantity"),
        ]


class TestMoney:
    """Money from above is a part of the year's total, unless that is the own level's alone."""

    def test_a_part_of_the_total(self) -> None:
        annual = one(page(money="年度资金总额 | 20万元 |\n其中:上级资金 | 20万元 |")).funding.annual
        assert annual.total == annual.fiscal == Decimal(200_000)

    @pytest.mark.parametrize("label", ["该项目支出上级资金", "上级资金", "上级财政资金"])
    def test_beside_the_own_levels_total(self, label: str) -> None:
        annual = one(page(money=f"年度本级预算金额 | 20万元 | {label} | 5万元 |")).funding.annual
        assert annual.total == Decimal(200_000)
        assert annual.fiscal is None


@pytest.mark.parametrize(
    ("printed", "ticked"),
    [
        ("新增项目□延续项目√", "延续项目"),
        ("新增项目√延续项目□", "新增项目"),
        ("□新增项目 ☑延续项目", "延续项目"),
        ("√新增项目 □延续项目", "新增项目"),
        ("新增项目□ 延续项目(√)", "延续项目"),
        ("新增□ 延续□", "新增□ 延续□"),
        ("延续项目", "延续项目"),
    ],
)
def test_what_is_ticked_is_the_word_beside_the_tick(printed: str, ticked: str) -> None:
    assert one(page(attribute=printed)).project_attribute == ticked


class TestAsterisks:
    """What was covered where it was published was not left blank."""

    def test_a_covered_unit_is_a_gap(self) -> None:
        text = page(department="[055]****", unit="***")
        form = one(text)
        assert (form.department.name, form.implementing_unit) == (None, None)
        assert {("department.name", "blotted out"), ("implementing_unit", "blotted out")} <= set(gaps(text))

    def test_a_word_of_the_template_is_blank(self) -> None:
        assert "blotted out" not in {reason for _, reason in gaps(page(department="XX局", unit="___"))}


class TestGoals:
    def test_two_goals_in_one_cell_without_anything_between_are_a_gap(self) -> None:
        text = (
            "项目支出绩效目标表(2024年度)\n"
            "项目名称村级水网维护主管部门云岭县水务局实施单位云岭县水利站年度资金总额20万元长期目标年度目标"
            "改善用水条件完成12个村的水管维护一级指标二级指标三级指标指标值产出指标数量指标维护村数≥12个"
            "质量指标维护验收合格率≥95%"
        )
        form = one(text)
        assert (form.goals.period, form.goals.annual) == (None, None)
        assert {("goals.period", "glued"), ("goals.annual", "glued")} <= set(gaps(text))


class TestWhereAPageEnds:
    """A page that was stored in part, whose last row has lost its bars."""

    @pytest.mark.parametrize(
        ("last", "reason"),
        [("效益指", "cut"), ("满意度指标", "may be cut"), ("村民用水便利程度", "may be cut")],
    )
    def test_a_row_that_was_begun(self, last: str, reason: str) -> None:
        cut = page().partition("满意度指标")[0] + last
        assert ("indicators", reason) in gaps(cut)

    @pytest.mark.parametrize("last", ["2024年1月5日", "云岭县水务局", "填报人:张三", "注:本表由单位填写", "首页>公开"])
    def test_what_is_no_row(self, last: str) -> None:
        cut = page().partition("满意度指标")[0] + last
        assert not [reason for path, reason in gaps(cut) if path == "indicators"]

    def test_a_whole_table_is_not_cut_by_what_stands_below(self) -> None:
        assert not [reason for path, reason in gaps(page() + "云岭概览") if path == "indicators"]

    def test_a_list_whose_last_row_is_shorter_than_any_other(self) -> None:
        text = (
            "部门预算项目绩效目标表(2024年度)\n单位:元\n"
            "单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | "
            "度量单位 | 权重 |\n"
            "云岭县水利站 | 村级水网维护 | 200000 | 维护水管 | 产出指标 | 数量指标 | 维护村数 | ≥ | 12 | 个 | 10 |\n"
            "产出指标 | 质量指标 | 合格率 | ≥ | 95 | % | 20 |\n"
            "效益指标 | 社会效益指标 | 受益人数 | ≥ | 300 | 人 | 20 |\n"
        )
        assert not [reason for path, reason in gaps(text) if path.endswith("indicators")]
        assert ("indicators", "cut") in gaps(text + "产出指标 | 时效指标 | 完成时限 | = | 12")


@pytest.mark.parametrize("layout", ["tabs-in-their-columns", "tabs-without-spans"])
def test_what_crosses_its_ruling_is_a_gap_where_a_page_is_read_by_order_too(layout: str) -> None:
    document = read_bytes((LAYOUTS / f"{layout}.txt").read_bytes(), "表.txt")
    lines = tuple(evolve(line, cells=tuple(evolve(c, crossing=True) for c in line.cells)) for line in document.lines)
    for form, notes in read_streams(evolve(document, lines=lines)).forms:
        assert form.project_name is not None
        crossed = {gap.path for gap in notes.gaps if gap.reason == "crosses its ruling"}
        named = {path for path, place in notes.places.items() if path.endswith(("].name", "project_name"))}
        assert named
        assert named <= crossed


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ("其他 | 未分类 | 宣传场次 | ≥3场 |\n培训人次 | ≥30人次 |", [(None, "宣传场次"), (None, "培训人次")]),
        ("其他 | 宣传场次 | ≥3场 |\n培训人次 | ≥30人次 |", [(None, "宣传场次"), (None, "培训人次")]),
        ("其他指标 | 其他指标 | 宣传场次 | ≥3场 |", [(None, "宣传场次")]),
        ("其他 | 经济成本指标 | 宣传成本 | ≤3万元 |", [("economic_cost", "宣传成本")]),
        ("其他 | ≥85% |", [("satisfaction", "其他")]),
    ],
)
def test_rows_below_others_are_not_those_of_the_label_above(rows: str, read: list[tuple[str | None, str]]) -> None:
    found = [(row.category, row.name) for row in one(page() + rows).indicators.annual]
    assert found[-len(read) - 1 :] == [("satisfaction", "村民满意度"), *read]


def test_a_name_that_is_others_keeps_its_explanation() -> None:
    head = page().replace("三级指标 | 指标值", "三级指标 | 指标解释 | 指标值").replace(" | ≥", " | 见台账 | ≥")
    last = one(head + "其他 | 见台账 | ≥85% |").indicators.annual[-1]
    assert (last.category, last.name, last.value) == ("satisfaction", "其他", "≥85%")
