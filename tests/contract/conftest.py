"""The two networks that keep one contract: the practice network, and the real servers."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.practice.almanac import LAST_NIGHT
from collector.practice.cast import cast
from collector.practice.crowd import is_blocking, is_gone
from collector.practice.habits import Mark
from collector.practice.people import handle_of, person
from collector.practice.transport import PRACTICE_SETTINGS, transport
from collector.practice.truth import truth as practice_truth
from collector.practice.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from collector.practice.cast import Character
    from collector.practice.players import Player

TRUTH = "REALNET_TRUTH"
SPAN = timedelta(days=90)
# The first one has followers of every standing; the last three are gone.
PRACTISING = (
    "Hobblethorpe Hats", "Weather Bureau of Wyntmarch", "Bumblewick Boots",
    "Borough of Ospelhurst", "Navelshire County Council", "Fizzlecroft Toys",
    "Kephshire County Council", "Borough of Gralloford",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A watched account as it truly is; `replies` and `likes` are of the last 90 days."""

    did: str
    handle: str
    own: frozenset[str]  # its organisation's accounts
    printed_followers: int
    printed_follows: int
    followers: frozenset[str]  # whom the network still shows
    hidden: Mapping[str, str]  # followers that it does not show: DID -> why
    follows: frozenset[str]
    follow_records: int
    replies: Sequence[dict[str, Any]]
    likes: Mapping[str, str]
    opted_out: bool = False
    was: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """A network under test: where its servers are, how to ask them, and who lives there."""

    appview: str
    plc: str
    end: datetime
    watched: Sequence[Watched]
    people: Sequence[tuple[str, str]]  # DID and handle
    gone: Mapping[str, tuple[str, str]]
    missing: tuple[str, str]
    client: httpx.AsyncClient
    runner: asyncio.Runner
    read: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)

    def ask(self, url: str, **params: Any) -> httpx.Response:
        return self.runner.run(self.client.get(url, params=params))

    def view(self, method: str, **params: Any) -> httpx.Response:
        return self.ask(f"{self.appview}/xrpc/{method}", **params)

    def directory(self, did: str) -> httpx.Response:
        return self.ask(f"{self.plc}/{did}")

    def pds(self, method: str, *, at: str | None = None, **params: Any) -> httpx.Response:
        document = self.directory(at or self.watched[0].did).json()
        (service,) = [one for one in document["service"] if one["id"] == "#atproto_pds"]
        return self.ask(f"{service['serviceEndpoint']}/xrpc/{method}", **params)

    def pages(
        self, ask: Callable[..., httpx.Response], key: str, method: str, **params: Any
    ) -> Iterator[list[Any]]:
        reply = ask(method, **params).json()
        yield reply[key]
        while "cursor" in reply:
            reply = ask(method, **params, cursor=reply["cursor"]).json()
            yield reply[key]

    def records(self, did: str, collection: str) -> list[dict[str, Any]]:
        """Return all records of a collection, newest first; they are read once."""
        if (did, collection) not in self.read:
            method = "com.atproto.repo.listRecords"
            wanted = {"at": did, "repo": did, "collection": collection, "limit": 100}
            pages = self.pages(self.pds, "records", method, **wanted)
            self.read[did, collection] = [record for page in pages for record in page]
        return self.read[did, collection]

    def feed(self, did: str) -> list[dict[str, Any]]:
        """Return an account's whole author feed; it is read once."""
        method = "app.bsky.feed.getAuthorFeed"
        if (did, method) not in self.read:
            pages = self.pages(self.view, "feed", method, actor=did, limit=100)
            self.read[did, method] = [item for page in pages for item in page]
        return self.read[did, method]

    def relationships(self, did: str, others: Sequence[str]) -> list[dict[str, Any]]:
        method = "app.bsky.graph.getRelationships"
        batches = [others[start : start + 30] for start in range(0, len(others), 30)]
        replies = [self.view(method, actor=did, others=list(batch)).json() for batch in batches]
        return [one for reply in replies for one in reply["relationships"]]

    def is_known(self, created_at: str) -> bool:
        return lately(created_at, self.end)

    def lost(self, state: str) -> tuple[str, str]:
        found = self.missing if state == "missing" else self.gone.get(state)
        if found is None:
            pytest.skip(f"nobody is {state} on this network")
        return found


@pytest.fixture(
    scope="session",
    params=[
        pytest.param("practice", marks=pytest.mark.slow),
        pytest.param("real", marks=pytest.mark.realnet),
    ],
)
def net(request: pytest.FixtureRequest) -> Iterator[Net]:
    make = {"practice": practised, "real": real}[request.param]
    with asyncio.Runner() as runner:
        net = make(runner)
        yield net
        runner.run(net.client.aclose())


