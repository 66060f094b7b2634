"""Build the documentation of both languages into site/, and see that the built pages ask nothing of the network.

python tools/build_docs.py

Links and anchors are checked by the generator: one that leads nowhere is an error.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "site"
# The Chinese pages first: their build empties the folder in which the English ones lie.
CONFIGURATIONS = ("mkdocs.yml", "mkdocs.en.yml")
LOADED = re.compile(r"<(?:script|img|iframe|source|link)\b[^>]*?\b(?:src|href)=[\"']?((?:https?:)?//[^\"'\s>]+)[^>]*>")


def loaded_from_elsewhere(page: str) -> Iterator[str]:
    """The addresses in the network that a browser asks for when it opens a page; links that people follow are none."""
    return (found[1] for found in LOADED.finditer(page))


def main() -> int:
    """Build, and look through what was built; 0 when all is well."""
    for name in CONFIGURATIONS:
        code = subprocess.run(
            [sys.executable, "-m", "properdocs", "build", "--quiet", "--strict", "-f", name], cwd=ROOT, check=False
        ).returncode
        if code:
            return code
    asked = {
        f"{path.relative_to(SITE).as_posix()} loads {address}"
        for path in SITE.rglob("*.html")
        for address in loaded_from_elsewhere(path.read_text(encoding="utf-8"))
    }
    print("\n".join(sorted(asked)) or f"{sum(1 for _ in SITE.rglob('*.html'))} pages in site/")
    return 1 if asked else 0


if __name__ == "__main__":
    sys.exit(main())
