"""Texts without any separator between their cells: cut by the labels of a form, which stand in no other words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from jixiao.model.patterns import Lazy
from jixiao.model.quantities import parse_quantity
from jixiao.recognition.labels import FUNDING_LABELS
from jixiao.recognition.values import reads_as_value, value_tail
from jixiao.recognition.vocabulary import (
    CATEGORIES,
    COLUMNS,
    EVALUATION,
    FIELDS,
    GOALS,
    LEVEL1,
    MONEY,
    SECTIONS,
    STACKED,
    column_of,
    field_of,
)


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


_HEAD: Final = Lazy(
    r"一级\s?(?:指标)?二级\s?(?:指标)?(?:三级\s?(?:指标)?|指标内容|具体指标|指标名称|绩效标准|指标值|目标值)|指标类型指标名称指标值"
)
_FIELDS: Final = Lazy(
    r"(?:项目|项目支出|专项|专项资金)名称[^\s:：|]{2,60}"
    r"(?:主管部门|实施单位|预算部门|项目类[别型]|项目性质|项目属性)"
)
_TITLE_OF_NEXT: Final = (
    r"(?:[省市县区]级|[省市县区]直)?(?:部门|财政|单位)?(?:预算)?(?:专项)?(?:资金|支出)?"
    r"(?:项目(?:支出)?(?:预算)?|转移支付(?:区域)?)绩效目标"
    r"(?:申报|批复|公开)?表(?=\s*[(（]?\s*20\d\d\s*年|填报单位|项目名称)"
)
"""The title of a form behind another, with what titles go on with."""
_INSTRUCTIONS: Final = Lazy(r"(?:项目)?(?:支出)?(?:绩效目标)?(?:申报表)?填[报表写]说明(?=\s*[一1][、.])")
_SHORTEST: Final = 4
_SAID: Final = _split(
    "可持续影响 可持续发展 绩效目标 建设内容 主要内容 财政资金 项目周期 社会公众满意度 中央资金 省级资金 "
    "自筹资金 结转资金 其它资金 项目管理 项目目标 预期目标 整体目标 项目产出 项目效益 项目内容 资金来源 "
    "实施计划 计算方法 考核标准 评价标准 数据来源 具体指标 项目决策 过程管理 生态效益 社会效益 经济效益 "
    "环境效益 服务对象 生态环境效益 经济成本 社会成本 保障措施 承担单位 建设单位 经办单位 主管单位 部门名称 "
    "实施时间 资金主管部门 项目性质 联系方式 政策依据 资金投入 资金用途 绩效值"
)
"""Labels that sentences use too."""
_SHORT: Final = _split("项目期 指标值 备注 财政拨款 上级资金 其他资金 联系人")
_NUMBER_TAIL: Final = Lazy(
    r"(?:[≥≤><=＞＜＝≧≦]|不低于|不少于|不高于|不超过)?\s*\d[\d,.]*\s*(?:[%％]|[\w/()]{0,6})(?:以上|以下|以内|及以上)?[。;；]?$"
)
_WORD_TAIL: Final = Lazy(r"(?:[大小]于等于|不[低高]于|不少于|不超过)\s*\d\S*$")
_DATE_TAIL: Final = Lazy(r"(?:19|20)\d\d年\S{0,12}$")
_COMMA_TAIL: Final = Lazy(r"[,，、:：]\s*([^,，、:：]{1,16})$")
_LONGEST_WORD: Final = 6
_NO_BEGINNING: Final = ("能提", "能改", "能增", "能加", "能保")
"""What a word does not begin with, but ends: 生态修复功能提高."""
_ADVERBS: Final = ("持续", "不断", "稳步", "逐步", "明显", "显著", "有效", "进一步", "大幅", "得到", "较大")
_TORN: Final = Lazy(r"(?<=[一二三]级)\s+(?=指标)")
_UNITS: Final = (
    r"(?:人次|人日|人天|人月|人年|户次|家次|班次|批次|场次|台次|车次|万人次|万人|万元|万亩|万户|亿元|千克|公斤|公里|千米|"
    r"平方米|平方公里|立方米|公顷|小时|分钟|工作日|个月|册次|[个人户家套台次件条份页吨天年月日期场批米亩所座处项组篇本部辆张只头株棵元支块幅间栋村])"
)
_ROW_END: Final = Lazy(
    # A percentage; a sign with a number and its unit; a day until which something is done.
    r"(?P<share>[%％](?:及?以[上下内]|左右)?)(?!及?以[上下内]|左右)(?=[^\W\d]{3})|[;；]|指标\d{1,2}[:：、.]"
    rf"|(?<=[≥≤＞＜><≧≦])(?P<value>\s*\d[\d,.]*万?{_UNITS}(?:/{_UNITS})?(?:[及]?以[上下内]|左右)?)(?=[^\W\d]{{3}})"
    r"|(?<=\*\*)(?P<hinted>[^()（）*]{0,8}[)）]\s*[≥≤><=＞＜≧≦]{0,2}\s*\d[\d,.]*[^\s,，;；。]{0,8})(?=[,，])"
    r"|(?P<day>(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?[底末]?之?前(?:完成)?)(?=[^\W\d]{3})"
)
_HINTED: Final = Lazy(r"(\S.{2,60}[(（]\s*[≥≤≧≦><=＞＜＝]{0,2}\s*\*{2,}[^()（）*]{0,8}[)）])\s*(\S{1,20})")
"""A name with the blank that the template prints for its value (≥**人), and the value behind it."""
_INNER_VALUE: Final = Lazy(r"[≥≤≧≦]\s*\d")


def mend_heads(text: str) -> str:
    """The text with the heads of an indicator table whole again: 一级 指标 → 一级指标."""
    return _TORN.sub("", text)


def is_glued_head(text: str) -> bool:
    """Whether a text holds the head of an indicator table with nothing between its cells."""
    return (_HEAD.search(text) is not None or _FIELDS.search(text) is not None) and "|" not in text


@lru_cache(maxsize=2)
def _pattern(*, inside: bool) -> re.Pattern[str]:
    """The labels that a text is cut by; ``inside``: those that stand among rows of indicators, whose names may sound
    like labels of the upper part (项目完成时间).
    """
    words = {
        word
        for vocabulary in (CATEGORIES, COLUMNS, EVALUATION, FIELDS, GOALS, LEVEL1, FUNDING_LABELS, STACKED)
        for word in vocabulary
        if len(word) >= _SHORTEST and not (inside and "时间" in word)
    } | {word for word in SECTIONS if len(word) >= _SHORTEST and not inside}
    words |= {word for word in EVALUATION if len(word) > _SHORTEST or "自评" in word}
    words = (words - _SAID) | _SHORT | {word for word in MONEY if word.endswith("总额")}
    ordered = sorted(words, key=lambda word: (-len(word), word))
    money = "|".join(re.escape(word) for word in sorted(MONEY, key=lambda word: (-len(word), word)) if len(word) > 2)
    units = r"(?:[(（](?:万元|元|亿元|千元|必填|选填|必填硬性指标|\d{1,3}分)[)）])?"
    return re.compile(
        r"其中\s*[:：]\s*(?=财政|上级|本级)|(?:"
        + "|".join(map(re.escape, ordered))
        + f"){units}(?!表|申报|审[核批])[:：]?|{_TITLE_OF_NEXT}"
        + ("" if inside else f"|(?:{money})[:：]?(?=\\d)")
    )


def cut(text: str) -> list[str]:
    """The cells of a glued text: its labels, and what stands between them."""
    found: list[str] = []
    end = 0
    # How the form is to be filled in names all of its labels again.
    text = _INSTRUCTIONS.split(text, 1)[0]
    for match in _labels_of(text):
        if (between := text[end : match.start()].strip()) and _says_something(between):
            found.append(between)
        if not match[0].startswith("其中"):
            found.append(match[0])
        end = match.end()
    if (rest := text[end:].strip()) and _says_something(rest):
        found.append(rest)
    return found


def _labels_of(text: str) -> Iterator[re.Match[str]]:
    """The labels of a glued text in turn. Behind the head of a table are its rows, up to the next form."""
    at, inside = 0, False
    while (match := _pattern(inside=inside).search(text, at)) is not None:
        yield match
        at = match.end()
        ends = field_of(match[0]) == "project_name" or match[0].endswith("表")
        inside = column_of(match[0]) is not None or (inside and not ends)


def _says_something(text: str) -> bool:
    return bool(text.strip("|…. ·、。;；,，()（）"))


def rows_in(text: str) -> list[str]:
    """The rows of a glued text: each ends with a value that a sign or a percentage shows to be one."""
    rows: list[str] = []
    start = 0
    for end in _ROW_END.finditer(text):
        # A value belongs to the row that it ends; what only parts rows belongs to none.
        rows.append(text[start : end.end() if end.lastgroup else end.start()])
        start = end.end()
    return [row.lstrip(",，") for row in (*rows, text[start:]) if _says_something(row)]


def holds_a_value(name: str) -> bool:
    """Whether a name has a target inside, so that it is no name but rows that could not be told apart."""
    return _INNER_VALUE.search(name) is not None


def is_hinted(text: str) -> bool:
    """Whether a text is a name with the template's blank for its value, and a value behind it."""
    return _HINTED.fullmatch(text.strip().rstrip("。;；")) is not None


