"""What pages do to forms beyond their layout: signs that a scan misreads, other tables, blank templates, words."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import formats
from tests.test_templates import LAYOUTS, essence, read_book, read_text

import jixiao
from jixiao.documents import read_bytes
from jixiao.recognition import recognise
from jixiao.testing.layouts import Put

HEAD = (
    "项目支出绩效目标表\n(2024年度)\n项目名称\t{name}\n主管部门\t云岭县水务局\t实施单位\t云岭县水管站\n"
    "年度资金总额(万元)\t85\n年度目标\t清淤三公里。\n"
)
ROWS = (
    "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t清淤长度\t{length}\n"
    "满意度指标\t服务对象满意度指标\t群众满意度\t{share}\n"
)


def form(*, name: str = "水渠清淤", length: str = "≥3公里", share: str = "≥95%") -> str:
    return HEAD.format(name=name) + ROWS.format(length=length, share=share)


def signs(text: str) -> list[str]:
    return [gap.path.rpartition(".indicators.")[2] for gap in read_text(text).gaps if gap.reason == "misread sign"]


class TestSignsThatAScanMisreads:
    """≥ read as 2, 二 or =: a gap that says the guess, and the value as it is printed."""

    @pytest.mark.parametrize(
        ("length", "share", "where"),
        [
            ("二3公里", "≥95%", ["annual[0].value"]),
            ("≥3公里", "295%", ["annual[1].value"]),
            ("≥3公里", "2100%", ["annual[1].value"]),
            ("23公里", "≥95%", []),
            ("≥3公里", "95%", []),
            ("二级以上", "=95%", []),
        ],
    )
    def test_the_guess_is_said(self, length: str, share: str, where: list[str]) -> None:
        text = form(length=length, share=share)
        assert signs(text) == where
        (one,) = read_text(text).disclosure.forms
        assert [row.value for row in one.indicators.annual] == [length, share]

    def test_the_other_half_may_show_the_sign(self) -> None:
        text = (LAYOUTS / "twin-columns-of-several-rows.txt").read_text(encoding="utf-8")
        assert signs(text) == []
        assert signs(text.replace("≥90%", "=90%", 1)) == ["period[4].value"]
        assert signs(text.replace("≥90%", "290%", 1)) == ["period[4].value"]
        assert signs(text.replace("≥90%", "=90%")) == []

    def test_no_finding_hangs_on_such_a_value(self) -> None:
        report = jixiao.check(form(share="295%").encode())
        assert not [one for one in report.findings if any(path.endswith("annual[1].value") for path in one.paths)]
        assert any("≥" in gap.say("zh") and "≥" in gap.say("en") for gap in report.gaps)

    def test_typed_figures_are_meant(self) -> None:
        grid = form(share="295%").replace("\t", "|")
        assert not [gap for gap in read_book(grid).gaps if gap.reason == "misread sign"]


@pytest.mark.parametrize(
    "name",
    ["网站维护次数", "打印资料份数", "下载量", "承办会议场次", "主办培训班期数", "附件审核数量", "版权登记件数"],
)
def test_a_name_that_begins_like_the_foot_of_a_page_is_a_name(name: str) -> None:
    text = form().replace("清淤长度", name).replace("\t", " | ").replace("\n", " |\n")
    (one,) = read_text(text).disclosure.forms
    assert [row.name for row in one.indicators.annual] == [name, "群众满意度"]


@pytest.mark.parametrize(
    "foot", ["网站地图", "主办:云岭县政府", "版权所有", "附件:", "[下载] [打印] [关闭]", "打印本页", "首页"]
)
def test_the_foot_of_a_page_is_no_indicator(foot: str) -> None:
    lines = form().replace("\t", "\n") + foot + "\n"
    (one,) = read_text(lines).disclosure.forms
    assert [row.name for row in one.indicators.annual] == ["清淤长度", "群众满意度"]


@pytest.mark.parametrize("parted", ["\t", " | ", "\n"], ids=["tabs", "bars", "a cell a line"])
def test_a_table_of_points_is_an_evaluation_without_any_word_in_its_title(parted: str) -> None:
    text = form().replace("指标值\n", "指标值\t得分\n").replace("公里\n", "公里\t10\n").replace("%\n", "%\t10\n")
    assert read_text(text.replace("\t", parted)).status == "not a target form"


def test_an_evaluation_whose_cells_are_glued_is_known() -> None:
    text = (
        "项目绩效目标自评表(2024年度)项目名称水渠清淤主管部门云岭县水务局实施单位云岭县水管站年度资金总额16全年执行数15"
        "一级指标二级指标三级指标年度指标值实际完成指标值分值产出指标数量指标清淤长度≥3公里3公里10"
    )
    assert read_text(text).status == "not a target form"


@pytest.mark.parametrize("goal", ["", "目标1：\n目标2：\n……"], ids=["no goal", "goals to be written over"])
def test_a_blank_template_in_a_workbook_is_blank(goal: str) -> None:
    shown = goal.replace("\n", "\\n")
    grid = (
        "项目支出绩效目标表|<|<|<\n(20XX年度)|<|<|<\n项目名称||<|<\n主管部门||实施单位|\n年度资金总额||<|<\n"
        f"年度目标|{shown}|<|<\n一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|补助人数|≥**人\n满意度指标|满意度指标|群众满意度|≥**%"
    )
    reading = read_book(grid)
    assert [gap.reason for gap in reading.gaps if gap.path == "forms[0].indicators"] == ["blank template"]
    assert not any(row.filled for _, rows in reading.disclosure.forms[0].indicators.halves for row in rows)


def test_a_filled_row_makes_a_form_that_is_not_blank() -> None:
    reading = read_book(form(name="", length="≥**公里").replace("\t", "|"))
    assert not [gap for gap in reading.gaps if gap.reason == "blank template"]


@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("sheet-*.grid")), ids=lambda path: path.stem)
@pytest.mark.parametrize("kind", ["docx", "html"])
def test_a_layout_says_the_same_in_every_kind_of_file(path: Path, kind: str) -> None:
    grid = [line.split("|") for line in path.read_text(encoding="utf-8").strip("\n").split("\n")]
    block = [
        Put(
            row,
            column,
            text.strip().replace("\\n", "\n"),
            height=next((n for n in range(1, len(grid) - row) if _at(grid, row + n, column) != "^"), len(grid) - row),
            width=next(
                (n for n in range(1, len(line) - column) if line[column + n].strip() != "<"), len(line) - column
            ),
        )
        for row, line in enumerate(grid)
        for column, text in enumerate(line)
        if text.strip() not in ("", "<", "^")
    ]
    told = essence(recognise([read_bytes(formats.write(kind, [block]), f"t.{kind}")]))
    assert told == essence(read_book(path.read_text(encoding="utf-8")))


def _at(grid: list[list[str]], row: int, column: int) -> str:
    return grid[row][column].strip() if column < len(grid[row]) else ""
