"""Hostile and broken files, built where they are needed: none is stored, and each is small until it is opened."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sheet(rows: str, *, after: str = "", before: str = "") -> str:
    """The XML of a worksheet."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def relations(*entries: tuple[str, str, str]) -> str:
    """The XML of relationships: identifier, the last word of the type, target."""
    inner = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{k}" Target="{t}"/>' for i, k, t in entries)
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'


def parts(
    *sheets: str,
    strings: str | None = None,
    styles: str | None = None,
    properties: str = "",
    titles: Mapping[int, str] | None = None,
) -> dict[str, str | bytes]:
    """The parts of a workbook of these sheets, called ``表1``, ``表2``, … where ``titles`` has no other name."""
    titles = titles or {}
    listed = "".join(
        f'<sheet name="{titles.get(n, f"表{n}")}" sheetId="{n}" r:id="s{n}"/>' for n in range(1, len(sheets) + 1)
    )
    entries = [(f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    made: dict[str, str | bytes] = {
        "_rels/.rels": relations(("book", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{listed}</sheets></workbook>'
        ),
    }
    if strings is not None:
        entries.append(("strings", "sharedStrings", "sharedStrings.xml"))
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    if styles is not None:
        entries.append(("styles", "styles", "styles.xml"))
        made["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    made["xl/_rels/workbook.xml.rels"] = relations(*entries)
    made.update({f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets, 1)})
    return made


def workbook(*sheets: str, strings: str | None = None, styles: str | None = None, properties: str = "") -> bytes:
    """A workbook of these sheets."""
    return zipped(parts(*sheets, strings=strings, styles=styles, properties=properties))


def inline(text: str, address: str | None = None) -> str:
    """A cell with its text inside it."""
    place = f' r="{address}"' if address else ""
    return f'<c{place} t="inlineStr"><is><t>{text}</t></is></c>'


def bomb(size: int = 300 * 1024 * 1024) -> bytes:
    """A workbook of some 300 kB whose sheet unpacks to ``size`` bytes of blanks."""
    head = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts("").items():
            if name != "xl/worksheets/sheet1.xml":
                archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(head)
            block = b" " * (1024 * 1024)
            for _ in range(size // len(block)):
                part.write(block)
            part.write(b"</sheetData></worksheet>")
    return buffer.getvalue()


def lying_size(data: bytes, part: str, size: int) -> bytes:
    """The zip with another unpacked size for a part, in its directory and in front of the part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        offset = archive.getinfo(part).header_offset
    changed = bytearray(data)
    struct.pack_into("<I", changed, offset + 22, size)
    at = changed.find(b"PK\x01\x02")
    while changed[at + 46 : at + 46 + len(part)] != part.encode():
        at = changed.find(b"PK\x01\x02", at + 4)
    struct.pack_into("<I", changed, at + 24, size)
    return bytes(changed)


def compound(*streams: str) -> bytes:
    """The start of an OLE2 file that names these streams."""
    return OLE + bytes(504) + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


def word_file(body: str, more: Mapping[str, str] | None = None) -> bytes:
    """A Word file with this body; ``more`` are further parts, each related to the document by its name."""
    more = more or {}
    kinds = [(name, name.rstrip("0123456789"), f"{name}.xml") for name in more]
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("d", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relations(*kinds),
        "word/document.xml": (
            f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}" xmlns:mc="m" xmlns:v="v">'
            f"<w:body>{body}</w:body></w:document>"
        ),
    }
    for name, xml in more.items():
        parts[f"word/{name}.xml"] = f'<w:hdr xmlns:w="{WORD}">{xml}</w:hdr>'
    return zipped(parts)


def raw_pdf(objects: list[bytes], *, root: int = 1, end: bytes = b"%%EOF\n") -> bytes:
    """A PDF of these objects, numbered from 1."""
    out = b"%PDF-1.5\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n" % (len(objects) + 1, root, start)
    return out + end


def one_page(
    content: bytes, *, box: bytes = b"[0 0 595 842]", filters: bytes = b"/FlateDecode", drawn: bytes = b"/A Do "
) -> bytes:
    """A PDF of one page that this content draws; the drawings A, B and C may be drawn by it and draw each other."""
    inner = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 5 0 R /B 6 0 R /C 7 0 R >> >>"
    things = b"<< /XObject << /A 5 0 R >> /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    return raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox " + box + b" /Contents 4 0 R /Resources " + things + b" >>",
            b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(content), filters, content),
            b"<< %s /Length %d >>\nstream\n%s\nendstream" % (inner, len(drawn), drawn),
            b"<< %s /Length 240 >>\nstream\n%s\nendstream" % (inner, b"/C Do " * 40),
            b"<< %s /Length 360 >>\nstream\n%s\nendstream" % (inner, b"0 0 m f " * 45),
        ]
    )
