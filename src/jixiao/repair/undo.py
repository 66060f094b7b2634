"""The undo file: what was changed in a mended file, for people to read and for the program to take back."""

from __future__ import annotations

import json
from typing import Any, Final

from jixiao.documents.limits import DEFAULT, Limits
from jixiao.errors import JixiaoError, WrongUse
from jixiao.repair.mending import Mended
from jixiao.repair.splices import Splice, digest, spliced

KIND: Final = "jixiao undo"
VERSION: Final = 1


def undo_json(mended: Mended) -> str:
    """The undo file of a mended file.

    ``changes`` say each cell's place, path, rule, and text before and after; ``edits`` hold the bytes, in the order in
    which they were put in; ``output`` and ``input`` are the digests of both contents.
    """
    changes = [
        {
            "place": None if patch.at is None else str(patch.at),
            "path": patch.path,
            "code": patch.code,
            "safety": patch.safety,
            "before": patch.before,
            "after": patch.after,
        }
        for patch in mended.changes
    ]
    edits = [
        {"part": one.part, "at": one.at, "was": one.was.decode("latin-1"), "now": one.now.decode("latin-1")}
        for one in mended.splices
    ]
    content = {
        "kind": KIND,
        "version": VERSION,
        "file": mended.name,
        "input": digest(mended.before, mended.name),
        "output": digest(mended.data, mended.name),
        "changes": changes,
        "edits": edits,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def undone(data: bytes, undo: bytes, name: str, limits: Limits = DEFAULT) -> bytes:
    """The content from before a file was mended: the same bytes, or of a package the same parts.

    Raises :class:`~jixiao.errors.WrongUse` for what is no undo file, for that of another file, and where the file was
    changed since: nothing is ever taken back by guess.
    """
    told = _read(undo)
    if digest(data, name) != told.get("output"):
        raise WrongUse(
            f"{name}：这个文件和撤销文件对不上（不是同一个文件，或改过以后又另存过），没有撤销。",
            f"{name}: the undo file is not for this file, or the file was changed since; nothing was undone.",
        )
    try:
        edits = [
            Splice(one["part"], one["at"], one["was"].encode("latin-1"), one["now"].encode("latin-1"))
            for one in told["edits"]
        ]
        content = spliced(data, [edit.back() for edit in reversed(edits)], name, limits)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise _damaged() from None
    if digest(content, name) != told.get("input"):
        raise _damaged()
    return content


def _read(undo: bytes) -> dict[str, Any]:
    try:
        told = json.loads(undo)
    except (ValueError, RecursionError):
        raise _damaged() from None
    if not isinstance(told, dict) or told.get("kind") != KIND or told.get("version") != VERSION:
        raise _damaged()
    if not isinstance(told.get("edits"), list):
        raise _damaged()
    return told


def _damaged() -> JixiaoError:
    return WrongUse(
        "这不是撤销文件，或已损坏；请用 jixiao fix 写结果时一起生成的“.undo.json”文件。",
        "This is no undo file, or it is damaged; use the .undo.json that `jixiao fix` wrote beside its result.",
    )
