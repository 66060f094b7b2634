"""The plugin of pytest as projects meet it: forms as tests, the fixture, and nothing at all where nobody asked."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

import jixiao
from jixiao.rules.examples import changed
from jixiao.testing import NotClean, assert_clean
from jixiao.testing.collecting import settings_of

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
TABLE = "[tool.jixiao.pytest]\n"


def clean() -> jixiao.Reading:
    """A form without findings."""
    return changed("county", [])


def faulty() -> jixiao.Reading:
    """A form with one error."""
    return changed("county", [{"put_row": {"category": "quality", "name": "验收合格率", "value": "≥100%"}}])


def warned() -> jixiao.Reading:
    """A form with one warning, and no error."""
    return changed("county", [{"put_row": {"category": "quality", "name": "村民用水满意率", "value": "≥93%"}}])


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """A folder of forms: one that is clean, one with an error, one that is no form at all."""
    forms = pytester.path / "报送" / "水利局"
    forms.mkdir(parents=True)
    (forms / "好.json").write_text(jixiao.dumps(clean()), encoding="utf-8")
    (forms / "错.json").write_text(jixiao.dumps(faulty()), encoding="utf-8")
    (pytester.path / "报送" / "不是.txt").write_text("今天天气很好。", encoding="utf-8")
    configure(pytester, 'paths = ["报送/**/*.*"]')
    return pytester.path


def configure(pytester: pytest.Pytester, table: str) -> None:
    (pytester.path / "pyproject.toml").write_text(TABLE + table, encoding="utf-8")


def names(result: pytest.RunResult) -> str:
    return "\n".join(result.outlines)


# --- the assertion ----------------------------------------------------------------------------------------------------


def test_a_clean_form_gives_its_report() -> None:
    assert assert_clean(clean()).findings == ()


def test_a_failure_reads_like_the_commands_output(capsys: pytest.CaptureFixture[str]) -> None:
    from jixiao.cli.main import main

    path = EXAMPLES / "form-2021.xlsx"
    assert main(["check", str(path)]) == 1
    with pytest.raises(NotClean) as caught:
        assert_clean(path)
    assert str(caught.value) == capsys.readouterr().out.rstrip("\n")
    assert caught.value.report.worst() == "error"


def test_what_is_allowed_fails_nothing_and_takes_its_consequences_along() -> None:
    with pytest.raises(NotClean):
        assert_clean(faulty())
    assert assert_clean(faulty(), allow="VAL08").count("error") == 0
    assert assert_clean(faulty(), allow=["VAL"]).count("error") == 0
    follows = jixiao.check(EXAMPLES / "disclosure.txt")
    causes = {one.cause.code for one in follows.findings if one.cause is not None}
    assert causes
    follows.leave_out(causes)
    assert [one for one in follows.findings if one.code in causes or one.cause is not None] == []


def test_warnings_fail_only_where_that_is_asked_for() -> None:
    assert assert_clean(warned()).count("warning") == 1
    with pytest.raises(NotClean, match="STR05"):
        assert_clean(warned(), fail_on="warning")


@pytest.mark.parametrize("options", [{"allow": "VAL99"}, {"fail_on": "panic"}, {"profile": "x"}])
def test_wrong_arguments_are_wrong_use(options: dict[str, Any]) -> None:
    with pytest.raises(jixiao.WrongUse):
        assert_clean(clean(), **options)


def test_a_failure_can_be_sent_to_another_process() -> None:
    with pytest.raises(NotClean) as caught:
        assert_clean(faulty(), language="en")
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert again.report.worst() == "error"


# --- forms as tests ---------------------------------------------------------------------------------------------------


def test_pytest_in_a_folder_of_forms_is_the_check(pytester: pytest.Pytester, project: Path) -> None:
    result = pytester.runpytest()
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*不是.txt*没有找到绩效目标表*",
            "*VAL08*",
            "FAILED 报送/不是.txt::jixiao*",
            "FAILED 报送/水利局/错.json::jixiao*",
        ],
        consecutive=False,
    )
    assert "Traceback" not in names(result)
    assert "assert_clean" not in names(result)


def test_with_several_processes_it_is_the_same(pytester: pytest.Pytester, project: Path) -> None:
    result = pytester.runpytest_subprocess("-n", "2")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*VAL08*"])


def test_one_form_can_be_named_and_passes_with_what_is_left_to_say(pytester: pytest.Pytester, project: Path) -> None:
    (project / "报送" / "警告.json").write_text(jixiao.dumps(warned()), encoding="utf-8")
    result = pytester.runpytest("-rP", "报送/警告.json")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*STR05*"])


def test_the_table_says_what_is_allowed_and_what_fails(pytester: pytest.Pytester, project: Path) -> None:
    (project / "报送" / "警告.json").write_text(jixiao.dumps(warned()), encoding="utf-8")
    configure(pytester, 'paths = ["**/*.json"]\nallow = ["VAL08"]\nfail-on = "warning"\nlanguage = "en"\nyear = 2024\n')
    result = pytester.runpytest()
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*warning STR05*"])


def test_a_budget_table_of_another_file_is_read_with_each(pytester: pytest.Pytester) -> None:
    for name in ("forms.xlsx", "budget.xlsx"):
        shutil.copy(EXAMPLES / name, pytester.path / name)
    (pytester.path / "~$forms.xlsx").write_bytes(b"lock")
    configure(pytester, 'paths = ["*forms.xlsx"]\nwith = ["budget.xlsx"]')
    result = pytester.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*FND06*"])


def test_the_profile_of_the_command_line_wins(pytester: pytest.Pytester, project: Path) -> None:
    result = pytester.runpytest("--jixiao-profile", "strict")
    result.stdout.fnmatch_lines(["规则集 strict*"])
    wrong = pytester.runpytest("--jixiao-profile", "strictest")
    assert wrong.ret == pytest.ExitCode.USAGE_ERROR
    wrong.stderr.fnmatch_lines(["*no profile 'strictest'*"])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('path = ["*.xlsx"]', "did you mean paths?"),
        ('paths = ["*.xlsx"]\ncolour = 1', "there are paths, with"),
        ('paths = "*.xlsx"', "paths is a list of texts, not '*.xlsx'"),
        ('paths = [""]', "paths is a list of texts"),
        ("", "paths names the form files"),
        ('paths = ["*"]\nprofile = "county-2015"', "profile is one of auto, county"),
        ('paths = ["*"]\nyear = "2024"', "year is a year"),
        ('paths = ["*"]\nallow = ["VAL99"]', "No rule 'VAL99'"),
    ],
)
def test_a_table_that_cannot_be_is_one_line(pytester: pytest.Pytester, table: str, said: str) -> None:
    configure(pytester, table)
    result = pytester.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    (line,) = [line for line in result.stderr.lines if line.strip()]
    assert said in line


def test_a_table_that_is_none_is_refused() -> None:
    with pytest.raises(pytest.UsageError, match="no table"):
        settings_of(["forms/*.xlsx"])


# --- the fixture ------------------------------------------------------------------------------------------------------


def test_the_fixture_checks_and_fails_as_the_command_says(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        f"""
        import jixiao
        GOOD, BAD = {json.dumps([jixiao.dumps(clean()), jixiao.dumps(faulty())])}

        def test_good(jixiao_check):
            assert jixiao_check(jixiao.loads(GOOD)).findings == ()

        def test_bad(jixiao_check):
            jixiao_check(BAD.encode())

        def test_allowed(jixiao_check):
            jixiao_check(BAD.encode(), allow=["VAL08"])

        def test_profile(jixiao_check):
            assert jixiao_check(jixiao.loads(GOOD)).profiles[0].name == "national-2015"
        """
    )
    result = pytester.runpytest("--jixiao-profile=national-2015")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["E*VAL08*"])
    assert "clean.py" not in names(result)


# --- nobody asked -----------------------------------------------------------------------------------------------------


def test_the_plugin_is_known_to_pytest() -> None:
    (own,) = (one for one in entry_points(group="pytest11") if one.name == "jixiao")
    assert own.value == "jixiao.testing.pytest_plugin"


@pytest.mark.parametrize("pyproject", [None, "[project]\nname = 'x'\n", "[tool.jixiao]\nyear = 2024\n"])
def test_a_project_that_never_asked_is_not_affected(pytester: pytest.Pytester, pyproject: str | None) -> None:
    if pyproject is not None:
        (pytester.path / "pyproject.toml").write_text(pyproject, encoding="utf-8")
        (pytester.path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    shutil.copy(EXAMPLES / "forms.xlsx", pytester.path / "forms.xlsx")
    pytester.makepyfile(
        """
        import sys

        def test_nothing_of_the_package_is_there(pytestconfig):
            loaded = {name for name in sys.modules if name.partition(".")[0] == "jixiao"}
            assert loaded == {"jixiao", "jixiao.testing", "jixiao.testing.pytest_plugin"}
            assert pytestconfig.pluginmanager.get_plugin("jixiao-forms") is None
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:xdist", "-p", "no:hypothesispytest")
    result.assert_outcomes(passed=1)


def test_the_plugin_loads_what_pytest_has_and_nothing_else() -> None:
    code = (
        "import sys, pytest, importlib.metadata; before = set(sys.modules); import jixiao.testing.pytest_plugin;"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['jixiao', 'jixiao.testing', 'jixiao.testing.pytest_plugin']"
