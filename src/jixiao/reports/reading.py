"""``--explain-reading``: which template was found for each form and why, what was read where, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from jixiao.model.english import counted
from jixiao.model.forms import TargetForm
from jixiao.model.reading import Reading
from jixiao.model.taxonomy import CATEGORY_NAMES
from jixiao.places import Location, Place
from jixiao.reports.text import TEMPLATES, TextOptions
from jixiao.reports.width import pad, shorten, width, wrap

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
_FEATURES: Final = {
    "halves": ("指标分实施期、年度两栏", "the indicators stand in two halves, period and annual"),
    "tiers": ("资金分中央、省、市县各级", "money is split by tiers of government"),
    "columns": ("符号、单位或分值各有一列", "columns of their own for sign, unit or weight"),
    "cost": ("成本单列为一级指标", "costs are a block of level 1"),
    "one column": ("指标只有一栏", "the indicators stand in one column"),
}
"""What a template is known by."""
_UNLIKE: Final = {
    ("county-2015", "national-2015"): ("那种表的资金不分级", "that one does not split money by tiers"),
    ("national-2015", "county-2015"): ("资金没有分级", "money is not split by tiers of government"),
    ("national-2021", "national-2015"): ("那种表没有这些", "that one has none of these"),
    ("national-2015", "national-2021"): (
        "没有符号、单位、分值列，成本也没有单列",
        "it has no columns for sign, unit or weight, and no block of costs",
    ),
}
"""Why a form is one template and not the next likely one."""
_LABELS: Final = 4
"""So many of the labels that decided are named."""
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
                f"project table of {counted(len(rows), 'row')} from {at} on; matched with forms: {matched}",
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
        reasons = self.say("；", "; ").join(self._why(prefix, index))
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

    def _why(self, prefix: str, index: int) -> Iterator[str]:
        """What the recogniser took the form for its template by, and what it would have been otherwise."""
        head = self.reading.places.get(f"{prefix}.indicators")
        if head is not None:
            at = head.at.say(self.options.language)
            yield self.say(f"指标的表头在{at}（“{shorten(head.text, 16)}”）", f"head of the indicators at {at}")
        choices = self.reading.choices
        choice = choices[index] if index < len(choices) else None
        if choice is None:
            if head is None:
                yield self.say("没有找到指标的表头", "no head of indicators was found")
            return
        for feature, labels in choice.told:
            printed = self.say("、", ", ").join(shorten(label, 16) for label in labels[:_LABELS])
            yield self.say(*_FEATURES[feature]) + (self.say(f"（{printed}）", f" ({printed})") if printed else "")
        other = self.say(*TEMPLATES[choice.other])
        yield self.say(
            f"不是{other}，因为{_UNLIKE[choice.template, choice.other][0]}",
            f"not the {other}: {_UNLIKE[choice.template, choice.other][1]}",
        )

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
