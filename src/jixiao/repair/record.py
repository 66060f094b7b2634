"""What a marked package tells of its own marks: a small part in it, which anybody may have written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from jixiao.repair.marks import RECORD_NAMESPACE
from jixiao.repair.package import EditedPackage, Relation

# What a record can fail by that a stranger has written.
_NO_RECORD: Final = (ValueError, TypeError, KeyError, AttributeError, IndexError)


def record_of(package: EditedPackage, relations: Iterable[Relation]) -> tuple[str | None, dict[str, Any] | None]:
    """The part that tells what was changed, and what it tells; ``relations`` are those of the main part."""
    for relation in relations:
        data = package.original(relation.target) if relation.kind == "customXml" and not relation.external else None
        if data is None or RECORD_NAMESPACE.encode() not in data:
            continue
        texts: list[str] = []
        package.package.parse(data, lambda *_: None, texts.append)
        try:
            record = json.loads("".join(texts))
        except ValueError:
            record = None
        return relation.target, record if isinstance(record, dict) else None
    return None, None


def undone(package: EditedPackage, record: Mapping[str, Any]) -> tuple[bytes | None, bool]:
    """The file from before it was marked, where no part has changed since; and whether the record is one.

    ``package`` is of no use afterwards.
    """
    try:
        return (None if package.undo(record["package"]) else package.to_bytes()), True
    except _NO_RECORD:
        return None, False
