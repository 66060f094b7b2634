"""The marked copy of a file, whatever its format: one function in front of the formats, one module a format."""

from __future__ import annotations

import posixpath
from typing import Final

from jixiao.checker import Report
from jixiao.documents import kind_of
from jixiao.documents.collecting import without_collecting
from jixiao.documents.limits import DEFAULT, Limits
from jixiao.errors import WrongUse
from jixiao.repair.marks import Cleaned, marks_of

_SUFFIXES: Final = {"xlsx": (".xlsx", ".xlsm"), "docx": (".docx", ".docm"), "pdf": (".pdf",)}
"""The kinds of files that are marked themselves → the suffixes that a copy may have. All others give a new workbook."""
_FRESH: Final = ".xlsx"


def annotated(
    report: Report, data: bytes, name: str, *, language: str | None = None, limits: Limits = DEFAULT
) -> bytes:
    """The file ``data``, called ``name``, with the findings of its report marked in it.

    Marks of an earlier check are taken away first. A file of a kind that can't carry marks (a text, a web page, JSON …)
    is given back as a new workbook with its forms drawn as their templates print them. Raises
    :class:`~jixiao.errors.WrongUse` where what is needed for it is not installed, and
    :class:`~jixiao.errors.NotReadable`.
    """
    kind = kind_of(data, name)
    if kind not in _SUFFIXES:
        from jixiao.repair.fresh import fresh_workbook
        from jixiao.repair.xlsx import annotate_xlsx

        data, report = fresh_workbook(report, name)
        with without_collecting():
            return annotate_xlsx(data, name, marks_of(report, name, language), limits)
    if kind == "xlsx":
        from jixiao.repair.xlsx import annotate_xlsx as annotate
    elif kind == "docx":
        from jixiao.repair.docx import annotate_docx as annotate
    elif kind == "pdf":
        from jixiao.repair.pdf import annotate_pdf as annotate
    else:
        raise no_marks(name)
    with without_collecting():
        return annotate(data, name, marks_of(report, name, language), limits)


def cleaned(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Cleaned:
    """A marked copy without our marks. Raises :class:`~jixiao.errors.WrongUse` where it has none."""
    kind = kind_of(data, name)
    if kind == "xlsx":
        from jixiao.repair.xlsx_clean import clean_xlsx as clean
    elif kind == "docx":
        from jixiao.repair.docx_clean import clean_docx as clean
    elif kind == "pdf":
        from jixiao.repair.pdf import clean_pdf as clean
    else:
        raise no_marks(name)
    return clean(data, name, limits)


def refuse_suffix(data: bytes, name: str, output: str) -> None:
    """Raise :class:`~jixiao.errors.WrongUse` where the copy would have a suffix that its program doesn't open."""
    allowed = _SUFFIXES.get(kind_of(data, name))
    if allowed is None:
        if posixpath.splitext(output.replace("\\", "/"))[1].lower() != _FRESH:
            raise WrongUse(
                f"{output}：这种文件标注后写成新的Excel工作簿，要用{_FRESH}作后缀。",
                f"{output}: a file of this kind is given back as a new workbook; its name ends in {_FRESH}.",
            )
        return
    own = posixpath.splitext(name.replace("\\", "/"))[1].lower()
    wanted = (own,) if own in allowed else allowed
    if posixpath.splitext(output.replace("\\", "/"))[1].lower() not in wanted:
        raise WrongUse(
            f"{output}：标注的副本要用{'或'.join(wanted)}作后缀，和原文件一样。",
            f"{output}: a marked copy ends in {' or '.join(wanted)}, as the file itself does.",
        )


def no_marks(name: str) -> WrongUse:
    """The error for a file of a kind that can't be marked."""
    return WrongUse(
        f"{name}：这种文件不能标注，里面没有可以清理的标注；标注过的是Excel工作簿（.xlsx、.xlsm）、Word文件（.docx）和PDF。",
        f"{name}: a file of this kind carries no marks that could be taken away; marked copies are workbooks, Word "
        "files (.docx) and PDFs.",
    )
