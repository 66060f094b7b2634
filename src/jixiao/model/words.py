"""The words of target values: comparators, units, qualitative and yes/no words, periods, placeholders.

The lists are data for :mod:`jixiao.model.quantities`; :func:`word_kind` tells how words are put together
(逐步 + 提高, 经济效益 + 良好).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from jixiao.model.patterns import Lazy

Kind = Literal["number", "range", "date", "duration", "word", "yes_no", "placeholder", "text", "blank"]
WordKind = Literal["word", "yes_no"]


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _signs(**spellings: str) -> dict[str, str]:
    signs = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<", "equal": "=", "about": "≈"}
    return {spelling: signs[name] for name, words in spellings.items() for spelling in words.split()}


COMPARATORS: Final = _signs(
    at_least="≥ >= => ≥= 》= =》 〉= 大于等于 大于或等于 高于或等于 不低于 不少于 不小于 不下于 不短于 不早于 "
    "至少 最少 最低",
    at_most="≤ <= =< ≤= 《= =《 〈= 小于等于 小于或等于 低于或等于 不超过 不超出 未超过 不高于 不大于 不多于 不长于 "
    "不迟于 不晚于 至多 最多 最高 最长",
    above="> 》 〉 大于 高于 多于 超过 超出 长于 晚于",
    below="< 《 〈 小于 低于 少于 短于 早于 不足 不到",
    equal="= == 等于",
    about="≈ 约 大约 约为 约等于 大概 近",
)
"""A comparator as printed before the number → its sign."""

SUFFIXES: Final = _signs(
    at_least="以上 及以上 或以上 含以上 (含)以上 以上(含)",
    at_most="以下 及以下 或以下 含以下 (含)以下 以内 之内 (含)以内 以内(含)",
    about="左右 上下",
)
"""A comparator as printed after the number → its sign."""

LEADS: Final = _split("达到 达 为 共 共计 总计 控制在 保持在 维持在")
"""Words before a number that say nothing about how to compare it."""

VERBS: Final = _split(
    "提高 提升 增长 增加 上升 下降 降低 减少 节约 节省 压缩 完成 实现 新增 提高到 提升到 增长到 增加到 "
    "上升到 下降到 降低到 减少到 提高至 提升至 增长至 增加至 上升至 下降至 降低至 减少至 提高了 降低了"
)
"""Words before a number that say which way it goes (提高5%); they become the quantity's ``word``."""

# --- words that are whole values --------------------------------------------------------------------------------------

QUALITATIVE: Final = _split(
    "满意 提升 及时 保障 正常 良好 显著 明显 有效 提高 改善 增强 稳定 维护 合格 优秀 优良 较好 很好 较高 更好 "
    "更高 较大 较强 良性 促进 推动 推进 加强 强化 完善 优化 健全 规范 齐全 完整 完好 完备 准确 精准 安全 有序 "
    "顺畅 顺利 可靠 可持续 持续 和谐 增加 减少 降低 下降 上升 增长 扩大 巩固 落实 到位 实现 达成 足额 充足 充分 "
    "足够 合理 科学 公平 公正 公开 透明 高效 便捷 便利 舒适 整洁 清洁 干净 美观 好转 缓解 遏制 杜绝 消除 控制 "
    "避免 防止 满足 发挥 深远 长远 广泛 严格 一致 一般 一流 先进 适宜 适用 适中 严谨 保证 确保 保持 改进 改观 "
    "带动 拉动 助力 支持 支撑 夯实 普及 覆盖 全覆盖 节约 节省 环保 绿色 文明 健康 平稳 平安 按时 准时 按期 如期 "
    "适时 即时 实时 快速 迅速 畅通 通畅 丰富 多样 深入 积极 良好以上 优良中低差 优良中差 好坏 高低 定性 无污染 "
    "无影响 无事故 零事故 零投诉 零差错 不断 长效 提质 增效 增收 增产 达优 优质 先行 领先 规范化 常态化 制度化 "
    "最大化 可控 平衡 均衡 协调 融洽 振兴 繁荣 发展 增值 保值 减轻 缩短 加快 加大 加深 拓宽 拓展 延长 修复 恢复 "
    "好评 认可 赞同 欢迎"
)
"""Qualitative target values: a state or a direction without a measure."""

