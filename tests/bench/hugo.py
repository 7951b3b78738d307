"""Organisations' pages, built by us and by Hugo: the same pages, interleaved, on one file system.

Ours are made from measured standings, through mkdocs: charts, sentences and all. Hugo is given what
we made ready as data, a file a page, and our own template said in Go's. The standings are of a
hundred organisations, each told again and again under new addresses: a ledger of 10,000 whole years
does not fit beside the build. Measuring, the points of every history with it, is told apart.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.table import row, title

SIZES = (1000, 10_000)
ROUNDS = 3
BUDGETS = {1000: 1.3, 10_000: 1.0}
SAMPLE = 7  # pages compared
MEMORY = 450 * 2**20
LINEAR = 11
ROOT = Path(__file__).resolve().parents[2]
CONFIG = {
    "baseURL": "https://followback.example/",
    "disableKinds": ["home", "section", "taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"],
    "disableHugoGeneratorInject": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a build took: seconds by the clock, seconds of CPU, and the most memory."""

    clock: float
    cpu: float
    memory: int


def hugo(size: int | None = None) -> None:
    """Build pages by both, in turn, and compare."""
    sizes = (size,) if size else SIZES
    title("Organisations' pages (a year's history, every measure) beside Hugo's")
    if not shutil.which("hugo"):
        row("Hugo is not installed: apt-get install hugo, and run this again", "skipped")
        return
    spent = [_both(each) for each in sizes]
    if len(spent) > 1:
        small, large = spent[0], spent[-1]
        row("ours: t(10,000) / t(1,000)", f"{large.clock / small.clock:.1f}", f"<= {LINEAR}")
        row("the same, CPU", f"{large.cpu / small.cpu:.1f}")


def _both(size: int) -> Spent:
    ours, theirs, measured = [], [], 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _child("ready", size, folder / "hugo")
        for _ in range(ROUNDS if size <= SIZES[0] else 1):
            theirs.append(_hugo(folder))
            spent, measured = _ours(size, folder)
            ours.append(spent)
        same = _compared(folder / "ours", folder / "theirs")
        weight = sum(one.stat().st_size for one in (folder / "ours").glob("councils/*/index.html"))
    mine, other = _middle(ours), _middle(theirs)
    row(f"{size:,} pages: KB each", f"{weight / size / 1000:.1f}")
    row("of a few of both, alike but for white space", same)
    row("before that: measuring a hundred and its imports, CPU", f"{measured:.1f}")
    row("Hugo: seconds / CPU / MiB", _told(other))
    row("ours: seconds / CPU / MiB", _told(mine), f"<= {MEMORY >> 20} MiB")
    budget = f"<= {BUDGETS[size]}" if size in BUDGETS else ""
    row("ours / Hugo, by the clock", f"{mine.clock / other.clock:.2f}", budget)
    row("ours / Hugo, CPU", f"{mine.cpu / other.cpu:.2f}")
    return mine


def _middle(spent: list[Spent]) -> Spent:
    return Spent(
        clock=median(one.clock for one in spent),
        cpu=median(one.cpu for one in spent),
        memory=max(one.memory for one in spent),
    )


def _told(spent: Spent) -> str:
    return f"{spent.clock:.2f} / {spent.cpu:.2f} / {spent.memory >> 20}"


def _hugo(folder: Path) -> Spent:
    shutil.rmtree(folder / "theirs", ignore_errors=True)
    return _run(["hugo", "--quiet", "-s", str(folder / "hugo"), "-d", str(folder / "theirs")])[0]


def _ours(size: int, folder: Path) -> tuple[Spent, float]:
    """Return what our build took without the measuring, and what that took."""
    shutil.rmtree(folder / "ours", ignore_errors=True)
    told = json.loads(_child("build", size, folder / "ours")[1])
    spent = Spent(clock=told["clock"], cpu=told["cpu"], memory=told["memory"])
    return spent, told["measured"]


def _child(task: str, size: int, folder: Path) -> tuple[Spent, str]:
    return _run([sys.executable, "-m", "tests.bench.hugo_pages", task, str(size), str(folder)])


def _run(command: list[str]) -> tuple[Spent, str]:
    """Run a command, and return what it and its children took, and what it said."""
    began = time.perf_counter()
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    said = child.stdout.read() if child.stdout else ""
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    clock = time.perf_counter() - began
    return Spent(clock=clock, cpu=used.ru_utime + used.ru_stime, memory=used.ru_maxrss * 1024), said


def _compared(ours: Path, theirs: Path) -> str:
    """Return how many of a few pages are alike, and how many were compared."""
    files = sorted(ours.glob("councils/*/index.html"))
    chosen = files[:: max(1, len(files) // SAMPLE)][:SAMPLE]
    alike = [_text(file) == _text(theirs / file.relative_to(ours)) for file in chosen]
    return f"{sum(alike)} of {len(alike)}"


def _text(file: Path) -> str:
    return re.sub(r"\s+", " ", html.unescape(file.read_text(encoding="utf-8")))
