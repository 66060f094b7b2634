"""Reading in a process of its own, for the formats whose libraries a hostile file may crash, fill up or hold for ever.

Those are PDFs (pdfminer), web pages (lxml, which is C) and old workbooks (xlrd). Texts, and the zipped formats, whose
parts are counted, checked and packed anew before a library sees them, stay in this process.

A child is started by the plain command of the interpreter, so that whoever uses the library needs no ``__main__`` guard
and may be a worker of a pool himself. It reads one file after another, holds itself to limits of memory and processor
time, and answers in JSON: what comes back is data, and never an object that could do something here. One that dies, or
takes too long, costs its file one clear line; the next file gets a new child. Where no process can be started, the file
is read in this one: as in a program that was frozen with its interpreter, unless that says how it starts a child.
Scanned pages of a PDF come back as pixels, drawn by the child; what is seen on them it is told.
"""

from __future__ import annotations

import atexit
import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, Final, NoReturn

from attrs import asdict

from jixiao.documents.kinds import APART, kind_of, refuse
from jixiao.documents.limits import DEFAULT, Limits, exceeded, megabytes
from jixiao.documents.sight import Picture, Sight
from jixiao.documents.wire import document_of, error_of, plain_error, plain_seen

if TYPE_CHECKING:
    from jixiao.documents.grid import Document

__all__ = ["read_guarded", "start_children_by"]

# How long a child may take to say that it is there, and by how much it may outlive the time for a file: its own clock
# says more of where the time went.
_START_SECONDS: Final = 30
_GRACE_SECONDS: Final = 3
# A child is replaced before what its libraries keep adds up, and only so many wait for work.
_MOST_FILES: Final = 200
_MOST_IDLE: Final = 2
_LENGTH: Final = struct.Struct("<Q")
# What a picture may hold that a child draws, and what each of its pixels takes.
_MOST_PIXELS: Final = 16_000_000
_CHANNELS: Final = 3
_BEGIN: Final = "import sys; sys.path[:] = sys.argv[1:]; from jixiao.documents.child import serve; serve()"


def read_guarded(data: bytes, name: str, limits: Limits | None = None) -> Document:
    """As :func:`~jixiao.documents.read_bytes`, in a process of its own where the format asks for it."""
    from jixiao.documents import read_bytes

    limits = limits or DEFAULT
    if kind_of(data, name) in APART:
        child = _POOL.take()
        if child is not None:
            return child.read(data, name, limits)
    return read_bytes(data, name, limits=limits)


def start_children_by(command: Sequence[str]) -> None:
    """Say what starts a child where the interpreter has no command: a program that then calls the child's ``serve``."""
    _POOL.start_by(command)


