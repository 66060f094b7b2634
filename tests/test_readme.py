"""The READMEs: their commands run, their code runs, and their sample output is what the program prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def commands(text: str) -> list[str]:
    return [line for block in blocks(text, "console") for line in block.splitlines() if line.strip()]


def test_the_first_two_blocks_are_demo_and_test() -> None:
    assert [block.strip() for block in re.findall(r"```\w*\n(.*?)```", README, re.DOTALL)[:2]] == [
        "make demo",
        "make test",
    ]


@pytest.mark.parametrize("command", [line for line in commands(README) if line.startswith("jixiao ")])
def test_the_commands_run(command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command.split()], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    assert done.stdout
    assert not done.stderr


def test_every_other_command_is_make_or_pip() -> None:
    others = [line for line in commands(README) if not line.startswith("jixiao ")]
    assert others == ["make demo", "make test", 'pip install "jixiao[all]"']


def test_the_library_in_five_lines() -> None:
    (code,) = blocks(README, "python")
    assert len([line for line in code.splitlines() if line.strip()]) == 5
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr.decode()
    out = done.stdout.decode("utf-8")
    assert "FND06" in out
    assert out.splitlines()[-1] == "1320000 ≥10台(套)"


@pytest.mark.parametrize("text", [README, CHINESE])
def test_the_sample_output_is_what_is_printed(text: str) -> None:
    (sample,) = blocks(text, "text")
    done = subprocess.run(
        [sys.executable, "-m", "jixiao", "check", "examples/disclosure.txt"], cwd=ROOT, capture_output=True, check=False
    )
    printed = [line.strip() for line in done.stdout.decode("utf-8").splitlines()]
    for line in sample.splitlines():
        assert any(line.strip() in one for one in printed), line


@pytest.mark.parametrize("option", re.findall(r"(?<![\w-])--[a-z][a-z-]*", README + CHINESE))
def test_the_options_exist(option: str) -> None:
    shown = ""
    for command in ("check", "config", "convert", "fix", "new"):
        done = subprocess.run([sys.executable, "-m", "jixiao", command, "--help"], capture_output=True, check=False)
        shown += done.stdout.decode("utf-8")
    assert option in shown
