"""The library's front door: :func:`read` files, :func:`check` them, :func:`score` their forms."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, cast

from jixiao.checkers import settings
from jixiao.errors import NotATargetForm, WrongUse
from jixiao.model import interchange
from jixiao.model.forms import Disclosure, TargetForm
from jixiao.model.reading import Reading

if TYPE_CHECKING:
    from jixiao.checker import Report
    from jixiao.checker.score import FormScore, Sheet
    from jixiao.documents.limits import Limits

Source = str | os.PathLike[str] | bytes | bytearray | IO[bytes]


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
    data, name = bytes_of(path, limits)
    reading = read_data(data, name, files_of(with_, limits), limits)
    if not reading.disclosure.forms:
        raise no_form(name, reading)
    return reading


def read_data(
    data: bytes, name: str, others: Iterable[tuple[bytes, str]] = (), limits: Limits | None = None
) -> Reading:
    """Read a file's bytes, with those of further files; a reading without forms is given back as it is."""
    from jixiao.documents import is_report, kind_of, read_apart

    extra = list(others)
    if kind_of(data, name) == "json":
        reading = interchange.loads(data, source=name)
        if extra:
            reading = _with_tables(reading, extra, limits)
        return reading
    if is_report(data):
        from jixiao.model.reports import no_form_but_a_report

        raise no_form_but_a_report(name)
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
    plugins: str | Iterable[str] = (),
) -> Report:
    """Check a file (a path, bytes, an open file), a reading, a disclosure or one form.

    ``year`` is the budget year where the forms' own 年度 is not to count; ``profile`` the name of a profile, or
    ``auto`` for the one that fits each form's template; ``select`` and ``ignore`` hold codes (``FND06``) or families
    (``FND``); ``limits`` is what each file may hold and cost. ``config`` is the path of a configuration, or ``True`` to
    look for one as the command does; without it no file is read but the one to be checked. ``plugins`` names installed
    packages of further rules. Raises what :func:`read` raises, and :class:`jixiao.errors.WrongUse` for a name that is
    not known.

    >>> report = jixiao.check("examples/forms.xlsx", with_="examples/budget.xlsx", select="FND06", language="en")
    >>> for finding in report.findings:
    ...     print(finding.form, finding.code, finding.paths[0])
    2 FND06 forms[1].funding.period.total
    """
    chosen = settings(year, profile, select, ignore, language, limits, plugins)
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


def files_of(given: Source | Iterable[Source], limits: Limits | None = None) -> list[tuple[bytes, str]]:
    """The content and the name of one file or of several. Raises :class:`~jixiao.errors.NotReadable`."""
    return [bytes_of(one, limits) for one in _several(given)]


def _several(given: Source | Iterable[Source]) -> list[Source]:
    """One file or several."""
    if isinstance(given, (str, bytes, bytearray, os.PathLike)):
        return [given]
    if hasattr(given, "read"):
        return [cast("IO[bytes]", given)]
    return list(given)


def _is_json(data: bytes | bytearray) -> bool:
    return bytes(data[:64]).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
