"""Write the example documents from their figures: ``python tools/make_examples.py``.

A fictional county's water bureau: one clean form, the classic mistakes, and (in the text) a few cells that have slid as
they do in a scan. ``examples/expected.toml`` lists what must be found in them.
"""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.writers import write_2021_xlsx, write_county_xlsx  # noqa: E402

from jixiao.testing.layouts import write_county_text  # noqa: E402

EXAMPLES = ROOT / "examples"
TITLE = "云岭县县(区)级预算部门(单位)项目支出绩效目标表"
Row = tuple[str, str | None, str | None]


def form(
    name: str,
    total: str,
    rows: list[Row],
    *,
    period_total: str | None = None,
    texts: dict[str, str],
    goal: str,
    filled_at: str,
    annual_rows: list[Row] | None = None,
) -> dict[str, Any]:
    """A county form of one year; the two halves are alike where nothing else is said."""

    def column(amount: str) -> dict[str, str | None]:
        return {
            "total": amount, "central": "0", "provincial": "0", "local": amount, "self_raised": "0", "other": "0",
        }  # fmt: skip

    def half(some: list[Row]) -> list[dict[str, str | None]]:
        return [{"category": category, "name": name, "value": value} for category, name, value in some]

    return {
        "project_name": name,
        "project_code": None,
        "fiscal_year": 2024,
        "department": {"code": "031", "name": "云岭县水务局"},
        "implementing_unit": "云岭县水务局",
        "project_attribute": "一次性项目(1年结束)",
        "project_period": "1年",
        "funding": {"period": column(period_total or total), "annual": column(total)},
        "text": texts,
        "goals": {"period": goal, "annual": goal},
        "indicators": {"period": half(rows), "annual": half(annual_rows or rows)},
        "sign_off": {"responsible": "周明", "handler": "林秀", "phone": "0999-1234567", "filled_at": filled_at},
    }


CLEAN = form(
    "农村饮水管网维修养护",
    "860000",
    [
        ("quantity", "维修管网长度", "≥12公里"),
        ("quantity", "更换水表数量", "≥450块"),
        ("quality", "工程验收合格率", "=100%"),
        ("timeliness", "维修完成时间", "2024年11月底前"),
        ("cost", "项目总成本", "≤86万元"),
        ("economic_benefit", "降低管网漏损率", "≥5%"),
        ("social_benefit", "受益农村人口", "≥6800人"),
        ("ecological_benefit", "节约用水量", "≥3万立方米"),
        ("sustainable_impact", "管网设计使用年限", "≥15年"),
        ("satisfaction", "用水户满意度", "≥92%"),
    ],
    texts={
        "summary": "对三个乡镇的老旧供水管网进行维修养护，更换破损管道12公里、水表450块。",
        "basis": "云政发〔2023〕41号《云岭县农村供水工程维修养护管理办法》",
        "necessity": "部分管网运行超过二十年，漏损率高，冬季经常停水。",
        "measures": "执行工程招投标和竣工验收制度，资金专账核算。",
        "plan": "3月完成设计，5月开工，11月底前完工验收。",
    },
    goal="完成12公里管网维修和450块水表更换，使三个乡镇6800人用水稳定，管网漏损率下降5个百分点。",
    filled_at="2024年1月12日",
)

TWO_AMOUNTS = form(
    "清溪河道清淤疏浚工程",
    "1320000",
    [
        ("quantity", "清淤河道长度", "≥4.6公里"),
        ("quality", "清淤断面合格率", "≥95%"),
        ("timeliness", "清淤完成时间", "2024年6月底前"),
        ("cost", "每公里清淤成本", "≤28.7万元"),
        ("economic_benefit", "减少洪涝损失", "≥40万元"),
        ("social_benefit", "受保护沿河居民", "≥2100人"),
        ("ecological_benefit", "河道断面水质", "Ⅲ类"),
        ("sustainable_impact", "清淤河道管护年限", "≥3年"),
        ("satisfaction", "沿河居民满意度", "≥90%"),
    ],
    period_total="1650000",
    texts={
        "summary": "对清溪城区段4.6公里河道清淤，恢复行洪断面。",
        "basis": "云水函〔2023〕18号关于清溪清淤疏浚方案的批复",
        "necessity": "河道淤积严重，汛期行洪能力不足五年一遇。",
        "measures": "按合同分段验收，监理单位全程旁站。",
        "plan": "2月进场，汛前完工。",
    },
    goal="汛前完成4.6公里清淤，行洪能力恢复到十年一遇，保护沿河2100名居民。",
    filled_at="2024年1月15日",
)

