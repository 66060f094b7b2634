"""The completion scripts: they parse where their shell is there, and they know every command and option."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from jixiao.cli.arguments import SHELLS, parsers
from jixiao.cli.completion import script
from jixiao.cli.main import main


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_knows_every_command_and_option(shell: str) -> None:
    text = script(shell)
    for command, parser in parsers().items():
        assert re.search(rf"\b{command}\b", text)
        for action in parser._actions:
            for option in action.option_strings:
                name = option.lstrip("-") if shell == "fish" else option
                assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text), (command, option)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_command_prints_the_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert capsys.readouterr().out == script(shell)


def test_an_unknown_shell_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "cmd"]) == 2
    assert "powershell" in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_parses(shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    path = tmp_path / "completion"
    path.write_text(script(shell), encoding="utf-8", newline="\n")
    done = subprocess.run([program, "-n", str(path)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["jixiao", "ch"], ["check"]),
        (["jixiao", "check", "--forma"], ["--format"]),
        (["jixiao", "lint", "--format", "js"], ["json", "jsonl"]),
        (["jixiao", "completion", "p"], ["powershell"]),
        (["jixiao", "check", "目标"], ["目标 表.xlsx"]),
        (["jixiao", "score", "--format", ""], ["text", "json"]),
    ],
)
def test_bash_completes(words: list[str], expected: list[str], tmp_path: Path) -> None:
    program = shutil.which("bash")
    if program is None:
        pytest.skip("bash is not installed")
    (tmp_path / "目标 表.xlsx").write_bytes(b"")
    asked = " ".join(f"'{word}'" for word in words)
    ask = f"COMP_WORDS=({asked}); COMP_CWORD={len(words) - 1}; _jixiao; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run([program, "-c", f"{script('bash')}\n{ask}"], capture_output=True, check=False, cwd=tmp_path)
    assert done.stdout.decode("utf-8").splitlines() == expected, done.stderr


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("jixiao ch", ["check"]),
        ("jixiao --l", ["--lang"]),
        ("jixiao check --forma", ["--format"]),
        ("jixiao lint --format js", ["json", "jsonl"]),
        ("jixiao completion p", ["powershell"]),
        ("jixiao check 目标", ["目标 表.xlsx"]),
        ("jixiao check --config 目标", ["目标 表.xlsx"]),
        ("jixiao check --year 目标", []),
        ("jixiao score --format ", ["json", "text"]),
    ],
)
def test_fish_completes(line: str, expected: list[str], tmp_path: Path) -> None:
    program = shutil.which("fish")
    if program is None:
        pytest.skip("fish is not installed")
    (tmp_path / "目标 表.xlsx").write_bytes(b"")
    (tmp_path / "completion.fish").write_text(script("fish"), encoding="utf-8", newline="\n")
    ask = f"source completion.fish; complete -C '{line}'"
    done = subprocess.run([program, "--no-config", "-c", ask], capture_output=True, check=False, cwd=tmp_path)
    assert [one.partition("\t")[0] for one in done.stdout.decode("utf-8").splitlines()] == expected, done.stderr


def test_zsh_is_told_of_one_list_of_arguments_for_each_command() -> None:
    # Of two, zsh completes none and complains.
    for part in script("zsh").split(";;"):
        assert part.count("'*:") <= 1
    assert "'1:create" in script("zsh")
