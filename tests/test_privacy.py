"""People are forgotten: nobody but the watched accounts is in anything that is written or said."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from collector.__main__ import main
from collector.collect import Books, collect
from collector.errors import FollowbackError
from collector.interval import ClusterSums
from collector.load import load_watchlist
from collector.manners import polite_client
from collector.model import (
    FollowBack,
    Heard,
    Like,
    Message,
    OpeningKind,
    Post,
    PostKind,
    Profile,
    Sighting,
    Thread,
)
from collector.night import build_site, read_night
from collector.practice import (
    LAST_NIGHT,
    PRACTICE_SETTINGS,
    PracticeTransport,
    World,
    transport,
    write_watchlist,
)
from collector.practice import phrases as said_by_people
from collector.settings import load_settings
from collector.state import THREADS_FILE, save_threads
from collector.store import Ledger
from collector.store.journal import Journal
from collector.tally import cut_off

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from collector.errors import LookUpError
    from collector.model import Account, Observation, Reading, Watchlist

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = load_settings(None, overrides=[f"{k}={v}" for k, v in PRACTICE_SETTINGS.items()])
DID = re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%-]+")
PERSON = re.compile(r"person-\d+|at://|marked")
MARK = "did:plc:markedmarkedmarkedmarked"
MARKED = f"{MARK} marked.person.test said a marked thing"
PHRASES = [
    part
    for words in vars(said_by_people).values()
    if isinstance(words, tuple)
    for text in words
    for part in text.split("{site}")
    if len(part) > len("Soup again")
]


@pytest.fixture(scope="module")
def world() -> World:
    return World(organisations=12)


@pytest.fixture(scope="module")
def listed(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the practice network's watchlist, written to a folder."""
    folder = tmp_path_factory.mktemp("privacy") / "watchlist"
    write_watchlist(world, folder)
    return folder


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every file's name and all that it says, the ledger's rows included."""
    for path in sorted(folder.rglob("*")):
        yield str(path), path.name
        if path.is_file():
            yield str(path), path.read_bytes().decode("utf-8", "replace")
    if (folder / "manifest.json").is_file():
        yield "the ledger's rows", repr(Ledger(folder).observations())


def betrayed(world: World, text: str) -> list[str]:
    """Return whatever the text says of people."""
    watched = {player.did for player in world.players}
    ids = [found for found in DID.findall(text) if found.rstrip(".:") not in watched]
    return [*ids, *PERSON.findall(text), *(phrase for phrase in PHRASES if phrase in text)]


def nobody_in(world: World, folder: Path) -> None:
    for name, text in texts(folder):
        told = without_own_posts(world, text) if name.endswith(THREADS_FILE) else text
        assert betrayed(world, told) == [], name


def without_own_posts(world: World, text: str) -> str:
    """Return the text without the addresses of the watched accounts' own posts."""
    for player in world.players:
        text = text.replace(f"at://{player.did}/app.bsky.feed.post/", "")
    return text


def read(
    watchlist: Watchlist,
    network: httpx.AsyncBaseTransport,
    folder: Path,
    *,
    night: date = LAST_NIGHT,
    tick: Callable[[], None] = lambda: None,
) -> None:
    read_night(
        watchlist,
        night=night,
        settings=SETTINGS,
        folder=folder,
        client=polite_client(SETTINGS, transport=network, pace=False),
        tick=tick,
    )


def test_the_search_finds_a_person_who_is_there(world: World, tmp_path: Path) -> None:
    for text in (MARK, "person-12.practice.test", "at://x", PHRASES[0], f"x {MARKED} y"):
        (tmp_path / "leak.txt").write_text(text, encoding="utf-8")
        with pytest.raises(AssertionError, match=r"leak\.txt"):
            nobody_in(world, tmp_path)


