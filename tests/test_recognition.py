"""Recognition: real forms, both media, and what must not change what is read."""

from __future__ import annotations

import copy
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.writers import write_2021_xlsx, write_county_xlsx

import jixiao
from jixiao.documents import read_bytes
from jixiao.model.forms import TargetForm
from jixiao.model.writing import form_out
from jixiao.recognition import recognise
from jixiao.testing.layouts import write_county_text

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NAMES = (
    "培训人次",
    "维修道路长度",
    "设备完好率",
    "发放及时率",
    "人均成本",
    "带动就业",
    "受益群众",
    "节约用水",
    "使用年限",
)
VALUES = ("≥300人次", "≥12公里", "≥95%", "=100%", "≤550元/人", "提升", "2024年12月底前", "长期", "1580.43平方米")
CATEGORIES = (
    "quantity", "quality", "timeliness", "cost", "economic_benefit", "social_benefit", "ecological_benefit",
    "sustainable_impact", "satisfaction",
)  # fmt: skip


@st.composite
def county_forms(draw: st.DrawFn) -> dict[str, Any]:
    """A form of the county layout with every category filled once or more, alike in both halves."""
    rows = []
    for index, category in enumerate(CATEGORIES):
        for number in range(draw(st.integers(1, 2))):
            suffix = "满意度" if category == "satisfaction" else ""
            name = f"{draw(st.sampled_from(NAMES))}{index}{number}{suffix}"
            rows.append({"category": category, "name": name, "value": draw(st.sampled_from(VALUES))})
    total = str(draw(st.integers(1, 10**7)))
    column = {
        "total": total, "central": "0", "provincial": "0", "local": total, "self_raised": "0", "other": None,
    }  # fmt: skip
    words = st.sampled_from(["完成全年任务", "保障正常运转，提高效率", "按计划实施；分两期完成", "根据文件要求"])
    return {
        "project_name": draw(st.sampled_from(["道路养护", "村医培训（二期）", "5.13专项", "350兆基站服务费"])),
        "project_code": None,
        "fiscal_year": 2024,
        "department": {"code": "031", "name": "云岭县水务局"},
        "implementing_unit": "云岭县水务局",
        "project_attribute": "一次性项目(1年结束)",
        "project_period": "1年",
        "funding": {"period": column, "annual": dict(column)},
        "text": {key: draw(words) for key in ("summary", "basis", "necessity", "measures", "plan")},
        "goals": {"period": draw(words), "annual": draw(words)},
        "indicators": {"period": rows, "annual": copy.deepcopy(rows)},
        "sign_off": {"responsible": None, "handler": None, "phone": None, "filled_at": "20240118154658"},
    }


def read_text(text: str) -> jixiao.Reading:
    return recognise([read_bytes(text.encode(), "t.txt")])


def essence(form: TargetForm) -> dict[str, Any]:
    """The form without what only one layout prints (labels)."""
    out = form_out(form)
    for half in ("period", "annual"):
        for row in out["indicators"][half]:
            row.pop("level1", None)
            row.pop("level2", None)
    return out


def expected(form: dict[str, Any]) -> dict[str, Any]:
    out = copy.deepcopy(form)
    out["template"] = "county-2015"
    for column in out["funding"].values():
        column |= {"fiscal": None, "carried_over": None}
    return out


@given(county_forms())
def test_text_and_workbook_of_one_form_give_the_form(form: dict[str, Any]) -> None:
    from_text = read_text(write_county_text([form]))
    book = io.BytesIO()
    write_county_xlsx(book, [form])
    from_book = recognise([read_bytes(book.getvalue(), "t.xlsx")])
    assert essence(from_text.disclosure.forms[0]) == expected(form)
    assert essence(from_book.disclosure.forms[0]) == expected(form)
    assert from_book.status == "read"
    assert not from_book.gaps


@given(county_forms(), st.data())
def test_reading_is_unmoved_by_what_means_nothing(form: dict[str, Any], data: st.DataObject) -> None:
    """Blank lines, an empty column in front, trailing tabs, a deeper heading, CRLF."""
    lines = write_county_text([form]).split("\n")
    before = essence(read_text("\n".join(lines)).disclosure.forms[0])
    for _ in range(data.draw(st.integers(1, 4))):
        lines.insert(data.draw(st.integers(0, len(lines))), data.draw(st.sampled_from(["", "   ", "\t\t\t"])))
    if data.draw(st.booleans()):
        lines = ["\t" + line if "\t" in line else line for line in lines]
    if data.draw(st.booleans()):
        lines = [line + "\t\t" if "\t" in line else line for line in lines]
    lines = [line.replace("## ", "#### ", 1) if line.startswith("## ") else line for line in lines]
    joint = data.draw(st.sampled_from(["\n", "\r\n"]))
    assert essence(read_text(joint.join(lines)).disclosure.forms[0]) == before


