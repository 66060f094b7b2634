"""``jixiao watch`` as a process: what it says when a file is saved, in each of the ways in which programs save."""

from __future__ import annotations

import argparse
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jixiao.cli import watching
from jixiao.cli.arguments import parse
from jixiao.cli.changes import Noted, difference, lines, say
from jixiao.cli.main import main

BAD = '{"category": "quality", "name": "验收合格率", "value": "≥100%"}'
GOOD = '{"category": "quality", "name": "验收合格率", "value": "=100%"}'
WORSE = '{"category": "satisfaction", "name": "群众满意度", "value": "≥100%"}'
PATIENCE = 60.0
"""How long to wait for a line, in seconds: a machine may be busy."""

# A process that was started in the background of a script ignores Ctrl-C, and so would its children.
START = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
START += "from jixiao.cli.main import main; sys.exit(main(sys.argv[1:]))"


def form(*rows: str) -> str:
    head = '"project_name": "道路养护", "fiscal_year": 2025, "template": "national-2021"'
    return f'{{{head}, "indicators": {{"annual": [{", ".join(rows)}]}}}}'


class Watcher:
    """A watching process, whose lines are waited for."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.seen: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        self._thread = threading.Thread(target=self._read, args=(process.stdout,))
        self._thread.start()

    def _read(self, stream: Iterator[str]) -> None:
        for line in stream:
            self._lines.put(line.rstrip("\n"))

    def end(self) -> None:
        """End the process, if it has not, and let go of its stream."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._thread.join()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def wait_for(self, text: str) -> str:
        """The next line that holds the text."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                line = self._lines.get(timeout=0.2)
            except queue.Empty:
                continue
            self.seen.append(line)
            if text in line:
                return line
        raise AssertionError(f"no line with {text!r} came; there were:\n" + "\n".join(self.seen))


@contextmanager
def watching_in(folder: Path, *arguments: str) -> Iterator[Watcher]:
    command = [sys.executable, "-c", START, "watch", *arguments]
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )
    watcher = Watcher(process)
    try:
        watcher.wait_for("Ctrl-C")
        yield watcher
    finally:
        watcher.end()


def replace(path: Path, text: str) -> None:
    """Save as Office does: into another file, which takes the place of the old one."""
    beside = path.with_name("A1B2C3D4.tmp")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)


def save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("write", [save, replace])
@pytest.mark.parametrize("more", [(), ("--poll",)])
def test_a_saved_file_is_checked_again(
    write: Callable[[Path, str], None], more: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "表.json"
    save(path, form(BAD))
    with watching_in(tmp_path, "表.json", "--select", "VAL", *more) as watcher:
        assert any("VAL08" in line for line in watcher.seen)
        write(path, form(GOOD, WORSE))
        line = watcher.wait_for("已改好")
        assert line[2] == line[5] == ":"
        assert line.endswith("表.json　已改好1处，新增1处，还剩1处")
        assert "VAL08" in watcher.wait_for("已改好")
        assert "VAL11" in watcher.wait_for("新增")
        watcher.wait_for("1张表：错误1处")
        write(path, form(GOOD))
        watcher.wait_for("已改好1处，还剩0处")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process: Ctrl-C is NOT tried here")
def test_ctrl_c_is_the_ordinary_end(tmp_path: Path) -> None:
    save(tmp_path / "表.json", form(BAD))
    with watching_in(tmp_path, ".", "--lang", "en") as watcher:
        watcher.process.send_signal(signal.SIGINT)
        watcher.wait_for("stopped watching")
        assert watcher.process.wait(PATIENCE) == 0


def test_only_the_files_that_have_changed_are_checked_again(tmp_path: Path) -> None:
    folder = tmp_path / "表"
    folder.mkdir()
    for name in "ab":
        save(folder / f"{name}.json", form(BAD))
    with watching_in(tmp_path, "表", "--select", "VAL") as watcher:
        before = len(watcher.seen)
        save(folder / "~$a.xlsx", "lock")
        replace(folder / "a.json", form(GOOD))
        watcher.wait_for("已改好1处")
        save(folder / "c.json", form(BAD))
        assert "c.json" in watcher.wait_for("新文件")
        (folder / "c.json").unlink()
        assert "c.json" in watcher.wait_for("文件不在了")
        save(folder / "c.json", form(GOOD))
        assert "c.json" in watcher.wait_for("已改好1处，还剩0处")
        assert not any("b.json" in line or "~$" in line for line in watcher.seen[before:])


def test_a_file_that_is_written_half_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "表.json"
    save(path, form(BAD))
    text = form(GOOD)
    with watching_in(tmp_path, "表.json", "--select", "VAL") as watcher:
        save(path, text[:40])
        time.sleep(0.5)
        save(path, text)
        watcher.wait_for("已改好1处，还剩0处")
        assert not any("JSON" in line or "没能检查" in line for line in watcher.seen)
        save(path, text[:40])
        watcher.wait_for("没能检查")
        watcher.wait_for("不是完整的JSON")


def test_the_configuration_and_the_further_files_are_read_again(tmp_path: Path) -> None:
    save(tmp_path / "表.json", form(BAD, WORSE))
    with watching_in(tmp_path, "表.json", "--select", "VAL") as watcher:
        save(tmp_path / "jixiao.toml", 'ignore = ["VAL08"')
        watcher.wait_for("jixiao.toml")
        save(tmp_path / "jixiao.toml", 'ignore = ["VAL08"]\n')
        watcher.wait_for("已改好1处，还剩1处")


def test_the_files_of_other_formats_are_written_anew(tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    folder = tmp_path / "表"
    folder.mkdir()
    save(folder / "a.json", form(BAD))
    save(folder / "b.json", form(GOOD))
    with watching_in(
        tmp_path, "表", "--select", "VAL", "--format", "html:页.html", "--format", "jsonl:全部.jsonl"
    ) as watcher:
        page, whole = tmp_path / "页.html", tmp_path / "全部.jsonl"
        assert "VAL08" in page.read_text(encoding="utf-8")
        assert "VAL08" in whole.read_text(encoding="utf-8")
        replace(folder / "a.json", form(WORSE))
        watcher.wait_for("新增1处")
        end = time.monotonic() + PATIENCE
        while "VAL08" in page.read_text(encoding="utf-8") and time.monotonic() < end:
            time.sleep(0.1)
        assert "VAL08" not in page.read_text(encoding="utf-8")
        assert "VAL11" in page.read_text(encoding="utf-8")
        assert "b.json" in whole.read_text(encoding="utf-8")


# --- without a process ------------------------------------------------------------------------------------------------


def options(*arguments: str) -> argparse.Namespace:
    return parse(["watch", *arguments], "zh")


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> watching._Watch:
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "表.json", form(BAD))
    one = watching._Watch(options("表.json", "--select", "VAL", "--format", "json:全部.json"))
    one._check("表.json", watching._signature("表.json"), first=True)
    return one


def ticks(one: watching._Watch, count: int = 40) -> None:
    for _ in range(count):
        one.tick(True)


def test_a_locked_file_is_tried_again(
    watched: watching._Watch, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    locked = True
    monkeypatch.setattr(watching, "_is_locked", lambda _path: locked)
    save(Path("表.json"), form(GOOD))
    ticks(watched, 5)
    assert "占用" not in capsys.readouterr().out
    ticks(watched)
    assert capsys.readouterr().out.count("被别的程序占用") == 1
    locked = False
    ticks(watched)
    assert "已改好1处，还剩0处" in capsys.readouterr().out


def test_an_output_that_cannot_be_written_is_said_and_written_at_the_next_save(
    watched: watching._Watch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("全部.json").mkdir()
    save(Path("表.json"), form(GOOD))
    ticks(watched)
    assert capsys.readouterr().err.count("全部.json") == 1
    Path("全部.json").rmdir()
    save(Path("表.json"), form(WORSE))
    ticks(watched)
    assert "VAL11" in Path("全部.json").read_text(encoding="utf-8")


def test_a_file_that_was_absent_is_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    one = watching._Watch(options("表.json", "--lang", "en"))
    one._check("表.json", watching._signature("表.json"), first=True)
    assert "no such file" in capsys.readouterr().err
    save(tmp_path / "表.json", form(BAD))
    ticks(one)
    assert "a new file" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-"], "标准输入"),
        (["无此文件夹/表.json"], "没有“无此文件夹”"),
        (["无此表.json"], "无此表.json：没有这个文件"),
        (["无此表.json", "无此*.xlsx", "--poll"], "无此表.json、无此*.xlsx：没有这个文件"),
        ([".", "--format", "html:页.html"], "请写到别的文件夹"),
        (["表.json", "--format", "json"], "--format json:文件"),
        (["表.json", "--format", "json:表.json"], "请换一个文件名"),
        (["表.json", "--profile", "x"], "可选：auto"),
    ],
)
def test_what_cannot_be_watched_is_one_line(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "表.json", form(BAD))
    assert main(["watch", *arguments]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_what_is_there_is_watched_beside_what_is_missing(tmp_path: Path) -> None:
    save(tmp_path / "表.json", form(BAD))
    with watching_in(tmp_path, "表.json", "后来.json", "--select", "VAL", "--poll") as watcher:
        assert any("没有这个文件" in line for line in watcher.seen)
        save(tmp_path / "后来.json", form(WORSE))
        watcher.wait_for("后来.json　新文件")


def test_an_empty_folder_is_watched(tmp_path: Path) -> None:
    (tmp_path / "报送").mkdir()
    with watching_in(tmp_path, "报送", "--select", "VAL", "--poll") as watcher:
        save(tmp_path / "报送" / "表.json", form(BAD))
        watcher.wait_for("新文件")


def test_a_missing_library_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert main(["watch", "."]) == 2
    assert (
        capsys.readouterr().err
        == 'jixiao: jixiao watch 需要watchfiles；请运行 pip install "jixiao[watch]"，或加 --poll。\n'
    )


def test_what_no_event_tells_is_found_all_the_same(
    watched: watching._Watch, capsys: pytest.CaptureFixture[str]
) -> None:
    watched.tick(False)
    save(Path("表.json"), form(GOOD))
    for _ in range(3 * watching._ANYWAY):
        watched.tick(False)
    assert capsys.readouterr().out.count("已改好1处，还剩0处") == 1


def test_events_that_fail_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> Iterator[set[object]]:
        raise OSError("OS file watch limit reached.")

    monkeypatch.setattr("watchfiles.watch", fail)
    save(tmp_path / "表.json", form(BAD))
    assert main(["watch", str(tmp_path)]) == 2
    assert "--poll" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["表.json"], ([os.curdir], False)),
        (["下", "表.json"], (["下", os.curdir], True)),
        (["下/*.json"], (["下"], False)),
        (["*/表.json"], ([os.curdir], True)),
    ],
)
def test_the_folders_whose_events_matter(
    paths: list[str], expected: tuple[list[str], bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "下").mkdir()
    assert watching._roots(paths) == expected


def test_the_difference_of_two_checks() -> None:
    same, was = Noted("1", ("FND06", "a"), "same"), Noted("2", ("VAL08", "b"), "was")
    changed, other = Noted("3", ("VAL08", "b"), "is"), Noted("4", ("VAL11", "c"), "other")
    assert difference([same, was], [changed, same, other]) == ((), (other,), 3)
    assert difference([same, same], [same]) == ((same,), (), 1)
    assert say(difference([same], [same]), "zh") == "没有变化，还剩1处"
    assert say(difference([same, was], [other]), "en") == "2 fixed, 1 new, 1 left"
    assert lines(difference([same], [other]), "en") == ["  fixed　same", "  new　other"]
    many = [Noted(str(number), ("VAL08", str(number)), "x") for number in range(12)]
    assert lines(difference([], many), "zh")[-1] == "  新增　……另2处"
