"""The words of other provinces' forms: more spellings of the labels, and what each column of an indicator table holds.

Everything here is matched whole and exactly (blanks, marks and width aside), so that a longer list costs no certainty:
approximate matching stays with the labels of :mod:`jixiao.recognition.labels`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from jixiao.model.patterns import Lazy
from jixiao.recognition.labels import (
    CATEGORY_LABELS,
    COLUMN_LABELS,
    FIELD_LABELS,
    FUNDING_LABELS,
    GOAL_LABELS,
    fold,
    strip_unit,
)


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _labels(**spellings: str) -> dict[str, str]:
    return {label: meaning.replace("__", ".") for meaning, words in spellings.items() for label in words.split()}


FIELDS: Final = {
    **FIELD_LABELS,
    **_labels(
        project_name=(
            "项目支出名称 项目名 专项名称 专项资金名称 二级项目名称 转移支付名称 专项资金(项目)名称 项目(专项)名称 "
            "专项(项目)名称 转移支付(项目)名称 转移支付项目名称 专项资金项目名称"
        ),
        fiscal_year=("年度 预算年度 申报年度 所属年度 项目年度 资金年度"),
        project_code=("项目编号 二级项目代码 二级项目编码 项目序号"),
        department=(
            "项目主管部门 主管部门名称 业务主管部门 预算部门 市级主管部门 区级主管部门 省级主管部门 "
            "县级主管部门 主管单位 主管部门(单位)名称 主管部门(单位) 部门名称 资金主管部门 中央主管部门 "
            "主管部门(单位)名称及部门预算编码 主管部门(公章) 省级主管部门及代码 预算主管部门 项目主管单位 "
            "主管部门(盖章) 主管部门及其编码 主管部门及其代码 项目主管部门及编码 项目主管部门及代码"
        ),
        implementing_unit=(
            "项目执行单位 执行单位 项目承担单位 承担单位 实施部门 具体实施单位 项目(实施)单位 资金使用单位 "
            "用款单位 项目实施主体 实施主体 建设单位 下达地方或单位"
        ),
        filling_unit=(
            "单位名称 预算单位 申报单位 填报单位 项目申报单位 单位(盖章) 填报单位(盖章) 项目单位(盖章) "
            "申报单位(盖章) 部门(单位)名称 单位(部门)名称 基层预算单位 编制单位 填报单位(公章) 预算单位(盖章) "
            "部门/单位 组织实施单位"
        ),
        project_attribute=("项目类型 项目类别 项目性质 项目分类 资金性质"),
        project_period=(
            "项目实施期 项目支出实施期 项目周期 项目实施周期 实施期限 实施时间 项目实施时间 建设周期 "
            "项目建设周期 项目年限 项目起止年限 执行期限 项目期间"
        ),
        text__summary=(
            "项目总体概况 项目内容 项目主要内容 主要内容 项目总体情况 项目概述 项目简介 建设内容 项目基本情况 项目描述 "
            "概况"
        ),
        text__basis=(
            "项目立项依据 项目立项的依据 设立依据 项目依据 政策依据 项目设立依据 立项背景及依据 项目申请理由 项目审批"
        ),
        text__necessity=("项目申报的必要性 立项必要性 必要性 项目必要性说明 项目申报必要性 项目立项必要性"),
        text__measures=("保障措施 制度措施 保障绩效目标实现措施 项目申报的可行性 项目可行性说明 项目可行性 可行性"),
        text__plan=("实施计划 项目实施进度计划 项目进度计划 实施进度计划 项目实施进度"),
        sign_off__responsible=(
            "项目责任人 项目负责人及电话 项目负责人及联系电话 项目负责人(签字) 项目责任人(签字) "
            "单位负责人签字 项目负责人/联系电话 负责人姓名 部门负责人 分管领导 单位负责人(签字)"
        ),
        sign_off__handler=("填表人 经办人(签字) 填报人(签名) 联系人 项目联系人 填报人(签字) 制表人"),
        sign_off__phone=("电话 负责人电话 联系方式 联系人电话"),
        sign_off__filled_at=("填报时间 申报日期 填表时间 申报时间 编报时间"),
    ),
}
"""Labels of the fields → what they name; those of a :class:`~jixiao.model.forms.Texts` carry ``text.`` in front.