@given(county_forms())
def test_full_width_figures_are_the_same_amounts(form: dict[str, Any]) -> None:
    wide = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
    text = write_county_text([form])
    widened = re.sub(r"(?<=\t)[\d,.]+(?=\t|$)", lambda found: found[0].translate(wide), text, flags=re.MULTILINE)
    assert read_text(widened).disclosure.forms[0].funding == read_text(text).disclosure.forms[0].funding


@given(county_forms(), st.data())
def test_a_row_that_slid_one_column_left_is_put_back(form: dict[str, Any], data: st.DataObject) -> None:
    text = write_county_text([form])
    before = essence(read_text(text).disclosure.forms[0])
    lines = text.split("\n")
    movable = [
        number
        for number, line in enumerate(lines)
        if line.startswith("\t\t") and any(name in line for name in NAMES) and line.split("\t")[2].endswith("指标")
    ]
    number = data.draw(st.sampled_from(movable))
    lines[number] = lines[number][1:] + "\t"
    after = read_text("\n".join(lines))
    assert essence(after.disclosure.forms[0]) == before
    assert any(gap.reason == "slid" for gap in after.gaps)


@given(st.binary(max_size=600) | st.text(max_size=600).map(str.encode))
def test_no_bytes_raise_anything_but_our_own_errors(data: bytes) -> None:
    try:
        jixiao.check(data)
    except jixiao.JixiaoError as error:
        assert error.say("zh")
        assert error.say("en")


