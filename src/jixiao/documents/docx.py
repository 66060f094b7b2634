"""Word files → documents: paragraphs, tables with their merges, tables in tables, text boxes, headers and footers.

The text is what stands on the page: insertions that are still tracked count, deletions and hidden text don't. Word's
own XML tells each merge and needs no library, so a Word file is read wherever this package runs.
"""

from __future__ import annotations

from attrs import field, mutable

from jixiao.documents.flow import Flow
from jixiao.documents.grid import Document, Line
from jixiao.documents.limits import DEFAULT, Budget, Limits
from jixiao.documents.markup import WORD_FILE
from jixiao.documents.package import Package

_OFF = frozenset({"0", "false", "off"})
# The second writing of a text box, text that was moved away, the reading above a character.
_SKIPPED = frozenset({"Fallback", "moveFrom", "rt", "del"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DEEPEST = 1_000


def read_docx(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """The document in a Word file. Raises :class:`~jixiao.errors.NotReadable`.

    A page's header stands in front of the section that first has it, its footer behind.
    """
    package = Package(data, name, limits, WORD_FILE)
    lines = read_parts(package, Reader(package, Flow(Budget(name, limits))))
    return Document(name.replace("\\", "/").rpartition("/")[2], "page", True, tuple(lines))


def read_parts(package: Package, reader: Reader) -> list[Line]:
    """The lines of the body, and of the headers and footers of its sections."""
    path = next((target for _, kind, target in package.relations("") if kind == "officeDocument"), None)
    path = path or "/word/document.xml"
    body = package.part(path)
    if body is None:
        package.damaged()
    targets = {key: target for key, _, target in package.relations(path)}
    seen: set[tuple[str, ...]] = set()
    lines: list[Line] = []
    for section in reader.read(body, path):
        around: dict[str, list[Line]] = {"header": [], "footer": []}
        for kind, key in section.edges:
            target = targets.pop(key, "")
            part = package.part(target) if target else None
            edge = [line for each in reader.read(part, target) for line in each.lines] if part is not None else []
            # The pages on the left often say what those on the right say.
            if (said := tuple(cell.text for line in edge for cell in line.cells)) not in seen:
                seen.add(said)
                around[kind] += edge
        lines += around["header"] + section.lines + around["footer"]
    return lines


@mutable
class _Section:
    """The lines between two changes of the page, and the parts above and below each page."""

    lines: list[Line]
    edges: list[tuple[str, str]] = field(factory=list)


@mutable
class _CellMarks:
    """What a cell's properties say."""

    columns: int = 1
    merge: str | None = None
    texts: list[str] = field(factory=list)
    started: bool | None = None
    """Whether the cell stands in a row, as it should; ``None`` before that is known."""
    holds_table: bool = False


class Reader:
    """The handlers of the parser. One reader reads all parts, so that every table has a number of its own."""

    def __init__(self, package: Package, flow: Flow) -> None:
        self._package = package
        self._flow = flow

    def read(self, xml: bytes, path: str) -> list[_Section]:
        """The sections of the part at a path."""
        self._sections: list[_Section] = []
        self._from = len(self._flow.lines)
        self._open: list[str] = []
        self._paragraphs: list[list[str]] = []
        self._cells: list[_CellMarks] = []
        self._rows: list[bool] = []
        self._edges: list[tuple[str, str]] = []
        self._skipping = 0
        self._in_text = self._hidden = self._section_ends = False
        self._parse(xml, path)
        self._flow.close()
        self._close_section()
        return self._sections

    def _parse(self, xml: bytes, path: str) -> None:  # noqa: ARG002  # a reader that tells where things stand asks for it
        self._package.parse(xml, self._start, self._text, self._end)

    def _close_section(self) -> None:
        self._sections.append(_Section(self._flow.lines[self._from :], self._edges))
        self._from, self._edges, self._section_ends = len(self._flow.lines), [], False

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipping:
            self._skipping += 1
            return
        if tag in _SKIPPED:
            if tag == "del" and self._open and self._open[-1] == "trPr":
                self._flow.drop_row()
            self._skipping = 1
            return
        if len(self._open) > _DEEPEST:
            self._package.damaged()
        self._open.append(tag)
        if tag == "t":
            self._in_text = bool(self._paragraphs) and not self._hidden
        elif tag == "r":
            self._hidden = False
        elif tag == "p":
            self._paragraphs.append([])
        elif tag in _SIGNS:
            # The tabulator stops in a paragraph's properties have the same name.
            if self._paragraphs and not self._hidden and "r" in self._open[-2:]:
                self._paragraphs[-1].append(_SIGNS[tag])
        elif tag == "vanish":
            self._hidden = _value(attributes) not in _OFF
        elif tag == "tc":
            self._cells.append(_CellMarks())
        elif tag == "tr":
            self._rows.append(self._flow.start_row())
        elif tag == "tbl":
            self._start_cell()
            self._lay_out()
            self._flow.start_table()
        else:
            self._property(tag, attributes)

    def _property(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "gridSpan":
            if self._cells:
                self._cells[-1].columns = self._whole(attributes)
        elif tag in ("vMerge", "hMerge"):
            if self._cells:
                self._cells[-1].merge = f"{tag[0]} {_value(attributes) or 'continue'}"
        elif tag == "gridBefore":
            if (skipped := self._whole(attributes)) > 0:
                self._flow.skip(skipped)
        elif tag in ("headerReference", "footerReference"):
            key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            self._edges.append((tag[:6], key))
        elif tag == "sectPr":
            self._section_ends = True

    def _end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        self._open.pop()
        if tag == "t":
            self._in_text = False
        elif tag == "p":
            self._end_paragraph()
        elif tag == "tc":
            self._start_cell()
            self._end_cell(self._cells.pop())
        elif tag == "tr":
            if self._rows.pop():
                self._flow.end_row()
        elif tag == "tbl":
            self._flow.end_table()

    def _text(self, data: str) -> None:
        if self._in_text:
            self._paragraphs[-1].append(data)

    def _end_paragraph(self) -> None:
        text = "".join(self._paragraphs.pop())
        if self._cells:
            self._start_cell()
            self._cells[-1].texts.append(text.strip())
        else:
            self._flow.paragraph(text)
            if self._section_ends and not self._paragraphs:
                self._close_section()

    def _start_cell(self) -> None:
        """Begin the innermost cell: its properties, which stand first, are known now."""
        if self._cells and self._cells[-1].started is None:
            self._cells[-1].started = self._flow.start_cell(self._cells[-1].columns)

    def _lay_out(self) -> None:
        """A cell with a table in it is no cell of a form but a piece of the page: its texts are paragraphs."""
        if self._cells and self._cells[-1].started:
            self._cells[-1].holds_table = True
            for text in self._cells[-1].texts:
                self._flow.paragraph(text)
            self._cells[-1].texts.clear()

    def _end_cell(self, marks: _CellMarks) -> None:
        if marks.holds_table:
            for text in marks.texts:
                self._flow.paragraph(text)
            marks.texts.clear()
        if marks.started:
            merge = marks.merge
            text = "\n".join(text for text in marks.texts if text)
            self._flow.end_cell(
                "" if merge == "h continue" else text, grows=merge == "v restart", joins=merge == "v continue"
            )

    def _whole(self, attributes: dict[str, str]) -> int:
        text = _value(attributes)
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            self._package.damaged()
        return int(text)


def _value(attributes: dict[str, str]) -> str:
    return next((value for name, value in attributes.items() if name.rpartition(":")[2] == "val"), "")
