"""The interchange JSON: round trips, the schema, and what is said of JSON of the wrong shape."""

from __future__ import annotations

import json
import warnings
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import readings, target_forms

import jixiao
from jixiao.model import interchange
from jixiao.model.forms import (
    Department,
    Disclosure,
    Funding,
    FundingColumn,
    Goals,
    Indicator,
    Indicators,
    Match,
    ProjectRow,
    SignOff,
    Tables,
    TargetForm,
    Texts,
)
from jixiao.model.interchange import UnknownKeyWarning, loads, structure
from jixiao.model.reading import Gap, Reading
from jixiao.model.schemas import interchange_schema
from jixiao.model.structuring import converter
from jixiao.model.taxonomy import CATEGORIES
from jixiao.model.writing import dumps, unstructure

SCHEMA = jsonschema.Draft202012Validator(interchange_schema())


@given(readings)
def test_a_reading_comes_back_from_json(reading: Reading) -> None:
    again = loads(dumps(reading))
    assert again.disclosure == reading.disclosure
    assert again.gaps == reading.gaps
    assert again.status == reading.status
    assert again.source == reading.source
    assert dict(again.places) == dict(reading.places)


@given(readings)
def test_what_is_written_fits_the_schema(reading: Reading) -> None:
    SCHEMA.validate(json.loads(dumps(reading)))


@given(target_forms)
def test_a_lone_form_is_a_disclosure_of_one(form: jixiao.TargetForm) -> None:
    assert loads(dumps(form)).disclosure.forms == (form,)


@given(readings)
def test_the_fast_way_and_cattrs_give_the_same_model(reading: Reading) -> None:
    raw = json.loads(dumps(reading))

    def without_nulls(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: without_nulls(one) for key, one in value.items() if one is not None}
        return [without_nulls(one) for one in value] if isinstance(value, list) else value

    assert converter().structure(without_nulls(raw), Disclosure) == structure(raw).disclosure


@given(readings, st.integers(0, 400), st.sampled_from([1.5, [], {}, True, "x", -1, {"at": 3}]))
def test_a_json_of_any_shape_is_read_or_named(reading: Reading, which: int, wrong: object) -> None:
    """Replacing any one value by something else is either understood or an InterchangeError with paths."""
    raw = json.loads(dumps(reading))
    spots: list[tuple[Any, Any]] = []

    def collect(value: Any) -> None:
        for key, one in list(value.items() if isinstance(value, dict) else enumerate(value)):
            spots.append((value, key))
            if isinstance(one, (dict, list)):
                collect(one)

    collect(raw)
    holder, key = spots[which % len(spots)]
    holder[key] = wrong
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnknownKeyWarning)
        try:
            structure(raw)
        except jixiao.InterchangeError as error:
            assert error.problems
            assert all(path and zh and en for path, zh, en in error.problems)


def test_every_bad_path_is_named() -> None:
    raw = {
        "forms": [
            {},
            {"funding": {"annual": {"total": "12e3"}}},
            {
                "funding": {"annual": {"total": 1.5}},
                "project_name": 3,
                "indicators": {"annual": [{"category": "cost2"}]},
            },
        ],
        "fiscal_year": "2024",
    }
    with pytest.raises(jixiao.InterchangeError) as caught:
        structure(raw)
    assert {path for path, _, _ in caught.value.problems} == {
        "forms[1].funding.annual.total",
        "forms[2].funding.annual.total",
        "forms[2].project_name",
        "forms[2].indicators.annual[0].category",
        "fiscal_year",
    }
    assert "forms[2].funding.annual.total" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "{", "[1,2", '{"forms": [}', "nonsense", '{"forms": []} {"forms": []}', "[" * 100_000]
)
def test_text_that_is_no_json_is_not_readable(text: str) -> None:
    with pytest.raises(jixiao.NotReadable) as caught:
        loads(text, source="表.json")
    assert "表.json" in str(caught.value)


