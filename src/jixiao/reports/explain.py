"""One rule explained, and the list of all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from jixiao.checker.wording import (
    SEVERITY_NAMES,
    Rule,
    Severity,
    catalogue,
    entry_of,
    examples,
    examples_beside,
    rule_title,
    text,
)
from jixiao.model.english import counted
from jixiao.reports.width import pad, wrap

if TYPE_CHECKING:
    from jixiao.checker.patterns import OwnRule

PRACTICE = {"审核惯例": "reviewers' practice"}
"""The one basis that has no name of its own in the laws, in English."""

_PATTERN = ("正则", "Pattern")


class Listed(NamedTuple):
    """A rule with where it comes from: ``package``, ``plugin`` or ``configuration``."""

    rule: Rule
    origin: str = "package"
    source: str | None = None
    """The package that offers the plug-in, or the file of the configuration."""
    own: OwnRule | None = None
    """The pattern of a rule of a configuration."""

    def title(self, language: str) -> str:
        """The title of the rule."""
        return rule_title(self.rule.code, language) if self.own is None else (self.rule.texts or {})["title"][language]

    def severities(self, language: str) -> str:
        """Its severity, and those of its variants."""
        levels = dict.fromkeys([self.rule.severity, *self.rule.severities.values()])
        return _joined_levels(list(levels), language)

    def comes_from(self, language: str) -> str:
        """Where it comes from, in words; empty for a rule of the package."""
        english = language == "en"
        if self.origin == "plugin":
            named = f"plug-in {self.rule.family}" if english else f"插件{self.rule.family}"
            if not self.source:
                return named
            return f"{named} ({self.source})" if english else f"{named}（{self.source}）"
        if self.origin == "configuration":
            return f"configuration {self.source}" if english else f"配置 {self.source}"
        return ""


def severities_of(code: str, language: str) -> str:
    """The severity of a rule of the package, or those of its variants."""
    return _joined_levels([Severity(level) for level in catalogue()[code]["severities"]], language)


def _joined_levels(levels: Sequence[Severity], language: str) -> str:
    english = language == "en"
    return ("/" if english else "、").join(SEVERITY_NAMES[level][english] for level in levels)


def explain(listed: Listed, language: str, columns: int = 80) -> str:
    """What a rule looks for, why, on what basis, how to put it right, and its examples."""

    def say(zh: str, en: str) -> str:
        return en if language == "en" else zh

    rule, own = listed.rule, listed.own
    state = say("试行", "preview") if rule.preview else say("正式", "stable")
    if rule.opt_in:
        state += say("，用 --select 打开", ", runs when selected")
    levels = severities_of(rule.code, language) if listed.origin == "package" else listed.severities(language)
    lines = [f"{rule.code}  {listed.title(language)}", f"{levels} · {state} · {rule.name}", ""]
    parts = _of_texts(rule, language) if own is None else _of_pattern(own, language)
    if rule.yields_to:
        parts.append((say("让位于", "Yields to"), "、".join(rule.yields_to)))
    if rule.follows:
        parts.append((say("随之而来", "Follows"), "、".join(rule.follows)))
    whole = (_PATTERN[language == "en"], say("来源", "From"))
    parts.append((whole[1], listed.comes_from(language)))
    for title, body in parts:
        if not body:
            continue
        room = 10 if language != "en" else 14
        # A path or a pattern is there to be copied.
        wrapped = [body] if title in whole else wrap(body, columns - room)
        lines.append(pad(title, room) + wrapped[0])
        lines += [" " * room + line for line in wrapped[1:]]
    shown = _examples_of(listed)
    for title, kind in ((say("会报的", "Flagged"), "flagged"), (say("不报的", "Not flagged"), "near")):
        if shown[kind]:
            lines += ["", title]
            for example in shown[kind]:
                wrapped = wrap(example["says"][language], columns - 4)
                lines.append(("  × " if kind == "flagged" else "  ✓ ") + wrapped[0])
                lines += ["    " + line for line in wrapped[1:]]
    return "\n".join(lines) + "\n"


def _of_texts(rule: Rule, language: str) -> list[tuple[str, str]]:
    """What the texts of a rule say, under their headings."""
    english = language == "en"
    entry = entry_of(rule.code)
    basis = entry.get("basis", ())
    if english:
        basis = [PRACTICE.get(one, one) for one in basis]
    return [
        ("Why" if english else "为什么", text(rule.code, "why", language)),
        ("What to do" if english else "怎么改", plain_advice(rule.code, language)),
        ("Basis" if english else "依据", ("; " if english else "；").join(basis)),
        ("Review sheet" if english else "审核表", entry.get("item", "")),
        ("Not seen" if english else "不看的", text(rule.code, "unseen", language)),
    ]


def _of_pattern(own: OwnRule, language: str) -> list[tuple[str, str]]:
    """What a rule of a configuration says."""
    english = language == "en"
    when = ("not found", "找不到") if own.missing else ("found", "找到")
    return [
        ("Message" if english else "说明", own.en if english else own.zh),
        ("What to do" if english else "怎么改", own.advice_en if english else own.advice_zh),
        ("Field" if english else "看哪一栏", own.field),
        (_PATTERN[english], own.pattern),
        ("Flagged if" if english else "何时报", when[0] if english else when[1] + "就报"),
    ]


def _examples_of(listed: Listed) -> dict[str, Any]:
    if listed.own is not None:
        return {"flagged": (), "near": ()}
    code = listed.rule.code
    found: dict[str, Any] = (examples() if listed.origin == "package" else examples_beside(listed.rule.module))[code]
    return found


def plain_advice(code: str, language: str) -> str:
    """The advice as it stands, its fields shown as 〔…〕: there is no finding to fill them from."""
    import re

    return re.sub(r"\{(\w+)(?::\w+)?\}", "〔…〕", text(code, "advice", language))


def rule_entry(listed: Listed) -> dict[str, Any]:
    """A rule as plain values, for programs."""
    rule, own = listed.rule, listed.own
    entry = entry_of(rule.code) if own is None else rule.texts or {}
    nothing = {"zh": "", "en": ""}
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
        "why": entry.get("why", nothing),
        "advice": entry["advice"] if own is None else {"zh": own.advice_zh, "en": own.advice_en},
        "unseen": entry.get("unseen", nothing),
        "basis": entry.get("basis", []),
        "item": entry.get("item", ""),
        "origin": listed.origin,
        "source": listed.source,
        **({} if own is None else {"field": own.field, "pattern": own.pattern, "missing": own.missing}),
    }


def rules_json(rules: Sequence[Listed]) -> str:
    """Rules, for programs."""
    entries = [rule_entry(rule) for rule in rules]
    return json.dumps({"jixiao": 1, "rules": entries}, ensure_ascii=False, indent=1) + "\n"


def rules_text(language: str, further: Sequence[Listed] = ()) -> str:
    """All rules, a line each; those of the package of their texts alone, without loading them."""
    room = 12 if language != "en" else 22
    codes = sorted(catalogue())
    lines = [f"{code}  {pad(severities_of(code, language), room)}  {rule_title(code, language)}" for code in codes]
    grouped: dict[str, list[Listed]] = {}
    for one in further:
        grouped.setdefault(one.comes_from(language), []).append(one)
    for named, some in grouped.items():
        lines += ["", named]
        lines += [f"{one.rule.code}  {pad(one.severities(language), room)}  {one.title(language)}" for one in some]
    if language == "en":
        count = counted(len(codes), "rule") + (f", {len(further)} further" if further else "")
    else:
        count = f"{len(codes)}条规则" + (f"，另有{len(further)}条" if further else "")
        count += "；jixiao explain 代码 看一条的详情"
    return "\n".join([*lines, "", count]) + "\n"
