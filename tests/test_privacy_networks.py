"""On every network, who talks to an organisation is in nothing that is written or said."""

from __future__ import annotations

import logging
import re
import traceback
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector import manners
from collector.__main__ import main
from collector.errors import LookUpError
from collector.model import OpeningKind
from collector.networks.atproto import tid
from collector.store import Ledger
from tests.collector.networks.fedi_world import Fediverse
from tests.collector.networks.looking import item, said
from tests.collector.networks.test_bluesky_mentions import World as Bluesky
from tests.collector.networks.x_world import TOKEN as X_TOKEN
from tests.collector.networks.x_world import XWorld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from collector.model import Facts
    from collector.settings import Settings

NIGHT = date(2026, 11, 22)
END = datetime(2026, 11, 22, tzinfo=UTC)
HOUR, STEP, DAY = timedelta(hours=1), timedelta(hours=7), timedelta(days=1)
MARK = "qwmarked"  # in the id, name, words and links of everybody who is not the organisation
OWN = "did:plc:ownownownownownownownown"
POST = "app.bsky.feed.post"
INSTAGRAM_TOKEN = "EAAsecret-instagram-marked"  # noqa: S105 - a marked one, to be searched for
PEOPLE = 24
ENTRY = """\
name: Lonmouth
kind: council
sector: unitary
country: GB
website: https://lonmouth.test
accounts:
  - {network: bluesky, handle: lonmouth.test, role: main}
  - {network: mastodon, handle: "@lonmouth@social.test", role: main}
  - {network: activitypub, handle: "@lonmouth@pix.test", role: main}
  - {network: x, handle: lonmouth, role: main}
  - {network: instagram, handle: lonmouth, role: main}
"""
SETTINGS = (
    "networks.bluesky.appview=https://appview.test",
    "networks.bluesky.plc=https://plc.test",
    "networks.bluesky.constellation=https://index.test",
    "budgets.dollars=5",
)
BLUESKY = ("appview.test", "plc.test", "pds.test", "index.test")
ON_PAGES = "networks.mastodon.walked_followers=3"
# Of each network a request late in its reading, when people are in memory.
LATE = {
    "bluesky": "getPostThread",
    "constellation": "getBacklinks",
    "mentions": "getPosts",
    "mastodon": "/context",
    "mastodon's lists": "/followers",
    "activitypub": "pix.test/users/lonmouth/following",
    "x": "/tweets",
    "instagram": "graph.facebook.com",
}


