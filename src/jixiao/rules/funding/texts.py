"""Money in words: what the running text says of the amounts, and what the amounts ask the text to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from jixiao.model.amounts import Amount, amounts_in
from jixiao.model.forms import Funding, TargetForm
from jixiao.model.numerals import grouping, half_width, malformed_amounts, plain
from jixiao.model.patterns import Lazy
from jixiao.model.taxonomy import FUNDING_PARTS, TEXT_FIELDS
from jixiao.rules.base import Draft, Fact, Severity, extends, rule, text_trait
from jixiao.rules.context import Context

_NUMBER: Final = r"[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?"
_UNIT: Final = r"(?:亿元|[百千]?万元|千元|元|万|亿)"
# 854(400+295+150), 854万元(甲400万元,乙295万元,丙150万元) and 400+295+150=854
_BRACKETS = Lazy(rf"(?<![0-9.,])({_NUMBER})\s?({_UNIT})?\s?[(（]([^()（）]+)[)）]")
_EQUATION = Lazy(rf"((?:{_NUMBER}\s?{_UNIT}?\s?[+＋]\s?)+{_NUMBER}\s?{_UNIT}?)\s?[=＝]\s?({_NUMBER})\s?({_UNIT})?")
_TERM = Lazy(rf"[^0-9]*?({_NUMBER})\s?({_UNIT})?(?:整)?")
_PLUS = Lazy(r"[+＋]")
_COMMA = Lazy(r"[，、；;]|,(?![0-9]{3}(?![0-9]))")
_NO_SUM = Lazy(r"[×*xX/／÷%％~～—–-]|其中|约|含|每|上年|去年|[12][0-9]{3}年|分别|以上|不超过|至|到")
_SENTENCE_END = Lazy(r"[。；;！!？?\n]")
_CLAUSE_END = Lazy(r"[。；;！!？?\n，,、:：()（）]")
_YEAR = Lazy(r"(?:19|20)[0-9]{2}(?=\s?年|[-—~至])")
_PERIODS: Final = ("period", "annual")
_GOALS: Final = {half: f"goals.{half}" for half in _PERIODS}
_DESCRIPTIONS: Final = {name: f"text.{name}" for name in ("summary", "necessity", "plan")}
_ALL_TEXTS: Final = {name: f"text.{name}" for name in TEXT_FIELDS} | _GOALS
_SIGNS: Final = frozenset("+＋(（")
_NAME_END: Final = 8
"""So many characters at the end of the project's name, right before an amount, say that it is the project's."""


class _Sum(NamedTuple):
    """A breakdown as printed, with its terms and its total in the unit that is printed."""

    printed: str
    terms: tuple[Decimal, ...]
    total: Decimal
    unit: str


def _sums(text: str, *, money: bool) -> Iterator[_Sum]:
    """The breakdowns in a text whose terms and total have one unit; ``money``: only those in 元."""
    text = half_width(text)
    found = [(match[0], match[3], match[1], match[2]) for match in _BRACKETS.finditer(text)]
    found += [(match[0], match[1], match[2], match[3]) for match in _EQUATION.finditer(text) if "+" in match[0]]
    for printed, inside, total, unit in found:
        if _NO_SUM.search(inside):
            continue
        added = bool(_PLUS.search(inside))
        terms = [_TERM.fullmatch(term.strip()) for term in (_PLUS if added else _COMMA).split(inside)]
        known = [term for term in terms if term is not None]
        units = {one for one in (unit, *(term[2] for term in known)) if one is not None}
        if len(known) < 2 or len(known) != len(terms) or len(units) > 1:
            continue
        one = units.pop() if units else ""
        # A list is a breakdown only where it says of each item what it is, and in money.
        if not added and (unit is None or not all(term[2] and term[0][0] not in "0123456789" for term in known)):
            continue
        numbers = [total, *(term[1] for term in known)]
        if (money and "元" not in one) or any(grouping(number) != "ok" for number in numbers):
            continue
        values = [Decimal(number.replace(",", "")) for number in numbers]
        yield _Sum(printed, tuple(values[1:]), values[0], one)


def _wrong(text: str | None, *, money: bool) -> Iterator[dict[str, Any]]:
    """What is said of each breakdown that does not add up."""
    if text is None or _SIGNS.isdisjoint(text):
        return
    for one in _sums(text, money=money):
        added = sum(one.terms, Decimal(0))
        last = min(int(number.as_tuple().exponent) for number in (one.total, *one.terms))
        digit = Decimal(1).scaleb(last)
        if abs(added - one.total) > min(max(digit * (len(one.terms) + 1) / 2, digit), digit * 5):
            yield {
                "value": one.printed,
                "parts": " + ".join(plain(term) for term in one.terms),
                "sum": plain(added) + one.unit,
                "difference": plain(abs(added - one.total)) + one.unit,
            }


@text_trait
def _MONEY_IS_NAMED(texts: str, context: Context) -> bool:
    """Whether the texts may name an amount."""
    return "元" in texts


@rule("FND13", Severity.WARNING, trigger=_MONEY_IS_NAMED)
def breakdown_does_not_add_up(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A breakdown that is written out in the running text adds up to the amount before it: 854万元(400万元+454万元).

    Sums with products, ranges, 其中 or the money of other years are no breakdowns.
    """
    said: dict[str, tuple[list[str], dict[str, Any]]] = {}
    for path, text in _texts(form, _ALL_TEXTS, "元"):
        for values in _wrong(text, money=True):
            said.setdefault(values["value"], ([], values))[0].append(path)
    for paths, values in said.values():
        yield context.finding(*paths, **values)


