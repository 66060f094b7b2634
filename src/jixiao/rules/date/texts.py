"""Years in the goals, and the day on which the form was filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import Disclosure, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.quantities import parse_quantity
from jixiao.model.spans import budget_years, is_time_stamp
from jixiao.rules.base import Draft, Fact, Fix, Severity, rule, text_trait
from jixiao.rules.context import Context

_ONE_YEAR: Final = int(Fact.ONE_YEAR)
_NO_TARGET: Final = Lazy(
    r"《[^》]*》|“[^”]*”|[〔\[【(（][^〕\]】)）]*[〕\]】)）]"
    r"|(?:19|20)\d\d\s*年?(?:\s*\d{1,2}\s*月)?\s*[-—–~至到]+\s*(?:19|20)\d\d\s*年?(?:\s*\d{1,2}\s*月)?"
)
_CLAUSES: Final = Lazy(r"[^，,。；;！!\n]+")
_YEAR: Final = Lazy(r"(?<![\d.])((?:19|20)\d\d)\s*年")


@text_trait
def _NAMES_A_YEAR(texts: str, context: Context) -> bool:
    """Whether the texts may name a year."""
    return "20" in texts or "19" in texts


@rule("DAT08", Severity.WARNING, unless=Fact.BLANK, trigger=_NAMES_A_YEAR)
def other_year_in_goal(form: TargetForm, context: Context) -> Iterator[Draft]:
    """A goal does not promise something for another year than the budget year.

    Judged is 年度目标, and 实施期目标 of a one-year project. Titles, document numbers, spans of years, bases,
    payments for earlier years and a year that stands in the project's name are no targets. Carried-over money is spent
    on what was promised for last year; a later year is only looked at in a one-year project that names no other.
    """
    year = context.year
    if year is None:
        return
    halves = [("annual", form.goals.annual)]
    if context.facts & _ONE_YEAR and form.goals.period != form.goals.annual:
        halves.insert(0, ("period", form.goals.period))
    found: dict[tuple[int, str], list[str]] = {}
    for half, text in halves:
        if text and _names_other_year(text, year):
            said = _promised(text, year, form, context)
            if said is not None:
                found.setdefault(said, []).append(f"goals.{half}")
    if context.facts & _ONE_YEAR and form.goals.period == form.goals.annual:
        found = {said: ["goals.period", "goals.annual"] for said in found}
    for (other, clause), paths in found.items():
        yield context.finding(*paths, value=clause, other=other, year=year)


def _names_other_year(text: str, year: int) -> bool:
    """Whether a text may name another year; the usual text names the budget year, once or not at all."""
    if text.count("20") == text.count(str(year)) and "19" not in text:
        return False
    return any(int(one) != year for one in _YEAR.findall(text))


def _promised(text: str, year: int, form: TargetForm, context: Context) -> tuple[int, str] | None:
    """The first other year for which a text promises something, with its clause."""
    bare = _NO_TARGET.sub("", text)
    earliest, latest = budget_years(year, form, context.disclosure)
    funding, name = form.funding, form.project_name or ""
    carried = (funding.annual.carried_over or 0) > 0 or (funding.period.carried_over or 0) > 0
    for clause in _CLAUSES.findall(bare):
        found = list(_YEAR.finditer(clause))
        years = [int(one[1]) for one in found]
        if not years or earliest <= years[0] <= latest or year in years:
            continue
        other = years[0]
        if str(other) in name or context.mentions("years_of_reference", clause):
            continue
        if not _is_promise(clause[: found[0].start()].strip(), clause[found[0].end() :], context):
            continue
        if other < year and not carried:
            return other, clause.strip()
        if other > year and context.facts & _ONE_YEAR and str(year) not in bare:
            return other, clause.strip()
    return None


def _is_promise(before: str, behind: str, context: Context) -> bool:
    """Whether something is to be done in a year: 完成2024年度…, or 2024年10月底前完成… at the head of a clause."""
    if before.endswith(tuple(context.profile.listed("promising_verbs"))):
        return True
    return before in ("", *context.profile.listed("before_a_year")) and context.mentions("words_of_promise", behind)


_LATE_MONTH: Final = 4
"""From this month on the targets of a year were made after the money was given out."""


@rule(
    "DAT14",
    severities={"missing": Severity.INFO, "late": Severity.INFO, "early": Severity.INFO, "during": Severity.INFO},
    unless=Fact.BLANK,
    either=Fact.SIGNED | Fact.DATED,
)
def fill_date_does_not_fit(form: TargetForm, context: Context) -> Iterator[Draft]:
    """填报日期 is filled in where the others have signed, and lies in the year before or at the budget year's head.

    A form is filled in with the draft of the budget; from April on it is noted, since the targets came late.
    """
    signed = form.sign_off
    if not signed.filled_at:
        printed = context.template == "county-2015" or context.printed("sign_off.filled_at") is not None
        if printed and (signed.responsible or signed.handler or signed.phone):
            yield context.finding("sign_off.filled_at", variant="missing")
        return
    year, date = context.year, parse_quantity(signed.filled_at)
    if year is None or date.date is None or date.invalid:
        return
    earliest, latest = budget_years(year, form, context.disclosure)
    if date.date.year > latest:
        yield context.finding("sign_off.filled_at", variant="late", value=signed.filled_at, year=year)
    elif date.date.year < earliest - 1:
        yield context.finding("sign_off.filled_at", variant="early", value=signed.filled_at, year=year)
    elif date.date.year == latest and (date.date.month or 0) >= _LATE_MONTH:
        yield context.finding("sign_off.filled_at", variant="during", value=signed.filled_at, year=year)


@rule("DAT16", Severity.INFO, document=True, when=Fact.STAMPED, preview=False)
def fill_date_is_a_time_stamp(disclosure: Disclosure, context: Context) -> Iterator[Draft]:
    """填报日期 is a date for people: no time stamp of a system, which stands in every form and is said once."""
    fixes = [
        Fix(f"/forms[{index}].sign_off.filled_at", stamp, str(date.date), "format-only")
        for index, form in enumerate(disclosure.forms)
        if is_time_stamp(stamp := form.sign_off.filled_at or "")
        and (date := parse_quantity(stamp)).date is not None
        and not date.invalid
    ]
    if fixes:
        yield context.finding(
            *(fix.path for fix in fixes), fixes=fixes, value=fixes[0].before, readable=fixes[0].after, forms=len(fixes)
        )
