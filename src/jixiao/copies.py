"""Files given back: marked and cleaned copies, mended copies and the way back, and empty forms."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

from jixiao.api import Source, bytes_of, check, files_of, no_form, read_data
from jixiao.checkers import settings
from jixiao.errors import WrongUse

if TYPE_CHECKING:
    from jixiao.checker import Report
    from jixiao.documents.limits import Limits
    from jixiao.repair.marks import Cleaned
    from jixiao.repair.mending import Mended


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

    Workbooks get colours and comments on their cells and the list of findings as their first sheet, Word files get
    comments, PDFs highlights; marks of an earlier check are taken away first. A file that can't carry marks (a text, a
    web page, JSON …) is given back as a new workbook with its forms drawn as their templates print them. ``report`` is
    what :func:`jixiao.check` gave for the same file, where it was checked already (with a year, a profile or further
    files, for example); ``name`` is what the list calls the file. Raises what :func:`jixiao.check` raises, and
    :class:`jixiao.errors.WrongUse` for a copy of another suffix than its kind has and for one that can't be written.
    The file itself is never changed.

    >>> report = jixiao.annotate("examples/form-2021.xlsx", "marked.xlsx", language="en")
    >>> report.count("error")
    2
    """
    from jixiao.documents.limits import DEFAULT
    from jixiao.outputs import refuse_same, write_pieces
    from jixiao.repair.annotate import annotated, refuse_suffix

    if isinstance(source, (str, os.PathLike)):
        refuse_same(out, source)
    data, own = bytes_of(source, limits)
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
    data, name = bytes_of(source, limits)
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


def fix(
    source: Source,
    *,
    with_: Source | Iterable[Source] = (),
    year: int | None = None,
    profile: str = "auto",
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    language: str = "zh",
    limits: Limits | None = None,
) -> Mended:
    """Mend a file (a path, bytes, an open file): write what means the same, as the rules want it written.

    Nothing is written to the disk: the answer holds the new content as ``data``, the ``changes`` that were made, the
    patches that were ``declined``, and as ``proposals`` those that somebody has to look at. The arguments are those of
    :func:`jixiao.check`. Raises what that raises, and :class:`jixiao.errors.WrongUse` for a file that can't be written
    (PDF, scans, web pages, the old formats).

    >>> with open("examples/disclosure.txt", "rb") as file:
    ...     odd = file.read().replace("≥12公里".encode(), ">=12公里".encode())
    >>> mended = jixiao.fix(odd)
    >>> [(change.code, change.before, change.after) for change in mended.changes]
    [('VAL04', '>=12公里', '≥12公里'), ('VAL04', '>=12公里', '≥12公里')]
    """
    from jixiao.documents.limits import DEFAULT
    from jixiao.repair.mending import mend

    data, name = bytes_of(source, limits)
    others = files_of(with_, limits)
    checker = settings(year, profile, select, ignore, language).checker()

    def checked(content: bytes) -> Report:
        reading = read_data(content, name, others, limits)
        if not reading.disclosure.forms:
            raise no_form(name, reading)
        return checker.check(reading)

    return mend(data, name, checked, limits or DEFAULT)


def undo_json(mended: Mended) -> str:
    """The undo file of what :func:`fix` gave, to be kept beside its result.

    >>> mended = jixiao.fix("examples/form-2021.xlsx")
    >>> len(mended.changes), jixiao.undo_json(mended)[:1]
    (0, '{')
    """
    from jixiao.repair.undo import undo_json

    return undo_json(mended)


def undo(source: Source, undo_file: Source, *, limits: Limits | None = None) -> bytes:
    """The content of a file from before it was mended: the same bytes, or of a workbook or a Word file the same parts.

    Raises :class:`jixiao.errors.WrongUse` where the undo file is not that of this content.

    >>> with open("examples/disclosure.txt", "rb") as file:
    ...     odd = file.read().replace("≥12公里".encode(), ">=12公里".encode())
    >>> mended = jixiao.fix(odd)
    >>> jixiao.undo(mended.data, jixiao.undo_json(mended).encode()) == odd
    True
    """
    from jixiao.documents.limits import DEFAULT
    from jixiao.repair.undo import undone

    data, name = bytes_of(source, limits)
    return undone(data, bytes_of(undo_file, limits)[0], name, limits or DEFAULT)
