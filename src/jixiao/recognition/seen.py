"""The words by which a form is known, and where they stand: what is said of a file in which no form was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jixiao.documents.grid import Document

LABELS: Final = (
    "绩效目标表",
    "项目名称",
    "主管部门",
    "资金总额",
    "年度目标",
    "总体目标",
    "一级指标",
    "三级指标",
    "指标值",
    "得分",
)
"""By these labels a form is known; the last one by which a self-evaluation is."""


def labels_in(documents: Sequence[Document]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each label with the places of the cells that hold it."""
    found: dict[str, list[str]] = {label: [] for label in LABELS}
    for document in documents:
        for line in document.lines:
            for cell in line.cells:
                text = "".join(cell.text.split())
                for label in LABELS:
                    if label in text:
                        found[label].append(str(cell.at))
    return tuple((label, tuple(places)) for label, places in found.items())
