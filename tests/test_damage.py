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
        # misread in the very character that tells it from a name
        ("||质量日标|路面合格率|≥95%|质量扬标|路面合格率|≥95%", [("quality", "路面合格率", "≥95%")] * 2),
        ("||质量指标|质量达标|≥95%|质量指标|质量达标|≥95%", [("quality", "质量达标", "≥95%")] * 2),
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


@pytest.mark.parametrize(
    "name", ["竣工时间", "项目完成时间", "执行标准", "政策执行规范程度", "24小时内故障处理", "3个乡镇道路硬化"]
)
def test_a_name_that_could_be_read_as_a_value_is_a_name(name: str) -> None:
    row = f"||时效指标|{name}||时效指标|{name}|"
    assert read(QUANTITY, row) == ([MILES, ("timeliness", name, None)], [MILES, ("timeliness", name, None)], set())
    # a continuation row that slid right, its label above it
    period, annual, _ = read(QUANTITY, f"||||{name}|全年|{name}|全年")
    assert period == annual == [MILES, ("quantity", name, "全年")]


@pytest.mark.parametrize(
    "value",
    [
        "符合标准",
        "达到国家标准",
        "2024年12月底前",
        "≥95%",
        "7个工作日内",
        "1500元/平方米",
        "5名工作人员",
        "是/否",
        "无",
    ],
)
def test_a_value_is_one_in_the_column_of_the_names_too(value: str) -> None:
    period, annual, _ = read(QUANTITY, f"||质量指标|{value}||质量指标|{value}|")
    assert period == annual == [MILES, ("quality", None, value)]


def test_a_text_is_a_value_where_the_other_half_has_it_for_one() -> None:
    other = "质量指标|沿线关系|无纠纷"
    for row in (f"|||质量指标|无纠纷|{other}", f"||质量指标|无纠纷||{other}"):
        period, annual, _ = read(QUANTITY, row)
        assert (period[-1], annual[-1]) == (("quality", None, "无纠纷"), ("quality", "沿线关系", "无纠纷"))
    # a near-miss: it is its own name there, or a value of another row
    period, _, _ = read(QUANTITY, "||质量指标|无纠纷||质量指标|无纠纷|无纠纷")
    assert period[-1] == ("quality", "无纠纷", None)
    period, _, _ = read(QUANTITY, f"||质量指标|无纠纷|达到|{other}", "||时效指标|无纠纷||时效指标|及时率|≥95%")
    assert period[-1] == ("timeliness", "无纠纷", None)


def test_a_value_where_it_belongs_is_one_whatever_it_says() -> None:
    period, annual, _ = read(QUANTITY, "||时效指标||竣工时间|时效指标||合同约定")
    assert (period[-1], annual[-1]) == (("timeliness", None, "竣工时间"), ("timeliness", None, "合同约定"))


@pytest.mark.parametrize(
    "rows",
    [
        # the row of that name that has a value is another: of another category, or paired with its own twin
        ("|产出指标|数量指标|路面状况||数量指标|路面状况|", "||质量指标|路面状况|良好|质量指标|路面状况|良好"),
        ("|产出指标|数量指标|路面状况||质量指标|路面状况|良好", "||质量指标|路面状况|良好|数量指标|桥梁座数|3座"),
        ("|产出指标|质量指标|路面状况||质量指标|路面状况|", "|||路面状况|良好||路面状况|良好"),
        # the named row beside it is another row of the form
        ("||质量指标||≥95%|成本指标|造价|≤5万元", "||成本指标|造价|≤5万元|质量指标||≥95%"),
        ("||质量指标||≥95%|质量指标||≥95%", "||时效指标|完成时限|全年|时效指标|完成时限|全年"),
    ],
)
def test_what_nobody_printed_is_not_lost(rows: tuple[str, ...]) -> None:
    assert "lost" not in read(*rows)[2]


