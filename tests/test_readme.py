"""The READMEs: how they begin, their code, and the options that they name; ``test_docs`` runs their blocks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jixiao.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_first_two_blocks_are_demo_and_test() -> None:
    assert [block.strip() for block in re.findall(r"```\w*\n(.*?)```", README, re.DOTALL)[:2]] == [
        "make demo",
        "make test",
    ]


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


def test_the_options_exist(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("check", "config", "convert", "fix", "new"):
        assert main([command, "--help"]) == 0
    shown = capsys.readouterr().out
    named = sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", README + CHINESE)))
    assert [option for option in named if option not in shown] == []
