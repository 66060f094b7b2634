"""What names of indicators say: the table against the part rules, the shared list, and names that turn around."""

from __future__ import annotations

import csv
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.knowledge import knowledge
from jixiao.model import meanings
from jixiao.model.meanings import Names, normal_name, without_brackets
from jixiao.model.name_parts import UNKNOWN, Meaning
from jixiao.model.numerals import half_width
from jixiao.model.taxonomy import CATEGORIES
from jixiao.model.units import Units

KNOWLEDGE = Path(__file__).resolve().parent.parent / "src" / "jixiao" / "knowledge"
TABLE = tomllib.loads((KNOWLEDGE / "names.toml").read_text(encoding="utf-8"))
ENTRIES: dict[str, dict[str, Any]] = {
    name: {**entry, "category": None if category == "any" else category}
    for category, names in TABLE["names"].items()
    for name, entry in names.items()
}
KINDS = {
    *("share", "growth", "people", "count", "money", "unit_money", "area", "length", "mass", "volume", "duration"),
    *("date", "frequency", "score", "quality"),
}
DIRECTIONS = {"up", "down", "cap", "fixed", "either"}
NAMES = Names(knowledge()["names"])
UNITS = Units(knowledge()["units"])

# a text of the signs and words of names, so that the part rules have something to find
PIECES = st.sampled_from(
    [word for lists in (TABLE["heads"], TABLE["words"], TABLE["times"]) for words in lists.values() for word in words]
)
NAMELIKE = st.lists(PIECES | st.text(max_size=3), max_size=6).map("".join)


def means(name: str) -> tuple[str | None, str | None, bool | None]:
    """The kind, the direction and the bound."""
    meaning = NAMES.meaning(name)
    return meaning.kind, meaning.direction, meaning.bounded


# --- the table --------------------------------------------------------------------------------------------------------


def test_there_are_many_names() -> None:
    assert len(ENTRIES) >= 480
    assert len(ENTRIES) == sum(map(len, TABLE["names"].values())), "a name stands in two categories"


def test_the_entries_use_the_words_of_the_model() -> None:
    known = {"category", "direction", "kind", "bounded", "units", "range", "override"}
    for name, entry in ENTRIES.items():
        assert entry.keys() <= known, name
        assert entry["category"] in (None, *CATEGORIES), name
        assert entry.get("direction") in (None, *DIRECTIONS), name
        assert entry.get("kind") in (None, *KINDS), name
        lowest, highest = [*entry.get("range", []), None, None][:2]
        assert lowest is None or highest is None or lowest <= highest, name
        if entry.get("kind") in ("share", "growth"):
            assert "bounded" in entry, f"{name}: say whether the rate ends at 100 %"
        assert name == normal_name(name), f"{name} can't be found: names are compared in their normal spelling"
        for unit in entry.get("units", ()):
            assert UNITS.kind(unit) is not None or unit in ("倍", "GB", "微克/立方米"), f"{name}: unknown unit {unit}"


def test_the_units_of_a_name_are_of_its_kind() -> None:
    # 户 beside 人, 定性 beside %: what a template offers besides
    loose = {"people": {"count"}, "frequency": {"count"}, "growth": {"share"}, "quality": {"share", "duration"}}
    for name, entry in ENTRIES.items():
        units, kind = entry.get("units"), entry.get("kind")
        if units and kind:
            assert UNITS.kind(units[0]) in {kind, *loose.get(kind, ())}, f"{name}: {units[0]} is no unit of {kind}"


def test_the_compiled_table_says_what_the_source_says() -> None:
    assert NAMES.known().keys() == ENTRIES.keys()
    for name, entry in ENTRIES.items():
        meaning = NAMES.meaning(name)
        assert meaning.exact, name
        assert meaning.confidence == "high", name
        said = (meaning.category, meaning.direction, meaning.kind, meaning.bounded, list(meaning.units))
        parts = ("category", "direction", "kind", "bounded")
        assert said == (*map(entry.get, parts), entry.get("units", [])), name
        ends = [end for end in (meaning.lower, meaning.upper) if end is not None]
        assert ends == [Decimal(str(end)) for end in entry.get("range", [])], name


