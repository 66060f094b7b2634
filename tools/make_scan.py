"""Draw the small scanned form that the tests read: ``python tools/make_scan.py`` (needs Pillow and a Chinese font)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

_ROWS = [
    {"category": "quantity", "name": "更换管道长度", "value": "≥12公里"},
    {"category": "quality", "name": "工程验收合格率", "value": "=100%"},
    {"category": "satisfaction", "name": "用水户满意度", "value": "≥92%"},
]
_MONEY = {"total": "860000", "central": "0", "provincial": "0", "local": "860000", "self_raised": "0", "other": "0"}
FORM: dict[str, Any] = {
    "project_name": "农村饮水管网维修养护",
    "fiscal_year": 2024,
    "department": {"code": "031", "name": "云岭县水务局"},
    "implementing_unit": "云岭县水务局",
    "project_attribute": "一次性项目",
    "project_period": "1年",
    "funding": {"period": _MONEY, "annual": _MONEY},
    "text": {
        "summary": "更换破损管道12公里。",
        "basis": "云政发〔2023〕41号",
        "necessity": "管网漏损率高。",
        "measures": "执行竣工验收制度。",
        "plan": "11月底前完工验收。",
    },
    "goals": {"period": "更换破损管道12公里，保障三个乡镇供水。", "annual": "更换破损管道12公里，保障三个乡镇供水。"},
    "indicators": {"period": _ROWS, "annual": _ROWS},
    "sign_off": {"responsible": "周明", "handler": "林秀", "phone": "0999-1234567", "filled_at": "2024年1月12日"},
}


def main() -> int:
    """Write ``tests/scans/form.png`` in black and white."""
    from benchmarks.drawing import draw, font_file

    from jixiao.testing.layouts import COUNTY_BLOCKS, COUNTY_TITLE, county_layout

    font = font_file()
    if font is None:
        print("no font with Chinese characters was found; name one in JIXIAO_FONT", file=sys.stderr)
        return 1
    omitted = {category for _, block in COUNTY_BLOCKS for category, _ in block} - {row["category"] for row in _ROWS}
    page = draw([COUNTY_TITLE, "(2024年度)"], county_layout(FORM, omit=omitted), font, dpi=150)
    box = page.convert("L").point(lambda value: 255 - value).getbbox()
    margin = 60
    page = page.crop((box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin))
    path = ROOT / "tests" / "scans" / "form.png"
    page.convert("L").convert("1", dither=0).save(path, optimize=True, dpi=(150, 150))
    return 0


if __name__ == "__main__":
    sys.exit(main())
