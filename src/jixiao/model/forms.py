"""What a disclosure and a project performance-target form are, as frozen values.

Amounts are ``Decimal`` in **yuan** (元). ``None`` is a blank cell, ``Decimal(0)`` a printed zero. The model holds what
the form says; where it was printed is in :class:`jixiao.places.Places`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

from attrs import frozen

from jixiao.model.english import counted
from jixiao.model.quantities import Quantity, parse_quantity

Half = Literal["period", "annual"]

_FISCAL: Final = ("fiscal",)
_TIERS: Final = ("central", "provincial", "local")
_BESIDE: Final = ("carried_over", "self_raised", "other")


@frozen
class Department:
    """主管部门及代码: the budget department in charge."""

    code: str | None = None
    name: str | None = None


@frozen
class FundingColumn:
    """One column of 项目资金 in yuan; every part may be blank (``None``).

    >>> column = FundingColumn(total=Decimal(86), fiscal=Decimal(80), other=Decimal(6))
    >>> sum(column.parts.values()) == column.total
    True
    """

    total: Decimal | None = None
    central: Decimal | None = None
    provincial: Decimal | None = None
    local: Decimal | None = None
    self_raised: Decimal | None = None
    other: Decimal | None = None
    fiscal: Decimal | None = None
    carried_over: Decimal | None = None

    @property
    def parts(self) -> dict[str, Decimal]:
        """What is printed under the total and adds up to it: 财政拨款, or in its place the tiers; and the rest."""
        names = _TIERS if self.fiscal is None else _FISCAL
        amounts = [(name, getattr(self, name)) for name in (*names, *_BESIDE)]
        return {name: amount for name, amount in amounts if amount is not None}


@frozen
class Funding:
    """项目资金: ``period`` is 实施期资金总额 with its sources, ``annual`` 年度资金总额 with its."""

    period: FundingColumn = FundingColumn()
    annual: FundingColumn = FundingColumn()


@frozen
class Texts:
    """The running text of a form: 项目概况, 立项依据, 项目设立必要性, 保证项目实施的制度、措施, 项目实施计划."""

    summary: str | None = None
    basis: str | None = None
    necessity: str | None = None
    measures: str | None = None
    plan: str | None = None


@frozen
class Goals:
    """总体目标: 实施期目标 and 年度目标."""

    period: str | None = None
    annual: str | None = None


@frozen
class Indicator:
    """One row of 绩效指标 in one half of the form.

    ``category`` is ``None`` where it could not be told; ``value`` is the whole target in reading order as printed
    (``≥95%`` also where the form splits it into three cells). A slot of the template that nobody filled has neither
    name nor value.

    >>> row = Indicator("satisfaction", "用水村民满意度", "≥95%")
    >>> row.quantity.number, row.quantity.unit
    (Decimal('95'), '%')
    """

    category: str | None = None
    name: str | None = None
    value: str | None = None
    level1: str | None = None
    level2: str | None = None
    sign: str | None = None
    unit: str | None = None
    weight: str | None = None
    explanation: str | None = None
    remark: str | None = None

    @property
    def filled(self) -> bool:
        """Whether the row holds a name or a value."""
        return self.name is not None or self.value is not None

    @property
    def quantity(self) -> Quantity:
        """What the printed value means; see :func:`jixiao.parse_quantity`."""
        return parse_quantity(self.value or "")

    def __repr__(self) -> str:
        return f"<Indicator {self.category or '?'}: {self.name or '(blank)'} = {self.value or '(blank)'}>"


@frozen
class Indicators:
    """The rows of both halves, in printed order."""

    period: tuple[Indicator, ...] = ()
    annual: tuple[Indicator, ...] = ()

    @property
    def halves(self) -> tuple[tuple[Half, tuple[Indicator, ...]], tuple[Half, tuple[Indicator, ...]]]:
        """Each half with its name, the period first."""
        return ("period", self.period), ("annual", self.annual)


@frozen
class Row:
    """One indicator in both halves: paired by category and name (one may be the clipped beginning of the other).

    ``period_index`` and ``annual_index`` are the positions in their halves, ``None`` where a half has no such row.
    """

    period: Indicator | None
    annual: Indicator | None
    period_index: int | None
    annual_index: int | None

    @property
    def name(self) -> str | None:
        """The name of the row: the longer one, where a half has it clipped."""
        names = [half.name for half in (self.period, self.annual) if half is not None and half.name]
        return max(names, key=len, default=None)


@frozen
class SignOff:
    """负责人, 经办人, 联系电话 and 填报日期 as printed."""

    responsible: str | None = None
    handler: str | None = None
    phone: str | None = None
    filled_at: str | None = None


@frozen
class TargetForm:
    """项目支出绩效目标表: what one project promises for its money.

    >>> form = TargetForm("城区道路养护", funding=Funding(annual=FundingColumn(total=Decimal(500_000))))
    >>> form
    <TargetForm 城区道路养护: 500000元, 0+0 rows>
    """

    project_name: str | None = None
    project_code: str | None = None
    fiscal_year: int | None = None
    template: str | None = None
    department: Department = Department()
    implementing_unit: str | None = None
    project_attribute: str | None = None
    project_period: str | None = None
    funding: Funding = Funding()
    text: Texts = Texts()
    goals: Goals = Goals()
    indicators: Indicators = Indicators()
    sign_off: SignOff = SignOff()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The two halves paired; see :func:`jixiao.model.rows.pair`."""
        from jixiao.model.rows import pair

        return pair(self.indicators.period, self.indicators.annual)

    def __repr__(self) -> str:
        total = self.funding.annual.total
        counts = f"{len(self.indicators.period)}+{len(self.indicators.annual)} rows"
        return f"<TargetForm {self.project_name or '(no name)'}: {total if total is not None else '?'}元, {counts}>"


@frozen
class Match:
    """Which form a row of a project table belongs to: its ordinal from 1, how it was found and how sure that is."""

    form: int
    how: str = ""
    confidence: str = "high"


@frozen
class ProjectRow:
    """One row of 项目支出预算表: ``total`` in yuan; ``from_last_year`` means the table of 上年结转."""

    name: str
    total: Decimal | None = None
    from_last_year: bool = False
    matched: Match | None = None
    code: str | None = None


@frozen
class Tables:
    """The budget tables that were read. ``complete`` is False where one is known to be cut off."""

    projects: tuple[ProjectRow, ...] = ()
    complete: bool = True


@frozen
class Disclosure:
    """One published document: its forms, its project tables and the paragraphs of its narrative."""

    forms: tuple[TargetForm, ...] = ()
    department: Department = Department()
    fiscal_year: int | None = None
    tables: Tables = Tables()
    narrative: tuple[str, ...] = ()

    def __repr__(self) -> str:
        year = self.fiscal_year if self.fiscal_year is not None else "?"
        forms, rows = counted(len(self.forms), "form"), counted(len(self.tables.projects), "project row")
        return f"<Disclosure {year}: {forms}, {rows}>"