``filling_unit`` is whoever filled the form in, where no other unit is named.
"""

GOALS: Final = {
    **GOAL_LABELS,
    **_labels(
        both=(
            "绩效目标总体描述 项目绩效目标描述 项目绩效总目标 绩效总目标 总目标 绩效目标描述 项目总体绩效目标 项目目标 "
            "总体绩效目标 项目总体目标 项目年度绩效目标申报 整体目标 项目整体目标 预期目标 支出绩效目标 "
            "整体绩效目标"
        ),
        period=(
            "中期绩效目标 长期绩效目标 实施期绩效目标 实施期总目标 实施周期总目标 中长期目标 中长期绩效目标 "
            "周期目标 实施期总体目标 项目实施期目标 三年目标 项目期总目标 项目期目标 项目实施期绩效目标 "
            "中期滚动目标 中期滚动绩效目标"
        ),
        annual=(
            "本年度绩效目标 年度绩效总目标 年度绩效总体目标 当年目标 本年目标 年度绩效目标(文字) 年度总目标 "
            "当年度目标 年度主要目标 年度总体绩效目标 当年绩效目标 年度主要目标和成果 本年绩效目标 "
            "年度工作目标 当年度绩效目标 项目年度目标 项目年度绩效目标 项目绩效年度目标"
        ),
    ),
}

MONEY: Final = {
    **FUNDING_LABELS,
    **_labels(
        annual__total=(
            "年度金额 本年金额 "
            "资金总额及构成 年度资金总额及构成 年度本级预算金额 年度预算资金总额 年度预算金额 年度预算 "
            "当年年度预算 当年预算 本年预算 年度资金 年度预算总额 本年度申请市财政预算资金 本年度预算资金 "
            "年度资金总额合计 年初预算安排 当年预算数 本年预算数 年度预算数 年度预算安排 年度资金合计 "
            "申请资金总额 本年度申请资金 年度申请资金 本年度预算 年度项目资金总额 当年资金总额 当年预算金额 "
            "年度申请预算 预算申报数 下达中央预算内投资 中央预算内投资"
        ),
        period__total=(
            "中期预算资金总额 项目总投资 总投资 实施期总额 周期资金总额 长期资金总额 中期资金 实施期预算总额 "
            "项目实施期资金总额 中期市财政预算 中期财政预算 中期预算"
        ),
        total=(
            "预算数 预算金额 项目预算金额 项目金额 项目预算 项目总预算 资金金额 总额 资金合计 项目资金总额 "
            "项目资金合计 预算总额 资金规模 项目预算总额 项目资金额 预算资金 项目预算数 项目预算资金 补助金额 "
            "预算安排数 申请金额 资金总量 项目总金额 资金总计"
        ),
        fiscal=(
            "市级补助 省级补助 县级补助 市级补助资金 省级补助资金 "
            "上级资金 上级财政资金 中央补助 中央补助资金 财政拨款资金 财政性资金 本级财政 "
            "本级财政资金 财政补助 当年市级财政资金 当年财政资金 财政安排资金 财政拨款数 一般公共预算 "
            "一般公共预算资金 财政补助资金 补助资金 当年财政拨款资金 财政预算资金 财政资金合计 财政资金小计"
        ),
        central=("中央补助安排 中央财政安排"),
        provincial=("省级财政安排 省级补助安排"),
        carried_over=("上年结转资金数 上年结余结转 结转结余资金 上年结转结余 以前年度结转 上年结余"),
        self_raised=("自有资金 单位资金 自筹 单位自有资金 事业单位自有资金 自筹资金数"),
        other=("其他 其它 非财政拨款数 其他资金数 其他来源 非财政资金 非财政拨款 其他来源资金"),
        local=(
            "地方资金 地方财政资金 区县资金 市级资金 县级资金 区级资金 地方配套资金 市县资金 市级财政拨款 "
            "县级财政拨款 区级财政拨款"
        ),
    ),
}
"""Labels of money; ``total`` alone may be that of the year or of the whole period."""

CATEGORIES: Final = {
    **CATEGORY_LABELS,
    **_labels(
        quantity=("数量值 数量目标 产出数量值"),
        quality=("质量值 质量目标"),
        timeliness=("时效值 时效目标 进度指标 时间指标"),
        cost=("成本值 成本目标 预算控制指标 成本控制指标 产出成本值"),
        economic_cost=("经济成本值"),
        ecological_cost=("生态环境成本值 生态成本值"),
        economic_benefit=(
            "经济、社会、生态效益指标 经济社会生态效益指标 经济社会效益指标 经济效益值 经济效益目标 经济效益性指标"
        ),
        social_benefit=(
            "社会效益值 社会效益目标 社会效益性指标 社会、经济、生态效益指标 社会经济生态效益指标 社会经济效益指标"
        ),
        ecological_benefit=("生态效益值 生态效益目标 环境效益值 环境效益目标 环境保护效益指标 生态环境指标"),
        sustainable_impact=(
            "可持续影响值 可持续影响目标 可持续性发展影响指标 可持续发展影响指标 可持续性指标 "
            "可持续影响力指标 可持续发展 可持续效益指标 可持续性影响 可持续指标 长效管理"
        ),
        satisfaction=(
            "满意度值 服务对象满意度值 服务对象或受益者满意度指标 服务对象满意度指标等 "
            "社会公众或服务对象满意度值 受益对象满意度指标 服务对象满意度目标 社会公众满意度 "
            "受益群体满意度指标 社会公众或服务对象指标 公众满意度指标 社会公众及服务对象满意度指标 "
            "社会公众或服务对象满意程度指标 满意度目标 服务满意度指标 群众满意度指标 "
            "服务对象满意度指标(社会公众) 用户满意度指标 受益者满意度指标 社会公众或服务对象满意度指 "
            "主管部门满意度指标"
        ),
    ),
}

LEVEL1: Final[dict[str, str]] = _labels(
    output=(
        "产出指标 产出 产出值 产出(工作量)指标 项目完成指标 产出目标 预期产出指标 产出类指标 项目产出指标 "
        "项目产出 工作量指标"
    ),
    benefit=(
        "效益指标 效益 效益值 效果指标 实施效果指标 成效指标 项目效益指标 项目效果指标 影响力目标 效益类指标 效果 "
        "预期效益指标 项目效益 项目实施效果指标 效果目标 效益目标 绩效效果指标 预期效果指标"
    ),
    satisfaction=("满意度指标 满意度 满意度值 满意指标"),
    cost=("成本指标 成本 成本值"),
    process=(
        "决策 过程 投入 决策指标 过程指标 投入指标 管理指标 项目决策 项目管理 投入和管理目标 投入管理指标 过程管理 管理"
    ),
)
"""Labels of level 1 → the block. ``cost`` and ``satisfaction`` are categories of their own where level 2 has none."""

BLOCKS: Final[dict[str, frozenset[str]]] = {
    "output": frozenset({"quantity", "quality", "timeliness", "cost"}),
    "benefit": frozenset(
        {"economic_benefit", "social_benefit", "ecological_benefit", "sustainable_impact", "satisfaction"}
    ),
    "cost": frozenset({"cost", "economic_cost", "social_cost", "ecological_cost"}),
    "satisfaction": frozenset({"satisfaction"}),
    "process": frozenset(),
}
"""A block of level 1 → the categories that it may hold."""

COLUMNS: Final = {
    **COLUMN_LABELS,
    **_labels(
        level1=("评价内容 一级 一级目标 指标类别 绩效指标类型 一级绩效指标"),
        level2=("评价指标 二级 二级目标 二级绩效指标"),
        name=(
            "绩效内容 三级 指标 具体指标内容 三级目标 指标项 绩效目标内容 绩效指标内容 三级绩效指标 绩效指标名称 "
            "三级指标内容 三级指标名称 指标内容(三级指标)"
        ),
        value=(
            "指标值及单位 年度数值 指标目标值 指标值(内容) 绩效指标值 绩效值 数值 计划指标值 目标值(指标值) "
            "预期值 预期目标值 计划值 计划目标值 指标值(年度) 预期指标值 年度目标值 指标数值 绩效目标值 "
            "年初指标值 指标值(含单位) 参考值 年度计划值 全年绩效目标"
        ),
        sign=("指标符号 比较符号 指标性质符号 运算符 关系符号 计算关系 指标关系"),
        unit=("指标单位 指标计量单位 数值单位 值单位"),
        weight=("权重(%) 指标权重 标准分 分数 权重分值 指标分值 权重% 标准分值 分值(分)"),
        direction=("指标方向 指标方向性 方向性 指标正反向 指标方向性质 指标趋向 正负向"),
        explanation=(
            "绩效标准 指标标准 绩效指标描述 指标标准或依据 评分标准 评分细则 评分规则 指标值说明 说明 "
            "绩效指标解释 计算公式 指标值设定依据 指标值确定依据 数据来源 取值依据 指标解释及计算公式 "
            "评(扣)分标准 评扣分标准 指标值内容 指标依据 指标解释及评分标准 指标设定依据 标准 取数来源 "
            "指标来源 绩效指标设定依据及指标值数据来源 指标内涵 佐证材料 指标值设置依据 指标值来源 取值方式 "
            "参考标准 指标内容说明 计算方法 考核标准 评价标准 三级指标解释 三级指标说明 指标释义 绩效标准(来源)"
        ),
        remark=("备注(说明) 其他说明 其他 是否核心指标 指标类型(定性/定量) 是否必填 核心指标 序号 指标属性"),
    ),
}
COLUMNS["指标类型"] = "level1"

SECTIONS: Final = _split(
    "项目资金 资金情况 项目资金申请 项目资金情况 资金来源 绩效指标 其中 编码 主管部门编码 资金 项目立项情况 "
    "年度绩效指标 本年度绩效指标 长期绩效指标 中期绩效指标 实施期绩效指标 中期指标 长期指标 绩效目标及指标 "
    "项目基本信息 项目基本情况表 预算规模及资金用途 收入 支出 全年(程)预算数 半年(程)计划执行数 "
    "项目来源 项目实施内容 开始时间 完成时间 "
    "单位职能概述 部门职能概述 补助区域 项目资金预算执行 年度指标 预算执行率权重 执行率分值 财政资金预算分类 "
    "财政资金科目代码 年度预算执行率 对应一级项目 项目功能科目 重要程度 项目口径 项目级次 项目概况描述 中央 "
    "省级 市级 县级 乡镇 资金投入 资金用途 补助项目/区域 项目级别 一级项目名称 对应项目 所属专项 审核意见 "
    "项目主要内容、立项依据 附件 一级项目 资金构成 政府性基金 国有资本金 社保基金 财政专户管理资金 "
    "政府性基金预算 国有资本经营预算 政府性基金预算资金 国有资本经营预算资金 专户资金 计划开始日期 "
    "计划完成日期 开始日期 结束日期 计划开始时间 计划完成时间 项目开始时间 项目完成时间 是否新增项目 "
    "支出项目类别 项目安排频度 项目用途 立项情况 项目申报条件 支出功能分类 项目绩效指标 绩效目标情况 "
    "项目绩效目标情况 基本信息 项目信息 预算编码 部门预算编码 单位代码 单位编码 部门代码 部门编码 资金额度 "
    "该项目支出上级资金 监督管理单位 项目开始日期 项目完成日期 项目结束日期 其他依据 需要说明的其他问题 归口科室"
)
"""Labels that head a block, or name what the model has no place for: what follows is no value of the label before."""

STACKED: Final[dict[str, str]] = _labels(
    period=("长期绩效指标 中期绩效指标 实施期绩效指标 中期指标 长期指标 实施期指标 中长期绩效指标"),
    annual=("年度绩效指标 本年度绩效指标 年度指标 当年绩效指标"),
)
"""What heads a table of indicators that is one of two below each other → its half."""

PROCESS: Final = _split(
    "项目立项 绩效目标 资金投入 资金管理 组织实施 项目管理 财务管理 投入管理 预算编制 目标管理 制度管理 "
    "业务管理 过程管理 预算执行 预算管理 资金落实 项目实施 制度建设 资金使用 决策依据 决策过程 资产管理 "
    "绩效管理"
)
"""Labels of level 2 below a block that looks at how the money is managed; none of them is a category."""

OTHERS: Final = _split("其他 其它 其他指标 其它指标")
"""What is printed at level 1 beside the rows that belong to no block."""

UNSORTED: Final = OTHERS | _split("未分类 未分类指标")
"""What is printed at level 2 beside them."""

EVALUATION: Final = _split(
    "得分 自评得分 实际完成值 全年实际值 完成值 实际值 年度实际值 偏差原因分析及改进措施 全年执行数 "
    "实际完成情况 执行率 自评分 实际完成指标值 偏差原因分析 未完成原因 评价得分 自评总分 年度实际完成值 "
    "实际完成 未完成原因分析 完成情况 全年预算执行数 实际得分 指标完成情况 偏离度 未完成原因和改进措施 "
    "评价结论 自评结论 年度完成值 偏差原因及改进措施 年度总体目标完成情况 总体目标完成情况 "
    "年度总体目标完成情况综述 全年实际完成情况 未完成原因及拟采取的改进措施 年初设定目标"
)
"""Column heads that only a form looking back has."""

SIGNS: Final = _split(
    "≥ ≤ > < = ≧ ≦ ═ ＝ ＞ ＜ >= <= => =< 大于等于 小于等于 等于 大于 小于 定性 不低于 不高于 约 "
    "不少于 不超过 大于或等于 小于或等于"
)
COMPARISONS: Final = _split("大于等于 小于等于 等于 大于 小于 不低于 不高于 不少于 不超过 大于或等于 小于或等于")
"""Signs in words, which belong to the value as ≥ does; 定性 says only what kind of value it is."""
GRADES: Final = ("优", "良", "中", "差")
"""The heads of values in four grades; the best one is the target."""
DIRECTIONS: Final = _split("正向指标 反向指标 正向 反向 负向 负向指标 逆向 逆向指标 正指标 反指标 适度指标")

ENDS: Final = Lazy(
    r"[-—•·]{0,2}(?:注[:：1一]|备注[:：]|说明[:：]|填[报表]说明|其他需?要?说明|其他说明的问题|财政部?门?\S{0,12}(?:审核|审批|批复)意见|(?:主管|归口|业务)\S{0,6}意见|"
    r"[^\s,，。;；]{0,14}(?:初审|复审|审核|审批|审查|批复|评审)意见(?:[(:]|$)|审[核批]意见|附件(?:[:：\d一二三四]|$)|附[:：]|扫一扫|\S{0,10}\(盖章\)|关闭窗口|打印本页|[【\[](?:打印|下载|关闭)|打印(?:[:：\]】]|$)|上一[篇条]|下一[篇条]|相关(?:链接|解读|附件|信息|文章)|责任编辑|版权(?:所有|说明|声明|[:：]|$)|(?:主办|承办)(?:[:：]|单位|$)|"
    r"网站(?:地图|声明|标识|首页|监督|支持|管理|群|$)|全部留言|分享到|来源[:：]|\d{1,3}页|最近年度绩效评价|联系我们|"
    r"全文预览|下载(?:[:：\]】)]|本|附件|文档|$)|浏览次数[:：]|目录$|\S{0,8}科室\S{0,3}\(盖章\)|"
    r"(?:填报|填表|编制|审核|制表)人|(?:填报|填表)(?:日期|时间)|单位负责人|项目负责人[:：(]|内容保障|联系电话|友情链接|当前页|首页(?:$|[>|]))"
)
"""What follows an indicator table on a form or on its page."""

_VALUE_HEAD: Final = Lazy(
    r"(?:指标|目标|实现|完成|计划|预期|年度)?(?:目标)?[值数](?:\(\S*\))?|[^指目]{0,10}(?:指标值|目标值|实现值|计划值)"
)
_LAST_YEAR: Final = Lazy(r"上年|上一年|去年|历史|实际|基期|半年|基准|前三年|往年")
_PERIOD: Final = Lazy(r"实施期|周期|中期|长期|总体|项目期|全期|三年|中长期")
_ANNUAL: Final = Lazy(r"年度|当年|本年|全年|预期|计划|年")
_INSERTED: Final = Lazy(r"\([^()]*\)")
_BRACKETS: Final = Lazy(r"\([^()]*\)$")
_OF_WHICH: Final = Lazy(r"^(?:其中[:、]?|[1-9一二三四五六][.、]|[①-⑥])")
_SCORE: Final = Lazy(r"(?:\(?\d{1,3}(?:[-~—]\d{1,3})?\)?分?|\(\d{1,3}%\))$")


_TITLE: Final = Lazy(r"绩效.{0,14}表|目标.{0,6}申[报请]表|具体目标表|绩效目标|申报书")
_TEMPLATE: Final = Lazy(r"模板|样表|样式|范本|参考格式|填报示例")


def is_title_text(text: str) -> bool:
    """Whether a line is the title of a form of targets, of whatever kind."""
    folded = bare(text)
    return (
        4 < len(folded) <= 60 and _TITLE.search(folded) is not None and folded.endswith(("表", "表)", "模板)", "模板"))
    )


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """The text as labels are compared here: folded, without damaged characters and the points of a block."""
    return fold(text.replace("?", "").replace("�", ""))


def _known(vocabulary: dict[str, str], text: str) -> str | None:
    folded = bare(text)
    if len(folded) > 40:
        return None
    meaning = vocabulary.get(folded)
    if meaning is None and folded.endswith(")"):
        meaning = vocabulary.get(_BRACKETS.sub("", folded))
    return meaning


@lru_cache(maxsize=8192)
def field_of(text: str) -> str | None:
    """The field that a whole cell labels."""
    return _known(FIELDS, text)


@lru_cache(maxsize=8192)
def goal_of(text: str) -> str | None:
    """``period``, ``annual`` or ``both`` where a whole cell labels goals."""
    return _known(GOALS, text)


@lru_cache(maxsize=8192)
def money_of(text: str) -> tuple[str, str | None] | None:
    """The amount that a whole cell labels and the unit in its brackets."""
    folded, unit = strip_unit(_OF_WHICH.sub("", bare(text)).rstrip(":"))
    folded = _OF_WHICH.sub("", folded)
    meaning = MONEY.get(folded) or (MONEY.get(_BRACKETS.sub("", folded)) if folded.endswith(")") else None)
    return None if meaning is None else (meaning, unit)


@lru_cache(maxsize=8192)
def category_label(text: str) -> str | None:
    """The category whose label a whole cell prints."""
    folded = bare(text)
    if len(folded) > 30:
        return None
    return CATEGORIES.get(folded) or CATEGORIES.get(_SCORE.sub("", _INSERTED.sub("", folded)))


@lru_cache(maxsize=8192)
def block_of(text: str) -> str | None:
    """The block of level 1 whose label a whole cell prints."""
    folded = bare(text)
    if len(folded) > 20:
        return None
    return LEVEL1.get(folded) or LEVEL1.get(_SCORE.sub("", folded)) or LEVEL1.get(_BRACKETS.sub("", folded))


@lru_cache(maxsize=8192)
def column_of(text: str) -> str | None:
    """What the column under a head holds: a role, with ``.period`` or ``.past`` for values of another time."""
    folded = bare(text)
    if not folded or len(folded) > 25:
        return None
    role = COLUMNS.get(folded) or COLUMNS.get(_BRACKETS.sub("", folded))
    if role is not None and role != "value":
        return role
    if role is None and _VALUE_HEAD.fullmatch(folded) is None:
        return "name" if "三级指标" in folded else None
    if _PERIOD.search(folded):
        return "value.period"
    return "value.past" if _LAST_YEAR.search(folded) else "value"


def looks_back(text: str) -> bool:
    """Whether a whole cell heads what only a form has that looks back: 全年执行数(B)."""
    folded = bare(text)
    return folded in EVALUATION or _BRACKETS.sub("", folded) in EVALUATION


@lru_cache(maxsize=8192)
def is_section(text: str) -> bool:
    """Whether a whole cell heads a block, or labels what the model has no place for."""
    folded, _ = strip_unit(bare(text))
    return folded in SECTIONS or _SCORE.sub("", folded) in SECTIONS or _BRACKETS.sub("", folded) in SECTIONS


def is_head_label(text: str) -> bool:
    """Whether a whole cell labels something above the indicators."""
    return bool(field_of(text) or goal_of(text) or money_of(text) or is_section(text))


def begins_a_label(text: str) -> bool:
    """Whether a text is the heading of a level, or its beginning: 数量指."""
    return len(text) >= 2 and any(label.startswith(text) for label in (*CATEGORIES, *LEVEL1))


def is_any_label(text: str) -> bool:
    """Whether a whole cell is a label of any kind."""
    return bool(is_head_label(text) or category_label(text) or block_of(text) or column_of(text))
