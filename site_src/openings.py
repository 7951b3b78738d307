"""Openings in threads -> evidence of how many were answered, or met with any response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.interval import ClusterSums
from site_src.evidence import in_clusters, nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.model import Facts, Gap
    from site_src.evidence import Evidence

FEWEST_THREADS = 10


def answered_24h(facts: Facts) -> Evidence:
    """Return the share of openings that were answered within 24 hours; threads are clusters."""
    return _share(facts.answered, facts)


def acknowledged(facts: Facts) -> Evidence:
    """Return the share of openings that were liked or reposted within 7 days."""
    return _share(facts.acknowledged, facts, facts.likes_gap)


def any_response(facts: Facts) -> Evidence:
    """Return the share of openings that met with an answer, a like or a repost in 7 days."""
    return _share(facts.responded, facts, facts.likes_gap)


def openings_in(sums: Sequence[int] | None) -> int | None:
    """Return how many openings the cluster sums are of."""
    return None if sums is None else ClusterSums.of(sums).size


def thin(sums: Sequence[int] | None) -> str | None:
    """Return why openings in so few threads are shown and not ranked, if they are (method 1)."""
    if sums is None:
        return None
    found = ClusterSums.of(sums)
    if 2 * found.largest > found.size:
        return "one conversation dominates"
    if found.clusters < FEWEST_THREADS:
        return f"too few conversations to rank: ranked from {FEWEST_THREADS}"
    return None


def openings_gap(facts: Facts) -> Gap | None:
    """Return why there are no figures from openings, where something failed."""
    return facts.openings_gap or facts.timeline_gap


def _share(sums: Sequence[int] | None, facts: Facts, likes_gap: Gap | None = None) -> Evidence:
    if sums is None:
        return nothing(openings_gap(facts) or (likes_gap if facts.answered is not None else None))
    return in_clusters(ClusterSums.of(sums))
