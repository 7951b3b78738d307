"""A night in three parts, as users and the nightly workflow type it, on the practice network."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from collector.store import Ledger
from tests.test_commands import FILE, FOLLOWBACK, LISTED, NIGHT, ROOT, Network, followback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
PACED = ("bluesky", "mastodon")
ALL = "1/3", "2/3", "3/3"


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """Start the practice network, with a few organisations."""
    watchlist = tmp_path_factory.mktemp("network") / "watchlist"
    words = ["--port", "0", "--night", NIGHT, "--organisations", "12"]
    command = [sys.executable, "-m", "collector.practice", *words, "--watchlist", str(watchlist)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        told = [server.stdout.readline(), server.stdout.readline()]
        for file in watchlist.glob("*/*.yml"):
            if file.stem not in LISTED:
                file.unlink()
        typed = shlex.split(told[1])
        opened = typed[typed.index("--set") :]
        fast = ("--set", *(f"networks.{one}.requests_per_second=100000" for one in PACED))
        yield Network(watchlist=watchlist, words=("--watchlist", str(watchlist), *opened, *fast))
        server.terminate()


@pytest.fixture(scope="module")
def undisturbed(network: Network, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the night as one run records it."""
    data = tmp_path_factory.mktemp("undisturbed") / "data"
    assert followback(*network.collect(data)).code == 0
    return (data / FILE).read_bytes()


def test_a_plan_is_the_matrix_of_an_action(network: Network, tmp_path: Path) -> None:
    words = ("--watchlist", str(network.watchlist), "--data", str(tmp_path), "--night", NIGHT)
    ended = followback("plan", "--shards", "3", "--json", *words)
    document = json.loads(ended.out)

    assert (ended.code, ended.err) == (0, "")
    assert list(document) == ["night", "shards"]
    assert document["night"] == NIGHT
    assert [share["shard"] for share in document["shards"]] == [*ALL]
    assert {tuple(share) for share in document["shards"]} == {
        ("shard", "name", "organisations", "requests")
    }
    assert sum(share["organisations"] for share in document["shards"]) == len(LISTED)
    assert followback("plan", "--shards", "3", "--json", *words).out == ended.out


def test_a_plan_is_told_to_a_person(network: Network, tmp_path: Path) -> None:
    words = ("--watchlist", str(network.watchlist), "--data", str(tmp_path))
    ended = followback("plan", *words)
    assert re.fullmatch(r"1/1: 5 organisations, about [\d,]+ requests\n", ended.out)
    cut = followback("plan", "--max-requests", "300", *words)
    assert len(cut.out.splitlines()) > 1
    both = followback("plan", "--shards", "2", "--max-requests", "300", *words)
    assert both.code == 1
    both.says("write one of them")


def test_three_shards_at_once_are_one_run_byte_for_byte(
    network: Network, undisturbed: bytes, tmp_path: Path
) -> None:
    running = [
        subprocess.Popen(
            [str(FOLLOWBACK), *network.collect(tmp_path, "--shard", shard)],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        )
        for shard in ALL
    ]
    assert [one.wait(timeout=120) for one in running] == [0, 0, 0]
    assert not (tmp_path / "nights").exists()
    ended = followback(*network.collect(tmp_path, "--merge", "--json"))

    assert ended.code == 0, ended.err
    document = json.loads(ended.out)
    assert document["read"] == document["expected"] > 0
    assert (tmp_path / FILE).read_bytes() == undisturbed
    assert Ledger(tmp_path).verify() == ()
    assert not (tmp_path / "shards").exists()
    again = followback(*network.collect(tmp_path, "--merge", "--json"))
    assert (again.code, again.out) == (0, ended.out)


def test_a_killed_shard_goes_on_and_a_missing_one_is_told(
    network: Network, undisturbed: bytes, tmp_path: Path
) -> None:
    words = [str(FOLLOWBACK), *network.collect(tmp_path, "--shard", "1/3")]
    killed = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL)
    lines = tmp_path / f"shards/{NIGHT}/1-of-3.jsonl"
    while not lines.exists() and killed.poll() is None:
        time.sleep(0.005)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    for shard in ALL[1:]:
        assert followback(*network.collect(tmp_path, "--shard", shard)).code == 0
    refused = followback(*network.collect(tmp_path, "--merge"))
    assert refused.code == 1
    refused.says("these shards are missing: 1/3; read them: followback collect")
    verified = followback("verify", "--data", str(tmp_path))
    assert (verified.code, "--shard I/N, then --merge" in verified.out) == (0, True)

    ended = followback(*network.collect(tmp_path, "--shard", "1/3", "--json"))
    assert (ended.code, json.loads(ended.out)["shard"]) == (0, "1/3")
    assert followback(*network.collect(tmp_path, "--merge")).code == 0
    assert (tmp_path / FILE).read_bytes() == undisturbed


def test_two_runs_of_one_shard_are_one_too_many(network: Network, tmp_path: Path) -> None:
    words = [str(FOLLOWBACK), *network.collect(tmp_path, "--shard", "1/2")]
    first = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL)
    lock = tmp_path / f"shards/{NIGHT}/.1-of-2.lock"
    while not lock.exists() and first.poll() is None:
        time.sleep(0.005)
    first.send_signal(signal.SIGSTOP)
    second = followback(*network.collect(tmp_path, "--shard", "1/2"))
    first.send_signal(signal.SIGCONT)
    assert first.wait(timeout=60) == 0
    assert second.code == 1
    second.says("another run is collecting into shard 1/2 of this folder; wait until it ends")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["--shard", "3"], "is no shard; write the third of eight as 3/8"),
        (["--shard", "1/2", "--merge"], "write one of them"),
        (["--merge"], "there are no shards of"),
    ],
)
def test_a_slip_is_answered_with_one_sentence(
    network: Network, tmp_path: Path, words: list[str], answer: str
) -> None:
    ended = followback(*network.collect(tmp_path, *words))
    assert ended.code == 1
    ended.says(answer)


def test_a_watchlist_that_changed_in_between_is_refused(network: Network, tmp_path: Path) -> None:
    for shard in ("1/2", "2/2"):
        assert followback(*network.collect(tmp_path, "--shard", shard)).code == 0
    ended = followback(*network.collect(tmp_path, "--merge", "--only", "lonmouth"))
    assert ended.code == 1
    ended.says("shard 1/2 was read for another watchlist than this; read it again")
