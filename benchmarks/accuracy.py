"""Findings against what strict reviewers listed on transcribed forms: precision and recall for each code.

``python -m benchmarks accuracy``. A finding meets a defect where its code means the defect's kind and it stands in the
same row or field. Rows are matched by their position among the filled ones, since transcriptions leave out empty slots.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import jixiao
from jixiao.checker import Finding

HERE = Path(__file__).resolve().parent
_ROW = re.compile(r"indicators\.(period|annual)\[(\d+)\]")


class Defect(NamedTuple):
    """What a reviewer listed: the places are rows or fields of the transcription."""

    form: int
    kind: str
    certainty: str
    places: tuple[str, ...]
    evidence: str


def _field(path: str) -> str:
    """The row or field of a path: a cell of a row counts as the row."""
    if found := _ROW.match(path):
        return found[0]
    return path


def _touch(one: str, other: str) -> bool:
    """Whether two places are one, or one holds the other."""
    return one == other or one.startswith((other + ".", other + "[")) or other.startswith((one + ".", one + "["))


def _places(finding: Finding, report: jixiao.Report, form: int) -> list[str]:
    """The places of a finding inside a form, with rows counted as a transcription counts them."""
    indicators = report.forms[form - 1].indicators
    places = []
    for path in finding.paths:
        inside = path.removeprefix(f"forms[{form - 1}].")
        if inside == path:
            if finding.form == form and not path.startswith("forms["):
                places.append(path)
            continue
        if (found := _ROW.match(inside)) is not None:
            rows = getattr(indicators, found[1])
            number = int(found[2])
            if not rows[number].filled:
                places.append(f"indicators.{found[1]}")
                continue
            inside = f"indicators.{found[1]}[{sum(row.filled for row in rows[:number])}]"
        places.append(_field(inside))
    return places


def _read(folder: Path) -> tuple[jixiao.Report, dict[int, list[Defect]]]:
    (document,) = sorted(folder.parent.glob("*-20*.txt"))
    report = jixiao.check(document)
    defects: dict[int, list[Defect]] = {}
    for path in sorted(folder.glob("*.json")):
        form = int(path.stem)
        listed = json.loads(path.read_text(encoding="utf-8"))["defects"]
        defects[form] = [
            Defect(
                form, one["kind"], one["certainty"],
                tuple(_field(place) for place in (one["where"], *one.get("also", ()))), one["evidence"],
            )
            for one in listed
        ]  # fmt: skip
    return report, defects


def _judged() -> dict[tuple[int, str, str], bool]:
    entries = tomllib.loads((HERE / "judged.toml").read_text(encoding="utf-8")).get("finding", [])
    return {(one["form"], one["code"], one["at"]): one["verdict"] for one in entries}


class Score:
    """The whole comparison: what was met, what was missed, and what nobody listed."""

    def __init__(self, folder: Path) -> None:
        self.report, self.defects = _read(folder)
        kinds: dict[str, Any] = tomllib.loads((HERE / "defect_kinds.toml").read_text(encoding="utf-8"))
        self.codes: dict[str, list[str]] = kinds["kinds"]
        self.not_covered: dict[str, str] = kinds["not_covered"]
        self.judged = _judged()
        self.met: list[Defect] = []
        self.missed: list[Defect] = []
        self.true: Counter[str] = Counter()
        self.false: list[tuple[int, Finding]] = []
        self.unjudged: list[tuple[int, Finding]] = []
        for form in self.defects:
            self._compare(form)

    def _compare(self, form: int) -> None:
        findings = [(one, places) for one in self.report.findings if (places := _places(one, self.report, form))]
        met: set[int] = set()
        for defect in self.defects[form]:
            codes = self.codes.get(defect.kind)
            if codes is None:
                if defect.kind not in self.not_covered:
                    raise SystemExit(f"the kind {defect.kind} is in no list of defect_kinds.toml")
                continue
            hits = [
                one.number
                for one, places in findings
                if one.code in codes and any(_touch(mine, theirs) for mine in places for theirs in defect.places)
            ]
            met.update(hits)
            (self.met if hits else self.missed).append(defect)
        for one, places in findings:
            verdict = self.judged.get((form, one.code, places[0]))
            if one.number in met or verdict:
                self.true[one.code] += 1
            elif verdict is False:
                self.false.append((form, one))
            else:
                self.unjudged.append((form, one))

    def recall(self, certainty: str) -> tuple[int, int]:
        """How many defects of a certainty were met, of how many that the catalogue covers."""
        met = sum(one.certainty == certainty for one in self.met)
        return met, met + sum(one.certainty == certainty for one in self.missed)

    def counts(self) -> dict[str, dict[str, int]]:
        """For each code how many of its findings are true and false; what nobody judged counts as neither."""
        wrong = Counter(one.code for _, one in self.false)
        return {code: {"true": self.true[code], "false": wrong[code]} for code in sorted({*self.true, *wrong})}


def measure() -> None:
    """Print recall by certainty, precision by code, the misses and what nobody judged; keep the counts for the docs."""
    shared = Path(os.environ.get("JIXIAO_SHARED", HERE.parent.parent / "shared"))
    folder = shared / "data" / "transcriptions"
    if not folder.is_dir():
        print("accuracy: not measured, the transcriptions are absent", file=sys.stderr)
        return
    score = Score(folder)
    recall = {certainty: score.recall(certainty) for certainty in ("certain", "likely", "debatable")}
    for certainty, (met, listed) in recall.items():
        print(f"recall of {certainty} defects: {met}/{listed} = {met / max(listed, 1):.3f}")
    defects = {certainty: {"met": met, "listed": listed} for certainty, (met, listed) in recall.items()}
    kept = {"forms": len(score.defects), "defects": defects, "codes": score.counts()}
    (HERE / "accuracy.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    loud = [(form, one) for form, one in score.unjudged if one.severity != "info"]
    false = sum(one.severity != "info" for _, one in score.false)
    shown = sum(one.severity != "info" for form in score.defects for one in score.report.by_form(form))
    print(f"errors and warnings: {shown}, judged false {false} ({false / max(shown, 1):.3f}), not judged {len(loud)}")
    unjudged = Counter(one.code for _, one in score.unjudged)
    counts = score.counts()
    for code in sorted({*counts, *unjudged}):
        true, wrong = counts.get(code, {"true": 0, "false": 0}).values()
        precision = f"{true / (true + wrong):.2f}" if true + wrong else "  – "
        print(f"  {code}  precision {precision} ({true} true, {wrong} false, {unjudged[code]} not judged)")
    for defect in score.missed:
        if defect.certainty != "debatable":
            where = f"{defect.form:02d} {defect.certainty:8} {defect.kind}: {defect.places[0]}"
            print(f"missed   {where}: {defect.evidence[:50]}")
    for form, one in loud:
        at = _places(one, score.report, form)[0]
        print(f"unjudged {form:02d} {one.code} {one.severity} {at}: {one.say('zh')}")
