"""The same printed blocks of cells in every format that is read: what the tests of the readers write."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from html import escape
from typing import Any

import docx
import xlwt  # type: ignore[import-untyped]  # the library brings no types
from tests import writers

from jixiao.testing.layouts import Put

Block = Sequence[Put]
FORMATS = ("xlsx", "xls", "xml", "ods", "docx", "html", "mht", "csv", "md")

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def write(kind: str, blocks: Sequence[Block]) -> bytes:
    """The blocks one below the other, in a file of this kind."""
    return globals()[f"_{kind}"](blocks)  # type: ignore[no-any-return]  # each is one of the writers below


def _stacked(blocks: Sequence[Block]) -> list[Put]:
    """All blocks in one sheet, a blank row between them."""
    puts: list[Put] = []
    top = 0
    for block in blocks:
        puts += [Put(p.row + top, p.column, p.text, p.height, p.width, p.number, p.style) for p in block]
        top += _height(block) + 1
    return puts


def _height(block: Block) -> int:
    return max(put.row + put.height for put in block)


def _width(block: Block) -> int:
    return max(put.column + put.width for put in block)


def _split(block: Block) -> tuple[list[str], list[Put]]:
    """The rows of a single cell at the top as paragraphs, and the table below them."""
    titles: list[str] = []
    while len(top := [put for put in block if put.row == len(titles)]) == 1 and top[0].width > 1:
        titles.append(top[0].text)
    down = len(titles)
    return titles, [
        Put(p.row - down, p.column, p.text, p.height, p.width, p.number, p.style) for p in block if p.row >= down
    ]


def _xlsx(blocks: Sequence[Block]) -> bytes:
    buffer = io.BytesIO()
    with writers._workbook(buffer) as book:
        writers._place(book, book.add_worksheet("表1"), _stacked(blocks), 0)
    return buffer.getvalue()


def _xls(blocks: Sequence[Block]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表1")
    styles: dict[str | None, Any] = {}
    for put in _stacked(blocks):
        style = styles.setdefault(put.style, xlwt.easyxf(num_format_str=put.style or "General"))
        value = put.number if put.number is not None else put.text
        if put.height > 1 or put.width > 1:
            bottom, right = put.row + put.height - 1, put.column + put.width - 1
            sheet.write_merge(put.row, bottom, put.column, right, value, style)
        elif value != "":
            sheet.write(put.row, put.column, value, style)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xml_of(rows: str, *, styles: str = "", prolog: str = '<?xml version="1.0"?>', title: str = "表1") -> str:
    """An XML Spreadsheet with these rows."""
    return (
        f'{prolog}<?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">'
        f'<Styles><Style ss:ID="Default" ss:Name="Normal"/>{styles}</Styles>'
        f'<Worksheet ss:Name="{title}"><Table>{rows}</Table></Worksheet></Workbook>'
    )


def _xml(blocks: Sequence[Block]) -> bytes:
    puts = _stacked(blocks)
    styles = {code: f"s{number}" for number, code in enumerate(sorted({put.style for put in puts if put.style}))}
    rows: dict[int, list[str]] = {}
    for put in sorted(puts, key=lambda put: (put.row, put.column)):
        merge = f' ss:MergeAcross="{put.width - 1}"' * (put.width > 1) + f' ss:MergeDown="{put.height - 1}"' * (
            put.height > 1
        )
        style = f' ss:StyleID="{styles[put.style]}"' if put.style else ""
        kind, value = ("Number", repr(put.number)) if put.number is not None else ("String", escape(put.text))
        data = f'<Data ss:Type="{kind}">{value}</Data>'.replace("\n", "&#10;") if put.text else ""
        rows.setdefault(put.row, []).append(f'<Cell ss:Index="{put.column + 1}"{merge}{style}>{data}</Cell>')
    printed = "".join(f'<Row ss:Index="{row + 1}">{"".join(cells)}</Row>' for row, cells in rows.items())
    made = "".join(
        f'<Style ss:ID="{name}"><NumberFormat ss:Format="{escape(code)}"/></Style>' for code, name in styles.items()
    )
    return xml_of(printed, styles=made).encode()


def ods_of(rows: str, *, more: str = "", encrypted: bool = False, title: str = "表1") -> bytes:
    """An OpenDocument spreadsheet with these rows of XML."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{_OFFICE}:office:1.0" xmlns:table="{_OFFICE}:table:1.0" '
        f'xmlns:text="{_OFFICE}:text:1.0" xmlns:draw="{_OFFICE}:drawing:1.0">{more}<office:body><office:spreadsheet>'
        f'<table:table table:name="{title}">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<m><encryption-data/></m>" if encrypted else "<m/>")
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def _ods(blocks: Sequence[Block]) -> bytes:
    puts = _stacked(blocks)
    grid: dict[tuple[int, int], Put | None] = {}
    for put in puts:
        for row in range(put.row, put.row + put.height):
            for column in range(put.column, put.column + put.width):
                grid[row, column] = None
        grid[put.row, put.column] = put
    rows = []
    for row in range(_height(puts)):
        cells = ["<table:table-row>"]
        for column in range(_width(puts)):
            found = grid.get((row, column))
            if found is None:
                cells.append("<table:covered-table-cell/>" if (row, column) in grid else "<table:table-cell/>")
                continue
            spans = f' table:number-rows-spanned="{found.height}" table:number-columns-spanned="{found.width}"'
            kind = "percentage" if found.style and "%" in found.style else "float"
            typed = f' office:value-type="{kind}" office:value="{found.number!r}"' if found.number is not None else ""
            text = "".join(f"<text:p>{escape(line)}</text:p>" for line in found.text.split("\n"))
            cells.append(f"<table:table-cell{spans}{typed}>{text}</table:table-cell>")
        rows.append("".join([*cells, "</table:table-row>"]))
    # As LibreOffice fills its sheets up to the last row and column.
    rows.append(
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return ods_of("".join(rows))


def _docx(blocks: Sequence[Block]) -> bytes:
    document = docx.Document()
    for block in blocks:
        titles, puts = _split(block)
        for title in titles:
            document.add_paragraph(title)
        table = document.add_table(_height(puts), _width(puts))
        for put in puts:
            cell = table.cell(put.row, put.column)
            if put.height > 1 or put.width > 1:
                cell = cell.merge(table.cell(put.row + put.height - 1, put.column + put.width - 1))
            cell.text = put.text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def page_of(body: str, *, charset: str = "utf-8") -> bytes:
    """A web page with this body."""
    return f'<html><head><meta charset="{charset}"></head><body>{body}</body></html>'.encode(charset)


def _html(blocks: Sequence[Block]) -> bytes:
    parts = []
    for block in blocks:
        titles, puts = _split(block)
        parts += [f"<p>{escape(title)}</p>" for title in titles]
        parts.append("<table>")
        for row in range(_height(puts)):
            parts.append("<tr>")
            taken = {
                column: put
                for put in puts
                if put.row <= row < put.row + put.height
                for column in range(put.column, put.column + put.width)
            }
            for column in range(_width(puts)):
                found = taken.get(column)
                if found is None:
                    parts.append("<td></td>")
                elif (found.row, found.column) == (row, column):
                    text = escape(found.text).replace("\n", "<br>")
                    parts.append(f'<td rowspan="{found.height}" colspan={found.width}>{text}</td>')
            parts.append("</tr>")
        parts.append("</table>")
    return page_of("\n".join(parts))


def _mht(blocks: Sequence[Block]) -> bytes:
    from email.message import EmailMessage

    message = EmailMessage()
    message["Subject"] = "form"
    message.add_related(_html(blocks), "text", "html", cte="base64")
    return message.as_bytes()


def _grid(blocks: Sequence[Block]) -> list[list[str]]:
    puts = _stacked(blocks)
    grid = [[""] * _width(puts) for _ in range(_height(puts))]
    for put in puts:
        grid[put.row][put.column] = put.text
    return grid


def _csv(blocks: Sequence[Block]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(_grid(blocks))
    return buffer.getvalue().encode("gb18030")


def _md(blocks: Sequence[Block]) -> bytes:
    lines: list[str] = []
    for block in blocks:
        titles, puts = _split(block)
        lines += [f"## {title}\n" for title in titles]
        for number, row in enumerate(_grid([puts])):
            cells = (text.replace("|", "\\|").replace("\n", "<br>") for text in row)
            lines.append(f"| {' | '.join(cells)} |")
            if number == 0:
                lines.append("|" + " --- |" * len(row))
        lines.append("")
    return "\n".join(lines).encode()
