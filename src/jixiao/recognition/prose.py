"""Targets written as prose: numbered headings (一、产出指标, (一)数量指标) with the indicators as clauses below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from attrs import evolve

from jixiao.model.amounts import amounts_in
from jixiao.model.patterns import Lazy
from jixiao.recognition.blocks import year_in
from jixiao.recognition.heads import Head
from jixiao.recognition.notes import Notes
from jixiao.recognition.pieces import Piece
from jixiao.recognition.vocabulary import CATEGORIES, ENDS, LEVEL1, bare, block_of, category_label

_HEADINGS: Final = 3
"""How many headings of different categories make a form of a text."""
_NAME: Final = Lazy(r"(?:标\s*题\s*[:：]?\s*)?(?:关于)?(.{4,60}?项目)(?:支出)?绩效目标")
_GOAL: Final = Lazy(r"(?:总体|年度|项目)绩效目标[:：为是]+\s*(.+?)(?:现将|具体绩效|$)", re.DOTALL)
_DATE: Final = Lazy(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日")
_YEAR: Final = Lazy(r"(20\d\d)年(?:度)?[^,，。;；]{0,20}(?:资金|预算|项目|计划)")
_LARGE: Final = 10_000
_ENDINGS: Final = ("指标", "目标")


@lru_cache(maxsize=1)
def _heading() -> re.Pattern[str]:
    words = sorted((word for word in (*CATEGORIES, *LEVEL1) if word.endswith(_ENDINGS)), key=len, reverse=True)
    return re.compile(rf"(?<![^;；。:：\s])({'|'.join(map(re.escape, words))})[:：,，]\s*")


def in_clauses(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with headings apart from what they head in one line: 数量指标:路灯≥30盏;质量指标:…"""
    found: list[Piece] = []
    for piece in pieces:
        # The text before the first heading, then each heading and its clauses.
        parts = _heading().split(piece.text)
        found.extend(evolve(piece, text=part) for part in parts if part.strip(" ;；。,，"))
    return found


def find_prose(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """Where the targets of a text stand: from the first heading to the end of the last clause."""
    headings = [index for index, piece in enumerate(pieces) if category_label(piece.text) or block_of(piece.text)]
    if len({category_label(pieces[index].text) for index in headings} - {None}) < _HEADINGS:
        return None
    end = next((i for i in range(headings[-1], len(pieces)) if ENDS.match(bare(pieces[i].text))), headings[-1] + 2)
    return headings[0], min(end, len(pieces))


def read_prose_head(pieces: Sequence[Piece], start: int, end: int, notes: Notes) -> Head:
    """What a text says of its project: the name in its title, the goal, the only large amount, who signed it."""
    head = Head()
    above = pieces[:start]
    for piece in above:
        if "project_name" not in head.fields and len(piece.text) <= 80 and (found := _NAME.match(piece.text)):
            head.fields["project_name"] = found[1]
            notes.place("project_name", piece.cell)
            head.fiscal_year = year_in(found[1])
        if "annual" not in head.goals and (found := _GOAL.search(piece.text)):
            head.goals["annual"] = found[1].strip()
            notes.place("goals.annual", piece.cell)
    # The goal speaks of money that is to be earned.
    told = [(piece, _GOAL.sub("", piece.text)) for piece in above]
    if head.fiscal_year is None and (found := _YEAR.search(" ".join(text for _, text in told))) is not None:
        head.fiscal_year = int(found[1])
    amounts = {amount.yuan: piece for piece, text in told for amount in amounts_in(text) if amount.yuan >= _LARGE}
    if len(amounts) == 1:
        ((amount, piece),) = amounts.items()
        head.amounts["annual.total"] = amount
        notes.place("funding.annual.total", piece.cell, unit="元")
    for before, piece in zip(pieces[end:], pieces[end + 1 :], strict=False):
        if _DATE.fullmatch(piece.text.strip()) and len(before.text) <= 30:
            for name in ("department", "implementing_unit"):
                head.fields[name] = before.text
                notes.place(name, before.cell)
            break
    head.printed.update(head.fields, (f"goals.{half}" for half in head.goals))
    return head
