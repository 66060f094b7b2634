"""What scanning does to the rows of a two-sided form, case by case: what is printed, and what is read."""

from __future__ import annotations

import pytest

import jixiao

HEAD = """\
## 某县(区)级预算部门(单位)项目支出绩效目标表
(2024年度)
项目名称\t\t道路养护
主管部门及代码\t\t031-某县交通局\t\t实施单位\t某县公路站
项目属性\t\t一次性项目(1年结束)\t\t项目期\t1年
项目资金 (元)\t实施期资金总额:\t500,000\t年度资金总额:\t500,000
\t市县(区)财政资金\t500,000\t市县(区)财政资金\t500,000
总体目标\t完成养护任务\t\t\t完成养护任务
绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值
"""
FOOT = "\n负责人:\t\t经办人:\t\t联系电话:\t\t填报日期:\t20240118154658\n"
Rows = list[tuple[str | None, str | None, str | None]]


def read(*rows: str) -> tuple[Rows, Rows, set[str]]:
    """The filled rows of both halves, and the reasons of the gaps. A row is written with | between its cells."""
    text = HEAD + "\n".join(row.replace("|", "\t") for row in rows) + FOOT
    reading = jixiao.read(text.encode())
    (form,) = reading.disclosure.forms
    halves = [
        [(row.category, row.name, row.value) for row in half if row.filled]
        for half in (form.indicators.period, form.indicators.annual)
    ]
    return halves[0], halves[1], {gap.reason for gap in reading.gaps if ".indicators" in gap.path}


QUANTITY = "|产出指标|数量指标|养护里程|≥100公里|数量指标|养护里程|≥100公里"
PASS = ("quality", "路面合格率", "≥95%")
CUT = ("quality", "沥青路面施工", "≥95%")
TIMELY = ("quality", "养护质量", "及时")
WHOLE = ("quality", "沥青路面施工合格率", "≥95%")
MILES = ("quantity", "养护里程", "≥100公里")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # every cell a column to the left, each half for itself
        ("|质量指标|路面合格率|≥95%||质量指标|路面合格率|≥95%", [("quality", "路面合格率", "≥95%")] * 2),
        ("||质量指标|路面合格率|≥95%|路面合格率|≥95%|", [("quality", "路面合格率", "≥95%")] * 2),
        # the right half a column to the right, its value beyond the edge
        ("||质量指标|路面合格率|≥95%||质量指标|路面合格率", [PASS, ("quality", "路面合格率", None)]),
        # a label in the place of the name: the name is lost and nothing is copied
        ("|||质量指标|≥95%|质量指标|路面合格率|≥95%", [("quality", None, "≥95%"), ("quality", "路面合格率", "≥95%")]),
        # the label twice, stuck to the name, misread so that two labels are equally near
        ("|质量指标|质量指标|路面合格率|≥95%|质量指标|路面合格率|≥95%", [("quality", "路面合格率", "≥95%")] * 2),
        ("||质量指标路面合格率|≥95%||质量指标|路面合格率|≥95%", [("quality", "路面合格率", "≥95%")] * 2),
        ("||贡量指标|路面合格率|≥95%|质量指标|路面合格率|≥95%", [("quality", "路面合格率", "≥95%")] * 2),
        # a label that lost its last character
        ("||质量指|路面合格率|≥95%|质量指|路面合格率|≥95%", [("quality", "路面合格率", "≥95%")] * 2),
        # a value stuck to its name, proved by the other half
        ("||质量指标|路面养护质量、良好||质量指标|路面养护质量|良好", [("quality", "路面养护质量", "良好")] * 2),
        # a name cut off, never completed
        ("||质量指标|沥青路面施工合格率|≥95%|质量指标|沥青路面施工|≥95%", [WHOLE, CUT]),
        # a lone value, a lone name
        ("||质量指标||及时|质量指标|养护质量|及时", [("quality", None, "及时"), TIMELY]),
    ],
)  # fmt: skip
def test_one_row_under_another(row: str, expected: Rows) -> None:
    period, annual, _ = read(QUANTITY, row)
    assert (period, annual) == ([MILES, expected[0]], [MILES, expected[1]])


def test_labels_that_run_a_row_ahead_in_one_half() -> None:
    period, annual, reasons = read(
        QUANTITY,
        "||质量指标|资料完整性|规范|时效指标|资料完整性|规范",
        "||时效指标|完成时限|全年|成本指标|完成时限|全年",
        "||成本指标|养护成本|≤5万元||养护成本|≤5万元",
    )
    assert period == annual
    assert [row[0] for row in annual] == ["quantity", "quality", "timeliness", "cost"]
    assert {"label moved", "labels disagree"} <= reasons


