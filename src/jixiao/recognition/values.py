"""What a cell that stands alone in its row says of itself: a value, a name, or a name with its value stuck to it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jixiao.model.patterns import Lazy
from jixiao.model.quantities import Quantity, parse_quantity
from jixiao.model.words import DURATION_UNITS, MEASURES, NOUNS, is_known_word

_TAKES_OBJECT: Final = ("符合", "不符合", "达到", "未达到", "部分达到", "通过", "未通过", "具备", "不具备")
"""Yes/no words with a thing behind them: 符合标准 says something, 执行标准 only names it."""
_TAIL: Final = Lazy(r"[≥≤><=＞＜＝≧≦═].*|(?<=[率度])\d+(?:\.\d+)?[%％]", re.DOTALL)


@lru_cache(maxsize=4096)
def reads_as_value(text: str) -> bool:
    """Whether a text is a value wherever it stands: a known word, a number with its unit, a date, a placeholder.

    A grammar of values reads names too, since it is only asked about values (竣工时间, 24小时内故障处理).
    """
    if is_known_word(text):
        return True
    quantity = parse_quantity(text)
    if quantity.malformed or quantity.kind in ("text", "blank", "word"):
        return False
    if quantity.kind == "yes_no":
        return text.startswith(_TAKES_OBJECT) or not any(noun in text for noun in NOUNS)
    return quantity.number is None or quantity.comparator is not None or _counts(quantity, text)


def _counts(quantity: Quantity, text: str) -> bool:
    """Whether a number counts what stands behind it (3个重点项目) or begins a name (3个乡镇道路硬化, 一次性补助)."""
    unit = quantity.unit or ""
    noun = unit.partition("/")[0].partition("(")[0]
    measure = max((m for m in MEASURES | DURATION_UNITS.keys() if noun.startswith(m)), key=len, default="")
    rest = noun[len(measure) :]
    if not measure or rest.startswith(("内", "以内", "之内", "前", "后")):
        return len(rest) < 3
    return len(rest) <= (4 if text[0].isdigit() else 2)


def value_tail(name: str) -> int | None:
    """Where a target begins at the end of a name that proves itself one: a comparator and all that it compares with."""
    found = _TAIL.search(name, 2)
    if found is None or found.end() != len(name):
        return None
    target = parse_quantity(found[0])
    return found.start() if target.number is not None and target.well_formed else None
