"""The printed labels of a target form, and how they are known again after a scan has clipped or misread them.

A label is matched as a whole cell: exactly first, then approximately (one wrong, lost or added character for short
labels, two for long ones), and approximately only where the geometry of the document was recovered.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from jixiao.model.patterns import Lazy

WIDTH: Final = str.maketrans("（）：，；％＋－．／［］＜＞＝０１２３４５６７８９　\xa0", "():,;%+-./[]<>=0123456789  ")

CATEGORY_LABELS: Final[dict[str, str]] = {
    "数量指标": "quantity",
    "数量": "quantity",
    "产出数量": "quantity",
    "产出数量指标": "quantity",
    "质量指标": "quality",
    "质量": "quality",
    "产出质量": "quality",
    "产出质量指标": "quality",
    "时效指标": "timeliness",
    "时效": "timeliness",
    "产出时效": "timeliness",
    "产出时效指标": "timeliness",
    "成本指标": "cost",
    "成本": "cost",
    "产出成本": "cost",
    "产出成本指标": "cost",
    "经济成本指标": "economic_cost",
    "经济成本": "economic_cost",
    "社会成本指标": "social_cost",
    "社会成本": "social_cost",
    "生态环境成本指标": "ecological_cost",
    "生态环境成本": "ecological_cost",
    "生态成本指标": "ecological_cost",
    "环境成本指标": "ecological_cost",
    "经济效益指标": "economic_benefit",
    "经济效益": "economic_benefit",
    "经济效果指标": "economic_benefit",
    "社会效益指标": "social_benefit",
    "社会效益": "social_benefit",
    "社会效果指标": "social_benefit",
    "生态效益指标": "ecological_benefit",
    "生态效益": "ecological_benefit",
    "环境效益指标": "ecological_benefit",
    "环境效益": "ecological_benefit",
    "生态环境效益指标": "ecological_benefit",
    "生态环境效益": "ecological_benefit",
    "可持续影响指标": "sustainable_impact",
    "可持续影响": "sustainable_impact",
    "可持续发展指标": "sustainable_impact",
    "可持续性影响指标": "sustainable_impact",
    "服务对象满意度指标": "satisfaction",
    "服务对象满意度指": "satisfaction",
    "服务对象满意度": "satisfaction",
    "服务对象满意": "satisfaction",
    "服务对象": "satisfaction",
    "满意度指标": "satisfaction",
    "满意度指": "satisfaction",
    "社会公众或服务对象满意度指标": "satisfaction",
    "社会公众或服务对象满意度": "satisfaction",
    "社会公众满意度指标": "satisfaction",
}
"""Level-2 labels as printed (width and blanks aside) → category."""

LEVEL1_LABELS: Final = frozenset(
    {
        "产出指标",
        "效益指标",
        "满意度指标",
        "绩效指标",
        "产出",
        "效益",
        "效果指标",
        "产出(工作量)指标",
        "成效指标",
        "项目完成指标",
        "项目产出指标",
        "项目效益指标",
        "项目效果指标",
        "实施效果指标",
        "预期产出指标",
    }
)
"""Labels of level 1 that decide nothing on recovered geometry (满意度指标 alone names its category)."""

TWO_COLUMN_ORDER: Final = (
    "quantity",
    "quality",
    "timeliness",
    "cost",
    "economic_benefit",
    "social_benefit",
    "ecological_benefit",
    "sustainable_impact",
    "satisfaction",
)
"""The order of the nine categories on the 2015 form."""

FIELD_LABELS: Final[dict[str, str]] = {
    "项目名称": "project_name",
    "项目全称": "project_name",
    "项目支出名称": "project_name",
    "专项名称": "project_name",
    "项目名称及编码": "project_name",
    "项目编码": "project_code",
    "项目代码": "project_code",
    "主管部门及代码": "department",
    "主管部门": "department",
    "主管预算部门": "department",
    "项目主管部门": "department",
    "业务主管部门": "department",
    "主管部门及编码": "department",
    "实施单位": "implementing_unit",
    "项目实施单位": "implementing_unit",
    "项目执行单位": "implementing_unit",
    "项目单位": "implementing_unit",
    "项目属性": "project_attribute",
    "项目期": "project_period",
    "项目期限": "project_period",
    "项目起止时间": "project_period",
    "起止时间": "project_period",
    "项目概况": "text.summary",
    "立项依据": "text.basis",
    "项目设立必要性": "text.necessity",
    "项目必要性": "text.necessity",
    "保证项目实施的制度、措施": "text.measures",
    "保证项目实施的制度措施": "text.measures",
    "项目实施计划": "text.plan",
    "负责人": "sign_off.responsible",
    "项目负责人": "sign_off.responsible",
    "单位负责人": "sign_off.responsible",
    "经办人": "sign_off.handler",
    "填报人": "sign_off.handler",
    "联系电话": "sign_off.phone",
    "填报日期": "sign_off.filled_at",
    "填表日期": "sign_off.filled_at",
}

GOAL_LABELS: Final[dict[str, str]] = {
    "总体目标": "both",
    "总目标": "both",
    "总体绩效目标": "both",
    "项目绩效目标": "both",
    "绩效目标": "both",
    "实施期目标": "period",
    "中期目标": "period",
    "长期目标": "period",
    "项目总目标": "period",
    "年度目标": "annual",
    "年度总体目标": "annual",
    "年度绩效目标": "annual",
    "本年度目标": "annual",
}

FUNDING_LABELS: Final[dict[str, str]] = {
    "实施期资金总额": "period.total",
    "实施资金总额": "period.total",
    "中期资金总额": "period.total",
    "项目资金总额": "period.total",
    "年度资金总额": "annual.total",
    "年度资金申请总额": "annual.total",
    "本年度资金总额": "annual.total",
    "年度预算资金总额": "annual.total",
    "资金总额": "total",
    "中央财政资金": "central",
    "中央资金": "central",
    "省级财政资金": "provincial",
    "省级资金": "provincial",
    "市县(区)财政资金": "local",
    "市县财政资金": "local",
    "市级财政资金": "local",
    "县级财政资金": "local",
    "县(区)财政资金": "local",
    "区级财政资金": "local",
    "单位自筹": "self_raised",
    "自筹资金": "self_raised",
    "其他资金": "other",
    "其它资金": "other",
    "财政拨款": "fiscal",
    "财政资金": "fiscal",
    "当年财政拨款": "fiscal",
    "一般公共预算拨款": "fiscal",
    "上年结转": "carried_over",
    "上年结转资金": "carried_over",
    "结转资金": "carried_over",
}

COLUMN_LABELS: Final[dict[str, str]] = {
    "一级指标": "level1",
    "指标类型": "level1",
    "二级指标": "level2",
    "三级指标": "name",
    "指标内容": "name",
    "指标名称": "name",
    "具体指标": "name",
    "指标值": "value",
    "年度指标值": "value",
    "本年指标值": "value",
    "实施期指标值": "value",
    "目标值": "value",
    "指标性质": "sign",
    "性质": "sign",
    "符号": "sign",
    "运算符号": "sign",
    "计算符号": "sign",
    "度量单位": "unit",
    "计量单位": "unit",
    "单位": "unit",
    "权重": "weight",
    "分值": "weight",
    "分值权重": "weight",
    "权重(分值)": "weight",
    "分值(权重)": "weight",
    "指标解释": "explanation",
    "指标说明": "explanation",
    "指标描述": "explanation",
    "解释": "explanation",
    "备注": "remark",
}


_LOOKALIKES: Final = str.maketrans("顶顷日曰自朝", "项项目目目期")
"""What a scan makes of the characters of 项目期, which is too short to be known by the two that are left."""
_BEFORE_MARK: Final = frozenset("目达超考招投评中定对")
"""What makes a word with 标, so that it is not a misread 指."""
_MARKS: Final = "*★☆※▲△●◆#"
_NUMBERED: Final = Lazy(r"^(?:\(?[一二三四五六七八九十]{1,2}[\)、]|\(?\d{1,2}[\)、]|\d{1,2}\.(?!\d))(?=\D)")


class Label(NamedTuple):
    """A known label: its meaning and whether it had to be matched approximately."""

    meaning: str
    misread: bool


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text as labels are compared: half-width, without blanks, marks of obligation and a closing colon."""
    if len(text) > 400:
        return text
    folded = "".join(text.translate(WIDTH).split())
    for mark in ("(必填)", "(选填)", "(必填硬性指标)"):
        folded = folded.replace(mark, "")
    return _NUMBERED.sub("", folded.strip(_MARKS)).rstrip(":")