# single characters are values when they stand alone, and pieces of nothing
LONE_QUALITATIVE: Final = _split("优 良 中 差 好 高 低 大 强")

YES_NO: Final = _split(
    "达标 不达标 符合 不符合 合规 不合规 合法 合法合规 通过 不通过 未通过 完成 未完成 已完成 达到 未达到 "
    "部分达到 没有 不是 具备 不具备 已达标 全部达标 全部完成 建成 已建成 竣工 已竣工 完工 已完工 验收通过 "
    "通过验收 完成验收 发生 未发生 不发生 执行 落地"
)
"""Values that a checker answers with yes or no."""

LONE_YES_NO: Final = _split("是 否 有 √ ✓ 对 错")

SATISFACTION: Final = _split("满意度 满意率 好评率")
"""Names that are printed in the place of a value; values by their place, never by themselves."""

ADVERBS: Final = _split(
    "逐步 稳步 不断 持续 进一步 明显 有效 显著 基本 非常 比较 较为 较 更 更加 很 大幅 大幅度 大力 全面 充分 切实 "
    "有所 得到 得以 继续 逐年 日益 及时 按时 按期 如期 长期 极大 十分 完全 全部 始终 不 未 已 均 有力 深入 积极 "
    "可 能 能够 可以 予以 给予 实现 大大 进行 较大 一定 一定程度 程度 有 无 了 地 的 为 达到 使 更好 更好地 "
    "最大限度 最大程度 稳中 总体 整体 均可 做到 保持 部分 良好 正常 相对 长足 稳定 强力 高效 快速 加快 适当 合理 "
    "到 得 影响 科学 规范 严格 依法 依规 都 将 会 应 所 以上 常年 永久 短期 中期 中长期"
)
"""Pieces that go with a qualitative word."""

NOUNS: Final = _split(
    "效果 成效 效益 经济效益 社会效益 生态效益 环境效益 经济 社会 生态 影响 影响力 水平 质量 能力 环境 条件 服务 "
    "工作 作用 需求 需要 要求 程度 效率 积极性 意识 状况 情况 秩序 运转 运行 使用 功能 标准 规定 预期 预期目标 "
    "目标 计划 设计 国家 行业 相关 有关 合同 方案 进度 时间 人民 群众 居民 村民 学生 师生 职工 单位 项目 资金 "
    "满意度 获得感 幸福感 安全感 生活 生产 办公 业务 民生 服务对象 受益对象 对象 社会公众 公众 验收 开展 实施 "
    "管理 保障能力 知晓度 知晓率 收入 就业 增收 制度 机制 发展 改革 政策 农村 城市 城镇 县域 地方"
)
"""What a qualitative word is said of."""

JOINERS: Final = frozenset("/、,，和及与;； ")

LONGEST_PHRASE: Final = 16
_LONGEST_PIECE = max(map(len, QUALITATIVE | YES_NO | ADVERBS | NOUNS | SATISFACTION))

PERIODS: Final = _split(
    "长期 每年 按月 按季度 按季 按年 按年度 按周 按日 按天 每月 每季 每季度 每周 每日 每天 每半年 按半年 逐月 "
    "逐年 逐季 常年 永久 永远 终身 终生 中期 短期 中长期 定期 不定期 全天 全天候 全时段 全程 全周期 项目期 "
    "实施期 全过程 一次性 经常性 日常 随时 每学期 每学年"
)
"""Durations and rhythms without a number."""

YEARLESS: Final = _split(
    "本年度 当年度 当年 全年 全年度 年内 本年 今年 年度内 年度 本年内 当年内 年底 年末 年终 年初 年中 上半年 "
    "下半年 月底 月末 月初 季度末 季末 明年 次年 来年 本月 当月 本季度 学期末 学年末 一年内完成"
)
"""Dates that name no year."""

