"""The command ``fix``: a mended copy and its undo file, or the changes as a diff, or the way back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from jixiao.cli.output import put
from jixiao.cli.shown import codes_of, limits_of, load, protect, terminal
from jixiao.errors import WrongUse
from jixiao.outputs import write_together

if TYPE_CHECKING:
    import argparse

EXIT_DONE, EXIT_LEFT = 0, 1
UNDO_SUFFIX = ".undo.json"


def fix(options: argparse.Namespace) -> int:
    """Run the command: 0 where nothing is left to mend, 1 where changes are only shown or one was declined."""
    if options.undo is not None:
        return _undo(options)
    from jixiao import copies
    from jixiao.repair.diff import diff, summary

    _protect(options)
    limits = limits_of(options)
    mended = copies.fix(
        _File(*load(options.file, limits)),
        with_=options.with_,
        year=options.year,
        profile=options.profile,
        select=codes_of(options.select),
        ignore=codes_of(options.ignore),
        language=options.lang,
        limits=limits,
    )
    columns, colour = terminal(None)
    changes = options.diff or options.output is None
    shown = diff(mended, options.lang, columns=columns, changes=changes, suggest=options.suggest, colour=colour)
    lines = [shown, "\n" if shown else "", summary(mended, options.lang, written=options.output is not None), "\n"]
    if options.output is not None:
        undo = options.output + UNDO_SUFFIX
        write_together(
            [(options.output, mended.data), (undo, copies.undo_json(mended).encode("utf-8", "surrogatepass"))]
        )
        lines += [_written(options.output, undo, options.lang), "\n"]
        left = bool(mended.declined)
    else:
        left = bool(mended.changes or mended.declined)
        if mended.changes:
            lines += [_how_to_write(options), "\n"]
    put("".join(lines), None)
    return EXIT_LEFT if left else EXIT_DONE


def _undo(options: argparse.Namespace) -> int:
    from jixiao import copies

    if options.output is None:
        raise WrongUse("撤销要用 -o 写明还原到哪个文件。", "Name the file to restore into by -o.")
    _protect(options)
    limits = limits_of(options)
    content = copies.undo(_File(*load(options.file, limits)), load(options.undo, limits)[0], limits=limits)
    write_together([(options.output, content)])
    put(f"已还原：{options.output}\n" if options.lang != "en" else f"Restored: {options.output}\n", None)
    return EXIT_DONE


def _protect(options: argparse.Namespace) -> None:
    """Neither the copy nor its undo file may stand in the place of what is read."""
    if options.output is not None:
        read = [options.file, *options.with_, *([options.undo] if options.undo is not None else [])]
        protect(options.output, read)
        protect(options.output + UNDO_SUFFIX, read)


class _File(io.BytesIO):
    """A content that was loaded already, with the name of its file."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


def _written(output: str, undo: str, language: str) -> str:
    if language == "en":
        return f"Written: {output}; its undo file: {undo}"
    return f"已写入：{output}；撤销文件：{undo}"


def _how_to_write(options: argparse.Namespace) -> str:
    if options.lang == "en":
        return "Nothing was written. To write a mended copy, name it: -o FILE"
    return "什么都没有写。要写一份改好的，加上文件名：-o 改好的文件"
