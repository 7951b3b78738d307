"""What a metric is: one published number with all that is said of it, declared as a record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from collector.interval import ALPHA
from collector.model import Gap, State
from site_src.amount import exactly, number, span
from site_src.evidence import gap

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.model import Facts
    from site_src.amount import Unit
    from site_src.evidence import Evidence
    from site_src.model import Estimate


class Better(StrEnum):
    """Which way is better; neutral is ranked on request and not coloured."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


class Family(StrEnum):
    """What a metric is about; pages show them family by family, in this order."""

    FOLLOWING = "following"
    TALKING = "talking"
    ANSWERING = "answering"
    BEING_THERE = "being there"
    MANNER = "manner"

    @property
    def heading(self) -> str:
        """Its name as a heading."""
        return self.value.capitalize()

    @property
    def id(self) -> str:
        """Its name in an address."""
        return self.value.replace(" ", "-")


class Basis(StrEnum):
    """What must be read for it: counts and posts every night, the others in a full reading."""

    LISTS = "lists"
    COUNTS = "counts"
    POSTS = "posts"
    OPENINGS = "openings"
    WEEKS = "weeks"

    @property
    def is_of_events(self) -> bool:
        """Whether it counts dated events: several accounts' are pooled before they are counted."""
        return self in (Basis.POSTS, Basis.OPENINGS, Basis.WEEKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The hours before the cut-off that count: from the first, up to and without the last."""

    first: int
    last: int = 0

    @property
    def hours(self) -> int:
        """How long it is."""
        return self.first - self.last


def never(_: Facts) -> None:
    """Say that nothing keeps facts from being ranked once there are enough of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One published number: what it is, what it is not, and how it is measured.

    `base` is what its least data are counted in: shown from `shown_at`, ranked from `ranked_at`
    unless `thin` says why not. `example` is told with the figures of `sample`.
    """

    key: str
    name: str
    question: str
    family: Family
    unit: Unit
    better: Better
    basis: Basis
    definition: str
    formula: str
    reckoned: str  # the formula in words
    caveat: str  # what to know of the data
    is_not: str  # what it does not mean
    window: str  # in words
    span: Span | None  # where it counts dated events
    sample: Facts
    told: str  # the example in words, with places for its figures
    base: Callable[[Facts], int | None]
    base_words: str
    shown_at: int
    ranked_at: int
    evidence: Callable[[Facts], Evidence]
    ranked_also: str = ""
    thin: Callable[[Facts], str | None] = never
    is_shrunken: bool = False

    def __post_init__(self) -> None:
        if not self.caveat.strip() or not self.is_not.strip():
            raise ValueError(f'metric "{self.key}" has no caveat; say what it does not mean')

    @property
    def shown_from(self) -> str:
        """The least data for showing it, in words."""
        return f"{self.shown_at} {self.base_words}"

    @property
    def ranked_from(self) -> str:
        """The least data for ranking by it, in words."""
        return f"{self.ranked_at} {self.base_words}{self.ranked_also}"

    @property
    def example(self) -> str:
        """The worked example, its figures measured from the sample."""
        found = self.measure(self.sample)
        say = exactly if found.state is State.EXACT else number
        return self.told.format(
            facts=self.sample,
            value="not measured" if found.value is None else say(found.value, self.unit),
            span=span(found.lo, found.hi, self.unit),
            numerator=found.numerator,
            denominator=found.denominator,
        )

    def estimator(self, facts: Facts, alpha: float = ALPHA) -> Estimate:
        """Return the figure with its interval at level 1 - alpha, whatever its least data."""
        return self.evidence(facts)(alpha)

    def measure(self, facts: Facts, alpha: float = ALPHA) -> Estimate:
        """Return the figure, or the gap `too_few` where it may not be shown."""
        return self.shown(self.estimator(facts, alpha), self.base(facts))

    def shown(self, found: Estimate, base: float | None) -> Estimate:
        """Return the figure if its base is large enough, else the gap with the counts that stay."""
        if found.state is State.GAP or base is None or base >= self.shown_at:
            return found
        return gap(Gap.TOO_FEW, numerator=found.numerator, denominator=found.denominator, n=found.n)
