"""A wide sheet whose columns run on to the next page: its labels and its values stand on two, and nobody is blamed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from tests.office import convert

import jixiao
from jixiao.documents.grid import Cell, Document, Line
from jixiao.model.reading import Gap, Reading
from jixiao.places import Location
from jixiao.recognition import recognise
from jixiao.rules.examples import changed
from jixiao.testing import renderings
from jixiao.testing.layouts import Put

Rows = Sequence[Sequence[str]]
"""The rows of a page; an empty text is a cell with nothing in it."""

ABOVE = [
    ["项目名称", "村级水网维护"],
    ["主管部门", "云岭县水务局", "实施单位", "云岭县水利站"],
    ["项目资金(万元)", "年度资金总额", "20"],
    ["", "其中:财政拨款", "20"],
    ["年度总体目标", "完成12个村的水管维护,保障村民用水。"],
    ["一级指标", "二级指标", "三级指标", "指标值", "度量单位", "权重"],
]
INDICATORS = [
    ["产出指标", "数量指标", "维护村数", "≥12", "个", "20"],
    ["", "质量指标", "维护验收合格率", "≥95", "%", "20"],
    ["", "时效指标", "维护完成时间", "2024年11月底前", "", "10"],
    ["", "成本指标", "维护总成本", "≤20", "万元", "10"],
    ["效益指标", "社会效益指标", "受益村民人数", "≥3000", "人", "20"],
    ["满意度指标", "服务对象满意度指标", "村民满意度", "≥90", "%", "20"],
]
FOOT = [["负责人:", "周明", "经办人:", "何敏"]]
WHOLE = [*ABOVE, *INDICATORS, *FOOT]
BUDGET = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    *([f"213030{n}", f"水利支出{n}", f"{n}0", f"{n}", f"{n}9"] for n in range(1, 7)),
]


def pages(*tables: Rows, exact: bool = True) -> Document:
    """A document of pages with a table on each."""
    lines = [
        Line(
            tuple(
                Cell(column, text, Location(row=row, column=column + 1, table=1, page=number))
                for column, text in enumerate(texts)
                if text
            ),
            row,
            number - 1,
        )
        for number, table in enumerate(tables, 1)
        for row, texts in enumerate(table, 1)
        if any(texts)
    ]
    return Document("表.pdf", "page", exact, tuple(lines))


def cut(rows: Rows, *, at: int) -> tuple[Rows, Rows]:
    """The left and the right part of a table."""
    return [row[:at] for row in rows], [row[at:] for row in rows]


def split_in(reading: Reading) -> list[Gap]:
    return [gap for gap in reading.gaps if gap.reason == "split sideways"]


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_form_that_is_cut_between_any_columns_is_not_judged(at: int) -> None:
    reading = recognise([pages(*cut(WHOLE, at=at))])
    assert [gap.path for gap in split_in(reading)] == ["forms[0]"]
    assert reading.status == "partly read"
    report = jixiao.check(reading)
    assert report.findings == ()
    (score,) = jixiao.score(report)
    assert (score.total, score.unread) == (None, True)


def test_what_follows_from_the_cut_is_not_said_beside_it() -> None:
    reading = recognise([pages(*cut(WHOLE, at=1))])
    assert {gap.reason for gap in reading.gaps} == {"split sideways"}
    (gap,) = split_in(reading)
    assert gap.at == "p2t1r6c1"
    assert "设为一页宽再导出" in gap.say()
    assert "one page wide" in gap.say("en")


def test_pages_below_each_other_come_before_those_beside_them() -> None:
    upper, lower = WHOLE[:9], WHOLE[9:]
    reading = recognise([pages(cut(upper, at=3)[0], cut(lower, at=3)[0], cut(upper, at=3)[1], cut(lower, at=3)[1])])
    assert [gap.path for gap in split_in(reading)] == ["forms[0]"]
    assert jixiao.check(reading).findings == ()


def test_both_forms_of_one_wide_sheet_are_cut() -> None:
    other = [["项目名称", "水质检测"], *WHOLE[1:]]
    left, right = cut(WHOLE, at=3)
    further, right_of_it = cut(other, at=3)
    reading = recognise([pages(left, further, right, right_of_it)])
    assert {gap.path for gap in split_in(reading)} >= {"forms[0]", "forms[1]"}
    assert jixiao.check(reading).findings == ()


def test_values_without_any_head_are_those_of_the_blank_form_before_them() -> None:
    left = [
        ["项目名称"],
        ["主管部门"],
        ["年度目标"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        *([["产出指标"]] * 5),
    ]
    right = [["村级水网维护"], ["云岭县水务局"], ["完成12个村的水管维护"], ["维护村数"], ["≥12个"], ["≤20万元"]]
    assert jixiao.check(recognise([pages(left)])).findings
    reading = recognise([pages(left, right)])
    assert len(split_in(reading)) == 1
    assert jixiao.check(reading).findings == ()


@pytest.mark.parametrize(
    "tables",
    [
        (WHOLE,),
        (WHOLE[:9], WHOLE[9:]),
        (WHOLE[:9], [ABOVE[-1], *WHOLE[9:]]),
        (WHOLE[:9], [ABOVE[-1][1:], *(row[1:] for row in WHOLE[9:])]),
        (WHOLE, WHOLE),
        (WHOLE, BUDGET),
        ([*ABOVE, *(row[:3] for row in INDICATORS), *FOOT], BUDGET),
        ([*ABOVE, *(row[:3] for row in INDICATORS), *FOOT], WHOLE),
        (BUDGET, WHOLE),
        (WHOLE, [["序号", "单位", "标准", "说明", "备注"], *([["1", "人", "60", "培训", "无"]] * 6)]),
    ],
)
def test_pages_that_follow_each_other_are_not_cut_sideways(tables: tuple[Rows, ...]) -> None:
    assert split_in(recognise([pages(*tables)])) == []


def test_a_form_without_any_value_before_a_budget_is_still_told_so() -> None:
    report = jixiao.check(recognise([pages([*ABOVE, *(row[:3] for row in INDICATORS), *FOOT], BUDGET)]))
    assert "VAL01" in {finding.code for finding in report.findings}


def test_a_pdf_says_it_with_the_page() -> None:
    from tests.pdf_writers import Pdf

    pdf = Pdf()
    for number, part in enumerate(cut(WHOLE, at=3)):
        if number:
            pdf.new_page()
        else:
            pdf.title("项目支出绩效目标表")
        puts = [Put(row, column, text) for row, texts in enumerate(part) for column, text in enumerate(texts)]
        pdf.table(puts, [150] * 3)
    report = jixiao.check(pdf.finish())
    assert report.findings == ()
    (gap,) = split_in(report.reading)
    assert (gap.at or "").startswith("p2t1")


@pytest.mark.parametrize("name", ["county", "national-2015", "national-2021"])
def test_what_an_office_suite_makes_of_a_wide_sheet_accuses_nobody(name: str, tmp_path: Path) -> None:
    source = tmp_path / "宽.xlsx"
    source.write_bytes(renderings(changed(name, []).disclosure.forms[0], "xlsx"))
    book = openpyxl.load_workbook(source)
    for sheet in book:
        for column in range(1, sheet.max_column + 1):
            sheet.column_dimensions[get_column_letter(column)].width = 25
        sheet.sheet_properties.pageSetUpPr = None
        sheet.page_setup.orientation = "portrait"
    book.save(source)
    report = jixiao.check(convert(source, "pdf", tmp_path))
    assert split_in(report.reading)
    assert report.findings == ()