@dataclass
class Town:
    """Every network with one council and the marked people around it."""

    bluesky: Bluesky = field(default_factory=Bluesky)
    fediverse: Fediverse = field(default_factory=Fediverse)
    x: XWorld = field(default_factory=XWorld)
    numbers: set[str] = field(default_factory=set)  # of people and of what they wrote
    faults: dict[str, Callable[[httpx.Request], httpx.Response]] = field(default_factory=dict)
    watch: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self._settle_bluesky()
        self._settle_mastodon()
        self._settle_pixelfed()
        self._settle_x()

    def _settle_bluesky(self) -> None:
        world, people = self.bluesky, [f"did:plc:{MARK}{n:016}" for n in range(PEOPLE)]
        world.add("lonmouth.test", OWN, followersCount=PEOPLE, followsCount=PEOPLE)
        world.documents[OWN]["alsoKnownAs"] = ["at://lonmouth.test"]
        world.follow(OWN, people)
        world.followers[OWN] = people
        for n, person in enumerate(people):
            world.relations[person] = {"did": person, "followedBy": f"at://{person}/follow/{n}"}
            self._talk(person, END - 20 * DAY + n * STEP)
        world.feeds[OWN].sort(key=lambda one: one["post"]["indexedAt"], reverse=True)

    def _talk(self, person: str, at: datetime) -> None:
        """Let somebody answer a post and be answered, name the council, and be liked."""
        world = self.bluesky
        news, asked, answer = (_uri(who, at + n * HOUR) for n, who in enumerate((OWN, person, OWN)))
        first = item(news.rpartition("/")[2], at, post={"replyCount": 1})
        reply = item(answer.rpartition("/")[2], at + 2 * HOUR, record=_refers(news, asked))
        below = said(asked, at + HOUR, to=news, root=news)
        below["post"]["record"]["text"] = MARK
        back = said(answer, at + 2 * HOUR, to=asked, root=news)
        world.threads[news] = said(news, at, replies=[below | {"replies": [back]}])
        world.feeds[OWN] += [_own(first), _own(reply)]
        named = _uri(person, at + 5 * HOUR)
        naming = {"$type": "app.bsky.richtext.facet#mention", "did": OWN}
        shown = said(named, at + 5 * HOUR)["post"]
        shown["record"] |= {"text": MARK, "facets": [{"features": [naming]}]}
        shown["author"]["handle"] = f"{MARK}.test"
        world.posts[named] = shown
        world.links.append(named)
        liked = at + 6 * HOUR
        told = {"subject": {"uri": named}, "createdAt": _text(liked)}
        world.write(OWN, "app.bsky.feed.like", tid(liked), **told)

    def _settle_mastodon(self) -> None:
        server = self.fediverse.server()
        own = {"followers_count": PEOPLE, "following_count": PEOPLE, "statuses_count": 80}
        server.add("lonmouth", "101", **own)
        self.fediverse.settle(server, "lonmouth")
        url = server.actor_url("lonmouth")
        places = {name: f"{url}/{name}" for name in ("followers", "following")}
        server.actors[url] = {"id": url, "type": "Organization", **places}
        people = [f"{MARK}{n}@{MARK}.test" for n in range(PEOPLE)]
        server.followers["101"] = server.following["101"] = people
        for n, person in enumerate(people):
            at = END - 20 * DAY + n * STEP
            server.numbers[person] = f"8888800000{n:06}"
            news = server.write("lonmouth", at)
            link = f'<p>{MARK} <a href="https://{MARK}.test/">{MARK}</a></p>'
            asked = server.write(person, at + HOUR, to=news, content=link)
            server.write("lonmouth", at + 2 * HOUR, to=asked)
            self.numbers |= {server.numbers[person], asked["id"]}

    def _settle_pixelfed(self) -> None:
        server = self.fediverse.server("pix.test", software="pixelfed")
        url = server.actor_url("lonmouth")
        places = {name: f"{url}/{name}" for name in ("followers", "following")}
        told = {"id": url, "type": "Organization", "summary": MARK, "attachment": [{"name": MARK}]}
        server.actors[url] = told | places
        server.followers["lonmouth"] = [f"{MARK}{n}@{MARK}.test" for n in range(7)]
        self.fediverse.settle(server, "lonmouth")

    def _settle_x(self) -> None:
        self.x.add("lonmouth", "7")
        for n in range(PEOPLE):
            at, person = END - 20 * DAY + n * STEP, f"7777700000{n:06}"
            self.x.reply("7", at + HOUR, to=at, author=person, text=f"@{MARK}{n} Thank you")
            parent = self.x.posts["7"][0]["referenced_tweets"][0]["id"]
            self.numbers |= {person, parent}

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.watch()
        url = request.url
        for word, fault in self.faults.items():
            if word in str(url):
                return fault(request)
        answers = {
            f"{MARK}-odd.test": _replies(200, ODD),
            f"{MARK}-busy.test": _replies(503, ODD),
            "api.x.com": self.x.answer,
            "graph.facebook.com": _discovered,
        } | dict.fromkeys(BLUESKY, self.bluesky.answer)
        return answers.get(url.host, self.fediverse.answer)(request)

    def betrayed(self, text: str) -> list[str]:
        """Return whatever the text says of people, or of the operator's keys."""
        keys = [key for key in (X_TOKEN, INSTAGRAM_TOKEN) if key in text]
        numbers = set(re.findall(r"\d{12,}", text)) & self.numbers
        return [*keys, *re.findall(rf"\S*{MARK}\S*", text), *sorted(numbers)]


def _uri(who: str, at: datetime) -> str:
    return f"at://{who}/{POST}/{tid(at)}"


def _text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _refers(root: str, parent: str) -> dict[str, Any]:
    return {"reply": {"root": {"uri": root}, "parent": {"uri": parent}}}


def _own(shown: dict[str, Any]) -> dict[str, Any]:
    """Return a post of the feed as the council's own."""
    post = shown["post"]
    uri = f"at://{OWN}/{POST}/{post['uri'].rpartition('/')[2]}"
    return shown | {"post": post | {"uri": uri, "author": {"did": OWN}}}


