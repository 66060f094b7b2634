"""What a rule is made of: severities, the decorator, its context, and what it yields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeVar

from jixiao.model.forms import Disclosure, Funding, Indicator, ProjectRow, Row, TargetForm
from jixiao.model.meanings import Meaning
from jixiao.model.periods import Period, project_period
from jixiao.model.rows import pair_indices, row_of
from jixiao.model.texts import goal_texts
from jixiao.places import Place
from jixiao.rules.facts import TRAITS_OF_ROWS, TRAITS_OF_TEXTS
from jixiao.rules.facts import Fact as Fact

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


Found = TypeVar("Found")


class CannotTell(NamedTuple):
    """Yielded by a rule that has seen the node and can't decide; ``reason`` is for people."""

    reason: str


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


_tuple: Final = tuple.__new__


class Judge(Protocol):
    """What a rule asks of a profile."""

    searches: dict[str, Callable[[str], object]]
    """For lists that are often asked for: what finds one of their words in a text, or ``None``."""

    def mentions(self, words: str, text: str) -> bool:
        """Whether ``text`` holds one of the words of the list called ``words``."""

    def listed(self, words: str) -> tuple[str, ...]:
        """The words of the list called ``words``."""

    def finder(self, words: str) -> re.Pattern[str]:
        """A pattern that finds the words of the list called ``words``."""

    def threshold(self, name: str) -> Decimal:
        """A number that the rules work with."""

    def meaning(self, name: str) -> Meaning:
        """What the name of an indicator says about its target."""

    def unit_kind(self, unit: str | None) -> str | None:
        """The kind of a unit, in the words of :class:`jixiao.model.meanings.Meaning`."""

    def basic_unit(self, unit: str) -> tuple[str, Decimal]:
        """The basic unit of the same thing, and what one ``unit`` is in it: 公里 → 米, 1000."""


class Context:
    """What a rule may know beside its node.

    A rule about an :class:`Indicator` or a :class:`Passage` uses ``template``, ``facts`` and ``profile`` only, so that
    its answer can be remembered; the rest is for rules about rows, funding, forms and disclosures.
    """

    rule: Rule

    def __init__(self, profile: Judge, template: str | None = None) -> None:
        self.profile = profile
        self._searches = profile.searches
        self.template = template
        # The budget year: the form's own, unless the caller says otherwise.
        self.year: int | None = None
        self.facts = 0
        self.form = TargetForm()
        self.disclosure = Disclosure()
        # The row of a project table that the form belongs to, its index, and whether that is certain.
        self.row: ProjectRow | None = None
        self.row_index: int | None = None
        self.row_certain = True
        # A bit for each category with a filled row, in the order of jixiao.model.taxonomy.CATEGORIES.
        self.categories = 0
        self.places: Mapping[str, Place] = {}
        # The path of the form: forms[3].
        self.prefix = ""
        # The facts of each row of the form, by half.
        self.known: dict[str, list[int]] = {"period": [], "annual": []}
        # The running texts and the goals of the form, with their paths.
        self.texts: list[tuple[str, str, int]] = []
        # The project's name and these texts, a line each.
        self.running = ""
        self._found: dict[Callable[[Context], Any], Any] = {}

    def finding(
        self,
        *paths: str,
        variant: str | None = None,
        confidence: str = "high",
        fixes: Sequence[Fix] = (),
        **values: Any,
    ) -> Draft:
        """A finding of the rule that is running, at ``paths``, with its named ``values``."""
        # What a NamedTuple's own constructor does, in a third of its time.
        return _tuple(Draft, (self.rule, paths, values, variant, confidence, tuple(fixes) if fixes else ()))

    def enter(self, form: TargetForm) -> None:
        """Turn to another form: what was found out of the last one is forgotten."""
        self.form = form
        self._found.clear()

    def once(self, find: Callable[[Context], Found]) -> Found:
        """What ``find`` finds out of the form, which is asked once for all rules that want to know."""
        found: Found | None = self._found.get(find)
        if found is None:
            found = self._found[find] = find(self)
        return found

    @property
    def pairs(self) -> list[tuple[int | None, int | None]]:
        """The positions of each row of the form in both halves."""
        return self.once(_pairs)

    @property
    def partners(self) -> dict[int, int]:
        """For the position of a row in the annual half that of the same row in the period half."""
        return self.once(_partners)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the form, each with its two halves."""
        return self.once(_rows)

    def whole_name(self, half: str, index: int) -> str:
        """The name of a row, or that of its other half where the page cut its own off."""
        period, annual = self.form.indicators.period, self.form.indicators.annual
        if half == "annual":
            own, twin = annual[index], self.partners.get(index)
            other = None if twin is None else period[twin]
        else:
            own = period[index]
            other = next((annual[twin] for twin, one in self.partners.items() if one == index), None)
        if other is None or other is own or len(other.name or "") <= len(own.name or ""):
            return own.name or ""
        return other.name or ""

    @property
    def goals(self) -> list[tuple[tuple[str, ...], str]]:
        """The goals of the form with their paths; one that stands in both columns comes once."""
        return self.once(_goals)

    def count(self, half: str, facts: int) -> int:
        """How many rows of a half there are of which one of these facts holds."""
        return len([known for known in self.known[half] if known & facts])

    def where(self, half: str, facts: int) -> list[tuple[int, Indicator]]:
        """The rows of a half of which all these facts hold, each with its position."""
        indicators = self.form.indicators
        rows = indicators.annual if half == "annual" else indicators.period
        return [(index, rows[index]) for index, known in enumerate(self.known[half]) if known & facts == facts]

    def mentions(self, words: str, *texts: str | None) -> bool:
        """Whether one of the texts holds a word of the profile's list ``words``."""
        # Rules ask this most of all: any() of a generator takes twice as long, and so does a call for each text.
        search = self._searches.get(words)
        if search is None:
            return any([text is not None and self.profile.mentions(words, text) for text in texts])
        for text in texts:
            if text is not None and search(text) is not None:
                return True
        return False

    def printed(self, path: str) -> str | None:
        """The text that is printed at a path of the form; nothing where the form was built in code."""
        place = self.places.get(self.prefix + path)
        return None if place is None else place.text

    @property
    def period(self) -> Period:
        """The years of the project."""
        return project_period(self.form.project_period, self.form.project_attribute)

    def tolerance(self, prefix: str, paths: Sequence[str]) -> Decimal:
        """What a sum may differ by, in yuan: half a unit of the last printed digit for each cell, one to five units.

        The unit is the finest that is printed (100 beside 99.50 is exact), but a yuan beside 角 and 分; a zero is never
        rounded. Where nothing was printed (a form built in code) it is that of the amounts' last decimal.
        """
        units = [unit for path in paths if (unit := self._unit(prefix + path))]
        if not units:
            return Decimal(0)
        unit = max(min(units), min(max(units), Decimal(1)))
        return min(max(unit * len(units) / 2, unit), unit * 5)

    def table_tolerance(self, path: str) -> Decimal:
        """What the amount at ``path`` and the row may differ by, in yuan: 0.01 万元, or one where both are in 元."""
        paths = (self.prefix + path, f"tables.projects[{self.row_index}].total")
        if all((place := self.places.get(one)) is not None and place.unit == "元" for one in paths):
            return Decimal(1)
        return Decimal(100)

    def _unit(self, path: str) -> Decimal:
        """The unit of an amount's last printed digit, in yuan; nothing for zero."""
        value: Any = self.form
        for name in path.split("."):
            value = getattr(value, name)
        if not value:
            return Decimal(0)
        place = self.places.get(self.prefix + path)
        if place is not None and place.text:
            decimals = len(place.text.partition(".")[2].rstrip("元万亿 "))
            power = {"万元": 4, "亿元": 8, "千元": 3}.get(place.unit or "", 0)
            return Decimal(1).scaleb(power - decimals)
        exponent = value.as_tuple().exponent
        return Decimal(1).scaleb(min(0, exponent)) if isinstance(exponent, int) else Decimal(1)


