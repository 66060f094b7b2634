"""Whether a row stands under the heading that it belongs to, and whether the rows say what the project is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import Indicator, TargetForm
from jixiao.model.quantities import Quantity, parse_quantity
from jixiao.model.taxonomy import BENEFITS, CATEGORY_NAMES, COSTS, OUTPUTS
from jixiao.rules.base import Draft, Fact, Severity, rule, trait
from jixiao.rules.context import Context
from jixiao.rules.structure.labels import in_order

_ELSEWHERE: Final = ("effects", "treatments", "delivered_quality", "budget_execution")
_MISFITS: Final[dict[str, frozenset[str]]] = {
    "quantity": frozenset({"timeliness", "quality", *COSTS}),
    "quality": frozenset({"timeliness", *COSTS}),
    "timeliness": frozenset({"quantity", "economic_benefit", "ecological_benefit", *COSTS}),
    "cost": frozenset({*OUTPUTS, "social_benefit", "ecological_benefit", "sustainable_impact"}),
    "economic_benefit": frozenset({"timeliness"}),
    "social_benefit": frozenset({"timeliness", *COSTS}),
    "ecological_benefit": frozenset({"timeliness", "cost", "economic_cost"}),
    "sustainable_impact": frozenset({"timeliness", *COSTS}),
    "satisfaction": frozenset({"quantity", "timeliness", *BENEFITS, *COSTS}),
}
"""Category of a known name → the categories in which it is surely wrong. What is left out is disputed, or another
rule's: effects under 质量, rates under 数量."""


_MONEY_COSTS: Final = frozenset({"cost", "economic_cost"})


def _ends(name: str, words: str, context: Context) -> bool:
    return name.endswith(context.profile.listed(words))


def _by_words(name: str, context: Context) -> str | None:
    """The category that the end of a name shows beyond doubt."""
    if name.endswith(("满意度", "满意率")) and not name.endswith(("不满意度", "不满意率")):
        return "satisfaction"
    if _ends(name, "names_of_times", context) or _ends(name, "names_of_punctuality", context):
        return "timeliness"
    if _ends(name, "names_of_costs", context) and not context.mentions("names_of_costs_not", name):
        return "cost"
    return None


def _by_knowledge(name: str, category: str, context: Context) -> str | None:
    """The category of a name that is exactly known, where no reviewer would leave it in ``category``.

    A rate is no cost beyond doubt, a duration may always be a time, and of the rates only those that end like a quality
    are surely one.
    """
    meaning = context.profile.meaning(name)
    right, kind = meaning.category, meaning.kind
    if not meaning.exact or right is None:
        return None
    if category == "timeliness" and kind in ("duration", "frequency"):
        return None
    if right == "timeliness" and kind != "date":
        return None
    if right == "cost" and kind not in ("money", "unit_money"):
        return None
    if right == "quality" and not _ends(name, "sure_qualities", context):
        return None
    return None if right == "satisfaction" and "满意" not in name else right


def _is_time(indicator: Indicator, context: Context) -> bool:
    """Whether a row of 数量 says how long or by when: 服务期限 3年, 聘用时间 长期. Hours may be an amount."""
    quantity = indicator.quantity
    if quantity.kind not in ("duration", "date") or not _ends(indicator.name or "", "names_of_spans", context):
        return False
    return quantity.number is None or quantity.unit in context.profile.listed("units_of_spans")


def _disputed(name: str, category: str, context: Context) -> tuple[str, str] | None:
    """Why a reviewer would ask whether a row stands in the right place, and under which heading it may belong."""
    if category == "quality" and context.mentions("fund_management", name):
        return "management", "quality"
    if category == "economic_benefit" and context.mentions("social_effects", name):
        return ("benefit", "social_benefit") if not context.mentions("gains", name) else None
    if category == "social_benefit" and context.mentions("economic_effects", name):
        return "benefit", "economic_benefit"
    if category in ("social_benefit", "economic_benefit") and _ends(name, "names_of_counts", context):
        return ("count", "quantity") if context.mentions("handed_out", name) else None
    if category == "satisfaction" and _ends(name, "names_of_no_opinion", context):
        return ("opinion", "satisfaction") if "满意" not in name else None
    return None


