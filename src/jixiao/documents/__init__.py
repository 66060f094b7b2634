"""Any file → :class:`~jixiao.documents.grid.Document`: the one function in front of the readers, one module a format.

What a file is, is told by its content, never by its suffix. Every file that can't be read raises
:class:`~jixiao.errors.NotReadable`, with one sentence that says which file, what is wrong and what to do.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Literal, NoReturn

from jixiao.errors import NotReadable

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.documents.grid import Document

__all__ = [
    "MAX_BYTES",
    "MAX_ROWS",
    "Kind",
    "files_in",
    "is_lock_file",
    "kind_of",
    "load_bytes",
    "read_bytes",
    "read_document",
]

Kind = Literal["xlsx", "pdf", "json", "text"]

MAX_BYTES = 128 * 1024 * 1024
MAX_ROWS = 200_000

_SUFFIXES = frozenset({".xlsx", ".xlsm", ".txt", ".md", ".tsv", ".json", ".pdf"})
# What an empty file may hold in any of the encodings: blanks, NUL bytes, byte order marks.
_BLANK = b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf\xff\xfe"
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b")) + b"\x7f"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = (
    "请用Excel或WPS打开，“另存为”.xlsx，再检查",
    "open it in Excel or WPS, save it as .xlsx, then check that",
)
_TO_TABLE = (
    "请打开原文件，把表格复制到Excel里存为.xlsx（或存为带制表符的.txt），再检查",
    "open the original, copy the table into Excel and save it as .xlsx (or as tab-separated .txt), then check that",
)
_UNPACK = ("请先解压，再检查里面的文件", "unpack it first, then check the files inside")
_AGAIN = (
    "请重新下载或重新复制一份，能在Excel里打开的请另存一份再检查",
    "download or copy it again, or, if Excel opens it, save it anew",
)
_Advice = tuple[str, str]
# The first bytes of what can't be read → what it is, in Chinese and in English, and what to do about it.
_SIGNATURES: tuple[tuple[bytes, str, str, _Advice], ...] = (
    (b"\x89PNG", "图片读不了", "an image can't be read", _TO_TABLE),
    (b"\xff\xd8\xff", "图片读不了", "an image can't be read", _TO_TABLE),
    (b"GIF8", "图片读不了", "an image can't be read", _TO_TABLE),
    (b"II*\x00", "图片读不了", "an image can't be read", _TO_TABLE),
    (b"MM\x00*", "图片读不了", "an image can't be read", _TO_TABLE),
    (b"Rar!\x1a", "压缩包读不了", "an archive can't be read", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "压缩包读不了", "an archive can't be read", _UNPACK),
    (b"\x1f\x8b", "压缩包读不了", "an archive can't be read", _UNPACK),
    (b"{\\rtf", "RTF文件读不了", "an RTF file can't be read", _TO_TABLE),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table)[\s>]", re.IGNORECASE)
_JSON_ARRAY = re.compile(r"\[\s*(?:[\[{\"\]\-0-9tfn]|\Z)")


def read_document(path: str | os.PathLike[str], *, max_rows: int = MAX_ROWS) -> Document:
    """The document in a file. Raises :class:`~jixiao.errors.NotReadable`."""
    return read_bytes(load_bytes(path), _shown(path), max_rows=max_rows)


def read_bytes(data: bytes, name: str, *, max_rows: int = MAX_ROWS) -> Document:
    """The document in the bytes of a file called ``name``. Raises :class:`~jixiao.errors.NotReadable`.

    JSON is no document: ask :func:`kind_of` first where it may come.
    """
    kind = kind_of(data, name)
    # Each reader is loaded when a file needs it: a text never pays for the workbook's modules.
    if kind == "xlsx":
        from jixiao.documents.xlsx import read_xlsx

        return read_xlsx(data, name, max_rows=max_rows)
    if kind == "pdf":
        from jixiao.documents.pdf import read_pdf

        return read_pdf(data, name, max_rows=max_rows)
    if kind == "json":
        _refuse(
            name,
            "这是JSON数据，不是文档；请按交换格式读取",
            "this is JSON, not a document; read it as the interchange form",
        )
    from jixiao.documents.text import read_text

    return read_text(data, name, max_rows=max_rows)


def load_bytes(path: str | os.PathLike[str]) -> bytes:
    """The content of a file of at most 128 MB. Raises :class:`~jixiao.errors.NotReadable`."""
    name = _shown(path)
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            # A pipe has no size, and a file may grow: what is really read is counted too.
            data = file.read(MAX_BYTES + 1) if size <= MAX_BYTES else b""
    except FileNotFoundError:
        _refuse(name, "没有这个文件，请核对路径和文件名", "no such file; check the path and the name")
    except IsADirectoryError:
        _refuse_folder(name)
    except PermissionError:
        # Windows says "no permission" of a folder too.
        if os.path.isdir(path):
            _refuse_folder(name)
        _refuse(
            name,
            "没有读取权限，或正被别的程序占用；请关闭打开它的程序，或复制一份再检查",
            "no permission to read it, or another program holds it; close that program, or check a copy",
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        _refuse(name, f"打不开（{reason}），请核对路径", f"can't be opened ({reason}); check the path")
    if size > MAX_BYTES or len(data) > MAX_BYTES:
        size = max(size, len(data))
        limit = MAX_BYTES // 1024 // 1024
        _refuse(
            name,
            f"文件太大（{size / 1024 / 1024:,.0f} MB，上限{limit} MB）；请拆成几个文件，或删去图片后另存",
            f"too large ({size / 1024 / 1024:,.0f} MB, the limit is {limit} MB); split it, or save it without images",
        )
    if is_lock_file(path):
        _refuse(
            name,
            "这是Office打开文件时留下的锁文件，不是文档；请检查去掉“~$”的那个文件",
            "this is the lock file that Office leaves beside an open file; check the file without the ~$",
        )
    _refuse_empty(data, name)
    return data


def kind_of(data: bytes, name: str = "") -> Kind:
    """What the bytes are, told by their content. What no reader takes raises :class:`~jixiao.errors.NotReadable`."""
    _refuse_empty(data, name)
    if data.startswith(_OLE):
        _refuse_compound(data, name)
    if data.startswith(b"PK"):
        return _kind_of_zip(data, name)
    head = data[:1024].lstrip(_BLANK)
    if head.startswith(b"%PDF-"):
        return "pdf"
    for signature, zh, en, (do_zh, do_en) in _SIGNATURES:
        if data.startswith(signature) or head.startswith(signature):
            _refuse(name, f"{zh}；{do_zh}", f"{en}; {do_en}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = data[:2048].decode("utf-16", "ignore")
    elif 0 in data:
        from jixiao.documents.text import utf16_without_mark

        encoding = utf16_without_mark(data)
        if encoding is None:
            _refuse_binary(name)
        start = data[:2048].decode(encoding, "ignore")
    else:
        controls = len(data) - len(data.translate(None, _CONTROLS))
        if controls * 100 > len(data):
            _refuse_binary(name)
        if _HTML.match(head) or (head.startswith(b"<?xml") and b"schemas-microsoft-com:office" in data[:4096]):
            _refuse(
                name,
                f"这是网页格式的表格，不是真正的工作簿；{_SAVE_AS[0]}",
                f"this is a table in a web format, not a real workbook; {_SAVE_AS[1]}",
            )
        start = data[:2048].decode("utf-8", "ignore")
    start = start.lstrip(" \t\r\n\ufeff")
    return "json" if start.startswith("{") or _JSON_ARRAY.match(start) else "text"


def is_lock_file(path: str | os.PathLike[str]) -> bool:
    """Whether this is the ``~$`` file that Office keeps beside an open document."""
    return os.path.basename(_shown(path)).startswith("~$")


def files_in(folder: str | os.PathLike[str]) -> list[Path]:
    """The files of a folder and its subfolders that may hold a form, in the order of their paths.

    Lock files and hidden files are passed over. A folder that can't be listed raises
    :class:`~jixiao.errors.NotReadable`: nothing is left unchecked silently.
    """
    from pathlib import Path  # an import that a single file can do without

    def stop(error: OSError) -> NoReturn:
        _refuse(
            os.fsdecode(error.filename or folder),
            "这个文件夹打不开，请核对路径和权限",
            "this folder can't be listed; check the path and the permissions",
        )

    found: list[Path] = []
    for where, folders, files in os.walk(folder, onerror=stop):
        folders[:] = [each for each in folders if not each.startswith(".")]
        found.extend(
            Path(where, each)
            for each in files
            if not each.startswith((".", "~$")) and os.path.splitext(each)[1].lower() in _SUFFIXES
        )
    return sorted(found)


def _shown(path: str | os.PathLike[str]) -> str:
    """The path as it is shown in a message."""
    return os.fsdecode(path)


def _refuse(name: str, zh: str, en: str) -> NoReturn:
    raise NotReadable(f"{name}：{zh}。" if name else f"{zh}。", f"{name}: {en}." if name else f"{en}.")


def _refuse_empty(data: bytes, name: str) -> None:
    if not data[:64].strip(_BLANK) and not data.strip(_BLANK):
        _refuse(name, "文件是空的；请确认内容已经保存", "the file is empty; make sure that its content was saved")


def _refuse_folder(name: str) -> NoReturn:
    _refuse(name, "这是文件夹，不是文件；请指定其中的文件", "this is a folder, not a file; name a file in it")


def _refuse_binary(name: str) -> NoReturn:
    _refuse(
        name,
        f"不是文本也不是工作簿，读不了（也可能被单位的加密软件加了密）；{_SAVE_AS[0]}",
        f"neither a text nor a workbook (an office's encryption software may have locked it); {_SAVE_AS[1]}",
    )


def _refuse_compound(data: bytes, name: str) -> NoReturn:
    """OLE2 compound files: encrypted workbooks, and the formats of Office before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        _refuse(
            name,
            "文件有密码，请在Excel或WPS里取消密码后另存，再检查",
            "the file has a password; remove it in Excel or WPS, save the file, then check that",
        )
    if "WordDocument".encode("utf-16-le") in data:
        _refuse(
            name,
            f"旧版Word文件读不了；{_TO_TABLE[0]}",
            f"a Word file of the old format can't be read; {_TO_TABLE[1]}",
        )
    _refuse(
        name,
        f"旧版表格文件（.xls、.et）读不了；{_SAVE_AS[0]}",
        f"a spreadsheet of an old format (.xls, .et) can't be read; {_SAVE_AS[1]}",
    )


