"""The value grammar: whole quantities for every shape, and the laws that hold for any text at all."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jixiao.model.quantities import CalendarDate, Quantity, _parse, is_known_word, parse_quantity
from jixiao.model.words import ADVERBS, COMPARATORS, LEADS, MEASURES, PERIODS, QUALITATIVE, SUFFIXES, VERBS, YES_NO


def number(text: str, unit: str | None = None, comparator: str | None = None, **rest: Any) -> Quantity:
    kind = rest.pop("kind", "number")
    return Quantity(kind, comparator, Decimal(text), unit=unit, **rest)


def span(low: str, high: str, unit: str | None = None, comparator: str | None = None) -> Quantity:
    return Quantity("range", comparator, Decimal(low), Decimal(high), unit)


def time(text: str, unit: str, comparator: str | None = None) -> Quantity:
    return number(text, unit, comparator, kind="duration")


def date(*first: int, end: tuple[int, ...] | None = None, **rest: Any) -> Quantity:
    return Quantity("date", date=CalendarDate(*first), date_end=CalendarDate(*end) if end else None, **rest)


def yearless(word: str, **rest: Any) -> Quantity:
    return Quantity("date", word=word, **rest)


def text(word: str) -> Quantity:
    return Quantity("text", word=word)


def placeholder(word: str) -> Quantity:
    return Quantity("placeholder", word=word)


COMPARED = {
    "≥10个": number("10", "个", "≥"),
    "≥ 10 个": number("10", "个", "≥"),
    ">=98%": number("98", "%", "≥"),
    "=>98%": number("98", "%", "≥"),
    "＞＝98％": number("98", "%", "≥"),
    "≧300人": number("300", "人", "≥"),
    "》=5": number("5", None, "≥"),
    "》90%": number("90", "%", ">"),
    "大于等于90%": number("90", "%", "≥"),
    "大于90%": number("90", "%", ">"),
    "不低于95%": number("95", "%", "≥"),
    "不少于3次": number("3", "次", "≥"),
    "不小于3次": number("3", "次", "≥"),
    "至少3次": number("3", "次", "≥"),
    "最少3次": number("3", "次", "≥"),
    "<=5000人": number("5000", "人", "≤"),
    "=<5": number("5", None, "≤"),
    "≦1000元/人": number("1000", "元/人", "≤"),
    "小于等于5%": number("5", "%", "≤"),
    "小于5%": number("5", "%", "<"),
    "《5%": number("5", "%", "<"),
    "不超过5万元": number("5", "万元", "≤"),
    "不高于5%": number("5", "%", "≤"),
    "不大于5%": number("5", "%", "≤"),
    "不多于5人": number("5", "人", "≤"),
    "至多5人": number("5", "人", "≤"),
    "最多5人": number("5", "人", "≤"),
    "低于5%": number("5", "%", "<"),
    "高于5%": number("5", "%", ">"),
    "超过5%": number("5", "%", ">"),
    "<20万元": number("20", "万元", "<"),
    "＝100%": number("100", "%", "="),
    "等于5": number("5", None, "="),
    "≈5": number("5", None, "≈"),
    "约200人": number("200", "人", "≈"),
    "大约200人左右": number("200", "人", "≈"),
    "200人左右": number("200", "人", "≈"),
    "200多人": number("200", "人", "≈"),
    "200余户": number("200", "户", "≈"),
    "5万多人": number("50000", "人", "≈"),
    "200多万": number("2000000", None, "≈"),
    "不少于200余户": number("200", "户", "≥"),
    "达到90%": number("90", "%"),
    "达到≥90%": number("90", "%", "≥"),
    "90%以上": number("90", "%", "≥"),
    "95%以上。": number("95", "%", "≥"),
    "10个及以上": number("10", "个", "≥"),
    "5%以下": number("5", "%", "≤"),
    "20万元以内": number("20", "万元", "≤"),
    "20万元之内": number("20", "万元", "≤"),
    "≥80%以下": number("80", "%", "≥"),
    "控制在10万元以内": number("10", "万元", "≤"),
}

NUMBERS = {
    "100": number("100"),
    "0": number("0"),
    "100%": number("100", "%"),
    "１００％": number("100", "%"),
    "95百分比": number("95", "%"),
    "3‰": number("3", "‰"),
    "5个百分点": number("5", "个百分点"),
    "1,234,567.8元": number("1234567.8", "元"),
    "1，234元": number("1234", "元"),
    "¥1,200.00": number("1200.00", "元"),
    "人民币100元": number("100", "元"),
    "-5℃": number("-5", "℃"),
    "－5": number("-5"),
    "负5%": number("-5", "%"),
    "+5": number("5"),
    "一百二十个": number("120", "个"),
    "两千人": number("2000", "人"),
    "十二次": number("12", "次"),
    "一万二千元": number("12000", "元"),
    "壹佰陆拾捌万伍仟元整": number("1685000", "元"),
    "百分之九十": number("90", "%"),
    "百分之九十以上": number("90", "%", "≥"),
    "百分之百": number("100", "%"),
    "百分之95.5": number("95.5", "%"),
    "千分之三": number("3", "‰"),
    "5万人": number("50000", "人"),
    "12.0088万平方米": number("120088", "平方米"),
    "145万元": number("145", "万元"),
    "1.5亿元": number("1.5", "亿元"),
    "5千万元": number("5", "千万元"),
    "五十万元": number("50", "万元"),
    "123万": number("1230000"),
    "5千人": number("5000", "人"),
    "3千米": number("3", "千米"),
    "十几所": number("10", "所", "≈"),
    "2,024年": time("2024", "年"),
    "每年2千元": number("2", "千元/年"),
}

UNITS = {
    "≥10台(套)": number("10", "台(套)", "≥"),
    "10台（套）": number("10", "台(套)"),
    "25人次": number("25", "人次"),
    "≤8000元/平方米·月": number("8000", "元/平方米·月", "≤"),
    "100元/人/月": number("100", "元/人/月"),
    "780元/生/年": number("780", "元/生/年"),
    "20人/月": number("20", "人/月"),
    "5套/件": number("5", "套/件"),
    "3分钟/次": number("3", "分钟/次"),
    "5m²": number("5", "m²"),
    "5m2": number("5", "m2"),
    "5km2": number("5", "km2"),
    "5㎡": number("5", "㎡"),
    "≥80M": number("80", "M", "≥"),
    "10 GB": number("10", "GB"),
    "10台设备": number("10", "台设备"),
    "每年3次": number("3", "次/年"),
    "每季度1次": number("1", "次/季度"),
    "每月至少2次": number("2", "次/月", "≥"),
    "≥1次/每月": number("1", "次/月", "≥"),
    "每人100元": number("100", "元/人"),
    "每人每月100元": number("100", "元/人/月"),
    "100元每人": number("100", "元/人"),
    "1000每人": number("1000", "/人"),
    "≤300万/月": number("3000000", "/月", "≤"),
    "提高5%": number("5", "%", word="提高"),
    "增长5%以上": number("5", "%", "≥", word="增长"),
    "下降不低于3%": number("3", "%", "≥", word="下降"),
    "提高到90%": number("90", "%", word="提高到"),
    "100%达标": number("100", "%", word="达标"),
    "完成100%": number("100", "%", word="完成"),
}

RANGES = {
    "80%–90%": span("80", "90", "%"),
    "80-90%": span("80", "90", "%"),
    "80~90": span("80", "90"),
    "80％～90％": span("80", "90", "%"),
    "3-5人": span("3", "5", "人"),
    "3至5人": span("3", "5", "人"),
    "3人-5人": span("3", "5", "人"),
    "80%—90%": span("80", "90", "%"),
    "3万-5万元": span("3", "5", "万元"),
    "5万-6万人": span("50000", "60000", "人"),
    "-5~5℃": span("-5", "5", "℃"),
    "6.5-8.5": span("6.5", "8.5"),
    "三至五人": span("3", "5", "人"),
    "-5至-3℃": span("-5", "-3", "℃"),
    "3-5个月": span("3", "5", "个月"),
}

DATES = {
    "2022年前": date(2022, before=True),
    "2018年9月": date(2018, 9),
    "2019年": date(2019),
    "2024年度": date(2024),
    "2024 年 9 月": date(2024, 9),
    "2024年12月底前": date(2024, 12, before=True),
    "2025年年底前": date(2025, 12, before=True),
    "2024年12月31日前": date(2024, 12, 31, before=True),
    "2024年12月31日之前完成": date(2024, 12, 31, before=True),
    "2024年6月以前": date(2024, 6, before=True),
    "截至2024年12月31日": date(2024, 12, 31, before=True),
    "2024.12.31": date(2024, 12, 31),
    "2024-12-31": date(2024, 12, 31),
    "2024/12/31": date(2024, 12, 31),
    "2024-12-31 08:00:00": date(2024, 12, 31),
    "2024.6.30前": date(2024, 6, 30, before=True),
    "2024.12": date(2024, 12),
    "2024-06": date(2024, 6),
    "2024年上半年": date(2024, 1, end=(2024, 6)),
    "2024年第三季度": date(2024, 7, end=(2024, 9)),
    "2024年底": date(2024, 12),
    "2024年12月底": date(2024, 12),
    "2024年12月中旬": date(2024, 12),
    "二〇二四年十二月": date(2024, 12),
    "20240118154658": date(2024, 1, 18),
    "20240118": date(2024, 1, 18),
    "2024年1月-2024年12月": date(2024, 1, end=(2024, 12)),
    "2020年1月--2020年11月": date(2020, 1, end=(2020, 11)),
    "2023.07-2024.01": date(2023, 7, end=(2024, 1)),
    "2024年1月至12月": date(2024, 1, end=(2024, 12)),
    "2024年1-12月": date(2024, 1, end=(2024, 12)),
    "2024年1月1日至12月31日": date(2024, 1, 1, end=(2024, 12, 31)),
    "2024-2026年": date(2024, end=(2026,)),
    "2024年-2026年": date(2024, end=(2026,)),
    "2024年1月至2026年": date(2024, 1, end=(2026,)),
    "≤2024年12月31日": date(2024, 12, 31, comparator="≤"),
    "≥2024年": date(2024, comparator="≥"),
    "不晚于2024年6月": date(2024, 6, comparator="≤"),
    "年底完成": yearless("年底完成"),
    "年底前": yearless("年底前", before=True),
    "12月底前": yearless("12月底前", before=True),
    "十二月底前": yearless("十二月底前", before=True),
    "12月31日前": yearless("12月31日前", before=True),
    "≤12月31日": yearless("12月31日", comparator="≤"),
    "每月15日前": yearless("每月15日前", before=True),
    "6月": yearless("6月"),
    "3季度": yearless("3季度"),
    "第三季度末前": yearless("第三季度末前", before=True),
    "1-12月": yearless("1-12月"),
    "本年度": yearless("本年度"),
    "当年度": yearless("当年度"),
    "当年": yearless("当年"),
    "全年": yearless("全年"),
    "年内": yearless("年内"),
    "上半年": yearless("上半年"),
}

INVALID = {
    "2025年2月30日": date(2025, 2, 30, word="2025年2月30日", invalid=True),
    "2024年13月": date(2024, 13, word="2024年13月", invalid=True),
    "2023年2月29日前": date(2023, 2, 29, word="2023年2月29日前", before=True, invalid=True),
    "20162020": date(2016, 20, 20, word="20162020", invalid=True),
    "2024.13.01": date(2024, 13, 1, word="2024.13.01", invalid=True),
    "2月30日前": yearless("2月30日前", before=True, invalid=True),
    "456,12345": Quantity("number", word="456,12345", malformed=True),
    "456,12345万元": Quantity("number", unit="万元", word="456,12345万元", malformed=True),
    "≤1,28万元": Quantity("number", "≤", unit="万元", word="≤1,28万元", malformed=True),
    "1,28": Quantity("number", word="1,28", malformed=True),
    "1.2.3": Quantity("number", word="1.2.3", malformed=True),
}

DURATIONS = {
    "24小时": time("24", "小时"),
    "≤24小时": time("24", "小时", "≤"),
    "2年": time("2", "年"),
    "≥20年": time("20", "年", "≥"),
    "≤3个工作日": time("3", "工作日", "≤"),
    "3个工作日内": time("3", "工作日", "≤"),
    "30天": time("30", "天"),
    "3天内": time("3", "天", "≤"),
    "15分钟": time("15", "分钟"),
    "6个月": time("6", "个月"),
    "≤6月": time("6", "月", "≤"),
    "3个季度": time("3", "个季度"),
    "≥3季度": time("3", "季度", "≥"),
    "18月": time("18", "月"),
    "3日": time("3", "日"),
    "2周": time("2", "周"),
    "30秒": time("30", "秒"),
    "半年": time("0.5", "年"),
    "半个月": time("0.5", "个月"),
    "一个半月": time("1.5", "个月"),
    "两年半": time("2.5", "年"),
    "三年": time("3", "年"),
    **{
        word: Quantity("duration", word=word)
        for word in ("长期", "每年", "按月", "按季度", "按年", "每月", "常年", "永久")
    },
}


def words(listed: str) -> list[str]:
    return listed.split()


WORDS = {
    **{
        word: Quantity("word", word=word)
        for word in words(
            "满意 提升 及时 保障 正常 良好 显著 明显 有效 提高 改善 增强 稳定 维护 合格 优 优良 一般 一致 "
            "逐步提高 稳步提升 有效保障 明显改善 进一步加强 满意度 基本满意 非常满意 不满意 影响可持续 持续影响 "
            "效果良好 经济效益良好 满足需求 有效、稳定 优/良/中/差 明显(达到/部分达到/未达到)"
        )
    },
    **{
        word: Quantity("yes_no", word=word)
        for word in words("达标 不达标 符合 是 否 有 合规 通过 已完成 完成 按时完成 符合要求 是/否")
    },
    "≥良好": Quantity("word", "≥", word="良好"),
}

PLACEHOLDERS = {
    word: placeholder(word)
    for word in words(
        "XX xx ×× ** *** ___ …… 待定 待填 某某 请填写 / - — ---- 无 不适用 空 XX% ≥XX个 ≥**% ≤****000元 20XX年 ≥X个 X%"
    )
}

TEXTS = {
    word: text(word)
    for word in (
        "是够",
        "根据需求",
        "完成3个项目并验收合格",
        "3个项目并验收合格",
        "2021年12月底完成项目规划相关工作。",
        "对2000平米的场地补贴5万元。",
        "与十几所高校建立合作，共同提高研究水平",
        "≥10个,≥5次",
        "10 20",
        "1,2,3号楼",
        "1,2,3",
        "3,4号楼",
        "2024,2025年",
        "5:1",
        "1/3",
        "≥",
        "约",
        "元",
        "万",
        "千方百计",
        "万无一失",
        "三农",
        "天天",
        "多多",
        "0358-6322110",
        "192.168.1.1",
        "9点前",
        "3.0月",
        "达标率100%",
    )
}

DOUBLED = {
    "正常正常": Quantity("word", word="正常", doubled=True),
    "保障保障": Quantity("word", word="保障", doubled=True),
    "正常正常正常": Quantity("word", word="正常", doubled=True),
    "2022年前2022年前": date(2022, before=True, doubled=True),
    "100%100%": number("100", "%", doubled=True),
    "≥10个≥10个": number("10", "个", "≥", doubled=True),
    "长期长期": Quantity("duration", word="长期", doubled=True),
    "根据需求根据需求": Quantity("text", word="根据需求", doubled=True),
    "否,否,": text("否,否,"),
    "2020": number("2020"),
    "1212": number("1212"),
    "一百一百": text("一百一百"),
    "20000000": number("20000000"),
}

CALENDAR = {
    "2024年2月29日": date(2024, 2, 29),
    "2000年2月29日": date(2000, 2, 29),
    "2025年2月28日": date(2025, 2, 28),
    "2025年6月30日": date(2025, 6, 30),
    "2025年8月31日": date(2025, 8, 31),
    **{
        printed: Quantity("date", word=printed, date=CalendarDate(*wrong), invalid=True)
        for printed, wrong in {
            "2025年2月29日": (2025, 2, 29),
            "1900年2月29日": (1900, 2, 29),
            "2024年2月30日": (2024, 2, 30),
            "2025年4月31日": (2025, 4, 31),
            "2025年11月31日": (2025, 11, 31),
            "2025年12月32日": (2025, 12, 32),
            "2025年3月0日": (2025, 3, 0),
            "2025年0月": (2025, 0),
            "2025年13月1日": (2025, 13, 1),
            "20240118246059": (2024, 1, 18),
            "20240118240000": (2024, 1, 18),
            "20240118236000": (2024, 1, 18),
            "20240118235960": (2024, 1, 18),
        }.items()
    },
    "20240118235959": date(2024, 1, 18),
    "20240118000000": date(2024, 1, 18),
    "2024年一季度末": date(2024, 1, end=(2024, 3)),
    "2024年第四季度底": date(2024, 10, end=(2024, 12)),
    "2024年3季度": date(2024, 7, end=(2024, 9)),
    "2024年下半年": date(2024, 7, end=(2024, 12)),
    "2024年中": date(2024, 6),
    "2024年初": date(2024, 1),
    "2024年6月底前": date(2024, 6, before=True),
    "2024年1月1日-12月31日": date(2024, 1, 1, end=(2024, 12, 31)),
    "2024年1月-2025年2月": date(2024, 1, end=(2025, 2)),
    "自2024年3月起": date(2024, 3, comparator="≥"),
    "从2024年3月起": date(2024, 3, comparator="≥"),
    "于2024年3月完成": date(2024, 3),
    "截至到2024年3月": date(2024, 3, before=True),
    "2024年后": date(2024, comparator=">"),
    "2024年左右": date(2024, comparator="≈"),
    "≥2024.12": number("2024.12", None, "≥"),
    "≥2024.12.1": date(2024, 12, 1, comparator="≥"),
    "自3月起": yearless("自3月起"),
    "每年3月": yearless("每年3月"),
    "次年3月": yearless("次年3月"),
    "3日前": yearless("3日前", before=True),
    "3日": time("3", "日"),
    "3日内": time("3", "日", "≤"),
    "3月以内": yearless("3月以内"),
    "≥3月": time("3", "月", "≥"),
    "年": text("年"),
    "1月-2024年3月": text("1月-2024年3月"),
    "到2024年3月": text("到2024年3月"),
}

LIMITS = {
    "百分之百": number("100", "%"),
    "百分之百以上": number("100", "%", "≥"),
    "百分之百达标": number("100", "%", word="达标"),
    "两年半": time("2.5", "年"),
    "一个半月": time("1.5", "个月"),
    "半年": time("0.5", "年"),
    "半半年": text("半半年"),
    "¥5": number("5", "元"),
    "人民币5万元": number("5", "万元"),
    "¥5个": text("¥5个"),
    "5%提高": number("5", "%", word="提高"),
    "100%达标": number("100", "%", word="达标"),
    "-5-0": span("-5", "0"),
    "-5至-1": span("-5", "-1"),
    "3-5个月": span("3", "5", "个月"),
    "0358-6322110": text("0358-6322110"),
    "200多人": number("200", "人", "≈"),
    "二十余人": number("20", "人", "≈"),
    "提高。。": Quantity("word", word="提高"),
    "5个；": number("5", "个"),
    ";": text(";"),
    "每人每年3次": number("3", "次/人/年"),
    "每每3次": text("每每3次"),
}

EVERY = {
    **CALENDAR,
    **LIMITS,
    **COMPARED,
    **NUMBERS,
    **UNITS,
    **RANGES,
    **DATES,
    **INVALID,
    **DURATIONS,
    **WORDS,
    **PLACEHOLDERS,
    **TEXTS,
    **DOUBLED,
}


@pytest.mark.parametrize("printed", EVERY)
def test_means(printed: str) -> None:
    assert parse_quantity(printed) == EVERY[printed]


@pytest.mark.parametrize("printed", ["", " ", "\u3000", "\n\t", "\ufeff"])
def test_blank(printed: str) -> None:
    assert parse_quantity(printed) == Quantity()


def test_a_long_text_is_text() -> None:
    long = "完成任务，" * 50
    assert parse_quantity(long) == text(long)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("≥10台(套)", "Quantity(comparator=≥, number=10, unit='台(套)')"),
        ("123万", "Quantity(number=1230000)"),
        ("80%-90%", "Quantity(number=80, upper=90, unit='%')"),
        ("正常正常", "Quantity(word='正常', doubled=True)"),
        ("2024年12月底前", "Quantity(date=2024年12月, before=True)"),
        ("2025年2月30日", "Quantity(word='2025年2月30日', date=2025年2月30日, invalid=True)"),
        ("", "Quantity()"),
    ],
)
def test_repr(printed: str, shown: str) -> None:
    assert repr(parse_quantity(printed)) == shown
    assert repr(Quantity(number=Decimal("1E+3"))) == "Quantity(number=1000)"


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("不少于 １０ 台（套）", "≥10台(套)"),
        ("增长5%以上", "增长≥5%"),
        ("80%—90%", "80-90%"),
        ("截至2024.12.31", "2024年12月31日前"),
        ("每人每月100元", "100元/人/月"),
        ("一千年", "1,000年"),
        ("2,024.12", "2,024.12"),
        ("2,024", "2024"),
        ("1,998-2,005", "1,998-2,005"),
        ("1998-2005人", "1998-2005人"),
        ("≥80%-90%", "≥80-90%"),
        ("增长80%-90%", "增长80-90%"),
        ("三个月半", "3.5个月"),
        ("≥2月30日", "≥2月30日"),
        ("正常正常", "正常正常"),
        ("100%达标", "100%达标"),
        ("提高5%", "提高5%"),
        ("-5-0", "-5-0"),
        ("-5至-1", "-5至-1"),
        ("2024年一季度末", "2024年1月-2024年3月"),
        ("456,12345万元", "456,12345万元"),
        ("", ""),
    ],
)
def test_str(printed: str, written: str) -> None:
    assert str(parse_quantity(printed)) == written


@pytest.mark.parametrize(
    ("printed", "yuan"),
    [
        ("5元", "5"),
        ("145.5万元", "1455000"),
        ("1亿元", "100000000"),
        ("3千元", "3000"),
        ("5分", None),
        ("12,3456万元", None),
        ("5元/人", None),
    ],
)
def test_yuan(printed: str, yuan: str | None) -> None:
    assert parse_quantity(printed).yuan == (None if yuan is None else Decimal(yuan))


def test_properties() -> None:
    assert parse_quantity("2024-2026年").first_year == 2024
    assert parse_quantity("年底前").first_year is None
    assert parse_quantity("95%").is_percentage
    assert not parse_quantity("5个百分点").is_percentage
    assert not parse_quantity("5‰").is_percentage
    assert [parse_quantity(t).well_formed for t in ("10个", "XX", "456,12345", "2024年13月", "根据需求", "")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert str(CalendarDate(2024)) == "2024年"
    assert not CalendarDate(2024, None, 1).valid


def test_the_calendar_has_the_years_of_four_digits() -> None:
    assert [CalendarDate(year).valid for year in (0, 1, 9999, 10000)] == [False, True, True, False]
    assert [CalendarDate(year, 5).valid for year in (0, 1, 9999, 10000)] == [False, True, True, False]
    assert [CalendarDate(2025, month).valid for month in (0, 1, 12, 13)] == [False, True, True, False]
    lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for month, days in enumerate(lengths, 1):
        assert [CalendarDate(2025, month, day).valid for day in (days, days + 1)] == [True, False]


@pytest.mark.parametrize(
    ("printed", "kind", "invalid"),
    [
        # a point stands before a month only where there can be one, and a year
        ("1990.12", "date", False),
        ("1989.12", "number", False),
        ("2024.13", "number", False),
        ("2024.52", "number", False),
        ("2024-13", "date", True),
        # eight digits are a day of our years, and else a number
        ("19900231", "date", True),
        ("19890231", "number", False),
        ("20600231", "date", True),
        ("20610231", "number", False),
        # what says no year may lie in any, and the end of a range in the month of its beginning
        ("2月29日前", "date", False),
        ("30日前", "date", False),
        ("2月28日-30日", "date", True),
        ("2024年3月1日-5日", "date", False),
        ("当年", "date", False),
        ("每年", "duration", False),
        ("上旬", "date", False),
        ("月底", "date", False),
        ("底", "text", False),
        # nothing whole, although it begins like a number
        ("3-负数", "text", False),
        ("3-4,5人", "text", False),
        ("3.5-5月", "text", False),
        ("增长5%达标", "text", False),
        ("1.2.3号楼", "text", False),
    ],
)
def test_what_could_be_a_date_or_a_number_is_one_of_them(printed: str, kind: str, invalid: bool) -> None:
    quantity = parse_quantity(printed)
    assert (quantity.kind, quantity.invalid, quantity.malformed) == (kind, invalid, False)


def test_a_number_with_a_letter_for_a_digit_is_malformed() -> None:
    assert parse_quantity("≥1O0人") == Quantity("number", "≥", word="≥1O0人", malformed=True)
    assert parse_quantity("5l") == number("5", "l")
    assert parse_quantity("IO系统") == text("IO系统")


def test_the_end_of_a_range_is_in_the_month_of_its_beginning() -> None:
    assert parse_quantity("2024年3月1日-5日").date_end == CalendarDate(2024, 3, 5)


@given(st.integers(1, 9999), st.integers(-2, 15), st.integers(-2, 40))
def test_a_date_is_valid_where_the_standard_calendar_has_it(year: int, month: int, day: int) -> None:
    try:
        datetime.date(year, month, day)
    except ValueError:
        known = False
    else:
        known = True
    assert CalendarDate(year, month, day).valid is known


@pytest.mark.parametrize("word", ["满意", "保障", "逐步提高", "达标", "是", "按时完成", "优", " 及时 "])
def test_known_words(word: str) -> None:
    assert is_known_word(word)


@pytest.mark.parametrize(
    "name", ["", "满意度", "就业人数", "完成及时率", "经济效益良好得多", "根据需求", "10个", "长期"]
)
def test_names_are_no_known_words(name: str) -> None:
    assert not is_known_word(name)


# --- laws -------------------------------------------------------------------------------------------------------------

TOKENS = st.one_of(
    st.sampled_from(sorted(COMPARATORS)),
    st.sampled_from(sorted(SUFFIXES)),
    st.sampled_from(sorted(LEADS | VERBS)),
    st.sampled_from(sorted(MEASURES)),
    st.sampled_from(sorted(QUALITATIVE | YES_NO | ADVERBS | PERIODS)),
    st.sampled_from(sorted(EVERY)),
    st.sampled_from(list("0123456789.,，-–至到年月日号前底万亿千百元多余半每人/·()（）%％ X*。、；一二三十〇")),
    st.sampled_from(
        ["2024", "2024年", "12月", "31日", "季度", "上半年", "百分之", "个", "内", "¥", "负", "度", "完成"]
    ),
    st.integers(0, 10**15).map(str),
    st.decimals(0, 10**6, places=2).map(str),
)
MIXTURES = st.lists(TOKENS, max_size=6).map("".join)
ANY = st.one_of(st.text(max_size=40), MIXTURES, st.sampled_from(sorted(EVERY)))
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@settings(max_examples=500, deadline=None)
@given(ANY)
@example("达到20240118")
@example("截至")
@example("2024年1月-")
@example("每")
@example("负")
@example("²年")
@example("١٢٣")
def test_total_and_deterministic(printed: str) -> None:
    assert _parse(printed) == _parse(printed) == parse_quantity(printed)
    assert repr(parse_quantity(printed)).startswith("Quantity(")


@settings(max_examples=1000, deadline=None)
@given(ANY)
def test_the_canonical_spelling_means_the_same(printed: str) -> None:
    quantity = parse_quantity(printed)
    if quantity.well_formed:
        assert parse_quantity(str(quantity)) == quantity
        assert str(parse_quantity(str(quantity))) == str(quantity)


@settings(max_examples=300, deadline=None)
@given(ANY)
def test_full_width_digits_mean_the_same(printed: str) -> None:
    # a long text isn't looked into
    if len(printed) <= 200:
        assert parse_quantity(printed.translate(FULL_WIDTH)) == parse_quantity(printed)


@settings(max_examples=300, deadline=None)
@given(ANY, st.text(" \t\n\u3000\xa0", max_size=3), st.text(" \t\n\u3000\xa0", max_size=3))
def test_blanks_around_mean_nothing(printed: str, before: str, after: str) -> None:
    if len(before + printed + after) <= 200:
        assert parse_quantity(before + printed + after) == parse_quantity(printed)


@settings(max_examples=300, deadline=None)
@given(st.one_of(MIXTURES, st.sampled_from(sorted({**WORDS, **DATES, **DURATIONS}))))
def test_twice_the_same_is_seen(printed: str) -> None:
    quantity = parse_quantity(printed)
    once = str(quantity)
    # 天天 is a word, and a text that is a repetition itself has a shorter copy
    if not quantity.well_formed or quantity.doubled or quantity.kind not in ("word", "yes_no", "date", "duration"):
        return
    if len(once) < 2 or (once + once).find(once, 1) < len(once):
        return
    twice = parse_quantity(once * 2)
    assert twice.doubled
    assert twice == Quantity(
        quantity.kind,
        quantity.comparator,
        quantity.number,
        quantity.upper,
        quantity.unit,
        quantity.word,
        quantity.date,
        quantity.date_end,
        quantity.before,
        doubled=True,
    )


@given(st.decimals(0, 10**9, places=2), st.sampled_from(sorted(MEASURES - {"年", "月", "日"})))
def test_a_number_and_a_measure_word(value: Decimal, unit: str) -> None:
    assert parse_quantity(f"≥{value}{unit}").number == value
    assert parse_quantity(f"≥{value:,}{unit}") == parse_quantity(f"≥{value}{unit}")