@rule(
    "STR04",
    severities={
        "row": Severity.WARNING,
        "opinion": Severity.WARNING,
        "management": Severity.INFO,
        "benefit": Severity.INFO,
        "count": Severity.INFO,
    },
    when=Fact.NAMED | Fact.CATEGORISED,
    unless=Fact.STANDARD_NAME,
    yields_to="STR05 STR06 STR08",
    follows="CMP17",
)
def wrong_category(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """A name that is exactly known, or whose end leaves no doubt, stands under its own heading of level 2.

    Only noted are what may be disputed: the money's own flow under 质量, security or welfare under 经济效益 and income
    under 社会效益, and how many were paid or trained under 效益.
    """
    name, category = indicator.name or "", indicator.category or ""
    variant = "row"
    right = _by_words(name, context) or _by_knowledge(name, category, context)
    if category == "quantity" and _is_time(indicator, context):
        right = "timeliness"
    elif category == "quantity" and context.facts & Fact.MONEY and _ends(name, "names_of_spending", context):
        right = "cost"
    # 竣工时间 under 质量, and what is counted under 成本
    surely = category == "quality" and _ends(name, "names_of_times", context)
    if category in _MONEY_COSTS and _ends(name, "names_of_counts", context) and not context.mentions("spent", name):
        right, surely = ("economic_benefit" if context.mentions("gains", name) else "quantity"), True
    if right is None or (category not in _MISFITS.get(right, ()) and not surely):
        disputed = _disputed(name, category, context)
        if disputed is None:
            return
        variant, right = disputed
    if right == "cost" and context.template == "national-2021":
        right = "economic_cost"
    yield context.finding(
        "category",
        variant=variant,
        name=name,
        value=indicator.value,
        heading=CATEGORY_NAMES[category][0],
        right=CATEGORY_NAMES[right][0],
    )


@trait(when=Fact.NAMED)
def _MAY_STAND_ELSEWHERE(indicator: Indicator, context: Context) -> bool:
    """Whether a name holds a word of those that two rules look for: all of them at once."""
    return context.profile.finder_of(_ELSEWHERE).search(indicator.name or "") is not None


@rule(
    "STR05",
    severities={"effect": Severity.WARNING, "treatment": Severity.INFO, "quality": Severity.WARNING},
    when=Fact.NAMED | Fact.CATEGORISED,
    trigger=_MAY_STAND_ELSEWHERE,
    preview=False,
)
def effect_as_quality(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """质量 rows say how well something was done, 效益 rows what came of it; neither stands under the other.

    Results of treatment (治愈率) can be the quality of care, so they are only noted.
    """
    name, category = indicator.name or "", indicator.category
    right = ""
    if category == "quality":
        if context.mentions("effects", name):
            variant = "effect"
            right = "服务对象满意度指标" if "满意" in name else "效益指标"
        elif context.mentions("treatments", name):
            variant, right = "treatment", "社会效益指标"
    elif category in ("economic_benefit", "social_benefit") and context.mentions("delivered_quality", name):
        variant, right = "quality", "质量指标"
    if right:
        heading = CATEGORY_NAMES[category or ""][0]
        yield context.finding(
            "category", variant=variant, name=name, value=indicator.value, heading=heading, right=right
        )


@rule(
    "STR06",
    severities={
        "rate": Severity.WARNING,
        "accepted": Severity.INFO,
        "count": Severity.WARNING,
        "quality": Severity.INFO,
    },
    when=Fact.NAMED | Fact.VALUED | Fact.OUTPUT,
    unless=Fact.STANDARD_NAME | Fact.SATISFACTION,
    trigger=Fact.NUMERIC,
    asks=Fact.LOWER_IS_BETTER,
    yields_to="VAL27",
    preview=False,
)
def rate_as_quantity(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """数量 rows count something and are no percentages; 时效 rows name a time or a rate in time, not a count.

    Rates that many local templates take for quantities (完成率, 覆盖率) are only noted, and so are counts under 质量,
    unless few or none is good, or the good ones are counted.
    """
    name, value, category = indicator.name or "", indicator.value or "", indicator.category
    if category == "quantity" and context.facts & Fact.PERCENTAGE:
        if context.mentions("fund_management", name) or _by_words(name, context) is not None:
            return
        variant = "accepted" if context.mentions("accepted_rates", name) else "rate"
        if name.endswith("及时率"):
            right = "时效指标"
        else:
            right = "成本指标" if context.mentions("spending", name) else "质量指标"
        yield context.finding("category", variant=variant, name=name, value=value, right=right)
    elif category == "timeliness" and _is_a_count(name, parse_quantity(value), context):
        yield context.finding("category", variant="count", name=name, value=value, right="数量指标")
    elif category == "quality" and not context.facts & _FEW:
        if context.mentions("better_none", name) or context.mentions("good_ones", name):
            return
        if parse_quantity(value).unit in context.profile.listed("counted_units"):
            yield context.finding("category", variant="quality", name=name, value=value, right="数量指标")


def _is_a_count(name: str, quantity: Quantity, context: Context) -> bool:
    """Whether a value under 时效 counts things, by its unit, or by its name where the unit may count times as well."""
    if quantity.unit in context.profile.listed("counted_units"):
        return True
    return name.endswith("数量") and quantity.kind == "number" and context.profile.unit_kind(quantity.unit) == "count"


_FEW: Final = int(Fact.LOWER_IS_BETTER | Fact.AT_MOST | Fact.ZERO)


def _rows_of(form: TargetForm, categories: frozenset[str]) -> list[tuple[str, Indicator]]:
    """The filled rows of some categories in both halves, with their paths."""
    return in_order(
        [
            (f"indicators.{half}[{index}]", row)
            for half, rows in form.indicators.halves
            for index, row in enumerate(rows)
            if row.category in categories and row.filled
        ]
    )


def _quoted(rows: list[tuple[str, Indicator]]) -> str:
    """The names of some rows, each once; a name that the other half cut off goes with the whole one."""
    names = dict.fromkeys(row.name for _, row in rows if row.name)
    whole = [one for one in names if not any(other != one and other.startswith(one) for other in names)]
    return "、".join(f"“{name}”" for name in whole)


@trait(when=Fact.OUTPUT)
def _DEED(indicator: Indicator, context: Context) -> bool:
    """Whether a row of 产出 is filled and says what is done, not only how the money flows."""
    return indicator.filled and not context.mentions("fund_management", indicator.name)


@rule(
    "STR07",
    Severity.WARNING,
    unless=Fact.BLANK | Fact.RUNNING_COST,
    trigger=Fact.OUTPUT,
    silent=Fact.UNSETTLED | _DEED,
)
def only_fund_management(form: TargetForm, context: Context) -> Iterator[Draft]:
    """产出 says what is done, not only how the money flows: 到位率, 下达率, 执行率, 支付率. Costs are no outputs here.

    A row whose category is unknown might be another output.
    """
    rows = _rows_of(form, OUTPUTS)
    if rows:
        yield context.finding(*(f"{path}.name" for path, _ in rows), value=_quoted(rows))


@rule("STR08", Severity.INFO, when=Fact.NAMED, unless=Fact.WEIGHTED, trigger=_MAY_STAND_ELSEWHERE, yields_to="STR07")
def budget_execution(indicator: Indicator, context: Context) -> Iterator[Draft]:
    """预算执行率 is no target at budget time; layouts that score it keep it, so a row with 分值 is fine."""
    if context.mentions("budget_execution", indicator.name):
        yield context.finding("name", name=indicator.name, value=indicator.value)


_SATISFACTION: Final = frozenset({"satisfaction"})


@trait(when=Fact.COST)
def _PERHAPS_AN_AMOUNT(indicator: Indicator, context: Context) -> bool:
    """Whether a row of 成本 has a value that is something else than a percentage."""
    return indicator.category in _MONEY_COSTS and indicator.value is not None and not indicator.quantity.is_percentage


@rule(
    "STR09",
    Severity.INFO,
    unless=Fact.BLANK | Fact.RUNNING_COST,
    trigger=Fact.COST | Fact.PERCENTAGE,
    silent=Fact.UNSETTLED | _PERHAPS_AN_AMOUNT,
    preview=False,
)
def cost_in_percent_only(form: TargetForm, context: Context) -> Iterator[Draft]:
    """成本 names an amount of money somewhere: not all of its rows are percentages. One row with an amount is enough.

    A row without a value is not judged, unless its other half has one; what is no percentage counts as an amount.
    """
    rows = _rows_of(form, _MONEY_COSTS)
    if any(row.value is None for _, row in rows):
        known = [row.period for row in context.rows if row.annual and row.annual.value is not None]
        known += [row.annual for row in context.rows if row.period and row.period.value is not None]
        rows = [(path, row) for path, row in rows if row.value is not None or not any(row is one for one in known)]
    if rows and all([row.value is not None for _, row in rows]):
        shown = dict.fromkeys(f"{row.name or ''} {row.value}".strip() for _, row in rows if row.name)
        whole = [one for one in shown if not _is_clipped(one, list(shown))]
        yield context.finding(*(f"{path}.value" for path, _ in rows), value="、".join(f"“{one}”" for one in whole))


def _is_clipped(one: str, others: list[str]) -> bool:
    """Whether ``one`` is another ``name value`` with its name cut off."""
    name, _, value = one.rpartition(" ")
    return any(
        other != one and other.endswith(f" {value}") and other.startswith(name) and len(other) > len(one)
        for other in others
    )


@trait(when=Fact.NAMED | Fact.CATEGORISED)
def _ASKS_THE_SERVED(indicator: Indicator, context: Context) -> bool:
    """Whether a row of 满意度 asks the people who are served, or does not say whom."""
    return indicator.category == "satisfaction" and _asked(indicator.name or "", context) is None


@rule(
    "STR10",
    severities={"paid": Severity.INFO, "leaders": Severity.INFO, "own": Severity.INFO, "guests": Severity.INFO},
    unless=Fact.BLANK,
    trigger=Fact.SATISFACTION,
    silent=_ASKS_THE_SERVED,
)
def satisfaction_of_the_wrong_people(form: TargetForm, context: Context) -> Iterator[Draft]:
    """满意度 asks the people who are served: not those who are paid for the work, not leaders, not the own staff.

    The staff is judged in projects for the public, since others may serve it, and where the work is done for another
    body's people (武警, 驻军). One row about those served will do.
    """
    rows = [(path, row) for path, row in _rows_of(form, _SATISFACTION) if row.name]
    if not rows:
        return
    kinds = {_asked(row.name or "", context) for _, row in rows}
    if len(kinds) != 1 or (kind := kinds.pop()) is None:
        return
    project = form.project_name or ""
    if kind == "own" and context.mentions("guests", project):
        yield context.finding(*(f"{path}.name" for path, _ in rows), variant="guests", value=_quoted(rows))
        return
    if context.mentions("inward_projects", project):
        return
    if kind == "own" and not context.mentions("served_people", project):
        return
    yield context.finding(*(f"{path}.name" for path, _ in rows), variant=kind, value=_quoted(rows))


def _asked(name: str, context: Context) -> str | None:
    """Which people who are not served a name asks."""
    if context.mentions("served_people", name) or context.mentions("guests", name):
        return None
    for kind, words in (("paid", "paid_people"), ("leaders", "leaders"), ("own", "own_people")):
        if context.mentions(words, name):
            return kind
    return None
