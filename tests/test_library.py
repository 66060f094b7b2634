"""The library as others use it: what it takes, what it gives, and what it says of wrong arguments."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import jixiao
import jixiao.checker

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
DISCLOSURE = EXAMPLES / "disclosure.txt"


def found(report: jixiao.Report) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.code, finding.paths) for finding in report.findings]


def test_everything_that_holds_a_form_can_be_checked() -> None:
    expected = found(jixiao.check(DISCLOSURE))
    data = DISCLOSURE.read_bytes()
    reading = jixiao.read(str(DISCLOSURE))
    assert found(jixiao.check(data)) == expected
    assert found(jixiao.check(io.BytesIO(data))) == expected
    with DISCLOSURE.open("rb") as file:
        assert found(jixiao.check(file)) == expected
    assert found(jixiao.check(reading)) == expected
    assert found(jixiao.check(reading.disclosure)) == expected
    assert found(jixiao.check(jixiao.dumps(reading).encode())) == expected


def test_a_form_built_in_code() -> None:
    form = jixiao.TargetForm(
        project_name="城区道路养护",
        fiscal_year=2025,
        funding=jixiao.Funding(annual=jixiao.FundingColumn(total=Decimal(500000), fiscal=Decimal(400000))),
        indicators=jixiao.Indicators(annual=(jixiao.Indicator("quality", "验收合格率", "≥100%"),)),
    )
    report = jixiao.check(form)
    codes = {finding.code for finding in report.findings}
    assert {"FND01", "VAL08", "CMP12", "CMP15"} <= codes
    assert all(finding.places == () for finding in report.findings)


def test_the_reprs_fit_on_a_line_and_help() -> None:
    report = jixiao.check(DISCLOSURE)
    assert repr(report) == "<Report 5 forms: 7 errors, 2 warnings, 0 info; 0 not checked>"
    assert repr(report.reading) == "<Reading disclosure.txt: read, 5 forms, 4 gaps>"
    assert repr(report.forms[1]) == "<TargetForm 清溪河道清淤疏浚工程: 1320000元, 9+9 rows>"
    assert repr(report.reading.disclosure) == "<Disclosure 2024: 5 forms, 5 project rows>"
    assert repr(jixiao.parse_quantity("≥10台(套)")) == "Quantity(comparator=≥, number=10, unit='台(套)')"
    finding = next(one for one in report.findings if one.code == "FND06")
    assert repr(finding).startswith("<Finding FND06 error (high) in form 2: ")
    assert str(finding) == (
        "错误 FND06 funding.period.total（第76行第3列）：实施期资金总额与项目支出预算表不一致，相差330,000元"
        "（实施期1,650,000元，年度1,320,000元，项目支出预算表132.00万元）"
    )
    assert finding.say("en").startswith("The period total and the project table differ by 330,000 yuan")
    assert sorted(one.code for one in report.by_form(2)) == ["DAT07", "FND05", "FND06"]


def test_english_reports() -> None:
    report = jixiao.check(DISCLOSURE, language="en", select="FND06")
    assert str(report.findings[0]).startswith("error FND06 funding.period.total (line 76, cell 3): The period total")


@pytest.mark.parametrize("source", [None, 5, ["a"], {"forms": []}])
def test_what_cannot_be_checked_is_wrong_use(source: object) -> None:
    with pytest.raises(jixiao.WrongUse):
        jixiao.check(source)  # type: ignore[arg-type]  # that is what is tested


@pytest.mark.parametrize(
    "options",
    [{"year": "2024"}, {"year": 1}, {"language": "fr"}, {"profile": "x"}, {"select": ["FND99"]}, {"ignore": "x"}],
)
def test_wrong_options_are_wrong_use(options: dict[str, object]) -> None:
    with pytest.raises(jixiao.WrongUse) as caught:
        jixiao.check(DISCLOSURE, **options)  # type: ignore[arg-type]  # that is what is tested
    assert caught.value.say("zh") != caught.value.say("en")


def test_one_file_and_one_code_need_no_list() -> None:
    report = jixiao.check(EXAMPLES / "forms.xlsx", with_=EXAMPLES / "budget.xlsx", select="FND06")
    assert [finding.form for finding in report.findings] == [2]
    assert not jixiao.check(DISCLOSURE, select="FND,VAL", ignore=["FND", "VAL"]).findings


def test_a_report_can_be_sent_to_another_process() -> None:
    report = jixiao.check(DISCLOSURE)
    again = pickle.loads(pickle.dumps(report))
    assert found(again) == found(report)
    assert again.to_json() == report.to_json()


def test_a_missing_file_and_a_file_without_forms() -> None:
    with pytest.raises(jixiao.NotReadable, match="没有这个文件"):
        jixiao.read("没有.xlsx")
    with pytest.raises(jixiao.NotATargetForm) as caught:
        jixiao.check("今天天气很好。".encode())
    assert "制表符" in str(caught.value)
    assert "tabs" in caught.value.say("en")


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, jixiao; print(sorted(set(sys.modules) & {'attr', 'regex', 'cattrs', 'jixiao.api'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_the_checker_names_is_loaded_when_it_is_first_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in jixiao.checker.__all__:
        monkeypatch.delitem(vars(jixiao.checker), name, raising=False)
        found = getattr(jixiao.checker, name)
        assert (found.__name__, found.__module__.rpartition(".")[0]) == (name, "jixiao.checker")
        assert vars(jixiao.checker)[name] is found
    with pytest.raises(AttributeError, match=r"module 'jixiao\.checker' has no attribute 'nothing'"):
        _ = jixiao.checker.nothing


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = jixiao.nothing
    assert "check" in dir(jixiao)