MORE_THAN_ALL = form(
    "水质监测服务",
    "420000",
    [
        ("quantity", "监测断面数量", "≥16个"),
        ("quality", "监测报告合格率", "≥100%"),
        ("timeliness", "监测报告及时率", "≥95%"),
        ("cost", "每断面监测成本", "≤2.6万元"),
        ("economic_benefit", "节约委托费用", "≥3万元"),
        ("social_benefit", "水质信息公开率", "≥98%"),
        ("ecological_benefit", "污染预警次数", "≥12次"),
        ("sustainable_impact", "监测数据保存年限", "≥10年"),
        ("satisfaction", "流域居民满意度", "≥100%"),
    ],
    texts={
        "summary": "委托有资质的机构对16个断面按月监测。",
        "basis": "《云岭县水污染防治工作方案》（云政办发〔2022〕55号）",
        "necessity": "县级断面没有自动监测站，需要按月人工采样。",
        "measures": "平行样抽检不少于一成，报告三级审核。",
        "plan": "每月10日前提交上月监测报告。",
    },
    goal="全年完成16个断面12次监测，按月公开水质信息，及时预警污染。",
    filled_at="2024年1月15日",
)

OLD_DATE = form(
    "水库值守用房购置",
    "300000",
    [
        ("quantity", "购置值守用房", "≥3套"),
        ("quality", "用房验收合格率", "=100%"),
        ("timeliness", "投入使用时间", "2022年前2022年前"),
        ("cost", "每套购置成本", "≤10万元"),
        ("economic_benefit", "减少租房支出", "≥4万元"),
        ("social_benefit", "值守到岗率", "≥98%"),
        ("ecological_benefit", "库区垃圾清理次数", "≥24次"),
        ("sustainable_impact", "用房使用年限", "≥20年"),
        ("satisfaction", "值守人员满意度", "≥90%"),
    ],
    texts={
        "summary": "为三座小型水库购置值守用房，解决值守人员住宿。",
        "basis": "云水发〔2023〕27号",
        "necessity": "值守人员目前租住民房，汛期不能及时到岗。",
        "measures": "按政府采购规定实施，纳入固定资产管理。",
        "plan": "一季度完成采购，二季度投入使用。",
    },
    goal="为三座小型水库配齐值守用房，汛期24小时有人值守。",
    filled_at="2024年1月16日",
)

EMPTY_PLACES = form(
    "节水宣传培训",
    "85000",
    [
        ("quantity", "宣传活动场次", "≥12场"),
        ("quantity", "发放宣传资料", None),
        ("quality", "活动完成率", "≥95%"),
        ("timeliness", "活动完成时间", "2024年10月底前"),
        ("economic_benefit", "人均节约水费", "≥8元"),
        ("social_benefit", "节水知识知晓率", "≥85%"),
        ("ecological_benefit", "节约用水量", "≥1.2万立方米"),
        ("sustainable_impact", "节水型单位数量", "≥5个"),
    ],
    texts={
        "summary": "在学校、社区和企业开展节水宣传和培训。",
        "basis": "《云岭县节约用水行动方案》",
        "necessity": "居民节水意识不强，人均用水量高于全市平均。",
        "measures": "活动有方案、有签到、有照片，费用按标准报销。",
        "plan": "3月启动，世界水日集中宣传，10月底前完成。",
    },
    goal="开展12场宣传培训，使居民节水知识知晓率达到85%以上。",
    filled_at="2024年1月16日",
)

