"""A marked Word file without its marks: exactly what it was, or without our comments where it was written anew."""

from __future__ import annotations

import re
from typing import Final

from jixiao.documents.limits import Limits
from jixiao.documents.markup import WORD_FILE
from jixiao.repair.marks import AUTHOR, Cleaned, no_marks_in
from jixiao.repair.package import EditedPackage
from jixiao.repair.record import record_of, undone

WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ID: Final = re.compile(
    rb"<(?:[\w.-]+:)?(?:comment|commentRangeStart|commentRangeEnd|commentReference)\s"
    rb"(?:[^>\"']|\"[^\"]*\"|'[^']*')*?(?<=[\s:])id\s*=\s*[\"'](\d{1,9})[\"']"
)

_COMMENT: Final = re.compile(rb"<((?:[\w.-]+:)?)comment(?=[\s>]).*?</\1comment\s*>", re.DOTALL)
_AUTHOR: Final = re.compile(rb"[\s:]author\s*=\s*[\"']" + re.escape(AUTHOR.encode()) + rb"[\"']")
_MARK: Final = re.compile(
    rb"<((?:[\w.-]+:)?)r\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>\s*(?:<\1rPr\b(?:(?!</\1rPr>).)*</\1rPr>\s*)?"
    rb"<\1commentReference\s[^>]*/>\s*</\1r\s*>"
    rb"|<(?:[\w.-]+:)?commentRange(?:Start|End)\s[^>]*/>",
    re.DOTALL,
)
_PARAGRAPH_ID: Final = re.compile(rb"[\s:]paraId\s*=\s*[\"']([0-9A-Fa-f]{8})[\"']")
_EXTRA: Final = re.compile(rb"<(?:[\w.-]+:)?(?:commentEx|commentId)\s[^>]*/>")
_EXTRA_KINDS: Final = ("commentsExtended", "commentsIds")


def clean_docx(data: bytes, name: str, limits: Limits) -> Cleaned:
    """The Word file without our marks. Raises :class:`~jixiao.errors.WrongUse` where it has none."""
    cleaned = _cleaned(data, name, limits)
    if cleaned is None:
        raise no_marks_in(name)
    return cleaned


def without_marks(data: bytes, name: str, limits: Limits) -> bytes:
    """The Word file without our marks, if it has any."""
    cleaned = _cleaned(data, name, limits)
    return data if cleaned is None else cleaned.data


def body_of(package: EditedPackage) -> str:
    """The path of the part that holds the text."""
    relations = package.relations("")
    return next((one.target for one in relations if one.kind == "officeDocument"), "word/document.xml")


def comments_of(package: EditedPackage, body: str) -> str | None:
    """The path of the list of comments, where there is one."""
    return next((one.target for one in package.relations(body) if one.kind == "comments"), None)


def _cleaned(data: bytes, name: str, limits: Limits) -> Cleaned | None:
    package = EditedPackage(data, name, limits, WORD_FILE)
    body = body_of(package)
    record_path, record = record_of(package, package.relations(body))
    if record is not None:
        before, _ = undone(EditedPackage(data, name, limits, WORD_FILE), record)
        if before is not None:
            return Cleaned(before)
    found = _drop_comments(package, body)
    if record_path is not None:
        for relation in package.relations(body):
            if relation.target == record_path:
                package.unrelate(body, relation.key)
        package.remove(record_path)
    return Cleaned(package.to_bytes(), exact=False) if found or record_path is not None else None


def _drop_comments(package: EditedPackage, body: str) -> bool:
    """Take away the comments that are ours, wherever a program has put them; tells whether there were any."""
    path = comments_of(package, body)
    listed = package.original(path) if path is not None else None
    if path is None or listed is None:
        return False
    gone: set[bytes] = set()
    paragraphs: set[bytes] = set()
    for found in _COMMENT.finditer(listed):
        tag = found[0][: found[0].index(b">") + 1]
        number = ID.match(tag)
        if number is not None and _AUTHOR.search(tag):
            gone.add(number[1])
            paragraphs.update(_PARAGRAPH_ID.findall(found[0]))
            package.splice(path, found.start(), found.end(), b"")
    if not gone:
        return False
    xml = package.original(body) or b""
    for found in _MARK.finditer(xml):
        number = ID.search(found[0])
        if number is not None and number[1] in gone:
            package.splice(body, found.start(), found.end(), b"")
    for relation in package.relations(body):
        if relation.kind in _EXTRA_KINDS and not relation.external:
            for found in _EXTRA.finditer(package.original(relation.target) or b""):
                number = _PARAGRAPH_ID.search(found[0])
                if number is not None and number[1] in paragraphs:
                    package.splice(relation.target, found.start(), found.end(), b"")
    return True
