"""Any file → :class:`~jixiao.documents.grid.Document`: the one function in front of the readers, one module a format.

What a file is, is told by its content, never by its suffix. Every file that can't be read raises
:class:`~jixiao.errors.NotReadable`, with one sentence that says which file, what is wrong and what to do.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

from jixiao.documents.kinds import APART, Kind, is_report, kind_of, refuse, refuse_empty
from jixiao.documents.limits import DEFAULT, Limits, exceeded, megabytes
from jixiao.errors import NotReadable

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.documents.archive import Member
    from jixiao.documents.grid import Document
    from jixiao.documents.sight import Sight

__all__ = [
    "SUFFIXES",
    "Kind",
    "Limits",
    "files_in",
    "files_inside",
    "is_lock_file",
    "is_report",
    "kind_of",
    "load_bytes",
    "read_bytes",
    "read_document",
    "refuse_size",
]

# The files of a folder that may hold a form; .doc and .wps are named with what to do, never passed over silently.
SUFFIXES = frozenset(
    {
        ".csv", ".doc", ".docm", ".docx", ".et", ".htm", ".html", ".jpeg", ".jpg", ".json", ".jsonl", ".md", ".mht",
        ".mhtml", ".ods", ".odt", ".pdf", ".png", ".rtf", ".tif", ".tiff", ".tsv", ".txt", ".wps", ".xls", ".xlsm",
        ".xlsx", ".xml", ".zip",
    }
)  # fmt: skip


def read_document(path: str | os.PathLike[str], *, limits: Limits = DEFAULT) -> Document:
    """The document in a file. Raises :class:`~jixiao.errors.NotReadable`."""
    return read_bytes(load_bytes(path, limits=limits), _shown(path), limits=limits)


def read_bytes(data: bytes, name: str, *, limits: Limits = DEFAULT, sight: Sight | None = None) -> Document:
    """The document in the bytes of a file called ``name``. Raises :class:`~jixiao.errors.NotReadable`.

    JSON is no document: ask :func:`kind_of` first where it may come. ``sight`` looks at the scanned pages of a PDF.
    """
    kind = kind_of(data, name)
    # Each reader is loaded when a file needs it: a text never pays for the workbook's modules.
    if kind == "xlsx":
        from jixiao.documents.xlsx import read_xlsx as read
    elif kind == "xls":
        from jixiao.documents.xls import read_xls as read
    elif kind == "ods":
        from jixiao.documents.ods import read_ods as read
    elif kind == "docx":
        from jixiao.documents.docx import read_docx as read
    elif kind == "doc" or kind == "rtf" or kind == "odt":
        from jixiao.documents.office import read_old

        return read_old(data, name, kind, limits=limits)
    elif kind == "pdf":
        from jixiao.documents.pdf import read_pdf

        return read_pdf(data, name, limits=limits, sight=sight)
    elif kind == "image":
        from jixiao.documents.scan import read_image as read
    elif kind == "html":
        from jixiao.documents.html import read_html as read
    elif kind == "mht":
        from jixiao.documents.html import read_mht as read
    elif kind == "xml":
        from jixiao.documents.xml_sheet import read_xml_sheet as read
    elif kind == "csv":
        from jixiao.documents.delimited import read_delimited as read
    elif kind == "text":
        from jixiao.documents.text import read_text as read
    elif kind == "json":
        refuse(
            name,
            "这是JSON数据，不是文档；请按交换格式读取",
            "this is JSON, not a document; read it as the interchange form",
        )
    else:
        refuse(
            name,
            "这是压缩包；请用 jixiao check 检查它，或解压后读取里面的文件",
            "this is an archive; run jixiao check on it, or unpack it and read the files inside",
        )
    return read(data, name, limits=limits)


def read_apart(data: bytes, name: str, limits: Limits | None = None) -> Document:
    """As :func:`read_bytes`, in a process of its own where the kind of the file asks for it."""
    if kind_of(data, name) in APART:
        from jixiao.documents.guarded import read_guarded  # starts processes, which most files do without

        return read_guarded(data, name, limits)
    return read_bytes(data, name, limits=limits or DEFAULT)


def load_bytes(path: str | os.PathLike[str], *, limits: Limits = DEFAULT) -> bytes:
    """The content of a file, up to the limit. Raises :class:`~jixiao.errors.NotReadable`."""
    name = _shown(path)
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            # A pipe has no size, and a file may grow: what is really read is counted too.
            data = file.read(limits.bytes + 1) if size <= limits.bytes else b""
    except FileNotFoundError:
        refuse(name, "没有这个文件，请核对路径和文件名", "no such file; check the path and the name")
    except IsADirectoryError:
        _refuse_folder(name)
    except PermissionError:
        # Windows says "no permission" of a folder too.
        if os.path.isdir(path):
            _refuse_folder(name)
        refuse(
            name,
            "没有读取权限，或正被别的程序占用；请关闭打开它的程序，或复制一份再检查",
            "no permission to read it, or another program holds it; close that program, or check a copy",
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        refuse(name, f"打不开（{reason}），请核对路径", f"can't be opened ({reason}); check the path")
    refuse_size(max(size, len(data)), name, limits)
    if is_lock_file(path):
        refuse(
            name,
            "这是Office打开文件时留下的锁文件，不是文档；请检查去掉“~$”的那个文件",
            "this is the lock file that Office leaves beside an open file; check the file without the ~$",
        )
    refuse_empty(data, name)
    return data


def refuse_size(size: int, name: str, limits: Limits) -> None:
    """Raise the error for a file that is larger than it may be."""
    if size > limits.bytes:
        met, allowed = megabytes(size), megabytes(limits.bytes)
        exceeded(
            name,
            "bytes",
            size,
            limits.bytes,
            f"文件太大（{met}，上限{allowed}）；请拆成几个文件，或删去图片后另存",
            f"too large ({met}, the limit is {allowed}); split it, or save it without images",
            option="--max-bytes",
            partly=False,
        )


def is_lock_file(path: str | os.PathLike[str]) -> bool:
    """Whether this is the ``~$`` file that Office keeps beside an open document."""
    return os.path.basename(_shown(path)).startswith("~$")


def files_in(folder: str | os.PathLike[str], trouble: list[tuple[str, NotReadable]] | None = None) -> list[Path]:
    """The files of a folder and its subfolders that may hold a form, in the order of their paths.

    Lock files and hidden files are passed over. A folder that can't be listed raises
    :class:`~jixiao.errors.NotReadable`, or goes with its path on the list of ``trouble`` where there is one, and then
    doesn't stop the others: nothing is left unchecked silently.
    """
    from pathlib import Path  # an import that a single file can do without

    def stop(error: OSError) -> None:
        where = os.fsdecode(error.filename or folder)
        try:
            refuse(
                where,
                "这个文件夹打不开，请核对路径和权限",
                "this folder can't be listed; check the path and the permissions",
            )
        except NotReadable as refusal:
            if trouble is None:
                raise
            trouble.append((where, refusal))

    found: list[Path] = []
    for where, folders, files in os.walk(folder, onerror=stop):
        folders[:] = [each for each in folders if not each.startswith(".")]
        found.extend(
            Path(where, each)
            for each in files
            if not each.startswith((".", "~$")) and os.path.splitext(each)[1].lower() in SUFFIXES
        )
    return sorted(found)


def files_inside(data: bytes, name: str, *, limits: Limits = DEFAULT) -> list[Member] | None:
    """The files of an archive that may hold a form, as :func:`files_in` has those of a folder; ``None`` of anything
    that is no archive of files. Raises :class:`~jixiao.errors.NotReadable`.
    """
    if not data.startswith(b"PK") or kind_of(data, name) != "zip":
        return None
    from jixiao.documents.archive import Archive

    found = Archive(data, name, limits).members(SUFFIXES)
    if not found:
        refuse(
            name,
            "压缩包里没有能检查的文件（.xlsx、.docx、.pdf、.html、.txt等）",
            "no file in this archive can be checked (.xlsx, .docx, .pdf, .html, .txt and others)",
        )
    return found


def _shown(path: str | os.PathLike[str]) -> str:
    """The path as it is shown in a message."""
    return os.fsdecode(path)


def _refuse_folder(name: str) -> NoReturn:
    refuse(name, "这是文件夹，不是文件；请指定其中的文件", "this is a folder, not a file; name a file in it")
