"""The program onto whose icon files are dropped: what is a drop, what is opened, and when the window stays open."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.formats import page_of
from tools import executable as recipe

from jixiao.cli import dropped, executable
from jixiao.cli.dropped import check_dropped, is_dropped
from jixiao.documents import guarded, read_bytes
from jixiao.documents.guarded import _Pool, read_guarded

FAULTY = ROOT / "examples" / "form-2021.xlsx"
PAGE = page_of("<p>说明</p><table><tr><td>甲<td>乙</table>")


class Person:
    """Somebody in front of the screen: which pages he sees, and how often he is waited for."""

    def __init__(self, *, has_browser: bool = True) -> None:
        self.pages: list[str] = []
        self.waited = 0
        self._has_browser = has_browser

    def look(self, page: str) -> bool:
        self.pages.append(Path(page).read_text(encoding="utf-8"))
        return self._has_browser

    def press(self) -> None:
        self.waited += 1

    def drops(self, *paths: str | Path) -> int:
        return check_dropped([str(path) for path in paths], open_page=self.look, wait=self.press)


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody whose temporary files go to the folder ``temporary``."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return Person()


def test_paths_alone_are_dropped_and_a_command_line_is_none(tmp_path: Path) -> None:
    gone = str(tmp_path / "没有了.xlsx")
    assert is_dropped([str(FAULTY)])
    assert is_dropped([str(FAULTY), gone])
    assert is_dropped([gone])
    assert not is_dropped([])
    assert not is_dropped(["check", str(FAULTY)])
    assert not is_dropped([str(FAULTY), "--lang", "en"])
    assert not is_dropped(["--help"])
    assert not is_dropped(["chek", str(FAULTY)])


def test_a_command_is_one_even_where_a_file_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "check").mkdir()
    monkeypatch.chdir(tmp_path)
    assert not is_dropped(["check"])


def test_what_was_found_is_opened_and_nothing_comes_beside_the_form(person: Person, tmp_path: Path) -> None:
    form = tmp_path / "表 格" / "项目 绩效目标表.xlsx"
    form.parent.mkdir()
    form.write_bytes(FAULTY.read_bytes())
    assert person.drops(form) == 1
    assert ["FND01" in page for page in person.pages] == [True]
    assert person.waited == 0
    assert os.listdir(form.parent) == [form.name]


def test_a_file_that_holds_no_form_is_told_of_in_a_window_that_stays(
    person: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "通知.txt"
    other.write_text("关于报送材料的通知", encoding="utf-8")
    assert person.drops(other) == 2
    assert (person.pages, person.waited) == ([], 1)
    assert "通知.txt" in capsys.readouterr().err
    assert os.listdir(tmp_path / "temporary") == []


def test_what_could_be_checked_of_several_is_shown_and_the_window_stays(person: Person, tmp_path: Path) -> None:
    assert person.drops(FAULTY, tmp_path / "没有了.xlsx") == 2
    assert ["FND01" in page and "没有了.xlsx" in page for page in person.pages] == [True]
    assert person.waited == 1


def test_a_folder_may_be_dropped(person: Person, tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    for name in ("甲.xlsx", "乙.xlsx"):
        (folder / name).write_bytes(FAULTY.read_bytes())
    assert person.drops(f"{folder}{os.sep}") == 1
    assert ["甲.xlsx" in page and "乙.xlsx" in page for page in person.pages] == [True]


def test_without_a_browser_the_page_is_named_and_waited_for(person: Person, capsys: pytest.CaptureFixture[str]) -> None:
    person._has_browser = False
    assert person.drops(FAULTY) == 1
    assert person.waited == 1
    assert "请用浏览器打开这个文件看结果" in capsys.readouterr().out


def test_without_room_for_the_page_that_is_said(
    person: Person, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(FAULTY))
    assert person.drops(FAULTY) == 2
    assert (person.pages, person.waited) == ([], 1)
    assert "临时文件夹写不了" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows opens a page by what its own settings say")
def test_the_browser_of_the_environment_is_used(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/opened\n', encoding="utf-8")
    browser.chmod(0o755)
    done = run(str(FAULTY), TMPDIR=str(tmp_path), BROWSER=str(browser))
    assert (done.returncode, done.stderr) == (1, "")
    assert (tmp_path / "opened").read_text(encoding="utf-8").startswith("file://")


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The program, run from where it begins."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", **more}
    command = [sys.executable, "-m", "jixiao.cli.executable", *arguments]
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )


def test_opened_by_itself_it_says_what_to_do() -> None:
    done = run()
    assert done.returncode == 2
    assert "拖到本程序的图标上" in done.stdout


def test_with_a_command_it_is_the_command_line() -> None:
    assert run("--version").stdout.startswith("jixiao ")
    assert "FND01" in run("check", str(FAULTY)).stdout


def test_a_program_without_an_interpreter_of_its_own_reads_apart_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "_POOL", _Pool())
    command = [sys.executable, "-m", "jixiao.cli.executable", executable.READS]
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    monkeypatch.setattr(sys, "executable", "jixiao.exe")
    guarded._POOL.forget()
    assert guarded._POOL.take() is None
    guarded.start_children_by(command)
    assert read_guarded(PAGE, "页.html") == read_bytes(PAGE, "页.html")
    assert [child.files for child in guarded._POOL._idle] == [1]
    guarded._POOL.end()


@pytest.mark.parametrize("before", [None, "outside"])
def test_other_programs_find_the_libraries_of_the_system(before: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "inside")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    if before is not None:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    executable._give_back_libraries()
    assert os.environ.get("LD_LIBRARY_PATH") == before
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


def test_the_recipe_builds_from_where_the_program_begins() -> None:
    built = recipe.command(folder=False, work="work")
    assert "--onefile" in built
    assert Path(built[-1]).samefile(executable.__file__)
    assert recipe.program(folder=True) != recipe.program(folder=False)


def test_nobody_is_waited_for_where_there_is_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    dropped._wait()
    assert capsys.readouterr().out == ""
