"""How a command line is taken apart: help and mistakes in the language asked for, as one sentence each."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterable, Sequence
from typing import NoReturn

from jixiao.cli.usage import Usage as Usage

FORMATS = ("text", "json", "jsonl", "sarif", "junit", "github", "gitlab", "csv", "xlsx", "markdown", "html")

# Compiled only where there is something to translate.
_TRANSLATIONS = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1 不能是\2，可选：\3"),
    (r"argument (.+?): expected one argument", r"\1 后面要有一个值"),
    (r"argument (.+?): invalid year value: (.+)", r"\1 要写年份，如2024，现为\2"),
    (
        r"argument (.+?): invalid output_format value: (.+)",
        rf"\1 不能是\2，可选：{'、'.join(FORMATS)}，后面可加 :文件",
    ),
    (r"argument (.+?): invalid count value: (.+)", r"\1 要写正整数，如300000，现为\2"),
    (r"argument (.+?): invalid size value: (.+)", r"\1 要写大小，如200M（兆）或1G，现为\2"),
    (r"argument (.+?): invalid plugin value: (.+)", r"\1 要写插件的名称，三个字母，如WAT，现为\2"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能和 \2 一起用"),
    (r"ambiguous option: (.+?) could match (.+)", r"\1 有几种可能：\2"),
)
_OUR_TYPES = {
    "year": "not a year:",
    "count": "not a whole number above 0:",
    "size": "not a size such as 200M or 1G:",
    "plugin": "not three letters such as WAT:",
    "output_format": f"not one of {', '.join(FORMATS)}, each with or without :FILE behind:",
}


class Parser(argparse.ArgumentParser):
    """A parser that raises :class:`Usage` instead of ending the program."""

    language = "zh"

    def error(self, message: str) -> NoReturn:
        """A wrong command line, in one sentence."""
        if self.language != "en":
            for pattern, said in _TRANSLATIONS:
                message = re.sub(pattern, said, message)
            raise Usage(f"jixiao: {message}。用法见 {self.prog} --help\n", 2)
        for ours, said in _OUR_TYPES.items():
            message = message.replace(f"invalid {ours} value:", said)
        raise Usage(f"jixiao: {message}; see {self.prog} --help\n", 2)

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """What argparse itself would end with."""
        raise Usage(message or "", status)


def _columns() -> int:
    """The width of help: that of the terminal, as COLUMNS or the terminal itself has it."""
    named = os.environ.get("COLUMNS", "")
    if named.isdecimal() and int(named) > 0:
        return int(named) - 2
    try:
        return os.get_terminal_size(1).columns - 2
    except OSError:
        return 78


class _Formatter(argparse.HelpFormatter):
    language = "zh"

    def __init__(self, prog: str) -> None:
        # argparse makes a formatter for each option, and asks by itself through a module that takes milliseconds.
        super().__init__(prog, width=_columns())

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if self.language != "en" else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        # The name of a command or an option is not broken at its hyphens.
        import textwrap

        return textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False)


class _Help(argparse.Action):
    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        raise Usage(parser.format_help(), 0)


class Say:
    """Chooses the Chinese or the English of two texts."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh


def dressed(prog: str, description: str, say: Say) -> Parser:
    """A parser with its headings and its help in the language of ``say``."""
    parser = Parser(prog=prog, description=description, add_help=False, formatter_class=_Formatter)
    parser._positionals.title = say("参数", "arguments")
    parser._optionals.title = say("选项", "options")
    parser.add_argument("-h", "--help", action=_Help, help=say("显示这段说明", "show this help"))
    return parser


def speak(language: str) -> None:
    """Choose the language of help and of mistakes."""
    Parser.language = _Formatter.language = language
