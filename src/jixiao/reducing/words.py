"""What stands for a name, a number or a text that nobody else need see, and what of a text is still its owner's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

BLANK: Final = "某"
_STAND_INS: Final = {
    "project_name": "某项目",
    "department.name": "某部门",
    "implementing_unit": "某单位",
    "responsible": "某甲",
    "handler": "某乙",
    "phone": "0000000",
    "project_code": "000",
    "department.code": "000",
    "projects.code": "000",
    "projects.name": "某项目",
    "indicators.name": "某指标",
    "matched.how": "name",
}
_TELLING_APART: Final = "甲乙丙丁戊己庚辛壬癸"
_POOL: Final = (
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜"
    "海咸河淡鳞潜羽翔龙师火帝鸟官人皇始制文字乃服衣裳推位让国有虞陶唐吊民伐罪周发殷汤坐朝问道垂拱平章爱育黎首臣伏戎羌"
)
"""Characters that stand for others where each has to stay itself: the beginning of the primer that numbers things."""
_TOKEN: Final = re.compile(r"\d[\d,，]*(?:\.\d+)?|[A-Za-z]+|.", re.DOTALL)
_FIGURE: Final = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_STANDING: Final = re.compile("|".join(sorted({one for one in _STAND_INS.values() if BLANK in one})) + f"|[{BLANK}]")
UNITS: Final = frozenset({"元", "万元", "亿元"})
_EXACT: Final = 2
"""A number of so many digits that matter tells nobody whose it is."""


def stand_in(path: str, taken: Iterable[str]) -> str:
    """What stands for the text at a path; told apart from those that stand for others."""
    name = next((word for end, word in _STAND_INS.items() if _ends(path, end)), BLANK)
    known = set(taken)
    if name not in known or name == BLANK:
        return name
    return next((one for letter in _TELLING_APART if (one := name + letter) not in known), name)


def _ends(path: str, end: str) -> bool:
    """Whether a path without numbers leads to such a field: ``forms[].indicators.annual[].name``."""
    above, _, field = end.rpartition(".")
    return path.rpartition(".")[2] == field and above in path


def tokens(text: str) -> list[str]:
    """A text in pieces that are left out whole: numbers, Latin words, single characters."""
    return _TOKEN.findall(text)


def plainer(token: str) -> Iterator[str]:
    """What may stand for a piece of a text, the plainest first; nothing where it tells nothing."""
    if _FIGURE.fullmatch(token):
        if len(_digits(token)) <= 1:
            return
        yield from (one for one in (_round(token, 1), _round(token, _EXACT), "1", "10", "100") if one != token)
    elif token.isalpha() and token != BLANK:
        yield BLANK


def rounder(amount: str, number: int) -> Iterator[str]:
    """What may stand for an amount: near it, so that what is more and what is less stay so; else any, by a number."""
    yield from (one for one in (_round(amount, 1), _round(amount, _EXACT), str(100 * (number + 1))) if one != amount)


def _round(figure: str, digits: int) -> str:
    """A number with no more than so many digits that matter."""
    if len(_digits(figure)) <= digits:
        return figure
    value = Decimal(figure.replace(",", "").replace("，", ""))
    return format(value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1)), "f")


def _digits(figure: str) -> str:
    """The digits of a number that matter."""
    return re.sub(r"\D", "", figure).strip("0")


def substitutes(text: str) -> Iterator[str]:
    """Characters that don't occur in the text, to stand for some that do."""
    return iter([one for one in _POOL if one not in text])


def own_of(text: str, ours: frozenset[str]) -> str:
    """What of a text is still as its owner wrote it and may tell who that is; ``ours`` are characters put in."""
    if text in UNITS:
        return ""
    rest = _STANDING.sub(" ", text)
    letters = "".join(one for one in rest if one.isalpha() and one not in ours)
    figures = [one for one in _FIGURE.findall(rest) if len(_digits(one)) > _EXACT]
    return letters + " ".join(figures)
