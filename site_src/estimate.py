"""One account's facts -> one figure with how sure it is, special cases included (method 1 and 3).

What is known only in part is a bound; what is not known is a gap with its reason, never a zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.interval import (
    ALPHA,
    Share,
    bounds,
    cluster_interval,
    follow_back_share,
    sample_interval,
)
from collector.model import WINDOW_DAYS, Gap, State
from site_src.model import Estimate

if TYPE_CHECKING:
    from collector.model import Facts


def follow_back_rate(facts: Facts, alpha: float = ALPHA) -> Estimate:
    """Return the share of its followers that the account follows back."""
    followers, following = counts(facts)
    if followers is None or following is None:
        return unread(facts.follow_back_gap)
    if not followers:
        return gap(Gap.NO_FOLLOWERS, denominator=0)
    if not following:
        return exact(0, numerator=0, denominator=followers, n=0)
    if (lists := _lists(facts)) is None:
        return _bound(followers, following, facts)
    listed, drawn, mutual = lists
    share = follow_back_share(
        followers=followers,
        following=following,
        listed=listed,
        drawn=drawn,
        mutual=mutual,
        alpha=alpha,
    )
    return _shared(share, mutual, followers, drawn)


def reciprocity(facts: Facts, alpha: float = ALPHA) -> Estimate:
    """Return the share of the accounts it follows that follow it."""
    followers, following = counts(facts)
    if followers is None or following is None:
        return unread(facts.follow_back_gap)
    if not following:
        return gap(Gap.FOLLOWS_NOBODY, denominator=0)
    if not followers:
        return exact(0, numerator=0, denominator=following, n=following)
    if (lists := _lists(facts)) is None:
        return _bound(following, followers, facts)
    listed, drawn, mutual = lists
    if drawn >= listed:
        value = min(1.0, mutual / following)
        return exact(value, numerator=mutual, denominator=following, n=drawn)
    lo, hi = sample_interval(mutual, drawn, listed, alpha)
    share = Share(value=mutual / drawn, lo=lo, hi=hi, state=State.ESTIMATE)
    return _shared(share, mutual, following, drawn)


def following_per_follower(facts: Facts, alpha: float = ALPHA) -> Estimate:  # noqa: ARG001 - counts are exact at any level
    """Return how many accounts it follows for each that follows it.

    The printed counts, every night: lists are walked once a week, and are a little shorter.
    """
    followers, following = facts.followers, facts.following
    if followers is None or following is None:
        return unread(None)
    if not followers:
        return gap(Gap.NO_FOLLOWERS, denominator=0)
    value = following / followers
    return exact(value, numerator=following, denominator=followers, n=followers)


def conversations(facts: Facts, alpha: float = ALPHA) -> Estimate:  # noqa: ARG001 - the same
    """Return its conversations per 30 days."""
    return _per_window(facts.conversations, facts)


def people(facts: Facts, alpha: float = ALPHA) -> Estimate:  # noqa: ARG001 - the same
    """Return the people it talked with per 30 days."""
    return _per_window(facts.people, facts)


def reply_share(facts: Facts, alpha: float = ALPHA) -> Estimate:
    """Return the share of replies to others among replies and originals; days are clusters."""
    replies, originals = facts.replies_by_day, facts.originals_by_day
    if replies is None or originals is None:
        return unread(facts.timeline_gap)
    days = [(r, r + o) for r, o in zip(replies, originals, strict=True) if r + o]
    if not days:
        return gap(Gap.TOO_FEW, numerator=0, denominator=0, n=0)
    found = cluster_interval([r for r, _ in days], [m for _, m in days], alpha=alpha)
    posts = sum(m for _, m in days)
    return Estimate(
        state=State.ESTIMATE,
        value=found.p,
        lo=found.lo,
        hi=found.hi,
        numerator=sum(replies),
        denominator=posts,
        n=posts,
    )


def counts(facts: Facts) -> tuple[int | None, int | None]:
    """Return followers and followed: the walked lists' where both were walked, else the printed."""
    if facts.walked_followers is not None and facts.listed is not None:
        return facts.walked_followers, facts.listed
    return facts.followers, facts.following


def posts_counted(facts: Facts) -> int | None:
    """Return the replies and originals of the window."""
    if facts.replies_by_day is None or facts.originals_by_day is None:
        return None
    return sum(facts.replies_by_day) + sum(facts.originals_by_day)


def gap(
    reason: Gap,
    *,
    numerator: float | None = None,
    denominator: float | None = None,
    n: int | None = None,
) -> Estimate:
    """Return a gap, with the counts that stay."""
    return Estimate(
        state=State.GAP, reason=reason, numerator=numerator, denominator=denominator, n=n
    )


def exact(value: float, *, numerator: float, denominator: float, n: int | None) -> Estimate:
    """Return a value that is known."""
    return Estimate(
        state=State.EXACT,
        value=value,
        lo=value,
        hi=value,
        numerator=numerator,
        denominator=denominator,
        n=n,
    )


def unread(reason: Gap | None) -> Estimate:
    """Return the gap of what was not read; where nothing failed, the network does not offer it."""
    return gap(reason or Gap.NOT_OFFERED)


def _lists(facts: Facts) -> tuple[int, int, int] | None:
    if facts.listed is None or facts.drawn is None or facts.mutual is None:
        return None
    # An empty list beside a printed count was not read: a zero would be invented.
    return (facts.listed, facts.drawn, facts.mutual) if facts.drawn else None


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


def _per_window(count: int | None, facts: Facts) -> Estimate:
    days = facts.days_observed
    if count is None or days is None:
        return unread(facts.timeline_gap)
    if not days:
        return gap(Gap.TOO_FEW, numerator=count, denominator=0, n=count)
    return exact(count * WINDOW_DAYS / days, numerator=count, denominator=days, n=count)
