"""Old Word files, RTF and OpenDocument text: read where LibreOffice is; where it isn't, one line says what to do."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from tests.evil import builders
from tests.formats import Block, write
from tests.test_documents_formats import LAYOUTS, outcome

import jixiao
from jixiao.documents import kind_of, office, read_bytes
from jixiao.errors import NotReadable

PROGRAM = shutil.which("soffice")
OLD_WORD, RTF = builders.compound("WordDocument"), b"{\\rtf1 \\ansi nothing}"
needs_office = pytest.mark.skipif(
    PROGRAM is None, reason="LibreOffice is absent: .doc, .rtf and .odt as it writes them are NOT tested here"
)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the place of LibreOffice; the test writes what it does."""
    path = tmp_path / "office"
    monkeypatch.setattr(office, "office", lambda: str(path))
    return path


def behaves(path: Path, code: str) -> None:
    """Make ``path`` a program that runs ``code``, with the folder to write to as ``out``."""
    program = path.with_suffix(".py")
    head = "import sys, time, shutil, os\nout = sys.argv[sys.argv.index('--outdir') + 1]\n"
    program.write_text(head + code, "utf-8")
    # The first line of a script can't name a Python in a folder with blanks.
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{program}" "$@"\n', "utf-8")
    path.chmod(0o755)


def refusal(data: bytes) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read_bytes(data, "旧表.doc")
    assert "另存为”.docx" in str(caught.value)
    assert "save it as .docx" in caught.value.say("en")
    return caught.value


def test_the_kinds_are_told_by_content() -> None:
    assert kind_of(OLD_WORD) == "doc"
    assert kind_of(RTF) == "rtf"
    assert kind_of(builders.zipped({"content.xml": "", "mimetype": "application/vnd.oasis.opendocument.text"})) == "odt"


@pytest.mark.parametrize("data", [OLD_WORD, RTF])
def test_without_the_program_one_line_says_what_to_do(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "office", lambda: None)
    assert "读不了" in str(refusal(data))


@pytest.mark.skipif(os.name == "nt", reason="a script can't stand in for a program here")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("sys.exit(1)", "转换不了"),
        ("time.sleep(60)", "超过1秒"),
        ("open(os.path.join(out, 'form.docx'), 'wb').write(b'PK nothing')", "不完整"),
    ],
)
def test_a_program_that_fails_is_no_traceback(
    program: Path, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    monkeypatch.setattr(office, "SECONDS", 1)
    behaves(program, code)
    with pytest.raises(NotReadable, match=said):
        read_bytes(RTF, "旧表.rtf")


def test_a_program_that_is_not_there_any_more_is_named(program: Path) -> None:
    assert "启动不了" in str(refusal(RTF))


@pytest.mark.skipif(os.name == "nt", reason="a script can't stand in for a program here")
@pytest.mark.parametrize("tables", [0, 1])
def test_a_file_that_lost_its_tables_is_not_half_read(program: Path, tmp_path: Path, tables: int) -> None:
    lost = docx.Document()
    for _ in range(tables):
        lost.add_table(2, 2).cell(0, 0).text = "项目名称"
    lost.add_paragraph("项目名称营区维修三级指标指标值维修房间≥10间")
    lost.save(str(tmp_path / "lost.docx"))
    behaves(program, f"shutil.copy({str(tmp_path / 'lost.docx')!r}, os.path.join(out, 'form.docx'))")
    assert "表格丢失" in str(refusal(RTF))


def converted(kind: str, blocks: Sequence[Block], folder: Path) -> bytes:
    """A Word file of some forms as LibreOffice writes it in another format."""
    written = docx.Document(io.BytesIO(write("docx", blocks)))
    # as Word always has one; without it the last table is lost on the way to .doc
    written.add_paragraph("")
    written.save(str(folder / "表.docx"))
    command = [
        str(PROGRAM), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind,
        "--outdir", str(folder), str(folder / "表.docx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / f"表.{kind}").read_bytes()


@needs_office
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_the_same_form_through_the_program_is_the_same(kind: str, tmp_path: Path) -> None:
    blocks = LAYOUTS["county"]
    written = converted(kind, blocks, tmp_path)
    assert outcome(written) == outcome(write("xlsx", blocks))
    assert jixiao.read(written).places["forms[0].project_name"].text == "营区维修"
