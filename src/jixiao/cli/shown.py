"""What the commands have in common: the file that is loaded, the line that says what is wrong, the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from jixiao.errors import InterchangeError, JixiaoError
from jixiao.outputs import refuse_same

if TYPE_CHECKING:
    import argparse

    from jixiao.documents.limits import Limits
    from jixiao.model.reading import Reading


_LIMITS: Final = ("rows", "cells", "pages", "seconds", "bytes", "unpacked", "memory")


def limits_of(options: argparse.Namespace) -> Limits:
    """What one file may hold and cost, as the command line says."""
    from jixiao.documents.limits import Limits

    given = {name: value for name in _LIMITS if (value := getattr(options, f"max_{name}")) is not None}
    return Limits(**given)


def load(path: str, limits: Limits) -> tuple[bytes, str]:
    """The content of a file, or of standard input, and its name. Raises :class:`~jixiao.errors.NotReadable`."""
    # A command that reads no file does without the readers.
    from jixiao.runs.inputs import STANDARD_INPUT, standard_input

    if path == STANDARD_INPUT:
        return standard_input(limits), STANDARD_INPUT
    from jixiao.documents import load_bytes

    return load_bytes(path, limits=limits), os.path.basename(path)


def reading_of(options: argparse.Namespace) -> Reading | None:
    """What is read of the one file that a command is about, and of its further files.

    Nothing where a file is wrong as interchange JSON, which has then been said on standard error. Raises
    :class:`~jixiao.errors.NotReadable`, also where there is no form, and :class:`~jixiao.errors.WrongUse` where the
    output is one of the files.
    """
    from jixiao.api import no_form, read_data

    protect(options.output, [options.file, *options.with_])
    limits = limits_of(options)
    data, name = load(options.file, limits)
    try:
        reading = read_data(data, name, [load(path, limits) for path in options.with_], limits)
    except InterchangeError as error:
        print(f"jixiao: {one_line(error, options.file, options.lang)}", file=sys.stderr)
        return None
    if not reading.disclosure.forms:
        raise no_form(name, reading)
    return reading


def one_line(error: JixiaoError, path: str, language: str) -> str:
    """One line for a person: which file, what, and what to do."""
    if isinstance(error, InterchangeError):
        problems = error.problems
        shown = [f"{where}：{zh}" if language != "en" else f"{where}: {en}" for where, zh, en in problems[:5]]
        more = len(problems) - len(shown)
        if language == "en":
            return f"{path}: not the interchange form: {'; '.join(shown)}{f'; and {more} more' if more else ''}"
        return f"{path}：不是交换格式：{'；'.join(shown)}{f'；另有{more}处' if more else ''}"
    return error.say(language)


def terminal(output: str | None) -> tuple[int, bool]:
    """How many columns to fill, and whether to use colour."""
    if output is not None or not sys.stdout.isatty():
        return 80, False
    try:
        columns = os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        columns = 80
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    if os.name == "nt" and not any(name in os.environ for name in ("WT_SESSION", "ANSICON", "TERM")):
        plain = True
    return max(40, min(columns, 110)), not plain


def codes_of(text: str) -> tuple[str, ...]:
    """Codes or families, joined by commas of either kind, in capitals."""
    return tuple(code.strip().upper() for code in text.replace("，", ",").split(",") if code.strip())


def unusable(names: tuple[str, ...], language: str) -> list[str]:
    """What is to be said of the plug-ins that can't be used.

    Raises :class:`~jixiao.errors.WrongUse` for one that is not installed.
    """
    import warnings

    from jixiao.plugins import PluginWarning, rules_of_plugins

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        rules_of_plugins(names)
    said = [one.message for one in caught if isinstance(one.message, PluginWarning)]
    return [f"jixiao: {one.en if language == 'en' else one.zh}" for one in said]


def protect(output: str | None, inputs: Sequence[str]) -> None:
    """Never write over what is being read."""
    if output is None:
        return
    from jixiao.runs.inputs import STANDARD_INPUT

    for path in inputs:
        if path != STANDARD_INPUT:
            refuse_same(output, path)
