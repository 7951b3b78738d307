"""The plugin that shares the unit suite out among processes: it hides nothing that pytest tells."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).resolve().parents[1]


def ran(folder: Path, **files: str) -> tuple[int, str]:
    """Run the tests of these files on every core: the exit code, and what was said."""
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    line = [sys.executable, "-m", "pytest", "-p", "tests.cores", "-p", "no:xdist", "-ra"]
    done = subprocess.run(
        [*line, "-c", "/dev/null", "--rootdir", str(folder), str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_every_test_is_run_once_and_counted(tmp_path: Path) -> None:
    many = "import pytest\n@pytest.mark.parametrize('n', range(30))\ndef test_it(n): pass\n"
    code, said = ran(tmp_path, test_one=many, test_two=many, test_three=many)
    assert code == 0
    assert "90 passed" in said


def test_a_failure_is_told_with_its_values_and_its_words(tmp_path: Path) -> None:
    wrong = "def test_it():\n    print('on the way')\n    assert {1: 'a'} == {1: 'b'}\n"
    code, said = ran(tmp_path, test_right="def test_it(): pass\n", test_wrong=wrong)
    assert code == 1
    assert "1 failed, 1 passed" in said
    assert "{1: 'a'} != {1: 'b'}" in said
    assert "on the way" in said


def test_what_fails_before_or_after_a_test_is_told(tmp_path: Path) -> None:
    late = "import pytest\n@pytest.fixture\ndef late():\n    yield\n    1 / 0\n"
    code, said = ran(tmp_path, test_late=late + "def test_it(late): pass\n")
    assert code == 1
    assert "1 passed, 1 error" in said
    assert "ZeroDivisionError" in said


def test_tests_of_a_process_that_died_are_named(tmp_path: Path) -> None:
    code, said = ran(
        tmp_path,
        test_dies="import os\ndef test_it(): os._exit(0)\n",
        test_right="def test_it(): pass\n",
    )
    assert code
    assert "a process ended and told nothing of ['test_dies.py::test_it'" in said


def test_a_file_that_cannot_be_collected_stops_all(tmp_path: Path) -> None:
    code, said = ran(tmp_path, test_odd="import nowhere\n", test_right="def test_it(): pass\n")
    assert code
    assert "No module named 'nowhere'" in said
    assert "passed" not in said
