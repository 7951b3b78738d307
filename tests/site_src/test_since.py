"""Which earlier reading stands beside tonight's, and what standings tell of it."""

from __future__ import annotations

from dataclasses import replace
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
    Watchlist,
)
from collector.settings import Settings
from site_src.change import NO_EARLIER
from site_src.measure import standings
from site_src.metrics import METRICS
from site_src.model import CautionKind
from site_src.since import since

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_src.model import Change, Standings

NIGHT = date(2026, 11, 21)
COUNTS = Facts(followers=5000, following=800)
POSTS = Facts(
    followers=5000,
    following=800,
    days_observed=30,
    replies_by_day=(4,) * 30,
    originals_by_day=(4,) * 30,
    conversations=100,
    people=80,
)
QUIET = replace(POSTS, replies_by_day=(1,) * 30, conversations=30, people=20)


def lists(mutual: int) -> Facts:
    return replace(COUNTS, listed=800, drawn=800, mutual=mutual)


def weekly(facts: Facts, conversations: int) -> Facts:
    return replace(
        facts,
        weeks_observed=9,
        conversations_by_week=(0, 0, 0, *(conversations,) * 9),
        people_by_week=(0, 0, 0, *(conversations,) * 9),
    )


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


def row(facts: Facts | Gap, days: int, slug: str = "one", **rest: Any) -> Observation:
    made: dict[str, Any] = {
        "night": NIGHT - timedelta(days=days),
        "organisation": slug,
        "network": "bluesky",
        "account": f"{slug}.test",
        "facts": facts if isinstance(facts, Facts) else None,
        "gap": facts if isinstance(facts, Gap) else None,
    }
    return Observation(**(made | rest))


def stand(rows: Iterable[Observation], *organisations: Organisation, **settings: Any) -> Standings:
    watchlist = Watchlist(organisations=organisations or (organisation("one"),))
    return standings(
        rows, watchlist, NIGHT, Settings(**settings), is_practice=True, collected_at={}
    )


def changed(metric: str, *rows: Observation) -> Change:
    return stand(rows).changes["one", "bluesky", metric]


@pytest.mark.parametrize(
    ("days", "since"), [(28, 28), (35, 35), (42, 42), (27, None), (43, None), (1, None)]
)
def test_lists_are_compared_with_those_of_four_to_six_weeks_before(
    days: int, since: int | None
) -> None:
    found = changed("follow-back-rate", row(lists(500), 0), row(lists(100), days))
    assert found.is_real is (since is not None)
    assert found.since == (None if since is None else NIGHT - timedelta(days=since))
    assert since is not None or found.words == NO_EARLIER


def test_of_several_earlier_readings_the_newest_counts() -> None:
    rows = [row(lists(500 - 10 * days), days) for days in (0, 7, 14, 21, 28, 35, 42)]
    found = changed("follow-back-rate", *rows)
    assert found.since == NIGHT - timedelta(days=28)
    assert found.d == pytest.approx(280 / 5000)


def test_the_weeks_count_back_from_the_reading_and_not_from_the_night() -> None:
    rows = [row(lists(500), 3), row(lists(100), 30), row(lists(200), 32)]
    assert changed("follow-back-rate", *rows).since == NIGHT - timedelta(days=32)


@pytest.mark.parametrize(
    ("days", "is_compared"), [(29, False), (30, True), (44, True), (45, False)]
)
def test_posts_are_compared_with_those_of_a_month_that_shares_no_day(
    days: int,
    is_compared: bool,  # noqa: FBT001 - a parameter
) -> None:
    found = changed("reply-share", row(POSTS, 0), row(QUIET, days))
    assert (found.d is not None) is is_compared


def test_every_window_is_apart_from_the_earlier_one() -> None:
    apart = {key: (NIGHT - since(one, NIGHT)).days for key, one in METRICS.items()}
    long = {"hours-coverage", "out-of-hours-share", "consistency"}
    still = {"follow-back-rate", "reciprocity", "following-per-follower"}
    assert {key for key, days in apart.items() if days == 84} == long
    assert {key for key, days in apart.items() if days == 28} == still
    assert {days for key, days in apart.items() if key not in long | still} == {30}


def test_a_count_is_judged_by_the_weeks_of_the_full_reading_before() -> None:
    before = [row(QUIET, 30), row(weekly(QUIET, 7), 33)]
    found = changed("conversations", row(POSTS, 0), *before)
    assert (found.d, found.is_real) == (70, True)
    assert found.since == NIGHT - timedelta(days=30)
    for reading in (row(weekly(QUIET, 7), 45), row(replace(QUIET, weeks_observed=7), 33)):
        unjudged = changed("conversations", row(POSTS, 0), row(QUIET, 30), reading)
        assert unjudged.words == "fewer than 8 earlier weeks to judge by"


def test_weeks_before_the_account_existed_are_no_weeks_of_nothing() -> None:
    """Nine weeks of 20 are even; with three of none among them they would be uneven."""
    before = row(weekly(replace(QUIET, conversations=90), 20), 30)
    now = row(replace(POSTS, conversations=160), 0)
    assert changed("conversations", now, before).is_real


