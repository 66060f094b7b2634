"""The parts of a zipped document, opened with care: nothing a hostile file claims is believed before it was counted.

Workbooks, Word files and OpenDocument files are zips of XML parts. The parts that a reader asks for are decompressed
against a limit of real bytes and of tags, and parsed by a parser that refuses document types and broken XML, before
a library that trusts its input sees anything.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from typing import NoReturn

from jixiao.documents.limits import Limits, exceeded, megabytes
from jixiao.documents.markup import WORKBOOK, Markup, Naming

# Honest sheets of many equal rows reach 1:60; deflate itself ends at 1:1032.
MAX_RATIO = 200
RATIO_FLOOR = 8 * 1024 * 1024
MAX_PARTS = 20_000


class Package(Markup):
    """The checked parts of one file. Every method raises :class:`~jixiao.errors.NotReadable` and nothing else."""

    def __init__(self, data: bytes, name: str, limits: Limits, naming: Naming = WORKBOOK) -> None:
        super().__init__(name, limits, naming)
        self._unpacked = 0
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN:
            self.damaged()
        self._parts = {info.filename.replace("\\", "/").lower(): info for info in self._archive.infolist()}
        if len(self._parts) > MAX_PARTS:
            self.too_many("部件", "parts", len(self._parts), MAX_PARTS)

    def locked(self) -> NoReturn:
        """Raise the error for a file with a password."""
        self.refuse(
            f"文件有密码，请在{self._opener_zh}或WPS里取消密码后另存，再检查",
            f"the file has a password; remove it in {self._opener_en} or WPS, save the file, then check that",
        )

    def too_large(self, unpacked: int) -> NoReturn:
        """Raise the error for a file that unpacks to more than is sensible."""
        allowed = self.limits.unpacked
        exceeded(
            self.name,
            "unpacked",
            unpacked,
            allowed,
            f"{self._zh}解压后内容太多（{megabytes(unpacked)}或更多，上限{megabytes(allowed)}），不像正常的表格；"
            f"请删去无关的{self._rest_zh}后另存，再检查",
            f"the {self._en} unpacks to too much ({megabytes(unpacked)} or more, the limit is {megabytes(allowed)}); "
            f"delete the {self._rest_en} that don't matter, save it, then check that",
            option="--max-unpacked",
        )

    def too_dense(self, size: int, packed: int) -> NoReturn:
        """Raise the error for a part that was packed to a fraction of itself, as nothing honest is."""
        times = max(size // max(packed, 1), MAX_RATIO)
        exceeded(
            self.name,
            "ratio",
            times,
            MAX_RATIO,
            f"{self._zh}里有压缩到{times:,}分之一的内容（上限{MAX_RATIO}分之一），像是“压缩炸弹”，不读；"
            f"请用{self._opener_zh}打开后另存，再检查",
            f"the {self._en} holds something packed to 1/{times:,} of its size (the limit is 1/{MAX_RATIO}), as zip "
            f"bombs are; save it anew in {self._opener_en}, then check that",
        )

    def too_many(self, zh: str, en: str, count: int, allowed: int) -> NoReturn:
        """Raise the error for a file with too many of something."""
        exceeded(
            self.name,
            en,
            count,
            allowed,
            f"{self._zh}里的{zh}太多（{count:,}个，上限{allowed:,}个），不像正常的表格；"
            f"请删去无关的{self._rest_zh}后另存，再检查",
            f"the {self._en} has too many {en} ({count:,}, the limit is {allowed:,}); "
            f"delete the {self._rest_en} that don't matter, save it, then check that",
        )

    def part(self, path: str) -> bytes | None:
        """The bytes of a part, counted while they are decompressed; ``None`` where there is no such part."""
        info = self._parts.get(path.lstrip("/").lower())
        if info is None:
            return None
        if info.flag_bits & 1:
            self.locked()
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            self.damaged()
        left, dense = self.limits.unpacked - self._unpacked, max(RATIO_FLOOR, MAX_RATIO * info.compress_size)
        room = min(left, dense)
        # What a part declares is believed where it is bad enough, and counted where it is not.
        if info.file_size > room:
            self._beyond(info.file_size, dense, info.compress_size)
        try:
            with self._archive.open(info) as stream:
                data = stream.read(room + 1)
        except BROKEN:
            self.damaged()
        self._unpacked += len(data)
        if len(data) > room:
            self._beyond(len(data), dense, info.compress_size)
        self.count_tags(data)
        return data

    def _beyond(self, size: int, dense: int, packed: int) -> NoReturn:
        if size > dense:
            self.too_dense(size, packed)
        self.too_large(self._unpacked + size)

    def relations(self, path: str) -> list[tuple[str, str, str]]:
        """The relationships of a part: identifier, kind (the last word of its type), target."""
        folder, base = posixpath.split(path)
        found: list[tuple[str, str, str]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                kind = attributes.get("Type", "").rpartition("/")[2]
                found.append((attributes.get("Id", ""), kind, target))

        data = self.part(posixpath.join(folder, "_rels", base + ".rels"))
        if data is not None:
            self.parse(data, start)
        return found


# What zipfile raises on broken archives; RuntimeError is its word for a missing password.
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, LookupError, RuntimeError)


def part_names(data: bytes) -> frozenset[str] | None:
    """The names of a zip's parts, or ``None`` where its directory is broken or missing."""
    # Each entry of the directory costs memory long before it is read.
    if data.count(b"PK\x01\x02") > MAX_PARTS * 4:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(each.replace("\\", "/") for each in archive.namelist())
    except BROKEN:
        return None


def media_type(data: bytes) -> str:
    """The type that an OpenDocument file says it has."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("mimetype") as part:
            return part.read(200).decode("ascii", "ignore")
    except BROKEN:
        return ""
