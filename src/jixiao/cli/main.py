"""Where the command begins. Nothing heavy is imported before it is known what is asked for."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

EXIT_CLEAN, EXIT_TROUBLE, EXIT_INTERRUPTED = 0, 2, 130
_GARBAGE = 50_000
"""After how many new objects garbage is looked for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0 nothing found, 1 findings, 2 wrong use or a file that can't be read."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    # What a command loads stays till its end; looking through it for garbage takes a fifth of the time of a short one.
    gc.set_threshold(_GARBAGE)
    _speak_utf8()
    if argv == ["--version"]:
        from jixiao import __version__

        print(f"jixiao {__version__}")
        return EXIT_CLEAN
    try:
        return _run(argv)
    except BrokenPipeError:
        # The reader of the pipe has seen enough (| head); nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_CLEAN
    except KeyboardInterrupt:
        print("jixiao: interrupted" if _asks_for_english(argv) else "jixiao: 已中断", file=sys.stderr)
        return EXIT_INTERRUPTED


def _run(argv: list[str]) -> int:
    from jixiao.cli.commands import run
    from jixiao.cli.usage import Usage, plain_check
    from jixiao.errors import JixiaoError

    language = "en" if _asks_for_english(argv) else "zh"
    try:
        return run(plain_check(argv) or _parsed(argv, language))
    except Usage as usage:
        stream = sys.stdout if usage.code == EXIT_CLEAN else sys.stderr
        print(usage.text, file=stream, end="")
        return usage.code
    except JixiaoError as error:
        print(f"jixiao: {error.say(language)}", file=sys.stderr)
        return EXIT_TROUBLE
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:
        if os.environ.get("JIXIAO_DEBUG"):
            raise
        print(_apology(error, language), file=sys.stderr)
        return EXIT_TROUBLE


def _parsed(argv: Sequence[str], language: str) -> argparse.Namespace:
    from jixiao.cli.arguments import parse

    return parse(argv, language)


def _apology(error: Exception, language: str) -> str:
    """A fault of ours, said in one line; JIXIAO_DEBUG=1 shows where it was."""
    name = type(error).__name__
    if language == "en":
        return (
            f"jixiao: an error of the program itself ({name}: {error}); JIXIAO_DEBUG=1 shows where. Please report it."
        )
    return f"jixiao: 程序自身出错（{name}：{error}）。设置环境变量JIXIAO_DEBUG=1可看到位置，请报告给我们。"


def _asks_for_english(argv: Sequence[str]) -> bool:
    return "--lang=en" in argv or " --lang en " in f" {' '.join(argv)} "


def _speak_utf8() -> None:
    """UTF-8 in a pipe and on a console, whatever the code page; a file name that is no text shows as question marks."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    raise SystemExit(main())
