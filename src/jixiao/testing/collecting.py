"""Form files as tests: what ``[tool.jixiao.pytest]`` says, and the items that pytest makes of the files it names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property
from glob import glob
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve, frozen

from jixiao.checkers import LANGUAGES, PROFILES, chosen_rules
from jixiao.documents import is_lock_file
from jixiao.errors import JixiaoError, WrongUse
from jixiao.testing.clean import LEVELS, NotClean, assert_clean, said

_TABLE: Final = "pyproject.toml, [tool.jixiao.pytest]"
_TEXTS: Final = {"paths", "with", "allow"}
_CHOICES: Final = {"profile": ("auto", *PROFILES), "fail-on": LEVELS, "language": LANGUAGES}
_KEYS: Final = ("paths", "with", "profile", "year", "allow", "fail-on", "language")


@frozen
class FormSettings:
    """The table of the project: which files are forms, and how they are checked."""

    paths: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    profile: str = "auto"
    year: int | None = None
    allow: tuple[str, ...] = ()
    fail_on: str = "error"
    language: str = "zh"


def refuse_unknown_profile(name: str | None) -> None:
    """Raise :class:`pytest.UsageError` for a profile that there is not."""
    known = _CHOICES["profile"]
    if name is not None and name not in known:
        raise pytest.UsageError(f"--jixiao-profile: no profile {name!r}; there are {', '.join(known)}")


def collector_for(table: Any, root: Path, profile: str | None) -> FormCollector:
    """The collector for a table; ``profile`` is that of the command line. Raises :class:`pytest.UsageError`."""
    settings = settings_of(table)
    return FormCollector(root, settings if profile is None else evolve(settings, profile=profile))


def settings_of(table: Any) -> FormSettings:
    """The settings in a table. Raises :class:`pytest.UsageError` for what can't be, with what was meant."""
    if not isinstance(table, dict):
        raise pytest.UsageError(f"{_TABLE} is no table")
    given: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(_KEYS)}"
            raise pytest.UsageError(f"{_TABLE}: there is no key {key!r}; {hint}")
        if fault := _fault(key, value):
            raise pytest.UsageError(f"{_TABLE}: {key} {fault}, not {value!r}")
        given["with_" if key == "with" else key.replace("-", "_")] = tuple(value) if key in _TEXTS else value
    settings = FormSettings(**given)
    if not settings.paths:
        raise pytest.UsageError(f'{_TABLE}: paths names the form files, such as ["forms/**/*.xlsx"]')
    try:
        chosen_rules(settings.allow)
    except WrongUse as error:
        raise pytest.UsageError(f"{_TABLE}: allow: {error.say('en')}") from None
    return settings


def _fault(key: str, value: Any) -> str:
    """What a value must be, where it is not."""
    if key in _TEXTS:
        fits = isinstance(value, list) and all(isinstance(one, str) and one for one in value)
        return "" if fits else "is a list of texts"
    if key == "year":
        return "" if value.__class__ is int and 1990 <= value <= 2100 else "is a year"
    return "" if value in _CHOICES[key] else f"is one of {', '.join(_CHOICES[key])}"


class FormCollector:
    """The plugin of a project that has named its form files."""

    def __init__(self, root: Path, settings: FormSettings) -> None:
        self.root = root
        self.settings = settings

    @cached_property
    def _files(self) -> frozenset[str]:
        """The files that the patterns stand for."""
        found = (name for pattern in self.settings.paths for name in glob(pattern, root_dir=self.root, recursive=True))
        return frozenset(_same(self.root / name) for name in found if not is_lock_file(name))

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> FormFile | None:
        """A form file for each file that the project has named."""
        if _same(file_path) not in self._files:
            return None
        return FormFile.from_parent(parent, path=file_path, collector=self)


def _same(path: Path) -> str:
    return os.path.normcase(os.path.abspath(path))


class FormFile(pytest.File):
    """A file with forms."""

    def __init__(self, *, collector: FormCollector, **known: Any) -> None:
        super().__init__(**known)
        self.collector = collector

    def collect(self) -> Iterator[FormItem]:
        """One test: what the file holds is read when the test runs, not when it is collected."""
        yield FormItem.from_parent(self, name="jixiao", collector=self.collector)


class FormItem(pytest.Item):
    """The check of one file."""

    def __init__(self, *, collector: FormCollector, **known: Any) -> None:
        super().__init__(**known)
        self.collector = collector

    def runtest(self) -> None:
        """Check the file; what is left to say of a clean one is kept for ``-rP``."""
        settings = self.collector.settings
        report = assert_clean(
            self.path,
            with_=[self.collector.root / name for name in settings.with_],
            profile=settings.profile,
            year=settings.year,
            allow=settings.allow,
            fail_on=settings.fail_on,
            language=settings.language,
        )
        self.add_report_section("call", "jixiao", said(self._name, report, settings.fail_on))

    @property
    def _name(self) -> str:
        """The file as the project calls it."""
        return Path(os.path.relpath(self.path, self.collector.root)).as_posix()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any, **__: Any) -> Any:
        """What the command prints of such a file, or why it could not be read."""
        if isinstance(excinfo.value, NotClean):
            return said(self._name, excinfo.value.report, self.collector.settings.fail_on)
        if isinstance(excinfo.value, JixiaoError):
            return excinfo.value.say(self.collector.settings.language)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The file and what is done with it."""
        return self.path, None, f"{self.path.name}: jixiao"