def test_the_parts_agree_with_the_table_or_an_override_says_why() -> None:
    silent, needless = [], []
    for name, entry in ENTRIES.items():
        parts = NAMES.by_parts(name)
        said = {"direction": parts.direction, "bounded": parts.bounded}
        differs = {part: word for part, word in said.items() if word is not None and word != entry.get(part)}
        if differs and not entry.get("override"):
            silent.append(f"{name}: by its parts {differs}")
        if not differs and "override" in entry:
            needless.append(name)
    assert not silent, silent
    assert not needless, f"needless overrides: {needless}"


def test_no_word_stands_in_a_list_twice_or_is_too_long_to_be_found() -> None:
    for section in ("heads", "words", "times"):
        for title, listed in TABLE[section].items():
            assert len(listed) == len(set(listed)), f"{title}: {[word for word in listed if listed.count(word) > 1]}"
            if section != "heads":
                assert max(map(len, listed)) <= 4, title
    heads = [head for listed in TABLE["heads"].values() for head in listed]
    assert len(heads) == len(set(heads)), [head for head in heads if heads.count(head) > 1]


def test_the_parts_know_most_names_of_the_table() -> None:
    known = sum(NAMES.by_parts(name).direction is not None for name in ENTRIES)
    assert known / len(ENTRIES) > 0.9


# --- the shared list of names -----------------------------------------------------------------------------------------


def test_the_shared_names_are_all_there(shared: Path) -> None:
    directions = {"+": "up", "-": "down", "=": "fixed", "<=": "cap", "c": "either"}
    with (shared / "data" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 243
    for row in rows:
        name = "".join(half_width(row["name"]).split())
        meaning = NAMES.meaning(row["name"])
        assert meaning.exact, name
        wanted = directions[row["direction"]]
        if wanted == "fixed":
            # a rate of 100 % is one of which more is better, and none at all is the best count of accidents
            wanted = "up" if meaning.kind == "share" else "down" if row["plausible"] == "0" else "fixed"
        if wanted == "down" and meaning.kind == "duration":
            wanted = "cap"
        assert meaning.direction == wanted, name


# --- names that turn around -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "direction", "bounded"),
    [
        ("投诉率", "share", "down", True),
        ("投诉下降率", "share", "up", True),
        ("投诉办结率", "share", "up", True),
        ("设备故障率", "share", "down", True),
        ("故障处理率", "share", "up", True),
        ("事故发生率", "share", "down", True),
        ("事故发生率下降幅度", "share", "up", True),
        ("业务处理差错率", "share", "down", True),
        ("零投诉率", "share", "up", True),
        ("无故障运行率", "share", "up", True),
        ("辍学率", "share", "down", True),
        ("控辍保学率", "share", "up", True),
        ("空置率", "share", "down", True),
        ("节约率", "share", "up", True),
        ("结余率", "share", "down", True),
        ("满意度", "share", "up", True),
        ("不满意率", "share", "down", True),
        ("群众满意度提升率", "growth", "up", False),
        ("未完成率", "share", "down", True),
        ("不合格产品处置率", "share", "up", True),
        ("失业人员再就业率", "share", "up", True),
        ("抢救成功率", "share", "up", True),
        ("成果转化率", "share", "up", True),
        ("病虫害有效控制率", "share", "up", True),
        ("项目成本控制率", "share", "cap", True),
        ("三公经费变动率", "share", "cap", True),
        ("财政供养人员控制率", "share", "cap", True),
        ("平均办理时间缩短率", "share", "up", True),
        ("满意度下降率", "share", "down", True),
        ("降低故障率", "share", None, True),
        ("收入增长率", "growth", "up", False),
        ("犯罪增长率", "growth", "down", False),
        ("维护成本增长率", "growth", "cap", False),
        ("产值完成率", "share", "up", False),
        ("超额完成率", "share", "up", False),
        ("投资完成率", "share", "up", False),
        ("其他支出占比", "share", None, True),
        ("课程资源匹配度", "share", None, None),
        ("甲乙率", "share", None, None),
        ("培训成本", "money", "cap", None),
        ("人均培训成本", "unit_money", "cap", None),
        ("补助标准", "unit_money", "fixed", None),
        ("差旅标准", "unit_money", "cap", None),
        ("技术标准", None, None, None),
        ("节约办公经费", "money", "up", None),
        ("响应时间", "duration", "cap", None),
        ("现场响应时间", "duration", "cap", None),
        ("主体竣工时间", "date", "cap", None),
        ("供暖运行时间", "duration", "up", None),
        ("缩短办理时间", "duration", "up", None),
        ("展出天数", "duration", "up", None),
        ("审批办理天数", "duration", "cap", None),
        ("座谈会议天数", "duration", "either", None),
        ("电梯质保期", "duration", "up", None),
        ("座谈会议次数", "count", "either", None),
        ("电商培训次数", "count", "up", None),
        ("投诉次数", "count", "down", None),
        ("接听投诉电话次数", "count", "up", None),
        ("办理信访件数", "count", "up", None),
        ("业务处理差错次数", "count", "down", None),
        ("死亡人数", "people", "down", None),
        ("失业人员培训人次", "people", "up", None),
        ("小学就读人数", "people", None, None),
        ("购置电钢琴数量", "count", None, None),
        ("水土流失面积", "area", "down", None),
        ("治理水土流失面积", "area", "up", None),
        ("管道铺设里程", "length", "up", None),
        ("二氧化硫排放量", None, "down", None),
        ("污染程度", "quality", "down", None),
        ("工作效率", "quality", "up", None),
        ("检查频率", "frequency", "up", None),
        ("制度", "quality", "up", None),
        ("维护社会稳定", "quality", "up", None),
        ("温度", None, None, None),
        ("", None, None, None),
    ],
)
def test_direction(name: str, kind: str | None, direction: str | None, bounded: bool | None) -> None:
    assert means(name) == (kind, direction, bounded)


