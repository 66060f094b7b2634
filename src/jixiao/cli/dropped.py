"""Files that were dropped on the program's icon: they are checked, and what was found comes as a page in the browser.

Whoever does so has no command line in front of him, but a window that closes when the program ends. So the page is
opened, and where something went wrong the window stays open until it has been read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

from jixiao.cli.main import EXIT_TROUBLE, main

__all__ = ["check_dropped", "greet", "is_dropped"]

_LONGEST: Final = 60
"""How much of a file's name that of its page takes over: a name has 255 bytes at most, and Chinese takes three each."""


def is_dropped(arguments: Sequence[str]) -> bool:
    """Whether the arguments are what a system hands over for dropped files: paths alone, and no command."""
    from jixiao.cli.arguments import commands

    if not arguments or any(one.startswith("-") for one in arguments) or arguments[0] in commands():
        return False
    # A dropped file may be gone by now; what is no path at all is a mistyped command.
    return os.path.isabs(arguments[0]) or os.path.exists(arguments[0])


def check_dropped(
    paths: Sequence[str],
    *,
    open_page: Callable[[str], bool] | None = None,
    wait: Callable[[], None] | None = None,
) -> int:
    """Check files and open the page with what was found; returns the exit code of the check.

    Where a file could not be checked, or no browser opens, that is said, and waited for: by default for the Enter key.
    """
    names = "、".join(os.path.basename(os.path.normpath(path)) for path in paths)
    print(f"正在检查：{names}")
    try:
        page = _page_of(paths)
    except OSError as error:
        print(f"jixiao: 临时文件夹写不了（{error.strerror}）。请确认磁盘没有满。", file=sys.stderr)
        (wait or _wait)()
        return EXIT_TROUBLE
    code = main(["check", *paths, "--format", f"html:{page}"])
    well = code != EXIT_TROUBLE
    # The page about a single file that can't be read says no more than the line that is already there.
    if well or (os.path.exists(page) and (len(paths) > 1 or os.path.isdir(paths[0]))):
        opened = (open_page or _open)(page)
        print(f"检查结果已在浏览器中打开：{page}" if opened else f"检查完了，请用浏览器打开这个文件看结果：{page}")
        well = well and opened
    else:
        _drop(page)
    if not well:
        (wait or _wait)()
    return code


def greet(*, wait: Callable[[], None] | None = None) -> int:
    """Say what the program is for, to somebody who opened it like any other; returns the exit code."""
    print("jixiao 检查项目支出绩效目标表。")
    print("把表格文件（Excel、Word、PDF等）或文件夹拖到本程序的图标上，检查结果会在浏览器中打开。")
    print("在命令行里用：jixiao check 文件；全部命令：jixiao --help")
    (wait or _wait)()
    return EXIT_TROUBLE


def _page_of(paths: Sequence[str]) -> str:
    """Where the page goes: a new folder for temporary files, as a page beside the forms would be checked with them."""
    from tempfile import mkdtemp

    stem = os.path.splitext(os.path.basename(os.path.normpath(paths[0])))[0][:_LONGEST] or "jixiao"
    return os.path.join(mkdtemp(prefix="jixiao-"), f"{stem}.html")


def _drop(page: str) -> None:
    """Leave nothing of a page that nobody is to see."""
    from shutil import rmtree

    rmtree(os.path.dirname(page), ignore_errors=True)


def _open(page: str) -> bool:
    """Show a page in the browser of the user; tells whether that could be started."""
    opened = True
    if sys.platform == "win32":
        try:
            os.startfile(page)
        except OSError:
            opened = False
    else:
        import webbrowser
        from pathlib import Path

        opened = webbrowser.open(Path(page).as_uri())
    return opened


def _wait() -> None:
    """Wait for the Enter key where there is somebody who could press it."""
    if sys.stdin is None or not sys.stdin.isatty():
        return
    print("按回车键（Enter）关闭窗口。", end="", flush=True)
    sys.stdin.readline()
