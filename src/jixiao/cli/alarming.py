"""``jixiao report-false-alarm``: the smallest form that still shows a finding, to be put into a public issue."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from jixiao.alarms import report_false_alarm
from jixiao.cli.output import put
from jixiao.cli.shown import reading_of

if TYPE_CHECKING:
    import argparse


def report(options: argparse.Namespace) -> int:
    """Print the small form; returns 0, or 1 where the finding hangs on the file and no form shows it."""
    reading = reading_of(options)
    if reading is None:
        return 2
    alarm = report_false_alarm(
        reading,
        options.code.upper(),
        form=options.form,
        number=options.finding,
        keep=options.keep,
        year=options.year,
        profile=options.profile,
    )
    english = options.lang == "en"
    if alarm.found > 1:
        print(
            f"jixiao: {alarm.found} findings of {alarm.code}; this is number {alarm.number} (--finding N for another)"
            if english
            else f"jixiao: {alarm.code} 共{alarm.found}处，这是第{alarm.number}处（--finding N 换一处）",
            file=sys.stderr,
        )
    if alarm.reading is not None and not options.keep:
        print(
            "jixiao: if it no longer shows why this is a false alarm, name what must stay: --keep TEXT"
            if english
            else "jixiao: 如果看不出为什么是误报，用 --keep 原文 写明必须保留什么，如指标名称",
            file=sys.stderr,
        )
    if options.format == "json":
        for path, text in alarm.kept:
            print(
                f"jixiao: {'kept: ' if english else '保留原文 '}{path}{': ' if english else '：'}{text}",
                file=sys.stderr,
            )
    if options.format == "text" or alarm.reading is None:
        put(alarm.text(options.lang), options.output)
    else:
        put(alarm.to_json() + "\n", options.output)
    return 0 if alarm.reading is not None else 1
