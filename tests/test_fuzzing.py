"""What fuzzing once found stays mended, and the search finds what is planted."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import strategies as st
from tests import fuzzing


def test_what_was_found_once_is_mended() -> None:
    for seed in sorted(fuzzing.SEEDS.glob("*-*")):
        fuzzing.replay(seed)


@pytest.mark.parametrize("kind", fuzzing.KINDS)
def test_the_honest_files_are_read_and_cut_ones_end_well(kind: str) -> None:
    for base in fuzzing.bases(kind):
        fuzzing.read_as(kind, base)
        fuzzing.read_as(kind, base[: len(base) // 2])
        fuzzing.read_as(kind, fuzzing.spoiled(base, [(0.5, 8, b"\xff<")]))
    if kind in ("xlsx", "docx", "ods"):
        fuzzing.read_as(kind, fuzzing.spoiled_inside(fuzzing.bases(kind)[0], 0.5, [(0.3, 4, b"<")]))


def test_what_is_planted_is_found_shrunk_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(data: bytes) -> None:
        assert b"x" not in data

    monkeypatch.setattr(fuzzing, "ROOT", tmp_path)
    monkeypatch.setattr(fuzzing, "SEEDS", tmp_path / "seeds")
    monkeypatch.setitem(fuzzing.TARGETS, "value", (st.text("xyz").map(str.encode), fails))
    assert fuzzing.main(["1", "value"]) == 1
    (seed,) = (tmp_path / "seeds").iterdir()
    assert seed.read_bytes() == b"x"
    said = capsys.readouterr().out
    assert "FAILED" in said
    assert "AssertionError" in said
    with pytest.raises(AssertionError):
        fuzzing.replay(seed)


def test_a_target_that_there_is_not_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzzing.main(["1", "docs"]) == 2
    assert "docs" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no clock that stops a computation")
def test_what_never_ends_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(data: bytes) -> None:
        re.fullmatch("(a|a)*b", data.decode() + "a" * 40)

    monkeypatch.setattr(fuzzing, "LONGEST", 0.05)
    monkeypatch.setitem(fuzzing.TARGETS, "value", (st.just(b""), hangs))
    _, fault = fuzzing.search("value", 0.1)
    assert fault is not None
    assert "NoEnd: not done after 0.05 seconds" in fault.how
