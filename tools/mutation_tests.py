"""A pytest plugin that runs the tests against one mutant after the other, in place of running them once.

Once the tests are collected, one child process runs them all and tells which of them reach which function. Then each
mutant gets a child of its own, forked from a process that has run nothing and remembers nothing. The child runs the
tests that reach the changed function, the quickest first, and ends with the first that fails.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import _lru_cache_wrapper, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

MEMORY = 4 << 30
"""More bytes than this no mutant gets: some grow without end."""
LOADED = (
    "jixiao.documents",
    "jixiao.drawing",
    "jixiao.knowledge",
    "jixiao.recognition",
    "jixiao.rules.",
    "jixiao.testing",
)
"""What is remembered here was read from a file, or is too far away to hide anything."""
MEMORIES = ("_answers", "_cache", "_kinds")
BUILT = ("_known", "_parts")
"""The attributes in which an object of the model remembers its answers, and what it has built to find them."""

Test = tuple[pytest.Item, float]


def _memories() -> list[Callable[[], object]]:
    """What empties each memory: a remembered answer would hide that a test reaches a function."""
    found: list[Callable[[], object]] = []
    for one in gc.get_objects():
        module = str(type(one).__module__)
        if isinstance(one, _lru_cache_wrapper):
            if str(one.__module__).startswith("jixiao.") and not one.__module__.startswith(LOADED):
                found.append(one.cache_clear)
        elif module in ("jixiao.model.meanings", "jixiao.model.units"):
            found += [kept.clear for name in MEMORIES if isinstance(kept := getattr(one, name, None), dict)]
            found += [partial(setattr, one, name, None) for name in BUILT if hasattr(one, name)]
    return found


def _fork(work: Callable[[int], int], seconds: float) -> tuple[int, int]:
    """A child that does the work with a pipe to write to, and its end of the pipe for us to read from."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    code = 3
    try:
        os.setsid()
        os.close(reading)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        code = work(writing)
    except BaseException:
        os.write(writing, traceback.format_exc().encode())
    finally:
        os._exit(code)


