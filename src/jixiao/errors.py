"""Every error that a user of the library can meet.

All of them are :class:`JixiaoError`. ``str(error)`` is the sentence for a person, in Chinese; ``error.say("en")`` says
the same in English. ``path`` says where in the model, ``location`` where in the file, where either is known.
"""

from __future__ import annotations

from typing import Any


class JixiaoError(Exception):
    """The root of the errors that this package raises on purpose.

    ``zh`` and ``en`` say what is wrong, where, and what to do about it.
    """

    def __init__(self, zh: str, en: str, *, path: str | None = None, location: str | None = None) -> None:
        super().__init__(zh)
        self.zh = zh
        self.en = en
        self.path = path
        self.location = location

    def say(self, language: str = "zh") -> str:
        """The message in ``zh`` (default) or ``en``."""
        return self.en if language == "en" else self.zh

    def __reduce__(self) -> tuple[Any, ...]:
        # What an exception does by itself calls the class with its text alone; these are made from more.
        return _made_again, (type(self), self.args, self.__dict__)


class NotReadable(JixiaoError):
    """The file can't be read at all: missing, empty, binary, encrypted, truncated, too large, of an unknown kind."""


class TooLarge(NotReadable):
    """The file holds or costs more than a limit allows: ``limit`` is its name, ``value`` what was met, ``allowed`` what
    may be.
    """

    def __init__(self, zh: str, en: str, *, limit: str, value: int, allowed: int) -> None:
        super().__init__(zh, en)
        self.limit = limit
        self.value = value
        self.allowed = allowed


class NotATargetForm(JixiaoError):
    """The file was read, and no project performance-target form stands in it."""


class InterchangeError(JixiaoError):
    """JSON that is not the interchange form; ``problems`` names every path and what is wrong there."""

    def __init__(self, problems: tuple[tuple[str, str, str], ...]) -> None:
        self.problems = tuple((path, zh, en) for path, zh, en in problems)
        super().__init__(
            "；".join(f"{path}：{zh}" for path, zh, _ in problems),
            "; ".join(f"{path}: {en}" for path, _, en in problems),
            path=problems[0][0] if problems else None,
        )


class WrongUse(JixiaoError):
    """An argument that can't be: an unknown rule code, profile, language or format, an output that can't be written."""


def _made_again(kind: type[JixiaoError], args: tuple[Any, ...], state: dict[str, Any]) -> JixiaoError:
    """The error that another process raised."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error