BOUNDED_RATES = [
    "合格率", "达标率", "完好率", "准确率", "及时率", "覆盖率", "知晓率", "参保率", "入学率", "成活率", "完工率",
    "完成率", "发放率", "到位率", "执行率", "通过率", "保障率", "办结率", "处置率", "处理率", "整改率", "出勤率",
    "在岗率", "使用率", "利用率", "普及率", "落实率", "兑现率", "支付率", "拨付率", "就业率", "巩固率", "回收率",
    "响应率", "检出率", "受理率", "解决率", "化解率", "破案率", "查处率", "开工率", "验收率", "公开率", "采购率",
    "安装率", "接种率", "签约率", "入库率", "建档率", "正确率", "真实率", "规范率", "优良率", "合规率", "履约率",
    "到岗率", "参与率", "培训率", "治愈率", "上线率", "可用率", "正常率", "运行率", "维护率", "修复率", "更换率",
    "兜底率", "足额率", "时效率", "完整率", "购买率", "投保率",
]  # fmt: skip
"""Rates that end at 100 %."""
UNBOUNDED_RATES = [
    "增长", "提高率", "提升率", "提高幅度", "提升幅度", "增幅", "增加", "上涨", "超额", "产值", "倍数", "回报率",
    "收益率", "投资率", "同比", "环比", "较上年", "翻番", "覆盖倍数", "带动", "杠杆",
]  # fmt: skip
"""Rates and amounts of change that may exceed 100 %."""


@pytest.mark.parametrize("word", [*BOUNDED_RATES, *UNBOUNDED_RATES])
def test_the_words_of_rates_are_all_known(word: str) -> None:
    assert NAMES.meaning(word).bounded is (word in BOUNDED_RATES)
    assert NAMES.by_parts(word).bounded is (word in BOUNDED_RATES)


def test_confidence() -> None:
    assert NAMES.meaning("设备故障率").confidence == "high"
    assert NAMES.meaning("电梯故障率").confidence == "medium"
    assert NAMES.meaning("甲乙率").confidence == "low"
    # a sentence is no name, but who is satisfied is asked for in sentences, too
    assert NAMES.meaning("增加就业机会,提高农民收入。").confidence == "low"
    assert NAMES.meaning("服务周期内,市民对服务的满意程度").confidence == "medium"


