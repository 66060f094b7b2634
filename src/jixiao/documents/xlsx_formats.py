"""Number formats: what a person sees of a number, by the code of its format (such as ``#,##0.00`` or ``0%``)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

Formatter = Callable[[Decimal], str]
MAX_CODE = 255

_Token = tuple[str, str]
_EXACT = Context(prec=400)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?\Z")
_SEEN = Context(prec=15)

# The formats that a file names by number only; 27 to 36 and 50 to 58 as they are in Chinese Excel.
BUILTIN_FORMATS = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    41: '* #,##0;* -#,##0;* "-"', 42: '¥* #,##0;¥* -#,##0;¥* "-"', 43: '* #,##0.00;* -#,##0.00;* "-"',
    44: '¥* #,##0.00;¥* -#,##0.00;¥* "-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "##0.0E+0",
    **dict.fromkeys((5, 6), "¥#,##0;¥-#,##0"), **dict.fromkeys((7, 8), "¥#,##0.00;¥-#,##0.00"),
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'), **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'), **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
    **dict.fromkeys((37, 38), "#,##0;-#,##0"), **dict.fromkeys((39, 40), "#,##0.00;-#,##0.00"),
}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LAST_DAY = 2_958_466


def exact_number(text: str) -> Decimal | None:
    """The number that was typed, or ``None``.

    Beyond 15 digits the XML holds the noise of binary fractions: 132.2 stands there as 132.19999999999999, so the
    shortest number that is the same float is taken.
    """
    if len(text) > 400 or not _NUMBER.match(text):
        return None
    if len(text) <= 16 and "e" not in text and "E" not in text:
        return Decimal(text)  # at most 15 digits, or a whole number
    double = float(text)
    if double - double != 0:  # infinite
        return None
    number = _EXACT.create_decimal(text)
    exponent = number.as_tuple().exponent
    if (len(number.as_tuple().digits) > 15 and exponent != 0) or (double == 0 and number != 0):
        number = Decimal(repr(double))
        exponent = number.as_tuple().exponent
    return Decimal(format(number, "f")) if isinstance(exponent, int) and exponent > 0 else number


def general(number: Decimal) -> str:
    """A number without a format, of at most 15 significant digits."""
    if number == 0:
        return "0"
    text = str(number)
    if len(text) <= 16 and text.isdigit():
        return text
    if number != number.to_integral_value(context=_EXACT):
        number = _SEEN.plus(number)
    if not -15 <= number.adjusted() <= 20:
        return format(number.normalize(_SEEN), "E")
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def formatter_of(code: str, from_1904: bool = False) -> Formatter:
    """The function that shows numbers as a format code says; fractions are shown without format."""
    # Excel takes 255 characters; a longer code is no format but a burden.
    sections = [_Section(tokens, from_1904) for tokens in _sections(code[:MAX_CODE])][:3]
    if not sections or all(section.plain for section in sections):
        return general

    @lru_cache(1024)
    def show(number: Decimal) -> str:
        section, signed = _choose(sections, number)
        try:
            shown = section.show(number, signed).strip()
        except ArithmeticError:
            # More digits, or a later day, than can be worked out.
            shown = ""
        # A format may hide a number altogether; it is there nevertheless.
        return shown or general(number)

    return show


def _choose(sections: list[_Section], number: Decimal) -> tuple[_Section, bool]:
    """The section for a number, and whether a minus is put before a negative one."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or section.holds(number):
                return section, True
        return sections[-1], True
    if number < 0 and len(sections) > 1:
        return sections[1], False
    if number == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], True


