"""The parts of a workbook's package, opened with care: nothing a hostile file claims is believed before it was counted.

A workbook is a zip of XML parts. Here the needed parts are decompressed against a limit of real bytes, every part is
parsed (which refuses document types and broken XML), and the cells, rows and merges of every sheet are counted and
measured, before a library that trusts its input sees anything. The same pass keeps what calamine doesn't give: number
formats, exact numbers, formulas without a result.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NoReturn
from xml.parsers import expat

from jixiao.errors import NotReadable

MAX_UNPACKED = 256 * 1024 * 1024
# Honest sheets of many equal rows reach 1:60; deflate itself ends at 1:1032.
MAX_RATIO = 200
RATIO_FLOOR = 8 * 1024 * 1024
MAX_PARTS = 20_000
Start = Callable[[str, dict[str, str]], None]
Formatter = Callable[[Decimal], str]
_Token = tuple[str, str]
_EXACT = Context(prec=400)
_SEEN = Context(prec=15)


class Package:
    """The checked parts of one workbook. Every method raises :class:`~jixiao.errors.NotReadable` and nothing else."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._unpacked = 0
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN:
            self.damaged()
        self._parts = {info.filename.replace("\\", "/").lower(): info for info in self._archive.infolist()}
        if len(self._parts) > MAX_PARTS:
            self.refuse(
                f"工作簿里的部件太多（{len(self._parts):,}个），不像正常的文件；请用Excel打开后另存，再检查",
                f"the workbook has too many parts ({len(self._parts):,}); save it anew in Excel, then check that",
            )

    def refuse(self, zh: str, en: str) -> NoReturn:
        """Raise the error for this file."""
        raise NotReadable(f"{self.name}：{zh}。", f"{self.name}: {en}.")

    def damaged(self) -> NoReturn:
        """Raise the error for a file that is cut off or broken."""
        self.refuse(
            "工作簿不完整或已损坏；请重新下载或重新复制一份，能在Excel里打开的请另存一份再检查",
            "the workbook is cut off or damaged; download or copy it again, or, if Excel opens it, save it anew",
        )

    def too_large(self) -> NoReturn:
        """Raise the error for a file that unpacks to more than is sensible."""
        self.refuse(
            f"工作簿解压后太大（上限{MAX_UNPACKED // 1024 // 1024} MB），不像正常的表格；"
            "请删去无关的工作表后另存，再检查",
            f"the workbook unpacks to too much (the limit is {MAX_UNPACKED // 1024 // 1024} MB); "
            "delete the sheets that don't matter, save it, then check that",
        )

    def part(self, path: str) -> bytes | None:
        """The bytes of a part, counted while they are decompressed; ``None`` where there is no such part."""
        info = self._parts.get(path.lstrip("/").lower())
        if info is None:
            return None
        if info.flag_bits & 1:
            self.refuse(
                "文件有密码，请在Excel或WPS里取消密码后另存，再检查",
                "the file has a password; remove it in Excel or WPS, save the file, then check that",
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            self.damaged()
        room = MAX_UNPACKED - self._unpacked
        try:
            with self._archive.open(info) as stream:
                data = stream.read(room + 1)
        except _BROKEN:
            self.damaged()
        self._unpacked += len(data)
        if len(data) > room or (len(data) > RATIO_FLOOR and len(data) > MAX_RATIO * max(info.compress_size, 1)):
            self.too_large()
        return data

    def parse(self, data: bytes, start: Start | None = None) -> None:
        """Run the parser over a part; ``start`` gets each element's local name and attributes."""
        parser = self.parser()
        if start is not None:
            handle = start
            parser.StartElementHandler = lambda tag, attributes: handle(tag[tag.rfind(":") + 1 :], attributes)
        self.run(parser, data)

    def parser(self) -> expat.XMLParserType:
        """A parser that refuses document types, and with them every entity."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def run(self, parser: expat.XMLParserType, data: bytes) -> None:
        """Parse a whole part."""
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, LookupError, ValueError):
            # LookupError and ValueError: an encoding that isn't one.
            self.damaged()

    def _doctype(self, *_: object) -> None:
        self.refuse(
            "工作簿里有不该有的XML实体声明（DTD），为安全起见不读；请用Excel打开后另存，再检查",
            "the workbook declares XML entities (a DTD), which is refused for safety; "
            "save it anew in Excel, then check that",
        )

    def relations(self, path: str) -> list[tuple[str, str, str]]:
        """The relationships of a part: identifier, kind (the last word of its type), target."""
        folder, base = posixpath.split(path)
        found: list[tuple[str, str, str]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                kind = attributes.get("Type", "").rpartition("/")[2]
                found.append((attributes.get("Id", ""), kind, target))

        data = self.part(posixpath.join(folder, "_rels", base + ".rels"))
        if data is not None:
            self.parse(data, start)
        return found


_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, IndexError)


def part_names(data: bytes) -> frozenset[str] | None:
    """The names of a zip's parts, or ``None`` where its directory is broken or missing."""
    # Each entry of the directory costs memory long before it is read.
    if data.count(b"PK\x01\x02") > MAX_PARTS * 4:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(each.replace("\\", "/") for each in archive.namelist())
    except _BROKEN:
        return None


# ---- number formats

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


def general(number: Decimal) -> str:
    """A number without a format, of at most 15 significant digits."""
    if number != number.to_integral_value(context=_EXACT):
        number = _SEEN.plus(number)
    if number == 0:
        return "0"
    if not -15 <= number.adjusted() <= 20:
        return format(number.normalize(_SEEN), "E")
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def formatter_of(code: str, from_1904: bool = False) -> Formatter:
    """The function that shows numbers as a format code says; fractions are shown without format."""
    sections = [_Section(tokens, from_1904) for tokens in _sections(code)][:3]
    if not sections or all(section.plain for section in sections):
        return general

    def show(number: Decimal) -> str:
        section, signed = _choose(sections, number)
        shown = section.show(number, signed).strip()
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
        kinds = {kind for kind, _ in self.tokens}
        self.dated = bool(kinds & {"date", "elapsed", "noon"}) and "general" not in kinds
        # Shown without format: the text format, fractions, and what is no format at all.
        self.plain = (not self.tokens and len(tokens) > 0) or ("/" in kinds and not self.dated) or kinds == {"general"}
        self.from_1904 = from_1904

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
        kinds = [kind for kind, _ in self.tokens]
        if "general" in kinds:
            return minus + "".join(general(number) if kind == "general" else text for kind, text in self.tokens)
        if "digit" not in kinds:
            return minus + "".join(text for kind, text in self.tokens if kind in ("text", "%"))
        shown = self._power(number) if "power" in kinds else self._digits(number)
        return minus + shown if any(each in "123456789" for each in shown) else shown

    def _parts(self) -> tuple[list[int], list[int], int, bool]:
        """The places of the digits before and after the point, the commas that divide by 1000, and whether to group."""
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
        whole, fraction, thousands, grouped = self._parts()
        number = number if number == number.to_integral_value(context=_EXACT) else _SEEN.plus(number)
        shift = 2 * sum(kind == "%" for kind, _ in self.tokens) - 3 * thousands
        number = number.scaleb(shift, _EXACT).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, _EXACT)
        before, _, after = format(number, "f").partition(".")
        before = before.lstrip("0")
        shown: dict[int, str] = {}
        for order, place in enumerate(reversed(whole)):
            # The first place takes all digits that are left.
            end = max(len(before) - order, 0)
            digits = before[0 if order == len(whole) - 1 else max(end - 1, 0) : end]
            digits = digits or ("0" if self.tokens[place][1] == "0" else "")
            if grouped:
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
        decimals = len(self._parts()[1])
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
