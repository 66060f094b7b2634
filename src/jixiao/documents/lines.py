"""The lines of a text as an editor numbers them, for those who point into the file itself."""

from __future__ import annotations

from jixiao.documents.kinds import kind_of
from jixiao.documents.text import decode
from jixiao.errors import NotReadable


def lines_of(data: bytes, name: str) -> list[str] | None:
    """The lines by which the places of a file count; ``None`` where they count by something else, as in a workbook."""
    try:
        kind = kind_of(data, name)
        if kind not in ("text", "csv"):
            return None
        text = decode(data, name)
    except NotReadable:
        return None
    # Between quotes a record of values may go on on the next line.
    if kind == "csv" and '"' in text:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
