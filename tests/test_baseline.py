"""The baseline and the exemptions: what is known stays away, what is new comes, and nothing is accepted by the way."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jixiao
from jixiao.checker import Report
from jixiao.checker.aside import Exemption, set_aside
from jixiao.checkers import settings
from jixiao.cli.main import main
from jixiao.configuration.baseline import Baseline, Entry, created, entry_of, held_against, known_from, load, pruned
from jixiao.model.interchange import structure
from jixiao.model.taxonomy import HALVES
from jixiao.reports.schemas import report_schema
from jixiao.rules.examples import Example, all_examples, clean_form, plant
from jixiao.rules.messages import all_rules
from jixiao.testing import Mutant, mutants

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "disclosure.txt"
COUNTING = {"VAL30", "CMP21", "CMP22"}
"""Rules about the number of rows, to which one more row is another case."""
ASKED_FOR = {rule.code for rule in all_rules() if rule.opt_in}
FLAGGED = [one for one in all_examples("flagged") if one.code not in ASKED_FOR]
MOVABLE = [
    one
    for one in FLAGGED
    if one.code not in COUNTING
    and not any(change.get("set", "").startswith("indicators.") or "copy_form" in change for change in one.changes)
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document in it, which is the current one."""
    shutil.copy(EXAMPLE, tmp_path / "a.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def entries(report: Report, file: str = "a.txt") -> list[Entry]:
    return [entry_of(finding, file) for finding in report.findings]


def written(path: Path = Path("jixiao-baseline.json")) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["entries"]
    return found


def mend(path: Path) -> None:
    """Put one fault of the document right."""
    text = path.read_text(encoding="utf-8")
    assert "1,650,000" in text
    path.write_text(text.replace("1,650,000", "1,320,000"), encoding="utf-8")


# ── what holds of every baseline


@given(st.sampled_from([one.code for one in FLAGGED]).flatmap(mutants))
def test_a_baseline_of_a_report_makes_the_same_report_empty(mutant: Mutant) -> None:
    report = jixiao.check(mutant.reading)
    baseline = created(entries(report), Baseline())
    count = len(report.findings)
    assert count
    again = settings()._replace(known=baseline.fingerprints).check(mutant.reading)
    assert again.findings == ()
    assert len(again.baselined) == count
    assert again.worst() is None
    outcome = held_against(baseline, entries(report), {"a.txt"})
    assert (outcome.new, outcome.stale) == ((), ())


@pytest.mark.parametrize("example", MOVABLE, ids=lambda one: f"{one.code}-{one.number}")
def test_a_baseline_survives_inserted_rows(example: Example) -> None:
    raw = plant(clean_form(example.form), example.changes)
    known = frozenset(entry.fingerprint for entry in entries(jixiao.check(structure(raw))))
    for form in raw["forms"]:
        for half in HALVES:
            rows = form["indicators"].get(half) or []
            first = next((row["category"] for row in rows if row["category"] and (row["name"] or row["value"])), None)
            if first is not None:
                rows.insert(0, {"category": first, "name": "上门登记次数", "value": "≤3次"})
    moved = set_aside(jixiao.check(structure(raw)), known)
    assert [finding for finding in moved.findings if finding.code == example.code] == []


ENTRIES = st.builds(
    Entry,
    st.text("0123456789abcdef", min_size=1, max_size=3),
    st.sampled_from(["FND06", "VAL01"]),
    st.sampled_from(["a.txt", "b/c.xlsx"]),
    st.none() | st.text(max_size=3),
    st.none() | st.text(max_size=3),
)


@given(st.lists(ENTRIES), st.lists(ENTRIES), st.sets(st.sampled_from(["a.txt", "b/c.xlsx"])))
def test_pruning_never_takes_anything_in(before: list[Entry], found: list[Entry], settled: set[str]) -> None:
    baseline = Baseline(tuple(before))
    outcome = held_against(baseline, found, settled)
    after = pruned(baseline, outcome.stale)
    assert set(after.entries) <= set(before)
    assert {entry.fingerprint for entry in outcome.new}.isdisjoint(after.fingerprints)
    assert {entry.fingerprint for entry in found} & baseline.fingerprints <= after.fingerprints
    assert {entry for entry in before if entry.file not in settled} <= set(after.entries)


@given(st.lists(ENTRIES), st.randoms(use_true_random=False))
def test_a_baseline_is_written_alike_whatever_the_order(some: list[Entry], chance: Any) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)
    text = Baseline(tuple(some)).to_json()
    assert Baseline(tuple(shuffled)).to_json() == text
    assert created(some, Baseline()).fingerprints == {entry.fingerprint for entry in some}


