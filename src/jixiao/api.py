"""The library's front door: :func:`read` files, :func:`check` them, :func:`score` their forms."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import IO, TYPE_CHECKING, Any, NamedTuple, cast

from jixiao.errors import NotATargetForm, WrongUse
from jixiao.model import interchange
from jixiao.model.forms import Disclosure, TargetForm
from jixiao.model.reading import Reading

if TYPE_CHECKING:
    from jixiao.checker import Checker, Profile, Report
    from jixiao.checker.aside import Exemption
    from jixiao.checker.layer import Layer
    from jixiao.checker.patterns import OwnRule
    from jixiao.checker.score import FormScore, Sheet
    from jixiao.documents.limits import Limits
    from jixiao.model.meanings import Names
    from jixiao.model.units import Units
    from jixiao.rules.base import Rule

Source = str | os.PathLike[str] | bytes | bytearray | IO[bytes]

PROFILES = ("county", "national-2015", "national-2021", "public-disclosure", "strict")
_PROFILE_OF = {"county-2015": "county", "national-2015": "national-2015", "national-2021": "national-2021"}
LANGUAGES = ("zh", "en")


def read(path: Source, with_: Source | Iterable[Source] = (), *, limits: Limits | None = None) -> Reading:
    """Read a file: its forms, project tables and narrative, where each value stood, and what could not be read.

    ``with_`` names further files of the same disclosure, such as the workbook that holds the budget table. Interchange
    JSON is read back as it was written. ``limits`` is what each file may hold and cost. Raises
    :class:`jixiao.errors.NotReadable` (no such file, an unknown kind, damaged, over a limit),
    :class:`jixiao.errors.NotATargetForm` (read, but without any form) and :class:`jixiao.errors.InterchangeError` (JSON
    of the wrong shape).
    """
    data, name = bytes_of(path, limits)
    reading = read_data(data, name, files_of(with_, limits), limits)
    if not reading.disclosure.forms:
        raise no_form(name, reading)
    return reading


def read_data(
    data: bytes, name: str, others: Iterable[tuple[bytes, str]] = (), limits: Limits | None = None
) -> Reading:
    """Read a file's bytes, with those of further files; a reading without forms is given back as it is."""
    from jixiao.documents import kind_of, read_apart

    extra = list(others)
    if kind_of(data, name) == "json":
        reading = interchange.loads(data, source=name)
        if extra:
            reading = _with_tables(reading, extra, limits)
        return reading
    from jixiao.documents.collecting import without_collecting
    from jixiao.recognition import recognise

    with without_collecting():
        return recognise([read_apart(*each, limits) for each in [(data, name), *extra]])


def _with_tables(reading: Reading, extra: list[tuple[bytes, str]], limits: Limits | None) -> Reading:
    """A reading from JSON with the project tables of further files."""
    from jixiao.documents import read_apart
    from jixiao.recognition import add_tables

    return add_tables(reading, [read_apart(data, name, limits) for data, name in extra])