def test_a_merged_label_on_its_second_row() -> None:
    period, annual, _ = read(
        QUANTITY,
        "|效益指标|社会效益指标|方便出行|提升|社会效益指标|方便出行|提升",
        "||生态效益指标|节能效果|提高||节能效果|提高",
        "|||空气改善程度|改善|生态效益指标|空气改善程度|改善",
    )
    assert [row[0] for row in period] == ["quantity", "social_benefit", "ecological_benefit", "ecological_benefit"]
    assert annual == period


def test_a_label_of_level_one_that_wandered_labels_nothing() -> None:
    period, annual, _ = read(
        QUANTITY,
        "满意度指标|||桥梁检查座数|≥3座||桥梁检查座数|≥3座",
        "效益指标|产出指标|质量指标|路面合格率|≥95%|质量指标|路面合格率|≥95%",
    )
    assert [row[0] for row in period] == ["quantity", "quantity", "quality"]
    assert annual == period


def test_a_continuation_row_that_slid_right() -> None:
    period, annual, _ = read(QUANTITY, "||||桥梁检查座数|≥3座|桥梁检查座数|≥3座")
    assert period == annual == [MILES, ("quantity", "桥梁检查座数", "≥3座")]


def test_a_torn_label_makes_no_row() -> None:
    period, annual, _ = read(
        QUANTITY, "|满意度指标|服务对象|乘客满意度|≥90%|服务对象满意度指标|乘客满意度|≥90%", "||满意度指标|||标||"
    )
    assert period == annual == [MILES, ("satisfaction", "乘客满意度", "≥90%")]


def test_a_missing_label_of_the_template_goes_to_the_row_before_the_next_one() -> None:
    period, _, reasons = read(
        QUANTITY,
        "||质量指标|路面合格率|≥95%|质量指标|路面合格率|≥95%",
        "|||养护任务按期完结|及时||养护任务按期完结|及时",
        "||成本指标|养护成本|≤5万元|成本指标|养护成本|≤5万元",
    )
    assert [row[0] for row in period] == ["quantity", "quality", "timeliness", "cost"]
    assert "borrowed label" in reasons


def test_satisfaction_that_is_really_called_so() -> None:
    period, annual, _ = read(QUANTITY, "|满意度指标|服务对象满意度指标|服务对象满意度|≥90%||服务对象满意度|≥90%")
    assert period == annual == [MILES, ("satisfaction", "服务对象满意度", "≥90%")]
    period, annual, _ = read(QUANTITY, "||满意度指标|服务对象满意度|满意|服务对象满意度指标|乘客满意度|满意")
    assert period[-1] == ("satisfaction", None, "满意")


def test_a_name_that_nobody_printed_is_missing() -> None:
    text = HEAD + QUANTITY.replace("养护里程", "").replace("|", "\t") + FOOT
    report = jixiao.check(text.encode(), select="CMP19")
    (finding,) = report.findings
    assert (finding.confidence, [str(place.at) for _, place in finding.places]) == ("high", ["L10C4", "L10C7"])


def test_a_blank_value_is_shown_where_it_should_stand() -> None:
    text = HEAD + QUANTITY.replace("≥100公里", "").replace("|", "\t") + FOOT
    (finding,) = jixiao.check(text.encode(), select="VAL01").findings
    assert [str(place.at) for _, place in finding.places] == ["L10C5", "L10C8"]


@pytest.mark.parametrize("value", ["无", "优", "是"])
def test_a_value_of_one_character_is_no_remnant_of_a_label(value: str) -> None:
    row = f"||质量指标||{value}|质量指标||{value}"
    period, annual, _ = read(QUANTITY, row)
    assert period == annual == [MILES, ("quality", None, value)]
    period, annual, _ = read(QUANTITY, f"||质量指标|质量指标|{value}|质量指标|路面状况|{value}")
    assert (period[-1], annual[-1]) == (("quality", None, value), ("quality", "路面状况", value))


@pytest.mark.parametrize("misread", [("总体目标", "总体日标"), ("实施期目标", "实施期日标"), ("年度目标", "年度日标")])
def test_goals_are_found_beside_a_misread_label(misread: tuple[str, str]) -> None:
    head = HEAD.replace("总体目标\t", "实施期目标\t\t\t\t年度目标\n总体目标\t").replace(*misread)
    report = jixiao.check((head + QUANTITY.replace("|", "\t") + FOOT).encode())
    goals = report.forms[0].goals
    assert (goals.period, goals.annual) == ("完成养护任务", "完成养护任务")
    assert not {finding.code for finding in report.findings} & {"CMP06", "CMP07"}
