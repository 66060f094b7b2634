"""The documentation pages of the rules, in Markdown: Chinese, then English, from the texts of ``explain``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from jixiao.checker.wording import FAMILY_NAMES, Rule, catalogue, examples, rule_title, text
from jixiao.reports.explain import severities_of


def rule_page(rule: Rule, accuracy: Mapping[str, Any]) -> str:
    """One rule's page; ``accuracy`` is what was measured of all rules on transcribed forms."""
    code = rule.code
    entry = catalogue()[code]
    state = "试行 preview" if rule.preview else "正式 stable"
    if rule.opt_in:
        state += " · 默认不开，用 --select 打开 (off unless selected)"
    lines = [
        f"# {code} {rule_title(code)}",
        "",
        f"`{rule.name}` · {severities_of(rule.code, 'zh')} ({severities_of(rule.code, 'en')}) · {state}",
        "",
    ]
    for language in ("zh", "en"):
        lines += _half(rule, language, entry)
    lines += ["## 例子 Examples", ""]
    for title, kind in (("会报的 Flagged", "flagged"), ("不报的 Not flagged", "near")):
        lines += [f"### {title}", ""]
        for example in examples()[code][kind]:
            lines.append(f"- {example['says']['zh']} — {example['says']['en']}")
        lines.append("")
    lines += ["## 准确度 Accuracy", "", _measured(accuracy, code), ""]
    return "\n".join(lines).rstrip() + "\n"


def _measured(accuracy: Mapping[str, Any], code: str) -> str:
    """What the findings of a rule were worth on the transcribed forms."""
    forms, counts = accuracy["forms"], accuracy["codes"].get(code)
    if counts is None:
        return f"在{forms}张人工核对的表上没有报过。No finding on {forms} transcribed forms."
    true, false = counts["true"], counts["false"]
    return (
        f"在{forms}张人工核对的表上报了{true + false}处，{true}处属实。"
        f"On {forms} transcribed forms: {true + false} findings, {true} of them right."
    )


def _half(rule: Rule, language: str, entry: dict[str, object]) -> list[str]:
    code = rule.code
    chinese = language == "zh"
    heads = (
        ("为什么", "怎么改", "不看的", "依据") if chinese else ("Why", "What to do", "What it does not see", "Basis")
    )
    lines = [f"## {'说明' if chinese else rule_title(code, 'en')}", ""]
    lines += [
        f"**{heads[0]}** {text(code, 'why', language)}",
        "",
        f"**{heads[1]}** {_bare(text(code, 'advice', language))}",
        "",
    ]
    lines += [f"**{heads[2]}** {text(code, 'unseen', language)}", ""]
    basis = entry["basis"]
    if chinese and isinstance(basis, list):
        lines += [f"**{heads[3]}** {'；'.join(basis)}。审核表：{entry['item']}", ""]
    return lines


def _bare(template: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", "〔…〕", template)


def index_page(rules: Sequence[Rule]) -> str:
    """The list of all rules, by family."""
    lines = [
        "# 规则 Rules",
        "",
        f"{len(rules)} rules. Texts, examples and these pages come from one source; the examples are run as tests.",
        "",
    ]
    for family, (zh, en) in FAMILY_NAMES.items():
        some = [rule for rule in rules if rule.family == family]
        if not some:
            continue
        lines += [f"## {family} {zh} {en}", "", "| 代码 | 级别 | 规则 | rule |", "| --- | --- | --- | --- |"]
        lines += [
            f"| [{rule.code}]({rule.code}.md) | {severities_of(rule.code, 'zh')} | {rule_title(rule.code)} |"
            f" {rule_title(rule.code, 'en')} |"
            for rule in some
        ]
        lines.append("")
    lines += ["## 按依据 By basis", "", "| 依据 | 规则 |", "| --- | --- |"]
    by_basis: dict[str, list[str]] = {}
    for rule in rules:
        for basis in catalogue()[rule.code]["basis"]:
            by_basis.setdefault(basis, []).append(f"[{rule.code}]({rule.code}.md)")
    lines += [f"| {basis} | {' '.join(codes)} |" for basis, codes in sorted(by_basis.items())]
    return "\n".join(lines).rstrip() + "\n"
