"""What a narrative declares: how many projects have targets, and how much money they involve."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from jixiao.model.numerals import to_yuan
from jixiao.model.patterns import Lazy

_DECLARED: Final = Lazy(
    r"(?:纳入|实行|实施|编报|开展|设置|涉及)[^。；]{0,24}?(?:绩效|目标)[^。；]{0,24}?项目[^。；\d]{0,8}?"
    r"(\d{1,5})\s*(?:个|项)[^。；]{0,16}?(?:金额|资金|预算)[^。；\d]{0,8}?([\d,，.]+)\s*(亿元|万元|元)"
)
_COVERAGE: Final = Lazy(r"全部|所有|全覆盖")
_EVALUATED: Final = Lazy(r"自评|评价|评估|监控")
_PARTIAL: Final = Lazy(r"(?<!第[一二三四五六七八九十])部分|重点|其中公开|选取")


class Declaration(NamedTuple):
    """``projects`` with targets and their ``money`` in yuan, as a paragraph (its index) declares them.

    ``partial``: the text speaks of a part of the projects (部分, 重点).
    """

    paragraph: int
    projects: int
    money: Decimal | None
    partial: bool


def declared_projects(narrative: Sequence[str]) -> Declaration | None:
    """The first declaration of a narrative: ``纳入绩效目标管理的项目6个，共计金额298.50万元``. Evaluations are none."""
    for index, paragraph in enumerate(narrative):
        if "绩效" not in paragraph or "项目" not in paragraph:
            continue
        found = _DECLARED.search(paragraph)
        if found is None or _EVALUATED.search(found[0]):
            continue
        partial = _PARTIAL.search(paragraph) is not None and _COVERAGE.search(paragraph) is None
        return Declaration(index, int(found[1]), to_yuan(found[2], found[3]), partial)
    return None
