"""``jixiao baseline``: take what is found now as known, tell what is new or stale, drop what is stale."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from jixiao.cli.configuring import choose
from jixiao.cli.output import put
from jixiao.cli.shown import limits_of, load, one_line
from jixiao.configuration import baseline as baselines
from jixiao.configuration.baseline import Baseline, Entry, Outcome
from jixiao.configuration.loading import relative
from jixiao.errors import WrongUse
from jixiao.model.english import counted
from jixiao.runs import over_inputs
from jixiao.runs.checking import Checked, Files, check_input, died
from jixiao.runs.inputs import STANDARD_INPUT, Input, Inputs

if TYPE_CHECKING:
    import argparse

    from jixiao.choosing import Chooser


class _Seen(NamedTuple):
    """What matters of a file that was checked."""

    path: str
    named: bool
    error: str | None = None
    whole: bool = False
    """Whether all of it was read, so that what is not found in it is not there."""
    found: tuple[tuple[Entry, str], ...] = ()
    """The entry of each finding, and what people read of it."""
    failing: frozenset[str] = frozenset()
    """The fingerprints of the findings that count."""
    lines: tuple[str, ...] = ()
    """What is to be said of it on standard error."""


class _Work(NamedTuple):
    """What is done with each file, whichever process does it."""

    chosen: Chooser
    extra: Files

    def run(self, one: Input) -> _Seen:
        return self.see(check_input(self.chosen, self.extra, one))

    def lost(self, one: Input) -> _Seen:
        """What is said of a file whose process did not live."""
        return self.see(died(one))

    def see(self, checked: Checked) -> _Seen:
        """The outcome of a file, with its path from the folder of its baseline."""
        path, named = checked.input.path, checked.input.named
        language = self.chosen.language
        if checked.report is None:
            error = checked.error
            return _Seen(path, named, "" if error is None else one_line(error, path, language))
        file = relative(path, os.path.dirname(self.chosen.baseline_of(path)))
        found = tuple((baselines.entry_of(finding, file), str(finding)) for finding in checked.report.findings)
        failing = frozenset(one.fingerprint for one in checked.report.failing(self.chosen.of(path).fail_on))
        lines = tuple(f"jixiao: {en if language == 'en' else zh}" for zh, en in checked.missed)
        # What a rule that did not run would have found is not gone.
        whole = checked.status == "read" and not lines and not self.chosen.said
        return _Seen(path, named, None, whole, found, failing, lines)


def baseline(options: argparse.Namespace) -> int:
    """Run one of the actions; 1 where a check finds what is new or stale, 2 where a file could not be checked: then
    nothing is written.
    """
    if STANDARD_INPUT in options.files:
        raise WrongUse(
            "基线要写明文件，不能从标准输入读。", "A baseline is of files; standard input has no name to keep."
        )
    limits = limits_of(options)
    inputs = Inputs(options.files, limits)
    chosen = choose(options, inputs, limits, baselines=False)
    work = _Work(chosen, [load(path, limits) for path in options.with_])
    seen: list[_Seen] = []
    told = set(chosen.said)
    for one in over_inputs(work.run, work.lost, inputs, options.jobs):
        if one.error is not None:
            print(f"jixiao: {one.error}", file=sys.stderr)
        for line in [line for line in one.lines if line not in told]:
            print(line, file=sys.stderr)
        told.update(one.lines)
        seen.append(one)
    unread = any(one.error is not None and one.named for one in seen) or all(one.error is not None for one in seen)
    if unread and options.action != "check":
        # Half a baseline would pass for a whole one.
        zh = "有文件没能检查，所以没有写基线；请改正它，或不要列入它，再运行一次"
        en = "no baseline was written, since a file could not be checked: mend it or leave it out, then run this again"
        print(f"jixiao: {en if options.lang == 'en' else zh}", file=sys.stderr)
        return 2
    grouped: dict[str, list[_Seen]] = {}
    for one in seen:
        grouped.setdefault(chosen.baseline_of(one.path), []).append(one)
    action = {"create": _create, "check": _check, "prune": _prune}[options.action]
    codes = [action(path, files, options.lang) for path, files in grouped.items()]
    return 2 if unread else max(codes)


def _create(path: str, files: list[_Seen], language: str) -> int:
    """Take what is found in the files as known; entries of other files, and of what could not be read, stay."""
    before = _there(path)
    settled = _settled(path, before, files)
    kept = [entry for entry in before.entries if entry.file not in settled]
    made = baselines.created([*kept, *(entry for one in files for entry, _ in one.found)], before)
    put(made.to_json(), path)
    _say(language, f"{path}：共{len(made.entries)}条", f"{path}: {counted(len(made.entries), 'entry', 'entries')}")
    return 0


def _check(path: str, files: list[_Seen], language: str) -> int:
    outcome = _outcome(path, files)
    new = {entry.fingerprint for entry in outcome.new}
    for one in files:
        for entry, said in one.found:
            if entry.fingerprint in new:
                _say(language, f"新　{one.path}　{said}", f"new  {one.path}  {said}")
    _say_stale(outcome.stale, language)
    _say(
        language,
        f"{path}：新{len(outcome.new)}处，已知{len(outcome.known)}条，不再出现{len(outcome.stale)}条",
        f"{path}: {len(outcome.new)} new, {len(outcome.known)} known, {len(outcome.stale)} stale",
    )
    failing = new & frozenset().union(*(one.failing for one in files))
    return 1 if failing or outcome.stale else 0


def _prune(path: str, files: list[_Seen], language: str) -> int:
    """Drop the stale entries; a baseline without any is not written again."""
    before = _there(path)
    stale = _outcome(path, files).stale
    _say_stale(stale, language)
    after = baselines.pruned(before, stale)
    if stale:
        put(after.to_json(), path)
    _say(
        language,
        f"{path}：去掉{len(stale)}条，剩{len(after.entries)}条",
        f"{path}: {len(stale)} dropped, {len(after.entries)} left",
    )
    return 0


def _there(path: str) -> Baseline:
    return baselines.load(path) if os.path.isfile(path) else Baseline()


def _outcome(path: str, files: list[_Seen]) -> Outcome:
    before = _there(path)
    found = [entry for one in files for entry, _ in one.found]
    return baselines.held_against(before, found, _settled(path, before, files))


def _settled(path: str, before: Baseline, files: list[_Seen]) -> set[str]:
    """The files of which it is known what is found in them: read whole, or gone."""
    folder = os.path.dirname(path)
    settled = {relative(one.path, folder) for one in files if one.whole}
    return settled | {file for file in {entry.file for entry in before.entries} if _gone(os.path.join(folder, file))}


def _gone(path: str) -> bool:
    """Whether a file exists no more; one inside an archive may, as long as the archive does."""
    while not os.path.lexists(path):
        above = os.path.dirname(path)
        if above == path:
            return True
        path = above
        if os.path.isdir(path):
            return True
    return False


def _say_stale(stale: Iterable[Entry], language: str) -> None:
    for entry in stale:
        about = f"{entry.file}　{entry.code}　{entry.project or ''}　{entry.fingerprint}"
        _say(language, f"不再出现　{about}", f"stale  {about.replace('　', '  ')}")


def _say(language: str, zh: str, en: str) -> None:
    put((en if language == "en" else zh) + "\n", None)
