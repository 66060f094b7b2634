"""The process that :mod:`jixiao.documents.guarded` starts: it reads files from its input and answers in JSON."""

from __future__ import annotations

import gc
import json
import os
import signal
import struct
import sys
import traceback
from contextlib import suppress
from typing import IO, Any, Final

from jixiao.documents import read_bytes
from jixiao.documents.limits import Limits
from jixiao.documents.sight import Picture, Seen, Sight
from jixiao.documents.wire import error_of, plain_document, plain_error, seen_of
from jixiao.errors import NotReadable

_LENGTH: Final = struct.Struct("<Q")
_GRACE_SECONDS: Final = 5


def serve() -> None:
    """Read files till the input ends, as it does when the parent is gone."""
    # The user's interruption is the parent's affair; it ends this process where it has to.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    base = _address_space()
    _say(answers, {"ready": True})
    while len(head := source.read(_LENGTH.size)) == _LENGTH.size:
        asked = json.loads(source.read(_LENGTH.unpack(head)[0]))
        limits = Limits(**asked["limits"])
        data = source.read(asked["size"])
        if len(data) < asked["size"]:
            break
        _hold(base + limits.memory_for(len(data)), limits.seconds)
        sight = _Asking(asked["name"], asked["sees"], source, answers)
        _say(answers, _answer(data, asked["name"], limits, sight))


class _Asking(Sight):
    """Has the parent look at pictures: what recognises them needs more memory than a file may take here."""

    def __init__(self, name: str, sees: bool, source: IO[bytes], answers: IO[bytes]) -> None:
        super().__init__(name)
        self._sees = sees
        self._source = source
        self._answers = answers

    @property
    def ready(self) -> bool:
        """What the parent said."""
        return self._sees

    def _look(self, picture: Picture, number: int) -> Seen | None:
        _say(self._answers, {"picture": [picture.width, picture.height, number]})
        self._answers.write(picture.pixels)
        self._answers.flush()
        head = self._source.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            raise EOFError("the parent is gone")
        told = json.loads(self._source.read(_LENGTH.unpack(head)[0]))
        if told["refused"] is not None:
            raise error_of(told["refused"])
        return seen_of(told["seen"]) if told["seen"] is not None else None


def _answer(data: bytes, name: str, limits: Limits, sight: Sight) -> dict[str, Any]:
    gc.disable()
    try:
        return {"document": plain_document(read_bytes(data, name, limits=limits, sight=sight))}
    except NotReadable as error:
        return {"refused": plain_error(error)}
    except MemoryError:
        return {"memory": True}
    except Exception as error:
        return {"fault": [f"{type(error).__name__}: {error}", traceback.format_exc()]}
    finally:
        gc.enable()


def _say(answers: IO[bytes], answer: dict[str, Any]) -> None:
    try:
        said = json.dumps(answer, separators=(",", ":")).encode()
    except MemoryError:
        said = b'{"memory":true}'
    answers.write(_LENGTH.pack(len(said)) + said)
    answers.flush()


def _address_space() -> int:
    """How much the process has mapped before it reads anything, where the system tells."""
    if sys.platform != "win32":
        with suppress(OSError, ValueError), open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _hold(memory: int, seconds: int) -> None:
    """Hold this process to so much memory, and to so many seconds more of the processor, where the system can.

    The parent has its own clock. This one ends a process whose parent was killed.
    """
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime)
        for kind, wanted in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, spent + seconds + _GRACE_SECONDS)):
            hard = resource.getrlimit(kind)[1]
            try:
                resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
            except (OSError, ValueError):
                continue  # macOS knows no limit of the address space
