"""The report for people: worst form first, the place of every figure, and what to write instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from jixiao.checker import Finding, Report
from jixiao.checker.wording import SEVERITY_NAMES, Severity, amount_in, rule_title
from jixiao.model.english import counted
from jixiao.model.forms import TargetForm
from jixiao.model.reading import GAP_REASONS
from jixiao.reports.doubts import doubt_of, say_place
from jixiao.reports.ordering import rank, spans, told_together
from jixiao.reports.width import pad, shorten, width, wrap

_COLOURS: Final = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
TEMPLATES: Final = {
    "county-2015": ("县级双栏模板", "county two-column template"),
    "national-2015": ("2015年版模板", "2015 template"),
    "national-2021": ("2021年版模板", "2021 template"),
}
_EVERYWHERE: Final = 3
"""What stands in nearly every one of at least this many forms is said once for the document."""
_PLACES: Final = 6
"""How many places of one finding are listed; the machine formats hold them all."""
_DISCLOSED: Final = "部门预算"
"""What the running text of a published budget speaks of; an owner's own file with two forms is none."""
_NEARLY: Final = 0.8
"""The share of the forms that is nearly every one."""


_MARKED: Final = (".xlsx", ".xlsm", ".docx", ".pdf")
"""The files that are marked themselves, by their suffixes."""


class TextOptions(NamedTuple):
    """How the text is made."""

    language: str = "zh"
    columns: int = 80
    colour: bool = False
    show_all: bool = False
    flat: bool = False
    """Every finding by itself: no consequence under its cause, nothing said once for all forms or for many rows."""
    show_gaps: bool = False
    show_preview: bool = True
    quiet: bool = False
    """The findings alone: nothing of a file without any, no counts and no hints."""
    marked: str | None = None
    """The marked copy that was written."""


def render(path: str, report: Report, options: TextOptions) -> str:
    """The text of one file's report, ending in a line break; empty where nothing is to be said of it."""
    return _Text(path, report, options).make()


