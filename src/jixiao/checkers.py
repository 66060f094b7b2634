"""What a check goes by: settings as plain values, and the checker that is made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from jixiao.errors import WrongUse

if TYPE_CHECKING:
    from jixiao.checker import Checker, Profile, Report
    from jixiao.checker.aside import Exemption
    from jixiao.checker.layer import Layer
    from jixiao.checker.patterns import OwnRule
    from jixiao.documents.limits import Limits
    from jixiao.model.meanings import Names
    from jixiao.model.reading import Reading
    from jixiao.model.units import Units
    from jixiao.rules.base import Rule

PROFILES = ("county", "national-2015", "national-2021", "public-disclosure", "strict")
_PROFILE_OF = {"county-2015": "county", "national-2015": "national-2015", "national-2021": "national-2021"}
LANGUAGES = ("zh", "en")


class Settings(NamedTuple):
    """What a check goes by, as plain values: another process makes the same checker of them."""

    year: int | None
    profile: str
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    language: str
    limits: Limits | None = None
    extend: tuple[str, ...] = ()
    """What runs beside the selected rules."""
    layer: Layer | None = None
    exemptions: tuple[Exemption, ...] = ()
    known: frozenset[str] = frozenset()
    """The fingerprints of a baseline."""
    fail_on: str = "error"
    plugins: tuple[str, ...] = ()

    def checker(self) -> Checker:
        """The checker for them; see :func:`checker`."""
        return checker(
            self.year, self.profile, self.select, self.ignore, self.language, self.extend, self.layer, self.plugins
        )

    def check(self, reading: Reading) -> Report:
        """Check a reading, and set aside what is exempted or known."""
        report = self.checker().check(reading)
        if self.exemptions or self.known:
            from jixiao.checker.aside import set_aside

            set_aside(report, self.known, self.exemptions)
        return report

    def refuse_wrong(self) -> None:
        """Raise :class:`WrongUse` for what can't be, without loading the rules where nothing was asked for."""
        if self.plugins or self[:4] != (None, "auto", (), ()) or self.language not in LANGUAGES:
            self.checker()


def settings(
    year: int | None = None,
    profile: str = "auto",
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    language: str | None = None,
    limits: Limits | None = None,
    plugins: str | Iterable[str] = (),
) -> Settings:
    """Settings from the arguments of :func:`jixiao.check`."""
    said = "zh" if language is None else language
    return Settings(year, profile, _codes(select), _codes(ignore), said, limits, plugins=_codes(plugins))


def _codes(given: str | Iterable[str]) -> tuple[str, ...]:
    """Codes or families: one, several, or several in one text (``"FND06,VAL"``)."""
    return tuple(given.replace(",", " ").split()) if isinstance(given, str) else tuple(given)


@lru_cache(maxsize=8)
def checker(
    year: int | None,
    profile: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    language: str,
    extend: tuple[str, ...] = (),
    layer: Layer | None = None,
    plugins: tuple[str, ...] = (),
) -> Checker:
    """A checker for these settings; it keeps what it has learnt of the indicators it saw."""
    from jixiao.checker import Checker

    if year is not None and (year.__class__ is not int or not 1990 <= year <= 2100):
        raise WrongUse(f"年度要写整数，如2024，现为{year!r}。", f"A year is an integer such as 2024, not {year!r}.")
    if language not in LANGUAGES:
        raise WrongUse(f"没有语言“{language}”，可选：zh、en。", f"No language {language!r}; there are zh and en.")
    rules = chosen_rules(select, ignore, extend, () if layer is None else layer.rules, plugins)
    return Checker(rules, profiles_for(profile, layer), year=year, language=language)


def chosen_rules(
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    extend: tuple[str, ...] = (),
    own: tuple[OwnRule, ...] = (),
    plugins: tuple[str, ...] = (),
) -> tuple[Rule, ...]:
    """The rules with the selected codes or families, without the ignored ones. Raises :class:`WrongUse`.

    ``extend`` adds to what is selected; where nothing is, rules that run only when they are asked for. ``own`` are the
    rules of a configuration, ``plugins`` the installed packages of further ones.
    """
    from jixiao.rules.messages import OWN_TITLES, all_rules

    rules = all_rules()
    for rule in [one.rule() for one in own]:
        OWN_TITLES[rule.code] = (rule.texts or {})["title"]
        rules += (rule,)
    if plugins:
        from jixiao.plugins import rules_of_plugins

        rules += rules_of_plugins(plugins)
    known = {rule.code for rule in rules} | {rule.family for rule in rules}
    for name in (*select, *ignore, *extend):
        if name not in known:
            raise unknown_code(name, known)
    asked = {*select, *extend}
    # A rule that is to be asked for runs where its own code is selected, or where a profile names it.
    return tuple(
        rule._replace(opt_in=False) if rule.opt_in and rule.code in asked else rule
        for rule in rules
        if (not select or rule.code in asked or rule.family in asked)
        and rule.code not in ignore
        and rule.family not in ignore
    )


def unknown_code(name: str, known: Iterable[str]) -> WrongUse:
    """The error for a rule that does not exist, with the nearest that does."""
    import difflib

    near = difflib.get_close_matches(name.upper(), sorted(known), n=1, cutoff=0.5)
    hint_zh = f"是不是“{near[0]}”？" if near else ""
    hint_en = f" Did you mean {near[0]}?" if near else ""
    return WrongUse(
        f"没有规则“{name}”。{hint_zh}jixiao rules 列出全部规则。",
        f"No rule {name!r}.{hint_en} `jixiao rules` lists them all.",
    )


def profiles_for(name: str, layer: Layer | None = None) -> Callable[[str], Profile]:
    """The profile for each template: the named one, or (``auto``) the one that fits. Raises :class:`WrongUse`."""
    if name != "auto" and name not in PROFILES:
        raise WrongUse(
            f"没有配置“{name}”，可选：auto、{'、'.join(PROFILES)}。",
            f"No profile {name!r}; there are auto, {', '.join(PROFILES)}.",
        )
    return partial(_profile_for, name, layer)


def _profile_for(name: str, layer: Layer | None, template: str) -> Profile:
    chosen = _PROFILE_OF.get(template, "national-2015") if name == "auto" else name
    return named_profile(chosen) if layer is None else _layered(chosen, layer)


@lru_cache(maxsize=16)
def _layered(name: str, layer: Layer) -> Profile:
    return layer.on(named_profile(name))


@lru_cache(maxsize=8)
def named_profile(name: str) -> Profile:
    """A profile of the package, by its name."""
    from jixiao.checker import Profile
    from jixiao.knowledge import knowledge

    known = knowledge()
    entry = known["profiles"][name]
    names, units = _tables()
    thresholds = {**known["thresholds"], **entry["thresholds"]}
    return Profile(name, known["words"], entry["severities"], thresholds, names=names, units=units, hash=entry["hash"])


@lru_cache(maxsize=1)
def _tables() -> tuple[Names, Units]:
    """What is known of names and units: the same for every profile."""
    from jixiao.knowledge import knowledge
    from jixiao.model.meanings import Names
    from jixiao.model.units import Units

    known = knowledge()
    return Names(known["names"]), Units(known["units"])