def no_form(name: str, reading: Reading) -> NotATargetForm:
    """The error for a file without any form; it says so where the file holds the budget table alone."""
    pages = [gap.at.removeprefix("p") for gap in reading.gaps if gap.reason == "page without text" and gap.at]
    if pages:
        zh, en = "、".join(pages[:5]), ", ".join(pages[:5])
        if len(pages) > 5:
            zh, en = f"{zh}页等{len(pages)}", f"{en} and {len(pages) - 5} more"
        return NotATargetForm(
            f"{name}：能读的页里没有绩效目标表；第{zh}页是扫描件或图片，没有检查。"
            '请用原来的Excel或Word文件，或运行 pip install "jixiao[scan]"（扫描识别，试验功能）后再检查。',
            f"{name}: no target form on the pages that can be read; not checked, as a scan or an image: page {en}. "
            'Check the original Excel or Word file, or run pip install "jixiao[scan]" (experimental) first.',
        )
    if reading.disclosure.tables.projects:
        return NotATargetForm(
            f"{name}：这是项目支出预算表，里面没有绩效目标表。请检查目标表，并用 --with 加上这个文件。",
            f"{name}: a project table without any target form. Check the form, and add this file by --with.",
        )
    for gap in reading.gaps:
        if gap.path == "others":
            return NotATargetForm(f"{name}：{gap.say()}。", f"{name}: {gap.say('en')}.", location=gap.at)
    return NotATargetForm(
        f"{name}：没有找到绩效目标表（找过：标题“绩效目标表”、表头“项目名称”“三级指标”；自评表不算）。"
        "请确认表头文字没有改动；文字文件里列之间要用制表符（Tab）隔开；加 --explain-reading 看读到了什么。",
        f"{name}: no target form found (looked for the title 绩效目标表 and the headings 项目名称, 三级指标; a "
        "self-evaluation is none). Are the headings as they were, and the columns of a text set apart by tabs? "
        "--explain-reading shows what was seen.",
    )


def bytes_of(source: Source, limits: Limits | None) -> tuple[bytes, str]:
    """The content and the name of a file. Raises what :func:`read` raises."""
    if isinstance(source, (bytes, bytearray)):
        return bytes(source), "(bytes)"
    if isinstance(source, (str, os.PathLike)):
        from jixiao.documents import load_bytes
        from jixiao.documents.limits import DEFAULT

        return load_bytes(source, limits=limits or DEFAULT), os.path.basename(os.fspath(source))
    if not hasattr(source, "read"):
        kind = type(source).__name__
        raise WrongUse(
            f"要给文件路径、字节、打开的文件、Reading、Disclosure或TargetForm，现为{kind}。",
            f"Give a path, bytes, an open file, a Reading, a Disclosure or a TargetForm, not {kind}.",
        )
    data = source.read()
    if not isinstance(data, bytes):
        raise WrongUse('文件要以二进制方式打开（"rb"）。', 'Open the file in binary mode ("rb").')
    return data, os.path.basename(str(getattr(source, "name", "(file)")))


def check(
    source: Source | Reading | Disclosure | TargetForm,
    *,
    with_: Source | Iterable[Source] = (),
    year: int | None = None,
    profile: str = "auto",
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    language: str | None = None,
    limits: Limits | None = None,
    config: str | os.PathLike[str] | bool | None = None,
) -> Report:
    """Check a file (a path, bytes, an open file), a reading, a disclosure or one form.

    ``year`` is the budget year where the forms' own 年度 is not to count; ``profile`` the name of a profile, or
    ``auto`` for the one that fits each form's template; ``select`` and ``ignore`` hold codes (``FND06``) or families
    (``FND``); ``limits`` is what each file may hold and cost. ``config`` is the path of a configuration, or ``True`` to
    look for one as the command does; without it no file is read but the one to be checked. Raises what :func:`read`
    raises, and :class:`jixiao.errors.WrongUse` for a name that is not known.
    """
    chosen = settings(year, profile, select, ignore, language, limits)
    if config is not None and config is not False:
        from jixiao.choosing import configured

        chosen = configured(chosen, source, language, config)
    if isinstance(source, (bytes, bytearray)) and not with_ and _is_json(source):
        reading = interchange.loads(bytes(source))
    elif isinstance(source, TargetForm):
        reading = Reading(Disclosure((source,)))
    elif isinstance(source, Disclosure):
        reading = Reading(source)
    elif isinstance(source, Reading):
        reading = source
    else:
        reading = read(source, with_, limits=limits)
    return chosen.check(reading)


def score(source: Source | Reading | Disclosure | TargetForm | Report, **options: Any) -> tuple[FormScore, ...]:
    """The points of each form on the official review sheet, as a machine can tell them: a pre-check, no verdict.

    ``source`` is a report, or whatever :func:`check` takes, with its ``options``. Raises what :func:`check` raises.
    """
    from jixiao.checker import Report
    from jixiao.checker.score import score_forms

    return score_forms(source if isinstance(source, Report) else check(source, **options), review_sheet())