def _pairs(context: Context) -> list[tuple[int | None, int | None]]:
    return pair_indices(context.form.indicators.period, context.form.indicators.annual)


def _partners(context: Context) -> dict[int, int]:
    return {other: index for index, other in context.pairs if index is not None and other is not None}


def _rows(context: Context) -> tuple[Row, ...]:
    period, annual = context.form.indicators.period, context.form.indicators.annual
    return tuple([row_of(period, annual, index, other) for index, other in context.pairs])


def _goals(context: Context) -> list[tuple[tuple[str, ...], str]]:
    return list(goal_texts(context.form))


RuleFunction = Callable[[Any, Context], Iterator[Draft | CannotTell]]

NODES: Final[dict[type, str]] = {
    Indicator: "indicator",
    Row: "row",
    Passage: "passage",
    Funding: "funding",
    TargetForm: "form",
    Disclosure: "disclosure",
}


_NODES_BY_NAME: Final = {kind.__name__: node for kind, node in NODES.items()}


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


TRAITS: Final[dict[str, list[Trait]]] = {"indicator": [], "text": []}
"""The traits of indicators, and those of the texts of a form; filled by :func:`trait` and :func:`text_trait`."""


def trait(when: Fact = Fact.NONE) -> Callable[[Callable[[Indicator, Context], bool]], Fact]:
    """Make a fact of a question about one indicator, which is asked once for each distinct one.

    The function uses what a rule about an indicator may use. A rule about forms then says by its ``trigger`` or
    ``silent`` that it need not look at a form without such a row, or with one.
    """

    def register(function: Callable[[Indicator, Context], bool]) -> Fact:
        traits = TRAITS["indicator"]
        bit = Fact(1 << TRAITS_OF_ROWS[len(traits)])
        traits.append(Trait(int(bit), int(when), function))
        return bit

    return register


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
    return _NODES_BY_NAME[first if isinstance(first, str) else first.__name__]


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
