"""What each key of a configuration may hold; every refusal names the file, the key, and what is meant instead."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from jixiao.errors import WrongUse
from jixiao.model.taxonomy import CATEGORIES

SEVERITIES: Final = ("error", "warning", "info")
LANGUAGES: Final = ("zh", "en")
DIRECTIONS: Final = ("up", "down", "cap", "fixed", "either")
KINDS: Final = (
    "share", "growth", "people", "count", "money", "unit_money", "area", "length", "mass", "volume", "duration", "date",
    "frequency", "score", "quality",
)  # fmt: skip
"""What a unit of an indicator may count; see :class:`jixiao.model.name_parts.Meaning`."""
_YEARS: Final = (1990, 2100)


class Spot:
    """A key of a configuration file, to say what is wrong there."""

    def __init__(self, file: str, key: str = "") -> None:
        self.file = file
        self.key = key

    def at(self, key: str) -> Spot:
        """A key below this one."""
        return Spot(self.file, f"{self.key}.{key}" if self.key else key)

    def item(self, number: int) -> Spot:
        """An entry of a list, counted from 1 as people do."""
        return Spot(self.file, f"{self.key}[{number}]")

    def wrong(self, zh: str, en: str) -> WrongUse:
        """The error that says it."""
        return WrongUse(f"{self.file}：{self.key}：{zh}", f"{self.file}: {self.key}: {en}")

    def unknown(self, name: str, known: Iterable[str], zh: str, en: str) -> WrongUse:
        """The error for a name that is not known, with the nearest that is, or with all where they are few."""
        import difflib

        there = list(known)
        near = difflib.get_close_matches(name, there, n=1, cutoff=0.5)
        if near:
            return self.wrong(f"没有{zh}“{name}”，是不是“{near[0]}”？", f"no {en} {name!r}; did you mean {near[0]!r}?")
        if len(there) <= 20:
            return self.wrong(
                f"没有{zh}“{name}”，可选：{'、'.join(there)}。", f"no {en} {name!r}; there are {', '.join(there)}"
            )
        return self.wrong(f"没有{zh}“{name}”。", f"no {en} {name!r}")

    def expect(self, value: Any, kind: type, zh: str, en: str) -> None:
        """Raise the error for a value of another kind; a truth value is no number."""
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(f"要写{zh}，现为{_shown(value)}。", f"is to be {en}, not {_shown(value)}")

    def one_of(self, value: Any, known: Iterable[str], zh: str, en: str) -> str:
        """A name that is known."""
        self.expect(value, str, zh, en)
        there = list(known)
        if value not in there:
            raise self.unknown(value, there, zh, en)
        return str(value)

    def text(self, value: Any) -> str:
        """A text that is not blank."""
        self.expect(value, str, "一段文字", "a text")
        if not value.strip():
            raise self.wrong("不能为空。", "is blank")
        return str(value)

    def texts(self, value: Any) -> list[str]:
        """A list of texts."""
        self.expect(value, list, '一列文字，如 ["甲", "乙"]', 'a list of texts, such as ["one", "two"]')
        return [self.item(number).text(one) for number, one in enumerate(value, 1)]

    def table(self, value: Any, known: Iterable[str] | None = None) -> dict[str, Any]:
        """A table; of its keys none but the ``known``."""
        self.expect(value, dict, "一个表", "a table")
        if known is not None:
            there = list(known)
            for key in value:
                if key not in there:
                    raise self.at(key).unknown(key, there, "这个键", "key")
        return dict(value)


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else text[:39] + "…"


class Known:
    """The names that a configuration may use: codes, variants, lists of words, thresholds, profiles."""

    def __init__(self) -> None:
        from jixiao.knowledge import knowledge
        from jixiao.rules.messages import all_rules, catalogue

        data = knowledge()
        self.variants: dict[str, set[str]] = {}
        for rule in all_rules():
            own = self.variants.setdefault(rule.code, set())
            own.update(rule.severities, catalogue()[rule.code].get("variants", ()))
        self.families = sorted({code[:3] for code in self.variants})
        self.words: Mapping[str, list[str]] = data["words"]
        self.thresholds: Mapping[str, Any] = data["thresholds"]
        self.profiles = ["auto", *data["profiles"]]
        self.taken = frozenset(self.families)
        """The families of the package, which no rule of a configuration may use."""

    def bring(self, spot: Spot, names: Any) -> None:
        """Take the rules of plug-ins in. Raises :class:`WrongUse` for one that no installed package offers."""
        from jixiao.plugins import rules_of_plugins

        wanted = _plugins(spot, names, self)
        with warnings.catch_warnings():
            # One that can't be used is named where it is missed, when files are checked.
            warnings.simplefilter("ignore")
            try:
                rules = rules_of_plugins(tuple(wanted))
            except WrongUse as error:
                raise spot.wrong(error.zh, error.en.rstrip(".")) from None
        for rule in rules:
            self.variants.setdefault(rule.code, set()).update(rule.severities)
        self.families = sorted({*self.families, *wanted})

    def learn(self, rules: Any) -> None:
        """Take the codes of own rules in, so that they can be selected and ignored; what is wrong is said elsewhere."""
        for rule in rules if isinstance(rules, list) else ():
            code = rule.get("code") if isinstance(rule, dict) else None
            if isinstance(code, str) and _is_code(code.upper()) and code.upper()[:3] not in self.taken:
                self.variants.setdefault(code.upper(), set())
                self.families = sorted({*self.families, code.upper()[:3]})


def _is_code(text: str) -> bool:
    """Whether this is how codes are: three letters and two digits."""
    letters, digits = text[:3], text[3:]
    right = letters.isascii() and letters.isalpha() and letters.isupper() and digits.isascii() and digits.isdecimal()
    return len(letters) == 3 and len(digits) == 2 and right


_FOR_PYTEST: Final = "pytest"
"""The table that the plugin for pytest reads itself."""


def checked(values: Mapping[str, Any], file: str, known: Known) -> dict[str, Any]:
    """The values of one file, each refused where it can't be, and put in the one way in which they are written."""
    spot = Spot(file)
    found: dict[str, Any] = {}
    known.learn(values.get("rules"))
    if "plugins" in values:
        known.bring(spot.at("plugins"), values["plugins"])
    for key, value in values.items():
        if key == _FOR_PYTEST:
            continue
        if key not in KEYS:
            raise spot.at(key).unknown(key, KEYS, "这个键", "key")
        found[key] = KEYS[key](spot.at(key), value, known)
    return found


