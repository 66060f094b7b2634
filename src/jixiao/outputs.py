"""The one way a file is written: whole or not at all, and never over what was read."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator, Sequence

from jixiao.errors import WrongUse


def write_pieces(pieces: Iterable[str | bytes], path: str | os.PathLike[str]) -> None:
    """Write a file piece by piece, as they come, so that it is never held whole; text becomes UTF-8.

    Raises :class:`~jixiao.errors.WrongUse` where the file can't be written; what stood there stays.
    """
    with _replacing([os.fspath(path)]) as (beside,), open(beside, "wb") as file:
        for piece in pieces:
            file.write(piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace"))


def write_together(files: Sequence[tuple[str | os.PathLike[str], bytes]]) -> None:
    """Write files that belong together: none takes its place before all of them are written. Else as
    :func:`write_pieces`.
    """
    with _replacing([os.fspath(path) for path, _ in files]) as besides:
        for beside, (_, data) in zip(besides, files, strict=True):
            with open(beside, "wb") as file:
                file.write(data)


@contextlib.contextmanager
def _replacing(paths: Sequence[str]) -> Iterator[list[str]]:
    """Files beside others, which take their places when all went well, and vanish when it didn't."""
    for path in paths:
        if os.path.isdir(path):
            raise WrongUse(f"{path}：这是文件夹，请写文件名。", f"{path}: this is a folder; name a file.")
    besides = [f"{path}.{os.getpid()}.tmp" for path in paths]
    path = paths[0]
    try:
        yield besides
        for path, beside in zip(paths, besides, strict=True):
            os.replace(beside, path)
    except OSError as error:
        raise _not_written(path, error) from None
    finally:
        for beside in besides:
            _drop(beside)


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


def _drop(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)
