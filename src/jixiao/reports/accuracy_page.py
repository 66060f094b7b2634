"""The documentation page of the accuracy, in Markdown, from what was measured on transcribed forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from jixiao.checker.wording import FAMILY_NAMES, rule_title

_CERTAINTIES = {
    "certain": ("确定的", "certain"),
    "likely": ("很可能的", "likely"),
    "debatable": ("有争议的", "debatable"),
}
_ZH = """# 准确度

{forms}张公开的项目支出绩效目标表由人逐格转录，再由严格的审核人逐张列出问题；下面是程序的结果和他们的清单对照。数字由
`make accuracy` 量出，这一页由同一份数据生成。

材料不随本项目重新发布。{forms}张表来自同一批公开材料，数目不大：别处的表结果会有出入，误报请告诉我们。

## 报的有多少属实

程序在这些表上报了{total}处（错误、警告、提示都算；没有人核对过的不算），其中{true}处属实。没有列出的规则在这些表上没有报过。

| 代码 | 规则 | 报了 | 属实 |
| --- | --- | --- | --- |
{codes}

按类别：

| 类别 | 报了 | 属实 |
| --- | --- | --- |
{families}

## 该报的报了多少

只算规则管得到的问题种类。

| 审核人认为 | 列出 | 报了 |
| --- | --- | --- |
{defects}
"""
_EN = """# Accuracy

{forms} published target forms were transcribed cell by cell, and strict reviewers listed what is wrong with each;
below, the findings are compared with their lists. `make accuracy` measures the figures; this page is made from them.

The material is not republished with the project. {forms} forms from one source are few: other forms will fare
differently, so please report false alarms.

## How many findings are right

On these forms there are {total} findings of all severities that somebody judged, and {true} of them are right. Rules
that are not listed found nothing there.

| code | rule | findings | right |
| --- | --- | --- | --- |
{codes}

By family:

| family | findings | right |
| --- | --- | --- |
{families}

## How many defects are found

Only kinds of defects that the rules cover are counted.

| to the reviewers | listed | found |
| --- | --- | --- |
{defects}
"""


def accuracy_page(accuracy: Mapping[str, Any], language: str) -> str:
    """What findings were worth, by rule and by family, and how many defects were found."""
    english = language == "en"
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    codes = []
    for code, counts in accuracy["codes"].items():
        total = counts["true"] + counts["false"]
        found[code[:3]] += total
        right[code[:3]] += counts["true"]
        codes.append(f"| [{code}](rules/{code}.md) | {rule_title(code, language)} | {total} | {counts['true']} |")
    return (_EN if english else _ZH).format(
        forms=accuracy["forms"],
        total=found.total(),
        true=right.total(),
        codes="\n".join(codes),
        families="\n".join(
            f"| {family} {names[english]} | {found[family]} | {right[family]} |"
            for family, names in FAMILY_NAMES.items()
            if found[family]
        ),
        defects="\n".join(
            f"| {_CERTAINTIES[certainty][english]} | {counts['listed']} | {counts['met']} |"
            for certainty, counts in accuracy["defects"].items()
        ),
    )