def test_reasons_are_kept_when_a_baseline_is_made_again() -> None:
    before = Baseline((Entry("1", "FND06", "a.txt", "甲", "已报财政局"),))
    after = created([Entry("1", "FND06", "a.txt", "甲"), Entry("2", "VAL01", "a.txt", "甲")], before)
    assert [entry.reason for entry in after.entries] == ["已报财政局", None]


# ── the command


def test_a_baseline_is_used_by_itself(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "a.txt"]) == 1
    assert main(["baseline", "create", "a.txt"]) == 0
    first = (folder / "jixiao-baseline.json").read_bytes()
    capsys.readouterr()
    assert main(["check", "a.txt"]) == 0
    out, error = capsys.readouterr()
    assert f"{len(written())}处" in out
    assert error == ""
    assert main(["check", "a.txt", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    jsonschema.validate(report, report_schema())
    assert report["files"][0]["findings"] == []
    assert report["files"][0]["baselined"] == len(written())
    assert main(["check", "a.txt", "--no-config"]) == 1
    assert main(["baseline", "create", "a.txt"]) == 0
    assert (folder / "jixiao-baseline.json").read_bytes() == first
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "jixiao-baseline.json"]


def test_a_score_does_not_rise_by_what_is_set_aside(folder: Path) -> None:
    plain = jixiao.score("a.txt")
    main(["baseline", "create", "a.txt"])
    report = jixiao.check("a.txt", config=True)
    assert report.baselined
    assert [one.total for one in jixiao.score(report)] == [one.total for one in plain]
    assert report.outcomes["FND06"]["fail"] == 1


def test_the_baseline_lies_beside_the_configuration(folder: Path) -> None:
    (folder / "x").mkdir()
    (folder / "x" / "jixiao.toml").write_text('ignore = ["FND"]', encoding="utf-8")
    shutil.copy(EXAMPLE, folder / "x" / "b.txt")
    assert main(["baseline", "create", "."]) == 0
    assert {entry["file"] for entry in written()} == {"a.txt"}
    own = written(Path("x", "jixiao-baseline.json"))
    assert {entry["file"] for entry in own} == {"b.txt"}
    assert not [entry for entry in own if entry["code"].startswith("FND")]
    assert main(["check", "."]) == 0
    assert [one.report.findings for one in jixiao.check_many(".", config=True) if one.report is not None] == [(), ()]


def test_new_known_and_stale_are_told_apart(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["baseline", "create", "a.txt"])
    before = written()
    mend(folder / "a.txt")
    capsys.readouterr()
    assert main(["check", "a.txt"]) == 0
    assert "jixiao baseline prune" in capsys.readouterr().err
    assert main(["baseline", "check", "a.txt", "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "stale  a.txt  FND06" in out
    assert main(["baseline", "prune", "a.txt"]) == 0
    after = written()
    assert after
    assert all(entry in before for entry in after)
    assert "FND06" not in {entry["code"] for entry in after}
    assert main(["baseline", "check", "a.txt"]) == 0
    shutil.copy(EXAMPLE, folder / "a.txt")
    capsys.readouterr()
    assert main(["baseline", "check", "a.txt"]) == 1
    assert "新　a.txt　错误 FND" in capsys.readouterr().out
    assert main(["baseline", "prune", "a.txt"]) == 0
    assert written() == after
    assert main(["check", "a.txt"]) == 1


def test_other_files_and_reasons_are_left_alone(folder: Path) -> None:
    (folder / "x").mkdir()
    text = EXAMPLE.read_text(encoding="utf-8")
    (folder / "x" / "b.txt").write_text(text.replace("农村", "城市"), encoding="utf-8")
    main(["baseline", "create", "."])
    path = folder / "jixiao-baseline.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    assert {entry["file"] for entry in data["entries"]} == {"a.txt", "x/b.txt"}
    for entry in data["entries"]:
        entry["reason"] = "以后再改"
    path.write_text(json.dumps(data), encoding="utf-8")
    mend(folder / "a.txt")
    assert main(["baseline", "prune", "a.txt"]) == 0
    pruned_entries = written()
    assert [one for one in pruned_entries if one["file"] == "x/b.txt"] == [
        one for one in data["entries"] if one["file"] == "x/b.txt"
    ]
    assert {entry["reason"] for entry in pruned_entries} == {"以后再改"}
    (folder / "x" / "b.txt").unlink()
    assert main(["baseline", "prune", "a.txt"]) == 0
    assert {entry["file"] for entry in written()} == {"a.txt"}


def test_a_file_that_could_not_be_read_makes_nothing_stale(folder: Path) -> None:
    main(["baseline", "create", "a.txt"])
    before = written()
    (folder / "a.txt").write_bytes(b"")
    assert main(["baseline", "prune", "a.txt"]) == 2
    assert written() == before
    assert main(["baseline", "create", "a.txt"]) == 2
    assert written() == before
    assert main(["baseline", "check", "-"]) == 2


@pytest.mark.parametrize("also", [[], ["a.txt"]])
@pytest.mark.parametrize("action", ["create", "prune"])
def test_nothing_is_written_where_a_file_could_not_be_read(
    folder: Path, capsys: pytest.CaptureFixture[str], action: str, also: list[str]
) -> None:
    (folder / "b.txt").write_bytes(b"")
    assert main(["baseline", action, "b.txt", *also]) == 2
    told = capsys.readouterr()
    assert "b.txt：文件是空的" in told.err
    assert "没有写基线" in told.err
    assert told.out == ""
    assert not Path("jixiao-baseline.json").exists()
    main(["baseline", "create", "a.txt"])
    before = Path("jixiao-baseline.json").read_bytes()
    mend(folder / "a.txt")
    assert main(["baseline", action, "b.txt", *also, "--lang", "en"]) == 2
    assert "no baseline was written" in capsys.readouterr().err
    assert Path("jixiao-baseline.json").read_bytes() == before


def test_what_is_no_form_in_a_folder_does_not_keep_the_baseline_from_being_written(folder: Path) -> None:
    (folder / "说明.txt").write_text("请于月底前报送。", encoding="utf-8")
    assert main(["baseline", "create", "."]) == 0
    assert {entry["file"] for entry in written()} == {"a.txt"}


def test_only_what_is_new_since_a_report_or_a_baseline(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(EXAMPLE, folder / "b.txt")
    mend(folder / "a.txt")
    main(["check", "a.txt", "--format", "json", "-o", "old.json"])
    assert main(["check", "b.txt", "--new-since", "old.json", "--format", "json"]) == 1
    (file,) = json.loads(capsys.readouterr().out)["files"]
    found = {finding["fingerprint"] for finding in file["findings"]}
    assert "FND06" in {finding["code"] for finding in file["findings"]}
    assert found.isdisjoint(known_from("old.json"))
    assert file["baselined"] > 0
    main(["baseline", "create", "a.txt"])
    (folder / "jixiao-baseline.json").rename("kept.json")
    assert known_from("kept.json") == known_from("old.json")
    assert main(["check", "b.txt", "--new-since", "kept.json", "-o", "kept.json"]) == 2
    assert main(["check", "b.txt", "--new-since", "b.txt"]) == 2
    assert main(["check", "b.txt", "--new-since", "gone.json"]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"jixiao-baseline": 2, "entries": []}',
        '{"jixiao-baseline": 1, "entries": {}}',
        '{"jixiao-baseline": 1, "entries": [3]}',
        '{"jixiao-baseline": 1, "entries": [{"fingerprint": "x", "code": "FND06"}]}',
        '{"jixiao-baseline": 1, "entries": [{"fingerprint": "x", "code": "FND06", "file": "a", "reason": 3}]}',
        '{"jixiao": 1, "files": [{"findings": [{}]}]}',
    ],
)
def test_what_is_no_baseline_is_refused(folder: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    path = folder / "jixiao-baseline.json"
    path.write_text(text, encoding="utf-8")
    for read in (load, known_from):
        with pytest.raises(jixiao.WrongUse) as caught:
            read(path)
        assert str(path) in caught.value.zh
        assert str(path) in caught.value.en
    assert main(["check", "a.txt"]) == 2
    assert capsys.readouterr().out == ""


def test_a_baseline_that_cannot_be_written_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "jixiao-baseline.json").mkdir()
    assert main(["baseline", "create", "a.txt"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


# ── exemptions


def exempt(folder: Path, *lines: str) -> None:
    text = "\n".join(("[[exempt]]", 'code = "FND06"', 'reason = "财政局同意"', *lines))
    (folder / "jixiao.toml").write_text(text, encoding="utf-8")


def test_an_exempted_finding_leaves_the_report_and_is_listed_on_demand(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (plain,) = (finding for finding in jixiao.check("a.txt").findings if finding.code == "FND06")
    exempt(folder, f'project = " {plain.project_name} "', "until = 2999-12-31")
    report = jixiao.check("a.txt", config=True)
    assert "FND06" not in {finding.code for finding in report.findings}
    ((finding, exemption),) = report.exempted
    assert (finding.code, exemption.reason, exemption.until) == ("FND06", "财政局同意", "2999-12-31")
    main(["check", "a.txt"])
    assert "按配置放过　1处" in capsys.readouterr().out
    main(["check", "a.txt", "--all", "--lang", "en"])
    out = capsys.readouterr().out
    assert "财政局同意, until 2999-12-31" in " ".join(out.split())
    main(["check", "a.txt", "--format", "json"])
    shown = json.loads(capsys.readouterr().out)
    jsonschema.validate(shown, report_schema())
    (entry,) = shown["files"][0]["exempted"]
    assert (entry["code"], entry["reason"], entry["fingerprint"]) == ("FND06", "财政局同意", plain.fingerprint)


def test_what_follows_from_an_exempted_finding_stands_by_itself(folder: Path) -> None:
    plain = jixiao.check("a.txt")
    following = {
        finding.code for finding in plain.findings if finding.cause is not None and finding.cause.code == "FND06"
    }
    assert following
    (cause,) = (finding for finding in plain.findings if finding.code == "FND06")
    exempt(folder, f'project = "{cause.project_name}"')
    report = jixiao.check("a.txt", config=True)
    assert [finding.cause for finding in report.findings if finding.code in following] == [None] * len(following)


def test_an_exemption_covers_its_project_and_indicator_alone() -> None:
    report = jixiao.check(EXAMPLE)
    rows = [finding for finding in report.findings if finding.indicator_names]
    assert rows
    for finding in rows:
        name = finding.indicator_names[0]
        assert Exemption(finding.code, "x", finding.project_name, name).covers(finding)
        assert Exemption(finding.code, "x", None, f" {name}").covers(finding)
        assert not Exemption(finding.code, "x", "另一个项目", name).covers(finding)
        assert not Exemption(finding.code, "x", finding.project_name, "另一个指标").covers(finding)
        assert not Exemption("FND99", "x", finding.project_name).covers(finding)


def test_an_exemption_that_has_ended_is_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (plain,) = (finding for finding in jixiao.check("a.txt").findings if finding.code == "FND06")
    exempt(folder, f'project = "{plain.project_name}"', "until = 2020-12-31")
    assert main(["check", "a.txt"]) == 1
    out, error = capsys.readouterr()
    assert "FND06" in out
    assert "2020-12-31" in error
    assert "财政局同意" in error


def test_a_quiet_check_says_nothing_but_findings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exempt(folder, 'project = "没有这个项目"', "until = 2020-12-31")
    main(["check", "a.txt", "--quiet"])
    quiet = capsys.readouterr()
    assert quiet.err == ""
    assert "FND06" in quiet.out
    main(["check", "a.txt"])
    assert "配置：" in capsys.readouterr().err


# ── their numbers in every output that has a place for them


def put_aside(folder: Path) -> tuple[int, int]:
    """Put everything but one finding into the baseline and let that one pass; gives both numbers."""
    (plain,) = (finding for finding in jixiao.check("a.txt").findings if finding.code == "FND06")
    exempt(folder, f'project = "{plain.project_name}"')
    assert main(["baseline", "create", "a.txt"]) == 0
    report = jixiao.check("a.txt", config=True)
    assert not report.findings
    return len(report.baselined), len(report.exempted)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_output_says_how_many_were_set_aside(
    folder: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    known, passed = put_aside(folder)
    capsys.readouterr()
    said = {
        "zh": (f"以前已有（基线）{known}处，没有列出", f"按配置放过{passed}处，没有列出"),
        "en": (f"known before (baseline): {known}, not listed", f"exempted: {passed}, not listed"),
    }[language]

    def output(*arguments: str) -> str:
        assert main(["check", "a.txt", "--lang", language, *arguments]) == 0
        return capsys.readouterr().out

    for arguments in (("--format", "markdown"), ("--format", "html"), ("--statistics",)):
        shown = output(*arguments)
        assert all(one in shown for one in said), arguments
    counted = json.loads(output("--statistics", "--format", "json"))
    assert (counted["baselined"], counted["exempted"]) == (known, passed)
    (run,) = json.loads(output("--format", "sarif"))["runs"]
    assert run["properties"] == {"baselined": known, "exempted": passed}
    root = ElementTree.fromstring(output("--format", "junit"))
    properties = {one.attrib["name"]: one.attrib["value"] for one in root.iter("property")}
    assert properties == {"jixiao.baselined": str(known), "jixiao.exempted": str(passed)}
    assert main(["check", "a.txt", "--lang", language, "--format", "xlsx:list.xlsx"]) == 0
    book = openpyxl.load_workbook("list.xlsx")
    assert book.worksheets[0].max_row == 1
    assert tuple(row[0] for row in book.worksheets[1].values) == said


def test_lists_of_findings_hold_nothing_else(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put_aside(folder)
    capsys.readouterr()
    for name, expected in (("github", 0), ("gitlab", 2), ("csv", 1)):
        assert main(["check", "a.txt", "--format", name]) == 0
        assert len(capsys.readouterr().out.splitlines()) == expected
    assert main(["check", "a.txt", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert main(["check", "a.txt", "--quiet", "--statistics"]) == 0
    assert capsys.readouterr() == ("", "")


# ── files that people and other programs have touched


def test_an_entry_that_was_copied_is_one_with_both_reasons(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "create", "a.txt"]) == 0
    path = Path("jixiao-baseline.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    first, count = data["entries"][0], len(data["entries"])
    data["entries"] += [{**first, "reason": "已报"}, {**first, "reason": "待批"}, first]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert main(["baseline", "check", "a.txt"]) == 0
    assert f"已知{count}条" in capsys.readouterr().out
    assert main(["baseline", "create", "a.txt"]) == 0
    assert [entry["reason"] for entry in written() if "reason" in entry] == ["已报；待批"]


def test_each_file_keeps_its_own_reason() -> None:
    before = Baseline((Entry("f", "FND06", "a.txt", None, "甲"), Entry("f", "FND06", "b.txt", None, "乙")))
    made = created([Entry("f", "FND06", name) for name in ("a.txt", "b.txt", "c.txt")], before)
    assert [entry.reason for entry in made.entries] == ["甲", "乙", "甲"]


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ('{"jixiao-baseline": 2, "entries": []}', "更新的jixiao写的（第2版）", "Upgrade jixiao"),
        ('{"jixiao": 2, "files": []}', "更新的jixiao写的（第2版）", "Upgrade jixiao"),
        ('{"jixiao-baseline": 1,\n"entries": [}', "第2行第13列不是正确的JSON", "line 2, column 13"),
        (
            '{"jixiao-baseline": 1, "entries": [{"fingerprint": "a", "code": "b", "file": "c", "reson": "d"}]}',
            "没有这个键“reson”",
            "no key 'reson'",
        ),
    ],
)
def test_what_can_not_be_compared_with_says_why(folder: Path, text: str, zh: str, en: str) -> None:
    Path("other.json").write_text(text, encoding="utf-8")
    with pytest.raises(jixiao.WrongUse) as caught:
        known_from("other.json")
    assert zh in caught.value.zh
    assert en in caught.value.en


def test_what_is_no_text_in_utf8_or_no_file_says_what_to_do(folder: Path) -> None:
    Path("utf16.json").write_bytes('{"jixiao-baseline": 1, "entries": []}'.encode("utf-16"))
    for name, said in (("utf16.json", "编码选UTF-8"), ("none.json", "没有这个文件"), (".", "这是文件夹")):
        with pytest.raises(jixiao.WrongUse, match=said):
            known_from(name)


def test_line_ends_and_marks_of_windows_change_nothing(folder: Path) -> None:
    assert main(["baseline", "create", "a.txt"]) == 0
    path = Path("jixiao-baseline.json")
    before = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + before.replace(b"\n", b"\r\n"))
    assert main(["baseline", "check", "a.txt"]) == 0
    assert main(["baseline", "create", "a.txt"]) == 0
    assert path.read_bytes() == before
