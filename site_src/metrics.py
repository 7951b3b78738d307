"""METRICS: every metric, declared once. Headings, axes, pages and the method read it here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from collector.interval import ALPHA
from collector.model import WINDOW_DAYS, Gap, State
from site_src.estimate import (
    conversations,
    counts,
    follow_back_rate,
    following_per_follower,
    gap,
    people,
    posts_counted,
    reciprocity,
    reply_share,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.model import Facts
    from site_src.model import Estimate


class Unit(StrEnum):
    """What a number counts."""

    SHARE = "share"
    RATIO = "ratio"
    COUNT = "count"


class Better(StrEnum):
    """Which way is better; neutral is ranked on request and not coloured."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


class Basis(StrEnum):
    """What must be read for it: lists weekly, counts and posts nightly."""

    LISTS = "lists"
    COUNTS = "counts"
    POSTS = "posts"


class Estimator(Protocol):
    """How facts become a figure, whatever its least data."""

    def __call__(self, facts: Facts, alpha: float = ALPHA) -> Estimate:
        """Return the figure, with its interval at level 1 - alpha."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One published number: what it is, what it is not, and how it is measured.

    `base` is what its least data are counted in: shown from `shown_at`, ranked from `ranked_at`.
    """

    key: str
    name: str
    question: str
    unit: Unit
    better: Better
    basis: Basis
    definition: str
    formula: str
    reckoned: str  # the formula in words
    caveat: str
    window: str
    example: str
    base: Callable[[Facts], int | None]
    base_words: str
    shown_at: int
    ranked_at: int
    estimator: Estimator
    is_shrunken: bool = False

    def __post_init__(self) -> None:
        if not self.caveat.strip():
            raise ValueError(f'metric "{self.key}" has no caveat; say what it does not mean')

    @property
    def shown_from(self) -> str:
        """The least data for showing it, in words."""
        return f"{self.shown_at} {self.base_words}"

    @property
    def ranked_from(self) -> str:
        """The least data for ranking by it, in words."""
        return f"{self.ranked_at} {self.base_words}"

    def measure(self, facts: Facts, alpha: float = ALPHA) -> Estimate:
        """Return the figure, or the gap `too_few` where it may not be shown."""
        return self.shown(self.estimator(facts, alpha), self.base(facts))

    def shown(self, found: Estimate, base: float | None) -> Estimate:
        """Return the figure if its base is large enough, else the gap with the counts that stay."""
        if found.state is State.GAP or base is None or base >= self.shown_at:
            return found
        return gap(Gap.TOO_FEW, numerator=found.numerator, denominator=found.denominator, n=found.n)


def _followers(facts: Facts) -> int | None:
    return counts(facts)[0]


def _following(facts: Facts) -> int | None:
    return counts(facts)[1]


def _days(facts: Facts) -> int | None:
    return facts.days_observed


_LISTS = "the week’s reading of its list"
_NIGHT = "the night"
_MONTH = f"the {WINDOW_DAYS} days before the night"

