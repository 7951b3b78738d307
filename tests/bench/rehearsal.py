"""Two hundred nights on which servers fail at random: how many promises were broken."""

from __future__ import annotations

import sys

from tests.bench.table import row, title
from tests.rehearsal.playing import rehearse

SCHEDULES = 200
FIRST = 1000  # beyond the seeds that the tests play


def rehearsal() -> None:
    """Play the schedules, print what broke, and count it."""
    title(f"Rehearsal: {SCHEDULES} nights of faults")
    broken = [line for seed in range(FIRST, FIRST + SCHEDULES) for line in rehearse(seed)]
    for line in broken:
        sys.stdout.write(f"{line}\n")
    row("promises broken", f"{len(broken)}", "0")
