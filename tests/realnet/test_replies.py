"""What the adapter sees of every reply on a real network, to the millisecond."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from collector.manners import polite_client
from collector.model import Account, Gap, PostKind, Profile, Reading, Role
from collector.networks import networks
from collector.settings import load_settings

if TYPE_CHECKING:
    from collector.model import Post

pytestmark = pytest.mark.realnet

# Four windows of thirty days that hold all of the ninety, and what is dated after the night.
NIGHTS = [date(2026, 6, 1) + timedelta(days=days) for days in (-60, -30, 0, 30)]

Timelines = dict[str, dict[date, tuple["Post", ...]]]


@pytest.fixture(scope="module")
def timelines(truth: dict[str, Any], measured: list[dict[str, Any]]) -> Timelines:
    """Return every measured account's posts, by the night that they were read for."""
    return asyncio.run(sighted(truth, [one["handle"] for one in measured]))


async def sighted(truth: dict[str, Any], handles: list[str]) -> Timelines:
    servers = truth["endpoints"]
    settings = load_settings(
        None,
        overrides=[
            f"networks.bluesky.appview={servers['appview']}",
            f"networks.bluesky.plc={servers['plc']}",
            "networks.bluesky.requests_per_second=100",
        ],
    )
    bluesky = networks(settings, {})["bluesky"]
    accounts = [Account(network="bluesky", handle=one, role=Role.MAIN) for one in handles]
    found: Timelines = {handle: {} for handle in handles}
    async with polite_client(
        settings, allow_hosts=["127.0.0.1", "localhost"], connect={}
    ) as client:
        profiles = await bluesky.profiles(accounts, client)
        for account in accounts:
            profile = profiles[account]
            assert isinstance(profile, Profile)
            for night in NIGHTS:
                reading = Reading(night=night, is_full=False)
                sighting = await bluesky.look_up(account, profile, client, reading)
                assert not isinstance(sighting.timeline, Gap)
                found[account.handle][night] = sighting.timeline
    return found


def test_every_reply_is_seen_with_its_thread_its_parent_and_its_delay(
    measured: list[dict[str, Any]], timelines: Timelines
) -> None:
    for organisation in measured:
        posts = {
            post.id: post for posts in timelines[organisation["handle"]].values() for post in posts
        }
        for reply in organisation["replies"]:
            post = posts[reply["uri"]]
            assert post.kind is PostKind.REPLY
            assert post.at == datetime.fromisoformat(reply["createdAt"])
            assert (post.thread, post.parent) == (reply["root"], reply["parent"])
            assert post.parent_author == reply["parentAuthor"]
            assert post.parent_at is not None
            assert post.at - post.parent_at == timedelta(seconds=reply["seconds"])


def test_answers_within_a_second_are_among_them(measured: list[dict[str, Any]]) -> None:
    seconds = {reply["seconds"] for one in measured for reply in one["replies"]}
    assert {0.001, 0.25, 0.999} <= seconds


def test_no_reply_is_missed_or_invented(
    measured: list[dict[str, Any]], timelines: Timelines
) -> None:
    for organisation in measured:
        own = {organisation["did"], *organisation["sisters"]}
        seen = [
            post.id
            for posts in timelines[organisation["handle"]].values()
            for post in posts
            if post.kind is PostKind.REPLY and post.parent_author not in own
        ]
        assert sorted(seen) == sorted(reply["uri"] for reply in organisation["replies"])
