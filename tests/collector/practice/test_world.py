from __future__ import annotations

import csv
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from collector.model import Kind
from collector.practice import FIRST_NIGHT, LAST_NIGHT, NIGHTS, World, truth
from collector.practice.diary import until
from collector.practice.habits import Fate, Mark
from collector.practice.names import coined

if TYPE_CHECKING:
    from pathlib import Path

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


def test_larger_worlds_have_a_name_of_its_own_for_everybody() -> None:
    slugs = [company.slug for company in World(organisations=150).companies]
    assert len(set(slugs)) == 150
    words = [word for word, _ in zip(coined(), range(5000), strict=False)]
    assert len(set(words)) == 5000


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
