"""One page for each organisation beside its nearest peers and their median, with verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import State
from site_src.compare_matrix import Head, MatrixGroup, has_median, heads_of, matrix
from site_src.duel import Duel, Side, duel
from site_src.flags import is_unindexed
from site_src.index import address_of, table_address
from site_src.metrics import METRICS, Family
from site_src.page import Link, Page, listed, plural
from site_src.press import WHOLE
from site_src.say import rank_words
from site_src.shown import in_a_line, shown
from site_src.verdict import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.model import Organisation
    from site_src.index import Index, Standing
    from site_src.metrics import Metric
    from site_src.model import Place
    from site_src.page import Night
    from site_src.press import Share

    Judged = Sequence[tuple[Metric, Duel | None]]  # None: neither of the two has a figure

FEW = 5  # measures: more of them are told by their number, since all others stand above
NEIGHBOURS = 6  # itself, and the nearest five


@dataclass(frozen=True, slots=True, kw_only=True)
class DuelGroup:
    """The measures of one family, side by side."""

    id: str
    name: str
    duels: tuple[Duel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that a comparison shows."""

    crumbs: tuple[Link, ...]
    name: str
    address: str
    headline: str
    lead: str
    night: Night
    pair: tuple[Side, ...]
    groups: tuple[DuelGroup, ...]
    unmeasured: str
    heads: tuple[Head, ...]
    matrix: tuple[MatrixGroup, ...]
    span: int
    matrix_title: str
    matrix_note: str
    table: str
    table_address: str
    asked: str  # what opens the chooser with these two in it


def compare_pages(index: Index, night: Night, share: Share = WHOLE) -> Iterator[Page]:
    """Yield a comparison for every member of a table."""
    for one in share.mine(index.organisations.values()):
        for network in index.networks(one.slug)[:1]:
            standing = index.lead(one.slug, network)
            if standing is not None:
                yield _page(index, one, standing, night)


def _page(index: Index, one: Organisation, standing: Standing, night: Night) -> Page:
    peers, table = _peers(index, one.slug, standing), standing.league.table
    duels = tuple(_duels(index, one, peers[0], standing)) if peers else ()
    others, has_any = peers[1:], has_median(index, peers, table)
    heads = tuple(heads_of(one, others, has_median=has_any))
    content = Comparison(
        crumbs=(Link(name="Compare", address="compare/"),),
        name=one.name,
        address=address_of(one),
        headline=f"{one.name} beside {peers[0].name if peers else 'its peers'}",
        lead=_lead([duel for _, duel in duels], peers, _measure(standing)),
        night=night,
        pair=_pair(index, one, peers[0], table.network) if peers else (),
        groups=tuple(_groups(duels)),
        unmeasured=_unmeasured(duels),
        heads=heads,
        matrix=tuple(matrix(index, one, others, table, has_median=has_any)),
        span=len(heads) + 1,
        matrix_title="Beside the next nearest of its peers"
        if others
        else "Beside the median of its table",
        matrix_note=f"Nearest by {_measure(standing)}. A verdict tells of the one at the head of "
        f"its column beside {one.name} alone; where there is none, they cannot be told apart."
        if others
        else "The median is that of its ranked peers, where there are ten.",
        table=table.title,
        table_address=table_address(table),
        asked=f"?o={','.join((one.slug, *(peer.slug for peer in peers[:1])))}",
    )
    return Page(
        address=f"compare/{one.slug}/",
        title=f"{one.name} compared with its peers",
        description=content.lead,
        template="comparison",
        section="Compare",
        content=content,
        is_indexed=not is_unindexed(index.standings, one.slug),
    )


def _peers(index: Index, slug: str, standing: Standing) -> tuple[Organisation, ...]:
    """Return the nearest peers by what leads their table, the very nearest first."""
    near = index.near(slug, standing.league.table.network, NEIGHBOURS)
    own = standing.place.value.estimate.value or 0
    others = [place for place in near if place.organisation != slug]
    others.sort(key=lambda place: _distance(place, own))
    return tuple(index.organisations[place.organisation] for place in others)


def _distance(place: Place, own: float) -> tuple[float, str]:
    return abs((place.value.estimate.value or 0) - own), place.organisation


def _duels(
    index: Index, one: Organisation, other: Organisation, standing: Standing
) -> Iterator[tuple[Metric, Duel | None]]:
    table = standing.league.table
    for metric in index.metrics:
        a = index.value(one.slug, table.network, metric.key)
        b = index.value(other.slug, table.network, metric.key)
        league = index.standings.leagues.get((table.id, metric.key))
        if a is None or b is None or league is None:
            continue
        if a.estimate.state is b.estimate.state is State.GAP:
            yield metric, None
            continue
        scale = index.scale(table.id, metric.key)
        yield metric, duel(metric, (one.name, a), (other.name, b), scale, league.median)


def _groups(duels: Judged) -> Iterator[DuelGroup]:
    """Yield the duels of each family, those aside of which neither is measured."""
    for family in Family:
        mine = tuple(one for metric, one in duels if one and metric.family is family)
        if mine:
            yield DuelGroup(id=family.id, name=family.heading, duels=mine)


def _unmeasured(duels: Judged) -> str:
    names = [metric.name for metric, one in duels if one is None]
    if not names:
        return ""
    told = listed(names) if len(names) <= FEW else f"the other {plural(len(names), 'measure')}"
    return f"Measured for neither of the two: {told}."


def _pair(index: Index, one: Organisation, other: Organisation, network: str) -> tuple[Side, ...]:
    return tuple(
        Side(
            name=side.name,
            address=address_of(side),
            words=f"{_rank(index, side, network)} · {'open' if is_open else 'filled'} dot",
            tone="b" if is_open else "a",
            is_open=is_open,
        )
        for side, is_open in ((one, False), (other, True))
    )


def _rank(index: Index, one: Organisation, network: str) -> str:
    standing = index.lead(one.slug, network)
    if standing is None:
        return "not ranked"
    words = f"{_measure(standing)} {in_a_line(shown(standing.place.value))}"
    return words if standing.place.rank is None else f"{words} · {rank_words(standing.place)}"


def _measure(standing: Standing) -> str:
    return METRICS[standing.league.metric].name.lower()


def _lead(duels: Sequence[Duel | None], peers: Sequence[Organisation], measure: str) -> str:
    """Return how many measures tell the two apart, and how many do not."""
    if not peers:
        return f"Its {measure} is not known, so no peer is nearest: only the median is given."
    outcomes = [Outcome.NONE if one is None else one.outcome for one in duels]
    apart, alike, unknown = (
        outcomes.count(kind) for kind in (Outcome.APART, Outcome.ALIKE, Outcome.NONE)
    )
    said = [f"differ on {apart} of {plural(len(duels), 'measure')}"]
    if alike:
        said.append(f"cannot be told apart, or are nearly the same, on {alike}")
    if unknown:
        said.append(f"cannot be compared on {unknown}")
    return f"The two {listed(said)}. {peers[0].name} is its nearest peer by {measure}."
