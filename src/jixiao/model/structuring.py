"""The careful way into the model: cattrs, with every error of a bad JSON collected and each path named.

Only JSON that the fast way has refused comes here.
"""

from __future__ import annotations

import re
import types
import typing
from decimal import Decimal
from typing import Any

import attrs
import cattrs
from attrs import frozen
from cattrs import transform_error

from jixiao.model.forms import Disclosure, TargetForm
from jixiao.model.reading import Gap
from jixiao.model.taxonomy import CATEGORIES


@frozen
class _Sides:
    """What stands beside the disclosure in the interchange JSON."""

    jixiao: int = 1
    source: str | None = None
    status: str | None = None
    gaps: tuple[Gap, ...] = ()


class _Bad(ValueError):
    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _text(value: Any, _: Any) -> str:
    if isinstance(value, str):
        return value
    raise _Bad(f"应为文字，现为{_show(value)}", f"should be text, is {_show(value)}")


def _integer(value: Any, _: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _Bad(f"应为整数，现为{_show(value)}", f"should be an integer, is {_show(value)}")


def _boolean(value: Any, _: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _Bad(f"应为true或false，现为{_show(value)}", f"should be true or false, is {_show(value)}")


def _amount(value: Any, _: Any) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", value) and len(value) <= 40:
        return Decimal(value)
    raise _Bad(
        f'金额应写成以元为单位的十进制数字串，如"500000"，现为{_show(value)}',
        f'an amount is a plain decimal string in yuan such as "500000", not {_show(value)}',
    )


def converter() -> cattrs.Converter:
    """A strict converter for the model: no value is turned into another type."""
    strict = cattrs.Converter(detailed_validation=True)
    strict.register_structure_hook(str, _text)
    strict.register_structure_hook(int, _integer)
    strict.register_structure_hook(bool, _boolean)
    strict.register_structure_hook(Decimal, _amount)
    return strict


def problems_of(raw: Any) -> tuple[tuple[str, str, str], ...]:
    """Every problem of a JSON that is not in the interchange form: (path, Chinese, English)."""
    if not isinstance(raw, dict):
        return (("$", "最外层应为对象{…}", "the outermost value should be an object {…}"),)
    problems: list[tuple[str, str, str]] = []
    lone = "forms" not in raw and ("indicators" in raw or "project_name" in raw)
    if lone:
        _collect(raw, TargetForm, "forms[0]", problems)
        _categories(raw, "forms[0]", problems)
        return tuple(problems) or (("$", "格式不对", "wrong shape"),)
    if raw.get("jixiao", 1) != 1:
        problems.append(("jixiao", "只认识第1版", "only version 1 is known"))
    if raw.get("forms") is None:
        problems.append(
            ("forms", "没有这个键，所以不是jixiao的交换格式", "is missing: this is not jixiao's interchange form")
        )
    _collect(raw, Disclosure, "", problems)
    _collect(raw, _Sides, "", problems)
    status = raw.get("status")
    if isinstance(status, str) and status not in ("read", "partly read", "not a target form", "not readable", ""):
        problems.append(("status", f"不认识的状态“{status}”", f"unknown status {status!r}"))
    forms = raw.get("forms")
    for index, form in enumerate(forms if isinstance(forms, list) else ()):
        _categories(form, f"forms[{index}]", problems)
    _places(raw.get("places"), problems)
    return tuple(problems) or (("$", "格式不对", "wrong shape"),)


def _shapes(raw: Any, hint: Any, path: str, problems: list[tuple[str, str, str]]) -> Any:
    """The value without what is neither object nor list where the model has one, each such place named.

    cattrs takes any container of keys for an object, a text too, and would pass over these.
    """
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        hint = next(one for one in typing.get_args(hint) if one is not type(None))
        return _shapes(raw, hint, path, problems)
    if origin is tuple:
        if not isinstance(raw, list):
            problems.append((path or "$", f"应为列表[…]，现为{_show(raw)}", f"should be a list […], is {_show(raw)}"))
            return []
        inner = typing.get_args(hint)[0]
        return [_shapes(one, inner, f"{path}[{index}]", problems) for index, one in enumerate(raw)]
    if not attrs.has(hint):
        return raw
    hints = typing.get_type_hints(hint)
    if not isinstance(raw, dict):
        shown = _show(raw)
        problems.append((path or "$", f"应为对象{{…}}，现为{shown}", f"should be an object {{…}}, is {shown}"))
        # Something of the right type, so that nothing more is said of what is not there.
        return {field.name: hints[field.name]() for field in attrs.fields(hint) if field.default is attrs.NOTHING}
    return {
        key: value if value is None or key not in hints else _shapes(value, hints[key], _below(path, key), problems)
        for key, value in raw.items()
    }


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _collect(raw: dict[str, Any], kind: type[Any], prefix: str, problems: list[tuple[str, str, str]]) -> None:
    raw = _shapes(raw, kind, prefix, problems)
    try:
        converter().structure(_without_nulls(raw, kind), kind)
    except Exception as error:  # cattrs raises groups of many classes; each is read below
        for message in transform_error(error, format_exception=_format):
            text, _, where = message.rpartition(" @ ")
            zh, _, en = text.partition("\x00")
            path = (prefix + where.removeprefix("$")).removeprefix(".") or "$"
            entry = (path, zh, en or zh)
            if entry not in problems:
                problems.append(entry)


def _format(error: BaseException, _: type | None) -> str:
    if isinstance(error, _Bad):
        return f"{error.zh}\x00{error.en}"
    if isinstance(error, KeyError):
        key = str(error.args[0]) if error.args else "?"
        return f"缺少{key}\x00{key} is missing"
    return "应为另一种结构（对象或列表）\x00should be an object or a list"


def _without_nulls(raw: Any, kind: type[Any]) -> Any:
    """A null stands for an absent key wherever the model has a default."""
    if isinstance(raw, dict):
        return {key: _without_nulls(value, kind) for key, value in raw.items() if value is not None}
    if isinstance(raw, list):
        return [_without_nulls(value, kind) for value in raw]
    return raw


def _categories(form: Any, prefix: str, problems: list[tuple[str, str, str]]) -> None:
    indicators = form.get("indicators") if isinstance(form, dict) else None
    if not isinstance(indicators, dict):
        return
    for half in ("period", "annual"):
        rows = indicators.get(half)
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            category = row.get("category") if isinstance(row, dict) else None
            if isinstance(category, str) and category not in CATEGORIES:
                problems.append(
                    (
                        f"{prefix}.indicators.{half}[{index}].category",
                        f"不认识的类别“{category}”，应为 {'、'.join(CATEGORIES)} 之一",
                        f"unknown category {category!r}; known: {', '.join(CATEGORIES)}",
                    )
                )


def _places(raw: Any, problems: list[tuple[str, str, str]]) -> None:
    if raw is None:
        return
    if not isinstance(raw, dict):
        problems.append(("places", "应为对象{…}", "should be an object {…}"))
        return
    for path, entry in raw.items():
        if not isinstance(entry, dict) or not isinstance(entry.get("at"), str):
            problems.append((f"places.{path}", "应有文字at", 'should have a text "at"'))
