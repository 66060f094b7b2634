"""The running texts of a form: each its own, whole, and an answer to what its label asks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from jixiao.model.forms import TargetForm
from jixiao.model.patterns import Lazy
from jixiao.model.taxonomy import TEXT_FIELDS
from jixiao.model.texts import bare, excerpt, names_document
from jixiao.rules.base import Draft, Fact, Passage, Severity, rule, text_trait
from jixiao.rules.context import Context

_RULE_WORD: Final = Lazy("(?:办法|细则|规定|制度|意见|方案|规范|条例|通知|规程|程序)(?!要求|精神)")
_BREAK: Final = Lazy("[^\u4e00-\u9fff]")
_OBEYS: Final = Lazy(
    "(?:严格)?(?:按照|按|根据|遵照|执行)上级[^，,。；;]{0,16}(?:执行|实施|要求|安排|部署|批复)[。.]?$"
    "|严格(?:按照|执行)[^，,。；;]{0,20}(?:执行|实施|落实)?[。.]?$"
    "|(?:上级|领导|县委|县政府|党委)[^，,。；;]{0,12}(?:要求|安排|部署|决定|批复|批示|同意)[。.]?$"
)
_BARE_DOCUMENT: Final = Lazy("(?:的)?(?:意见|通知|办法|批复|纪要|决定|批示|文件|规划|方案)[。.]?$")
_RUN: Final = Lazy("[\u4e00-\u9fff]{4,6}")
_OPENING: Final = Lazy("^(?:根据|按照|依据|遵照|为了|为)")
_DATE: Final = Lazy(r"\d{4}[-./]\d")
_PARTS: Final = Lazy("[，,。；;：:\n]")
_CLAUSES: Final = Lazy("[，,。；;]")
_STEPS: Final = 2
_TEXTS_BESIDE_A_PLAN: Final = 3
_ITEM: Final = Lazy(r"(?:^|(?<=[^\d.．]))([1-9])[.．、]\s*(?=[\u4e00-\u9fff])")
_LONGEST_STUB: Final = 10
_STUB: Final = 8
"""A necessity with fewer letters names a wish and no reason."""


def _texts(context: Context) -> list[tuple[tuple[str, ...], str]]:
    """Each text with the paths where it stands; the two goals are one where they are alike."""
    found: list[tuple[tuple[str, ...], str]] = [
        ((path,), text) for path, text, _ in context.texts if path.startswith("text.")
    ]
    return [*found, *context.goals]


@rule("TXT23", Severity.WARNING, unless=Fact.BLANK, preview=False)
def one_text_in_several_fields(form: TargetForm, context: Context) -> Iterator[Draft]:
    """No text of ten letters or more is the text of another field, or stands inside it, punctuation aside.

    The two goals may be alike. Fields that share a text are one finding; a field that holds two others' is in two.
    """
    told = _texts(context)
    texts = [(paths, text, _probe(text)) for paths, text in told]
    # Each probe stands in its own text.
    if [probe in text for _, _, probe in texts for _, text in told].count(True) == len(texts):
        return
    holders: dict[int, set[int]] = {}
    for first, second in combinations(range(len(texts)), 2):
        if _may_share(texts[first], texts[second]) and _shares(texts[first][1], texts[second][1], context):
            shorter, longer = sorted((first, second), key=lambda one: len(_core(texts[one][1])))
            holders.setdefault(shorter, {shorter}).add(longer)
    groups: dict[int, set[int]] = {}
    for shortest, group in sorted(holders.items(), key=lambda one: len(_core(texts[one[0]][1]))):
        if not any(group <= other for other in groups.values()):
            groups[shortest] = group
    for shortest, group in sorted(groups.items(), key=lambda one: sorted(one[1])):
        paths = [path for number in sorted(group) for path in texts[number][0]]
        yield context.finding(*paths, fields=[_label(path) for path in paths], text=excerpt(texts[shortest][1]))


_Text = tuple[tuple[str, ...], str, str]


def _probe(text: str) -> str:
    """A few letters of a text that stand together: where they are missing, the text isn't."""
    head = text[:4]
    if head.isalnum():
        return head
    found = _RUN.search(text)
    return found[0] if found is not None else text[:2]


