"""What came of reading a file: the disclosure, its source map, the gaps and how far the reading got."""

from __future__ import annotations

from typing import Final, Literal

from attrs import field, frozen

from jixiao.model.english import counted
from jixiao.model.forms import Disclosure
from jixiao.places import Places

Status = Literal["read", "partly read", "not a target form", "not readable"]

Effect = Literal["cannot tell", "low", "medium"]

GAP_REASONS: Final[dict[str, tuple[str, str, Effect]]] = {
    "lost": (
        "这里没有印出来，另一栏有",
        "not printed here, though the other half has it",
        "cannot tell",
    ),
    "label in its place": (
        "名称的位置上印的是类别标签，名称丢失",
        "a category label stands where the name should be; the name is lost",
        "cannot tell",
    ),
    "other half damaged": (
        "这里没有印出名称，另一栏的名称位置上印的是标签，可能是扫描时丢失",
        "no name is printed here, and the other half has a label in its place: it may have been lost in scanning",
        "low",
    ),
    "half blank": (
        "这一栏整栏没有印出数字，另一栏有",
        "the whole column is blank, though the other is filled",
        "low",
    ),
    "goal blank": (
        "只印出一栏目标，另一栏空白",
        "only one of the two goals is printed",
        "low",
    ),
    "row missing": ("模板中的这一行没有印出来", "this row of the template is not printed", "low"),
    "slid": ("单元格错位，按标签重新对齐", "cells had slid and were put back by their labels", "medium"),
    "borrowed label": (
        "类别标签没有印出来，按另一栏和模板顺序补认",
        "the category label is not printed; taken from the other half and the template's order",
        "medium",
    ),
    "label moved": (
        "类别标签与另一栏不一致，按另一栏认定",
        "the category label disagrees with the other half and was put right by it",
        "medium",
    ),
    "labels disagree": (
        "两栏把同一条指标放在不同类别下，哪一类空缺不能确定",
        "the halves put one row under two headings, so it is not sure which heading is empty",
        "medium",
    ),
    "no label": ("没有找到类别标签", "no category label was found", "cannot tell"),
    "stuck": ("指标值粘在名称后面，已拆开", "the value stuck to its name and was split off", "medium"),
    "misread sign": (
        "数值前的符号可能被扫描读错，很可能是≥；没有改动，请看原件",
        "the sign in front of the figure was probably misread in scanning, most likely for ≥; it was left as it is, "
        "so look at the original",
        "cannot tell",
    ),
    "misread label": ("标签有误字，按近似认定", "a label was misread and matched approximately", "medium"),
    "extra cell": ("多出的单元格没有归处", "a surplus cell that belongs nowhere", "medium"),
    "not a number": ("金额读不成数字", "the amount can't be read as a number", "cannot tell"),
    "malformed number": (
        "金额的数字写法不对，读不成数字",
        "the amount is malformed and can't be read as a number",
        "cannot tell",
    ),
    "no year": (
        "没有读到年度，时间没有核对；可加 --year 指定",
        "no year was found, so dates were not checked; --year names it",
        "cannot tell",
    ),
    "no unit": (
        "预算表没有写单位（元或万元），金额没有核对",
        "the budget table does not state its unit (元 or 万元), so amounts were not compared",
        "cannot tell",
    ),
    "other year": (
        "预算表是另一个年度的，没有拿来核对",
        "the budget table is of another year and was not used",
        "cannot tell",
    ),
    "no cached value": (
        "公式没有保存计算结果，请在Excel中打开并保存一次",
        "a formula without a saved result: open and save the file in Excel once",
        "cannot tell",
    ),
    "crosses its ruling": (
        "文字越出了单元格的边线，可能混入了相邻单元格的字",
        "the text runs over the lines of its cell and may be mixed with its neighbour's",
        "medium",
    ),
    "not sure": (
        "图片上的字或表格线认得不准，请对照原件",
        "recognised on a picture, and the text or the lines around it are not sure: compare it with the original",
        "medium",
    ),
    "hardly legible": (
        "图片上的字看不清，请对照原件",
        "the text on the picture is hardly legible: compare it with the original",
        "low",
    ),
    "page without text": (
        "这一页没有可读的文字，是扫描件或图片，没有检查；请用原来的Excel或Word文件（装了 jixiao[scan] 可以试着识别）",
        "this page holds no text that can be read: a scan or an image, not checked; use the original file "
        "(the extra jixiao[scan] tries to recognise scans)",
        "cannot tell",
    ),
    "glued": (
        "单元格之间没有分隔，认不出哪里是哪一格",
        "nothing parts the cells, so it can't be told where one ends",
        "cannot tell",
    ),
    "blank template": ("这是没有填写的空白表", "the form is blank: nobody has filled it in", "cannot tell"),
    "hidden sheet": (
        "这张工作表是隐藏的，也检查了；不报送的请删掉",
        "this sheet is hidden, and was checked all the same: delete it if it is not to be sent",
        "medium",
    ),
    "self-evaluation": (
        "这是自评表（或评价指标表），不是目标表，没有检查",
        "a self-evaluation (or a table of evaluation indices) is no target form and was not checked",
        "low",
    ),
    "whole department": (
        "这是部门整体支出绩效目标表，不是项目的目标表，没有检查",
        "the target form of a whole department is none of a project and was not checked",
        "low",
    ),
    "blotted out": (
        "公开时用星号遮住了，没有检查",
        "covered by asterisks where it was published, and not checked",
        "cannot tell",
    ),
    "no head": (
        "指标表没有表头（一级指标、二级指标、三级指标、指标值），认不出各列是什么，指标没有检查",
        "the table of indicators has no head (一级指标, 二级指标, 三级指标, 指标值), so its columns can't be told: "
        "the indicators were not checked",
        "cannot tell",
    ),
    "merged": (
        "单元格和上面的行合并了，看不出这一行是什么",
        "the cell is merged with the row above, so it can't be told what this row has",
        "cannot tell",
    ),
    "cut": ("表在这里中断", "the form breaks off here", "cannot tell"),
    "split sideways": (
        "页面被左右切开，标签和数值不在同一页，这张表没有检查；请在“页面设置”里设为一页宽再导出，或检查原来的Excel文件",
        "the sheet was cut into pages side by side: labels and values are on several, and the form was not checked; "
        "set it to one page wide and export it again, or check the workbook itself",
        "cannot tell",
    ),
    "may be cut": (
        "文件到这里就没有了，表可能不完整",
        "the file ends here, and the form may not be whole",
        "low",
    ),
}
"""Reason of a gap → what a person reads in Chinese and in English, and what a finding that hangs on it is worth.

``cannot tell``: no finding; ``low`` and ``medium``: the confidence of the finding is at most that.
"""


