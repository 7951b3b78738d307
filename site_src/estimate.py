"""Lists, counts and posts -> evidence of a figure, special cases included (method 1 and 3).

What is known only in part is a bound; what is not known is a gap with its reason, never a zero.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from collector.interval import (
    Share,
    bounds,
    cluster_interval,
    cluster_sums,
    follow_back_share,
    sample_interval,
)
from collector.model import WINDOW_DAYS, Gap, State
from site_src.evidence import exact, gap, in_clusters, known, nothing
from site_src.model import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.model import Facts
    from site_src.evidence import Evidence


def follow_back_rate(facts: Facts) -> Evidence:
    """Return the share of its followers that the account follows back."""
    followers, following = counts(facts)
    if followers is None or following is None:
        return nothing(facts.follow_back_gap)
    if not followers:
        return known(gap(Gap.NO_FOLLOWERS, denominator=0))
    if not following:
        return known(exact(0, numerator=0, denominator=followers, n=0))
    if lists := _lists(facts):
        return partial(_sampled, (followers, following, *lists))
    if facts.page_sizes and facts.page_hits and any(facts.page_sizes):
        return partial(_paged, facts)
    return known(_bound(followers, following, facts))


def reciprocity(facts: Facts) -> Evidence:
    """Return the share of the accounts it follows that follow it."""
    followers, following = counts(facts)
    if followers is None or following is None:
        return nothing(facts.follow_back_gap)
    if not following:
        return known(gap(Gap.FOLLOWS_NOBODY, denominator=0))
    if not followers:
        return known(exact(0, numerator=0, denominator=following, n=following))
    if (lists := _lists(facts)) is None:
        return known(_bound(following, followers, facts))
    listed, drawn, mutual = lists
    if drawn >= listed:
        value = min(1.0, mutual / following)
        return known(exact(value, numerator=mutual, denominator=following, n=drawn))
    return partial(_followed, lists)


def following_per_follower(facts: Facts) -> Evidence:
    """Return how many accounts it follows for each that follows it.

    The printed counts, every night: lists are walked once a week, and are a little shorter.
    """
    followers, following = facts.followers, facts.following
    if followers is None or following is None:
        return nothing(None)
    if not followers:
        return known(gap(Gap.NO_FOLLOWERS, denominator=0))
    value = following / followers
    return known(exact(value, numerator=following, denominator=followers, n=followers))


def conversations(facts: Facts) -> Evidence:
    """Return its conversations per 30 days."""
    return _per_window(facts.conversations, facts)


def people(facts: Facts) -> Evidence:
    """Return the people it talked with per 30 days."""
    return _per_window(facts.people, facts)


def reply_share(facts: Facts) -> Evidence:
    """Return the share of replies to others among replies and originals; days are clusters."""
    replies, originals = facts.replies_by_day, facts.originals_by_day
    if replies is None or originals is None:
        return nothing(facts.timeline_gap)
    return _by_day(replies, originals)


def broadcast_share(facts: Facts) -> Evidence:
    """Return the share of what is said to nobody, reposts among it; days are clusters."""
    replies, originals = facts.replies_by_day, facts.originals_by_day
    reposts = facts.reposts_by_day
    if replies is None or originals is None or reposts is None:
        return nothing(facts.timeline_gap)
    return _by_day([o + q for o, q in zip(originals, reposts, strict=True)], replies)


def self_promotion_share(facts: Facts) -> Evidence:
    """Return the share of originals that link to its own sites; days are clusters."""
    promotions, originals = facts.promotions_by_day, facts.originals_by_day
    if promotions is None or originals is None:
        return nothing(facts.timeline_gap)
    return _by_day(promotions, [o - p for o, p in zip(originals, promotions, strict=True)])


def counts(facts: Facts) -> tuple[int | None, int | None]:
    """Return followers and followed: the walked lists' where both were walked, else the printed."""
    if facts.walked_followers is not None and facts.listed is not None:
        return facts.walked_followers, facts.listed
    return facts.followers, facts.following


def replies_and_originals(facts: Facts) -> int | None:
    """Return the replies and originals of the window."""
    if facts.replies_by_day is None or facts.originals_by_day is None:
        return None
    return sum(facts.replies_by_day) + sum(facts.originals_by_day)


def everything_posted(facts: Facts) -> int | None:
    """Return the replies, originals and reposts of the window."""
    said = replies_and_originals(facts)
    if said is None or facts.reposts_by_day is None:
        return None
    return said + sum(facts.reposts_by_day)


def originals(facts: Facts) -> int | None:
    """Return the originals of the window."""
    return None if facts.originals_by_day is None else sum(facts.originals_by_day)


def _lists(facts: Facts) -> tuple[int, int, int] | None:
    if facts.listed is None or facts.drawn is None or facts.mutual is None:
        return None
    # An empty list beside a printed count was not read: a zero would be invented.
    return (facts.listed, facts.drawn, facts.mutual) if facts.drawn else None


def _sampled(drawn_from: tuple[int, int, int, int, int], alpha: float) -> Estimate:
    followers, following, listed, drawn, mutual = drawn_from
    share = follow_back_share(
        followers=followers,
        following=following,
        listed=listed,
        drawn=drawn,
        mutual=mutual,
        alpha=alpha,
    )
    return _shared(share, mutual, followers, drawn)


def _followed(lists: tuple[int, int, int], alpha: float) -> Estimate:
    listed, drawn, mutual = lists
    lo, hi = sample_interval(mutual, drawn, listed, alpha)
    share = Share(value=mutual / drawn, lo=lo, hi=hi, state=State.ESTIMATE)
    return _shared(share, mutual, listed, drawn)


def _paged(facts: Facts, alpha: float) -> Estimate:
    """Return the share of hits on the pages drawn, one of each stratum, in order (method 3.3)."""
    hits, sizes = facts.page_hits or (), facts.page_sizes or ()
    pages = max(facts.follower_pages or 0, len(sizes))
    found = cluster_interval(hits, sizes, total=pages, ordered=True, alpha=alpha)
    return Estimate(
        state=State.EXACT if pages == len(sizes) else State.ESTIMATE,
        value=found.p,
        lo=found.lo,
        hi=found.hi,
        numerator=sum(hits),
        denominator=sum(sizes),
        n=sum(sizes),
    )


def _bound(whole: int, part: int, facts: Facts) -> Estimate:
    lo, hi = bounds(whole, part)
    return Estimate(
        state=State.BOUND,
        reason=facts.follow_back_gap,
        lo=lo,
        hi=hi,
        numerator=part,
        denominator=whole,
    )


def _shared(share: Share, mutual: int, whole: int, drawn: int) -> Estimate:
    return Estimate(
        state=share.state,
        value=share.value,
        lo=share.lo,
        hi=share.hi,
        numerator=mutual,
        denominator=whole if share.state is State.EXACT else drawn,
        n=drawn,
    )


def _by_day(hits: Sequence[int], misses: Sequence[int]) -> Evidence:
    days = [(h, h + m) for h, m in zip(hits, misses, strict=True) if h + m]
    return in_clusters(cluster_sums([h for h, _ in days], [m for _, m in days]))


def _per_window(count: int | None, facts: Facts) -> Evidence:
    days = facts.days_observed
    if count is None or days is None:
        return nothing(facts.timeline_gap)
    if not days:
        return known(gap(Gap.TOO_FEW, numerator=count, denominator=0, n=count))
    return known(exact(count * WINDOW_DAYS / days, numerator=count, denominator=days, n=count))
