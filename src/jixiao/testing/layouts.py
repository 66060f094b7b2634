"""Forms laid out as their templates print them, in cells: what writers of text and of workbooks have in common.

A form is a mapping in the shape of the interchange JSON; its amounts are decimal strings in yuan. The county form has
two halves side by side (实施期 and 年度) in eight columns; the national form of 2021 has one half.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from attrs import frozen

from jixiao.drawing import layout

Form = Mapping[str, Any]
TableRow = Mapping[str, Any]

COUNTY_TITLE: Final = "某县(区)级预算部门(单位)项目支出绩效目标表"
COUNTY_WIDTH: Final = 8
COUNTY_BLOCKS: Final = layout("county-2015").blocks
NATIONAL_2021_BLOCKS: Final = layout("national-2021").blocks
_SOURCES: Final = (
    ("central", "其中:中央财政资金"),
    ("provincial", "省级财政资金"),
    ("local", "市县(区)财政资金"),
    ("self_raised", "单位自筹"),
    ("other", "其他资金"),
)
_TEXTS: Final = (
    ("summary", "项目概况"),
    ("basis", "立项依据"),
    ("necessity", "项目设立必要性"),
    ("measures", "保证项目实施的制度、措施"),
    ("plan", "项目实施计划"),
)
_PERCENT: Final = re.compile(r"\d{1,15}(?:\.(\d{1,6}))?%")
_SPLIT: Final = re.compile(r"([≥≤=＝<>＜＞])?\s*(\d+(?:\.\d+)?)\s*(.*)", re.DOTALL)


@frozen
class Put:
    """A text at its place in a printed block; ``number`` is what a workbook holds there instead, under ``style``."""

    row: int
    column: int
    text: str
    height: int = 1
    width: int = 1
    number: float | None = None
    style: str | None = None


def write_county_text(
    forms: Iterable[Form],
    *,
    title: str = COUNTY_TITLE,
    tables: Sequence[TableRow] | None = None,
    narrative: Iterable[str] = (),
    omit: Iterable[str] = (),
) -> str:
    """The county forms as a published text prints them: headings, paragraphs, rows of cells between tabs.

    The categories in ``omit`` are left out of the forms that have no indicator of them; all others are printed, empty
    ones too. A line break inside a text becomes a blank: the printed row is one line.
    """
    forms = list(forms)
    lines: list[str] = []
    if tables is not None:
        for heading, unit, puts in table_blocks(tables, year_of(forms), department_of(forms)):
            lines += [f"## {heading}", "", unit, "", *grid_of(puts), ""]
    for paragraph in narrative:
        lines += [_flat(paragraph), ""]
    for form in forms:
        lines += [f"## {title}", "", f"({year_of([form])}年度)", "", *grid_of(county_layout(form, omit=omit)), ""]
    return "\n".join(lines)


def county_layout(form: Form, *, omit: Iterable[str] = ()) -> list[Put]:
    """The county form below its title, in eight columns; its rows count from 0."""
    form_text, goals, sign_off = form.get("text") or {}, form.get("goals") or {}, form.get("sign_off") or {}
    puts = [
        Put(0, 0, "项目名称", width=2),
        Put(0, 2, form.get("project_name") or "", width=6),
        Put(1, 0, "主管部门及代码", width=2),
        Put(1, 2, department_of([form], coded=True), width=2),
        Put(1, 4, "实施单位", width=2),
        Put(1, 6, form.get("implementing_unit") or "", width=2),
        Put(2, 0, "项目属性", width=2),
        Put(2, 2, form.get("project_attribute") or "", width=2),
        Put(2, 4, "项目期", width=2),
        Put(2, 6, form.get("project_period") or "", width=2),
    ]
    row = 3
    puts.append(Put(row, 0, "项目资金 (元)", height=1 + len(_SOURCES)))
    funding = form.get("funding") or {}
    period, annual = funding.get("period") or {}, funding.get("annual") or {}
    labels = [("total", "实施期资金总额:", "年度资金总额:"), *((key, label, label) for key, label in _SOURCES)]
    for key, left_label, right_label in labels:
        puts += [Put(row, 1, left_label), _amount(row, 2, period.get(key))]
        puts += [Put(row, 3, right_label), _amount(row, 4, annual.get(key), width=4)]
        row += 1
    for key, label in _TEXTS:
        puts += [Put(row, 0, label, width=2), Put(row, 2, form_text.get(key) or "", width=6)]
        row += 1
    puts += [Put(row, 0, "实施期目标", width=4), Put(row, 4, "年度目标", width=4)]
    row += 1
    puts.append(Put(row, 0, "总体目标"))
    puts += [Put(row, 1, goals.get("period") or "", width=3), Put(row, 4, goals.get("annual") or "", width=4)]
    row += 1
    top = row
    head = ("一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值")
    puts += [Put(row, column, text) for column, text in enumerate(head, 1)]
    row += 1
    indicators = form.get("indicators") or {}
    left_half, right_half = _by_category(indicators.get("period")), _by_category(indicators.get("annual"))
    known = {category for _, block in COUNTY_BLOCKS for category, _ in block}
    if foreign := (left_half.keys() | right_half.keys()) - known:
        raise ValueError(f"the county form has no category {', '.join(sorted(foreign))}")
    for level1, slots in COUNTY_BLOCKS:
        start = row
        for category, slot in slots:
            left, right = left_half.get(category, []), right_half.get(category, [])
            if not left and not right and category in set(omit):
                continue
            height = max(len(left), len(right), 1)
            puts += [Put(row, 2, slot, height=height), Put(row, 5, slot, height=height)]
            for column, half in zip((3, 6), (left, right), strict=True):
                for index, indicator in enumerate(half):
                    puts.append(Put(row + index, column, indicator.get("name") or ""))
                    puts.append(_value(row + index, column + 1, indicator.get("value") or ""))
            row += height
        if row > start:
            puts.append(Put(start, 1, level1, height=row - start))
    puts.append(Put(top, 0, "绩效指标", height=row - top))
    signs = (("responsible", "负责人:"), ("handler", "经办人:"), ("phone", "联系电话:"), ("filled_at", "填报日期:"))
    for index, (key, label) in enumerate(signs):
        puts += [Put(row, 2 * index, label), Put(row, 2 * index + 1, sign_off.get(key) or "")]
    return puts


def layout_2021(form: Form, *, three_cells: bool) -> list[Put]:
    """The form of 2021 with its title, in seven or nine columns; its rows count from 0."""
    value_head = ("指标性质", "指标值", "度量单位") if three_cells else ("指标值",)
    head = ("一级指标", "二级指标", "三级指标", *value_head, "权重(分值)", "指标解释", "备注")
    width = len(head)
    puts = [
        Put(0, 0, "项目支出绩效目标表", width=width),
        Put(1, 0, f"({year_of([form])}年度)", width=width),
        Put(2, 0, "项目名称"),
        Put(2, 1, form.get("project_name") or "", width=width - 1),
        Put(3, 0, "主管部门"),
        Put(3, 1, department_of([form]), width=2),
        Put(3, 3, "实施单位"),
        Put(3, 4, form.get("implementing_unit") or "", width=width - 4),
        Put(4, 0, "项目属性"),
        Put(4, 1, form.get("project_attribute") or "", width=2),
        Put(4, 3, "项目期"),
        Put(4, 4, form.get("project_period") or "", width=width - 4),
    ]
    annual = (form.get("funding") or {}).get("annual") or {}
    amounts = (
        ("年度资金总额", annual.get("total")),
        ("其中:财政拨款", _fiscal(annual)),
        ("上年结转", annual.get("carried_over")),
        ("其他资金", annual.get("other")),
    )
    row = 5
    puts.append(Put(row, 0, "年度资金(万元)", height=len(amounts)))
    for label, amount in amounts:
        puts += [Put(row, 1, label, width=2), _amount(row, 3, amount, width=width - 3, in_ten_thousands=True)]
        row += 1
    puts.append(Put(row, 0, "年度总体目标"))
    puts.append(Put(row, 1, (form.get("goals") or {}).get("annual") or "", width=width - 1))
    row += 1
    puts += [Put(row, column, text) for column, text in enumerate(head)]
    row += 1
    half = _by_category((form.get("indicators") or {}).get("annual"))
    # A form of another generation has one kind of cost, and a category more.
    half.setdefault("economic_cost", []).extend(half.pop("cost", []))
    blocks = list(NATIONAL_2021_BLOCKS)
    if "sustainable_impact" in half:
        blocks[2] = ("效益指标", (*blocks[2][1], ("sustainable_impact", "可持续影响指标")))
    for level1, block in blocks:
        start = row
        for category, label in block:
            rows = half.get(category, [])
            puts.append(Put(row, 1, label, height=max(len(rows), 1)))
            for index, indicator in enumerate(rows):
                puts += _indicator_2021(row + index, indicator, three_cells)
            row += max(len(rows), 1)
        puts.append(Put(start, 0, level1, height=row - start))
    return puts


def table_blocks(rows: Sequence[TableRow], year: int | str, department: str) -> list[tuple[str, str, list[Put]]]:
    """The two project tables: heading, the line with the unit, cells. A table without rows isn't printed."""
    printed = []
    kinds = ((False, "本年预算", ("财政专户管理资金", "单位资金")), (True, "上年结转", ()))
    for from_last_year, kind, more in kinds:
        chosen = [row for row in rows if bool(row.get("from_last_year")) == from_last_year]
        if not chosen:
            continue
        funds = ("一般公共预算", "政府性基金预算", "国有资本经营预算")
        puts = [
            Put(0, 0, "项目名称", height=2),
            Put(0, 1, "合计", height=2),
            Put(0, 2, f"{year}年财政拨款", width=3),
            *(Put(0, 5 + index, text, height=2) for index, text in enumerate(more)),
            *(Put(1, 2 + index, text) for index, text in enumerate(funds)),
            *(_typed(2, column, str(column + 1)) for column in range(5 + len(more))),
        ]
        total = sum((Decimal(str(row["total"])) for row in chosen if row.get("total") is not None), Decimal(0))
        for index, (name, amount) in enumerate(
            [(department or "合计", total), *((row.get("name") or "", row.get("total")) for row in chosen)], 3
        ):
            puts.append(Put(index, 0, name))
            puts += [_amount(index, column, amount, in_ten_thousands=True) for column in (1, 2)]
        printed.append((f"{year}年项目支出预算表（{kind}）", f"部门名称：{department}　　单位：万元", puts))
    return printed


