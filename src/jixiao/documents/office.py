"""Old Word files (``.doc``, ``.wps``), RTF and OpenDocument text, through LibreOffice where there is one.

LibreOffice writes the file anew as ``.docx``, in a profile and a folder of its own, with a time limit. What comes out
is kept only where its tables survived: some files lose them on the way, and half a form is worse than none.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, NoReturn

from jixiao.documents.grid import Document, Line
from jixiao.documents.kinds import refuse
from jixiao.documents.limits import Limits

OldKind = Literal["doc", "rtf", "odt"]

SECONDS: Final = 90
"""How long LibreOffice may take over one file; its first start takes longest."""
_NAMES: Final[dict[OldKind, tuple[str, str]]] = {
    "doc": ("旧版Word文件（.doc、.wps）", "a Word file of the old format (.doc, .wps)"),
    "rtf": ("RTF文件", "an RTF file"),
    "odt": ("OpenDocument文本（.odt）", "an OpenDocument text (.odt)"),
}
_LABELS: Final = ("项目名称", "指标值")
"""Labels of every layout, from its head and from its foot."""
_PLACES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


def read_old(data: bytes, name: str, kind: OldKind, *, limits: Limits) -> Document:
    """The document in an old Word file, an RTF or an OpenDocument text.

    Raises :class:`~jixiao.errors.NotReadable`: also where there is no LibreOffice, or where the tables are lost.
    """
    from jixiao.documents.docx import read_docx

    program = office()
    if program is None:
        _refuse(name, kind, "读不了", "can't be read")
    written = _converted(program, data, name, kind)
    document = read_docx(written, name, limits=limits)
    rows = [line for line in document.lines if line.table is not None and len(line.cells) > 1]
    if not rows or any(line.table is None and _holds_a_form(line) for line in document.lines):
        _refuse(name, kind, "用LibreOffice转换时表格丢失了", "lost its tables when LibreOffice converted it")
    return document


def _holds_a_form(paragraph: Line) -> bool:
    """Whether a paragraph is what is left of a table: all its cells run together."""
    text = paragraph.cells[0].text if paragraph.cells else ""
    return all(label in text for label in _LABELS)


@lru_cache(maxsize=1)
def office() -> str | None:
    """The program of LibreOffice on this machine, if there is one."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if os.path.isfile(place)), None)


def _converted(program: str, data: bytes, name: str, kind: OldKind) -> bytes:
    """The file written anew as ``.docx``."""
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        source = Path(folder, f"form.{kind}")
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={Path(_profile()).as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            # No window on Windows; what it prints is about itself, never about the file.
            subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if sys.platform == "win32" else 0,
            )
        except subprocess.TimeoutExpired:
            _refuse(
                name,
                kind,
                f"LibreOffice转换超过{SECONDS}秒，没有完成",
                f"kept LibreOffice busy for more than {SECONDS} seconds",
            )
        except OSError as error:
            reason = error.strerror or str(error)
            _refuse(
                name, kind, f"LibreOffice启动不了（{reason}）", f"needs LibreOffice, which can't be started ({reason})"
            )
        written = source.with_suffix(".docx")
        if not written.is_file():
            _refuse(name, kind, "LibreOffice转换不了", "can't be converted by LibreOffice")
        return written.read_bytes()


@lru_cache(maxsize=1)
def _profile() -> str:
    """A profile for this process alone: the user's own is not touched, and may be in use by an open LibreOffice."""
    folder = tempfile.mkdtemp(prefix="jixiao-office-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _refuse(name: str, kind: OldKind, zh: str, en: str) -> NoReturn:
    called_zh, called_en = _NAMES[kind]
    refuse(
        name,
        f"{called_zh}{zh}；请用Word或WPS打开，“另存为”.docx，再检查",
        f"{called_en} {en}; open it in Word or WPS, save it as .docx, then check that",
    )
