"""Options that several commands have, and what their values may be."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import Final

from jixiao.cli.parsing import FORMATS, Say

SEVERITIES: Final = ("error", "warning", "info")
_SIZE: Final = r"([0-9]{1,12})([KMGkmg]?)"


def language_of(parser: argparse.ArgumentParser, say: Say, default: str | None = "zh") -> None:
    """The language that is spoken."""
    parser.add_argument(
        "--lang", choices=("zh", "en"), default=default, help=say("语言，默认zh（中文）", "language; zh is the default")
    )


def output(parser: argparse.ArgumentParser, say: Say) -> None:
    """Where what is written goes."""
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help=say("写入文件，而不是显示出来", "write to a file instead of showing it"),
    )


def tables(parser: argparse.ArgumentParser, say: Say) -> None:
    """Further files of the same budget."""
    parser.add_argument(
        "--with",
        dest="with_",
        metavar="FILE",
        action="append",
        default=[],
        help=say("同一份预算的其他文件，如预算表；可写多次", "a further file of the same budget; may be repeated"),
    )


def format_of_list(parser: argparse.ArgumentParser, say: Say, formats: Sequence[str]) -> None:
    """Text or JSON."""
    parser.add_argument(
        "--format", choices=formats, default="text", help=say("输出格式，默认text", "output; text is the default")
    )


def year(text: str) -> int:
    """A budget year. Raises :class:`ValueError` for anything else, as argparse wants it."""
    year = int(text)
    if not 1990 <= year <= 2100:
        raise ValueError(text)
    return year


def output_format(text: str) -> tuple[str, str | None]:
    """A format, and the file it goes to. Raises :class:`ValueError` for anything else, as argparse wants it."""
    name, colon, path = text.partition(":")
    if name not in FORMATS or (colon and not path):
        raise ValueError(text)
    return name, path or None


def count(text: str) -> int:
    """A number of things. Raises :class:`ValueError` for anything else, as argparse wants it."""
    if not text.isascii() or not text.isdigit() or len(text) > 12 or int(text) == 0:
        raise ValueError(text)
    return int(text)


def plugin(text: str) -> str:
    """The name of a plug-in, in capitals. Raises :class:`ValueError` for anything else, as argparse wants it."""
    name = text.strip().upper()
    if re.fullmatch("[A-Z]{3}", name) is None:
        raise ValueError(text)
    return name


def size(text: str) -> int:
    """A size: bytes, or with K, M or G behind. Raises :class:`ValueError` for anything else."""
    found = re.fullmatch(_SIZE, text.strip())
    if found is None:
        raise ValueError(text)
    return count(found[1]) << 10 * " KMG".index(found[2].upper() or " ")


def limits(parser: argparse.ArgumentParser, say: Say) -> None:
    """What one file may hold and cost; the defaults are those of the readers."""
    group = parser.add_argument_group(
        say("上限（防恶意文件；超过的文件不读并说明原因）", "limits (against hostile files; what is beyond is refused)")
    )
    counts = (
        ("rows", say("一个文件（工作簿：一张表）的行数，默认200000", "rows of a file, or of a sheet; 200000")),
        ("cells", say("一个文件有内容的单元格，默认400000", "filled cells of a file; 400000")),
        ("pages", say("PDF的页数，默认1000", "pages of a PDF; 1000")),
        ("seconds", say("PDF、网页、旧版工作簿读多少秒，默认60", "seconds for a PDF, a page or an old workbook; 60")),
    )
    sizes = (
        ("bytes", say("文件大小，默认128M", "size of a file; 128M")),
        ("unpacked", say("xlsx、docx、ods解压后的大小，默认96M", "what a xlsx, docx or ods unpacks to; 96M")),
        (
            "memory",
            say("读PDF、网页、旧版工作簿用的内存，默认256M", "memory for a PDF, page, old workbook; 256M"),
        ),
    )
    for name, text in counts:
        group.add_argument(f"--max-{name}", type=count, metavar="N", help=text)
    for name, text in sizes:
        group.add_argument(f"--max-{name}", type=size, metavar="SIZE", help=text)


def year_and_profile(parser: argparse.ArgumentParser, say: Say) -> None:
    """The budget year and the set of rules."""
    add = parser.add_argument
    add("--year", type=year, metavar="YEAR", help=say("预算年度，默认按表头", "budget year, if not the form's"))
    add(
        "--profile",
        metavar="NAME",
        help=say(
            "规则集：public-disclosure公开版、strict从严；默认按模板选", "public-disclosure, strict …; by template"
        ),
    )


def configuration(parser: argparse.ArgumentParser, say: Say) -> None:
    """Which configuration holds, if any."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--config",
        metavar="FILE",
        help=say("配置文件，默认找最近的jixiao.toml", "a configuration; else the nearest jixiao.toml"),
    )
    group.add_argument(
        "--no-config", action="store_true", help=say("不用配置和基线", "use no configuration and no baseline")
    )


def plugins(parser: argparse.ArgumentParser, say: Say) -> None:
    """Installed packages of rules."""
    parser.add_argument(
        "--plugin",
        dest="plugins",
        metavar="NAME",
        type=plugin,
        action="append",
        default=[],
        help=say("加用已安装的规则插件，如WAT；可写多次", "use an installed package of rules, too; may be repeated"),
    )


def fail_on(parser: argparse.ArgumentParser, say: Say) -> None:
    """From which severity on the run fails."""
    parser.add_argument(
        "--fail-on",
        choices=SEVERITIES,
        help=say("到哪一级算不通过，默认error", "severity that fails; error by default"),
    )


def jobs(parser: argparse.ArgumentParser, say: Say) -> None:
    """How many processes work at once."""
    parser.add_argument(
        "--jobs",
        type=count,
        metavar="N",
        help=say("同时用几个进程，默认按处理器个数", "processes at once; by the processors there are"),
    )


def outputs(parser: argparse.ArgumentParser, text: str) -> None:
    """The formats of a report, each on the screen or in a file."""
    parser.add_argument("--format", type=output_format, action="append", default=[], metavar="FORMAT[:FILE]", help=text)


def some_rules(parser: argparse.ArgumentParser, say: Say) -> None:
    """Which rules are used."""
    add = parser.add_argument
    add("--select", default="", metavar="CODES", help=say("只用这些规则，如FND06,VAL", "only these, such as FND06,VAL"))
    add("--ignore", default="", metavar="CODES", help=say("不用这些规则", "leave these out"))


def how_much(parser: argparse.ArgumentParser, say: Say) -> None:
    """How much of what was found is shown."""
    add = parser.add_argument
    add("--all", dest="show_all", action="store_true", help=say("连提示一起显示", "show info findings too"))
    add("--flat", action="store_true", help=say("每处单独列出，不归并", "list every finding by itself, nothing folded"))
    add("--gaps", action="store_true", help=say("显示读取时的修补和缺失", "show what was mended or lost"))
    add("--no-preview", action="store_true", help=say("不显示试行规则", "hide preview rules"))
