"""Two seeded sets of forms as interchange JSON: rows drawn from a pool, and rows that mostly stand in one form only."""

from __future__ import annotations

import json
import random
from typing import Any, Final

FORMS: Final = 20_000
ROWS: Final = 12
POOL: Final = 3_000
SEED: Final = 20240118

_SUBJECTS: Final = "培训 巡查 维修 采购 宣传 救助 绿化 清运 改造 监测 评审 慰问 演练 检测 养护 运维 调解 普查 接待 排查"
_OBJECTS: Final = "道路 设备 人员 学校 村卫生室 办公用房 河道 管网 社区 群众 企业 农户 路灯 系统 车辆 档案 场馆 站点"
_KINDS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "quantity": (("数量", "人次", "面积", "次数"), ("≥{n}个", "≥{n}人次", "{n}平方米", "≥{n}次", "{n}台(套)")),
    "quality": (("合格率", "达标率", "完好率"), ("≥{p}%", "=100%", "达标")),
    "timeliness": (("及时率", "完成时间", "响应时间"), ("≥{p}%", "2024年{m}月底前", "≤{m}小时", "及时")),
    "cost": (("单位成本", "总成本", "控制成本"), ("≤{n}元", "≤{n}万元", "≤{n}元/人")),
    "economic_benefit": (("增收额", "节约额"), ("≥{n}万元", "提升")),
    "social_benefit": (("保障水平", "服务能力", "覆盖率"), ("提升", "≥{p}%", "有效保障", "逐步提高")),
    "ecological_benefit": (("环境改善程度", "排放达标率"), ("改善", "≥{p}%")),
    "sustainable_impact": (("使用年限", "长效机制"), ("≥{m}年", "健全", "长期")),
    "satisfaction": (("群众满意度", "服务对象满意度"), ("≥{p}%", "满意")),
}
_ORDER: Final = (
    "quantity", "quantity", "quantity", "quality", "quality", "timeliness", "cost", "economic_benefit",
    "social_benefit", "ecological_benefit", "sustainable_impact", "satisfaction",
)  # fmt: skip
_CHARACTERS: Final = (
    "为进一步加强管理提高工作效率和服务水平保障项目正常运行根据相关文件精神结合实际制定实施方案按照合同约定及时支付"
    "费用严格执行财务制度确保专款专用完成年度任务目标改善办公条件增强人民群众安全感满意度推动经济社会发展"
)


def _row(random_: random.Random, category: str, mark: str) -> dict[str, Any]:
    names, values = _KINDS[category]
    name = random_.choice(_OBJECTS.split()) + random_.choice(_SUBJECTS.split()) + mark + random_.choice(names)
    value = random_.choice(values).format(
        n=random_.randint(1, 500), p=random_.randint(80, 99), m=random_.randint(1, 12)
    )
    return {"category": category, "name": name, "value": value}


def _text(random_: random.Random) -> str:
    return "".join(random_.choices(_CHARACTERS, k=random_.randint(20, 120)))


def _form(random_: random.Random, number: int, rows: list[dict[str, Any]]) -> dict[str, Any]:
    annual = [
        row if index % 5 else {**row, "name": row["name"][:8]} for index, row in enumerate(rows, random_.randrange(5))
    ]
    total = str(random_.randint(1, 5000) * 1000)
    column = {
        "total": total, "central": "0", "provincial": "0", "local": total, "self_raised": "0", "other": None,
    }  # fmt: skip
    return {
        "project_name": f"{random_.choice(_OBJECTS.split())}{random_.choice(_SUBJECTS.split())}项目{number}",
        "project_code": None,
        "fiscal_year": 2024,
        "template": "county-2015",
        "department": {"code": "027", "name": "某县某局"},
        "implementing_unit": "某县某局",
        "project_attribute": "一次性项目(1年结束)",
        "project_period": "1年",
        "funding": {"period": column, "annual": column},
        "text": {key: _text(random_) for key in ("summary", "basis", "necessity", "measures", "plan")},
        "goals": {"period": _text(random_), "annual": _text(random_)},
        "indicators": {"period": rows, "annual": annual},
        "sign_off": {"responsible": None, "handler": None, "phone": None, "filled_at": "20240118154658"},
    }


def make(kind: str, forms: int = FORMS, seed: int = SEED) -> list[bytes]:
    """``pool``: rows from :data:`POOL` distinct ones; ``unique``: nine rows of ten stand in one form only."""
    random_ = random.Random(seed)
    by_category: dict[str, list[dict[str, Any]]] = {category: [] for category in _KINDS}
    for number in range(POOL):
        category = _ORDER[number % ROWS]
        by_category[category].append(_row(random_, category, f"{number % 97}"))
    made = []
    for number in range(forms):
        rows = []
        for category in _ORDER:
            if kind == "unique" and random_.random() < 0.9:
                rows.append(_row(random_, category, f"第{number}批"))
            else:
                rows.append(random_.choice(by_category[category]))
        form = _form(random_, number, rows)
        document = {"jixiao": 1, "source": None, "status": "read", "forms": [form]}
        made.append(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())
    return made
