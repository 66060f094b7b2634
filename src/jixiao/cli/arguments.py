"""The command line: its options, its help in Chinese and English, and what is said of a wrong one."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Final

from jixiao import __version__
from jixiao.cli.options import (
    configuration,
    count,
    fail_on,
    format_of_list,
    how_much,
    jobs,
    language_of,
    limits,
    output,
    outputs,
    plugins,
    some_rules,
    tables,
    year,
    year_and_profile,
)
from jixiao.cli.parsing import FORMATS, Parser, Say, dressed, speak

SHELLS = ("bash", "zsh", "fish", "powershell")
LIST_FORMATS = ("text", "json")
TEMPLATES = ("national-2021", "national-2015", "national-2015-two-sided", "county-2015")
BASELINE_ACTIONS = ("create", "check", "prune")


def parse(argv: Sequence[str], language: str) -> argparse.Namespace:
    """The options of a command line. Raises :class:`~jixiao.cli.parsing.Usage` for help and for what is wrong."""
    speak(language)
    say = Say(language)
    argv = _language_last(list(argv))
    if argv and argv[0] in _COMMANDS:
        # Only the parser that is needed: making all of them takes as long as checking a form.
        describe, build = _COMMANDS[argv[0]]
        parser = dressed(f"jixiao {argv[0]}", say(*describe), say)
        build(parser, say)
        options = parser.parse_args(list(argv[1:]))
        options.command = _SPELLINGS.get(argv[0], argv[0])
        return options
    return _overview(say).parse_args(list(argv))


def _language_last(argv: list[str]) -> list[str]:
    """``--lang en check …`` is ``check … --lang en``."""
    taken = 0
    if argv and argv[0] == "--lang" and len(argv) > 2:
        taken = 2
    elif argv and argv[0].startswith("--lang=") and len(argv) > 1:
        taken = 1
    return argv if not taken or argv[taken] not in _COMMANDS else [*argv[taken:], *argv[:taken]]


def _overview(say: Say) -> Parser:
    """The parser of a command line that names no command: help, version, or a mistake."""
    parser = dressed(
        "jixiao",
        say("检查项目支出绩效目标表：金额、指标值、时间、必填项。", "Check Chinese project performance-target forms."),
        say,
    )
    parser.epilog = say(
        "最常用：jixiao check 文件。每个命令的选项：jixiao check --help。"
        "退出码：0没有问题，1有问题，2用法不对或文件读不了。",
        "Most used: jixiao check FILE. Options of a command: jixiao check --help. "
        "Exit codes: 0 clean, 1 findings, 2 wrong use or unreadable file.",
    )
    parser.add_argument("--version", action="version", version=f"jixiao {__version__}", help=say("显示版本", "version"))
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help=say("语言", "language"))
    names = "; ".join(f"{name}: {say(*describe)}" for name, (describe, _) in _COMMANDS.items())
    parser.add_argument("command", metavar="COMMAND", choices=tuple(_COMMANDS), help=names)
    return parser


def _baseline(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "action",
        metavar="ACTION",
        choices=BASELINE_ACTIONS,
        help=say(
            "create记下现有问题，check看新增和不再出现的，prune去掉不再出现的",
            "create: take findings as known; check: what is new or stale; prune: drop what is stale",
        ),
    )
    parser.add_argument(
        "files", metavar="FILE", nargs="+", help=say("文件、文件夹或压缩包", "files, folders, archives")
    )
    tables(parser, say)
    year_and_profile(parser, say)
    configuration(parser, say)
    plugins(parser, say)
    fail_on(parser, say)
    jobs(parser, say)
    language_of(parser, say, None)
    limits(parser, say)


def _config(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--show",
        metavar="FILE",
        required=True,
        help=say("对这个文件起作用的配置", "the file whose configuration is shown"),
    )
    configuration(parser, say)
    plugins(parser, say)
    format_of_list(parser, say, LIST_FORMATS)
    output(parser, say)
    language_of(parser, say)


def _check(parser: argparse.ArgumentParser, say: Say) -> None:
    add = parser.add_argument
    add(
        "files",
        metavar="FILE",
        nargs="+",
        help=say("文件、文件夹或压缩包；- 是标准输入", "files, folders, archives; - is stdin"),
    )
    tables(parser, say)
    outputs(
        parser,
        say(
            f"输出格式，默认text，可写到文件，可写多次：{'、'.join(FORMATS)}",
            f"output, maybe to a file; may be repeated; text is the default: {', '.join(FORMATS)}",
        ),
    )
    year_and_profile(parser, say)
    configuration(parser, say)
    plugins(parser, say)
    some_rules(parser, say)
    add(
        "--new-since",
        metavar="FILE",
        help=say("只看新增：与基线或以前的JSON报告比", "only what is new since a baseline or a JSON report"),
    )
    fail_on(parser, say)
    add(
        "--fail-on-unread",
        action="store_true",
        help=say("文件夹里有读不了的文件也返回2", "exit code 2 for a damaged file in a folder, too"),
    )
    add("--exit-zero", action="store_true", help=say("有问题也返回0", "exit code 0 whatever is found"))
    add("--statistics", action="store_true", help=say("按代码计数，不列问题", "counts by code instead of findings"))
    add("-q", "--quiet", action="store_true", help=say("只列问题，别的不显示", "the findings alone, and nothing else"))
    how_much(parser, say)
    add(
        "--explain-reading",
        action="store_true",
        help=say("显示按什么模板、在哪里读到了什么", "show the template found, and what was read where"),
    )
    jobs(parser, say)
    add(
        "--annotate",
        metavar="OUT",
        help=say("把问题标进表格，另存为这个文件", "write a copy of the workbook with its findings marked"),
    )
    output(parser, say)
    language_of(parser, say, None)
    limits(parser, say)


def _clean(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("file", metavar="FILE", help=say("标注过的文件", "a marked copy"))
    parser.add_argument(
        "-o", "--output", metavar="FILE", required=True, help=say("去掉标注后另存为", "where the copy goes")
    )
    language_of(parser, say)
    limits(parser, say)


def _convert(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("file", metavar="FILE", help=say("文件；- 是标准输入", "a file; - is standard input"))
    tables(parser, say)
    output(parser, say)
    language_of(parser, say)
    limits(parser, say)


def _score(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "files", metavar="FILE", nargs="+", help=say("文件、文件夹或压缩包", "files, folders, archives")
    )
    tables(parser, say)
    format_of_list(parser, say, LIST_FORMATS)
    parser.add_argument(
        "--form", type=count, metavar="N", help=say("第几张表，列出各项得分", "the form that is shown with every item")
    )
    year_and_profile(parser, say)
    configuration(parser, say)
    plugins(parser, say)
    output(parser, say)
    language_of(parser, say, None)
    limits(parser, say)


def _new(parser: argparse.ArgumentParser, say: Say) -> None:
    add = parser.add_argument
    add("out", metavar="OUT", help=say("要写的文件，.xlsx 或 .docx", "the file to write, .xlsx or .docx"))
    add(
        "--template",
        choices=TEMPLATES,
        default=TEMPLATES[0],
        help=say("模板，默认national-2021", "template; national-2021 is the default"),
    )
    add("--force", action="store_true", help=say("同名文件已有时覆盖", "write over a file that is there"))
    language_of(parser, say)


def _fix(parser: argparse.ArgumentParser, say: Say) -> None:
    add = parser.add_argument
    add("file", metavar="FILE", help=say("要改的文件；从不改动它本身", "the file to mend; it is never touched itself"))
    tables(parser, say)
    add("-o", "--output", metavar="FILE", help=say("改好的另存为", "write the mended copy here"))
    add("--diff", action="store_true", help=say("显示改了哪些，加了-o也显示", "show the changes, with -o too"))
    add("--suggest", action="store_true", help=say("连同要人看的建议一起显示", "show what needs a decision, too"))
    add("--undo", metavar="FILE", help=say("用这个撤销文件还原FILE，写到-o", "restore FILE by this undo file, into -o"))
    add("--year", type=year, metavar="YEAR", help=say("预算年度，默认按表头", "budget year, if not the form's"))
    add("--profile", default="auto", metavar="NAME", help=say("规则集，默认按模板选", "profile; by template"))
    add("--select", default="", metavar="CODES", help=say("只改这些规则的", "mend these only, such as TXT18,VAL"))
    add("--ignore", default="", metavar="CODES", help=say("不改这些规则的", "leave these alone"))
    language_of(parser, say)
    limits(parser, say)


def _explain(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("code", metavar="CODE", help=say("规则代码，如FND06", "a rule's code, such as FND06"))
    _rules(parser, say)


def _rules(parser: argparse.ArgumentParser, say: Say) -> None:
    configuration(parser, say)
    plugins(parser, say)
    format_of_list(parser, say, LIST_FORMATS)
    language_of(parser, say)


def _completion(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=say("、".join(SHELLS), ", ".join(SHELLS)))
    language_of(parser, say)


def _watch(parser: argparse.ArgumentParser, say: Say) -> None:
    add = parser.add_argument
    add("files", metavar="PATH", nargs="+", help=say("文件或文件夹", "files and folders"))
    tables(parser, say)
    outputs(
        parser,
        say(
            "除屏幕上的text外，每次保存后重写的文件，如html:结果.html；可写多次",
            "beside the text on the screen a file that is written anew at each save, such as html:OUT.html",
        ),
    )
    add("--poll", action="store_true", help=say("定时查看，用于网络盘", "look from time to time: for network drives"))
    year_and_profile(parser, say)
    configuration(parser, say)
    plugins(parser, say)
    some_rules(parser, say)
    how_much(parser, say)
    language_of(parser, say, None)
    limits(parser, say)
    # What the outputs of a check look at besides.
    parser.set_defaults(output=None, statistics=False, quiet=False, annotate=None, explain_reading=False)


def _report_false_alarm(parser: argparse.ArgumentParser, say: Say) -> None:
    add = parser.add_argument
    add("code", metavar="CODE", help=say("误报的规则代码，如FND06", "the code of the false alarm, such as FND06"))
    add("file", metavar="FILE", help=say("文件；- 是标准输入", "a file; - is standard input"))
    tables(parser, say)
    add("--form", type=count, metavar="N", help=say("只看第几张表", "look in this form alone"))
    add("--finding", type=count, default=1, metavar="N", help=say("第几处，默认1", "which finding; the first"))
    add(
        "--keep",
        action="append",
        default=[],
        metavar="TEXT",
        help=say(
            "必须保留的原文，如规则没看到的指标；可写多次", "a text that must stay, such as what the rule overlooked"
        ),
    )
    add("--year", type=year, metavar="YEAR", help=say("预算年度，默认按表头", "budget year, if not the form's"))
    add("--profile", default="auto", metavar="NAME", help=say("规则集，默认按模板选", "profile; by template"))
    format_of_list(parser, say, LIST_FORMATS)
    output(parser, say)
    language_of(parser, say)
    limits(parser, say)


_COMMANDS: Final[dict[str, tuple[tuple[str, str], Callable[[argparse.ArgumentParser, Say], None]]]] = {
    "check": (("检查文件", "check files"), _check),
    "lint": (("同check", "the same as check"), _check),
    "baseline": (("记下已知问题，只报新增", "keep a baseline of known findings"), _baseline),
    "config": (("显示配置和出处", "show the configuration"), _config),
    "clean": (("去掉标注", "take the marks of a copy away"), _clean),
    "convert": (("转成JSON", "print the interchange JSON"), _convert),
    "fix": (("改好只是写法不对的地方", "mend what is only oddly written"), _fix),
    "score": (("按审核表打分", "score forms on the review sheet"), _score),
    "new": (("写一张空白的目标表", "write an empty form"), _new),
    "explain": (("解释一条规则", "explain a rule"), _explain),
    "rules": (("列出全部规则", "list the rules"), _rules),
    "completion": (("打印命令补全脚本", "print a completion script for a shell"), _completion),
    "watch": (("每次保存后重新检查", "check again at each save"), _watch),
    "report-false-alarm": (
        ("把误报缩成可公开的小表", "reduce a false alarm to a form to be published"),
        _report_false_alarm,
    ),
}
_SPELLINGS: Final = {"lint": "check"}
"""Other names of commands → the command."""


def commands() -> tuple[str, ...]:
    """The names of all commands."""
    return tuple(_COMMANDS)


def parsers(language: str = "zh") -> dict[str, argparse.ArgumentParser]:
    """The parser of every command, for those who describe them all."""
    say = Say(language)
    made: dict[str, argparse.ArgumentParser] = {}
    for name, (describe, build) in _COMMANDS.items():
        made[name] = dressed(f"jixiao {name}", say(*describe), say)
        build(made[name], say)
    return made