def split_name(text: str) -> tuple[str, str] | None:
    """The name and the value of a text that holds both: 合格率100%, 参训学员满意度≥95%。, 意识,提高."""
    text = text.strip().rstrip("。;；")
    if (hinted := _HINTED.fullmatch(text)) is not None:
        return hinted[1], hinted[2]
    if (start := value_tail(text)) is not None:
        return text[:start].strip(" ,，:："), text[start:].strip()
    if (found := _COMMA_TAIL.search(text)) is not None and reads_as_value(found[1]):
        return text[: found.start()], found[1]
    for pattern in (_WORD_TAIL, _DATE_TAIL, _NUMBER_TAIL):
        found = pattern.search(text, 2)
        if (found is not None and parse_quantity(found[0]).number is not None) or (found and pattern is _DATE_TAIL):
            return text[: found.start()].strip(" ,，:："), found[0].strip()
    for length in range(min(_LONGEST_WORD, len(text) - 3), 1, -1):
        word = text[-length:]
        if reads_as_value(word) and not word.startswith(_NO_BEGINNING):
            name = text[:-length]
            while (adverb := next((adverb for adverb in _ADVERBS if name.endswith(adverb)), None)) is not None:
                name = name.removesuffix(adverb)
            if len(name) > 1:
                return name.strip(), text[len(name) :].strip()
    return None
