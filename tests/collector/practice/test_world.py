from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from collector.model import Kind
from collector.practice import FIRST_NIGHT, LAST_NIGHT, NIGHTS, World, truth
from collector.practice.codes import DAY, HOUR, iso, midnight
from collector.practice.diary import until
from collector.practice.habits import Fate, Mark
from collector.practice.hours import ahead_of_utc
from collector.practice.names import coined
from collector.practice.people import PLAYERS

if TYPE_CHECKING:
    from pathlib import Path

    from collector.practice.players import Player

REAL_TOWNS = [
    "Aberdeen",
    "Bath",
    "Bedford",
    "Birmingham",
    "Bolton",
    "Bradford",
    "Brighton",
    "Bristol",
    "Burnley",
    "Bury",
    "Cambridge",
    "Cardiff",
    "Carlisle",
    "Chester",
    "Coventry",
    "Croydon",
    "Derby",
    "Doncaster",
    "Dover",
    "Durham",
    "Exeter",
    "Falmouth",
    "Glasgow",
    "Gloucester",
    "Halifax",
    "Hereford",
    "Hull",
    "Ipswich",
    "Kendal",
    "Lancaster",
    "Leeds",
    "Leicester",
    "Lincoln",
    "Liverpool",
    "London",
    "Luton",
    "Manchester",
    "Monmouth",
    "Newcastle",
    "Newport",
    "Northampton",
    "Norwich",
    "Nottingham",
    "Oldham",
    "Oxford",
    "Plymouth",
    "Portsmouth",
    "Preston",
    "Reading",
    "Ripon",
    "Rochdale",
    "Salford",
    "Salisbury",
    "Sheffield",
    "Southampton",
    "Stafford",
    "Sunderland",
    "Swansea",
    "Swindon",
    "Taunton",
    "Torquay",
    "Truro",
    "Wakefield",
    "Warwick",
    "Wells",
    "Winchester",
    "Worcester",
    "York",
    "Cumbria",
    "Devon",
    "Dorset",
    "Essex",
    "Hampshire",
    "Kent",
    "Lancashire",
    "Norfolk",
    "Shropshire",
    "Somerset",
    "Suffolk",
    "Surrey",
]


@pytest.fixture(scope="module")
def told(sixty: World) -> dict[str, dict[str, Any]]:
    """Return the truth about the last night, by DID."""
    return {one["did"]: one for one in truth(sixty, LAST_NIGHT)["organisations"]}


@pytest.mark.heavy
def test_the_same_seed_makes_the_same_world_in_whatever_order_it_is_asked() -> None:
    forth, back = World(seed=3, organisations=1), World(seed=3, organisations=1)
    nights = [LAST_NIGHT - timedelta(days=days) for days in (30, 0)]
    told = [truth(forth, night) for night in nights]
    assert [truth(back, night) for night in reversed(nights)] == told[::-1]


def test_another_seed_makes_another_world() -> None:
    one, other = (World(seed=seed, organisations=1).players[0] for seed in (1, 2))
    assert one.did != other.did
    assert one.crowd.followers != other.crowd.followers


def test_followers_and_follows_never_shrink_from_night_to_night(world: World) -> None:
    for player in world.players:
        counts = [
            (player.crowd.followers.count(at), player.crowd.follows(at))
            for at in (world.at(FIRST_NIGHT + timedelta(days=day)) for day in range(NIGHTS))
        ]
        assert all(
            before[0] <= after[0] and before[1] <= after[1] for before, after in pairwise(counts)
        )


@pytest.mark.heavy
def test_a_post_once_written_stays_until_its_author_goes(world: World) -> None:
    player = world.players[0]
    shelf = world.diary(0).shelf(player.index, world.at(LAST_NIGHT))
    early, late = (until(shelf.posts, world.at(night)) for night in (FIRST_NIGHT, LAST_NIGHT))
    assert 0 < early < late


def test_sixty_organisations_are_of_every_kind(sixty: World) -> None:
    kinds = [company.character.sector.kind for company in sixty.companies]
    counts = {kind: kinds.count(kind) for kind in Kind}
    assert counts == {Kind.COUNCIL: 26, Kind.BRAND: 28, Kind.PUBLIC_BODY: 6}


