"""Texts without any separator between their cells: cut by the labels of a form, which stand in no other words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

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
)


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


_HEAD: Final = re.compile(
    r"一级\s?(?:指标)?二级\s?(?:指标)?(?:三级\s?(?:指标)?|指标内容|具体指标|指标名称)|指标类型指标名称指标值"
)
_FIELDS: Final = re.compile(r"(?:项目|项目支出|专项|专项资金)名称[^\s:：|]{2,60}(?:主管部门|实施单位|预算部门)")
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
_NUMBER_TAIL: Final = re.compile(
    r"(?:[≥≤><=＞＜＝≧≦]|不低于|不少于|不高于|不超过)?\s*\d[\d,.]*\s*(?:[%％]|[\w/()]{0,6})(?:以上|以下|以内|及以上)?[。;；]?$"
)
_WORD_TAIL: Final = re.compile(r"(?:[大小]于等于|不[低高]于|不少于|不超过)\s*\d\S*$")
_DATE_TAIL: Final = re.compile(r"(?:19|20)\d\d年\S{0,12}$")
_COMMA_TAIL: Final = re.compile(r"[,，、:：]\s*([^,，、:：]{1,16})$")
_LONGEST_WORD: Final = 6
_TORN: Final = re.compile(r"(?<=[一二三]级)\s+(?=指标)")
_ROW_END: Final = re.compile(r"(?<=[%％])(?=[^\W\d]{3})|[;；]|指标\d{1,2}[:：、.]")


def mend_heads(text: str) -> str:
    """The text with the heads of an indicator table whole again: 一级 指标 → 一级指标."""
    return _TORN.sub("", text)


def is_glued_head(text: str) -> bool:
    """Whether a text holds the head of an indicator table with nothing between its cells."""
    return (_HEAD.search(text) is not None or _FIELDS.search(text) is not None) and "|" not in text


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = {
        word
        for vocabulary in (CATEGORIES, COLUMNS, EVALUATION, FIELDS, GOALS, LEVEL1, FUNDING_LABELS, STACKED)
        for word in vocabulary
        if len(word) >= _SHORTEST
    } | {word for word in SECTIONS if len(word) >= _SHORTEST}
    words |= {word for word in EVALUATION if len(word) > _SHORTEST or "自评" in word}
    words = (words - _SAID) | _SHORT | {word for word in MONEY if word.endswith("总额")}
    ordered = sorted(words, key=lambda word: (-len(word), word))
    units = r"(?:[(（](?:万元|元|亿元|千元|必填|选填|必填硬性指标|\d{1,3}分)[)）])?"
    return re.compile(
        r"其中\s*[:：]\s*(?=财政|上级|本级)|(?:"
        + "|".join(map(re.escape, ordered))
        + f"){units}(?!表|申报|审[核批])[:：]?"
    )


def cut(text: str) -> list[str]:
    """The cells of a glued text: its labels, and what stands between them."""
    found: list[str] = []
    end = 0
    for match in _pattern().finditer(text):
        if (between := text[end : match.start()].strip()) and _says_something(between):
            found.append(between)
        if not match[0].startswith("其中"):
            found.append(match[0])
        end = match.end()
    if (rest := text[end:].strip()) and _says_something(rest):
        found.append(rest)
    return found


def _says_something(text: str) -> bool:
    return bool(text.strip("|…. ·、。;；,，()（）"))


def rows_in(text: str) -> list[str]:
    """The rows of a glued text: each ends with a value that a sign or a percentage shows to be one."""
    return [row for row in _ROW_END.split(text) if _says_something(row)]


def split_name(text: str) -> tuple[str, str] | None:
    """The name and the value of a text that holds both: 合格率100%, 参训学员满意度≥95%。, 意识,提高."""
    text = text.strip().rstrip("。;；")
    if (start := value_tail(text)) is not None:
        return text[:start].strip(" ,，:："), text[start:].strip()
    if (found := _COMMA_TAIL.search(text)) is not None and reads_as_value(found[1]):
        return text[: found.start()], found[1]
    for pattern in (_WORD_TAIL, _DATE_TAIL, _NUMBER_TAIL):
        found = pattern.search(text, 2)
        if (found is not None and parse_quantity(found[0]).number is not None) or (found and pattern is _DATE_TAIL):
            return text[: found.start()].strip(" ,，:："), found[0].strip()
    for length in range(min(_LONGEST_WORD, len(text) - 3), 1, -1):
        if reads_as_value(text[-length:]):
            return text[:-length].strip(), text[-length:].strip()
    return None
