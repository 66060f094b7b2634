"""What a printed target value (指标值) means: ``parse_quantity("≥10台(套)")`` → ≥, 10, 台(套).

The grammar, tried in this order: a whole word (满意, 是, 长期, 全年, 待定) · the same text twice · a placeholder ·
``comparator? date (– date)? 前?`` · ``comparator? verb? 每…? number (– number)? unit? suffix?`` · words put together
(稳步提高). What none of them reads to its last character is kind ``text``: no guess is made at a sentence.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from attrs import evolve, frozen

from jixiao.model import numerals, words
from jixiao.model.numerals import (
    YUAN_POWERS,
    Scan,
    arabic_dates,
    half_width,
    plain,
    scan_number,
    scan_power,
    shift,
    spelt_with_letters,
)
from jixiao.model.patterns import Lazy
from jixiao.model.slips import slip_in
from jixiao.model.words import COMMON_UNITS, DURATION_UNITS, WHOLE_VALUES, Kind, is_known_word

__all__ = ["CalendarDate", "Kind", "Quantity", "is_known_word", "parse_quantity"]

LONGEST_VALUE: Final = 200
"""A longer text is a paragraph in the wrong cell and isn't parsed."""


def _days_in(year: int, month: int) -> int:
    """The days of a month. (The standard calendar brings locale and datetime along, half as much as all of this.)"""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


