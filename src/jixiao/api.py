"""The library's front door: :func:`read` files, :func:`check` them, give them back with their marks."""

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
    from jixiao.checker.score import FormScore, Sheet
    from jixiao.documents.limits import Limits
    from jixiao.model.meanings import Names
    from jixiao.model.units import Units
    from jixiao.repair.marks import Cleaned
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

    >>> reading = jixiao.read("examples/forms.xlsx", with_="examples/budget.xlsx")
    >>> reading.status, len(reading.disclosure.forms)
    ('read', 5)
    >>> reading.places["forms[1].project_name"].at.say("en")
    '表2!C3'
    """
    data, name = _bytes_of(path, limits)
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
            "请用原来的Excel或Word文件，或先用扫描识别（OCR）软件转成带表格的Excel，再检查。",
            f"{name}: no target form on the pages that can be read; not checked, as a scan or an image: page {en}. "
            "Check the original Excel or Word file, or turn it into an Excel table by OCR software first.",
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


def _bytes_of(source: Source, limits: Limits | None) -> tuple[bytes, str]:
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
    language: str = "zh",
    limits: Limits | None = None,
    plugins: str | Iterable[str] = (),
) -> Report:
    """Check a file (a path, bytes, an open file), a reading, a disclosure or one form.

    ``year`` is the budget year where the forms' own 年度 is not to count; ``profile`` the name of a profile, or
    ``auto`` for the one that fits each form's template; ``select`` and ``ignore`` hold codes (``FND06``) or families
    (``FND``); ``limits`` is what each file may hold and cost; ``plugins`` names installed packages of further rules.
    Raises what :func:`read` raises, and :class:`jixiao.errors.WrongUse` for a name that is not known.

    >>> report = jixiao.check("examples/forms.xlsx", with_="examples/budget.xlsx", select="FND06", language="en")
    >>> for finding in report.findings:
    ...     print(finding.form, finding.code, finding.paths[0])
    2 FND06 forms[1].funding.period.total
    """
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
    return settings(year, profile, select, ignore, language, plugins=plugins).checker().check(reading)


def score(source: Source | Reading | Disclosure | TargetForm | Report, **options: Any) -> tuple[FormScore, ...]:
    """The points of each form on the official review sheet, as a machine can tell them: a pre-check, no verdict.

    ``source`` is a report, or whatever :func:`check` takes, with its ``options``. Raises what :func:`check` raises.

    >>> [(score.ordinal, score.total) for score in jixiao.score("examples/form-2021.xlsx")]
    [(1, Decimal('84.0'))]
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


def annotate(
    source: str | os.PathLike[str] | bytes | IO[bytes],
    out: str | os.PathLike[str],
    *,
    report: Report | None = None,
    name: str | None = None,
    language: str | None = None,
    limits: Limits | None = None,
) -> Report:
    """Write a copy of a file with its findings marked, and give its report.

    Workbooks get colours and comments on their cells and the list of findings as their first sheet; marks of an earlier
    check are taken away first. A file that can't carry marks (a text, a web page, JSON …) is given back as a new
    workbook with its forms drawn as their templates print them. ``report`` is what :func:`check` gave for the same
    file, where it was checked already (with a year, a profile or further files, for example); ``name`` is what the list
    calls the file. Raises what :func:`check` raises, and :class:`jixiao.errors.WrongUse` for a copy of another suffix
    than its kind has and for one that can't be written. The file itself is never changed.

    >>> report = jixiao.annotate("examples/form-2021.xlsx", "marked.xlsx", language="en")
    >>> report.count("error")
    2
    """
    from jixiao.documents.limits import DEFAULT
    from jixiao.outputs import refuse_same, write_pieces
    from jixiao.repair.annotate import annotated, refuse_suffix

    if isinstance(source, (str, os.PathLike)):
        refuse_same(out, source)
    data, own = _bytes_of(source, limits)
    refuse_suffix(data, own, os.fspath(out))
    if report is None:
        reading = read_data(data, own, limits=limits)
        if not reading.disclosure.forms:
            raise no_form(own, reading)
        report = check(reading, language=language or "zh")
    write_pieces([annotated(report, data, name or own, language=language, limits=limits or DEFAULT)], out)
    return report


def clean(
    source: str | os.PathLike[str] | bytes | IO[bytes], out: str | os.PathLike[str], *, limits: Limits | None = None
) -> Cleaned:
    """Write a marked copy without its marks; what the owner changed in it stays.

    The result tells whether every part is again exactly what it was. Raises :class:`jixiao.errors.WrongUse` for a file
    without marks and for a copy that can't be written, and :class:`jixiao.errors.NotReadable`.

    >>> report = jixiao.annotate("examples/form-2021.xlsx", "marked.xlsx")
    >>> jixiao.clean("marked.xlsx", "again.xlsx").exact
    True
    """
    from jixiao.documents.limits import DEFAULT
    from jixiao.outputs import refuse_same, write_pieces
    from jixiao.repair.annotate import cleaned

    if isinstance(source, (str, os.PathLike)):
        refuse_same(out, source)
    data, name = _bytes_of(source, limits)
    result = cleaned(data, name, limits=limits or DEFAULT)
    write_pieces([result.data], out)
    return result


