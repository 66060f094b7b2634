"""The evil files in one folder with a good form: each gets its line in both languages, and no other is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.evil.files import FILES, HEAVY, good_form, is_said, reasons, write

GOOD = "好表.txt"
LIGHT = {name: evil for name, evil in FILES.items() if name not in HEAVY}
# A run over all of them takes a few seconds on a machine with nothing else to do.
SECONDS, MEMORY = 120, 300 * 1024


COMMAND = (sys.executable, "-m", "jixiao")
# Between this process, which has had other children, and the command: what the command alone took, in KiB, comes last.
_MEASURED = """
import subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
memory = 0
if sys.platform == "linux":
    import resource
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(memory, file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("evil")
    for name in LIGHT:
        write(name, made / name)
    (made / GOOD).write_bytes(good_form())
    return made


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_file_gets_its_line_and_no_other_is_lost(folder: Path, language: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *COMMAND, "check", "--format", "json", "--lang", language, "."],
        cwd=folder, capture_output=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    assert b"Traceback" not in done.stderr
    said = {path.removeprefix("./"): reason for path, reason in reasons(json.loads(done.stdout)).items()}
    assert said[GOOD] == ""
    wrong = {name: said.get(name) for name, evil in LIGHT.items() if not is_said(evil, name, said, language)}
    assert not wrong
    assert not [reason for reason in said.values() if "\n" in reason]
    memory = int(done.stderr.split()[-1])
    assert memory < MEMORY


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 40
    assert len(LIGHT) >= 40
    assert set(FILES) > HEAVY