@extends("FND13", trigger=Fact.PRINTED, spelling=True)
def breakdown_in_a_cell_does_not_add_up(funding: Funding, context: Context) -> Iterator[Draft]:
    """A breakdown that is written into a fund cell adds up: FND13 for cells that hold more than an amount."""
    for half, column in (("period", funding.period), ("annual", funding.annual)):
        for part in FUNDING_PARTS:
            if getattr(column, part) is None and (text := context.printed(f"funding.{half}.{part}")):
                for values in _wrong(text, money=False):
                    yield context.finding(f"{half}.{part}", **values)


def _texts(form: TargetForm, fields: Mapping[str, str], mark: str = "") -> list[tuple[str, str]]:
    """The path and the text of those fields that are filled and hold ``mark``; ``fields``: name → path."""
    found = []
    for name, path in fields.items():
        text: str | None = getattr(form.goals if name in _PERIODS else form.text, name)
        if text and mark in text:
            found.append((path, text))
    return found


@rule("FND14", Severity.WARNING, when=Fact.HAS_ATTRIBUTE, trigger=Fact.CARRIED_OVER)
def new_project_with_money_carried_over(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A project that is new (新增) has no 上年结转. A form that prints both choices is not judged."""
    attribute = form.project_attribute or ""
    if "新增" not in attribute or "延续" in attribute or "非新增" in attribute:
        return
    halves = [half for half in _PERIODS if (getattr(form.funding, half).carried_over or 0) > 0]
    if halves:
        yield context.finding(
            "project_attribute",
            *(f"funding.{half}.carried_over" for half in halves),
            value=attribute,
            amount=getattr(form.funding, halves[-1]).carried_over,
        )


@rule("FND15", Severity.INFO, trigger=Fact.OTHER_MONEY)
def other_money_without_source(form: TargetForm, context: Context) -> Iterator[Draft]:
    """Where 其他资金 is above zero, the form says somewhere whose money it is: 单位自筹, 捐赠, 贷款 …

    A form without running text has no place to say so.
    """
    halves = [half for half in _PERIODS if (getattr(form.funding, half).other or 0) > 0]
    texts = [text for _, text in _texts(form, _ALL_TEXTS)] if halves else []
    if not any(getattr(form.text, name) for name in TEXT_FIELDS if texts):
        return
    rows = (*form.indicators.period, *form.indicators.annual)
    notes = (text for row in rows for text in (row.name, row.explanation, row.remark) if text)
    if any(getattr(form.funding, half).self_raised for half in halves) or context.mentions(
        "sources_of_money", form.project_name, *texts, *notes
    ):
        return
    yield context.finding(*(f"funding.{half}.other" for half in halves), other=getattr(form.funding, halves[-1]).other)


class _Told(NamedTuple):
    """An amount in a text with the words around it."""

    amount: Amount
    clause: str
    sentence: str
    after: str
    called: str
    """``whole`` where a word such as 申请 stands right before it, ``sum`` where it is a bare 共计."""

    @property
    def quoted(self) -> str:
        return self.clause + self.amount.printed


def _told(text: str, context: Context, *more_words: str) -> list[_Told]:
    """The amounts of a text with what is said of each."""
    told = []
    for amount in amounts_in(text):
        begin = max((match.end() for match in _SENTENCE_END.finditer(text, 0, amount.start)), default=0)
        sentence = text[begin : amount.start]
        start = max((match.end() for match in _CLAUSE_END.finditer(sentence)), default=0)
        clause, after = sentence[start:], text[amount.end : amount.end + 6]
        whole = sentence + amount.printed + after
        told.append(_Told(amount, clause, whole, after, _called(clause, context, more_words)))
    return told


def _called(clause: str, context: Context, more_words: Sequence[str]) -> str:
    """What the words right before an amount call it."""
    listed = context.profile.listed
    if any(_ends_with(clause, word) for words in ("total_money_words", *more_words) for word in listed(words)):
        return "whole"
    name = context.form.project_name or ""
    if len(name) >= _NAME_END and clause.endswith(name[-_NAME_END:]):
        return "whole"
    for word in listed("sum_words"):
        if _ends_with(clause, word):
            head = clause[: clause.rfind(word)]
            if not head:
                return "sum"
            whole = context.mentions("whole_project", head) and not any(char.isdigit() for char in head)
            return "whole" if whole else ""
    return ""


def _ends_with(clause: str, word: str) -> bool:
    """Whether a clause ends in a word and a few characters, of which none is a digit."""
    _, found, rest = clause.rpartition(word)
    return bool(found) and len(rest) <= 8 and not any(char.isdigit() for char in rest)


def _elsewhere(told: _Told, context: Context) -> bool:
    """Whether the amount is a part, a price, or the money of others or of other years."""
    near = told.quoted + told.after
    if context.mentions("part_or_other_money", told.sentence) or context.mentions("money_of_others", near):
        return True
    name = context.form.project_name or ""
    return any(int(match[0]) != context.year and match[0] not in name for match in _YEAR.finditer(told.sentence))


def _agrees(amount: Decimal, slack: Decimal, context: Context) -> bool:
    """Whether an amount is one of those of the form, to 0.01 万元, or that of its row in the project tables.

    A row that differs from the form itself (FND06) speaks for no text.
    """
    slack = max(slack, Decimal(100))
    funding = context.form.funding
    known = [getattr(column, part) for column in (funding.annual, funding.period) for part in FUNDING_PARTS]
    if context.row is not None and _is_of_the_form(context.row.total, funding):
        known.append(context.row.total)
    return any(one and abs(one - amount) <= slack for one in known)


def _is_of_the_form(amount: Decimal | None, funding: Funding) -> bool:
    """Whether the amount of a row is a total of the form, or what of it is new money or appropriated."""
    if amount is None:
        return False
    for column in (funding.annual, funding.period):
        if column.total is not None:
            this_year = column.total - (column.carried_over or 0)
            scopes = (column.total, this_year, this_year - (column.self_raised or 0) - (column.other or 0))
            if any(abs(scope - amount) <= 100 for scope in scopes):
                return True
    return False


def _unknown(text: str, context: Context, *more_words: str) -> list[_Told]:
    """The amounts of a text in which none is an amount of the form."""
    if any(_agrees(amount.yuan, amount.rounding, context) for amount in amounts_in(text)):
        return []
    return _told(text, context, *more_words)


def _contradicts(told: Sequence[_Told], context: Context) -> list[_Told]:
    """The amounts that are called the whole, among amounts that do not add up to one of the form."""
    if not any(one.called for one in told):
        return []
    added = sum((one.amount.yuan for one in told), Decimal(0))
    most = max(context.form.funding.period.total or 0, context.form.funding.annual.total or 0)
    called = [one for one in told if one.called == "whole" or (one.called == "sum" and one.amount.yuan > most)]
    every = sum((one.amount.yuan for one in told if one.called), Decimal(0))
    slack = sum((one.amount.rounding for one in told), Decimal(1))
    if _agrees(added, slack, context) or _agrees(every, slack, context):
        return []
    return [one for one in called if not _elsewhere(one, context)]


def _operands(form: TargetForm, amount: Decimal) -> dict[str, Any]:
    """The totals that a message shows, one where both are the same, and how far ``amount`` is from the nearest."""
    period, annual = form.funding.period.total, form.funding.annual.total
    difference = min(abs(amount - total) for total in (period, annual) if total is not None)
    totals = {"annual": annual} if period == annual or period is None else {"period": period, "annual": annual}
    return {**totals, "difference": difference}


@rule(
    "FND21",
    severities={"larger": Severity.WARNING, "total": Severity.WARNING},
    trigger=_MONEY_IS_NAMED,
    yields_to="FND24",
    follows="FND06",
)
def goal_names_another_amount(form: TargetForm, context: Context) -> Iterator[Draft]:
    """An amount that a goal calls the project's money is a total of the form, and none that is spent exceeds it.

    Amounts of single items, prices, and what the project earns, saves or moves are no totals of the form.
    """
    totals = [one for one in (form.funding.period.total, form.funding.annual.total) if one is not None]
    if not any(totals):
        return
    said: dict[str, tuple[list[str], str]] = {}
    amounts: dict[str, Decimal] = {}
    for path, text in _texts(form, _GOALS, "元"):
        told = _unknown(text, context, "goal_money_words")
        amounts |= {one.quoted: one.amount.yuan for one in told}
        for one in _contradicts(told, context):
            said.setdefault(one.quoted, ([], "total"))[0].append(path)
        for one in told:
            if one.amount.yuan - max(totals) <= one.amount.rounding or said.get(one.quoted, ([], ""))[1] == "total":
                continue
            if context.mentions("spending_words", one.clause) and not _elsewhere(one, context):
                said.setdefault(one.quoted, ([], "larger"))[0].append(path)
    for quoted, (paths, variant) in said.items():
        operands = _operands(form, amounts[quoted])
        yield context.finding(*dict.fromkeys(paths), variant=variant, value=quoted, **operands)


@rule("FND24", Severity.WARNING, trigger=_MONEY_IS_NAMED, follows="FND06")
def description_names_another_total(form: TargetForm, context: Context) -> Iterator[Draft]:
    """What the description calls the project's money in all (共计, 申请, its name) is a total of the form or its row.

    A goal with the same sentence is the same fault. A comma where only a point makes a number (377,83894万元) is read
    as one, and what follows from it is less certain.
    """
    if form.funding.period.total is None and form.funding.annual.total is None:
        return
    # What a project of several years costs in all, nobody knows where that total is blank.
    open_above = None
    if context.facts & Fact.MULTI_YEAR and form.funding.period.total is None:
        open_above = form.funding.annual.total
    said: dict[tuple[str, str], list[str]] = {}
    amounts: dict[str, Decimal] = {}
    for path, text in _texts(form, _DESCRIPTIONS, "元"):
        read = _with_points(text)
        for one in _contradicts(_unknown(read, context), context):
            if open_above is not None and one.amount.yuan > open_above:
                continue
            end = one.amount.end
            quoted = text[end - len(one.quoted) : end]
            confidence = "high" if quoted == one.quoted else "medium"
            said.setdefault((quoted, confidence), []).append(path)
            amounts[quoted] = one.amount.yuan
    for (quoted, confidence), paths in said.items():
        paths += [path for path, text in _texts(form, _GOALS) if quoted in text]
        operands = _operands(form, amounts[quoted])
        yield context.finding(*dict.fromkeys(paths), confidence=confidence, value=quoted, **operands)


def _with_points(text: str) -> str:
    """A text with a point for the only comma of an amount that has no other sense."""
    if "," in text:
        for printed in malformed_amounts(text):
            if printed.count(",") == 1 and "." not in printed and "，" not in printed:
                text = text.replace(printed, printed.replace(",", "."))
    return text
