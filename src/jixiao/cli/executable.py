"""Where the program begins that holds its own interpreter, and onto whose icon files can be dropped.

It is the whole command line. What it starts for itself it starts by its own file, as there is no other command of an
interpreter: the workers of a run, and the process that reads what may be hostile.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from typing import Final

READS: Final = "--jixiao-reads-for-another"
"""The one argument by which the program is started to read files for itself."""
_LIBRARIES: Final = "LD_LIBRARY_PATH"


def main() -> int:
    """Run the program; returns its exit code."""
    if sys.argv[1:] == [READS]:
        from jixiao.documents.child import serve

        serve()
        return 0
    from jixiao.documents.guarded import start_children_by

    if getattr(sys, "frozen", False):
        start_children_by([sys.executable, READS])
        _give_back_libraries()
    # In the process of a worker this does the work, and never returns.
    multiprocessing.freeze_support()
    return _run(sys.argv[1:])


def _run(arguments: list[str]) -> int:
    from jixiao.cli.dropped import check_dropped, greet, is_dropped
    from jixiao.cli.main import main as command

    if not arguments:
        return greet()
    return check_dropped(arguments) if is_dropped(arguments) else command(arguments)


def _give_back_libraries() -> None:
    """On Linux, let other programs (LibreOffice, a browser) find the system's libraries, and not those in here."""
    before = os.environ.pop(f"{_LIBRARIES}_ORIG", None)
    if before is not None:
        os.environ[_LIBRARIES] = before
    else:
        os.environ.pop(_LIBRARIES, None)


if __name__ == "__main__":
    raise SystemExit(main())
