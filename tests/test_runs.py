"""Runs over many files: what is checked, in which order, by how many processes, and what a bad file costs others."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.test_cli import EXAMPLES, run
from tests.writers import write_county_xlsx

import jixiao
from jixiao import api
from jixiao.cli.progress import Progress
from jixiao.errors import InterchangeError, JixiaoError, NotReadable, WrongUse
from jixiao.reports.width import width
from jixiao.rules.examples import clean_form
from jixiao.runs.inputs import Inputs
from jixiao.runs.processes import Died, in_processes

FORM = clean_form("county")["forms"][0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with good and bad files, and an archive of more."""
    made = tmp_path / "报送"
    (made / "甲 单位").mkdir(parents=True)
    for number in range(1, 4):
        write_county_xlsx(made / "甲 单位" / f"{number}.xlsx", [{**FORM, "project_name": f"第{number}期道路养护"}])
    (made / "坏.xlsx").write_bytes(b"PK\x03\x04" + bytes(200))
    (made / "说明.txt").write_text("这里没有表", encoding="utf-8")
    with zipfile.ZipFile(made / "乙.zip", "w") as archive:
        archive.write(EXAMPLES / "form-2021.xlsx", "表.xlsx")
        archive.writestr("空.txt", b"")
    return made


# --- what is checked --------------------------------------------------------------------------------------------------


def names(*paths: Path | str) -> list[str]:
    return [one.name for one in Inputs(paths)]


def test_a_folder_and_the_archives_in_it_are_gone_through_in_order(folder: Path) -> None:
    assert names(folder) == ["空.txt", "表.xlsx", "坏.xlsx", "1.xlsx", "2.xlsx", "3.xlsx", "说明.txt"]
    inputs = Inputs([folder])
    assert inputs.total == 6
    assert len(list(inputs)) == inputs.total == 7


def test_a_pattern_stands_for_the_files_that_match(folder: Path) -> None:
    (folder / "~$坏.xlsx").write_bytes(b"lock")
    assert names(str(folder / "*.xlsx")) == ["坏.xlsx"]
    assert names(str(folder / "**" / "[12].xlsx")) == ["1.xlsx", "2.xlsx"]
    assert names(str(folder / "*单位")) == ["1.xlsx", "2.xlsx", "3.xlsx"]
    assert all(one.named for one in Inputs([str(folder / "*.xlsx")]))


def test_a_name_that_looks_like_a_pattern_is_a_name_where_there_is_such_a_file(folder: Path) -> None:
    (folder / "表[1].txt").write_text("x", encoding="utf-8")
    assert names(str(folder / "表[1].txt")) == ["表[1].txt"]


def test_a_pattern_without_files_is_one_error(folder: Path) -> None:
    (one,) = Inputs([str(folder / "*.docx")])
    with pytest.raises(NotReadable, match=r"没有与此相符的文件"):
        one.load()
    code, _, error = run("check", folder / "*.docx", folder / "甲 单位")
    assert (code, error.count("\n")) == (2, 1)


def test_a_file_that_is_named_twice_is_checked_once(folder: Path) -> None:
    assert names(folder / "甲 单位", folder / "甲 单位" / "2.xlsx", str(folder / "甲 单位" / "..")).count("2.xlsx") == 1


