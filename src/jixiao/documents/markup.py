"""XML from strangers: counted before it is parsed, by a parser that refuses document types and broken markup."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

from jixiao.documents.limits import Limits, exceeded
from jixiao.errors import NotReadable

Start = Callable[[str, dict[str, str]], None]

# What messages call a file, what opens it, and what may be left out of it; each in Chinese and in English.
Naming = tuple[str, str, str, str, str, str]
WORKBOOK: Naming = ("工作簿", "workbook", "Excel", "Excel", "工作表", "sheets")
WORD_FILE: Naming = ("Word文件", "Word file", "Word", "Word", "内容", "pages")


class Markup:
    """The XML of one file. Every method raises :class:`~jixiao.errors.NotReadable` and nothing else."""

    def __init__(self, name: str, limits: Limits, naming: Naming = WORKBOOK) -> None:
        self.name = name
        self.limits = limits
        self._zh, self._en, self._opener_zh, self._opener_en, self._rest_zh, self._rest_en = naming
        self._tags = 0

    def refuse(self, zh: str, en: str) -> NoReturn:
        """Raise the error for this file."""
        raise NotReadable(f"{self.name}：{zh}。", f"{self.name}: {en}.")

    def damaged(self) -> NoReturn:
        """Raise the error for a file that is cut off or broken."""
        self.refuse(
            f"{self._zh}不完整或已损坏；请重新下载或重新复制一份，能在{self._opener_zh}里打开的请另存一份再检查",
            f"the {self._en} is cut off or damaged; download or copy it again, or, "
            f"if {self._opener_en} opens it, save it anew",
        )

    def count_tags(self, data: bytes) -> None:
        """Count the tags of a text, before any of them costs memory."""
        self._tags += data.count(b"<")
        if self._tags > self.limits.places:
            exceeded(
                self.name,
                "cells",
                -(-self._tags * self.limits.cells // self.limits.places),
                self.limits.cells,
                f"{self._zh}里的XML标记太多（{self._tags:,}个，上限{self.limits.places:,}个），不像正常的表格；"
                f"请删去无关的{self._rest_zh}后另存，再检查",
                f"the {self._en} has too many XML tags ({self._tags:,}, the limit is {self.limits.places:,}); "
                f"delete the {self._rest_en} that don't matter, save it, then check that",
                option="--max-cells",
            )

    def parse(
        self,
        data: bytes,
        start: Start,
        text: Callable[[str], None] | None = None,
        end: Callable[[str], None] | None = None,
    ) -> None:
        """Run the parser over a part; ``start`` and ``end`` get local names, ``text`` the characters."""
        parser = self.parser()
        if end is not None:
            parser.EndElementHandler = lambda tag: end(tag[tag.rfind(":") + 1 :])
        parser.StartElementHandler = lambda tag, attributes: start(tag[tag.rfind(":") + 1 :], attributes)
        parser.CharacterDataHandler = text
        self.run(parser, data)

    def parser(self) -> expat.XMLParserType:
        """A parser that refuses document types, and with them every entity."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def run(self, parser: expat.XMLParserType, data: bytes) -> None:
        """Parse a whole part."""
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, LookupError, ValueError):
            # LookupError and ValueError: an encoding that isn't one.
            self.damaged()

    def _doctype(self, *_: object) -> None:
        self.refuse(
            f"{self._zh}里有不该有的XML实体声明（DTD），为安全起见不读；请用{self._opener_zh}打开后另存，再检查",
            f"the {self._en} declares XML entities (a DTD), which is refused for safety; "
            f"save it anew in {self._opener_en}, then check that",
        )
