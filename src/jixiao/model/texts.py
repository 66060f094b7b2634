"""Running text as rules compare it: without punctuation, in sentences, and which documents it names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from jixiao.model.forms import TargetForm
from jixiao.model.patterns import Lazy

_PUNCTUATION: Final = Lazy(r"[^\w]+|_+")
_SENTENCES: Final = Lazy(r"[。；;！!？?\n]+")
_CLAUSES: Final = Lazy(r"[，,。；;：:！!？?、\n]+")
_TITLE: Final = Lazy(r"《[^》]{2,60}》")
_PERHAPS_A_NUMBER: Final = Lazy(r"[\d次]")
_NUMBER: Final = Lazy(
    r"[〔\[【(（]\s*(?:19|20)\d\d\s*[〕\]】)）]|(?:19|20)\d\d\s*年|\d+\s*号|第?\s*[\d一二三四五六七八九十]+\s*次"
    r"|(?:19|20)\d\d[.\-/]\d{1,2}"
)


def bare(text: str) -> str:
    """The letters and digits of a text: what is left when punctuation and blanks don't count."""
    return text if text.isalnum() else _bare(text)


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return _PUNCTUATION.sub("", text)


def sentences(text: str) -> list[str]:
    """The sentences of a text, without their stops."""
    return [one for one in _SENTENCES.split(text) if one.strip()]


def clauses(text: str) -> list[str]:
    """The clauses of a text, without the marks between them."""
    return [one for one in _CLAUSES.split(text) if one.strip()]


def names_document(text: str) -> bool:
    """Whether a text cites what can be looked up: a title in 《》, a document number, a date, a numbered meeting."""
    if "《" in text and _TITLE.search(text) is not None:
        return True
    return _PERHAPS_A_NUMBER.search(text) is not None and _NUMBER.search(text) is not None


def without_titles(text: str) -> str:
    """A text without what stands in 《》."""
    return _TITLE.sub("", text)


def excerpt(text: str, longest: int = 30) -> str:
    """A text on one line, with its end cut off where it is long: for messages."""
    # Of a long text only the head is shown, and only that needs to be looked at.
    flat = " ".join(text[: 2 * longest].split())
    if len(flat) <= longest:
        flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 2] + "…"


def _say_the_same(one: str, other: str) -> bool:
    """Whether two texts are alike, punctuation aside."""
    if one == other:
        return True
    first, second = one[0], other[0]
    # Most goals differ in their first letters already.
    if first != second and first.isalnum() and second.isalnum():
        return False
    return bare(one) == bare(other)


def goal_texts(form: TargetForm) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each goal with its paths; one that stands in both columns, punctuation aside, comes once."""
    period, annual = form.goals.period, form.goals.annual
    if period and annual and _say_the_same(period, annual):
        yield ("goals.period", "goals.annual"), annual
        return
    if period:
        yield ("goals.period",), period
    if annual:
        yield ("goals.annual",), annual
