"""What in an organisation's own numbers makes a careful reader ask twice (method 6).

Leaps, slow swelling, follow-back without talk: questions with their numbers, never verdicts.
Whoever they are asked of stays in the table.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import islice
from statistics import quantiles
from typing import TYPE_CHECKING

from collector.interval import ClusterSums
from collector.model import WINDOW_DAYS
from site_src.figures import networks_of, officials
from site_src.growth import calmed, growth
from site_src.latest import MOST_NIGHTS
from site_src.model import Caution, CautionKind
from site_src.page import day, plural
from site_src.peers import FEWEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from collector.model import Facts, Observation, OpeningKind, Organisation, Watchlist
    from site_src.figures import Rows
    from site_src.growth import Growth
    from site_src.model import League, PeerTable
    from site_src.trend import Leap, Swelling

    Seat = tuple[str, str]  # (slug, network)

MUCH, TENTHS = 0.8, 10
FEWEST_OPENINGS, HALF = 10, 0.5
THOUSAND = 1000


def cautions(
    watchlist: Watchlist,
    rows: Rows,
    night: date,
    tables: Sequence[PeerTable],
    leagues: Mapping[tuple[str, str], League],
) -> dict[Seat, tuple[Caution, ...]]:
    """Return what each organisation's numbers ask on each network; most ask nothing."""
    told: defaultdict[Seat, list[Caution]] = defaultdict(list)
    for organisation, network, found in _flagged(watchlist, rows, night):
        seat = told[organisation.slug, network]
        seat += [_leapt(leap, "followers") for one in found for leap in one.leaps]
        seat += [_leapt(leap, "follows") for one in found for leap in one.strides]
        seat += [_swelled(one.swelling, night) for one in found if one.swelling]
        if any(one.has_more_followers for one in found):
            seat += _audience(organisation, network, rows, night)
    for table in tables:
        for slug, hollow in _hollow(table, leagues, night):
            told[slug, table.network].append(hollow)
    return {seat: tuple(each) for seat, each in told.items() if each}


def _flagged(
    watchlist: Watchlist, rows: Rows, night: date
) -> Iterator[tuple[Organisation, str, tuple[Growth, ...]]]:
    """Yield the flags of each organisation's official accounts on each of its networks.

    Those that a whole network shares are left out.
    """
    seats = [(one, network) for one in watchlist.organisations for network in networks_of(one)]
    for network in dict.fromkeys(network for _, network in seats):
        mine = [one for one, where in seats if where == network]
        each = [
            [
                growth(rows.get((one.slug, network, a.handle), ()), night)
                for a in officials(one, network)
            ]
            for one in mine
        ]
        quiet = calmed([found for some in each for found in some])
        for one, some in zip(mine, each, strict=True):
            yield one, network, tuple(islice(quiet, len(some)))


def _leapt(leap: Leap, what: str) -> Caution:
    change, usual = round(leap.change), round(leap.jump.median)
    verb = "gained" if change > 0 else "lost"
    told = f"It {verb} {abs(change):,} {what}" if change else f"Its {what} did not change"
    when = "in the night" if leap.nights == 1 else f"a night in the {leap.nights} nights"
    normal = f"{usual:+,} a night" if usual else "no change"
    return Caution(
        kind=CautionKind.JUMP,
        night=leap.night,
        numbers={
            "change": leap.change,
            "usual": leap.jump.median,
            "threshold": leap.jump.threshold,
            "nights": float(leap.nights),
        },
        words=f"{told} {when} to {day(leap.night)}; {normal} is usual.",
        count=what,
    )


def _swelled(found: Swelling, night: date) -> Caution:
    return Caution(
        kind=CautionKind.SWELLING,
        night=night,
        numbers={"growth": found.growth, "usual": found.usual, "threshold": found.threshold},
        words=(
            f"Its followers grew by {found.growth:.0%} in 28 nights, "
            f"where {found.usual:.0%} is usual for it."
        ),
        count="followers",
    )


