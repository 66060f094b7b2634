"""Search every reader and the grammar of values for what they can't stand.

``python -m tests.fuzzing [SECONDS] [NAME …]`` shares the time out among the targets. What makes one of them fail is
shrunk, written into ``tests/fuzz_seeds/`` and told with the end of its traceback; ``tests/test_fuzzing.py`` tries it in
every run from then on. Hypothesis keeps what it found interesting in ``.hypothesis/``. The exit code is 1 where
something was found.
"""

from __future__ import annotations

import io
import signal
import sys
import time
import traceback
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.errors import HypothesisWarning
from tests import formats
from tests.pdf_writers import county_pdf

import jixiao
from jixiao.documents import kind_of, read_bytes
from jixiao.documents.limits import Limits
from jixiao.errors import JixiaoError
from jixiao.model import interchange
from jixiao.model.numerals import to_yuan
from jixiao.model.writing import form_out
from jixiao.recognition import recognise
from jixiao.rules.examples import changed
from jixiao.testing import renderings
from jixiao.testing.layouts import county_layout
from jixiao.testing.rendering import FORMATS

ROOT: Final = Path(__file__).resolve().parent.parent
SEEDS: Final = ROOT / "tests" / "fuzz_seeds"
LIMITS: Final = Limits(rows=20_000, cells=40_000, pages=50, seconds=10)
ROUND: Final = 100
"""So many examples are tried between two looks at the clock."""
LONGEST: Final = 30.0
"""So many seconds may one example take; the readers' own limits end before."""
_ZIPPED: Final = {"xlsx", "docx", "ods"}
_PIECES: Final = (
    b"\x00",
    b"\xff\xfe",
    b"<",
    b">",
    b'"',
    b"&#0;",
    b"\t",
    b"\r\n",
    b"9" * 40,
    b"-1",
    b"{",
    b"[",
    "≥".encode(),
)


class Fault(NamedTuple):
    """What was found: the target, the bytes that make it fail, and how."""

    target: str
    data: bytes
    how: str


class NoEnd(Exception):
    """An example that was stopped, since it took too long."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Stop what takes longer, where the system has a clock for it. Regular expressions look at it as well."""
    if sys.platform == "win32":
        yield
        return

    def stop(*_: object) -> None:
        raise NoEnd(f"not done after {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def read_as(kind: str, data: bytes) -> None:
    """Read bytes as a file of a kind, check what is in it, and write the report; only our own errors may come."""
    name = f"表.{kind}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if kind_of(data, name) == "json":
                reading = interchange.loads(data, source=name)
            else:
                reading = recognise([read_bytes(data, name, limits=LIMITS)])
        except JixiaoError:
            return
        jixiao.check(reading).to_json()


def take_value(data: bytes) -> None:
    """Understand a text as a target value and as an amount; the canonical spelling means the same."""
    text = data.decode("utf-8", "replace")
    quantity = jixiao.parse_quantity(text)
    if quantity.well_formed:
        assert jixiao.parse_quantity(str(quantity)) == quantity, str(quantity)
    to_yuan(text, "万元")


@cache
def bases(kind: str) -> tuple[bytes, ...]:
    """Honest files of a kind, to be spoiled."""
    forms = [changed(name, []).disclosure.forms[0] for name in ("county", "national-2015", "national-2021")]
    if kind in FORMATS:
        return tuple(renderings(form, kind) for form in forms)
    if kind == "pdf":
        return (county_pdf([form_out(forms[0])]),)
    return (formats.write(kind, [county_layout(form_out(forms[0]))]),)


Edit = tuple[float, int, bytes]
_EDITS: Final = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 64),
        st.sampled_from(_PIECES) | st.binary(max_size=8),
    ),
    min_size=1,
    max_size=6,
)


def spoiled(data: bytes, edits: list[Edit]) -> bytes:
    """The bytes with pieces taken out and others put in."""
    for at, cut, piece in edits:
        place = int(at * (len(data) + 1))
        data = data[:place] + piece + data[place + cut :]
    return data


