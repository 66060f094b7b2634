"""The configuration of a run, as the command line and the files have it; and ``jixiao config``, which shows it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from jixiao.choosing import Chooser, Config, Wanted
from jixiao.cli.output import put
from jixiao.cli.shown import codes_of
from jixiao.runs.inputs import Inputs

if TYPE_CHECKING:
    import argparse

    from jixiao.documents.limits import Limits


def choose(
    options: argparse.Namespace, inputs: Inputs, limits: Limits, *, whole: bool = False, baselines: bool = True
) -> Chooser:
    """The settings of each file. Options win over configurations, and what is in use is said on standard error.

    Raises :class:`~jixiao.errors.WrongUse` for what can't be, before anything is checked.
    """
    wanted = Wanted(
        options.year,
        options.profile,
        codes_of(getattr(options, "select", "")),
        codes_of(getattr(options, "ignore", "")),
        options.lang,
        getattr(options, "fail_on", None),
        limits,
    )
    chosen = Chooser(wanted, inputs.paths, _config(options), whole=whole, baselines=baselines)
    if getattr(options, "new_since", None) is not None:
        from jixiao.configuration.baseline import known_from

        chosen.also_known(known_from(options.new_since))
    chosen.refuse_wrong()
    options.lang = chosen.language
    for path in chosen.configurations:
        print(f"jixiao: configuration: {path}" if options.lang == "en" else f"jixiao: 配置：{path}", file=sys.stderr)
    for path, one in () if whole else chosen.expired():
        print(
            f"jixiao: {path}: the exemption of {one.code} ended on {one.until} and holds no more: {one.reason}"
            if options.lang == "en"
            else f"jixiao: {path}：{one.code}的放过（exempt）到{one.until}为止，已不再有效：{one.reason}",
            file=sys.stderr,
        )
    return chosen


def _config(options: argparse.Namespace) -> Config:
    return False if options.no_config else options.config or True


def show(options: argparse.Namespace) -> int:
    """Print the configuration of a file, and from which file each key is."""
    from jixiao.cli.shown import protect
    from jixiao.configuration.finding import baseline_beside, existing, find, folder_of
    from jixiao.configuration.loading import load
    from jixiao.configuration.showing import as_json, as_toml

    path = None
    if not options.no_config:
        path = existing(options.config) if options.config else find(folder_of(_path(options.show)))
    configuration = load(path) if path is not None else None
    baseline = None if options.no_config else baseline_beside(path)
    if options.format == "json":
        text = as_json(options.show, configuration, baseline)
    else:
        text = as_toml(options.show, configuration, baseline, options.lang)
    protect(options.output, [path] if path is not None else [])
    put(text, options.output)
    return 0


def _path(file: str) -> str:
    return "." if file == "-" else file
