"""Compile the texts of the rules, the knowledge and the schemas into the files that the package loads; make pages.

python tools/compile_data.py           # write what has changed
python tools/compile_data.py --check   # only say whether everything is fresh
"""

from __future__ import annotations

import json
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "jixiao"
sys.path.insert(0, str(ROOT / "src"))

RULES = PACKAGE / "rules"
KNOWLEDGE = PACKAGE / "knowledge"
TEXT_PARTS = ("title", "message", "evidence", "advice", "why", "unseen", "basis", "item", "since", "variants")


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file, with its name in the message when it is wrong."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SystemExit(f"{path.relative_to(ROOT)}: {error}") from None


def dump(value: Any) -> str:
    """JSON as it is checked in: sorted by nothing, one entry a line at the top level."""
    lines = ",\n".join(
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(entry, ensure_ascii=False)}"
        for key, entry in value.items()
    )
    return "{\n" + lines + "\n}\n"


def compile_rules() -> dict[Path, str]:
    """The texts and examples of the rules, and how severe each is: then a list of them needs none of their modules."""
    from jixiao.rules.base import REGISTRY

    texts: dict[str, Any] = {}
    examples: dict[str, Any] = {}
    for path in sorted(RULES.glob("*/*.toml")):
        module = f"{path.parent.name}.{path.stem}"
        import_module(f"jixiao.rules.{module}")
        for code, entry in read_toml(path).items():
            if code not in REGISTRY:
                raise SystemExit(f"{path.relative_to(ROOT)}: there is no rule {code} in the module beside it")
            severities = list(dict.fromkeys(map(str, [REGISTRY[code].severity, *REGISTRY[code].severities.values()])))
            parts = {part: entry[part] for part in TEXT_PARTS if part in entry}
            texts[code] = {"module": module, "severities": severities, **parts}
            examples[code] = {"flagged": entry.get("flagged", []), "near": entry.get("near", [])}
            unknown = entry.keys() - {*TEXT_PARTS, "flagged", "near"}
            if unknown:
                raise SystemExit(f"{path.relative_to(ROOT)}: {code} has unknown keys: {', '.join(sorted(unknown))}")
    texts, examples = dict(sorted(texts.items())), dict(sorted(examples.items()))
    return {RULES / "texts.json": dump(texts), RULES / "examples.json": dump(examples)}


def compile_knowledge() -> dict[Path, str]:
    """Words, thresholds, names, units, profiles, each with its hash, and the review sheet."""
    from jixiao.checker.profile import profile_hash

    words: dict[str, Any] = {}
    for path in sorted((KNOWLEDGE / "words").glob("*.toml")):
        for name, listed in read_toml(path).items():
            if name in words:
                raise SystemExit(f"{path.relative_to(ROOT)}: there is a list {name} already")
            words[name] = listed
    thresholds = read_toml(KNOWLEDGE / "thresholds.toml")
    tables = {part: compact_table(part) for part in ("names", "units")}
    entries = {entry["name"]: entry for entry in map(read_toml, sorted((KNOWLEDGE / "profiles").glob("*.toml")))}
    profiles = {}
    for name in entries:
        severities, own = layered(entries, name, "severities"), layered(entries, name, "thresholds")
        hashed = profile_hash(words, severities, {**thresholds, **own}, *tables.values())
        profiles[name] = {"severities": severities, "thresholds": own, "hash": hashed}
    review = read_toml(KNOWLEDGE / "review.toml")
    compiled = {"words": words, "thresholds": thresholds, **tables, "profiles": profiles, "review": review}
    return {KNOWLEDGE / "compiled.json": dump(compiled)}


def compact_table(part: str) -> dict[str, Any]:
    """The table of the names or the units, as the package loads it."""
    table = read_toml(KNOWLEDGE / f"{part}.toml")
    if part == "names":
        named = table.pop("names")
        alike: dict[str, list[str]] = {}
        for category, names in named.items():
            for name, entry in names.items():
                alike.setdefault(compact_name(category, entry), []).append(name)
        if len({name for names in named.values() for name in names}) != sum(map(len, named.values())):
            raise SystemExit("names.toml: a name stands in two categories")
        table["names"] = {packed: " ".join(names) for packed, names in alike.items()}
    return table