PLACEHOLDERS: Final = _split(
    "无 空 暂无 待定 待填 待补 待补充 待核定 待确定 待明确 未定 未填 某某 请填写 请输入 不适用 不涉及 无需 N/A "
    "n/a NA na Null null NULL None none 略 同上 空白 此处填写 #N/A 不详"
)
"""Words that stand where a value should."""

_PLACEHOLDER_CHARS: Final = "Xx×*_-—–－…/\\.○□·?？＿~"
_MASK_CHARS: Final = frozenset("Xx×*_…某○")
_MASK = Lazy(r"(?:X{2,}|x{2,}|×{2,}|\*{2,}|_{2,}|…+|某某|○{2,})(?![A-Za-z])|^[≥≤><=]?[X×*](?:%|[^\x00-\xff]{0,6}$)")

WHOLE_VALUES: Final[dict[str, Kind]] = {
    **dict.fromkeys(QUALITATIVE, "word"),
    **dict.fromkeys(YES_NO, "yes_no"),
    **dict.fromkeys(PERIODS, "duration"),
    **dict.fromkeys(YEARLESS, "date"),
    **dict.fromkeys(PLACEHOLDERS, "placeholder"),
}
"""Every listed word that is a value of its own → its kind."""

# --- units ------------------------------------------------------------------------------------------------------------

_TIMES = _split("小时 年 工作日 天 日 分钟 月 周 秒 自然日 星期 季度 秒钟 毫秒 刻钟 学年 学期 周年 年度 世纪 昼夜")
_COUNTED_TIMES = _split("小时 工作日 自然日 星期 学年 学期 年度 周 世纪 昼夜")
DURATION_UNITS: Final[dict[str, str]] = {
    **{unit: unit for unit in _TIMES | {"个月", "个季度"}},
    **{f"个{unit}": unit for unit in _COUNTED_TIMES},
}
"""A unit of time as printed → its usual spelling (个工作日 → 工作日; 个月 and 个季度 stay, since 3月 is March)."""

MEASURES: Final = _split(
    "个 人 人次 次 件 台 套 台(套) 台套 辆 间 座 处 项 篇 份 期 场 场次 亩 公顷 平方米 平方公里 平方千米 平米 "
    "平方 米 公里 千米 里 厘米 毫米 延米 立方米 立方 方 吨 公斤 千克 克 斤 升 毫升 元 万元 亿元 千元 百元 百万元 "
    "千万元 角 分 户 批 批次 本 册 条 支 只 头 羽 张 组 队 名 位 家 所 村 点 部 门 种 类 块 片 棵 株 盏 根 把 具 "
    "架 艘 班 班次 趟 车次 架次 剂 剂次 例 起 宗 卷 版 幅 首 集 课时 学时 小时 年 月 日 天 周 分钟 秒 季度 "
    "工作日 倍 成 折 度 千瓦 千瓦时 千伏 级 等级 标段 标准箱 个百分点 百分点 美元 人天 人日 工日 盒 袋 箱 包 桶 "
    "瓶 床 铺 栋 幢 层 楼 套件 对 双 副 枚 节 站 线 路 口 眼 孔 顶 面 杆 盘 樽 块次 例次 户次 件次 台次 辆次 "
    "篇次 台班 车 船 艘次 字 轮 代 届 岗 岗位 社区 学校 乡镇 街道 街 县 市 省 国 摄氏度 分贝 兆 比特 像素"
)
"""Measure words and units; a unit may add a short noun (台设备)."""

_LONGEST_MEASURE = max(map(len, MEASURES))

DENOMINATORS: Final = _split(
    "年 季度 季 月 周 天 日 小时 分钟 人 户 亩 个 次 村 校 生 半年 学期 学年 年度 平方米 公里 千米 台 套 件 辆 "
    "班 处 场 期 批 吨 立方米 名 位 家 所 头 只 本 份 项 座 条 间 课时 学时 人次 公顷 车 床 社区 乡镇 个月 县 "
    "季节 年级 师 工作日"
)
"""What a rate may be counted for: 每年3次, 每人100元."""

