"""Flags are questions with their numbers: never verdicts, and never the network's own doing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest

from collector.interval import cluster_sums
from collector.model import (
    Account,
    Facts,
    Gap,
    Kind,
    Observation,
    OpeningKind,
    Organisation,
    Role,
    State,
    Watchlist,
)
from site_src.caution import cautions
from site_src.model import CautionKind, Estimate, League, PeerTable, Place, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from site_src.model import Caution

NIGHT = date(2026, 11, 21)
DAYS = 150
Rows = dict[tuple[str, str, str | None], list[Observation]]


def back(days: int) -> date:
    return NIGHT - timedelta(days=days)


def organisation(slug: str, *roles: Role) -> Organisation:
    accounts = [
        Account(network="bluesky", handle=f"{slug}{at or ''}.test", role=role)
        for at, role in enumerate(roles or (Role.MAIN,))
    ]
    return Organisation(
        slug=slug,
        name=slug.title(),
        kind=Kind.COUNCIL,
        sector="unitary",
        country="GB",
        website=f"https://{slug}.test",
        accounts=tuple(accounts),
        file=PurePosixPath(f"councils/{slug}.yml"),
    )


def openings(number: int, **rest: Any) -> dict[str, Any]:
    sums = cluster_sums([1] * number, [1] * number).flat
    return {"answered": sums, "openings_kind": OpeningKind.REPLIES} | rest


def row(slug: str, days: int, followers: int, following: int = 800, **facts: Any) -> Observation:
    return Observation(
        night=back(days),
        organisation=slug,
        network="bluesky",
        account=f"{slug}.test",
        id="did:one",
        facts=Facts(followers=followers, following=following, **facts),
    )


def calm(slug: str) -> list[Observation]:
    """Return an account that gains four or five followers a night."""
    return [row(slug, days, 10_000 - 5 * days + days % 2) for days in range(DAYS)]


def leapt(slug: str, days: int, by: int = 600) -> list[Observation]:
    return [
        row(slug, d, 10_000 - 5 * d + d % 2 + (by if d <= days else 0), **openings(20))
        for d in range(DAYS)
    ]


def told(
    courses: Mapping[str, Sequence[Observation]], **leagues: League
) -> dict[str, tuple[Caution, ...]]:
    rows: Rows = {(slug, "bluesky", f"{slug}.test"): list(mine) for slug, mine in courses.items()}
    watchlist = Watchlist(organisations=tuple(organisation(slug) for slug in courses))
    by_key = {("t", key.replace("_", "-")): one for key, one in leagues.items()}
    tables = [one.table for one in leagues.values()][:1]
    found = cautions(watchlist, rows, NIGHT, tables, by_key)
    return {slug: each for (slug, _), each in found.items()}


def test_a_calm_account_is_asked_nothing() -> None:
    assert told({"one": calm("one")}) == {}


def test_a_leap_is_told_with_its_night_and_numbers() -> None:
    (found,) = told({"one": leapt("one", 8)})["one"]
    assert (found.kind, found.night) == (CautionKind.JUMP, back(8))
    assert found.numbers["change"] == pytest.approx(605, abs=1)
    assert found.words == (
        "It gained 604 followers in the night to 13 November 2026; +5 a night is usual."
    )


def test_a_leap_over_missing_nights_says_over_how_many() -> None:
    mine = [one for one in leapt("one", 8, -2000) if one.night not in (back(8), back(9))]
    (found,) = told({"one": mine})["one"]
    assert found.words == (
        "It lost 661 followers a night in the 3 nights to 14 November 2026; +5 a night is usual."
    )


def test_a_leap_in_what_it_follows_is_told_as_such() -> None:
    mine = [row("one", d, 10_000, 800 + (700 if d <= 3 else 0)) for d in range(DAYS)]
    (found,) = told({"one": mine})["one"]
    assert found.words == (
        "It gained 700 follows in the night to 18 November 2026; no change is usual."
    )


def test_slow_swelling_is_told_beside_what_is_usual() -> None:
    mine = [row("one", d, 10_000 + 70 * max(0, 20 - d)) for d in range(DAYS)]
    (found,) = told({"one": mine})["one"]
    assert found.kind is CautionKind.SWELLING
    assert found.words == "Its followers grew by 14% in 28 nights, where 0% is usual for it."


def test_a_swelling_that_was_last_read_long_ago_is_not_told() -> None:
    mine = [row("one", d, 10_000 + 70 * max(0, 35 - d)) for d in range(15, DAYS)]
    assert told({"one": mine}) == {}
    assert told({"one": [row("one", 14, 11_400), *mine]})


@pytest.mark.heavy
def test_what_a_tenth_of_the_network_does_on_one_night_flags_nobody() -> None:
    crowd = {f"o{at:02}": calm(f"o{at:02}") for at in range(18)}
    two_of_twenty = crowd | {slug: leapt(slug, 8) for slug in ("x", "y")}
    assert set(told(two_of_twenty)) == {"x", "y"}
    three = two_of_twenty | {"z": leapt("z", 8)}
    assert told(three) == {}
    apart = two_of_twenty | {"z": leapt("z", 9)}
    assert set(told(apart)) == {"x", "y", "z"}


def test_one_account_alone_is_no_event_of_its_network() -> None:
    assert set(told({"one": leapt("one", 8), "two": calm("two")})) == {"one"}


def test_a_swelling_that_many_share_flags_nobody() -> None:
    def mine(slug: str) -> list[Observation]:
        return [row(slug, d, 10_000 + 70 * max(0, 20 - d)) for d in range(DAYS)]

    assert told({"one": mine("one"), "two": mine("two"), "three": calm("three")}) == {}


def test_who_has_opted_out_is_asked_nothing() -> None:
    mine = leapt("one", 8)
    mine[0] = Observation(
        night=NIGHT, organisation="one", network="bluesky", account="one.test", gap=Gap.OPTED_OUT
    )
    assert told({"one": mine}) == {}


def test_who_held_the_name_before_is_somebody_else() -> None:
    mine = leapt("one", 8)
    other = [
        Observation(
            night=one.night,
            organisation="one",
            network="bluesky",
            account="one.test",
            id="did:two" if one.night < back(8) else "did:one",
            facts=one.facts,
        )
        for one in mine
    ]
    assert told({"one": other}) == {}


def audience(before: dict[str, Any], after: dict[str, Any], by: int = 5_000) -> tuple[Caution, ...]:
    """Return what is asked of who leapt 8 nights ago, read in full tonight and five weeks ago."""
    mine = [
        row("one", d, 10_000 + (by if d <= 8 else 0), **({0: after, 35: before}.get(d, {})))
        for d in range(DAYS)
    ]
    return told({"one": mine}).get("one", ())


def test_more_followers_and_half_the_messages_for_each_is_a_note_of_four_causes() -> None:
    found = audience(openings(40), openings(28))
    assert [one.kind for one in found] == [
        CautionKind.JUMP,
        CautionKind.SWELLING,
        CautionKind.AUDIENCE,
    ]
    assert found[2].words == (
        "In 35 nights its followers went from 10,000 to 15,000, and the messages to it from 4.0 to "
        "1.9 in 30 days for each thousand of them; possible causes: news, campaign, clean-up, "
        "purchase."
    )


@pytest.mark.parametrize(
    ("before", "after", "by"),
    [
        (openings(40), openings(31), 5_000),  # fell by less than half for each follower
        (openings(9), openings(1), 5_000),  # too few to say that they fell
        (openings(40), openings(2), 40),  # fell, but nobody leapt
        (openings(40), openings(2), -5_000),  # fell, with fewer followers
        (openings(40), openings(28, openings_kind=OpeningKind.MENTIONS), 5_000),
        ({}, openings(2), 5_000),
        (openings(40), {}, 5_000),
    ],
)
def test_without_both_there_is_no_note(
    before: dict[str, Any], after: dict[str, Any], by: int
) -> None:
    assert CautionKind.AUDIENCE not in [one.kind for one in audience(before, after, by)]


def test_where_threads_were_drawn_their_openings_stand_for_all() -> None:
    drawn = openings(28, threads_listed=100, threads_drawn=50)
    assert CautionKind.AUDIENCE not in [one.kind for one in audience(openings(40), drawn)]


def test_several_accounts_are_asked_together() -> None:
    one = organisation("one", Role.MAIN, Role.HELP, Role.LEADER)
    pooled = [
        Observation(
            night=back(days),
            organisation="one",
            network="bluesky",
            account=None,
            facts=Facts(**openings(number)),
        )
        for days, number in ((0, 28), (35, 80))
    ]
    rows: Rows = {
        ("one", "bluesky", "one.test"): leapt("one", 8, 9_000),
        ("one", "bluesky", "one1.test"): [row("one", d, 4_000) for d in range(DAYS)],
        ("one", "bluesky", "one2.test"): leapt("one", 8, 50_000),  # a person's: never asked
        ("one", "bluesky", None): pooled,
    }
    found = cautions(Watchlist(organisations=(one,)), rows, NIGHT, (), {})["one", "bluesky"]
    assert [note.kind for note in found if note.kind is not CautionKind.SWELLING] == [
        CautionKind.JUMP,
        CautionKind.AUDIENCE,
    ]
    assert found[-1].numbers["followers"] == 10_000 + 9_000 + 4_000


def league(metric: str, estimates: Mapping[str, Estimate]) -> League:
    table = PeerTable(
        id="t",
        title="",
        network="bluesky",
        kind=Kind.COUNCIL,
        sector=None,
        band=None,
        members=tuple(estimates),
    )
    places = [
        Place(
            organisation=slug,
            value=Value(
                organisation=slug,
                network="bluesky",
                account=None,
                metric=metric,
                estimate=found,
                night=NIGHT,
                window=None,
                source="",
                method_version=1,
            ),
        )
        for slug, found in estimates.items()
    ]
    return League(table=table, metric=metric, ranked=tuple(places), unranked=(), median=None)


def hollow(rates: Mapping[str, float], talk: Mapping[str, float]) -> dict[str, tuple[Caution, ...]]:
    def exact(value: float, denominator: float = 1.0) -> Estimate:
        return Estimate(state=State.EXACT, value=value, lo=value, hi=value, denominator=denominator)

    return told(
        {},
        follow_back_rate=league("follow-back-rate", {s: exact(r) for s, r in rates.items()}),
        conversations=league("conversations", {s: exact(c) for s, c in talk.items()}),
        following_per_follower=league(
            "following-per-follower", {slug: exact(1.0, 20_000) for slug in talk}
        ),
    )


def test_who_follows_back_and_seldom_talks_is_told_so() -> None:
    talk = {f"o{at:02}": 100.0 + at for at in range(11)} | {"o00": 2.0}
    (found,) = hollow(dict.fromkeys(talk, 0.91), talk)["o00"]
    assert found.kind is CautionKind.HOLLOW
    assert found.words.startswith("It follows back, seldom talks: it follows back 91% of its")
    assert found.numbers["talk"] == pytest.approx(0.1)


def test_few_conversations_alone_are_not_hollow() -> None:
    talk = {f"o{at:02}": 100.0 + at for at in range(11)} | {"o00": 2.0}
    assert hollow(dict.fromkeys(talk, 0.8), talk) == {}
    nine = dict(list(talk.items())[:9])
    assert hollow(dict.fromkeys(nine, 0.91), nine) == {}
