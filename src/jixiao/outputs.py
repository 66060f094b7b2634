"""The one way a file is written: whole or not at all, and never over what was read."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import BinaryIO

from jixiao.errors import WrongUse


def write_pieces(pieces: Iterable[str | bytes], path: str | os.PathLike[str]) -> None:
    """Write a file piece by piece, as they come, so that it is never held whole; text becomes UTF-8.

    Raises :class:`~jixiao.errors.WrongUse` where the file can't be written; what stood there stays.
    """
    with WholeFile(path) as file:
        for piece in pieces:
            file.write(piece)


def write_together(files: Sequence[tuple[str | os.PathLike[str], bytes]]) -> None:
    """Write files that belong together: none takes its place before all of them are written. Else as
    :func:`write_pieces`.
    """
    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(WholeFile(path)) for path, _ in files]
        for file, (_, data) in zip(opened, files, strict=True):
            file.write(data)


class WholeFile:
    """A file that takes its place when all of it is written, and leaves no trace where an error ends its ``with``.

    Raises :class:`~jixiao.errors.WrongUse` where it can't be written.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        self._beside = f"{self._path}.{os.getpid()}.tmp"
        self._file: BinaryIO | None = None

    def __enter__(self) -> WholeFile:
        if os.path.isdir(self._path):
            raise WrongUse(f"{self._path}：这是文件夹，请写文件名。", f"{self._path}: this is a folder; name a file.")
        try:
            self._file = open(self._beside, "wb")
        except OSError as error:
            raise self._refused(error) from None
        return self

    def write(self, piece: str | bytes) -> None:
        """Write the next piece; text becomes UTF-8."""
        if self._file is None:
            raise ValueError("the file is not open")
        try:
            self._file.write(piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace"))
        except OSError as error:
            raise self._refused(error) from None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        done = False
        try:
            if self._file is not None:
                self._file.close()
            if kind is None:
                os.replace(self._beside, self._path)
                done = True
        except OSError as trouble:
            if kind is None:
                raise self._refused(trouble) from None
        finally:
            if not done:
                with contextlib.suppress(OSError):
                    os.unlink(self._beside)

    def _refused(self, error: OSError) -> WrongUse:
        return _not_written(self._path, error)


def _not_written(path: str, error: OSError) -> WrongUse:
    folder = os.path.dirname(path)
    if isinstance(error, FileNotFoundError) and folder and not os.path.isdir(folder):
        return WrongUse(
            f"{path}：写不了，没有“{folder}”这个文件夹。请先建好文件夹，或换一个位置。",
            f"{path}: can't be written, as there is no folder {folder}. Make it first, or choose another place.",
        )
    if isinstance(error, PermissionError):
        return WrongUse(
            f"{path}：写不了，文件正在Excel等程序里打开，或者文件夹不许写入。请关掉再试，或换一个文件名。",
            f"{path}: can't be written, as it is open in another program or its folder is read-only. Close it, "
            "or choose another name.",
        )
    if error.errno == errno.ENOSPC:
        return WrongUse(
            f"{path}：写不了，磁盘满了。请腾出地方，或换一个位置。",
            f"{path}: can't be written, as the disk is full. Make room, or choose another place.",
        )
    return WrongUse(
        f"{path}：写不了（{error.strerror}）。请确认文件夹存在、可以写入，文件没有在Excel里打开。",
        f"{path}: can't be written ({error.strerror}). Does the folder exist, and is the file closed everywhere?",
    )


def refuse_same(output: str | os.PathLike[str], path: str | os.PathLike[str]) -> None:
    """Raise :class:`~jixiao.errors.WrongUse` where the output is a file that is being read."""
    if os.path.exists(output) and os.path.exists(path) and os.path.samefile(output, path):
        raise WrongUse(
            f"{os.fspath(output)}：输出文件就是要检查的文件，请换一个文件名。",
            f"{os.fspath(output)}: the output is the file to be checked; choose another name.",
        )
