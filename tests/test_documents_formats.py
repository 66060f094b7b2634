"""The same form in every format: one model, the same findings, and every address leads back to its text."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import formats
from tests.formats import FORMATS, Block, write
from tests.writers import write_county_xlsx

import jixiao
from jixiao.documents import read_bytes
from jixiao.model.writing import form_out
from jixiao.places import Location
from jixiao.testing.layouts import COUNTY_TITLE, COUNTY_WIDTH, Put, county_layout, layout_2021, moved, year_of

HALF = [
    {"category": "quantity", "name": "维修房间", "value": "≥10间"},
    {"category": "quantity", "name": "更换管路", "value": "20件"},
    {"category": "quality", "name": "验收合格率", "value": "100%"},
    {"category": "cost", "name": "维修成本", "value": "≤132万元"},
    {"category": "satisfaction", "name": "群众满意度", "value": "95.5%"},
]
COLUMN = {"total": "1320000", "central": "0", "provincial": "0", "local": "1200000", "other": None}
FORM: dict[str, Any] = {
    "project_name": "营区维修",
    "fiscal_year": 2024,
    "department": {"code": "027", "name": "某局"},
    "implementing_unit": "某所",
    "project_attribute": "一次性项目",
    "project_period": "1年",
    "funding": {"period": COLUMN, "annual": COLUMN},
    "text": {"summary": "第一段\n第二段 <b>&amp;", "basis": '会议纪要"一"'},
    "goals": {"period": "改善", "annual": "改善"},
    "indicators": {"period": HALF, "annual": HALF[1:]},
    "sign_off": {"filled_at": "20240118154658"},
}
FORMS = (FORM, {**FORM, "project_name": "桥梁维修"})


def county(form: dict[str, Any]) -> list[Put]:
    """The county form with its title."""
    head = [
        Put(0, 0, COUNTY_TITLE, width=COUNTY_WIDTH),
        Put(1, 0, f"({year_of([form])}年度)", width=COUNTY_WIDTH),
    ]
    return [*head, *moved(county_layout(form), 2)]


LAYOUTS: dict[str, Sequence[Block]] = {
    "county": [county(form) for form in FORMS],
    "2021 in three cells": [layout_2021(form, three_cells=True) for form in FORMS],
    "2021 in one cell": [layout_2021(form, three_cells=False) for form in FORMS],
}


def outcome(data: bytes) -> tuple[object, object]:
    """What was read and what was found, without where it stood."""
    reading = jixiao.read(data)
    assert (reading.status, reading.gaps) == ("read", ())
    findings = [(each.code, each.message, each.paths) for each in jixiao.check(reading).findings]
    return [form_out(form) for form in reading.disclosure.forms], sorted(findings)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_form_is_the_same_model_with_the_same_findings(kind: str, layout: str) -> None:
    forms, findings = outcome(write(kind, LAYOUTS[layout]))
    assert isinstance(forms, list)
    assert len(forms) == 2
    assert any(code.startswith("FND") for code, *_ in findings)  # type: ignore[attr-defined]
    assert (forms, findings) == outcome(write("xlsx", LAYOUTS[layout]))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_finding_says_where_people_will_look_for_it(kind: str) -> None:
    reading = jixiao.read(write(kind, [LAYOUTS["county"][0]]))
    place = reading.places["forms[0].funding.annual.total"]
    sheet, titled, lines = "表1!E6", "t1r4c5", "L6C5"
    said = {
        "docx": titled, "html": titled, "mht": titled, "csv": lines, "md": "L9C5",
    }  # fmt: skip
    assert str(place.at) == said.get(kind, sheet)
    assert place.text == "1,320,000" if kind not in ("xlsx", "xls", "xml") else "1,320,000.00"


# Blanks inside are left to each format; what a web page does with them is asked elsewhere.
grid_texts = st.text(st.sampled_from("甲乙丙ab1≥%。<>&'\"\\/#_;:"), min_size=1, max_size=6)


@st.composite
def grids(draw: st.DrawFn) -> list[Put]:
    """A table with merges: every row a block of equal height, cut into cells."""
    puts: list[Put] = []
    width = draw(st.integers(3, 5))
    top = 0
    for _ in range(draw(st.integers(3, 4))):
        height, column = draw(st.integers(1, 2)), 0
        while column < width:
            wide = draw(st.integers(1, min(2, width - column)))
            puts.append(Put(top, column, draw(grid_texts), height, wide))
            column += wide
        top += height
    return puts


@settings(max_examples=25)
@given(grids())
@pytest.mark.parametrize("kind", FORMATS)
def test_every_address_is_written_parsed_and_leads_back_to_its_text(kind: str, puts: list[Put]) -> None:
    document = read_bytes(write(kind, [puts]), f"表.{kind}")
    assert document.exact
    cells = {str(cell.at): cell for line in document.lines for cell in line.cells}
    found = {}
    for written, cell in cells.items():
        at = Location.parse(written)
        assert at == cell.at
        found[at.row, at.column] = cell.text
    # The line below the head of a Markdown table is a line of its text.
    below = 1 if kind == "md" else 0
    assert found == {(put.row + 1 + (below if put.row else 0), put.column + 1): put.text for put in puts}
    if kind not in ("csv", "md"):
        assert sorted((c.at.row, c.at.column, c.row_span, c.column_span) for c in cells.values()) == sorted(
            (put.row + 1, put.column + 1, put.height, put.width) for put in puts
        )


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice, where it is installed."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice is absent: what it writes as .xls, .ods, .docx and .html is NOT tested here")
    return found


# From the kind that LibreOffice opens to the one that it writes, and the filter that this takes.
CONVERSIONS = {
    ("xlsx", "xls"): "xls",
    ("xlsx", "ods"): "ods",
    ("xlsx", "html"): "html",
    ("xlsx", "csv"): "csv:Text - txt - csv (StarCalc):44,34,76,1",
    ("docx", "docx"): "docx",
    ("docx", "html"): "html:HTML (StarWriter)",
}


@pytest.mark.parametrize(("source", "target"), CONVERSIONS)
def test_what_libreoffice_writes_is_the_same_model(source: str, target: str, soffice: str, tmp_path: Path) -> None:
    for name, blocks in LAYOUTS.items():
        (tmp_path / f"{name.replace(' ', '-')}.{source}").write_bytes(write(source, blocks))
    made = tmp_path / "made"
    subprocess.run(
        [
            soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
            "--convert-to", CONVERSIONS[source, target], "--outdir", str(made), *map(str, tmp_path.glob(f"*.{source}")),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )  # fmt: skip
    for name, blocks in LAYOUTS.items():
        data = (made / f"{name.replace(' ', '-')}.{target}").read_bytes()
        assert outcome(data) == outcome(write("xlsx", blocks))


def test_a_form_inside_the_tables_that_lay_out_a_page() -> None:
    inner = write("html", LAYOUTS["county"]).decode().partition("<body>")[2].partition("</body>")[0]
    menu = "<td rowspan=9><a>首页</a><br><a>公开</a></td>"
    page = formats.page_of(
        f"<table><tr>{menu}<td>当前位置</td></tr><tr><td><div>{inner}</div></td></tr></table><p>尾</p>"
    )
    assert outcome(page) == outcome(write("xlsx", LAYOUTS["county"]))


def test_further_files_may_be_of_any_format() -> None:
    table = io.BytesIO()
    write_county_xlsx(table, [], tables=[{"name": "营区维修", "total": "990000", "from_last_year": False}], year=2024)
    form = formats.write("docx", [LAYOUTS["county"][0]])
    codes = {finding.code for finding in jixiao.check(jixiao.read(form, with_=[table.getvalue()])).findings}
    assert "FND06" in codes