def moved(puts: Iterable[Put], rows: int) -> list[Put]:
    """A block, further down."""
    return [Put(p.row + rows, p.column, p.text, p.height, p.width, p.number, p.style) for p in puts]


def year_of(forms: Sequence[Form]) -> int | str:
    """The budget year of the forms, where one of them tells it."""
    return next((form["fiscal_year"] for form in forms if form.get("fiscal_year")), "")


def department_of(forms: Sequence[Form], *, coded: bool = False) -> str:
    """The department in charge, with its code before it where that is asked for."""
    department: Mapping[str, Any] = next((form["department"] for form in forms if form.get("department")), {})
    parts = (department.get("code") if coded else None, department.get("name"))
    return "-".join(part for part in parts if part)


def _indicator_2021(row: int, indicator: Mapping[str, Any], three_cells: bool) -> list[Put]:
    puts = [Put(row, 2, indicator.get("name") or "")]
    value = indicator.get("value") or ""
    column = 3
    if three_cells:
        found = _SPLIT.fullmatch(value)
        sign, number, unit = (found[1] or "", found[2], found[3]) if found else ("", value, "")
        sign, unit = indicator.get("sign") or sign, indicator.get("unit") or unit
        puts += [Put(row, 3, sign), _typed(row, 4, number), Put(row, 5, unit)]
        column = 5
    else:
        puts.append(_value(row, 3, value))
    weight = indicator.get("weight")
    puts.append(_typed(row, column + 1, "" if weight is None else str(weight)))
    puts.append(Put(row, column + 2, indicator.get("explanation") or ""))
    puts.append(Put(row, column + 3, indicator.get("remark") or ""))
    return puts


