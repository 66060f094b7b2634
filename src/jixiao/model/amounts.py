"""The amounts of money that a running text names: ``共需85人，所需费用总计377.84万元`` → 3778400 yuan."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from jixiao.model.numerals import YUAN_POWERS, grouping, half_width, scan_number, shift, to_yuan
from jixiao.model.patterns import Lazy

__all__ = ["Amount", "amounts_in", "rounding"]

_HAN: Final = "零〇○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_COIN: Final = "[0-9０-９零一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
# 元素 and 元旦 begin with no unit, and 元/人 is a price.
_AMOUNT = Lazy(
    rf"(?<![0-9０-９.．A-Za-z{_HAN}点几数多余])"
    rf"((?:[0-9０-９]+(?:[,，.．][0-9０-９]+)*)\s?(?:亿元|[百千]?万元|[百千]?元)"
    rf"|(?:[{_HAN}]{{2,}}|[{_HAN}]+点[零〇一二三四五六七八九]+[万亿]*)元)"
    rf"((?:零?{_COIN}角)?(?:零?{_COIN}分)?[整正]?)"
    r"(?![素旦/／每·])"
)
_DASHES: Final = "-－—–~～至到"
_MINUS: Final = "-－"


class Amount(NamedTuple):
    """An amount of money in a text: in yuan, as printed, and the position of its first character."""

    yuan: Decimal
    printed: str
    start: int

    @property
    def end(self) -> int:
        """The position behind its last character."""
        return self.start + len(self.printed)

    @property
    def rounding(self) -> Decimal:
        """Half a unit of its last printed digit, in yuan: 377.84万元 stands for anything within 50 yuan of it."""
        text = half_width(self.printed)
        scan = scan_number(text)
        if scan is None or scan.value is None or scan.chinese:
            return Decimal(0)
        return rounding(scan.value, text[scan.end :].strip())


@lru_cache(maxsize=2048)
def amounts_in(text: str) -> tuple[Amount, ...]:
    """The well-formed amounts of plain money in a text, in the order of print.

    Left out is what is no single amount: a price (元/人), the ends of a range (10-20万元), a negative number, a number
    with impossible thousands groups, and one whose only comma is a full-width one, which may part two clauses.
    """
    if "元" not in text:
        return ()
    found: list[Amount] = []
    for match in _AMOUNT.finditer(text):
        printed, start = match[0], match.start()
        if _is_range(text, start, match.end()) or not _well_grouped(match[1]):
            continue
        yuan = to_yuan(printed)
        if yuan is not None:
            found.append(Amount(yuan, printed, start))
    return tuple(found)


def rounding(number: Decimal, unit: str) -> Decimal:
    """Half a unit of the last digit of a number of this unit of money, in yuan: 120, 万元 → 5000."""
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # a printed number is never NaN or infinite
    return shift(Decimal(5), exponent - 1 + YUAN_POWERS.get(unit, 0))


def _well_grouped(text: str) -> bool:
    """Whether the separators of a number are those of thousands."""
    token = half_width(text).rstrip("元百千万亿").strip()
    if "，" in token and token.count("，") + token.count(",") < 2:
        return False
    return grouping(token) == "ok"


def _is_range(text: str, start: int, end: int) -> bool:
    """Whether the amount is one end of a range, or has a minus in front."""
    before, last = text[start - 1 : start], text[start - 2 : start - 1]
    if before and (before in _MINUS or (before in _DASHES and (last.isdigit() or last in _HAN + "元") and last)):
        return True
    after, next_one = text[end : end + 1], text[end + 1 : end + 2]
    if not after or after not in _DASHES:
        return False
    # 到一线 goes on with no amount.
    return next_one.isdigit() or _AMOUNT.match(text, end + 1) is not None
