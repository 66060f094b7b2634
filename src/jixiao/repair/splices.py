"""Bytes put in the place of others: the one way in which a file is changed, and therefore changed back."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable

from attrs import frozen

from jixiao.documents.kinds import refuse
from jixiao.documents.limits import DEFAULT, Limits
from jixiao.documents.package import BROKEN
from jixiao.repair.package import EditedPackage


@frozen
class Splice:
    """At ``at`` of a part (of the file itself, where that is no package) ``now`` stands for ``was``."""

    part: str
    at: int
    was: bytes
    now: bytes

    def back(self) -> Splice:
        """What undoes it."""
        return Splice(self.part, self.at, self.now, self.was)


def spliced(data: bytes, splices: Iterable[Splice], name: str, limits: Limits = DEFAULT) -> bytes:
    """The file with the splices applied one after the other. Raises :class:`ValueError` where one doesn't fit."""
    parts: dict[str, bytes] = {}
    package: EditedPackage | None = None
    for splice in splices:
        if splice.part not in parts:
            if splice.part and package is None:
                package = EditedPackage(data, name, limits)
            content = data if package is None or not splice.part else package.original(splice.part)
            parts[splice.part] = content or b""
        content = parts[splice.part]
        if content[splice.at : splice.at + len(splice.was)] != splice.was:
            raise ValueError(f"{splice.part or 'the file'} is not as it was at {splice.at}")
        parts[splice.part] = content[: splice.at] + splice.now + content[splice.at + len(splice.was) :]
    return parts.get("", data) if package is None else _with_parts(package, parts)


def digest(data: bytes, name: str) -> str:
    """What tells one content from another: of a package, that of its parts by their sums, however they are packed.

    Raises :class:`~jixiao.errors.NotReadable` for a package that is broken.
    """
    found = hashlib.sha256()
    if not data.startswith(b"PK"):
        found.update(data)
        return found.hexdigest()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = sorted((one.filename, one.file_size, one.CRC) for one in archive.infolist())
    except BROKEN:
        refuse(
            name,
            "文件不完整或已损坏；请重新复制一份",
            "the file is cut off or damaged; copy it again",
        )
    found.update(repr(listed).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def _with_parts(package: EditedPackage, parts: dict[str, bytes]) -> bytes:
    """The package with other content in some of its parts, and everything else as it was."""
    for path, content in parts.items():
        package.splice(path, 0, len(package.original(path) or b""), content)
    return package.to_bytes()
