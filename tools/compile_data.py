"""Compile the texts of the rules, the knowledge and the schemas into the files that the package loads, and the rule pages.

python tools/compile_data.py           # write what has changed
python tools/compile_data.py --check   # only say whether everything is fresh
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "jixiao"
sys.path.insert(0, str(ROOT / "src"))

RULES = PACKAGE / "rules"
KNOWLEDGE = PACKAGE / "knowledge"
TEXT_PARTS = ("title", "message", "advice", "why", "unseen", "basis", "item", "since", "variants")


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file, with its name in the message when it is wrong."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SystemExit(f"{path.relative_to(ROOT)}: {error}") from None


def dump(value: Any) -> str:
    """JSON as it is checked in: sorted by nothing, one entry a line at the top level."""
    lines = ",\n".join(
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(entry, ensure_ascii=False)}" for key, entry in value.items()
    )
    return "{\n" + lines + "\n}\n"


def compile_rules() -> dict[Path, str]:
    """The texts and examples of the rules."""
    texts: dict[str, Any] = {}
    examples: dict[str, Any] = {}
    for path in sorted(RULES.glob("*/*.toml")):
        module = f"{path.parent.name}.{path.stem}"
        for code, entry in read_toml(path).items():
            texts[code] = {"module": module, **{part: entry[part] for part in TEXT_PARTS if part in entry}}
            examples[code] = {"flagged": entry.get("flagged", []), "near": entry.get("near", [])}
            unknown = entry.keys() - {*TEXT_PARTS, "flagged", "near"}
            if unknown:
                raise SystemExit(f"{path.relative_to(ROOT)}: {code} has unknown keys: {', '.join(sorted(unknown))}")
    texts, examples = dict(sorted(texts.items())), dict(sorted(examples.items()))
    return {RULES / "texts.json": dump(texts), RULES / "examples.json": dump(examples)}


def compile_knowledge() -> dict[Path, str]:
    """Words and profiles."""
    profiles = {}
    for path in sorted((KNOWLEDGE / "profiles").glob("*.toml")):
        entry = read_toml(path)
        profiles[entry["name"]] = entry.get("severities", {})
    return {
        KNOWLEDGE / "compiled.json": dump({"words": read_toml(KNOWLEDGE / "words.toml"), "profiles": profiles})
    }


def main(arguments: list[str]) -> int:
    """Write or check every compiled file."""
    outputs = {**compile_rules(), **compile_knowledge()}
    stale = [path for path, text in outputs.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments and stale:
        print("not fresh; run python tools/compile_data.py:")
        for path in stale:
            print(f"  {path.relative_to(ROOT)}")
        return 1
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(outputs[path], encoding="utf-8", newline="\n")
    print(f"{len(outputs)} files, {len(stale)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
