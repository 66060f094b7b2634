"""A marked copy of a workbook with 39 forms, against checking it: whole commands, and the bare work in one process."""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.writers import write_county_xlsx

import jixiao
from benchmarks.document import documents
from benchmarks.process import command_time
from jixiao.model.writing import form_out
from jixiao.repair.annotate import annotated

FORMS = 39
RUNS = 7


def measure() -> None:
    """Print a line for whole commands, and one for the work alone."""
    forms = [form_out(form) for form in jixiao.read(documents()[0]).disclosure.forms]
    forms = (forms * FORMS)[:FORMS]
    buffer = io.BytesIO()
    write_county_xlsx(buffer, forms)
    data = buffer.getvalue()
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, "forms.xlsx"), Path(folder, "marked.xlsx")
        path.write_bytes(data)
        plain = command_time(["check", str(path)], RUNS)
        marked = command_time(["check", str(path), "--annotate", str(out)], RUNS)
    print(f"check {plain:.2f} s, check --annotate {marked:.2f} s: {marked / plain:.2f} times", flush=True)
    checked = _seconds(lambda: jixiao.check(data))
    both = _seconds(lambda: annotated(jixiao.check(data), data, "forms.xlsx"))
    print(f"in one process: check {checked:.2f} s, check and annotate {both:.2f} s: {both / checked:.2f} times")


def _seconds(work: Callable[[], object]) -> float:
    """The median of the processor's seconds that a piece of work takes, once it has been done."""
    work()
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return statistics.median(times)