def test_a_folder_that_can_not_be_listed_is_an_error_among_the_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("甲 单位"):
            raise PermissionError(13, "closed", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    files = list(Inputs([folder]))
    assert ["打不开" in str(one.error) for one in files] == [True, False, False, False, False]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "管"
    os.mkfifo(path)
    writer = subprocess.Popen(
        [sys.executable, "-c", "import sys; open(sys.argv[1], 'wb').write(open(sys.argv[2], 'rb').read())",
         str(path), str(EXAMPLES / "form-2021.xlsx")]
    )  # fmt: skip
    (file,) = jixiao.check_many(path)
    assert writer.wait() == 0
    assert file.status == "read"


# --- the library ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 3])
def test_every_file_has_an_outcome_in_order(folder: Path, jobs: int) -> None:
    files = list(jixiao.check_many(folder, jobs=jobs))
    assert [os.path.basename(file.path) for file in files] == names(folder)
    assert [file.status for file in files] == [
        "not readable", "read", "not readable", "read", "read", "read", "not a target form",
    ]  # fmt: skip
    assert [file.report is None for file in files] == [file.error is not None for file in files]
    assert files[1].path == f"{folder / '乙.zip'}/表.xlsx"
    assert repr(files[1]).startswith("<CheckedFile ")


def test_several_processes_find_what_one_finds(folder: Path) -> None:
    one, several = (list(jixiao.check_many(folder, jobs=jobs, year=2024)) for jobs in (1, 2))
    for mine, theirs in zip(one, several, strict=True):
        assert str(mine.error) == str(theirs.error)
        if mine.report is not None and theirs.report is not None:
            assert mine.report.to_json() == theirs.report.to_json()
            assert mine.report.profiles == theirs.report.profiles
            assert mine.report.rules_run == theirs.report.rules_run
            assert mine.report.reading == theirs.report.reading


def test_nothing_is_read_before_it_is_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = api.read_data
    done: list[str] = []

    def noted(data: bytes, name: str, *others: object) -> object:
        done.append(name)
        return read(data, name)

    monkeypatch.setattr("jixiao.runs.checking.read_data", noted)
    files = jixiao.check_many(folder / "甲 单位", jobs=1)
    assert done == []
    next(files)
    assert done == ["1.xlsx"]


def test_an_argument_that_can_not_be_is_refused_at_once(folder: Path) -> None:
    for wrong in ({"jobs": 0}, {"jobs": "2"}, {"select": "FND99"}, {"profile": "nobody"}, {"language": "fr"}):
        with pytest.raises(WrongUse):
            jixiao.check_many(folder, **wrong)


def test_unknown_keys_are_a_warning_as_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "表.json"
    path.write_text(json.dumps({**clean_form("county"), "colour": "red"}), encoding="utf-8")
    for jobs in (1, 2):
        with pytest.warns(UserWarning, match="colour"):
            assert len(list(jixiao.check_many([path, EXAMPLES / "form-2021.xlsx"], jobs=jobs))) == 2


def test_a_fault_of_ours_costs_one_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = api.read_data

    def broken(data: bytes, name: str, *others: object) -> object:
        if name == "2.xlsx":
            raise ZeroDivisionError("a fault")
        return read(data, name)

    monkeypatch.setattr("jixiao.runs.checking.read_data", broken)
    files = list(jixiao.check_many(folder / "甲 单位", jobs=1))
    assert [file.status for file in files] == ["read", "not readable", "read"]
    assert "ZeroDivisionError" in str(files[1].error)
    monkeypatch.setenv("JIXIAO_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        list(jixiao.check_many(folder / "甲 单位", jobs=1))


@pytest.mark.parametrize(
    "error",
    [
        NotReadable("甲：读不了。", "A: can't be read.", location="L1C1"),
        InterchangeError((("forms[0]", "错", "wrong"),)),
        WrongUse("错", "wrong", path="x"),
    ],
)
def test_an_error_comes_whole_from_another_process(error: JixiaoError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), again.say("en"), again.__dict__) == (str(error), error.say("en"), error.__dict__)


def test_a_script_that_nothing_holds_off_is_run_in_one_process(tmp_path: Path) -> None:
    """A process that is started runs the script once more; it must not start processes itself, nor say so."""
    script = tmp_path / "check all.py"
    script.write_text(
        "import sys, jixiao\nprint(sum(file.status == 'read' for file in jixiao.check_many(sys.argv[1:], jobs=2)))\n",
        encoding="utf-8",
    )
    files = [str(EXAMPLES / "form-2021.xlsx"), str(EXAMPLES / "forms.xlsx")]
    done = subprocess.run([sys.executable, str(script), *files], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.split() == [b"2"]


# --- the processes ----------------------------------------------------------------------------------------------------


def slow_at_first(task: int) -> tuple[int, int]:
    """A task that takes the longer the earlier it is."""
    time.sleep(max(0, 5 - task) * 0.05)
    return task, os.getpid()


def deadly(task: int) -> int:
    """A task that brings its process down, where it is a multiple of three."""
    if task % 3 == 0:
        os._exit(9)
    return task


def big(task: bytes) -> bytes:
    """As much as came."""
    return task


def test_results_come_in_the_order_of_the_tasks_from_several_processes() -> None:
    found = list(in_processes(slow_at_first, range(8), 2))
    assert [task for task, _ in found] == list(range(8))
    results = [result for _, result in found if not isinstance(result, Died)]
    assert [task for task, _ in results] == list(range(8))
    assert len({process for _, process in results}) == 2
    assert os.getpid() not in {process for _, process in results}


def test_a_worker_that_dies_costs_its_own_task_alone() -> None:
    found = list(in_processes(deadly, range(8), 2))
    assert [task for task, _ in found] == list(range(8))
    assert [isinstance(result, Died) for _, result in found] == [task % 3 == 0 for task in range(8)]
    assert multiprocessing.active_children() == []


def test_much_may_be_sent_both_ways() -> None:
    tasks = [bytes([number]) * 3_000_000 for number in range(6)]
    assert [result for _, result in in_processes(big, tasks, 2)] == tasks


def test_tasks_are_not_fetched_far_ahead() -> None:
    fetched: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(500):
            fetched.append(number)
            yield number

    results = in_processes(deadly, tasks(), 1)
    next(results)
    assert len(fetched) < 20
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert multiprocessing.active_children() == []


def test_a_file_whose_process_dies_is_said_to_be_lost(folder: Path) -> None:
    code = (
        "import os, sys, jixiao.runs.checking as checking\n"
        "from jixiao.cli.main import main\n"
        "read = checking.read_data\n"
        "checking.read_data = lambda data, name, *rest: os._exit(1) if name == '2.xlsx' else read(data, name, *rest)\n"
        "if __name__ == '__main__':\n"
        "    sys.exit(main(['check', sys.argv[1], '--jobs', '2', '--format', 'json']))\n"
    )
    script = folder.parent / "deadly.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), str(folder)], capture_output=True, check=False)
    assert done.returncode == 1, done.stderr.decode()
    files = json.loads(done.stdout)["files"]
    assert len(files) == 7
    (lost,) = (file for file in files if "意外结束" in file.get("reason", ""))
    assert os.path.basename(lost["path"]) == "2.xlsx"
    assert [file["status"] for file in files].count("read") == 3
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals are sent in another way on Windows")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_run_ends_with_one_line(folder: Path, jobs: str) -> None:
    code = (
        "import signal, sys, time, jixiao.runs.checking as checking\n"
        "from jixiao.cli.main import main\n"
        "checking.read_data = lambda *a: (open(sys.argv[2], 'a').write('x'), time.sleep(30))\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "    sys.exit(main(['check', sys.argv[1], '--jobs', sys.argv[3], '-o', sys.argv[1] + '/out.txt']))\n"
    )
    script, begun = folder.parent / "slow.py", folder.parent / "begun"
    script.write_text(code, encoding="utf-8")
    # The interruption counts also where the tests themselves run in the background, and take no notice of one.
    process = subprocess.Popen(
        [sys.executable, str(script), str(folder), str(begun), jobs], stderr=subprocess.PIPE, start_new_session=True
    )
    for _ in range(300):
        if begun.exists():
            break
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=90)
    assert (process.returncode, error.decode("utf-8")) == (130, "jixiao: 已中断\n")
    assert [path.name for path in folder.iterdir() if "out.txt" in path.name] == []


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["text", "json"])
def test_the_report_is_the_same_for_any_number_of_processes(folder: Path, kind: str) -> None:
    one, several = (run("check", folder, "--format", kind, "--jobs", jobs) for jobs in (1, 3))
    assert one == several
    assert one[0] == 1


