"""Where a text goes: to standard output, or into a file, whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from jixiao.errors import WrongUse
from jixiao.outputs import write_pieces


def put(text: str, path: str | None) -> None:
    """Write a text in UTF-8. Raises :class:`WrongUse` where a file can't be written; what stood there stays."""
    put_pieces((text,), path)


def put_pieces(pieces: Iterable[str], path: str | None) -> None:
    """Write a text piece by piece, as they come, so that it is never held whole; else as :func:`put`."""
    if path is None:
        for piece in pieces:
            _show(piece)
        return
    write_pieces(pieces, path)


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
