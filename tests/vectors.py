"""Run a file of test vectors against the public functions: `python -m tests.vectors FILE.json`.

No arithmetic of its own: a table says which function answers for which quantity. What the table
does not know, or its function does not answer, is a mismatch like any other.
"""
# ruff: noqa: T201 - printing is what it is for
# ruff: noqa: N803 - the vectors' own names

from __future__ import annotations

import json
import math
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from collector.interval import ALPHA, cluster_interval
from collector.model import Facts, Opening, Post, PostKind, State
from collector.sample import needed
from collector.tally import cut_off, tally, windowed
from site_src.change import count_change
from site_src.composite import composite, percentiles
from site_src.hours import coverage
from site_src.metrics import METRICS
from site_src.model import Estimate
from site_src.pool import pooled, unweighted_mean
from site_src.rank import difference, places, shrink
from site_src.survival import time_to, waiting
from site_src.tested import corrected_share
from site_src.trend import jump, smoothed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

NIGHT = date(2026, 6, 1)
ENDLESS = 1e99
KINDS = {
    "reply": PostKind.REPLY,
    "post": PostKind.ORIGINAL,
    "quote": PostKind.ORIGINAL,
    "repost": PostKind.REPOST,
}
Numbers = list[float | None]


def _bounds(metric: str, F: int, G: int) -> Numbers:
    found = METRICS[metric].estimator(Facts(followers=F, following=G))
    return [found.lo, found.hi]


def _fbr_sample(F: int, G: int, n: int, x: int, **level: float) -> dict[str, Any]:
    facts = Facts(followers=F, following=G, listed=G, drawn=n, mutual=x)
    found = METRICS["follow-back-rate"].estimator(facts, **level)
    return {
        "value": found.value,
        "lo": found.lo,
        "hi": found.hi,
        "half": found.half,
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
    return {
        "C30": METRICS["conversations"].measure(facts).value,
        "K30": METRICS["people"].measure(facts).value,
        "R": METRICS["reply-share"].estimator(facts).numerator,
        "RS": METRICS["reply-share"].estimator(facts).value,
        "BS": METRICS["broadcast-share"].estimator(facts).value,
    }


def _times(waits: list[float], answered: list[int], alpha: float = ALPHA) -> dict[str, Any]:
    pairs = list(zip(waits, answered, strict=True))
    ended = [wait for wait, is_answered in pairs if is_answered]
    curve = waiting(ended, [wait for wait, is_answered in pairs if not is_answered])
    half, most = time_to(0.5, curve, alpha), time_to(0.9, curve, alpha)
    return {
        "T50": half.at,
        "T50_lo": half.lo,
        "T50_hi": half.hi,
        "T90": most.at,
        "T90_lo": most.lo,
        "T90_hi": most.hi,
        "answered_naive_median": median(ended) if ended else None,
        "S_last": curve.shares[-1] if curve.shares else 1.0,
    }


def _a24(T: float, arrivals: list[float], waits: Numbers, **level: float) -> dict[str, Any]:
    began = cut_off(NIGHT) - timedelta(hours=T)
    openings = []
    for arrival, wait in zip(arrivals, waits, strict=True):
        at = began + timedelta(hours=arrival)
        answered = None if wait is None else at + timedelta(hours=wait)
        openings.append(Opening(at=at, answered_at=answered))
    found = windowed([[one] for one in openings], NIGHT).answered
    share = METRICS["answered-24h"].estimator(Facts(answered=found.flat), **level)
    return {"n": found.size, "x": found.hits, "A24": share.value, "lo": share.lo, "hi": share.hi}


def _coverage(counts: list[int], m: int = 100) -> dict[str, Any]:
    found = coverage(counts, m)
    return {"H": found.hours, "COV": found.share} if found else {"H": None, "COV": None}


def _shrink(x: list[float], n: list[float]) -> dict[str, Any]:
    found = shrink(x, n)
    return {"mu": found.mean, "s": found.strength, "shrunk": list(found.values)}


def _ranks(value: Numbers, lo: Numbers, hi: Numbers) -> dict[str, Any]:
    triples = (_triple(one) for one in zip(value, lo, hi, strict=True))
    measured = {at: one for at, one in enumerate(triples) if one}  # a gap is never ranked
    values, lows, highs = ([one[part] for one in measured.values()] for part in range(3))
    found = places(values, lows, highs)
    columns = {"rank": found.rank, "best": found.best, "worst": found.worst}
    placed = {name: dict(zip(measured, column, strict=True)) for name, column in columns.items()}
    return {name: [one.get(at) for at in range(len(value))] for name, one in placed.items()}


def _difference(new: Numbers, old: Numbers) -> dict[str, Any]:
    now, before = _triple(new), _triple(old)
    if now is None or before is None:  # a gap: nothing to compare
        return {"d": None, "lo": None, "hi": None, "real": False}
    found = difference(now, before)
    return {"d": found.d, "lo": found.lo, "hi": found.hi, "real": found.is_real}


def _triple(numbers: Iterable[float | None]) -> tuple[float, float, float] | None:
    known = [one for one in numbers if one is not None]
    return (known[0], known[1], known[2]) if len(known) == 3 else None


def _pooled(F: list[float], v: Numbers, lo: Numbers, hi: Numbers) -> dict[str, Any]:
    members = [_member(*one) for one in zip(v, lo, hi, strict=True)]
    found = pooled(list(zip(F, members, strict=True)))
    mean = unweighted_mean([one.value for one in members if one.value is not None])
    return {"pooled": found.value, "lo": found.lo, "hi": found.hi, "mean": mean}


def _member(v: float | None, lo: float | None, hi: float | None) -> Estimate:
    if v is None:
        return Estimate(state=State.GAP if lo is None else State.BOUND, lo=lo, hi=hi)
    return Estimate(state=State.EXACT if lo == hi else State.ESTIMATE, value=v, lo=lo, hi=hi)


def _percentiles(v: Numbers) -> Numbers:
    return percentiles(v)


def _smoothed(day: list[int], x: Numbers) -> Numbers:
    return smoothed(day, x)


def _composite(scores: Numbers, weights: list[float]) -> dict[str, Any]:
    found = composite(scores, weights)
    return {"score": found.score, "low": found.low, "high": found.high}


def _corrected(p: float | None, sens: float, spec: float) -> float | None:
    if p is None:
        return None
    try:
        return corrected_share(p, sens, spec)
    except ValueError:  # rules no better than chance correct nothing
        return None


def _jump(history: list[float], d_new: float, F: float) -> dict[str, Any]:
    found = jump(history, d_new, F)
    return {name: getattr(found, name) for name in ("median", "scale", "threshold", "flag")}


def _count_change(c0: float, c1: float, weekly: list[float]) -> dict[str, Any]:
    found = count_change(c0, c1, weekly)
    return {"phi": found.phi, "z": found.z, "real": found.is_real}


FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "fbr_bounds": lambda F, G: _bounds("follow-back-rate", F, G),
        "rec_bounds": lambda F, G: _bounds("reciprocity", F, G),
        "n_needed": lambda F, G, h=0.03: needed(F, G, h),
        "fbr_sample": _fbr_sample,
        "cluster_ci": _cluster,
        "conversations": _conversations,
        "km_times": _times,
        "a24": _a24,
        "hours_coverage": _coverage,
        "shrink": _shrink,
        "rank_intervals": _ranks,
        "difference": _difference,
        "pooled": _pooled,
        "percentile_mid": _percentiles,
        "composite": _composite,
        "ewma": _smoothed,
        "jump_flag": _jump,
        "corrected_share": _corrected,
        "count_change": _count_change,
    }
)