def real(runner: asyncio.Runner) -> Net:
    if TRUTH not in os.environ:
        pytest.skip("the real servers are not running: start this with make realnet")
    truth = json.loads(Path(os.environ[TRUTH]).read_text(encoding="utf-8"))
    end = datetime.fromisoformat(truth["asOf"])
    standing = {account["did"]: state for state, account in truth["gone"].items()}
    standing[truth["blocker"]["did"]] = "blocking"
    return Net(
        appview=truth["endpoints"]["appview"],
        plc=truth["endpoints"]["plc"],
        end=end,
        watched=[_as_told(one, standing, end) for one in truth["organisations"]],
        people=[_names(one) for one in truth["accounts"]],
        gone={state: _names(one) for state, one in truth["gone"].items()},
        missing=_names(truth["missing"]),
        client=httpx.AsyncClient(timeout=30),
        runner=runner,
    )


def lately(created_at: str, end: datetime) -> bool:
    return end - SPAN <= datetime.fromisoformat(created_at) < end


def _names(account: Mapping[str, str]) -> tuple[str, str]:
    return account["did"], account["handle"]


def _as_told(one: dict[str, Any], standing: Mapping[str, str], end: datetime) -> Watched:
    return Watched(
        did=one["did"],
        handle=one["handle"],
        own=frozenset({one["did"], *one["sisters"]}),
        printed_followers=one["printed"]["followers"],
        printed_follows=one["printed"]["follows"],
        followers=frozenset(one["followers"]),
        hidden={did: standing[did] for did in one["hiddenFollowers"]},
        follows=frozenset(one["follows"]),
        follow_records=one["followRecords"],
        replies=[reply for reply in one["replies"] if lately(reply["createdAt"], end)],
        likes={
            like["uri"]: like["subject"] for like in one["likes"] if lately(like["createdAt"], end)
        },
        opted_out=one["optedOut"],
        was=one.get("was"),
    )


def practised(runner: asyncio.Runner) -> Net:
    characters = {one.name: _small(one) for one in cast(1, 60)}
    world = World(characters=[characters[name] for name in PRACTISING])
    truth = practice_truth(world, LAST_NIGHT)
    told = {one["did"]: one for one in truth["organisations"]}
    players = [player for player in world.players if player.did in told]
    first = players[0].index
    return Net(
        appview=PRACTICE_SETTINGS["networks.bluesky.appview"],
        plc=PRACTICE_SETTINGS["networks.bluesky.plc"],
        end=datetime.fromisoformat(f"{LAST_NIGHT}T00:00:00Z"),
        watched=[_as_played(world, player, told[player.did]) for player in players],
        people=[(world.dids.did(one), handle_of(one)) for one in _crowd(first, 40)],
        gone={str(fate): _names(accounts[0]) for fate, accounts in truth["gone"].items()},
        missing=("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "nobody.practice.test"),
        client=httpx.AsyncClient(transport=transport(world)),
        runner=runner,
    )


def _small(character: Character) -> Character:
    accounts = tuple(
        (role, replace(habit, followers=min(habit.followers, 1300), others=min(habit.others, 300)))
        for role, habit in character.accounts
    )
    return replace(character, accounts=accounts)


def is_away(place: int) -> bool:
    return is_gone(place) or is_blocking(place)


def _crowd(player: int, count: int) -> list[int]:
    places = [place for place in range(count * 2) if not is_away(place)]
    return [person(player, place) for place in places[:count]]


def _as_played(world: World, player: Player, one: dict[str, Any]) -> Watched:
    now, crowd = world.at(LAST_NIGHT), player.crowd

    def did(place: int) -> str:
        return world.dids.did(person(player.index, place))

    places = range(crowd.followers.count(now))
    hidden = {did(p): "deactivated" if is_gone(p) else "blocking" for p in places if is_away(p)}
    ours = world.company(player.index).players
    return Watched(
        did=player.did,
        handle=one["handle"],
        own=frozenset(other.did for other in ours),
        printed_followers=one["followers"],
        printed_follows=one["follows"],
        followers=frozenset(did(place) for place in places if not is_away(place)),
        hidden=hidden,
        follows=frozenset(did(place) for _, place in crowd.listed(now)),
        follow_records=one["follows"],
        replies=one["replies"],
        likes={like["uri"]: like["subject"] for like in one["likes"]},
        opted_out=player.has(Mark.OPTED_OUT),
        was=player.handles[0] if len(player.handles) > 1 else None,
    )