def strip_unit(folded: str) -> tuple[str, str | None]:
    """A folded label without a unit in brackets at its end, and that unit: ``项目资金(元)`` → 项目资金, 元."""
    for unit in ("万元", "元", "亿元", "千元"):
        tail = f"({unit})"
        if folded.endswith(tail):
            return folded[: -len(tail)].rstrip(":"), unit
    return folded, None


@lru_cache(maxsize=1)
def _fuzzy() -> dict[int, list[tuple[object, str, str]]]:
    """Patterns of each vocabulary's long labels, keyed by the identity of the vocabulary's dictionary."""
    import regex

    patterns: dict[int, list[tuple[object, str, str]]] = {}
    for vocabulary in (CATEGORY_LABELS, FIELD_LABELS, GOAL_LABELS, FUNDING_LABELS, COLUMN_LABELS):
        entries: list[tuple[object, str, str]] = []
        for label, meaning in vocabulary.items():
            if len(label) >= 4:
                errors = 2 if len(label) >= 8 else 1
                entries.append((regex.compile(f"(?e)(?:{regex.escape(label)}){{e<={errors}}}"), label, meaning))
        patterns[id(vocabulary)] = entries
    return patterns


def find_label(vocabulary: dict[str, str], text: str, *, exact: bool) -> Label | None:
    """The label that a whole cell prints, or ``None``. ``exact`` geometry allows no approximate match."""
    folded = fold(text)
    if (meaning := vocabulary.get(folded)) is not None:
        return Label(meaning, False)
    if folded.endswith(")") and (meaning := vocabulary.get(folded.partition("(")[0])) is not None:
        # What stands in brackets explains the label: 项目名称(全称), 中期目标(2024-2026年).
        return Label(meaning, False)
    if exact or not 3 <= len(folded) <= 15:
        return None
    meaning = vocabulary.get(folded.translate(_LOOKALIKES)) or _nearest(id(vocabulary), folded)
    return Label(meaning, True) if meaning else None


