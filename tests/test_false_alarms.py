"""A reported false alarm: the small form shows the finding, of every rule, and tells nobody whose it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import jixiao
from jixiao.checkers import settings
from jixiao.cli.main import main
from jixiao.model.interchange import structure
from jixiao.model.reading import Reading
from jixiao.model.writing import unstructure
from jixiao.reducing import LIMIT, reduce
from jixiao.reducing.trees import leaves, only, put
from jixiao.reducing.words import own_of, plainer, rounder, stand_in
from jixiao.rules.examples import Example, all_examples
from jixiao.rules.messages import all_rules

ROOT = Path(__file__).resolve().parent.parent
DISCLOSURE = ROOT / "examples" / "disclosure.txt"
OPT_IN = {rule.code for rule in all_rules() if rule.opt_in}
PLANTED = {
    "project_name": "翡翠谷熊猫馆",
    "implementing_unit": "翡翠谷管委会",
    "project_code": "62190488135577",
}
PEOPLE = {"responsible": "欧阳翡翠", "handler": "司徒熊猫", "phone": "09375512468"}


def codes(report: jixiao.Report) -> set[str]:
    return {finding.code for finding in report.findings}


def with_names(example: Example) -> Reading:
    """The example with names of its own planted wherever the finding does not mind them."""
    chosen = settings(select=(example.code,)) if example.code in OPT_IN else settings()
    raw: Any = unstructure(example.reading())
    steps: list[tuple[tuple[str | int, ...], str]] = [
        (("source",), "翡翠谷.xlsx"),
        (("department", "name"), "翡翠谷局"),
    ]
    for number in range(len(raw["forms"])):
        steps += [(("forms", number, key), f"{text}{number or ''}") for key, text in PLANTED.items()]
        steps += [(("forms", number, "sign_off", key), text) for key, text in PEOPLE.items()]
        steps += [(("forms", number, "department", "name"), "翡翠谷局")]
    for one, text in steps:
        changed = put(raw, one, text)
        if example.code in codes(chosen.check(structure(changed))):
            raw = changed
    return structure(raw)


@pytest.mark.parametrize("example", all_examples("flagged"), ids=str)
def test_the_small_form_of_every_rule_shows_its_finding_and_no_name(example: Example) -> None:
    reading = with_names(example)
    alarm = jixiao.report_false_alarm(reading, example.code)
    assert alarm.reading is not None
    assert alarm.whole
    again = jixiao.check(alarm.to_json().encode(), select=example.code if example.code in OPT_IN else ())
    assert example.code in codes(again)
    assert alarm.reading.disclosure == again.reading.disclosure
    kept = " ".join(text for _, text in alarm.kept)
    for text in (*PLANTED.values(), *PEOPLE.values(), "翡翠谷局", "翡翠", "熊猫", "欧阳", "司徒"):
        assert text not in alarm.to_json() or text in kept
    # A text that is long enough to be a sentence is gone, or is named.
    before = {
        text for _, text in leaves(unstructure(reading)) if isinstance(text, str) and len(own_of(text, frozenset())) > 3
    }
    after = {
        text
        for steps, text in leaves(unstructure(alarm.reading))
        if isinstance(text, str) and steps[-1] in ("name", "value")
    }
    assert before & after <= {text for _, text in alarm.kept}


def test_most_rules_keep_nothing_that_is_long() -> None:
    long = 0
    for example in all_examples("flagged"):
        alarm = jixiao.report_false_alarm(example.reading(), example.code)
        long += any(len(text) > 20 for _, text in alarm.kept)
    assert long <= len(all_examples("flagged")) // 20


def test_the_same_input_gives_the_same_text() -> None:
    first = jixiao.report_false_alarm(DISCLOSURE, "FND06")
    assert first.text("zh") == jixiao.report_false_alarm(DISCLOSURE, "FND06").text("zh")
    assert first.checks < LIMIT


def test_the_message_is_that_of_the_small_form() -> None:
    alarm = jixiao.report_false_alarm(DISCLOSURE, "VAL45")
    name = jixiao.read(DISCLOSURE).disclosure.forms[3].project_name
    assert name is not None
    for language in ("zh", "en"):
        assert name not in alarm.text(language)
        assert "VAL45" in alarm.text(language)
    assert len(alarm.kept) == 1
    assert repr(alarm) == "<FalseAlarm VAL45: 1 of 1, 1 text kept>"


def test_what_must_stay_stays() -> None:
    alarm = jixiao.report_false_alarm(DISCLOSURE, "FND06", keep=["1320000", "清溪河道清淤疏浚工程"])
    assert "1320000" in alarm.to_json()
    assert "清溪河道清淤疏浚工程" in {text for _, text in alarm.kept}
    with pytest.raises(jixiao.WrongUse, match="无此指标"):
        jixiao.report_false_alarm(DISCLOSURE, "FND06", keep="无此指标")


def test_the_asked_profile_and_year_are_in_the_command() -> None:
    alarm = jixiao.report_false_alarm(DISCLOSURE, "DAT02", year=2024, profile="strict")
    assert alarm.command == "jixiao check --no-config --year 2024 --profile strict form.json"
    assert "DAT02" in codes(jixiao.check(alarm.to_json().encode(), year=2024, profile="strict"))


def test_one_form_and_one_of_several_findings_are_chosen() -> None:
    report = jixiao.check(DISCLOSURE)
    code = next(code for code in sorted(codes(report)) if report.by_form(3) and code in codes_of(report, 3))
    assert jixiao.report_false_alarm(DISCLOSURE, code, form=3).found == codes_of(report, 3).count(code)
    for form, number in ((9, 1), (1, 1), (3, 2), (3, 0)):
        with pytest.raises(jixiao.WrongUse):
            jixiao.report_false_alarm(DISCLOSURE, code, form=form, number=number)


def codes_of(report: jixiao.Report, form: int) -> list[str]:
    return [finding.code for finding in report.by_form(form)]


def test_a_finding_that_json_does_not_show_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.reducing._Reducer._stands", lambda *_: False)
    alarm = jixiao.report_false_alarm(DISCLOSURE, "FND06")
    assert (alarm.reading, alarm.finding, alarm.to_json()) == (None, None, "")
    assert "怎样读" in alarm.text("zh")
    assert "how the file was read" in alarm.text("en")
    assert "not shown by JSON" in repr(alarm)
    assert main(["report-false-alarm", "FND06", str(DISCLOSURE)]) == 1


def test_the_number_of_checks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.reducing._FOR_STRUCTURE", 5)
    monkeypatch.setattr("jixiao.reducing.LIMIT", 20)
    chosen = settings()
    reading = jixiao.read(DISCLOSURE)
    finding = next(one for one in chosen.check(reading).findings if one.code == "FND06")
    reduced = reduce(reading, finding, chosen.check)
    assert reduced is not None
    assert (reduced.whole, reduced.checks) == (False, 20)
    # What it had no time for is all named.
    names = {form.project_name for form in reduced.reading.disclosure.forms} - {None, "某项目"}
    assert names <= {one.text for one in reduced.kept}
    assert "可能还可以更短" in jixiao.report_false_alarm(reading, "FND06").text("zh")


def test_what_was_mended_is_told() -> None:
    report = jixiao.check(DISCLOSURE)
    finding = next(one for one in report.findings if one.code == "VAL08")
    raw: Any = unstructure(report.reading)
    raw["gaps"] = [{"path": finding.paths[0], "at": "甲局的表!D5", "reason": "somebody's words"}]
    chosen = settings()

    def only_with_gap(reading: Reading) -> jixiao.Report:
        return chosen.check(reading if reading.gaps else structure({"jixiao": 1, "forms": []}))

    reduced = reduce(structure(raw), finding, only_with_gap)
    assert reduced is not None
    assert [(gap.at, gap.reason) for gap in reduced.reading.gaps] == [(None, "某")]
    alarm = jixiao.FalseAlarm("VAL08", 1, 1, reduced.reading, reduced.finding, (), 1, True, "jixiao check")
    assert "取决于读取时的修补：某" in alarm.text("zh")


# --- the parts --------------------------------------------------------------------------------------------------------


def test_what_points_to_an_item_follows_it() -> None:
    tree: dict[str, Any] = {
        "forms": [{"a": 1}, {"a": 2}, {"a": 3}],
        "tables": {"projects": [{"matched": {"form": 3}}, {"matched": {"form": 1}}, {"matched": None}]},
        "places": {"forms[2].a": {"at": "L3C1"}, "forms[0].a": {"at": "L1C1"}, "narrative[0]": {"at": "P1"}},
        "gaps": [{"path": "forms[1].a"}, {"path": "forms[2]"}, {"path": "others"}],
    }
    fewer = only(tree, ("forms",), [1, 2])
    assert fewer["forms"] == [{"a": 2}, {"a": 3}]
    assert [row["matched"] for row in fewer["tables"]["projects"]] == [{"form": 2}, None, None]
    assert fewer["places"] == {"forms[1].a": {"at": "L3C1"}, "narrative[0]": {"at": "P1"}}
    assert [gap["path"] for gap in fewer["gaps"]] == ["forms[0].a", "forms[1]", "others"]
    assert len(tree["forms"]) == 3


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("≥95%", ""),
        ("某项目", ""),
        ("万元", ""),
        ("0937-5512468", "0937 5512468"),
        ("1,320,000元", "元1,320,000"),
        ("某甲局", "局"),
    ],
)
def test_what_of_a_text_is_its_owners(text: str, own: str) -> None:
    assert own_of(text, frozenset()) == own


def test_what_stands_for_something() -> None:
    assert stand_in("forms[].project_name", []) == "某项目"
    assert stand_in("forms[].project_name", ["某项目"]) == "某项目甲"
    assert stand_in("forms[].department.name", []) == "某部门"
    assert stand_in("forms[].indicators.annual[].name", []) == "某指标"
    assert stand_in("forms[].text.summary", ["某"]) == "某"
    assert list(plainer("1,650")) == ["2000", "1600", "1", "10", "100"]
    assert list(plainer("局")) == ["某"]
    assert list(plainer("，")) == list(plainer("1")) == []
    assert list(rounder("1650000", 0)) == ["2000000", "1600000", "100"]


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_prints_what_check_reads_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "form.json"
    assert main(["report-false-alarm", "dat02", str(DISCLOSURE), "--format", "json", "-o", str(out)]) == 0
    assert "--keep" in capsys.readouterr().err
    assert main(["check", str(out), "--no-config", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["files"][0]["findings"]
    assert "DAT02" in {finding["code"] for finding in found}
    assert main(["report-false-alarm", "DAT02", str(DISCLOSURE), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    block = shown.partition("```json\n")[2].partition("```")[0]
    assert json.loads(block) == json.loads(out.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["DAT007"], "是不是“DAT07”"),
        (["FND01"], "FND06（1处）"),
        (["FND06", "--form", "9"], "这个文件有5张"),
        (["FND06", "--finding", "2"], "只有1处"),
        (["FND06", "--profile", "x"], "可选：auto"),
    ],
)
def test_what_is_not_there_is_one_line(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report-false-alarm", arguments[0], str(DISCLOSURE), *arguments[1:]]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_files_without_a_form_or_of_another_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "text.txt").write_text("没有表", encoding="utf-8")
    (tmp_path / "wrong.json").write_text('{"forms": 5}', encoding="utf-8")
    for name in ("text.txt", "wrong.json", "absent.xlsx"):
        assert main(["report-false-alarm", "FND06", str(tmp_path / name)]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_an_output_is_never_the_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "a.txt"
    copy.write_bytes(DISCLOSURE.read_bytes())
    assert main(["report-false-alarm", "FND06", str(copy), "-o", str(copy)]) == 2
    assert copy.read_bytes() == DISCLOSURE.read_bytes()
    assert "请换一个文件名" in capsys.readouterr().err
