"""The Mastodon adapter on the practice network, against the truth counted from its diaries."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from collector.manners import polite_client
from collector.model import FollowBack, Reading, Role, Sighting
from collector.networks.mastodon import Mastodon
from collector.practice import LAST_NIGHT, World, transport
from collector.practice.truth import about
from collector.settings import MastodonSettings, Settings
from collector.tally import facts, joined
from collector.tally.circle import Circle
from collector.tally.heard import overheard
from tests.collector.networks.fedi_world import account

if TYPE_CHECKING:
    from collector.model import Facts

pytestmark = pytest.mark.slow

END = datetime.combine(LAST_NIGHT, time(), UTC)
DAY = 86_400
Told = list[tuple["Facts", FollowBack, dict[str, Any]]]


@pytest.fixture(scope="module")
def told() -> Told:
    """Return what was counted of every account whose posts were read, beside the truth of it."""
    world = World(organisations=40)
    homes = [one for one in world.residents if one.network == "mastodon"]
    listed = {account(one.listed_as, role=Role.MAIN): one for one in homes}

    async def read() -> list[tuple[Any, Sighting]]:
        network = Mastodon(MastodonSettings(), {})
        async with polite_client(Settings(), transport=transport(world), pace=False) as client:
            shown = await network.profiles(list(listed), client)
            reading = Reading(night=LAST_NIGHT)
            return [
                (listed[one], await network.look_up(one, profile, client, reading))
                for one, profile in shown.items()
                if not isinstance(profile, Exception)
            ]

    return [
        (_counted(seen), seen.follow_back, about(world, resident.player, LAST_NIGHT))
        for resident, seen in asyncio.run(read())
        if isinstance(seen.timeline, tuple) and isinstance(seen.follow_back, FollowBack)
    ]


def _counted(seen: Sighting) -> Facts:
    own = frozenset({seen.profile.id})
    circle = Circle(own=own, official=own)
    heard = overheard([seen], [seen], targets=own, circle=circle, night=LAST_NIGHT, kept={}).facts
    counted = facts(seen, circle=circle, night=LAST_NIGHT)
    assert heard.answered is not None
    return joined(counted, heard)


def test_enough_accounts_are_read(told: Told) -> None:
    assert len(told) >= 8


def test_every_day_is_counted_as_it_was(told: Told) -> None:
    for found, _, truth in told:
        assert found.replies_by_day == tuple(truth["repliesByDay"])
        assert found.originals_by_day == tuple(truth["originalsByDay"])
        assert found.reposts_by_day == tuple(truth["repostsByDay"])
        assert found.self_replies_by_day == tuple(truth["selfRepliesByDay"])
        assert found.people == truth["people"]


def test_a_person_on_a_day_is_nearly_a_person_in_a_thread(told: Told) -> None:
    for found, _, truth in told:
        assert found.conversations == pytest.approx(truth["conversations"], rel=0.15)


def test_whoever_follows_back_is_counted_one_by_one(told: Told) -> None:
    for found, lists, truth in told:
        assert (found.followers, lists.mutual) == (truth["followers"], truth["mutuals"])


def test_every_opening_and_answer_is_found(told: Told) -> None:
    since, until = END - timedelta(hours=744), END - timedelta(hours=24)
    for found, _, truth in told:
        times = [
            (datetime.fromisoformat(one["createdAt"]), one["answered"]) for one in truth["openings"]
        ]
        waits = [wait for at, wait in times if since <= at < until]
        answered = [wait for wait in waits if wait is not None and wait <= DAY]
        assert found.answered is not None
        assert (found.answered[1], found.answered[3]) == (len(waits), len(answered))
