"""What a file is, told by its content; and for what no reader takes, the one sentence that says what to do."""

from __future__ import annotations

import re
from typing import Final, Literal, NoReturn

from jixiao.errors import NotReadable

__all__ = ["APART", "Kind", "is_report", "kind_of", "refuse", "refuse_empty"]

Kind = Literal[
    "xlsx", "xls", "ods", "docx", "doc", "rtf", "odt", "pdf", "image", "html", "mht", "xml", "csv", "json", "text",
    "zip",
]  # fmt: skip

APART: Final = frozenset({"pdf", "html", "mht", "xls"})
"""The kinds that are read in a process of their own."""

# What an empty file may hold in any of the encodings: blanks, NUL bytes, byte order marks.
_BLANK = b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf\xff\xfe"
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b")) + b"\x7f"

# How many bytes tell what a text is.
_HEAD = 4096

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_Advice = tuple[str, str]
_SAVE_AS: _Advice = (
    "请用Excel或WPS打开，“另存为”.xlsx，再检查",
    "open it in Excel or WPS, save it as .xlsx, then check that",
)
_TO_TABLE: _Advice = (
    "请打开原文件，把表格复制到Excel里存为.xlsx（或存为带制表符的.txt），再检查",
    "open the original, copy the table into Excel and save it as .xlsx (or as tab-separated .txt), then check that",
)
_UNPACK: _Advice = ("请先解压，再检查里面的文件", "unpack it first, then check the files inside")
_AGAIN: _Advice = (
    "请重新下载或重新复制一份，能在Excel、Word或WPS里打开的请另存一份再检查",
    "download or copy it again, or, if Excel, Word or WPS opens it, save it anew",
)
# The first bytes of the images that are read: PNG, JPEG, TIFF.
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
# The first bytes of what can't be read → what it is, in Chinese and in English, and what to do about it.
_SIGNATURES: tuple[tuple[bytes, str, str, _Advice], ...] = (
    (b"GIF8", "这种图片读不了", "an image of this kind can't be read", _TO_TABLE),
    (b"Rar!\x1a", "RAR压缩包读不了", "a RAR archive can't be read", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "7z压缩包读不了", "a 7z archive can't be read", _UNPACK),
    (b"\x1f\x8b", "gz压缩包读不了", "a gz archive can't be read", _UNPACK),
)
# How the list and the Markdown of a report begin, and what stands early in its page and its test results.
_REPORTS = (
    "文件,表,项目,位置,级别,代码,规则,".encode(), b"File,Form,Project,Place,Severity,Code,Rule,",
    "## jixiao 绩效目标表检查".encode(), b"## jixiao\n", b"## jixiao\r\n",
)  # fmt: skip
_REPORT_TAGS = (b'<meta name="generator" content="jixiao">', b'<testsuites name="jixiao">')
# Compiled where a file asks for one: most files are told apart by their first bytes.
_HTML = r"(?is)(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body|table)[\s>]"
_TAG = r"(?i)<(?:!|\?xml|[a-z][a-z0-9]*[\s>/])"
_CELL = rb"(?i)<\0?t\0?[dh]\0?[\s>]"
_MAIL_TYPE = rb"(?i)content-type:\s*(?:multipart/related|text/html)"
_MAIL_HEAD = rb"[A-Za-z][A-Za-z0-9-]*:[^\n]*\n"
_JSON_ARRAY = r"\[\s*(?:[\[{\"\]\-0-9tfn]|\Z)"
_XML_SHEET = (
    r"(?s)(?:<\?[^>]{0,400}\?>\s*|<!--.{0,500}?-->\s*|<!DOCTYPE[^>\[]{0,200}(?:\[[^\]]{0,2000}\]\s*)?>\s*)*"
    r"<(?:\w{1,20}:)?Workbook[\s>]"
)


