"""Printed numbers: ASCII and full-width digits, thousands separators, Chinese numerals, and amounts of money in yuan.

Everything is exact: a number is the ``Decimal`` of its printed digits, and 万 or 亿 only move the decimal point.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from jixiao.model.patterns import Lazy

__all__ = [
    "Grouping",
    "Scan",
    "arabic_dates",
    "grouping",
    "half_width",
    "is_malformed_amount",
    "is_malformed_number",
    "malformed_amounts",
    "parse_amount",
    "parse_number",
    "plain",
    "plain_decimal",
    "scan_number",
    "scan_power",
    "shift",
    "spelt_with_letters",
    "to_yuan",
    "written",
]

Grouping = Literal["ok", "bad", "list"]

# Chinese punctuation stays: it tells a sentence from a number. Full-width letters, digits, signs and brackets do not.
_KEPT = frozenset("，；：！？")
_HALF: Final[dict[int, str | None]] = {
    code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT
}
_HALF.update(zip(map(ord, "\u3000\xa0≧⩾≦⩽﹥﹤﹦≒≅﹪﹣−‐‑﹙﹚∼〜∕•・￥"), "  ≥≥≤≤><=≈≈%----()~~/··¥", strict=True))
_HALF.update(dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff")))  # invisible
_ODD = frozenset(map(chr, _HALF))


def half_width(text: str) -> str:
    """Digits, letters, signs and brackets in their half-width form, Chinese punctuation as it is; blanks stripped."""
    return text.strip() if _ODD.isdisjoint(text) else text.translate(_HALF).strip()


# --- plain decimals ---------------------------------------------------------------------------------------------------


def shift(number: Decimal, power: int) -> Decimal:
    """``number`` × 10 ** ``power`` with every digit kept, whatever the decimal context."""
    if not power:
        return number
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # a printed number is never NaN or infinite
    return plain_decimal(Decimal((sign, digits, exponent + power)))


def plain(number: Decimal) -> str:
    """The number in digits without an exponent and without idle zeros: ``1450000``, ``2345678.9``."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def plain_decimal(number: Decimal) -> Decimal:
    """The same number, written by :func:`plain`."""
    return Decimal(plain(number))


def written(number: Decimal, unit: str, ranged: bool) -> str:
    """Digits, with thousands separators where bare ones would read as a date (2024年, 20240118, 2024.12, 2024-2026)."""
    text = plain(number)
    whole, point, decimals = text.partition(".")
    if unit:
        risky = unit[0] == "年" and len(whole) == 4
    else:
        risky = len(whole) in (8, 14) or (len(whole) == 4 and (ranged or point == "."))
    return f"{int(whole):,}{point}{decimals}" if risky and whole[0] in "12" else text


# --- Chinese numerals -------------------------------------------------------------------------------------------------

