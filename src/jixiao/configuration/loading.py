"""A configuration from its file, with those that it extends below it; and what it comes to for one checked file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from jixiao.checker.aside import Exemption
from jixiao.checker.layer import Layer, WordList, packed
from jixiao.checker.patterns import OwnRule
from jixiao.configuration.finding import PROJECT_FILE
from jixiao.configuration.values import Known, Spot, checked
from jixiao.errors import WrongUse

_LARGEST: Final = 4 << 20
"""How many bytes a configuration may have: no honest one comes near."""
_LONGEST_CHAIN: Final = 10
TABLES: Final = frozenset({"severities", "thresholds", "words", "names", "per-file"})
"""The keys whose entries are laid over each other one by one; of the others the nearest file has the last word."""
LISTS: Final = frozenset({"exempt", "rules"})
"""The keys whose entries are added to those below."""


class Configuration(NamedTuple):
    """What a file and those that it extends say together, and from which of them each key is."""

    path: str
    values: dict[str, Any]
    origins: dict[str, str]

    @property
    def folder(self) -> str:
        """The folder that patterns of files begin at."""
        return os.path.dirname(self.path)


class ForFile(NamedTuple):
    """What a configuration comes to for one file; ``None`` and empty where it says nothing."""

    profile: str | None = None
    year: int | None = None
    language: str | None = None
    fail_on: str | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    narrowed: tuple[str, ...] | None = None
    """What a pattern selects for its files: that holds whatever else is selected."""
    dropped: tuple[str, ...] = ()
    """What patterns ignore: that too."""
    layer: Layer = Layer()
    exemptions: tuple[Exemption, ...] = ()
    patterns: tuple[str, ...] = ()
    """The patterns that the file matches."""
    plugins: tuple[str, ...] = ()


def load(path: str | os.PathLike[str]) -> Configuration:
    """Read a configuration. Raises :class:`~jixiao.errors.WrongUse` for whatever can't be."""
    whole = os.path.abspath(path)
    values, origins = _chain(whole, (), Known())
    return Configuration(whole, values, origins)


def _chain(path: str, above: tuple[str, ...], known: Known) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a file on top of those that it extends, with the origin of each."""
    raw = _parsed(path)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    if "extends" in raw:
        # First, so that the codes of the rules that it brings are known up here.
        values, origins = _chain(_extended(path, raw["extends"], above), (*above, path), known)
    own = checked(raw, path, known)
    own.pop("extends", None)
    for key, value in own.items():
        if key in TABLES:
            values[key] = {**values.get(key, {}), **value}
            origins.update({f"{key}.{name}": path for name in value})
        elif key in LISTS:
            _add(values, origins, key, value, path)
        else:
            values[key], origins[key] = value, path
    return values, origins


def _extended(path: str, named: Any, above: tuple[str, ...]) -> str:
    """The file that another extends."""
    spot = Spot(path, "extends")
    other = os.path.normpath(os.path.join(os.path.dirname(path), spot.text(named)))
    if len(above) >= _LONGEST_CHAIN:
        raise spot.wrong(
            f"一层套一层，超过{_LONGEST_CHAIN}层。", f"more than {_LONGEST_CHAIN} files extend one another"
        )
    if other == path or other in above:
        raise spot.wrong(f"{other} 绕了回来，不能互相继承。", f"{other} leads back to where it came from")
    if not os.path.isfile(other):
        raise spot.wrong(f"没有文件 {other}。", f"there is no file {other}")
    return other


def _add(values: dict[str, Any], origins: dict[str, str], key: str, added: list[dict[str, Any]], path: str) -> None:
    """Put entries behind those of a list; a rule takes the place of one with its code."""
    codes = {one["code"] for one in added} if key == "rules" else set()
    before = [(one, origins.pop(f"{key}[{number}]")) for number, one in enumerate(values.get(key, ()), 1)]
    entries = [*((one, origin) for one, origin in before if one["code"] not in codes), *((one, path) for one in added)]
    values[key] = [one for one, _ in entries]
    origins.update({f"{key}[{number}]": origin for number, (_, origin) in enumerate(entries, 1)})


def _parsed(path: str) -> dict[str, Any]:
    import tomllib
    from decimal import Decimal

    try:
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(data) > _LARGEST:
        raise WrongUse(f"{path}：配置文件太大，超过4M。", f"{path}: larger than 4 MB, which no configuration is.")
    try:
        # An editor of Windows may have put a mark in front.
        table = tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError:
        raise _no_utf8(path) from None
    except (tomllib.TOMLDecodeError, RecursionError, ArithmeticError) as error:
        if b"\0" in data:
            # UTF-16 without a mark, which holds no byte that can't be.
            raise _no_utf8(path) from None
        raise _no_toml(path, error) from None
    if os.path.basename(path) != PROJECT_FILE:
        return table
    tool = table.get("tool", {})
    own = tool.get("jixiao", {}) if isinstance(tool, dict) else {}
    return Spot(path, "tool.jixiao").table(own)


def _no_utf8(path: str) -> WrongUse:
    return WrongUse(
        f"{path}：配置文件要用UTF-8编码保存。用记事本打开，选“另存为”，编码选UTF-8。",
        f"{path}: a configuration is to be saved as UTF-8. Open it in an editor and save it with that encoding.",
    )


def _no_toml(path: str, error: Exception) -> WrongUse:
    said = "nested too deeply" if isinstance(error, RecursionError) else str(error)
    found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", said, re.DOTALL)
    if found is not None:
        zh = f"第{found[2]}行第{found[3]}列不是正确的TOML：{_FAULTS.get(found[1], found[1])}。"
    else:
        zh = f"不是正确的TOML：{_FAULTS.get(said.partition(' (at')[0], said)}。"
    return WrongUse(f"{path}：{zh}文字要加英文引号。", f"{path}: not right as TOML: {said}.")


def _unreadable(path: str, error: OSError) -> WrongUse:
    return WrongUse(
        f"{path}：配置文件读不了（{error.strerror}）。", f"{path}: the configuration can't be read ({error.strerror})."
    )


def for_file(configuration: Configuration, path: str) -> ForFile:
    """What the configuration comes to for a file, those of its patterns included that the file's path matches."""
    values = configuration.values
    severities: dict[str, str] = dict(values.get("severities", {}))
    narrowed: tuple[str, ...] | None = None
    dropped: list[str] = []
    patterns: list[str] = []
    where = relative(path, configuration.folder)
    for pattern, said in values.get("per-file", {}).items():
        if matches(pattern, where):
            patterns.append(pattern)
            narrowed = tuple(said["select"]) if "select" in said else narrowed
            dropped += said.get("ignore", ())
            severities.update(said.get("severities", {}))
    return ForFile(
        values.get("profile"),
        values.get("year"),
        values.get("language"),
        values.get("fail-on"),
        tuple(values.get("select", ())),
        tuple(values.get("extend-select", ())),
        tuple(values.get("ignore", ())),
        narrowed,
        tuple(dropped),
        _layer(values, severities),
        tuple(Exemption(**{**one, "until": _iso(one.get("until"))}) for one in values.get("exempt", ())),
        tuple(patterns),
        tuple(values.get("plugins", ())),
    )


