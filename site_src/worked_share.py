"""The steps of a share's worked example: of things that come in lumps, and of what rules see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.interval import ClusterSums, beta_interval, cluster_sums, sums_interval
from site_src.amount import Unit, number, span
from site_src.hours import DAY_HOURS, is_out_of_hours
from site_src.tested import TESTED
from site_src.touch_share import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from collector.model import Facts
    from site_src.metrics import Metric
    from site_src.model import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """What a share counts, what it comes in, and how to find both in facts."""

    things: str
    lump: str
    sums: Callable[[Facts], ClusterSums]


def cluster_steps(metric: Metric, what: Clusters) -> Iterator[str]:
    """Yield how a share is reckoned, and how wide its range is and why."""
    sums, found = what.sums(metric.sample), metric.measure(metric.sample)
    seen = sums_interval(sums)
    yield f"{sums.hits} of {sums.size} {what.things}: {sums.hits} / {sums.size} = {share(seen.p)}."
    yield (
        "Other weeks would have given a slightly other share. If each of the "
        f"{sums.size} had nothing to do with the others, the range would be "
        f"{ends(*beta_interval(seen.p, sums.size))}."
    )
    yield _lumped(sums, what, found)


def _lumped(sums: ClusterSums, what: Clusters, found: Estimate) -> str:
    """Return what it does to a range that things come in lumps."""
    size = sums_interval(sums).n_eff
    return (
        f"But they come in {sums.clusters} {what.lump}s, and those of one {what.lump} are alike: "
        f"ten replies in one quarrel are not ten opinions. The {sums.size} tell as much as "
        f"{size:.0f} that have "
        f"nothing to do with each other, so the range is {range_of(found)}."
    )


def touch_steps(metric: Metric) -> Iterator[str]:
    """Yield how a share that rules have seen is freed of the rules' errors."""
    [sign] = [one for one in COLUMNS if COLUMNS[one](metric.sample) is not None]
    language = (metric.sample.languages or ("en",))[0]
    accuracy, sums = TESTED[language][sign], ClusterSums.of(COLUMNS[sign](metric.sample) or ())
    found, seen = metric.measure(metric.sample), sums_interval(sums)
    yield f"The rules see it in {sums.hits} of {sums.size} replies: {share(seen.p)}."
    yield (
        f"On {accuracy.replies} replies labelled by hand the rules found "
        f"{accuracy.sensitivity:.1%} of those that have the sign, and rightly passed over "
        f"{accuracy.specificity:.1%} of those that have not."
    )
    yield (
        f"So the share without the rules’ errors is ({seen.p:.3f} + {accuracy.specificity:.3f} − 1)"
        f" / ({accuracy.sensitivity:.3f} + {accuracy.specificity:.3f} − 1) = {share(found.value)}."
    )
    yield (
        f"The replies of one day are alike, so the {sums.clusters} days set the range; both its "
        f"ends are corrected in the same way: {range_of(found)}."
    )


def _days(hits: Sequence[int], others: Sequence[int]) -> ClusterSums:
    pairs = [(hit, hit + other) for hit, other in zip(hits, others, strict=True) if hit + other]
    return cluster_sums([hit for hit, _ in pairs], [size for _, size in pairs])


def _reposted(facts: Facts) -> ClusterSums:
    pairs = zip(facts.originals_by_day or (), facts.reposts_by_day or (), strict=True)
    return _days([sum(pair) for pair in pairs], facts.replies_by_day or ())


def _promoted(facts: Facts) -> ClusterSums:
    pairs = zip(facts.originals_by_day or (), facts.promotions_by_day or (), strict=True)
    return _days(facts.promotions_by_day or (), [one - other for one, other in pairs])


def _late(facts: Facts) -> ClusterSums:
    out: Counter[int] = Counter()
    size: Counter[int] = Counter()
    pairs = zip(facts.reply_hours or (), facts.reply_hour_counts or (), strict=True)
    for cell, count in pairs:
        size[cell // DAY_HOURS] += count
        out[cell // DAY_HOURS] += count * is_out_of_hours(cell)
    return cluster_sums([out[day] for day in size], list(size.values()))


def share(value: float | None) -> str:
    """Return a share as it is printed."""
    return number(value or 0, Unit.SHARE)


def ends(lo: float, hi: float) -> str:
    """Return the ends of a range within a sentence."""
    return f"{number(lo, Unit.SHARE)} to {number(hi, Unit.SHARE)}"


def range_of(found: Estimate) -> str:
    """Return the range of a share as it is printed."""
    return span(found.lo, found.hi, Unit.SHARE)


_THREAD = "conversation"
CLUSTERS: Mapping[str, Clusters] = MappingProxyType(
    {
        "reply-share": Clusters(
            things="replies and posts are replies to others",
            lump="day",
            sums=lambda facts: _days(facts.replies_by_day or (), facts.originals_by_day or ()),
        ),
        "broadcast-share": Clusters(
            things="replies, posts and reposts are posts or reposts", lump="day", sums=_reposted
        ),
        "self-promotion-share": Clusters(
            things="posts of its own link to its own sites", lump="day", sums=_promoted
        ),
        "out-of-hours-share": Clusters(
            things="replies were sent out of hours", lump="day", sums=_late
        ),
        "answered-24h": Clusters(
            things="first messages were answered within 24 hours",
            lump=_THREAD,
            sums=lambda facts: ClusterSums.of(facts.answered or ()),
        ),
        "acknowledged": Clusters(
            things="first messages were liked or reposted within 7 days",
            lump=_THREAD,
            sums=lambda facts: ClusterSums.of(facts.acknowledged or ()),
        ),
        "any-response": Clusters(
            things="first messages met with an answer, a like or a repost within 7 days",
            lump=_THREAD,
            sums=lambda facts: ClusterSums.of(facts.responded or ()),
        ),
    }
)
