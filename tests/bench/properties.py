"""The statistical properties, tried on a thousand examples each instead of fifty."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.bench.table import row, title

FILES = (
    "tests/collector/test_interval.py",
    "tests/collector/test_sample.py",
    "tests/collector/tally",
    "tests/site_src",
)


def properties() -> None:
    """Run the tests of the estimators and the ranks with many examples."""
    title("Properties, 1,000 examples each")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "not browser and not slow", *FILES],
        env=os.environ | {"HYPOTHESIS_PROFILE": "bench"},
        capture_output=True,
        text=True,
        check=False,
    )
    row("tests of estimators, ranks and words", result.stdout.strip().splitlines()[-1])
    if result.returncode:
        sys.stdout.write(result.stdout)
        sys.exit(1)
