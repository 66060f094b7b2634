"""What is known of a node before any rule looks at it: the facts by which rules say when they apply."""

from __future__ import annotations

from typing import ClassVar, Final


class Fact(int):
    """A fact of an indicator, a passage, a form or a disclosure.

    People read these names; the checker counts in plain ints. The facts of an indicator come first and are few enough
    for one machine word, because every row of a batch passes by them.
    """

    NONE: ClassVar[Fact]
    # of an indicator: what is filled in
    NAMED: ClassVar[Fact]
    VALUED: ClassVar[Fact]
    CATEGORISED: ClassVar[Fact]
    VALUELESS: ClassVar[Fact]
    """Named, without a value."""
    NAMELESS: ClassVar[Fact]
    """Valued, without a name."""
    UNSETTLED: ClassVar[Fact]
    """A filled row whose category is unknown."""
    SPLIT: ClassVar[Fact]
    """The template has cells of their own for sign and unit, and one of them is filled."""
    WEIGHTED: ClassVar[Fact]
    """分值 is filled."""
    HEADED: ClassVar[Fact]
    """A heading of level 1 or 2 is printed beside it."""
    EXPLAINED: ClassVar[Fact]
    """指标解释 is filled."""
    # of an indicator: its category
    OUTPUT: ClassVar[Fact]
    """数量, 质量 or 时效."""
    COST: ClassVar[Fact]
    """成本, in the layout of 2021 one of its three kinds."""
    BENEFIT: ClassVar[Fact]
    """经济, 社会 or 生态效益, or 可持续影响."""
    # of an indicator: its value
    NUMERIC: ClassVar[Fact]
    """A number or a range of numbers."""
    PERCENTAGE: ClassVar[Fact]
    """A number in %."""
    WHOLE: ClassVar[Fact]
    """A percentage of 99.9 or more."""
    RANGE: ClassVar[Fact]
    """Two numbers: 80%-90%."""
    DURATION: ClassVar[Fact]
    DATE: ClassVar[Fact]
    BAD_DATE: ClassVar[Fact]
    MALFORMED: ClassVar[Fact]
    DOUBLED: ClassVar[Fact]
    AT_LEAST: ClassVar[Fact]
    """A number or date with ≥ or >."""
    AT_MOST: ClassVar[Fact]
    """A number or date with ≤ or <."""
    EXACTLY: ClassVar[Fact]
    """A number with =."""
    BARE: ClassVar[Fact]
    """A number without any comparator."""
    UNITLESS: ClassVar[Fact]
    """A number without any unit."""
    MONEY: ClassVar[Fact]
    """A number in 元, 万元 …"""
    COUNTED: ClassVar[Fact]
    """A number in people, pieces or times."""
    ZERO: ClassVar[Fact]
    """A number that is zero, or below it."""
    QUALITATIVE: ClassVar[Fact]
    """A word without a number: 提升, 良好."""
    PLACEHOLDER: ClassVar[Fact]
    """XX, **, 待定, /."""
    SENTENCE: ClassVar[Fact]
    """A value that is none of these: free text."""
    # of an indicator: what its name says
    SATISFACTION: ClassVar[Fact]
    BOUNDED_RATE: ClassVar[Fact]
    """A rate that ends at 100 %."""
    UNBOUNDED: ClassVar[Fact]
    """A rate that may exceed 100 %, such as 增长率."""
    RATE: ClassVar[Fact]
    """The name asks for a share or a rate, bounded or not."""
    COUNT_NAME: ClassVar[Fact]
    """The name asks for people, pieces, times, an area, a length …"""
    HIGHER_IS_BETTER: ClassVar[Fact]
    LOWER_IS_BETTER: ClassVar[Fact]
    """故障率, 投诉率 …"""
    CAPPED: ClassVar[Fact]
    """A cost or a deadline: at most."""
    FIXED: ClassVar[Fact]
    """A standard that is set elsewhere: 补助标准."""
    ODD_MARKS: ClassVar[Fact]
    """Its name or value holds blanks, or brackets of both widths."""
    MARKED_NAME: ClassVar[Fact]
    """Its name holds something else than letters and digits."""
    NUMBERED_NAME: ClassVar[Fact]
    """Its name may hold a number, or a mark."""
    REPEATING_NAME: ClassVar[Fact]
    """Its name holds some character twice, or something else than letters and digits."""
    ODD_LENGTH: ClassVar[Fact]
    """Its name may be too short or too long."""
    STANDARD_NAME: ClassVar[Fact]
    """One of the standard names of running-cost projects: 足额保障率, 科目调整次数 …"""
    # of a passage
    MONEY_TEXT: ClassVar[Fact]
    """It names an amount of money."""
    YEAR_TEXT: ClassVar[Fact]
    """It may name a year: 19… or 20…"""
    CITING_TEXT: ClassVar[Fact]
    """It may cite a document: 《》 or 〔〕."""
    RUNNING_TEXT: ClassVar[Fact]
    """项目概况 to 项目实施计划, or a goal."""
    BASIS_TEXT: ClassVar[Fact]
    NECESSITY_TEXT: ClassVar[Fact]
    MEASURES_TEXT: ClassVar[Fact]
    PLAN_TEXT: ClassVar[Fact]
    GOAL_TEXT: ClassVar[Fact]
    ODD_ENDS: ClassVar[Fact]
    """It begins or ends with a mark or a blank that is no stop."""
    OPEN_END: ClassVar[Fact]
    """It does not end with a stop or a closing mark, but with a character that ends a text which breaks off."""
    PERIOD_TEXT: ClassVar[Fact]
    """项目期 or 填报日期, where it names a date that isn't in the calendar."""
    # of a form
    BLANK: ClassVar[Fact]
    FILLED: ClassVar[Fact]
    TWO_COLUMNS: ClassVar[Fact]
    ONE_YEAR: ClassVar[Fact]
    MULTI_YEAR: ClassVar[Fact]
    TABLES_READ: ClassVar[Fact]
    TABLES_CUT: ClassVar[Fact]
    IN_TABLE: ClassVar[Fact]
    HAS_ATTRIBUTE: ClassVar[Fact]
    HAS_PERIOD_FIELD: ClassVar[Fact]
    RUNNING_COST: ClassVar[Fact]
    EMPTY_FIELD: ClassVar[Fact]
    EMPTY_CATEGORY: ClassVar[Fact]
    HAS_DISCLOSURE_YEAR: ClassVar[Fact]
    PRINTED: ClassVar[Fact]
    """It was read from a file, so that what is printed at a place can be looked up."""
    NO_TOTAL: ClassVar[Fact]
    """年度资金总额 is blank or zero."""
    TOTALS_DIFFER: ClassVar[Fact]
    """年度资金总额 and 实施期资金总额 are not the same, or one is blank."""
    PARTS_DIFFER: ClassVar[Fact]
    """A total is not the sum of the rows under it."""
    VALUES_DIFFER: ClassVar[Fact]
    """The two halves do not hold the same values in the same order."""
    # of a disclosure; also TABLES_READ and TABLES_CUT
    DECLARES: ClassVar[Fact]
    NAMES_A_YEAR: ClassVar[Fact]
    """项目期 may print a year."""
    CARRIED_OVER: ClassVar[Fact]
    """上年结转 is filled."""
    SIGNED: ClassVar[Fact]
    """Of 负责人, 经办人 and 联系电话 one is filled."""
    DATED: ClassVar[Fact]
    """填报日期 is filled."""
    SAME_NAMES: ClassVar[Fact]
    """A half holds one name twice."""
    NEGATIVE: ClassVar[Fact]
    """Some amount is below zero."""
    OTHER_MONEY: ClassVar[Fact]
    """其他资金 is above zero in one column."""
    FISCAL: ClassVar[Fact]
    """财政拨款 is filled."""
    SEVERAL_FORMS: ClassVar[Fact]
    """It holds more than one form."""
    STAMPED: ClassVar[Fact]
    """The fill date of some form is a time stamp: 20240118154658."""

    def __or__(self, other: int) -> Fact:
        return Fact(int(self) | other)

    def __repr__(self) -> str:
        named = [name for name in Fact.__annotations__ if self & getattr(Fact, name)]
        return f"<Fact {'|'.join(named) or 'NONE'}>"


_FIRST_OF_OTHERS: Final = 84
"""The bit of the first fact that is not of an indicator."""
TRAITS_OF_ROWS: Final = range(50, _FIRST_OF_OTHERS)
"""The bits for what rules themselves want to know of an indicator, once for each distinct one."""


def _number_facts() -> int:
    """Give each fact its bit, in the order in which they are declared, and say which bit comes next.

    (An enumeration takes ten times as long.)
    """
    bit = -1
    for name in Fact.__annotations__:
        if name == "MONEY_TEXT":
            bit = _FIRST_OF_OTHERS
        setattr(Fact, name, Fact(1 << bit if bit >= 0 else 0))
        bit += 1
    return bit


_next_bit = _number_facts()
TRAITS_OF_TEXTS: Final = range(_next_bit, _next_bit + 24)
"""The bits for what rules want to know of the running texts of a form, once for all of them."""
INDICATOR_FACTS: Final = Fact((1 << _FIRST_OF_OTHERS) - 1)
"""All bits that facts of an indicator may have."""