@lru_cache(maxsize=8192)
def _nearest(vocabulary: int, folded: str) -> str | None:
    """The meaning of the nearest label; ``""`` where two are equally near: a label, but nobody can say which."""
    best: tuple[int, str] | None = None
    for pattern, label, meaning in _fuzzy()[vocabulary]:
        if abs(len(label) - len(folded)) > 2 or not set(label) & set(folded):
            continue
        found = pattern.fullmatch(folded)  # type: ignore[attr-defined]
        if found is None:
            continue
        errors = sum(found.fuzzy_counts)
        if best is None or errors < best[0]:
            best = (errors, meaning)
        elif errors == best[0] and meaning != best[1]:
            best = (errors, "")
    return None if best is None else best[1]


def category_of(text: str, *, exact: bool) -> Label | None:
    """The category that a cell's label names (``""`` where it can't be told). A name such as 民警满意度 is no label."""
    folded = fold(text)
    if (category := CATEGORY_LABELS.get(folded)) is not None:
        return Label(category, False)
    if not exact and folded.endswith("指") and (category := CATEGORY_LABELS.get(folded + "标")) is not None:
        # The page cut its last character off.
        return Label(category, False)
    if exact or not 4 <= len(folded) <= 12 or folded in LEVEL1_LABELS:
        return None
    if "指" not in folded[-2:]:
        # The character that tells a label from a name was itself misread: 数量日标, but not 质量达标.
        known = folded[-1] == "标" and folded[-2] not in _BEFORE_MARK
        category = CATEGORY_LABELS.get(folded[:-2] + "指标") if known else None
        return None if category is None else Label(category, True)
    nearest = _nearest(id(CATEGORY_LABELS), folded)
    return None if nearest is None else Label(nearest, True)


def is_level1(text: str) -> bool:
    """Whether a cell prints a label of level 1."""
    return fold(text) in LEVEL1_LABELS
