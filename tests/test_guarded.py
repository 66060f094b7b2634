"""Reading in a process of its own: what it gives, what it says when it ends badly, and that the next file is read."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.evil.builders import one_page, raw_pdf
from tests.formats import page_of

import jixiao
from jixiao.documents import Limits, guarded, read_bytes
from jixiao.documents.collecting import without_collecting
from jixiao.documents.grid import Cell, Document, Line
from jixiao.documents.guarded import _POOL, _Pool, read_guarded
from jixiao.documents.wire import document_of, error_of, plain_document, plain_error
from jixiao.errors import NotReadable, TooLarge
from jixiao.places import Location

PAGE = page_of("<p>说明</p><table><tr><td rowspan=2>甲<td>乙<tr><td>丙</table>")
# A page that runs a loop of drawings long enough for any clock: each one is small.
SLOW = raw_pdf(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count 400 >>" % b" ".join(b"%d 0 R" % n for n in range(4, 404)),
        b"<< /Length 400000 >>\nstream\n%s\nendstream" % (b"q Q " * 100_000),
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R >>"] * 400,
    ]
)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Each test has its own children."""
    _POOL.end()
    yield
    _POOL.end()


def test_the_document_is_the_same_as_in_this_process() -> None:
    for data, name in ((PAGE, "页.html"), (one_page(b"BT /F 9 Tf 60 700 Td (words) Tj ET", filters=b"[]"), "表.pdf")):
        assert read_guarded(data, name) == read_bytes(data, name)


def test_a_child_is_used_again_and_replaced_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    read_guarded(PAGE, "页.html")
    first = _POOL._idle[0]
    read_guarded(PAGE, "页.html")
    assert _POOL._idle == [first]
    monkeypatch.setattr(guarded, "_MOST_FILES", 3)
    read_guarded(PAGE, "页.html")
    assert _POOL._idle == []


def test_errors_come_back_as_they_were() -> None:
    with pytest.raises(TooLarge) as caught:
        read_guarded(PAGE, "页.html", Limits(cells=1))
    assert (caught.value.limit, caught.value.allowed) == ("cells", 1)
    assert "上限1格" in str(caught.value)
    assert "--max-cells" in caught.value.en
    with pytest.raises(NotReadable, match="已损坏"):
        read_guarded(b"%PDF-1.7\n", "表.pdf")


def test_a_file_that_takes_too_long_is_ended_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "_GRACE_SECONDS", -1)
    read_guarded(PAGE, "页.html")
    with pytest.raises(TooLarge, match="读取超过1秒") as caught:
        read_guarded(SLOW, "表.pdf", Limits(seconds=1))
    assert caught.value.limit == "seconds"
    assert "1 seconds" in caught.value.en
    monkeypatch.undo()
    assert read_guarded(PAGE, "页.html").lines


def test_the_pdf_reader_has_a_clock_of_its_own() -> None:
    with pytest.raises(TooLarge, match="停止读取") as caught:
        read_bytes(SLOW, "表.pdf", limits=Limits(seconds=0))
    assert "--max-seconds" in caught.value.en


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the memory of a process is limited otherwise")
def test_a_file_that_takes_too_much_memory_is_named_and_the_next_is_read() -> None:
    read_guarded(PAGE, "页.html")
    with pytest.raises(TooLarge, match="内存超过上限") as caught:
        read_guarded(page_of("<p>" + "甲" * 3_000_000), "页.html", Limits(memory=-40 * 1024 * 1024))
    assert caught.value.limit == "memory"
    assert read_guarded(PAGE, "页.html").lines


def test_a_child_that_dies_costs_its_file_one_line_and_the_next_is_read() -> None:
    read_guarded(PAGE, "页.html")
    _POOL._idle[0]._process.kill()
    _POOL._idle[0]._process.wait()
    with pytest.raises(NotReadable, match="中途崩溃") as caught:
        read_guarded(PAGE, "页.html")
    assert "crashed" in caught.value.en
    assert read_guarded(PAGE, "页.html").lines


@pytest.mark.parametrize("program", ["", "budget", "python3"])
def test_where_no_process_can_be_started_the_file_is_read_here(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / program) if program else "")
    monkeypatch.setattr(guarded, "_POOL", _Pool())
    assert read_guarded(PAGE, "页.html") == read_bytes(PAGE, "页.html")


def test_an_interpreter_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "_BEGIN", "pass")
    monkeypatch.setattr(guarded, "_POOL", _Pool())
    assert read_guarded(PAGE, "页.html") == read_bytes(PAGE, "页.html")
    assert guarded._POOL.take() is None


def test_threads_have_children_of_their_own() -> None:
    found: list[Document] = []
    threads = [threading.Thread(target=lambda: found.append(read_guarded(PAGE, "页.html"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [read_bytes(PAGE, "页.html")] * 3
    assert len(_POOL._idle) <= 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_process_has_none_of_its_parents_children() -> None:
    read_guarded(PAGE, "页.html")
    pid = os.fork()
    if pid == 0:
        os._exit(len(_POOL._idle))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert len(_POOL._idle) == 1


def test_what_goes_between_processes_is_whole() -> None:
    cells = (
        Cell(0, "甲", Location(paragraph=3)),
        Cell(1, "1", Location(4, 2, table=1, page=2), 2, 3, None, True, True),
    )
    document = Document("a", "page", False, (Line(cells, 7, 1), Line(cells[:1], 9)), (1, 3))
    assert document_of(plain_document(document)) == document
    for error in (NotReadable("甲", "a"), TooLarge("甲", "a", limit="rows", value=3, allowed=2)):
        back = error_of(plain_error(error))
        assert (type(back), vars(back)) == (type(error), vars(error))


def test_garbage_is_looked_for_again_afterwards() -> None:
    import gc

    with without_collecting():
        assert not gc.isenabled()
        with without_collecting():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_limits_of_the_library_reach_the_readers() -> None:
    with pytest.raises(jixiao.TooLarge):
        jixiao.read(PAGE, limits=jixiao.Limits(rows=1))
    with pytest.raises(jixiao.TooLarge):
        jixiao.check(b"a\tb\nc\td\n", limits=jixiao.Limits(bytes=4, rows=1))
