"""Scans and photos of the example forms: how many fields equal the workbook's, and the time of a page."""

from __future__ import annotations

import importlib.util
import io
import statistics
import time
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FORMS = 2


def measure() -> None:
    """Print a line for each way in which a page was spoiled."""
    if any(importlib.util.find_spec(name) is None for name in ("rapidocr", "onnxruntime", "cv2", "PIL")):
        print("scans: not measured, the extra `scan` is absent")
        return
    from benchmarks import drawing

    font = drawing.font_file()
    if font is None:
        print("scans: not measured, no font with Chinese characters was found (name one in JIXIAO_FONT)")
        return
    import jixiao
    from jixiao.errors import JixiaoError
    from jixiao.model.writing import form_out

    workbook = [form_out(form) for form in jixiao.read(ROOT / "examples" / "forms.xlsx").disclosure.forms]
    workbook = workbook[:FORMS]
    pages = drawing.pages(workbook, font)
    times: list[tuple[float, float]] = []
    for name, spoil in drawing.DEGRADATIONS.items():
        right = total = doubted = wrong_and_sure = 0
        for page, form in zip(pages, workbook, strict=True):
            wanted = dict(_fields("", form))
            buffer = io.BytesIO()
            spoil(page).save(buffer, "PNG")
            started = time.perf_counter(), time.process_time()
            try:
                reading = jixiao.read(buffer.getvalue())
            except JixiaoError as error:
                print(f"  {name}: {error.say('en')}")
                total += len(wanted)
                continue
            times.append((time.perf_counter() - started[0], time.process_time() - started[1]))
            found = dict(_fields("", form_out(reading.disclosure.forms[0])))
            gaps = {gap.path.removeprefix("forms[0].") for gap in reading.gaps}
            for path, value in wanted.items():
                same = found.get(path) == value
                in_doubt = any(path == gap or path.startswith((f"{gap}.", f"{gap}[")) for gap in gaps)
                right, total, doubted = right + same, total + 1, doubted + in_doubt
                wrong_and_sure += not same and not in_doubt
        print(
            f"scan, {name}: {right} of {total} fields as in the workbook ({right / total:.3f}); "
            f"{doubted} in doubt, {wrong_and_sure} wrong without a doubt",
            flush=True,
        )
    if times:
        walls, busy = [wall for wall, _ in times], [cpu for _, cpu in times]
        print(
            f"scan: {statistics.median(walls):.1f} s a page, the slowest {max(walls):.1f} s (limit 15 s); "
            f"{statistics.median(busy):.1f} s of work on all processors"
        )


def _fields(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every filled field with its path; the width of characters does not count."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _fields(f"{path}.{key}" if path else key, part)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _fields(f"{path}[{index}]", part)
    elif value is not None:
        yield path, "".join(unicodedata.normalize("NFKC", str(value)).split())
