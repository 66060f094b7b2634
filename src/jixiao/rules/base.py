"""What a rule is made of: facts, severities, the decorator, and what a rule yields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntFlag, StrEnum, auto
from typing import Any, Final, get_type_hints

from attrs import field, frozen, mutable

from jixiao.model.forms import Disclosure, Funding, Indicator, ProjectRow, Row, TargetForm


class Severity(StrEnum):
    """How bad a finding is: a form with an error is sent back."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Fact(IntFlag):
    """What is known of a node before any rule looks at it. People read these names; the checker counts in plain ints."""

    NONE = 0
    # of an indicator
    NAMED = auto()
    VALUED = auto()
    CATEGORISED = auto()
    NUMERIC = auto()
    PERCENTAGE = auto()
    DATE = auto()
    BAD_DATE = auto()
    MALFORMED = auto()
    DOUBLED = auto()
    SATISFACTION = auto()
    BOUNDED_RATE = auto()
    UNBOUNDED = auto()
    WHOLE = auto()
    """100 % or more."""
    # of a passage
    MONEY_TEXT = auto()
    PERIOD_TEXT = auto()
    """项目期 or 填报日期."""
    # of a form
    BLANK = auto()
    FILLED = auto()
    TWO_COLUMNS = auto()
    ONE_YEAR = auto()
    MULTI_YEAR = auto()
    TABLES_READ = auto()
    TABLES_CUT = auto()
    IN_TABLE = auto()
    DATED_ROWS = auto()
    HAS_ATTRIBUTE = auto()
    HAS_PERIOD_FIELD = auto()
    RUNNING_COST = auto()
    UNSETTLED = auto()
    """A filled row whose category is unknown."""
    EMPTY_FIELD = auto()
    EMPTY_CATEGORY = auto()
    HAS_DISCLOSURE_YEAR = auto()
    # of a disclosure
    DECLARES = auto()


@frozen
class Passage:
    """A field of a form and the text that stands in it; ``path`` is relative to the form (``text.summary``)."""

    path: str
    text: str


@frozen
class CannotTell:
    """Yielded by a rule that has seen the node and can't decide; ``reason`` is for people."""

    reason: str


@frozen
class Draft:
    """A finding as a rule makes it: where (relative to its node, or absolute with a leading ``/``), and the operands."""

    rule: Rule
    paths: tuple[str, ...]
    values: dict[str, Any]
    variant: str | None = None
    confidence: str = "high"


@mutable
class Context:
    """What a rule may know beside its node.

    A rule about an :class:`Indicator` or a :class:`Passage` uses ``template``, ``year`` and ``profile`` only, so that
    its answer can be remembered; the rest is for rules about rows, funding, forms and disclosures.
    """

    rule: Rule = field(init=False)
    template: str | None = None
    year: int | None = None
    """The budget year: the form's own, unless the caller says otherwise."""
    profile: Any = None
    facts: int = 0
    form: TargetForm = field(factory=TargetForm)
    disclosure: Disclosure = field(factory=Disclosure)
    row: ProjectRow | None = None
    """The row of a project table that the form belongs to."""
    row_index: int | None = None
    row_certain: bool = True
    categories: int = 0
    """A bit for each category with a filled row, in the order of :data:`jixiao.model.taxonomy.CATEGORIES`."""

    def finding(self, *paths: str, variant: str | None = None, confidence: str = "high", **values: Any) -> Draft:
        """A finding of the rule that is running, at ``paths``, with its named ``values``."""
        return Draft(self.rule, paths, values, variant, confidence)


Node = Indicator | Row | Passage | Funding | TargetForm | Disclosure
RuleFunction = Callable[[Any, Context], Iterator[Draft | CannotTell]]

NODES: Final[dict[type, str]] = {
    Indicator: "indicator",
    Row: "row",
    Passage: "passage",
    Funding: "funding",
    TargetForm: "form",
    Disclosure: "disclosure",
}


@frozen(eq=False)
class Rule:
    """A registered rule. ``name`` is its function's name; ``node`` the kind of node that it looks at."""

    code: str
    name: str
    node: str
    severity: Severity
    severities: dict[str, Severity]
    when: int
    unless: int
    trigger: int
    yields_to: tuple[str, ...]
    follows: tuple[str, ...]
    preview: bool
    function: RuleFunction = field(repr=False)
    module: str = field(repr=False, default="")

    @property
    def family(self) -> str:
        """The letters of its code: ``FND``."""
        return self.code[:3]


REGISTRY: Final[dict[str, Rule]] = {}
"""Every rule that has been imported, by code; filled by :func:`rule` and by nothing else."""


def rule(
    code: str,
    severity: Severity | None = None,
    *,
    when: Fact = Fact.NONE,
    unless: Fact = Fact.NONE,
    trigger: Fact = Fact.NONE,
    severities: dict[str, Severity] | None = None,
    yields_to: str = "",
    follows: str = "",
    preview: bool = True,
) -> Callable[[RuleFunction], RuleFunction]:
    """Register a rule.

    ``when`` names facts that must all hold and ``unless`` facts none of which may hold, or else the rule is *not
    applicable* to a node. ``trigger`` names facts without all of which the rule is sure to be silent, so that it need
    not be called: the node *passes*. ``yields_to`` lists codes beside which a finding of this rule is dropped, ``follows`` codes of which
    it is a consequence. A rule with several severities names them as variants; the first is its severity.
    """

    def register(function: RuleFunction) -> RuleFunction:
        hints = get_type_hints(function)
        node = NODES[next(iter(hints.values()))]
        if code in REGISTRY and REGISTRY[code].function is not function:
            raise ValueError(f"the code {code} is taken")
        variants = dict(severities or {})
        REGISTRY[code] = Rule(
            code=code,
            name=function.__name__,
            node=node,
            severity=severity if severity is not None else next(iter(variants.values())),
            severities=variants,
            when=int(when),
            unless=int(unless),
            trigger=int(trigger),
            yields_to=tuple(yields_to.split()),
            follows=tuple(follows.split()),
            preview=preview,
            function=function,
            module=function.__module__,
        )
        return function

    return register
