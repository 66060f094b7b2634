"""The report: what it counts, what it lets pass, and what others read of it as data."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

import jixiao
from jixiao.checker.aside import Exemption, set_aside
from jixiao.checker.plain import (
    JSON_END,
    JSON_FIRST,
    JSON_NEXT,
    JSON_START,
    entry_json,
    file_entry,
    report_json,
    summary_json,
    unread_entry,
)
from jixiao.checker.report import Report
from jixiao.checker.settle import GapIndex
from jixiao.checker.wording import amount_in, fund_label, rule_title
from jixiao.model.forms import (
    Department,
    Disclosure,
    Funding,
    FundingColumn,
    Goals,
    Indicator,
    Indicators,
    ProjectRow,
    Tables,
    TargetForm,
)
from jixiao.model.reading import Gap, Reading
from jixiao.places import Location, Place, Places
from jixiao.rules.base import Severity
from jixiao.rules.examples import changed

ROADS = TargetForm(
    "城区道路养护",
    fiscal_year=2025,
    template="county-2015",
    department=Department("301", "交通局"),
    project_period="2025年",
    funding=Funding(
        FundingColumn(Decimal(660_000), local=Decimal(500_000)), FundingColumn(Decimal(500_000), local=Decimal(500_000))
    ),
    goals=Goals("养护城区道路30公里", "养护城区道路30公里"),
    indicators=Indicators(
        (
            Indicator("quantity", "养护道路里程", "≥30公里"),
            Indicator("quality", "验收合格率", "≥120%"),
            Indicator("satisfaction", "群众满意度", "≥150%"),
        ),
        (
            Indicator("quantity", "养护道路里程", "≥30公里"),
            Indicator("quality", "验收合格率", "≥120%"),
            Indicator("satisfaction", "群众满意度", "≥95%"),
        ),
    ),
)
WATER = TargetForm(
    "农村供水",
    fiscal_year=2025,
    template="county-2015",
    indicators=Indicators(
        (Indicator("quality", "水质合格率", "≥130%"),), (Indicator("quality", "水质合格率", "≥130%"),)
    ),
)
TABLES = Tables((ProjectRow("城区道路养护", Decimal(500_000)), ProjectRow("防汛", Decimal(20_000))))
PLACES = Places(
    {
        "forms[0].funding.period.total": Place(Location(row=7, column=3, sheet="表1"), "66", "万元"),
        "forms[0].indicators.period[1].value": Place(Location(row=12, column=4, sheet="表1"), "≥120%"),
    }
)


def checked(*forms: TargetForm, gaps: tuple[Gap, ...] = (), **options: Any) -> Report:
    """The report on some forms with the tables of their document."""
    disclosure = Disclosure(forms or (ROADS, WATER), Department("301", "交通局"), 2025, TABLES)
    return jixiao.check(Reading(disclosure, PLACES, gaps, "partly read", "预算.xlsx"), **options)


def first(report: Report, code: str) -> jixiao.Finding:
    """The first finding with a code."""
    return next(finding for finding in report.findings if finding.code == code)


def test_a_finding_says_where_it_stands_and_of_what() -> None:
    report = checked()
    finding = first(report, "FND02")
    assert (finding.form, finding.project_name, finding.rule.family) == (1, "城区道路养护", "FND")
    assert finding.paths[0] == "forms[0].funding.period.total"
    assert next((path, str(place.at)) for path, place in finding.places) == ("forms[0].funding.period.total", "表1!C7")
    assert str(finding).startswith("错误 FND02 funding.period.total（表1!C7）：")
    assert finding.say() in str(finding)
    assert repr(finding) == f"<Finding FND02 error (high) in form 1: {finding.say(evidence=False)}>"
    english = first(checked(language="en"), "FND02")
    assert str(english).startswith("error FND02 funding.period.total (表1!C7): ")
    assert english.message == finding.say("en")
    assert english.advice == finding.advise("en") != finding.advice


def test_evidence_is_said_behind_the_message_in_brackets() -> None:
    finding = first(checked(), "FND02")
    zh, en = finding.say(evidence=False), finding.say("en", evidence=False)
    assert finding.say().startswith(f"{zh}（")
    assert finding.say().endswith("）")
    assert finding.say("en").startswith(f"{en} (")
    assert finding.say("en").endswith(")")
    # amounts are said in the unit that was printed there
    assert "66.00万元" in finding.say() or "66万元" in finding.say()
    plain = first(checked(), "VAL14")
    assert plain.say() == plain.say(evidence=False)


def test_a_row_in_both_halves_is_one_finding_with_the_name_of_its_indicator() -> None:
    report = checked()
    rate = next(one for one in report.findings if one.form == 1 and "验收合格率" in one.indicator_names)
    assert rate.paths == ("forms[0].indicators.period[1].value", "forms[0].indicators.annual[1].value")
    assert rate.indicator_names == ("验收合格率",)
    assert [row.value for row in report.rows_of(rate)] == ["≥120%", "≥120%"]
    assert first(report, "FND02").indicator_names == ()


def test_the_findings_of_a_form_are_those_with_its_number() -> None:
    report = checked()
    assert report.by_form(1) == tuple(one for one in report.findings if one.form == 1) != ()
    assert report.by_form(2) == tuple(one for one in report.findings if one.form == 2) != ()
    assert report.by_form(3) == ()
    assert [one.number for one in report.findings] == list(range(len(report.findings)))


def test_what_is_counted_is_what_people_see() -> None:
    report = checked()
    own = [one for one in report.findings if one.cause is None]
    for severity in Severity:
        assert report.count(severity) == sum(one.shown_severity is severity for one in own)
    assert report.worst() is Severity.ERROR
    assert report.failing("error") == tuple(one for one in own if one.counts and one.severity is Severity.ERROR)
    assert report.failing("info") == tuple(one for one in own if one.counts)
    warned = report.failing("warning")
    assert set(report.failing("error")) < set(warned) <= set(report.failing("info"))
    assert {str(one.severity) for one in warned} == {"error", "warning"}
    assert repr(report).startswith(f"<Report 2 forms: {report.count('error')} errors, {report.count('warning')} ")


def test_a_report_without_findings_has_no_worst() -> None:
    empty = jixiao.check(Disclosure((ROADS,)), select=["TXT01"])
    assert empty.findings == ()
    assert empty.worst() is None
    assert empty.failing("info") == ()
    assert repr(empty) == "<Report 1 form: 0 errors, 0 warnings, 0 info; 0 not checked>"


def test_nothing_that_no_walker_has_seen_is_counted() -> None:
    report = Report(Reading(Disclosure((ROADS,))))
    assert report.outcomes == {}
    assert report.rules_run == 0
    assert report.findings == ()
    assert checked(select=["VAL14", "FND02"]).rules_run == 2
    assert set(checked(select=["VAL14", "FND02"]).outcomes) == {"VAL14", "FND02"}


def test_doubt_lowers_what_is_seen_and_decides_nothing() -> None:
    path = "forms[0].funding.period.total"
    sure, doubtful = checked(), checked(gaps=(Gap(path, "row missing", "表1!C7"),))
    found = first(doubtful, "FND02")
    assert (first(sure, "FND02").confidence, found.confidence) == ("high", "low")
    assert (found.severity, found.shown_severity) == (Severity.ERROR, Severity.WARNING)
    assert not found.counts
    assert found not in doubtful.failing("info")
    unknown = checked(gaps=(Gap(path, "not a number", "表1!C7"),))
    assert not [one for one in unknown.findings if one.code == "FND02" and path in one.paths]
    assert unknown.outcomes["FND02"]["cannot_tell"] > sure.outcomes["FND02"]["cannot_tell"]
    assert repr(unknown).endswith("; 1 not checked>")


def test_a_place_moves_with_the_report() -> None:
    report = checked()
    moved = Places({"forms[0].funding.period.total": Place(Location(row=9, column=3, sheet="表1"), "66", "万元")})
    copy = report.moved(moved, [Gap("forms[1]", "cut")])
    assert [one.code for one in copy.findings] == [one.code for one in report.findings]
    assert [one.fingerprint for one in copy.findings] == [one.fingerprint for one in report.findings]
    assert str(dict(first(copy, "FND02").places)["forms[0].funding.period.total"].at) == "表1!C9"
    assert copy.gaps == (Gap("forms[1]", "cut"),)
    assert (copy.language, copy.profiles, copy.rules_run) == (report.language, report.profiles, report.rules_run)
    assert first(copy, "FND02").report is copy


def test_codes_and_families_can_be_left_out() -> None:
    report = checked()
    codes = {one.code for one in report.findings}
    assert {"FND02", "VAL14"} <= codes
    report.leave_out(["FND", "VAL14"])
    # what follows from something leaves with it: a span of years that the funds seemed to contradict
    assert {one.code for one in report.findings} == {
        code for code in codes if not code.startswith("FND") and code not in ("VAL14", "DAT07")
    }


def test_what_is_set_aside_leaves_the_findings_and_keeps_its_number() -> None:
    report = checked()
    known, rate = first(report, "FND02"), first(report, "VAL14")
    before = len(report.findings)
    decision = Exemption(rate.code, "按合同", project=" 城区 道路养护 ", indicator="群众满意度")
    set_aside(report, {known.fingerprint}, [decision])
    assert report.baselined == (known,)
    assert [one for _, one in report.exempted] == [decision]
    assert len(report.findings) == before - len(report.baselined) - len(report.exempted)
    assert known not in report.findings
    # what a score goes by is what is wrong, whoever lets it pass
    assert known in report.faults_of(1)
    report.hide_previews()
    assert not [one for one in report.findings if one.preview]


@pytest.mark.parametrize(
    ("change", "covered"),
    [
        ({}, True),
        ({"project": "城区道路养护"}, True),
        ({"project": "城区　道路养护"}, True),
        ({"project": "农村供水"}, False),
        ({"indicator": "群众满意度"}, True),
        ({"indicator": "验收合格率"}, False),
        ({"project": "城区道路养护", "indicator": "验收合格率"}, False),
        ({"code": "VAL09"}, False),
    ],
)
def test_an_exemption_is_for_its_code_project_and_indicator(change: dict[str, str], covered: bool) -> None:
    finding = first(checked(), "VAL14")
    assert Exemption(**{"code": "VAL14", "reason": "按合同", **change}).covers(finding) is covered


def test_a_fingerprint_is_that_of_the_fault_and_not_of_its_row() -> None:
    before = {one.fingerprint: one.code for one in checked().findings}
    assert len(before) == len(checked().findings)
    assert all(len(digest.split("-")[0]) == 16 for digest in before)
    rate = first(checked(), "VAL14")
    extra = Indicator("quantity", "修补井盖", "≥20个")
    rows = ROADS.indicators
    longer = TargetForm(
        **{
            name: getattr(ROADS, name)
            for name in ("project_name", "fiscal_year", "template", "department", "project_period", "funding", "goals")
        },
        indicators=Indicators((extra, *rows.period), (extra, *rows.annual)),
    )
    assert rate.fingerprint in {one.fingerprint for one in checked(longer, WATER).findings}
    # the same fault in another project is another one
    twin = next(one for one in checked().findings if one.form == 2 and one.rule.family == "VAL")
    assert twin.fingerprint not in {one.fingerprint for one in checked().by_form(1)}


def test_the_json_holds_what_the_report_says() -> None:
    report = checked()
    set_aside(report, frozenset(), [Exemption("VAL14", "按合同", until="2025-12-31")])
    exempted = report.exempted[0][0]
    entry = file_entry("预算.xlsx", report)
    assert entry == json.loads(report.to_json())["files"][0]
    assert list(entry) == ["path", "status", "forms", "findings", "outcomes", "gaps", "baselined", "exempted"]
    assert (entry["path"], entry["status"], entry["baselined"]) == ("预算.xlsx", "partly read", 0)
    profile = {"name": report.profiles[0].name, "hash": report.profiles[0].hash}
    assert entry["forms"] == [
        {"ordinal": 1, "project_name": "城区道路养护", "template": "county-2015", "profile": profile},
        {"ordinal": 2, "project_name": "农村供水", "template": "county-2015", "profile": profile},
    ]
    assert entry["outcomes"] == report.outcomes
    assert entry["exempted"][0] == {
        "code": "VAL14",
        "form": {"ordinal": 1, "project_name": "城区道路养护"},
        "message": exempted.message,
        "fingerprint": exempted.fingerprint,
        "reason": "按合同",
        "until": "2025-12-31",
    }
    for said, finding in zip(entry["findings"], report.findings, strict=True):
        assert said == {
            "code": finding.code,
            "name": finding.name,
            "severity": str(finding.severity),
            "variant": finding.variant,
            "confidence": finding.confidence,
            "preview": finding.preview,
            "form": said["form"],
            "paths": list(finding.paths),
            "places": said["places"],
            "values": said["values"],
            "message": finding.message,
            "advice": finding.advice,
            "fixes": [
                {"path": fix.path, "before": fix.before, "after": fix.after, "safety": fix.safety}
                for fix in finding.fixes
            ],
            "fingerprint": finding.fingerprint,
            "cause": finding.cause and finding.cause.fingerprint,
        }
        assert said["form"] == (
            finding.form and {"ordinal": finding.form, "project_name": report.forms[finding.form - 1].project_name}
        )
        assert [place["path"] for place in said["places"]] == [path for path, _ in finding.places]
        assert set(said["values"]) == set(finding.values)
    funds = next(said for said in entry["findings"] if said["code"] == "FND02")
    assert funds["places"][0] == {"path": funds["paths"][0], "at": "表1!C7", "text": "66", "unit": "万元"}
    assert "660000" in json.dumps(funds["values"])


def test_gaps_stand_in_the_json_with_their_places() -> None:
    entry = file_entry(
        "表.xlsx", checked(gaps=(Gap("forms[0].goals.annual", "lost", "表1!C9"), Gap("forms[1]", "cut")))
    )
    assert entry["gaps"] == [
        {"path": "forms[0].goals.annual", "at": "表1!C9", "reason": "lost"},
        {"path": "forms[1]", "at": None, "reason": "cut"},
    ]


def test_the_pieces_of_a_long_json_are_the_whole_of_a_short_one() -> None:
    report = checked()
    unread = unread_entry("坏.xlsx", "not readable", "打不开")
    assert unread == {
        "path": "坏.xlsx", "status": "not readable", "reason": "打不开",
        "forms": [], "findings": [], "outcomes": {}, "gaps": [],
    }  # fmt: skip
    entries = [file_entry("预算.xlsx", report), unread]
    text = JSON_START + JSON_FIRST + JSON_NEXT.join(map(entry_json, entries)) + summary_json(None) + JSON_END
    assert text == report_json([("预算.xlsx", report), ("坏.xlsx", unread)]) + "\n"
    summary = {"files": {"total": 2}, "units": [{"unit": "交通局"}]}
    with_summary = JSON_START + JSON_FIRST + entry_json(unread) + summary_json(summary) + JSON_END
    whole = {"jixiao": 1, "files": [unread], "summary": summary}
    assert with_summary == json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def test_the_json_names_the_file_it_is_told_and_else_the_one_that_was_read() -> None:
    report = checked()
    assert json.loads(report.to_json(path="报送/预算.xlsx"))["files"][0]["path"] == "报送/预算.xlsx"
    assert json.loads(report.to_json())["files"][0]["path"] == "预算.xlsx"
    assert json.loads(jixiao.check(ROADS).to_json())["files"][0]["path"] == ""
    assert "\n" not in report.to_json(indent=None)
    assert report.to_json().startswith('{\n "jixiao": 1,\n "files": [\n  {\n   "path": "预算.xlsx",\n')


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "0元"),
        ("9999", "9,999元"),
        ("10000", "1万元"),
        ("-9999", "-9,999元"),
        ("-10000", "-1万元"),
        ("1234567", "123.46万元"),
        ("1320000", "132万元"),
        ("12345000000", "1,234,500万元"),
        ("10100", "1.01万元"),
        ("11000", "1.1万元"),
    ],
)
def test_an_amount_is_said_in_the_unit_that_reads_best(amount: str, said: str) -> None:
    assert amount_in(Decimal(amount)) == said


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("tables.projects[3].total", "项目支出预算表", "project table"),
        ("forms[0].funding.period.total", "实施期资金总额", "period total"),
        ("forms[0].funding.annual.total", "年度资金总额", "annual total"),
        ("funding.annual.local", "市县(区)财政资金", "local funds"),
        ("forms[0].funding.period.other", "其他资金", "other funds"),
        ("forms[0].funding.period.loan", "", ""),
        ("forms[0].funding.both.total", "", ""),
        ("forms[0].funding", "", ""),
        ("forms[0].goals.annual", "", ""),
    ],
)
def test_a_fund_cell_has_the_name_that_is_printed_beside_it(path: str, zh: str, en: str) -> None:
    assert (fund_label(path), fund_label(path, "zh"), fund_label(path, "en")) == (zh, zh, en)


def test_a_rule_has_a_title_in_both_languages() -> None:
    assert rule_title("VAL14") == rule_title("VAL14", "zh") != rule_title("VAL14", "en")


@pytest.mark.parametrize(
    ("gaps", "path", "effect"),
    [
        ([("forms[0]", "lost")], "forms[0]", "cannot tell"),
        ([("forms[0]", "lost")], "forms[0].goals.annual", "cannot tell"),
        ([("forms[0]", "lost")], "forms[0].indicators.period[3].value", "cannot tell"),
        ([("forms[0]", "lost")], "forms[1]", None),
        ([("forms[0].goals.annual", "lost")], "forms[0].goals.period", None),
        ([("forms[0].goals.annual", "lost")], "forms[0]", None),
        # the worst counts, wherever it stands
        ([("forms[0]", "slid"), ("forms[0].goals", "row missing")], "forms[0].goals.annual", "low"),
        ([("forms[0]", "row missing"), ("forms[0].goals", "slid")], "forms[0].goals.annual", "low"),
        ([("forms[0]", "slid"), ("forms[0]", "lost"), ("forms[0]", "row missing")], "forms[0]", "cannot tell"),
        ([("forms[0]", "lost"), ("forms[0]", "slid")], "forms[0]", "cannot tell"),
        ([("forms[0]", "slid")], "forms[0]", "medium"),
        ([], "forms[0]", None),
        ([("forms[0]", "lost")], "", None),
    ],
)
def test_a_gap_weighs_on_all_below_its_path(gaps: list[tuple[str, str]], path: str, effect: str | None) -> None:
    assert GapIndex([Gap(*gap) for gap in gaps]).effect(path) == effect


def test_a_table_that_breaks_off_is_whole_above_the_cut() -> None:
    index = GapIndex([Gap("forms[0].indicators", "cut")], (ROADS, WATER))
    rows = "forms[0].indicators"
    # of all rows together nothing can be said, of the first alone everything, of the last nothing
    assert index.effect(f"{rows}.period[0].value") == "cannot tell"
    assert index.effect(f"{rows}.period[0].value", row=True) is None
    assert index.effect(f"{rows}.period[2].value", row=True) == "cannot tell"
    assert index.effect(f"{rows}.annual[2].value", row=True) == "cannot tell"
    assert index.effect(f"{rows}.annual[1].value", row=True) is None
    assert index.effect("forms[1].indicators.period[0]") is None
    # where something else is wrong with the table as well, no row of it is sure
    both = GapIndex([Gap("forms[0].indicators", "cut"), Gap("forms[0].indicators", "slid")], (ROADS,))
    assert both.effect(f"{rows}.period[0].value", row=True) == "cannot tell"
    # a form that is not there, or holds no row, has no last one
    assert GapIndex([Gap("forms[1].indicators", "cut")], (ROADS,)).effect("forms[1].indicators") == "cannot tell"
    assert GapIndex([Gap("forms[7].indicators", "may be cut")], (ROADS,)).effect("forms[7].indicators") == "low"
    assert GapIndex([Gap("forms[0].indicators", "cut")], (TargetForm(),)).effect(rows, row=True) is None


def rates(period: list[tuple[str, str]], annual: list[tuple[str, str]]) -> TargetForm:
    """A form with rows of quality: name and value in each half."""
    halves = [tuple(Indicator("quality", name, value) for name, value in half) for half in (period, annual)]
    return TargetForm("甲项目", template="county-2015", indicators=Indicators(*halves))


def about_rates(*forms: TargetForm, gaps: tuple[Gap, ...] = ()) -> list[jixiao.Finding]:
    """What one rule finds in the rows: a rate above 100 %."""
    return list(jixiao.check(Reading(Disclosure(forms), gaps=gaps), select=["VAL09"]).findings)


def test_what_is_said_of_a_name_that_is_cut_off_is_said_of_the_whole_one() -> None:
    whole, cut = ("工程验收合格率", "≥120%"), ("工程验收合", "≥120%")
    for form in (rates([whole], [cut]), rates([whole], [whole])):
        (finding,) = about_rates(form)
        assert finding.paths[0] == "forms[0].indicators.period[0].value"
        assert finding.indicator_names == ("工程验收合格率",)
    # two texts that are wrong are two findings
    both = about_rates(rates([("验收合格率", "≥120%")], [("验收合格率", "≥130%")]))
    assert [finding.paths for finding in both] == [
        ("forms[0].indicators.period[0].value",),
        ("forms[0].indicators.annual[0].value",),
    ]
    # of a name that is no beginning of the other one, what was said stays said
    (longer,) = about_rates(rates([("工程验收合", "≥120%")], [whole]))
    assert longer.indicator_names == ("工程验收合格率",)
    # in one half alone it is one
    (alone,) = about_rates(rates([], [("验收合格率", "≥120%")]))
    assert alone.paths == ("forms[0].indicators.annual[0].value",)


def test_of_two_halves_that_say_the_same_the_surer_reading_counts() -> None:
    row = ("验收合格率", "≥120%")
    doubt = Gap("forms[0].indicators.period[0]", "row missing")
    (finding,) = about_rates(rates([row], [row]), gaps=(doubt,))
    assert (finding.confidence, len(finding.paths)) == ("high", 2)
    (finding,) = about_rates(rates([row], [row]), gaps=(doubt, Gap("forms[0].indicators.annual[0]", "slid")))
    assert finding.confidence == "medium"
    # what cannot be told of one half is still told of the other, and of the rows behind it
    lost = Gap("forms[0].indicators.period[0]", "lost")
    found = about_rates(rates([row, ("水质合格率", "≥130%")], [row, ("水质合格率", "≥130%")]), gaps=(lost,))
    assert [finding.paths[0] for finding in found] == [
        "forms[0].indicators.period[1].value",
        "forms[0].indicators.annual[0].value",
    ]


def test_equal_faults_of_one_form_are_numbered() -> None:
    row, other = ("验收合格率", "≥120%"), ("水质合格率", "≥120%")
    first, second, third = about_rates(rates([row, row, other], [row, row, other]))
    assert second.fingerprint == f"{first.fingerprint}-1"
    assert third.fingerprint not in (first.fingerprint, second.fingerprint)
    # one half alone, or another category, is the same fault or another one
    (half,) = about_rates(rates([], [row]))
    assert half.fingerprint == first.fingerprint
    moved = TargetForm("甲项目", template="county-2015", indicators=Indicators((), (Indicator("timeliness", *row),)))
    assert {one.fingerprint for one in about_rates(moved)}.isdisjoint({first.fingerprint})


def test_a_fingerprint_knows_no_spaces_and_no_idle_zeros() -> None:
    def of(value: str, total: str) -> list[str]:
        rows = Indicators((), (Indicator("quality", "验收合格率", value),))
        funds = Funding(annual=FundingColumn(Decimal(total), local=Decimal(80_000)))
        form = TargetForm("甲项目", template="county-2015", indicators=rows, funding=funds)
        return [one.fingerprint for one in jixiao.check(form, select=["VAL09", "FND01"]).findings]

    assert len(of("≥120%", "90000")) == 2
    assert of("≥120%", "90000") == of("≥ 120 %", "90000.00")
    assert set(of("≥120%", "90000")).isdisjoint(of("≥130%", "91000"))


def test_a_fingerprint_is_the_one_that_stands_in_the_files_of_users() -> None:
    def of(name: str | None, row: str | None) -> list[str]:
        form = TargetForm(name, indicators=Indicators((), (Indicator("quality", row, "≥120%"),)))
        return [one.fingerprint for one in jixiao.check(form, select=["CMP19", "VAL09"]).findings]

    # a change of these would make every accepted finding a new one
    assert of("甲项目", "验收合格率") == ["e06c85e1ce2305f8"]
    assert of(None, "验收合格率") == ["aa100e7cca5a3bef"]
    assert of("甲项目", None) == ["39b2aad540e676bc"]
    # half of a character, as it comes out of a broken JSON
    assert len(of("甲\ud800", "验收合格率")) == 1


def test_what_is_found_between_forms_belongs_to_the_later_one() -> None:
    rows = [(f"{name}合格率", f"≥9{number}%") for number, name in enumerate(("管网", "水质", "水表", "泵站"))]
    one, twin = (evolve(rates(rows, rows), project_name=name) for name in ("农村供水", "城区供水"))
    (finding,) = jixiao.check(Disclosure((one, twin)), select=["TXT03"]).findings
    assert (finding.form, finding.project_name) == (2, "城区供水")


def test_of_what_is_equally_wrong_the_most_money_comes_first() -> None:
    for period, annual, codes in ((20_000, 80_000, ["FND02", "FND01"]), (80_000, 20_000, ["FND01", "FND02"])):
        halves = [FundingColumn(Decimal(90_000), local=Decimal(local)) for local in (period, annual)]
        report = jixiao.check(TargetForm("甲项目", funding=Funding(*halves)), select=["FND01", "FND02"])
        assert [finding.code for finding in report.findings] == codes


def test_a_fingerprint_does_not_count_the_forms_in_front() -> None:
    def copies(*forms: TargetForm) -> list[str]:
        return [one.fingerprint for one in jixiao.check(Disclosure(forms), select=["TXT03", "TXT04", "STR18"]).findings]

    rows = [
        ("管网铺设合格率", "≥91%"),
        ("水质抽检合格率", "≥92%"),
        ("水表安装合格率", "≥93%"),
        ("泵站验收合格率", "≥94%"),
    ]
    one, twin = (evolve(rates(rows, rows), project_name=name) for name in ("农村供水", "城区供水"))
    other = evolve(rates(rows[:1], rows[:1]), project_name="修桥")
    assert copies(one, twin)
    assert copies(one, twin) == copies(other, one, twin)


def test_without_a_known_place_the_path_is_all_there_is() -> None:
    (finding,) = jixiao.check(rates([], [("验收合格率", "≥120%")]), select=["VAL09"]).findings
    assert str(finding) == f"错误 VAL09 indicators.annual[0].value：{finding.message}"
    (finding,) = jixiao.check(rates([], [("验收合格率", "≥120%")]), select=["VAL09"], language="en").findings
    assert str(finding) == f"error VAL09 indicators.annual[0].value: {finding.message}"


_IMPOSSIBLE: dict[str, object] = {"put_row": {"category": "quality", "name": "管材验收合格率", "value": "≥100%"}}


def test_what_is_set_aside_in_turn_adds_up() -> None:
    report = jixiao.check(changed("county", [{"set": "indicators.annual[0].value", "to": "≥12"}, _IMPOSSIBLE]))
    first, second = report.findings[:2]
    report.set_aside((), [first])
    report.set_aside((), [second])
    assert report.baselined == (first, second)
    assert not {first, second} & set(report.findings)


def test_a_doubtful_finding_stands_behind_a_sure_one_of_the_same_severity() -> None:
    doubted = [Gap(f"forms[0].indicators.{half}[4]", "row missing") for half in ("period", "annual")]
    sure = {"put_row": {"category": "quality", "name": "路面验收合格率", "value": "≥100%"}}
    reading = evolve(changed("county", [_IMPOSSIBLE, sure]), gaps=tuple(doubted))
    told = [finding for finding in jixiao.check(reading).findings if finding.code == "VAL08"]
    assert [finding.values["name"] for finding in told] == ["路面验收合格率", "管材验收合格率"]
    assert [finding.confidence for finding in told] == ["high", "low"]