@pytest.mark.parametrize(
    "rows",
    [
        ("||质量指标|路面状况||质量指标|路面状况|良好",),
        ("||质量指标|路面状况||时效指标|完成时限|全年", "||时效指标|完成时限|全年|质量指标|路面状况|良好"),
        # a row without its name is known again by its category and value, wherever it stands, or by its place
        ("||质量指标||≥95%|时效指标|完成时限|全年", "||时效指标|完成时限|全年|质量指标|路面合格率|≥95%"),
        ("||质量指标||及时|质量指标|养护质量|良好",),
    ],
)
def test_what_the_other_half_prints_is_lost(rows: tuple[str, ...]) -> None:
    assert "lost" in read(*rows)[2]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("||满意度指标|服务对象满意度|满意|服务对象满意度指标|满意度得分|满意", ("satisfaction", None, "满意")),
        ("||质量指标|质量指标|路面|质量指标|路面状况|良好", ("quality", None, "路面")),
        ("||质量指标|提升||质量指标|提升能力|明显", ("quality", None, "提升")),
        ("||质量指标||路面|质量指标|路面平整度|良好", ("quality", None, "路面")),
        # near-misses: the whole name, or one that was cut where names are cut
        ("||质量指标|质量指标|路面合格率|质量指标|路面合格率|≥95%", ("quality", "路面合格率", None)),
        ("|||质量指标|路面状况|质量指标|路面状况|良好", ("quality", "路面状况", None)),
        ("||质量指标|沥青路面施工||质量指标|沥青路面施工合格率|≥95%", ("quality", "沥青路面施工", None)),
    ],
)
def test_a_lone_cell_that_begins_like_the_name_of_the_other_half(
    row: str, expected: tuple[str | None, str | None, str | None]
) -> None:
    period, annual, _ = read(QUANTITY, row)
    assert (period[-1], len(annual)) == (expected, 2)


@pytest.mark.parametrize(
    ("row", "left", "right"),
    [
        ("|||质量指标||≥95%|质量指标||≥95%", (None, "≥95%"), (None, "≥95%")),
        ("|||质量指标||≥95%|质量指标|路面合格率|≥95%", (None, "≥95%"), ("路面合格率", "≥95%")),
        ("|||质量指标|路面合格率|≥95%|质量指标|路面合格率|≥95%", ("路面合格率", "≥95%"), ("路面合格率", "≥95%")),
        ("||||桥梁检查座数|≥3座|质量指标|路面合格率", ("桥梁检查座数", "≥3座"), ("路面合格率", None)),
        # its last value beyond the edge
        ("||||竣工时间|全年||竣工时间|全年", ("竣工时间", "全年"), ("竣工时间", "全年")),
        ("||||桥梁检查座数|≥3座|||≥3座", ("桥梁检查座数", "≥3座"), (None, "≥3座")),
        ("|||||≥3座||桥梁检查座数|≥3座", (None, "≥3座"), ("桥梁检查座数", "≥3座")),
        (
            "|||服务对象满意度指标|服务对象满意度|≥90%|服务对象满意度指标|服务对象满意度|≥90%",
            ("服务对象满意度", "≥90%"),
            ("服务对象满意度", "≥90%"),
        ),
        # a label behind the name is neither a name nor a value
        ("||质量指标|路面合格率|≥95%|路面合格率|质量指标|≥95%", ("路面合格率", "≥95%"), ("路面合格率", "≥95%")),
    ],
)
def test_a_row_that_slid_right_as_a_whole(
    row: str, left: tuple[str | None, str], right: tuple[str | None, str | None]
) -> None:
    period, annual, reasons = read(QUANTITY, row)
    assert (period[-1][1:], annual[-1][1:]) == (left, right)
    assert "slid" in reasons


def test_a_name_without_a_value_beside_a_half_that_slid_left() -> None:
    period, annual, _ = read(QUANTITY, "|质量指标|提升路面质量|||提升路面质量|提升")
    assert (period[1], annual[1]) == (("quality", "提升路面质量", None), ("quality", "提升路面质量", "提升"))


def test_a_name_that_is_blank_in_both_halves_was_never_printed() -> None:
    _, _, reasons = read(QUANTITY, "|||质量指标||≥95%|质量指标||≥95%")
    assert reasons == {"slid"}


NAME = "服务对象满意度"


