"""An organisation in the index: limits with every score, ranges with every rank, none over all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.model import Gap, State
from collector.settings import Settings
from site_src.book import pages_of, site_of
from site_src.index import Index
from site_src.model import Estimate
from site_src.render import Renderer
from site_src.scores import scores

if TYPE_CHECKING:
    from site_src.model import League, PeerTable, Place, Standings, Value

SLUG = "borough-of-lonmouth"
LAST = "borough-of-nunhollow"
MORE = ("answered-24h", "time-to-answer")


def with_more(small: Standings) -> Standings:
    """Return standings on which two measures more are ranked as the reply share is."""
    leagues = dict(small.leagues)
    for table in small.tables:
        for key in MORE:
            leagues[table.id, key] = replace(leagues[table.id, "reply-share"], metric=key)
    return replace(small, leagues=leagues)


def on_two(small: Standings, openings: tuple[float | None, float | None]) -> Standings:
    """Return standings of two networks: on the other, everybody stands the other way round."""
    table = small.tables[0]
    other = replace(table, id="mastodon-council", title="On Mastodon", network="mastodon")
    known = with_more(small)
    leagues = {
        (other.id, key): _moved(league, other)
        for (where, key), league in known.leagues.items()
        if where == table.id
    }
    both = {
        slug: (
            _answered(mine[0], "bluesky", openings[0]),
            *mine,
            _answered(mine[0], "mastodon", openings[1]),
            *map(_elsewhere, mine),
        )
        for slug, mine in known.values.items()
    }
    return replace(
        known, tables=(*known.tables, other), leagues={**known.leagues, **leagues}, values=both
    )


def _elsewhere(value: Value) -> Value:
    return replace(value, network="mastodon")


def _answered(value: Value, network: str, openings: float | None) -> Value:
    found = Estimate(state=State.GAP, reason=Gap.TOO_FEW, numerator=0, denominator=openings)
    return replace(value, network=network, metric="answered-24h", estimate=found)


def _moved(league: League, table: PeerTable) -> League:
    def there(place: Place, rank: int) -> Place:
        return replace(place, value=_elsewhere(place.value), rank=rank, best=rank, worst=rank)

    ranked = tuple(there(place, at) for at, place in enumerate(reversed(league.ranked), start=1))
    return replace(
        league,
        table=table,
        ranked=ranked,
        unranked=tuple(replace(p, value=_elsewhere(p.value)) for p in league.unranked),
    )


def html_of(standings: Standings, slug: str) -> str:
    site = site_of(standings, Settings(), ())
    pages = {page.address: page for page in pages_of(standings, site)}
    html = Renderer(site).render(pages[f"councils/{slug}/"])
    return html[html.index('id="h-w"') :].partition("</section>")[0]


@pytest.mark.heavy
def test_on_one_network_there_is_a_rank_with_its_range_and_no_mean(small: Standings) -> None:
    found = scores(Index(with_more(small)), SLUG)
    assert found is not None
    (line,) = found.lines
    assert found.together is None
    assert line.rank == "rank 7 (7) of 10"
    low, high = (int(end) for end in line.range.split("–"))
    assert low <= int(line.score) <= high
    html = html_of(with_more(small), SLUG)
    assert 'href="../../weigh/bluesky-council-borough-10k/"' in html
    assert "Together" not in html


@pytest.mark.heavy
def test_who_has_no_score_is_told_why(small: Standings) -> None:
    found = scores(Index(with_more(small)), LAST)
    assert found is not None
    assert (found.lines[0].score, found.lines[0].mark, found.lines[0].rank) == ("", None, "")
    assert "of 6 parts" in found.lines[0].why
    assert "No score" in html_of(with_more(small), LAST)


def test_where_nobody_has_a_score_nothing_is_said(small: Standings) -> None:
    assert scores(Index(small), SLUG) is None
    assert scores(Index(with_more(small)), "acme-kettles") is None


@pytest.mark.heavy
def test_over_two_networks_the_mean_weighs_their_openings_and_has_no_rank(
    small: Standings,
) -> None:
    found = scores(Index(on_two(small, (300, 100))), SLUG)
    assert found is not None
    one, two = (int(line.score) for line in found.lines)
    assert one != two
    assert found.together is not None
    assert int(found.together.score) == pytest.approx((3 * one + two) / 4, abs=1)
    low, high = (int(end) for end in found.together.range.split("–"))
    assert low <= int(found.together.score) <= high
    html = html_of(on_two(small, (300, 100)), SLUG)
    assert '<td class="rk">Together<th scope="row" class="nm">no rank<' in html
    assert "300 and 100" in html


@pytest.mark.heavy
@pytest.mark.parametrize("openings", [(300, None), (0, 0)])
def test_without_known_openings_there_is_no_mean(
    small: Standings, openings: tuple[float | None, float | None]
) -> None:
    found = scores(Index(on_two(small, openings)), SLUG)
    assert found is not None
    assert found.together is not None
    assert (found.together.score, found.together.mark) == ("", None)
    assert "Together" not in html_of(on_two(small, openings), SLUG)
