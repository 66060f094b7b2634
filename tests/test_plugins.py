"""Rules of others: the worked example, plug-ins that are broken, and what their authors are told."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import jixiao
from jixiao import checkers, plugins
from jixiao.checker.report import Report
from jixiao.cli.main import main
from jixiao.rules import base, messages
from jixiao.rules.examples import changed
from jixiao.rules.messages import all_rules
from jixiao.testing import RuleTester, check_rule, examples_of

ROOT = Path(__file__).resolve().parent.parent
WORKED = ROOT / "examples" / "plugin"
TEXTS = "".join(f'{part} = {{ zh = "甲", en = "A" }}\n' for part in ("title", "message", "advice", "why", "unseen"))
RULE = '''
from jixiao import Indicator
from jixiao.rules.base import Severity, rule

@rule("{code}", Severity.ERROR, preview=False)
def something(indicator: Indicator, context):
    """Something."""
    {body}
    yield context.finding("value")
'''
FLAGGED = '[[{code}.flagged]]\nsays = {{ zh = "一", en = "1" }}\nform = "county"\nchanges = []\nat = ["{at}"]\n'

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Puts a package with an entry point where Python finds it, and forgets it again."""
    registered, extended, loaded = dict(base.REGISTRY), list(base.EXTENSIONS), set(sys.modules)

    def put(name: str, module: str, **files: str) -> None:
        info = tmp_path / f"{module.replace('.', '_')}-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[jixiao.rules]\n{name} = {module}\n", encoding="utf-8")
        for suffix, text in files.items():
            (tmp_path / f"{module}.{suffix}").write_text(text, encoding="utf-8")

    monkeypatch.syspath_prepend(tmp_path)
    yield put
    base.REGISTRY.clear()
    base.REGISTRY.update(registered)
    base.EXTENSIONS[:] = extended
    for module in set(sys.modules) - loaded:
        if module.startswith(("own_", "jixiao_water")):
            del sys.modules[module]
    plugins._loaded.cache_clear()
    messages._beside.cache_clear()
    checkers.checker.cache_clear()