@given(county_forms(), st.data())
def test_a_torn_form_raises_nothing(form: dict[str, Any], data: st.DataObject) -> None:
    """Cells dropped, doubled and swapped anywhere: read somehow, or refused by name."""
    lines = write_county_text([form]).split("\n")
    for _ in range(data.draw(st.integers(1, 12))):
        number = data.draw(st.integers(0, len(lines) - 1))
        cells = lines[number].split("\t")
        at = data.draw(st.integers(0, len(cells) - 1))
        act = data.draw(st.sampled_from(["drop", "double", "blank", "cut", "label"]))
        if act == "drop":
            del cells[at]
        elif act == "double":
            cells.insert(at, cells[at])
        elif act == "blank":
            cells[at] = ""
        elif act == "cut":
            cells[at] = cells[at][: len(cells[at]) // 2]
        else:
            cells[at] = data.draw(st.sampled_from(["数量指标", "服务对象满意度", "项目名称", "三级指标", "满意度指标"]))
        lines[number] = "\t".join(cells)
    try:
        report = jixiao.check("\n".join(lines).encode())
    except jixiao.NotATargetForm:
        return
    assert report.to_json()


@pytest.mark.parametrize("three_cells", [False, True])
def test_a_2021_form_with_cost_of_its_own(three_cells: bool) -> None:
    reading = jixiao.read(EXAMPLES / "form-2021.xlsx")
    form = reading.disclosure.forms[0]
    raw = form_out(form)
    book = io.BytesIO()
    for row in raw["indicators"]["annual"]:
        for key in ("level1", "level2", "sign", "unit"):
            row.pop(key, None)
    write_2021_xlsx(book, raw, three_cells=three_cells)
    again = recognise([read_bytes(book.getvalue(), "t.xlsx")]).disclosure.forms[0]
    assert again.template == "national-2021"
    assert form.funding.annual.fiscal == Decimal(1400000)
    assert again.funding == form.funding
    assert [(row.category, row.name, row.value, row.weight) for row in again.indicators.annual if row.filled] == [
        (row.category, row.name, row.value, row.weight) for row in form.indicators.annual if row.filled
    ]
    assert {row.category for row in again.indicators.annual} >= {"economic_cost", "social_cost"}
    first = next(row for row in again.indicators.annual if row.filled)
    assert (first.sign, first.unit) == (("≤", "元/立方米") if three_cells else (None, None))


def test_tables_in_another_file_are_matched_and_named() -> None:
    reading = jixiao.read(EXAMPLES / "forms.xlsx", with_=[EXAMPLES / "budget.xlsx"])
    rows = reading.disclosure.tables.projects
    assert [row.matched.form if row.matched else None for row in rows] == [1, 2, 3, 4, 5]
    assert reading.places["tables.projects[1].total"].at.file == "budget.xlsx"
    assert not jixiao.read(EXAMPLES / "forms.xlsx").disclosure.tables.projects


def test_tables_of_a_further_file_are_added_to_json() -> None:
    from jixiao.model.writing import dumps

    text = dumps(jixiao.read(EXAMPLES / "forms.xlsx")).encode()
    report = jixiao.check(text, with_=[EXAMPLES / "budget.xlsx"])
    assert [finding.form for finding in report.findings if finding.code == "FND06"] == [2]


def test_a_form_that_breaks_off_is_a_gap() -> None:
    text = (EXAMPLES / "disclosure.txt").read_text(encoding="utf-8")
    lines = text.split("\n")
    last = max(number for number, line in enumerate(lines) if "时效指标" in line)
    reading = read_text("\n".join(lines[: last + 1]))
    assert len(reading.disclosure.forms) == 5
    assert reading.status == "partly read"
    assert [gap.path for gap in reading.gaps if gap.reason == "cut"] == ["forms[4].indicators"]
    codes = {finding.code for finding in jixiao.check(reading).by_form(5)}
    assert not codes & {"CMP11", "CMP15", "CMP16", "CMP18"}


@pytest.fixture(scope="module")
def reading(real_document: Path) -> jixiao.Reading:
    return jixiao.read(real_document)


@pytest.fixture(scope="module")
def report(reading: jixiao.Reading) -> jixiao.Report:
    return jixiao.check(reading)


class TestTheRealDocument:
    """What must always hold on the published document."""

    def test_every_form_is_found(self, reading: jixiao.Reading) -> None:
        assert len(reading.disclosure.forms) == 39
        assert all(form.fiscal_year == 2024 for form in reading.disclosure.forms)
        assert len(reading.disclosure.tables.projects) == 25

    def test_the_transcribed_forms_are_read_as_people_read_them(self, reading: jixiao.Reading, shared: Path) -> None:
        from tests.scoring import score

        fields, indicators = score(reading, shared / "data" / "transcriptions")
        assert fields == 1
        assert indicators >= 0.98

    def test_the_transcribed_forms_as_a_workbook(self, shared: Path) -> None:
        from tests.scoring import score, transcriptions

        truths = transcriptions(shared / "data" / "transcriptions")
        book = io.BytesIO()
        write_county_xlsx(book, [truth["form"] for truth in truths])
        reading = recognise([read_bytes(book.getvalue(), "t.xlsx")])
        ordinals = {truth["ordinal"]: number for number, truth in enumerate(truths)}
        assert score(reading, shared / "data" / "transcriptions", ordinals) == (1, 1)

    def test_form_and_table_differ_twice_and_all_three_places_are_named(self, report: jixiao.Report) -> None:
        found = [finding for finding in report.findings if finding.code == "FND06"]
        assert [finding.form for finding in found] == [7, 38]
        last = found[-1]
        assert (last.values["period"], last.values["annual"], last.values["table"]) == (1650000, 1320000, 1320000)
        assert [str(place.at) for _, place in last.places] == ["L1675C3", "L368C2", "L1675C5"]
        assert [finding.cause for finding in report.by_form(38) if finding.code == "FND05"] == [last]

    def test_more_than_everything_is_found_in_each_place(self, report: jixiao.Report, real_document: Path) -> None:
        printed = sum(line.count("≥100%") for line in real_document.read_text(encoding="utf-8").split("\n"))
        found = [
            place
            for finding in report.findings
            if finding.code in ("VAL08", "VAL11") and "≥100%" in str(finding.values["value"])
            for _, place in finding.places
        ]
        assert len(found) == printed == 4
        assert {place.text for place in found} == {"≥100%"}

    def test_dates_before_the_year(self, report: jixiao.Report) -> None:
        found = {str(f.values["value"]) for f in report.findings if f.code == "DAT02"}
        assert found == {"2022年前2022年前", "2018年9月", "2019年"}

    def test_declared_and_standing_forms(self, report: jixiao.Report) -> None:
        (found,) = (finding for finding in report.findings if finding.code == "NAR10")
        assert (found.values["declared"], found.values["forms"]) == (45, 39)
        assert found.values["declared_money"] == Decimal("34127600")

    def test_empty_categories_are_those_of_the_reviewer(self, report: jixiao.Report, shared: Path) -> None:
        from tests.scoring import transcriptions

        kinds = {"missing_cost_indicator": "CMP15", "missing_satisfaction_indicator": "CMP16"}
        for truth in transcriptions(shared / "data" / "transcriptions"):
            want = {kinds[defect["kind"]] for defect in truth["defects"] if defect["kind"] in kinds}
            have = {f.code for f in report.by_form(truth["ordinal"])} & set(kinds.values())
            assert have == want, truth["ordinal"]

    def test_converted_and_checked_gives_the_same_findings(
        self, reading: jixiao.Reading, report: jixiao.Report
    ) -> None:
        from jixiao.model.interchange import loads
        from jixiao.model.writing import dumps

        again = jixiao.check(loads(dumps(reading)))
        assert json.loads(again.to_json()) == json.loads(report.to_json())


def test_a_budget_table_on_another_sheet_of_the_workbook_is_found_by_itself() -> None:
    form = form_out(jixiao.read(EXAMPLES / "forms.xlsx").disclosure.forms[1])
    tables = [{"name": "清溪河道清淤疏浚工程", "total": "1320000", "from_last_year": False}]
    for separate in (True, False):
        book = io.BytesIO()
        write_county_xlsx(book, [form], tables=tables, separate_sheet=separate)
        report = jixiao.check(book.getvalue())
        assert [finding.code for finding in report.findings if finding.code.startswith("FND")] == ["FND05", "FND06"]
        assert report.reading.places["tables.projects[0].total"].text == "132.00"