def _profile(spot: Spot, value: Any, known: Known) -> str:
    return spot.one_of(value, known.profiles, "规则集", "profile")


def _year(spot: Spot, value: Any, _: Known) -> int:
    spot.expect(value, int, "年份，如2024", "a year such as 2024")
    if not _YEARS[0] <= value <= _YEARS[1]:
        raise spot.wrong(f"要写年份，如2024，现为{value}。", f"is to be a year such as 2024, not {value}")
    return int(value)


def _codes(spot: Spot, value: Any, known: Known) -> list[str]:
    codes = [code.strip().upper() for code in spot.texts(value)]
    for code in codes:
        if code not in known.variants and code not in known.families:
            raise spot.unknown(code, [*known.variants, *known.families], "规则", "rule")
    return codes


def _plugins(spot: Spot, value: Any, _: Known) -> list[str]:
    names = [name.strip().upper() for name in spot.texts(value)]
    for number, name in enumerate(names, 1):
        if not (len(name) == 3 and name.isascii() and name.isalpha()):
            raise spot.item(number).wrong(
                "要写插件的名称，三个大写字母。", "is to be the name of a plug-in, three capital letters"
            )
    return list(dict.fromkeys(names))


def _severities(spot: Spot, value: Any, known: Known) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, severity in _flat(spot.table(value)).items():
        code, dot, variant = name.partition(".")
        code = code.upper()
        if code not in known.variants:
            raise spot.at(name).unknown(code, known.variants, "规则", "rule")
        if dot and variant not in known.variants[code]:
            raise spot.at(name).unknown(variant, sorted(known.variants[code]), f"{code}的情形", f"variant of {code}")
        found[code + dot + variant] = spot.at(name).one_of(severity, (*SEVERITIES, "off"), "级别", "severity")
    return found


