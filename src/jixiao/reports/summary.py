"""The end of a run over several files: the units, worst first, the copied forms, and what could not be checked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from jixiao.checker.summary import Copy, Counts, Summary
from jixiao.checker.wording import rule_title
from jixiao.model.english import counted
from jixiao.reports.text import TextOptions
from jixiao.reports.width import pad, shorten, width, wrap

_COPIES: Final = 20
"""How many copies are listed; the JSON holds them all."""
_NO_UNIT: Final = ("（没有写单位）", "(no unit given)")
_COLUMNS: Final[tuple[tuple[str, str, str], ...]] = (
    ("forms", "表", "forms"),
    ("money_errors", "金额", "money"),
    ("value_errors", "指标值", "values"),
    ("copied_forms", "雷同", "copied"),
    ("errors", "错误", "errors"),
    ("warnings", "警告", "warnings"),
    ("score", "得分", "score"),
)


def closing(summary: Summary, unread: Sequence[tuple[str, str]], options: TextOptions) -> str:
    """The last lines of a run; ``unread`` are the files that could not be checked, with the reasons."""
    lines = [_counts(summary, options)]
    if summary.checked > 1:
        lines += _units(summary, options)
        lines += _copies(summary.copies, options)
    if unread:
        # Under the table they need a heading of their own.
        if summary.checked > 1:
            lines += ["", _say(options, "没能检查", "not checked")]
        mark = ": " if options.language == "en" else "："
        lines += [f"  {path}{mark}{bare_reason(path, reason)}" for path, reason in unread]
    return "\n".join(lines) + "\n"


def _say(options: TextOptions, zh: str, en: str) -> str:
    return en if options.language == "en" else zh


def _counts(summary: Summary, options: TextOptions) -> str:
    files = summary.files
    total, others, lost = sum(files.values()), files["not a target form"], files["not readable"]
    if options.language == "en":
        parts = [
            f"{summary.checked} checked",
            f"{others} no target form" * (others > 0),
            f"{lost} not readable" * (lost > 0),
        ]
        return f"{counted(total, 'file')}: {', '.join(part for part in parts if part)}"
    parts = [f"检查了{summary.checked}个", f"{others}个不是绩效目标表" * (others > 0), f"{lost}个读不了" * (lost > 0)]
    return f"{total}个文件：{'，'.join(part for part in parts if part)}"


def _units(summary: Summary, options: TextOptions) -> list[str]:
    """The table of the units, and what decides their order."""
    heads = [_say(options, zh, en) for _, zh, en in _COLUMNS]
    cells = [
        (name or _say(options, *_NO_UNIT), [_cell(counts, key) for key, _, _ in _COLUMNS])
        for name, counts in summary.units
    ]
    if len(cells) > 1:
        cells.append((_say(options, "合计", "total"), [_cell(summary.total, key) for key, _, _ in _COLUMNS]))
    wide = [max(width(head), *(len(shown[at]) for _, shown in cells)) + 2 for at, head in enumerate(heads)]
    title = _say(options, "按单位", "by unit")
    room = options.columns - sum(wide)
    first = min(room, max(width(title), *(width(name) for name, _ in cells)))
    lines = ["", pad(title, first) + "".join(_right(head, size) for head, size in zip(heads, wide, strict=True))]
    lines += [
        pad(shorten(name, first), first) + "".join(_right(text, size) for text, size in zip(shown, wide, strict=True))
        for name, shown in cells
    ]
    return [
        *lines,
        *wrap(
            _say(
                options,
                "排序：先看金额错误，再看指标值错误、雷同的表，再看全部错误和警告",
                "order: errors of money, errors of values, copied forms, then all errors and warnings",
            ),
            options.columns,
        ),
    ]


def _cell(counts: Counts, key: str) -> str:
    found: int | Decimal | None = getattr(counts, key)
    return "—" if found is None else f"{found:,}"


def _right(text: str, cells: int) -> str:
    return " " * max(0, cells - width(text)) + text


def _copies(copies: Sequence[Copy], options: TextOptions) -> list[str]:
    """The forms that stand in an earlier file too."""
    if not copies:
        return []
    lines = ["", _say(options, f"与别的文件雷同　{len(copies)}处", f"copied from another file: {len(copies)}")]
    for copy in copies[:_COPIES]:
        form, other = (_form(at, options) for at in (copy.form, copy.other))
        said = _say(options, f"{form}　与　{other}", f"{form} and {other}")
        lines += ["  " + line for line in wrap(said, options.columns - 2, "  ")]
        lines.append(f"    → {copy.code} {rule_title(copy.code, options.language)}{_texts(copy, options)}")
    if len(copies) > _COPIES:
        more = len(copies) - _COPIES
        lines.append(
            _say(options, f"  另有{more}处（--format json 有全部）", f"  and {more} more (--format json has all)")
        )
    return lines


def _form(at: tuple[str, int, str], options: TextOptions) -> str:
    path, ordinal, project = at
    if options.language == "en":
        return f"{path} form {ordinal}" + (f" “{project}”" if project else "")
    return f"{path} 第{ordinal}张" + (f"“{project}”" if project else "")


def _texts(copy: Copy, options: TextOptions) -> str:
    if not copy.texts:
        return ""
    nearly = _say(options, "，只改了几个字", ", but for a few words") if copy.near else ""
    return _say(options, f"（{copy.texts}段{nearly}）", f" ({copy.texts}{nearly})")


def bare_reason(path: str, reason: str) -> str:
    """The reason without the file's name, which stands before it."""
    for name in (path, os.path.basename(path)):
        for mark in ("：", ": "):
            if reason.startswith(name + mark):
                return reason[len(name + mark) :]
    return reason