class Mutants:
    """The mutants of one run, and what became of each."""

    def __init__(self, names: Iterable[str], told: Path, children: int, examples: int) -> None:
        self.names = list(names)
        self.told = told
        self.children = children
        self.examples = examples
        self.reach: dict[str, list[Test]] = {}
        # Those that have noticed a change of a function are tried first on its next one.
        self.keen: dict[str, list[pytest.Item]] = defaultdict(list)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Let properties try no more values than asked for."""
        for item in items:
            test: Any = getattr(item, "obj", None)
            if hasattr(test, "hypothesis"):
                usual = test._hypothesis_internal_use_settings
                fewer = settings(usual, max_examples=min(usual.max_examples, self.examples))
                test._hypothesis_internal_use_settings = fewer

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests on every mutant."""
        if session.testsfailed or not session.items:
            raise session.Interrupted("the tests can't be collected")
        self._look(session)
        with self.told.open("a", encoding="utf-8") as file:
            for number, (name, outcome, noticed) in enumerate(self._tried(session), 1):
                print(json.dumps([name, outcome, noticed]), file=file, flush=True)
                if number % 25 == 0 or number == len(self.names):
                    print(f"{number} of {len(self.names)} mutants tried", file=sys.__stdout__, flush=True)
        return True

    def _look(self, session: pytest.Session) -> None:
        """Find out which tests reach which function, and how long they take."""
        child, pipe = _fork(lambda writing: self._tell(session, writing), 3600)
        with os.fdopen(pipe, encoding="utf-8") as file:
            told = file.read()
        if os.waitpid(child, 0)[1]:
            raise session.Interrupted(f"the tests can't be run: {told[-2000:]}")
        reach: dict[str, list[Test]] = defaultdict(list)
        for number, (seconds, functions) in enumerate(map(json.loads, told.splitlines())):
            if functions is None:
                print(f"left out, since it fails without a change: {session.items[number].nodeid}", file=sys.__stdout__)
            for function in functions or ():
                reach[function].append((session.items[number], seconds))
        for function, tests in reach.items():
            # Properties come last: they try many values, and a change is mostly noticed by an example.
            self.reach[function] = sorted(tests, key=lambda test: (hasattr(test[0].obj, "hypothesis"), test[1]))  # type: ignore[attr-defined]

    def _tell(self, session: pytest.Session, writing: int) -> int:
        set_mutant_under_test("stats")
        # Processes that a test starts run what is not changed: none of them could tell here what it has reached.
        del os.environ["MUTANT_UNDER_TEST"]
        memories = _memories()
        for number, item in enumerate(session.items):
            for memory in memories:
                memory()
            state()._stats.clear()
            start = time.process_time()
            _run(item)
            reached = None if session.testsfailed else sorted(state()._stats)
            os.write(writing, (json.dumps([time.process_time() - start, reached]) + "\n").encode())
            session.testsfailed = 0
            if number % 200 == 0:
                memories = _memories()
        return 0

    def _tried(self, session: pytest.Session) -> Iterator[tuple[str, str, str | None]]:
        """Each mutant with its outcome and the test that has noticed it."""
        running: dict[int, tuple[str, int, float]] = {}
        waiting = iter(self.names)
        while True:
            while len(running) < self.children and (name := next(waiting, None)) is not None:
                tests = self.reach.get(name.partition("__mutmut_")[0], [])
                if not tests:
                    yield name, "no test", None
                    continue
                seconds = 4 * sum(took for _, took in tests) + 3
                child, pipe = _fork(lambda writing, name=name: self._try(session, name, writing), seconds)  # type: ignore[misc]
                running[child] = name, pipe, time.monotonic() + 10 * seconds
            if not running:
                return
            child, status = os.waitpid(-1, os.WNOHANG)
            if child not in running:
                self._end_what_hangs(running)
                time.sleep(0.005)
                continue
            name, pipe, _ = running.pop(child)
            with os.fdopen(pipe, encoding="utf-8") as file:
                noticed = file.read()
            for item in session.items if noticed else ():
                keen = self.keen[name.partition("__mutmut_")[0]]
                if item.nodeid == noticed and item not in keen:
                    keen.insert(0, item)
            yield name, _outcome(os.waitstatus_to_exitcode(status)), noticed or None

    def _end_what_hangs(self, running: dict[int, tuple[str, int, float]]) -> None:
        for child, (_, _, until) in running.items():
            if time.monotonic() > until:
                os.killpg(child, signal.SIGKILL)

    def _try(self, session: pytest.Session, name: str, writing: int) -> int:
        set_mutant_under_test(name)
        function = name.partition("__mutmut_")[0]
        keen = self.keen[function]
        for item in [*keen, *(item for item, _ in self.reach[function] if item not in keen)]:
            _run(item)
            if session.testsfailed:
                os.write(writing, item.nodeid.encode())
                return 1
        return 0


def _run(item: pytest.Item) -> None:
    """Run one test and take down what it has set up."""
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)


def _outcome(code: int) -> str:
    if code == 0:
        return "survived"
    return "killed" if code in (1, 3) else "timeout" if code in (-signal.SIGXCPU, -signal.SIGKILL) else "crashed"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The mutants and where to tell what became of them."""
    group = parser.getgroup("mutation")
    group.addoption("--mutants", metavar="FILE", help="a file with the name of a mutant on each line")
    group.addoption("--told", metavar="FILE", help="where outcomes are written: a JSON list on each line")
    group.addoption("--children", type=int, default=1, help="how many mutants are tried at once")
    group.addoption("--examples", type=int, default=15, help="how many values a property tries at most")


def pytest_configure(config: pytest.Config) -> None:
    """Take the place of the usual run."""
    names = Path(config.getoption("--mutants")).read_text(encoding="utf-8").split()
    told, children, examples = (config.getoption(name) for name in ("--told", "--children", "--examples"))
    config.pluginmanager.register(Mutants(names, Path(told), children, examples))
