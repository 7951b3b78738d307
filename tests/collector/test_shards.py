"""Shards and their merge, on a network of this process."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector import night as nights
from collector.errors import Busy, FollowbackError, LedgerError, LookUpError, PoorNight
from collector.manners import polite_client
from collector.merge import merge_night
from collector.model import (
    Account,
    FollowBack,
    Heard,
    Kind,
    Message,
    OpeningKind,
    Organisation,
    Profile,
    Role,
    Sighting,
    Thread,
    Watchlist,
)
from collector.night import forget_unfinished, read_night
from collector.settings import load_settings
from collector.shards import planned, read_shard
from collector.state import load_threads
from collector.store import Ledger
from collector.store.manifest import night_file
from collector.store.shard import Shard, hash_of, lines_file, load_head

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from collector.manners import PoliteClient
    from collector.model import Reading
    from collector.settings import Settings
    from collector.store.report import RunReport
    from collector.store.shard import Head

NIGHT = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
SETTINGS = load_settings(None)


def organisation(slug: str) -> Organisation:
    return Organisation(
        slug=slug,
        name=slug,
        kind=Kind.BRAND,
        sector="boots",
        country="XX",
        website=f"https://{slug}.test",
        accounts=(
            Account(network="bluesky", handle=f"{slug}.test", role=Role.MAIN),
            Account(network="instagram", handle=slug, role=Role.MAIN),
        ),
        file=PurePosixPath(f"brands/{slug}.yml"),
    )


LISTED = Watchlist(organisations=tuple(organisation(f"o{number}") for number in range(12)))


class Town:
    """A network whose accounts answer, but for those that are busy."""

    key = "bluesky"
    name = "Bluesky"

    def __init__(self, *busy: str) -> None:
        self.busy = busy
        self.asked: list[str] = []

    def profile_url(self, account: Account) -> str:
        return f"https://town.test/{account.handle}"

    async def profiles(
        self, accounts: Sequence[Account], client: httpx.AsyncClient
    ) -> Mapping[Account, Profile | LookUpError]:
        del client
        return {
            one: Profile(id=f"id-{one.handle}", handle=one.handle, followers=9, following=4)
            for one in accounts
        }

    async def look_up(
        self, account: Account, profile: Profile, client: httpx.AsyncClient, reading: Reading
    ) -> Sighting:
        del client
        self.asked.append(account.handle)
        if account.handle in self.busy:
            raise Busy("come back later")
        asked = Message(
            id="m", at=AT - timedelta(days=14), author="ann", thread="t", parent_author=profile.id
        )
        thread = Thread(key=f"at://{profile.id}/1", mark="1", messages=(asked,))
        heard = Heard(kind=OpeningKind.REPLIES, threads=(thread,), listed=1)
        return Sighting(
            profile=profile,
            follow_back=FollowBack(listed=4, drawn=4, mutual=3) if reading.is_full else None,
            timeline=(),
            likes=(),
            heard=heard if reading.is_full else None,
        )


def client(settings: Settings) -> PoliteClient:
    silent = httpx.MockTransport(lambda _: httpx.Response(500))
    return polite_client(settings, transport=silent, pace=False)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Town]:
    """Return a way to have a town that is read from now on."""

    def settle(*busy: str) -> Town:
        town = Town(*busy)
        monkeypatch.setattr(nights, "networks", lambda *_, **__: {"bluesky": town})
        return town

    settle()
    return settle


def whole(folder: Path, night: date = NIGHT, watchlist: Watchlist = LISTED) -> RunReport:
    return read_night(
        watchlist,
        night=night,
        settings=SETTINGS,
        folder=folder,
        client=client(SETTINGS),
        now=lambda: AT,
    )


def part(
    folder: Path, number: int, of: int, night: date = NIGHT, watchlist: Watchlist = LISTED
) -> Head:
    return read_shard(
        watchlist,
        Shard(number=number, of=of),
        night=night,
        settings=SETTINGS,
        folder=folder,
        client_of=client,
        now=lambda: AT,
    )


def parts(folder: Path, of: int, night: date = NIGHT, watchlist: Watchlist = LISTED) -> None:
    for number in range(of):
        part(folder, number + 1, of, night, watchlist)


def merged(folder: Path, watchlist: Watchlist = LISTED, night: date = NIGHT) -> RunReport:
    return merge_night(watchlist, night=night, folder=folder)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def told(report: RunReport) -> RunReport:
    return replace(report, requests=0, retries=0, bytes=0)


@pytest.mark.heavy
@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("of", [1, 3, 8, 20])
def test_shards_are_the_night_that_one_run_records(tmp_path: Path, of: int) -> None:
    one, several = tmp_path / "one", tmp_path / "several"
    october = date(2026, 10, 31)
    for night in (october, date(2026, 11, 1)):
        report = whole(one, night)
        parts(several, of, night)
        assert told(merged(several, night=night)) == told(report)
    for folder in (one, several):
        Ledger(folder).compact("2026-10")
        assert Ledger(folder).verify() == ()
    assert contents(several) == contents(one)


@pytest.mark.heavy
@pytest.mark.usefixtures("town")
def test_what_the_shards_learned_is_remembered(tmp_path: Path) -> None:
    parts(tmp_path, 3)
    assert not (tmp_path / "state").exists()
    merged(tmp_path)
    assert len(load_threads(tmp_path, NIGHT)) == 12


@pytest.mark.heavy
def test_a_shard_goes_on_where_it_stopped(tmp_path: Path, town: Callable[..., Town]) -> None:
    mine = planned(LISTED, Ledger(tmp_path), NIGHT, of=2)[0].organisations
    busy = f"{mine[0].slug}.test"
    town(busy)
    first = part(tmp_path, 1, 2)
    again = town()
    second = part(tmp_path, 1, 2)

    assert again.asked == [busy]
    assert (first.read, second.read) == (len(mine) - 1, len(mine))
    third = town()
    assert part(tmp_path, 1, 2).sha256 == second.sha256
    assert third.asked == []


@pytest.mark.heavy
def test_a_shard_that_is_poor_alone_is_none_of_a_poor_night(
    tmp_path: Path, town: Callable[..., Town]
) -> None:
    mine = planned(LISTED, Ledger(tmp_path), NIGHT, of=6)[0].organisations
    town(*(f"{one.slug}.test" for one in mine))
    parts(tmp_path, 6)
    report = merged(tmp_path)
    assert report.coverage == (12 - len(mine), 12)


@pytest.mark.heavy
def test_a_poor_night_is_not_recorded_and_may_be_read_again(
    tmp_path: Path, town: Callable[..., Town]
) -> None:
    town("o1.test", "o2.test", "o3.test")
    parts(tmp_path, 3)
    with pytest.raises(PoorNight, match=r"only 9 of 12 .*read its shards again, and merge them"):
        merged(tmp_path)
    assert Ledger(tmp_path).nights() == ()
    town()
    parts(tmp_path, 3)
    assert merged(tmp_path).coverage == (12, 12)


def refused(folder: Path, watchlist: Watchlist = LISTED) -> str:
    """Return the one sentence by which a merge is refused; nothing is recorded."""
    with pytest.raises(FollowbackError) as error:
        merged(folder, watchlist)
    assert Ledger(folder).nights() == ()
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.usefixtures("town")
def test_missing_shards_are_named(tmp_path: Path) -> None:
    assert "there are no shards of 2026-11-22; read them first" in refused(tmp_path)
    part(tmp_path, 2, 3)
    assert "these shards are missing: 1/3, 3/3; read them" in refused(tmp_path)


@pytest.mark.usefixtures("town")
def test_a_shard_without_its_head_is_missing(tmp_path: Path) -> None:
    parts(tmp_path, 2)
    (tmp_path / f"shards/{NIGHT}/1-of-2.json").unlink()
    assert "these shards are missing: 1/2;" in refused(tmp_path)


@pytest.mark.usefixtures("town")
def test_shards_of_two_plans_are_not_merged(tmp_path: Path) -> None:
    parts(tmp_path, 2)
    part(tmp_path, 1, 3)
    assert "there are shards of 2 and 3; remove those" in refused(tmp_path)


@pytest.mark.usefixtures("town")
def test_a_changed_watchlist_is_refused(tmp_path: Path) -> None:
    parts(tmp_path, 2)
    fewer = Watchlist(organisations=LISTED.organisations[1:])
    assert "shard 1/2 was read for another watchlist than this; read it again" in refused(
        tmp_path, fewer
    )


def change(folder: Path, name: str, **changes: Any) -> None:
    path = folder / f"shards/{NIGHT}" / name
    values = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(values | changes), encoding="utf-8")


@pytest.mark.usefixtures("town")
def test_two_versions_of_the_collector_are_refused(tmp_path: Path) -> None:
    parts(tmp_path, 2)
    change(tmp_path, "2-of-2.json", collector_version="0.9")
    assert "shard 2/2 was read by Followback 0.9, and this is" in refused(tmp_path)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("harm", [b"", b"{", b"[]", b"null", b"\xff", b"{}"])
def test_a_broken_head_is_named(tmp_path: Path, harm: bytes) -> None:
    parts(tmp_path, 2)
    (tmp_path / f"shards/{NIGHT}/2-of-2.json").write_bytes(harm)
    assert "2-of-2.json: this is not the head of shard 2/2" in refused(tmp_path)


@pytest.mark.usefixtures("town")
def test_the_head_of_another_shard_is_refused(tmp_path: Path) -> None:
    parts(tmp_path, 2)
    change(tmp_path, "2-of-2.json", shard="1/2")
    assert "this is not the head of shard 2/2" in refused(tmp_path)


@pytest.mark.usefixtures("town")
def test_lines_that_are_not_those_of_their_head_are_refused(tmp_path: Path) -> None:
    parts(tmp_path, 2)
    path = tmp_path / lines_file(NIGHT, Shard(number=1, of=2))
    path.write_bytes(path.read_bytes()[:-30])
    assert "1-of-2.jsonl: it has changed since it was read; remove it" in refused(tmp_path)


def both_read(folder: Path, slug: str, number: int) -> None:
    """Have a shard of two read an organisation that the other one reads too."""
    shard = Shard(number=number, of=2)
    head = load_head(folder, NIGHT, shard)
    assert head
    lines = folder / lines_file(NIGHT, shard)
    other = folder / lines_file(NIGHT, Shard(number=3 - number, of=2))
    theirs = [line for line in other.read_bytes().splitlines(True) if f'"{slug}"'.encode() in line]
    lines.write_bytes(lines.read_bytes() + b"".join(theirs))
    name = f"{shard.name}.json"
    digest = hash_of(lines)
    change(folder, name, organisations=[*head.organisations, slug], sha256=digest)


@pytest.mark.heavy
@pytest.mark.usefixtures("town")
def test_what_two_shards_say_alike_stands_once(tmp_path: Path) -> None:
    whole(tmp_path / "one")
    parts(tmp_path / "two", 2)
    slug = planned(LISTED, Ledger(tmp_path / "two"), NIGHT, of=2)[0].organisations[0].slug
    both_read(tmp_path / "two", slug, 2)
    merged(tmp_path / "two")
    file = night_file(NIGHT)
    assert (tmp_path / "two" / file).read_bytes() == (tmp_path / "one" / file).read_bytes()


@pytest.mark.usefixtures("town")
def test_two_versions_of_one_account_are_refused(tmp_path: Path) -> None:
    parts(tmp_path, 2)
    slug = planned(LISTED, Ledger(tmp_path), NIGHT, of=2)[0].organisations[0].slug
    both_read(tmp_path, slug, 2)
    lines = tmp_path / lines_file(NIGHT, Shard(number=2, of=2))
    *before, last = lines.read_bytes().splitlines(True)
    network = json.loads(last)["network"]
    other = last.replace(b'"followers":9', b'"followers":8').replace(b"needs_token", b"gone")
    lines.write_bytes(b"".join([*before, other]))
    change(tmp_path, "2-of-2.json", sha256=hash_of(lines))
    assert f"{slug}, {network}: shards 1/2 and 2/2 have both read it, and do not" in refused(
        tmp_path
    )


@pytest.mark.usefixtures("town")
def test_an_organisation_that_nobody_read_is_named(tmp_path: Path) -> None:
    parts(tmp_path, 2)
    head = load_head(tmp_path, NIGHT, Shard(number=1, of=2))
    assert head
    change(tmp_path, "1-of-2.json", organisations=list(head.organisations[1:]))
    assert f"no shard of {NIGHT} has read {head.organisations[0]} on bluesky" in refused(tmp_path)


@pytest.mark.heavy
@pytest.mark.usefixtures("town")
def test_the_shards_of_a_recorded_night_go_with_it(tmp_path: Path) -> None:
    parts(tmp_path, 2)
    whole(tmp_path)
    assert (tmp_path / "shards").exists()
    with pytest.raises(LedgerError, match="a night is never changed"):
        merged(tmp_path)
    forget_unfinished(tmp_path, NIGHT)
    assert not (tmp_path / "shards").exists()
