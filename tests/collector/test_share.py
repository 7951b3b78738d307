from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import SettingError
from collector.model import Account, Kind, Organisation, Role, Watchlist
from collector.settings import load_settings
from collector.share import (
    FIRST_READING,
    as_values,
    enough_shards,
    expected_requests,
    shared_settings,
    shares,
    telling_reports,
    watchlist_mark,
)
from collector.store import Ledger
from collector.store.report import AccountReport, RunReport
from collector.store.shard import MOST_SHARDS, Shard, shard_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from collector.model import Observation
    from collector.share import Share

NIGHT = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
SETTINGS = load_settings(None)


def organisation(slug: str, *accounts: tuple[str, str]) -> Organisation:
    return Organisation(
        slug=slug,
        name=slug,
        kind=Kind.BRAND,
        sector="boots",
        country="XX",
        website=f"https://{slug}.test",
        accounts=tuple(
            Account(network=network, handle=handle, role=Role.MAIN)
            for network, handle in accounts or [("bluesky", f"{slug}.test")]
        ),
        file=PurePosixPath(f"brands/{slug}.yml"),
    )


def several(count: int) -> list[Organisation]:
    return [organisation(f"o{number}") for number in range(count)]


def places(cut: tuple[Share, ...]) -> dict[str, int]:
    return {one.slug: share.shard.number for share in cut for one in share.organisations}


COSTS = st.lists(st.integers(1, 200), min_size=1, max_size=120)


@given(costs=COSTS, of=st.integers(1, 12))
def test_every_organisation_is_in_exactly_one_shard(costs: list[int], of: int) -> None:
    listed = several(len(costs))
    requests = {one.slug: cost for one, cost in zip(listed, costs, strict=True)}
    cut = shares(listed, requests, of)

    held = [one.slug for share in cut for one in share.organisations]
    assert sorted(held) == sorted(requests)
    assert [str(share.shard) for share in cut] == [f"{at + 1}/{of}" for at in range(of)]
    for share in cut:
        assert share.requests == sum(requests[one.slug] for one in share.organisations)


@given(costs=COSTS, of=st.integers(1, 12))
def test_no_shard_has_a_tenth_more_than_its_share_and_one_organisation(
    costs: list[int], of: int
) -> None:
    listed = several(len(costs))
    requests = {one.slug: cost for one, cost in zip(listed, costs, strict=True)}
    most = max(share.requests for share in shares(listed, requests, of))
    assert most <= 1.1 * sum(costs) / of + max(costs)


@given(order=st.permutations(range(40)))
def test_the_order_of_the_list_changes_nothing(order: list[int]) -> None:
    listed = several(40)
    requests = dict.fromkeys((one.slug for one in listed), 5)
    again = shares([listed[at] for at in order], requests, 4)
    assert again == shares(listed, requests, 4)


@given(newcomer=st.text("abcdefgh-", min_size=1, max_size=12), cost=st.sampled_from([5, 140]))
def test_a_newcomer_moves_few(newcomer: str, cost: int) -> None:
    listed = several(400)
    requests = {one.slug: 5 + 27 * (number % 5) for number, one in enumerate(listed)}
    before = places(shares(listed, requests, 8))
    one_more = [*listed, organisation(newcomer)]
    after = places(shares(one_more, requests | {newcomer: cost}, 8))
    moved = [slug for slug in before if before[slug] != after[slug]]
    assert len(moved) <= 40


def test_a_server_is_read_by_one_shard_where_there_is_room() -> None:
    town = [
        organisation(f"t{n}", ("bluesky", f"t{n}.test"), ("mastodon", f"@t{n}@town.test"))
        for n in range(10)
    ]
    listed = [*several(100), *town]
    cut = shares(listed, dict.fromkeys((one.slug for one in listed), 9), 4)
    assert len({places(cut)[one.slug] for one in town}) == 1


def test_a_server_of_half_the_list_is_read_by_no_more_shards_than_it_needs() -> None:
    town = [organisation(f"t{n}", ("mastodon", f"@t{n}@town.test")) for n in range(50)]
    listed = [*several(50), *town]
    cut = shares(listed, dict.fromkeys((one.slug for one in listed), 9), 4)
    assert len({places(cut)[one.slug] for one in town}) <= 3


def report(night: date, **requests: int) -> RunReport:
    accounts = tuple(
        AccountReport(organisation=slug, network="bluesky", account=f"{slug}.test", requests=count)
        for slug, count in requests.items()
    )
    return RunReport(
        night=night,
        started_at=AT,
        finished_at=AT,
        collector_version="1",
        read=1,
        expected=1,
        accounts=accounts,
    )


