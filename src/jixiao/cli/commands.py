"""What each command does: read, call the library, show the answer."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NoReturn

from jixiao.cli.output import put
from jixiao.errors import InterchangeError, JixiaoError, NotReadable, WrongUse

if TYPE_CHECKING:
    from jixiao.checker import Checker, Report
    from jixiao.documents.archive import Member
    from jixiao.documents.limits import Limits
    from jixiao.model.reading import Reading

_RANK: Final = {"error": 0, "warning": 1, "info": 2}
STANDARD_INPUT: Final = "-"

Load = Callable[[], tuple[bytes, str]]


def run(options: argparse.Namespace) -> int:
    """Run one command; returns the exit code."""
    command = {"check": _check, "convert": _convert, "explain": _explain, "rules": _rules}[options.command]
    return command(options)


def _check(options: argparse.Namespace) -> int:
    from jixiao.api import checker

    limits = limits_of(options)
    chosen = checker(options.year, options.profile, _codes(options.select), _codes(options.ignore), options.lang)
    _protect(options.output, [*options.files, *options.with_])
    extra = [_load(path, limits) for path in options.with_]
    results: list[tuple[str, Report | dict[str, Any]]] = []
    trouble = False
    for path, named, load in _sources(options.files, limits):
        try:
            results.append((path, _check_one(path, load, extra, chosen, options.lang, limits)))
        except JixiaoError as error:
            trouble = trouble or named
            results.append((path, _unread(path, error, options.lang)))
            if named:
                print(f"jixiao: {_line(error, path, options.lang)}", file=sys.stderr)
    if options.no_preview and options.format == "json":
        _hide_previews(results)
    if not trouble and results and all(isinstance(result, dict) for _, result in results):
        trouble = True
        for _, result in results:
            if isinstance(result, dict):
                print(f"jixiao: {result['reason']}", file=sys.stderr)
    put(_rendered(results, options), options.output)
    if trouble:
        return 2
    return 1 if any(_fails(result, options.fail_on) for _, result in results) else 0


def limits_of(options: argparse.Namespace) -> Limits:
    """What one file may hold and cost, as the command line says."""
    from jixiao.cli.arguments import LIMITS
    from jixiao.documents.limits import Limits

    given = {name: value for name in LIMITS if (value := getattr(options, f"max_{name}")) is not None}
    return Limits(**given)


def _check_one(
    path: str, load: Load, extra: Sequence[tuple[bytes, str]], chosen: Checker, language: str, limits: Limits
) -> Report:
    from jixiao.api import no_form, read_data

    data, name = load()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        reading = read_data(data, name, extra, limits)
    for warning in said:
        known = (
            f"不认识的键，已略过：{warning.message}"
            if language != "en"
            else f"unknown keys left out: {warning.message}"
        )
        print(f"jixiao: {path}: {known}", file=sys.stderr)
    if not reading.disclosure.forms:
        raise no_form(name, reading)
    _say_unused(reading, extra, language)
    return chosen.check(reading)


def _say_unused(reading: Reading, extra: Sequence[tuple[bytes, str]], language: str) -> None:
    """A file given by --with in which no project table was found is named, or its owner thinks it was used."""
    used = {
        place.at.file
        for path in reading.places
        if path.startswith(("tables.", "forms[")) and (place := reading.places.nearest(path)) is not None
    }
    late = {gap.at.partition("|")[0] for gap in reading.gaps if gap.at is not None and "|" in gap.at}
    for _, name in extra:
        if name not in used and name not in late:
            said = (
                f"{name}: no project table was found in it (looked for the title 项目支出预算表 and a head row with "
                "项目名称 and 合计, 金额 or 预算数)"
                if language == "en"
                else f"{name}：没有读到项目支出预算表（找过：标题“项目支出预算表”，"
                "含“项目名称”和“合计”“金额”或“预算数”的表头）。"
            )
            print(f"jixiao: {said}", file=sys.stderr)


def _load(path: str, limits: Limits) -> tuple[bytes, str]:
    if path == STANDARD_INPUT:
        from jixiao.documents import refuse_size

        data = sys.stdin.buffer.read(limits.bytes + 1)
        refuse_size(len(data), STANDARD_INPUT, limits)
        if not data.strip():
            raise NotReadable("标准输入是空的。", "Standard input is empty.")
        return data, STANDARD_INPUT
    from jixiao.documents import load_bytes

    return load_bytes(path, limits=limits), os.path.basename(path)


def _sources(paths: Sequence[str], limits: Limits) -> Iterator[tuple[str, bool, Load]]:
    """The files to check, with what loads each; an archive is the files inside it, as a folder is."""
    from jixiao.documents import files_inside

    for path, named in _expand(paths):
        try:
            loaded = _load(path, limits)
            members = files_inside(*loaded, limits=limits)
        except JixiaoError as error:
            yield path, named, partial(_fail, error)
            continue
        if members is None:
            yield path, named, partial(_given, loaded)
            continue
        for member in members:
            yield f"{path}/{member.path}", False, partial(_unpack, member)


def _given(loaded: tuple[bytes, str]) -> tuple[bytes, str]:
    return loaded


def _fail(error: JixiaoError) -> NoReturn:
    raise error


def _unpack(member: Member) -> tuple[bytes, str]:
    return member.load(), os.path.basename(member.path)


def _expand(paths: Sequence[str]) -> list[tuple[str, bool]]:
    """The files to check, and whether each was named (and not only found in a folder)."""
    found: list[tuple[str, bool]] = []
    for path in paths:
        if path != STANDARD_INPUT and os.path.isdir(path):
            from jixiao.documents import files_in

            inside = [(str(file), False) for file in files_in(path)]
            if not inside:
                raise NotReadable(
                    f"{path}：文件夹里没有能检查的文件（.xlsx、.docx、.pdf、.html、.txt等）。",
                    f"{path}: no file in this folder can be checked (.xlsx, .docx, .pdf, .html, .txt and others).",
                )
            found.extend(inside)
        else:
            found.append((path, True))
    return found


def _unread(path: str, error: JixiaoError, language: str) -> dict[str, Any]:
    from jixiao.checker.plain import unread_entry
    from jixiao.errors import NotATargetForm

    status = "not a target form" if isinstance(error, NotATargetForm) else "not readable"
    return unread_entry(path, status, error.say(language))


def _line(error: JixiaoError, path: str, language: str) -> str:
    """One line for a person: which file, what, and what to do."""
    if isinstance(error, InterchangeError):
        problems = error.problems
        shown = [f"{where}：{zh}" if language != "en" else f"{where}: {en}" for where, zh, en in problems[:5]]
        more = len(problems) - len(shown)
        if language == "en":
            return f"{path}: not the interchange form: {'; '.join(shown)}{f'; and {more} more' if more else ''}"
        return f"{path}：不是交换格式：{'；'.join(shown)}{f'；另有{more}处' if more else ''}"
    return error.say(language)


def _hide_previews(results: Sequence[tuple[str, Report | dict[str, Any]]]) -> None:
    for _, result in results:
        if not isinstance(result, dict):
            result.hide_previews()


def _rendered(results: Sequence[tuple[str, Report | dict[str, Any]]], options: argparse.Namespace) -> str:
    if options.format == "json":
        from jixiao.checker.plain import report_json

        return report_json(results) + "\n"
    from jixiao.reports.text import TextOptions, render

    columns, colour = _terminal(options.output)
    how = TextOptions(
        language=options.lang,
        columns=columns,
        colour=colour,
        show_all=options.show_all,
        flat=options.flat,
        show_gaps=options.gaps,
        show_preview=not options.no_preview,
    )
    texts = [render(path, result, how) for path, result in results if not isinstance(result, dict)]
    unread = [result for _, result in results if isinstance(result, dict)]
    if len(results) > 1:
        texts.append(_closing(results, unread, options.lang))
    return "\n".join(texts)


def _closing(
    results: Sequence[tuple[str, Report | dict[str, Any]]], unread: Sequence[dict[str, Any]], language: str
) -> str:
    """The last lines of a run over several files: how many could not be checked, each with its reason."""
    checked = len(results) - len(unread)
    if language == "en":
        lines = [f"{len(results)} files: {checked} checked, {len(unread)} not"]
        lines += [f"  {entry['path']}: {_bare_reason(entry)}" for entry in unread]
    else:
        lines = [f"{len(results)}个文件：检查了{checked}个，没能检查{len(unread)}个"]
        lines += [f"  {entry['path']}：{_bare_reason(entry)}" for entry in unread]
    return "\n".join(lines) + "\n"


def _bare_reason(entry: dict[str, Any]) -> str:
    """The reason without the file's name, which stands before it."""
    path, reason = str(entry["path"]), str(entry["reason"])
    for name in (path, os.path.basename(path)):
        for mark in ("：", ": "):
            if reason.startswith(name + mark):
                return reason[len(name + mark) :]
    return reason


