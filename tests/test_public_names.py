"""The library as a promise: its names and signatures, its examples, its types, and what importing it costs."""

from __future__ import annotations

import doctest
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import pytest
from tools import public_names

import jixiao
import jixiao.testing

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = [(module, name) for module in (jixiao, jixiao.testing) for name in module.__all__]
SHOWN = ("Quantity", "Indicator", "FundingColumn", "TargetForm", "Location", "Places", "Limits")
"""The values that are made by hand, or read by what they say."""
MUTABLE = {"Report", "RuleTester"}
"""What grows while it is made, or remembers what it has seen."""


def test_public_names_change_only_on_purpose() -> None:
    assert public_names.LISTING.read_text(encoding="utf-8") == public_names.listing(), (
        "a public name or signature has changed. If that is meant: say it in CHANGELOG.md, run "
        "`python tools/public_names.py`, and commit the new tests/public_names.txt with the change"
    )


@pytest.mark.parametrize(("module", "name"), PUBLIC, ids=lambda one: getattr(one, "__name__", one))
def test_every_public_name_is_documented_and_its_values_are_frozen(module: Any, name: str) -> None:
    value = getattr(module, name)
    if name == "__version__":
        return
    assert (value.__doc__ or "").strip()
    if isinstance(value, type) and attrs.has(value) and name not in MUTABLE:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            value.__setattr__(object.__new__(value), attrs.fields(value)[0].name, None)


def test_a_name_of_the_tests_is_what_it_says_in_any_order() -> None:
    for first in ("Mutant", "mutants"):
        code = f"from jixiao.testing import {first}; from jixiao.testing import mutants; print(callable(mutants))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "True"
    with pytest.raises(AttributeError, match="nothing"):
        _ = jixiao.testing.nothing


# --- the examples -----------------------------------------------------------------------------------------------------


def homes() -> Iterator[str]:
    """The modules that public names are defined in."""
    for module, names in ((jixiao, jixiao._HOMES), (jixiao.testing, jixiao.testing._HOMES)):
        yield from (home if home.startswith("jixiao") else f"{module.__name__}.{home}" for home in names.values())


@pytest.mark.parametrize("home", sorted(set(homes())))
def test_the_examples_in_docstrings_run(home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    result = doctest.testmod(import_module(home), extraglobs={"jixiao": jixiao}, optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


FUNCTIONS = [name for name in jixiao.__all__ if callable(getattr(jixiao, name)) and name.islower()]


@pytest.mark.parametrize("name", [*FUNCTIONS, *SHOWN])
def test_a_function_or_a_value_that_is_made_by_hand_has_an_example(name: str) -> None:
    assert ">>>" in getattr(jixiao, name).__doc__


# --- the types of a user's program ------------------------------------------------------------------------------------


def checked_with(command: list[str], tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """A program of a user, type-checked where it can't see this project's own settings."""
    for file in (ROOT / "examples" / "typed").iterdir():
        shutil.copy(file, tmp_path / file.name)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "MYPYPATH": str(ROOT / "src")}
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


def test_a_strict_project_passes_mypy(tmp_path: Path) -> None:
    cache = ROOT / ".mypy_cache" / "user"
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), "program.py"]
    done = checked_with(command, tmp_path)
    assert done.stdout.startswith("Success"), done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("node") is None, reason="node is absent: pyright is NOT tried here")
def test_a_strict_project_passes_pyright(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--project", "pyrightconfig.json"]
    done = checked_with(command, tmp_path)
    assert "0 errors, 0 warnings" in done.stdout, done.stdout + done.stderr
