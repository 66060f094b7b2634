"""Rules that a configuration brings: they find what their pattern says, in time, and stand beside the package's own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import jixiao
from jixiao.checker import patterns
from jixiao.checker.patterns import FIELDS, OwnRule
from jixiao.cli.main import main
from jixiao.configuration.loading import load
from jixiao.reports.schemas import report_schema
from jixiao.rules.examples import changed

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "disclosure.txt"
RULE = """
[[rules]]
code = "BUR01"
field = "project_name"
pattern = "清淤|疏浚"
severity = "error"
message = { zh = "项目名称含“{found}”，{本局} 要写工程编号", en = "the name {value} needs a number" }
advice = "在名称后写编号"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document in it, which is the current one."""
    shutil.copy(EXAMPLE, tmp_path / "a.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def own(folder: Path, text: str, source: Any = "a.txt") -> list[jixiao.Finding]:
    path = folder / "jixiao.toml"
    path.write_text(text, encoding="utf-8")
    return [one for one in jixiao.check(source, config=path).findings if one.code.startswith("BUR")]


def test_a_pattern_finds_what_it_names(folder: Path) -> None:
    (finding,) = own(folder, RULE)
    assert (finding.code, finding.severity, finding.counts) == ("BUR01", "error", True)
    assert finding.paths[0].endswith(".project_name")
    assert finding.say("zh") == "项目名称含“清淤”，{本局} 要写工程编号"
    assert finding.say("en") == "the name 清溪河道清淤疏浚工程 needs a number"
    assert finding.advise("zh") == finding.advise("en") == "在名称后写编号"
    assert finding.fingerprint


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_can_be_looked_at(folder: Path, field: str) -> None:
    row = {"category": "quality", "name": "新增指标", "value": "≥95%", "unit": "%", "explanation": "甲", "remark": "乙"}
    texts = [
        {"set": f"text.{name}", "to": "一段文字"} for name in ("summary", "basis", "necessity", "measures", "plan")
    ]
    form = changed("county", [{"put_row": row}, *texts])
    rule = f'[[rules]]\ncode = "BUR01"\nfield = "{field}"\npattern = "."\nmessage = "有字"\n'
    found = own(folder, rule, form)
    assert found
    assert {finding.severity for finding in found} == {"warning"}
    assert own(folder, rule.replace('"."', '"绝不会出现的字"'), form) == []


def test_a_pattern_may_be_asked_for(folder: Path) -> None:
    rule = RULE.replace('pattern = "清淤|疏浚"', 'pattern = "工程$"\nmissing = true')
    found = own(folder, rule)
    names = [form.project_name for form in jixiao.check("a.txt").forms]
    assert len(found) == sum(not str(name).endswith("工程") for name in names) > 0
    assert {finding.values["found"] for finding in found} == {""}


def test_codes_of_own_rules_can_be_selected_and_changed(folder: Path) -> None:
    assert own(folder, 'ignore = ["BUR"]\n' + RULE) == []
    assert [str(one.severity) for one in own(folder, 'severities = { BUR01 = "info" }\n' + RULE)] == ["info"]
    (folder / "jixiao.toml").write_text(RULE, encoding="utf-8")
    only = jixiao.check("a.txt", config=True, select="BUR01")
    assert [one.code for one in only.findings] == ["BUR01"]
    with pytest.raises(jixiao.WrongUse):
        jixiao.check("a.txt", select="BUR01")
    assert main(["check", "a.txt", "--select", "BUR01"]) == 1
    assert main(["check", "a.txt", "--select", "BUR02"]) == 2


def test_a_nearer_rule_takes_the_place_of_one_with_its_code(folder: Path) -> None:
    (folder / "base.toml").write_text(RULE + RULE.replace("BUR01", "BUR02"), encoding="utf-8")
    nearer = 'extends = "base.toml"\nignore = ["BUR02"]\n' + RULE.replace("清淤|疏浚", "饮水")
    (folder / "jixiao.toml").write_text(nearer, encoding="utf-8")
    found = load(folder / "jixiao.toml")
    assert [(one["code"], one["pattern"]) for one in found.values["rules"]] == [
        ("BUR02", "清淤|疏浚"),
        ("BUR01", "饮水"),
    ]
    assert [Path(found.origins[f"rules[{number}]"]).name for number in (1, 2)] == ["base.toml", "jixiao.toml"]


def test_a_pattern_that_takes_too_long_is_no_accusation(folder: Path) -> None:
    rule = OwnRule("BUR01", "project_name", "(a|aa)+$", "error", "x", "x", "x", "x").rule()
    form = changed("county", [{"set": "project_name", "to": "a" * 60 + "b"}])
    toml = '[[rules]]\ncode = "BUR01"\nfield = "project_name"\npattern = "(a|aa)+$"\nmessage = "x"\n'
    assert own(folder, toml, form) == []
    report = jixiao.check(form, config=folder / "jixiao.toml")
    assert [one.reason for one in report.undecided if one.code == rule.code] == ["the pattern took too long"]
    assert report.outcomes["BUR01"]["cannot_tell"] == 1


def test_a_pattern_that_is_always_late_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Late:
        def search(self, text: str, **_: float) -> None:
            asked.append(text)
            raise TimeoutError

    monkeypatch.setattr(patterns, "compiled", lambda _: Late())
    rows = [{"put_row": {"category": "quality", "name": f"指标{number}", "value": "1"}} for number in range(40)]
    toml = '[[rules]]\ncode = "BUR01"\nfield = "name"\npattern = "a pattern of this test"\nmessage = "x"\n'
    form = changed("county", rows)
    assert own(folder, toml, form) == []
    assert len(asked) == patterns.PATIENCE
    # neither is a row that nobody looked at one that passed
    outcome = jixiao.check(form, config=folder / "jixiao.toml").outcomes["BUR01"]
    assert (outcome["pass"], outcome["fail"]) == (0, 0)
    assert outcome["cannot_tell"] >= len(rows)


def test_a_pattern_is_looked_for_in_rows_without_a_name_too(folder: Path) -> None:
    toml = '[[rules]]\ncode = "BUR01"\nfield = "value"\npattern = "暂定"\nmessage = "x"\n'
    rows = [{"put_row": {"category": "quality", "name": None, "value": "暂定"}}]
    assert own(folder, toml, changed("county", rows))


def test_every_format_shows_own_rules(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy("a.txt", "b.txt")
    (folder / "jixiao.toml").write_text('select = ["BUR"]\n' + RULE, encoding="utf-8")
    assert main(["check", ".", "--jobs", "2", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    jsonschema.validate(report, report_schema())
    assert [[one["code"] for one in file["findings"]] for file in report["files"]] == [["BUR01"], ["BUR01"]]
    assert main(["check", "a.txt", "--lang", "en"]) == 1
    assert "the name 清溪河道清淤疏浚工程 needs a number" in capsys.readouterr().out
    assert main(["check", "a.txt", "--format", "html"]) == 1
    assert "BUR01" in capsys.readouterr().out
    assert main(["check", "a.txt", "--annotate", "marked.xlsx"]) == 1
    assert main(["score", "a.txt"]) == 0
    assert main(["baseline", "create", "."]) == 0
    assert main(["check", "."]) == 0


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (('"BUR01"', '"FND99"'), ("rules[1].code", "BUR01")),
        (('"BUR01"', '"BUREAU1"'), ("rules[1].code",)),
        (('"BUR01"', '"局局局01"'), ("rules[1].code",)),
        (('code = "BUR01"', ""), ("rules[1]", "code")),
        (('"project_name"', '"projectname"'), ("rules[1].field", "project_name")),
        (('"清淤|疏浚"', '"清淤("'), ("rules[1].pattern",)),
        (('"error"', '"fatal"'), ("rules[1].severity",)),
        (('"error"', '"error"\nmissing = 1'), ("rules[1].missing",)),
        (('advice = "在名称后写编号"', "advice = {}"), ("rules[1].advice",)),
        (("en = ", "fr = "), ("rules[1].message.fr",)),
        (("[[rules]]", "[[rules]]\nfix = 1"), ("rules[1].fix",)),
    ],
)
def test_a_rule_that_cannot_be_is_refused(folder: Path, change: tuple[str, str], parts: tuple[str, ...]) -> None:
    path = folder / "jixiao.toml"
    path.write_text(RULE.replace(*change), encoding="utf-8")
    with pytest.raises(jixiao.WrongUse) as caught:
        load(path)
    for said in (caught.value.zh, caught.value.en):
        assert [part for part in (str(path), *parts) if part not in said] == []


def test_a_code_is_used_once(folder: Path) -> None:
    path = folder / "jixiao.toml"
    path.write_text(RULE + RULE, encoding="utf-8")
    with pytest.raises(jixiao.WrongUse, match=r"rules\[2\]\.code"):
        load(path)