class _Text:
    """One report on its way to text, line by line."""

    def __init__(self, path: str, report: Report, options: TextOptions) -> None:
        self.path = path
        self.report = report
        self.options = options
        self.lines: list[str] = []

    def say(self, zh: str, en: str) -> str:
        return en if self.options.language == "en" else zh

    def make(self) -> str:
        findings = [finding for finding in self.report.findings if self.options.show_preview or not finding.preview]
        self._head()
        head = len(self.lines)
        everywhere = self._said_everywhere(findings)
        by_form: dict[int | None, list[Finding]] = {}
        for finding in findings:
            if finding not in everywhere.get(finding.code, ()):
                by_form.setdefault(finding.form, []).append(finding)
        for ordinal in sorted(by_form, key=lambda form: rank(form, by_form[form])):
            self._form(ordinal, by_form[ordinal])
        self._everywhere(everywhere)
        if self.options.show_gaps:
            self._gaps()
        if self.options.quiet:
            return "\n".join(self.lines) + "\n" if len(self.lines) > head else ""
        self._summary(findings)
        return "\n".join(self.lines) + "\n"

    def _template(self, name: str | None, count: int, all_of_them: Counter[str | None]) -> str:
        """The name of a template, and, where the file holds forms of several, of how many."""
        shown = self.say(*TEMPLATES.get(name or "", (name or "未知模板", name or "unknown template")))
        return shown if len(all_of_them) == 1 else shown + self.say(f"{count}张", f": {count}")

    def _head(self) -> None:
        disclosure = self.report.reading.disclosure
        forms = disclosure.forms
        year = disclosure.fiscal_year
        templates = Counter(form.template for form in forms)
        named = self.say("、", ", ").join(self._template(name, count, templates) for name, count in templates.items())
        disclosed = disclosure.tables.projects or any(_DISCLOSED in paragraph for paragraph in disclosure.narrative)
        kind = self.say("部门预算公开", "budget disclosure") if disclosed else ""
        parts = [kind, self.say(f"{year}年度", str(year))] if year is not None else [kind]
        count = self.say(f"{len(forms)}张项目支出绩效目标表", counted(len(forms), "target form"))
        parts.append(count + (self.say(f"（{named}）", f" ({named})") if named else ""))
        about = " · ".join(part for part in parts if part)
        if width(self.path) + width(about) + 2 <= self.options.columns:
            self._line(self._bold(self.path) + self.say("　", "  ") + about)
        else:
            self._line(self._bold(self.path))
            self._line(about)
        profiles = dict.fromkeys(
            profile.name + self.say(f"（{profile.hash}）", f" ({profile.hash})") for profile in self.report.profiles
        )
        if profiles:
            self._line(self.say("规则集 ", "profile ") + self.say("、", ", ").join(profiles))

    def _said_everywhere(self, findings: Sequence[Finding]) -> dict[str, list[Finding]]:
        """What stands in nearly every form, by code, in one sentence; where a form has another, it stays there.

        What is said of a single row or amount is never the same.
        """
        total = len(self.report.forms)
        if total < _EVERYWHERE or self.options.flat:
            return {}
        found: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.form is not None and finding.severity is not Severity.ERROR and not finding.values.get("value"):
                found.setdefault(finding.code, []).append(finding)
        everywhere: dict[str, list[Finding]] = {}
        for code, some in found.items():
            if len({one.form for one in some}) >= total * _NEARLY:
                said = Counter(one.say("zh") for one in some)
                usual = max(said, key=said.__getitem__)
                same = [one for one in some if one.say("zh") == usual]
                if len({one.form for one in same}) >= total * _NEARLY:
                    everywhere[code] = same
        return everywhere

    def _everywhere(self, everywhere: dict[str, list[Finding]]) -> None:
        for code, some in everywhere.items():
            severity = some[0].shown_severity
            if severity is Severity.INFO and not self.options.show_all:
                continue
            forms = sorted({one.form for one in some if one.form is not None})
            if len(forms) == len(self.report.forms):
                where = self.say("每张表都有", "in every form")
            else:
                which = spans(forms)
                where = self.say(f"{len(forms)}张表都有：第{which}张", f"in {counted(len(forms), 'form')}: {which}")
            self._line("")
            self._line(f"{self._level(severity)} {code}　{rule_title(code, self.options.language)}")
            self._wrapped(where, "  ")
            self._wrapped(f"→ {some[0].advise(self.options.language)}", "  ")

    def _form(self, ordinal: int | None, findings: Sequence[Finding]) -> None:
        flat = self.options.flat
        kept = [one for one in findings if flat or one.cause is None or one.cause not in findings]
        shown = [one for one in kept if self.options.show_all or one.shown_severity is not Severity.INFO]
        hidden = len(kept) - len(shown)
        if not shown:
            return
        self._line("")
        if ordinal is None:
            self._line(self._bold(self.say("整份文件", "The document as a whole")))
        else:
            self._line(self._title(ordinal, self.report.forms[ordinal - 1]))
        ordered = sorted(shown, key=lambda one: list(Severity).index(one.shown_severity))
        for finding, others in ((one, ()) for one in ordered) if flat else told_together(ordered):
            self._finding(finding, [] if flat else [one for one in findings if one.cause is finding])
            if others:
                self._others(others)
        if hidden and not self.options.quiet:
            self._line("  " + self.say(f"提示 {hidden}处（加 --all 显示）", f"{hidden} more (--all shows them)"))

    def _title(self, ordinal: int, form: TargetForm) -> str:
        name = form.project_name or self.say("（没有名称）", "(no name)")
        period, annual = form.funding.period.total, form.funding.annual.total
        amounts = []
        if period is not None:
            amounts.append(self.say("实施期", "period ") + amount_in(period, self.options.language))
        if annual is not None:
            amounts.append(self.say("年度", "annual ") + amount_in(annual, self.options.language))
        number = self.say(f"第{ordinal}张", f"form {ordinal}") if len(self.report.forms) > 1 else ""
        money = " · ".join(amounts)
        gap = self.say("　", "  ")
        room = self.options.columns - width(number) - width(money) - 6
        head = (number + gap if number else "") + self._bold(shorten(name, max(room, 20)))
        return head + (gap * 2 + money if money else "")

    def _finding(self, finding: Finding, consequences: Sequence[Finding]) -> None:
        language = self.options.language
        severity = finding.shown_severity
        marks = ""
        if finding.confidence == "low":
            marks += self.say("〔存疑〕", "[doubtful] ")
        elif finding.confidence == "medium":
            marks += self.say("〔请核对〕", "[likely] ")
        if finding.preview:
            marks += self.say("〔试行〕", "[preview] ")
        head = f"{self._level(severity)} {finding.code}"
        plain = 2 + width(f"{SEVERITY_NAMES[severity][language == 'en']} {finding.code}")
        indent = " " * (plain + 2)
        places = self._places(finding)
        text = finding.say(language, evidence=not any(label for label, _, _ in places))
        body = marks + text
        if len(places) == 1 and not places[0][0]:
            at = places[0][2]
            one_line = body + self.say("　", "  ") + at
            if plain + 2 + width(one_line) <= self.options.columns:
                body, places = one_line, []
        lines = wrap(body, self.options.columns - len(indent))
        self._line(f"  {head}{self.say('　', '  ')}{lines[0]}")
        for line in lines[1:]:
            self._line(indent + line)
        self._place_lines(places, indent)
        for consequence in consequences:
            self._wrapped(
                self.say(f"由此还有：{consequence.say(language, evidence=False)}（{consequence.code}）",
                         f"and so: {consequence.say(language, evidence=False)} ({consequence.code})"),
                indent,
            )  # fmt: skip
        if doubt := doubt_of(self.report, finding, language):
            self._wrapped(doubt, indent)
        self._wrapped("→ " + finding.advise(language), indent)

    def _others(self, others: Sequence[Finding]) -> None:
        """What more there is of the same: where, and no more."""
        language = self.options.language
        ats = list(dict.fromkeys(place.at.say(language) for one in others for _, place in one.places[:1]))
        where = self.say("、", "; ").join(ats)
        head = f"{self._level(others[0].shown_severity)} {others[0].code}"
        plain = width(f"{SEVERITY_NAMES[others[0].shown_severity][language == 'en']} {others[0].code}")
        text = self.say(
            f"同样的问题还有{len(others)}处：{where}（加 --flat 逐条显示）",
            f"{len(others)} more of the same: {where} (--flat shows each)",
        )
        lines = wrap(text, self.options.columns - plain - 4)
        self._line(f"  {head}{self.say('　', '  ')}{lines[0]}")
        for line in lines[1:]:
            self._line(" " * (plain + 4) + line)

    def _places(self, finding: Finding) -> list[tuple[str, str, str]]:
        """(what stands there, as printed, where) for each path of a finding; one entry where it is one and the same."""
        language = self.options.language
        found: list[tuple[str, str, str]] = []
        for path, place in finding.places:
            label = self._label(path)
            printed = ""
            if label and place.text:
                printed = shorten(place.text, 28) + (place.unit or "" if place.text[-1:].isdigit() else "")
            entry = (label, printed, place.at.say(language))
            if entry not in found:
                found.append(entry)
        if not any(label for label, _, _ in found):
            ats = list(dict.fromkeys(at for _, _, at in found))
            joined = self.say("、", "; ").join(ats[:_PLACES])
            if len(ats) > _PLACES:
                joined += self.say(f"等{len(ats)}处", f" and {len(ats) - _PLACES} more")
            return [("", "", joined)] if joined else []
        return found

    def _label(self, path: str) -> str:
        """What a fund cell or a row of a table is called."""
        from jixiao.checker.wording import fund_label

        return fund_label(path, self.options.language)

    def _place_lines(self, places: Sequence[tuple[str, str, str]], indent: str) -> None:
        if not places:
            return
        labels = max(width(label) for label, _, _ in places)
        texts = max(width(text) for _, text, _ in places)
        for label, text, at in places:
            if not label:
                self._wrapped(at, indent)
                continue
            self._line(f"{indent}{pad(label, labels)}  {pad(text, texts)}  {at}".rstrip())

    def _gaps(self) -> None:
        self._line("")
        self._line(self._bold(self.say("读取时的修补和缺失", "Mended or lost in reading")))
        if not self.report.gaps:
            self._line("  " + self.say("没有", "none"))
        for gap in self.report.gaps:
            where = say_place(gap.at, self.options.language)
            self._wrapped(f"{where}　{self._path_words(gap.path)}：{gap.say(self.options.language)}", "  ")

    def _path_words(self, path: str) -> str:
        """A path for people: which form, then the rest as it is."""
        if path.startswith("forms["):
            number, _, rest = path[6:].partition("]")
            return f"{self.say(f'第{int(number) + 1}张', f'form {int(number) + 1}')} {rest.lstrip('.')}".rstrip()
        return path

    def _summary(self, findings: Sequence[Finding]) -> None:
        report = self.report
        own = [finding for finding in findings if finding.cause is None]
        counts = Counter(finding.shown_severity for finding in own)
        errors, warnings, infos = (counts[severity] for severity in Severity)
        with_errors = {finding.form for finding in own if finding.shown_severity is Severity.ERROR}
        clean = sum(ordinal not in with_errors for ordinal in range(1, len(report.forms) + 1))
        self._line("")
        forms = len(report.forms)
        lost = sum(gap.effect == "cannot tell" for gap in report.gaps)
        if not own:
            self._line(
                self.say(
                    f"{forms}张表没有发现{'新的' if report.baselined else ''}问题：用{report.rules_run}条规则检查过"
                    + (f"，但有{lost}处没能检查" if lost else ""),
                    f"Nothing {'new ' if report.baselined else ''}found in {counted(forms, 'form')}:"
                    f" {counted(report.rules_run, 'rule')} ran"
                    + (f", but {counted(lost, 'place')} could not be checked" if lost else ""),
                )
            )
        else:
            self._line(
                self.say(
                    f"{forms}张表：错误{errors}处，警告{warnings}处，提示{infos}处；{clean}张表没有错误",
                    f"{counted(forms, 'form')}: {counted(errors, 'error')}, {counted(warnings, 'warning')},"
                    f" {infos} info; {clean} without errors",
                )
            )
            if len(own) > 3:
                self._most_common(own)
        doubtful = sum(finding.confidence == "low" for finding in own)
        if doubtful:
            self._wrapped(
                self.say(
                    f"存疑　{doubtful}处：读取不够确定，降一级显示，不影响结论",
                    f"doubtful: {doubtful}, shown one level lower because the reading is not sure",
                ),
                "",
            )
        shown = [one for one in own if self.options.show_all or one.shown_severity is not Severity.INFO]
        likely = sum(finding.confidence == "medium" for finding in shown)
        if likely:
            self._wrapped(
                self.say(
                    f"请核对　{likely}处：读取时修补过，或只按文字推断，请对照原表看一眼",
                    f"likely: {likely}, mended in reading or judged by words alone; look at the form",
                ),
                "",
            )
        self._set_aside()
        self._unchecked()
        if own:
            code = min(own, key=lambda one: list(Severity).index(one.shown_severity)).code
            zh, en = f"下一步　jixiao explain {code} 看依据和例子", f"Next: jixiao explain {code} --lang en"
            suffix = next((one for one in _MARKED if self.path.lower().endswith(one)), None)
            if suffix is not None and self.options.marked is None:
                zh += f" · --annotate 标注{suffix} 把问题标进表里"
                en += f" · --annotate marked{suffix} marks the cells"
            self._line(self.say(zh, en))
        if self.options.marked is not None:
            self._line(self.say(f"已标注　{self.options.marked}", f"marked copy: {self.options.marked}"))

    def _set_aside(self) -> None:
        """What was let pass, and what was known: their numbers, and with ``--all`` the reasons."""
        known, exempted = len(self.report.baselined), self.report.exempted
        if known:
            self._line(
                self.say(f"以前已有（基线）　{known}处，没有列出", f"known before (baseline): {known}, not listed")
            )
        if exempted:
            more = "" if self.options.show_all else self.say("（加 --all 显示）", " (--all shows them)")
            self._line(self.say(f"按配置放过　{len(exempted)}处{more}", f"exempted: {len(exempted)}{more}"))
        for finding, exemption in exempted if self.options.show_all else ():
            said = finding.say(self.options.language, evidence=False)
            until = f"，至{exemption.until}" if exemption.until else ""
            until_en = f", until {exemption.until}" if exemption.until else ""
            where = f"{finding.project_name}　" if finding.project_name else ""
            self._wrapped(
                self.say(f"{finding.code}　{where}{said}（理由：{exemption.reason}{until}）",
                         f"{finding.code}  {where}{said} (reason: {exemption.reason}{until_en})"),
                "  ",
            )  # fmt: skip

    def _most_common(self, findings: Sequence[Finding]) -> None:
        forms: dict[str, set[int | None]] = {}
        loud = [one for one in findings if one.shown_severity is not Severity.INFO]
        for finding in loud or findings:
            forms.setdefault(finding.code, set()).add(finding.form)
        common = sorted(forms, key=lambda code: (-len(forms[code]), code))[:3]
        texts = [
            f"{code} {rule_title(code, self.options.language)}"
            + self.say(f"（{len(forms[code])}张）", f" ({len(forms[code])})")
            for code in common
        ]
        self._wrapped(self.say("最常见　", "most common: ") + " · ".join(texts), "", hang=8)

    def _unchecked(self) -> None:
        """What was not checked: never silence."""
        report = self.report
        lost = [gap for gap in report.gaps if gap.effect == "cannot tell"]
        hidden = [gap for gap in report.gaps if gap.reason == "hidden sheet"]
        mended = len(report.gaps) - len(lost) - len(hidden)
        for gap in hidden:
            sheet = (gap.at or "").rpartition("!")[0]
            self._wrapped(f"{sheet}　{gap.say()}" if self.options.language != "en" else f"{sheet}: {gap.say('en')}", "")
        if lost:
            reasons = Counter(gap.reason for gap in lost)
            shown = self.say("；", "; ").join(
                f"{GAP_REASONS[reason][1 if self.options.language == 'en' else 0]}"
                + (self.say(f"{count}处", f" ({count})") if len(reasons) > 1 else "")
                for reason, count in reasons.most_common(3)
                if reason in GAP_REASONS
            )
            more = "" if self.options.show_gaps else self.say("（加 --gaps 显示）", " (--gaps shows them)")
            self._wrapped(
                self.say(f"没能检查　{len(lost)}处：{shown}{more}", f"not checked: {len(lost)}: {shown}{more}"),
                "",
                hang=10,
            )
        if mended and not self.options.show_gaps:
            self._line(
                self.say(
                    f"读取时修补了{mended}处（加 --gaps 显示）",
                    f"{counted(mended, 'repair')} while reading (--gaps shows them)",
                )
            )
        if report.forms and not report.reading.disclosure.tables.projects:
            self._wrapped(
                self.say(
                    "没有读到项目支出预算表，没能核对表里的金额；预算表在别的文件里的，加 --with 预算表文件",
                    "No project table was read, so the forms could not be compared with it; add --with FILE",
                ),
                "",
            )

    def _wrapped(self, text: str, indent: str, hang: int = 2) -> None:
        hanging = " " * hang if text.startswith("→") or hang != 2 else ""
        for number, line in enumerate(wrap(text, self.options.columns - len(indent), hanging)):
            self._line(indent + line if number or line else line)

    def _line(self, text: str) -> None:
        self.lines.append(text)

    def _level(self, severity: Severity) -> str:
        name = SEVERITY_NAMES[severity][1 if self.options.language == "en" else 0]
        return f"\x1b[{_COLOURS[severity]}m{name}\x1b[0m" if self.options.colour else name

    def _bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.options.colour else text
