"""The first and last day that 项目期 prints, as exactly as it prints them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from jixiao.model.forms import Disclosure, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.quantities import CalendarDate, parse_quantity

Day = tuple[int, int, int]

_DATE: Final = Lazy(
    r"(?<!\d)((?:19|20)\d\d)"
    r"(?:\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?|([./-])(\d{1,2})(?:\4(\d{1,2}))?(?!\d)|(\d\d)(\d\d)(?!\d))?"
)
_YEAR: Final = Lazy(r"(?<!\d)(?:19|20)\d\d")


class Span(NamedTuple):
    """Two printed dates; ``first`` may lie behind ``last``, which is then a fault of the form."""

    first: CalendarDate
    last: CalendarDate

    @property
    def reversed(self) -> bool:
        """Whether it ends before it begins."""
        return first_day(self.first) > last_day(self.last)

    @property
    def months(self) -> int:
        """How many months it touches."""
        first, last = first_day(self.first), last_day(self.last)
        return (last[0] - first[0]) * 12 + last[1] - first[1] + 1

    def contains(self, year: int) -> bool:
        """Whether some of the year lies in it."""
        return self.first.year <= year <= self.last.year


def first_day(date: CalendarDate) -> Day:
    """The first day that a date may mean, as (year, month, day)."""
    return date.year, date.month or 1, date.day or 1


def last_day(date: CalendarDate) -> Day:
    """The last day that a date may mean; a month ends with the 31st, which is good enough to compare."""
    return date.year, date.month or 12, date.day or 31


def budget_years(year: int, form: TargetForm, disclosure: Disclosure) -> tuple[int, int]:
    """The first and last year that a form may be for: where its title names another year than its document, both."""
    other = disclosure.fiscal_year
    if other is None or form.fiscal_year != year:
        return year, year
    return min(year, other), max(year, other)


def is_time_stamp(text: str) -> bool:
    """Whether a date is printed with its time in one run of digits: 20240118154658."""
    return len(text) >= 12 and text.isascii() and text.isdigit()


@lru_cache(maxsize=2048)
def project_span(text: str | None) -> Span | None:
    """The span of ``2025年3月-2025年9月``, ``2024-2026年`` or ``2025年``; nothing where no year is printed.

    A lone month or day is only one end, and which is not known: its whole year is taken. A second date that prints no
    year and lies before the first is of another year, and tells nothing.
    """
    if not text or ("20" not in text and "19" not in text):
        return None
    quantity = parse_quantity(text)
    if quantity.kind == "date" and quantity.date is not None and not quantity.invalid:
        if quantity.date_end is None:
            # 2025年3月起 has no end
            return None if quantity.comparator in ("≥", ">") else _year_of(quantity.date)
        span = Span(quantity.date, quantity.date_end)
        return None if span.reversed and len(_YEAR.findall(text)) < 2 else span
    dates = [_read(found.groups()) for found in _DATE.finditer(text)]
    if not all(date.valid for date in dates):
        return None
    return Span(*dates) if len(dates) == 2 else None


def _year_of(date: CalendarDate) -> Span:
    year = CalendarDate(date.year)
    return Span(year, year)


def _read(found: tuple[str | None, ...]) -> CalendarDate:
    year, month, day, _, other_month, other_day, compact_month, compact_day = found
    months, days = month or other_month or compact_month, day or other_day or compact_day
    return CalendarDate(int(year or 0), int(months) if months else None, int(days) if days else None)