PARTS = {
    # who is satisfied is certain even at the end of a sentence; anything else there is a hint
    "群众对服务是否满意,很满意程度": ("share", "up", True, "medium", "satisfaction"),
    "接警响应速度快,群众不满意率": ("share", "down", True, "medium", "satisfaction"),
    "道路修好后,行人投诉率": ("share", "down", True, "low", None),
    "道路修好后,验收合格率": ("share", "up", True, "low", "quality"),
    "道路修好后,养护成本": ("money", "cap", None, "low", "cost"),
    # less of what is good is not wanted, less of what costs is, by whatever word the share is called
    "GDP下降率": ("share", "down", True, "low", None),
    "成本下降比例": ("share", "up", True, "medium", None),
    "成本下降幅度": ("share", "up", True, "medium", None),
    "费用下降百分比": ("share", "up", True, "medium", None),
    "费用下降比率": ("share", "up", True, "medium", None),
    "费用下降占比": ("share", "up", True, "medium", None),
    "费用下降度": ("share", "up", True, "medium", None),
    "能耗减幅": ("share", "up", True, "medium", None),
    # what is done is no merit as a share of something, and more than all of it has no bound
    "培训占比": ("share", None, True, "low", None),
    "参保缴费率": ("share", "up", True, "medium", None),
    "GDP占比": ("share", "up", False, "medium", None),
    "产值甲乙占比": ("share", None, False, "low", None),
    # words of three and of four characters, of which a part says another thing
    "土地石漠化率": ("share", "down", True, "medium", None),
    "病虫害发生面积": ("area", "down", None, "medium", None),
    "校园安全事件起数": ("count", "down", None, "medium", None),
    "工地安全生产天数": ("duration", "up", None, "medium", None),
    "设备无故障天数": ("duration", "up", None, "medium", None),
    "各窗口审批天数": ("duration", "cap", None, "medium", None),
    # bad things: dealt with, made fewer, of another bad thing, or of something that is not known
    "治理污染信访件数": ("count", "up", None, "medium", None),
    "减少事故起数": ("count", "up", None, "medium", None),
    "污染投诉件数": ("count", "down", None, "medium", None),
    "违法污染河段长度": ("length", None, None, "medium", None),
    "污染河段长度": ("length", None, None, "medium", None),
    # money of those who are paid is no cost that is held down; that of the work is
    "生均培养成本": ("unit_money", "cap", None, "medium", "cost"),
    "绿化费": ("money", "cap", None, "low", None),
    # time that is saved, kept to or offered
    "审批缩短天数": ("duration", "up", None, "medium", None),
    "缩短审批天数": ("duration", "up", None, "medium", None),
    "道路工期": ("duration", "cap", None, "medium", None),
    "乡村课时": ("duration", "up", None, "medium", None),
    "乡村课时数": ("duration", "up", None, "medium", None),
    "乡村学时数": ("duration", "up", None, "medium", None),
    # in time, and well done
    "预算编制及时率": ("share", "up", True, "medium", "timeliness"),
    "资金支付按时率": ("share", "up", True, "medium", "timeliness"),
    "物资准点率": ("share", "up", True, "medium", "timeliness"),
    "汇款按期率": ("share", "up", True, "medium", "timeliness"),
    "物资准时率": ("share", "up", True, "medium", "timeliness"),
    "工程如期率": ("share", "up", True, "medium", "timeliness"),
    "按时还款率": ("share", "up", True, "medium", "timeliness"),
    "按期提交率": ("share", "up", True, "medium", "timeliness"),
    "准时到岗率": ("share", "up", True, "medium", "timeliness"),
    "及时整改率": ("share", "up", True, "medium", "timeliness"),
    "如期完工率": ("share", "up", True, "medium", "timeliness"),
    "路灯完好率": ("share", "up", True, "medium", "quality"),
    "录入准确率": ("share", "up", True, "medium", "quality"),
    "抽检合格度": ("share", "up", True, "medium", "quality"),
    "合格占比": ("share", "up", True, "medium", "quality"),
    "入库率": ("share", "up", True, "medium", None),
    # faults of the work are its quality, other bad things are not
    "路灯故障率": ("share", "down", True, "medium", "quality"),
    "路灯误差率": ("share", "down", True, "medium", "quality"),
    "工程返工率": ("share", "down", True, "medium", "quality"),
    "工程返修率": ("share", "down", True, "medium", "quality"),
    "系统差错率": ("share", "down", True, "medium", "quality"),
    "行人投诉率": ("share", "down", True, "medium", None),
    "不达标率": ("share", "down", True, "medium", None),
    "未达标率": ("share", "down", True, "medium", None),
    "非正常率": ("share", "down", True, "medium", None),
    # control and change: of money at most, of a nuisance as much as can be
    "病虫害控制率": ("share", "up", True, "medium", None),
    "成本控制率": ("share", "cap", True, "medium", None),
    "支出控制率": ("share", "cap", True, "medium", None),
    "人员控制率": ("share", "cap", True, "medium", None),
    "控制率": ("share", "cap", True, "low", None),
    "防汛投资变动率": ("share", "cap", True, "medium", None),
    "人员变动率": ("share", "cap", True, "medium", None),
    "项目变动率": ("share", "cap", None, "medium", None),
    "变动率": ("share", "cap", None, "low", None),
    # shares that are no merit by themselves
    "办公经费占比": ("share", None, True, "low", None),
    "甲乙占比": ("share", None, True, "low", None),
    "甲乙比重": ("share", None, True, "low", None),
    "甲乙幅度": ("growth", None, None, "low", None),
    "甲乙度": ("share", None, None, "low", None),
    "投诉甲乙度": ("share", "down", None, "low", None),
    "使用度": ("share", None, True, "low", None),
    "维修占比": ("share", None, True, "low", None),
    "使用率": ("share", "up", True, "medium", None),
    "检出率": ("share", None, True, "medium", None),
    "投资率": ("share", "up", False, "medium", None),
    "同比率": ("share", "up", False, "medium", None),
    # more, and less
    "满意度降低": (None, "down", True, "low", None),
    "收入下降": (None, "down", True, "low", None),
    "故障降低": (None, "up", True, "medium", None),
    "成本降低": (None, "up", True, "medium", None),
    "甲乙降低": (None, "up", True, "low", None),
    "成本下降率": ("share", "up", True, "medium", None),
    "犯罪率降幅": ("share", "up", True, "medium", None),
    "甲乙降幅": ("share", "up", True, "low", None),
    "犯罪率提升": (None, "down", False, "low", None),
    "收入提升": (None, "up", False, "low", None),
    "成本提升": (None, "cap", False, "low", None),
    "支出提升": (None, "cap", False, "low", None),
    "犯罪增幅": ("growth", "down", False, "medium", None),
    "维护支出增幅": ("growth", "cap", False, "medium", None),
    # money
    "电费": ("money", "cap", None, "medium", None),
    "人均电费": ("unit_money", "cap", None, "medium", None),
    "节约租金": ("money", "up", None, "medium", None),
    "减少电费": ("money", "up", None, "medium", None),
    "生均伙食费": ("money", None, None, "low", None),
    "工程造价": ("money", "cap", None, "medium", "cost"),
    "总成本": ("money", "cap", None, "medium", "cost"),
    "每公里造价": ("unit_money", "cap", None, "medium", "cost"),
    "平均成本": ("unit_money", "cap", None, "medium", "cost"),
    "资金": ("money", None, None, "low", None),
    "补助金额": ("money", None, None, "low", None),
    "节约资金额": ("money", "up", None, "low", None),
    "增加资金": ("money", "up", None, "low", None),
    "收入资金": ("money", "up", None, "low", None),
    "追回资金": ("money", "up", None, "low", None),
    "带动资金": ("money", "up", None, "low", None),
    "补助限额": ("unit_money", "cap", None, "medium", None),
    "住宿标准": ("unit_money", "cap", None, "medium", None),
    "差旅定额": ("unit_money", "cap", None, "medium", None),
    "甲乙定额": ("unit_money", "fixed", None, "medium", None),
    "公用经费": ("unit_money", "fixed", None, "medium", None),
    "低保标准": ("unit_money", "fixed", None, "medium", None),
    # time: a moment, a length that is waited for, and one that is offered
    "竣工日期": ("date", "cap", None, "medium", "timeliness"),
    "竣工时间": ("date", "cap", None, "medium", "timeliness"),
    "投入使用时间": ("date", "cap", None, "medium", "timeliness"),
    "完成时效": (None, None, None, "low", None),
    "报警响应时间": ("duration", "cap", None, "medium", "timeliness"),
    "开放时间": ("duration", "up", None, "medium", None),
    "减少时间": ("duration", "up", None, "medium", None),
    "甲乙日期": ("date", None, None, "low", None),
    "甲乙时间": (None, None, None, "low", None),
    "施工工期": ("duration", "cap", None, "medium", None),
    "缩短工期": ("duration", "up", None, "medium", None),
    "压减天数": ("duration", "up", None, "medium", None),
    "办理周期": ("duration", "cap", None, "medium", None),
    "服务周期": ("duration", None, None, "medium", None),
    "服务时长": ("duration", "up", None, "medium", None),
    "线上学时": ("duration", "up", None, "medium", None),
    "会议天数": ("duration", "either", None, "medium", None),
    "故障时长": ("duration", "cap", None, "medium", None),
    "投诉时长": ("duration", "down", None, "medium", None),
    "甲乙天数": ("duration", None, None, "medium", None),
    "质保年限": ("duration", "up", None, "medium", None),
    "平均用时": ("duration", "cap", None, "medium", None),
    # counts
    "污水处理量": (None, "up", None, "low", None),
    "投诉量": (None, "down", None, "low", None),
    "甲乙量": (None, None, None, "low", None),
    "购置数量": ("count", None, None, "medium", None),
    "案件数量": ("count", None, None, "medium", None),
    "信访案件数量": ("count", "down", None, "medium", None),
    "处理信访案件数量": ("count", "up", None, "medium", None),
    "接待游客事故次数": ("count", None, None, "medium", None),
    "公务接待次数": ("count", "either", None, "medium", None),
    "培训人员": ("people", "up", None, "low", None),
    "甲乙人员": ("people", None, None, "low", None),
    # states
    "污染情况": ("quality", "down", None, "medium", None),
    "舆情处理情况": ("quality", "up", None, "medium", None),
    "甲乙意识": ("quality", "up", None, "medium", None),
    "保障群众": ("quality", "up", None, "low", None),
    "保障": ("quality", "up", None, "low", None),
    "丰富群众生活": ("quality", "up", None, "low", None),
    "丰富": (None, None, None, "low", None),
}
"""What the parts of a name say: kind, direction, bound, confidence and category."""