def test_the_json_is_what_it_would_be_in_one_piece(folder: Path) -> None:
    _, out, _ = run("check", folder, "--format", "json")
    assert out.replace("\r\n", "\n") == json.dumps(json.loads(out), ensure_ascii=False, indent=1) + "\n"


def test_an_output_among_the_inputs_is_refused(folder: Path) -> None:
    before = (folder / "说明.txt").read_bytes()
    code, out, error = run("check", folder, "-o", folder / "说明.txt")
    assert (code, out) == (2, "")
    assert "换一个文件名" in error
    assert (folder / "说明.txt").read_bytes() == before


@pytest.mark.parametrize("wrong", ["0", "-1", "viele"])
def test_a_number_of_processes_that_can_not_be_is_wrong_use(folder: Path, wrong: str) -> None:
    code, out, error = run("check", folder, f"--jobs={wrong}")
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert "--jobs" in error
    assert "整数" in error


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_the_bar_comes_on_a_terminal_after_a_while_and_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, now = Terminal(), [0.0]
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    progress = Progress("zh")
    progress.show(1, 400)
    assert terminal.getvalue() == ""
    now[0] = 1.5
    progress.show(200, 400)
    drawn = terminal.getvalue()
    assert drawn == "\r正在检查 ━━━━━━━━━━·········· 200/400  1.5秒"
    now[0] = 1.52
    progress.show(201, 400)
    assert terminal.getvalue() == drawn
    progress.clear()
    assert terminal.getvalue().removeprefix(drawn).strip("\r").isspace()
    progress.clear()
    assert terminal.getvalue().count("\r") == 3


@given(done=st.integers(0, 99_999), more=st.integers(0, 99_999), seconds=st.floats(0, 9_999))
def test_the_bar_fits_a_terminal(done: int, more: int, seconds: float) -> None:
    for language in ("zh", "en"):
        line = Progress(language).line(done, done + more, seconds)
        # Some terminals draw the bar two cells wide.
        assert width(line) + 20 < 80


def test_no_bar_where_standard_error_is_no_terminal(folder: Path) -> None:
    assert run("check", folder)[2] == ""


def test_a_long_list_of_problems_is_cut_at_the_end_of_a_run_but_not_in_the_json(folder: Path) -> None:
    wrong = json.dumps({"jixiao": 1, "forms": [{"fiscal_year": "x"}] * 9})
    (folder / "错.json").write_text(wrong, encoding="utf-8")
    assert "另有4处" in run("check", folder)[1]
    files = json.loads(run("check", folder, "--format", "json")[1])["files"]
    assert "forms[8]" in next(file["reason"] for file in files if file["path"].endswith("错.json"))
