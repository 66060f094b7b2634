"""``python -m benchmarks [PART …]``: every figure of the docs, or those of the named parts, measured now.

``rules`` is no figure of the docs and runs where it is named: which rules cost the most.
"""

from __future__ import annotations

import subprocess
import sys

from benchmarks import accuracy, annotate, document, folder, page, pdf, rules, scan, startup, throughput
from benchmarks.sets import FORMS

PARTS = (
    "startup",
    "document",
    "page",
    "annotate",
    "folder",
    "pdf",
    "scan",
    "pool",
    "unique",
    "pool-core",
    "unique-core",
    "accuracy",
)


def main(arguments: list[str]) -> int:
    """Measure what is named, or everything. The two sets run in processes of their own, with empty caches."""
    chosen = arguments or list(PARTS)
    if unknown := [name for name in chosen if name not in (*PARTS, "rules") and not name.startswith("--")]:
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}, rules", file=sys.stderr)
        return 2
    if "--here" in chosen:
        throughput.measure(chosen[0], FORMS)
        return 0
    for name in chosen:
        if name == "startup":
            startup.measure()
        elif name == "document":
            document.measure()
        elif name == "page":
            page.measure()
        elif name == "pdf":
            pdf.measure()
        elif name == "folder":
            folder.measure()
        elif name == "scan":
            scan.measure()
        elif name == "annotate":
            annotate.measure()
        elif name == "accuracy":
            accuracy.measure()
        elif name == "rules":
            rules.measure()
        else:
            subprocess.run([sys.executable, "-m", "benchmarks", name, "--here"], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