def compact_name(category: str, entry: dict[str, Any]) -> str:
    """What a name says in one string, which is taken apart only when it is asked for."""
    lower, upper = [*entry.get("range", []), "-", "-"][:2]
    bounded = {True: "yes", False: "no", None: "-"}[entry.get("bounded")]
    direction, kind = entry.get("direction", "-"), entry.get("kind", "-")
    units = ",".join(entry.get("units", [])) or "-"
    return f"{category.replace('any', '-')} {direction} {kind} {bounded} {lower} {upper} {units}"


def layered(entries: dict[str, Any], name: str, part: str) -> dict[str, Any]:
    """A part of a profile, on top of that of the profile which it extends."""
    entry = entries[name]
    below = layered(entries, entry["extends"], part) if "extends" in entry else {}
    return {**below, **entry.get(part, {})}


def compile_schemas() -> dict[Path, str]:
    """The JSON Schemas that are shipped."""
    from jixiao.model.schemas import interchange_schema
    from jixiao.reports.schemas import report_schema

    return {
        PACKAGE / "model" / "schema" / "interchange.schema.json": json.dumps(interchange_schema(), indent=1) + "\n",
        PACKAGE / "reports" / "schema" / "report.schema.json": json.dumps(report_schema(), indent=1) + "\n",
    }


def compile_pages() -> dict[Path, str]:
    """What is generated of the documentation in both languages: a page for each rule, their index, and more."""
    from jixiao.reports.accuracy_page import accuracy_page
    from jixiao.reports.pages import index_page, rule_page
    from jixiao.rules.messages import all_rules

    accuracy = json.loads((ROOT / "benchmarks" / "accuracy.json").read_text(encoding="utf-8"))
    rules = sorted({rule.code: rule for rule in reversed(all_rules())}.items())
    pages: dict[Path, str] = {}
    for language in ("zh", "en"):
        folder = ROOT / "docs" / language
        pages |= {folder / "rules" / f"{code}.md": rule_page(rule, accuracy, language) for code, rule in rules}
        pages[folder / "rules" / "index.md"] = index_page([rule for _, rule in rules], language)
        pages[folder / "accuracy.md"] = accuracy_page(accuracy, language)
        pages[folder / "schemas.md"] = schemas_page(language)
    security = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    pages[ROOT / "docs" / "en" / "security.md"] = security.replace("(docs/en/", "(")
    return pages


def schemas_page(language: str) -> str:
    """The JSON Schemas in full."""
    zh = language == "zh"
    lines = [
        "# JSON Schema",
        "",
        "两种JSON的结构，全文如下，和包里带的一样；各个键是什么意思见[JSON](interchange.md)。"
        if zh
        else "The two schemas in full, as the package has them; what the keys mean is told in [JSON](interchange.md).",
    ]
    titles = {"interchange": ("交换格式", "Interchange"), "report": ("检查结果", "Report")}
    for path, text in compile_schemas().items():
        name = path.name.partition(".")[0]
        where = path.relative_to(ROOT / "src").as_posix()
        lines += ["", f"## {titles[name][not zh]}", "", f"`{where}`", "", "```json", text.rstrip(), "```"]
    return "\n".join(lines) + "\n"


def refresh(outputs: dict[Path, str], *, write: bool) -> list[Path]:
    """Which of the outputs are not as they should be on disk; they are written where that is asked for."""
    stale = [path for path, text in outputs.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale if write else ():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(outputs[path], encoding="utf-8", newline="\n")
    return stale


def main(arguments: list[str]) -> int:
    """Write or check every compiled file: first what the package loads, then what the package makes of it."""
    write = "--check" not in arguments
    stale = refresh({**compile_rules(), **compile_knowledge()}, write=write)
    if write or not stale:
        stale += refresh({**compile_schemas(), **compile_pages()}, write=write)
    for path in stale:
        print(f"{'written' if write else 'not fresh'}: {path.relative_to(ROOT).as_posix()}")
    if stale and not write:
        print("run: python tools/compile_data.py")
    return 1 if stale and not write else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