def test_an_account_costs_what_the_first_report_that_tells_of_it_says() -> None:
    week, last = report(NIGHT, o0=90), report(NIGHT, o0=4, o1=6, o2=0)
    found = expected_requests(several(4), [week, last])
    assert found == {"o0": 90, "o1": 6, "o2": 1, "o3": FIRST_READING["bluesky"]}


def test_the_same_night_of_a_week_before_tells_first_then_the_last_one(
    tmp_path: Path, rows_of: Callable[[date], list[Observation]]
) -> None:
    ledger = Ledger(tmp_path)
    assert telling_reports(ledger, NIGHT) == []
    for day in (14, 15, 16, 20, 22):
        night = date(2026, 11, day)
        ledger.record(night, rows_of(night), report(night, o0=day))
    assert [one.night.day for one in telling_reports(ledger, NIGHT)] == [15, 20]
    assert [one.night.day for one in telling_reports(ledger, date(2026, 11, 26))] == [22]
    assert [one.night.day for one in telling_reports(ledger, date(2026, 11, 21))] == [14, 20]


def test_there_are_as_few_shards_as_the_requests_allow() -> None:
    assert enough_shards({"a": 140, "b": 140}, 280) == 1
    assert enough_shards({"a": 140, "b": 141}, 280) == 2
    assert enough_shards({}, 280) == 1
    with pytest.raises(SettingError, match="256 is the most; write 391 or more"):
        enough_shards({"a": 100_000}, 10)


@pytest.mark.parametrize("text", ["1/1", "3/8", "256/256"])
def test_a_shard_is_written_as_its_number_of_all(text: str) -> None:
    assert str(shard_of(text)) == text


@pytest.mark.parametrize(
    "text", ["", "3", "0/3", "4/3", "-1/3", "1/0", "1/257", "01/3", "1 / 3", "1/3/4", "a/b", "²/3"]
)
def test_what_is_no_shard_is_told_how_to_write_one(text: str) -> None:
    with pytest.raises(SettingError, match=r"is no shard; write the third of eight as 3/8"):
        shard_of(text)


def test_shards_share_the_rates_and_the_budgets_of_a_night() -> None:
    listed = [*several(40), *(organisation(f"x{n}", ("x", f"x{n}")) for n in range(2))]
    cut = shares(listed, dict.fromkeys((one.slug for one in listed), 10), 8)
    parts = [shared_settings(SETTINGS, cut, share.shard) for share in cut]

    most = SETTINGS.budgets
    assert sum(part.budgets.requests for part in parts) <= most.requests
    assert sum(part.budgets.bytes for part in parts) <= most.bytes
    readers = [
        part.budgets.dollars
        for part, share in zip(parts, cut, strict=True)
        if any(one.slug.startswith("x") for one in share.organisations)
    ]
    assert sum(readers) == pytest.approx(most.dollars)
    rate = SETTINGS.networks.bluesky.requests_per_second
    assert {part.networks.bluesky.requests_per_second for part in parts} == {rate / 8}


def test_a_server_hears_from_all_its_shards_no_more_than_from_one() -> None:
    town = [organisation(f"t{n}", ("mastodon", f"@t{n}@town.test")) for n in range(50)]
    alone = [organisation("alone", ("mastodon", "@alone@alone.test"))]
    listed = [*town, *alone]
    cut = shares(listed, dict.fromkeys((one.slug for one in listed), 9), 4)
    rates = [
        shared_settings(SETTINGS, cut, share.shard).networks.mastodon.requests_per_second
        for share in cut
        if any(one.slug.startswith("t") for one in share.organisations)
    ]
    assert sum(rates) <= SETTINGS.networks.mastodon.requests_per_second
    one = shares(listed, dict.fromkeys((one.slug for one in listed), 9), 1)
    assert shared_settings(SETTINGS, one, Shard(number=1, of=1)) == SETTINGS


def test_a_share_is_an_entry_of_a_matrix() -> None:
    (share,) = shares(several(2), {"o0": 3, "o1": 4}, 1)
    assert as_values(share) == {
        "shard": "1/1",
        "name": "1-of-1",
        "organisations": 2,
        "requests": 7,
    }
    assert MOST_SHARDS == 256


def test_another_watchlist_has_another_mark() -> None:
    first = watchlist_mark(Watchlist(organisations=tuple(several(3))))
    assert first == watchlist_mark(Watchlist(organisations=tuple(reversed(several(3)))))
    assert first != watchlist_mark(Watchlist(organisations=tuple(several(2))))
    changed = organisation("o2", ("bluesky", "other.test"))
    assert first != watchlist_mark(Watchlist(organisations=(*several(2), changed)))
