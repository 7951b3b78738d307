from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
from http.client import IncompleteRead
from threading import Thread
from typing import TYPE_CHECKING
from urllib.error import HTTPError

import pytest

from collector.load import load_watchlist
from collector.practice import (
    LAST_NIGHT,
    Fault,
    FaultKind,
    Misfortune,
    World,
    write_watchlist,
)
from collector.practice.__main__ import main
from collector.practice.server import PracticeServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from collector.practice.players import Player
    from tests.collector.practice.conftest import Reader


@pytest.fixture(scope="module")
def server(world: World) -> Iterator[PracticeServer]:
    with PracticeServer(world, LAST_NIGHT, 0) as served:
        Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield served
        served.shutdown()


def fetched(address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(address) as reply:  # noqa: S310 - our own server on loopback
            return reply.status, reply.read()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read()


@pytest.mark.parametrize(
    "path",
    [
        "app.bsky.actor.getProfiles?actors={0}",
        "app.bsky.feed.getAuthorFeed?actor={0}&limit=20",
        "app.bsky.feed.getAuthorFeed?actor={0}&limit=101",
        "app.bsky.nothing.here?actor={0}",
    ],
)
def test_the_socket_gives_the_same_bytes_as_the_transport(
    server: PracticeServer, reader: Reader, shop: Player, path: str
) -> None:
    asked = "/xrpc/" + path.format(shop.did)
    expected = reader.ask("https://appview.practice.test", asked)
    assert fetched(server.address + asked) == (expected.status_code, expected.content)


def test_the_accounts_own_server_shares_the_port(
    server: PracticeServer, reader: Reader, shop: Player
) -> None:
    status, document = fetched(f"{server.address}/{shop.did}")
    assert status == 200
    assert json.loads(document)["service"][0]["serviceEndpoint"] == server.address
    asked = f"/xrpc/com.atproto.sync.getRepo?did={shop.did}"
    expected = reader.ask(f"https://{shop.host}.practice.test", asked)
    assert fetched(server.address + asked) == (200, expected.content)


def test_what_would_change_something_is_refused(server: PracticeServer) -> None:
    request = urllib.request.Request(server.address + "/xrpc/x.y.z", data=b"{}")  # noqa: S310
    with pytest.raises(HTTPError) as refusal:
        urllib.request.urlopen(request)  # noqa: S310 - our own server on loopback
    with refusal.value:
        assert refusal.value.code == 404


@pytest.mark.heavy
def test_the_watchlist_is_one_that_the_collector_loads(sixty: World, tmp_path: Path) -> None:
    write_watchlist(sixty, tmp_path)
    watchlist = load_watchlist(tmp_path)
    assert watchlist.warnings == ()
    assert [one.slug for one in watchlist.organisations] == sorted(
        company.slug for company in sixty.companies
    )
    listed = {account.handle for one in watchlist.organisations for account in one.accounts}
    residents = {resident.listed_as for resident in sixty.residents}
    assert listed == {player.listed_as for player in sixty.players} | residents


def test_servers_of_the_fediverse_are_told_apart_by_the_name_they_are_asked_by(
    server: PracticeServer, reader: Reader
) -> None:
    path = "/.well-known/nodeinfo"
    for name in ("toot.test", "pixels.test"):
        request = urllib.request.Request(server.address + path, headers={"Host": name})  # noqa: S310
        with urllib.request.urlopen(request) as reply:  # noqa: S310 - our own server on loopback
            assert reply.read() == reader.ask(f"https://{name}", path).content
    assert fetched(server.address + path)[0] == 404


def test_a_reply_that_breaks_off_is_half_a_reply(world: World, shop: Player) -> None:
    fault = Fault(host="appview", kind=FaultKind.CUT)
    with PracticeServer(world, LAST_NIGHT, 0, Misfortune(world, (fault,))) as served:
        Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        asked = f"{served.address}/xrpc/app.bsky.actor.getProfile?actor={shop.did}"
        with pytest.raises(IncompleteRead):
            fetched(asked)
        assert fetched(asked)[0] == 200
        served.shutdown()


def test_a_schedule_that_says_nothing_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--organisations", "1", "--watchlist", str(tmp_path), "--faults", "plc:sad"]
    assert main(words) == 2
    assert capsys.readouterr().err.startswith('"plc:sad" is no fault; write HOST:KIND')


@pytest.mark.slow
def test_the_command_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    folder = tmp_path / "watchlist"
    command = [sys.executable, "-m", "collector.practice", "--port", "0", "--organisations", "3"]
    process = subprocess.Popen(
        [*command, "--watchlist", str(folder)], stdout=subprocess.PIPE, text=True
    )
    with process, pytest.MonkeyPatch.context():
        assert process.stdout is not None
        assert process.stdout.readline() == f"watchlist: {folder}\n"
        collect = shlex.split(process.stdout.readline())
        found = re.search(r"http://127\.0\.0\.1:\d+", " ".join(collect))
        assert found is not None
        assert fetched(found[0] + "/xrpc/_health")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert collect[:2] == ["followback", "collect"]
    assert f"toot.test={found[0]}" in collect
