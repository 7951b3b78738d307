"""Nights of accounts on a Mastodon 4.1, through the command line and a real port, mode by mode."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.__main__ import main
from collector.manners import Clock, polite_client
from collector.model import FollowBack, Gap, Heard, Profile, Reading
from collector.networks.mastodon import Mastodon
from collector.settings import Settings
from collector.store import Ledger
from tests.collector.networks.fedi_loopback import Loopback, Throttle, serving
from tests.collector.networks.fedi_world import Fediverse, Server, account

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from collector.model import Observation, Sighting

pytestmark = pytest.mark.slow
NIGHT = date(2026, 11, 22)
LATER = date(2026, 11, 24)  # no night of a full reading
END = datetime.combine(NIGHT, time(), UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ENTRY = """\
name: Borough of Lonmouth
kind: council
sector: borough
country: GB
website: https://www.lonmouth.test/
accounts:
"""
ACCOUNT = """\
  - network: mastodon
    handle: "@{user}@fedi.test"
    role: {role}
    source: https://www.lonmouth.test/contact
"""
PLACES = ("followers", "following")


def elder(world: Fediverse, *, followers: int = 90, **told: Any) -> Server:
    """Return a Mastodon 4.1 whose council follows back ten of its followers, and is spoken to."""
    server = world.server("fedi.test", has_uri=False, has_batches=False, **told)
    settled(world, server, "council", "101", followers_count=followers, following_count=40)
    people = [f"person{n}@x.test" for n in range(followers)]
    server.followers["101"] = people
    server.following["101"] = people[:10] + [f"far{n}@x.test" for n in range(30)]
    for n in range(30):
        news = server.write("council", END - 20 * DAY + n * 3 * HOUR)
        asked = server.write(f"person{n}@x.test", END - 20 * DAY + (3 * n + 1) * HOUR, to=news)
        server.write("council", END - 20 * DAY + (3 * n + 2) * HOUR, to=asked)
    return server


def settled(world: Fediverse, server: Server, user: str, id_: str, **told: Any) -> None:
    server.add(user, id_, noindex=False, **told)
    world.settle(server, user)
    url = server.actor_url(user)
    places = {which: f"{url}/{which}" for which in PLACES}
    server.actors[url] = {"id": url, "type": "Person", **places}


class Town:
    """A server on a port, the watchlist of its accounts, and the command that reads them."""

    def __init__(
        self, folder: Path, server: Loopback, capfd: pytest.CaptureFixture[str], *users: str
    ) -> None:
        self.folder, self.server, self._capfd = folder, server, capfd
        self._started = 0
        listed = folder / "watchlist/councils"
        listed.mkdir(parents=True)
        roles = ["main", *["help"] * len(users)]
        told = [
            ACCOUNT.format(user=user, role=role) for user, role in zip(users, roles, strict=False)
        ]
        (listed / "lonmouth.yml").write_text(ENTRY + "".join(told), encoding="utf-8")

    def collect(self, *settings: str, night: date = NIGHT) -> tuple[int, str]:
        """Return the exit code, and what was said."""
        pairs = ["networks.mastodon.requests_per_second=1000", *settings]
        folders = ["--watchlist", f"{self.folder}/watchlist", "--data", f"{self.folder}/data"]
        with serving(self.server):
            sets = [word for pair in pairs for word in ("--set", pair)]
            place = ["--connect", self.server.connect, "--night", f"{night}"]
            code = main(["collect", *folders, *place, *sets])
        said = self._capfd.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out + said.err

    def rows(self, night: date = NIGHT) -> dict[str | None, Observation]:
        rows = Ledger(self.folder / "data").observations(since=night, until=night)
        return {row.account: row for row in rows}


@pytest.fixture
def world() -> Fediverse:
    return Fediverse()


@pytest.fixture
def town(
    world: Fediverse, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Town]:
    def made(*users: str, **told: Any) -> Town:
        return Town(tmp_path, Loopback(world, **told), capfd, *(users or ("council",)))

    return made


def only(town: Town, night: date = NIGHT) -> Observation:
    (row,) = town.rows(night).values()
    return row


def assert_whole(row: Observation) -> None:
    found = row.facts
    assert found is not None
    assert (found.followers, found.listed, found.mutual) == (90, 40, 10)
    assert found.walked_followers == 90
    assert (sum(found.replies_by_day or ()), found.conversations) == (30, 30)
    assert found.threads_listed == found.threads_drawn == 30
    assert found.answered is not None
    assert (found.answered[0], found.answered[3]) == (30, 30)


@pytest.mark.parametrize("forces_https", [True, False])
def test_a_server_in_its_normal_mode_is_read_whole(
    world: Fediverse, town: Callable[..., Town], *, forces_https: bool
) -> None:
    elder(world)
    here = town(forces_https=forces_https)
    code, said = here.collect()
    assert (code, "1 of 1 account read" in said) == (0, True), said
    assert_whole(only(here))
    assert here.server.statuses() == {200}


def test_the_next_night_asks_little(world: Fediverse, town: Callable[..., Town]) -> None:
    elder(world)
    here = town()
    here.collect()
    here.server.seen.clear()
    assert here.collect(night=LATER)[0] == 0
    assert len(here.server.seen) <= 3
    assert only(here, LATER).facts is not None


def test_secure_mode_closes_no_list_that_can_be_walked(
    world: Fediverse, town: Callable[..., Town]
) -> None:
    elder(world, is_secure=True)
    here = town()
    assert here.collect()[0] == 0
    assert_whole(only(here))


def test_secure_mode_leaves_the_counts_where_the_followers_are_too_many(
    world: Fediverse, town: Callable[..., Town]
) -> None:
    elder(world, is_secure=True)
    here = town()
    assert here.collect("networks.mastodon.walked_followers=50")[0] == 0
    found = only(here).facts
    assert found is not None
    assert found.follow_back_gap is Gap.NEEDS_TOKEN
    assert (found.followers, found.following, found.conversations) == (90, 40, 30)


def test_pages_are_drawn_where_the_followers_are_too_many(
    world: Fediverse, town: Callable[..., Town]
) -> None:
    elder(world)
    here = town()
    walked = ("networks.mastodon.walked_followers=50", "networks.mastodon.pages=4")
    assert here.collect(*walked)[0] == 0
    found = only(here).facts
    assert found is not None
    assert (found.follower_pages, len(found.page_sizes or ())) == (8, 4)


@pytest.mark.parametrize("mode", ["is_closed", "is_limited"])
def test_a_server_that_answers_members_alone_gives_a_reason(
    world: Fediverse, town: Callable[..., Town], mode: str
) -> None:
    elder(world)
    here = town(**{mode: True})
    code, said = here.collect()
    assert code == 0
    assert "0 of 0 accounts read; without figures: 1 needs_token" in said
    assert only(here).gap is Gap.NEEDS_TOKEN
    assert len(here.server.seen) <= 4


def test_a_throttle_is_waited_for_and_nothing_is_lost(
    world: Fediverse, town: Callable[..., Town]
) -> None:
    elder(world)
    paging = Throttle(limit=2, period=1.0, is_of_paging=True)
    here = town(throttles=(Throttle(limit=15, period=0.7), paging))
    code, said = here.collect()
    assert code == 0, said
    assert_whole(only(here))


def test_a_throttle_of_strangers_is_heard_before_it_refuses(
    world: Fediverse, town: Callable[..., Town]
) -> None:
    elder(world)
    here = town(throttles=(Throttle(limit=12, period=0.7),))
    assert here.collect()[0] == 0
    assert 429 not in here.server.statuses()


def test_a_list_longer_than_a_quarter_of_an_hour_is_read_on_in_the_next(world: Fediverse) -> None:
    """A tenth of Mastodon's limits, and of a list: 30 requests, and 30 pages."""
    elder(world, followers=1300, page_size=40)
    moment = [END.timestamp() + 7]
    asked: list[tuple[float, int]] = []
    throttles = (Throttle(limit=30, period=300), Throttle(limit=30, period=900, is_of_paging=True))
    server = Loopback(world, forces_https=False, throttles=throttles, now=lambda: moment[0])

    def answer(request: httpx.Request) -> httpx.Response:
        reply = server.answer(request.url.raw_path.decode(), dict(request.headers))
        reply.headers["date"] = format_datetime(datetime.fromtimestamp(moment[0], UTC), usegmt=True)
        asked.append((moment[0], reply.status_code))
        return reply

    async def sleep(seconds: float) -> None:
        moment[0] += seconds

    settings = Settings()
    clock = Clock(now=lambda: moment[0], sleep=sleep)
    client = polite_client(settings, transport=httpx.MockTransport(answer), clock=clock)
    listed = account("council@fedi.test")
    network = Mastodon(settings.networks.mastodon, {})

    async def seen() -> Sighting:
        found = (await network.profiles([listed], client))[listed]
        assert isinstance(found, Profile)
        return await network.look_up(listed, found, client, Reading(night=NIGHT))

    found = asyncio.run(seen())
    assert found.follow_back == FollowBack(listed=40, drawn=40, mutual=10, followers=1300)
    assert isinstance(found.heard, Heard)
    assert {status for _, status in asked} == {200}  # not once did it have to refuse
    assert asked[-1][0] - asked[0][0] < 2 * 900


