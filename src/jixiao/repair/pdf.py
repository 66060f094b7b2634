"""A PDF with its findings as highlights on its cells, and one note in front with what has no cell.

The marks are an update behind the file as it is: every byte of the original stays where it was, and taking the marks
away is cutting the update off.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from jixiao.documents.limits import Limits
from jixiao.documents.pdf import boxes_of
from jixiao.errors import WrongUse
from jixiao.repair.marks import AUTHOR, Cleaned, Marks, front_lines, no_marks_in

if TYPE_CHECKING:
    from pypdf import PdfWriter

_COLOURS: Final = {"error": (1.0, 0.6, 0.6), "warning": (1.0, 0.88, 0.4), "info": (0.7, 0.85, 1.0)}
_RECORD: Final = "/JixiaoOriginal"
_TOLD: Final = re.compile(rb"/JixiaoOriginal\s*\((\d{1,12}) ([0-9a-f]{64})\)")
_NOTE: Final = (18.0, 20.0)
"""How far from the corner of the page the note in front stands, and how large it is."""


def annotate_pdf(data: bytes, name: str, marks: Marks, limits: Limits) -> bytes:
    """The PDF with its marks; those of an earlier check are taken away first."""
    data = data[max(data.find(b"%PDF-", 0, 1100), 0) :]
    cleaned = _cleaned(data, name)
    data = data if cleaned is None else cleaned.data
    boxes = boxes_of(data, name, limits)
    writer = _writer(data, name, incremental=True)
    placed: set[int] = set()
    for number, mark in enumerate(marks.places, 1):
        box = boxes.get(mark.at)
        if box is None or mark.at.page is None or mark.at.page > len(writer.pages):
            continue
        placed.update(item.number for item in mark.items)
        colour = _COLOURS[str(mark.severity)]
        _add(writer, mark.at.page - 1, _highlight(box, colour), mark.text(marks.language), number)
    record = f"{len(data)} {hashlib.sha256(data).hexdigest()}"
    crop = writer.pages[0].cropbox
    left, top = float(crop.left) + _NOTE[0], float(crop.top) - _NOTE[0]
    note = {"/Subtype": "/Text", "/Name": "/Comment", "/C": _COLOURS["info"], _RECORD: record}
    note["/Rect"] = (left, top - _NOTE[1], left + _NOTE[1], top)
    _add(writer, 0, note, "\n".join(front_lines(marks, placed)), 0)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def clean_pdf(data: bytes, name: str, limits: Limits) -> Cleaned:  # noqa: ARG001  # as of every format
    """The PDF without our marks. Raises :class:`~jixiao.errors.WrongUse` where it has none."""
    cleaned = _cleaned(data, name)
    if cleaned is None:
        raise no_marks_in(name)
    return cleaned


def _cleaned(data: bytes, name: str) -> Cleaned | None:
    for told in _TOLD.finditer(data):
        original = data[: int(told[1])]
        # One update behind the original, and ours; a second one may be somebody's own notes, which stay.
        if hashlib.sha256(original).hexdigest() == told[2].decode() and data.count(b"%%EOF", len(original)) == 1:
            return Cleaned(original)
    if AUTHOR.encode() not in data and b"/ObjStm" not in data:
        return None
    writer = _writer(data, name, incremental=False)
    if not _drop_ours(writer):
        return None
    buffer = io.BytesIO()
    writer.write(buffer)
    return Cleaned(buffer.getvalue(), exact=False)


def _writer(data: bytes, name: str, *, incremental: bool) -> PdfWriter:
    """What writes the file anew, or an update of it."""
    try:
        from pypdf import PdfReader, PdfWriter
        from pypdf.errors import PyPdfError
    except ImportError:
        raise WrongUse(
            f'{name}：标注PDF需要pypdf；请运行 pip install "jixiao[pdf]"。',
            f'{name}: marking a PDF needs pypdf; run pip install "jixiao[pdf]".',
        ) from None
    try:
        if not PdfReader(io.BytesIO(data)).is_encrypted:
            source = io.BytesIO(data)
            return PdfWriter(source, incremental=True) if incremental else PdfWriter(clone_from=source)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError):
        # What a damaged file makes of it is of every kind.
        pass
    raise WrongUse(
        f"{name}：这个PDF受保护或存法少见，不能标注；请从原来的文件重新导出PDF，再检查。",
        f"{name}: a PDF that is protected, or built in an unusual way, can't be marked; export it anew from the "
        "original file, then check that.",
    )


def _highlight(box: tuple[float, float, float, float], colour: tuple[float, ...]) -> dict[str, Any]:
    left, bottom, right, top = box
    corners = (left, top, right, top, left, bottom, right, bottom)
    return {"/Subtype": "/Highlight", "/Rect": box, "/QuadPoints": corners, "/C": colour}


def _add(writer: PdfWriter, page: int, entries: dict[str, Any], text: str, number: int) -> None:
    from pypdf.generic import (
        ArrayObject,
        DictionaryObject,
        FloatObject,
        NameObject,
        NumberObject,
        TextStringObject,
    )

    def value(one: Any) -> Any:
        if isinstance(one, tuple):
            return ArrayObject([FloatObject(round(part, 2)) for part in one])
        return NameObject(one) if one.startswith("/") else TextStringObject(one)

    annotation = DictionaryObject({NameObject(key): value(one) for key, one in entries.items()})
    annotation[NameObject("/Type")] = NameObject("/Annot")
    annotation[NameObject("/Contents")] = TextStringObject(text)
    annotation[NameObject("/T")] = TextStringObject(AUTHOR)
    annotation[NameObject("/NM")] = TextStringObject(f"{AUTHOR}-{number}")
    annotation[NameObject("/F")] = NumberObject(4)
    writer.add_annotation(page, annotation)


def _drop_ours(writer: PdfWriter) -> bool:
    """Take away the annotations of our author; tells whether there were any."""
    from pypdf.generic import ArrayObject, NameObject

    found = False
    for page in writer.pages:
        listed = list(_annotations(page))
        kept = [one for one, entries in listed if entries.get("/T") != AUTHOR]
        if len(kept) != len(listed):
            found = True
            if kept:
                page[NameObject("/Annots")] = ArrayObject(kept)
            else:
                del page["/Annots"]
    return found


def _annotations(page: Any) -> Iterator[tuple[Any, Any]]:
    """The annotations of a page, each as it is listed and as what it says."""
    listed = page.get("/Annots")
    for one in (listed.get_object() if listed is not None else None) or ():
        entries = one.get_object()
        if hasattr(entries, "get"):
            yield one, entries