def kind_of(data: bytes, name: str = "") -> Kind:
    """What the bytes are, told by their content. What no reader takes raises :class:`~jixiao.errors.NotReadable`.

    The name decides nothing but whether a text with commas is a table of values (``.csv``).
    """
    refuse_empty(data, name)
    if data.startswith(_OLE):
        return _kind_of_compound(data, name)
    if data.startswith(b"PK"):
        return _kind_of_zip(data, name)
    head = data[:1024].lstrip(_BLANK)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(_IMAGES):
        return "image"
    for signature, zh, en, (do_zh, do_en) in _SIGNATURES:
        if data.startswith(signature) or head.startswith(signature):
            refuse(name, f"{zh}；{do_zh}", f"{en}; {do_en}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = data[:_HEAD].decode("utf-16", "ignore")
    elif 0 in data:
        from jixiao.documents.text import utf16_without_mark

        encoding = utf16_without_mark(data)
        if encoding is None:
            _refuse_binary(name)
        start = data[:_HEAD].decode(encoding, "ignore")
    else:
        controls = len(data) - len(data.translate(None, _CONTROLS))
        if controls * 100 > len(data):
            _refuse_binary(name)
        start = data[:_HEAD].decode("utf-8", "ignore")
    start = start.lstrip(" \t\r\n\ufeff")
    return _kind_of_text(start, data, name)


def is_report(data: bytes) -> bool:
    """Whether a text is a report that this package wrote, by what stands at its beginning; JSON is not looked at."""
    head = data[:_HEAD].lstrip(_BLANK)
    return head.startswith(_REPORTS) or (head.startswith(b"<") and any(tag in head for tag in _REPORT_TAGS))


def refuse(name: str, zh: str, en: str) -> NoReturn:
    """Raise the error for a file."""
    raise NotReadable(f"{name}：{zh}。" if name else f"{zh}。", f"{name}: {en}." if name else f"{en}.")


def refuse_empty(data: bytes, name: str) -> None:
    """Raise the error for a file with nothing in it."""
    if not data[:64].strip(_BLANK) and not data.strip(_BLANK):
        refuse(name, "文件是空的；请确认内容已经保存", "the file is empty; make sure that its content was saved")


def _kind_of_text(start: str, data: bytes, name: str) -> Kind:
    if start.startswith("{") or re.match(_JSON_ARRAY, start):
        return "json"
    if start.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in start and re.match(_XML_SHEET, start):
            return "xml"
        if 'progid="Word.Document"' in start or "schemas.microsoft.com/office/word/2003/wordml" in start:
            refuse(
                name,
                "这是Word 2003的XML文件，读不了；请用Word或WPS打开，“另存为”.docx，再检查",
                "this is an XML file of Word 2003, which can't be read; open it in Word or WPS, save it as .docx, then "
                "check that",
            )
        if re.match(_HTML, start) or (re.match(_TAG, start) and re.search(_CELL, data)):
            return "html"
    elif re.match(_MAIL_HEAD, data) and re.search(_MAIL_TYPE, data[:4096]):
        return "mht"
    from jixiao.documents.delimited import delimiter_of

    return "csv" if delimiter_of(start, name, cut=len(data) > _HEAD) is not None else "text"


def _refuse_binary(name: str) -> NoReturn:
    refuse(
        name,
        "不是文本也不是工作簿、Word文件或PDF，读不了（也可能被单位的加密软件加了密）；"
        "请用Excel、Word或WPS打开，“另存为”.xlsx或.docx，再检查",
        "neither a text nor a workbook, a Word file or a PDF (an office's encryption software may have locked it); "
        "open it in Excel, Word or WPS, save it as .xlsx or .docx, then check that",
    )


def _kind_of_compound(data: bytes, name: str) -> Kind:
    """OLE2 compound files: encrypted files, and the formats of Office before 2007."""
    if _entry("EncryptedPackage") in data:
        refuse(
            name,
            "文件有密码，请在Excel、Word或WPS里取消密码后另存，再检查",
            "the file has a password; remove it in Excel, Word or WPS, save the file, then check that",
        )
    word = data.find(_entry("WordDocument"))
    book = min((at for title in ("Workbook", "Book") if (at := data.find(_entry(title))) >= 0), default=-1)
    # Either may hold the other as an object; what comes first in the list of streams is the file itself.
    if word >= 0 and (book < 0 or word < book):
        return "doc"
    if book >= 0:
        return "xls"
    refuse(
        name,
        f"旧版Office文件，里面没有工作簿，读不了；{_SAVE_AS[0]}",
        f"a file of the old Office format without a workbook can't be read; {_SAVE_AS[1]}",
    )


def _entry(title: str) -> bytes:
    """A stream's name as the directory of a compound file holds it."""
    return title.encode("utf-16-le") + b"\0\0"


def _kind_of_zip(data: bytes, name: str) -> Kind:
    from jixiao.documents.package import media_type, part_names

    parts = part_names(data)
    if parts is None:
        refuse(name, f"文件不完整或已损坏；{_AGAIN[0]}", f"the file is cut off or damaged; {_AGAIN[1]}")
    if "xl/workbook.bin" in parts:
        refuse(
            name,
            f"二进制工作簿（.xlsb）读不了；{_SAVE_AS[0]}",
            f"a binary workbook (.xlsb) can't be read; {_SAVE_AS[1]}",
        )
    # A folder of an archive may be called "word" too, but no form in it is XML.
    if any(part.startswith("xl/") and part.endswith(".xml") for part in parts):
        return "xlsx"
    if any(part.startswith("word/") and part.endswith(".xml") for part in parts):
        return "docx"
    if any(part.startswith("ppt/") for part in parts):
        refuse(name, f"演示文稿读不了；{_TO_TABLE[0]}", f"a presentation can't be read; {_TO_TABLE[1]}")
    if "OFD.xml" in parts:
        refuse(name, f"OFD版式文件读不了；{_TO_TABLE[0]}", f"an OFD file can't be read; {_TO_TABLE[1]}")
    if "content.xml" in parts and "mimetype" in parts:
        kind = media_type(data)
        if "spreadsheet" in kind:
            return "ods"
        if "text" in kind:
            return "odt"
        refuse(
            name,
            f"这种OpenDocument文件读不了；{_TO_TABLE[0]}",
            f"an OpenDocument file of this kind can't be read; {_TO_TABLE[1]}",
        )
    if not any(not part.endswith("/") for part in parts):
        refuse(name, "压缩包是空的；请确认里面有文件", "the archive is empty; make sure that there are files in it")
    return "zip"
