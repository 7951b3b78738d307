"""Real replies of Mastodon servers of many versions, read by the adapter."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.errors import Gone
from collector.model import Flag, Gap, PostKind, Reading
from collector.networks.fediverse import at_origin, read, refusal
from collector.networks.fediverse_home import Home, Links, NodeInfo
from collector.networks.mastodon import Mastodon
from collector.networks.mastodon_nouns import id_time, profile_of, said_at
from collector.networks.mastodon_replies import Context, Status, Statuses, View, Views, Whos
from collector.settings import MastodonSettings
from tests.collector.networks.fedi_world import Fediverse, account, sighting

if TYPE_CHECKING:
    from pathlib import Path

SHAPES: dict[str, Any] = {
    "account": View,
    "account_lookup": View,
    "account_search": Views,
    "account_statuses": Statuses,
    "context": Context,
    "directory": Views,
    "favourited_by": Whos,
    "followers": Whos,
    "following": Whos,
    "nodeinfo": NodeInfo,
    "public_timeline": Statuses,
    "reblogged_by": Whos,
    "status": Status,
    "tag_timeline": Statuses,
}
HOME = Home(name="admin@social.test", origin="https://social.test", actor="", id="1")


@pytest.fixture(scope="module")
def recorded(shared: Path) -> dict[str, dict[str, Any]]:
    files = (shared / "data/recorded/mastodon").glob("*.json")
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(files)}


def reply(one: dict[str, Any]) -> httpx.Response:
    return httpx.Response(one["status"], json=one["body"], headers=one["headers"])


@pytest.mark.heavy
def test_every_recorded_reply_is_read(recorded: dict[str, dict[str, Any]]) -> None:
    met = set()
    for name, one in recorded.items():
        endpoint = name.partition("--")[0]
        if endpoint not in SHAPES:
            continue
        met.add(endpoint)
        if one["status"] == httpx.codes.OK:
            read(SHAPES[endpoint], reply(one), one["url"])
        else:
            assert isinstance(refusal(reply(one), one["url"]), Gone), name
    assert met == set(SHAPES)


def test_every_status_tells_its_time_twice(recorded: dict[str, dict[str, Any]]) -> None:
    checked = 0
    for name, one in recorded.items():
        if name.partition("--")[0] not in {"account_statuses", "context", "status"}:
            continue
        if one["status"] != httpx.codes.OK:
            continue
        body = one["body"]
        bodies = body if isinstance(body, list) else [body]
        if "descendants" in body:
            bodies = body["ancestors"] + body["descendants"]
        for status in bodies:
            own_server = "@" not in status["account"]["acct"]
            found = read(Status, httpx.Response(200, json=status), "")
            at = datetime.fromisoformat(status["created_at"])
            assert said_at(found) == at or not own_server
            arrived = id_time(found.id)
            if own_server and arrived is not None:
                assert abs(arrived - at) < timedelta(seconds=1), name
                checked += 1
    assert checked > 100


def test_the_counts_and_flags_are_those_that_stand_there(
    recorded: dict[str, dict[str, Any]],
) -> None:
    one = recorded["account--mastodon.py--004"]
    admin = profile_of(read(View, reply(one), one["url"]), HOME)
    assert (admin.followers, admin.following, admin.posts) == (3, 1, 30)
    assert admin.created_at == datetime(2019, 6, 22, 12, 42, 50, 96_000, tzinfo=UTC)
    assert admin.flags == set()
    one = recorded["account_lookup--mastodon.py--001"]
    lennon = profile_of(read(View, reply(one), one["url"]), HOME)
    assert lennon.followers == 0
    assert lennon.flags == {Flag.LOCKED, Flag.UNINDEXED}
    one = recorded["account--mastodon.py--002"]
    halcy = read(View, reply(one), one["url"])
    assert (halcy.followers_count, halcy.hides_lists) == (3553, True)


def test_a_recorded_server_tells_what_it_runs(recorded: dict[str, dict[str, Any]]) -> None:
    one, two = recorded["wellknown--mastodon.py--003"], recorded["nodeinfo--mastodon.py--001"]
    (link,) = read(Links, reply(one), one["url"]).links
    assert at_origin(str(link.href), "https://mastodon.social") == two["url"]
    assert read(NodeInfo, reply(two), two["url"]).software.name == "mastodon"


def test_a_recorded_timeline_becomes_posts(recorded: dict[str, dict[str, Any]]) -> None:
    body = recorded["account_statuses--rtoot--033"]["body"]
    world = Fediverse()
    server = world.server("social.tchncs.de", has_batches=False, has_uri=False)
    server.add("chainsawriot", "109281650341067731")
    world.settle(server, "chainsawriot")
    link = recorded["account_statuses--rtoot--033"]["headers"]["link"]

    def statuses(request: httpx.Request) -> httpx.Response:
        is_next = "max_id" in request.url.params
        return httpx.Response(200, json=[] if is_next else body, headers={"link": link})

    world.faults["/statuses"] = statuses
    reading = Reading(night=date(2022, 11, 10), is_full=False)
    one = account("chainsawriot@social.tchncs.de")
    found = asyncio.run(sighting(Mastodon(MastodonSettings(), {}), world, one, reading)).timeline
    assert not isinstance(found, Gap)
    kinds = [post.kind for post in found]
    assert [kinds.count(kind) for kind in PostKind] == [14, 5, 1]
    replies = {post.at: post for post in found if post.kind is PostKind.REPLY}
    assert [post.parent_author for post in replies.values()] == [
        "chainsawriot@social.tchncs.de",
        "0xba@social.tchncs.de",
        "chainsawriot@social.tchncs.de",
        "jamoeberl@mastodon.wurzelmann.at",
        "jbgruber@mastodon.social",
    ]
    answer = replies[datetime(2022, 11, 7, 15, 54, 18, 189_000, tzinfo=UTC)]
    above = recorded["context--rtoot--001"]["body"]["ancestors"][1]
    asked = datetime.fromisoformat(above["created_at"])
    assert above["id"] == (answer.parent or "").rpartition("/")[2]
    assert answer.parent_at is not None
    assert abs(answer.parent_at - asked) < timedelta(seconds=1)
    assert answer.text.startswith("@0xba https://github.com/")
    assert all("tchncs.de/@" not in link for link in answer.links)
