"""JSON Lines: the forms of all lines are one disclosure, and every address moves with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jixiao
from jixiao import dumps, loads
from jixiao.errors import InterchangeError, NotReadable
from jixiao.testing import disclosures, forms

EXAMPLES = Path(__file__).parent.parent / "examples"


def line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@settings(max_examples=40)
@given(st.lists(forms(), min_size=2, max_size=4))
def test_forms_on_lines_are_the_forms_of_one_disclosure(drawn: list[jixiao.TargetForm]) -> None:
    text = "\n".join(line(json.loads(dumps(form))["forms"][0]) for form in drawn)
    assert loads(text.encode()).disclosure.forms == tuple(drawn)
    # blank lines, another end of line and a mark at the head mean nothing
    again = loads(b"\xef\xbb\xbf" + text.replace("\n", "\r\n\r\n").encode() + b"\n")
    assert again.disclosure.forms == tuple(drawn)


@settings(max_examples=30)
@given(disclosures(), disclosures())
def test_disclosures_on_lines_keep_their_tables_and_matches(
    first: jixiao.Disclosure, second: jixiao.Disclosure
) -> None:
    joined = loads("\n".join(line(json.loads(dumps(one))) for one in (first, second))).disclosure
    assert joined.forms == first.forms + second.forms
    assert len(joined.tables.projects) == len(first.tables.projects) + len(second.tables.projects)
    for one, offset, start in ((first, 0, 0), (second, len(first.forms), len(first.tables.projects))):
        for number, row in enumerate(one.tables.projects, start):
            match = joined.tables.projects[number].matched
            assert (match.form if match else None) == (row.matched.form + offset if row.matched else None)


def test_places_and_gaps_move_with_their_forms() -> None:
    reading = jixiao.read(EXAMPLES / "disclosure.txt")
    twice = loads("\n".join([line(json.loads(dumps(reading)))] * 2))
    count = len(reading.disclosure.forms)
    assert len(twice.places) == 2 * len(reading.places)
    for path in reading.places:
        if path.startswith("forms[0]"):
            assert twice.places[path.replace("forms[0]", f"forms[{count}]")] == reading.places[path]
    assert len(twice.gaps) == 2 * len(reading.gaps)
    assert twice.status == reading.status


def test_a_line_of_the_wrong_shape_is_named() -> None:
    with pytest.raises(InterchangeError) as raised:
        loads('{"project_name": "水网"}\n{"project_name": 7}')
    assert raised.value.problems[0][0] == "lines[1].forms[0].project_name"


@pytest.mark.parametrize("text", ['{"project_name": "水网"}\n{"project_name": ', '{"project_name": "水网"}\n七'])
def test_a_line_that_is_no_json_is_named(text: str) -> None:
    with pytest.raises(NotReadable, match="第2行"):
        loads(text)


@pytest.mark.parametrize("text", ['{"project_name":', "[1]\n[2]", '"a"\n"b"'])
def test_what_begins_with_no_object_is_no_json_lines(text: str) -> None:
    with pytest.raises((NotReadable, InterchangeError)):
        loads(text)


def test_a_file_of_lines_is_checked_like_any_other(tmp_path: Path) -> None:
    reading = jixiao.read(EXAMPLES / "forms.xlsx")
    path = tmp_path / "各单位 目标表.jsonl"
    path.write_text("\n".join(line(json.loads(dumps(form))["forms"][0]) for form in reading.disclosure.forms), "utf-8")
    codes = [(finding.code, finding.form) for finding in jixiao.check(path).findings]
    assert codes == [
        (finding.code, finding.form) for finding in jixiao.check(jixiao.Disclosure(reading.disclosure.forms)).findings
    ]


def test_what_the_lines_agree_on_is_kept_for_all() -> None:
    water = {"department": {"code": "301", "name": "水利局"}, "fiscal_year": 2025, "forms": [{"project_name": "水网"}]}
    roads = {**water, "forms": [{"project_name": "公路"}], "narrative": ["一", "二"]}
    joined = loads("\n".join([line(water), line(roads), line({**water, "narrative": ["三"]})])).disclosure
    assert joined.department == jixiao.Department("301", "水利局")
    assert joined.fiscal_year == 2025
    assert [form.project_name for form in joined.forms] == ["水网", "公路", "水网"]
    assert joined.narrative == ("一", "二", "三")
    other = loads(f"{line(water)}\n{line({**water, 'department': {'name': '交通局'}, 'fiscal_year': 2024})}").disclosure
    assert other.department == jixiao.Department()
    assert other.fiscal_year is None


@pytest.mark.parametrize(
    ("complete", "whole"), [([True, True], True), ([True, False], False), ([False, True], False), ([False], False)]
)
def test_tables_are_complete_where_those_of_every_line_are(complete: list[bool], whole: bool) -> None:
    lines = [line({"forms": [], "tables": {"projects": [], "complete": one}}) for one in (*complete, True)]
    assert loads("\n".join(lines)).disclosure.tables.complete is whole


@pytest.mark.parametrize(
    ("statuses", "worst"),
    [
        (["read", "read"], "read"),
        (["read", "partly read"], "partly read"),
        (["partly read", "not a target form", "read"], "not a target form"),
        (["read", "not readable", "not a target form"], "not readable"),
    ],
)
def test_the_lines_are_read_as_well_as_the_worst_of_them(statuses: list[str], worst: str) -> None:
    text = "\n".join(line({"forms": [], "status": status}) for status in statuses)
    reading = loads(text, source="各单位.jsonl")
    assert reading.status == worst
    assert reading.source == "各单位.jsonl"


def test_gaps_of_every_part_move_behind_those_of_the_lines_before() -> None:
    gaps = [
        {"path": "forms[1].goals.annual", "reason": "lost"},
        {"path": "tables.projects[0].total", "reason": "not a number"},
        {"path": "narrative[2]", "reason": "cut"},
        {"path": "fiscal_year", "reason": "no year"},
    ]
    one = {"forms": [{}, {}], "tables": {"projects": [{"name": "水网"}]}, "narrative": ["一", "二", "三"], "gaps": gaps}
    assert [gap.path for gap in loads(f"{line(one)}\n{line(one)}").gaps] == [
        *(gap["path"] for gap in gaps),
        "forms[3].goals.annual",
        "tables.projects[1].total",
        "narrative[5]",
        "fiscal_year",
    ]


def test_a_line_that_is_no_form_at_all_is_named() -> None:
    with pytest.raises(InterchangeError) as raised:
        loads('{"project_name": "水网"}\n{"a": 1}\n')
    assert [path for path, _, _ in raised.value.problems] == ["lines[1].forms"]
    with pytest.raises(InterchangeError) as raised:
        loads('{"project_name": "水网"}\n3\n')
    assert [path for path, _, _ in raised.value.problems] == ["lines[1]"]


@pytest.mark.parametrize(
    ("text", "source", "zh", "en"),
    [
        (
            '{"project_name": "水网"}\n{"project_name": }',
            "表.jsonl",
            "表.jsonl：不是完整的JSON（第2行第18列）。请检查文件是否保存完整、是否为UTF-8编码。",
            "表.jsonl: not complete JSON (line 2, column 18). Is the file whole, and encoded as UTF-8?",
        ),
        (
            "{",
            None,
            "不是完整的JSON（第1行第2列）。请检查文件是否保存完整、是否为UTF-8编码。",
            "not complete JSON (line 1, column 2). Is the file whole, and encoded as UTF-8?",
        ),
        (
            '{"project_name": "水网"}\n' + "[" * 100_000,
            None,
            "不是完整的JSON（第1行第1列）。请检查文件是否保存完整、是否为UTF-8编码。",
            "not complete JSON (line 1, column 1). Is the file whole, and encoded as UTF-8?",
        ),
        (
            '{"project_name": "水网"}'.encode("gbk"),
            None,
            "不是完整的JSON。请检查文件是否保存完整、是否为UTF-8编码。",
            "not complete JSON. Is the file whole, and encoded as UTF-8?",
        ),
    ],
)
def test_where_a_text_stops_being_json_is_said_in_both_languages(
    text: str | bytes, source: str | None, zh: str, en: str
) -> None:
    with pytest.raises(NotReadable) as raised:
        loads(text, source=source)
    assert (raised.value.zh, raised.value.en) == (zh, en)


def test_blank_lines_and_a_mark_before_the_first_form_mean_nothing() -> None:
    text = '{"project_name": "水网"}\n{"project_name": "公路"}'
    for before in ("", "\ufeff", "\n\n", " \t\r\n", "\ufeff\r\n"):
        assert len(loads(before + text).disclosure.forms) == 2
    for after in ("\n", "\r\n\r\n", "\n  "):
        assert len(loads(text + after).disclosure.forms) == 2
