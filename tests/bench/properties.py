"""The statistical properties, tried on a thousand examples each instead of fifty."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.bench.table import row, title

TESTS = Path(__file__).resolve().parents[1]
FOLDERS = ("collector", "collector/tally", "site_src")
PROPERTY = "@given("


def _files() -> list[str]:
    """Return the test files that hold a property: no page is built, nothing else is repeated."""
    files = [file for folder in FOLDERS for file in sorted((TESTS / folder).glob("test_*.py"))]
    return [str(file) for file in files if PROPERTY in file.read_text(encoding="utf-8")]


def properties() -> None:
    """Run the tests of the estimators and the ranks with many examples."""
    title("Properties, 1,000 examples each")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "not browser and not slow", *_files()],
        env=os.environ | {"HYPOTHESIS_PROFILE": "bench"},
        capture_output=True,
        text=True,
        check=False,
    )
    row("tests of estimators, ranks and words", result.stdout.strip().splitlines()[-1])
    if result.returncode:
        sys.stdout.write(result.stdout)
        sys.exit(1)
