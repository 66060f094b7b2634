"""Configurations: which one counts, what each key does, what is refused, and what is shown of them."""

from __future__ import annotations

import json
import shutil
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

import jixiao
from jixiao.checker.layer import Layer, WordList
from jixiao.checker.patterns import FIELDS
from jixiao.choosing import Chooser, Wanted
from jixiao.cli.main import main
from jixiao.configuration.finding import find
from jixiao.configuration.loading import Configuration, load, matches
from jixiao.configuration.showing import as_toml
from jixiao.configuration.values import KEYS, Known, checked
from jixiao.knowledge import knowledge
from jixiao.model.meanings import Names
from jixiao.rules.examples import changed

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "disclosure.txt"
KNOWN = Known()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a form in it, which is the current one."""
    shutil.copy(EXAMPLE, tmp_path / "a.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def codes(path: Path, **options: Any) -> set[str]:
    return {finding.code for finding in jixiao.check(path, config=True, **options).findings}


def refusal(path: Path) -> jixiao.WrongUse:
    with pytest.raises(jixiao.WrongUse) as caught:
        load(path)
    return caught.value


# ── which one counts


def test_the_nearest_one_upward_counts_alone(folder: Path) -> None:
    upper = write(folder / "jixiao.toml", 'ignore = ["FND"]')
    lower = write(folder / "x" / "y" / "jixiao.toml", 'ignore = ["VAL"]')
    assert find(folder / "x") == str(upper)
    assert find(folder / "x" / "y" / "z") == str(lower)
    shutil.copy(EXAMPLE, folder / "x" / "y" / "b.txt")
    assert "FND06" not in codes(folder / "a.txt")
    assert "VAL01" in codes(folder / "a.txt")
    assert "FND06" in codes(folder / "x" / "y" / "b.txt")
    assert "VAL01" not in codes(folder / "x" / "y" / "b.txt")


def test_a_project_file_counts_where_it_speaks_of_us(folder: Path) -> None:
    write(folder / "pyproject.toml", '[tool.jixiao]\nignore = ["FND"]\n')
    below = write(folder / "x" / "pyproject.toml", '[project]\nname = "jixiao-forms"\n')
    assert find(below.parent) == str(folder / "pyproject.toml")
    assert load(folder / "pyproject.toml").values == {"ignore": ["FND"]}
    own = write(folder / "jixiao.toml", "year = 2024")
    assert find(folder) == str(own)


def test_the_library_looks_for_none_unless_it_is_asked_to(folder: Path) -> None:
    write(folder / "jixiao.toml", 'ignore = ["FND"]')
    plain = {finding.code for finding in jixiao.check(folder / "a.txt").findings}
    assert "FND06" in plain
    assert {finding.code for finding in jixiao.check(folder / "a.txt", config=False).findings} == plain
    assert codes(folder / "a.txt") == {code for code in plain if not code.startswith("FND")}
    named = write(folder / "other.toml", 'select = ["FND06"]')
    assert {finding.code for finding in jixiao.check(folder / "a.txt", config=named).findings} == {"FND06"}
    (checked_file,) = jixiao.check_many(folder / "a.txt", config=True)
    assert checked_file.report is not None
    assert "FND06" not in {finding.code for finding in checked_file.report.findings}


def test_bytes_and_forms_have_the_configuration_of_the_current_folder(folder: Path) -> None:
    write(folder / "jixiao.toml", 'ignore = ["FND"]')
    found = jixiao.check((folder / "a.txt").read_bytes(), config=True).findings
    assert found
    assert not [finding for finding in found if finding.code.startswith("FND")]


def test_a_file_extends_another_key_by_key(folder: Path) -> None:
    base = write(folder / "base.toml", 'year = 2023\nignore = ["TXT"]\n[thresholds]\nfew_rows = 3\nmany_rows = 30\n')
    top = write(folder / "jixiao.toml", 'extends = "base.toml"\nyear = 2024\n[thresholds]\nfew_rows = 4\n')
    found = load(top)
    assert found.values == {"year": 2024, "ignore": ["TXT"], "thresholds": {"few_rows": 4, "many_rows": 30}}
    assert found.origins == {
        "year": str(top),
        "ignore": str(base),
        "thresholds.few_rows": str(top),
        "thresholds.many_rows": str(base),
    }


def test_files_may_not_extend_each_other_in_a_ring(folder: Path) -> None:
    write(folder / "base.toml", 'extends = "jixiao.toml"')
    assert "extends" in refusal(write(folder / "jixiao.toml", 'extends = "base.toml"')).en
    assert "extends" in refusal(write(folder / "alone.toml", 'extends = "alone.toml"')).en
    assert "gone.toml" in refusal(write(folder / "lost.toml", 'extends = "gone.toml"')).en


# ── what the keys do


def test_options_win_over_the_file(folder: Path) -> None:
    write(folder / "jixiao.toml", 'select = ["FND"]\nextend-select = ["VAL"]\nyear = 2020\nprofile = "strict"\n')
    chosen = Chooser(Wanted(), ["a.txt"], True).of("a.txt")
    assert (chosen.select, chosen.extend, chosen.year, chosen.profile) == (("FND",), ("VAL",), 2020, "strict")
    chosen = Chooser(Wanted(2024, "auto", ("CMP",)), ["a.txt"], True).of("a.txt")
    assert (chosen.select, chosen.extend, chosen.year, chosen.profile) == (("CMP",), (), 2024, "auto")


def test_extending_a_selection_calls_rules_that_are_to_be_asked_for(folder: Path) -> None:
    def running(text: str) -> set[str]:
        write(folder / "jixiao.toml", text)
        walker = jixiao.check(folder / "a.txt", config=True).walker
        assert walker is not None
        return {rule.code for rule in walker.rules if not rule.opt_in}

    assert "VAL35" not in running("")
    assert "VAL35" in running('extend-select = ["VAL35"]')
    assert running('select = ["FND06"]\nextend-select = ["VAL35"]') == {"FND06", "VAL35"}


def test_a_severity_is_set_for_a_rule_or_one_of_its_variants(folder: Path) -> None:
    def severity(text: str) -> dict[str, str]:
        write(folder / "jixiao.toml", text)
        return {one.code: str(one.severity) for one in jixiao.check(folder / "a.txt", config=True).findings}

    plain = severity("")
    variant = next(one.variant for one in jixiao.check(folder / "a.txt").findings if one.code == "FND06")
    assert plain["FND06"] == "error"
    assert severity('severities = { FND06 = "info" }')["FND06"] == "info"
    assert severity(f'severities = {{ FND06.{variant} = "warning" }}')["FND06"] == "warning"
    assert severity('severities = { FND06 = "off" }') == {key: one for key, one in plain.items() if key != "FND06"}
    silent = severity(f'[severities]\n"FND06.{variant}" = "off"')
    assert silent == {key: one for key, one in plain.items() if key != "FND06"}


def test_a_pattern_changes_what_holds_for_its_files(folder: Path) -> None:
    write(folder / "jixiao.toml", '[per-file."公开/**"]\nignore = ["FND"]\nseverities = { VAL01 = "info" }\n')
    public = folder / "公开" / "b.txt"
    public.parent.mkdir()
    shutil.copy(EXAMPLE, public)
    assert "FND06" in codes(folder / "a.txt")
    assert not {code for code in codes(public) if code.startswith("FND")}
    severities = {one.code: str(one.severity) for one in jixiao.check(public, config=True).findings}
    assert severities["VAL01"] == "info"


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.xlsx", "a/b.xlsx", True),
        ("a/*.xlsx", "a/b.xlsx", True),
        ("a/*.xlsx", "a/c/b.xlsx", False),
        ("a/**", "a/c/b.xlsx", True),
        ("**/b.xlsx", "b.xlsx", True),
        ("**/c/*", "a/c/b.xlsx", True),
        ("./a/?.xlsx", "a/b.xlsx", True),
        ("a.b", "aXb", False),
        ("报送.zip/**", "报送.zip/甲/表.xlsx", True),
    ],
)
def test_patterns_of_paths(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


def test_a_threshold_moves_a_rule(folder: Path) -> None:
    goals = [{"set": f"goals.{half}", "to": "完成石桥镇供水管网改造保障用水安全"} for half in ("period", "annual")]
    form = changed("county", goals)
    own = write(folder / "own.toml", "[thresholds]\ngoal_characters = 20\n")
    assert "CMP08" not in {one.code for one in jixiao.check(form).findings}
    report = jixiao.check(form, config=own)
    assert "CMP08" in {one.code for one in report.findings}
    assert report.profiles[0].name == jixiao.check(form).profiles[0].name
    assert report.profiles[0].hash != jixiao.check(form).profiles[0].hash


def test_words_are_added_and_taken_away() -> None:
    from jixiao.checkers import named_profile

    profile = named_profile("county")
    listed = profile.listed("forbidden_phrases")
    layered = Layer(words=(WordList("forbidden_phrases", ("高度重视",), (listed[0],)),)).on(profile)
    assert layered.listed("forbidden_phrases") == (*listed[1:], "高度重视")
    assert profile.listed("forbidden_phrases") == listed
    assert Layer().on(profile) is profile


def test_names_of_indicators_are_learnt(folder: Path) -> None:
    own = write(
        folder / "own.toml",
        '[names]\n"护林“巡”护 次数" = { category = "quantity", direction = "up", kind = "count", units = ["次"], '
        "range = [1, 99.5] }\n"
        '"培训班次" = { direction = "down" }\n',
    )
    names = jixiao.check(changed("county", []), config=own).profiles[0].names
    meaning = names.meaning("护林巡护次数")
    assert (meaning.category, meaning.direction, meaning.kind, meaning.units) == ("quantity", "up", "count", ("次",))
    assert (meaning.lower, meaning.upper, meaning.confidence) == (Decimal(1), Decimal("99.5"), "high")
    replaced = names.meaning("培训班次")
    assert (replaced.direction, replaced.category, replaced.exact) == ("down", None, True)
    assert names.meaning("培训人次") == Names(knowledge()["names"]).meaning("培训人次")


# ── what is refused


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('ignor = ["FND06"]', ("ignor", "ignore")),
        ('ignore = ["FND66"]', ("ignore", "FND06")),
        ('ignore = "FND06"', ("ignore", "FND06")),
        ('profile = "strickt"', ("profile", "strict")),
        ('year = "2024"', ("year", "2024")),
        ("year = 24", ("year", "24")),
        ("year = true", ("year", "True")),
        ('language = "fr"', ("language", "zh")),
        ('fail-on = "warnings"', ("fail-on", "warning")),
        ('severities = { FND06 = "warn" }', ("severities.FND06", "warning")),
        ('severities = { FND06.anual = "warning" }', ("severities.FND06.anual", "annual")),
        ("thresholds = { few_row = 3 }", ("thresholds.few_row", "few_rows")),
        ("thresholds = { few_rows = -1 }", ("thresholds.few_rows", "-1")),
        ("thresholds = { few_rows = nan }", ("thresholds.few_rows", "NaN")),
        ("thresholds = { weights_in_all = 3 }", ("thresholds.weights_in_all", "3")),
        ('words = { forbiden_phrases = ["x"] }', ("words.forbiden_phrases", "forbidden_phrases")),
        ("words = { forbidden_phrases = [3] }", ("words.forbidden_phrases[1]", "3")),
        ('words = { forbidden_phrases = { remove = ["没有的词组"] } }', ("words.forbidden_phrases.remove",)),
        ('names = { "巡护次数" = { kind = "counts" } }', ("kind", "count")),
        ('names = { "巡护次数" = { range = [5, 1] } }', ("range",)),
        ('names = { "巡护次数" = { units = ["次, 场"] } }', ("units",)),
        ('names = { " " = { } }', ("names",)),
        ('per-file = { "*.txt" = { year = 2024 } }', ("per-file.*.txt.year",)),
        ('[[exempt]]\ncode = "FND06"\nproject = "x"', ("exempt[1]", "reason")),
        ('[[exempt]]\ncode = "FND06"\nreason = "x"', ("exempt[1]", "project")),
        ('[[exempt]]\ncode = "FND06"\nproject = "x"\nreason = " "', ("exempt[1].reason",)),
        ('[[exempt]]\ncode = "FND06"\nproject = "x"\nreason = "y"\nuntil = "2024"', ("exempt[1].until",)),
        ("ignore = [", ("TOML",)),
        ("a = " + "[" * 3000, ("TOML",)),
    ],
)
def test_what_cannot_be_names_file_key_and_what_is_meant(folder: Path, text: str, parts: tuple[str, ...]) -> None:
    path = write(folder / "jixiao.toml", text)
    error = refusal(path)
    for said in (error.zh, error.en):
        assert str(path) in said
        assert [part for part in parts if part not in said] == []


def test_a_wrong_configuration_is_exit_code_2_before_anything_is_checked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder / "x" / "jixiao.toml", "yaer = 2024")
    shutil.copy(EXAMPLE, folder / "x" / "b.txt")
    assert main(["check", "a.txt", "x"]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert "yaer" in error
    assert main(["check", "x", "--no-config", "--select", "NAR99"]) == 2
    assert main(["check", "a.txt", "--config", "gone.toml"]) == 2
    assert main(["check", "a.txt", "--config", "x/jixiao.toml", "--no-config"]) == 2


def test_a_configuration_saved_by_an_editor_of_windows_is_read(folder: Path) -> None:
    path = folder / "jixiao.toml"
    path.write_bytes(b"\xef\xbb\xbfyear = 2024\r\n")
    assert load(path).values == {"year": 2024}
    path.write_bytes("ignore = [] # 说明".encode("gb18030"))
    assert "UTF-8" in refusal(path).zh
    path.write_bytes(b"#" * (4 << 20) + b"\n\n")
    assert "4" in refusal(path).zh


# ── the command


def test_the_command_says_which_configuration_it_uses(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(
        folder / "jixiao.toml", 'ignore = ["FND"]\nlanguage = "en"\nfail-on = "info"\nselect = ["CMP", "FND"]\n'
    )
    assert main(["check", "a.txt"]) == 1
    out, error = capsys.readouterr()
    assert error == f"jixiao: configuration: {path}\n"
    assert "CMP15" in out
    assert "FND06" not in out
    assert "2 more" not in out
    assert "target forms" in out
    assert main(["check", "a.txt", "--no-config", "--select", "FND08"]) == 0
    out, error = capsys.readouterr()
    assert error == ""
    assert "张表" in out


def test_several_processes_go_by_the_configurations_of_the_files(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder / "x" / "jixiao.toml", 'select = ["VAL01"]')
    shutil.copy(EXAMPLE, folder / "x" / "b.txt")
    assert main(["check", ".", "--jobs", "2", "--format", "json"]) == 1
    files = json.loads(capsys.readouterr().out)["files"]
    found = [{finding["code"] for finding in file["findings"]} for file in files]
    assert "FND06" in found[0]
    assert found[1] == {"VAL01"}
    reports = [one.report for one in jixiao.check_many(folder, config=True, jobs=2)]
    assert [{finding.code for finding in one.findings} for one in reports if one is not None] == found


def test_a_score_goes_by_the_words_but_not_by_the_selection(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "a.txt"]) == 0
    plain = capsys.readouterr().out
    write(folder / "jixiao.toml", 'ignore = ["FND", "VAL", "CMP", "DAT"]')
    assert main(["score", "a.txt"]) == 0
    assert capsys.readouterr().out == plain


# ── what is shown


def test_the_configuration_is_shown_with_the_origin_of_each_key(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = write(folder / "base.toml", "year = 2023\n[thresholds]\nfew_rows = 3\n")
    top = write(folder / "jixiao.toml", 'extends = "base.toml"\nignore = ["TXT"]\n[per-file."*.txt"]\nignore = ["FND"]')
    assert main(["config", "--show", "a.txt"]) == 0
    out = capsys.readouterr().out
    assert f"year = 2023  # {base}" in out
    assert f'ignore = ["TXT"]  # {top}' in out
    assert f"few_rows = 3  # {base}" in out
    assert "*.txt" in out.splitlines()[-1]
    assert tomllib.loads(out)["thresholds"] == {"few_rows": 3}
    assert main(["config", "--show", "a.txt", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["configuration"] == str(top)
    assert shown["values"]["year"] == 2023
    assert shown["origins"]["thresholds.few_rows"] == str(base)
    assert shown["patterns"] == ["*.txt"]
    assert main(["config", "--show", "a.txt", "--no-config", "--lang", "en"]) == 0
    assert "# no configuration" in capsys.readouterr().out


@pytest.mark.parametrize("options", [(), ("--no-config",), ("--config", "jixiao.toml", "--format", "json")])
def test_no_configuration_is_shown_for_a_file_that_is_not_there(
    folder: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    write(folder / "jixiao.toml", "year = 2023\n")
    said = {
        "zh": "没有/a.txt：没有这个文件，请核对路径和文件名",
        "en": "没有/a.txt: no such file; check the path and the name",
    }
    for language, expected in said.items():
        assert main(["config", "--show", "没有/a.txt", "--lang", language, *options]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert expected in shown.err
    for there in (".", "-"):
        assert main(["config", "--show", there, *options]) == 0
        assert "2023" in capsys.readouterr().out or options == ("--no-config",)


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).filter(lambda text: bool(text.strip()))
CODES = st.sampled_from([*KNOWN.variants, *KNOWN.families])
LISTS_OF_CODES = st.lists(CODES, max_size=3)
NUMBERS = st.integers(0, 10**6) | st.decimals(0, 10**6, places=2)
SEVERITY_KEYS = st.sampled_from(
    sorted({*KNOWN.variants, *(f"{code}.{one}" for code, several in KNOWN.variants.items() for one in several)})
)
SEVERITIES = st.dictionaries(SEVERITY_KEYS, st.sampled_from(["error", "warning", "info", "off"]), max_size=3)
EXEMPTIONS = st.fixed_dictionaries(
    {"code": st.sampled_from(list(KNOWN.variants)), "project": TEXTS, "reason": TEXTS},
    optional={"indicator": TEXTS, "until": st.dates()},
)
NAMES = st.text("护林员巡次数率绿化", min_size=1, max_size=6)
OWN_RULES = st.fixed_dictionaries(
    {
        "code": st.sampled_from(["BUR01", "BUR02", "XYZ01"]),
        "field": st.sampled_from(list(FIELDS)),
        "pattern": TEXTS.map(regex.escape),
        "message": TEXTS | st.fixed_dictionaries({"zh": TEXTS}, optional={"en": TEXTS}),
    },
    optional={"missing": st.booleans(), "severity": st.just("info"), "advice": TEXTS},
)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "profile": st.sampled_from(KNOWN.profiles),
        "year": st.integers(1990, 2100),
        "language": st.sampled_from(["zh", "en"]),
        "fail-on": st.sampled_from(["error", "warning", "info"]),
        "select": LISTS_OF_CODES,
        "ignore": LISTS_OF_CODES,
        "extend-select": LISTS_OF_CODES,
        "severities": SEVERITIES,
        "thresholds": st.dictionaries(
            st.sampled_from([name for name, one in KNOWN.thresholds.items() if not isinstance(one, list)]), NUMBERS
        ),
        "words": st.dictionaries(st.sampled_from(list(KNOWN.words)), st.lists(TEXTS, max_size=3), max_size=2),
        "names": st.dictionaries(
            NAMES,
            st.fixed_dictionaries(
                {}, optional={"kind": st.just("count"), "bounded": st.booleans(), "range": st.just([1, 9])}
            ),
            max_size=2,
        ),
        "per-file": st.dictionaries(
            TEXTS, st.fixed_dictionaries({}, optional={"ignore": LISTS_OF_CODES, "severities": SEVERITIES}), max_size=2
        ),
        "exempt": st.lists(EXEMPTIONS, max_size=2),
        "rules": st.lists(OWN_RULES, max_size=2, unique_by=lambda rule: str(rule["code"])),
    },
)  # fmt: skip


@given(VALUES)
def test_what_is_shown_is_the_same_configuration_when_it_is_read(values: dict[str, Any]) -> None:
    right = checked(values, "x.toml", KNOWN)
    origins = dict.fromkeys(right, "x\n.toml")
    for key, value in right.items():
        if isinstance(value, dict):
            origins.update({f"{key}.{name}": "x.toml" for name in value})
        elif key in ("exempt", "rules"):
            origins.update({f"{key}[{number + 1}]": "x.toml" for number in range(len(value))})
    shown = as_toml("a.txt", Configuration(str(ROOT / "x.toml"), right, origins), None, "zh")
    again = checked(tomllib.loads(shown, parse_float=Decimal), "y.toml", KNOWN)
    assert {key: one for key, one in again.items() if one} == {key: one for key, one in right.items() if one}


@given(st.dictionaries(st.sampled_from([*KEYS, "other"]), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats() | st.dates() | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)))  # fmt: skip
def test_whatever_a_file_holds_is_taken_or_refused(values: dict[str, Any]) -> None:
    try:
        found = checked(values, "x.toml", KNOWN)
    except jixiao.WrongUse as error:
        assert error.zh.startswith("x.toml：")
        assert error.en.startswith("x.toml: ")
    else:
        assert set(found) == set(values)


def test_every_key_is_documented() -> None:
    page = (ROOT / "docs" / "en" / "configuration.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in page and f"`[[{key}]]`" not in page] == []


def test_what_is_for_pytest_is_left_to_pytest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = '[tool.jixiao]\nyear = 2024\n[tool.jixiao.pytest]\npaths = ["forms/*.xlsx"]\n'
    (tmp_path / "pyproject.toml").write_text(written, encoding="utf-8")
    assert main(["config", "--show", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "year = 2024" in shown
    assert "forms" not in shown


@pytest.mark.parametrize("written", ["2999-12-31", '"2999-12-31"', '" 2999-12-31 "'])
def test_the_last_day_of_an_exemption_may_stand_in_quotation_marks(tmp_path: Path, written: str) -> None:
    path = tmp_path / "jixiao.toml"
    path.write_text(f'[[exempt]]\ncode = "FND06"\nproject = "x"\nreason = "y"\nuntil = {written}\n', encoding="utf-8")
    shown = as_toml("表.xlsx", load(str(path)), None, "zh")
    assert "until = 2999-12-31\n" in shown


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'year = 2024\nprofile = "strict\n', "第2行第18列不是正确的TOML：引号没有关上"),
        ("year = 2024\nselect = [“FND06”]\n".encode(), "第2行第11列不是正确的TOML：这里的值不对"),
        ("# 配置\r\nyear = 2024\r\n".encode("utf-16"), "编码选UTF-8"),
        ("year = 2024\r\n".encode("utf-16-le"), "编码选UTF-8"),
        ("# 配置\r\nyear = 2024\r\n".encode("gbk"), "编码选UTF-8"),
    ],
)
def test_a_file_that_an_editor_has_spoilt_says_where_and_what_to_do(folder: Path, data: bytes, said: str) -> None:
    path = folder / "jixiao.toml"
    path.write_bytes(data)
    with pytest.raises(jixiao.WrongUse) as caught:
        load(path)
    assert said in caught.value.zh


def test_a_long_chain_is_no_ring(folder: Path) -> None:
    for number in range(13):
        write(folder / f"{number}.toml", f'extends = "{number + 1}.toml"\n')
    write(folder / "13.toml", "year = 2024\n")
    with pytest.raises(jixiao.WrongUse, match="超过10层"):
        load(folder / "0.toml")


def test_a_folder_is_no_configuration(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--show", "a.txt", "--config", str(folder)]) == 2
    assert "这是文件夹" in capsys.readouterr().err
