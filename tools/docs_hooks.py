"""What the generator of the documentation does beyond its settings: anchors, and the switch between the languages.

A heading whose anchor is not made of its own words has it in a line above (``<a id="check"></a>``), which every reader
of Markdown understands; on the site it is the heading's own.

Each language is built by itself. The header's switch leads to the same page in the other language, or, as long as
there is none, to that language's first page.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

NAMES = {"zh": "中文", "en": "English"}
ROOTS = {"zh": "", "en": "en"}
ANCHOR = re.compile(r'^<a id="([\w-]+)"></a>\n+(#+ .*)$', re.MULTILINE)
# The theme takes addresses inside its own site alone; this one is replaced when the page is written.
ACROSS = "https://the-other-language.invalid/"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Give a heading the anchor that stands above it."""
    return ANCHOR.sub(r"\2 {#\1}", markdown)


def on_page_context(context: dict[str, Any], page: Any, config: Any, **_: Any) -> dict[str, Any]:
    """Give the header an address for each language."""
    own = Path(config["docs_dir"]).name
    config["extra"]["alternate"] = [
        {"name": name, "link": page.url if language == own else ACROSS, "lang": language}
        for language, name in NAMES.items()
    ]
    return context


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Put the address of the page's counterpart in its place."""
    return output.replace(ACROSS, across(page.file.src_uri, page.url, Path(config["docs_dir"])))


def across(source: str, url: str, folder: Path) -> str:
    """The address in the other language of a page that lies at ``source`` in ``folder``, seen from the page itself."""
    (other,) = NAMES.keys() - {folder.name}
    there = url if (folder.parent / other / source).is_file() else "index.html"
    here = posixpath.dirname(posixpath.join(ROOTS[folder.name], url))
    return posixpath.relpath(posixpath.join(ROOTS[other], there), here or ".")