def _sections(code: str) -> list[list[_Token]]:
    """The code's sections as tokens: kind and text; signs that mean something are kinds of their own."""
    sections: list[list[_Token]] = [[]]
    at = 0
    while at < len(code):
        sign = code[at]
        low = sign.lower()
        end = at + 1
        token: _Token | None = None
        if sign == ";":
            sections.append([])
        elif sign == '"':
            close = code.find('"', end)
            close = len(code) if close < 0 else close
            token = ("text", code[end:close])
            end = close + 1
        elif sign in "\\_*":
            end += 1
            if sign == "\\":
                token = ("text", code[at + 1 : end])
        elif sign == "[":
            close = code.find("]", end)
            close = len(code) if close < 0 else close
            token = _bracket(code[end:close])
            end = close + 1
        elif code[at : at + 7].lower() == "general" or code[at : at + 6] == "G/通用格式":
            end = at + (6 if code[at + 1] == "/" else 7)
            token = ("general", "")
        elif code[at : at + 5].upper() in ("AM/PM", "上午/下午"):
            end = at + 5
            token = ("noon", code[at:end])
        elif low == "e" and code[end : end + 1] in ("+", "-"):
            token = ("power", code[end])
            end += 1
        elif low in "ymdhsaeg" and sign.isascii():
            while code[end : end + 1].lower() == low:
                end += 1
            token = ("date", low * (end - at))
        elif sign in "0#?":
            token = ("digit", sign)
        elif sign in ".,%@/":
            token = (sign, sign)
        else:
            token = ("text", sign)
        if token is not None:
            sections[-1].append(token)
        at = end
    return sections


def _bracket(content: str) -> _Token | None:
    """What stands in square brackets: a currency, a condition, a span of time; colours and numerals are not shown."""
    if content.startswith("$"):
        return ("text", content[1:].partition("-")[0])
    if content[:1] in ("<", ">", "="):
        return ("when", content)
    low = content.lower()
    return ("elapsed", low[0]) if low and low[0] in "hms" and low.strip(low[0]) == "" else None


class _Section:
    """One section of a format code, ready to show numbers."""

    def __init__(self, tokens: list[_Token], from_1904: bool) -> None:
        self.condition = next((text for kind, text in tokens if kind == "when"), None)
        self.tokens = [token for token in tokens if token[0] not in ("when", "@")]
        self.kinds = kinds = {kind for kind, _ in self.tokens}
        self.dated = bool(kinds & {"date", "elapsed", "noon"}) and "general" not in kinds
        # Shown without format: the text format, fractions, and what is no format at all.
        self.plain = (not self.tokens and len(tokens) > 0) or ("/" in kinds and not self.dated) or kinds == {"general"}
        self.from_1904 = from_1904
        # The places of the digits before and after the point, the power of ten to show, and whether to group by 1000.
        self.whole, self.fraction, thousands, self.grouped = self._parts()
        self.shift = 2 * sum(kind == "%" for kind, _ in self.tokens) - 3 * thousands

    def holds(self, number: Decimal) -> bool:
        """Whether the condition holds (``>=100``)."""
        condition = self.condition or ""
        sign = condition.rstrip("0123456789.+-eE ")
        try:
            limit = Decimal(condition[len(sign) :].strip())
        except ArithmeticError:
            return False
        return {
            "<": number < limit, "<=": number <= limit, ">": number > limit,
            ">=": number >= limit, "=": number == limit, "<>": number != limit,
        }.get(sign.strip(), False)  # fmt: skip

    def show(self, number: Decimal, signed: bool) -> str:
        """The number as this section shows it."""
        if self.plain:
            return general(number)
        if self.dated:
            return _date(self.tokens, number, self.from_1904)
        minus = "-" if number < 0 and signed else ""
        number = abs(number)
        kinds = self.kinds
        if "general" in kinds:
            return minus + "".join(general(number) if kind == "general" else text for kind, text in self.tokens)
        if "digit" not in kinds:
            return minus + "".join(text for kind, text in self.tokens if kind in ("text", "%"))
        shown = self._power(number) if "power" in kinds else self._digits(number)
        return minus + shown if any(each in "123456789" for each in shown) else shown

    def _parts(self) -> tuple[list[int], list[int], int, bool]:
        whole: list[int] = []
        fraction: list[int] = []
        commas = thousands = 0
        grouped = pointed = False
        for place, (kind, _) in enumerate(self.tokens):
            if kind == ".":
                pointed = True
            elif kind == "digit":
                grouped = grouped or (commas > 0 and not pointed)
                commas = 0
                (fraction if pointed else whole).append(place)
            elif kind == "," and whole:
                commas += 1
                thousands = commas
        return whole, fraction, thousands if commas else 0, grouped

    def _digits(self, number: Decimal) -> str:
        whole, fraction = self.whole, self.fraction
        number = number if number == number.to_integral_value(context=_EXACT) else _SEEN.plus(number)
        number = number.scaleb(self.shift, _EXACT).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, _EXACT)
        before, _, after = format(number, "f").partition(".")
        before = before.lstrip("0")
        shown: dict[int, str] = {}
        for order, place in enumerate(reversed(whole)):
            # The first place takes all digits that are left.
            end = max(len(before) - order, 0)
            digits = before[0 if order == len(whole) - 1 else max(end - 1, 0) : end]
            digits = digits or ("0" if self.tokens[place][1] == "0" else "")
            if self.grouped:
                digits = "".join(
                    digit + ("," if (rest := order + len(digits) - 1 - index) and rest % 3 == 0 else "")
                    for index, digit in enumerate(digits)
                )
            shown[place] = digits
        kept = len(after)
        while kept and after[kept - 1] == "0" and self.tokens[fraction[kept - 1]][1] != "0":
            kept -= 1
        for place, digit in zip(fraction, after[:kept], strict=False):
            shown[place] = digit
        point = next((place for place, (kind, _) in enumerate(self.tokens) if kind == "."), -1)
        if kept and point >= 0:
            shown[point] = "." if whole else before + "."
        return "".join(
            text if kind in ("text", "%") else shown.get(place, "") for place, (kind, text) in enumerate(self.tokens)
        )

    def _power(self, number: Decimal) -> str:
        decimals = len(self.fraction)
        before = next(place for place, (kind, _) in enumerate(self.tokens) if kind == "power")
        decimals -= sum(kind == "digit" for kind, _ in self.tokens[before:])
        mantissa, _, exponent = format(_SEEN.plus(number), f".{max(decimals, 0)}E").partition("E")
        return f"{mantissa}E{exponent[0]}{exponent[1:]:0>2}"


