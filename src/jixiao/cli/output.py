"""Where a text goes: to standard output, or into a file, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable

from jixiao.errors import WrongUse


def put(text: str, path: str | None) -> None:
    """Write a text in UTF-8. Raises :class:`WrongUse` where a file can't be written; what stood there stays."""
    put_pieces((text,), path)


def put_pieces(pieces: Iterable[str], path: str | None) -> None:
    """Write a text piece by piece, as they come, so that it is never held whole; else as :func:`put`."""
    if path is None:
        for piece in pieces:
            _show(piece)
        return
    if os.path.isdir(path):
        raise WrongUse(f"{path}：这是文件夹，请写文件名。", f"{path}: this is a folder; name a file.")
    beside = f"{path}.{os.getpid()}.tmp"
    try:
        with open(beside, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.writelines(pieces)
        os.replace(beside, path)
    except OSError as error:
        _drop(beside)
        raise WrongUse(
            f"{path}：写不了（{error.strerror}）。请确认文件夹存在、可以写入，文件没有在Excel里打开。",
            f"{path}: can't be written ({error.strerror}). Does the folder exist, and is the file closed everywhere?",
        ) from None
    except BaseException:
        _drop(beside)
        raise


def _drop(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)


def _show(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WrongUse(
            f"标准输出写不了（{error.strerror}）。请确认磁盘没有满。",
            f"Standard output can't be written ({error.strerror}). Is the disk full?",
        ) from None
