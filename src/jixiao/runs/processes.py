"""Work on many tasks in several processes: results in the order of the tasks, and no task lost with a worker that dies.

Workers are spawned, never forked: the same on every system, and safe beside the caller's threads. A worker gets its
next task when it asks for it, so that neither side ever waits with a full pipe.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any, Final, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD: Final = 8
"""So many tasks for each worker may be begun or done before the one whose turn it is: the rest waits."""
_MOST: Final = 60
"""Windows can wait for no more than 63 things at once."""
_PATIENCE: Final = 2.0
"""How many seconds a worker has to end by itself."""


class Died(Exception):
    """The worker with this task ended before it had done it: out of memory, killed, or brought down by a library."""


def in_processes(
    work: Callable[[Task], Result], tasks: Iterable[Task], jobs: int
) -> Iterator[tuple[Task, Result | Died]]:
    """Each task with its result, in their order; ``work`` and the tasks can be pickled, and ``work`` raises nothing.

    Where no worker can be started, the work is done in this process.
    """
    crew = _Crew(work, min(jobs, _MOST))
    try:
        yield from crew.run(tasks)
    finally:
        crew.dismiss()


class _Worker(Generic[Task]):
    """One process, with the task that it is at. It is ready when it has said so."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        self.ready = False
        self.number: int | None = None
        try:
            with _interrupts_ignored():
                self.process.start()
        except BaseException:
            self.connection.close()
            raise
        finally:
            theirs.close()

    def stop(self) -> None:
        """End the process, whatever it is at."""
        self.connection.close()
        if self.number is not None or not self.ready:
            self.process.terminate()
        self.process.join(_PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


class _Crew(Generic[Task, Result]):
    """The workers of a run, and what they have done so far."""

    def __init__(self, work: Callable[[Task], Result], jobs: int) -> None:
        self._work = work
        self._jobs = jobs
        self._workers: list[_Worker[Task]] = []
        self._hiring = True
        # Tasks that are begun or done and whose turn has not come, by number.
        self._open: dict[int, Task] = {}
        self._done: dict[int, Result | Died] = {}
        # What is at hand for the next worker.
        self._begun: deque[tuple[int, Task]] = deque()
        self._more = True

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | Died]]:
        """Every task with its result."""
        source = enumerate(tasks)
        turn = 0
        while True:
            self._employ(source)
            if turn in self._done:
                yield self._open.pop(turn), self._done.pop(turn)
                turn += 1
                # Whoever got ready while the caller was busy with the result goes on at once.
                self._listen(0)
            elif self._more or self._open:
                self._listen(None)
            else:
                return

    def _employ(self, source: Iterator[tuple[int, Task]]) -> None:
        """Give every worker that waits its next task, or do one here where there are none."""
        while self._hiring and len(self._workers) < self._jobs and (self._more or self._begun):
            self._hire()
        for worker in list(self._workers):
            if worker.ready and worker.number is None and self._fetch(source):
                self._hand_out(worker)
        if not self._workers and not self._done and self._fetch(source):
            number, task = self._begun.popleft()
            self._done[number] = self._work(task)

    def _fetch(self, source: Iterator[tuple[int, Task]]) -> bool:
        """Have a task at hand; tells whether there is one, and room for what comes of it."""
        if self._begun:
            return True
        if not self._more or len(self._open) >= self._jobs * _AHEAD:
            return False
        for number, task in source:
            self._open[number] = task
            self._begun.append((number, task))
            return True
        self._more = False
        return False

    def _hire(self) -> None:
        """Start a worker; where that can't be, it is not tried again."""
        try:
            self._workers.append(_Worker(self._work))
        except RuntimeError as error:
            if "bootstrapping" not in str(error):
                raise
            # A worker runs its caller's script once more, and so comes here where nothing in that script holds it off.
            raise SystemExit(1) from None
        except (OSError, AssertionError):
            self._hiring = False

    def _hand_out(self, worker: _Worker[Task]) -> None:
        number, task = self._begun.popleft()
        try:
            worker.connection.send(task)
        except OSError:
            self._begun.appendleft((number, task))
            self._bury(worker)
        else:
            worker.number = number

    def _listen(self, seconds: float | None) -> None:
        """Wait until some worker is ready, done or dead, or so long."""
        by_connection: dict[Any, _Worker[Task]] = {worker.connection: worker for worker in self._workers}
        for connection in wait(list(by_connection), seconds) if by_connection else ():
            worker = by_connection[connection]
            try:
                said = worker.connection.recv()
            except (EOFError, OSError):
                self._bury(worker)
                continue
            if worker.number is None:
                worker.ready = True
            else:
                self._done[worker.number] = said
                worker.number = None

    def _bury(self, worker: _Worker[Task]) -> None:
        self._workers.remove(worker)
        if worker.number is not None:
            self._done[worker.number] = Died()
        # One that dies before its first task would do so again.
        self._hiring = self._hiring and worker.ready
        worker.number = None
        worker.stop()

    def dismiss(self) -> None:
        """End all workers."""
        self._hiring = False
        while self._workers:
            self._workers.pop().stop()


def _serve(connection: Connection, work: Callable[[Any], Any]) -> None:
    """What a worker does until its caller hangs up."""
    # Ctrl-C reaches every process of a terminal; the caller decides what comes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        connection.send(None)
        while True:
            connection.send(work(connection.recv()))


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """A process that is started here ignores Ctrl-C from its first moment, where that is passed on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)
