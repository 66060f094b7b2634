"""JSON bytes to findings, one form after another, on one core: forms a second, and against ``orjson.loads`` alone."""

from __future__ import annotations

import gc
import time

from benchmarks.sets import make


def measure(kind: str, forms: int) -> None:
    """Measure one set in this process, whose caches are still empty, and print a line."""
    import orjson

    import jixiao

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
        findings += len(jixiao.check(one).findings)
    took = time.perf_counter() - started
    size = sum(map(len, data)) / len(data) / 1000
    print(
        f"{kind:<7} {forms} forms of {size:.1f} kB: {forms / took:,.0f} forms/s, {took / bare:.1f} x orjson.loads "
        f"({bare / forms * 1e6:.0f} us a form), {findings / forms:.1f} findings a form",
        flush=True,
    )
