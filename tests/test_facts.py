"""What the checker knows of rows, values and forms before any rule looks at them, and what rules came to on them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

import jixiao
from jixiao.checker.facts import (
    facts_of_value,
    form_facts,
    indicator_facts,
    is_blank,
    is_two_column,
    template_of,
    values_differ,
)
from jixiao.checker.layer import Layer, WordList, packed, with_names
from jixiao.checker.passages import open_ends, passages
from jixiao.checker.profile import Profile
from jixiao.model.forms import (
    Department,
    Disclosure,
    Funding,
    FundingColumn,
    Goals,
    Indicator,
    Indicators,
    Match,
    ProjectRow,
    SignOff,
    Tables,
    TargetForm,
    Texts,
)
from jixiao.model.meanings import Names, unpack
from jixiao.model.reading import Gap, Reading
from jixiao.places import Location, Place
from jixiao.rules.base import Severity
from jixiao.rules.facts import Fact

PROFILE: Profile = jixiao.check(TargetForm("道路养护", template="county-2015")).profiles[0]
BITS = {name: int(getattr(Fact, name)) for name in Fact.__annotations__ if name not in ("NONE", "INDICATOR_FACTS")}


def said(facts: int) -> set[str]:
    """The names of facts."""
    return {name for name, bit in BITS.items() if facts & bit}


@pytest.mark.parametrize(
    ("value", "facts"),
    [
        ("≥95%", "NUMERIC PERCENTAGE AT_LEAST"),
        (">95%", "NUMERIC PERCENTAGE AT_LEAST"),
        ("100%", "NUMERIC PERCENTAGE WHOLE BARE"),
        ("99.9%", "NUMERIC PERCENTAGE WHOLE BARE"),
        ("99%", "NUMERIC PERCENTAGE BARE"),
        ("80-100%", "NUMERIC PERCENTAGE WHOLE RANGE BARE"),
        ("80-90%", "NUMERIC PERCENTAGE RANGE BARE"),
        ("=5", "NUMERIC EXACTLY UNITLESS"),
        ("约5", "NUMERIC UNITLESS"),
        ("≤3", "NUMERIC AT_MOST UNITLESS"),
        ("<3", "NUMERIC AT_MOST UNITLESS"),
        ("5", "NUMERIC BARE UNITLESS"),
        ("0", "NUMERIC BARE UNITLESS ZERO"),
        ("≥-1个", "NUMERIC AT_LEAST COUNTED ZERO"),
        ("1个", "NUMERIC BARE COUNTED"),
        ("3-5人", "NUMERIC RANGE BARE COUNTED"),
        ("3次/年", "NUMERIC BARE COUNTED"),
        ("≥5元", "NUMERIC AT_LEAST MONEY"),
        ("5元/人", "NUMERIC BARE"),
        ("5℃", "NUMERIC BARE"),
        ("12,3456", "NUMERIC MALFORMED BARE UNITLESS"),
        ("2025年3月", "DATE"),
        ("2025年2月30日", "DATE BAD_DATE"),
        ("3天", "DURATION"),
        ("满意", "QUALITATIVE"),
        ("正常正常", "DOUBLED QUALITATIVE"),
        ("XX", "PLACEHOLDER"),
        ("根据需求确定", "SENTENCE"),
        ("是", ""),
        ("满 意", "QUALITATIVE ODD_MARKS"),
    ],
)
def test_a_value_is_known_by_its_kind_sign_and_unit(value: str, facts: str) -> None:
    assert said(facts_of_value(value, PROFILE)) == set(facts.split())


def known(row: Indicator, *, meaning: bool = True) -> set[str]:
    """The facts of a row."""
    return said(indicator_facts(row, PROFILE, lambda value: facts_of_value(value, PROFILE), lambda _: meaning))


@pytest.mark.parametrize(
    ("row", "there", "not_there"),
    [
        (Indicator(), "", "NAMED VALUED CATEGORISED UNSETTLED"),
        (Indicator("quality"), "CATEGORISED OUTPUT", "NAMED VALUED UNSETTLED COST BENEFIT"),
        (Indicator("cost"), "CATEGORISED COST", "OUTPUT BENEFIT"),
        (Indicator("economic_cost"), "CATEGORISED COST", "OUTPUT BENEFIT"),
        (Indicator("sustainable_impact"), "CATEGORISED BENEFIT", "OUTPUT COST"),
        (
            Indicator(None, "合格率", "95%"),
            "NAMED VALUED UNSETTLED BOUNDED_RATE RATE",
            "CATEGORISED VALUELESS NAMELESS",
        ),
        (Indicator(None, None, "95%"), "VALUED NAMELESS UNSETTLED", "NAMED"),
        (Indicator("quality", "合格率"), "NAMED VALUELESS", "VALUED NAMELESS UNSETTLED"),
        (Indicator("quality", None, "95%"), "VALUED NAMELESS", "NAMED VALUELESS UNSETTLED"),
        # 无 and 不涉及 close a row: nothing more is asked for
        (Indicator("cost", "无"), "NAMED", "VALUELESS"),
        (Indicator("cost", None, "不涉及"), "VALUED", "NAMELESS"),
        # who is satisfied, by the heading or by the name; who is not, is not
        (Indicator("satisfaction", None, "95%"), "SATISFACTION BOUNDED_RATE", "UNBOUNDED"),
        (Indicator("satisfaction", "群众评价", "95%"), "SATISFACTION BOUNDED_RATE", "UNBOUNDED"),
        (Indicator("quality", "群众满意度", "95%"), "SATISFACTION BOUNDED_RATE", "UNBOUNDED"),
        (Indicator("satisfaction", "投诉率", "1%"), "LOWER_IS_BETTER", "SATISFACTION HIGHER_IS_BETTER"),
        (Indicator("quality", "不满意率", "5%"), "LOWER_IS_BETTER", "SATISFACTION"),
        (Indicator("quality", None, "95%"), "", "SATISFACTION BOUNDED_RATE"),
        # what the name asks for
        (Indicator("quality", "收入增长率", "5%"), "UNBOUNDED RATE", "BOUNDED_RATE"),
        (Indicator("quantity", "培训人数", "5人"), "COUNT_NAME", "RATE"),
        (Indicator("cost", "办公费", "5万元"), "CAPPED MONEY", "COUNT_NAME"),
        (Indicator("cost", "低保补助标准", "500元"), "FIXED", "CAPPED"),
        # further cells
        (Indicator("quantity", "人数", "5", level1="产出指标"), "HEADED", "SPLIT WEIGHTED EXPLAINED"),
        (Indicator("quantity", "人数", "5", level2="数量指标"), "HEADED", "SPLIT"),
        (Indicator("quantity", "人数", "5", sign="="), "SPLIT", "HEADED"),
        (Indicator("quantity", "人数", "5", unit="人"), "SPLIT", "HEADED"),
        (Indicator("quantity", "人数", "5", weight="10"), "WEIGHTED", "SPLIT"),
        (Indicator("quantity", "人数", "5", explanation="抽检"), "EXPLAINED", "WEIGHTED"),
        # how the name is written
        (Indicator("quantity", "一期工程(东段)", "5"), "MARKED_NAME NUMBERED_NAME REPEATING_NAME", "ODD_LENGTH"),
        (Indicator("quantity", "三号楼3层", "5"), "NUMBERED_NAME", "MARKED_NAME REPEATING_NAME"),
        (Indicator("quantity", "道路道口", "5"), "REPEATING_NAME", "MARKED_NAME NUMBERED_NAME"),
        (Indicator("quantity", "养护里程", "5"), "", "REPEATING_NAME NUMBERED_NAME ODD_MARKS STANDARD_NAME"),
        (Indicator("quantity", "养护 里程", "5"), "ODD_MARKS MARKED_NAME", ""),
        (Indicator("quantity", "里", "5"), "ODD_LENGTH", ""),
        (Indicator("quantity", "里程" * 30, "5"), "ODD_LENGTH", ""),
        (Indicator("quality", "足额保障率", "100%"), "STANDARD_NAME", ""),
        (Indicator("quality", "科目调整次数(次)", "3次"), "STANDARD_NAME MARKED_NAME", ""),
    ],
)
def test_a_row_is_known_by_what_is_filled_in(row: Indicator, there: str, not_there: str) -> None:
    facts = known(row)
    assert set(there.split()) <= facts
    assert not set(not_there.split()) & facts


def test_what_a_name_means_is_looked_up_only_for_a_rule_that_asks() -> None:
    row = Indicator("quality", "收入增长率", "5%")
    assert known(row) - known(row, meaning=False) == {"UNBOUNDED", "RATE", "HIGHER_IS_BETTER"}


ROW, OTHER = Indicator("quantity", "养护里程", "5公里"), Indicator("quality", "合格率", "95%")


@pytest.mark.parametrize(
    ("form", "template"),
    [
        (TargetForm(template="national-2015"), "national-2015"),
        (TargetForm(indicators=Indicators((ROW,), (ROW,))), "county-2015"),
        (TargetForm(indicators=Indicators((), (ROW,))), "national-2015"),
        (TargetForm(), "national-2015"),
        (TargetForm(indicators=Indicators((), (ROW, Indicator("social_cost")))), "national-2021"),
        (TargetForm(indicators=Indicators((), (Indicator("quality", sign="≥"),))), "national-2021"),
        (TargetForm(indicators=Indicators((), (Indicator("quality", weight="5"),))), "national-2021"),
        (TargetForm(indicators=Indicators((), (Indicator("quality", unit="个"),))), "national-2015"),
        (TargetForm(indicators=Indicators((ROW,), (Indicator("economic_cost"),))), "national-2021"),
    ],
)
def test_a_template_that_is_not_named_is_told_by_the_rows(form: TargetForm, template: str) -> None:
    assert template_of(form) == template


@pytest.mark.parametrize(
    ("form", "template", "two"),
    [
        (TargetForm(), "county-2015", True),
        (TargetForm(), "national-2015", False),
        (TargetForm(indicators=Indicators((ROW,))), "national-2015", True),
        (TargetForm(funding=Funding(FundingColumn(Decimal(0)))), "national-2015", True),
        (TargetForm(goals=Goals("三年目标")), "national-2015", True),
        (TargetForm(goals=Goals(None, "当年目标")), "national-2021", False),
    ],
)
def test_two_columns_are_told_by_what_stands_in_the_first(form: TargetForm, template: str, two: bool) -> None:
    assert is_two_column(form, template) is two


@pytest.mark.parametrize(
    ("period", "annual", "differ"),
    [
        ((), (), False),
        ((), (ROW,), False),
        ((ROW,), (), True),
        ((ROW, OTHER), (ROW, OTHER), False),
        ((ROW, OTHER), (ROW,), True),
        ((ROW, OTHER), (OTHER, ROW), True),
        ((ROW,), (Indicator("quality", "里程", "5公里"),), False),
        ((ROW, ROW), (ROW, Indicator("quantity", "养护里程", "6公里")), True),
    ],
)
def test_halves_differ_by_a_value_in_its_place(
    period: tuple[Indicator, ...], annual: tuple[Indicator, ...], differ: bool
) -> None:
    assert values_differ(Indicators(period, annual)) is differ


TOTAL = Funding(annual=FundingColumn(Decimal(0)))


@pytest.mark.parametrize(
    ("form", "blank"),
    [
        (TargetForm(), True),
        (TargetForm("道路养护"), True),
        (TargetForm(department=Department("301", "交通局")), True),
        (TargetForm(indicators=Indicators((Indicator("quality"),), (Indicator("quality"),))), True),
        (TargetForm(indicators=Indicators((), (ROW,))), False),
        (TargetForm(indicators=Indicators((Indicator(value="5"),))), False),
        (TargetForm("道路养护", department=Department(None, "交通局")), False),
        (TargetForm("道路养护", project_attribute="延续项目"), False),
        (TargetForm("道路养护", project_period="1年"), False),
        (TargetForm("道路养护", sign_off=SignOff("甲")), False),
        (TargetForm("道路养护", text=Texts(measures="措施")), False),
        (TargetForm("道路养护", text=Texts(plan="计划")), False),
        (TargetForm(text=Texts(plan="计划")), True),
        (TargetForm(text=Texts("概况")), False),
        (TargetForm(text=Texts(basis="依据")), False),
        (TargetForm(text=Texts(necessity="必要")), False),
        (TargetForm(goals=Goals("目标")), False),
        (TargetForm(goals=Goals(None, "目标")), False),
        (TargetForm(funding=TOTAL), False),
        (TargetForm(funding=Funding(FundingColumn(Decimal(1)))), False),
        (TargetForm(implementing_unit="养护所"), False),
    ],
)
def test_a_form_is_blank_until_something_of_weight_is_filled_in(form: TargetForm, blank: bool) -> None:
    assert is_blank(form) is blank


def of_form(form: TargetForm, disclosure: Disclosure | None = None, **rest: Any) -> set[str]:
    """The facts of a form without those of its rows."""
    given = {"in_table": False, "places": {}, "union": 0, "categories": 0, **rest}
    template = template_of(form)
    return said(form_facts(form, disclosure or Disclosure((form,)), PROFILE, template, prefix="forms[0].", **given))


def money(**parts: int) -> FundingColumn:
    """A column with such parts in yuan."""
    return FundingColumn(**{part: Decimal(amount) for part, amount in parts.items()})


@pytest.mark.parametrize(
    ("period", "annual", "there", "not_there"),
    [
        (money(total=9, local=9), money(total=9, local=9), "", "TOTALS_DIFFER PARTS_DIFFER NO_TOTAL NEGATIVE"),
        (money(total=9, local=9), money(total=8, local=8), "TOTALS_DIFFER", "PARTS_DIFFER"),
        (money(total=9), money(), "TOTALS_DIFFER NO_TOTAL", "PARTS_DIFFER"),
        (money(), money(total=0), "NO_TOTAL TOTALS_DIFFER", "PARTS_DIFFER"),
        (money(), money(), "NO_TOTAL", "TOTALS_DIFFER PARTS_DIFFER"),
        (money(total=9, local=8), money(total=9, local=9), "PARTS_DIFFER", "TOTALS_DIFFER"),
        (money(total=9, local=9), money(total=9, local=9, other=1), "PARTS_DIFFER OTHER_MONEY", "FISCAL"),
        (money(total=9, local=9), money(total=9, local=9, central=1), "PARTS_DIFFER", ""),
        (money(total=9, local=9), money(total=9, local=9, provincial=1), "PARTS_DIFFER", ""),
        (money(total=9, local=9), money(total=9, local=9, self_raised=1), "PARTS_DIFFER", "OTHER_MONEY"),
        (money(total=9, local=9), money(total=9, local=9, carried_over=1), "PARTS_DIFFER CARRIED_OVER", ""),
        (money(total=9, local=9), money(total=9, local=9, carried_over=0, other=0), "", "PARTS_DIFFER CARRIED_OVER"),
        (money(total=9, fiscal=9, local=5), money(total=9, fiscal=9), "FISCAL", "PARTS_DIFFER"),
        (money(total=9, fiscal=5, local=9), money(total=9, fiscal=9), "FISCAL PARTS_DIFFER", ""),
        (money(total=9, central=4, local=5), money(total=9), "", "PARTS_DIFFER FISCAL"),
        (money(total=9, central=-1, local=10), money(total=9), "NEGATIVE", "PARTS_DIFFER"),
        *((money(total=9), FundingColumn(Decimal(9), **{part: Decimal(-1)}), "NEGATIVE", "") for part in (
            "central", "provincial", "local", "self_raised", "other", "fiscal", "carried_over",
        )),
        (money(total=-9), money(total=9), "NEGATIVE TOTALS_DIFFER", ""),
    ],
)  # fmt: skip
def test_money_is_known_by_its_totals_and_parts(
    period: FundingColumn, annual: FundingColumn, there: str, not_there: str
) -> None:
    for funds in (Funding(period, annual), Funding(period, annual if annual != period else period)):
        facts = of_form(TargetForm("道路养护", funding=funds))
        assert set(there.split()) <= facts
        assert not set(not_there.split()) & facts


WHOLE = TargetForm(
    "道路养护",
    fiscal_year=2025,
    template="national-2015",
    department=Department(None, "交通局"),
    implementing_unit="养护所",
    project_period="2025年",
    goals=Goals("养护道路", "养护道路"),
)


@pytest.mark.parametrize(
    ("form", "there", "not_there"),
    [
        (WHOLE, "TWO_COLUMNS ONE_YEAR NAMES_A_YEAR HAS_PERIOD_FIELD", "EMPTY_FIELD MULTI_YEAR SIGNED DATED BLANK"),
        (TargetForm("道路养护"), "EMPTY_FIELD BLANK", "TWO_COLUMNS HAS_PERIOD_FIELD HAS_ATTRIBUTE NAMES_A_YEAR"),
        (TargetForm(template="county-2015"), "TWO_COLUMNS HAS_ATTRIBUTE HAS_PERIOD_FIELD BLANK EMPTY_FIELD", ""),
        (TargetForm(project_period="3年"), "MULTI_YEAR HAS_PERIOD_FIELD", "ONE_YEAR NAMES_A_YEAR HAS_ATTRIBUTE"),
        (TargetForm(project_period="长期"), "HAS_PERIOD_FIELD", "ONE_YEAR MULTI_YEAR"),
        (TargetForm(project_attribute="一次性项目(1年结束)"), "ONE_YEAR HAS_ATTRIBUTE", "HAS_PERIOD_FIELD"),
        (TargetForm(project_period="1998年"), "NAMES_A_YEAR ONE_YEAR", ""),
        (TargetForm(sign_off=SignOff("甲")), "SIGNED", "DATED"),
        (TargetForm(sign_off=SignOff(handler="甲")), "SIGNED", "DATED"),
        (TargetForm(sign_off=SignOff(phone="1")), "SIGNED", "DATED"),
        (TargetForm(sign_off=SignOff(filled_at="2025年")), "DATED", "SIGNED"),
        (TargetForm(indicators=Indicators((ROW, ROW), (ROW,))), "SAME_NAMES VALUES_DIFFER TWO_COLUMNS", ""),
        (TargetForm(indicators=Indicators((ROW,), (ROW, OTHER, ROW))), "SAME_NAMES VALUES_DIFFER", ""),
        (TargetForm(indicators=Indicators((ROW, OTHER), (ROW, OTHER))), "", "SAME_NAMES VALUES_DIFFER"),
        (TargetForm(indicators=Indicators((Indicator(),) * 2, (Indicator(),) * 2)), "", "SAME_NAMES"),
    ],
)
def test_a_form_is_known_by_what_is_filled_in(form: TargetForm, there: str, not_there: str) -> None:
    facts = of_form(form)
    assert set(there.split()) <= facts
    assert not set(not_there.split()) & facts


@pytest.mark.parametrize("field", ["project_name", "implementing_unit", "project_period"])
def test_one_empty_field_is_enough(field: str) -> None:
    values = {name: getattr(WHOLE, name) for name in ("project_name", "implementing_unit", "project_period")}
    form = TargetForm(**{**values, field: None}, department=WHOLE.department, goals=WHOLE.goals)
    assert "EMPTY_FIELD" in of_form(form)
    for goals in (Goals("养护道路"), Goals(None, "养护道路")):
        assert "EMPTY_FIELD" in of_form(TargetForm(**values, department=WHOLE.department, goals=goals))
    assert "EMPTY_FIELD" in of_form(TargetForm(**values, goals=WHOLE.goals))


def test_a_form_is_known_by_what_stands_around_it() -> None:
    rows = (ProjectRow("道路养护", Decimal(5)),)
    assert not {"TABLES_READ", "TABLES_CUT", "IN_TABLE", "HAS_DISCLOSURE_YEAR", "PRINTED"} & of_form(WHOLE)
    read = of_form(WHOLE, Disclosure((WHOLE,), fiscal_year=2025, tables=Tables(rows)), in_table=True)
    assert {"TABLES_READ", "IN_TABLE", "HAS_DISCLOSURE_YEAR"} <= read
    assert "TABLES_CUT" not in read
    assert {"TABLES_READ", "TABLES_CUT"} <= of_form(WHOLE, Disclosure((WHOLE,), tables=Tables(rows, False)))
    assert "TABLES_CUT" not in of_form(WHOLE, Disclosure((WHOLE,), tables=Tables((), False)))
    # a field that the template may lack is there where it was printed
    place = Place(Location(row=3, column=2), "")
    printed = of_form(TargetForm("道路养护"), places={"forms[0].project_attribute": place})
    assert {"PRINTED", "HAS_ATTRIBUTE"} <= printed
    assert "HAS_PERIOD_FIELD" not in printed
    assert "HAS_PERIOD_FIELD" in of_form(TargetForm("道路养护"), places={"forms[0].project_period": place})


def outcomes(*forms: TargetForm, gaps: tuple[Gap, ...] = (), **options: Any) -> dict[str, dict[str, int]]:
    """What each rule came to: pass, fail, not applicable and cannot tell."""
    return jixiao.check(Reading(Disclosure(forms), gaps=gaps), **options).outcomes


def test_a_rule_comes_to_something_on_every_row() -> None:
    good, bad = Indicator("satisfaction", "群众满意度", "≥95%"), Indicator("satisfaction", "群众满意度", "≥150%")
    form = TargetForm("道路养护", indicators=Indicators((ROW, good, bad), (ROW, good)))
    counted = outcomes(form, select=["VAL14"])["VAL14"]
    assert counted == {"pass": 2, "fail": 1, "not_applicable": 2, "cannot_tell": 0}
    lost = outcomes(form, gaps=(Gap("forms[0].indicators.period[1]", "lost"),), select=["VAL14"])["VAL14"]
    assert lost == {"pass": 1, "fail": 1, "not_applicable": 2, "cannot_tell": 1}
    gone = outcomes(form, form, gaps=(Gap("forms[1]", "lost"),), select=["VAL14"])["VAL14"]
    assert gone == {"pass": 2, "fail": 1, "not_applicable": 2, "cannot_tell": 5}
    cell = outcomes(form, gaps=(Gap("forms[0].indicators.annual[1].value", "lost"),), select=["VAL14"])["VAL14"]
    assert cell == {"pass": 1, "fail": 1, "not_applicable": 2, "cannot_tell": 1}
    # of a table that breaks off only the last rows are unsure
    short = TargetForm("道路养护", indicators=Indicators((ROW, good, ROW), (good, ROW)))
    cut = outcomes(short, gaps=(Gap("forms[0].indicators", "cut"),), select=["VAL14"])["VAL14"]
    assert cut == {"pass": 2, "fail": 0, "not_applicable": 1, "cannot_tell": 2}


def test_a_rule_comes_to_one_thing_on_every_form_and_its_money() -> None:
    wrong = TargetForm(
        "道路养护", funding=Funding(money(total=90_000, local=80_000), money(total=90_000, local=90_000))
    )
    right = TargetForm("修桥", funding=Funding(money(total=90_000, local=90_000), money(total=90_000, local=90_000)))
    counted = outcomes(wrong, right, TargetForm("空表"), select=["FND02", "CMP03"])
    assert counted["FND02"]["fail"] == 1
    assert {sum(counts.values()) for counts in counted.values()} == {3}
    blank = outcomes(WHOLE, TargetForm("道路养护", implementing_unit=None, project_period="1年"), select=["CMP03"])
    assert blank["CMP03"] == {"pass": 1, "fail": 1, "not_applicable": 0, "cannot_tell": 0}


def test_a_rule_about_rows_together_applies_where_any_of_them_calls_it() -> None:
    weighted, plain = Indicator("quantity", "养护里程", "≥30公里", weight="10"), Indicator("quality", "合格率", "≥95%")
    for rows in ((weighted, plain), (plain, weighted)):
        counted = outcomes(TargetForm("道路养护", indicators=Indicators((), rows)), select=["VAL39"])["VAL39"]
        assert counted["not_applicable"] == 0
    none = outcomes(TargetForm("道路养护", indicators=Indicators((), (plain,))), select=["VAL39"])["VAL39"]
    assert none == {"pass": 0, "fail": 0, "not_applicable": 1, "cannot_tell": 0}


def test_a_rule_about_a_document_applies_where_it_has_something_to_compare() -> None:
    nothing = {"pass": 0, "fail": 0, "not_applicable": 0, "cannot_tell": 0}
    assert outcomes(WHOLE, select=["STR18"])["STR18"] == {**nothing, "not_applicable": 1}
    assert outcomes(WHOLE, evolve(WHOLE, project_name="修桥"), select=["STR18"])["STR18"] == {**nothing, "pass": 1}


def test_a_form_is_compared_with_its_row_of_the_tables() -> None:
    funds = money(total=90_000, local=90_000)
    form = TargetForm("道路养护", funding=Funding(funds, funds))
    for match, outcome in ((Match(1), "pass"), (None, "not_applicable")):
        tables = Tables((ProjectRow("道路养护", Decimal(90_000), matched=match),))
        report = jixiao.check(Disclosure((form,), fiscal_year=2025, tables=tables), select=["FND06"])
        assert report.outcomes["FND06"][outcome] == 1


def test_what_is_let_pass_has_failed_all_the_same() -> None:
    bad = Indicator("satisfaction", "群众满意度", "≥150%")
    report = jixiao.check(TargetForm("道路养护", indicators=Indicators((), (bad,))), select=["VAL14"])
    report.set_aside((), report.findings)
    assert report.findings == ()
    assert report.outcomes["VAL14"]["fail"] == 1


SAID: dict[str, Any] = {
    "category": "quality", "direction": "up", "kind": "share", "bounded": True, "range": [0, Decimal("99.50")],
    "units": ["%", "‰"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("told", "entry"),
    [
        (SAID, "quality up share yes 0 99.50 %,‰"),
        ({}, "- - - - - - -"),
        ({"bounded": False}, "- - - no - - -"),
        ({"direction": "down"}, "- down - - - - -"),
        ({"kind": "count"}, "- - count - - - -"),
        ({"range": [5]}, "- - - - 5 - -"),
        ({"units": ["个"]}, "- - - - - - 个"),
    ],
)
def test_what_is_said_of_a_name_is_packed_and_unpacked(told: dict[str, Any], entry: str) -> None:
    assert packed(told) == entry
    meaning = unpack(packed(told))
    assert (meaning.kind, meaning.direction, meaning.category) == (
        told.get("kind"), told.get("direction"), told.get("category"),
    )  # fmt: skip
    assert meaning.bounded is told.get("bounded")
    assert meaning.units == tuple(told.get("units", ()))
    assert [meaning.lower, meaning.upper] == ([*told.get("range", ()), None, None])[:2]


def test_own_names_stand_beside_the_known_ones_and_in_their_place() -> None:
    up, down = packed({"direction": "up"}), packed({"direction": "down"})
    names = Names({"names": {up: "甲率 乙率", down: "丙率"}, "heads": {}})
    more = with_names(names, (("乙率", down), ("丁率", down), ("戊 率", packed({"kind": "count"}))))
    assert dict(more.known()) == {
        "甲率": up,
        "乙率": down,
        "丙率": down,
        "丁率": down,
        "戊率": packed({"kind": "count"}),
    }
    assert dict(names.known()) == {"甲率": up, "乙率": up, "丙率": down}
    assert set(with_names(names, (("丙率", up),)).table) == {"names", "heads"}
    assert dict(with_names(names, (("丙率", up),)).known()) == {"甲率": up, "乙率": up, "丙率": up}


def test_a_layer_lies_on_a_profile_and_changes_its_hash() -> None:
    assert Layer().on(PROFILE) is PROFILE
    listed = PROFILE.listed("running_cost")
    layer = Layer(
        severities=(("VAL14", "info"),),
        thresholds=(("name_longest", "99"),),
        words=(WordList("running_cost", ("新词", listed[1]), (listed[0],)),),
        names=(("甲乙率", packed({"direction": "down"})),),
    )
    changed = layer.on(PROFILE)
    assert changed.name == PROFILE.name
    assert changed.hash not in (PROFILE.hash, "", None)
    assert changed.hash == layer.on(PROFILE).hash
    assert layer._replace(thresholds=()).on(PROFILE).hash != changed.hash
    assert changed.listed("running_cost") == (*listed[1:], "新词")
    assert changed.severities["VAL14"] == "info"
    assert changed.thresholds["name_longest"] == "99"
    assert changed.meaning("甲乙率").direction == "down"
    assert PROFILE.meaning("甲乙率").direction is None
    assert PROFILE.listed("running_cost") == listed
    # only what is named is another thing than before
    assert changed.units is PROFILE.units
    assert Layer(severities=(("VAL14", "info"),)).on(PROFILE).names is PROFILE.names


def test_a_changed_severity_is_that_of_the_findings() -> None:
    bad = TargetForm("道路养护", indicators=Indicators((), (Indicator("satisfaction", "群众满意度", "≥150%"),)))
    (finding,) = jixiao.check(bad, select=["VAL14"]).findings
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("维修道路。", ""),
        ("维修道路", ""),
        ("投入5万元。", "MONEY_TEXT"),
        ("2025年完工。", "YEAR_TEXT"),
        ("1998年开工。", "YEAR_TEXT"),
        ("按照《预算法》", "CITING_TEXT"),
        ("财预〔15〕8号文", "CITING_TEXT"),
        ("财预[2015]8号文", "CITING_TEXT YEAR_TEXT"),
        ("，维修道路。", "ODD_ENDS"),
        (" 维修道路。", "ODD_ENDS"),
        ("维修道路，", "ODD_ENDS OPEN_END"),
        ("维修道路；", "ODD_ENDS"),
        ("维修道路 ", "ODD_ENDS OPEN_END"),
    ],
)
def test_a_running_text_is_known_by_its_marks(text: str, facts: str) -> None:
    ends = open_ends(PROFILE)
    of_field = {
        "text.summary": "",
        "text.basis": "BASIS_TEXT",
        "text.necessity": "NECESSITY_TEXT",
        "text.measures": "MEASURES_TEXT",
        "text.plan": "PLAN_TEXT",
        "goals.period": "GOAL_TEXT",
        "goals.annual": "GOAL_TEXT",
    }
    form = TargetForm(text=Texts(*[text] * 5), goals=Goals(text, text))
    found = passages(form, ends)
    assert [path for path, _, _ in found] == list(of_field)
    for path, printed, bits in found:
        assert printed == text
        assert said(bits) == {"RUNNING_TEXT", *of_field[path].split(), *facts.split()}
    # of what nobody asks about, only the money is looked for
    for path, _, bits in passages(form, ends, int(Fact.MONEY_TEXT)):
        assert said(bits) == {"RUNNING_TEXT", *of_field[path].split(), *({"MONEY_TEXT"} & set(facts.split()))}
    assert passages(TargetForm(text=Texts("")), ends) == []


@pytest.mark.parametrize(
    ("period", "filled_at", "paths"),
    [
        ("2025年", "2025年1月5日", []),
        ("2025年13月", None, ["project_period"]),
        (None, "2025年2月30日", ["sign_off.filled_at"]),
        ("2025年13月", "2025年2月30日", ["project_period", "sign_off.filled_at"]),
    ],
)
def test_a_date_that_cannot_be_is_looked_at_as_text(
    period: str | None, filled_at: str | None, paths: list[str]
) -> None:
    form = TargetForm(project_period=period, sign_off=SignOff(filled_at=filled_at))
    found = passages(form, open_ends(PROFILE))
    assert [path for path, _, _ in found] == paths
    assert all(said(facts) == {"PERIOD_TEXT"} for _, _, facts in found)


def test_a_text_breaks_off_in_a_mark_that_asks_for_more_or_in_a_word_that_does() -> None:
    ends = open_ends(PROFILE)
    assert {"，", ",", "、", "：", ":"} <= ends
    assert {word[-1] for word in PROFILE.listed("dangling_words")} <= ends | {"。", "）"}
    assert not {"。", "）", "！", "》"} & ends
