"""The hostile and broken files, each with what has to be said of it. None is stored: each is made when it is asked for.

``python -m tests.evil`` makes them, checks each by a command of its own and prints what each one cost.
"""

from __future__ import annotations

import io
import random
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from attrs import frozen
from tests.evil import builders as b
from tests.formats import ods_of, xml_of

from jixiao.testing.layouts import write_county_text

MEGA = 1024 * 1024
NO_FORM = ("没有找到绩效目标表", "no target form found")
DAMAGED = ("不完整或已损坏", "cut off or damaged")
GOOD = ("", "")
_DTD = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


@frozen
class Evil:
    """A file: how it is made, and what is said of it in Chinese and in English; nothing where it can be checked.

    ``member`` is the file inside an archive that this is said of.
    """

    make: Callable[[], bytes]
    zh: str
    en: str
    member: str = ""


def good_form() -> bytes:
    """A form in which nothing is wrong."""
    from jixiao.rules.examples import clean_form

    return write_county_text([clean_form("county")]).encode()


def _good_book(more: dict[str, str | bytes], relations: tuple[tuple[str, str, str], ...] = ()) -> bytes:
    """A workbook with a form, and further parts."""
    from tests.writers import write_county_xlsx

    from jixiao.rules.examples import clean_form

    buffer = io.BytesIO()
    write_county_xlsx(buffer, [clean_form("county")])
    with zipfile.ZipFile(buffer, "a") as archive:
        for name, content in more.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _cells(count: int, cell: str = "<c><v>1</v></c>") -> str:
    return "<row>" + cell * count + "</row>"


def _strings(xml: str) -> bytes:
    """A workbook with this part of shared texts."""
    book = b.parts(b.sheet(_cells(1, '<c t="s"><v>0</v></c>')), strings="")
    return b.zipped(book | {"xl/sharedStrings.xml": xml})


def _little_packed() -> str:
    """Four megabytes that are packed to more than 1/200."""
    draw = random.Random(0)
    return "".join(draw.randbytes(250).hex() + "x" * 40_000 for _ in range(100))


def _laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE sst [<!ENTITY l0 "ha">{entities}]><sst xmlns="{b.MAIN}"><si><t>&l9;</t></si></sst>'


def _zip(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def _symlink() -> bytes:
    info = zipfile.ZipInfo("表.txt")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return _zip((info, b"/etc/passwd"))


def _locked() -> bytes:
    data = bytearray(_zip(("表.txt", b"x" * 50)))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def _overlapping() -> bytes:
    """The same compressed bytes under a thousand names, as in the zip bombs that overlap themselves."""
    packed = zlib.compress(bytes(8 * MEGA - 1), 9)[2:-4]
    checksum = zlib.crc32(bytes(8 * MEGA - 1))
    sizes = struct.pack("<III", checksum, len(packed), 8 * MEGA - 1)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", 5, 0) + b"a.txt"
    entries = b"".join(
        b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33) + sizes
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
        for name in [b"a.txt"] * 900
    )  # fmt: skip
    end = struct.pack("<HHHHIIH", 0, 0, 900, 900, len(entries), len(local) + len(packed), 0)
    return local + packed + entries + b"PK\x05\x06" + end


def _cyclic_compound() -> bytes:
    """An OLE2 file whose sectors follow each other in a circle."""
    head = bytearray(b.OLE.ljust(512, b"\0"))
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    table = struct.pack("<128I", 0xFFFFFFFD, 2, 1, *[0xFFFFFFFF] * 125)
    name = "Workbook".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 18, 2, 1)
    entry = (name + struct.pack("<III", *[0xFFFFFFFF] * 3)).ljust(116, b"\0") + struct.pack("<III", 1, 1 << 30, 0)
    return bytes(head) + table + entry * 4 + bytes(512)


def _page(content: bytes) -> bytes:
    return b.one_page(zlib.compress(content))


def _pages(count: int, content: bytes) -> bytes:
    """A PDF of so many pages that the same content draws."""
    packed = zlib.compress(content)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R >>"
    kids = b" ".join(b"%d 0 R" % number for number in range(4, count + 4))
    return b.raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
            *[page] * count,
        ]
    )