class _Child:
    """A process that reads files, one after another. It is one thread's as long as it reads."""

    def __init__(self, process: subprocess.Popen[bytes], stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self._process = process
        self._stdin = stdin
        self._stdout = stdout
        self._late = False
        self.files = 0
        self._job = _job_of(process)

    def is_there(self) -> bool:
        """Wait till the child says so."""
        try:
            return self._answer(_START_SECONDS) == {"ready": True}
        except (OSError, ValueError):
            return False

    def read(self, data: bytes, name: str, limits: Limits) -> Document:
        """The document of a file. Raises :class:`~jixiao.errors.NotReadable`."""
        self.files += 1
        answer: dict[str, Any] | None = None
        sight = Sight(name)
        try:
            if self._job is not None:
                self._job.hold(limits.memory_for(len(data)))
            sees = b"%PDF-" in data[:1100] and sight.ready
            head = json.dumps({"name": name, "limits": asdict(limits), "size": len(data), "sees": sees}).encode()
            with suppress(OSError):  # of a child that died meanwhile, the answer tells
                self._stdin.write(_LENGTH.pack(len(head)) + head)
                self._stdin.write(data)
                self._stdin.flush()
            with suppress(OSError, ValueError):
                answer = self._converse(sight, limits.seconds + _GRACE_SECONDS)
        finally:
            # Whatever went wrong, an interruption by the user included: a child that still reads is of no use.
            if answer is None or answer.get("memory"):
                self.end()
            else:
                _POOL.give_back(self)
        if answer is None:
            if self._late:
                _refuse_time(name, limits)
            refuse(
                name,
                "读取这个文件的程序中途崩溃，没有读完；文件可能已损坏或有恶意，请用Office或WPS打开后另存，再检查",
                "the process that read this file crashed and did not finish; the file may be damaged or hostile: "
                "open it in Office or WPS, save it anew, then check that",
            )
        if answer.get("memory"):
            _refuse_memory(name, limits, len(data))
        if "fault" in answer:
            error = RuntimeError(answer["fault"][0])
            error.add_note(answer["fault"][1])
            raise error
        if "refused" in answer:
            raise error_of(answer["refused"])
        return document_of(answer["document"])

    def _converse(self, sight: Sight, seconds: float) -> dict[str, Any]:
        """What the child says in the end; each page between two answers of it has the whole time."""
        while "picture" in (answer := self._answer(seconds)):
            self._look(sight, *map(int, answer["picture"]))
        return answer

    def _look(self, sight: Sight, width: int, height: int, number: int) -> None:
        """Look at the picture that the child draws, and tell it what is seen."""
        size = width * height * _CHANNELS
        if not 0 < size <= _MOST_PIXELS * _CHANNELS or len(pixels := self._stdout.read(size)) < size:
            raise OSError("the child draws no picture")
        seen = sight.look(Picture(width, height, pixels), number)
        refused = plain_error(sight.refusal) if sight.refusal is not None else None
        told = json.dumps({"seen": plain_seen(seen) if seen is not None else None, "refused": refused}).encode()
        self._stdin.write(_LENGTH.pack(len(told)) + told)
        self._stdin.flush()

    def _answer(self, seconds: float) -> dict[str, Any]:
        """What the child says within the time. Raises :class:`OSError` or :class:`ValueError` where it doesn't."""
        timer = threading.Timer(seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            head = self._stdout.read(_LENGTH.size)
            if len(head) < _LENGTH.size:
                raise OSError("the child is gone")
            answer = json.loads(self._stdout.read(_LENGTH.unpack(head)[0]))
        finally:
            timer.cancel()
        if not isinstance(answer, dict):
            raise ValueError("no answer")
        return answer

    def _give_up(self) -> None:
        self._late = True
        self._process.kill()

    def end(self) -> None:
        """Stop the process and take leave of it."""
        self._process.kill()
        for pipe in (self._stdin, self._stdout):
            with suppress(OSError):
                pipe.close()
        self._process.wait()


class _Pool:
    """The children that wait for work."""

    def __init__(self) -> None:
        self._command: tuple[str, ...] | None = None
        self.forget()

    def start_by(self, command: Sequence[str]) -> None:
        """Start children by this command from now on."""
        self._command = tuple(command)
        self.forget()

    def forget(self) -> None:
        """Start anew, as in a process that was forked: the children are its parent's."""
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._possible = self._command is not None or _may_start()

    def take(self) -> _Child | None:
        """A child that is there, or ``None`` where none can be."""
        with self._lock:
            if not self._possible:
                return None
            if self._idle:
                return self._idle.pop()
        child = _start(self._command or _of_the_interpreter())
        if child is None:
            self._possible = False
        return child

    def give_back(self, child: _Child) -> None:
        """Keep a child for the next file."""
        with self._lock:
            if child.files < _MOST_FILES and len(self._idle) < _MOST_IDLE:
                self._idle.append(child)
                return
        child.end()

    def end(self) -> None:
        """End all children that wait."""
        with self._lock:
            children, self._idle = self._idle, []
        for child in children:
            child.end()


def _may_start() -> bool:
    """Whether the interpreter's command is known to be one: in a frozen program it is that program."""
    program = os.path.basename(sys.executable or "").lower()
    return program.startswith(("python", "pypy")) and not getattr(sys, "frozen", False)


def _of_the_interpreter() -> tuple[str, ...]:
    """What starts a child by the interpreter's own command."""
    # On Windows the command of a virtual environment only starts the real one; as that would outlive it, it is named.
    program = getattr(sys, "_base_executable", None) if sys.platform == "win32" else None
    # -P: nothing is imported from the folder that is checked. The child imports from where this process does.
    return program or sys.executable, "-P", "-c", _BEGIN, *(path for path in sys.path if path)


def _start(command: Sequence[str]) -> _Child | None:
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=-1
        )
    except (OSError, ValueError):
        return None
    if process.stdin is None or process.stdout is None:
        return None
    child = _Child(process, process.stdin, process.stdout)
    if not child.is_there():
        child.end()
        return None
    return child


def _job_of(process: subprocess.Popen[bytes]) -> Any:
    """On Windows what holds a process to its memory, and ends it with this one; elsewhere it does so itself."""
    job = None
    if sys.platform == "win32":
        from jixiao.documents.windows import Job

        job = Job.of(process)
    return job


def _refuse_time(name: str, limits: Limits) -> NoReturn:
    exceeded(
        name,
        "seconds",
        limits.seconds,
        limits.seconds,
        f"读取超过{limits.seconds}秒，停止读取；请删去无关的内容后另存，再检查",
        f"reading took longer than {limits.seconds} seconds and was stopped; "
        "delete what doesn't matter, save the file, then check that",
        option="--max-seconds",
    )


def _refuse_memory(name: str, limits: Limits, size: int) -> NoReturn:
    allowed = limits.memory_for(size)
    exceeded(
        name,
        "memory",
        allowed,
        limits.memory,
        f"读取要用的内存超过上限（{megabytes(allowed)}），停止读取；请删去无关的内容后另存，再检查",
        f"reading took more memory than allowed ({megabytes(allowed)}) and was stopped; "
        "delete what doesn't matter, save the file, then check that",
        option="--max-memory",
    )


_POOL: Final = _Pool()
atexit.register(_POOL.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_POOL.forget)