_DIGITS: Final[dict[str, int]] = {
    **{digit: value for value, digit in enumerate("零一二三四五六七八九")},
    **{digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "○": 0,
    "两": 2,
    "弍": 2,
    "贰": 2,
    "参": 3,
}
_SMALL: Final[dict[str, int]] = {"十": 1, "百": 2, "千": 3, "拾": 1, "佰": 2, "仟": 3}
_LARGE: Final[dict[str, int]] = {"万": 4, "亿": 8, "萬": 4, "億": 8}
_NUMERAL_CHARS = "".join({**_DIGITS, **_SMALL, **_LARGE})
_ZEROS = "零〇○"


@lru_cache(maxsize=1024)
def _chinese_integer(run: str) -> int | None:
    """A whole number in Chinese numerals, or ``None`` where the characters make none (``千百``, ``一二``)."""
    if all(char in _DIGITS for char in run):
        # 二〇二四 is read digit by digit, but 三五 (个) means "three to five"
        if len(run) == 1:
            return _DIGITS[run]
        if len(run) < 3 or run[0] in _ZEROS:
            return None
        return int("".join(str(_DIGITS[char]) for char in run))
    total = section = 0
    pending: int | None = None  # a digit that waits for its unit
    small, last, zero = 9, 0, False  # powers of ten: the last one in this section, the last one of all
    seen: set[int] = set()
    for place, char in enumerate(run):
        if char in _DIGITS:
            if pending is not None or (_DIGITS[char] == 0 and place == 0):
                return None
            if _DIGITS[char]:
                pending = _DIGITS[char]
            else:
                zero = True
        elif char in _SMALL:
            power = _SMALL[char]
            if pending is None and (power != 1 or section):
                return None  # 十二 stands for 一十二, but 百二 for nothing
            if power >= small:
                return None
            section += (1 if pending is None else pending) * 10**power
            small, last, pending, zero = power, power, None, False
        else:
            power = _LARGE[char]
            section += pending or 0
            if power in seen or not (section or (last == 4 and power == 8)):
                return None
            # 一万二千亿 multiplies all that came before; 三亿五千万 only its own section
            total = (total + section) * 10**power if power == 8 else total + section * 10**power
            seen.add(power)
            if power == 8:
                seen.discard(4)
            section, small, last, pending, zero = 0, 9, power, None, False
    if pending is not None:
        # 一万二 and 三百五 leave out the last unit
        section += pending * 10 ** (last - 1) if last > 1 and not zero else pending
    elif zero:
        return None
    return total + section


def _chinese_number(run: str) -> Decimal | None:
    """Chinese numerals with an optional 点 and decimals: 三点五 → 3.5."""
    whole, point, decimals = run.partition("点")
    integer = _chinese_integer(whole)
    if integer is None:
        return None
    if not point:
        return Decimal(integer)
    return Decimal(f"{integer}." + "".join(str(_DIGITS[char]) for char in decimals))


# --- scanning ---------------------------------------------------------------------------------------------------------


class Scan(NamedTuple):
    """A number at the start of a text: its value (``None`` where it is malformed) and where it ends."""

    value: Decimal | None
    end: int
    grouping: Grouping = "ok"
    chinese: bool = False


_ASCII = Lazy(r"[+-]?[0-9]+(?:[,，]+[0-9]+)*(?:\.[0-9]+(?:[,，]+[0-9]+)*)*")
_CHINESE = Lazy(rf"负?[{_NUMERAL_CHARS}]+(?:点[零〇○一二三四五六七八九]+)?")
_GROUPED = Lazy(r"[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?")


def grouping(token: str) -> Grouping:
    """How a run of ASCII digits, separators and points is made up.

    ``ok``: a number; ``list``: short numbers or years side by side (``1,2,3``, ``2024,2025``); ``bad``: impossible
    groups or two points (``456,12345``, ``1,28``, ``1.2.3``).
    """
    token = token.lstrip("+-")
    if "," not in token and "，" not in token:
        return "ok" if token.count(".") < 2 else "bad"
    if _GROUPED.fullmatch(token):
        return "ok"
    if "." not in token:
        parts = token.replace("，", ",").split(",")
        if all(len(part) < (3 if len(parts) > 2 else 2) for part in parts):
            return "list"
        if all(len(part) == 4 and part[:2] in ("19", "20") for part in parts):
            return "list"
    return "bad"


def scan_number(text: str, start: int = 0) -> Scan | None:
    """The number that begins at ``start``, in any spelling; 万 and 亿 after ASCII digits are not part of it."""
    match = _ASCII.match(text, start)
    if match is not None:
        token = match[0]
        kind = grouping(token)
        if kind != "ok":
            return Scan(None, match.end(), kind)
        return Scan(Decimal(token.replace(",", "").replace("，", "")), match.end())
    head = text[start : start + 1]
    if head == "负":
        match = _ASCII.match(text, start + 1)
        if match is not None and match[0][0].isdigit() and grouping(match[0]) == "ok":
            return Scan(Decimal(match[0].replace(",", "").replace("，", "")).copy_negate(), match.end())
    elif head == "半":
        return Scan(Decimal("0.5"), start + 1, chinese=True)
    match = _CHINESE.match(text, start)
    if match is None:
        return None
    run, end = match[0], match.end()
    if run[-1] in _LARGE and text.startswith("元", end) and len(run) > 1:
        run, end = run[:-1], end - 1  # 五十万元 is 50 of 万元
    value = _chinese_number(run.lstrip("负"))
    if value is None:
        return None
    return Scan(value.copy_negate() if run[0] == "负" else value, end, chinese=True)


# 万元, 千万元, 千米 and 百分比 are units and keep their first character
_POWER = Lazy(r"(?![百千]?[万亿萬億]元|[百千]元)(?:百(?!分)|千(?![米克瓦伏卡帕赫字安焦牛]))?(?:[万亿萬億](?!元))*")


def scan_power(text: str, start: int = 0) -> tuple[int, int]:
    """The power of ten that 百, 千, 万 and 亿 make at ``start``, and where they end: ``万人`` → (4, 1)."""
    if text[start : start + 1] not in _POWERS:
        return 0, start
    match = _POWER.match(text, start)
    if match is None:
        return 0, start
    return sum(_POWERS[char] for char in match[0]), match.end()


_POWERS: Final[dict[str, int]] = {"百": 2, "千": 3, **_LARGE}


def parse_number(text: str) -> Decimal | None:
    """The number that the whole text spells, without a unit; ``None`` for anything else.

    ``1,234.5``, ``１２``, ``-5``, ``负5``, ``一百二十``, ``壹佰陆拾``, ``123万`` (1230000), ``半`` (0.5).
    """
    text = half_width(text)
    scan = scan_number(text)
    if scan is None or scan.value is None:
        return None
    power, end = (0, scan.end) if scan.chinese else scan_power(text, scan.end)
    return shift(scan.value, power) if end == len(text) else None


_HAN_DATE = Lazy("[〇零○一二三四五六七八九十]+(?=[年月日号])")


def arabic_dates(text: str) -> str:
    """二〇二四年十二月 → 2024年12月; characters that are no numeral stay."""
    return _HAN_DATE.sub(_arabic, text)


def _arabic(match: re.Match[str]) -> str:
    value = _chinese_number(match[0])
    return match[0] if value is None else plain(value)


# --- money ------------------------------------------------------------------------------------------------------------

YUAN_POWERS: Final[dict[str, int]] = {
    "元": 0,
    "角": -1,
    "百元": 2,
    "千元": 3,
    "万": 4,
    "万元": 4,
    "萬元": 4,
    "百万元": 6,
    "千万元": 7,
    "亿": 8,
    "亿元": 8,
    "億元": 8,
}
"""A unit of money → the power of ten that makes it yuan."""

_CURRENCY = Lazy("(?:人民币|RMB|CNY|¥)+")
_COINS = Lazy(
    r"元(?:([0-9零壹贰叁肆伍陆柒捌玖一二三四五六七八九])角)?零?(?:([0-9壹贰叁肆伍陆柒捌玖一二三四五六七八九])分)?"
)


def to_yuan(text: str, unit: str | None = None) -> Decimal | None:
    """A fund cell in yuan; ``None`` for a blank cell and for whatever is no well-formed amount (``-``, ``/``, words).

    ``unit`` is the unit of the table's head (元, 千元, 万元, 亿元; 元 where it is ``None``). A unit printed in the
    cell wins: ``123万`` is 1230000 under any head. An unknown head unit leaves a bare number unknown.
    """
    text = "".join(half_width(text).split()) if not _blanks_between_digits(text) else ""
    currency = _CURRENCY.match(text)
    text = text[currency.end() :] if currency else text
    text = text.removesuffix("人民币").removesuffix("整").removesuffix("正")
    scan = scan_number(text)
    if scan is None or scan.value is None or (scan.chinese and text[0] == "半"):
        return None
    power, end = (0, scan.end) if scan.chinese else scan_power(text, scan.end)
    rest = text[end:]
    if not rest:
        if power:
            return shift(plain_decimal(scan.value), power)
        head = YUAN_POWERS.get(half_width(unit).strip("()单位:： ") if unit else "元")
        return None if head is None else shift(plain_decimal(scan.value), head)
    if rest in YUAN_POWERS:
        return shift(plain_decimal(scan.value), power + YUAN_POWERS[rest])
    coins = _COINS.fullmatch(rest)
    if coins is None or scan.value != int(scan.value):
        return None
    jiao, fen = (_coin(coins[1]), _coin(coins[2]))
    return plain_decimal(Decimal(f"{plain(shift(scan.value, power))}.{jiao}{fen}"))


def _coin(digit: str | None) -> int:
    """A single digit of 角 or 分 in any script."""
    return 0 if digit is None else int(_DIGITS.get(digit, digit))


_APART = Lazy(r"[0-9０-９]\s+[0-9０-９]")


def _blanks_between_digits(text: str) -> bool:
    """Two numbers in one cell are no amount."""
    return _APART.search(text) is not None


def parse_amount(text: str, unit: str | None = None) -> Decimal | None:
    """The same as :func:`to_yuan`."""
    return to_yuan(text, unit)


_CELL = Lazy(r"[¥]?([+-]?[0-9][0-9,，.]*)(?:万|亿|千元|元|万元|亿元)?")
_DATE_LIKE = Lazy(r"(?:19|20)[0-9]{2}\.[0-9]{1,2}\.[0-9]{1,2}")


def is_malformed_number(text: str) -> bool:
    """Whether the whole cell looks like one number and can't be: wrong thousands groups or two decimal points."""
    text = half_width(text)
    match = _CELL.fullmatch(text)
    if match is None or _DATE_LIKE.fullmatch(match[1]):
        return False
    token = match[1]
    if token[-1] in ",，.":
        return False  # the end of a sentence, not a group
    return _ASCII.fullmatch(token) is None or grouping(token) == "bad"


_LETTERED = Lazy(
    r"(?=[0-9OoIl]*[0-9])(?:[0-9]*[OoIl])+[0-9]*(?:[.,][0-9OoIl]+)*(?![A-Za-z])|l[lOo]*(?=[%\u4e00-\u9fff])"
)
_LETTERS_FOR_DIGITS: Final = str.maketrans("OoIl", "0011")
_LITRES = Lazy(r"[0-9]+(?:[.,][0-9]+)*l")


def spelt_with_letters(text: str) -> str | None:
    """The number at the head of a text, in digits, where a letter stands for one of them: 1O台 → 10, l5% → 15.

    Nothing where there is none, or where the letters have a sense of their own: 10l, 16IO点.
    """
    match = _LETTERED.match(text)
    if match is None or "IO" in match[0] or _LITRES.fullmatch(match[0]) is not None:
        return None
    return match[0].translate(_LETTERS_FOR_DIGITS) + text[match.end() :]


def is_malformed_amount(text: str) -> bool:
    """Whether a fund cell that is no amount is meant as one: digits, commas and points. A fund cell holds no list."""
    return is_malformed_number(text) or (_FIGURES.fullmatch(text) is not None and to_yuan(text) is None)


_FIGURES = Lazy(r"\s*[0-9０-９]+(?:[,，.．]+[0-9０-９]+)+\s*")
_AMOUNT = Lazy(
    r"(?<![0-9０-９.．,，A-Za-z/-])"
    r"([0-9０-９]+(?:[,，][0-9０-９]+)+(?:[.．][0-9０-９]+)?)\s?(?:亿元|万元|千元|元)"
)
# 每人 may introduce a list, 每年 only says how often
_LIST_WORD = Lazy(r"分别|依次|[、和及与或各至到第号如]|每(?!半?[年月季周旬日天]|学[年期])")
_SENTENCE_END = Lazy(r"[。；;！!？?\n]")


def malformed_amounts(text: str) -> tuple[str, ...]:
    """Amounts of money in running text whose thousands groups are impossible, as printed with their unit.

    Only certain errors are named: a group of more than three digits after the first comma, or one of one or two
    digits right before the unit (``0,5万元`` too). A comma in running text may also part the items of a list or two
    clauses, so neighbours that speak for it (分别, 、, 和, 及, 各, a year in front, short numbers) silence both.
    """
    found = []
    for match in _AMOUNT.finditer(text):
        token = match[1].translate(_HALF)
        groups = token.partition(".")[0].replace("，", ",").split(",")
        # nobody counts from nought in a list: 0,5万元 is half of one
        impossible = grouping(token) == "bad" or (groups[0] == "0" and len(groups) == 2)
        if not impossible or len(groups[0]) > 3 or _listed(text, match.start()):
            continue
        long_group = any(len(group) > 3 for group in groups[1:])
        # a full-width comma is a comma of the sentence first: 共85，50万元 is two clauses
        short_group = len(groups[-1]) < 3 and "，" not in token
        if long_group or short_group:
            found.append(match[0])
    return tuple(found)


def _listed(text: str, start: int) -> bool:
    """Whether the words just before ``start`` announce a list."""
    before = _SENTENCE_END.split(text[max(0, start - 12) : start])[-1]
    return _LIST_WORD.search(before) is not None
