"""JSON bytes to findings, one form after another, on one core: forms a second, and against ``orjson.loads`` alone."""

from __future__ import annotations

import gc
import time

from benchmarks.sets import make

CORE = (
    "FND01 FND02 FND04 FND05 FND06 FND07 FND10 FND25 VAL01 VAL08 VAL09 VAL11 VAL45 VAL48 DAT01 DAT02 DAT04 CMP01 CMP02 "
    "CMP03 CMP04 CMP05 CMP06 CMP07 CMP10 CMP11 CMP12 CMP13 CMP14 CMP15 CMP16 CMP18 CMP19 CMP20 NAR10"
)
"""The rules for what sends a form back at once: missing fields and rows, wrong totals, impossible values and dates."""


def measure(name: str, forms: int) -> None:
    """Measure one set in this process, whose caches are still empty, and print a line.

    ``name`` is that of a set, with ``-core`` behind it where only the rules of :data:`CORE` are to run.
    """
    import orjson

    import jixiao

    kind, _, core = name.partition("-")
    select = tuple(CORE.split()) if core else ()
    data = make(kind, forms)
    gc.collect()
    started = time.perf_counter()
    for one in data:
        orjson.loads(one)
    bare = time.perf_counter() - started
    gc.collect()
    findings = 0
    started = time.perf_counter()
    for one in data:
        findings += len(jixiao.check(one, select=select).findings)
    took = time.perf_counter() - started
    size = sum(map(len, data)) / len(data) / 1000
    print(
        f"{name:<11} {forms} forms of {size:.1f} kB: {forms / took:,.0f} forms/s, {took / bare:.1f} x orjson.loads "
        f"({bare / forms * 1e6:.0f} us a form), {findings / forms:.1f} findings a form",
        flush=True,
    )
