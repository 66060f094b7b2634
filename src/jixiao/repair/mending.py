"""Mend a file: apply the patches that change how something is written and not what it says, round by round.

What is given back can be read again and checked again. Two rules may ask for the same cell; then one goes first, and
the other says again what it wants once the file was read anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from attrs import field, frozen

from jixiao.checker.report import Report
from jixiao.documents import kind_of
from jixiao.documents.limits import DEFAULT, Limits
from jixiao.errors import WrongUse
from jixiao.repair.patches import Declined, Patch, Refusal, patches_of
from jixiao.repair.splices import Splice, spliced

FORMAT_ONLY: Final = "format-only"
_ROUNDS: Final = 8
"""More rounds than rules ever asked for one cell; what is left then is declined, never a loop without end."""


@frozen
class Mended:
    """A file that was mended: its new content, every change, and what was not changed.

    ``changes`` stand in the order in which they were made, and ``splices`` are the bytes that they took; ``declined``
    are the safe patches that could not be applied exactly; ``proposals`` are those that somebody has to look at, which
    are never applied. ``report`` is what the check of the new content gives.
    """

    name: str
    before: bytes = field(repr=False)
    data: bytes = field(repr=False)
    changes: tuple[Patch, ...]
    splices: tuple[Splice, ...] = field(repr=False)
    declined: tuple[Refusal, ...]
    proposals: tuple[Patch, ...]
    report: Report


class _Writer(Protocol):
    def splice(self, patch: Patch) -> list[Splice]: ...


def mend(data: bytes, name: str, check: Callable[[bytes], Report], limits: Limits = DEFAULT) -> Mended:
    """The file with its format-only patches applied. ``check`` reads and checks a content of this file.

    Raises :class:`~jixiao.errors.WrongUse` for a format that can't be written, and what ``check`` raises.
    """
    refuse_unwritable(data, name)
    content, refused = data, list[Refusal]()
    changes: list[Patch] = []
    splices: list[Splice] = []
    report = check(content)
    for _ in range(_ROUNDS):
        patches = [patch for patch in patches_of(report) if patch.safety == FORMAT_ONLY]
        refused = []
        made = _round(content, name, patches, limits, refused)
        if not made:
            break
        # From the end, so that no splice moves another one of the round.
        now = sorted((one for _, some in made for one in some), key=lambda one: (one.part, one.at), reverse=True)
        content = spliced(content, now, name, limits)
        changes += [patch for patch, _ in made]
        splices += now
        report = check(content)
    left = tuple(patch for patch in patches_of(report) if patch.safety != FORMAT_ONLY)
    return Mended(name, data, content, tuple(changes), tuple(splices), tuple(refused), left, report)


def _round(
    data: bytes, name: str, patches: list[Patch], limits: Limits, refused: list[Refusal]
) -> list[tuple[Patch, list[Splice]]]:
    """The patches that can be applied beside each other; those that can't be at all are ``refused``."""
    made: list[tuple[Patch, list[Splice]]] = []
    taken: set[str] = set()
    writer = _writer(data, name, limits) if patches else None
    for patch in patches:
        place = patch.path if patch.at is None else str(patch.at)
        if place in taken or writer is None:
            continue
        try:
            if patch.at is not None and patch.at.file is not None:
                raise Declined("other file")
            made.append((patch, writer.splice(patch)))
            taken.add(place)
        except Declined as declined:
            refused.append(Refusal(patch, declined.reason))
    return made


def refuse_unwritable(data: bytes, name: str) -> None:
    """Raise :class:`~jixiao.errors.WrongUse` for a file whose format can't be written."""
    kind = kind_of(data, name)
    if kind not in ("text", "csv", "json", "xlsx", "docx"):
        raise WrongUse(
            f"{name}：这种文件不能改写（能改写的有.xlsx、.docx、.csv、.txt、.md、.json）；"
            "请用Excel或WPS另存为.xlsx或.docx，再修改。",
            f"{name}: a file of this kind can't be written (.xlsx, .docx, .csv, .txt, .md and .json can); "
            "save it as .xlsx or .docx, then mend that.",
        )


def _writer(data: bytes, name: str, limits: Limits) -> _Writer:
    """What turns a patch into splices of this file. Each format is loaded when a file needs it."""
    kind = kind_of(data, name)
    if kind == "json":
        from jixiao.repair.json_values import Values

        return Values(data, name)
    if kind == "xlsx":
        from jixiao.repair.sheet_cells import SheetCells

        return SheetCells(data, name, limits)
    if kind == "docx":
        from jixiao.repair.word_cells import WordCells

        return WordCells(data, name, limits)
    from jixiao.repair.text_cells import Lines, Records

    return Records(data, name) if kind == "csv" else Lines(data, name)
