"""A text whose grid is lost, as the pieces that its cells left: in order of print, with what is known of the rows.

Pages are stored in many ways: a row a line with bars between the cells, a cell a line with a bar behind it or with
nothing, a row a line with blanks between, and all cells glued together. What they have in common is the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, Literal

from attrs import evolve, frozen

from jixiao.documents.grid import Cell, Document, Doubt, Line
from jixiao.model.patterns import Lazy
from jixiao.places import Location
from jixiao.recognition.cutting import cut, is_glued_head, mend_heads
from jixiao.recognition.labels import WIDTH
from jixiao.recognition.vocabulary import (
    CATEGORIES,
    COLUMNS,
    EVALUATION,
    FIELDS,
    GOALS,
    LEVEL1,
    MONEY,
    SECTIONS,
    SIGNS,
    bare,
    block_of,
    category_label,
    column_of,
    field_of,
    is_any_label,
    is_head_label,
    looks_back,
)

Break = Literal["row", "same", "unknown"]

_BAR: Final = Lazy(r"(?<!\\)\|")
_TORN: Final = frozenset(
    {"指标", "标", "度指标", "目标", "响指标", "指标值", "和成果", "及编码", "及代码", "及其编码", "及其代码", "及电话"}
)
"""What is left of a label that was torn at the end of a line."""
_PARTS: Final = 5
_ANCHOR: Final = Lazy(r"级\s*指标|[量质效益本响度]\s*指标|指标\s*(?:内容|名称)|名\s*称|自评|整体|绩效|一级")
_NEAR: Final = 60
_MANY: Final = 120
"""How many characters a line has at least that holds a whole table."""
_LABELLED: Final = 3
_HEADED: Final = 3
"""How many heads of columns with blanks between make a head of indicators: the first may be torn."""
_BRACKETED: Final = 40
"""How long a cell may get in which blanks stand between brackets."""
_MOST: Final = 20_000
"""How many lines are read at most: what has more is no page."""
_KNOWN: Final = frozenset({*CATEGORIES, *COLUMNS, *FIELDS, *GOALS, *LEVEL1, *MONEY, *SECTIONS, *EVALUATION})
_COLON: Final = Lazy(r"[:：]")
_SEALED: Final = Lazy(r"((?:填报|申报|预算|编制|项目|基层)?单位\s*[(（](?:盖章|公章)[)）])\s*([^\s:：()（）]{2,40})")
"""A label that a seal ends, and what was written behind it."""
_UNIT: Final = Lazy(r"[(（](?:[亿万千]?元)[)）]")
_OF_WHICH: Final = Lazy(r"\s*其中\s*[:：]\s*")
_MONEY_UNITS: Final = frozenset({"万元", "元", "亿元", "千元"})
_FILLED: Final = Lazy(r"[^\s|]")


@frozen
class Piece:
    """What one cell left. ``before`` tells how it stands to the piece before: in a new row, in the same, or unknown."""

    text: str
    at: Location
    before: Break = "unknown"
    paragraph: bool = False
    """Whether it stands outside every row that has bars."""
    number: Decimal | None = None
    uncached: bool = False
    """The typed number, and whether a formula's result is missing: see :class:`~jixiao.documents.grid.Cell`."""
    column: int | None = None
    """The column of its cell, where the document has any: whether its columns can be trusted is another question."""
    doubt: Doubt | None = None
    """What its text is worth where it was recognised on a picture."""
    crossing: bool = False
    """Whether the text of its cell runs over the lines around it."""

    @property
    def cell(self) -> Cell:
        """The piece as a cell."""
        return Cell(
            max(self.at.column - 1, 0),
            self.text,
            self.at,
            number=self.number,
            uncached=self.uncached,
            doubt=self.doubt,
            crossing=self.crossing,
        )


def pieces_of(document: Document) -> list[Piece]:
    """The pieces of a document, with glued and torn labels put right."""
    pieces = _raw_pieces(_window(document.lines))
    return _split_at_colons(_join_torn(_cut_glued(pieces)))