def _hollow(
    table: PeerTable, leagues: Mapping[tuple[str, str], League], night: date
) -> Iterator[tuple[str, Caution]]:
    """Yield who follows back, but talks less for its size than nine of ten of its peers."""
    rates = _values(leagues.get((table.id, "follow-back-rate")))
    talk = _values(leagues.get((table.id, "conversations")))
    sizes = _followers(leagues.get((table.id, "following-per-follower")))
    per = {slug: THOUSAND * talk[slug] / sizes[slug] for slug in talk if sizes.get(slug)}
    if len(per) < FEWEST:
        return
    tenth = quantiles(per.values(), n=TENTHS, method="inclusive")[0]
    for slug, rate in rates.items():
        if rate > MUCH and slug in per and per[slug] < tenth:
            yield (
                slug,
                Caution(
                    kind=CautionKind.HOLLOW,
                    night=night,
                    numbers={"follow_back": rate, "talk": per[slug], "tenth": tenth},
                    words=(
                        f"It follows back, seldom talks: it follows back {rate:.0%} of its "
                        f"followers, and holds {per[slug]:.1f} conversations for each thousand of "
                        f"them, where nine in ten of its peers hold {tenth:.1f} or more."
                    ),
                ),
            )


def _values(league: League | None) -> dict[str, float]:
    if league is None:
        return {}
    places = (*league.ranked, *league.unranked)
    found = ((place.organisation, place.value.estimate.value) for place in places)
    return {slug: value for slug, value in found if value is not None}


def _followers(league: League | None) -> dict[str, float]:
    """Return the followers behind the ratio of the counts."""
    if league is None:
        return {}
    places = (*league.ranked, *league.unranked)
    found = ((place.organisation, place.value.estimate.denominator) for place in places)
    return {slug: size for slug, size in found if size}


def _audience(
    organisation: Organisation, network: str, rows: Rows, night: date
) -> Iterator[Caution]:
    """Yield a note if, with more followers, the messages for each of them fell by half.

    That an audience was bought is never said: four causes would do.
    """
    handles = [one.handle for one in officials(organisation, network)]
    key = organisation.slug, network
    read = rows.get((*key, handles[0] if len(handles) == 1 else None), ())
    now = _newest(read, night, MOST_NIGHTS)
    then = _newest(read, now.night - timedelta(days=WINDOW_DAYS), MOST_NIGHTS) if now else None
    if now is None or then is None or _kind(now) is not _kind(then):
        return
    sizes = [
        sum(_size(rows.get((*key, handle), ()), one.night) for handle in handles)
        for one in (then, now)
    ]
    before, after = _openings(then.facts), _openings(now.facts)
    if before < FEWEST_OPENINGS or not all(sizes) or sizes[1] <= sizes[0]:
        return
    rates = THOUSAND * before / sizes[0], THOUSAND * after / sizes[1]
    if rates[1] <= HALF * rates[0]:
        yield _asked(now.night, (now.night - then.night).days, sizes, rates)


def _asked(night: date, nights: int, sizes: Sequence[float], rates: tuple[float, float]) -> Caution:
    return Caution(
        kind=CautionKind.AUDIENCE,
        night=night,
        numbers={
            "followers_before": sizes[0],
            "followers": sizes[1],
            "openings_before": rates[0],
            "openings": rates[1],
        },
        words=(
            f"In {plural(nights, 'night')} its followers went from {sizes[0]:,.0f} to "
            f"{sizes[1]:,.0f}, and the messages to it from {rates[0]:.1f} to {rates[1]:.1f} in 30 "
            "days for each thousand of them; possible causes: news, campaign, clean-up, purchase."
        ),
    )


def _newest(rows: Sequence[Observation], night: date, patience: int) -> Observation | None:
    """Return the newest reading of the threads, at most so many nights before the night."""
    for row in rows:
        if 0 <= (night - row.night).days <= patience and row.facts and row.facts.answered:
            return row
    return None


def _kind(row: Observation) -> OpeningKind | None:
    return row.facts.openings_kind if row.facts else None


def _openings(facts: Facts | None) -> float:
    """Return the openings of 30 days; where threads were drawn, brought to all of them."""
    if facts is None or facts.answered is None:
        return 0.0
    size = float(ClusterSums.of(facts.answered).size)
    if facts.threads_listed and facts.threads_drawn:
        return size * facts.threads_listed / facts.threads_drawn
    return size


def _size(rows: Sequence[Observation], night: date) -> float:
    """Return an account's followers on the night, or on the last before that it was read."""
    for row in rows:
        if row.night <= night and row.facts and row.facts.followers is not None:
            return row.facts.followers
    return 0.0
