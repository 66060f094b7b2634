"""Marks, blanks and repeated words that slipped into texts, names and values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import Indicator, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.quantities import parse_quantity
from jixiao.rules.base import Draft, Fact, Fix, Passage, Severity, extends, rule, text_trait, value_trait
from jixiao.rules.context import Context

_ODD_MARKS: Final = int(Fact.ODD_MARKS)
_BLANKS: Final = Lazy(
    r"[ \u3000]{2,}|[\t\r\n]|(?<=[\u4e00-\u9fff≥≤=＞＜><%])[ \u3000](?=[\u4e00-\u9fff\d])"
    r"|(?<=\d)[ \u3000](?=[\u4e00-\u9fff%])"
)
_HALF_OPEN: Final = Lazy(r"\([^()（）]*）|（[^()（）]*\)")
_TWICE: Final = Lazy(r"(.{2,4})\1")
_PAIR_TWICE: Final = Lazy(r"(..)\1")
_NO_WORD: Final = Lazy("[^\u4e00-\u9fff]")
_PARTICLE_TWICE: Final = Lazy("的的|了了|和和|及及|在在|为为")
_SET_TWICE: Final = Lazy("(?:的的|了了|和和|及及|在在|为为|[，,、；;][，,、；;。]+|。。+)")
_PARTICLES: Final = ("的的", "了了", "和和", "及及", "在在", "为为")
_MARKS: Final = "，,、；;。"
_MARKS_TWICE: Final = Lazy("(?:[，,、；;][，,、；;。]|。。)")
_MARK_BEFORE_TITLE: Final = Lazy("((?:局|厅|委|委员会|部|总队|支队|办公室|政府|党委))、(?=关于)")
_AT_THE_HEAD: Final = Lazy(r"^[\s.。、,，;；:：·…]+(?=[\u4e00-\u9fff])")
_AT_THE_END: Final = Lazy("[，,、；;：:]+$")
_ENDS: Final = (("开头", "beginning"), ("结尾", "end"))
_MARKS_IN_FRONT: Final = frozenset(" .。、,，;；:：·…")
_MARKS_BEHIND: Final = frozenset("，,、；;：:")
_STRAY_DIGIT: Final = Lazy(r"^(\d)([\u4e00-\u9fff]{4,})$")
_AFTER_A_DIGIT: Final = (
    "年月日号个人次名台套件份场期公里米亩吨户所座处条页块辆天小时分级类层楼栋省市县乡镇村区条项大种家位支组批元万千百十"
    "寸度点周季岁路室线站厅队班门科道方"
)
_CHINESE_NUMBER: Final = Lazy(
    "[≥≤=]?[一二三四五六七八九十百千两]+(?:人次|人|户|个|所|台|套|件|份|次|场|期|公里|亩|吨|辆|座|处)$"
)
_ARABIC_NUMBER: Final = Lazy(r"\d")


@rule("TXT17", Severity.INFO, when=Fact.FILLED, trigger=Fact.ODD_MARKS)
def blanks_inside_cells(form: TargetForm, context: Context) -> Iterator[Draft]:
    """Names and values hold no blanks, tabs or line breaks; one finding a form, with every cell."""
    paths, fixes, shown = [], [], []
    for half, rows in form.indicators.halves:
        for number, row in enumerate(rows):
            for field, text in (("name", row.name), ("value", row.value)):
                if text and (" " in text or "\n" in text or "\t" in text or "\u3000" in text) and _BLANKS.search(text):
                    path = f"indicators.{half}[{number}].{field}"
                    cleaned = _BLANKS.sub("", text)
                    same = field == "name" or parse_quantity(cleaned) == parse_quantity(text)
                    paths.append(path)
                    fixes.append(Fix(path, text, cleaned, "format-only" if same else "needs review"))
                    shown.append(text)
    if paths:
        yield context.finding(*paths, fixes=fixes, text=" ".join(min(shown).split()), count=len(paths))


@text_trait
def _BRACKETS(texts: str, context: Context) -> bool:
    """Whether the texts, the project's name among them, hold brackets of both widths."""
    return ("）" in texts or "（" in texts) and (")" in texts or "(" in texts)