@pytest.mark.parametrize(
    ("row", "left", "right"),
    [
        ("NAME||服务对象满意度指标|NAME|", (NAME, None), (NAME, None)),
        ("NAME||服务对象满意度指标|NAME|≥90%", (NAME, None), (NAME, "≥90%")),
        ("NAME≥90%||服务对象满意度指标|NAME|≥90%", (NAME, "≥90%"), (NAME, "≥90%")),
        ("NAME≥90%||NAME≥90%||", (NAME, "≥90%"), (NAME, "≥90%")),
        ("乘客满意||服务对象满意度指标|乘客满意度|满意", ("乘客满意", None), ("乘客满意度", "满意")),
        # near-misses: a label printed twice, a label beside another name
        ("NAME||服务对象满意度指标||", None, None),
        ("服务对象满意度指标||服务对象满意度指标|服务对象满意度指标|", None, None),
        ("NAME||服务对象满意度指标|乘客满意度|≥90%", None, ("乘客满意度", "≥90%")),
    ],
)
def test_satisfaction_that_is_called_so_without_a_value(
    row: str, left: tuple[str, str | None] | None, right: tuple[str, str | None] | None
) -> None:
    period, annual, _ = read(QUANTITY, "|满意度指标|服务对象满意度指标|" + row.replace("NAME", NAME))
    for half, expected in ((period, left), (annual, right)):
        assert half[1:] == ([] if expected is None else [("satisfaction", *expected)])


def test_satisfaction_that_is_called_so_in_a_row_that_slid_left() -> None:
    period, annual, _ = read(QUANTITY, f"满意度指标|服务对象满意度指标|{NAME}|满意|服务对象满意度指标|{NAME}||")
    assert (period[1:], annual[1:]) == ([("satisfaction", NAME, "满意")], [("satisfaction", NAME, None)])
    # a near-miss: level 1 and level 2 of an empty slot
    period, annual, _ = read(QUANTITY, f"|满意度指标|{NAME}|||{NAME}||")
    assert period == annual == [MILES]


@pytest.mark.parametrize(
    ("printed", "name", "value"),
    [
        ("路面合格率≥95%", "路面合格率", "≥95%"),
        ("路面合格率95%", "路面合格率", "95%"),
        ("响应时间≤24小时", "响应时间", "≤24小时"),
        ("抗压强度≥30兆帕的桥梁占比", "抗压强度≥30兆帕的桥梁占比", None),
        ("满意度不低于90%", "满意度不低于90%", None),
        ("养护道路100公里", "养护道路100公里", None),
    ],
)
def test_a_number_stuck_to_its_name(printed: str, name: str, value: str | None) -> None:
    period, annual, _ = read(QUANTITY, f"||质量指标|{printed}||质量指标|{printed}|")
    assert period == annual == [MILES, ("quality", name, value)]


@pytest.mark.parametrize("length", [7, 8, 9])
def test_a_head_that_a_page_break_repeats_is_no_row(length: int) -> None:
    cells = ["绩效指标", "一级指标", *["二级指标", "三级指标", "指标值"] * 2, ""][:length]
    rows = ("|||桥梁检查座数|≥3座||桥梁检查座数|≥3座", "||质量指标|路面合格率|≥95%|质量指标|路面合格率|≥95%")
    assert read(QUANTITY, "|".join(cells), *rows) == read(QUANTITY, *rows)


def test_a_block_that_is_named_beside_its_rows_labels_nothing() -> None:
    # 绩效指标 differs from 时效指标 in one character and is known all the same
    period, annual, _ = read(QUANTITY, "绩效指标|||桥梁检查座数|≥3座||桥梁检查座数|≥3座")
    assert period == annual == [MILES, ("quantity", "桥梁检查座数", "≥3座")]


def test_continuation_rows_that_slid_right_in_another_order() -> None:
    period, annual, _ = read(
        QUANTITY, "||||桥梁检查座数|≥3座|涵洞检查处数|≥2处", "||||涵洞检查处数|≥2处|桥梁检查座数|≥3座"
    )
    assert sorted(map(str, period)) == sorted(map(str, annual))
    assert period[1:] == [("quantity", "桥梁检查座数", "≥3座"), ("quantity", "涵洞检查处数", "≥2处")]
    # near-misses: the left half has its value alone
    period, annual, _ = read(QUANTITY, "||||按图施工|桥梁检查座数|≥3座|")
    assert (period[1], annual[1]) == (("quantity", None, "按图施工"), ("quantity", "桥梁检查座数", "≥3座"))
    period, annual, _ = read(QUANTITY, "||||按图施工|桥梁检查座数|≥3座|备注")
    assert (period[1], annual[1]) == (("quantity", None, "按图施工"), ("quantity", "桥梁检查座数", "≥3座"))