def test_ten_accounts_or_more_share_a_sector_and_a_size(sixty: World) -> None:
    now = sixty.at(LAST_NIGHT)
    bands = [
        (company.character.sector.name, len(str(company.players[0].crowd.followers.count(now))))
        for company in sixty.companies
        if company.players[0].fate(now) is Fate.LIVES
    ]
    assert sum(bands.count(band) >= 10 for band in set(bands)) >= 4


def test_the_telling_habits_are_all_there(sixty: World) -> None:
    now = sixty.at(LAST_NIGHT)
    rates = {
        player.handles[0]: player.crowd.mutuals(now) / max(1, player.crowd.followers.count(now))
        for player in sixty.players
    }
    assert 0.88 < rates["lonmouth.test"] < 0.92
    assert 0.009 < rates["crumpetarium.test"] < 0.011
    assert rates["cravelland.test"] == 0
    more = next(player for player in sixty.players if player.handles[0] == "ospelhurst.test")
    assert more.crowd.follows(now) > more.crowd.followers.count(now)
    assert {mark for player in sixty.players for mark in player.habit.marks} == set(Mark)
    assert {player.fate(now) for player in sixty.players} == set(Fate)


def test_one_account_begins_to_follow_back_half_way(sixty: World) -> None:
    waking = next(player for player in sixty.players if player.has(Mark.WAKING))
    before, after = (
        waking.crowd.mutuals(at) / waking.crowd.followers.count(at)
        for at in (sixty.at(FIRST_NIGHT + timedelta(days=59)), sixty.at(LAST_NIGHT))
    )
    assert before < 0.1
    assert after > 0.45


def gathered(account: dict[str, Any]) -> Counter[str]:
    """Return the openings of the days that answers are counted for, by thread."""
    end = midnight(LAST_NIGHT)
    start, stop = iso(end - 31 * DAY), iso(end - DAY)
    return Counter(o["root"] for o in account["openings"] if start <= o["createdAt"] < stop)


@pytest.mark.heavy
def test_in_both_council_tables_ten_are_spoken_to_often_enough_to_be_ranked(
    sixty: World, told: dict[str, dict[str, Any]]
) -> None:
    enough: Counter[tuple[str, int]] = Counter()
    for company in sixty.companies:
        accounts = [told[p.did] for p in company.players if p.did in told and p.role.is_official]
        threads = sum((gathered(account) for account in accounts), Counter[str]())
        if (
            threads.total() >= 30
            and len(threads) >= 10
            and 2 * max(threads.values()) <= (threads.total())
        ):
            band = len(str(accounts[0]["followers"]))
            enough[company.character.sector.name, band] += 1
    assert enough["borough", 4] >= 10
    assert enough["county", 5] >= 10


@pytest.mark.heavy
def test_threads_stay_few_though_openings_are_many(told: dict[str, dict[str, Any]]) -> None:
    threads = [gathered(account) for account in told.values()]
    assert sum(one.total() for one in threads) > 2.5 * sum(map(len, threads))
    assert max(map(len, threads)) < 40


@pytest.mark.heavy
def test_one_thread_is_viral_one_dominates_and_one_account_is_never_spoken_to(
    sixty: World, told: dict[str, dict[str, Any]]
) -> None:
    def one(mark: Mark) -> Player:
        return next(player for player in sixty.players if player.has(mark))

    loud = one(Mark.UPROAR)
    diary = sixty.diary(sixty.company(loud.index).number)
    roots = Counter(
        post.root.uri for post in diary.posts(sixty.at(LAST_NIGHT)) if post.root is not None
    )
    assert roots.most_common(1)[0][1] > 200
    (openings,) = gathered(told[one(Mark.ONE_TALK).did]).values()
    assert openings == 10
    assert any(not account["openings"] for account in told.values())


@pytest.mark.heavy
def test_what_is_acknowledged_runs_from_nothing_to_most(told: dict[str, dict[str, Any]]) -> None:
    shares = [
        sum(o["acknowledged"] is not None for o in one["openings"]) / len(one["openings"])
        for one in told.values()
        if len(one["openings"]) >= 30
    ]
    assert min(shares) < 0.05
    assert max(shares) > 0.7