@rule("TXT18", Severity.INFO, unless=Fact.BLANK, either=Fact.ODD_MARKS | _BRACKETS)
def mixed_brackets(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A pair of brackets in a name or a value is of one width; one finding a form, with every cell."""
    cells = [("project_name", form.project_name)]
    halves = form.indicators.halves
    for half, rows in halves if context.facts & _ODD_MARKS else ():
        for number, row in enumerate(rows):
            if row.filled:
                cells += [
                    (f"indicators.{half}[{number}].name", row.name),
                    (f"indicators.{half}[{number}].value", row.value),
                ]
    paths, fixes, shown = [], [], []
    for path, text in cells:
        if text and ("）" in text or "（" in text) and (")" in text or "(" in text) and _HALF_OPEN.search(text):
            paths.append(path)
            fixes.append(Fix(path, text, text.replace("(", "（").replace(")", "）"), "format-only"))
            shown.append(text)
    if paths:
        yield context.finding(*paths, fixes=fixes, text=min(shown), count=len(paths))


def _said_twice(text: str, context: Context, words: Lazy) -> str | None:
    """The words that a text says twice in a row, or the marks that it sets twice."""
    found = _SET_TWICE.search(text)
    if found is not None:
        return found[0]
    for found in words.finditer(text):
        word = found[1]
        if len(set(word)) > 1 and not _NO_WORD.search(word) and found[0] not in context.profile.listed("meant_twice"):
            return found[0]
    return None


def _once(said: str) -> str:
    """What is said twice, once; of marks that stand together the last, which closes more."""
    return said[len(said) // 2 :]


@text_trait
def _MAY_SAY_TWICE(texts: str, context: Context) -> bool:
    """Whether marks stand beside each other, or two characters are those two places further on.

    Of the second there is no quick pattern; as one number, a text has four zero bytes there once it is shifted by two
    characters and compared bit by bit with itself.
    """
    if any([word in texts for word in _PARTICLES]) or "、关于" in texts:
        return True
    if any([mark in texts for mark in _MARKS]) and _MARKS_TWICE.search(texts) is not None:
        return True
    # Of the codecs with two bytes a character, this one needs no module of its own; its first two are no character.
    coded = texts.encode("utf-16", "surrogatepass")[2:]
    number = int.from_bytes(coded, "little")
    return b"\0\0\0\0" in (number ^ (number >> 32)).to_bytes(len(coded), "little")


@rule(
    "TXT19",
    severities={"twice": Severity.INFO, "name": Severity.INFO, "mark": Severity.INFO},
    when=Fact.RUNNING_TEXT,
    trigger=_MAY_SAY_TWICE,
    yields_to="TXT28 VAL49",
    preview=False,
)
def words_twice_in_text(passage: Passage, context: Context) -> Iterator[Draft]:
    """A text says no word of two characters and sets no mark twice in a row; reduplicated words are not meant.

    Nor is there a list mark between who issued a document and its title: 财政厅、关于….
    """
    said = _said_twice(passage.text, context, _PAIR_TWICE)
    if said is not None:
        fixes = []
        if _PARTICLE_TWICE.fullmatch(said):
            fixes = [Fix(passage.path, passage.text, passage.text.replace(said, said[0]), "needs review")]
        yield context.finding(passage.path, variant="twice", fixes=fixes, said=said)
    elif "、关于" in passage.text and (found := _MARK_BEFORE_TITLE.search(passage.text)) is not None:
        cleaned = _MARK_BEFORE_TITLE.sub(r"\1", passage.text)
        fixes = [Fix(passage.path, passage.text, cleaned, "needs review")]
        yield context.finding(passage.path, variant="mark", fixes=fixes, said=found[0] + "关于")


@extends("TXT19", when=Fact.NAMED, trigger=Fact.REPEATING_NAME)
def words_twice_in_name(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A name says no word twice in a row: TXT19 for names."""
    name = indicator.name or ""
    again = len(name) - len(set(name))
    # a word that is said twice repeats two characters at least
    said = _said_twice(name, context, _TWICE) if again >= 2 or not name.isalnum() else _particle_twice(name)
    if said is not None:
        yield context.finding("name", variant="name", said=said, name=name, better=name.replace(said, _once(said)))


@extends("TXT19", when=Fact.FILLED, trigger=_MAY_SAY_TWICE)
def words_twice_in_project_name(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The name of the project says no word twice in a row: TXT19 for 项目名称."""
    said = _said_twice(form.project_name or "", context, _TWICE)
    if said is not None:
        name = form.project_name or ""
        yield context.finding(
            "project_name", variant="name", said=said, name=name, better=name.replace(said, _once(said))
        )


@value_trait(when=Fact.NUMERIC)
def _IN_CHINESE(value: str, context: Context) -> bool:
    """Whether a value is a number in Chinese numerals."""
    return not value.isascii() and _CHINESE_NUMBER.search(value) is not None


@rule("TXT21", Severity.INFO, when=Fact.FILLED, trigger=_IN_CHINESE)
def chinese_and_arabic_numbers(form: TargetForm, context: Context) -> Iterator[Draft]:
    """The counts of a form are all written in digits, or all in Chinese numerals."""
    rows = form.indicators.annual or form.indicators.period
    half = "annual" if form.indicators.annual else "period"
    chinese = [
        (f"indicators.{half}[{number}].value", row.value)
        for number, row in enumerate(rows)
        if row.value and not row.value.isascii() and _CHINESE_NUMBER.search(row.value) and row.quantity.kind == "number"
    ]
    if chinese and any(row.value and _ARABIC_NUMBER.search(row.value) for row in rows):
        yield context.finding(*(path for path, _ in chinese), value=min(value for _, value in chinese))


def _particle_twice(name: str) -> str | None:
    found = _PARTICLE_TWICE.search(name)
    return None if found is None else found[0]


@rule("TXT28", Severity.INFO, when=Fact.RUNNING_TEXT, trigger=Fact.ODD_ENDS, yields_to="TXT24", preview=False)
def stray_marks_at_text(passage: Passage, context: Context) -> Iterator[Draft]:
    """A text neither begins with a mark nor ends in a comma, an enumeration mark or a colon."""
    text = passage.text.strip()
    cleaned = _AT_THE_END.sub("", _AT_THE_HEAD.sub("", text))
    if cleaned != text and cleaned:
        head = text[: text.find(cleaned[0])]
        mark, fixes = (
            head or text[len(text.rstrip("，,、；;：:")) :],
            [Fix(passage.path, passage.text, cleaned, "format-only")],
        )
        yield context.finding(passage.path, fixes=fixes, end=[_ENDS[not head]], mark=mark, text=_short(text))


@extends("TXT28", when=Fact.NAMED, trigger=Fact.NUMBERED_NAME)
def stray_marks_at_name(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A name neither begins with a mark or a lost digit nor ends in a mark: TXT28 for names."""
    name = indicator.name or ""
    if not (name[:1].isdigit() or name[:1] in _MARKS_IN_FRONT or name[-1:] in _MARKS_BEHIND):
        return
    cleaned = _AT_THE_END.sub("", _AT_THE_HEAD.sub("", name))
    if cleaned != name and len(cleaned) >= 2:
        head = name[: name.find(cleaned[0])]
        mark, fixes = head or name[-1], [Fix("name", name, cleaned, "format-only")]
        yield context.finding("name", fixes=fixes, end=[_ENDS[not head]], mark=mark, text=name, value=name)
    elif (found := _STRAY_DIGIT.match(name)) is not None and found[2][0] not in _AFTER_A_DIGIT:
        yield context.finding("name", confidence="medium", end=[_ENDS[0]], mark=found[1], text=name, value=name)


def _short(text: str) -> str:
    flat = re.sub(r"\s+", " ", text)
    return flat if len(flat) <= 24 else f"{flat[:10]}…{flat[-10:]}"
