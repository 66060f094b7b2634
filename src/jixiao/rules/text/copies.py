"""Texts and indicators that were copied from another project, another bureau or another year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jixiao.model.forms import Disclosure, TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.rows import holds_names
from jixiao.model.texts import excerpt, sentences, without_titles
from jixiao.rules.base import RUNNING_COST_NAMES, Draft, Fact, Passage, Severity, rule, text_trait
from jixiao.rules.context import Context
from jixiao.rules.likeness import LEAST_ROWS, core, distinct_rows, ends, nearly, own_texts

_STALE: Final = Lazy("(20[0-9][0-9])年(?:度|地方|省级|市级|县级|中央)*(?:预算|计划|工作任务|专项|项目|任务|绩效目标)")


@rule("TXT03", Severity.WARNING, when=Fact.SEVERAL_FORMS, follows="STR18", preview=False)
def same_indicators_in_two_projects(disclosure: Disclosure, context: Context) -> Iterator[Draft]:
    """Two projects do not have the same indicators with the same values; standard sets of running costs are exempt.

    Compared are forms of four rows or more; alike are those that share nine of ten rows.
    """
    share = context.profile.threshold("same_indicators") / 100
    standard = context.profile.listed("running_cost")
    known: list[tuple[int, TargetForm, frozenset[tuple[str, str]]]] = []
    for index, form in enumerate(disclosure.forms):
        rows = distinct_rows(form)
        if len(rows) < LEAST_ROWS or holds_names(form, standard, RUNNING_COST_NAMES):
            continue
        for other, earlier, theirs in known:
            if len(rows & theirs) >= share * max(len(rows), len(theirs)):
                half = "annual" if form.indicators.annual else "period"
                yield context.finding(
                    f"/forms[{index}].indicators.{half}",
                    f"/forms[{other}].indicators.{half}",
                    ordinal=other + 1,
                    other_name=earlier.project_name or "",
                )
                break
        known.append((index, form, rows))


@rule(
    "TXT04",
    severities={"same": Severity.WARNING, "near": Severity.WARNING},
    when=Fact.SEVERAL_FORMS,
    follows="STR18 TXT03",
    preview=False,
)
def text_of_another_project(disclosure: Disclosure, context: Context) -> Iterator[Draft]:
    """A goal or a text is not that of an earlier project, word for word or but for a few. 立项依据 may be shared.

    One finding for each form that shares texts; it names the earlier form with which it shares most.
    """
    least = int(context.profile.threshold("copied_text")) + 2
    known: dict[str, tuple[int, str]] = {}
    # The first text with each head and with each end: near copies are looked for among these.
    nearest: dict[str, str] = {}
    for index, form in enumerate(disclosure.forms):
        shared: dict[int, list[tuple[str, str, str]]] = {}
        own: dict[str, tuple[int, str]] = {}
        near: set[str] = set()
        for path, text in own_texts(form, least):
            own_core = core(text)
            found = known.get(own_core)
            for like in map(nearest.get, ends(own_core)) if found is None else ():
                other_name = disclosure.forms[known[like][0]].project_name or "" if like is not None else ""
                if found is None and like is not None and nearly(own_core, form.project_name or "", like, other_name):
                    found = known[like]
                    near.add(path)
            if found is not None:
                shared.setdefault(found[0], []).append((path, found[1], text))
            own.setdefault(own_core, (index, path))
        for one, place in own.items():
            known.setdefault(one, place)
            for end in ends(one):
                nearest.setdefault(end, one)
        if shared:
            other = max(shared, key=lambda one: (len(shared[one]), -one))
            texts = shared[other]
            changed = sum(path in near for path, _, _ in texts)
            yield context.finding(
                *(f"/forms[{index}].{path}" for path, _, _ in texts),
                *(f"/forms[{other}].{path}" for _, path, _ in texts),
                variant="near" if changed else "same",
                confidence="medium" if changed == len(texts) else "high",
                ordinal=other + 1,
                other_name=disclosure.forms[other].project_name or "",
                texts=len(texts),
                text=excerpt(texts[0][2], 24),
            )


@text_trait
def _BUREAU(texts: str, context: Context) -> bool:
    """Whether the texts may name a bureau."""
    return "局" in texts


@rule("TXT13", Severity.WARNING, when=Fact.RUNNING_TEXT, unless=Fact.BASIS_TEXT, trigger=_BUREAU)
def another_bureau(passage: Passage, context: Context) -> Iterator[Draft]:
    """A text names no other bureau of the county as its own; who works together, writes or decides may be named."""
    text = without_titles(passage.text)
    if "局" not in text:
        return
    form = context.form
    own = f"{form.department.name or ''}{form.implementing_unit or ''}{form.project_name or ''}"
    if not own:
        return
    for sentence in sentences(text):
        for bureau in context.profile.listed("bureaus"):
            if (
                bureau in sentence
                and not _same_bureau(bureau, own)
                and not context.mentions("cooperation_words", sentence)
            ):
                yield context.finding(passage.path, bureau=bureau, department=form.department.name or "")
                return


def _same_bureau(bureau: str, own: str) -> bool:
    """Whether a bureau is the form's own, whichever way it is shortened: 卫健局 is 卫生健康局."""
    stem = bureau.removesuffix("局")
    return stem in own or all(character in own for character in stem)


@rule("TXT14", Severity.WARNING, when=Fact.YEAR_TEXT | Fact.RUNNING_TEXT, unless=Fact.BASIS_TEXT | Fact.GOAL_TEXT)
def stale_year(passage: Passage, context: Context) -> Iterator[Draft]:
    """A text does not speak of an earlier year's budget, plan or project as this one; citations are exempt."""
    year = context.year
    if year is None:
        return
    for found in _STALE.finditer(without_titles(passage.text)):
        if int(found[1]) < year:
            yield context.finding(passage.path, said=found[0], year=year)
            return
