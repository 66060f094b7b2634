"""Which settings each file is checked with: what was asked for, on top of what its configuration says."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from jixiao.checkers import Settings
from jixiao.configuration.finding import baseline_beside, existing, find_all, folder_of

if TYPE_CHECKING:
    from jixiao.checker import Report
    from jixiao.checker.aside import Exemption
    from jixiao.configuration.baseline import Baseline
    from jixiao.configuration.loading import Configuration, ForFile
    from jixiao.documents.limits import Limits

Config = str | os.PathLike[str] | bool | None
"""A configuration: its path, ``True`` to look for the nearest one of each file, nothing or ``False`` for none."""
_HERE = ""


class Wanted(NamedTuple):
    """What somebody asks for; ``None`` and empty where it is left to the configuration."""

    year: int | None = None
    profile: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    language: str | None = None
    fail_on: str | None = None
    limits: Limits | None = None
    plugins: tuple[str, ...] = ()

    @classmethod
    def of(cls, asked: Settings, language: str | None) -> Wanted:
        """What the arguments of the library ask for: the profile ``auto`` leaves it to the configuration."""
        profile = None if asked.profile == "auto" else asked.profile
        return cls(asked.year, profile, asked.select, asked.ignore, language, None, asked.limits, asked.plugins)

    def plain(self) -> Settings:
        """The settings without any configuration."""
        return Settings(
            self.year,
            self.profile or "auto",
            self.select,
            self.ignore,
            "zh" if self.language is None else self.language,
            self.limits,
            fail_on=self.fail_on or "error",
            plugins=self.plugins,
        )

    def over(self, own: ForFile, exemptions: tuple[Exemption, ...]) -> Settings:
        """The settings on top of a configuration: what is asked for wins."""
        plain = self.plain()
        return plain._replace(
            year=own.year if self.year is None else self.year,
            profile=self.profile or own.profile or "auto",
            select=self.select or own.narrowed or own.select,
            extend=() if self.select else own.extend_select,
            ignore=(self.ignore or own.ignore) + own.dropped,
            fail_on=self.fail_on or own.fail_on or "error",
            layer=own.layer if any(own.layer) else None,
            exemptions=exemptions,
            plugins=tuple(dict.fromkeys((*self.plugins, *own.plugins))),
        )


class Chooser:
    """The settings for each of many files. Everything is read when it is made, so that nothing fails half-way."""

    def __init__(
        self,
        wanted: Wanted,
        paths: Iterable[str],
        config: Config = None,
        *,
        whole: bool = False,
        baselines: bool = True,
    ) -> None:
        """``whole``: every rule counts and nothing is set aside, as for a score; ``baselines``: whether those count."""
        self._wanted = wanted
        self._whole = whole
        self._uses_baselines = baselines and not whole
        self.limits = wanted.limits
        self.said: tuple[str, ...] = ()
        """What people were told already of the plug-ins that can't be used."""
        self._configurations: dict[str, Configuration | None] = {}
        self._baselines: dict[str, Baseline] = {}
        if config is not None and config is not False:
            self._load(paths, config)
        languages = (one.values.get("language") for one in self._configurations.values() if one is not None)
        self.language: str = wanted.language or next(filter(None, languages), None) or "zh"
        self._wanted = wanted._replace(language=self.language if wanted.language is None else wanted.language)
        self._plain = self._wanted.plain()
        self._today = _today() if self._configurations else ""

    def _load(self, paths: Iterable[str], config: Config) -> None:
        if config is True:
            found = find_all(folder_of("." if path == "-" else path) for path in paths)
        else:
            found = {_HERE: existing(config)}  # type: ignore[arg-type]
        loaded: dict[str, Configuration] = {}
        known: dict[str, Baseline] = {}
        for folder, path in found.items():
            if path is not None and path not in loaded:
                from jixiao.configuration.loading import load

                loaded[path] = load(path)
            beside = baseline_beside(path)
            if self._uses_baselines and beside not in known and os.path.isfile(beside):
                from jixiao.configuration.baseline import load as load_baseline

                known[beside] = load_baseline(beside)
            if path is not None or beside in known:
                self._configurations[folder] = None if path is None else loaded[path]
                if beside in known:
                    self._baselines[folder] = known[beside]

    def refuse_wrong(self) -> None:
        """Raise :class:`~jixiao.errors.WrongUse` for what is asked for and can't be, own rules being known."""
        settings = [self._plain]
        if self._wanted.select or self._wanted.ignore:
            settings = [self.of(os.path.join(folder, "-")) for folder in self._configurations] or settings
        for one in settings:
            one.refuse_wrong()

    def also_known(self, fingerprints: Iterable[str]) -> None:
        """Take further findings as known, of whichever file."""
        self._plain = self._plain._replace(known=self._plain.known | frozenset(fingerprints))

    @property
    def configurations(self) -> list[str]:
        """The configurations that are in use."""
        return list(dict.fromkeys(one.path for one in self._configurations.values() if one is not None))

    @property
    def plugins(self) -> tuple[str, ...]:
        """The plug-ins that are asked for, for whichever file."""
        named = [one.values.get("plugins", ()) for one in self._configurations.values() if one is not None]
        return tuple(dict.fromkeys(name for names in (self._wanted.plugins, *named) for name in names))

    def of(self, path: str) -> Settings:
        """The settings for one file, or for a member of an archive under the archive's path."""
        if not self._configurations:
            return self._plain
        folder = self._folder(path)
        if folder is None:
            return self._plain
        configuration, baseline = self._configurations[folder], self._baselines.get(folder)
        known = self._plain.known if baseline is None else self._plain.known | baseline.fingerprints
        if configuration is None:
            return self._plain._replace(known=known)
        from jixiao.configuration.loading import for_file

        own = for_file(configuration, path)
        if self._whole:
            own = own._replace(select=(), extend_select=(), ignore=(), narrowed=None, dropped=(), exemptions=())
        live = tuple(one for one in own.exemptions if one.until is None or one.until >= self._today)
        return self._wanted.over(own, live)._replace(known=known)

    def expired(self) -> list[tuple[str, Exemption]]:
        """The exemptions that hold no more, each with the configuration in which it stands."""
        if not self._configurations:
            return []
        from jixiao.configuration.loading import for_file

        found = {one.path: one for one in self._configurations.values() if one is not None}
        return [
            (path, one)
            for path, configuration in found.items()
            for one in for_file(configuration, path).exemptions
            if one.until is not None and one.until < self._today
        ]

    def baseline_of(self, path: str) -> str:
        """Where the baseline of a file lies, whether or not there is one."""
        folder = self._folder(path) if self._configurations else None
        configuration = None if folder is None else self._configurations[folder]
        return baseline_beside(None if configuration is None else configuration.path)

    def stale(self, path: str, report: Report) -> int:
        """How many entries that the baseline has of a file were not met in it, where nothing but the files says so."""
        folder = self._folder(path) if self._baselines else None
        baseline = None if folder is None else self._baselines.get(folder)
        asked = self._wanted.select or self._wanted.ignore or self._wanted.profile or self._wanted.year
        if baseline is None or asked or report.reading.status != "read":
            return 0
        from jixiao.configuration.loading import relative

        met = {finding.fingerprint for finding in report.baselined}
        file = relative(path, os.path.dirname(self.baseline_of(path)))
        return sum(entry.file == file and entry.fingerprint not in met for entry in baseline.entries)

    def _folder(self, path: str) -> str | None:
        """The folder whose configuration counts for a file."""
        if _HERE in self._configurations:
            return _HERE
        here = os.getcwd() if path == "-" else os.path.dirname(os.path.abspath(path))
        while here not in self._configurations:
            above = os.path.dirname(here)
            if above == here:
                return None
            here = above
        return here


def configured(asked: Settings, source: object, language: str | None, config: Config) -> Settings:
    """The settings on top of a configuration; what has no path of its own has that of the current folder."""
    path = os.fspath(source) if isinstance(source, (str, os.PathLike)) else getattr(source, "name", "-")
    path = path if isinstance(path, str) else "-"
    return Chooser(Wanted.of(asked, language), (path,), config).of(path)


def _today() -> str:
    """The day, as exemptions name theirs."""
    from datetime import date

    return date.today().isoformat()
