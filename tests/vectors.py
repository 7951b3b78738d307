"""Run a file of test vectors against the public functions: `python -m tests.vectors FILE.json`.

No arithmetic of its own: a table says which function answers for which quantity. What is not
measured yet is named, and fails nothing.
"""
# ruff: noqa: T201 - printing is what it is for

from __future__ import annotations

import json
import math
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from collector.interval import bounds, cluster_interval, follow_back_share
from collector.model import Facts, Post, PostKind
from collector.sample import needed
from collector.tally import cut_off, tally
from site_src.metrics import METRICS
from site_src.pool import pooled_interval, unweighted_mean
from site_src.rank import difference, places, shrink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

NIGHT = date(2026, 6, 1)
ENDLESS = 1e99
KINDS = {"reply": PostKind.REPLY, "post": PostKind.ORIGINAL, "repost": PostKind.REPOST}


def _fbr_sample(F: int, G: int, n: int, x: int, **level: float) -> dict[str, Any]:  # noqa: N803 - the vectors' names
    facts = Facts(followers=F, following=G, listed=G, drawn=n, mutual=x)
    found = METRICS["follow-back-rate"].estimator(facts, **level)
    half = None
    if n and F and G:
        share = follow_back_share(followers=F, following=G, listed=G, drawn=n, mutual=x, **level)
        half = share.half
    return {
        "value": found.value,
        "lo": found.lo,
        "hi": found.hi,
        "half": half,
        "state": found.state.value,
    }


def _cluster(hits: list[int], sizes: list[int], **rest: Any) -> dict[str, Any]:
    found = cluster_interval(hits, sizes, **rest)
    return {name: getattr(found, name) for name in ("p", "lo", "hi", "deff", "n_eff")}


def _conversations(posts: list[list[str | None]], me: list[str]) -> dict[str, Any]:
    at = cut_off(NIGHT) - timedelta(days=1)
    timeline = [
        Post(id=f"post {number}", at=at, kind=KINDS[str(kind)], thread=thread, parent_author=to)
        for number, (kind, thread, to) in enumerate(posts)
    ]
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    facts = tally(timeline, own=frozenset(me), night=NIGHT, created_at=long_ago)
    share = METRICS["reply-share"].estimator(facts)
    return {
        "C30": METRICS["conversations"].measure(facts).value,
        "K30": METRICS["people"].measure(facts).value,
        "R": sum(facts.replies_by_day or ()),
        "RS": share.value,
    }


def _shrink(x: list[float], n: list[float]) -> dict[str, Any]:
    found = shrink(x, n)
    return {"mu": found.mean, "s": found.strength, "shrunk": list(found.values)}


def _ranks(value: list[float], lo: list[float], hi: list[float]) -> dict[str, Any]:
    found = places(value, lo, hi)
    return {"rank": list(found.rank), "best": list(found.best), "worst": list(found.worst)}


def _difference(new: list[float], old: list[float]) -> dict[str, Any]:
    found = difference((new[0], new[1], new[2]), (old[0], old[1], old[2]))
    return {"d": found.d, "lo": found.lo, "hi": found.hi, "real": found.is_real}


def _pooled(F: list[float], v: list[float], lo: list[float], hi: list[float]) -> dict[str, Any]:  # noqa: N803 - the same
    value, low, high = pooled_interval(F, v, lo, hi)
    return {"pooled": value, "lo": low, "hi": high, "mean": unweighted_mean(v)}


FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "fbr_bounds": lambda F, G: list(bounds(F, G)),  # noqa: N803 - the same
        "rec_bounds": lambda F, G: list(bounds(G, F)),  # noqa: N803 - the same
        "n_needed": lambda F, G, h=0.03: needed(F, G, h),  # noqa: N803 - the same
        "fbr_sample": _fbr_sample,
        "cluster_ci": _cluster,
        "conversations": _conversations,
        "shrink": _shrink,
        "rank_intervals": _ranks,
        "difference": _difference,
        "pooled": _pooled,
    }
)


def mismatches(expected: Any, found: Any, tolerance: float, where: str) -> Iterator[str]:
    """Yield each place where what was found is not what was expected."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            if key in found:
                yield from mismatches(value, found[key], tolerance, f"{where}.{key}")
    elif isinstance(expected, list):
        if len(expected) != len(found):
            yield f"{where}: {len(expected)} expected, {len(found)} found"
        for number, (one, other) in enumerate(zip(expected, found, strict=False)):
            yield from mismatches(one, other, tolerance, f"{where}[{number}]")
    elif not _agree(expected, found, tolerance):
        yield f"{where}: {expected} expected, {found} found"


def _agree(expected: Any, found: Any, tolerance: float) -> bool:
    if isinstance(expected, float | int) and not isinstance(expected, bool):
        if not isinstance(found, float | int) or isinstance(found, bool):
            return False
        if abs(expected) >= ENDLESS:
            return abs(found) >= ENDLESS and math.copysign(1, expected) == math.copysign(1, found)
        return abs(expected - found) <= tolerance
    return bool(expected == found)


def run(vectors: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return what does not agree, and what is not measured yet."""
    wrong: list[str] = []
    unmeasured: list[str] = []
    for vector in vectors["vectors"]:
        name, of, expected = vector["id"], vector["of"], vector["expected"]
        if of not in FUNCTIONS:
            unmeasured.append(f"{name} {of}")
            continue
        found = FUNCTIONS[of](**vector["inputs"])
        if isinstance(expected, dict):
            unmeasured += [f"{name} {of}.{key}" for key in expected if key not in found]
        wrong += mismatches(expected, found, vectors["tolerance"], f"{name} {of}")
    return wrong, unmeasured


def main(arguments: list[str]) -> int:
    """Print what does not agree, and return 1 if anything does not."""
    if len(arguments) != 1:
        print("usage: python -m tests.vectors FILE.json", file=sys.stderr)
        return 2
    vectors = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    wrong, unmeasured = run(vectors)
    for line in wrong:
        print(line)
    for line in unmeasured:
        print(f"{line}: not measured yet")
    print(
        f"{len(vectors['vectors'])} vectors, {len(wrong)} mismatches, {len(unmeasured)} unmeasured"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