def _layer(values: Mapping[str, Any], severities: Mapping[str, str]) -> Layer:
    thresholds = values.get("thresholds", {})
    words = values.get("words", {})
    return Layer(
        tuple(severities.items()),
        tuple((name, tuple(map(str, one)) if isinstance(one, list) else str(one)) for name, one in thresholds.items()),
        tuple(WordList(name, tuple(one.get("add", ())), tuple(one.get("remove", ()))) for name, one in words.items()),
        tuple((name, packed(said)) for name, said in values.get("names", {}).items()),
        tuple(_own_rule(one) for one in values.get("rules", ())),
    )


def _own_rule(said: Mapping[str, Any]) -> OwnRule:
    message, advice = said["message"], said.get("advice", _ADVICE)
    return OwnRule(
        said["code"],
        said["field"],
        said["pattern"],
        said.get("severity", "warning"),
        *_in_both(message),
        *_in_both(advice),
        said.get("missing", False),
    )


def _in_both(texts: Mapping[str, str]) -> tuple[str, str]:
    """A text in both languages; one that is missing is said in the other."""
    there = next(iter(texts.values()))
    return texts.get("zh", there), texts.get("en", there)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def relative(path: str, folder: str) -> str:
    """A path from a folder, with forward slashes, as it is written on every system."""
    whole = os.path.abspath(path)
    try:
        return os.path.relpath(whole, folder).replace(os.sep, "/")
    except ValueError:
        # Another drive of Windows.
        return whole.replace(os.sep, "/")


def matches(pattern: str, path: str) -> bool:
    """Whether a path is one of a pattern: ``*`` stays in a folder, ``**`` goes through any; without ``/`` the name."""
    if "/" not in pattern:
        path = path.rpartition("/")[2]
    return _pattern(pattern).fullmatch(path) is not None


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    parts: list[str] = []
    for piece in re.findall(r"\*\*/|\*\*|\*|\?|[^*?]+", pattern.removeprefix("./")):
        parts.append(_PIECES.get(piece) or re.escape(piece))
    return re.compile("".join(parts), re.DOTALL)


_FAULTS: Final = {
    "Invalid value": "这里的值不对",
    "Cannot overwrite a value": "这个键前面已经写过",
    "Unclosed array": "方括号没有关上",
    "Expected newline or end of document after a statement": "这里应当换行",
    "Illegal character '\\n'": "引号没有关上，这一行就完了",
    "Expected '=' after a key in a key/value pair": "键后面要有等号",
    "Invalid statement": "这一行看不懂，键要用字母，不能用中文或全角符号开头",
    "nested too deeply": "套得太深",
}
"""What the parser says of the mistakes that are made most → the same in Chinese."""
_ADVICE: Final = {"zh": "请按本单位的要求改。", "en": "Write it as your bureau asks."}
_PIECES: Final = {"**/": "(?:[^/]*/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