@pytest.mark.parametrize(
    ("printed", "year"),
    [
        ("（２０２４年度）", 2024),
        ("(二〇二四年度)", 2024),
        ("二○二四年", 2024),
        ("二零二四 年度", 2024),
        ("（二O二四年度）", 2024),
        ("第二〇二四年度", None),
        ("一二三四年", None),
        ("一千年", None),
    ],
)
def test_the_year_in_any_digits(printed: str, year: int | None) -> None:
    text = HEAD.replace("(2024年度)", printed) + QUANTITY.replace("|", "\t") + FOOT
    assert jixiao.read(text.encode()).disclosure.forms[0].fiscal_year == year


@pytest.mark.parametrize(
    ("label", "period"), [("项日期", "1年"), ("顶目期", "1年"), ("项目期限", "1年"), ("项目区", None), ("学期", None)]
)
def test_a_short_label_that_was_misread(label: str, period: str | None) -> None:
    text = HEAD.replace("项目期", label) + QUANTITY.replace("|", "\t") + FOOT
    assert jixiao.read(text.encode()).disclosure.forms[0].project_period == period


@pytest.mark.parametrize(
    "label", ["服务对象满意度指标||", "|服务对象满意度指标|", "服务对象满意度指||", "|满意度指标|"]
)
def test_a_label_of_satisfaction_that_wandered_labels_nothing(label: str) -> None:
    row = f"{label}|桥梁检查座数|≥3座||桥梁检查座数|≥3座"
    period, annual, _ = read(QUANTITY, row, "||质量指标|路面合格率|≥95%|质量指标|路面合格率|≥95%")
    assert period == annual == [MILES, ("quantity", "桥梁检查座数", "≥3座"), PASS]
    # and beside a row that slid left
    row = "服务对象满意度指标||桥梁检查座数|≥3座||桥梁检查座数|≥3座|"
    assert read(QUANTITY, row, "||质量指标|路面合格率|≥95%|质量指标|路面合格率|≥95%")[0] == period


def test_a_label_of_satisfaction_that_slid_by_itself_labels_the_last_row() -> None:
    period, annual, _ = read(QUANTITY, "|服务对象满意度指标||抢修速度|≥90%||抢修速度|≥90%")
    assert period == annual == [MILES, ("satisfaction", "抢修速度", "≥90%")]
    row = "|服务对象满意度指标||乘客满意度|≥90%||乘客满意度|≥90%"
    period, annual, _ = read(QUANTITY, row, "||质量指标|路面合格率|≥95%|质量指标|路面合格率|≥95%")
    assert period == annual == [MILES, ("satisfaction", "乘客满意度", "≥90%"), PASS]


@pytest.mark.parametrize(
    ("name", "label", "category"),
    [
        ("养护里程", "数量指标", "quantity"),
        ("养护里程", "质量指标", "quantity"),
        ("路面验收合格率", "质量指标", "quality"),
        ("路面验收合格率", "成本指标", "quality"),
        # which of the three labels above is missing, nobody knows
        ("养护里程", "成本指标", None),
    ],
)
def test_a_row_above_the_first_label(name: str, label: str, category: str | None) -> None:
    period, annual, reasons = read(f"|产出指标||{name}|100||{name}|100", f"||{label}|工程造价|5|{label}|工程造价|5")
    assert period == annual
    assert period[0] == (category, name, "100")
    assert ("borrowed label" if category else "no label") in reasons


