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
