"""Which rules cost the most: the time inside each rule's function, over the two sets of forms and over a document."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.document import documents
from benchmarks.sets import make
from jixiao.checker import Checker
from jixiao.checkers import profiles_for
from jixiao.model import interchange
from jixiao.model.reading import Reading
from jixiao.rules.base import Rule
from jixiao.rules.messages import all_rules

FORMS = 4_000
"""Forms of each set: enough that what is remembered of rows counts as it does in a batch."""
REPEATS = 20
"""How often the document is checked."""
DEAREST = 10


class _Clock:
    """The seconds and the calls of one rule; what a generator does while it is read counts too."""

    def __init__(self, rule: Rule) -> None:
        self.seconds = 0.0
        self.calls = 0
        self.rule = rule._replace(function=self._timed)
        self._function = rule.function

    def _timed(self, node: Any, context: Any) -> Iterator[Any]:
        started = time.perf_counter()
        said = list(self._function(node, context))
        self.seconds += time.perf_counter() - started
        self.calls += 1
        return iter(said)


def measure() -> None:
    """Print the dearest rules of each set and of the document."""
    for kind in ("pool", "unique"):
        _print(kind, (interchange.loads(data) for data in make(kind, FORMS)))
    for path in documents()[:1]:
        _print(path.name, _again(path))


def _again(path: Path) -> Iterator[Reading]:
    from jixiao import read

    reading = read(path)
    for _ in range(REPEATS):
        yield reading


def _print(name: str, readings: Iterator[Reading]) -> None:
    """Check the readings and print a table; the clocks themselves add a third of a microsecond to each call."""
    clocks = [_Clock(rule) for rule in all_rules()]
    checker = Checker([clock.rule for clock in clocks], profiles_for("auto"))
    forms, took = 0, 0.0
    gc.collect()
    for reading in readings:
        started = time.perf_counter()
        checker.check(reading)
        took += time.perf_counter() - started
        forms += len(reading.disclosure.forms)
    inside = sum(clock.seconds for clock in clocks)
    print(
        f"{name}: {forms} forms, {took / forms * 1e6:.0f} us a form, {inside / forms * 1e6:.1f} us of it inside rules"
    )
    print("  us a form  calls a form  us a call  rule")
    for clock in sorted(clocks, key=lambda one: -one.seconds)[:DEAREST]:
        if clock.calls:
            each = clock.seconds / clock.calls * 1e6
            print(
                f"  {clock.seconds / forms * 1e6:9.2f}  {clock.calls / forms:12.2f}  {each:9.2f}"
                f"  {clock.rule.code} {clock.rule.name} ({clock.rule.node})"
            )
    print(flush=True)
