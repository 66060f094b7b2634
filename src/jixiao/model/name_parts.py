"""What the parts of an indicator's name say, where the name as a whole is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from attrs import frozen

_READ: Final = 24  # what stands further from the head says nothing about it


@frozen
class Meaning:
    """What a name says. Whatever is not known is ``None``.

    ``kind`` is the kind of quantity (``share``, ``growth``, ``people``, ``count``, ``money``, ``unit_money``, ``area``,
    ``length``, ``mass``, ``volume``, ``duration``, ``date``, ``frequency``, ``score``, ``quality``); ``direction`` is
    ``up`` (more is better), ``down`` (less is better), ``cap`` (costs and deadlines: at most), ``fixed`` (a standard),
    ``either`` (a count that may be capped, such as meetings). ``bounded``: a rate that ends at 100 %, or (``False``)
    one that may exceed it. ``lower`` and ``upper`` are a wide plausible range in the first of ``units``.

    ``confidence`` is ``high`` for a name of the table, ``medium`` where the parts of the name say it, ``low`` where
    there is only a hint; ``exact`` is set where the whole name stands in the table.
    """

    kind: str | None = None
    direction: str | None = None
    category: str | None = None
    bounded: bool | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    units: tuple[str, ...] = ()
    confidence: str = "low"
    exact: bool = False


UNKNOWN = Meaning()


@lru_cache(maxsize=1024)
def _meant(
    kind: str | None,
    direction: str | None = None,
    bounded: bool | None = None,
    confidence: str = "medium",
    category: str | None = None,
) -> Meaning:
    return Meaning(kind, direction, category, bounded, confidence=confidence)


_Found = tuple[str, int, int]
_NOTHING: Final[_Found] = ("", 0, 0)


_CLAUSES: Final = frozenset(",，;；。!！?？")


def _hint(said: Meaning) -> Meaning:
    """A sentence is no name: what its end says is a hint, unless it asks how satisfied somebody is."""
    if said.category == "satisfaction":
        return said
    return _meant(said.kind, said.direction, said.bounded, "low", said.category)


class _Senses(dict[str, str]):
    """Word → its sense; ``lasts`` are the characters in which the words end."""

    __slots__ = ("lasts",)

    def __init__(self, senses: Mapping[str, str]) -> None:
        super().__init__(senses)
        self.lasts: Final = frozenset([word[-1] for word in senses])


def _last(text: str, words: _Senses) -> _Found:
    """The last known word of a text, the longest that ends there: its sense, its start and its end."""
    end = len(text)
    lowest = max(end - _READ, 0)
    lasts = words.lasts
    while end > lowest + 1:
        if text[end - 1] in lasts:
            for size in (4, 3, 2):
                sense = words.get(text[end - size : end]) if end >= size else None
                if sense is not None:
                    return sense, end - size, end
        end -= 1
    return _NOTHING


_PLAIN: Final = {
    "multiple": _meant(None, "up", False),
    "capped": _meant(None, "cap", None, "low"),
    "price": _meant("unit_money", "cap", category="cost"),
    "lasting_up": _meant("duration", "up"),
    "lasting_cap": _meant("duration", "cap"),
    "score": _meant("score", "up"),
    "earned": _meant("money", "up"),
    "other": UNKNOWN,
}
"""Groups of heads that say all by themselves."""


def _at_end(text: str, words: Mapping[str, str]) -> str | None:
    """The sense of the longest known word that a text ends in."""
    return words.get(text[-4:]) or words.get(text[-3:]) or words.get(text[-2:])


class Parts:
    """The part rules."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        words: Mapping[str, list[str]] = table.get("words", {})
        times: Mapping[str, list[str]] = table.get("times", {})
        self.heads = {head: group for group, heads in table.get("heads", {}).items() for head in heads}
        # Which lengths the heads have that end in a character: few ends are tried, and most names at once.
        self.sizes: dict[str, list[int]] = {}
        for size in sorted({len(head) for head in self.heads}, reverse=True):
            for last in {head[-1] for head in self.heads if len(head) == size}:
                self.sizes.setdefault(last, []).append(size)
        # the later sense of a word in two lists wins
        self.of_rates = _senses(
            words,
            "deeds proportion neutral good handled costs unbounded bad falling rising saving control change above_all",
        )
        self.of_counts = _senses(words, "good deeds handled falling rising saving bad either planned")
        self.planned = frozenset(words.get("planned", ()))
        self.moments = _senses(times, "enduring quick deadline unclear")
        self.lengths = _senses(times, "deadline quick unclear enduring either_way")
        self.passing = frozenset(words.get("passing", ()))
        self.opening = frozenset(words.get("opening", ()))
        self.without = tuple(words.get("without", ()))
        self.falling = tuple(words.get("falling", ()))
        self.saving = (*words.get("saving", ()), *self.falling)
        self.above_all = tuple(words.get("above_all", ()))
        self.paid = tuple(words.get("paid", ()))
        self.limited = tuple(words.get("limited", ()))
        self.per_unit = tuple(words.get("per_unit", ()))
        self.by_stem: Final[dict[str, Callable[[str], Meaning]]] = {
            "satisfaction": self._satisfaction,
            "growth": self._growth,
            "rise": self._rise,
            "money": self._money,
            "quality": self._quality,
        }
        self.by_head: Final[dict[str, Callable[[str, str], Meaning]]] = {
            "share": self._share,
            "degree": self._share,
            "fall": self._fall,
            "spent": self._spent,
            "standard": self._standard,
            "time": self._time,
            "lasting": self._lasting,
        }

    def meaning(self, name: str) -> Meaning:
        """What the parts of a normal name without brackets say."""
        heads = self.heads
        for size in self.sizes.get(name[-1:], ()):
            if size > len(name):
                continue
            head = name[-size:]
            group = heads.get(head)
            if group is not None:
                if size == 2 and head[1] == "率" and name[-3:-1] in self.of_rates:
                    head, size, group = "率", 1, "share"  # 成功率 is no 功率
                weak = group.endswith("_weak") or not _CLAUSES.isdisjoint(name)
                said = self._headed(name[:-size], head, group.removesuffix("_weak"))
                return _hint(said) if weak else said
        if name[:2] in self.opening and len(name) > 2:
            return _meant("quality", "up", None, "low")
        return UNKNOWN

    def _headed(self, stem: str, head: str, group: str) -> Meaning:
        if group in _PLAIN:
            return _PLAIN[group]
        if group in self.by_stem:
            return self.by_stem[group](stem)
        if group in self.by_head:
            return self.by_head[group](stem, head)
        if group == "amount":
            return _meant(None, self._wanted(stem), None, "low")
        # the other groups are called like the kind of quantity that they count
        return _meant(group, self._wanted(stem))

    # --- rates --------------------------------------------------------------------------------------------------------

    def _satisfaction(self, stem: str) -> Meaning:
        direction = "down" if stem.endswith("不") else "up"
        return _meant("share", direction, True, category="satisfaction")

    def _share(self, stem: str, head: str) -> Meaning:
        """A rate: what it is a rate of stands right before it."""
        sense, start, end = _last(stem, self.of_rates)
        before = stem[:start]
        if not sense or end != len(stem):
            return self._far_share(stem, sense, head)
        if sense == "rising":
            return self._growth(before)
        if sense == "falling":
            return self._fall(before, head)
        if sense == "control":
            spent = self._cost_before(before)
            return _meant("share", "cap" if spent or not before else "up", True, "medium" if before else "low")
        if sense == "change":
            return _meant("share", "cap", True if self._cost_before(before) else None, "medium" if before else "low")
        if sense in ("unbounded", "above_all"):
            return _meant("share", "up", False)
        if sense == "neutral":
            return _meant("share", None, True)
        if sense == "costs":
            # what share of the money goes where is no merit
            return _meant("share", None, True, "low")
        bounded = not (self._beyond(stem) or _last(before, self.of_rates)[::2] == ("unbounded", start))
        if sense == "bad":
            return _meant("share", self._less(before), bounded, category="quality" if _is_fault(stem) else None)
        if before.endswith(("不", "未", "非")) and sense != "saving":
            return _meant("share", "down", bounded)
        if sense in ("proportion", "deeds") and head != "率":
            return _meant("share", None, bounded, "low")
        return _meant("share", "up", bounded, category=_rate_category(stem[start:], before))

    def _far_share(self, stem: str, sense: str, head: str) -> Meaning:
        """A rate of something that is not known: 课程资源匹配度, 甲乙率."""
        bounded = False if self._beyond(stem) else True if head in ("占比", "比重") else None
        return _meant("growth" if head == "幅度" else "share", "down" if sense == "bad" else None, bounded, "low")

    def _growth(self, stem: str) -> Meaning:
        """A rate of growth: more of what costs or harms is not better."""
        return _meant("growth", self._of_more(stem), False)

    def _fall(self, stem: str, head: str) -> Meaning:
        """A rate of decrease: nobody promises less of what is good, so it is wanted unless the name says otherwise."""
        sense = _last(stem, self.of_rates)[0]
        kind = "share" if head in ("率", "比例", "幅度", "降幅", "减幅", "百分比", "比率", "占比", "度") else None
        if sense in ("good", "unbounded", "above_all"):
            return _meant(kind, "down", True, "low")
        return _meant(kind, "up", True, "medium" if sense in ("bad", "costs") else "low")

    def _rise(self, stem: str) -> Meaning:
        return _meant(None, self._of_more(stem), False, "low")

    def _of_more(self, stem: str) -> str:
        if stem.endswith("支出"):
            return "cap"
        return {"bad": "down", "costs": "cap"}.get(_last(stem, self.of_rates)[0], "up")

    def _cost_before(self, text: str) -> bool:
        return _last(text, self.of_rates)[0] == "costs" or text.endswith(("支出", "投资", "人员"))

    def _beyond(self, stem: str) -> bool:
        return any(word in stem for word in self.above_all)

    def _less(self, before: str) -> str | None:
        """The direction of a bad thing with ``before`` in front of it."""
        if before.endswith(self.falling):
            return None  # 降低故障率: the rate that is left, or the decrease
        return "up" if before.endswith(self.without) else "down"

    # --- counts and amounts -------------------------------------------------------------------------------------------

    def _wanted(self, stem: str) -> str | None:
        """Which way is better for a count: deeds are promised, bad things are not wanted, others unknown."""
        if stem[:2] in self.planned:
            return None
        while stem[-2:] in self.passing and stem[-4:] not in self.of_counts:
            stem = stem[:-2]
        sense, start, end = _last(stem, self.of_counts)
        if sense == "bad":
            earlier, first, _ = _last(stem[:start], self.of_counts)
            while first:
                further = _last(stem[:first], self.of_counts)
                if not further[0]:
                    break
                earlier, first, _ = further
            if end != len(stem):
                return None if not earlier or earlier == "bad" else "up"
            if not earlier or earlier == "bad":
                return self._less(stem[:start])
            # 办理信访件数 begins with its deed; 业务处理差错次数 does not
            return "up" if first == 0 and earlier in ("handled", "falling") else None if first == 0 else "down"
        return "up" if sense and sense not in ("either", "planned") else "either" if sense == "either" else None

    def _quality(self, stem: str) -> Meaning:
        """A state of things: 污染程度 is that of a bad one."""
        return _meant("quality", "down" if _at_end(stem, self.of_rates) == "bad" else "up")

    # --- money --------------------------------------------------------------------------------------------------------

    def _spent(self, stem: str, head: str) -> Meaning:
        """Money that is spent: at most, unless it is a saving or somebody is paid."""
        kind = "unit_money" if any(word in stem for word in self.per_unit) else "money"
        if stem.startswith(self.saving):
            return _meant(kind, "up")
        if head == "费" and any(word in stem for word in self.paid):
            return _meant("money", None, None, "low")
        category = "cost" if head.endswith(("成本", "造价")) else None
        return _meant(kind, "cap", category=category)

    def _money(self, stem: str) -> Meaning:
        """An amount of money that is neither spent nor earned by its head: wanted where it is saved or brought in."""
        sense = _last(stem, self.of_rates)[0]
        wanted = sense in ("saving", "rising", "unbounded", "handled") or stem.endswith("带动")
        return _meant("money", "up" if wanted else None, None, "low")

    def _standard(self, stem: str, head: str) -> Meaning:
        """补助标准 is a level that is kept, 差旅标准 a limit; 技术标准 is no money at all."""
        if head == "限额" or any(word in stem for word in self.limited):
            return _meant("unit_money", "cap")
        if head in ("定额", "公用经费") or any(word in stem for word in self.paid):
            return _meant("unit_money", "fixed")
        return UNKNOWN

    # --- time ---------------------------------------------------------------------------------------------------------

    def _time(self, stem: str, head: str) -> Meaning:
        """时间 may be a moment or a length of time."""
        if stem.startswith(self.falling):
            return _meant("duration", "up")
        sense = _at_end(stem, self.moments)
        if sense == "deadline" and head != "时效":
            return _meant("date", "cap", category="timeliness")
        if sense == "quick":
            return _meant("duration", "cap", category="timeliness")
        if sense == "enduring":
            return _meant("duration", "up")
        return _meant("date", None, None, "low") if head == "日期" else UNKNOWN

    def _lasting(self, stem: str, head: str) -> Meaning:
        """A length of time: at most for what is waited for, at least for what is offered."""
        if stem.startswith(self.falling) or stem.endswith(self.falling):
            return _meant("duration", "up")
        if head == "工期":
            return _meant("duration", "cap")
        sense = _at_end(stem, self.moments if head == "周期" else self.lengths)
        if sense is not None:
            direction = {"enduring": "up", "either_way": "either", "unclear": None}.get(sense, "cap")
            return _meant("duration", direction)
        if head in ("学时", "课时", "学时数", "课时数"):
            return _meant("duration", "up")
        bad = _last(stem, self.of_counts)[0] == "bad"
        return _meant("duration", "down" if bad else None)


def _senses(words: Mapping[str, list[str]], lists: str) -> _Senses:
    """Word → the list that it stands in; the later list wins."""
    senses: dict[str, str] = {}
    for name in lists.split():
        senses.update(dict.fromkeys(words.get(name, ()), name))
    return _Senses(senses)


def _is_fault(stem: str) -> bool:
    return stem.endswith(("故障", "差错", "返工", "返修", "误差"))


def _rate_category(word: str, before: str) -> str | None:
    """The category of a rate, where there is no doubt about it."""
    if word in ("及时", "按时", "按期", "准时", "准点", "如期") or before.endswith(
        ("按时", "按期", "准时", "及时", "如期")
    ):
        return "timeliness"
    return "quality" if word in ("合格", "完好", "准确") else None
