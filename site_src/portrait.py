"""What an organisation's page says of it first, by a rule from its figures.

The finding is the measure that leads its table where that tells it from most of its peers, else
the first of the cards that does; what else tells it apart, from another family, comes second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import State
from site_src.cards import aloud, card_keys, whole
from site_src.finding import organisation_lead
from site_src.metrics import METRICS, Unit
from site_src.page import listed
from site_src.peers import NETWORKS
from site_src.say import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.model import Organisation
    from site_src.index import Index, Standing

OF_ITSELF = ("reply-share", "answered-24h", "time-to-answer", "hours-coverage")  # no "It" before


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """The finding as the page's lead, as its title and as its description."""

    lead: str
    title: str
    description: str


def by_rank(index: Index, slug: str) -> tuple[str, ...]:
    """Return an organisation's networks, those first on which it is ranked by most measures."""

    def ranked(network: str) -> int:
        standings = (index.standing(slug, network, key) for key in METRICS)
        return sum(one is not None and one.place.rank is not None for one in standings)

    return tuple(sorted(index.networks(slug), key=ranked, reverse=True))


def portrait(index: Index, one: Organisation, networks: Sequence[str]) -> Portrait:
    """Return what is said first, of the first network on which there is anything to say."""
    for network in networks:
        told = list(_told(index, one.slug, network))
        if told:
            return _portrait(one, told, network)
    lead = organisation_lead(index, one.slug)
    return Portrait(lead=lead, title=one.name, description=f"{one.name}: {lead}")


def _portrait(one: Organisation, told: Sequence[Standing], network: str) -> Portrait:
    first = next((standing for standing in told if beside(standing)), told[0])
    family = METRICS[first.league.metric].family
    others = (standing for standing in told if METRICS[standing.league.metric].family is not family)
    second = next((standing for standing in others if beside(standing)), None)
    lead = " ".join(_sentence(standing) for standing in (first, second) if standing is not None)
    found = sentence(first.place.value)
    said = f"{one.name} {found}{beside(first)}".rstrip(".")
    where = NETWORKS.get(network, network)
    return Portrait(
        lead=lead,
        title=f"{one.name} {found}".rstrip("."),
        description=f"{said}, on {where}. With its range, its peers and what stands behind it.",
    )


def _told(index: Index, slug: str, network: str) -> Iterator[Standing]:
    """Yield the places by the measures that have a card and a figure."""
    for key in card_keys(index, slug, network):
        standing = index.standing(slug, network, key)
        if standing is not None and standing.place.value.estimate.state is not State.GAP:
            yield standing


def beside(standing: Standing) -> str:
    """Return how a value stands to the median of its peers; empty where that cannot be told."""
    found, median = standing.place.value.estimate, standing.league.median
    if median is None or found.lo is None or standing.place.rank is None:
        return ""
    is_above = found.lo > median
    if not is_above and (found.hi is None or found.hi >= median):
        return ""
    unit = METRICS[standing.league.metric].unit
    more, less = ("later", "sooner") if unit is Unit.HOURS else ("more", "less")
    word = "fewer" if unit is Unit.COUNT and not is_above else more if is_above else less
    return f", {word} than most of its peers"


def _sentence(standing: Standing) -> str:
    value = standing.place.value
    own = "" if value.metric in OF_ITSELF and value.estimate.value is not None else "It "
    said = whole(f"{own}{aloud(value)}").rstrip(".")
    return f"{said}{beside(standing)}."


def where(networks: Sequence[str]) -> str:
    """Return on which networks it is: on Bluesky and Mastodon."""
    return f"on {listed([NETWORKS.get(one, one) for one in networks])}" if networks else ""