@pytest.mark.parametrize(
    ("name", "category"),
    [("物流效率", "social_benefit"), ("扬尘污染", "ecological_benefit"), ("生态破坏", "ecological_benefit")],
)
def test_a_label_that_is_printed_nowhere_needs_a_name_that_speaks_for_it(name: str, category: str) -> None:
    period, annual, _ = read(
        QUANTITY,
        "|效益指标|社会效益指标|方便出行|提升|社会效益指标|方便出行|提升",
        f"|||{name}|降低||{name}|降低",
        "||可持续影响指标|管护机制|健全|可持续影响指标|管护机制|健全",
    )
    assert period == annual
    assert [row[0] for row in period] == ["quantity", "social_benefit", category, "sustainable_impact"]


def test_one_name_under_two_labels_is_borrowed_from_the_row_beside_it() -> None:
    period, annual, _ = read(
        QUANTITY,
        "||质量指标|路面合格率|≥95%|质量指标|路面合格率|≥95%",
        "|||系统故障|≤3%||系统故障|≤3%",
        "||时效指标|系统故障|≤2小时|时效指标|系统故障|≤2小时",
    )
    assert period == annual
    assert [row[0] for row in period] == ["quantity", "quality", "quality", "timeliness"]
    period, annual, _ = read(
        QUANTITY, "||质量指标|系统故障|≤3%|质量指标||≤3%", "||时效指标|系统故障|≤2小时|时效指标|系统故障|≤2小时"
    )
    assert [row[0] for row in period] == [row[0] for row in annual] == ["quantity", "quality", "timeliness"]


def test_satisfaction_whose_label_is_missing_at_the_end() -> None:
    row = "||可持续影响指标|管护机制|健全|可持续影响指标|管护机制|健全"
    period, annual, reasons = read(QUANTITY, row, "|||乘客满意度|≥90%||乘客满意度|≥90%")
    assert period == annual
    assert (period[-1][0], "borrowed label" in reasons) == ("satisfaction", True)
    # near-misses: another label follows, or the label of satisfaction has its own row
    period, _, _ = read(QUANTITY, "|||乘客满意度|≥90%||乘客满意度|≥90%", row)
    assert period[1][0] == "quantity"
    other = "||满意度指标|居民满意度|≥90%|满意度指标|居民满意度|≥90%"
    assert read(QUANTITY, other, "|||乘客满意度|≥90%||乘客满意度|≥90%")[0][-1][0] == "satisfaction"


def test_one_row_does_not_stand_for_many_missing_labels() -> None:
    period, annual, _ = read(
        QUANTITY,
        "|||桥梁检查座数|≥3座||桥梁检查座数|≥3座",
        "|||路面验收合格率|≥95%||路面验收合格率|≥95%",
        "||服务对象满意度指标|乘客满意度|≥90%|服务对象满意度指标|乘客满意度|≥90%",
    )
    assert (
        [row[0] for row in period] == [row[0] for row in annual] == ["quantity", "quantity", "quality", "satisfaction"]
    )


TEXTS = """\
项目概况\t\t县道年久失修，需要
\t\t修补。
立项依据\t\t县政府批准
项目设立必要性\t\t正常通行
保证项目实施的制度、措施\t\t合同有关规定
项目实施计划\t\t按时支
\t\t付。
"""


@pytest.mark.parametrize(
    ("old", "new", "summary", "plan"),
    [
        ("", "", "县道年久失修，需要修补。", "按时支付。"),
        # the label of the next text is printed nowhere: the text without a label may be that text
        ("立项依据", "", "县道年久失修，需要", "按时支付。"),
        ("立项依据\t\t县政府批准\n", "", "县道年久失修，需要", "按时支付。"),
        # a label is no text, nor are two cells
        ("修补。", "其他资金", "县道年久失修，需要", "按时支付。"),
        ("付。", "付。\t\t付。", "县道年久失修，需要修补。", "按时支"),
    ],
)
def test_a_text_torn_at_the_end_of_a_page(old: str, new: str, summary: str, plan: str) -> None:
    head = (
        HEAD.replace("总体目标", TEXTS.replace(old, new) + "总体目标") if old else HEAD.replace("总体", TEXTS + "总体")
    )
    (form,) = jixiao.read((head + QUANTITY.replace("|", "\t") + FOOT).encode()).disclosure.forms
    assert (form.text.summary, form.text.plan, form.goals.annual) == (summary, plan, "完成养护任务")
