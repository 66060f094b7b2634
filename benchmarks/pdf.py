"""A text PDF of 36 pages with 9 forms: time and memory of ``jixiao check``, and how much equals the workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.process import check_memory, check_time

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
FORMS = 9
PAGES = 36


def measure() -> None:
    """Print a line for the time, and one for the fields."""
    import jixiao
    from jixiao.model.writing import form_out

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forms.pdf"
        path.write_bytes(_document())
        seconds, peak = check_time(path, RUNS), check_memory(path)
        reading = jixiao.read(path)
    printed = [form_out(form) for form in reading.disclosure.forms]
    workbook = [form_out(form) for form in jixiao.read(ROOT / "examples" / "forms.xlsx").disclosure.forms]
    wanted = {(n, *field) for n in range(FORMS) for field in _fields("", workbook[n % len(workbook)])}
    found = {(n, *field) for n, form in enumerate(printed) for field in _fields("", form)}
    print(
        f"PDF of {PAGES} pages, {len(printed)} forms of {FORMS}: {seconds:.2f} s (limit 8 s), "
        f"{peak} MiB at the peak; {len(wanted & found)} of {len(wanted)} fields as in the workbook",
        flush=True,
    )


def _document() -> bytes:
    """The example forms, each over two pages, and pages of running text between them."""
    from tests.pdf_writers import COUNTY_WIDTHS, Pdf
    from tools.make_examples import FORMS as EXAMPLES
    from tools.make_examples import NARRATIVE, TITLE

    from jixiao.testing.layouts import county_layout

    pdf = Pdf(bars=True, font_size=13.0)
    for number in range(FORMS):
        if number:
            pdf.new_page()
        for _ in range(2):
            for line in NARRATIVE * 6:
                pdf.title(line, x=62)
            pdf.new_page()
        pdf.title(TITLE)
        pdf.title("(2024年度)")
        pdf.table(county_layout(EXAMPLES[number % len(EXAMPLES)]), COUNTY_WIDTHS)
    data = pdf.finish()
    if pdf.pages != PAGES:
        raise ValueError(f"the document has {pdf.pages} pages")
    return data


def _fields(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every filled field with its path."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _fields(f"{path}.{name}", inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _fields(f"{path}[{index}]", inner)
    elif value is not None:
        yield path, str(value)
