"""``jixiao watch``: check files, and each of them again when it is saved, until Ctrl-C.

The events of the file system only say when to look: what is checked is what differs from when it was last looked at,
and has stayed the same for a moment. So it makes no difference whether a program writes into a file or puts another one
in its place, and a file is not read before it is whole.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from jixiao.cli.changes import Noted, difference, lines, noted, say
from jixiao.cli.checking import Shown, Work
from jixiao.cli.configuring import choose
from jixiao.cli.output import show
from jixiao.cli.outputs import Outputs, Target, formats_of
from jixiao.cli.shown import limits_of, load
from jixiao.configuration.finding import baseline_beside, find, folder_of
from jixiao.errors import JixiaoError, WrongUse
from jixiao.model.english import counted
from jixiao.reports.formats import End
from jixiao.runs.checking import check_input
from jixiao.runs.inputs import STANDARD_INPUT, Inputs

if TYPE_CHECKING:
    from jixiao.checker import Report
    from jixiao.checker.summary import Summary

_TICK: Final = 200
"""How long to wait for an event before looking whether something has settled, in milliseconds."""
_POLL: Final = 5
"""Every how many ticks to look where events are not to be had."""
_ANYWAY: Final = 25
"""Every how many ticks to look without an event: some are lost, and a library that polls tells times by the second."""
_SETTLED: Final = 2
"""For how many ticks a file has to stay as it is before it is read."""
_GONE: Final = 5
"""For how many ticks it has to be gone: programs take the old file away before they put the new one there."""
_TRIES: Final = 8
"""How often a file that can't be read is tried again: it may still be being written."""
_OWN_FILES: Final = 5
"""Every how many ticks to look at the configuration and at the further files."""

_Signature = tuple[int, int, int] | None


class _Waiting(NamedTuple):
    """A file that differs from what was checked: since which tick it has been so, and how often it was tried."""

    signature: _Signature
    since: int
    tries: int = 0
    told: bool = False


class _File(NamedTuple):
    """A file as it was checked last."""

    path: str
    signature: _Signature
    shown: tuple[Shown, ...] = ()
    findings: tuple[Noted, ...] | None = None
    """What was found when it could be read last."""


def watch(options: argparse.Namespace) -> int:
    """Check the files and go on till Ctrl-C, which is the ordinary end: the exit code is 0."""
    if not options.poll:
        _refuse_missing()
    try:
        _Watch(options).run()
    except KeyboardInterrupt:
        print("jixiao: stopped watching" if options.lang == "en" else "jixiao: 已停止", file=sys.stderr)
    return 0


def _refuse_missing() -> None:
    """Raise :class:`WrongUse` where the library is missing, before anything is checked."""
    try:
        import watchfiles as watchfiles
    except ImportError:
        raise WrongUse(
            'jixiao watch 需要watchfiles；请运行 pip install "jixiao[watch]"，或加 --poll。',
            '`jixiao watch` needs watchfiles; run pip install "jixiao[watch]", or add --poll.',
        ) from None