def test_what_has_no_figure_tonight_is_not_compared() -> None:
    few = replace(POSTS, replies_by_day=(0,) * 30, originals_by_day=(0,) * 29 + (5,))
    found = changed("reply-share", row(few, 0), row(POSTS, 30))
    assert (found.d, found.words) == (None, "no figure to compare")
    assert changed("reply-share", row(POSTS, 0), row(few, 30)).words == NO_EARLIER
    assert changed("reply-share", row(POSTS, 0), row(Gap.BUSY, 30)).words == NO_EARLIER


def test_nothing_is_compared_across_a_wall_of_method() -> None:
    found = changed("reply-share", row(POSTS, 0, method_version=2), row(QUIET, 30))
    assert (found.d, found.arrow) == (None, "")
    assert found.words == "the method has changed since: nothing to compare"


def test_openings_of_one_kind_are_not_compared_with_those_of_another() -> None:
    def opened(hits: int, kind: OpeningKind) -> Facts:
        sums = cluster_sums([1] * hits + [0] * (80 - hits), [1] * 80).flat
        return replace(POSTS, answered=sums, openings_kind=kind)

    now = row(opened(70, OpeningKind.MENTIONS), 0)
    same = changed("answered-24h", now, row(opened(20, OpeningKind.MENTIONS), 30))
    assert same.is_real
    other = changed("answered-24h", now, row(opened(20, OpeningKind.REPLIES), 30))
    assert other.words == "other messages are counted now: nothing to compare"


def test_several_accounts_are_compared_as_one() -> None:
    one = organisation("one", Role.MAIN, Role.HELP)
    rows = [
        row(replace(lists(mutual), **dict.fromkeys(("replies_by_day", "people"))), days, account=a)
        for days, mutual in ((0, 500), (28, 100))
        for a in ("one.test", "one1.test")
    ]
    pooled = [row(POSTS, 0, account=None), row(weekly(QUIET, 7), 30, account=None)]
    found = stand([*rows, *pooled], one).changes
    assert found["one", "bluesky", "follow-back-rate"].d == pytest.approx(0.08)
    assert found["one", "bluesky", "conversations"].is_real
    assert found["one", "bluesky", "reply-share"].is_real


PEERS = tuple(organisation(f"o{at:02}") for at in range(12))


def league_rows(order: str, days: int) -> list[Observation]:
    """Return everybody's lists, the first letter having the most mutual follows."""
    return [
        row(lists(700 - 50 * at), days, f"o{ord(c) - ord('a'):02}") for at, c in enumerate(order)
    ]


TABLE = "bluesky-council-unitary-1k-10k"


def test_why_a_rank_moved_is_told_of_four_weeks() -> None:
    rows = [*league_rows("eabcdfghijkl", 0), *league_rows("abcdefghijkl", 28)]
    found = stand(rows, *PEERS)
    told = {slug: words for (t, m, slug), words in found.moves.items() if m == "follow-back-rate"}
    assert len(told) == 12
    assert told["o04"] == "It rose 4 points, past four."
    assert told["o00"] == "It fell 1 point; one passed it."
    assert told["o11"] == "Nothing changed."


def test_a_league_that_did_not_stand_has_moved_nobody() -> None:
    assert stand(league_rows("abcdefghijkl", 0), *PEERS).moves == {}
    few = [*league_rows("abcdefghijkl", 0), *league_rows("abcdefghi", 28)]
    assert stand(few, *PEERS).moves == {}


def test_a_newcomer_is_told_as_one_and_counted_by_those_below() -> None:
    rows = [*league_rows("abcdefghijkl", 0), *league_rows("bcdefghijkl", 28)]
    found = stand(rows, *PEERS, embargo_days=0).moves
    told = {slug: words for (_, metric, slug), words in found.items() if metric == "reciprocity"}
    assert told["o00"] == "It was not ranked here on 24 October 2026."
    assert "one joined above" in told["o11"]


def test_a_gentle_site_tells_nothing_of_the_lowest_quarters_ranks() -> None:
    rows = [*league_rows("eabcdfghijkl", 0), *league_rows("abcdefghijkl", 28)]
    moved = stand(rows, *PEERS, gentle=True).moves
    told = {slug for _, metric, slug in moved if metric == "follow-back-rate"}
    assert told == {f"o{at:02}" for at in range(9)}


def test_a_leap_stands_in_the_standings_and_its_account_stays_ranked() -> None:
    rows = league_rows("abcdefghijkl", 0)
    for peer in PEERS:
        rows += [row(COUNTS, days, peer.slug) for days in range(1, 40)]
    leapt = [
        replace(one, facts=replace(one.facts, followers=9000))
        if one.facts and one.organisation == "o03" and one.night == NIGHT
        else one
        for one in rows
    ]
    found = stand(leapt, *PEERS)
    ((seat, (note, *_)),) = found.warnings.items()
    assert (seat, note.kind) == (("o03", "bluesky"), CautionKind.JUMP)
    ranked = found.leagues[TABLE, "follow-back-rate"].ranked
    assert "o03" in [place.organisation for place in ranked]


def test_a_missing_night_changes_nothing_that_was_read_on_others() -> None:
    rows = [row(replace(POSTS, followers=5000 + days), days) for days in range(60)]
    whole, thin = stand(rows), stand([one for one in rows if (NIGHT - one.night).days != 17])
    assert whole.changes == thin.changes