@pytest.mark.heavy
def test_some_answer_at_any_hour_and_some_in_office_hours_alone(sixty: World) -> None:
    def hours(office: bool) -> set[int]:  # noqa: FBT001 - one of two sorts
        company = next(
            company
            for company in sixty.companies
            if company.character.zone == "America/Halifax"
            and company.players[0].habit.office is office
            and company.players[0].habit.answered > 0.5
        )
        shelf = sixty.diary(company.number).shelf(company.players[0].index, sixty.at(LAST_NIGHT))
        ahead = ahead_of_utc("America/Halifax", midnight(FIRST_NIGHT) // DAY)
        summer = midnight(FIRST_NIGHT)
        answers = [post for post in shelf.posts if post.parent and summer <= post.at]
        people = [post for post in answers if post.parent and post.parent.author >= PLAYERS]
        return {(post.at + ahead) // HOUR % 24 for post in people[: len(people) // 2]}

    assert hours(office=True) <= set(range(9, 17))
    assert len(hours(office=False)) > 14


def test_clocks_change_with_the_place() -> None:
    summer, winter = (midnight(date(2026, month, 15)) // DAY for month in (7, 12))
    assert [ahead_of_utc("Europe/London", day) // HOUR for day in (summer, winter)] == [1, 0]
    assert [ahead_of_utc("America/Halifax", day) // HOUR for day in (summer, winter)] == [-3, -4]
    assert ahead_of_utc(None, summer) == ahead_of_utc("Nowhere/Atall", summer) == 0


@pytest.mark.heavy
def test_one_account_jumps_one_swells_and_one_follows_back_without_talking(
    sixty: World, told: dict[str, dict[str, Any]]
) -> None:
    def counts(mark: Mark) -> list[int]:
        player = next(player for player in sixty.players if player.has(mark))
        nights = [sixty.at(LAST_NIGHT - timedelta(days=ago)) for ago in range(112, -1, -1)]
        return [player.crowd.followers.count(at) for at in nights]

    jumped = counts(Mark.JUMP)
    steps = [after - before for before, after in pairwise(jumped)]
    assert sum(step > 0.1 * jumped[-1] for step in steps) == 1
    assert sorted(steps)[-2] < 50
    swollen = counts(Mark.SWELLING)
    assert swollen[-1] > 1.11 * swollen[-29]
    assert swollen[-29] < 1.03 * swollen[-57]
    assert max(after - before for before, after in pairwise(swollen)) < 50
    hollow = [
        one
        for one in told.values()
        if one["mutuals"] > 0.8 * one["followers"] and one["conversations"] < 3
    ]
    assert len(hollow) == 1


def test_larger_worlds_have_a_name_of_its_own_for_everybody() -> None:
    slugs = [company.slug for company in World(organisations=150).companies]
    assert len(set(slugs)) == 150
    words = [word for word, _ in zip(coined(), range(5000), strict=False)]
    assert len(set(words)) == 5000


@pytest.mark.heavy
def test_the_synthetic_world_has_the_sizes_of_the_method() -> None:
    world = World.synthetic(400)
    now = world.at(LAST_NIGHT)
    sizes = sorted(player.crowd.followers.count(now) for player in world.players)
    assert 6000 < sizes[200] < 8500
    assert sizes[-1] > 400_000


def test_no_name_is_that_of_a_real_town(sixty: World) -> None:
    words = [word for company in sixty.companies for word in company.character.name.split()]
    invented = {*words, *(word for word, _ in zip(coined(), range(2000), strict=False))}
    assert not invented & set(REAL_TOWNS)


def test_no_name_is_that_of_a_real_organisation(sixty: World, shared: Path) -> None:
    with (shared / "data" / "organisations.csv").open(encoding="utf-8") as stream:
        real = {row["name"].casefold() for row in csv.DictReader(stream)}
    assert not real & {company.character.name.casefold() for company in sixty.companies}
    assert not real & {company.slug for company in sixty.companies}


def test_every_address_is_one_that_can_never_exist(sixty: World) -> None:
    handles = [handle for player in sixty.players for handle in player.handles]
    sites = [company.site for company in sixty.companies]
    assert all(name.endswith(".test") for name in (*handles, *sites))
