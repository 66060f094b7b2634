"""A zipped document changed part by part; whatever isn't changed stays, byte for byte.

Parts are changed by **splices** of their bytes, never by writing their XML anew: a splice is recorded in a few bytes
and undone exactly. Members that are not changed are copied as they were packed, in their order.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

from jixiao.documents.limits import DEFAULT, Limits
from jixiao.documents.markup import WORKBOOK, Naming
from jixiao.documents.package import BROKEN, Package

CONTENT_TYPES: Final = "[Content_Types].xml"
RELATIONS_NAMESPACE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"

_RELATIONS_TYPE: Final = "application/vnd.openxmlformats-package.relationships+xml"
_HEAD: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LOCAL_HEADER: Final = struct.Struct("<4s5H3I2H")
_DESCRIPTOR: Final = 0x08
# Entries of the two lists that a package keeps of its parts, with whatever prefix they were written.
_ENTRY: Final = re.compile(rb"<(?:\w+:)?(Override|Default|Relationship)\b[^>]*?/?>(?:</(?:\w+:)?\1\s*>)?")
_ROOT_END: Final = re.compile(rb"</(\w+:)?(?:Types|Relationships)\s*>\s*\Z")
_ROOT_EMPTY: Final = re.compile(rb"<((?:\w+:)?(?:Types|Relationships))\b([^>]*?)/>\s*\Z")


class Splice(NamedTuple):
    """``new`` in the place of the bytes from ``start`` to ``end`` of the original part."""

    start: int
    end: int
    new: bytes


class Relation(NamedTuple):
    """A relationship of a part: identifier, whole type, target from the root (or an outside address)."""

    key: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """The last word of the type: ``comments``, ``worksheet``."""
        return self.type.rpartition("/")[2]


class EditedPackage:
    """A package on its way to a copy with changes. Reading it raises :class:`~jixiao.errors.NotReadable` only.

    Paths have no slash in front: ``xl/workbook.xml``. They are looked up as the format wants it, whatever their case.
    """

    def __init__(self, data: bytes, name: str, limits: Limits = DEFAULT, naming: Naming = WORKBOOK) -> None:
        self.package = Package(data, name, limits, naming)
        self._data = data
        self._originals: dict[str, bytes | None] = {}
        self._splices: dict[str, list[Splice]] = {}
        self._added: dict[str, tuple[str, bytes]] = {}
        self._dropped: set[str] = set()
        self._types: dict[str, set[str]] = {}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._members = archive.infolist()
        self._names = {_key(each.filename): each.filename.replace("\\", "/") for each in self._members}

    @property
    def names(self) -> list[str]:
        """The paths of the parts, those that were added last."""
        kept = [name for key, name in self._names.items() if key not in self._dropped and key not in self._added]
        return kept + [name for name, _ in self._added.values()]

    def has(self, path: str) -> bool:
        """Whether there is such a part."""
        key = _key(path)
        return key in self._added or (key in self._names and key not in self._dropped)

    def original(self, path: str) -> bytes | None:
        """A part as it came; splices count from here. ``None`` where there was no such part."""
        key = _key(path)
        if key not in self._originals:
            self._originals[key] = self.package.part(key)
        return self._originals[key]

    def part(self, path: str) -> bytes | None:
        """A part as it will be; ``None`` where there will be no such part."""
        key = _key(path)
        if key in self._added:
            return self._added[key][1]
        if key in self._dropped:
            return None
        data = self.original(path)
        return data if data is None else _spliced(data, self._splices.get(key, ()))

    def splice(self, path: str, start: int, end: int, new: bytes) -> None:
        """Put ``new`` in the place of some bytes of the original part. Splices at one point stand in their order."""
        self._splices.setdefault(_key(path), []).append(Splice(start, end, new))

    def add(self, path: str, data: bytes, content_type: str | None = None) -> None:
        """Add a part, or put one in the place of another; ``content_type`` is declared for it where it is given."""
        self._splices.pop(_key(path), None)
        self._added[_key(path)] = (path, data)
        if content_type is not None:
            self.declare(path, content_type)

    def remove(self, path: str) -> None:
        """Take a part away, with its own relationships and its entry in the list of content types.

        Relationships that lead to it are the caller's to take away: :meth:`unrelate`.
        """
        for gone in (path, relations_path(path)):
            self._added.pop(_key(gone), None)
            self._splices.pop(_key(gone), None)
            self._dropped.add(_key(gone))
        self._types.clear()
        self._drop_entries(CONTENT_TYPES, b"Override", "PartName", lambda name: _key(name) == _key(path))

    def free_path(self, pattern: str) -> str:
        """The first path of a pattern with ``{}`` in it, such as ``xl/comments{}.xml``, that no part has."""
        number = 1
        while self.has(pattern.format(number)) or _key(pattern.format(number)) in self._names:
            number += 1
        return pattern.format(number)

    def relations(self, path: str) -> list[Relation]:
        """The relationships of a part (``""``: of the package)."""
        folder = posixpath.dirname(path)
        found: list[Relation] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship":
                target, external = attributes.get("Target", ""), attributes.get("TargetMode") == "External"
                if not external:
                    target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found.append(Relation(attributes.get("Id", ""), attributes.get("Type", ""), target, external))

        data = self.part(relations_path(path))
        if data is not None:
            self.package.parse(data, start)
        return found

    def relate(self, path: str, type_: str, target: str) -> str:
        """Relate a part to another one; gives the new relationship's identifier."""
        taken = {relation.key for relation in self.relations(path)}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        list_path = relations_path(path)
        if not self.has(list_path):
            self.add(list_path, _HEAD + f'<Relationships xmlns="{RELATIONS_NAMESPACE}"></Relationships>'.encode())
            self.declare_extension("rels", _RELATIONS_TYPE)
        shown = posixpath.relpath("/" + target, posixpath.join("/", posixpath.dirname(path)))
        entry = f'Relationship Id="rId{number}" Type="{_quoted(type_)}" Target="{_quoted(shown)}"/>'
        self._add_entry(list_path, entry)
        return f"rId{number}"

    def unrelate(self, path: str, key: str) -> None:
        """Take a relationship away."""
        self._drop_entries(relations_path(path), b"Relationship", "Id", lambda one: one == key)

    def declare(self, path: str, content_type: str) -> None:
        """Say the content type of a part, where it isn't said yet."""
        declared = self._declared("Override", "PartName")
        if _key(path) not in declared:
            declared.add(_key(path))
            self._add_entry(CONTENT_TYPES, f'Override PartName="/{_quoted(path)}" ContentType="{content_type}"/>')

    def declare_extension(self, extension: str, content_type: str) -> None:
        """Say the content type of all parts with a suffix, where it isn't said yet."""
        declared = self._declared("Default", "Extension")
        if _key(extension) not in declared:
            declared.add(_key(extension))
            self._add_entry(CONTENT_TYPES, f'Default Extension="{extension}" ContentType="{content_type}"/>')

    def content_type(self, path: str) -> str | None:
        """The content type of a part, by its own entry or by its suffix."""
        said: dict[str, str] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            key = attributes.get("PartName") if tag == "Override" else "." + attributes.get("Extension", "")
            if tag in ("Override", "Default") and key is not None:
                said.setdefault(_key(key), attributes.get("ContentType", ""))

        self.package.parse(self.part(CONTENT_TYPES) or b"<Types/>", start)
        return said.get(_key(path)) or said.get("." + path.rpartition(".")[2].lower())

    def record(self) -> dict[str, Any]:
        """What was changed, to be carried along: enough for :meth:`undo`, and never the parts themselves."""
        parts = {}
        for key, splices in self._splices.items():
            data, undo, moved = self.original(key) or b"", [], 0
            for one in _sorted(splices):
                old = data[one.start : one.end].decode("latin-1")
                undo.append([one.start + moved, len(one.new), old])
                moved += len(one.new) - (one.end - one.start)
            parts[self._names[key]] = {"sha256": _digest(self.part(key) or b""), "undo": undo}
        return {"parts": parts, "added": [name for name, _ in self._added.values()]}

    def undo(self, record: Mapping[str, Any]) -> list[str]:
        """Take back what a record tells, in the parts that are as they were then; gives the paths of the others.

        Parts that were added are taken away where every other part is as it was. Raises :class:`ValueError`,
        :class:`TypeError`, :class:`KeyError` or :class:`AttributeError` for what is no record.
        """
        back: dict[str, list[Splice]] = {}
        changed = [name for name in record["added"] if not self.has(name)]
        for path, told in record["parts"].items():
            if _digest(self.original(path) or b"") != told["sha256"]:
                changed.append(path)
                continue
            back[path] = [
                Splice(int(start), int(start) + int(length), old.encode("latin-1"))
                for start, length, old in told["undo"]
            ]
        if changed:
            return changed
        for path, splices in back.items():
            self._splices[_key(path)] = splices
        self._dropped.update(_key(name) for name in record["added"])
        return []

    def to_bytes(self) -> bytes:
        """The package with its changes: the same changes of the same file give the same bytes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in self._members:
                key = _key(member.filename)
                if key in self._dropped or key in self._added:
                    continue
                if key in self._splices:
                    self._write(archive, member.filename, self.part(key) or b"", member)
                else:
                    self._copy(archive, member)
            for name, data in self._added.values():
                self._write(archive, name, data)
        return buffer.getvalue()

    @staticmethod
    def _write(archive: zipfile.ZipFile, name: str, data: bytes, like: zipfile.ZipInfo | None = None) -> None:
        # A fixed time: the same input gives the same bytes.
        info = zipfile.ZipInfo(name, like.date_time if like is not None else (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        if like is not None:
            info.external_attr, info.create_system = like.external_attr, like.create_system
        archive.writestr(info, data)

    def _copy(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        """Copy a member as it is packed. zipfile can't, but its list and its position can be added to."""
        try:
            begin = member.header_offset
            header = _LOCAL_HEADER.unpack_from(self._data, begin)
        except BROKEN:
            self.package.damaged()
        begin += _LOCAL_HEADER.size + header[9] + header[10]
        packed = self._data[begin : begin + member.compress_size]
        if header[0] != b"PK\x03\x04" or len(packed) != member.compress_size:
            self.package.damaged()
        copy = zipfile.ZipInfo(member.filename, member.date_time)
        for field in ("compress_type", "comment", "create_system", "create_version", "extract_version", "CRC"):
            setattr(copy, field, getattr(member, field))
        copy.external_attr, copy.internal_attr = member.external_attr, member.internal_attr
        copy.compress_size, copy.file_size = member.compress_size, member.file_size
        # The sizes stand in the header here, not behind the data.
        copy.flag_bits = member.flag_bits & ~_DESCRIPTOR
        file: Any = archive.fp
        file.seek(archive.start_dir)
        copy.header_offset = file.tell()
        file.write(copy.FileHeader(zip64=False))
        file.write(packed)
        archive.start_dir = file.tell()
        archive.filelist.append(copy)
        archive.NameToInfo[copy.filename] = copy

    def _declared(self, tag: str, attribute: str) -> set[str]:
        """The parts or the suffixes with a content type; looked up once, and added to from then on."""
        if tag not in self._types:
            found = self._types[tag] = set()

            def start(name: str, attributes: dict[str, str]) -> None:
                if name == tag:
                    found.add(_key(attributes.get(attribute, "")))

            self.package.parse(self.part(CONTENT_TYPES) or b"<Types/>", start)
        return self._types[tag]

    def _add_entry(self, path: str, entry: str) -> None:
        """Put an entry (without its ``<``) at the end of one of the package's own lists."""
        key = _key(path)
        own = key in self._added
        data = self._added[key][1] if own else self.original(path)
        if data is None:
            self.package.damaged()
        if found := _ROOT_END.search(data):
            start, end, new = found.start(), found.start(), f"<{(found[1] or b'').decode()}{entry}".encode()
        elif found := _ROOT_EMPTY.search(data):
            tag = found[1].decode()
            prefix = tag[: tag.find(":") + 1]
            start, end = found.end() - len(found[0]), found.end()
            # Where the list was empty, a second entry meets the splice of the first.
            earlier = [one for one in self._splices.get(key, []) if one.start == start]
            if earlier:
                self._splices[key].remove(earlier[0])
                head, _, tail = earlier[0].new.rpartition(b"</")
                new = head + f"<{prefix}{entry}".encode() + b"</" + tail
            else:
                new = b"<" + found[1] + found[2] + f"><{prefix}{entry}</{tag}>".encode()
        else:
            self.package.damaged()
        if own:
            self._added[key] = (self._added[key][0], data[:start] + new + data[end:])
        else:
            self.splice(path, start, end, new)

    def _drop_entries(self, path: str, tag: bytes, attribute: str, matches: Any) -> None:
        """Take entries out of one of the package's own lists."""
        data = self.original(path)
        for found in _ENTRY.finditer(data or b""):
            if found[1] == tag and matches(attribute_of(found[0], attribute) or ""):
                self.splice(path, found.start(), found.end(), b"")


def relations_path(path: str) -> str:
    """The path of the part that holds the relationships of another."""
    folder, base = posixpath.split(path)
    return posixpath.join(folder, "_rels", base + ".rels")


def attribute_of(tag: bytes, name: str) -> str | None:
    """The value of an attribute in the bytes of a start tag, its entities undone; ``None`` where it isn't there."""
    found = re.search(rb"\s" + name.encode() + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    if found is None:
        return None
    text = (found[1] if found[1] is not None else found[2]).decode("utf-8", "replace")
    if "&" not in text:
        return text
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def _key(path: str) -> str:
    return path.replace("\\", "/").lstrip("/").lower()


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sorted(splices: Iterable[Splice]) -> list[Splice]:
    return sorted(splices, key=lambda one: (one.start, one.end))


def _spliced(data: bytes, splices: Iterable[Splice]) -> bytes:
    pieces: list[bytes] = []
    position = 0
    for one in _sorted(splices):
        pieces += (data[position : one.start], one.new)
        position = one.end
    return b"".join(pieces) + data[position:] if pieces else data
