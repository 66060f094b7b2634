"""How the form is laid out and filled: split cells, empty rows, its two halves, its attribute, its copies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from jixiao.model.forms import Disclosure, Indicator, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.quantities import parse_quantity
from jixiao.model.rows import same_name
from jixiao.rules.base import Draft, Fact, Fix, Severity, rule
from jixiao.rules.context import Context
from jixiao.rules.structure.labels import PLACES, is_certain

_TICKED_ONE_OFF: Final = Lazy(r"[√✓✔☑☒■●◉]\s*[)）\]】]?\s*一次性")
_BOXES: Final = Lazy("[□☐○〇√✓✔☑☒■●◉]")
_PAST: Final = Lazy(r"20\d\d年\d{1,2}月.{0,2}(?:至|-|—|到)")
_BLANKS: Final = str.maketrans("", "", " \t\r\n　")
_PREFIX: Final = 4
"""Characters that two names share at least where one row has been renamed in one half."""


@rule("STR14", Severity.INFO, when=Fact.SPLIT, trigger=Fact.NUMERIC)
def split_and_merged(form: TargetForm, context: Context) -> Iterator[Draft]:
    """Where the template has a cell for the sign, every number uses it, or none does.

    Dates, words and numbers without any sign say nothing. A few odd rows are not worth a word: either way at least two
    rows, and a quarter of all. The fixes are for forms without a source, where the whole target stays the value: no
    reader says where a blank cell for the sign is.
    """
    split, merged, fixes = 0, [], []
    for index, row in enumerate(form.indicators.annual):
        if row.value is None:
            continue
        if row.sign is not None:
            split += 1
        elif row.quantity.comparator is not None:
            path = f"indicators.annual[{index}]"
            merged.append(f"{path}.value")
            fixes.append(Fix(f"{path}.sign", None, row.quantity.comparator, "format-only"))
            if row.unit is None and row.quantity.unit is not None:
                fixes.append(Fix(f"{path}.unit", None, row.quantity.unit, "format-only"))
    if min(split, len(merged)) >= 2 and min(split, len(merged)) * 4 >= split + len(merged):
        # The table comes first: what is said is said of all of it.
        yield context.finding("indicators", *merged, fixes=() if context.places else fixes)


@rule("STR18", Severity.ERROR, when=Fact.SEVERAL_FORMS)
def published_twice(disclosure: Disclosure, context: Context) -> Iterator[Draft]:
    """No form stands in the document twice, the same in every field but its signatures.

    An amended version beside the old one differs somewhere, and forms without a name or rows are no copies.
    """
    known: dict[str, list[int]] = {}
    for index, form in enumerate(disclosure.forms):
        if not form.project_name or not (form.indicators.annual or form.indicators.period):
            continue
        earlier = known.setdefault(form.project_name, [])
        twin = next((one for one in earlier if _is_twin(disclosure.forms[one], form)), None)
        if twin is None:
            earlier.append(index)
        else:
            yield context.finding(f"/forms[{index}]", f"/forms[{twin}]", name=form.project_name, ordinal=twin + 1)


def _is_twin(one: TargetForm, other: TargetForm) -> bool:
    return one is other or (
        one.project_code == other.project_code
        and one.fiscal_year == other.fiscal_year
        and one.implementing_unit == other.implementing_unit
        and one.funding == other.funding
        and one.goals == other.goals
        and one.text == other.text
        and one.indicators == other.indicators
    )


@rule("STR19", Severity.INFO, opt_in=True)
def outdated_layout(form: TargetForm, context: Context) -> Iterator[Draft]:
    """From the year in which the region asks for the layout of 2021, a form does not use that of 2015.

    The layout of 2015 is still lawful in many counties, so this runs only where it is asked for.
    """
    since = context.profile.threshold("layout_2021_from")
    if form.template in ("county-2015", "national-2015") and context.year is not None and context.year >= since:
        yield context.finding("template", year=context.year, since=int(since))


class _Lone(NamedTuple):
    """A row that the other half does not have."""

    half: str
    path: str
    row: Indicator


class _Difference(NamedTuple):
    """A row that is not the same in both halves: its place in the order of categories, its text and its paths."""

    place: int
    text: str
    paths: tuple[str, ...]
    alone: bool = False


_SURE_NAME: Final = 4
"""So many characters of a name are enough to know the row at the same place again."""


@rule(
    "STR20",
    severities={"rows": Severity.WARNING, "half": Severity.WARNING},
    when=Fact.ONE_YEAR | Fact.TWO_COLUMNS | Fact.FILLED,
    unless=Fact.BLANK,
    follows="DAT07",
    preview=False,
)
def halves_differ(form: TargetForm, context: Context) -> Iterator[Draft]:
    """In a project of one year both halves hold the same indicators with the same values, in any order.

    A name may be cut off by the page. A value or a name that one half lacks belongs to the rules about missing ones.
    An empty period half is none where nothing else of the period is filled in: such forms have one column in use.
    """
    period, annual = form.indicators.period, form.indicators.annual
    if len(period) == len(annual) and all(map(_alike, period, annual)):
        return
    filled = (any(row.filled for row in period), any(row.filled for row in annual))
    if filled != (True, True):
        # A goal of the period alone says nothing of a second half of the table: many forms have one table for the year.
        slots = bool(period) or context.template == "county-2015"
        if filled[0] or form.funding.period.total is not None or (form.goals.period and slots):
            empty, other = ("period", "年度") if filled[1] else ("annual", "实施期")
            empty_name = "实施期" if filled[1] else "年度"
            yield context.finding(f"indicators.{empty}", variant="half", empty=empty_name, other=other)
        return
    found: list[_Difference] = []
    lone: list[_Lone] = []
    for row in context.rows:
        mine, theirs = f"indicators.period[{row.period_index}]", f"indicators.annual[{row.annual_index}]"
        if row.period is not None and row.annual is not None:
            found += _compare(mine, row.period, theirs, row.annual)
        elif row.period is not None and row.period.filled:
            lone.append(_Lone("period", mine, row.period))
        elif row.annual is not None and row.annual.filled:
            lone.append(_Lone("annual", theirs, row.annual))
    for one, partner in _matched(lone):
        if partner is not None:
            found += _compare(one.path, one.row, partner.path, partner.row)
            continue
        cells = f"{one.row.value} / —" if one.half == "period" else f"— / {one.row.value}"
        found.append(_Difference(PLACES[one.row.category], f"{one.row.name}（{cells}）", (one.path,), True))
    if found:
        found.sort()
        # Recovered text may have lost a row of one half.
        certain = is_certain(context) or not any(one.alone for one in found)
        yield context.finding(
            *(path for one in found for path in one.paths),
            variant="rows",
            confidence="high" if certain else "medium",
            count=len(found),
            value="；".join(one.text for one in found),
        )


def _alike(one: Indicator, other: Indicator) -> bool:
    """Whether two rows at one place are surely the same: equal, but that the page may have cut off a name."""
    if one is other:
        return True
    if one.value != other.value or one.category != other.category or one.name is None or other.name is None:
        return False
    return one.name.startswith(other.name) and len(other.name) >= _SURE_NAME


def _compare(path: str, one: Indicator, other_path: str, other: Indicator) -> Iterator[_Difference]:
    """How a row of the period half differs from that of the annual half; a missing value is another rule's."""
    if one.value is None or other.value is None:
        return
    first, second = one.name or "", other.name or ""
    if first and second and not same_name(first, second):
        names, field = f"{first} / {second}", "name"
    elif not _same_value(one.value, other.value):
        names, field = max(first, second, key=len), "value"
    else:
        return
    text = f"{names}（{one.value} / {other.value}）"
    yield _Difference(PLACES[one.category], text, (f"{path}.{field}", f"{other_path}.{field}"))


