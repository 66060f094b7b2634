"""A Word file with its findings as comments on its cells, and one comment in front with what has no cell.

Only the places of the comments in the body and the list of comments change, by splices. What was changed is recorded in
a part of ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from jixiao.documents.docx_places import Piece, pieces_of
from jixiao.documents.limits import Limits
from jixiao.documents.markup import WORD_FILE
from jixiao.repair.docx_clean import ID, WORD, body_of, comments_of, without_marks
from jixiao.repair.marks import AUTHOR, RECORD_NAMESPACE, Marks, front_lines
from jixiao.repair.package import EditedPackage
from jixiao.repair.xml_text import is_utf8, tokens

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_LIST_END: Final = re.compile(rb"</(?:[\w.-]+:)?comments\s*>\s*\Z|/>\s*\Z")
_BOX: Final = re.compile(rb"<(/?)(?:[\w.-]+:)?txbxContent\b[^>]*?(/?)>")
# XML 1.0 has no way to write these.
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def annotate_docx(data: bytes, name: str, marks: Marks, limits: Limits) -> bytes:
    """The Word file with its marks; those of an earlier check are taken away first."""
    data = without_marks(data, name, limits)
    package = EditedPackage(data, name, limits, WORD_FILE)
    body = body_of(package)
    xml = package.original(body) or b""
    if _STRICT.encode() in xml[:4096] or not is_utf8(xml):
        package.package.refuse(
            "这个Word文件的存法少见（Strict格式或不是UTF-8），不能标注；请另存为普通的.docx，再检查",
            "a Word file in the Strict variant, or not in UTF-8, can't be marked; save it as an ordinary .docx, then "
            "check that",
        )
    record_path = package.free_path("customXml/item{}.xml")
    package.add(record_path, b"", "application/xml")
    package.relate(body, _OFFICE + "/customXml", record_path)
    pieces = pieces_of(EditedPackage(data, name, limits, WORD_FILE).package)
    # Word has no comments in headers, in footers and in text boxes.
    markable = {at: piece for at, piece in pieces.items() if piece.part == body and not _in_box(xml, piece.start)}
    wanted: list[tuple[Piece, list[str]]] = []
    placed: set[int] = set()
    for mark in marks.places:
        piece = markable.get(str(mark.at))
        if piece is not None:
            wanted.append((piece, mark.text(marks.language).split("\n")))
            placed.update(item.number for item in mark.items)
    first = min(markable.values(), key=lambda piece: piece.start, default=None)
    if first is not None:
        wanted.insert(0, (first, front_lines(marks, placed)))
    _add_comments(package, body, xml, wanted)
    record = {"version": 1, "package": package.record()}
    written = escape(json.dumps(record, ensure_ascii=True, sort_keys=True))
    package.add(record_path, f'{_HEAD}<marks xmlns="{RECORD_NAMESPACE}">{written}</marks>'.encode())
    return package.to_bytes()


def _in_box(xml: bytes, at: int) -> bool:
    """Whether a text box is open at this place."""
    depth = 0
    for found in _BOX.finditer(xml, 0, at):
        if not found[2]:
            depth += -1 if found[1] else 1
    return depth > 0


def _add_comments(package: EditedPackage, body: str, xml: bytes, wanted: Iterable[tuple[Piece, list[str]]]) -> None:
    path = comments_of(package, body)
    listed = package.original(path) if path is not None else None
    taken = [int(found[1]) for part in (listed or b"", xml) for found in ID.finditer(part)]
    number = max(taken, default=-1) + 1
    written: list[str] = []
    names, list_names = _names(xml), _names(listed) if listed else ("w:", "")
    for piece, lines in wanted:
        source = xml[piece.start : piece.stop].decode()
        for start, stop, new in _around(source, number, *names):
            begin = piece.start + len(source[:start].encode())
            package.splice(body, begin, begin + len(source[start:stop].encode()), new.encode())
        written.append(_comment(number, lines, *list_names))
        number += 1
    content = "".join(written).encode()
    if path is None or not listed:
        path = package.free_path("word/comments{}.xml") if package.has("word/comments.xml") else "word/comments.xml"
        whole = f'{_HEAD}<w:comments xmlns:w="{WORD}">'.encode() + content + b"</w:comments>"
        package.add(path, whole, _COMMENTS_TYPE)
        package.relate(body, _OFFICE + "/comments", path)
        return
    found = _LIST_END.search(listed)
    if found is None:
        package.package.damaged()
    if found[0].startswith(b"/>"):
        root = re.findall(rb"<((?:[\w.-]+:)?comments)[\s/>]", listed)
        package.splice(path, found.start(), found.end(), b">" + content + b"</" + root[0] + b">")
    else:
        package.splice(path, found.start(), found.start(), content)


def _names(xml: bytes) -> tuple[str, str]:
    """The prefix that a part gives the names of Word; where it gives none, one with its declaration."""
    found = re.search(rb"xmlns:([\w.-]+)\s*=\s*[\"']" + re.escape(WORD.encode()) + rb"[\"']", xml)
    return ("w:", f' xmlns:w="{WORD}"') if found is None else (f"{found[1].decode()}:", "")


def _comment(number: int, lines: list[str], own: str, declared: str) -> str:
    paragraphs = "".join(
        f'<{own}p><{own}r><{own}t xml:space="preserve">{escape(_ILLEGAL.sub("", line))}</{own}t></{own}r></{own}p>'
        for line in lines
    )
    head = f'<{own}comment{declared} {own}id="{number}" {own}author="{AUTHOR}" {own}initials="jx">'
    return f"{head}{paragraphs}</{own}comment>"


def _around(source: str, number: int, own: str, declared: str) -> list[tuple[int, int, str]]:
    """What puts a comment around the text of a cell or a paragraph: for each place, what stands there instead."""
    begin = f'<{own}commentRangeStart{declared} {own}id="{number}"/>'
    finish = (
        f'<{own}commentRangeEnd{declared} {own}id="{number}"/>'
        f'<{own}r{declared}><{own}commentReference {own}id="{number}"/></{own}r>'
    )
    starts, ends, empties = _paragraphs(source)
    if not starts or not ends:
        return []
    first, last = starts[0], ends[-1]
    if first == last:
        return [_filled(source, first, empties[first], begin + finish)]
    inside = _after_properties(source, first)
    head = _filled(source, first, empties[first], begin) if first in empties else (inside, inside, begin)
    tail = _filled(source, last, empties[last], finish) if last in empties else (last, last, finish)
    return [head, tail]


def _filled(source: str, start: int, stop: int, content: str) -> tuple[int, int, str]:
    """An empty paragraph with something in it."""
    tag = source[start:stop]
    name = re.split(r"[\s/>]", tag[1:], maxsplit=1)[0]
    return start, stop, f"{tag[:-2].rstrip()}>{content}</{name}>"


def _paragraphs(source: str) -> tuple[list[int], list[int], dict[int, int]]:
    """Where the paragraphs of a cell begin, and where their end tags do; the empty ones with where they are over.

    What lies in a table or a text box inside the cell is not the cell's own.
    """
    starts: list[int] = []
    ends: list[int] = []
    empties: dict[int, int] = {}
    inner = 0
    for token in tokens(source):
        if token.name in ("tbl", "txbxContent") and token.kind in ("start", "end"):
            inner += 1 if token.kind == "start" else -1
        elif token.name == "p" and not inner:
            if token.kind != "end":
                starts.append(token.start)
            if token.kind != "start":
                ends.append(token.start)
            if token.kind == "empty":
                empties[token.start] = token.stop
    return starts, ends, empties


def _after_properties(source: str, start: int) -> int:
    """Where the text of a paragraph begins: behind its properties."""
    depth, behind = 0, start
    for token in tokens(source[start:]):
        if behind == start:
            behind += token.stop
        elif token.name == "pPr":
            depth += {"start": 1, "end": -1}.get(token.kind, 0)
            if not depth:
                return start + token.stop
        elif not depth and token.kind != "text":
            break
    return behind
