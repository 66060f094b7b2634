"""The interchange JSON as a tree: steps lead to a value, and a changed tree shares all that did not change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

Tree = dict[str, Any]
Steps = tuple[str | int, ...]
Item = TypeVar("Item")

_NUMBER: Final = re.compile(r"\[(\d+)\]")


def at(tree: Any, steps: Steps) -> Any:
    """The value that the steps lead to."""
    for step in steps:
        tree = tree[step]
    return tree


def put(tree: Any, steps: Steps, value: Any) -> Any:
    """The tree with another value there; the tree itself stays as it is."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    copy: Any = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[step] = put(tree[step], rest, value)
    return copy


def leaves(tree: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every value that holds no others, with the steps to it."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, (*steps, key))
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from leaves(value, (*steps, number))
    else:
        yield steps, tree


def written(steps: Steps) -> str:
    """Steps as a path of the model: ``forms[0].goals.annual``."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return path.removeprefix(".")


def kind_of(path: str) -> str:
    """A path without its numbers: what kind of place it is."""
    return _NUMBER.sub("[]", path)


def only(tree: Tree, steps: Steps, kept: Sequence[int]) -> Tree:
    """The tree with these items of a list alone; what points to the items by their numbers follows them."""
    now = {old: new for new, old in enumerate(kept)}
    items = at(tree, steps)
    tree = put(tree, steps, [items[number] for number in kept])
    prefix = written(steps)
    places = ((_moved(path, prefix, now), place) for path, place in tree["places"].items())
    gaps = ({**gap, "path": _moved(gap["path"], prefix, now)} for gap in tree["gaps"])
    tree = {
        **tree,
        "places": {path: place for path, place in places if path is not None},
        "gaps": [gap for gap in gaps if gap["path"] is not None],
    }
    if steps == ("forms",):
        rows = [{**row, "matched": _match(row["matched"], now)} for row in tree["tables"]["projects"]]
        tree = put(tree, ("tables", "projects"), rows)
    return tree


def _moved(path: str, prefix: str, now: dict[int, int]) -> str | None:
    """A path as it is when the items before it have gone; nothing where its own has."""
    rest = path[len(prefix) :]
    found = _NUMBER.match(rest) if path.startswith(prefix) else None
    if found is None:
        return path
    number = now.get(int(found[1]))
    return None if number is None else f"{prefix}[{number}]{rest[found.end() :]}"


def _match(matched: dict[str, Any] | None, now: dict[int, int]) -> dict[str, Any] | None:
    if matched is None or matched["form"] - 1 not in now:
        return None
    return {**matched, "form": now[matched["form"] - 1] + 1}


def chunks(count: int) -> Iterator[int]:
    """How many items are left out at once: half of them, a quarter, … one."""
    while count > 1:
        count //= 2
        yield count


def without(items: Sequence[Item], start: int, size: int) -> list[Item]:
    """The items but for a run of them."""
    return [*items[:start], *items[start + size :]]