COMMON_UNITS: Final[dict[str, Kind]] = {
    **dict.fromkeys(MEASURES | {"", "%"}, "number"),
    **dict.fromkeys((unit for unit, usual in DURATION_UNITS.items() if unit == usual), "duration"),
}
"""Units that need no look inside → the kind of their quantities."""

_UNIT_SPELLINGS: Final = {"百分比": "%", "百分号": "%", "元整": "元", "元人民币": "元"}
FRACTIONS: Final[dict[str, str]] = {"百分之": "%", "千分之": "‰", "万分之": "‱"}
"""The words of a fraction → the unit of its number."""

ORDINAL_UNITS: Final = frozenset("号年月日期级层栋楼组类")
"""Units that follow the separators of a list, not of thousands: 3,4号楼, 2,3月."""

LONGEST_UNIT: Final = 12

# a letter that is no ASCII one; a range of all Han characters takes a millisecond to compile
_HAN = r"[^\W\dA-Za-z_²³]"
_UNIT = Lazy(
    rf"(?:{_HAN}+|[A-Za-zμΩ]{{1,6}}[23²³]?{_HAN}{{0,4}}|[%‰‱°℃℉㎡㎥㎞㎏㎜㎝])"
    rf"(?:\((?:{_HAN}|[A-Za-z/]){{1,8}}\))?"
    rf"(?:[/·*.×](?:{_HAN}+|[A-Za-zμ]{{1,4}}[23²³]?|[㎡㎥])(?:\((?:{_HAN}|[A-Za-z]){{1,6}}\))?)*"
)
_PER = Lazy(rf"(?:/{_HAN}{{1,4}})+")
_UNIT_END = Lazy(r"[/·*.×(]")
# what a sentence has and a unit has not: 3个项目并验收合格
_NO_UNIT = Lazy(
    "[的并和且或等了后前已未将为在从于是有不无按把被让以其该至到超达多余几半均共各及约号每〇零一二三四五六七八九十两]"
    "|完成|验收|合格|提高|提升|保障|通过|建成|实施|开展"
)


@lru_cache(maxsize=4096)
def _composed(text: str, nouns: bool) -> WordKind | None:
    """How a phrase is put together from the lists; ``None`` where something in it is unknown."""
    end = len(text)
    # at each place the ways to get there, as bits: nothing said yet, a quality, a yes or no, both
    ways = [0] * (end + 1)
    ways[0] = 1
    for start in range(end):
        way = ways[start]
        if not way:
            continue
        if nouns and start and text[start] in JOINERS:
            ways[start + 1] |= way
        for stop in range(start + 1, min(end, start + _LONGEST_PIECE) + 1):
            piece = text[start:stop]
            if piece in ADVERBS or (nouns and piece in NOUNS):
                ways[stop] |= way
            if piece in QUALITATIVE or (nouns and piece in SATISFACTION):
                ways[stop] |= (2 if way & 3 else 0) | (8 if way & 12 else 0)
            if piece in YES_NO:
                ways[stop] |= (4 if way & 5 else 0) | (8 if way & 10 else 0)
    if ways[end] & 4:
        return "yes_no"
    return "word" if ways[end] & 10 else None


def word_kind(text: str) -> WordKind | None:
    """Whether the whole text is a qualitative (稳步提高, 效果良好) or a yes/no value (按时完成), else ``None``.

    Tiers in brackets and words side by side count as one value: 明显(达到/部分达到/未达到), 有效、稳定.
    """
    if text in LONE_QUALITATIVE or text in QUALITATIVE:
        return "word"
    if text in LONE_YES_NO or text in YES_NO:
        return "yes_no"
    if text.endswith(")") and "(" in text:
        head, _, tiers = text[:-1].partition("(")
        return word_kind(head) if head and len(tiers) <= 40 and "(" not in tiers else None
    if len(text) > LONGEST_PHRASE:
        return None
    parts = text.replace("、", "/").split("/")
    if len(parts) > 1 and all(part in LONE_QUALITATIVE or part in LONE_YES_NO for part in parts):
        return "yes_no" if parts[0] in LONE_YES_NO else "word"  # 优/良/中/差, 是/否
    return _composed(text, True)


