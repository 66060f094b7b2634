"""Archives (``.zip``) as folders: the files inside that may hold a form, each read on its own and within limits.

Nothing is written anywhere: a member's name only says what the file is called, and is cleaned before it is shown.
"""

from __future__ import annotations

import io
import os
import stat
import unicodedata
import zipfile
from typing import NoReturn

from attrs import field, frozen

from jixiao.documents.kinds import refuse
from jixiao.documents.limits import DEFAULT, Limits, exceeded, megabytes
from jixiao.documents.package import BROKEN, MAX_RATIO, RATIO_FLOOR

MAX_MEMBERS = 1_000
# All files of an archive together may hold as much as so many of the largest.
FILES_WORTH = 2
_LONGEST_NAME = 200
_UTF8_NAME = 0x800


@frozen
class Member:
    """A file inside an archive: ``path`` is its name as it is shown, with the folders inside the archive."""

    path: str
    _info: zipfile.ZipInfo = field(repr=False)
    _archive: Archive = field(repr=False)

    def load(self) -> bytes:
        """Its content. Raises :class:`~jixiao.errors.NotReadable`."""
        return self._archive.load(self)


class Archive:
    """An archive that was opened. Its methods raise :class:`~jixiao.errors.NotReadable` and nothing else."""

    def __init__(self, data: bytes, name: str, limits: Limits = DEFAULT) -> None:
        self.name = name
        self._limits = limits
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN:
            refuse(
                name,
                "压缩包不完整或已损坏；请重新下载或重新压缩，再检查",
                "the archive is cut off or damaged; download it again or pack it anew, then check that",
            )

    def members(self, suffixes: frozenset[str]) -> list[Member]:
        """The files with one of the suffixes, without hidden ones and lock files, in the order of their paths."""
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(infos) > MAX_MEMBERS:
            exceeded(
                self.name,
                "files",
                len(infos),
                MAX_MEMBERS,
                f"压缩包里的文件太多（{len(infos):,}个，上限{MAX_MEMBERS:,}个）；请解压后检查文件夹",
                f"the archive holds too many files ({len(infos):,}, the limit is {MAX_MEMBERS:,}); "
                "unpack it, then check the folder",
            )
        found: dict[str, Member] = {}
        for info in infos:
            path = _shown(info)
            parts = path.split("/")
            if any(part.startswith((".", "~$", "__MACOSX")) for part in parts):
                continue
            if os.path.splitext(path)[1].lower() in suffixes:
                path = _unlike(path, found)
                found[path] = Member(path, info, self)
        return [found[path] for path in sorted(found)]

    def load(self, member: Member) -> bytes:
        """The content of a member, counted while it is unpacked."""
        info, name = member._info, member.path.rpartition("/")[2]
        if stat.S_ISLNK(info.external_attr >> 16):
            refuse(
                name,
                "这是符号链接，不是文件，不读；请把它指向的文件放进压缩包",
                "this is a symbolic link and no file, and is not followed; put the file that it names into the archive",
            )
        if info.flag_bits & 1:
            refuse(
                name,
                "压缩包有密码；请先解压，再检查里面的文件",
                "the archive has a password; unpack it first, then check the files inside",
            )
        room = min(
            self._limits.bytes,
            FILES_WORTH * self._limits.bytes - self._unpacked,
            max(RATIO_FLOOR, MAX_RATIO * info.compress_size),
        )
        if info.file_size > room:
            self._beyond(name, info.file_size)
        try:
            with self._zip.open(info) as stream:
                data = stream.read(room + 1)
        except BROKEN:
            refuse(
                name,
                "压缩包里的这个文件已损坏；请重新压缩，再检查",
                "this file of the archive is damaged; pack it anew, then check that",
            )
        self._unpacked += len(data)
        if len(data) > room:
            self._beyond(name, len(data))
        return data

    def _beyond(self, name: str, size: int) -> NoReturn:
        most = FILES_WORTH * self._limits.bytes
        exceeded(
            name,
            "unpacked",
            self._unpacked + size,
            most,
            f"压缩包解压后内容太多（这个文件有{megabytes(size)}或更多；一个文件的上限是{megabytes(self._limits.bytes)}，"
            f"全部的上限是{megabytes(most)}，压缩到{MAX_RATIO}分之一以下的也不读）；请解压后检查需要的文件",
            f"the archive unpacks to too much (this file to {megabytes(size)} or more; the limit is "
            f"{megabytes(self._limits.bytes)} for a file, {megabytes(most)} for all of them, and a packing to "
            f"1/{MAX_RATIO}); unpack it, then check the files that matter",
        )


def _shown(info: zipfile.ZipInfo) -> str:
    """The member's path without what leads out of the archive or can't be seen."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        name = _decoded(name)
    name = "".join(each for each in name if unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)[-_LONGEST_NAME:]


def _decoded(name: str) -> str:
    """A name that came without its encoding: Windows in China writes GB18030, and zipfile took it for cp437."""
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _unlike(path: str, taken: dict[str, Member]) -> str:
    """The path, with a number where another member has it already."""
    stem, suffix = os.path.splitext(path)
    numbered = (f"{stem} ({number}){suffix}" for number in range(2, MAX_MEMBERS + 2))
    return path if path not in taken else next(each for each in numbered if each not in taken)