@pytest.mark.parametrize("name", PARTS)
def test_the_parts_of_a_name_say_what_is_measured(name: str) -> None:
    meaning = NAMES.by_parts(name)
    assert (meaning.kind, meaning.direction, meaning.bounded, meaning.confidence, meaning.category) == PARTS[name]


@pytest.mark.parametrize("name", [name for name in PARTS if len(name) > 3])
def test_what_stands_far_in_front_changes_nothing(name: str) -> None:
    assert NAMES.by_parts("甲" * 30 + name).kind == NAMES.by_parts("甲" + name).kind


@pytest.mark.parametrize(
    ("printed", "exact"),
    [
        ("项目（工程）验收合格率", True),
        ("项目(工程)验收合格率", True),
        (" 设备 故障率 ", True),
        ("★设备故障率", True),
        ("设备故障率（%）", True),
        ("设备故障率(≤**%)", True),
        ("设备(系统)故障率", False),
        ("“三公经费”控制率", True),
        ("pm2.5浓度下降率", True),
        ("其中：造林面积(亩)", True),
    ],
)
def test_spellings_of_known_names(printed: str, exact: bool) -> None:
    meaning = NAMES.meaning(printed)
    assert meaning.direction is not None
    assert meaning.exact is exact
    assert meaning.confidence == ("high" if exact else "medium")


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("设备故障率", "设备故障率"),
        (" 设备 故障\n率 ", "设备故障率"),
        ("“三公”经费《控制》率", "三公经费控制率"),
        ("★·1.设备", "1.设备"),
        ("※其中：造林面积", "造林面积"),
        ("其中造林面积", "其中造林面积"),
        ("其中:其中造林", "其中造林"),
        ("pm2.5浓度", "PM2.5浓度"),
        ("ＧＤＰ增速（％）", "GDP增速(%)"),
        ("", ""),
    ],
)
def test_a_normal_name_has_no_blanks_and_no_marks_in_front(name: str, normal: str) -> None:
    assert normal_name(name) == normal


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("成活率", "成活率"),
        ("成活率(≥**%)", "成活率"),
        ("(新增)成活率", "成活率"),
        ("设备(系统)故障率(%)", "设备故障率"),
        ("项目(工程(一期))合格率", "项目合格率"),
        ("项目(工程(一期)及配套)合格率", "项目合格率"),
        ("项目)工程(一期)", "项目工程"),
        ("成活率(未关", "成活率"),
        ("成活率)", "成活率"),
        ("造林面积(亩)。", "造林面积"),
        ("造林面积≥100", "造林面积"),
        ("1.造林面积", "1.造林面积"),
        ("()", ""),
        ("(", ""),
        ("", ""),
    ],
)
def test_brackets_and_signs_at_the_end_are_left_out(name: str, bare: str) -> None:
    assert without_brackets(name) == bare


