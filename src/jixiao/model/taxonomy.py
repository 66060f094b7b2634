"""The words of the field that the model is built from: categories, their order and their kin."""

from __future__ import annotations

from typing import Final

CATEGORIES: Final = (
    "quantity",
    "quality",
    "timeliness",
    "cost",
    "economic_cost",
    "social_cost",
    "ecological_cost",
    "economic_benefit",
    "social_benefit",
    "ecological_benefit",
    "sustainable_impact",
    "satisfaction",
)
"""Every category an indicator can have: 2015 has one ``cost`` (成本指标), 2021 splits it in three."""

OUTPUTS: Final = frozenset({"quantity", "quality", "timeliness"})
COSTS: Final = frozenset({"cost", "economic_cost", "social_cost", "ecological_cost"})
BENEFITS: Final = frozenset({"economic_benefit", "social_benefit", "ecological_benefit", "sustainable_impact"})

CATEGORY_NAMES: Final[dict[str, tuple[str, str]]] = {
    "quantity": ("数量指标", "quantity"),
    "quality": ("质量指标", "quality"),
    "timeliness": ("时效指标", "timeliness"),
    "cost": ("成本指标", "cost"),
    "economic_cost": ("经济成本指标", "economic cost"),
    "social_cost": ("社会成本指标", "social cost"),
    "ecological_cost": ("生态环境成本指标", "ecological cost"),
    "economic_benefit": ("经济效益指标", "economic benefit"),
    "social_benefit": ("社会效益指标", "social benefit"),
    "ecological_benefit": ("生态效益指标", "ecological benefit"),
    "sustainable_impact": ("可持续影响指标", "sustainable impact"),
    "satisfaction": ("服务对象满意度指标", "satisfaction"),
}
"""Category → its label on the form and its name in English."""

HALVES: Final = ("period", "annual")
"""The two columns of a form: 实施期 (中期) and 年度."""

FUNDING_PARTS: Final = (
    "total",
    "central",
    "provincial",
    "local",
    "self_raised",
    "other",
    "fiscal",
    "carried_over",
)

FUNDING_NAMES: Final[dict[str, tuple[str, str]]] = {
    "total": ("资金总额", "total"),
    "central": ("中央财政资金", "central funds"),
    "provincial": ("省级财政资金", "provincial funds"),
    "local": ("市县(区)财政资金", "local funds"),
    "self_raised": ("单位自筹", "self-raised"),
    "other": ("其他资金", "other funds"),
    "fiscal": ("财政拨款", "fiscal appropriation"),
    "carried_over": ("上年结转", "carried over"),
}

TEXT_FIELDS: Final = ("summary", "basis", "necessity", "measures", "plan")