def _date(tokens: list[_Token], number: Decimal, from_1904: bool) -> str:
    """A day's serial number as a date or a time."""
    if not 0 <= number < _LAST_DAY:
        return general(number)
    from datetime import date, timedelta

    seconds = int((number * 86400).to_integral_value(ROUND_HALF_UP))
    days, second = divmod(seconds, 86400)
    # The calendar of 1900 has a 29 February that never was: serial number 60.
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 31 if days < 60 else 30)
    day = first + timedelta(days)
    hour, minute = second // 3600, second // 60 % 60
    noon = next((text for kind, text in tokens if kind == "noon"), "")
    clock = (hour % 12 or 12) if noon else hour
    units = [(place, text[0]) for place, (kind, text) in enumerate(tokens) if kind in ("date", "elapsed")]
    order = [unit for _, unit in units]
    minutes = {
        place
        for index, (place, unit) in enumerate(units)
        if unit == "m" and ("h" in order[max(index - 1, 0) : index] or "s" in order[index + 1 : index + 2])
    }
    shown = []
    for place, (kind, text) in enumerate(tokens):
        unit, length = text[:1], len(text)
        if kind == "elapsed":
            shown.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[unit]))
        elif kind == "noon":
            words = ("上午", "下午") if text[0] == "上" else ("AM", "PM")
            shown.append(words[hour >= 12])
        elif kind != "date":
            # Parts of a second (``ss.00``) are left out.
            point = kind == "." and tokens[place + 1 : place + 2] == [("digit", "0")]
            shown.append("" if point or kind == "digit" else text)
        elif unit in "ye":
            shown.append(f"{day.year % 100:02}" if unit == "y" and length < 3 else str(day.year))
        elif unit == "m" and place in minutes:
            shown.append(f"{minute:0{min(length, 2)}}")
        elif unit == "m":
            shown.append(f"{day.month:0{length}}" if length < 3 else _MONTHS[day.month - 1])
        elif unit == "d":
            shown.append(f"{day.day:0{length}}" if length < 3 else "星期" + "一二三四五六日"[day.weekday()])
        elif unit == "h":
            shown.append(f"{clock:0{min(length, 2)}}")
        elif unit == "s":
            shown.append(f"{second % 60:0{min(length, 2)}}")
        elif unit == "a" and length > 2:
            shown.append(("星期" if length > 3 else "") + "一二三四五六日"[day.weekday()])
    return "".join(shown)
