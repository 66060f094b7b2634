"""What a rule is made of: severities, the decorator, its context, and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Protocol

from jixiao.rules.facts import TRAITS_OF_ROWS, TRAITS_OF_TEXTS
from jixiao.rules.facts import Fact as Fact

if TYPE_CHECKING:
    import re

    from jixiao.model.forms import Indicator
    from jixiao.model.name_parts import Meaning
    from jixiao.rules.context import Context

RUNNING_COST_NAMES: Final = 3
"""So many of the standard names of running-cost projects make a form one."""


class Severity(StrEnum):
    """How bad a finding is: a form with an error is sent back."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Passage(NamedTuple):
    """A field of a form and the text that stands in it; ``path`` is relative to the form (``text.summary``)."""

    path: str
    text: str


class CannotTell(NamedTuple):
    """Yielded by a rule that has seen the node and can't decide; ``reason`` is for people."""

    reason: str


NOT_PRINTED: Final = CannotTell("the layout does not print this field")

Safety = Literal["format-only", "needs review", "suggestion"]


class Fix(NamedTuple):
    """A cell patch: at ``path`` write ``after`` for ``before``.

    ``format-only``: the cell means the same afterwards. ``needs review``: what is meant is clear, but somebody should
    look. ``suggestion``: one of several answers, to be decided by the owner.
    """

    path: str
    before: str | None
    after: str
    safety: Safety


class Draft(NamedTuple):
    """A finding as a rule makes it: its paths (relative to the node, or absolute with a leading ``/``) and operands.

    The paths of its fixes are relative in the same way.
    """

    rule: Rule
    paths: tuple[str, ...]
    values: dict[str, Any]
    variant: str | None = None
    confidence: str = "high"
    fixes: tuple[Fix, ...] = ()


class Judge(Protocol):
    """What a rule asks of a profile."""

    @property
    def searches(self) -> dict[str, Callable[[str], object]]:
        """For lists that are often asked for: what finds one of their words in a text, or ``None``."""

    def mentions(self, words: str, text: str) -> bool:
        """Whether ``text`` holds one of the words of the list called ``words``."""

    def listed(self, words: str) -> tuple[str, ...]:
        """The words of the list called ``words``."""

    def finder_of(self, lists: tuple[str, ...]) -> re.Pattern[str]:
        """A pattern that finds the words of several lists."""

    def set_of(self, words: str) -> frozenset[str]:
        """The words of the list called ``words``, to ask whether one is among them."""

    def finder(self, words: str) -> re.Pattern[str]:
        """A pattern that finds the words of the list called ``words``."""

    def threshold(self, name: str) -> Decimal:
        """A number that the rules work with."""

    def meaning(self, name: str) -> Meaning:
        """What the name of an indicator says about its target."""

    def unit_kind(self, unit: str | None) -> str | None:
        """The kind of a unit, in the words of :class:`jixiao.model.name_parts.Meaning`."""

    def basic_unit(self, unit: str) -> tuple[str, Decimal]:
        """The basic unit of the same thing, and what one ``unit`` is in it: 公里 → 米, 1000."""


RuleFunction = Callable[[Any, "Context"], Iterator[Draft | CannotTell]]

NODES: Final = {
    "Indicator": "indicator",
    "Row": "row",
    "Passage": "passage",
    "Funding": "funding",
    "TargetForm": "form",
    "Disclosure": "disclosure",
}
"""The kinds of nodes, by the name of their class."""


class Rule(NamedTuple):
    """A registered rule. ``name`` is its function's name; ``node`` the kind of node that it looks at."""

    code: str
    name: str
    node: str
    severity: Severity
    severities: dict[str, Severity]
    when: int
    unless: int
    trigger: int
    either: int
    silent: int
    asks: int
    yields_to: tuple[str, ...]
    follows: tuple[str, ...]
    preview: bool
    function: RuleFunction
    module: str = ""
    opt_in: bool = False
    """Whether it runs only where it is asked for: by its code, or by a profile that gives it a severity."""
    document: bool = False
    """Whether its findings are about the document, though their places lie in forms."""
    spelling: bool = False
    """Whether it is about what is printed, so that a text which could not be understood is no reason to be silent."""
    texts: dict[str, dict[str, str]] | None = None
    """What people read of a rule that the package does not have: part → language → text."""

    @property
    def family(self) -> str:
        """The letters of its code: ``FND``."""
        return self.code[:3]


REGISTRY: Final[dict[str, Rule]] = {}
"""Every rule that has been imported, by code; filled by :func:`rule` and by nothing else."""


class Trait(NamedTuple):
    """A fact that rules add for themselves: ``function`` tells whether it holds, where all facts of ``when`` do."""

    bit: int
    when: int
    function: Callable[[Any, Context], bool]