def _kind_of_zip(data: bytes, name: str) -> Kind:
    from jixiao.documents.xlsx_package import part_names

    parts = part_names(data)
    if parts is None:
        _refuse(name, f"文件不完整或已损坏；{_AGAIN[0]}", f"the file is cut off or damaged; {_AGAIN[1]}")
    if "xl/workbook.bin" in parts:
        _refuse(
            name,
            f"二进制工作簿（.xlsb）读不了；{_SAVE_AS[0]}",
            f"a binary workbook (.xlsb) can't be read; {_SAVE_AS[1]}",
        )
    if any(part.startswith("xl/") for part in parts):
        return "xlsx"
    if any(part.startswith("word/") for part in parts):
        _refuse(name, f"Word文件还读不了；{_TO_TABLE[0]}", f"a Word file can't be read yet; {_TO_TABLE[1]}")
    if any(part.startswith("ppt/") for part in parts):
        _refuse(name, f"演示文稿读不了；{_TO_TABLE[0]}", f"a presentation can't be read; {_TO_TABLE[1]}")
    if "OFD.xml" in parts:
        _refuse(name, f"OFD版式文件读不了；{_TO_TABLE[0]}", f"an OFD file can't be read; {_TO_TABLE[1]}")
    if "content.xml" in parts:
        _refuse(name, f"OpenDocument文件读不了；{_SAVE_AS[0]}", f"an OpenDocument file can't be read; {_SAVE_AS[1]}")
    _refuse(name, f"压缩包里没有工作簿；{_UNPACK[0]}", f"this archive is no workbook; {_UNPACK[1]}")