def _archived(levels: int) -> bytes:
    """A web archive in a web archive in a web archive."""
    inner = "Content-Type: text/html\r\n\r\n<table><tr><td>x</td></tr></table>\r\n"
    for level in range(levels):
        inner = (
            f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b{level}"\r\n\r\n'
            f"--b{level}\r\n{inner}\r\n--b{level}--\r\n"
        )
    return inner.encode()


def _merges(*references: str) -> str:
    return f"<mergeCells>{''.join(f'<mergeCell ref={chr(34)}{each}{chr(34)}/>' for each in references)}</mergeCells>"


_TEXT_P = "<text:p>x</text:p>"
_TD = "<table:table-cell {}>" + _TEXT_P + "</table:table-cell>"
_ROW = "<table:table-row{}>{}</table:table-row>"
_X = b.inline("x")
_XML_ROW = '<Row><Cell{}><Data ss:Type="String">x</Data></Cell></Row>'

# Those that take more than a moment; ``python -m tests.evil`` has them too.
HEAVY = frozenset(
    {
        "a-text-a-hundred-thousand-times.xlsx", "deep-arrays.pdf", "deep.html", "deep.xlsx", "draws-nothing.pdf",
        "drawings-of-drawings.pdf", "huge-line.csv", "large.txt", "many-bytes.xlsx", "many-cells.csv", "many-cells.ods",
        "many-cells.xlsx", "many-cells.xml", "deep.xml", "many-merges.xlsx", "many-paragraphs.docx", "many-parts.xlsx",
        "one-path.pdf",
        "rectangles.pdf", "ten-thousand-sheets.xlsx", "overlapping.zip",
    }
)  # fmt: skip
FILES: dict[str, Evil] = {
    # Workbooks.
    "declared-bomb.xlsx": Evil(lambda: b.bomb(40 * MEGA), "像是“压缩炸弹”", "as zip bombs are"),
    "lying-bomb.xlsx": Evil(
        lambda: b.lying_size(b.bomb(40 * MEGA), "xl/worksheets/sheet1.xml", 4000), *DAMAGED
    ),
    "many-bytes.xlsx": Evil(
        lambda: b.workbook(b.sheet(_cells(1, b.inline(_little_packed())) * 25)),
        "解压后内容太多", "unpacks to too much",
    ),
    "far-cell.xlsx": Evil(
        lambda: b.workbook(b.sheet(f'<row r="1048576">{b.inline("x", "XFD1048576")}</row>')),
        "铺得太开（A1:XFD1048576", "spreads its cells too far (A1:XFD1048576",
    ),
    "far-cell-without-row.xlsx": Evil(
        lambda: b.workbook(b.sheet("<row/>" * 150_000 + _cells(400, "<c/>") + "<row>" + "<c/>" * 30 + _X + "</row>")),
        "铺得太开（A1:AE150002", "spreads its cells too far (A1:AE150002",
    ),
    "a-million-rows-they-say.xlsx": Evil(
        lambda: b.workbook(b.sheet(f"<row>{_X}</row>", before='<dimension ref="A1:XFD1048576"/>')), *NO_FORM
    ),
    "the-last-row.xlsx": Evil(
        lambda: b.workbook(b.sheet(f'<row r="1048576">{b.inline("x", "A1048576")}</row>')),
        "有1,048,576行，超过上限200,000行；若确有这么多，加 --max-rows 1100000",
        "has 1,048,576 rows, over the limit of 200,000; if it really has that many, add --max-rows 1100000",
    ),
    "giant-merge.xlsx": Evil(
        lambda: b.workbook(b.sheet(f"<row>{_X}</row>", after=_merges("A1:XFD1048576"))),
        "合并单元格太大（A1:XFD1048576", "merges too many cells (A1:XFD1048576",
    ),
    "many-merges.xlsx": Evil(
        lambda: b.workbook(b.sheet(f"<row>{_X}</row>", after=_merges(*["A1:C1"] * 150_000))),
        "合并的共400,002格", "400,002 cells in all",
    ),
    "external-entity.xlsx": Evil(
        lambda: _strings(f'{_DTD}<sst xmlns="{b.MAIN}"><si><t>&b;</t></si></sst>'), "DTD", "a DTD"
    ),
    "entity-bomb.xlsx": Evil(lambda: _strings(_laughs()), "DTD", "a DTD"),
    "deep.xlsx": Evil(lambda: b.workbook(b.sheet("<a>" * 200_000 + "</a>" * 200_000)), *NO_FORM),
    "ten-thousand-sheets.xlsx": Evil(
        lambda: b.workbook(*[b.sheet("")] * 10_000), "工作表太多（10,000个，上限5,000个）", "too many sheets (10,000"
    ),
    "empty-columns.xlsx": Evil(
        lambda: b.workbook(*[b.sheet(_cells(16_384, "<c/>") * 68)] * 3), "XML标记太多", "too many XML tags"
    ),
    "many-cells.xlsx": Evil(
        lambda: b.workbook(b.sheet(_cells(10) * 50_000)), "已有500,000格，上限400,000格", "500,000 so far"
    ),
    "a-text-a-hundred-thousand-times.xlsx": Evil(
        lambda: b.workbook(b.sheet(_cells(100_000, '<c t="s"><v>0</v></c>')), strings=f"<si><t>{'长' * 9999}</t></si>"),
        "文字太多", "too much text",
    ),
    "many-parts.xlsx": Evil(
        lambda: b.zipped(b.parts(b.sheet("")) | {f"p/{n}": "" for n in range(20_000)}), "部件太多", "too many parts"
    ),
    "cut-off.xlsx": Evil(lambda: b.workbook(b.sheet(_cells(500)))[:-200], *DAMAGED),
    "locked.xlsx": Evil(lambda: b.compound("EncryptionInfo", "EncryptedPackage"), "有密码", "has a password"),
    "binary.xlsx": Evil(lambda: b.zipped({"xl/workbook.bin": b"\0"}), ".xlsb", ".xlsb"),
    "an-image.xlsx": Evil(lambda: b"GIF89a" + bytes(99), "图片读不了", "an image of this kind can't be read"),
    "macros.xlsm": Evil(lambda: _good_book({"xl/vbaProject.bin": b.OLE + bytes(9999)}), *GOOD),
    "external-links.xlsx": Evil(
        lambda: _good_book({
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{b.MAIN}"/>',
            "xl/externalLinks/_rels/externalLink1.xml.rels":
                f'<Relationships xmlns="{b.PACKAGE}"><Relationship Id="r1" Type="{b.OFFICE}/externalLinkPath" '
                'Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>',
        }), *GOOD,
    ),
    # Workbooks of other kinds.
    "cyclic.xls": Evil(_cyclic_compound, *DAMAGED),
    "noise.xls": Evil(lambda: b.compound("Workbook") + bytes(range(256)) * 400, *DAMAGED),
    "repeated-cells.ods": Evil(
        lambda: ods_of(_ROW.format("", _TD.format('table:number-columns-repeated="999999999"'))),
        "单元格太多", "too many cells",
    ),
    "repeated-rows.ods": Evil(
        lambda: ods_of(_ROW.format(' table:number-rows-repeated="1000000"', _TD.format(""))),
        "已读到1,000,000行，上限200,000行", "1,000,000 rows so far, the limit is 200,000",
    ),
    "empty-columns.ods": Evil(
        lambda: ods_of(_ROW.format("", '<table:table-cell table:number-columns-repeated="100000"/>' * 9)), *NO_FORM,
    ),
    "many-cells.ods": Evil(
        lambda: ods_of("".join(_ROW.format(f' x="{n * n}"', _TD.format("") * 10) for n in range(90_000))),
        "XML标记太多", "too many XML tags",
    ),
    "entities.ods": Evil(
        lambda: b.zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                          "content.xml": _DTD + "<x>&b;</x>"}), "DTD", "a DTD",
    ),
    "entities.xml": Evil(lambda: xml_of("", prolog=_DTD).encode(), "DTD", "a DTD"),
    "giant-merge.xml": Evil(
        lambda: xml_of(_XML_ROW.format(' ss:MergeAcross="16000" ss:MergeDown="1000000"')).encode(),
        "单元格太多", "too many cells",
    ),
    "the-last-row.xml": Evil(
        lambda: xml_of('<Row ss:Index="999999999"><Cell><Data>x</Data></Cell></Row>').encode(), *DAMAGED
    ),
    "the-last-column.xml": Evil(lambda: xml_of(_XML_ROW.format(' ss:Index="999999999"')).encode(), *DAMAGED),
    "many-cells.xml": Evil(
        lambda: xml_of("<Row>" + "<Cell/>" * 3_300_000 + "</Row>").encode(), "XML标记太多", "too many XML tags"
    ),
    "deep.xml": Evil(lambda: xml_of("<Row><Cell><Data>" + "<B>" * 300_000).encode(), *DAMAGED),
    "cut-off.xml": Evil(lambda: xml_of(_XML_ROW.format("") * 90).encode()[:-300], *DAMAGED),
    # Word files.
    "bomb.docx": Evil(
        lambda: b.zipped({"word/document.xml": b" " * (40 * MEGA)}), "像是“压缩炸弹”", "as zip bombs are"),
    "entities.docx": Evil(lambda: b.zipped({"word/document.xml": _DTD + "<x>&b;</x>"}), "DTD", "a DTD"),
    "many-paragraphs.docx": Evil(
        lambda: b.word_file("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 200_001),
        "已读到200,001行，上限200,000行", "200,001 rows so far, the limit is 200,000",
    ),
    "tables-in-tables.docx": Evil(
        lambda: b.word_file("<w:tbl><w:tr><w:tc>" * 300 + "</w:tc></w:tr></w:tbl>" * 300), "超过上限50层", "limit of 50"
    ),
    "deep.docx": Evil(lambda: b.word_file("<w:p>" * 100_000 + "</w:p>" * 100_000), *DAMAGED),
    "wide-spans.docx": Evil(
        lambda: b.word_file("<w:tbl><w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="9999999"/></w:tcPr><w:p/></w:tc>' * 500
                            + "</w:tr></w:tbl>"), "单元格太多", "too many cells",
    ),
    "old.docx": Evil(lambda: b.compound("WordDocument"), "旧版Word文件", "old format"),
    # PDFs.
    "own-parent.pdf": Evil(
        lambda: b.raw_pdf([b"<< /Type /Catalog /Pages 2 0 R >>",
                           b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>"]), *DAMAGED,
    ),
    "own-table.pdf": Evil(
        lambda: b"%PDF-1.5\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R /Prev 9 >>\n"
        b"startxref\n9\n%%EOF",
        *DAMAGED,
    ),
    "deep-arrays.pdf": Evil(
        lambda: b.raw_pdf([b"<< /Type /Catalog /Pages 2 0 R >>",
                           b"<< /Type /Pages /Kids " + b"[" * 50_000 + b"]" * 50_000 + b" >>"]), *DAMAGED,
    ),
    "bomb.pdf": Evil(lambda: b.one_page(zlib.compress(bytes(40 * MEGA), 1)), "上限32 MB", "more than 32 MB"),
    "draws-itself.pdf": Evil(lambda: b.one_page(zlib.compress(b"/A Do")), "空白", "blank"),
    "drawings-of-drawings.pdf": Evil(
        lambda: b.one_page(zlib.compress(b"/A Do"), drawn=b"/B Do " * 40), "图形超过上限30,000个", "30,000 drawings"
    ),
    "rectangles.pdf": Evil(
        lambda: _page(b"1 1 2 2 re f\n" * 60_000), "图形超过上限30,000个", "30,000 drawings"
    ),
    "one-path.pdf": Evil(
        lambda: _page(b"1 1 2 2 re\n" * 90_000 + b"f\n"), "图形超过上限30,000个", "30,000 drawings"
    ),
    "draws-nothing.pdf": Evil(
        lambda: _page(b"q Q " * 1_000_000),
        "绘图指令有2,000,000个词，超过上限500,000个", "2,000,000 words, over the limit of 500,000",
    ),
    "many-pages.pdf": Evil(
        lambda: _pages(1_001, b""), "文件有1,001页，超过上限1,000页", "1,001 pages, over the limit of 1,000"),
    "cut-off.pdf": Evil(lambda: _page(b"BT ET")[:-30], *DAMAGED),
    # Web pages.
    "tables-in-tables.html": Evil(lambda: b"<table><tr><td>" * 20_000, "超过上限50层", "limit of 50"),
    "deep.html": Evil(lambda: b"<html><body>" + b"<div>" * 200_000 + b"x", *NO_FORM),
    "many-tags.html": Evil(lambda: b"<html>" + b"<br>" * 1_000_001, "1,000,002个标记", "1,000,002 tags"),
    "wide-spans.html": Evil(
        lambda: b"<table>" + b"<tr><td rowspan=65534 colspan=1000>x" * 500 + b"</table>", "单元格太多", "too many cells"
    ),
    "entities.html": Evil(
        lambda: b'<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><html><table><tr><td>&a;</table>', *NO_FORM
    ),
    "archives-in-archives.mht": Evil(lambda: _archived(200), *NO_FORM),
    # Texts.
    "huge-line.csv": Evil(lambda: b'"' + b"x" * 16_000_000, "有一格太长", "a cell that is too long"),
    "many-cells.csv": Evil(lambda: b"1,2,3,4,5,6,7,8,9,10\n" * 190_000, "单元格太多", "too many cells"),
    "empty-columns.csv": Evil(lambda: b"," * 100_000 + b"\na,b\n", *NO_FORM),
    "nul.csv": Evil(lambda: b"a,b\n" * 9 + bytes(99), "读不了", "neither a text nor a workbook"),
    "large.txt": Evil(lambda: b"1234567890\n" * 3_100_000, "文字文件的上限是32 MB", "the limit for a text is 32 MB"),
    "tabs.txt": Evil(lambda: b"x\t" * 4_000_000, "单元格太多", "too many cells"),
    "many-lines.txt": Evil(
        lambda: b"x\n" * 200_001, "文件有200,002行，超过上限200,000行", "200,002 lines, over the limit of 200,000"
    ),
    "empty.txt": Evil(lambda: b"\xef\xbb\xbf\r\n", "文件是空的", "the file is empty"),
    "half-utf8.txt": Evil(lambda: "绩效目标表".encode() * 9 + b"\xe7\xbb\n", "有损坏的字符", "damaged character"),
    "deep.json": Evil(lambda: b"[" * 200_000 + b"]" * 200_000, "JSON", "JSON"),
    "deep-keys.json": Evil(lambda: b'{"forms":' * 100_000 + b"1" + b"}" * 100_000, "JSON", "JSON"),
    "long-number.json": Evil(
        lambda: b'{"forms":[],"year":' + b"9" * 1_000_000 + b"}", "JSON", "JSON"
    ),
    # Archives.
    "bad-names.zip": Evil(
        lambda: _zip(("../../etc/a\x1b[31m\u202e.txt", good_form())), *GOOD, "etc/a[31m.txt"
    ),
    "bomb.zip": Evil(
        lambda: _zip(("表.txt", bytes(40 * MEGA))), "压缩包解压后内容太多", "unpacks to too much", "表.txt"),
    "overlapping.zip": Evil(_overlapping, "压缩包", "archive", "a (900).txt"),
    "zips-in-zips.zip": Evil(
        lambda: _zip(("里.zip", _zip(("里.zip", _zip(("a.txt", good_form())))))),
        "这是压缩包", "this is an archive", "里.zip"
    ),
    "link.zip": Evil(_symlink, "符号链接", "symbolic link", "表.txt"),
    "locked.zip": Evil(_locked, "有密码", "has a password", "表.txt"),
    "many-files.zip": Evil(
        lambda: b.zipped({f"{n}.txt": "" for n in range(1_001)}), "1,001个，上限1,000个", "1,001, the limit is 1,000"
    ),
    "no-directory.zip": Evil(lambda: b"PK\x03\x04" + bytes(9_999), *DAMAGED),
    "entries-without-end.zip": Evil(lambda: b"PK\x01\x02" * 1_000_000, *DAMAGED),
}  # fmt: skip


def write(name: str, path: Path) -> None:
    """Make a file at a path."""
    path.write_bytes(FILES[name].make())


def reasons(report: dict[str, object]) -> dict[str, str]:
    """What the machine format says of each file: the reason why it was not checked, or nothing."""
    files = report["files"]
    assert isinstance(files, list)
    return {each["path"]: each.get("reason", "") for each in files}


def is_said(evil: Evil, name: str, said: dict[str, str], language: str) -> bool:
    """Whether the right thing is said of a file."""
    reason = said.get(f"{name}/{evil.member}" if evil.member else name)
    words = evil.en if language == "en" else evil.zh
    return reason is not None and (words in reason if words else not reason) and "\n" not in reason