@pytest.fixture
def worked(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worked example, installed."""
    monkeypatch.syspath_prepend(WORKED / "src")
    install("WAT", "jixiao_water.supply")


def low() -> jixiao.Reading:
    """A form with what the worked example looks for."""
    return changed("county", [{"put_row": {"category": "quality", "name": "农村供水保证率", "value": "≥90%"}}])


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


# --- the worked example -----------------------------------------------------------------------------------------------


def test_the_worked_example_runs_only_where_it_is_asked_for(worked: None) -> None:
    assert codes(jixiao.check(low(), plugins="WAT")) == ["WAT01"]
    assert codes(jixiao.check(low())) == []
    assert codes(jixiao.check(low(), plugins=["WAT"], ignore="WAT")) == []
    assert codes(jixiao.check(low(), plugins=["WAT"], select="WAT01")) == ["WAT01"]
    assert "WAT01" not in {rule.code for rule in all_rules()}


def test_its_findings_are_told_scored_and_sent_like_any_other(worked: None) -> None:
    report = jixiao.check(low(), plugins="WAT", language="en")
    (found,) = report.findings
    assert "below the 95%" in found.message
    assert "95%" in found.advise("zh")
    assert "WAT01" in report.to_json()
    (score,) = jixiao.score(report)
    assert [one.code for item in score.items for one in item.findings] == ["WAT01"]
    assert codes(pickle.loads(pickle.dumps(report))) == ["WAT01"]


def test_several_processes_load_it_too(worked: None, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.json").write_text(jixiao.dumps(low()), encoding="utf-8")
    found = list(jixiao.check_many(str(tmp_path / "*.json"), jobs=2, plugins="WAT"))
    assert [codes(one.report) for one in found if one.report is not None] == [["WAT01"], ["WAT01"]]


def test_its_own_test_passes() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=WORKED, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "[100%]" in done.stdout


def test_a_configuration_may_ask_for_it(
    worked: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("表.json").write_text(jixiao.dumps(low()), encoding="utf-8")
    Path("jixiao.toml").write_text('plugins = ["wat"]\n[severities]\nWAT01 = "error"\n', encoding="utf-8")
    assert codes(jixiao.check("表.json", config=True)) == ["WAT01"]
    assert codes(jixiao.check("表.json")) == []
    assert main(["check", "表.json"]) == 1
    assert "WAT01" in capsys.readouterr().out
    assert main(["check", "表.json", "--no-config"]) == 0
    assert main(["config", "--show", "表.json"]) == 0
    assert 'plugins = ["WAT"]' in capsys.readouterr().out
    (found,) = jixiao.check_many("表.json", config=True)
    assert found.report is not None
    assert codes(found.report) == ["WAT01"]


@pytest.mark.parametrize(("named", "said"), [("WTA", "没有安装插件"), ("WATER", "三个大写字母")])
def test_a_configuration_that_asks_for_none_that_is_there_is_wrong(
    worked: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    named: str,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("表.json").write_text(jixiao.dumps(low()), encoding="utf-8")
    Path("jixiao.toml").write_text(f'plugins = ["{named}"]\n', encoding="utf-8")
    assert main(["check", "表.json"]) == 2
    error = capsys.readouterr().err
    assert "jixiao.toml" in error
    assert "plugins" in error
    assert said in error


@pytest.mark.parametrize(("language", "said"), [("zh", "插件OWN不能用"), ("en", "plug-in OWN can't be used")])
def test_the_command_names_a_broken_one_once_and_checks_the_rest(
    install: Install,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    said: str,
) -> None:
    install("OWN", "own_broken", py="1 / 0")
    monkeypatch.chdir(tmp_path)
    faulty = jixiao.dumps(changed("county", [{"set": "goals.annual"}]))
    for name in ("甲.json", "乙.json"):
        Path(name).write_text(faulty, encoding="utf-8")
    Path("jixiao.toml").write_text('plugins = ["OWN"]\n', encoding="utf-8")
    assert main(["check", "甲.json", "乙.json", "--lang", language, "--jobs", "1"]) == 1
    told = capsys.readouterr()
    assert told.err.count(said) == 1
    assert "Traceback" not in told.err
    assert told.out.count("CMP06") >= 2


# --- what is broken ---------------------------------------------------------------------------------------------------


def test_a_plugin_that_is_not_installed_is_wrong_use(worked: None) -> None:
    with pytest.raises(jixiao.WrongUse, match="WAT"):
        jixiao.check(low(), plugins="WTA")


@pytest.mark.parametrize(
    ("name", "py", "toml", "said"),
    [
        ("OWN", "import nowhere_at_all", "", "No module named 'nowhere_at_all'"),
        ("OWN", "1 / 0", "", "division by zero"),
        ("OWN", "x = 1", "", "holds no rule"),
        ("OWN", RULE.format(code="OTH01", body=""), "", "does not begin with OWN"),
        ("OWN", RULE.format(code="OWN01", body=""), "", "no texts"),
        ("OWN", RULE.format(code="OWN01", body=""), "[OWN01]\ntitle = 1", "lacks its title"),
        ("OWN", RULE.format(code="OWN01", body=""), "[OWN01]\n" + TEXTS.replace("why", "how"), "lacks its why"),
        ("OWN", RULE.format(code="OWN01", body=""), "[OWN01", "Expected ']'"),
        ("OWN", RULE.format(code="OWN01", body=""), None, "No such file"),
        ("VAL", RULE.format(code="OWN01", body=""), "", "of its own, not 'VAL'"),
        ("own", RULE.format(code="OWN01", body=""), "", "three capital letters"),
    ],
)
def test_a_broken_plugin_is_named_and_costs_nothing_else(
    install: Install, name: str, py: str, toml: str | None, said: str
) -> None:
    install(name, "own_broken", py=py, **({} if toml is None else {"toml": toml}))
    form = changed("county", [{"put_row": {"category": "quality", "name": "验收合格率", "value": "≥100%"}}])
    with pytest.warns(plugins.PluginWarning) as caught:
        assert codes(jixiao.check(form, plugins=name)) == codes(jixiao.check(form))
    (warning,) = [one.message for one in caught if isinstance(one.message, plugins.PluginWarning)]
    assert said in warning.en
    assert f"插件{name}不能用" in warning.zh


def test_a_rule_that_fails_costs_its_own_say(install: Install) -> None:
    install("OWN", "own_failing", py=RULE.format(code="OWN01", body="raise KeyError('x')"), toml="[OWN01]\n" + TEXTS)
    with pytest.warns(plugins.PluginWarning, match="OWN01"):
        report = jixiao.check(low(), plugins="OWN")
    assert codes(report) == []


@pytest.mark.parametrize(
    "node",
    ["model.forms.Indicator", "model.forms.Row", "model.forms.Funding", "model.forms.TargetForm", "rules.base.Passage"],
)
def test_a_rule_that_fails_passes_nowhere(install: Install, node: str) -> None:
    module, _, kind = node.rpartition(".")
    py = RULE.format(code="OWN01", body="raise KeyError('x')").replace("Indicator", kind)
    install(
        "OWN",
        "own_failing",
        py=py.replace("from jixiao import", f"from jixiao.{module} import"),
        toml="[OWN01]\n" + TEXTS,
    )
    with pytest.warns(plugins.PluginWarning, match="OWN01"):
        report = jixiao.check(low(), plugins="OWN")
    counted = report.outcomes["OWN01"]
    assert counted.pop("cannot_tell") > 0
    assert counted == {"pass": 0, "fail": 0, "not_applicable": 0}
    assert {(one.code, one.reason) for one in report.undecided} == {("OWN01", "the rule failed")}


def test_what_is_fine_warns_of_nothing(worked: None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        jixiao.check(low(), plugins="WAT")


# --- what authors are told --------------------------------------------------------------------------------------------


def test_examples_are_read_beside_the_module(worked: None) -> None:
    assert [str(one) for one in examples_of("jixiao_water.supply")] == ["WAT01-flagged-1", "WAT01-near-1"]
    check_rule("jixiao_water.supply")
    RuleTester("jixiao_water.supply").check(examples_of("jixiao_water.supply")[0])


@pytest.mark.parametrize(
    ("body", "toml", "said"),
    [
        ("return", "", "OWN01 has no example that is near"),
        ("return", FLAGGED.format(code="OWN01", at="x"), "codes: none, not OWN01"),
        ("return", FLAGGED.format(code="OWN02", at="x"), "OWN02: there is no rule of this code"),
        ("if indicator.name != '工程验收合格率': return", FLAGGED.format(code="OWN01", at="x"), "paths: "),
        (
            "if indicator.name != '工程验收合格率': return",
            FLAGGED.format(code="OWN01", at="x") + 'after = ["≥1%"]\nsafety = "needs review"\nvariant = "odd"\n',
            "fixes: (), not ('≥1%',)",
        ),
        ("if indicator.name != '工程验收合格率': return", FLAGGED.format(code="OWN01", at="x"), "message in zh"),
        (
            "",
            '[[OWN01.near]]\nsays = { zh = "一", en = "1" }\nform = "county"\nchanges = []\n',
            "codes: OWN01, not none",
        ),
    ],
)
def test_what_is_not_as_the_examples_say_is_named(install: Install, body: str, toml: str, said: str) -> None:
    name = f"own_{abs(hash((body, toml, said)))}"
    texts = TEXTS.replace("甲", "{missing}")
    install("OWN", name, py=RULE.format(code="OWN01", body=body), toml="[OWN01]\n" + texts + toml)
    with pytest.raises(AssertionError) as caught:
        check_rule(name)
    assert said in str(caught.value)


def test_a_fix_that_mends_nothing_is_named(install: Install) -> None:
    body = """
    if indicator.value != "≥90%" or indicator.name != "农村供水保证率":
        return
    from jixiao.rules.base import Fix
    yield context.finding("value", fixes=[Fix("value", "≥90%", "≥90%", "format-only")])
    return
    """
    planted = 'changes = [{ put_row = { category = "quality", name = "农村供水保证率", value = "≥90%" } }]'
    flagged = FLAGGED.format(code="OWN01", at="forms[0].indicators.period[4].value")
    toml = flagged.replace("changes = []", planted)
    install("OWN", "own_fix", py=RULE.format(code="OWN01", body=body.strip()), toml="[OWN01]\n" + TEXTS + toml)
    with pytest.raises(AssertionError) as caught:
        check_rule("own_fix")
    assert "after the fix there is OWN01" in str(caught.value)
    assert "changes nothing" in str(caught.value)


# --- what the command tells of them -----------------------------------------------------------------------------------


OWN = '[[rules]]\ncode = "BUR01"\nfield = "name"\npattern = "率$"\nmessage = { zh = "“{value}”是率", en = "a rate" }\n'


def test_rules_and_explain_know_the_rules_of_plugins_and_of_the_configuration(
    worked: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    below = tmp_path / "下级"
    below.mkdir()
    monkeypatch.chdir(below)
    (tmp_path / "jixiao.toml").write_text('plugins = ["WAT"]\n' + OWN, encoding="utf-8")
    assert main(["rules"]) == 0
    told = capsys.readouterr().out
    assert "\n插件WAT（jixiao_water.supply 1）\nWAT01  警告" in told
    assert f"\n配置 {tmp_path / 'jixiao.toml'}\nBUR01  警告          “…”是率\n" in told
    assert "另有2条" in told
    assert main(["rules", "--format", "json"]) == 0
    listed = {one["code"]: one for one in json.loads(capsys.readouterr().out)["rules"]}
    assert [(listed[code]["origin"], listed[code]["source"]) for code in ("FND06", "WAT01", "BUR01")] == [
        ("package", None),
        ("plugin", "jixiao_water.supply 1"),
        ("configuration", str(tmp_path / "jixiao.toml")),
    ]
    assert listed["BUR01"]["pattern"] == "率$"
    assert main(["explain", "wat01"]) == 0
    told = capsys.readouterr().out
    assert "来源      插件WAT" in told
    assert "× 供水保证率 ≥90%" in told
    assert main(["explain", "BUR01", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "Message       a rate" in told
    assert "Flagged if    found" in told
    assert "From          configuration " in told
    assert main(["explain", "WAT01", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["rules"] == [listed["WAT01"]]
    assert main(["rules", "--no-config"]) == 0
    assert "WAT01" not in capsys.readouterr().out
    assert main(["explain", "WAT01", "--no-config"]) == 2


def test_the_option_asks_for_a_plugin_beside_the_configuration(
    worked: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("表.json").write_text(jixiao.dumps(low()), encoding="utf-8")
    assert main(["check", "表.json", "--quiet"]) == 0
    assert "WAT01" not in capsys.readouterr().out
    assert main(["check", "表.json", "--plugin", "wat", "--fail-on", "warning"]) == 1
    assert "WAT01" in capsys.readouterr().out
    assert main(["explain", "WAT01", "--plugin", "WAT"]) == 0
    capsys.readouterr()
    assert main(["config", "--show", "表.json", "--plugin", "WAT"]) == 0
    assert 'plugins = ["WAT"]  # --plugin\n# WAT: jixiao_water.supply 1\n' in capsys.readouterr().out
    Path("jixiao.toml").write_text('plugins = ["WAT"]\n', encoding="utf-8")
    assert main(["config", "--show", "表.json", "--plugin", "WAT", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["origins"]["plugins"] == f"{tmp_path / 'jixiao.toml'}, --plugin"
    assert shown["plugins"] == {"WAT": "jixiao_water.supply 1"}


@pytest.mark.parametrize(("named", "said"), [("WTA", "没有安装插件“WTA”"), ("WATER", "三个字母")])
def test_the_option_refuses_what_is_no_plugin(
    worked: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], named: str, said: str
) -> None:
    path = tmp_path / "表.json"
    path.write_text(jixiao.dumps(low()), encoding="utf-8")
    assert main(["check", str(path), "--plugin", named]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["check", "表.json"], ["rules"], ["explain", "FND06", "--plugin", "OWN"], ["config", "--show", "表.json"]],
)
def test_a_broken_one_is_named_once_and_stops_nothing(
    install: Install,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    install("OWN", "own_broken", py="1 / 0")
    monkeypatch.chdir(tmp_path)
    Path("表.json").write_text(jixiao.dumps(low()), encoding="utf-8")
    Path("jixiao.toml").write_text('plugins = ["OWN"]\nignore = ["TXT24"]\n', encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert main(arguments) == 0
    told = capsys.readouterr()
    assert told.err.count("插件OWN不能用") == 1
    assert told.out


def test_what_a_broken_one_would_find_is_not_stale(
    worked: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("表.json").write_text(jixiao.dumps(low()), encoding="utf-8")
    assert main(["baseline", "create", "表.json", "--plugin", "WAT"]) == 0
    before = Path("jixiao-baseline.json").read_bytes()
    assert b"WAT01" in before
    monkeypatch.setattr(plugins, "_refuse_unfit", lambda *_: 1 / 0)
    plugins._loaded.cache_clear()
    checkers.checker.cache_clear()
    assert main(["baseline", "prune", "表.json", "--plugin", "WAT"]) == 0
    assert "插件WAT不能用" in capsys.readouterr().err
    assert Path("jixiao-baseline.json").read_bytes() == before


def test_a_configuration_that_is_wrong_does_not_hide_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("jixiao.toml").write_text("yaer = 2024\n", encoding="utf-8")
    assert main(["rules"]) == 0
    told = capsys.readouterr()
    assert "FND06" in told.out
    assert "是不是“year”" in told.err
    assert main(["rules", "--config", "jixiao.toml"]) == 2
    assert main(["explain", "FND06"]) == 0
    assert main(["explain", "FND66"]) == 2