def spoiled_inside(data: bytes, part: float, edits: list[Edit]) -> bytes:
    """A zipped document with one of its parts spoiled."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        names = source.namelist()
        chosen = names[int(part * len(names))]
        for name in names:
            content = source.read(name)
            made.writestr(name, spoiled(content, edits) if name == chosen else content)
    return target.getvalue()


@st.composite
def _files(draw: st.DrawFn, kind: str) -> bytes:
    base = draw(st.sampled_from(bases(kind)))
    edits = draw(_EDITS)
    if kind in _ZIPPED and draw(st.integers(0, 3)):
        return spoiled_inside(base, draw(st.floats(0, 1, exclude_max=True)), edits)
    return draw(st.sampled_from((spoiled(base, edits), base[: int(edits[0][0] * len(base))])))


_SIGNS: Final = st.sampled_from(
    "≥≤=><≈0123456789.,，%％万亿元年月日前后底-–~至到不低于高每台套个次（）()一二十百千壹佰整 \n"
)
VALUES: Final = (st.text(_SIGNS, max_size=24) | st.text(max_size=24)).map(lambda text: text.encode("utf-8", "replace"))
KINDS: Final = (*FORMATS, "xls", "ods", "mht", "pdf")
TARGETS: Final[dict[str, tuple[st.SearchStrategy[bytes], Callable[[bytes], None]]]] = {
    "value": (VALUES, take_value),
    **{kind: (_files(kind), lambda data, kind=kind: read_as(kind, data)) for kind in KINDS},  # type: ignore[misc]
}
"""Each target with what is drawn for it, and what is done with that."""


def replay(seed: Path) -> None:
    """Try a seed again; it fails as it did, or is mended."""
    with limited(LONGEST):
        TARGETS[seed.name.partition("-")[0]][1](seed.read_bytes())


def search(target: str, seconds: float) -> tuple[int, Fault | None]:
    """Search a target for a while; how many examples were tried, and the smallest one that fails."""
    drawn, attempt = TARGETS[target]
    tried, last = 0, b""
    if target in KINDS:
        bases(target)  # Made before anything is drawn: they are no part of the search.

    @settings(
        max_examples=ROUND,
        deadline=None,
        derandomize=False,
        database=DirectoryBasedExampleDatabase(ROOT / ".hypothesis" / "fuzz" / target),
        phases=(Phase.reuse, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(drawn)
    def run(data: bytes) -> None:
        nonlocal tried, last
        tried += 1
        try:
            with limited(LONGEST):
                attempt(data)
        except Exception:
            last = data
            raise

    ends = time.monotonic() + seconds
    while not tried or time.monotonic() < ends:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", HypothesisWarning)
                run()
        except Exception as error:
            where = "".join(traceback.format_tb(error.__traceback__)[-3:])
            return tried, Fault(target, last, f"{type(error).__name__}: {error}\n{where}")
    return tried, None


def keep(fault: Fault) -> Path:
    """Write what was found where the suite tries it again."""
    SEEDS.mkdir(exist_ok=True)
    path = SEEDS / f"{fault.target}-{sha256(fault.data).hexdigest()[:12]}"
    path.write_bytes(fault.data)
    return path


def found(names: list[str], seconds: float) -> Iterator[Fault]:
    """Search the targets, each for its share of the time; says how many examples were tried."""
    for target in names:
        tried, fault = search(target, seconds / len(names))
        print(f"{target}: {tried} examples, {'FAILED' if fault else 'nothing found'}", flush=True)
        if fault is not None:
            yield fault


def main(arguments: list[str]) -> int:
    """Search; 0 when nothing was found, 2 for a target that there is not."""
    seconds = 600.0
    if arguments and arguments[0].isdigit():
        seconds, arguments = float(arguments[0]), arguments[1:]
    if unknown := [name for name in arguments if name not in TARGETS]:
        print(f"No such target: {', '.join(unknown)}. There are: {', '.join(TARGETS)}.", file=sys.stderr)
        return 2
    faults = list(found(arguments or list(TARGETS), seconds))
    for fault in faults:
        print(f"\n{keep(fault).relative_to(ROOT).as_posix()}\n{fault.how}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
