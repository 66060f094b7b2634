"""Slips at a number: a sign too many or behind it, a percent sign in front, two units, 。 for the point, a gap."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from jixiao.model.numerals import half_width
from jixiao.model.patterns import Lazy
from jixiao.model.words import MEASURES, take_comparator

LONGEST: Final = 24
"""A longer value is a sentence."""

_SIGN: Final = "[≥≤><=]"
_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?"
_SIGN_BEHIND: Final = Lazy(rf"({_NUMBER})(%|[\u4e00-\u9fff]{{0,4}})({_SIGN})(%?)")
_PERCENT_IN_FRONT: Final = Lazy(rf"({_SIGN}?)%({_NUMBER})")
_POINT: Final = Lazy(r"(?<=[0-9])(?:。|\.{2,})(?=[0-9])")
_GAP: Final = Lazy(rf"({_SIGN}?)((?:[0-9] |1 ?0 ?)[0-9])%")
_TWO_UNITS: Final = Lazy(
    rf"({_SIGN}?{_NUMBER})(?:%(?P<behind>[万\u4e00-\u9fff]{{1,3}})|(?P<before>[\u4e00-\u9fff]{{1,3}})%)"
)
_UPWARDS: Final = {"≥": True, ">": True, "≤": False, "<": False}


class Slip(NamedTuple):
    """The value as it was meant; ``contradictory``: its two signs say opposite things, and neither is kept.

    ``other`` is what it may mean as well, where it has a percent sign and another unit.
    """

    mended: str
    contradictory: bool = False
    other: str = ""


def slip_in(value: str) -> Slip | None:
    """The slip in a printed value; whether what it mends to is a number is for the caller to see.

    >>> [slip_in(value).mended for value in ("≥≥90%", "90%≥", "≥9。5%", "≥9 5%", "%95", "不低于≥5人")]
    ['≥90%', '≥90%', '≥9.5%', '≥95%', '95%', '≥5人']
    >>> slip_in("≥≤90%")
    Slip(mended='90%', contradictory=True, other='')
    >>> slip_in("≥12%场")
    Slip(mended='≥12%', contradictory=False, other='≥12场')
    >>> [slip_in(value) for value in ("≥90%", "最高不超过5元", "稳步提高")]
    [None, None, None]
    """
    if len(value) > LONGEST:
        return None
    text = half_width(value).strip()
    if " " in text and _GAP.fullmatch(text) is not None:
        return Slip(text.replace(" ", ""))
    plain = "".join(text.split())
    mended = _POINT.sub(".", plain)
    if (units := _TWO_UNITS.fullmatch(mended)) is not None:
        unit = units["behind"] or units["before"]
        return Slip(f"{units[1]}%", other=f"{units[1]}{unit}") if unit in MEASURES else None
    behind = _SIGN_BEHIND.fullmatch(mended) or _PERCENT_IN_FRONT.fullmatch(mended)
    if behind is not None:
        mended = _in_front(behind)
    first, rest = take_comparator(mended)
    second, last = take_comparator(rest) if first is not None else (None, rest)
    if first is None or second is None or not (_is_sign(mended) or _is_sign(rest)):
        return Slip(mended) if mended != plain else None
    if first in _UPWARDS and second in _UPWARDS and _UPWARDS[first] is not _UPWARDS[second]:
        return Slip(last, contradictory=True)
    # = beside another sign adds nothing; of ≥ and > the first counts.
    return Slip((first if first in _UPWARDS or second not in _UPWARDS else second) + last)


def _in_front(match: re.Match[str]) -> str:
    """The sign before the number, the percent sign behind it."""
    if len(match.groups()) == 2:
        return f"{match[1]}{match[2]}%"
    return f"{match[3]}{match[1]}{match[2]}{match[4]}"


def _is_sign(text: str) -> bool:
    """Whether a text begins with a sign and not with a word: 最高不超过 is how people speak."""
    return not "\u4e00" <= text[0] <= "\u9fff"
