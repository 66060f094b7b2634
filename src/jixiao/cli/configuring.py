"""The configuration of a run, as the command line and the files have it; and ``jixiao config``, which shows it."""

from __future__ import annotations

import os
import sys
import warnings
from typing import TYPE_CHECKING

from jixiao.choosing import Chooser, Config, Wanted
from jixiao.cli.output import put
from jixiao.cli.shown import codes_of, unusable
from jixiao.errors import WrongUse
from jixiao.runs.inputs import Inputs

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from jixiao.configuration.loading import Configuration
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
        tuple(dict.fromkeys(options.plugins)),
    )
    chosen = Chooser(wanted, inputs.paths, _config(options), whole=whole, baselines=baselines)
    if getattr(options, "new_since", None) is not None:
        from jixiao.configuration.baseline import known_from

        chosen.also_known(known_from(options.new_since))
    options.lang = chosen.language
    if chosen.plugins:
        chosen.said = tuple(unusable(chosen.plugins, options.lang))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        chosen.refuse_wrong()
    for line in chosen.said:
        print(line, file=sys.stderr)
    if not getattr(options, "quiet", False):
        _say_what_is_used(chosen, whole)
    return chosen


def _say_what_is_used(chosen: Chooser, whole: bool) -> None:
    """Name the configurations on standard error, and the exemptions that hold no more."""
    english = chosen.language == "en"
    for path in chosen.configurations:
        print(f"jixiao: configuration: {path}" if english else f"jixiao: 配置：{path}", file=sys.stderr)
    for path, one in () if whole else chosen.expired():
        print(
            f"jixiao: {path}: the exemption of {one.code} ended on {one.until} and holds no more: {one.reason}"
            if english
            else f"jixiao: {path}：{one.code}的放过（exempt）到{one.until}为止，已不再有效：{one.reason}",
            file=sys.stderr,
        )


def _config(options: argparse.Namespace) -> Config:
    return False if options.no_config else options.config or True


def show(options: argparse.Namespace) -> int:
    """Print the configuration of a file, and from which file each key is.

    Raises :class:`~jixiao.errors.WrongUse` where there is no such file: of a misspelt path it would be the wrong one.
    """
    from jixiao.cli.shown import protect
    from jixiao.configuration.finding import baseline_beside, existing, find, folder_of
    from jixiao.configuration.loading import load
    from jixiao.configuration.showing import as_json, as_toml

    if not os.path.lexists(_path(options.show)):
        raise WrongUse(
            f"{options.show}：没有这个文件，请核对路径和文件名。",
            f"{options.show}: no such file; check the path and the name.",
        )
    path = None
    if not options.no_config:
        path = existing(options.config) if options.config else find(folder_of(_path(options.show)))
    configuration = load(path) if path is not None else None
    if options.plugins:
        configuration = _with_plugins(configuration, options.plugins)
    homes = _homes(configuration, options.lang)
    baseline = None if options.no_config else baseline_beside(path)
    if options.format == "json":
        text = as_json(options.show, configuration, baseline, homes)
    else:
        text = as_toml(options.show, configuration, baseline, options.lang, homes)
    protect(options.output, [path] if path is not None else [])
    put(text, options.output)
    return 0


def _with_plugins(configuration: Configuration | None, asked: Sequence[str]) -> Configuration:
    """The configuration with the plug-ins that the command line asks for beside its own."""
    from jixiao.configuration.loading import Configuration

    path, values, origins = configuration or Configuration("", {}, {})
    origin = f"{origins['plugins']}, --plugin" if "plugins" in origins else "--plugin"
    plugins = list(dict.fromkeys((*asked, *values.get("plugins", ()))))
    return Configuration(path, {**values, "plugins": plugins}, {**origins, "plugins": origin})


def _homes(configuration: Configuration | None, language: str) -> dict[str, str]:
    """The plug-ins in use with the packages that offer them; one that can't be used is named on standard error."""
    names = () if configuration is None else tuple(configuration.values.get("plugins", ()))
    if not names:
        return {}
    from jixiao.plugins import home_of

    for line in unusable(names, language):
        print(line, file=sys.stderr)
    return {name: home_of(name) for name in names}


def _path(file: str) -> str:
    return "." if file == "-" else file
