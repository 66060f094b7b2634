"""Where in a document the forms, the project tables and the running text stand."""

from __future__ import annotations

from typing import Final

from attrs import evolve, field, mutable

from jixiao.documents.grid import Document, Line
from jixiao.model.patterns import Lazy
from jixiao.recognition.labels import FIELD_LABELS, WIDTH, fold
from jixiao.recognition.vocabulary import block_of, category_label

_TITLE: Final = Lazy(r"绩效目标[^，。；、]{0,8}表")
_OTHER_KIND: Final = Lazy(r"自评|评价|评分|整体(?:支出)?绩效|整体绩效|批复文件|见附件|公开情况")
_TABLE_TITLE: Final = Lazy(r"项目(?:支出)?预算(?:表|明细表|汇总表)|项目支出表")
_DOTS: Final = Lazy(r"[\s….·．]+")
"""What templates print below the rows of a category; a label of an empty one may stand alone in its line as well."""
_PAGE_NUMBER: Final = Lazy(r"[-—–\s]*\d{1,4}[-—–\s]*|第?\s*\d+\s*页.*")
_NO_BUDGET: Final = Lazy(r"合同|台账|决算|执行|采购|资产|发票|报销|支付|自评")
_EVALUATION_HEADS: Final = frozenset(
    {"得分", "自评得分", "实际完成值", "全年实际值", "完成值", "实际值", "年度实际值", "偏差原因分析及改进措施"}
)
_PART_HEADING: Final = Lazy(r"第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}、")
_TABLE_HEADS: Final = frozenset(
    {
        "合计", "总计", "金额", "预算数", "项目金额", "年度预算", "本年预算", "预算金额", "总额", "批复金额", "批复数",
        "安排金额", "年度预算数", "安排数",
    }
)  # fmt: skip
_YEARLY_HEAD: Final = Lazy(r"(?:19|20)\d\d年度?(?:预算数|预算|预算金额|金额|合计)")
_YEAR: Final = Lazy(r"(?<!\d)((?:19|20)\d\d)\s*年")
_DIGITS: Final = str.maketrans("零〇○Oo一二三四五六七八九", "00000123456789")
_HAN_YEAR: Final = Lazy(r"(?<![第零〇○一二三四五六七八九十])[一二][零〇○Oo0九][零〇○Oo0一二三四五六七八九]{2}(?=\s*年)")
_SIGN_OFF: Final = frozenset(label for label, meaning in FIELD_LABELS.items() if meaning.startswith("sign_off."))


@mutable
class FormBlock:
    """The lines of one form, from its title to its sign-off row."""

    lines: list[Line] = field(factory=list)
    title: str | None = None
    cut: bool = False
    """Whether the file ended before the form did."""
    scanned: int = 0
    """How many lines were searched for the heads of indicators, so that none is searched twice."""
    headed: bool = False


@mutable
class TableBlock:
    """A project table: its title and what follows it."""

    title: str
    lines: list[Line] = field(factory=list)


@mutable
class Blocks:
    """A document taken apart."""

    forms: list[FormBlock] = field(factory=list)
    tables: list[TableBlock] = field(factory=list)
    narrative: list[Line] = field(factory=list)
    titles: list[str] = field(factory=list)
    other_kind: bool = False
    """Whether a self-evaluation or a whole-department form was seen."""


def is_title(line: Line) -> bool:
    """Whether a line is the title of a project's target form."""
    text = fold(line.cells[0].text)
    return (
        len(line.cells) == 1
        and len(text) <= 45
        and _TITLE.search(text) is not None
        and _OTHER_KIND.search(text) is None
        and not text.endswith(("。", "；", "，", ","))
    )


def is_sign_off(line: Line) -> bool:
    """Whether a line is the row of 负责人, 经办人, 联系电话 and 填报日期."""
    seen = 0
    for cell in line.cells:
        text = fold(cell.text)
        if text in _SIGN_OFF or text.partition(":")[0] in _SIGN_OFF:
            seen += 1
    return seen >= 2


def starts_form(line: Line) -> bool:
    """Whether a line is the row 项目名称 of a form (the head of a project table is not)."""
    first = fold(line.cells[0].text)
    if first.startswith("项目名称:"):
        return True
    return first == "项目名称" and len(line.cells) <= 4 and not starts_table(line)


def starts_table(line: Line) -> bool:
    """Whether a line is the head of a project table: 项目名称 and a column of money."""
    heads = [fold(cell.text) for cell in line.cells]
    if "项目名称" not in heads:
        return False
    return any(is_money_head(head) or "财政拨款" in head or "一般公共预算" in head for head in heads)


def is_money_head(folded: str) -> bool:
    """Whether a folded head is that of a column of project money: 合计, 金额(万元), 2024年预算数."""
    bare = folded.partition("(")[0]
    return bare in _TABLE_HEADS or _YEARLY_HEAD.fullmatch(bare) is not None