def is_mask(text: str) -> bool:
    """Whether the text is drawn to be filled in: XX%, ≥XX个, ___, /, 20XX年."""
    if not _MASK_CHARS.isdisjoint(text) and len(text) <= 20 and _MASK.search(text):
        return True
    return not text.strip(_PLACEHOLDER_CHARS)


def is_known_word(text: str) -> bool:
    """Whether the text alone (at most 6 characters) is a known qualitative or yes/no value.

    Tells a value from a name where both stand in one cell: 逐步提高 and 达标 are values, 满意度 and 就业人数 are not.
    """
    text = text.strip()
    if not 0 < len(text) <= 6:
        return False
    if text in QUALITATIVE or text in YES_NO or text in LONE_QUALITATIVE or text in LONE_YES_NO:
        return True
    return _composed(text, False) is not None


# --- taking texts apart -----------------------------------------------------------------------------------------------


def take_comparator(text: str) -> tuple[str | None, str]:
    """The sign of the comparator that the text begins with (``None`` for none), and the rest."""
    for length in (5, 4, 3, 2, 1):
        sign = COMPARATORS.get(text[:length])
        if sign is not None:
            return sign, text[length:]
    return None, text


def take_suffix(text: str) -> tuple[str | None, str]:
    """The sign of the comparator at the end of the text (以上, 左右, 天内), and what stands before it."""
    sign: str | None = None
    shorter = True
    while shorter:
        shorter = False
        for length in (5, 4, 3, 2):
            found = SUFFIXES.get(text[-length:])
            if found is not None:
                sign, text, shorter = sign or found, text[:-length], True
                break
    if text.endswith("内") and text[:-1] in DURATION_UNITS:
        return sign or "≤", text[:-1]
    return sign, text


def take_word(text: str, words: frozenset[str]) -> tuple[str, str]:
    """The longest of the words (3 characters at most) that the text begins with, '' for none, and the rest."""
    for length in (3, 2, 1):
        if text[:length] in words:
            return text[:length], text[length:]
    return "", text


def usual_unit(tail: str, after_han: bool = False) -> str | None:
    """The unit that stands after a number, in its usual spelling; '' where nothing does, ``None`` for no unit.

    A unit is a measure word with a short noun at most (台设备), or compounds (元/人·年). Behind a Chinese numeral
    (``after_han``) it must be a listed one: 一致 and 三农 are no quantities.
    """
    if not tail or tail == "%":
        return tail
    usual = DURATION_UNITS.get(tail) or _UNIT_SPELLINGS.get(tail)
    if usual or tail in MEASURES:
        return usual or tail
    unit = tail.replace("/每", "/").replace("每", "/")
    if len(unit) > LONGEST_UNIT:
        return None
    if unit[0] == "/":
        return unit if _PER.fullmatch(unit) else None
    if _UNIT.fullmatch(unit) is None or _NO_UNIT.search(unit) or _MASK.search(unit):
        return None
    head = _UNIT_END.split(unit, maxsplit=1)[0]
    known = _measure_length(head)
    if known:
        # 3年项目 may be a date as well
        longest = known if head[:known] in ("年", "年度", "月", "日", "季度") else known + 6
        return unit if len(head) <= longest else None
    return None if after_han or unit[0] in "百千万亿" or (len(head) > 3 and not head.isascii()) else unit


def _measure_length(unit: str) -> int:
    """The length of the longest measure word that the unit begins with, 0 for none."""
    for length in range(min(_LONGEST_MEASURE, len(unit)), 0, -1):
        if unit[:length] in MEASURES or unit[:length] in DURATION_UNITS:
            return length
    return 0


CLOSES_A_ROW: Final = frozenset({"不适用", "不涉及", "无"})
"""What stands for the name and the value of a row alike: nothing is asked for here."""
