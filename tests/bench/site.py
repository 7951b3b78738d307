"""The whole site, every page kind: what it costs in CPU and memory, what it weighs, how it grows.

The ledger has thirty nights: that of a year's 10,000 takes more memory to measure than there is.
Pictures are left out: a setting says how many are drawn, and `pictures` what each costs.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.bench import building
from tests.bench.table import row, title

SIZES = (1000, 10_000)
NIGHTS = 30
MEBI = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    cpu: float
    memory: int
    weight: Counter[str]
    files: int


def site(size: int | None = None) -> None:
    """Build the site of a thousand and of ten thousand, or of one size."""
    title(f"The whole site of {NIGHTS} nights, without pictures")
    built = {each: _built(each) for each in ((size,) if size else SIZES)}
    if not size:
        small, large = (built[each] for each in SIZES)
        row("CPU: t(10,000) / t(1,000)", f"{large.cpu / small.cpu:.1f}", "<= 11")
        row("weight: 10,000 / 1,000", f"{large.weight.total() / small.weight.total():.1f}", "<= 11")


def _built(size: int) -> _Site:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        building.NIGHTS = NIGHTS
        building.lay(folder, size)
        found = _spent(folder)
    many = f"{size:,} organisations:"
    row(f"{many} CPU, seconds", f"{found.cpu:.0f}", "<= 180" if size >= SIZES[-1] else "")
    row(f"{many} memory of the largest process, MiB", f"{found.memory / MEBI:.0f}")
    row(f"{many} files", f"{found.files:,}")
    weight = found.weight.total() / 1e6
    row(f"{many} weight, MB", f"{weight:.0f}", "< 1,000" if size >= SIZES[-1] else "")
    for part, mine in found.weight.most_common(6):
        row(f"  of which {part}, KB an organisation", f"{mine / size / 1000:.1f}")
    return found


def _spent(folder: Path) -> _Site:
    command = [sys.executable, "-m", "collector", "build", "--quiet"]
    for part in ("data", "watchlist", "site"):
        command += [f"--{part}", str(folder / part)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environ = {**os.environ, "FOLLOWBACK_BUDGETS__PICTURES": "0"}
    subprocess.run(command, cwd=building.ROOT, env=environ, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    weight: Counter[str] = Counter()
    files = [one for one in (folder / "site").rglob("*") if one.is_file()]
    for one in files:
        weight[one.relative_to(folder / "site").parts[0]] += one.stat().st_size
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return _Site(cpu=cpu, memory=after.ru_maxrss * 1024, weight=weight, files=len(files))
