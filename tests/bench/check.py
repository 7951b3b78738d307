"""What checking a watchlist takes: 10,000 files, all of them right, and some of them broken."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from collector.load import check as problems_of
from collector.load import load_watchlist
from tests.bench.table import row, title

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = 10_000
BROKEN = 500
KINDS = {"councils": "council", "brands": "brand", "public-bodies": "public-body"}
SECTORS = ("unitary", "district", "county", "media", "software")
ENTRY = """\
name: Organisation {number}
kind: {kind}
sector: {sector}
country: GB
region: Wales
website: https://www.organisation-{number}.test/
codes:
  wikidata: Q1{number}
accounts:
  - network: bluesky
    handle: organisation-{number}.test
    role: main
    source: https://www.organisation-{number}.test/contact
  - network: mastodon
    handle: organisation{number}@toots.test
    role: help
    language: cy
    source: https://www.organisation-{number}.test/contact
"""


def check(files: int = FILES) -> None:
    """Print the CPU time of checking and of loading a watchlist, right and broken."""
    title(f"Checking {files:,} files, in CPU time")
    with TemporaryDirectory() as root:
        folder = Path(root) / "watchlist"
        _fill(folder, files)
        spent, problems = _timed(lambda: len(problems_of([folder], folder)))
        row(f"followback check: {problems:,} problems", f"{spent:.1f} s", "<= 10 s")
        spent, held = _timed(lambda: len(load_watchlist(folder).organisations))
        row(f"loaded for a night: {held:,} organisations", f"{spent:.1f} s")
        _spoil(folder)
        spent, problems = _timed(lambda: len(problems_of([folder], folder)))
        row(f"{BROKEN} of them broken: {problems:,} problems", f"{spent:.1f} s", "<= 10 s")


def _fill(folder: Path, files: int) -> None:
    for name in KINDS:
        (folder / name).mkdir(parents=True)
    for number in range(files):
        name, kind = list(KINDS.items())[number % len(KINDS)]
        text = ENTRY.format(number=number, kind=kind, sector=SECTORS[number % len(SECTORS)])
        (folder / name / f"organisation-{number}.yml").write_text(text, encoding="utf-8")


def _spoil(folder: Path) -> None:
    """Break some files, each in two ways, and let each list another's account."""
    for number, path in enumerate(sorted(folder.glob("*/*.yml"))[:BROKEN]):
        text = path.read_text(encoding="utf-8").replace("country: GB", "country: UK")
        text = text.replace("role: help", "role: helper")
        path.write_text(
            text.replace(
                "  - network: bluesky",
                f"  - network: x\n    handle: one{number % 7}\n"
                "    role: main\n  - network: bluesky",
            ),
            encoding="utf-8",
        )


def _timed(task: Callable[[], int]) -> tuple[float, int]:
    began = time.process_time()
    found = task()
    return time.process_time() - began, found