def test_a_server_that_lets_nobody_in_ends_the_night_with_a_sentence(
    world: Fediverse, town: Callable[..., Town]
) -> None:
    elder(world)
    here = town(throttles=(Throttle(limit=0, period=86_400.0),))
    code, said = here.collect()
    assert code == 3
    assert "only 0 of 1 accounts could be read (1 busy)" in said
    assert not Ledger(here.folder / "data").holds(NIGHT)
    here.server.throttles = ()
    assert here.collect()[0] == 0
    assert_whole(only(here))


def test_every_account_of_one_server_gets_its_own_reason(
    world: Fediverse, town: Callable[..., Town]
) -> None:
    server = elder(world)
    settled(world, server, "paused", "102", followers_count=9, following_count=9, suspended=True)
    settled(world, server, "left", "103")
    world.fingers["acct:left@fedi.test"] = 410  # suspended for good
    settled(world, server, "shut", "104", followers_count=9, following_count=9, locked=True)
    settled(world, server, "shy", "105", followers_count=9, following_count=9)
    server.hidden.add("shy")
    settled(world, server, "quiet", "106", limited=True, statuses_count=0)
    before = settled_before(world, server)
    here = town("council", "paused", "left", "nobody", "shut", "shy", "quiet", before)
    code, said = here.collect()
    assert code == 0, said
    rows = here.rows()
    gaps = {str(name).strip("@").partition("@")[0]: row.gap for name, row in rows.items() if name}
    assert gaps == {
        "council": None,
        "paused": Gap.SUSPENDED,
        "left": Gap.GONE,
        "nobody": Gap.GONE,
        "shut": None,
        "shy": None,
        "quiet": None,
        "moved": Gap.MOVED,
    }
    told = {
        str(name).strip("@").partition("@")[0]: row.facts for name, row in rows.items() if row.facts
    }
    assert told["shut"].timeline_gap is Gap.LOCKED
    assert told["shy"].follow_back_gap is Gap.HIDDEN
    assert told["quiet"].flags == ("held",)


def settled_before(world: Fediverse, server: Server) -> str:
    """Let an account have moved to one that does not call it its own."""
    after = server.add("elsewhere", "107")
    settled(world, server, "elsewhere", "107")
    settled(world, server, "moved", "108", moved=after)
    return "moved"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (httpx.Response(503, html="<html>maintenance</html>"), "(1 busy)"),
        (httpx.Response(500, json={"error": "Internal Server Error"}), "(1 busy)"),
        (httpx.Response(403, html="<html>Blocked host</html>"), "(1 blocked)"),
        (httpx.Response(403, text="Forbidden\n"), "(1 blocked)"),  # IpBlock, by Rack::Attack
        (httpx.Response(200, html="<html>Welcome</html>"), "(1 unreadable)"),
        (httpx.Response(302, headers={"location": "/auth/sign_in"}), "no network could be reached"),
    ],
)
def test_whatever_a_server_answers_the_night_ends_with_a_sentence(
    world: Fediverse, town: Callable[..., Town], answer: httpx.Response, sentence: str
) -> None:
    elder(world)
    world.faults["/"] = lambda _: answer
    here = town()
    code, said = here.collect()
    assert code == 3
    assert sentence in said
    assert "run the same command again" in said
