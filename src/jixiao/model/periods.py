"""What 项目期 and 项目属性 say about a project's years."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from jixiao.model.numerals import parse_number
from jixiao.model.patterns import Lazy
from jixiao.model.spans import project_span

_RANGE: Final = Lazy(
    r"((?:19|20)\d\d)\s*年?\s*(?:[年.\-/]\s*(\d{1,2})\s*月?)?[^0-9]{0,6}?[-—–~至到]+\s*((?:19|20)\d\d)"
)
_ONE: Final = Lazy(r"((?:19|20)\d\d)\s*年?度?")
_LENGTH: Final = Lazy(r"(\d{1,3}|[一二两三四五六七八九十]{1,3})\s*(?:个)?(年|月)")
# 3年（2024年起） is three years; 2025年3月起 names no length, and 1.5年 and 一年半 are not what stands before 年
_LENGTH_WITHIN: Final = Lazy(
    r"(?<![\d.年至到第一二两三四五六七八九十])(\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:个)?(年|月)(?![底末初份半\d])"
)
_ENDS_IN = Lazy(r"(\d{1,2}|[一二两三四五六七八九十])\s*年结束")


class Period(NamedTuple):
    """The first and last year of a project where they are printed, and its length in months where it is known."""

    first: int | None
    last: int | None
    months: int | None

    @property
    def one_year(self) -> bool:
        """Whether the project lies in one year."""
        if self.first is not None and self.last is not None:
            return self.first == self.last
        return self.months is not None and self.months <= 12

    @property
    def multi_year(self) -> bool:
        """Whether the project is known to take more than one year."""
        if self.first is not None and self.last is not None:
            return self.last > self.first
        return self.months is not None and self.months > 12


UNKNOWN: Final = Period(None, None, None)


@lru_cache(maxsize=4096)
def project_period(period: str | None, attribute: str | None = None) -> Period:
    """Read 项目期 (``1年``, ``2024-2026年``, ``2024年1月至2024年12月``) and 项目属性 (``一次性项目(1年结束)``)."""
    if period:
        if found := _RANGE.search(period):
            return Period(int(found[1]), int(found[3]), None)
        if found := _LENGTH.fullmatch(period.strip()):
            return _of_length(found[1], found[2])
        if found := _ONE.fullmatch(period.strip()):
            return Period(int(found[1]), int(found[1]), None)
        span = project_span(period)
        if span is not None and not span.reversed:
            return Period(span.first.year, span.last.year, None)
        if found := _LENGTH_WITHIN.search(period):
            return _of_length(found[1], found[2])
    if attribute and (found := _ENDS_IN.search(attribute)):
        return _of_length(found[1], "年")
    return UNKNOWN


def _of_length(text: str, unit: str) -> Period:
    count = parse_number(text)
    if count is None:
        return UNKNOWN
    return Period(None, None, int(count) * 12 if unit == "年" else int(count))
