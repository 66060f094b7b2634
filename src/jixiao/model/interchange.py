"""The interchange JSON: what ``jixiao convert`` prints and ``jixiao check`` reads back.

Amounts are plain decimal strings in yuan (an integer is understood too), never with an exponent; blank is ``null``; an
absent key is null or empty; an unknown key is named in a warning. Reading takes a fast way written out by hand; JSON
of the wrong shape is gone over once more by :mod:`jixiao.model.structuring`, which names every bad path.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from operator import eq, itemgetter
from typing import Any, Final, cast

from jixiao.errors import InterchangeError
from jixiao.model.forms import (
    Department,
    Disclosure,
    Funding,
    FundingColumn,
    Goals,
    Indicator,
    Indicators,
    Match,
    ProjectRow,
    SignOff,
    Tables,
    TargetForm,
    Texts,
)
from jixiao.model.interning import ROWS, intern_row
from jixiao.model.patterns import Lazy
from jixiao.model.reading import Gap, Reading, Status
from jixiao.model.taxonomy import CATEGORIES, FUNDING_PARTS, TEXT_FIELDS
from jixiao.model.writing import ROW_FIELDS, SIGN_OFF, VERSION
from jixiao.places import Places

STATUSES: Final = ("read", "partly read", "not a target form", "not readable")

_AMOUNT: Final = Lazy(r"-?[0-9]+(?:\.[0-9]+)?")
_CATEGORIES: Final = frozenset(CATEGORIES)
_FORM_KEYS: Final = frozenset(
    {
        "project_name", "project_code", "fiscal_year", "template", "department", "implementing_unit",
        "project_attribute", "project_period", "funding", "text", "goals", "indicators", "sign_off",
    }
)  # fmt: skip
_FORM_STRINGS: Final = (
    "project_name", "project_code", "template", "implementing_unit", "project_attribute", "project_period",
)  # fmt: skip
_TOP_KEYS: Final = frozenset(
    {
        "jixiao", "source", "status", "department", "fiscal_year", "forms", "tables", "narrative", "places", "gaps",
    }
)  # fmt: skip
_NO_REST: Final[list[str | None]] = [None] * len(ROW_FIELDS[3:])
_KNOWN_ROW: Final = frozenset(ROW_FIELDS)
_ROW_KEYS: Final = ("category", "name", "value")
_key_of: Final = itemgetter(*_ROW_KEYS)
_KNOWN_FUNDS: Final = frozenset(FUNDING_PARTS)
_PLAIN: Final = frozenset({str, int, type(None)})
_NO_FUNDS: Final = FundingColumn()
_NO_TEXTS: Final = Texts()
_NO_GOALS: Final = Goals()
_NO_SIGN_OFF: Final = SignOff()
_NO_DEPARTMENT: Final = Department()
_NO_TABLES: Final = Tables()
_NO_PLACES: Final = Places()
_EMPTY: Final[dict[str, Any]] = {}


class UnknownKeyWarning(UserWarning):
    """The JSON has keys that this version does not know; they are left out."""


class _Wrong(Exception):
    """The fast way met something of the wrong shape; the careful way will say what."""


class _Decoder:
    """``json.loads`` at first, since importing orjson costs more than one form; orjson once there is real work."""

    THRESHOLD: Final = 262_144

    def __init__(self) -> None:
        self.seen = 0
        self.fast: Any = None

    def __call__(self, data: bytes | str) -> Any:
        if self.fast is not None:
            return self.fast(data)
        self.seen += len(data)
        if self.seen > self.THRESHOLD:
            try:
                import orjson
            except ImportError:
                self.fast = json.loads
            else:
                self.fast = orjson.loads
        return json.loads(data)


_decode = _Decoder()


def loads(data: bytes | str, *, source: str | None = None) -> Reading:
    """Read interchange JSON: a whole disclosure, or one form alone; or JSON Lines, with one of them on each line.

    Raises :class:`NotReadable` for text that is no JSON, :class:`InterchangeError` (naming every bad path) for JSON of
    another shape, :class:`NotATargetForm` for a report of this package; warns with :class:`UnknownKeyWarning` of keys
    that are not known.

    >>> reading = jixiao.loads('{"project_name": "城区道路养护", "fiscal_year": 2025}')
    >>> reading.disclosure.forms[0].project_name
    '城区道路养护'
    """
    try:
        raw = _decode(data if isinstance(data, str) else _without_mark(data))
    except (ValueError, RecursionError) as error:
        return _lines(data, error, source)
    return structure(raw, source=source)


def _lines(data: bytes | str, error: Exception, source: str | None) -> Reading:
    """The reading of what is no JSON as a whole: JSON Lines, or nothing at all."""
    from jixiao.model import lines

    try:
        text = data if isinstance(data, str) else _text(_without_mark(data))
        found = lines.objects(text)
        if found is None:
            raise lines.no_json(error, source)
        return lines.join(found, partial(structure, source=source), source)
    except ValueError as one:
        raise lines.no_json(one, source) from None


def _text(data: bytes | str) -> str:
    return data if isinstance(data, str) else data.decode()


def _without_mark(data: bytes) -> bytes | str:
    if data[:3] == b"\xef\xbb\xbf":
        return data[3:]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    return data


def structure(raw: Any, *, source: str | None = None) -> Reading:
    """A reading from decoded JSON. Raises :class:`InterchangeError` or :class:`NotATargetForm`; see :func:`loads`."""
    unknown: list[str] = []
    try:
        if not isinstance(raw, dict):
            raise _Wrong
        if "forms" not in raw and ("indicators" in raw or "project_name" in raw):
            disclosure = Disclosure((_form(raw, 0, unknown),))
            reading = Reading(disclosure, Places(), (), "read", source)
        else:
            reading = _reading(raw, unknown, source)
    except (_Wrong, TypeError, AttributeError, KeyError):
        _refuse_report(raw, source)
        from jixiao.model.structuring import problems_of

        raise InterchangeError(problems_of(raw)) from None
    if unknown:
        warnings.warn("、".join(unknown[:20]), UnknownKeyWarning, stacklevel=3)
    return reading


def _refuse_report(raw: Any, source: str | None) -> None:
    from jixiao.model.reports import is_report, no_form_but_a_report

    if is_report(raw):
        raise no_form_but_a_report(source) from None


def _reading(raw: dict[str, Any], unknown: list[str], source: str | None) -> Reading:
    if not raw.keys() <= _TOP_KEYS:
        # An entry of a report has forms too, of other keys.
        _refuse_report(raw, source)
        unknown.extend(key for key in raw if key not in _TOP_KEYS)
    if raw.get("jixiao", VERSION) != VERSION or raw["forms"].__class__ is not list:
        raise _Wrong
    status: Status = raw.get("status") or "read"
    if status not in STATUSES:
        raise _Wrong
    disclosure = Disclosure(
        tuple([_form(form, index, unknown) for index, form in enumerate(raw["forms"])]),
        _department(raw.get("department")),
        _year(raw.get("fiscal_year")),
        _tables(raw.get("tables")),
        _strings(raw.get("narrative")),
    )
    named = _string(raw.get("source"))
    return Reading(
        disclosure,
        _places(raw.get("places")),
        _gaps(raw.get("gaps")),
        status,
        source if named is None else named,
    )


def _places(raw: dict[str, Any] | None) -> Places:
    if not raw:
        return _NO_PLACES
    for entry in raw.values():
        if not isinstance(entry, dict) or not isinstance(entry.get("at"), str):
            raise _Wrong
    return Places(raw)


def _gaps(raw: list[dict[str, Any]] | None) -> tuple[Gap, ...]:
    if not raw:
        return ()
    return tuple([Gap(_string(gap["path"]) or "", _string(gap["reason"]) or "", _string(gap.get("at"))) for gap in raw])


def _form(raw: dict[str, Any], index: int, unknown: list[str]) -> TargetForm:
    get = raw.get
    if not raw.keys() <= _FORM_KEYS:
        unknown.extend(f"forms[{index}].{key}" for key in raw if key not in _FORM_KEYS)
    name, code, template, unit, attribute, period = _strings_at(raw, _FORM_STRINGS)
    funding, indicators = get("funding") or _EMPTY, get("indicators") or _EMPTY
    period_funds, annual_funds = funding.get("period"), funding.get("annual")
    period_column = _funds(period_funds, index, unknown)
    annual_column = period_column
    # The two columns of a one-year project are alike, and then they are one object. 1 equals True and 1.0, though.
    if annual_funds != period_funds or (annual_funds and not _PLAIN.issuperset(map(type, annual_funds.values()))):
        annual_column = _funds(annual_funds, index, unknown)
    return TargetForm(
        name,
        code,
        _year(get("fiscal_year")),
        template,
        _department(get("department")),
        unit,
        attribute,
        period,
        Funding(period_column, annual_column),
        _texts(get("text")),
        _goals(get("goals")),
        _indicators(indicators, index, unknown),
        _sign_off(get("sign_off")),
    )


def _indicators(raw: dict[str, Any], index: int, unknown: list[str]) -> Indicators:
    """Both halves. Most rows of the annual half are those of the period half again, and need no second look-up."""
    raws, others = raw.get("period") or (), raw.get("annual") or ()
    period = _rows(raws, index, unknown)
    if len(raws) != len(others):
        return Indicators(tuple(period), tuple(_rows(others, index, unknown)))
    annual = [
        row if alike else _row(other, index, unknown)
        for row, alike, other in zip(period, map(eq, raws, others), others, strict=True)
    ]
    return Indicators(tuple(period), tuple(annual))


def _rows(raws: Sequence[dict[str, Any]], index: int, unknown: list[str]) -> list[Indicator]:
    """The rows of one half. The usual one has three keys and has been seen before: then no row is looked at alone."""
    if not raws:
        return []
    known: list[Indicator | None] = []
    if max(map(len, raws)) == len(_ROW_KEYS):
        try:
            known = list(map(ROWS.get, map(_key_of, raws)))
        except KeyError:
            known = []
        # A row is never false, and None in … would compare each row by its fields.
        if known and all(known):
            return cast("list[Indicator]", known)
    return [_row(one, index, unknown) for one in raws]


def _row(raw: dict[str, Any], index: int, unknown: list[str]) -> Indicator:
    """One row."""
    if len(raw) == len(_ROW_KEYS):
        try:
            row = ROWS.get(_key_of(raw))
        except KeyError:
            row = None
        if row is not None:
            return row
    return _new_row(raw, index, unknown)


def _new_row(raw: dict[str, Any], index: int, unknown: list[str]) -> Indicator:
    get = raw.get
    category, name, value = get("category"), get("name"), get("value")
    if category is not None and category not in _CATEGORIES:
        raise _Wrong
    if (name is not None and name.__class__ is not str) or (value is not None and value.__class__ is not str):
        raise _Wrong
    if len(raw) == 3 and "category" in raw and "name" in raw and "value" in raw:
        return intern_row(category, name, value)
    if not raw.keys() <= _KNOWN_ROW:
        unknown.extend(f"forms[{index}].indicators…{key}" for key in raw if key not in _KNOWN_ROW)
    rest = [get(field) for field in ROW_FIELDS[3:]]
    for text in rest:
        if text is not None and text.__class__ is not str:
            raise _Wrong
    if rest == _NO_REST:
        return intern_row(category, name, value)
    return Indicator(category, name, value, *rest)


def _funds(raw: dict[str, Any] | None, index: int, unknown: list[str]) -> FundingColumn:
    if not raw:
        return _NO_FUNDS
    if not raw.keys() <= _KNOWN_FUNDS:
        unknown.extend(f"forms[{index}].funding…{key}" for key in raw if key not in _KNOWN_FUNDS)
    return FundingColumn(*[_amount(raw.get(part)) for part in FUNDING_PARTS])


_AMOUNTS: dict[str, Decimal] = {"0": Decimal(0)}


def _amount(raw: Any) -> Decimal | None:
    if raw is None:
        return None
    if raw.__class__ is str:
        found = _AMOUNTS.get(raw)
        if found is not None:
            return found
        if _AMOUNT.fullmatch(raw) is None or len(raw) > 40:
            raise _Wrong
        if len(_AMOUNTS) >= 4096:
            _AMOUNTS.clear()
        amount = _AMOUNTS[raw] = Decimal(raw)
        return amount
    if raw.__class__ is int:
        return Decimal(raw)
    raise _Wrong


def _texts(raw: dict[str, Any] | None) -> Texts:
    if not raw:
        return _NO_TEXTS
    return Texts(*_strings_at(raw, TEXT_FIELDS))


def _goals(raw: dict[str, Any] | None) -> Goals:
    if not raw:
        return _NO_GOALS
    return Goals(_string(raw.get("period")), _string(raw.get("annual")))


def _sign_off(raw: dict[str, Any] | None) -> SignOff:
    if not raw:
        return _NO_SIGN_OFF
    return SignOff(*_strings_at(raw, SIGN_OFF))


def _department(raw: dict[str, Any] | None) -> Department:
    if not raw:
        return _NO_DEPARTMENT
    return Department(_string(raw.get("code")), _string(raw.get("name")))


def _tables(raw: dict[str, Any] | None) -> Tables:
    if not raw:
        return _NO_TABLES
    rows: list[ProjectRow] = []
    for row in raw.get("projects") or ():
        matched = row.get("matched")
        match = None
        if matched is not None:
            form = matched["form"]
            if form.__class__ is not int:
                raise _Wrong
            match = Match(form, _string(matched.get("how")) or "", _string(matched.get("confidence")) or "high")
        name = row["name"]
        if name.__class__ is not str:
            raise _Wrong
        rows.append(
            ProjectRow(
                name,
                _amount(row.get("total")),
                _flag(row.get("from_last_year", False)),
                match,
                _string(row.get("code")),
            )
        )
    return Tables(tuple(rows), _flag(raw.get("complete", True)))


def _strings_at(raw: dict[str, Any], keys: tuple[str, ...]) -> list[str | None]:
    texts = [raw.get(key) for key in keys]
    for text in texts:
        if text is not None and text.__class__ is not str:
            raise _Wrong
    return texts


def _string(raw: Any) -> str | None:
    if raw is None or raw.__class__ is str:
        return raw
    raise _Wrong


def _strings(raw: Any) -> tuple[str, ...]:
    if not raw:
        return ()
    if raw.__class__ is not list:
        raise _Wrong
    texts = tuple(raw)
    for text in texts:
        if text.__class__ is not str:
            raise _Wrong
    return texts


def _flag(raw: Any) -> bool:
    if raw.__class__ is not bool:
        raise _Wrong
    return bool(raw)


def _year(raw: Any) -> int | None:
    if raw is None:
        return None
    if raw.__class__ is not int:
        raise _Wrong
    return int(raw)