@pytest.mark.slow
def test_two_nights_and_their_site_name_nobody(
    world: World, listed: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    network = transport(world)
    watchlist = load_watchlist(listed)
    for night in (LAST_NIGHT - timedelta(days=1), LAST_NIGHT):
        network.night = night
        read(
            watchlist,
            network,
            tmp_path / "data",
            night=night,
            tick=lambda: nobody_in(world, tmp_path),
        )
    nobody_in(world, tmp_path)
    build_site(
        site=tmp_path / "site",
        data=tmp_path / "data",
        watchlist=listed,
        night=None,
        settings=SETTINGS,
    )
    written = list((tmp_path / "site").rglob("*.html"))
    for path in written:
        assert betrayed(world, path.read_text(encoding="utf-8")) == []
    said = capfd.readouterr()

    assert len(written) > len(world.companies)
    assert betrayed(world, said.out + said.err) == []


class Gossip:
    """A network on which everything that others do, and every word, is marked."""

    key = "bluesky"
    name = "Bluesky"
    at = cut_off(LAST_NIGHT) - timedelta(days=12)

    def profile_url(self, account: Account) -> str:
        return f"https://gossip.test/{account.handle}"

    async def profiles(
        self, accounts: Sequence[Account], client: httpx.AsyncClient
    ) -> Mapping[Account, Profile | LookUpError]:
        del client
        return {one: Profile(id=f"own {one.handle}", handle=one.handle) for one in accounts}

    async def look_up(
        self, account: Account, profile: Profile, client: httpx.AsyncClient, reading: Reading
    ) -> Sighting:
        del account, client, reading
        return Sighting(
            profile=profile,
            follow_back=FollowBack(listed=2, drawn=2, mutual=1),
            timeline=(self.reply(), self.reply(thread=None), self.repost()),
            likes=(Like(subject="marked message 1", at=self.at + timedelta(hours=1)),),
            heard=Heard(
                kind=OpeningKind.MENTIONS,
                threads=tuple(self.thread(profile, number) for number in range(3)),
                listed=3,
            ),
        )

    def thread(self, profile: Profile, number: int) -> Thread:
        message = Message(
            id=f"marked message {number}",
            at=self.at,
            author=f"marked author {number}",
            thread=f"marked thread {number}" if number else None,
            parent_author=profile.id,
            mentions=frozenset({profile.id, "marked mention"}),
        )
        return Thread(key=f"own post {number}", mark="1", messages=(message,))

    def reply(self, thread: str | None = "marked thread 1") -> Post:
        return Post(
            id=f"own reply {thread is None}",
            at=self.at + timedelta(hours=2),
            kind=PostKind.REPLY,
            thread=thread,
            parent="marked message 1",
            parent_author="marked author 1",
            parent_at=self.at,
            text="Thank you, marked person! ^Ana",
            language="en",
            links=("https://marked.test/marked",),
        )

    def repost(self) -> Post:
        return Post(id="own", at=self.at, kind=PostKind.REPOST, subject="marked message 2")


def heard_all(row: Observation) -> bool:
    if row.facts is None or row.facts.responded is None:
        return False
    sums = ClusterSums.of(row.facts.responded)
    return (sums.size, sums.hits) == (3, 2)


def test_nothing_that_others_said_or_liked_is_written_anywhere(
    few: Watchlist,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    journal = Journal(tmp_path, LAST_NIGHT)
    books = Books(ledger=Ledger(tmp_path), journal=journal)
    written: list[str] = []
    report = asyncio.run(
        collect(
            few,
            night=LAST_NIGHT,
            networks={"bluesky": Gossip()},
            client=polite_client(SETTINGS, transport=Breaking(OSError()), pace=False),
            books=books,
            now=lambda: cut_off(LAST_NIGHT),
            tick=lambda: written.extend(text for _, text in texts(tmp_path)),
        )
    )
    save_threads(tmp_path, books.threads, LAST_NIGHT)
    written += [text for _, text in texts(tmp_path)]
    journal.close()
    said = capfd.readouterr()

    rows = Ledger(tmp_path).observations()
    assert any(heard_all(row) for row in rows)
    assert {"nights", "runs", "state", "journal"} <= {one.name for one in tmp_path.iterdir()}
    assert any("own post 2" in text for text in written)
    everything = "\n".join((*written, said.out, said.err, caplog.text, repr((report, rows))))
    assert [word for word in ("marked", "Thank you", "Ana") if word in everything] == []


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoil:
    """One way in which a server's reply can be odd, with somebody's id in it."""

    name: str
    status: int = 200
    body: str = MARKED
    headers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.name


SPOILS = (
    Spoil(name="text that is no JSON"),
    Spoil(name="a list", body=json.dumps([MARKED])),
    Spoil(name="a key", body=json.dumps({MARKED: {MARKED: MARKED}})),
    Spoil(name="a word", body=json.dumps(MARKED)),
    Spoil(
        name="odd values",
        body=json.dumps(
            {
                key: [{MARKED: MARKED, "did": MARKED, "uri": MARKED, "post": {"uri": MARKED}}]
                for key in (
                    "profiles",
                    "feed",
                    "records",
                    "relationships",
                    "posts",
                    "likes",
                    "thread",
                )
            }
            | {"did": MARKED, "actor": MARKED, "handle": MARKED, "cursor": MARKED}
        ),
    ),
    Spoil(
        name="a refusal",
        status=400,
        body=json.dumps({"error": MARKED.replace(" ", ""), "message": MARKED}),
    ),
    Spoil(
        name="a known refusal",
        status=400,
        body=json.dumps({"error": "InvalidRequest", "message": f"Profile not found {MARKED}"}),
    ),
    Spoil(name="forbidden", status=403),
    Spoil(name="not found", status=404),
    Spoil(name="too many", status=429, headers=(("retry-after", MARKED),)),
    Spoil(name="a broken server", status=500),
    Spoil(name="a redirect", status=302, headers=(("location", f"https://marked.test/{MARK}"),)),
    Spoil(name="a redirect to nowhere", status=302, headers=(("location", f"//[{MARK}"),)),
    Spoil(name="an odd coding", headers=(("content-encoding", MARK),)),
)
PLACES = (
    "resolveHandle",
    "did:plc:",
    "getProfiles",
    "getProfile",
    "getRelationships",
    "getAuthorFeed",
    "getPostThread",
    "listRecords",
    "getRepo",
)


class Spoiled(httpx.AsyncBaseTransport):
    """The practice network, but for one method whose replies are odd."""

    def __init__(self, network: PracticeTransport, place: str, spoil: Spoil) -> None:
        self._network = network
        self._place = place
        self._spoil = spoil

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        reply = await self._network.handle_async_request(request)
        is_there = request.url.path.endswith(self._place) or self._place in request.url.path[:9]
        if not is_there:
            return reply
        headers = [("content-type", "application/json"), *self._spoil.headers]
        body = self._spoil.body.encode()
        return httpx.Response(self._spoil.status, headers=headers, content=body, request=request)


@pytest.fixture(scope="module")
def few(listed: Path) -> Watchlist:
    """Return the one organisation that has a person's account too."""
    whole = load_watchlist(listed)
    kept = tuple(one for one in whole.organisations if one.slug == "wyntmarch")
    return replace(whole, organisations=kept)


@pytest.mark.slow
@pytest.mark.parametrize("spoil", SPOILS, ids=str)
def test_an_odd_reply_is_told_without_what_stood_in_it(
    world: World,
    few: Watchlist,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    spoil: Spoil,
) -> None:
    for place in PLACES:
        folder = tmp_path / place.strip(":").replace(":", "-")
        message = ""
        try:
            read(few, Spoiled(transport(world), place, spoil), folder)
        except FollowbackError as error:
            message = str(error)
        said = capfd.readouterr()
        assert betrayed(world, message + said.out + said.err) == [], place
        nobody_in(world, folder)


class Breaking(httpx.AsyncBaseTransport):
    """A transport with a fault of its own, whose message names somebody."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        del request
        raise self._fault


@pytest.mark.parametrize(
    "fault",
    [
        RuntimeError(MARKED),
        KeyError(MARK),
        ValueError(MARKED),
        OSError(MARKED),
        httpx.ReadError(MARKED),
        httpx.InvalidURL(MARKED),
        UnicodeDecodeError("utf-8", MARKED.encode(), 0, 1, MARKED),
        ExceptionGroup(MARKED, [RuntimeError(MARKED)]),
    ],
    ids=lambda fault: type(fault).__name__,
)
@pytest.mark.parametrize("debug", ["", "1"])
def test_what_nobody_expected_names_nobody(
    world: World,
    listed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    fault: Exception,
    debug: str,
) -> None:
    monkeypatch.setenv("FOLLOWBACK_DEBUG", debug)
    broken = polite_client(SETTINGS, transport=Breaking(fault), pace=False)
    monkeypatch.setattr("collector.manners.polite_client", lambda *_, **__: broken)
    data = tmp_path / "data"
    words = ["--watchlist", str(listed), "--data", str(data), "--only", "wyntmarch"]
    code = main(["collect", "--night", str(LAST_NIGHT), *words])
    said = capfd.readouterr()

    assert code in (1, 3)
    assert said.out == ""
    assert betrayed(world, said.err) == []
    with suppress(FileNotFoundError):
        nobody_in(world, data)
