"""What people's own workbooks look like: goals under their heads, the template's own words, tables of every kind."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # the library brings no types
from tests.writers import write_county_xlsx

import jixiao
from jixiao.model.writing import form_out

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
Rows = Sequence[Sequence[object]]

NATIONAL: Rows = (
    ("项目支出绩效目标表",),
    ("（2024年度）",),
    ("项目名称", "农村公路养护"),
    ("主管部门及代码", "[031]某县交通局", "实施单位", "某县公路站"),
    ("项目属性", "延续项目", "项目期", "2024-2026年"),
    ("项目资金（万元）", "中期资金总额：", 300, "年度资金总额：", 100),
    ("", "其中：财政拨款", 300, "其中：财政拨款", 100),
    ("", "其他资金", 0, "其他资金", 0),
    ("总体目标", "中期目标（2024年—2026年）", None, "年度目标"),
    ("", "三年完成300公里养护。", None, "完成100公里养护。"),
    ("绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"),
    ("", "产出指标", "数量指标", "指标1：养护里程", "≥300公里", "数量指标", "指标1：养护里程", "≥100公里"),
    ("", None, None, "指标2：", None, None, "指标2：", None),
    ("", None, None, "……", None, None, "……", None),
    ("", None, "质量指标", "指标1：验收合格率", "=100%", "质量指标", "指标1：验收合格率", "=100%"),
    ("", None, "时效指标", "指标1：完成时间", "2026年12月", "时效指标", "指标1：完成时间", "2024年12月"),
    ("", None, "成本指标", "指标1：每公里成本", "≤1万元", "成本指标", "指标1：每公里成本", "≤1万元"),
    ("", "效益指标", "社会效益指标", "指标1：受益人口", "≥2万人", "社会效益指标", "指标1：受益人口", "≥2万人"),
    (
        "", "满意度指标",
        "服务对象满意度指标", "指标1：学生满意度", "≥90%",
        "服务对象满意度指标", "指标1：学生满意度", "≥90%",
    ),
)  # fmt: skip


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook with these rows, one sheet after another; =100% is a text."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    if value not in (None, ""):
                        sheet.write(row, column, value)
    return buffer.getvalue()


def with_table(rows: Rows, name: str = "预算") -> jixiao.Report:
    """The clean example form beside a table on another sheet."""
    buffer = io.BytesIO()
    form = form_out(jixiao.read(EXAMPLES / "forms.xlsx").disclosure.forms[0])
    write_county_xlsx(buffer, [form])
    reading = jixiao.read(buffer.getvalue(), with_=[workbook({name: rows})])
    return jixiao.check(reading)


LEFT = ["STR15"]
"""NATIONAL keeps rows that its template prints to be written over."""


def codes(report: jixiao.Report) -> list[str]:
    return [finding.code for finding in report.findings]


def test_the_national_form_of_2015_with_its_goals_under_their_heads() -> None:
    reading = jixiao.read(workbook({"表1": NATIONAL}))
    form = reading.disclosure.forms[0]
    assert form.template == "national-2015"
    assert (form.goals.period, form.goals.annual) == ("三年完成300公里养护。", "完成100公里养护。")
    assert form.funding.annual.total == Decimal(1000000)
    assert form.department.code == "031"
    names = [row.name for row in form.indicators.annual if row.filled]
    assert names == ["养护里程", "验收合格率", "完成时间", "每公里成本", "受益人口", "学生满意度"]
    assert codes(jixiao.check(reading)) == LEFT


def test_two_rows_of_goals_are_one_text() -> None:
    rows = list(NATIONAL)
    rows.insert(10, ("", "路况优良率90%。", None, "路况优良率85%。"))
    form = jixiao.read(workbook({"表1": rows})).disclosure.forms[0]
    assert form.goals.annual == "完成100公里养护。\n路况优良率85%。"


@pytest.mark.parametrize(
    "label", ["*项目名称", "项目名称*", "※项目名称", "1.项目名称", "（一）项目名称", "项目名称（全称）", "项目全称"]
)
def test_a_marked_label_is_the_label(label: str) -> None:
    rows = [(label, *row[1:]) if row[0] == "项目名称" else row for row in NATIONAL]
    assert codes(jixiao.check(workbook({"表1": rows}))) == LEFT


def test_two_forms_side_by_side_are_two_forms() -> None:
    second = [tuple("桥梁养护" if cell == "农村公路养护" else cell for cell in row) for row in NATIONAL]
    rows = [(*row, *[None] * (9 - len(row)), *other) for row, other in zip(NATIONAL, second, strict=True)]
    reading = jixiao.read(workbook({"表1": rows}))
    assert [form.project_name for form in reading.disclosure.forms] == ["农村公路养护", "桥梁养护"]
    assert set(codes(jixiao.check(reading))) <= {"TXT03", *LEFT}  # their indicators are the same on purpose
    assert str(reading.places["forms[1].project_name"].at) == "表1!K3"


def test_a_self_evaluation_is_no_target_form() -> None:
    rows = [
        ("项目支出绩效自评表",),
        ("项目名称", "农村公路养护"),
        ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
        ("产出指标", "数量指标", "养护里程", "≥100公里", "105公里", 10, 10),
    ]
    for title in (rows[0][0], "项目支出绩效目标表"):
        with pytest.raises(jixiao.NotATargetForm, match="自评"):
            jixiao.read(workbook({"表1": [(title,), *rows[1:]]}))


def test_a_budget_table_alone_is_said_to_be_one() -> None:
    with pytest.raises(jixiao.NotATargetForm, match="--with"):
        jixiao.read(EXAMPLES / "budget.xlsx")


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ((("序号", "项目名称", "金额(万元)"), (1, "农村饮水管网维修养护", 86)), 860000),
        ((("项目编码", "项目名称", "合计"), ("A1", "农村饮水管网维修养护", 860000)), 860000),
        ((("单位：元",), ("序号", "项目名称", "预算金额"), (1, "农村饮水管网维修养护", 860000)), 860000),
        ((("项目名称", "2023年预算数", "2024年预算数"), ("农村饮水管网维修养护", 50, 86)), 860000),
        ((("2024年项目支出预算表",), ("单位：万元",), ("项目名称", "合计"), ("农村饮水管网维修养护", "86 ")), 860000),
    ],
)  # fmt: skip
def test_a_table_is_known_by_its_head_and_its_unit(rows: Rows, total: int) -> None:
    report = with_table(rows)
    (row,) = report.reading.disclosure.tables.projects
    assert (row.name, row.total) == ("农村饮水管网维修养护", Decimal(total))
    assert codes(report) == []


def test_without_a_unit_nothing_is_compared() -> None:
    report = with_table([("项目名称", "合计"), ("农村饮水管网维修养护", 91)])
    assert codes(report) == []
    assert [gap.reason for gap in report.gaps] == ["no unit"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("合同台账", [("2024年合同台账",), ("序号", "项目名称", "金额"), (1, "农村饮水管网维修养护", 50)]),
        ("表", [("2022年采购合同",), ("项目名称", "金额（万元）"), ("农村饮水管网维修养护", 50)]),
    ],
)
def test_a_ledger_is_no_budget_table(name: str, rows: Rows) -> None:
    assert not with_table(rows, name).reading.disclosure.tables.projects


def test_a_table_of_another_year_blames_nobody() -> None:
    report = with_table(
        [("2023年项目支出预算表",), ("单位：万元",), ("项目名称", "合计"), ("农村饮水管网维修养护", 50)]
    )
    assert codes(report) == []
    assert [gap.reason for gap in report.gaps] == ["other year"]


@pytest.mark.parametrize(
    ("text", "malformed"), [("86,00,00", True), ("860.000.00", True), ("约86万", False), ("#REF!", False)]
)
def test_an_amount_that_is_no_number_is_said(text: str, malformed: bool) -> None:
    rows = [
        tuple(text if cell == 100 and row[3] == "年度资金总额：" else cell for cell in row)
        for row in NATIONAL
        if len(row)
    ]
    report = jixiao.check(workbook({"表1": rows}))
    assert codes(report) == (["VAL48", *LEFT] if malformed else LEFT)
    assert [gap.effect for gap in report.gaps] == ["cannot tell"]


def test_a_form_without_a_year_says_that_dates_were_not_checked() -> None:
    report = jixiao.check(workbook({"表1": [row for row in NATIONAL if row != ("（2024年度）",)]}))
    assert [gap.reason for gap in report.gaps] == ["no year"]