@frozen
class CalendarDate:
    """A date as exact as it is printed: a year, a month of it or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def valid(self) -> bool:
        """Whether the calendar has it: False for 2025年2月30日 and 2024年13月."""
        if self.month is None:
            return self.day is None and 1 <= self.year <= 9999
        if not (1 <= self.year <= 9999 and 1 <= self.month <= 12):
            return False
        return self.day is None or 1 <= self.day <= _days_in(self.year, self.month)

    def __str__(self) -> str:
        month = "" if self.month is None else f"{self.month}月"
        return f"{self.year}年{month}" + ("" if self.day is None else f"{self.day}日")


@frozen
class Quantity:
    """A target value, understood.

    ``number`` (and ``upper`` of a range) counts in ``unit``, with 万 and 亿 multiplied in, except in 万元 and 亿元;
    a percentage is its printed number with unit ``%``. ``date`` to ``date_end`` is the time that a date names:
    上半年 is January to June, 年底 December. A date without a year has no ``date`` but its text as ``word``.
    ``before`` marks a deadline (前). ``word`` is otherwise the qualitative word, the verb at a number (提高5%), or the
    text itself where it is not well formed. ``doubled``: the text is the same thing twice, and the rest says what one
    copy means. ``malformed``: a number that can't be (12,3456, 1O); ``invalid``: a date that isn't in the calendar.

    >>> str(parse_quantity("不低于 95 %"))
    '≥95%'
    """

    kind: Kind = "blank"
    comparator: str | None = None
    number: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    word: str | None = None
    date: CalendarDate | None = None
    date_end: CalendarDate | None = None
    before: bool = False
    doubled: bool = False
    malformed: bool = False
    invalid: bool = False

    @property
    def well_formed(self) -> bool:
        """Whether the value was understood and can be: its ``str`` then means the same again."""
        return not self.malformed and not self.invalid and self.kind not in ("text", "blank")

    @property
    def is_percentage(self) -> bool:
        """Whether the unit is % (‰ and 个百分点 are not)."""
        return self.unit == "%"

    @property
    def yuan(self) -> Decimal | None:
        """The number in yuan where the unit is plain money (元, 万元, 亿元 …), not money per something."""
        if self.number is None or self.unit is None or self.unit not in YUAN_POWERS:
            return None
        return shift(self.number, YUAN_POWERS[self.unit])

    @property
    def first_year(self) -> int | None:
        """The earliest year that the date names."""
        years = [date.year for date in (self.date, self.date_end) if date is not None]
        return min(years) if years else None

    def __str__(self) -> str:
        if not self.well_formed:
            return self.word or ""
        text = (self.comparator or "") + self._written()
        if self.number is not None and self.word is not None:
            text = self.word + text if self.word in words.VERBS else text + self.word
        return text * 2 if self.doubled else text

    def _written(self) -> str:
        """The value without its comparator and verb."""
        if self.date is not None:
            end = "" if self.date_end is None else f"-{self.date_end}"
            return f"{self.date}{end}" + ("前" if self.before else "")
        if self.number is None:
            return self.word or ""
        unit = self.unit or ""
        if self.upper is not None:
            dash = "-" if self.upper >= 0 else "至"
            return numerals.written(self.number, unit, True) + dash + numerals.written(self.upper, unit, True) + unit
        return numerals.written(self.number, unit, False) + unit

    def __repr__(self) -> str:
        parts = [f"comparator={self.comparator}"] if self.comparator else []
        for name in _SHOWN:
            value = getattr(self, name)
            if value is not None and value is not False:
                shown = plain(value) if isinstance(value, Decimal) else repr(value) if isinstance(value, str) else value
                parts.append(f"{name}={shown}")
        return f"Quantity({', '.join(parts)})"


_SHOWN: Final = ("number", "upper", "unit", "word", "date", "date_end", "before", "doubled", "malformed", "invalid")


@lru_cache(maxsize=16384)
def parse_quantity(text: str) -> Quantity:
    """What a printed target value means. Total: whatever isn't understood is kind ``text``; nothing is raised.

    >>> parse_quantity("≥10台(套)")
    Quantity(comparator=≥, number=10, unit='台(套)')
    >>> parse_quantity("逐步提高").word
    '逐步提高'
    """
    return _parse(text)


_COMMON = Lazy(r"([≥≤><=])?([0-9]{1,7}(?:\.[0-9]{1,6})?)([^0-9.,，\s]{0,7})")
_BLANK_IN_VALUE = Lazy(r"(?<![0-9]) | (?![0-9])")
_SENTENCE_END: Final = "。.．；;，,、!！:： "


def _parse(text: str) -> Quantity:
    common = _COMMON.fullmatch(text)
    if common is not None:
        sign, digits, unit = common.groups()
        kind = COMMON_UNITS.get(unit)
        # 2024年 is a date and 2024.12 may be one
        maybe_date = len(digits) > 3 and (unit[:1] == "年" or (not unit and "." in digits))
        if kind is not None and not maybe_date and unit not in _NUMBERED:
            return Quantity(kind, sign, Decimal(digits), None, unit or None)
    kind = WHOLE_VALUES.get(text)
    if kind is not None:
        return Quantity(kind, word=text)
    if len(text) > LONGEST_VALUE:
        return Quantity("text", word=text)
    shown = " ".join(half_width(text).split())
    if not shown:
        return Quantity()
    value = _BLANK_IN_VALUE.sub("", shown) if " " in shown else shown
    return _read_whole(value) or Quantity("text", word=shown)


def _read_whole(value: str) -> Quantity | None:
    """The meaning of a text that may end in the full stop of a sentence."""
    quantity = _read(value)
    if quantity is None and value[-1] in _SENTENCE_END:
        quantity = _read(value.rstrip(_SENTENCE_END))
    return quantity or _read_slip(value)


_MARKS_OF_A_SLIP: Final = frozenset("≥≤><=%。. ")


def _read_slip(value: str) -> Quantity | None:
    """A number with a slip at it, which the rest of the value explains: ≥≥90%, 90%≥, 9。5%."""
    slip = None if _MARKS_OF_A_SLIP.isdisjoint(value) else slip_in(value)
    meant = _read(slip.mended) if slip is not None else None
    if meant is None or meant.number is None or meant.kind == "date":
        return None
    return Quantity("number", meant.comparator, word=value, malformed=True)


def _read(value: str) -> Quantity | None:
    """The meaning of a text without blanks, or ``None``."""
    if not value:
        return None
    kind = WHOLE_VALUES.get(value)
    if kind is not None:
        return Quantity(kind, word=value)
    if words.is_mask(value):
        return Quantity("placeholder", word=value)
    return _read_twice(value) or _read_measure(value) or _read_phrase(value)


_ONLY_NUMBERS: Final = "0123456789.,，-+/:~–—·"


def _read_twice(value: str) -> Quantity | None:
    """正常正常: one text of two or more characters, twice or more, and nothing else."""
    period = (value + value).find(value, 1)
    if not 1 < period < len(value):
        return None
    copy = value[:period]
    once = _read_whole(copy) or Quantity("text", word=copy)
    # 20202020 and 一百一百 are digits like any other, and 否,否 repeats one character
    written = str(once) if once.well_formed else copy
    if len(written) < 2 or not copy.strip(_ONLY_NUMBERS) or not written.strip(_ONLY_NUMBERS):
        return None
    return evolve(once, doubled=True)


def _read_measure(value: str) -> Quantity | None:
    """A date or a number with all that stands around it."""
    comparator, rest = words.take_comparator(value)
    _, rest = words.take_word(rest, words.LEADS)
    if comparator is None:
        comparator, rest = words.take_comparator(rest)
    if not rest:
        return None
    numeric = rest[0] in "截自从于" or (rest[0] in "12" and (rest[4:5] in _DATE_MARKS or rest.isdigit()))
    if not numeric and _DATE_CHARS.isdisjoint(rest):
        return _read_number(value, rest, comparator)
    return _read_date(value, rest, comparator) or _read_number(value, rest, comparator)


def _read_phrase(value: str) -> Quantity | None:
    """Qualitative and yes/no words, with a comparator at most: 稳步提高, ≥良好."""
    for comparator, rest in ((None, value), words.take_comparator(value)):
        kind = words.word_kind(rest) if rest else None
        if kind is not None:
            return Quantity(kind, comparator, word=rest)
    return None


# --- dates ------------------------------------------------------------------------------------------------------------

_DATE_CHARS: Final = frozenset("年月日号季旬")
_DATE_MARKS: Final = frozenset("./-–—~至到")
_YEAR = "(?:1[89]|2[01])[0-9]{2}"
_DASH = "(?:-{1,2}|—{1,2}|[–~至到])"
_BETWEEN = Lazy(_DASH)
_STAMP = Lazy("(?:19|20)[0-9]{6}(?:[0-9]{6})?")
_NUMERIC = Lazy(
    rf"({_YEAR})([./-])([0-9]{{1,2}})(?:\2([0-9]{{1,2}})日?)?(?![0-9.,%])"
    r"(?:[ T]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
)
_POINT = Lazy(
    rf"({_YEAR}(?:年度?|(?={_DASH}{_YEAR}))|(?<=[-–—~至到]){_YEAR}|每[年月季周]|[本当今全次明来同该]年度?|年度?)?"
    rf"(?:([0-9]{{1,2}})(?:月份?|(?={_DASH}[0-9]{{1,2}}月)))?(?:([0-9]{{1,2}})[日号])?"
    r"([上下]半年|(?:第?[一二三四1-4])?季度[底末初]?|月?[上中下]旬|[年月]?[底末初中])?"
)
_TAIL = Lazy(
    "(?:([之以]?前|[为截]?止)|[之以]?内|([之以]?后)|(起)|(左右))?(?:按时|全部|全面|正式|基本)?"
    "(?:完成验收|完成|完工|竣工|开工|启动|验收|交付|投入使用|支付|发放|拨付|到位|实施|结束|建成|使用|执行完毕)?"
)
_MONTHS: Final[dict[str, tuple[int, int | None]]] = {
    f"{name}季度": (n // 2 * 3 + 1, n // 2 * 3 + 3) for n, name in enumerate("一1二2三3四4")
} | {"上半年": (1, 6), "下半年": (7, 12), "底": (12, None), "末": (12, None), "初": (1, None), "中": (6, None)}
# 3月 is March and 3季度 the third quarter, but ≤3月, 18月 and 3个月 are lengths of time
_NUMBERED: Final = {"月": range(1, 13), "季度": range(1, 5)}


class _Point(NamedTuple):
    """One end of a date: from ``first`` to ``last``, where it ends in the text, and what of it is printed."""

    first: CalendarDate
    last: CalendarDate | None
    end: int
    dated: bool = True
    named: bool = True
    bare: bool = False


def _scan_point(text: str, start: int, begun: CalendarDate | None = None) -> _Point | None:
    """A date at ``start``. The second of a range takes the year and month that it leaves out from ``begun``.

    Without a year the date is put in a leap year. ``named`` is False where only a day is said (3日 may be three days).
    """
    match = _NUMERIC.match(text, start)
    if match is not None:
        year, mark, month, day = match.groups()
        if day or mark != "." or (1 <= int(month) <= 12 and year >= "1990"):  # 2024.12 may be a date, 2024.52 is none
            return _Point(CalendarDate(int(year), int(month), int(day) if day else None), None, match.end())
    match = _POINT.match(text, start)
    if match is None or match.end() == start:
        return None
    said, month, day, part = match.groups()
    dated = said is not None and said[0].isdigit()
    year_number = int(said[:4]) if dated else begun.year if begun else 2024
    last = None
    if month or day:
        month_number = int(month) if month else (begun.month if begun else None) or 1
        first = CalendarDate(year_number, month_number, int(day) if day else None)
    else:
        name = (part or "").removeprefix("第").removeprefix("年")
        from_month, to_month = _MONTHS.get(name[:3] if "季" in name else name, (None, None))
        first = CalendarDate(year_number, from_month)
        last = CalendarDate(year_number, to_month) if to_month else None
    standing = said is not None and said != "年" and said[0] != "每"
    named = standing or bool(month) or bool(said and (day or part)) or len(part or "") > 1
    bare = match[0].removesuffix("份").lstrip("0123456789一二三四") in _NUMBERED and not said
    return _Point(first, last, match.end(), dated, named, bare)


def _read_date(value: str, rest: str, comparator: str | None) -> Quantity | None:
    """A date, a range of dates or a date without a year; with a deadline (前) or a deed (完成) behind it."""
    if rest.isdigit():
        return None if comparator or not _STAMP.fullmatch(rest) else _read_stamp(rest)
    text = arabic_dates(rest)
    until = text.startswith(("截至", "截止"))
    text = text[2:].removeprefix("到") if until else text.removeprefix("于").removeprefix("自").removeprefix("从")
    point = _scan_point(text, 0)
    if point is None or (comparator is not None and text[4:5] == "." and point.first.day is None):
        return None
    first, last, end = point.first, point.last, point.end
    dash = _BETWEEN.match(text, end)
    if dash is not None:
        second = _scan_point(text, dash.end(), first)
        if second is None or (second.dated and not point.dated):
            return None
        last, end = second.last or second.first, second.end
    tail = _TAIL.fullmatch(text, end)
    if tail is None:
        return None
    before = until or tail[1] is not None
    sign = comparator or (">" if tail[2] else "≥" if tail[3] else "≈" if tail[4] else None)
    invalid = not first.valid or (last is not None and not last.valid)
    if point.dated:
        return Quantity(
            "date", sign, None, None, None, value if invalid else None, first, last, before, invalid=invalid
        )
    # 3日 is three days unless it says 前
    if not (point.named or before) or (point.bare and end == len(text) and (comparator or invalid)):
        return None
    return Quantity("date", comparator, word=value if invalid else rest, before=before, invalid=invalid)


def _read_stamp(digits: str) -> Quantity | None:
    """20240118154658 or 20240118; 20162020 is no date, and 20000000 is a round number."""
    date = CalendarDate(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    clock = len(digits) == 8 or (digits[8:10] < "24" and digits[10:12] < "60" and digits[12:] < "60")
    if date.valid and clock:
        return Quantity("date", date=date)
    if date.day == 0 or not 1990 <= date.year <= 2060:
        return None
    return Quantity("date", word=digits, date=date, invalid=True)


# --- numbers ----------------------------------------------------------------------------------------------------------

_RANGE = Lazy(f"([^0-9,，。;；]{{0,8}}?){_DASH}(?=[-0-9负一二两三四五六七八九十半壹贰叁肆伍陆柒捌玖])")


_LETTERS: Final = frozenset("OoIl")


def _read_number(value: str, rest: str, comparator: str | None) -> Quantity | None:
    """A number or a range of numbers with its unit."""
    verb, rest = words.take_word(rest, words.VERBS)
    per = ""
    while rest.startswith("每"):
        counted, rest = words.take_word(rest[1:], words.DENOMINATORS)
        if not counted:
            return None
        per += f"/{counted}"
    if comparator is None:
        comparator, rest = words.take_comparator(rest)
    money = rest.startswith(("¥", "人民币"))
    if money:
        rest = rest.removeprefix("人民币").removeprefix("¥")
    if not _LETTERS.isdisjoint(rest) and spelt_with_letters(rest) is not None:
        return Quantity("number", comparator, word=value, malformed=True)
    fraction = words.FRACTIONS.get(rest[:3], "")
    scan = Scan(Decimal(100), 4, "ok", True) if rest[:4] == "百分之百" else scan_number(rest, 3 if fraction else 0)
    if scan is None or scan.grouping == "list":
        return None
    tail = rest[scan.end :]
    last: Scan | None = None
    between = _RANGE.match(tail)
    if between is not None:
        last = scan_number(tail, between.end())
        # both ends have the unit or only the second: 80%-90%, 3-5人; 0358-6322110 is a telephone
        telephone = rest[0] == "0" and rest[1:2].isdigit()
        if last is None or last.grouping == "list" or telephone or not tail[last.end :].startswith(between[1]):
            return None
        tail = tail[last.end :]
    power, start = (0, 0) if scan.chinese else scan_power(tail)
    about = tail[start : start + 1] in ("多", "余", "几")
    if about and not start and not scan.chinese:
        power, start = scan_power(tail, 1)  # 200多万
        start -= 1
    tail = tail[start + about :]
    half = Decimal("0.5") if tail[:2] == "个半" or (tail.endswith("半") and tail[:-1] in DURATION_UNITS) else None
    if half:
        tail = tail.replace("半", "", 1)  # 一个半月, 两年半
    suffix, tail = words.take_suffix(tail)
    sign = "" if fraction else "%"
    if tail.startswith(sign) and not (verb or per) and words.word_kind(tail[len(sign) :]):
        verb, tail = tail[len(sign) :], sign  # 100%达标, 百分之百达标
    unit = words.usual_unit(tail, scan.chinese)
    if unit is None or len(unit + per) > words.LONGEST_UNIT or (money and unit and "元" not in unit):
        return None
    unit = (unit or fraction or ("元" if money else "")) + per
    comparator = comparator or suffix or ("≈" if about else None)
    if scan.value is None or (last is not None and last.value is None):
        if unit[:1] in words.ORDINAL_UNITS or rest[: scan.end].count(".") > 2:
            return None
        return Quantity("number", comparator, None, None, unit or None, value, malformed=True)
    number = shift(scan.value, power) + half if half else shift(scan.value, power)
    if unit in _NUMBERED and not (comparator or verb) and number in _NUMBERED[unit]:
        return None  # 3.0月
    if last is not None and last.value is not None:
        # 3-5月 is a date
        upper = shift(last.value, power)
        return None if unit == "月" else Quantity("range", comparator, number, upper, unit or None, verb or None)
    kind: Kind = "duration" if unit in DURATION_UNITS else "number"
    return Quantity(kind, comparator, number, None, unit or None, verb or None)
