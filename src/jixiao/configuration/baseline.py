"""The baseline: findings that are known and left for later, by fingerprint, in one sorted JSON file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jixiao.errors import WrongUse

if TYPE_CHECKING:
    from jixiao.checker.findings import Finding

VERSION: Final = 1
REPORT_VERSION: Final = 1
"""The version of the report JSON that can be compared with."""
_KEYS: Final = ("fingerprint", "code", "file", "project", "reason")


class Entry(NamedTuple):
    """A finding that is known: ``file`` is where it was found, from the folder of the baseline."""

    fingerprint: str
    code: str
    file: str
    project: str | None = None
    reason: str | None = None
    """Why it may stay: written by people, and kept."""

    @property
    def order(self) -> tuple[str, ...]:
        """Where the entry stands in the file: no two that differ are alike in it."""
        return (self.file, self.code, self.project or "", self.fingerprint, repr(self))


class Baseline(NamedTuple):
    """The entries of a baseline, in their order."""

    entries: tuple[Entry, ...] = ()

    @property
    def fingerprints(self) -> frozenset[str]:
        """What tells the known findings."""
        return _fingerprints(self.entries)

    def to_json(self) -> str:
        """The file as it is written: the same entries give the same bytes."""
        entries = [
            {key: value for key, value in entry._asdict().items() if value is not None}
            for entry in sorted(set(self.entries), key=lambda entry: entry.order)
        ]
        return json.dumps({"jixiao-baseline": VERSION, "entries": entries}, ensure_ascii=False, indent=1) + "\n"


@lru_cache(maxsize=16)
def _fingerprints(entries: tuple[Entry, ...]) -> frozenset[str]:
    return frozenset(entry.fingerprint for entry in entries)


class Outcome(NamedTuple):
    """A baseline held against what was found."""

    new: tuple[Entry, ...]
    known: tuple[Entry, ...]
    stale: tuple[Entry, ...]
    """Entries of which nothing was found any more, though their file was checked or is gone."""


def entry_of(finding: Finding, file: str) -> Entry:
    """The entry of a finding."""
    return Entry(finding.fingerprint, finding.code, file, finding.project_name)


def held_against(baseline: Baseline, found: Iterable[Entry], settled: Set[str]) -> Outcome:
    """Tell what is new, known and stale; ``settled`` are the files that were checked whole or exist no more.

    A finding is known by its fingerprint alone, so that a file may be renamed. Of what stands in other files nothing
    is said.
    """
    known, entries = baseline.fingerprints, list(found)
    met = {entry.fingerprint for entry in entries}
    at = {(entry.fingerprint, entry.file) for entry in entries}
    # What was met where the baseline has it needs no second entry for a file in which it is no more.
    in_place = {entry.fingerprint for entry in baseline.entries if (entry.fingerprint, entry.file) in at}
    moved = met - in_place
    stale = tuple(
        entry
        for entry in baseline.entries
        if entry.file in settled and (entry.fingerprint, entry.file) not in at and entry.fingerprint not in moved
    )
    return Outcome(
        tuple(entry for entry in entries if entry.fingerprint not in known),
        tuple(entry for entry in baseline.entries if entry.fingerprint in met and entry not in stale),
        stale,
    )


def created(found: Iterable[Entry], before: Baseline) -> Baseline:
    """A baseline of what was found; the reasons of the one before it are kept."""
    given = [entry for entry in before.entries if entry.reason is not None]
    here = {(entry.fingerprint, entry.file): entry.reason for entry in given}
    # A file may have another name now; of several reasons the first is as good as any.
    elsewhere = {entry.fingerprint: entry.reason for entry in reversed(given)}
    made = {
        entry._replace(reason=here.get((entry.fingerprint, entry.file), elsewhere.get(entry.fingerprint)))
        for entry in found
    }
    return Baseline(tuple(sorted(made, key=lambda entry: entry.order)))


def pruned(baseline: Baseline, stale: Iterable[Entry]) -> Baseline:
    """A baseline without its stale entries; nothing is ever added."""
    gone = set(stale)
    return Baseline(tuple(entry for entry in baseline.entries if entry not in gone))


def load(path: str | os.PathLike[str]) -> Baseline:
    """Read a baseline. Raises :class:`~jixiao.errors.WrongUse` for a file that is none."""
    name = os.fspath(path)
    data = _json(name)
    entries = data.get("entries")
    _refuse_later(name, data.get("jixiao-baseline"), VERSION)
    if data.get("jixiao-baseline") != VERSION or not isinstance(entries, list):
        raise _none(name)
    return Baseline(_merged(_entry(name, number, one) for number, one in enumerate(entries, 1)))


def _merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, each once: where people have copied one, its reasons are put together."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        key = (entry.fingerprint, entry.file)
        known = found.setdefault(key, entry)
        reasons = dict.fromkeys(one for one in (known.reason, entry.reason) if one is not None)
        found[key] = known._replace(reason="；".join(reasons) if reasons else None)
    return tuple(found.values())


def known_from(path: str | os.PathLike[str]) -> frozenset[str]:
    """The fingerprints of a baseline or of a report JSON. Raises :class:`~jixiao.errors.WrongUse`."""
    name = os.fspath(path)
    data = _json(name)
    if "jixiao-baseline" in data:
        return load(path).fingerprints
    files = data.get("files")
    _refuse_later(name, data.get("jixiao"), REPORT_VERSION)
    if "jixiao" not in data or not isinstance(files, list):
        raise WrongUse(
            f"{name}：不是基线文件，也不是检查报告（--format json）。",
            f"{name}: neither a baseline nor a report (--format json).",
        )
    try:
        return frozenset(str(one["fingerprint"]) for file in files for one in file["findings"])
    except (AttributeError, KeyError, TypeError):
        raise WrongUse(f"{name}：检查报告不完整。", f"{name}: the report is not whole.") from None


def _json(path: str) -> Mapping[str, Any]:
    try:
        with open(path, encoding="utf-8-sig") as file:
            data = json.load(file)
    except FileNotFoundError:
        raise WrongUse(
            f"{path}：没有这个文件，请核对路径。", f"{path}: there is no such file; check the path."
        ) from None
    except IsADirectoryError:
        raise WrongUse(f"{path}：这是文件夹，请写文件名。", f"{path}: this is a folder; name a file.") from None
    except OSError as error:
        raise WrongUse(f"{path}：读不了（{error.strerror}）。", f"{path}: can't be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise WrongUse(
            f"{path}：要用UTF-8编码保存。用记事本打开，选“另存为”，编码选UTF-8。",
            f"{path}: to be saved as UTF-8. Open it in an editor and save it with that encoding.",
        ) from None
    except json.JSONDecodeError as error:
        raise WrongUse(
            f"{path}：第{error.lineno}行第{error.colno}列不是正确的JSON（{error.msg}）。",
            f"{path}: not right as JSON ({error.msg}: line {error.lineno}, column {error.colno}).",
        ) from None
    except (ValueError, RecursionError):
        raise WrongUse(f"{path}：不是正确的JSON。", f"{path}: not right as JSON.") from None
    if not isinstance(data, dict):
        raise _none(path)
    return data


def _entry(path: str, number: int, value: Any) -> Entry:
    right = (
        isinstance(value, dict)
        and all(isinstance(value.get(key), str) for key in _KEYS[:3])
        and all(isinstance(value.get(key, ""), str) for key in _KEYS[3:])
    )
    if not right:
        raise WrongUse(
            f"{path}：第{number}条不完整，要有fingerprint、code、file，都是文字。",
            f"{path}: entry {number} is not whole: fingerprint, code and file are texts.",
        )
    for key in value:
        if key not in _KEYS:
            # It would be gone when the file is written again, and a reason with it.
            raise WrongUse(
                f"{path}：第{number}条：没有这个键“{key}”，可选：{'、'.join(_KEYS)}。",
                f"{path}: entry {number}: no key {key!r}; there are {', '.join(_KEYS)}.",
            )
    return Entry(*(value.get(key) for key in _KEYS))


def _refuse_later(path: str, version: Any, known: int) -> None:
    if isinstance(version, int) and version > known:
        raise WrongUse(
            f"{path}：这是更新的jixiao写的（第{version}版），这里只认识第{known}版。请先升级jixiao。",
            f"{path}: written by a later jixiao (version {version}, known is {known}). Upgrade jixiao first.",
        )


def _none(path: str) -> WrongUse:
    return WrongUse(
        f"{path}：不是基线文件。用 jixiao baseline create 新建。",
        f"{path}: this is no baseline. `jixiao baseline create` makes one.",
    )