# --- what holds for any text ------------------------------------------------------------------------------------------


@given(st.text() | NAMELIKE)
def test_total_and_deterministic(name: str) -> None:
    meaning = NAMES.meaning(name)
    assert meaning == Names(NAMES.table).meaning(name) == NAMES.meaning(name)
    assert meaning.kind in (None, *KINDS)
    assert meaning.direction in (None, *DIRECTIONS)
    assert meaning.category in (None, *CATEGORIES)
    assert meaning.confidence in ("high", "medium", "low")
    assert normal_name(normal_name(name)) == normal_name(name)
    assert "(" not in without_brackets(normal_name(name))


@given(
    NAMELIKE.filter(lambda name: not set("()（）") & set(name)), st.sampled_from(["（%）", "(%)", "（公里）", "(≥**)"])
)
def test_brackets_at_the_end_change_nothing(name: str, bracket: str) -> None:
    plain, bracketed = NAMES.meaning(name), NAMES.meaning(name + bracket)
    if len(name) + len(bracket) < meanings.LONGEST_NAME and normal_name(name) == without_brackets(normal_name(name)):
        assert (bracketed.kind, bracketed.direction, bracketed.bounded) == (plain.kind, plain.direction, plain.bounded)


@given(NAMELIKE)
def test_full_width_signs_mean_the_same(name: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in half_width(name))
    assert NAMES.meaning(wide) == NAMES.meaning(half_width(name))


@given(NAMELIKE)
def test_a_rate_of_change_is_never_bounded_and_growing(name: str) -> None:
    meaning = NAMES.by_parts(name)
    if meaning.kind == "growth":
        assert meaning.bounded is not True
    if meaning.category == "satisfaction":
        assert meaning.bounded is True


def test_without_a_table_nothing_is_known() -> None:
    assert Names().meaning("设备故障率") == UNKNOWN == Meaning()


def test_long_texts_are_read_from_their_end_and_not_remembered() -> None:
    names = Names(NAMES.table)
    text = "为" * 500 + "设备故障率"
    assert names.meaning(text).direction == "down"
    assert names.meaning("甲" * (meanings.LONGEST_NAME - 1) + "满意度").category == "satisfaction"
    assert names.meaning("设备故障率" + "。" * 5000).direction is None
    assert text not in names._cache


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanings, "CACHE_SIZE", 3)
    names = Names(NAMES.table)
    for number in range(10):
        assert names.meaning(f"第{number}类设备故障率").direction == "down"
        assert len(names._cache) <= 3