def _fiscal(column: Mapping[str, Any]) -> object:
    """财政拨款, or the sum of the tiers where a form gives these."""
    if column.get("fiscal") is not None:
        return column["fiscal"]
    tiers = [Decimal(str(column[key])) for key in ("central", "provincial", "local") if column.get(key) is not None]
    return sum(tiers, Decimal(0)) if tiers else None


def _by_category(indicators: Iterable[Mapping[str, Any]] | None) -> dict[str, list[Mapping[str, Any]]]:
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for indicator in indicators or ():
        if indicator.get("name") or indicator.get("value"):
            grouped.setdefault(str(indicator["category"]), []).append(indicator)
    return grouped


def _amount(row: int, column: int, yuan: object, *, width: int = 1, in_ten_thousands: bool = False) -> Put:
    if yuan is None:
        return Put(row, column, "", width=width)
    amount = Decimal(str(yuan))
    if in_ten_thousands:
        return Put(row, column, f"{amount / 10000:.2f}", width=width, number=float(amount / 10000), style="0.00")
    plain = format(amount, "f")
    decimals = len(plain.rstrip("0").partition(".")[2]) if "." in plain else 0
    return Put(row, column, f"{amount:,.{decimals}f}", width=width, number=float(amount), style="#,##0.00")


def _value(row: int, column: int, value: str) -> Put:
    found = _PERCENT.fullmatch(value)
    if found is None:
        return Put(row, column, value)
    decimals = f".{'0' * len(found[1])}" if found[1] else ""
    return Put(row, column, value, number=float(Decimal(value[:-1]) / 100), style=f"0{decimals}%")


def _typed(row: int, column: int, text: str) -> Put:
    plain = re.fullmatch(r"(?:0|[1-9]\d{0,11})(?:\.\d{0,3}[1-9])?", text)
    return Put(row, column, text, number=float(text) if plain else None)


def _flat(text: str) -> str:
    return re.sub(r"[\t\r\n]+", " ", text)


def grid_of(puts: Sequence[Put]) -> list[str]:
    """The cells as lines with tabs; every line of a block has as many tabs, as OCR prints them."""
    width = max(put.column + put.width for put in puts)
    grid = [[""] * width for _ in range(max(put.row + put.height for put in puts))]
    for put in puts:
        grid[put.row][put.column] = _flat(put.text)
    return ["\t".join(row) for row in grid]