@frozen
class Gap:
    """What the reader had to mend, or could not read, at a path of the model.

    ``reason`` is a key of :data:`GAP_REASONS` (an unknown reason counts as ``medium``); ``at`` is a written location.
    """

    path: str
    reason: str
    at: str | None = None

    @property
    def effect(self) -> Effect:
        """What a finding that hangs on this path is worth."""
        known = GAP_REASONS.get(self.reason)
        return known[2] if known else "medium"

    def say(self, language: str = "zh") -> str:
        """The reason in words."""
        known = GAP_REASONS.get(self.reason)
        return self.reason if known is None else known[1 if language == "en" else 0]


@frozen
class TemplateChoice:
    """Why a form was taken for one of the templates.

    ``told`` are the features that decided, each with the labels that print it: ``halves``, ``tiers``, ``columns``,
    ``cost``, or ``one column``. ``other`` is the template that it would have been without the last of them.
    """

    template: str
    told: tuple[tuple[str, tuple[str, ...]], ...]
    other: str


@frozen
class Reading:
    """What was read from one file, or from several of one disclosure.

    ``choices`` says for each form why it was taken for its template, and ``seen`` where the labels of forms stand in a
    file that holds none, with their places. Both are of the moment: they belong to nothing that is written down.
    """

    disclosure: Disclosure
    places: Places = field(factory=Places, repr=False)
    gaps: tuple[Gap, ...] = ()
    status: Status = "read"
    source: str | None = None
    choices: tuple[TemplateChoice | None, ...] = field(default=(), eq=False)
    seen: tuple[tuple[str, tuple[str, ...]], ...] = field(default=(), eq=False)

    def __repr__(self) -> str:
        forms, gaps = counted(len(self.disclosure.forms), "form"), counted(len(self.gaps), "gap")
        return f"<Reading {self.source or '(built)'}: {self.status}, {forms}, {gaps}>"
