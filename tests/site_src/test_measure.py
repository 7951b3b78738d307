"""From rows of the ledger to standings: which night stands, who is pooled, who is ranked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import LedgerError
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
from collector.settings import Settings
from collector.store import Ledger
from collector.store.report import AccountReport, RunReport
from site_src.measure import standings, standings_of
from site_src.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from site_src.model import Place, Standings, Value

NIGHT = date(2026, 6, 1)
COUNTS = Facts(followers=5000, following=1000)
LISTS = replace(COUNTS, listed=1000, drawn=200, mutual=50)
POSTS = Facts(
    days_observed=30,
    replies_by_day=(2,) * 30,
    originals_by_day=(1,) * 30,
    conversations=50,
    people=40,
)


def back(nights: int) -> date:
    return NIGHT - timedelta(days=nights)


def organisation(slug: str = "one", *roles: Role, **rest: Any) -> Organisation:
    accounts = tuple(
        Account(network="bluesky", handle=f"{slug}{number or ''}.test", role=role)
        for number, role in enumerate(roles or (Role.MAIN,))
    )
    made: dict[str, Any] = {
        "slug": slug,
        "name": slug.title(),
        "kind": Kind.COUNCIL,
        "sector": "unitary",
        "country": "GB",
        "website": f"https://{slug}.test",
        "accounts": accounts,
        "file": PurePosixPath(f"councils/{slug}.yml"),
    }
    return Organisation(**(made | rest))


def row(
    facts: Facts | Gap,
    nights: int = 0,
    slug: str = "one",
    account: str | None = "",
) -> Observation:
    return Observation(
        night=back(nights),
        organisation=slug,
        network="bluesky",
        account=f"{slug}.test" if account == "" else account,
        gap=facts if isinstance(facts, Gap) else None,
        facts=None if isinstance(facts, Gap) else facts,
    )


def concluded(
    rows: Iterable[Observation],
    *organisations: Organisation,
    embargo: int = 14,
    is_gentle: bool = False,
) -> Standings:
    return standings(
        rows,
        Watchlist(organisations=organisations or (organisation(),)),
        NIGHT,
        Settings(embargo_days=embargo, gentle=is_gentle),
        is_practice=True,
        collected_at={},
    )


def value(found: Standings, metric: str, account: str | None = "one.test") -> Value:
    [one] = [v for v in found.values["one"] if (v.metric, v.account) == (metric, account)]
    return one


def shown(metric: str, *rows: Observation) -> tuple[State, Gap | None, date | None]:
    one = value(concluded(rows), metric)
    return one.estimate.state, one.estimate.reason, one.night


def test_tonights_figures_are_of_tonight() -> None:
    assert shown("following-per-follower", row(COUNTS)) == (State.EXACT, None, NIGHT)
    assert shown("conversations", row(POSTS)) == (State.EXACT, None, NIGHT)


def test_lists_read_some_nights_ago_stand_until_the_next_reading() -> None:
    rows = row(COUNTS), row(COUNTS, 1), row(LISTS, 5), row(LISTS, 12)
    assert shown("follow-back-rate", *rows) == (State.ESTIMATE, None, back(5))


def test_a_night_that_failed_lets_the_last_good_one_stand() -> None:
    rows = row(Gap.BUSY), row(replace(COUNTS, timeline_gap=Gap.BUSY), 1), row(POSTS, 14)
    assert shown("conversations", *rows) == (State.EXACT, None, back(14))


def test_older_than_fourteen_nights_is_stale_with_its_night() -> None:
    rows = row(Gap.BUSY), row(POSTS, 15), row(POSTS, 16)
    assert shown("conversations", *rows) == (State.GAP, Gap.STALE, back(15))
    assert shown("conversations", row(POSTS, 40)) == (State.GAP, Gap.STALE, back(40))


def test_stale_lists_leave_the_bounds_of_tonights_counts() -> None:
    rows = row(replace(COUNTS, follow_back_gap=Gap.OVER_BUDGET)), row(LISTS, 20)
    assert shown("follow-back-rate", *rows) == (State.BOUND, Gap.OVER_BUDGET, NIGHT)


@pytest.mark.parametrize("reason", [Gap.GONE, Gap.SUSPENDED, Gap.OPTED_OUT, Gap.MOVED])
def test_something_lasting_overrides_older_values_at_once(reason: Gap) -> None:
    for metric in METRICS:
        assert shown(metric, row(reason), row(LISTS, 1)) == (State.GAP, reason, NIGHT)


def test_hidden_lists_override_older_values_at_once() -> None:
    rows = row(replace(COUNTS, follow_back_gap=Gap.HIDDEN)), row(LISTS, 1)
    assert shown("follow-back-rate", *rows) == (State.BOUND, Gap.HIDDEN, NIGHT)


def test_a_locked_timeline_overrides_older_posts_and_leaves_the_counts() -> None:
    rows = row(replace(COUNTS, timeline_gap=Gap.LOCKED)), row(POSTS, 1)
    assert shown("reply-share", *rows) == (State.GAP, Gap.LOCKED, NIGHT)
    assert shown("following-per-follower", *rows) == (State.EXACT, None, NIGHT)


def test_who_unfollowed_everybody_tonight_has_a_true_zero_tonight() -> None:
    rows = row(Facts(followers=5000, following=0)), row(LISTS, 2)
    assert shown("follow-back-rate", *rows) == (State.EXACT, None, NIGHT)


def test_too_few_keep_the_counts_of_the_night_that_read_the_lists() -> None:
    few = Facts(followers=20, following=40, listed=40, drawn=40, mutual=7)
    rows = row(Facts(followers=20, following=40)), row(few, 3)
    one = value(concluded(rows), "follow-back-rate")
    assert (one.estimate.reason, one.estimate.numerator, one.night) == (Gap.TOO_FEW, 7, back(3))


def test_who_was_never_read_is_new() -> None:
    assert shown("people") == (State.GAP, Gap.NEW, None)


def test_only_failures_leave_their_reason() -> None:
    assert shown("people", row(Gap.BLOCKED)) == (State.GAP, Gap.BLOCKED, NIGHT)


def test_what_comes_after_the_night_is_not_known_yet() -> None:
    assert shown("people", row(POSTS, -1)) == (State.GAP, Gap.NEW, None)


@pytest.mark.heavy
@given(st.sets(st.integers(1, 20), max_size=9))
def test_a_missing_night_changes_no_figure_built_on_timestamps(missing: set[int]) -> None:
    rows = [row(replace(COUNTS, **facts_of(POSTS)), n) for n in range(21)]
    whole = concluded(rows)
    holed = concluded([one for one in rows if (NIGHT - one.night).days not in missing])
    for metric in ("conversations", "people", "reply-share", "following-per-follower"):
        assert value(holed, metric) == value(whole, metric)


def test_only_figures_from_posts_have_a_window() -> None:
    found = concluded([row(replace(LISTS, **facts_of(POSTS)))])
    assert value(found, "people").window == "2026-05-02T00:00:00Z/2026-06-01T00:00:00Z"
    assert value(found, "follow-back-rate").window is None


FULL = replace(
    COUNTS,
    days_observed=30,
    replies_by_day=(9,) * 30,
    originals_by_day=(1,) * 30,
    promotions_by_day=(1,) * 30,
    weeks_observed=12,
    people_by_week=(9,) * 12,
    zone="Europe/London",
    reply_hours=tuple(range(0, 2016, 6)),
    reply_hour_counts=(2,) * 336,
    languages=("en",),
    thanked=cluster_sums([3] * 30, [9] * 30).flat,
    openings_kind=OpeningKind.REPLIES,
    answered=cluster_sums([2] * 20, [3] * 20).flat,
    answer_waits=(3600,) * 40,
    open_waits=(604_800,) * 20,
)
WEEKLY = (
    "answered-24h",
    "time-to-answer",
    "hours-coverage",
    "out-of-hours-share",
    "consistency",
    "self-promotion-share",
    "thanks",
)


@pytest.mark.parametrize("metric", WEEKLY)
def test_a_full_reading_stands_until_the_next(metric: str) -> None:
    ordinary = replace(COUNTS, **facts_of(POSTS))
    rows = [row(ordinary), row(ordinary, 1), row(FULL, 4), row(FULL, 11)]
    state, reason, night = shown(metric, *rows)
    assert (reason, night) == (None, back(4))
    assert state is not State.GAP


@pytest.mark.parametrize("metric", WEEKLY)
def test_an_ordinary_night_does_not_hide_why_the_full_reading_failed(metric: str) -> None:
    ordinary = replace(COUNTS, **facts_of(POSTS))
    failed = replace(COUNTS, openings_gap=Gap.BUSY, timeline_gap=Gap.BUSY)
    assert shown(metric, row(ordinary), row(failed, 1)) == (State.GAP, Gap.BUSY, back(1))


@pytest.mark.parametrize("metric", ["acknowledged", "any-response"])
def test_where_likes_failed_for_that_night_the_last_that_were_read_stand(metric: str) -> None:
    liked = cluster_sums([1] * 20, [3] * 20).flat
    whole = replace(FULL, acknowledged=liked, responded=liked)
    failed = replace(FULL, likes_gap=Gap.BUSY)
    _, reason, night = shown(metric, row(failed), row(whole, 3))
    assert (reason, night) == (None, back(3))
    assert shown(metric, row(failed)) == (State.GAP, Gap.BUSY, NIGHT)
    hidden = replace(failed, likes_gap=Gap.NOT_OFFERED)
    assert shown(metric, row(hidden), row(whole, 3)) == (State.GAP, Gap.NOT_OFFERED, NIGHT)
    assert shown("answered-24h", row(failed), row(whole, 3))[2] == NIGHT


@pytest.mark.parametrize("metric", WEEKLY)
def test_a_full_reading_older_than_fourteen_nights_is_stale(metric: str) -> None:
    ordinary = replace(COUNTS, **facts_of(POSTS))
    rows = [*(row(ordinary, nights) for nights in range(15)), row(FULL, 15)]
    assert shown(metric, *rows) == (State.GAP, Gap.STALE, back(15))


@pytest.mark.parametrize("metric", WEEKLY)
def test_a_locked_account_has_none_of_what_is_built_on_posts(metric: str) -> None:
    rows = row(replace(COUNTS, timeline_gap=Gap.LOCKED)), row(FULL, 3)
    assert shown(metric, *rows) == (State.GAP, Gap.LOCKED, NIGHT)


def test_windows_are_told_from_and_until() -> None:
    found = concluded([row(FULL)])
    windows = {v.metric: v.window for v in found.values["one"]}
    assert windows["answered-24h"] == "2026-05-01T00:00:00Z/2026-05-31T00:00:00Z"
    assert windows["acknowledged"] is None  # nothing was counted
    assert windows["hours-coverage"] == "2026-03-09T00:00:00Z/2026-06-01T00:00:00Z"
    assert windows["following-per-follower"] is None


def test_which_openings_are_counted_stands_beside_their_figures_alone() -> None:
    found = {v.metric: v.kind for v in concluded([row(FULL)]).values["one"]}
    assert found["answered-24h"] is found["time-to-answer"] is OpeningKind.REPLIES
    assert found["reply-share"] is found["hours-coverage"] is None


def test_imported_facts_say_so_for_ever() -> None:
    rows = [replace(row(FULL, 3), imported="tweets.csv"), row(Gap.BUSY)]
    assert {v.imported for v in concluded(rows).values["one"]} >= {"tweets.csv"}
    assert value(concluded(rows), "answered-24h").imported == "tweets.csv"
    assert value(concluded([row(FULL)]), "answered-24h").imported is None


def test_events_of_several_accounts_are_pooled_before_they_are_counted() -> None:
    rows = [
        row(FULL, account=None),
        row(replace(FULL, answered=cluster_sums([0], [9]).flat), account="one.test"),
        row(FULL, account="one1.test"),
    ]
    found = value(concluded(rows, TWO), "answered-24h", None)
    assert (found.estimate.numerator, found.estimate.denominator) == (40, 60)
    assert found.kind is OpeningKind.REPLIES


def test_pooled_imports_say_so_too() -> None:
    rows = [
        replace(row(LISTS, account=handle), imported="counts.csv")
        for handle in ("one.test", "one1.test")
    ]
    assert value(concluded(rows, TWO), "follow-back-rate", None).imported == "counts.csv"


def test_pages_of_followers_are_a_reading_of_the_lists() -> None:
    paged = replace(COUNTS, follower_pages=400, page_sizes=(12,) * 20, page_hits=(6, 2) * 10)
    rows = row(COUNTS), row(paged, 3)
    assert shown("follow-back-rate", *rows) == (State.ESTIMATE, None, back(3))


def test_a_time_not_reached_is_marked_and_an_open_end_is_drawn_to_the_last() -> None:
    never = replace(FULL, answer_waits=(3600,) * 20, open_waits=(604_800,) * 30)
    barely = replace(FULL, answer_waits=(3600,) * 25, open_waits=(604_800,) * 25)
    found = concluded([row(never), row(barely, 7)])
    points = found.histories["one", "bluesky", "time-to-answer"]
    assert [(p.night, p.value, p.lo, p.hi, p.is_reached) for p in points] == [
        (back(7), 1, 1, 168, True),
        (NIGHT, 168, 1, 168, False),
    ]


def test_histories_are_those_of_everybody_by_every_metric() -> None:
    found = concluded([row(FULL)]).histories
    assert set(found) == {("one", "bluesky", metric) for metric in METRICS}
    assert len(found) == len(METRICS)
    assert found.get(("two", "bluesky", "people"), ()) == ()
    with pytest.raises(KeyError):
        found["one", "bluesky", "courtesy"]


def facts_of(facts: Facts) -> dict[str, Any]:
    names = ("days_observed", "replies_by_day", "originals_by_day", "conversations", "people")
    return {name: getattr(facts, name) for name in names}


TWO = organisation("one", Role.MAIN, Role.HELP, Role.LEADER)


def test_several_official_accounts_come_first_as_one() -> None:
    main = Facts(followers=100, following=50, listed=50, drawn=50, mutual=40)
    aid = Facts(followers=300, following=90, listed=90, drawn=90, mutual=20)
    rows = [
        row(POSTS, account=None),
        row(main, 2, account="one.test"),
        row(aid, account="one1.test"),
        row(COUNTS, account="one2.test"),
    ]
    found = concluded(rows, TWO)
    assert [v.account for v in found.values["one"]][:21] == [None] * 20 + ["one.test"]
    rate = value(found, "follow-back-rate", None)
    assert (rate.estimate.value, rate.estimate.numerator, rate.night) == (60 / 400, 60, back(2))
    share = value(found, "reciprocity", None)
    assert (share.estimate.value, share.estimate.denominator) == (60 / 140, 140)
    assert value(found, "following-per-follower", None).estimate.value == 140 / 400
    assert value(found, "conversations", None).estimate.value == 50


def test_the_one_official_account_speaks_for_an_organisation_with_leaders_too() -> None:
    leader = organisation("one", Role.MAIN, Role.LEADER)
    counts = Facts(followers=200, following=50, timeline_gap=Gap.NOT_OFFERED)
    rows = [row(FULL, account="one.test"), row(counts, account="one1.test")]
    found = concluded(rows, leader)
    assert value(found, "answered-24h", None).estimate.numerator == 40
    own = value(found, "answered-24h")
    assert replace(own, account=None) == value(found, "answered-24h", None)
    assert value(found, "answered-24h", "one1.test").estimate.reason is Gap.NOT_OFFERED


def test_small_accounts_pool_to_one_that_is_shown() -> None:
    small = Facts(followers=20, following=20, listed=20, drawn=20, mutual=5)
    rows = [row(small, account="one.test"), row(small, account="one1.test")]
    found = concluded(rows, TWO)
    assert value(found, "follow-back-rate").estimate.reason is Gap.TOO_FEW
    assert value(found, "follow-back-rate", None).estimate.value == 0.25


def test_a_persons_account_has_counts_alone_and_is_never_pooled() -> None:
    person = organisation("one", Role.LEADER)
    counts = Facts(followers=200, following=50, timeline_gap=Gap.NOT_OFFERED)
    found = concluded([row(counts)], person)
    told = {v.metric: (v.estimate.state, v.estimate.reason) for v in found.values["one"]}
    assert told == dict.fromkeys(METRICS, (State.GAP, Gap.NOT_OFFERED)) | {
        "follow-back-rate": (State.BOUND, None),
        "reciprocity": (State.BOUND, None),
        "following-per-follower": (State.EXACT, None),
    }
    assert found.tables == ()


def many(count: int, first: int = 0) -> list[Organisation]:
    return [organisation(f"o{number}") for number in range(first, first + count)]


def league_rows(organisations: Iterable[Organisation], nights: int = 30) -> list[Observation]:
    return [
        row(replace(LISTS, **facts_of(POSTS), mutual=60 + number), night, one.slug)
        for number, one in enumerate(organisations)
        for night in (0, nights)
    ]


def place(found: Standings, slug: str, metric: str = "follow-back-rate") -> Place:
    leagues = [one for (_, key), one in found.leagues.items() if key == metric]
    places = [p for one in leagues for p in (*one.ranked, *one.unranked)]
    [one] = [p for p in places if p.organisation == slug]
    return one


def test_ten_are_ranked_with_intervals_wider_than_their_own() -> None:
    some = many(10)
    found = concluded(league_rows(some), *some)
    league = found.leagues["bluesky-council-unitary-1k-10k", "follow-back-rate"]
    assert [p.rank for p in league.ranked] == list(range(1, 11))
    assert (league.ranked[0].organisation, league.unranked) == ("o9", ())
    assert all(p.best == 1 and p.worst == 10 for p in league.ranked)
    assert league.median == pytest.approx(64.5 / 200 / 5)


def test_a_gentle_site_ranks_nobody_in_the_lowest_quarter() -> None:
    some = many(10)
    table = "bluesky-council-unitary-1k-10k", "follow-back-rate"
    plain = concluded(league_rows(some), *some).leagues[table]
    found = concluded(league_rows(some), *some, is_gentle=True).leagues[table]
    assert [p.rank for p in found.ranked] == [1, 2, 3, 4, 5, 6, 7, None, None, None]
    assert [p.organisation for p in found.ranked[7:]] == ["o0", "o1", "o2"]
    assert all((p.best, p.worst, p.unranked) == (None, None, None) for p in found.ranked[7:])
    assert found.ranked[:7] == plain.ranked[:7]
    assert found.median == plain.median


def test_nine_are_listed_and_not_ranked() -> None:
    some = many(9)
    found = concluded(league_rows(some), *some)
    league = found.leagues["bluesky-council", "follow-back-rate"]
    assert (league.ranked, len(league.unranked), league.median) == ((), 9, None)
    assert place(found, "o3").unranked == "fewer than ten to compare with"


def test_newcomers_wait_and_the_founders_do_not() -> None:
    some = many(11)
    late = league_rows(some[10:], 5)
    found = concluded([*league_rows(some[:10]), *late], *some)
    assert place(found, "o10").unranked == "new: ranked from 10 June 2026"
    assert place(found, "o9").rank == 1
    young = concluded(league_rows(some, 2), *some)
    assert place(young, "o10").rank == 1
    assert concluded([*league_rows(some[:10]), *late], *some, embargo=5).gaps == {}


def test_an_import_makes_neither_founders_nor_newcomers() -> None:
    some = many(11)
    young = league_rows(some, 2)
    old = replace(row(COUNTS, 300, "o0", account="o0.test"), imported="past.csv")
    assert place(concluded([*young, old], *some), "o10").rank == 1
    late = league_rows(some[10:], 5)
    past = replace(row(COUNTS, 300, "o10", account="o10.test"), imported="past.csv")
    found = concluded([*league_rows(some[:10]), *late, past], *some)
    assert place(found, "o10").unranked == "new: ranked from 10 June 2026"


def test_too_little_to_rank_is_listed_with_its_value() -> None:
    some = many(11)
    rows = league_rows(some)
    rows[20:22] = [
        replace(one, facts=replace(LISTS, followers=99, following=1000)) for one in rows[20:22]
    ]
    found = place(concluded(rows, *some), "o10")
    assert (found.rank, found.unranked) == (None, "too few to rank: ranked from 100 followers")


def test_bounds_are_ranked_only_if_narrow() -> None:
    some = many(12)
    rows = [one for one in league_rows(some) if one.organisation not in ("o10", "o11")]
    rows += [
        row(Facts(followers=9000, following=540), slug="o10"),
        row(Facts(followers=9000, following=541), slug="o11"),
        *(row(Gap.BUSY, 30, slug) for slug in ("o10", "o11")),
    ]
    found = concluded(rows, *some)
    assert place(found, "o10").rank is not None
    assert place(found, "o11").unranked == "known only within bounds too wide to rank"


def test_gaps_are_never_ranked_and_say_why() -> None:
    some = many(11)
    rows = [*league_rows(some)[:20], row(Gap.GONE, slug="o10"), row(Gap.GONE, 30, "o10")]
    found = place(concluded(rows, *some), "o10")
    assert (found.rank, found.unranked) == (None, "gone")


def test_a_network_that_nobody_reads_has_no_table() -> None:
    found = concluded([row(Gap.NEEDS_TOKEN)])
    assert (found.tables, found.leagues) == ((), {})


def test_too_few_say_how_many_would_do() -> None:
    some = many(10)
    rows = [replace(one, facts=replace(LISTS, followers=29)) for one in league_rows(some)]
    told = place(concluded(rows, *some), "o1").unranked
    assert told == "too few: 29, and shown from 30 followers"


def test_reply_shares_are_ranked_shrunken_with_the_raw_beside() -> None:
    some = many(10)
    rows = [
        replace(
            one,
            facts=replace(POSTS, replies_by_day=(1 + number // 2 % 3,) * 30, followers=5000),
        )
        for number, one in enumerate(league_rows(some))
    ]
    league = concluded(rows, *some).leagues["bluesky-council-unitary-1k-10k", "reply-share"]
    for one in league.ranked:
        assert one.shrunken is not None
        assert one.value.estimate.value != one.shrunken
    assert league.ranked[0].tied
    assert [p.shrunken for p in league.ranked] == sorted(
        (p.shrunken or 0 for p in league.ranked), reverse=True
    )


def test_a_history_has_a_point_a_week_of_nights_that_were_measured() -> None:
    rows = [row(replace(COUNTS, **facts_of(POSTS)), n) for n in range(30) if n not in (7, 8, 9)]
    rows += [row(Gap.BUSY, 7), row(LISTS, 45)]
    points = concluded(rows).histories["one", "bluesky", "conversations"]
    assert [p.night for p in points] == [back(n) for n in (28, 21, 14, 10, 0)]
    lists = concluded(rows).histories["one", "bluesky", "follow-back-rate"]
    assert [p.night for p in lists] == [back(45)]


def test_who_opts_out_leaves_no_history() -> None:
    rows = [row(Gap.OPTED_OUT), *(row(POSTS, nights) for nights in range(1, 40))]
    assert concluded(rows).histories == {}
    assert concluded([row(Gap.GONE), *rows[1:]]).histories["one", "bluesky", "conversations"]


def test_the_history_of_pooled_accounts_needs_all_of_them() -> None:
    main = Facts(followers=100, following=50, listed=50, drawn=50, mutual=40)
    rows = [row(main, n, account="one.test") for n in (0, 7, 14)]
    rows += [row(main, n, account="one1.test") for n in (3, 14)]
    points = concluded(rows, TWO).histories["one", "bluesky", "follow-back-rate"]
    assert [(p.night, p.value) for p in points] == [(back(14), 0.4), (NIGHT, 0.4)]


def test_coverage_counts_who_could_have_been_read() -> None:
    some = many(4)
    rows = [
        row(POSTS, slug="o0"),
        row(replace(COUNTS, timeline_gap=Gap.BUSY), slug="o1"),
        row(Gap.GONE, slug="o2"),
    ]
    found = concluded(rows, *some)
    assert (found.read, found.listed, found.gaps) == (1, 2, {"busy": 1, "gone": 1})


def test_standings_come_from_a_ledger(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    read_at = datetime(2026, 6, 1, 3, tzinfo=UTC)
    report = RunReport(
        night=NIGHT,
        started_at=read_at,
        finished_at=read_at,
        collector_version="1",
        read=1,
        expected=1,
        accounts=(
            AccountReport(
                organisation="one", network="bluesky", account="one.test", read_at=read_at
            ),
        ),
    )
    watchlist = Watchlist(organisations=(organisation(),))
    with pytest.raises(LedgerError, match="any night"):
        standings_of(ledger, watchlist, Settings())
    ledger.record(NIGHT, [row(LISTS)], report)
    found = standings_of(ledger, watchlist, Settings())
    assert (found.night, found.is_practice) == (NIGHT, True)
    assert found.collected_at == {("one", "bluesky", "one.test", NIGHT): read_at}
    with pytest.raises(LedgerError, match="2026-05-31"):
        standings_of(ledger, watchlist, Settings(), night=back(1))


def test_nightly_counts_are_those_of_nights_that_read_every_account() -> None:
    mine = organisation("one", Role.MAIN, Role.HELP)
    rows = [
        row(replace(COUNTS, followers=5000 - nights), nights, account=handle)
        for nights in range(4)
        for handle in ("one.test", "one1.test")
        if (nights, handle) != (2, "one1.test")
    ]
    found = concluded([*rows, row(Gap.BUSY, 2, account="one1.test")], mine)
    told = found.headcounts["one", "bluesky"]
    assert [(NIGHT - one.night).days for one in told] == [3, 1, 0]
    assert [one.followers for one in told] == [2 * 4997, 2 * 4999, 2 * 5000]
    assert {one.following for one in told} == {2000}


def test_nightly_counts_of_an_earlier_holder_of_the_name_are_somebody_elses() -> None:
    rows = [
        replace(row(COUNTS, nights), id="did:plc:new" if nights < 2 else "did:plc:old")
        for nights in range(5)
    ]
    assert len(concluded(rows).headcounts["one", "bluesky"]) == 2


def test_who_opted_out_has_no_nightly_counts() -> None:
    found = concluded([row(Gap.OPTED_OUT), *(row(COUNTS, nights) for nights in range(1, 9))])
    assert ("one", "bluesky") not in found.headcounts