@pytest.mark.parametrize(
    "value", [[], 3, "x", None, {"a": 1}, {"forms": 3}, {"forms": [3]}, {"jixiao": 2, "forms": []}]
)
def test_json_of_another_kind_is_an_interchange_error(value: object) -> None:
    with pytest.raises(jixiao.InterchangeError):
        loads(json.dumps(value))


def test_an_unknown_key_is_named_in_a_warning() -> None:
    raw = {"forms": [{"project_name": "甲", "colour": 1}], "extra": 2}
    with pytest.warns(UnknownKeyWarning, match="extra") as caught:
        reading = loads(json.dumps(raw))
    assert "forms[0].colour" in str(caught[0].message)
    assert reading.disclosure.forms[0].project_name == "甲"


def test_amounts_are_plain_decimal_strings() -> None:
    reading = loads('{"project_name": "甲", "funding": {"annual": {"total": 1320000, "local": "1320000.50"}}}')
    out = unstructure(reading)["forms"][0]["funding"]["annual"]
    assert (out["total"], out["local"], out["other"]) == ("1320000", "1320000.5", None)


def test_the_shipped_schema_is_the_generated_one() -> None:
    shipped = Path(jixiao.__file__).parent / "model" / "schema" / "interchange.schema.json"
    assert json.loads(shipped.read_text(encoding="utf-8")) == interchange_schema()


def test_utf16_and_bom_are_understood() -> None:
    text = '{"project_name": "甲"}'
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert loads(text.encode(encoding)).disclosure.forms[0].project_name == "甲"