def _flat(table: Mapping[str, Any]) -> dict[str, Any]:
    """``FND06.annual = …`` without quotation marks is a table in a table to TOML."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found.update({f"{key}.{variant}": one for variant, one in value.items()})
        else:
            found[key] = value
    return found


def _thresholds(spot: Spot, value: Any, known: Known) -> dict[str, Any]:
    table = spot.table(value, known.thresholds)
    for name, given in table.items():
        at = spot.at(name)
        if isinstance(known.thresholds[name], list):
            at.expect(given, list, "一列数，如 [100, 90]", "a list of numbers, such as [100, 90]")
            for number, one in enumerate(given, 1):
                _number(at.item(number), one)
        else:
            _number(at, given)
    return table


def _number(spot: Spot, value: Any) -> int | Decimal:
    right = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    if not right or not Decimal(value).is_finite() or value < 0:
        raise spot.wrong(f"要写0以上的数，现为{_shown(value)}。", f"is to be a number from 0 on, not {_shown(value)}")
    return value  # type: ignore[no-any-return]


def _words(spot: Spot, value: Any, known: Known) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for name, given in spot.table(value, known.words).items():
        at = spot.at(name)
        if isinstance(given, list):
            found[name] = {"add": at.texts(given)}
            continue
        table = at.table(given, ("add", "remove"))
        found[name] = {part: at.at(part).texts(listed) for part, listed in table.items()}
        for word in found[name].get("remove", ()):
            if word not in known.words[name]:
                raise at.at("remove").unknown(word, known.words[name], "这个词", "word")
    return found


def _names(spot: Spot, value: Any, _: Known) -> dict[str, dict[str, Any]]:
    table = spot.table(value)
    return {name: _name(spot.at(name), name, said) for name, said in table.items()}


def _name(spot: Spot, name: str, value: Any) -> dict[str, Any]:
    from jixiao.model.meanings import LONGEST_NAME, normal_name

    if not normal_name(name) or len(name) > LONGEST_NAME:
        raise spot.wrong("这不是指标名称。", "this is no name of an indicator")
    said = spot.table(value, ("category", "direction", "kind", "bounded", "range", "units"))
    if "category" in said:
        spot.at("category").one_of(said["category"], CATEGORIES, "指标类别", "category")
    if "direction" in said:
        spot.at("direction").one_of(said["direction"], DIRECTIONS, "方向", "direction")
    if "kind" in said:
        spot.at("kind").one_of(said["kind"], KINDS, "量的种类", "kind")
    if "bounded" in said:
        spot.at("bounded").expect(said["bounded"], bool, "true或false", "true or false")
    if "units" in said:
        for unit in spot.at("units").texts(said["units"]):
            if "," in unit or len(unit.split()) != 1:
                raise spot.at("units").wrong(f"“{unit}”不是一个单位。", f"{unit!r} is not one unit")
    if "range" in said:
        at, given = spot.at("range"), said["range"]
        at.expect(given, list, "两个数，如 [1, 500]", "two numbers, such as [1, 500]")
        numbers = [_number(at.item(place), one) for place, one in enumerate(given, 1)]
        if len(numbers) != 2 or numbers[0] > numbers[1]:
            raise at.wrong("要写两个数，小的在前。", "is to be two numbers, the lesser first")
    return said


def _per_file(spot: Spot, value: Any, known: Known) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for pattern, given in spot.table(value).items():
        at = spot.at(pattern)
        if not pattern.strip():
            raise at.wrong("要写文件名或路径的样式，如 公开/**。", "is to be a pattern of paths, such as public/**")
        table = at.table(given, _PER_FILE)
        found[pattern] = {key: _PER_FILE[key](at.at(key), one, known) for key, one in table.items()}
    return found


def _fail_on(spot: Spot, value: Any, _: Known) -> str:
    return spot.one_of(value, SEVERITIES, "级别", "severity")


def _language(spot: Spot, value: Any, _: Known) -> str:
    return spot.one_of(value, LANGUAGES, "语言", "language")


def _extends(spot: Spot, value: Any, _: Known) -> str:
    return spot.text(value)


def _exempt(spot: Spot, value: Any, known: Known) -> list[dict[str, Any]]:
    spot.expect(value, list, "[[exempt]]", "[[exempt]]")
    return [_exemption(spot.item(number), one, known) for number, one in enumerate(value, 1)]


def _exemption(spot: Spot, value: Any, known: Known) -> dict[str, Any]:
    table = spot.table(value, ("code", "project", "indicator", "reason", "until"))
    if "code" not in table:
        raise spot.wrong("要写 code（规则代码）。", "names no code")
    code = spot.at("code").text(table["code"]).upper()
    if code not in known.variants:
        raise spot.at("code").unknown(code, known.variants, "规则", "rule")
    if "reason" not in table:
        raise spot.wrong("要写 reason（为什么放过）。", "gives no reason")
    if "project" not in table and "indicator" not in table:
        raise spot.wrong(
            "要写 project（项目名称）或 indicator（指标名称）；要停用整条规则，用 ignore。",
            "names no project and no indicator; to leave a whole rule out, use ignore",
        )
    for key in ("project", "indicator", "reason"):
        if key in table:
            spot.at(key).text(table[key])
    if "until" not in table:
        return {**table, "code": code}
    until = table["until"]
    if isinstance(until, str):
        # A date in quotation marks is meant as one.
        with suppress(ValueError):
            until = date.fromisoformat(until.strip())
    if not isinstance(until, date) or isinstance(until, datetime):
        raise spot.at("until").wrong("要写日期，如2025-12-31。", "is to be a date such as 2025-12-31")
    return {**table, "code": code, "until": until}


def _rules(spot: Spot, value: Any, known: Known) -> list[dict[str, Any]]:
    spot.expect(value, list, "[[rules]]", "[[rules]]")
    found = [_rule(spot.item(number), one, known) for number, one in enumerate(value, 1)]
    codes = [one["code"] for one in found]
    for number, code in enumerate(codes):
        if code in codes[:number]:
            raise spot.item(number + 1).at("code").wrong(f"{code} 用了两次。", f"{code} is used twice")
    return found


def _rule(spot: Spot, value: Any, known: Known) -> dict[str, Any]:
    import regex

    from jixiao.checker.patterns import FIELDS, compiled

    table = spot.table(value, ("code", "field", "pattern", "missing", "severity", "message", "advice"))
    for key, zh in (("code", "代码"), ("field", "看哪一栏"), ("pattern", "正则表达式"), ("message", "说明")):
        if key not in table:
            raise spot.wrong(f"要写 {key}（{zh}）。", f"has no {key}")
    at = spot.at("code")
    code = at.text(table["code"]).upper()
    if not _is_code(code) or code[:3] in known.taken:
        raise at.wrong(
            f"要用自己的三个字母加两位数字，如BUR01，不能用{'、'.join(sorted(known.taken))}开头。",
            f"is to be three letters and two digits, such as BUR01; {', '.join(sorted(known.taken))} are taken",
        )
    spot.at("field").one_of(table["field"], FIELDS, "这一栏", "field")
    at = spot.at("pattern")
    try:
        compiled(at.text(table["pattern"]))
    except (regex.error, ValueError, RecursionError, OverflowError) as error:
        raise at.wrong(f"不是正确的正则表达式：{error}", f"not right as a regular expression: {error}") from None
    if "missing" in table:
        spot.at("missing").expect(table["missing"], bool, "true或false", "true or false")
    if "severity" in table:
        spot.at("severity").one_of(table["severity"], SEVERITIES, "级别", "severity")
    for key in ("message", "advice"):
        if key in table:
            table[key] = _in_languages(spot.at(key), table[key])
    return {**table, "code": code}


def _in_languages(spot: Spot, value: Any) -> dict[str, str]:
    """A text in Chinese, or in Chinese and English."""
    if isinstance(value, str):
        return {"zh": spot.text(value)}
    table = spot.table(value, LANGUAGES)
    if not table:
        raise spot.wrong("要写zh（中文）或en（英文）。", "is to have zh, en, or both")
    return {language: spot.at(language).text(one) for language, one in table.items()}


Check = Callable[[Spot, Any, Known], Any]

_PER_FILE: Final[dict[str, Check]] = {"select": _codes, "ignore": _codes, "severities": _severities}

KEYS: Final[dict[str, Check]] = {
    "extends": _extends,
    "profile": _profile,
    "year": _year,
    "language": _language,
    "fail-on": _fail_on,
    "select": _codes,
    "ignore": _codes,
    "extend-select": _codes,
    "plugins": _plugins,
    "severities": _severities,
    "thresholds": _thresholds,
    "words": _words,
    "names": _names,
    "per-file": _per_file,
    "exempt": _exempt,
    "rules": _rules,
}
"""Every key that a configuration may have, with what looks at its value."""
