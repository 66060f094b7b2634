"""What a rule may know beside its node."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeVar

from jixiao.model.forms import Disclosure, Indicator, ProjectRow, Row, TargetForm
from jixiao.model.periods import Period, project_period
from jixiao.model.rows import pair_indices, row_of
from jixiao.model.texts import goal_texts
from jixiao.places import Place
from jixiao.rules.base import Draft, Fact, Fix, Judge, Rule

Found = TypeVar("Found")

_tuple: Final = tuple.__new__


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
        for text in texts:  # noqa: SIM110  # for speed, as said above
            if text is not None and search(text) is not None:
                return True
        return False

    def printed(self, path: str) -> str | None:
        """The text that is printed at a path of the form; nothing where the form was built in code."""
        place = self.places.get(self.prefix + path)
        return None if place is None else place.text

    def has_field(self, *paths: str) -> bool:
        """Whether the layout of the form has a field: what is not printed at all was not left blank.

        The rows of the two-sided layout are known, so that one which is not printed there was lost.
        """
        if not self.facts & Fact.PRINTED or self.template == "county-2015":
            return True
        return any(self.printed(path) is not None for path in paths)

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
