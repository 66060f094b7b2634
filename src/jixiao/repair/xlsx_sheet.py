"""The list of findings as a sheet of the marked workbook: frozen head, filter, links to the cells, A4 across."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jixiao.checker.wording import Severity
from jixiao.places import Location
from jixiao.repair.marks import AUTHOR, Marks
from jixiao.repair.xlsx_parts import HEAD, MAIN, quoted_sheet, wrapped, xml_attribute, xml_text
from jixiao.repair.xlsx_styles import COLOURS, Styles

HEADS: Final = (
    ("序号", "No.", 6),
    ("项目", "Project", 23),
    ("位置", "Place", 20),
    ("级别", "Level", 11),
    ("代码", "Code", 8),
    ("问题", "Problem", 52),
    ("改法", "What to write", 46),
)
HEAD_ROW: Final = 3
_WIDTHS: Final = tuple(head[2] for head in HEADS)
_LINE_HEIGHT = 13.5
# Widths are counted in letters of the usual size; these are a little smaller.
_SMALLER = 1.12
_HIGHEST = 405
_PLACES = 3
"""How many places of one finding the link names at most; it leads to the first."""
_PLACES_BELOW = 12
"""How many are named below the problem where the link can't name them."""

_NAME = '<name val="宋体"/><family val="3"/><charset val="134"/>'
_FONT = '<font>{bold}<sz val="{size}"/><color rgb="{colour}"/>' + _NAME + "</font>"
_LINE = "".join(f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>' for side in ("left", "right", "top", "bottom"))
_BORDER = f"<border>{_LINE}<diagonal/></border>"
_TOP = '<alignment vertical="top" wrapText="1"/>'
_MIDDLE = '<alignment horizontal="center" vertical="top" wrapText="1"/>'


class _Looks:
    """The styles of the list."""

    def __init__(self, styles: Styles) -> None:
        def font(size: int = 10, colour: str = "FF000000", *, bold: bool = False, line: bool = False) -> str:
            return _FONT.format(size=size, colour=colour, bold=("<b/>" if bold else "") + ("<u/>" if line else ""))

        self.title = styles.new(font(12, bold=True), None, None, '<alignment vertical="center"/>')
        self.note = styles.new(font(10, "FF595959"), None, None, '<alignment vertical="center"/>')
        self.head = styles.new(
            font(bold=True), "FFD9E1F2", _BORDER, '<alignment horizontal="center" vertical="center" wrapText="1"/>'
        )
        self.text = styles.new(font(), None, _BORDER, _TOP)
        self.middle = styles.new(font(), None, _BORDER, _MIDDLE)
        self.link = styles.new(font(colour="FF0563C1", line=True), None, _BORDER, _TOP)
        self.levels = {
            severity: styles.new(font(colour=letters), fill, _BORDER, _MIDDLE)
            for severity, (fill, letters) in COLOURS.items()
        }
        self.levels[Severity.INFO] = self.middle


class _Rows:
    """The rows of the sheet on their way."""

    def __init__(self) -> None:
        self.xml: list[str] = []
        self.links: list[str] = []
        self.merges: list[str] = []
        self.count = 0

    def add(
        self,
        *cells: tuple[str | int, int],
        height: float | None = None,
        widths: Sequence[int] = _WIDTHS,
    ) -> None:
        """A row of (value, style), as high as its texts need it where no height is given."""
        self.count += 1
        if height is None:
            # Not every program fits the rows by itself when it opens a file.
            lines = (wrapped(str(value), int(wide * _SMALLER)) for (value, _), wide in zip(cells, widths, strict=False))
            height = min(max(lines, default=1) * _LINE_HEIGHT + 3, _HIGHEST)
        self.xml.append(f'<row r="{self.count}" ht="{height}" customHeight="1">')
        for column, (value, style) in zip("ABCDEFG", cells, strict=False):
            at = f'r="{column}{self.count}" s="{style}"'
            if isinstance(value, int):
                self.xml.append(f"<c {at}><v>{value}</v></c>")
            elif value:
                text = xml_text(value[:32_000])
                self.xml.append(f'<c {at} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
            else:
                self.xml.append(f"<c {at}/>")
        self.xml.append("</row>")

    def merge(self, first: str, last: str) -> None:
        """Merge cells of the last row."""
        self.merges.append(f'<mergeCell ref="{first}{self.count}:{last}{self.count}"/>')

    def link(self, column: str, at: Location) -> None:
        """A link from a cell of the last row to a place in the workbook."""
        if at.sheet is not None and at.file is None:
            target = quoted_sheet(at.sheet) + str(at)[len(at.sheet) :]
            self.links.append(f'<hyperlink ref="{column}{self.count}" location="{xml_attribute(target)}"/>')


def findings_sheet(marks: Marks, styles: Styles) -> tuple[str, int]:
    """The XML of the list of findings, and its last row with a finding."""
    looks = _Looks(styles)
    rows = _Rows()
    rows.add((f"{AUTHOR} {marks.title}　{marks.headline}", looks.title), height=24)
    lost = len(marks.unchecked)
    note = marks.disclaimer + marks.say("。", ".")
    if lost:
        note += marks.say(f"没能检查{lost}处，列在最后。", f" {lost} could not be checked; they stand at the end.")
    if not marks.items:
        note += marks.say("没有发现问题。", " Nothing was found.")
    rows.add((note, looks.note), height=18)
    rows.add(*((marks.say(zh, en), looks.head) for zh, en, _ in HEADS), height=20)
    for item in marks.items:
        rows.add(
            (item.number, looks.middle),
            (item.project, looks.text),
            (_place(item.at, marks), looks.link if item.at else looks.text),
            (item.level, looks.levels[item.severity]),
            (item.code, looks.middle),
            (item.message + _all_places(item.at, marks), looks.text),
            (item.advice, looks.text),
        )
        if item.at:
            rows.link("C", item.at[0])
    last = rows.count
    if marks.unchecked:
        rows.add()
        rows.add((marks.say("没能检查", "Could not be checked"), looks.title), height=20)
        reason = (marks.say("原因", "Reason"), looks.head)
        heads = ((marks.say(zh, en), looks.head) for zh, en, _ in HEADS[:3])
        rows.add(*heads, reason, *[("", looks.head)] * 3, height=20)
        rows.merge("D", "G")
        for number, one in enumerate(marks.unchecked, 1):
            linked = one.at is not None and one.at.sheet is not None
            place = one.at.say(marks.language) if one.at is not None else ""
            rows.add(
                (number, looks.middle),
                (one.project, looks.text),
                (place, looks.link if linked else looks.text),
                (one.reason, looks.text),
                *[("", looks.text)] * 3,
                widths=(6, 23, 20, 117),
            )
            rows.merge("D", "G")
            if one.at is not None:
                rows.link("C", one.at)
    return _sheet(rows, last), last


def _place(at: tuple[Location, ...], marks: Marks) -> str:
    """What the link says: the places where they stand on one line, as some programs show a link, or else the first."""
    said = _said(at[:_PLACES], marks.language)
    if not at or (len(at) <= _PLACES and _on_a_line(said)):
        return said
    first = at[0].say(marks.language)
    several = marks.say(f"等{len(at)}处", f" and {len(at) - 1} more") if len(at) > 1 else ""
    # The name of a sheet may be long; which cell it is is what counts.
    cell = str(at[0]).rpartition("!")[2] if not _on_a_line(first + several) else first
    return cell + several


def _all_places(at: tuple[Location, ...], marks: Marks) -> str:
    """A line with the places that the link doesn't name, and nothing where it names them all."""
    said = _said(at[:_PLACES_BELOW], marks.language)
    if not at or said == _place(at, marks):
        return ""
    rest = len(at) - _PLACES_BELOW
    more = marks.say(f"等{len(at)}处", f" and {rest} more") if rest > 0 else ""
    return marks.say(f"\n位置：{said}{more}", f"\nPlaces: {said}{more}")


def _on_a_line(text: str) -> bool:
    return wrapped(text, int(_WIDTHS[2] * _SMALLER)) <= 1


def _said(at: tuple[Location, ...], language: str) -> str:
    """Places, with the name of a sheet once."""
    said: list[str] = []
    before: Location | None = None
    for one in at:
        here = one.say(language)
        if before is not None and one.sheet is not None and (one.sheet, one.file) == (before.sheet, before.file):
            here = str(one).rpartition("!")[2]
        said.append(here)
        before = one
    return (", " if language == "en" else "、").join(said)


def _sheet(rows: _Rows, last: int) -> str:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, (_, _, width) in enumerate(HEADS, 1)
    )
    merges = f'<mergeCells count="{len(rows.merges)}">{"".join(rows.merges)}</mergeCells>' if rows.merges else ""
    links = f"<hyperlinks>{''.join(rows.links)}</hyperlinks>" if rows.links else ""
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:G{rows.count}"/><sheetViews><sheetView showGridLines="0" workbookViewId="0">'
        f'<pane ySplit="{HEAD_ROW}" topLeftCell="A{HEAD_ROW + 1}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="A{HEAD_ROW + 1}" sqref="A{HEAD_ROW + 1}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{"".join(rows.xml)}</sheetData>'
        f'<autoFilter ref="A{HEAD_ROW}:G{max(last, HEAD_ROW)}"/>{merges}{links}'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
    )