def _fails(result: Report | dict[str, Any], fail_on: str) -> bool:
    if isinstance(result, dict):
        return False
    worst = result.worst()
    return worst is not None and _RANK[worst] <= _RANK[fail_on]


def _terminal(output: str | None) -> tuple[int, bool]:
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


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip().upper() for code in text.replace("，", ",").split(",") if code.strip())


def _protect(output: str | None, inputs: Sequence[str]) -> None:
    """Never write over what is being read."""
    if output is None:
        return
    for path in inputs:
        if (
            path != STANDARD_INPUT
            and os.path.exists(output)
            and os.path.exists(path)
            and os.path.samefile(output, path)
        ):
            raise WrongUse(
                f"{output}：输出文件就是要检查的文件，请换一个文件名。",
                f"{output}: the output is the file to be checked; choose another name.",
            )


def _convert(options: argparse.Namespace) -> int:
    from jixiao.api import no_form, read_data
    from jixiao.model.writing import dumps

    _protect(options.output, [options.file, *options.with_])
    limits = limits_of(options)
    data, name = _load(options.file, limits)
    try:
        reading = read_data(data, name, [_load(path, limits) for path in options.with_], limits)
    except InterchangeError as error:
        print(f"jixiao: {_line(error, options.file, options.lang)}", file=sys.stderr)
        return 2
    if not reading.disclosure.forms:
        raise no_form(name, reading)
    put(dumps(reading) + "\n", options.output)
    return 0


def _explain(options: argparse.Namespace) -> int:
    from jixiao.api import chosen_rules, unknown_code
    from jixiao.reports.explain import explain

    rules = {rule.code: rule for rule in reversed(chosen_rules())}
    code = options.code.upper()
    if code not in rules:
        raise unknown_code(options.code, rules)
    put(explain(rules[code], options.lang, _terminal(None)[0]), None)
    return 0


def _rules(options: argparse.Namespace) -> int:
    from jixiao.api import chosen_rules
    from jixiao.reports.explain import list_rules

    rules = {rule.code: rule for rule in reversed(chosen_rules())}
    put(list_rules([rules[code] for code in sorted(rules)], options.format, options.lang), None)
    return 0
