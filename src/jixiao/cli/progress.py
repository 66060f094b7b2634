"""How far a long run is: a bar on standard error, where that is a terminal, and gone at the end."""

from __future__ import annotations

import sys
import time
from typing import Final

_PATIENCE: Final = 1.0
"""So many seconds nothing is shown: most runs are over by then."""
_PAUSE: Final = 0.1
_BAR: Final = 20


class Progress:
    """Shows how many of how many files are done. Nothing is written where standard error is no terminal."""

    def __init__(self, language: str) -> None:
        self._english = language == "en"
        self._wanted = sys.stderr.isatty()
        self._began = time.monotonic()
        self._last = self._began + _PATIENCE - _PAUSE
        self._drawn = 0

    def show(self, done: int, total: int) -> None:
        """Draw the bar anew, if it is time to."""
        now = time.monotonic()
        if not self._wanted or now - self._last < _PAUSE:
            return
        self._last = now
        line = self.line(done, total, now - self._began)
        sys.stderr.write("\r" + line)
        sys.stderr.flush()
        # A Chinese character takes two cells.
        self._drawn = len(line.encode("gbk", "replace"))

    def line(self, done: int, total: int, seconds: float) -> str:
        """The bar with its figures; it fits a terminal of 80 columns."""
        full = _BAR * done // max(total, 1)
        bar = "━" * full + "·" * (_BAR - full)
        if self._english:
            return f"checking {bar} {done}/{total}  {seconds:.1f} s"
        return f"正在检查 {bar} {done}/{total}  {seconds:.1f}秒"

    def clear(self) -> None:
        """Take the bar away, before something else is written and at the end."""
        if self._drawn:
            sys.stderr.write("\r" + " " * self._drawn + "\r")
            sys.stderr.flush()
            self._drawn = 0
