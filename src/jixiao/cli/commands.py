"""What each command does: read, call the library, show the answer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from jixiao.cli.output import put
from jixiao.cli.shown import limits_of, reading_of

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Run one command; returns the exit code."""
    commands = {
        "check": _check,
        "baseline": _baseline,
        "config": _config,
        "clean": _clean,
        "convert": _convert,
        "new": _new,
        "fix": _fix,
        "score": _score,
        "explain": _explain,
        "rules": _rules,
        "completion": _completion,
        "watch": _watch,
        "report-false-alarm": _report_false_alarm,
    }
    return commands[options.command](options)


def _check(options: argparse.Namespace) -> int:
    from jixiao.cli.checking import check

    return check(options)


def _baseline(options: argparse.Namespace) -> int:
    from jixiao.cli.baselining import baseline

    return baseline(options)


def _config(options: argparse.Namespace) -> int:
    from jixiao.cli.configuring import show

    return show(options)


def _clean(options: argparse.Namespace) -> int:
    from jixiao.copies import clean

    said = clean(options.file, options.output, limits=limits_of(options)).say(options.lang)
    if said:
        print(f"jixiao: {options.output}: {said}" if options.lang == "en" else f"jixiao: {options.output}：{said}。",
              file=sys.stderr)  # fmt: skip
    return 0


def _convert(options: argparse.Namespace) -> int:
    from jixiao.model.writing import dumps

    reading = reading_of(options)
    if reading is None:
        return 2
    put(dumps(reading) + "\n", options.output)
    return 0


def _score(options: argparse.Namespace) -> int:
    from jixiao.cli.scoring import score

    return score(options)


def _new(options: argparse.Namespace) -> int:
    from jixiao.copies import empty_form

    empty_form(options.out, options.template, language=options.lang, overwrite=options.force)
    return 0


def _fix(options: argparse.Namespace) -> int:
    from jixiao.cli.fixing import fix

    return fix(options)


def _explain(options: argparse.Namespace) -> int:
    from jixiao.cli.explaining import explain

    return explain(options)


def _rules(options: argparse.Namespace) -> int:
    from jixiao.cli.explaining import rules

    return rules(options)


def _completion(options: argparse.Namespace) -> int:
    from jixiao.cli.completion import script

    put(script(options.shell), None)
    return 0


def _watch(options: argparse.Namespace) -> int:
    from jixiao.cli.watching import watch

    return watch(options)


def _report_false_alarm(options: argparse.Namespace) -> int:
    from jixiao.cli.alarming import report

    return report(options)
