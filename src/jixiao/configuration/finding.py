"""Where the configuration of a file lies: the nearest one upward. Looking costs microseconds where there is none."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final

from jixiao.errors import WrongUse

NAME: Final = "jixiao.toml"
PROJECT_FILE: Final = "pyproject.toml"
BASELINE_NAME: Final = "jixiao-baseline.json"
_HEAD: Final = b"[tool.jixiao"


def find(folder: str | os.PathLike[str]) -> str | None:
    """The nearest configuration at ``folder`` or above it.

    Of two in one folder it is ``jixiao.toml``; a ``pyproject.toml`` counts where it has a ``[tool.jixiao]``.
    """
    here = os.path.abspath(folder)
    while True:
        for name in (NAME, PROJECT_FILE):
            path = os.path.join(here, name)
            if os.path.isfile(path) and (name == NAME or _speaks_of_us(path)):
                return path
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above


def find_all(folders: Iterable[str]) -> dict[str, str | None]:
    """The nearest configuration for each of several folders."""
    return {folder: find(folder) for folder in dict.fromkeys(map(os.path.abspath, folders))}


def folder_of(path: str) -> str:
    """The folder from which the configuration of a file is looked for; standard input has the current one."""
    whole = os.path.abspath(path)
    return whole if os.path.isdir(whole) else os.path.dirname(whole)


def baseline_beside(configuration: str | None) -> str:
    """Where the baseline lies: beside the configuration, or in the current folder where there is none."""
    folder = os.path.dirname(configuration) if configuration is not None else os.getcwd()
    return os.path.join(folder, BASELINE_NAME)


def existing(path: str | os.PathLike[str]) -> str:
    """A configuration that was named. Raises :class:`~jixiao.errors.WrongUse` where there is no such file."""
    whole = os.path.abspath(path)
    if os.path.isdir(whole):
        raise WrongUse(
            f"{os.fspath(path)}：这是文件夹，请写配置文件，如 {os.path.join(os.fspath(path), NAME)}。",
            f"{os.fspath(path)}: this is a folder; name the file, such as {os.path.join(os.fspath(path), NAME)}.",
        )
    if not os.path.isfile(whole):
        raise WrongUse(
            f"{os.fspath(path)}：没有这个配置文件，请核对路径。",
            f"{os.fspath(path)}: there is no such configuration file; check the path.",
        )
    return whole


def _speaks_of_us(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return _HEAD in file.read()
    except OSError:
        return False