def test_the_fast_decoder_takes_over_and_understands_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    decode = interchange._Decoder()
    monkeypatch.setattr(interchange, "_decode", decode)
    text = json.dumps({"project_name": "甲", "narrative": "x" * (decode.THRESHOLD // 2)})
    name = text[: text.index(",")] + "}"
    decoders = []
    # it is worth its import when much has been read, be it in small pieces
    for piece in (name, text, text):
        decode(piece)
        decoders.append(decode.fast)
    assert decoders[:2] == [None, None]
    assert callable(decoders[2])
    assert loads(name).disclosure.forms[0].project_name == "甲"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert loads(name.encode(encoding)).disclosure.forms[0].project_name == "甲"
    assert loads(b"\xfe\xff" + name.encode("utf-16-be")).disclosure.forms[0].project_name == "甲"


def test_a_gap_may_be_anywhere_and_for_no_reason() -> None:
    gaps = structure({"forms": [], "gaps": [{"path": "", "reason": ""}]}).gaps
    assert gaps == (Gap("", ""),)


WHOLE: dict[str, Any] = {
    "jixiao": 1,
    "source": "预算.xlsx",
    "status": "partly read",
    "department": {"code": "301", "name": "水利局"},
    "fiscal_year": 2025,
    "forms": [
        {
            "project_name": "农村供水",
            "project_code": "A01",
            "fiscal_year": 2024,
            "template": "county-2015",
            "department": {"code": "301001", "name": "水利站"},
            "implementing_unit": "供水所",
            "project_attribute": "延续项目",
            "project_period": "2024-2026年",
            "funding": {
                "period": {"total": "36", "central": "1", "provincial": "2", "local": "3", "self_raised": "4"},
                "annual": {"total": "26", "other": "5", "fiscal": "6", "carried_over": "-7.50", "local": 8},
            },
            "text": {"summary": "概况", "basis": "依据", "necessity": "必要", "measures": "措施", "plan": "计划"},
            "goals": {"period": "三年目标", "annual": "当年目标"},
            "indicators": {
                "period": [
                    {"category": "quantity", "name": "管网长度", "value": "3公里"},
                    {
                        "category": "quality",
                        "name": "合格率",
                        "value": "≥95%",
                        "level1": "产出指标",
                        "level2": "质量指标",
                        "sign": "≥",
                        "unit": "%",
                        "weight": "10",
                        "explanation": "抽检",
                        "remark": "无",
                    },
                    {"name": "村数", "unit": None},
                ],
                "annual": [{"category": "cost", "name": None, "value": "8万元"}],
            },
            "sign_off": {"responsible": "甲", "handler": "乙", "phone": "123", "filled_at": "2025年1月"},
        },
        {"indicators": {"annual": [{"value": "3个", "name": "站点", "category": "quantity"}]}},
    ],
    "tables": {
        "projects": [
            {
                "name": "农村供水",
                "total": "26",
                "from_last_year": True,
                "code": "A01",
                "matched": {"form": 1, "how": "name", "confidence": "low"},
            },
            {"name": "防汛", "matched": {"form": 2}},
            {"name": "抗旱", "total": 0},
        ],
        "complete": False,
    },
    "narrative": ["第一段", "第二段"],
    "places": {"forms[0].goals.annual": {"at": "表1!C9", "text": "当年目标"}},
    "gaps": [
        {"path": "forms[0].goals.period", "at": "表1!B9", "reason": "lost"},
        {"path": "forms[1]", "reason": "cut"},
    ],
}


def whole() -> Disclosure:
    """What :data:`WHOLE` says, written out by hand."""
    columns = (
        FundingColumn(Decimal(36), Decimal(1), Decimal(2), Decimal(3), Decimal(4)),
        FundingColumn(Decimal(26), local=Decimal(8), other=Decimal(5), fiscal=Decimal(6), carried_over=Decimal("-7.5")),
    )
    full = ("quality", "合格率", "≥95%", "产出指标", "质量指标", "≥", "%", "10", "抽检", "无")
    rows = Indicators(
        (Indicator("quantity", "管网长度", "3公里"), Indicator(*full), Indicator(name="村数")),
        (Indicator("cost", None, "8万元"),),
    )
    form = TargetForm(
        "农村供水",
        "A01",
        2024,
        "county-2015",
        Department("301001", "水利站"),
        "供水所",
        "延续项目",
        "2024-2026年",
        Funding(*columns),
        Texts("概况", "依据", "必要", "措施", "计划"),
        Goals("三年目标", "当年目标"),
        rows,
        SignOff("甲", "乙", "123", "2025年1月"),
    )
    other = TargetForm(indicators=Indicators((), (Indicator("quantity", "站点", "3个"),)))
    projects = (
        ProjectRow("农村供水", Decimal(26), True, Match(1, "name", "low"), "A01"),
        ProjectRow("防汛", None, False, Match(2)),
        ProjectRow("抗旱", Decimal(0)),
    )
    return Disclosure((form, other), Department("301", "水利局"), 2025, Tables(projects, False), ("第一段", "第二段"))


def test_every_field_is_read_where_it_stands() -> None:
    # Twice: the second time every row has been seen before.
    for _ in range(2):
        reading = structure(WHOLE, source="别处.json")
        assert reading.disclosure == whole()
        assert (reading.source, reading.status) == ("预算.xlsx", "partly read")
        assert [str(reading.places[path].at) for path in reading.places] == ["表1!C9"]
        assert reading.gaps == (Gap("forms[0].goals.period", "lost", "表1!B9"), Gap("forms[1]", "cut"))


def test_the_file_is_the_source_where_the_json_names_none() -> None:
    assert loads('{"forms": []}', source="表.json").source == "表.json"
    assert loads('{"project_name": "甲"}', source="表.json").source == "表.json"
    assert loads('{"forms": [], "source": "原表.xlsx"}', source="表.json").source == "原表.xlsx"
    assert loads('{"forms": []}').source is None
    assert loads('{"forms": []}').status == "read"


@pytest.mark.parametrize("form", [{"indicators": {}}, {"project_name": "甲"}, {"indicators": {}, "project_name": "甲"}])
def test_a_form_alone_is_told_by_its_name_or_its_indicators(form: dict[str, Any]) -> None:
    assert structure(form).disclosure.forms == (TargetForm(project_name=form.get("project_name")),)
    # beside forms, these are keys that nobody knows
    with pytest.warns(UnknownKeyWarning):
        assert structure({"forms": [], **form}).disclosure.forms == ()


@pytest.mark.parametrize(
    ("keys", "wrong", "path"),
    [
        ("jixiao", 2, "jixiao"),
        ("status", "half read", "status"),
        ("fiscal_year", "2025", "fiscal_year"),
        ("fiscal_year", True, "fiscal_year"),
        ("department name", 3, "department.name"),
        ("department code", 3, "department.code"),
        ("narrative", [1], "narrative[0]"),
        ("narrative", "一段", "narrative"),
        ("source", 3, "source"),
        ("places", {"forms[0]": {"at": 3}}, "places.forms[0]"),
        ("places", {"forms[0]": "表1!C9"}, "places.forms[0]"),
        ("gaps", [{"path": 3, "reason": "cut"}], "gaps[0].path"),
        ("gaps", [{"path": "forms[0]", "reason": 3}], "gaps[0].reason"),
        ("gaps", [{"path": "forms[0]", "reason": "cut", "at": 3}], "gaps[0].at"),
        ("gaps", [{"path": "forms[0]"}], "gaps[0].reason"),
        ("tables complete", 1, "tables.complete"),
        ("tables projects 0 name", 3, "tables.projects[0].name"),
        ("tables projects 0 code", 3, "tables.projects[0].code"),
        ("tables projects 0 total", "1e3", "tables.projects[0].total"),
        ("tables projects 0 from_last_year", "no", "tables.projects[0].from_last_year"),
        ("tables projects 0 matched form", True, "tables.projects[0].matched.form"),
        ("tables projects 0 matched how", 3, "tables.projects[0].matched.how"),
        ("tables projects 0 matched confidence", 3, "tables.projects[0].matched.confidence"),
        ("forms 0 fiscal_year", 2024.0, "forms[0].fiscal_year"),
        ("forms 0 project_name", 3, "forms[0].project_name"),
        ("forms 0 template", 3, "forms[0].template"),
        ("forms 0 project_period", 3, "forms[0].project_period"),
        ("forms 0 department name", 3, "forms[0].department.name"),
        ("forms 0 funding period total", 1.5, "forms[0].funding.period.total"),
        ("forms 0 funding annual total", True, "forms[0].funding.annual.total"),
        ("forms 0 funding annual total", "1,000", "forms[0].funding.annual.total"),
        ("forms 0 funding annual total", "+1", "forms[0].funding.annual.total"),
        ("forms 0 funding annual total", "9" * 41, "forms[0].funding.annual.total"),
        ("forms 0 text plan", 3, "forms[0].text.plan"),
        ("forms 0 goals period", 3, "forms[0].goals.period"),
        ("forms 0 goals annual", 3, "forms[0].goals.annual"),
        ("forms 0 sign_off filled_at", 3, "forms[0].sign_off.filled_at"),
        ("forms 0 indicators period 0 category", "amount", "forms[0].indicators.period[0].category"),
        ("forms 0 indicators period 0 name", 3, "forms[0].indicators.period[0].name"),
        ("forms 0 indicators period 0 value", 3, "forms[0].indicators.period[0].value"),
        ("forms 0 indicators period 1 remark", 3, "forms[0].indicators.period[1].remark"),
        ("forms 0 indicators annual 0 value", 3, "forms[0].indicators.annual[0].value"),
    ],
)
def test_one_wrong_value_is_named_with_its_path(keys: str, wrong: object, path: str) -> None:
    raw = json.loads(json.dumps(WHOLE))
    *holders, last = (int(key) if key.isdigit() else key for key in keys.split())
    holder = raw
    for key in holders:
        holder = holder[key]
    holder[last] = wrong
    with pytest.raises(jixiao.InterchangeError) as caught:
        structure(raw)
    assert [path for path, _, _ in caught.value.problems] == [path]


def test_the_longest_amount_is_forty_characters() -> None:
    raw = {"project_name": "甲", "funding": {"annual": {"total": "9" * 40}}}
    assert structure(raw).disclosure.forms[0].funding.annual.total == Decimal("9" * 40)


@pytest.mark.parametrize("annual", [True, 1.0])
def test_a_column_that_only_looks_like_the_other_is_wrong_all_the_same(annual: object) -> None:
    # To Python 1, True and 1.0 are equal, and so would be the two columns.
    raw = {"project_name": "甲", "funding": {"period": {"total": 1}, "annual": {"total": annual}}}
    with pytest.raises(jixiao.InterchangeError) as caught:
        structure(raw)
    assert [path for path, _, _ in caught.value.problems] == ["forms[0].funding.annual.total"]


def test_unknown_keys_of_every_level_are_named_and_left_out() -> None:
    raw = {
        "forms": [
            {"project_name": "甲"},
            {
                "colour": 1,
                "funding": {"period": {"debt": "1"}, "annual": {"loan": "2", "total": "3"}},
                "indicators": {"period": [{"name": "人数", "owner": "乙"}], "annual": [{"note": "丙"}]},
            },
        ],
        "extra": 2,
    }
    with pytest.warns(UnknownKeyWarning) as caught:
        reading = structure(raw)
    assert str(caught[0].message).split("、") == [
        "extra",
        "forms[1].colour",
        "forms[1].funding…debt",
        "forms[1].funding…loan",
        "forms[1].indicators…owner",
        "forms[1].indicators…note",
    ]
    assert reading.disclosure.forms[1] == TargetForm(
        funding=Funding(annual=FundingColumn(Decimal(3))),
        indicators=Indicators((Indicator(name="人数"),), (Indicator(),)),
    )


def test_unknown_keys_of_a_lone_form_and_of_halves_of_unequal_length_are_named() -> None:
    with pytest.warns(UnknownKeyWarning) as caught:
        structure({"project_name": "甲", "colour": 1, "indicators": {"annual": [{"note": "丙"}]}})
    assert sorted(str(caught[0].message).split("、")) == ["forms[0].colour", "forms[0].indicators…note"]


def test_no_more_than_twenty_unknown_keys_are_named() -> None:
    with pytest.warns(UnknownKeyWarning) as caught:
        structure({"forms": [], **{f"key{number}": 1 for number in range(21)}})
    assert str(caught[0].message).split("、") == [f"key{number}" for number in range(20)]


@pytest.mark.parametrize("empty", [{}, None])
def test_what_is_empty_is_absent(empty: object) -> None:
    keys = ("department", "funding", "text", "goals", "indicators", "sign_off")
    named = {"project_name": "甲"}
    assert structure({**named, **dict.fromkeys(keys, empty)}).disclosure == structure(named).disclosure


def test_rows_of_both_halves_are_read_whatever_they_share() -> None:
    row = {"category": "quantity", "name": "村数", "value": "3个"}
    other = {**row, "value": "4个"}
    period, annual = [row, row, other], [other, row, {**other, "unit": "个"}]
    got = structure({"indicators": {"period": period, "annual": annual}}).disclosure.forms[0].indicators
    three, four = Indicator("quantity", "村数", "3个"), Indicator("quantity", "村数", "4个")
    nameless = {"category": "quantity", "value": "3个"}
    assert structure({"indicators": {"period": [nameless]}}).disclosure.forms[0].indicators.period == (
        Indicator("quantity", None, "3个"),
    )
    blank = {"category": "quantity", "name": None, "value": "3个", "unit": None}
    assert structure({"indicators": {"annual": [blank]}}).disclosure.forms[0].indicators.annual == (
        Indicator("quantity", None, "3个"),
    )
    assert got == Indicators((three, three, four), (four, three, Indicator("quantity", "村数", "4个", unit="个")))
    assert structure({"indicators": {"period": [row]}}).disclosure.forms[0].indicators == Indicators((three,))
    assert structure({"indicators": {"annual": [row]}}).disclosure.forms[0].indicators == Indicators((), (three,))


OBJECT, LIST = ("应为对象{…}", "should be an object {…}"), ("应为列表[…]", "should be a list […]")
LONE = {"project_name": "甲"}


@pytest.mark.parametrize(
    ("raw", "path", "zh", "en"),
    [
        (3, "$", "最外层应为对象{…}", "the outermost value should be an object {…}"),
        (
            {"a": 1},
            "forms",
            "没有这个键，所以不是jixiao的交换格式",
            "is missing: this is not jixiao's interchange form",
        ),
        (
            {"forms": None},
            "forms",
            "没有这个键，所以不是jixiao的交换格式",
            "is missing: this is not jixiao's interchange form",
        ),
        ({"forms": [], "jixiao": 2}, "jixiao", "只认识第1版", "only version 1 is known"),
        ({"forms": [], "status": "half"}, "status", "不认识的状态“half”", "unknown status 'half'"),
        ({"forms": [], "status": 3}, "status", "应为文字，现为3", "should be text, is 3"),
        (
            {"forms": [], "fiscal_year": "2025"},
            "fiscal_year",
            "应为整数，现为'2025'",
            "should be an integer, is '2025'",
        ),
        ({"forms": [], "fiscal_year": True}, "fiscal_year", "应为整数，现为True", "should be an integer, is True"),
        (
            {"forms": [], "tables": {"complete": 1}},
            "tables.complete",
            "应为true或false，现为1",
            "should be true or false, is 1",
        ),
        ({"project_name": 3}, "forms[0].project_name", "应为文字，现为3", "should be text, is 3"),
        (
            {"indicators": {}, "goals": {"annual": 3}},
            "forms[0].goals.annual",
            "应为文字，现为3",
            "should be text, is 3",
        ),
        (
            {**LONE, "funding": {"annual": {"total": 1.5}}},
            "forms[0].funding.annual.total",
            '金额应写成以元为单位的十进制数字串，如"500000"，现为1.5',
            'an amount is a plain decimal string in yuan such as "500000", not 1.5',
        ),
        (
            {"indicators": {"annual": [{}, {"category": "costs"}]}},
            "forms[0].indicators.annual[1].category",
            f"不认识的类别“costs”，应为 {'、'.join(CATEGORIES)} 之一",
            f"unknown category 'costs'; known: {', '.join(CATEGORIES)}",
        ),
        ({"forms": [], "gaps": [{"path": "forms[0]"}]}, "gaps[0].reason", "缺少reason", "reason is missing"),
        ({"forms": [], "tables": {"projects": [{}]}}, "tables.projects[0].name", "缺少name", "name is missing"),
        ({"forms": [], "places": {"forms[0]": {}}}, "places.forms[0]", "应有文字at", 'should have a text "at"'),
        ({"forms": [], "places": 3}, "places", *OBJECT),
        # a name beside the forms makes no lone form of the whole
        ({"forms": [], **LONE, "fiscal_year": "x"}, "fiscal_year", "应为整数，现为'x'", "should be an integer, is 'x'"),
    ],
)
def test_a_problem_is_said_in_both_languages(raw: object, path: str, zh: str, en: str) -> None:
    with pytest.raises(jixiao.InterchangeError) as caught:
        structure(raw)
    assert caught.value.problems == ((path, zh, en),)


@pytest.mark.parametrize(
    ("raw", "path", "wrong", "shape"),
    [
        ({"forms": 3}, "forms", 3, LIST),
        ({"forms": [3]}, "forms[0]", 3, OBJECT),
        ({"forms": [None]}, "forms[0]", None, OBJECT),
        ({"forms": [], "department": "x"}, "department", "x", OBJECT),
        ({"forms": [], "narrative": "一段"}, "narrative", "一段", LIST),
        ({"forms": [], "narrative": {"a": 1}}, "narrative", {"a": 1}, LIST),
        ({"forms": [], "tables": 3}, "tables", 3, OBJECT),
        ({"forms": [], "tables": {"projects": "ab"}}, "tables.projects", "ab", LIST),
        ({"forms": [], "tables": {"projects": [3]}}, "tables.projects[0]", 3, OBJECT),
        ({"forms": [], "tables": {"projects": [{"name": "a", "matched": 3}]}}, "tables.projects[0].matched", 3, OBJECT),
        ({"forms": [], "gaps": "abc"}, "gaps", "abc", LIST),
        ({"forms": [], "gaps": [3]}, "gaps[0]", 3, OBJECT),
        ({"indicators": 3}, "forms[0].indicators", 3, OBJECT),
        ({"indicators": {"period": {"name": 3}}}, "forms[0].indicators.period", {"name": 3}, LIST),
        ({"indicators": {"period": [3]}}, "forms[0].indicators.period[0]", 3, OBJECT),
        ({**LONE, "funding": 3}, "forms[0].funding", 3, OBJECT),
        ({**LONE, "funding": {"annual": [1]}}, "forms[0].funding.annual", [1], OBJECT),
        ({**LONE, "text": "abc"}, "forms[0].text", "abc", OBJECT),
        ({**LONE, "goals": [1]}, "forms[0].goals", [1], OBJECT),
        ({**LONE, "sign_off": 5}, "forms[0].sign_off", 5, OBJECT),
    ],
)
def test_another_shape_is_named_once(raw: object, path: str, wrong: object, shape: tuple[str, str]) -> None:
    with pytest.raises(jixiao.InterchangeError) as caught:
        structure(raw)
    assert caught.value.problems == ((path, f"{shape[0]}，现为{wrong!r}", f"{shape[1]}, is {wrong!r}"),)


@pytest.mark.parametrize(("length", "shown"), [(38, f"'{'x' * 38}'"), (39, f"'{'x' * 38}…")])
def test_a_long_value_is_shown_with_its_end_cut_off(length: int, shown: str) -> None:
    with pytest.raises(jixiao.InterchangeError) as caught:
        structure({**LONE, "fiscal_year": "x" * length})
    assert caught.value.problems == (
        ("forms[0].fiscal_year", f"应为整数，现为{shown}", f"should be an integer, is {shown}"),
    )


def test_what_is_read_without_the_fast_way_is_the_same() -> None:
    # One wrong value sends the whole JSON the careful way: of the rest it finds nothing to say.
    raw = {**WHOLE, "fiscal_year": "x"}
    with pytest.raises(jixiao.InterchangeError) as caught:
        structure(raw)
    assert len(caught.value.problems) == 1
    with pytest.raises(jixiao.InterchangeError) as caught:
        structure({**WHOLE, "forms": [*WHOLE["forms"], {**LONE, "funding": {"annual": {"total": 1, "other": "x"}}}]})
    assert [path for path, _, _ in caught.value.problems] == ["forms[2].funding.annual.other"]
    for status in ("read", "partly read", "not a target form", "not readable"):
        with pytest.raises(jixiao.InterchangeError) as caught:
            structure({"forms": [], "status": status, "fiscal_year": "x"})
        assert [path for path, _, _ in caught.value.problems] == ["fiscal_year"]
    with pytest.raises(jixiao.InterchangeError) as caught:
        structure({**LONE, "funding": {"annual": {"total": "1" * 40, "other": "1" * 41}}})
    assert [path for path, _, _ in caught.value.problems] == ["forms[0].funding.annual.other"]
