"""One rule explained, and the list of all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jixiao.checker.wording import SEVERITY_NAMES, Rule, Severity, catalogue, examples, rule_title, text
from jixiao.reports.width import pad, wrap

PRACTICE = {"审核惯例": "reviewers' practice"}
"""The one basis that has no name of its own in the laws, in English."""


def severities_of(code: str, language: str) -> str:
    """The severity of a rule, or those of its variants."""
    english = language == "en"
    levels = map(Severity, catalogue()[code]["severities"])
    return ("/" if english else "、").join(SEVERITY_NAMES[level][english] for level in levels)


def explain(rule: Rule, language: str, columns: int = 80) -> str:
    """What a rule looks for, why, on what basis, how to put it right, and its examples."""

    def say(zh: str, en: str) -> str:
        return en if language == "en" else zh

    code = rule.code
    entry = catalogue()[code]
    state = say("试行", "preview") if rule.preview else say("正式", "stable")
    if rule.opt_in:
        state += say("，用 --select 打开", ", runs when selected")
    lines = [f"{code}  {rule_title(code, language)}", f"{severities_of(code, language)} · {state} · {rule.name}", ""]
    parts = [
        (say("为什么", "Why"), text(code, "why", language)),
        (say("怎么改", "What to do"), plain_advice(code, language)),
    ]
    basis = entry["basis"] if language != "en" else [PRACTICE.get(one, one) for one in entry["basis"]]
    parts.append((say("依据", "Basis"), say("；", "; ").join(basis)))
    parts.append((say("审核表", "Review sheet"), entry["item"]))
    parts.append((say("不看的", "Not seen"), text(code, "unseen", language)))
    if rule.yields_to:
        parts.append((say("让位于", "Yields to"), "、".join(rule.yields_to)))
    if rule.follows:
        parts.append((say("随之而来", "Follows"), "、".join(rule.follows)))
    for title, body in parts:
        room = 10 if language != "en" else 14
        wrapped = wrap(body, columns - room)
        lines.append(pad(title, room) + wrapped[0])
        lines += [" " * room + line for line in wrapped[1:]]
    shown = examples()[code]
    for title, kind in ((say("会报的", "Flagged"), "flagged"), (say("不报的", "Not flagged"), "near")):
        if shown[kind]:
            lines += ["", title]
            for example in shown[kind]:
                wrapped = wrap(example["says"][language], columns - 4)
                lines.append(("  × " if kind == "flagged" else "  ✓ ") + wrapped[0])
                lines += ["    " + line for line in wrapped[1:]]
    return "\n".join(lines) + "\n"


def plain_advice(code: str, language: str) -> str:
    """The advice as it stands, its fields shown as 〔…〕: there is no finding to fill them from."""
    import re

    return re.sub(r"\{(\w+)(?::\w+)?\}", "〔…〕", text(code, "advice", language))


def rule_entry(rule: Rule) -> dict[str, Any]:
    """A rule as plain values, for programs."""
    entry = catalogue()[rule.code]
    return {
        "code": rule.code,
        "name": rule.name,
        "family": rule.family,
        "severity": str(rule.severity),
        "variants": {name: str(severity) for name, severity in rule.severities.items()},
        "preview": rule.preview,
        "opt_in": rule.opt_in,
        "node": rule.node,
        "yields_to": list(rule.yields_to),
        "follows": list(rule.follows),
        "title": entry["title"],
        "why": entry["why"],
        "advice": entry["advice"],
        "unseen": entry["unseen"],
        "basis": entry["basis"],
        "item": entry["item"],
    }


def rules_json(rules: Sequence[Rule]) -> str:
    """All rules, for programs."""
    listed = {"jixiao": 1, "rules": [rule_entry(rule) for rule in rules]}
    return json.dumps(listed, ensure_ascii=False, indent=1) + "\n"


def rules_text(language: str) -> str:
    """All rules, a line each; made of their texts alone, without loading the rules."""
    room = 12 if language != "en" else 22
    codes = sorted(catalogue())
    lines = [f"{code}  {pad(severities_of(code, language), room)}  {rule_title(code, language)}" for code in codes]
    count = f"{len(codes)}条规则；jixiao explain 代码 看一条的详情" if language != "en" else f"{len(codes)} rules"
    return "\n".join([*lines, "", count]) + "\n"
