"""What the project gives to pipelines: hook, workflows, the job for GitLab, the image. Their commands are run."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PIPELINES = ROOT / "examples" / "pipelines"
FAULTY = ROOT / "examples" / "form-2021.xlsx"
FAULTLESS = ROOT / "src" / "jixiao" / "rules" / "clean" / "national-2021.json"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = re.compile(r"""["'\s]?(?:\.|jixiao|\$\{file\})\[([a-z,]+)\]""")
HOOK = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]

posix = pytest.mark.skipif(sys.platform == "win32", reason="these commands are for the shells of Linux")


def loaded(path: Path) -> dict[Any, Any]:
    """A YAML file; the key ``on`` of a workflow is the truth value there, as YAML 1.1 has it."""
    value = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value


def steps(workflow: Path) -> Iterator[dict[str, Any]]:
    """All steps of a workflow."""
    for job in loaded(workflow)["jobs"].values():
        yield from job.get("steps", ())


def shell(script: str, folder: Path, given: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """What bash makes of a step's script, as GitHub runs it; ``jixiao`` is the one that is tested."""
    program = folder / ".bin" / "jixiao"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m jixiao "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        **given,
    }
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A repository's folder with forms in it, under Chinese names with blanks."""
    (tmp_path / "forms").mkdir()
    shutil.copy(FAULTY, tmp_path / "forms" / "水厂 项目绩效目标表.xlsx")
    shutil.copy(FAULTLESS, tmp_path / "forms" / "档案馆 绩效目标.json")
    return tmp_path


@pytest.mark.parametrize("path", [*WORKFLOWS, PIPELINES / "github.yml"], ids=lambda path: path.name)
def test_a_workflow_is_one_by_the_published_schema(path: Path) -> None:
    assert valid(path, "vendor.github-workflows") == ""


def test_the_job_for_gitlab_is_one_by_the_published_schema() -> None:
    assert valid(PIPELINES / "gitlab-ci.yml", "vendor.gitlab-ci") == ""