def _same_value(one: str, other: str) -> bool:
    """Whether two values say the same. A word may be cut off."""
    if one == other:
        return True
    first, second = one.translate(_BLANKS), other.translate(_BLANKS)
    meant = parse_quantity(first)
    if first == second or (meant.well_formed and meant == parse_quantity(second)):
        return True
    return same_name(first, second) and not any(letter.isdigit() for letter in first + second)


def _matched(lone: list[_Lone]) -> Iterator[tuple[_Lone, _Lone | None]]:
    """The rows that are left over, each with the one of the other half that it stands for, if there is one.

    First rows with one name under two headings, then a row and what is left of it in the same category, then rows of
    one category whose names begin alike. What has no name or no value and no partner is left to other rules.
    """
    left = [one for one in lone if one.half == "period"]
    right = [one for one in lone if one.half == "annual"]
    for fits in (_one_name, _one_value, _begin_alike):
        for one in list(left):
            partner = next((other for other in right if fits(one.row, other.row)), None)
            if partner is not None:
                left.remove(one)
                right.remove(partner)
                yield one, partner
    for one in (*left, *right):
        if one.row.name is not None and one.row.value is not None:
            yield one, None


def _one_name(one: Indicator, other: Indicator) -> bool:
    return one.name is not None and other.name is not None and same_name(one.name, other.name)


