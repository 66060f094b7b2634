"""Scanned pages and photos → documents (experimental): text by RapidOCR, tables by their lines and by their texts.

Nothing here is exact: each cell says whether its text was hard to read, and a picture that shows no table is refused.
"""

from __future__ import annotations

from jixiao.documents.grid import Document
from jixiao.documents.kinds import refuse
from jixiao.documents.limits import DEFAULT, Limits, exceeded
from jixiao.documents.pdf import Reader
from jixiao.documents.scan_cells import fill
from jixiao.documents.scan_judging import doubted, is_illegible, refuse_illegible, refuse_without_table
from jixiao.documents.scan_page import Clock, page_in
from jixiao.documents.scan_text import require

# The long side of a page in points, whatever its true size: what is near and far is told in points.


def read_image(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """The document in an image file. Raises :class:`~jixiao.errors.NotReadable`, also where the extra is missing."""
    require(name)
    from jixiao.documents.scan_image import pages_of

    clock = Clock(name)
    reader = Reader(fill)
    characters = 0
    ruled = True
    for number, picture in enumerate(pages_of(data, name), 1):
        clock.page = number
        page, lined = page_in(picture, number, clock)
        ruled = ruled and lined
        characters += len(page.glyphs)
        reader.add(page, clock.tick)
    if not characters:
        refuse(
            name,
            "图片上没有认出文字；请按200 dpi重新扫描，或检查原来的Excel、Word文件",
            "no text was recognised in the image; scan it again at 200 dpi, or check the original Excel or Word file",
        )
    lines = reader.finish()
    if not reader.cells:
        refuse_without_table(name)
    cells = [cell for line in lines for cell in line.cells if line.table is not None]
    if is_illegible(cells):
        refuse_illegible(name, cells)
    if len(lines) > limits.rows:
        met, allowed = f"{len(lines):,}", f"{limits.rows:,}"
        exceeded(
            name,
            "rows",
            len(lines),
            limits.rows,
            f"图片有{met}行，超过上限{allowed}行",
            f"the image has {met} lines, over the limit of {allowed}",
            option="--max-rows",
            partly=False,
        )
    if reader.irregular or not ruled:
        lines = [doubted(line) for line in lines]
    file = name.replace("\\", "/").rpartition("/")[2]
    return Document(file, "page", False, tuple(lines), ruled=ruled and reader.irregular * 20 <= reader.cells)