FORMS = [CLEAN, TWO_AMOUNTS, MORE_THAN_ALL, OLD_DATE, EMPTY_PLACES]
TABLES = [
    {"name": "农村饮水管网维修养护", "total": "860000", "from_last_year": False},
    {"name": "H清溪河道清淤疏浚工程", "total": "1320000", "from_last_year": False},
    {"name": "水质监测服务", "total": "420000", "from_last_year": False},
    {"name": "水库值守用房购置", "total": "300000", "from_last_year": False},
    {"name": "节水宣传培训", "total": "85000", "from_last_year": True},
]
NARRATIVE = [
    "第三部分 2024年度部门预算情况说明",
    "2024年度云岭县水务局项目支出298.50万元，全部纳入绩效目标管理。",
    "2024年云岭县水务局纳入绩效目标管理的项目6个，共计金额298.50万元。",
    "（项目绩效目标表见附件）",
]
FORM_2021 = {
    "project_name": "乡镇自来水厂运行维护",
    "fiscal_year": 2025,
    "department": {"code": "031", "name": "云岭县水务局"},
    "implementing_unit": "云岭县供水站",
    "project_attribute": "延续项目",
    "project_period": "2025年",
    "funding": {
        "period": {},
        "annual": {"total": "1600000", "fiscal": "1400000", "carried_over": "100000", "other": "50000"},
    },
    "text": {},
    "goals": {"period": None, "annual": "保障四座乡镇水厂全年稳定供水，出厂水质达标，惠及2.3万人。"},
    "indicators": {
        "period": [],
        "annual": [
            {"category": "economic_cost", "name": "单位供水成本", "value": "≤2.4元/立方米", "weight": "10"},
            {"category": "social_cost", "name": "停水影响户数", "value": "≤200户", "weight": "5"},
            {"category": "quantity", "name": "运行水厂数量", "value": "=4座", "weight": "10"},
            {"category": "quantity", "name": "年供水量", "value": "≥65万立方米", "weight": "10"},
            {"category": "quality", "name": "出厂水质合格率", "value": "≥120%", "weight": "15"},
            {"category": "timeliness", "name": "故障处理及时率", "value": "≥95%", "weight": "10"},
            {"category": "economic_benefit", "name": "水费收入较上年增长率", "value": "≥105%", "weight": "10"},
            {"category": "social_benefit", "name": "供水保障人口", "value": "≥23000人", "weight": "10"},
            {"category": "ecological_benefit", "name": "管网漏损率", "value": "≤12%", "weight": "10"},
            {"category": "satisfaction", "name": "用水户满意度", "value": "≥90%", "weight": "10"},
        ],
    },
    "sign_off": {},
}


def scanned(text: str) -> str:
    """The text as a scan leaves it: some rows a column to the left, a label clipped, a heading out of its place."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if "污染预警次数" in line:
            lines[number] = line.removeprefix("\t") + "\t"
        if "节水型单位数量" in line:
            lines[number] = line.removeprefix("\t") + "\t"
        if "用水户满意度" in line:
            lines[number] = "\t".join(
                "服务对象满意度" if cell == "服务对象满意度指标" else cell for cell in line.split("\t")
            )
        if line.startswith("项目概况") and "12公里" in line:
            lines[number] = line.replace("项目概况\t\t", "项目概况\t", 1) + "\t"
    return "\n".join(lines)


def main() -> None:
    """Write every example."""
    EXAMPLES.mkdir(exist_ok=True)
    text = write_county_text(FORMS, title=TITLE, tables=TABLES, narrative=NARRATIVE)
    cover = "# 云岭县水务局\n\n# 2024年度部门预算公开\n\n"
    (EXAMPLES / "disclosure.txt").write_text(cover + scanned(text), encoding="utf-8", newline="\n")
    write_county_xlsx(EXAMPLES / "forms.xlsx", copy.deepcopy(FORMS), title=TITLE, neat=True)
    write_county_xlsx(EXAMPLES / "budget.xlsx", [], tables=TABLES, year=2024, neat=True)
    write_2021_xlsx(EXAMPLES / "form-2021.xlsx", FORM_2021, three_cells=True, neat=True)


if __name__ == "__main__":
    main()