def _window(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines around those that speak of a form: a page is short, a file need not be."""
    spoken = [index for index, line in enumerate(lines) if any(_ANCHOR.search(cell.text) for cell in line.cells)]
    if not spoken:
        return ()
    first = max(spoken[0] - _NEAR, 0)
    return lines[first : min(spoken[-1] + _NEAR, first + _MOST)]


def _raw_pieces(lines: Sequence[Line]) -> list[Piece]:
    pieces: list[Piece] = []
    open_cell = False  # a cell with a bar behind it may have begun lines ago
    ended = True
    barred = False
    tabled = False  # blanks part the cells since a head of indicators did
    last = 0
    pending: list[Piece] = []
    for line in lines:
        parts, ends_row, bars = _parts(line)
        near = line.number <= last + 1
        last = line.number
        if not bars and line.table is None:
            text = mend_heads(line.cells[0].text)
            words = _words(text, tabled)
            torn = _rows_on_one_line(text) if len(text) > _MANY and not tabled else None
            tabled = tabled or torn is not None or _is_spaced_head(words)
            if torn is not None:
                upper, lower = torn
                pieces.extend(pending)
                pending = []
                pieces.extend(
                    Piece(word, line.cells[0].at, "same" if number else "row") for number, word in enumerate(upper)
                )
                pieces.extend(Piece(word, line.cells[0].at) for word in lower)
                ended, barred = True, False
                continue
            if len(words) > 1:
                pieces.extend(pending)
                pending = []
                for number, word in enumerate(words):
                    pieces.append(Piece(word, line.cells[0].at, "same" if number else "row", not tabled))
                ended, barred = True, False
                continue
            # A row does not end with its sign: the value below is one of its cells.
            goes_on = tabled and bool(pieces) and pieces[-1].text in SIGNS
            piece = Piece(text, line.cells[0].at, "row" if ended and not goes_on else "unknown", not tabled)
            if barred and near:
                open_cell = True
            if open_cell and len(pending) < 4:
                pending.append(piece)
            else:
                pieces.extend([*pending, piece])
                pending, open_cell, barred = [], False, False
            ended = False
            continue
        if pending and parts and near and line.table is None and not is_any_label(parts[0].text):
            first = parts[0]
            text = _joined([*(piece.text for piece in pending), first.text])
            parts = [evolve(first, text=text, at=pending[0].at), *parts[1:]]
        else:
            pieces.extend(pending)
        pending, open_cell, barred = [], False, True
        for number, part in enumerate(parts):
            before: Break = "same" if number else "row" if ended or len(parts) > 1 else "unknown"
            pieces.append(evolve(part, before=before))
        ended = ends_row or len(parts) > 1
    return [*pieces, *pending]


def _joined(lines: Sequence[str]) -> str:
    """The lines of one cell: a line that ends no sentence goes on."""
    text = lines[0]
    for line in lines[1:]:
        text += ("\n" if text.endswith(("。", "；", ";")) else "") + line
    return text


def _parts(line: Line) -> tuple[list[Piece], bool, bool]:
    """The filled cells of a line, whether its row ends with it, and whether it has bars or tabs at all."""
    if line.table is not None or "|" not in line.cells[0].text:
        cells = [
            Piece(
                cell.text,
                cell.at,
                number=cell.number,
                uncached=cell.uncached,
                column=cell.column if line.table is not None else None,
                doubt=cell.doubt,
                crossing=cell.crossing,
            )
            for cell in line.cells
        ]
        return cells, line.table is not None, line.table is not None
    whole = line.cells[0]
    parts = [
        Piece(filled, evolve(whole.at, column=number))
        for number, part in enumerate(_BAR.split(whole.text), 1)
        if (filled := part.strip())
    ]
    return parts, whole.text.rstrip().endswith("||"), True


def _words(text: str, tabled: bool) -> list[str]:
    """The cells of a line in which blanks part them: one of them is a label, or a head stood above."""
    words = _whole_labels(_with_brackets(text.split()))
    if len(words) < 2:
        return words
    labels = [is_any_label(word) or looks_back(word) or _label_and_value(word)[0] is not None for word in words]
    if not any(labels):
        return words if tabled and not words[-1].endswith("。") else [text]
    if tabled:
        return words
    found: list[str] = []
    start = True
    for word, label in zip(words, labels, strict=True):
        if label or start or not found:
            found.append(word)
        else:
            found[-1] += " " + word
        start = label
    return found


def _with_brackets(words: Sequence[str]) -> list[str]:
    """The words of a line, with brackets whole again that blanks stand in: 开发数量( ≥**个 )."""
    found: list[str] = []
    for word in words:
        if found and _UNIT.fullmatch(word) is not None:
            # The unit of a label: 项目预算金额 (万元).
            found[-1] += word
        elif found and _is_open(found[-1]) and len(found[-1]) + len(word) <= _BRACKETED:
            found[-1] += word
        else:
            found.append(word)
    return found


def _is_open(word: str) -> bool:
    word = word.translate(WIDTH)
    return word.count("(") > word.count(")")


def _rows_on_one_line(text: str) -> tuple[list[str], list[str]] | None:
    """The cells of a line that holds the rows of a whole table, with blanks between: those above its head, the rest."""
    words = _whole_labels(text.split())
    start = next((n for n in range(len(words) - 3) if _is_run_of_heads(words[n : n + 4])), None)
    if start is None or sum(category_label(word) is not None for word in words[start:]) < _LABELLED:
        return None
    return _words(" ".join(words[:start]), tabled=False), words[start:]


def _is_run_of_heads(words: Sequence[str]) -> bool:
    return column_of(words[0]) in ("level1", "level2") and sum(column_of(word) is not None for word in words) >= 3


def _whole_labels(words: Sequence[str]) -> list[str]:
    """The words of a line, with labels whole again that a blank parts."""
    found: list[str] = []
    index = 0
    while index < len(words):
        count = next((n for n in range(min(6, len(words) - index), 1, -1) if _is_whole(words[index : index + n])), 1)
        found.append("".join(words[index : index + count]))
        index += count
    return found


def _is_whole(words: Sequence[str]) -> bool:
    """Whether words are one label that blanks part, and not a label with a word behind it."""
    joined = bare("".join(words))
    if len(joined) > 20:
        return False
    if is_any_label(words[0]):
        return joined in _KNOWN and bare(words[-1]) in _TORN
    return joined in _KNOWN or (column_of(joined) is not None and sum(map(_heads, words)) <= 1)


def _heads(word: str) -> bool:
    return column_of(word) is not None


def _is_spaced_head(words: Sequence[str]) -> bool:
    return len(words) >= _HEADED and sum(column_of(word) is not None for word in words) >= _HEADED


def _cut_glued(pieces: Sequence[Piece]) -> list[Piece]:
    """Glued cells cut by their labels, where a head of indicators shows that the cells of this page were glued."""
    if not any(is_glued_head(piece.text) for piece in pieces):
        return list(pieces)
    found: list[Piece] = []
    for piece in pieces:
        for number, text in enumerate(cut(piece.text)):
            # Where a line held more than one cell its end is the end of a row.
            before: Break = "unknown" if number else "row" if piece.before != "same" else "same"
            found.append(Piece(text, piece.at, before, piece.paragraph, doubt=piece.doubt, crossing=piece.crossing))
    return found


def _join_torn(pieces: Sequence[Piece]) -> list[Piece]:
    """Labels whole again that were torn over lines: 经济效益⏎指标, 年度⏎指标值, 绩⏎效⏎指⏎标."""
    found: list[Piece] = []
    index = 0
    while index < len(pieces):
        count = _torn(pieces, index)
        piece = pieces[index]
        if count > 1:
            text = "".join(bare(part.text) for part in pieces[index : index + count])
            piece = evolve(piece, text=text)
        found.append(piece)
        index += count
    return found


def _torn(pieces: Sequence[Piece], index: int) -> int:
    """How many pieces from here are one label."""
    first = bare(pieces[index].text)
    if not first or len(first) > 12:
        return 1
    joined = first
    best = 1
    for count in range(2, _PARTS + 1):
        if index + count > len(pieces) or pieces[index + count - 1].before == "same":
            break
        part = bare(pieces[index + count - 1].text)
        if not part or len(part) > 12:
            break
        joined += part
        whole_words = is_any_label(first) and part not in _TORN
        if joined in _KNOWN and not whole_words:
            best = count
    if best == 1 and index + 1 < len(pieces) and pieces[index + 1].before != "same":
        # The label is known without what was torn off: 经济效益 and 指标.
        label = category_label(first) or block_of(first)
        if label is not None and bare(pieces[index + 1].text) == "指标" and not first.endswith("指标"):
            best = 2
    return best


def _split_at_colons(pieces: Iterable[Piece]) -> list[Piece]:
    """Label and value apart where one cell holds both: 项目名称:某项目, 其中:财政拨款 16."""
    found: list[Piece] = []
    for piece in pieces:
        rest: str | None = piece.text
        before = piece.before
        for _ in range(4):
            if rest is None:
                break
            label, value = _label_and_value(rest)
            if label is None:
                found.append(evolve(piece, text=rest, before=before))
                break
            found.append(evolve(piece, text=label, before=before))
            rest, before = value, "same"
    return found


def _label_and_value(text: str) -> tuple[str | None, str | None]:
    start = 0
    if (of_which := _OF_WHICH.match(text)) is not None:
        start = of_which.end()
    colon = _COLON.search(text, start)
    if (sealed := _SEALED.fullmatch(text)) is not None:
        return sealed[1], sealed[2]
    if colon is None or colon.start() > 40:
        return None, None
    label, value = text[: colon.start()], text[colon.end() :].strip()
    if (
        not value
        or value in _MONEY_UNITS
        or _FILLED.search(value) is None
        or not (is_head_label(label[start:]) or field_of(label) or category_label(label))
    ):
        return None, None
    return label, value