TRAITS: Final[dict[str, list[Trait]]] = {"indicator": [], "value": [], "text": []}
"""The traits of indicators, of their values, and of the texts of a form.

Filled by :func:`trait`, :func:`value_trait` and :func:`text_trait`.
"""


def trait(when: Fact = Fact.NONE) -> Callable[[Callable[[Indicator, Context], bool]], Fact]:
    """Make a fact of a question about one indicator, which is asked once for each distinct one.

    The function uses what a rule about an indicator may use. A rule about forms then says by its ``trigger`` or
    ``silent`` that it need not look at a form without such a row, or with one.
    """

    def register(function: Callable[[Indicator, Context], bool]) -> Fact:
        bit = _next_bit_of_rows()
        TRAITS["indicator"].append(Trait(int(bit), int(when), function))
        return bit

    return register


def value_trait(when: Fact = Fact.NONE) -> Callable[[Callable[[str, Context], bool]], Fact]:
    """Make a fact of a question about a value alone, which is asked once for each distinct value.

    ``when`` names facts of values only.
    """

    def register(function: Callable[[str, Context], bool]) -> Fact:
        bit = _next_bit_of_rows()
        TRAITS["value"].append(Trait(int(bit), int(when), function))
        return bit

    return register


def _next_bit_of_rows() -> Fact:
    return Fact(1 << TRAITS_OF_ROWS[len(TRAITS["indicator"]) + len(TRAITS["value"])])


def text_trait(function: Callable[[str, Context], bool]) -> Fact:
    """Make a fact of a question about the running texts of a form, which is asked once of all of them, a line each.

    It may hold where none of the texts has what is looked for, but never fail to hold where one has it.
    """
    traits = TRAITS["text"]
    bit = Fact(1 << TRAITS_OF_TEXTS[len(traits)])
    traits.append(Trait(int(bit), 0, function))
    return bit


EXTENSIONS: Final[list[Rule]] = []
"""Further functions of rules in the registry, for nodes of another kind; filled by :func:`extends`."""


def _node_of(function: RuleFunction) -> str:
    """The kind of node that a rule looks at: the type of its first parameter."""
    first = next(iter(function.__annotations__.values()))
    return NODES[first if isinstance(first, str) else first.__name__]


def rule(
    code: str,
    severity: Severity | None = None,
    *,
    when: Fact = Fact.NONE,
    unless: Fact = Fact.NONE,
    trigger: Fact = Fact.NONE,
    either: Fact = Fact.NONE,
    silent: Fact = Fact.NONE,
    asks: Fact = Fact.NONE,
    severities: dict[str, Severity] | None = None,
    yields_to: str = "",
    follows: str = "",
    preview: bool = True,
    opt_in: bool = False,
    document: bool = False,
    spelling: bool = False,
) -> Callable[[RuleFunction], RuleFunction]:
    """Register a rule.

    ``when`` names facts that must all hold and ``unless`` facts of which none may hold, or else the rule is *not
    applicable* to a node. ``trigger`` names facts without all of which the rule is sure to be silent: then it is not
    called, and the node *passes*. Just so ``either`` names facts of which one at least must hold, and ``silent`` facts
    of which any one makes sure that it has nothing to say; ``asks`` names further traits that it looks up of single
    rows. ``yields_to`` lists the codes beside which a finding of this rule is dropped,
    ``follows`` those of which it is a consequence. A rule with several severities names them as variants. One that is
    often wrong is ``opt_in``. A rule that compares forms is about the form of its first place, unless it is about the
    ``document``.
    """

    def register(function: RuleFunction) -> RuleFunction:
        if code in REGISTRY:
            raise ValueError(f"the code {code} is taken")
        variants = dict(severities or {})
        REGISTRY[code] = Rule(
            code=code,
            name=function.__name__,
            node=_node_of(function),
            severity=severity if severity is not None else next(iter(variants.values())),
            severities=variants,
            when=int(when),
            unless=int(unless),
            trigger=int(trigger),
            either=int(either),
            silent=int(silent),
            asks=int(asks),
            yields_to=tuple(yields_to.split()),
            follows=tuple(follows.split()),
            preview=preview,
            function=function,
            module=function.__module__,
            opt_in=opt_in,
            document=document,
            spelling=spelling,
        )
        return function

    return register


def extends(
    code: str,
    *,
    when: Fact = Fact.NONE,
    trigger: Fact = Fact.NONE,
    silent: Fact = Fact.NONE,
    spelling: bool = False,
) -> Callable[[RuleFunction], RuleFunction]:
    """Register a second function of a rule, for another kind of node: the same fault in another place of the form."""

    def register(function: RuleFunction) -> RuleFunction:
        main = REGISTRY[code]
        EXTENSIONS.append(
            main._replace(
                node=_node_of(function),
                when=int(when),
                unless=0,
                trigger=int(trigger),
                either=0,
                silent=int(silent),
                asks=0,
                function=function,
                spelling=spelling,
            )
        )
        return function

    return register
