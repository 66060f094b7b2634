"""What is known of a node before any rule looks at it: the facts by which rules say when they apply."""

from __future__ import annotations

from enum import IntFlag, auto


class Fact(IntFlag):
    """A fact of an indicator, a passage, a form or a disclosure.

    People read these names; the checker counts in plain ints. The facts of an indicator come first and are few enough
    for one machine word, because every row of a batch passes by them.
    """

    NONE = 0
    # of an indicator: what is filled in
    NAMED = auto()
    VALUED = auto()
    CATEGORISED = auto()
    VALUELESS = auto()
    """Named, without a value."""
    NAMELESS = auto()
    """Valued, without a name."""
    UNSETTLED = auto()
    """A filled row whose category is unknown."""
    SPLIT = auto()
    """The template has cells of their own for sign and unit, and one of them is filled."""
    WEIGHTED = auto()
    """分值 is filled."""
    # of an indicator: its category
    OUTPUT = auto()
    """数量, 质量 or 时效."""
    COST = auto()
    """成本, in the layout of 2021 one of its three kinds."""
    BENEFIT = auto()
    """经济, 社会 or 生态效益, or 可持续影响."""
    # of an indicator: its value
    NUMERIC = auto()
    """A number or a range of numbers."""
    PERCENTAGE = auto()
    """A number in %."""
    WHOLE = auto()
    """A percentage of 99.9 or more."""
    RANGE = auto()
    """Two numbers: 80%-90%."""
    DURATION = auto()
    DATE = auto()
    BAD_DATE = auto()
    MALFORMED = auto()
    DOUBLED = auto()
    AT_LEAST = auto()
    """A number or date with ≥ or >."""
    AT_MOST = auto()
    """A number or date with ≤ or <."""
    EXACTLY = auto()
    """A number with =."""
    BARE = auto()
    """A number without any comparator."""
    UNITLESS = auto()
    """A number without any unit."""
    MONEY = auto()
    """A number in 元, 万元 …"""
    UNIT_MONEY = auto()
    """A number in money per something: 元/平方米."""
    COUNTED = auto()
    """A number in people, pieces or times."""
    QUALITATIVE = auto()
    """A word without a number: 提升, 良好."""
    YES_NO = auto()
    """达标, 是, 符合要求."""
    PLACEHOLDER = auto()
    """XX, **, 待定, /."""
    SENTENCE = auto()
    """A value that is none of these: free text."""
    # of an indicator: what its name says
    SATISFACTION = auto()
    BOUNDED_RATE = auto()
    """A rate that ends at 100 %."""
    UNBOUNDED = auto()
    """A rate that may exceed 100 %, such as 增长率."""
    RATE = auto()
    """The name asks for a share or a rate, bounded or not."""
    COUNT_NAME = auto()
    """The name asks for people, pieces, times, an area, a length …"""
    HIGHER_IS_BETTER = auto()
    LOWER_IS_BETTER = auto()
    """故障率, 投诉率 …"""
    CAPPED = auto()
    """A cost or a deadline: at most."""
    FIXED = auto()
    """A standard that is set elsewhere: 补助标准."""
    STANDARD_NAME = auto()
    """One of the standard names of running-cost projects: 足额保障率, 科目调整次数 …"""
    # of a passage
    MONEY_TEXT = 1 << 48
    """It names an amount of money."""
    YEAR_TEXT = auto()
    """It may name a year: 19… or 20…"""
    CITING_TEXT = auto()
    """It may cite a document: 《》 or 〔〕."""
    RUNNING_TEXT = auto()
    """项目概况 to 项目实施计划, or a goal."""
    SUMMARY_TEXT = auto()
    BASIS_TEXT = auto()
    NECESSITY_TEXT = auto()
    MEASURES_TEXT = auto()
    PLAN_TEXT = auto()
    GOAL_TEXT = auto()
    PERIOD_TEXT = auto()
    """项目期 or 填报日期, where it names a date that isn't in the calendar."""
    # of a form
    BLANK = auto()
    FILLED = auto()
    TWO_COLUMNS = auto()
    ONE_YEAR = auto()
    MULTI_YEAR = auto()
    TABLES_READ = auto()
    TABLES_CUT = auto()
    IN_TABLE = auto()
    HAS_ATTRIBUTE = auto()
    HAS_PERIOD_FIELD = auto()
    RUNNING_COST = auto()
    EMPTY_FIELD = auto()
    EMPTY_CATEGORY = auto()
    HAS_DISCLOSURE_YEAR = auto()
    PRINTED = auto()
    """It was read from a file, so that what is printed at a place can be looked up."""
    NO_TOTAL = auto()
    """年度资金总额 is blank or zero."""
    TOTALS_DIFFER = auto()
    """年度资金总额 and 实施期资金总额 are not the same, or one is blank."""
    PARTS_DIFFER = auto()
    """A total is not the sum of the rows under it."""
    VALUES_DIFFER = auto()
    """The two halves do not hold the same values in the same order."""
    # of a disclosure; also TABLES_READ and TABLES_CUT
    DECLARES = auto()
    SEVERAL_FORMS = auto()
    """It holds more than one form."""
    STAMPED = auto()
    """The fill date of some form is a time stamp: 20240118154658."""


INDICATOR_FACTS = Fact.MONEY_TEXT - 1
"""All bits that facts of an indicator may have."""
