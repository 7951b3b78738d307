"""How much of the night was read, in a bar and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import Gap
from site_src.gaps import GAPS
from site_src.page import listed

if TYPE_CHECKING:
    from site_src.model import Standings

WIDTH, SPACE = 1000, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of the bar."""

    tone: str
    x: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLine:
    """A count of accounts, and what became of them."""

    count: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The accounts read on a night, and those that were not."""

    label: str
    sentence: str
    parts: tuple[Part, ...]
    rows: tuple[CoverageLine, ...]


def coverage(standings: Standings, *, is_archive: bool = False) -> Coverage:
    """Return the night's coverage: read, passing failures, and what cannot be read."""
    read = "imported" if is_archive else "read"
    gaps = {Gap(reason): count for reason, count in standings.gaps.items() if count}
    passing = {gap: count for gap, count in gaps.items() if gap.is_temporary}
    lasting = {gap: count for gap, count in gaps.items() if not gap.is_temporary}
    counts = (standings.read, sum(passing.values()), sum(lasting.values()))
    rows = [CoverageLine(count=f"{standings.read:,}", words=read)]
    if passing:
        words = f"{_words(passing)}: the last good value stands a while, with its date"
        rows.append(CoverageLine(count=f"{counts[1]:,}", words=words))
    if lasting:
        missing = "not imported" if is_archive else "not readable"
        rows.append(CoverageLine(count=f"{counts[2]:,}", words=f"{missing}: {_words(lasting)}"))
    return Coverage(
        label=", ".join(f"{row.count} {row.words}" for row in rows),
        sentence=f"{standings.read:,} of {sum(counts):,} accounts {read}",
        parts=_parts(counts),
        rows=tuple(rows),
    )


def _words(gaps: dict[Gap, int]) -> str:
    return listed([GAPS[gap].word for gap in sorted(gaps, key=lambda gap: (-gaps[gap], gap))])


def _parts(counts: tuple[int, ...]) -> tuple[Part, ...]:
    total, x, parts = sum(counts) or 1, 0, []
    for count, tone in zip(counts, ("h4", "h1", "ring"), strict=True):
        if count:
            width = max(SPACE, round((WIDTH - 2 * SPACE) * count / total))
            parts.append(Part(tone=tone, x=x, width=width))
            x += width + SPACE
    return tuple(parts)
