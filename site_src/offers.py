"""Which network shows what a measure takes: one table, told on the pages of measures and method."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from site_src.metric import Basis
from site_src.metrics import METRICS
from site_src.page import Line, listed
from site_src.peers import NETWORKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_src.metrics import Metric

ALL = frozenset(Basis)
COUNTS = frozenset({Basis.COUNTS})
POSTS = frozenset({Basis.COUNTS, Basis.POSTS, Basis.WEEKS})
OF_LIKES = ("acknowledged", "any-response")  # they take the account's own likes
BOUND = "as a bound, from its counts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a network shows to everybody; `notes` are by measure."""

    network: str
    bases: frozenset[Basis]
    tells_likes: bool = False
    words: str
    notes: Mapping[str, str] = field(default_factory=dict)

    def of(self, metric: Metric) -> str | None:
        """Return a measure's note, empty where there is none; None: it is not offered."""
        if metric.key in OF_LIKES and not self.tells_likes:
            return None
        if metric.basis in self.bases:
            return self.notes.get(metric.key, "")
        return BOUND if metric.basis is Basis.LISTS else None


_BY_DAY = "by person and day where no thread is public"
_REPLIES = "replies only; replies to followers alone are unseen"
_BUDGET = "within what the operator pays for posts"
OFFERS = (
    Offer(
        network="bluesky",
        bases=ALL,
        tells_likes=True,
        words="Counts, lists, posts, likes and direct replies; mentions where the operator names "
        "an index of them.",
    ),
    Offer(
        network="mastodon",
        bases=ALL,
        words="Counts, lists unless they are hidden, posts, and direct replies that everybody may "
        "read: replies to followers alone are unseen, and mentions are not offered. What an "
        "account likes is told to nobody. Where a server shows no thread to strangers, a "
        "conversation is one person on one day. Servers that speak otherwise show counts.",
        notes=MappingProxyType(
            {"conversations": _BY_DAY}
            | {key: _REPLIES for key, one in METRICS.items() if one.basis is Basis.OPENINGS}
        ),
    ),
    Offer(
        network="activitypub",
        bases=COUNTS,
        words="Counts, of any other server of the fediverse.",
    ),
    Offer(
        network="x",
        bases=POSTS,
        words="Counts, and posts within what the operator pays for; it takes a key.",
        notes=MappingProxyType(
            {
                key: _BUDGET
                for key, one in METRICS.items()
                if one.basis in (Basis.POSTS, Basis.WEEKS)
            }
        ),
    ),
    Offer(
        network="instagram",
        bases=COUNTS,
        words="Counts of professional accounts; it takes a key.",
    ),
)


def offered_by(metric: Metric) -> str:
    """Return the networks that show what a measure takes, each with its note."""
    found = ((NETWORKS[one.network], one.of(metric)) for one in OFFERS)
    return listed(
        [f"{name} ({note})" if note else name for name, note in found if note is not None]
    )


def offers() -> Iterator[Line]:
    """Yield what each network shows, and how many of the measures follow from it."""
    for one in OFFERS:
        told = [one.of(metric) for metric in METRICS.values()]
        whole = sum(note is not None and note != BOUND for note in told)
        bounds = told.count(BOUND)
        count = f"{whole} of {len(METRICS)} measures"
        more = f", and {bounds} {BOUND}" if bounds else ""
        yield Line(name=NETWORKS[one.network], text=f"{one.words} {count}{more}.")
