"""The documentation pages of the rules, in Markdown, one set for each language, from the texts of ``explain``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from jixiao.checker.wording import FAMILY_NAMES, Rule, catalogue, examples, rule_title, text
from jixiao.model.english import counted
from jixiao.reports.explain import PRACTICE, severities_of


def rule_page(rule: Rule, accuracy: Mapping[str, Any], language: str) -> str:
    """One rule's page; ``accuracy`` is what was measured of all rules on transcribed forms."""
    code, chinese = rule.code, language == "zh"
    entry = catalogue()[code]
    lines = [
        f"# {code} {rule_title(code, language)}",
        "",
        *([f"{rule_title(code, 'en')}", ""] if chinese else []),
        f"`{rule.name}` · {severities_of(code, language)} · {_state(rule, chinese)}",
        "",
    ]
    separator = "；" if chinese else "; "
    item = f"{'。审核表：' if chinese else '. Item of the review sheet: '}{entry['item']}"
    parts = (
        ("为什么", "Why", text(code, "why", language)),
        ("怎么改", "What to do", _bare(text(code, "advice", language))),
        ("不看的", "What it does not see", text(code, "unseen", language)),
        ("依据", "Basis", separator.join(_bases(code, chinese)) + item),
    )
    for zh, en, body in parts:
        lines += [f"## {zh if chinese else en}", "", body, ""]
    lines += ["## 例子" if chinese else "## Examples", ""]
    for zh, en, kind in (("会报的", "Flagged", "flagged"), ("不报的", "Not flagged", "near")):
        if shown := examples()[code][kind]:
            lines += [f"### {zh if chinese else en}", "", *(f"- {one['says'][language]}" for one in shown), ""]
    lines += ["## 准确度" if chinese else "## Accuracy", "", _measured(accuracy, code, chinese), ""]
    return "\n".join(lines).rstrip() + "\n"


def _state(rule: Rule, chinese: bool) -> str:
    """Whether a rule counts, and whether it runs by itself."""
    if chinese:
        return ("试行" if rule.preview else "正式") + (" · 默认不开，用 `--select` 打开" if rule.opt_in else "")
    return ("preview" if rule.preview else "stable") + (" · off unless selected" if rule.opt_in else "")


def _bases(code: str, chinese: bool) -> list[str]:
    """What a rule stands on; the articles of laws keep their Chinese names."""
    return [one if chinese else PRACTICE.get(one, one) for one in catalogue()[code]["basis"]]


def _measured(accuracy: Mapping[str, Any], code: str, chinese: bool) -> str:
    """What the findings of a rule were worth on the transcribed forms."""
    forms, counts = accuracy["forms"], accuracy["codes"].get(code)
    if counts is None:
        return (
            f"在{forms}张人工核对的表上没有报过。"
            if chinese
            else f"No finding on {counted(forms, 'transcribed form')}."
        )
    true, total = counts["true"], counts["true"] + counts["false"]
    if chinese:
        return f"在{forms}张人工核对的表上报了{total}处，{true}处属实。"
    return f"On {counted(forms, 'transcribed form')}: {counted(total, 'finding')}, {true} right."


def _bare(template: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", "〔…〕", template)


def index_page(rules: Sequence[Rule], language: str) -> str:
    """The list of all rules, by family and by basis."""
    chinese = language == "zh"
    lines = ["# 规则" if chinese else "# Rules", ""]
    if chinese:
        lines += [f"共{len(rules)}条。规则的文字、例子和这些页面出自同一份数据；例子都作为测试运行。", ""]
        families, head = "## 按类别", "| 代码 | 级别 | 规则 | English |"
        bases, other = ["## 按依据", "", "| 依据 | 规则 |", "| --- | --- |"], "en"
    else:
        lines += [f"{len(rules)} rules. Texts, examples and these pages come from one source; the examples are run as"]
        lines += ["tests.", ""]
        families, head = "## By family", "| code | severity | rule | 中文 |"
        bases, other = ["## By basis", "", "| basis | rules |", "| --- | --- |"], "zh"
    lines += [families, ""]
    for family, names in FAMILY_NAMES.items():
        some = [rule.code for rule in rules if rule.family == family]
        if not some:
            continue
        lines += [f"### {family} {names[not chinese]}", "", head, "| --- | --- | --- | --- |"]
        lines += [
            f"| [{code}]({code}.md) | {severities_of(code, language)} | {rule_title(code, language)} |"
            f" {rule_title(code, other)} |"
            for code in some
        ]
        lines.append("")
    by_basis: dict[str, list[str]] = {}
    for rule in rules:
        for basis in _bases(rule.code, chinese):
            by_basis.setdefault(basis, []).append(f"[{rule.code}]({rule.code}.md)")
    lines += [*bases, *(f"| {basis} | {' '.join(codes)} |" for basis, codes in sorted(by_basis.items()))]
    return "\n".join(lines).rstrip() + "\n"
