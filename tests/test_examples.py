"""The example documents: what must be found in them, in text and workbook alike, and how the report looks."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import jixiao

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
GOLDEN = ROOT / "tests" / "golden"
EXPECTED = tomllib.loads((EXAMPLES / "expected.toml").read_text(encoding="utf-8"))["finding"]
RUNS = {
    "disclosure.txt": ("disclosure.txt", ()),
    "forms.xlsx": ("forms.xlsx", ("budget.xlsx",)),
    "form-2021.xlsx": ("form-2021.xlsx", ()),
}


def found(name: str) -> list[tuple[str, str]]:
    file, extra = RUNS[name]
    report = jixiao.check(EXAMPLES / file, with_=[EXAMPLES / other for other in extra])
    return sorted((finding.code, finding.paths[0]) for finding in report.findings)


@pytest.mark.parametrize("name", ["disclosure.txt", "form-2021.xlsx"])
def test_exactly_what_is_listed_is_found(name: str) -> None:
    assert found(name) == sorted((one["code"], one["at"]) for one in EXPECTED if one["file"] == name)


def test_the_workbook_has_the_findings_of_the_text() -> None:
    in_text = [one for one in found("disclosure.txt") if one[0] != "NAR10"]
    assert found("forms.xlsx") == in_text


def test_no_finding_of_the_slid_cells_is_doubtful() -> None:
    report = jixiao.check(EXAMPLES / "disclosure.txt")
    assert {finding.confidence for finding in report.findings} <= {"high", "medium"}
    assert {gap.reason for gap in report.gaps} == {"slid"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", list(RUNS))
def test_the_report_looks_as_it_did(name: str, language: str) -> None:
    """Golden texts; ``python -m tests.test_examples`` writes them anew, to be read before they are committed."""
    expected = (GOLDEN / f"{name}.{language}.txt").read_text(encoding="utf-8")
    assert rendered(name, language) == expected


def rendered(name: str, language: str) -> str:
    file, extra = RUNS[name]
    command = [sys.executable, "-m", "jixiao", "check", file, "--all", "--lang", language]
    for other in extra:
        command += ["--with", other]
    done = subprocess.run(command, cwd=EXAMPLES, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr.decode()
    assert not done.stderr
    return done.stdout.decode("utf-8").replace("\r\n", "\n")


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for run in RUNS:
        for tongue in ("zh", "en"):
            (GOLDEN / f"{run}.{tongue}.txt").write_text(rendered(run, tongue), encoding="utf-8", newline="\n")