def take_apart(document: Document) -> Blocks:
    """Divide a document into forms, project tables and running text."""
    blocks = Blocks()
    form: FormBlock | None = None
    table: TableBlock | None = None
    closed = False  # the current form has had its sign-off row
    above: list[Line] = []  # the last lines that belong to nothing yet: the title and the unit of a table
    for line in document.lines:
        text = fold(line.cells[0].text)
        single = len(line.cells) == 1
        if form is not None and _ends(form, line, closed):
            form = None
        if is_title(line):
            form, table, closed = FormBlock(title=line.cells[0].text), None, False
            blocks.forms.append(form)
            form.lines.append(line)
            continue
        if single and len(text) <= 45 and _TITLE.search(text) and _OTHER_KIND.search(text):
            blocks.other_kind = blocks.other_kind or "见附件" not in text
        if starts_form(line) and (form is None or closed or _has_head(form)):
            form, table, closed = FormBlock(), None, False
            blocks.forms.append(form)
        if form is not None:
            form.lines.append(line)
            closed = closed or is_sign_off(line)
            continue
        if single and _TABLE_TITLE.search(text) and len(text) <= 40 and not _contents_line(line):
            table = TableBlock(line.cells[0].text)
            blocks.tables.append(table)
            blocks.titles.append(line.cells[0].text)
            continue
        if table is None and starts_table(line):
            table = _untitled_table(line, above)
            if table is not None:
                blocks.tables.append(table)
        if table is not None:
            if _continues(table, line, text):
                table.lines.append(line)
                continue
            table = None
        above = [*above[-3:], line]
        if line.table is None or (document.medium != "text" and single):
            blocks.titles.append(line.cells[0].text)
            blocks.narrative.append(line)
    blocks.other_kind = blocks.other_kind or any(_is_evaluation(block) for block in blocks.forms)
    blocks.forms = [
        part
        for block in blocks.forms
        if _is_form(block) and not _is_evaluation(block)
        for part in (_side_by_side(block) if document.exact else [block])
    ]
    if document.medium == "text" and form is not None and not closed and blocks.forms and blocks.forms[-1] is form:
        form.cut = True
    return blocks


def _ends(form: FormBlock, line: Line, closed: bool) -> bool:
    """Whether ``line`` lies behind the end of ``form``."""
    last = form.lines[-1]
    if closed:
        return not is_sign_off(line)
    if line.cells[0].at.sheet != last.cells[0].at.sheet:
        return True
    if line.table is not None:
        titled = len(line.cells) == 1 and _TABLE_TITLE.search(fold(line.cells[0].text)) is not None
        return (titled or starts_table(line)) and _has_indicators(form)
    text = line.cells[0].text
    if _PART_HEADING.match(text):
        return True
    return _has_indicators(form) and not (
        _PAGE_NUMBER.fullmatch(text) or _DOTS.fullmatch(text) or category_label(text) or block_of(text)
    )


def _has_head(form: FormBlock) -> bool:
    return any(starts_form(line) for line in form.lines)


def _has_indicators(form: FormBlock) -> bool:
    if not form.headed:
        new = form.lines[form.scanned :]
        form.headed = any(fold(cell.text) in ("三级指标", "二级指标", "指标值") for line in new for cell in line.cells)
        form.scanned = len(form.lines)
    return form.headed


def _is_form(form: FormBlock) -> bool:
    """A title alone (in a table of contents, a heading of a part) makes no form."""
    known = 0
    for line in form.lines:
        for cell in line.cells:
            text = fold(cell.text)
            if text in FIELD_LABELS or text in ("三级指标", "一级指标", "总体目标", "年度目标"):
                known += 1
                if known >= 2:
                    return True
    return False


def _is_evaluation(form: FormBlock) -> bool:
    """A self-evaluation (自评表) prints what was reached and the points for it; it is no target form."""
    for line in form.lines:
        heads = {fold(cell.text) for cell in line.cells}
        if heads & _EVALUATION_HEADS and heads & {"三级指标", "指标值", "年度指标值", "二级指标"}:
            return True
    return False


def _side_by_side(form: FormBlock) -> list[FormBlock]:
    """Two forms printed beside each other on one sheet, each with its own lines; the usual form as it is."""
    starts = next(
        (
            columns
            for line in form.lines
            if len(columns := [cell.column for cell in line.cells if fold(cell.text) == "项目名称"]) > 1
        ),
        None,
    )
    if starts is None:
        return [form]
    parts = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else None
        lines = []
        for line in form.lines:
            cells = tuple(
                evolve(cell, column=cell.column - (start if number else 0))
                for cell in line.cells
                if (number == 0 or cell.column >= start) and (end is None or cell.column < end)
            )
            if cells:
                lines.append(Line(cells, line.number, line.table))
        parts.append(FormBlock(lines, form.title, form.cut))
    return parts


def _untitled_table(head: Line, above: list[Line]) -> TableBlock | None:
    """A project table that is known by its head alone; the lines above it on its sheet may name it and its unit."""
    sheet = head.cells[0].at.sheet
    near = [line for line in above if line.cells[0].at.sheet == sheet]
    title = " ".join([sheet or "", *(cell.text for line in near for cell in line.cells)])
    if _NO_BUDGET.search(title) is not None:
        return None
    return TableBlock(title, near)


def _contents_line(line: Line) -> bool:
    """A line of a table of contents ends in dots or a page number."""
    text = line.cells[0].text.rstrip()
    return "…" in text or "...." in text or text.endswith("\t")


def _continues(table: TableBlock, line: Line, text: str) -> bool:
    if table.lines and table.lines[-1].cells[0].at.sheet != line.cells[0].at.sheet:
        return False
    return line.table is not None or (len(text) <= 40 and _belongs_to_table(text))


def _belongs_to_table(text: str) -> bool:
    return (
        text.startswith(("单位", "部门", "金额单位", "编制", "填报", "预算单位", "("))
        or _PAGE_NUMBER.fullmatch(text) is not None
    )


def year_in(text: str) -> int | None:
    """The first year that a title names: ``(2024年度)``, ``（２０２４年度）`` and ``二〇二四年度`` → 2024."""
    plain = _HAN_YEAR.sub(lambda found: found[0].translate(_DIGITS), text.translate(WIDTH))
    found = _YEAR.search(plain)
    return int(found[1]) if found else None


def is_page_number(text: str) -> bool:
    """Whether a line is a page's number and nothing else."""
    return _PAGE_NUMBER.fullmatch(text) is not None