def empty_form(
    out: str | os.PathLike[str], template: str = "national-2021", *, language: str = "zh", overwrite: bool = False
) -> None:
    """Write an empty form of a template to fill in, as ``.xlsx`` or ``.docx``.

    ``template`` is one of ``national-2021``, ``national-2015``, ``national-2015-two-sided`` and ``county-2015``;
    ``language`` that of the notes that say what belongs where. Raises :class:`~jixiao.errors.WrongUse` for a file that
    is there already, unless it may be overwritten, and for one that can't be written.

    >>> jixiao.empty_form("empty.xlsx", "county-2015", overwrite=True)
    >>> [gap.say("en") for gap in jixiao.read("empty.xlsx").gaps]
    ['the form is blank: nobody has filled it in']
    """
    from jixiao.drawing.empty import empty_form as empty
    from jixiao.outputs import write_pieces

    path = os.fspath(out)
    if os.path.exists(path) and not overwrite:
        raise WrongUse(
            f"{path}：文件已经有了，没有覆盖。换一个文件名，或加 --force。",
            f"{path}: the file is there already and was left alone. Choose another name, or add --force.",
        )
    write_pieces((empty(template, os.path.splitext(path)[1].lower(), language),), path)


class Settings(NamedTuple):
    """What a check goes by, as plain values: another process makes the same checker of them."""

    year: int | None
    profile: str
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    language: str
    limits: Limits | None = None
    plugins: tuple[str, ...] = ()

    def checker(self) -> Checker:
        """The checker for them; see :func:`checker`."""
        return checker(self.year, self.profile, self.select, self.ignore, self.language, self.plugins)

    def refuse_wrong(self) -> None:
        """Raise :class:`WrongUse` for what can't be, without loading the rules where nothing was asked for."""
        if self.plugins or self[:4] != (None, "auto", (), ()) or self.language not in LANGUAGES:
            self.checker()


def settings(
    year: int | None = None,
    profile: str = "auto",
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    language: str = "zh",
    limits: Limits | None = None,
    plugins: str | Iterable[str] = (),
) -> Settings:
    """Settings from the arguments of :func:`check`."""
    return Settings(year, profile, _codes(select), _codes(ignore), language, limits, _codes(plugins))


def files_of(given: Source | Iterable[Source], limits: Limits | None = None) -> list[tuple[bytes, str]]:
    """The content and the name of one file or of several. Raises :class:`~jixiao.errors.NotReadable`."""
    return [_bytes_of(one, limits) for one in _several(given)]


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
    plugins: tuple[str, ...] = (),
) -> Checker:
    """A checker for these settings; it keeps what it has learnt of the indicators it saw."""
    from jixiao.checker import Checker

    if year is not None and (year.__class__ is not int or not 1990 <= year <= 2100):
        raise WrongUse(f"年度要写整数，如2024，现为{year!r}。", f"A year is an integer such as 2024, not {year!r}.")
    if language not in LANGUAGES:
        raise WrongUse(f"没有语言“{language}”，可选：zh、en。", f"No language {language!r}; there are zh and en.")
    return Checker(chosen_rules(select, ignore, plugins), profiles_for(profile), year=year, language=language)


def chosen_rules(
    select: tuple[str, ...] = (), ignore: tuple[str, ...] = (), plugins: tuple[str, ...] = ()
) -> tuple[Rule, ...]:
    """The rules with the selected codes or families, without the ignored ones. Raises :class:`WrongUse`."""
    from jixiao.rules.messages import all_rules

    rules = all_rules()
    if plugins:
        from jixiao.plugins import rules_of_plugins

        rules += rules_of_plugins(plugins)
    known = {rule.code for rule in rules} | {rule.family for rule in rules}
    for name in (*select, *ignore):
        if name not in known:
            raise unknown_code(name, known)
    # A rule that is to be asked for runs where its own code is selected, or where a profile names it.
    return tuple(
        rule._replace(opt_in=False) if rule.opt_in and rule.code in select else rule
        for rule in rules
        if (not select or rule.code in select or rule.family in select)
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


def profiles_for(name: str) -> Callable[[str], Profile]:
    """The profile for each template: the named one, or (``auto``) the one that fits. Raises :class:`WrongUse`."""
    if name != "auto" and name not in PROFILES:
        raise WrongUse(
            f"没有配置“{name}”，可选：auto、{'、'.join(PROFILES)}。",
            f"No profile {name!r}; there are auto, {', '.join(PROFILES)}.",
        )
    return partial(_profile_for, name)


def _profile_for(name: str, template: str) -> Profile:
    return named_profile(_PROFILE_OF.get(template, "national-2015") if name == "auto" else name)


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