def valid(path: Path, schema: str) -> str:
    """What is wrong with a file by a schema that check-jsonschema has with it."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_do_no_more_than_it_has_to(path: Path) -> None:
    workflow = loaded(path)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
        # What others name (inputs, branches, tags) is never a part of a script.
        assert "${{" not in step.get("run", "")
        if "uses" in step:
            assert re.search(r"@(?:v\d+|release/v\d+)\Z", step["uses"])


def test_only_the_job_that_publishes_can_prove_who_it_is() -> None:
    jobs = loaded(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    assert [name for name, job in jobs.items() if "id-token" in job["permissions"]] == ["publish"]
    assert jobs["publish"]["environment"]["name"] == "pypi"
    assert [step for step in jobs["publish"]["steps"] if "run" in step] == []


def test_the_extras_that_are_installed_anywhere_exist() -> None:
    files = [*WORKFLOWS, *PIPELINES.iterdir(), ROOT / "Dockerfile", ROOT / ".pre-commit-hooks.yaml"]
    named = {name for file in files for found in EXTRAS.findall(file.read_text(encoding="utf-8")) for name in
             found.split(",")}  # fmt: skip
    assert named
    assert named <= set(PROJECT["optional-dependencies"])


def of_the_called(name: str) -> dict[str, Any]:
    """A step of the workflow that others call."""
    return next(step for step in steps(ROOT / ".github" / "workflows" / "check-forms.yml") if step.get("name") == name)


def given(step: Mapping[str, Any], **asked: str) -> dict[str, str]:
    """The environment of a step for what the caller gives, and the defaults for the rest."""
    inputs = loaded(ROOT / ".github" / "workflows" / "check-forms.yml")[True]["workflow_call"]["inputs"]
    values = {name: str(one["default"]) for name, one in inputs.items()} | asked
    return {
        name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: values[found[1]], value)
        for name, value in step["env"].items()
    }


@posix
@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, 1),
        ({"paths": "forms/水厂 项目绩效目标表.xlsx\n"}, 1),
        ({"paths": "forms/档案馆 绩效目标.json\nforms/*.json", "fail-on": "info"}, 0),
        ({"paths": "forms", "profile": "strict", "language": "en", "fail-on": "warning"}, 1),
        ({"paths": "$(touch broken)"}, 2),
        ({"paths": "--help"}, 2),
    ],
)
def test_the_workflow_that_others_call_checks_what_they_name(asked: dict[str, str], code: int, forms: Path) -> None:
    step = of_the_called("Check the forms")
    done = shell(step["run"], forms, given(step, **asked))
    assert done.returncode == code, done.stderr
    assert not (forms / "broken").exists()
    if code == 1:
        assert "::error file=forms/" in done.stdout
    if code < 2:
        assert json.loads((forms / "jixiao.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


@posix
@pytest.mark.parametrize(("version", "wanted"), [("", "jixiao[excel,pdf,web,fast]"), ("0.1.0", "==0.1.0")])
def test_the_version_that_a_caller_names_is_installed(version: str, wanted: str, tmp_path: Path) -> None:
    step = of_the_called("Install jixiao")
    script = step["run"].replace("python -m pip", "echo")
    assert script != step["run"]
    assert shell(script, tmp_path, given(step, version=version)).stdout.strip().endswith(wanted)


@posix
def test_what_a_caller_may_give_is_what_the_example_gives() -> None:
    called = loaded(ROOT / ".github" / "workflows" / "check-forms.yml")[True]["workflow_call"]["inputs"]
    job = loaded(PIPELINES / "github.yml")["jobs"]["forms"]
    assert set(job["with"]) <= set(called)
    needed = loaded(ROOT / ".github" / "workflows" / "check-forms.yml")["jobs"]["check"]["permissions"]
    assert job["permissions"] == needed
    assert job["uses"].partition("@")[0].endswith("/.github/workflows/check-forms.yml")


@posix
def test_the_job_for_gitlab_writes_the_reports_that_it_names(forms: Path) -> None:
    job = loaded(PIPELINES / "gitlab-ci.yml")["forms"]
    done = shell("\n".join(job["script"]), forms, job["variables"])
    assert done.returncode == 1, done.stderr
    assert "FND01" in done.stdout
    reports = job["artifacts"]["reports"]
    assert json.loads((forms / reports["codequality"]).read_text(encoding="utf-8"))[0]["check_name"] == "FND01"
    assert (forms / reports["junit"]).read_text(encoding="utf-8").startswith("<?xml")
    assert job["artifacts"]["when"] == "always"


@posix
@pytest.mark.parametrize(("tag", "code"), [("v1.2.3", 0), ("v1.2.4", 1), ("1.2.3rc1", 1)])
def test_a_tag_that_is_not_the_version_releases_nothing(tag: str, code: int, tmp_path: Path) -> None:
    script = next(
        step["run"]
        for step in steps(ROOT / ".github" / "workflows" / "release.yml")
        if step.get("name") == "Check that the tag is the version"
    )
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "jixiao-1.2.3-py3-none-any.whl").touch()
    assert shell(script, tmp_path, {"GITHUB_REF_NAME": tag}).returncode == code


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("报送/水厂 项目绩效目标表.xlsx", True),
        ("项目支出绩效目标申报表（2025）.DOCX", True),
        ("附件3.绩效目标.pdf", True),
        ("报送/~$水厂 项目绩效目标表.xlsx", False),
        ("绩效目标/说明.txt", False),
        ("部门预算.xlsx", False),
        ("package.json", False),
        ("绩效目标.py", False),
    ],
)
def test_the_hook_takes_files_that_are_called_forms(path: str, taken: bool) -> None:
    assert bool(re.search(HOOK["files"], path)) is taken


def test_the_hook_says_what_is_wrong_and_lets_pass_what_is_right(forms: Path) -> None:
    program, *arguments = shlex.split(HOOK["entry"])
    assert f"{program}" in PROJECT["scripts"]
    example = loaded(PIPELINES / "pre-commit-config.yaml")["repos"][0]["hooks"][0]
    assert example["id"] == HOOK["id"]
    codes: dict[str, int] = {}
    for file in sorted((forms / "forms").iterdir()):
        path = file.relative_to(forms).as_posix()
        assert re.search(HOOK["files"], path)
        assert re.search(example["files"], path)
        done = subprocess.run(
            [sys.executable, "-m", "jixiao", *arguments, *example["args"], path],
            cwd=forms,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        codes[file.suffix] = done.returncode
        assert ("FND01" in done.stdout) is (file.suffix == ".xlsx")
    assert codes == {".json": 0, ".xlsx": 1}


def test_the_image_is_built_from_what_is_there_and_runs_as_nobody() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    instructions = [line.partition(" ")[::2] for line in lines if line and not line.startswith("#")]
    copied = [source for name, rest in instructions if name == "COPY" and "--from" not in rest
              for source in rest.split()[:-1]]  # fmt: skip
    assert copied
    assert [source for source in copied if not (ROOT / source).exists()] == []
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in sent
    assert {f"!{source}" for source in copied} <= set(sent)
    assert [rest for name, rest in instructions if name == "USER"] == ["10001:10001"]
    assert json.loads(next(rest for name, rest in instructions if name == "ENTRYPOINT")) == ["jixiao"]
    python = next(rest for name, rest in instructions if name == "ARG").removeprefix("PYTHON=")
    assert f"Programming Language :: Python :: {python}" in PROJECT["classifiers"]


@pytest.mark.parametrize("path", sorted(PIPELINES.iterdir()), ids=lambda path: path.name)
def test_an_example_of_a_pipeline_stands_in_the_documentation(path: Path) -> None:
    page = (ROOT / "docs" / "en" / "pipelines.md").read_text(encoding="utf-8")
    assert f"```yaml\n{path.read_text(encoding='utf-8')}```\n" in page


def test_every_input_of_the_workflow_is_documented() -> None:
    page = (ROOT / "docs" / "en" / "pipelines.md").read_text(encoding="utf-8")
    inputs = loaded(ROOT / ".github" / "workflows" / "check-forms.yml")[True]["workflow_call"]["inputs"]
    assert [name for name in inputs if f"| `{name}` |" not in page] == []