class _Watch:
    """What is watched, what was found in it last, and what waits to be checked."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._asked = argparse.Namespace(**vars(options))
        self._limits = limits_of(options)
        self._files: dict[str, _File] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._tick = 0
        self._targets = _file_targets(options)
        self._roots, self._deep = _roots(options.files)
        self._refuse_inside()
        self._work = self._prepared()
        self._beside = self._seen = self._own_files()

    @property
    def _language(self) -> str:
        return "en" if self._options.lang == "en" else "zh"

    def _say(self, zh: str, en: str) -> str:
        return en if self._language == "en" else zh

    def run(self) -> None:
        """Check everything once, then whatever is saved. Raises :class:`WrongUse` where none of it exists."""
        listed = self._listed()
        if not any(map(os.path.exists, self._asked.files)) and not any(map(os.path.exists, listed)):
            missing = self._asked.files
            raise WrongUse(
                f"{'、'.join(missing)}：没有这个文件或文件夹，没有可看的；请核对路径和文件名。",
                f"{', '.join(missing)}: no such file or folder, so there is nothing to watch; check the path and name.",
            )
        for path in listed:
            self._check(path, _signature(path), first=True)
        self._write()
        print(
            self._say(
                f"jixiao: 正在看{len(self._files)}个文件，保存后自动重新检查；按Ctrl-C结束",
                f"jixiao: watching {counted(len(self._files), 'file')}; Ctrl-C ends it",
            ),
            file=sys.stderr,
            flush=True,
        )
        for changed in self._polls() if self._options.poll else self._events():
            self.tick(changed)

    def _polls(self) -> Iterator[bool]:
        """At every tick whether it is time to look."""
        for number in itertools.count(1):
            time.sleep(_TICK / 1_000)
            yield number % _POLL == 0

    def _events(self) -> Iterator[bool]:
        """At every tick whether anything has happened in the folders. Raises :class:`WrongUse` where nothing tells."""
        from watchfiles import watch as events

        try:
            for changes in events(
                *self._roots,
                watch_filter=None,
                step=50,
                debounce=_TICK,
                rust_timeout=_TICK,
                yield_on_timeout=True,
                recursive=self._deep,
                ignore_permission_denied=True,
                debug=False,
            ):
                yield bool(changes)
        except (OSError, RuntimeError) as error:
            raise WrongUse(
                f"不能监视（{error}）。网络盘请加 --poll；文件夹太大时请只写要看的文件。",
                f"Watching failed ({error}). For a network drive add --poll; of a huge folder name the files alone.",
            ) from None

    def tick(self, changed: bool) -> None:
        """Look at what may have changed. The first look finds what was saved before the events began."""
        self._tick += 1
        if self._tick % _OWN_FILES == 0:
            self._look_beside()
        if changed or self._waiting or self._tick % _ANYWAY == 1:
            self._look()

    # --- what belongs to the files: configuration, baseline, further files --------------------------------------------

    def _prepared(self) -> Work:
        """What is done with each file, with the configuration as it is now."""
        options = argparse.Namespace(**vars(self._asked))
        inputs = Inputs(options.files, self._limits)
        chosen = choose(options, inputs, self._limits)
        self._options = options
        return Work(
            chosen,
            [load(path, self._limits) for path in options.with_],
            {os.path.basename(path): path for path in options.with_},
            formats_of(options, [("text", None), *self._targets], [*options.files, *options.with_]),
            options.no_preview,
            explain=False,
            several=True,
            quiet=False,
        )

    def _own_files(self) -> dict[str, _Signature]:
        """The configurations, the baselines and the further files, as they are now."""
        paths = list(self._asked.with_)
        if not self._asked.no_config:
            folders = dict.fromkeys(map(folder_of, self._listed() or self._roots))
            found = [self._asked.config] if self._asked.config else [find(folder) for folder in folders]
            for one in dict.fromkeys(found):
                paths += [baseline_beside(one), *([one] if one is not None else [])]
        return {path: _signature(path) for path in paths}

    def _look_beside(self) -> None:
        """Check everything again where the configuration or a further file was saved, and is as it was a moment ago."""
        now = self._own_files()
        settled, self._seen = now == self._seen, now
        if not settled or now == self._beside:
            return
        self._beside = now
        try:
            self._work = self._prepared()
        except JixiaoError as error:
            print(f"jixiao: {error.say(self._language)}", file=sys.stderr, flush=True)
            return
        for path in self._listed():
            # What is just being saved is checked when it has settled.
            if _key(path) not in self._waiting and (signature := _signature(path)) is not None:
                self._check(path, signature)
        self._write()

    # --- the files ----------------------------------------------------------------------------------------------------

    def _listed(self) -> list[str]:
        """The files that are watched, as their owner would write them."""
        return [path for path in Inputs(self._asked.files, self._limits).paths if not os.path.isdir(path)]

    def _look(self) -> None:
        """Check what differs from what was checked, when it has settled."""
        listed = {_key(path): path for path in self._listed()}
        paths = {key: file.path for key, file in self._files.items()} | listed
        checked = False
        for key, path in paths.items():
            signature, last = _signature(path), self._files.get(key)
            if last is not None and last.signature == signature:
                self._waiting.pop(key, None)
                continue
            if last is None and signature is None:
                continue
            waiting = self._waiting.get(key)
            if waiting is None or waiting.signature != signature:
                self._waiting[key] = _Waiting(signature, self._tick)
                continue
            if self._tick - waiting.since < (_GONE if signature is None else _SETTLED):
                continue
            if signature is None:
                self._gone(key)
                checked = True
            elif _is_locked(path):
                self._locked(key, path, waiting)
                continue
            elif not self._check(path, signature, last_try=waiting.tries >= _TRIES):
                self._waiting[key] = waiting._replace(since=self._tick, tries=waiting.tries + 1)
                continue
            else:
                checked = True
            self._waiting.pop(key, None)
        if checked:
            self._write()

    def _gone(self, key: str) -> None:
        """Say that a file is there no more; what was found in it is remembered, should it come back."""
        last = self._files[key]
        self._files[key] = last._replace(signature=None, shown=())
        self._head(
            last.path, self._say("文件不在了；再出现时会重新检查", "is gone; it will be checked when it is back")
        )

    def _locked(self, key: str, path: str, waiting: _Waiting) -> None:
        """Wait for the program that holds a file, and say so once it takes long."""
        if waiting.tries == _TRIES and not waiting.told:
            said = self._say(
                "被别的程序占用，松开后就检查", "is held by another program and will be checked when it is free"
            )
            self._head(path, said)
            waiting = waiting._replace(told=True)
        tries = min(waiting.tries + 1, _TRIES)
        self._waiting[key] = waiting._replace(since=self._tick, tries=tries)

    def _check(self, path: str, signature: _Signature, *, first: bool = False, last_try: bool = True) -> bool:
        """Check one file, or the files of an archive, and show what was found.

        Returns whether that is the last word: a file that can't be read may still be being written.
        """
        shown: list[Shown] = []
        findings: list[Noted] = []
        for one in Inputs([path], self._limits):
            checked = check_input(self._work.settings, self._work.extra, one)
            made = self._work.show(checked, one)
            if made.unread is not None and made.status == "not readable" and not last_try:
                return False
            shown.append(made)
            report: Report | None = checked.report
            findings += noted(report, self._options.show_all) if report is not None else ()
        key = _key(path)
        last = self._files.get(key)
        unread = any(one.unread is not None for one in shown)
        before = None if last is None else last.findings
        self._files[key] = _File(path, signature, tuple(shown), before if unread else tuple(findings))
        if not first:
            if unread:
                self._head(path, self._say("没能检查", "could not be checked"))
            elif before is None:
                self._head(path, self._say("新文件", "a new file"))
            else:
                change = difference(before, findings)
                self._head(path, say(change, self._language), lines(change, self._language))
        elif len(self._files) > 1:
            show("\n")
        self._show(shown)
        return True

    # --- what is shown and written ------------------------------------------------------------------------------------

    def _head(self, path: str, said: str, more: list[str] | None = None) -> None:
        """A line with the time, the file and what is the matter."""
        now = time.strftime("%H:%M:%S")
        show("\n" + "\n".join([f"{now}　{path}　{said}", *(more or [])]) + "\n")

    def _show(self, shown: list[Shown]) -> None:
        for one in shown:
            for line in one.lines or ([f"jixiao: {one.unread.line}"] if one.unread is not None else []):
                print(line, file=sys.stderr, flush=True)
        with Outputs([("text", None)], self._work.formats[:1]) as outputs:
            outputs.begin()
            for one in shown:
                outputs.add(one.made[:1])
            outputs.end(End())

    def _write(self) -> None:
        """Write the files of the other formats anew, over everything that was found last."""
        if not self._targets:
            return
        order = {_key(path): number for number, path in enumerate(self._listed())}
        shown = [
            one
            for key, file in sorted(self._files.items(), key=lambda each: order.get(each[0], len(order)))
            for one in file.shown
        ]
        unread = [one.unread for one in shown if one.unread is not None]
        try:
            with Outputs(self._targets, self._work.formats[1:]) as outputs:
                outputs.begin()
                for one in shown:
                    outputs.add(one.made[1:])
                outputs.end(End(unread, _summary(shown)))
        except WrongUse as error:
            # Open in Excel just now: the next save writes it.
            print(f"jixiao: {error.say(self._language)}", file=sys.stderr, flush=True)

    def _refuse_inside(self) -> None:
        """An output among the watched files would itself be checked, and set off the next check."""
        from jixiao.documents import SUFFIXES

        for _, path in self._targets:
            folders = [one for one in self._asked.files if os.path.isdir(one)]
            inside = any(_key(path).startswith(_key(folder).rstrip(os.sep) + os.sep) for folder in folders)
            if inside and os.path.splitext(path or "")[1].lower() in SUFFIXES:
                raise WrongUse(
                    f"{path}：在要监视的文件夹里，会被当作要检查的文件；请写到别的文件夹。",
                    f"{path}: lies in a watched folder and would be checked itself; write it to another folder.",
                )


def _summary(shown: list[Shown]) -> Summary | None:
    if len(shown) < 2:
        return None
    from jixiao.checker.summary import Summary

    summary = Summary()
    for one in shown:
        summary.add(one.path, one.status, one.digest)
    return summary


def _file_targets(options: argparse.Namespace) -> list[Target]:
    """The outputs that go to files. Raises :class:`WrongUse` for what else would go to the screen."""
    found: list[Target] = []
    for name, path in options.format:
        if path is None and name != "text":
            raise WrongUse(
                f"watch 在屏幕上只显示text；{name} 请写成 --format {name}:文件。",
                f"watch shows text on the screen; write --format {name}:FILE for {name}.",
            )
        if path is not None:
            found.append((name, path))
    return found


def _roots(paths: list[str]) -> tuple[list[str], bool]:
    """The folders whose events matter, and whether those below them do. A file is watched by its folder."""
    roots: dict[str, str] = {}
    deep = False
    for path in paths:
        if path == STANDARD_INPUT:
            raise WrongUse(
                "watch 看的是文件和文件夹，不能看标准输入。", "watch looks at files and folders, not at standard input."
            )
        root = path
        if not os.path.isdir(path):
            root = os.path.dirname(path)
            while any(mark in root for mark in "*?["):
                root, deep = os.path.dirname(root), True
        else:
            deep = True
        root = root or os.curdir
        if not os.path.isdir(root):
            raise WrongUse(
                f"{path}：没有“{root}”这个文件夹，请核对路径。", f"{path}: there is no folder {root}; check the path."
            )
        roots.setdefault(_key(root), root)
    return list(roots.values()), deep


def _key(path: str | None) -> str:
    """A path by which the same file is known again."""
    return os.path.normcase(os.path.abspath(path or ""))


def _signature(path: str) -> _Signature:
    """What changes when a file is saved; nothing where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _is_locked(path: str) -> bool:
    """Whether another program holds the file, as programs do on Windows while they save."""
    try:
        with open(path, "rb"):
            return False
    except PermissionError:
        return True
    except OSError:
        return False
