"""Whole nights of a council on Mastodon, from the servers to the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import httpx
import pytest

from collector.errors import PoorNight
from collector.manners import polite_client
from collector.model import Facts, Gap, Kind, Organisation, Watchlist
from collector.night import read_night
from collector.settings import Settings
from collector.store import Ledger
from tests.collector.networks.fedi_world import Fediverse, Server, account

if TYPE_CHECKING:
    from pathlib import Path

    from collector.store.report import RunReport

NIGHT = date(2026, 11, 22)
END = datetime(2026, 11, 22, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MARK = "marked"  # in the name, the text and the links of everybody who is not the council
COUNCIL = Organisation(
    slug="council",
    name="Council",
    kind=Kind.COUNCIL,
    sector="unitary",
    country="GB",
    website="https://council.test/",
    accounts=(
        account(),
        account("council@pix.test", network="activitypub"),
    ),
    file=PurePosixPath("councils/council.yml"),
)


@pytest.fixture
def world() -> Fediverse:
    """Return a town where forty people follow and answer the council, and half are answered."""
    found = Fediverse()
    server = found.server()
    server.add("council", "101", followers_count=90, following_count=30, statuses_count=80)
    found.settle(server, "council")
    people = [f"{MARK}{n}@{MARK}.test" for n in range(90)]
    server.followers["101"] = people
    server.following["101"] = people[:20] + [f"{MARK}-far{n}@{MARK}.test" for n in range(10)]
    for n, person in enumerate(people[:40]):
        _ask(server, person, END - 20 * DAY + n * HOUR, answered=n % 2 == 0)
    pix = found.server("pix.test", software="pixelfed")
    url = pix.actor_url("council")
    places = {name: f"{url}/{name}" for name in ("followers", "following")}
    pix.actors[url] = {"id": url, "type": "Organization", **places}
    pix.followers["council"] = people[:7]
    found.settle(pix, "council")
    return found


def _ask(server: Server, person: str, at: datetime, *, answered: bool) -> None:
    news = server.write("council", at)
    words = f'<p>{MARK} <a href="https://{MARK}.test/">{MARK}</a></p>'
    asked = server.write(person, at + HOUR, to=news, content=words)
    if answered:
        server.write("council", at + 2 * HOUR, to=asked)


def read(world: Fediverse, folder: Path, night: date) -> RunReport:
    settings = Settings()
    return read_night(
        Watchlist(organisations=(COUNCIL,)),
        night=night,
        settings=settings,
        folder=folder,
        client=polite_client(settings, transport=httpx.MockTransport(world.answer), pace=False),
        now=lambda: END + 3 * HOUR,
    )


def facts(folder: Path, night: date, network: str = "mastodon") -> Facts:
    rows = Ledger(folder).observations(since=night, until=night)
    (row,) = (one for one in rows if one.network == network)
    assert row.facts is not None
    return row.facts


def test_a_full_night_records_what_was_done(world: Fediverse, tmp_path: Path) -> None:
    report = read(world, tmp_path, NIGHT)
    assert (report.read, report.expected) == (2, 2)
    found = facts(tmp_path, NIGHT)
    assert (found.followers, found.listed, found.drawn, found.mutual) == (90, 30, 30, 20)
    assert found.walked_followers == 90
    assert sum(found.replies_by_day or ()) == 20
    assert sum(found.originals_by_day or ()) == 40
    assert (found.conversations, found.people) == (20, 20)
    assert found.threads_listed == found.threads_drawn == 40
    assert found.answered is not None
    assert (found.answered[0], found.answered[3]) == (40, 20)
    assert found.answer_waits == (3600,) * 20
    assert (found.likes_given, found.acknowledged) == (None, None)
    counted = facts(tmp_path, NIGHT, "activitypub")
    assert (counted.followers, counted.following) == (7, 0)
    assert counted.follow_back_gap is counted.timeline_gap is Gap.NOT_OFFERED


@pytest.mark.heavy
def test_an_ordinary_night_asks_little(world: Fediverse, tmp_path: Path) -> None:
    read(world, tmp_path, NIGHT)
    world.asked.clear()
    read(world, tmp_path, NIGHT + timedelta(days=1))
    asked = [url.path for url in world.asked if url.host == "social.test"]
    assert asked == ["/api/v1/accounts/101", *["/api/v1/accounts/101/statuses"] * 2]
    assert not [path for path in asked if path.endswith(("context", "followers", "following"))]
    assert facts(tmp_path, NIGHT + timedelta(days=1)).conversations == 20


@pytest.mark.heavy
def test_what_is_settled_is_not_read_again_and_counts_the_same(
    world: Fediverse, tmp_path: Path
) -> None:
    read(world, tmp_path, NIGHT)
    assert len(world.paths("context")) == 40
    world.asked.clear()
    nights = [NIGHT + n * DAY for n in range(1, 8)]
    for night in nights:
        read(world, tmp_path, night)
    assert world.paths("context") == []
    week_later = next(one for one in nights if facts(tmp_path, one).threads_listed is not None)
    read(world, tmp_path / "afresh", week_later)
    assert len(world.paths("context")) == 40
    assert facts(tmp_path, week_later) == facts(tmp_path / "afresh", week_later)


@pytest.mark.heavy
def test_to_forget_the_homes_is_slower_and_never_wrong(world: Fediverse, tmp_path: Path) -> None:
    read(world, tmp_path, NIGHT)
    (tmp_path / "state/homes.json").unlink()
    world.asked.clear()
    read(world, tmp_path, NIGHT + timedelta(days=1))
    assert "/.well-known/webfinger" in world.paths()
    assert facts(tmp_path, NIGHT + timedelta(days=1)).conversations == 20
    assert (tmp_path / "state/homes.json").is_file()


@pytest.mark.heavy
def test_nobody_who_talks_to_the_council_is_written_down(world: Fediverse, tmp_path: Path) -> None:
    read(world, tmp_path, NIGHT)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 3
    for path in files:
        assert MARK not in path.read_bytes().decode("utf-8", "replace"), path
    assert MARK not in repr(Ledger(tmp_path).observations())


def test_nobody_is_written_down_where_everything_fails(world: Fediverse, tmp_path: Path) -> None:
    def odd(request: httpx.Request) -> httpx.Response:
        body = [{"id": MARK, "acct": [MARK], "created_at": MARK, "uri": MARK}]
        link = f'<https://{MARK}.test/{MARK}>; rel="next"'
        return httpx.Response(200, json=body, headers={"link": link}, request=request)

    world.faults |= dict.fromkeys(("/following", "/followers", "/statuses", "context"), odd)
    with pytest.raises(PoorNight) as caught:
        read(world, tmp_path, NIGHT)
    assert MARK not in str(caught.value)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert MARK not in path.read_bytes().decode("utf-8", "replace"), path