def _may_share(one: _Text, other: _Text) -> bool:
    """Whether one of two texts may hold the other. Two goals may: the annual one may repeat a part of the other."""
    if one[2] not in other[1] and other[2] not in one[1]:
        return False
    return not (one[0][0].startswith("goals.") and other[0][0].startswith("goals."))


def _core(text: str) -> str:
    """A text without its punctuation and its 为了 or 根据."""
    return _OPENING.sub("", bare(text))


def _shares(one: str, other: str, context: Context) -> bool:
    """Whether one text holds the other, punctuation aside, and both are long enough to be somebody's own."""
    first, second = _core(one), _core(other)
    if min(len(first), len(second)) < context.profile.threshold("copied_text"):
        return False
    return first in second or second in first


_LABELS: Final = {
    "text.summary": ("项目概况", "summary"),
    "text.basis": ("立项依据", "basis"),
    "text.necessity": ("项目设立必要性", "necessity"),
    "text.measures": ("制度措施", "measures"),
    "text.plan": ("项目实施计划", "plan"),
    "goals.period": ("实施期目标", "period goal"),
    "goals.annual": ("年度目标", "annual goal"),
}


def _label(path: str) -> tuple[str, str]:
    return _LABELS[path]


def _end(text: str) -> str:
    """The end of a text, for a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 16 else "…" + flat[-14:]


@text_trait
def _ITEMISED(texts: str, context: Context) -> bool:
    """Whether the texts may hold a numbered list."""
    return "2" in texts and ("2." in texts or "2、" in texts or "2．" in texts)


@rule(
    "TXT24",
    Severity.WARNING,
    when=Fact.RUNNING_TEXT,
    either=Fact.OPEN_END | _ITEMISED,
    yields_to="TXT25 TXT29",
    preview=False,
)
def text_cut_off(passage: Passage, context: Context) -> Iterator[Draft]:
    """A text does not end in mid-sentence: in a word that asks for more, or after a mere subordinate clause.

    Nor does a numbered list whose items say what is done end in one that only names a thing.
    """
    text = passage.text.rstrip()
    last = text[-1:]
    if last in "，,、：:":
        clause = _CLAUSES.split(text.rstrip("，,、：: "))[-1]
        if clause.startswith(context.profile.listed("opening_words")):
            yield context.finding(passage.path, fields=[_label(passage.path)], text=_end(text))
        return
    if last in '。.；;！!？?”"》）)':
        return
    if len(text) >= 8 and text.endswith(context.profile.listed("dangling_words")):
        yield context.finding(passage.path, fields=[_label(passage.path)], text=_end(text))
    elif _breaks_off(text, context):
        yield context.finding(passage.path, confidence="medium", fields=[_label(passage.path)], text=_end(text))


def _breaks_off(text: str, context: Context) -> bool:
    """Whether the last item of a numbered list is a mere thing, where all others say what is done."""
    if "2" not in text:
        return False
    parts = _ITEM.split(text)
    numbers, items = parts[1::2], parts[2::2]
    if len(items) < 2 or numbers != [str(number) for number in range(1, len(items) + 1)]:
        return False
    last = items[-1]
    if len(last) > _LONGEST_STUB or context.mentions("whole_items", last):
        return False
    done = [context.mentions("deed_words", item) or context.mentions("step_words", item) for item in items]
    return all(done[:-1]) and not done[-1]


@rule("TXT25", Severity.WARNING, when=Fact.BASIS_TEXT, unless=Fact.CITING_TEXT, preview=False)
def basis_without_document(passage: Passage, context: Context) -> Iterator[Draft]:
    """立项依据 names a document by title, number or date, a dated or numbered meeting, or a law."""
    if names_document(passage.text) or context.mentions("known_laws", passage.text):
        return
    yield context.finding(passage.path, text=excerpt(passage.text))


@rule(
    "TXT26",
    severities={"usual": Severity.WARNING, "missing": Severity.WARNING, "running": Severity.INFO},
    unless=Fact.BLANK,
    preview=False,
)
def plan_without_time_or_steps(form: TargetForm, context: Context) -> Iterator[Draft]:
    """项目实施计划 says when (a month, a quarter, a date, by contract) or in two steps or more.

    A blank plan is one where the form is of the county's layout and three other texts are filled in.
    """
    plan = form.text.plan
    if not plan and context.template == "county-2015":
        others = sum(getattr(form.text, name) is not None for name in TEXT_FIELDS)
        if others >= _TEXTS_BESIDE_A_PLAN:
            yield context.finding("text.plan", variant="missing", text="")
        return
    if not plan or context.mentions("when_words", plan) or _DATE.search(plan):
        return
    steps = context.profile.listed("step_words") if context.mentions("step_words", plan) else ()
    if len([word for word in steps if word in plan]) < _STEPS:
        variant = "running" if context.facts & Fact.RUNNING_COST else "usual"
        yield context.finding("text.plan", variant=variant, text=excerpt(plan))


@rule("TXT27", Severity.INFO, when=Fact.BASIS_TEXT, unless=Fact.CITING_TEXT, opt_in=True)
def basis_is_a_purpose(passage: Passage, context: Context) -> Iterator[Draft]:
    """立项依据 is not a purpose (为…): that belongs to 项目设立必要性."""
    if passage.text.startswith(("为", "保障", "确保", "用于")) and not names_document(passage.text):
        yield context.finding(passage.path, text=excerpt(passage.text))


@rule("TXT29", Severity.WARNING, when=Fact.MEASURES_TEXT, unless=Fact.CITING_TEXT, preview=False)
def measures_without_rule(passage: Passage, context: Context) -> Iterator[Draft]:
    """制度、措施 names a rule (by title, number or its own name) or says anything that is done in particular.

    Only a text all of whose clauses are empty (相关规定, 上级要求, 专款专用, 日常工作 …) is found.
    """
    text = passage.text
    parts = [part for part in _PARTS.split(text) if bare(part)]
    if not all([_is_empty(part, context) for part in parts]) or names_document(text):
        return
    for found in _RULE_WORD.finditer(text):
        name = _BREAK.split(text[: found.end()])[-1]
        own = name[: -len(found[0])]
        if len(name) >= 8 and not own.endswith("的") and not context.mentions("vague_rule_words", name):
            return
    yield context.finding(passage.path, text=excerpt(text))


def _is_empty(clause: str, context: Context) -> bool:
    """Whether a clause on measures names nothing in particular."""
    if context.mentions("vague_rule_words", clause) or context.mentions("money_words", clause):
        return True
    return context.mentions("empty_measures", clause) or _OBEYS.match(clause.strip(" .")) is not None


@rule(
    "TXT30",
    severities={"formula": Severity.WARNING, "obedience": Severity.WARNING, "stub": Severity.WARNING},
    when=Fact.NECESSITY_TEXT,
    yields_to="TXT23",
    preview=False,
)
def necessity_without_reason(passage: Passage, context: Context) -> Iterator[Draft]:
    """项目设立必要性 gives a reason: it is no formula, no mere obedience, no bare title of a document and no stub."""
    text = passage.text.strip().lstrip(".。、 ")
    if context.mentions("boilerplate_reasons", text):
        yield context.finding(passage.path, variant="formula", text=excerpt(text))
    elif context.mentions("reason_words", text):
        return
    elif _OBEYS.match(text) or (len(text) <= 40 and _BARE_DOCUMENT.search(text)):
        yield context.finding(passage.path, variant="obedience", text=excerpt(text))
    elif len(bare(text)) < _STUB:
        yield context.finding(passage.path, variant="stub", text=excerpt(text))
