"""``jixiao score``: the forms of files on the official review sheet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from jixiao.api import review_sheet
from jixiao.checker.score import score_forms
from jixiao.cli.configuring import choose
from jixiao.cli.output import put
from jixiao.cli.shown import limits_of, load, one_line, protect, terminal
from jixiao.errors import WrongUse
from jixiao.reports.score import Scored, score_json, score_text
from jixiao.reports.summary import bare_reason
from jixiao.runs.checking import check_input
from jixiao.runs.inputs import Inputs

if TYPE_CHECKING:
    import argparse


def score(options: argparse.Namespace) -> int:
    """Score the forms of the files; 2 where a file that was named, or every file, could not be scored, else 0."""
    limits = limits_of(options)
    inputs = Inputs(options.files, limits)
    chosen = choose(options, inputs, limits, whole=True)
    protect(options.output, [*inputs.paths, *options.with_])
    extra = [load(path, limits) for path in options.with_]
    scored: list[Scored] = []
    trouble = False
    for one in inputs:
        checked = check_input(chosen, extra, one)
        if checked.report is None:
            if checked.error is not None:
                reason = one_line(checked.error, one.path, options.lang)
                if not one.named:
                    # Of a file that was found in a folder, its own name is not enough to find it again.
                    mark = ": " if options.lang == "en" else "："
                    reason = f"{one.path}{mark}{bare_reason(one.path, reason)}"
                print(f"jixiao: {reason}", file=sys.stderr)
            trouble = trouble or one.named
            continue
        scored.append((one.path, score_forms(checked.report, review_sheet())))
    if options.form is not None and scored and not any(options.form <= len(scores) for _, scores in scored):
        most = max(len(scores) for _, scores in scored)
        raise WrongUse(f"没有第{options.form}张表，最多{most}张。", f"There is no form {options.form}, at most {most}.")
    if options.format == "json":
        put(score_json(scored), options.output)
    elif scored:
        put(score_text(scored, options.lang, terminal(options.output)[0], options.form), options.output)
    return 2 if trouble or not scored else 0