_DECLARED = (
    Metric(
        key="follow-back-rate",
        name="Follow-back rate",
        question="Does it follow those who follow it?",
        unit=Unit.SHARE,
        better=Better.UP,
        basis=Basis.LISTS,
        definition="Share of its followers that the account follows back.",
        formula="mutual / drawn * following / followers",
        reckoned=(
            "Of the accounts it follows that were looked at, the share that follow it, times "
            "the number it follows for each follower."
        ),
        caveat=(
            "It is not courtesy: declining spam followers lowers it, and a robot can follow "
            "everyone. It is not listening either. Exact means exact by the network’s own answers "
            "that night, dead accounts included."
        ),
        window=_LISTS,
        example=(
            "With 20,000 followers and 18,900 follows, of which 366 of 390 drawn at random follow "
            "back, it follows back 89% of its followers (86–91%)."
        ),
        base=_followers,
        base_words="followers",
        shown_at=30,
        ranked_at=100,
        estimator=follow_back_rate,
    ),
    Metric(
        key="reciprocity",
        name="Reciprocity",
        question="Do those it follows follow it?",
        unit=Unit.SHARE,
        better=Better.NEUTRAL,
        basis=Basis.LISTS,
        definition="Share of the accounts it follows that follow it.",
        formula="mutual / drawn",
        reckoned="Of the accounts it follows that were looked at, the share that follow it.",
        caveat="It is high for the famous, whatever they do.",
        window=_LISTS,
        example="Of 300 follows, 231 follow back: 77%.",
        base=_following,
        base_words="accounts followed",
        shown_at=30,
        ranked_at=30,
        estimator=reciprocity,
    ),
    Metric(
        key="following-per-follower",
        name="Following per follower",
        question="How many does it follow for each that follows it?",
        unit=Unit.RATIO,
        better=Better.NEUTRAL,
        basis=Basis.COUNTS,
        definition="How many accounts it follows for each account that follows it.",
        formula="following / followers",
        reckoned="The number it follows, divided by the number that follow it.",
        caveat=(
            "It says nothing about which accounts: a thousand followed and a thousand followers "
            "may share nobody. The follow-back rate tells."
        ),
        window=_NIGHT,
        example="With 64,000 follows and 61,000 followers the ratio is 1.05; above 1 is no error.",
        base=_followers,
        base_words="followers",
        shown_at=30,
        ranked_at=100,
        estimator=following_per_follower,
    ),
    Metric(
        key="conversations",
        name="Conversations",
        question="How many conversations does it hold in 30 days?",
        unit=Unit.COUNT,
        better=Better.UP,
        basis=Basis.POSTS,
        definition=(
            "Distinct pairs of thread and person in which it replied to that person, per 30 days."
        ),
        formula="conversations * 30 / days_observed",
        reckoned=(
            "Each person in each thread that it replied to, counted once, over the days that "
            "were read, brought to 30 days."
        ),
        caveat="Volume grows with size, and with trouble.",
        window=_MONTH,
        example="Two replies to Ann and one to Bob in one thread, one to Ann in another: 3.",
        base=_days,
        base_words="days observed",
        shown_at=21,
        ranked_at=21,
        estimator=conversations,
    ),
    Metric(
        key="people",
        name="People talked with",
        question="How many people does it talk with in 30 days?",
        unit=Unit.COUNT,
        better=Better.UP,
        basis=Basis.POSTS,
        definition="Distinct persons to whom it replied, per 30 days.",
        formula="people * 30 / days_observed",
        reckoned=(
            "Each person that it replied to, counted once, over the days that were read, "
            "brought to 30 days."
        ),
        caveat=(
            "Volume grows with size, and with trouble. People are not matched across networks, "
            "so the figures of two networks are never added up."
        ),
        window=_MONTH,
        example="Two replies to Ann and one to Bob in one thread, one to Ann in another: 2.",
        base=_days,
        base_words="days observed",
        shown_at=21,
        ranked_at=21,
        estimator=people,
    ),
    Metric(
        key="reply-share",
        name="Reply share",
        question="Does it talk with people, or at them?",
        unit=Unit.SHARE,
        better=Better.UP,
        basis=Basis.POSTS,
        definition="Replies to others as a share of its replies to others and its own posts.",
        formula="sum(replies_by_day) / (sum(replies_by_day) + sum(originals_by_day))",
        reckoned=(
            "Its replies to others in the 30 days, divided by those replies and its own posts"
            " together; reposts and replies to itself count as neither."
        ),
        caveat=(
            "A reply can be a brush-off, and accounts for service alerts are one-way by design."
        ),
        window=_MONTH,
        example="Five replies to others and two posts of its own: 71%.",
        base=posts_counted,
        base_words="replies and posts",
        shown_at=10,
        ranked_at=30,
        estimator=reply_share,
        is_shrunken=True,
    ),
)

METRICS = MappingProxyType({metric.key: metric for metric in _DECLARED})