def mismatches(expected: Any, found: Any, tolerance: float, where: str) -> Iterator[str]:
    """Yield each place where what was found is not what was expected."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            if key in found:
                yield from mismatches(value, found[key], tolerance, f"{where}.{key}")
            else:
                yield f"{where}.{key}: {value} expected, and nothing measures it"
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            yield f"{where}: {len(expected)} expected, {len(found)} found"
        for number, (one, other) in enumerate(zip(expected, found, strict=False)):
            yield from mismatches(one, other, tolerance, f"{where}[{number}]")
    elif not _agree(expected, found, tolerance):
        yield f"{where}: {expected} expected, {found} found"


def _agree(expected: Any, found: Any, tolerance: float) -> bool:
    if expected is None:  # a gap: nothing, no number, or nothing but such
        parts = found.values() if isinstance(found, dict) else found
        return _is_no_number(found) or (
            isinstance(found, list | dict) and all(_is_no_number(one) for one in parts)
        )
    if isinstance(expected, float | int) and not isinstance(expected, bool):
        if not isinstance(found, float | int) or isinstance(found, bool):
            return False
        if abs(expected) >= ENDLESS:
            return abs(found) >= ENDLESS and math.copysign(1, expected) == math.copysign(1, found)
        return abs(expected - found) <= tolerance
    return bool(expected == found)


def _is_no_number(found: Any) -> bool:
    return found is None or (isinstance(found, float) and math.isnan(found))


def run(vectors: Mapping[str, Any]) -> list[str]:
    """Return what does not agree, and what nothing measures."""
    wrong: list[str] = []
    for vector in vectors["vectors"]:
        name, of = f"{vector['id']} {vector['of']}", vector["of"]
        if of not in FUNCTIONS:
            wrong.append(f"{name}: nothing measures it; it is one of {', '.join(FUNCTIONS)}")
            continue
        try:
            found = FUNCTIONS[of](**vector["inputs"])
        except (TypeError, ValueError, ArithmeticError, LookupError) as error:
            wrong.append(f"{name}: {vector['expected']} expected, {type(error).__name__}: {error}")
            continue
        wrong += mismatches(vector["expected"], found, vectors["tolerance"], name)
    return wrong


def main(arguments: Sequence[str]) -> int:
    """Print what does not agree, and return 1 if anything does not."""
    if len(arguments) != 1:
        print("usage: python -m tests.vectors FILE.json", file=sys.stderr)
        return 2
    vectors = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    wrong = run(vectors)
    for line in wrong:
        print(line)
    print(f"{len(vectors['vectors'])} vectors, {len(wrong)} mismatches")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
