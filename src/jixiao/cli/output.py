"""Where a text goes: to standard output, or into a file, whole or not at all."""

from __future__ import annotations

import sys

from jixiao.errors import WrongUse
from jixiao.outputs import write_pieces


def put(text: str, path: str | None) -> None:
    """Write a text in UTF-8. Raises :class:`WrongUse` where a file can't be written; what stood there stays."""
    if path is None:
        show(text)
    else:
        write_pieces((text,), path)


def show(piece: str | bytes) -> None:
    """Write to standard output. Raises :class:`WrongUse` where that takes no more."""
    try:
        if isinstance(piece, bytes):
            sys.stdout.flush()
            sys.stdout.buffer.write(piece)
        else:
            sys.stdout.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WrongUse(
            f"标准输出写不了（{error.strerror}）。请确认磁盘没有满。",
            f"Standard output can't be written ({error.strerror}). Is the disk full?",
        ) from None
