"""``--explain-reading``: which template was found for each form and why, what was read where, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from jixiao.model.forms import TargetForm
from jixiao.model.reading import Reading
from jixiao.model.taxonomy import CATEGORY_NAMES
from jixiao.places import Location, Place
from jixiao.reports.text import TEMPLATES, TextOptions
from jixiao.reports.width import pad, shorten, width, wrap

LABELS: Final = (
    "绩效目标表",
    "项目名称",
    "主管部门",
    "资金总额",
    "年度目标",
    "总体目标",
    "一级指标",
    "三级指标",
    "指标值",
    "得分",
)
"""By these labels a form is known; the last one by which a self-evaluation is."""

_FIELDS: Final[tuple[tuple[str, str, str], ...]] = (
    ("project_name", "项目名称", "project"),
    ("project_code", "项目编码", "project code"),
    ("fiscal_year", "年度", "year"),
    ("department.code", "主管部门代码", "department code"),
    ("department.name", "主管部门", "department"),
    ("implementing_unit", "实施单位", "implementing unit"),
    ("project_attribute", "项目属性", "attribute"),
    ("project_period", "项目期", "project period"),
    ("funding.period.total", "实施期资金总额", "period total"),
    ("funding.annual.total", "年度资金总额", "annual total"),
    ("text.summary", "项目概况", "summary"),
    ("text.basis", "立项依据", "basis"),
    ("text.necessity", "项目设立必要性", "necessity"),
    ("text.measures", "制度、措施", "measures"),
    ("text.plan", "项目实施计划", "plan"),
    ("goals.period", "实施期目标", "period goal"),
    ("goals.annual", "年度目标", "annual goal"),
    ("sign_off.filled_at", "填报日期", "filled in on"),
)
_NAMED: Final = 18
"""So many cells are left for the name of a field."""
_AT: Final = 24
"""So many cells are left for a place."""


def explain_reading(path: str, reading: Reading, options: TextOptions) -> str:
    """What was read of a file, form by form."""
    explained = _Explained(reading, options)
    lines = [
        explained.say(f"{path}　读到了什么", f"{path}  what was read"),
        *explained.tables(),
    ]
    for index, form in enumerate(reading.disclosure.forms):
        lines += explained.form(index, form)
    return "\n".join(lines) + "\n"


def explain_document(path: str, labels: Mapping[str, Sequence[str]], language: str) -> str:
    """What stands in a file in which no form was found: the labels that were looked for, with their first places."""
    chinese = language != "en"
    lines = [f"{path}　没有找到绩效目标表，找过这些字：" if chinese else f"{path}  no target form; looked for:"]
    for label, places in labels.items():
        seen = ("、" if chinese else ", ").join(_say(place, language) for place in places[:3])
        none = "没有" if chinese else "not there"
        more = f" … ({len(places)})" if len(places) > 3 else ""
        lines.append(f"  {pad(label, _NAMED)}{seen or none}{more}")
    if not labels:
        lines.append("  文件没有读进来" if chinese else "  the file could not be read at all")
    return "\n".join(lines) + "\n"


class _Explained:
    def __init__(self, reading: Reading, options: TextOptions) -> None:
        self.reading = reading
        self.options = options

    def say(self, zh: str, en: str) -> str:
        return en if self.options.language == "en" else zh

    def tables(self) -> Iterator[str]:
        """The project tables that were found beside the forms."""
        rows = self.reading.disclosure.tables.projects
        place = self.reading.places.nearest("tables.projects[0]")
        if rows and place is not None:
            at = place.at.say(self.options.language)
            matched = sum(row.matched is not None for row in rows)
            yield "  " + self.say(
                f"项目支出预算表{len(rows)}行，从{at}起；{matched}行与目标表对上了",
                f"project table of {len(rows)} rows from {at} on; {matched} of them belong to a form",
            )

    def form(self, index: int, form: TargetForm) -> Iterator[str]:
        """One form: its template and why, its fields with their places, its rows and its gaps."""
        prefix = f"forms[{index}]"
        name = form.project_name or self.say("（没有项目名称）", "(no name)")
        yield ""
        yield from self._wrapped(
            self.say(f"第{index + 1}张　{name}", f"form {index + 1}  {name}") + self._beginning(prefix), ""
        )
        named = TEMPLATES.get(form.template or "", ("未知模板", "unknown template"))
        reasons = self.say("；", "; ").join(self._why(prefix, form))
        known = f"{self.say('模板　', 'template  ')}{self.say(*named)}{self.say('：', ': ')}{reasons}"
        yield from self._wrapped(known, "  ")
        for path, zh, en in _FIELDS:
            yield from self._field(prefix, path, self.say(zh, en))
        yield from self._rows(prefix, form)
        yield from self._gaps(prefix)

    def _wrapped(self, text: str, indent: str) -> Iterator[str]:
        return (indent + line for line in wrap(text, self.options.columns - len(indent), "  "))

    def _beginning(self, prefix: str) -> str:
        place = self.reading.places.get(prefix)
        if place is None:
            return ""
        at, text = place.at.say(self.options.language), shorten(place.text, 30)
        return self.say(f"　从{at}“{text}”起", f"  from {at} “{text}” on")

    def _why(self, prefix: str, form: TargetForm) -> Iterator[str]:
        """What the template shows by."""
        head = self.reading.places.get(f"{prefix}.indicators")
        if head is not None:
            at = head.at.say(self.options.language)
            yield self.say(f"指标的表头在{at}（“{shorten(head.text, 16)}”）", f"head of the indicators at {at}")
        elif not (form.indicators.period or form.indicators.annual):
            yield self.say("没有找到指标的表头", "no head of indicators was found")
        if form.indicators.period and form.indicators.annual:
            yield self.say("指标分实施期、年度两栏", "the indicators stand in two halves, period and annual")
        elif form.indicators.annual:
            yield self.say("指标只有一栏", "the indicators stand in one column")
        tiers = [part for part in ("central", "provincial", "local") if self._printed(f"{prefix}.funding.", part)]
        if tiers:
            yield self.say("资金分中央、省、市县各级", "money is split by tiers of government")
        rows = [*form.indicators.period, *form.indicators.annual]
        apart = [
            self.say(zh, en)
            for zh, en, there in (
                ("符号", "sign", any(row.sign for row in rows)),
                ("单位", "unit", any(row.unit for row in rows)),
                ("分值", "weight", any(row.weight for row in rows)),
            )
            if there
        ]
        if apart:
            columns = self.say("、", ", ").join(apart)
            yield self.say(f"{columns}各有一列", f"columns of their own: {columns}")

    def _printed(self, prefix: str, part: str) -> bool:
        return any(f"{prefix}{half}.{part}" in self.reading.places for half in ("period", "annual"))

    def _field(self, prefix: str, path: str, name: str) -> Iterator[str]:
        place = self.reading.places.get(f"{prefix}.{path}")
        if place is not None:
            yield self._line(name, place)

    def _line(self, name: str, place: Place) -> str:
        at = place.at.say(self.options.language)
        shown = f"  {pad(shorten(name, _NAMED - 1), _NAMED)}{pad(at, _AT)} "
        printed = place.text + (f" {place.unit}" if place.unit and not place.text.endswith(place.unit) else "")
        empty = self.say("（空白）", "(blank)")
        return shown + shorten(printed or empty, max(10, self.options.columns - width(shown)))

    def _rows(self, prefix: str, form: TargetForm) -> Iterator[str]:
        for half, rows in form.indicators.halves:
            if not rows:
                continue
            filled = sum(row.filled for row in rows)
            name = self.say("实施期指标" if half == "period" else "年度指标", f"{half} indicators")
            known = sum(row.category is not None for row in rows)
            yield "  " + self.say(
                f"{name}　{len(rows)}条，{filled}条有内容，{known}条认出了类别",
                f"{name}: {len(rows)}, {filled} of them filled in, {known} with a category",
            )
            for number, row in enumerate(rows):
                place = self.reading.places.nearest(f"{prefix}.indicators.{half}[{number}].name")
                if row.filled and place is not None:
                    printed = f"{row.name or '?'} | {row.value or '?'}"
                    label = row.level2 or self.say(*CATEGORY_NAMES.get(row.category or "", ("?", "?")))
                    yield "  " + self._line(label, Place(place.at, printed))

    def _gaps(self, prefix: str) -> Iterator[str]:
        gaps = [gap for gap in self.reading.gaps if gap.path == prefix or gap.path.startswith(prefix + ".")]
        if gaps:
            yield "  " + self.say(f"没有读到或修补过　{len(gaps)}处", f"gaps: {len(gaps)}")
        for gap in gaps:
            at = _say(gap.at, self.options.language) if gap.at else ""
            path = gap.path.removeprefix(prefix + ".")
            yield from self._wrapped(f"{pad(at, _AT)} {gap.say(self.options.language)} {path}", "    ")


def _say(at: str, language: str) -> str:
    try:
        return Location.parse(at).say(language)
    except ValueError:
        return at