@lru_cache(maxsize=1)
def review_sheet() -> Sheet:
    """The official review sheet, as the package's data has it."""
    from jixiao.checker.score import Sheet
    from jixiao.knowledge import knowledge

    return Sheet.of(knowledge()["review"])


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

    def checker(self) -> Checker:
        """The checker for them; see :func:`checker`."""
        return checker(self.year, self.profile, self.select, self.ignore, self.language, self.extend, self.layer)

    def check(self, reading: Reading) -> Report:
        """Check a reading, and set aside what is exempted or known."""
        report = self.checker().check(reading)
        if self.exemptions or self.known:
            from jixiao.checker.aside import set_aside

            set_aside(report, self.known, self.exemptions)
        return report

    def refuse_wrong(self) -> None:
        """Raise :class:`WrongUse` for what can't be, without loading the rules where nothing was asked for."""
        if self[:4] != (None, "auto", (), ()) or self.language not in LANGUAGES:
            self.checker()


def settings(
    year: int | None = None,
    profile: str = "auto",
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    language: str | None = None,
    limits: Limits | None = None,
) -> Settings:
    """Settings from the arguments of :func:`check`."""
    return Settings(year, profile, _codes(select), _codes(ignore), "zh" if language is None else language, limits)


def files_of(given: Source | Iterable[Source], limits: Limits | None = None) -> list[tuple[bytes, str]]:
    """The content and the name of one file or of several. Raises :class:`~jixiao.errors.NotReadable`."""
    return [bytes_of(one, limits) for one in _several(given)]


def _codes(given: str | Iterable[str]) -> tuple[str, ...]:
    """Codes or families: one, several, or several in one text (``"FND06,VAL"``)."""
    return tuple(given.replace(",", " ").split()) if isinstance(given, str) else tuple(given)


def _several(given: Source | Iterable[Source]) -> list[Source]:
    """One file or several."""
    if isinstance(given, (str, bytes, bytearray, os.PathLike)):
        return [given]
    if hasattr(given, "read"):
        return [cast("IO[bytes]", given)]
    return list(given)


def _is_json(data: bytes | bytearray) -> bool:
    return bytes(data[:64]).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


@lru_cache(maxsize=8)
def checker(
    year: int | None,
    profile: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    language: str,
    extend: tuple[str, ...] = (),
    layer: Layer | None = None,
) -> Checker:
    """A checker for these settings; it keeps what it has learnt of the indicators it saw."""
    from jixiao.checker import Checker

    if year is not None and (year.__class__ is not int or not 1990 <= year <= 2100):
        raise WrongUse(f"年度要写整数，如2024，现为{year!r}。", f"A year is an integer such as 2024, not {year!r}.")
    if language not in LANGUAGES:
        raise WrongUse(f"没有语言“{language}”，可选：zh、en。", f"No language {language!r}; there are zh and en.")
    rules = chosen_rules(select, ignore, extend, () if layer is None else layer.rules)
    return Checker(rules, profiles_for(profile, layer), year=year, language=language)


def chosen_rules(
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    extend: tuple[str, ...] = (),
    own: tuple[OwnRule, ...] = (),
) -> tuple[Rule, ...]:
    """The rules with the selected codes or families, without the ignored ones. Raises :class:`WrongUse`.

    ``extend`` adds to what is selected; where nothing is, rules that run only when they are asked for. ``own`` are the
    rules of a configuration.
    """
    from jixiao.rules.messages import OWN_TITLES, all_rules

    rules = all_rules()
    for rule in [one.rule() for one in own]:
        OWN_TITLES[rule.code] = (rule.texts or {})["title"]
        rules += (rule,)
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
