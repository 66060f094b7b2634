"""A configuration as it is shown: as TOML that can be used again, with the origin of each key, or as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jixiao.configuration.loading import LISTS, TABLES, Configuration, for_file
from jixiao.configuration.values import KEYS

_USUAL: Final = {
    "profile": "auto", "language": "zh", "fail-on": "error", "select": [], "ignore": [], "extend-select": [],
}  # fmt: skip
"""What holds where nothing is said."""
_BARE: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def as_toml(
    file: str,
    configuration: Configuration | None,
    baseline: str | None,
    language: str,
    plugins: Mapping[str, str] | None = None,
) -> str:
    """The configuration as TOML: read again, it is the same one.

    ``plugins`` are those that are in use, with the packages that offer them.
    """
    english = language == "en"
    lines = [f"# jixiao config --show {_one_line(file)}"]
    if configuration is None or not configuration.path:
        lines.append("# no configuration" if english else "# 没有配置文件")
    else:
        lines.append(f"# {'configuration' if english else '配置'}: {_one_line(configuration.path)}")
    if baseline is not None and os.path.isfile(baseline):
        lines.append(f"# {'baseline' if english else '基线'}: {_one_line(baseline)}")
    values = configuration.values if configuration is not None else {}
    origins = configuration.origins if configuration is not None else {}
    lines.append("")
    for key in KEYS:
        if key in TABLES or key in LISTS:
            continue
        if key in values:
            lines.append(f"{key} = {_value(values[key])}  # {_one_line(origins[key])}")
            if key == "plugins":
                lines += [f"# {name}: {_one_line(home)}" for name, home in (plugins or {}).items()]
        elif key in _USUAL:
            lines.append(f"# {key} = {_value(_USUAL[key])}  # {'default' if english else '默认'}")
    for key in KEYS:
        if key in TABLES and values.get(key):
            lines += ["", f"[{key}]"]
            lines += [
                f"{_key(name)} = {_value(one)}  # {_one_line(origins[f'{key}.{name}'])}"
                for name, one in values[key].items()
            ]
    for key in KEYS:
        for number, entry in enumerate(values.get(key, ()) if key in LISTS else (), 1):
            lines += ["", f"[[{key}]]  # {_one_line(origins[f'{key}[{number}]'])}"]
            lines += [f"{_key(name)} = {_value(one)}" for name, one in entry.items()]
    patterns = for_file(configuration, file).patterns if configuration is not None else ()
    if patterns:
        named = ", ".join(map(_one_line, patterns))
        said = "of per-file these patterns match this file" if english else "per-file 里与这个文件相符的"
        lines += ["", f"# {said}: {named}"]
    return "\n".join(lines) + "\n"


def as_json(
    file: str, configuration: Configuration | None, baseline: str | None, plugins: Mapping[str, str] | None = None
) -> str:
    """The same for programs: ``values`` are the keys of the configuration, ``origins`` the file of each."""
    shown = {
        "file": file,
        "configuration": (configuration.path or None) if configuration is not None else None,
        "baseline": baseline if baseline is not None and os.path.isfile(baseline) else None,
        "values": {**_USUAL, **(configuration.values if configuration is not None else {})},
        "origins": configuration.origins if configuration is not None else {},
        "patterns": list(for_file(configuration, file).patterns) if configuration is not None else [],
        "plugins": dict(plugins or {}),
    }
    return json.dumps(shown, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: Any) -> Any:
    """What JSON has no form for: dates as texts, decimals as numbers where that is the same."""
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)


def _one_line(text: str) -> str:
    """A path in a comment: whatever is in it, the line does not end."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _key(name: str) -> str:
    return name if name and _BARE.issuperset(name) else _text(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text if "." in text else text + ".0"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items()) + " }"
    if isinstance(value, Iterable):
        return "[" + ", ".join(map(_value, value)) + "]"
    return str(value)


def _text(text: str) -> str:
    # TOML wants one more character escaped than JSON.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