def _one_value(one: Indicator, other: Indicator) -> bool:
    """Whether one of two rows with one value has lost its name."""
    return one.category == other.category and None in (one.name, other.name) and one.value == other.value


def _begin_alike(one: Indicator, other: Indicator) -> bool:
    return (
        one.category == other.category
        and one.name is not None
        and other.name is not None
        and one.name[:_PREFIX] == other.name[:_PREFIX]
    )


@rule(
    "STR21",
    severities={"word": Severity.INFO, "said": Severity.WARNING},
    when=Fact.HAS_ATTRIBUTE,
    unless=Fact.BLANK,
    preview=False,
)
def recurring_as_one_off(form: TargetForm, context: Context) -> Iterator[Draft]:
    """一次性项目 is not the attribute of spending that comes back each year: wages, rent, property services.

    A warning where the plan, the summary, or the rows of 数量 and 时效 say 每年, 按月 or 长期. Arrears are paid once.
    """
    attribute, name = form.project_attribute or "", form.project_name or ""
    if "一次性" not in attribute or not name:
        return
    usual = context.mentions("recurring_spending", name)
    if not usual and not context.mentions("perhaps_recurring", name):
        return
    if not _is_one_off(attribute) or _PAST.search(name) or context.mentions("paid_once", name):
        return
    said = _said(form, context, running_text=usual)
    if said is not None:
        yield context.finding("project_attribute", said[0], variant="said", name=name, value=attribute, said=said[1])
    elif usual:
        yield context.finding("project_attribute", variant="word", name=name, value=attribute)


def _is_one_off(attribute: str) -> bool:
    """Whether 一次性 is what was chosen: the only choice that is printed, or the one that is ticked."""
    if _BOXES.search(attribute):
        return _TICKED_ONE_OFF.search(attribute) is not None
    return "经常性" not in attribute and "延续" not in attribute


def _said(form: TargetForm, context: Context, *, running_text: bool) -> tuple[str, str] | None:
    """Where the form says that its spending comes back, and the word: outputs, the plan, and the summary if asked."""
    words = context.profile.listed("each_year")
    for index, row in enumerate(form.indicators.annual):
        if row.category in ("quantity", "timeliness") and row.value is not None and row.value.strip() in words:
            return f"indicators.annual[{index}].value", row.value.strip()
        if row.category in ("quantity", "timeliness") and context.mentions("each_year_in_names", row.name):
            return f"indicators.annual[{index}].name", row.name or ""
    texts = [("text.plan", form.text.plan)]
    if running_text:
        texts.append(("text.summary", form.text.summary))
    for path, text in texts:
        if text and context.mentions("each_year", text):
            return path, next(word for word in words if word in text)
    return None
