"""List what the package promises to others: every public name, with its signature or its fields.

python tools/public_names.py           # write tests/public_names.txt
python tools/public_names.py --check   # only say whether it is fresh

A line that changes or goes away breaks the programs of others: it needs a reason, a line in the changelog, and the next
version of the right kind. Then this tool is run, and the new listing goes in with the change.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

LISTING = ROOT / "tests" / "public_names.txt"
MODULES = ("jixiao", "jixiao.testing")


def listing() -> str:
    """The listing as it should be."""
    lines: list[str] = []
    for name in MODULES:
        module = import_module(name)
        for public in sorted(module.__all__):
            lines += _lines(f"{name}.{public}", getattr(module, public))
    return "\n".join(lines) + "\n"


def _lines(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, type):
        bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
        yield f"class {name}({bases})"
        yield from sorted(_members(name, value))
    elif callable(value):
        yield f"{name}{_signature(value)}"
    else:
        yield name


def _annotations(kind: type) -> dict[str, Any]:
    found: dict[str, Any] = vars(kind).get("__annotations__", {})
    return found


def _members(name: str, kind: type) -> Iterator[str]:
    fields = {field.name: field for field in attrs.fields(kind)} if attrs.has(kind) else {}
    for field in list(fields.values()):
        optional = "" if field.default is attrs.NOTHING else " = …"
        # The type of the field itself may have been resolved by whatever has looked at the class before.
        written = next(base.__annotations__[field.name] for base in kind.__mro__ if field.name in _annotations(base))
        yield f"  {name}.{field.name}: {_plain(written)}{optional}"
    for field in getattr(kind, "_fields", ()):
        yield f"  {name}.{field}: {_plain(kind.__annotations__[field])}"
    fields |= dict.fromkeys(getattr(kind, "_fields", ()))
    own = {
        member: value for base in reversed(kind.__mro__[:-1]) if _is_ours(base) for member, value in vars(base).items()
    }
    for member, value in own.items():
        if member.startswith("_") or member in fields:
            continue
        if isinstance(value, property):
            yield f"  {name}.{member}: {inspect.get_annotations(value.fget)['return']}" if value.fget else ""
        elif isinstance(value, (classmethod, staticmethod)):
            yield f"  {name}.{member}{_signature(value.__func__)}"
        elif callable(value):
            yield f"  {name}.{member}{_signature(value)}"
        else:
            yield f"  {name}.{member}"


def _plain(annotation: Any) -> str:
    """An annotation as it was written, also where somebody has made an object of it."""
    written = str(getattr(annotation, "__forward_arg__", annotation))
    return re.sub(r"ForwardRef\('(\w+)'[^)]*\)", r"\1", written).replace("hypothesis.strategies.", "st.")


def _is_ours(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == "jixiao"


def _signature(function: Any) -> str:
    """A signature, written in the same way by every version of Python."""
    signature = inspect.signature(function)
    shown: list[str] = []
    for parameter in signature.parameters.values():
        stars = "*" * (parameter.kind is parameter.VAR_POSITIONAL) + "**" * (parameter.kind is parameter.VAR_KEYWORD)
        if parameter.kind is parameter.KEYWORD_ONLY and not any(one.startswith("*") for one in shown):
            shown.append("*")
        text = stars + parameter.name
        if parameter.annotation is not parameter.empty:
            text += f": {_plain(parameter.annotation)}"
        if parameter.default is not parameter.empty:
            text += f" = {parameter.default!r}"
        shown.append(text)
    returned = "" if signature.return_annotation is signature.empty else f" -> {_plain(signature.return_annotation)}"
    return f"({', '.join(shown)}){returned}"


def main(arguments: list[str]) -> int:
    """Write or check the listing."""
    fresh = listing()
    if LISTING.exists() and LISTING.read_text(encoding="utf-8") == fresh:
        return 0
    if "--check" in arguments:
        print(f"not fresh: {LISTING.relative_to(ROOT).as_posix()}; run: python tools/public_names.py")
        return 1
    LISTING.write_text(fresh, encoding="utf-8", newline="\n")
    print(f"written: {LISTING.relative_to(ROOT).as_posix()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
