"""The changes of a mended file as a diff for people: place, before, after, rule and safety, in 80 columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from jixiao.checker.wording import rule_title
from jixiao.model.english import counted
from jixiao.repair.mending import Mended
from jixiao.repair.patches import Patch
from jixiao.reports.width import width, wrap

SAFETIES: Final = {
    "format-only": ("只改写法", "format only"),
    "needs review": ("需核对", "needs review"),
    "suggestion": ("建议", "suggestion"),
}
_COLOURS: Final = {"-": "\x1b[31m", "+": "\x1b[32m", "@": "\x1b[36m"}
_AROUND: Final = 12
"""So many characters of a long text are shown on each side of what changes."""


def diff(
    mended: Mended,
    language: str = "zh",
    *,
    columns: int = 80,
    changes: bool = True,
    suggest: bool = False,
    colour: bool = False,
) -> str:
    """What was declined and why; with ``changes`` what was changed, with ``suggest`` what is proposed for review."""
    say = _say(language)
    lines: list[str] = []
    if changes and mended.changes:
        lines += [f"--- {mended.name}", f"+++ {mended.name} {say('（修改后）', '(mended)')}"]
        for patch in mended.changes:
            lines += _hunk(patch, language, columns)
    if suggest and mended.proposals:
        lines += ["", say("没有改，要人看的：", "Not applied, for you to decide:")]
        for patch in mended.proposals:
            lines += _hunk(patch, language, columns)
    if mended.declined:
        lines += ["", say("没有改，因为不能改得准：", "Declined, since it could not be done exactly:")]
        for refusal in mended.declined:
            lines += wrap(f"! {_head(refusal.patch, language)}  {refusal.say(language)}", columns, "    ")
    if colour:
        lines = [f"{_COLOURS[line[0]]}{line}\x1b[0m" if line[:1] in _COLOURS else line for line in lines]
    return "".join([line + "\n" for line in lines]).lstrip("\n")


def summary(mended: Mended, language: str = "zh", *, written: bool = True) -> str:
    """One line that counts what was changed, what was declined and what is left to look at.

    ``written`` tells whether the changes are in a file, or only could be.
    """
    say = _say(language)
    changed, declined, proposed = len(mended.changes), len(mended.declined), len(mended.proposals)
    cells = counted(changed, "cell")
    counts = (
        (changed, f"改了{changed}处写法", f"{cells} mended")
        if written
        else (changed, f"可以改{changed}处写法", f"{cells} to mend"),
        (declined, f"{declined}处没有改成", f"{declined} declined"),
        (
            proposed,
            f"{proposed}处建议要人看（--suggest 列出）",
            f"{counted(proposed, 'proposal')} to look at (see --suggest)",
        ),
    )
    said = [say(zh, en) for count, zh, en in counts if count]
    if not mended.changes:
        said.insert(0, say("没有可以自动改的", "nothing to mend"))
    return f"{mended.name}{say('：', ': ')}{say('，', ', ').join(said)}"


def _hunk(patch: Patch, language: str, columns: int) -> Iterator[str]:
    yield from wrap(f"@@ {_head(patch, language)}", columns, "   ")
    before, after = _around(patch.before or "", patch.after)
    for sign, text in (("-", before), ("+", after)):
        if sign == "+" or patch.before is not None:
            for line in text.split("\n"):
                yield from wrap(f"{sign} {line}", columns, f"{sign} ")


def _head(patch: Patch, language: str) -> str:
    safety = SAFETIES[patch.safety][1 if language == "en" else 0]
    place = f"{patch.at.say(language)}  " if patch.at is not None else ""
    # Where the file has places of its own, the path in the model says nothing to her.
    where = place or f"{patch.path}  "
    return f"{where}{patch.code} {rule_title(patch.code, language)}  {safety}"


def _around(before: str, after: str) -> tuple[str, str]:
    """Both texts without the long pieces at their ends that are the same."""
    if max(width(before), width(after)) <= 60:
        return before, after
    least = min(len(before), len(after))
    head = next((at for at in range(least) if before[at] != after[at]), least)
    tail = next((at for at in range(least - head) if before[-1 - at] != after[-1 - at]), least - head)
    start, rest = max(head - _AROUND, 0), max(tail - _AROUND, 0)
    front, behind = "…" if start else "", "…" if rest else ""
    first, second = (f"{front}{one[start : len(one) - rest]}{behind}" for one in (before, after))
    return first, second


def _say(language: str) -> Callable[[str, str], str]:
    return lambda zh, en: en if language == "en" else zh