def _discovered(_: httpx.Request) -> httpx.Response:
    told = {"followers_count": 90, "follows_count": 3, "media_count": 5, "biography": MARK}
    media = {"data": [{"id": MARK, "username": MARK, "comments": [{"text": MARK}]}]}
    own = {"id": "17841401234567890", "username": "lonmouth", "media": media} | told
    return httpx.Response(200, json={"business_discovery": own, "id": "17841400000000000"})


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Town:
    """Return the town, behind the client that the command line opens, with all keys set."""
    caplog.set_level(logging.DEBUG)
    found, polite = Town(), manners.polite_client

    def client(settings: Settings, **_: object) -> manners.PoliteClient:
        transport = httpx.MockTransport(found.answer)
        return polite(settings, transport=transport, pace=False)

    monkeypatch.setattr("collector.manners.polite_client", client)
    monkeypatch.delenv("FOLLOWBACK_DEBUG", raising=False)
    monkeypatch.setenv("FOLLOWBACK_X_TOKEN", X_TOKEN)
    monkeypatch.setenv("FOLLOWBACK_INSTAGRAM_TOKEN", INSTAGRAM_TOKEN)
    monkeypatch.setenv("FOLLOWBACK_INSTAGRAM_ID", "17841400000000000")
    return found


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, ...]:
    """Return the options of every command, with the watchlist and the data that they name."""
    file = tmp_path / "watchlist/councils/lonmouth.yml"
    file.parent.mkdir(parents=True)
    file.write_text(ENTRY, encoding="utf-8")
    places = ("--watchlist", str(tmp_path / "watchlist"), "--data", str(tmp_path / "data"))
    return (*places, *(word for one in SETTINGS for word in ("--set", one)))


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every file's name and all that it says, the ledger's rows included."""
    for path in sorted(folder.rglob("*")):
        yield path.name, path.name
        if path.is_file():
            yield path.name, path.read_bytes().decode("utf-8", "replace")
    if (folder / "manifest.json").is_file():
        yield "the ledger's rows", repr(Ledger(folder).observations())


def nobody_in(town: Town, folder: Path) -> None:
    for name, text in texts(folder):
        assert town.betrayed(text) == [], name


def facts_of(folder: Path) -> dict[str, Facts]:
    found = {row.network: row.facts for row in Ledger(folder).observations(since=NIGHT)}
    return {network: facts for network, facts in found.items() if facts is not None}


class Ears:
    """All that was said: on both streams and in the logs, and by every error that was made."""

    def __init__(
        self,
        streams: pytest.CaptureFixture[str],
        logs: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self._streams, self._logs = streams, logs
        self.errors: list[LookUpError] = []
        errors, made = self.errors, LookUpError.__init__

        def kept(error: LookUpError, *told: object) -> None:
            errors.append(error)
            made(error, *told)

        monkeypatch.setattr(LookUpError, "__init__", kept)

    def heard(self) -> str:
        said = self._streams.readouterr()
        told = [line for one in self._last() for line in traceback.format_exception(one)]
        return "\n".join((said.out, said.err, self._logs.text, *told))

    def _last(self) -> list[LookUpError]:
        """Return the errors that were raised, but for those that others took the place of."""
        replaced = {id(one.__context__) for one in self.errors}
        return [one for one in self.errors if one.__traceback__ and id(one) not in replaced]


@pytest.fixture
def ears(
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> Ears:
    return Ears(capfd, caplog, monkeypatch)


def collect(words: tuple[str, ...], *more: str, night: date = NIGHT) -> int:
    return main(["collect", "--json", "--night", str(night), *words, *more])


def test_the_search_finds_everybody_who_is_there(town: Town, tmp_path: Path) -> None:
    assert len(town.numbers) > 4 * PEOPLE - 1
    for told in (f"did:plc:{MARK}000", f"@x@{MARK}.test", *sorted(town.numbers)[::20]):
        (tmp_path / "leak.txt").write_text(f'{{"id":"{told}"}}', encoding="utf-8")
        with pytest.raises(AssertionError, match=r"leak\.txt"):
            nobody_in(town, tmp_path)
    assert town.betrayed(X_TOKEN)
    assert town.betrayed(INSTAGRAM_TOKEN)


@pytest.mark.heavy
def test_nights_on_all_networks_name_nobody(
    town: Town, words: tuple[str, ...], tmp_path: Path, ears: Ears
) -> None:
    town.watch = lambda: nobody_in(town, tmp_path / "data/journal")
    for night in (NIGHT - DAY, NIGHT):
        assert collect(words, night=night) == 0
    nobody_in(town, tmp_path)
    for command in (["explain", "lonmouth"], ["explain", "lonmouth", "--json"], ["verify"]):
        data = words if command[0] == "explain" else ("--data", str(tmp_path / "data"))
        assert main([*command, *data]) == 0
    told = ears.heard()
    assert "lonmouth.test" in told
    assert town.betrayed(told) == []


@pytest.mark.usefixtures("town")
def test_everybody_was_in_memory(words: tuple[str, ...], tmp_path: Path) -> None:
    """Without this, to find nobody would be no wonder."""
    assert collect(words) == 0
    found = facts_of(tmp_path / "data")
    assert set(found) == {"bluesky", "mastodon", "activitypub", "x", "instagram"}
    for network in ("bluesky", "mastodon", "x"):
        assert (found[network].conversations, found[network].people) == (PEOPLE, PEOPLE), network
    for network in ("bluesky", "mastodon"):
        assert (found[network].mutual, len(found[network].answer_waits or ())) == (PEOPLE, PEOPLE)
    assert found["bluesky"].openings_kind is OpeningKind.MENTIONS
    assert (found["bluesky"].acknowledged or ())[3] == PEOPLE
    assert (found["activitypub"].followers, found["instagram"].followers) == (7, 90)


@pytest.mark.heavy
def test_pages_of_followers_name_nobody(
    town: Town, words: tuple[str, ...], tmp_path: Path, ears: Ears
) -> None:
    assert collect(words, "--set", ON_PAGES) == 0
    assert facts_of(tmp_path / "data")["mastodon"].page_sizes
    nobody_in(town, tmp_path)
    assert town.betrayed(ears.heard()) == []


@pytest.mark.heavy
def test_shards_and_what_is_merged_from_them_name_nobody(
    town: Town, words: tuple[str, ...], tmp_path: Path, ears: Ears
) -> None:
    town.watch = lambda: nobody_in(town, tmp_path / "data")
    for part in ("1/2", "2/2"):
        assert collect(words, "--shard", part) == 0
    assert len(list((tmp_path / "data/shards").rglob("*.*"))) > len(LATE)
    nobody_in(town, tmp_path)
    assert collect(words, "--merge") == 0
    nobody_in(town, tmp_path)
    assert set(facts_of(tmp_path / "data")) == {
        "bluesky",
        "mastodon",
        "activitypub",
        "x",
        "instagram",
    }
    assert town.betrayed(ears.heard()) == []


@pytest.mark.slow
def test_the_site_of_all_networks_names_nobody(
    town: Town, words: tuple[str, ...], tmp_path: Path, ears: Ears
) -> None:
    assert collect(words) == 0
    assert main(["build", *words, "--site", str(tmp_path / "site")]) == 0
    assert "@lonmouth@social.test" in (tmp_path / "site/councils/lonmouth/index.html").read_text()
    nobody_in(town, tmp_path)
    assert town.betrayed(ears.heard()) == []


def _breaks(request: httpx.Request) -> httpx.Response:
    raise RuntimeError(f"{MARK} {request.url}")


def _drops(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError(f"{MARK} {request.url}", request=request)


def _replies(
    status: int, body: object, **headers: str
) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(status, json=body, headers=headers, request=request)


ODD = {
    key: [{MARK: MARK, "id": MARK, "acct": [MARK], "uri": MARK, "created_at": MARK, "did": MARK}]
    for key in ("thread", "posts", "data", "ancestors", "descendants", "business_discovery")
}
FAULTS = {
    "an error of ours": _breaks,
    "a line that drops": _drops,
    "odd values": _replies(200, ODD | {"meta": {"next_token": [MARK]}, "totalItems": MARK}),
    "a list": _replies(200, [MARK, {MARK: MARK}], link=f'<https://{MARK}.test/>; rel="next"'),
    "a refusal": _replies(400, {"error": MARK, "message": MARK, "detail": MARK}),
    "no such thing": _replies(404, {"error": MARK}),
    "too many": _replies(429, {"error": MARK}, **{"retry-after": MARK}),
    "a redirect": _replies(302, {}, location=f"https://{MARK}.test/{MARK}"),
    "a redirect to odd values": _replies(302, {}, location=f"https://{MARK}-odd.test/{MARK}"),
    "a redirect to one who is busy": _replies(302, {}, location=f"https://{MARK}-busy.test/"),
    "a redirect to plain http": _replies(302, {}, location=f"http://{MARK}.test/"),
}


@pytest.mark.heavy
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("late", LATE.values(), ids=LATE)
def test_what_goes_wrong_while_people_are_in_memory_names_nobody(
    town: Town,
    words: tuple[str, ...],
    tmp_path: Path,
    ears: Ears,
    late: str,
    fault: Callable[[httpx.Request], httpx.Response],
) -> None:
    struck: list[str] = []

    def befall(request: httpx.Request) -> httpx.Response:
        struck.append(str(request.url))
        return fault(request)

    town.faults[late] = befall
    assert collect(words) in (0, 1, 3)
    assert struck
    nobody_in(town, tmp_path)
    assert town.betrayed(ears.heard()) == []
