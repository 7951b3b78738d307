"""Whole commands, as a user types them, against the practice network on a loopback port."""

from __future__ import annotations

import json
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from collector.__main__ import main
from collector.store import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow
PACED = ("bluesky", "mastodon")

ROOT = Path(__file__).resolve().parents[1]
FOLLOWBACK = Path(sys.executable).with_name("followback")
NIGHT = "2026-11-01"
NIGHT_BEFORE = "2026-10-31"
FILE = f"nights/year=2026/{NIGHT}.parquet"
LISTED = ("cravelland", "lonmouth", "office-of-lost-umbrellas", "thrimwick", "wyntmarch")
KILLS = 10
AGAIN = 5  # kills of the same run
PAIRS = 3
SMALLEST = ["--nights", "6", "--organisations", "12", "--no-serve"]

# The contract: scripts rely on these.
EXPLAINED = ["organisation", "night", "values"]
RECEIPT = [
    "account",
    "network",
    "metric",
    "state",
    "reason",
    "value",
    "lo",
    "hi",
    "numerator",
    "denominator",
    "n",
    "window",
    "rank",
    "best",
    "worst",
    "peer_table",
    "of",
    "method_version",
    "source",
    "collected_at",
    "kind",
    "imported",
    "on_pages",
    "flags",
    "measured",
    "tied",
    "unranked",
]
METRICS = [
    "follow-back-rate",
    "reply-share",
    "conversations",
    "people",
    "answered-24h",
    "time-to-answer",
    "time-to-answer-p90",
    "hours-coverage",
    "acknowledged",
    "any-response",
    "consistency",
    "out-of-hours-share",
    "broadcast-share",
    "self-promotion-share",
    "reciprocity",
    "following-per-follower",
    "signed",
    "thanks",
    "apologies",
    "private-invitations",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    def says(self, *sentences: str) -> None:
        """Check that it failed with such words, on one line, and nothing else."""
        assert self.out == ""
        assert "Traceback" not in self.err
        assert len(self.err.splitlines()) == 1, self.err
        for sentence in sentences:
            assert sentence in self.err


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A practice network that answers, and what to type to collect it."""

    watchlist: Path
    words: tuple[str, ...]

    def collect(self, data: Path, *more: str) -> list[str]:
        """Return the words that collect its night into a folder."""
        return ["collect", "--night", NIGHT, "--data", str(data), *self.words, *more]


def followback(*words: str, cwd: Path = ROOT, **options: Any) -> Ran:
    ended = subprocess.run(
        [str(FOLLOWBACK), *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={key: text for key, text in os.environ.items() if not key.startswith("FOLLOWBACK_")},
        **options,
    )
    return Ran(code=ended.returncode, out=ended.stdout, err=ended.stderr)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """Start the practice network as its users do, and read from it what to type."""
    watchlist = tmp_path_factory.mktemp("network") / "watchlist"
    words = ["--port", "0", "--night", NIGHT, "--organisations", "12"]
    server = subprocess.Popen(
        [sys.executable, "-m", "collector.practice", *words, "--watchlist", str(watchlist)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    told = [server.stdout.readline(), server.stdout.readline()]
    for file in watchlist.glob("*/*.yml"):
        if file.stem not in LISTED:
            file.unlink()
    typed = shlex.split(told[1])
    first = typed.index("--set")
    fast = ("--set", *(f"networks.{one}.requests_per_second=100000" for one in PACED))
    yield Network(watchlist=watchlist, words=("--watchlist", str(watchlist), *typed[first:], *fast))
    server.terminate()
    server.wait(timeout=20)
    server.stdout.close()


@pytest.fixture(scope="module")
def night(network: Network, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran, float]:
    """Collect the night without a disturbance: its folder, how it ended, the seconds it took."""
    data = tmp_path_factory.mktemp("undisturbed") / "data"
    began = time.monotonic()
    ended = followback(*network.collect(data, "--json"))
    return data, ended, time.monotonic() - began


@pytest.fixture(scope="module")
def two_months(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collect the last nights of a month and the first of the next."""
    data = tmp_path_factory.mktemp("months") / "data"
    for one in ("2026-10-29", "2026-10-30", NIGHT_BEFORE, NIGHT):
        assert followback(*network.collect(data, "--night", one)).code == 0
    return data


def test_a_watchlist_is_checked(network: Network) -> None:
    ended = followback("check", "--watchlist", str(network.watchlist), "--format", "json")
    document = json.loads(ended.out)

    assert ended.code == 0
    assert list(document) == ["errors", "problems"]


def test_a_broken_file_is_an_annotation(tmp_path: Path) -> None:
    (tmp_path / "brands").mkdir()
    (tmp_path / "brands/acme.yml").write_text("nmae: Acme\n", encoding="utf-8")
    ended = followback("check", "--watchlist", str(tmp_path), "--format", "github")

    assert ended.code == 1
    assert ended.out.startswith("::error file=")
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("account", "slug"),
    [
        ("@cravelland@elder.test", "cravelland-county-council"),
        ("https://bsky.app/profile/lonmouth.test", "borough-of-lonmouth"),
    ],
)
def test_a_new_entry_takes_its_name_from_its_public_profile(
    network: Network, tmp_path: Path, account: str, slug: str
) -> None:
    words = ("--kind", "council", *network.words, "--watchlist", str(tmp_path), "--json")
    ended = followback("new", account, *words)
    file = tmp_path / "councils" / f"{slug}.yml"

    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["file"] == str(file)
    assert "name" not in json.loads(ended.out)["missing"]
    assert file.read_text(encoding="utf-8").startswith("name: ")


def test_a_new_entry_of_nobody_is_refused(network: Network, tmp_path: Path) -> None:
    words = ("--kind", "council", *network.words, "--watchlist", str(tmp_path))
    ended = followback("new", "@nobody@toot.test", *words)

    assert ended.code == 1
    ended.says('there is no "nobody@toot.test" on mastodon; mend the handle')
    assert list(tmp_path.rglob("*.yml")) == []


def test_the_schema_is_printed_for_editors() -> None:
    ended = followback("schema")

    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)["required"][:2] == ["name", "kind"]


def test_collecting_tells_its_run_as_one_json_document(night: tuple[Path, Ran, float]) -> None:
    _, ended, _ = night
    document = json.loads(ended.out)

    assert (ended.code, document["night"]) == (0, NIGHT)
    assert document["read"] == document["expected"] > 0
    read = f"{NIGHT}: {document['read']} of {document['expected']} accounts read"
    assert ended.err.startswith(f"{read}; without figures: ")
    assert all(f"{count} {gap}" in ended.err for gap, count in document["gaps"].items())


def test_a_night_in_the_ledger_is_not_collected_again(
    network: Network, night: tuple[Path, Ran, float]
) -> None:
    data, first, _ = night
    before = (data / FILE).stat()
    again = followback(*network.collect(data, "--json"))

    assert (again.code, again.out) == (0, first.out)
    assert "already in the ledger" in again.err
    assert (data / FILE).stat() == before


def test_explain_prints_one_receipt_for_every_account_and_metric(
    network: Network, night: tuple[Path, Ran, float]
) -> None:
    words = ("--watchlist", str(network.watchlist), "--data", str(night[0]))
    for slug in ("office-of-lost-umbrellas", "wyntmarch"):
        ended = followback("explain", slug, "--json", *words)
        document = json.loads(ended.out)
        assert (ended.code, ended.err) == (0, "")
        assert list(document) == EXPLAINED
        assert (document["organisation"], document["night"]) == (slug, NIGHT)
        assert {tuple(row) for row in document["values"]} == {tuple(RECEIPT)}
        accounts = list(dict.fromkeys(row["account"] for row in document["values"]))
        assert None not in accounts[1:]
        assert [(row["account"], row["metric"]) for row in document["values"]] == [
            (account, metric) for account in accounts for metric in METRICS
        ]
        assert (accounts[0] is None) == (len(accounts) > 1)


def test_explain_speaks_plainly_of_one_metric(
    network: Network, night: tuple[Path, Ran, float]
) -> None:
    words = ("--watchlist", str(network.watchlist), "--data", str(night[0]))
    ended = followback("explain", "--allow-host", "localhost", "lonmouth", "people", *words)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"lonmouth, night of {NIGHT}\n")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (["lonmuth"], 'there is no organisation "lonmuth"; did you mean "lonmouth"?'),
        (["lonmouth", "peopel"], 'there is no metric "peopel"; did you mean "people"?'),
        (["lonmouth", "--night", "2026-01-01"], "does not hold the night of 2026-01-01"),
    ],
)
def test_explain_answers_a_slip_with_one_sentence(
    network: Network, night: tuple[Path, Ran, float], asked: list[str], answer: str
) -> None:
    words = ("--watchlist", str(network.watchlist), "--data", str(night[0]))
    ended = followback("explain", *asked, *words)

    assert ended.code == 1
    ended.says(answer)


def test_verify_finds_nothing_wrong(night: tuple[Path, Ran, float]) -> None:
    ended = followback("verify", "--data", str(night[0]), "--json")

    assert (ended.code, json.loads(ended.out)) == (0, {"nights": 1, "faults": []})


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _edit(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def _overwrite(_: bytes) -> bytes:
    return b"garbage"


@pytest.mark.parametrize("harm", [_cut, _edit, _overwrite])
def test_a_broken_file_of_the_ledger_is_named(
    night: tuple[Path, Ran, float], tmp_path: Path, harm: Callable[[bytes], bytes]
) -> None:
    data = Path(shutil.copytree(night[0], tmp_path / "data"))
    (data / FILE).write_bytes(harm((data / FILE).read_bytes()))
    verified = followback("verify", "--json", "--data", str(data))

    assert verified.code == 1
    assert [fault["file"] for fault in json.loads(verified.out)["faults"]] == [FILE]


def test_a_broken_file_of_the_ledger_is_never_a_number(
    network: Network, night: tuple[Path, Ran, float], tmp_path: Path
) -> None:
    data = Path(shutil.copytree(night[0], tmp_path / "data"))
    (data / FILE).write_bytes(_edit((data / FILE).read_bytes()))
    words = ("--data", str(data), "--watchlist", str(network.watchlist))
    explained = followback("explain", "lonmouth", *words)

    assert explained.code == 1
    explained.says(FILE, "followback verify")


def test_a_broken_manifest_stops_a_night_with_one_sentence(
    network: Network, tmp_path: Path
) -> None:
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    ended = followback(*network.collect(tmp_path))

    assert ended.code == 1
    ended.says("manifest.json: this is not a manifest")


def await_file(path: Path, writer: subprocess.Popen[Any]) -> None:
    """Return when the file is there, or when nobody is left to write it."""
    while not path.exists() and writer.poll() is None:
        time.sleep(0.005)


def test_ten_kills_leave_the_night_as_an_undisturbed_run_has_it(
    network: Network, night: tuple[Path, Ran, float], tmp_path: Path
) -> None:
    undisturbed = (night[0] / FILE).read_bytes()
    folders = [tmp_path / str(number) for number in range(KILLS)]
    chance = Random(20261101)  # noqa: S311 - moments, no secrets
    for number, data in enumerate(folders):
        killed = subprocess.Popen(
            [str(FOLLOWBACK), *network.collect(data)], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        if number % 2:  # anywhere from its first line in the journal
            await_file(data / f"journal/{NIGHT}.jsonl", killed)
            time.sleep(night[2] / 8 * chance.random())
        else:  # anywhere from its start
            time.sleep(night[2] * chance.random())
        killed.kill()
        killed.wait()
        assert main(["verify", "--quiet", "--data", str(data)]) == (0 if data.exists() else 1)
    assert any((data / f"journal/{NIGHT}.jsonl").exists() for data in folders)
    with ThreadPoolExecutor(max_workers=2) as two:
        ended = two.map(lambda data: followback(*network.collect(data)), folders)
    assert [one.code for one in ended] == [0] * KILLS
    for data in folders:
        assert (data / FILE).read_bytes() == undisturbed
        assert Ledger(data).verify() == ()


def test_a_night_that_is_killed_again_and_again_goes_on_each_time(
    network: Network, night: tuple[Path, Ran, float], tmp_path: Path
) -> None:
    journal = tmp_path / f"journal/{NIGHT}.jsonl"
    chance = Random(20261102)  # noqa: S311 - moments, no secrets
    kept = [0]
    for _ in range(AGAIN):
        killed = subprocess.Popen(
            [str(FOLLOWBACK), *network.collect(tmp_path)], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        await_file(tmp_path / "journal/.lock", killed)
        time.sleep(night[2] / 4 * chance.random())
        killed.kill()
        killed.wait()
        kept.append(journal.read_bytes().count(b"\n") if journal.exists() else kept[-1])
    assert kept == sorted(kept)
    assert followback(*network.collect(tmp_path)).code == 0
    assert (tmp_path / FILE).read_bytes() == (night[0] / FILE).read_bytes()
    assert Ledger(tmp_path).verify() == ()


def test_a_run_that_is_interrupted_says_that_nothing_is_lost(
    network: Network, night: tuple[Path, Ran, float], tmp_path: Path
) -> None:
    words = [str(FOLLOWBACK), *network.collect(tmp_path)]
    stopped = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    await_file(tmp_path / f"journal/{NIGHT}.jsonl", stopped)
    stopped.send_signal(signal.SIGINT)
    _, told = stopped.communicate(timeout=60)

    assert stopped.returncode == 130
    assert told.splitlines()[-1] == "stopped; what was read is kept"
    assert "Traceback" not in told
    assert followback(*network.collect(tmp_path)).code == 0
    assert (tmp_path / FILE).read_bytes() == (night[0] / FILE).read_bytes()


def test_kills_while_a_month_is_compacted_lose_no_night(two_months: Path, tmp_path: Path) -> None:
    whole = Path(shutil.copytree(two_months, tmp_path / "whole"))
    began = time.monotonic()
    assert followback("compact", "--data", str(whole)).code == 0
    seconds = time.monotonic() - began
    chance = Random(20261103)  # noqa: S311 - moments, no secrets
    data = Path(shutil.copytree(two_months, tmp_path / "data"))
    for _ in range(AGAIN):
        killed = subprocess.Popen(
            [str(FOLLOWBACK), "compact", "--data", str(data)], stderr=subprocess.DEVNULL
        )
        time.sleep(seconds * (0.4 + 0.6 * chance.random()))
        killed.kill()
        killed.wait()
        assert not [one for one in Ledger(data).verify() if not one.is_notice]
        assert Ledger(data).nights() == Ledger(whole).nights()
    assert followback("compact", "--data", str(data)).code == 0
    assert stored(data) == stored(whole)


def stored(data: Path) -> dict[str, bytes]:
    """Return every file of a ledger but the reports of its runs."""
    files = [data / "manifest.json", *(data / "nights").rglob("*")]
    return {one.relative_to(data).as_posix(): one.read_bytes() for one in files if one.is_file()}


def test_two_collectors_on_one_folder_are_one_too_many(
    network: Network, night: tuple[Path, Ran, float], tmp_path: Path
) -> None:
    words = [str(FOLLOWBACK), *network.collect(tmp_path)]
    first = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL)
    await_file(tmp_path / "journal/.lock", first)
    first.send_signal(signal.SIGSTOP)
    second = followback(*network.collect(tmp_path))
    first.send_signal(signal.SIGCONT)

    assert first.wait(timeout=60) == 0
    assert second.code == 1
    second.says("another run is collecting into this folder; wait until it ends")
    assert (tmp_path / FILE).read_bytes() == (night[0] / FILE).read_bytes()


def test_two_collectors_that_start_together_leave_one_night(
    network: Network, night: tuple[Path, Ran, float], tmp_path: Path
) -> None:
    for number in range(PAIRS):
        data = tmp_path / str(number)
        with ThreadPoolExecutor(max_workers=2) as two:
            pair = [two.submit(followback, *network.collect(data)) for _ in range(2)]
        ended = sorted((one.result() for one in pair), key=lambda ran: ran.code)
        assert ended[0].code == 0
        if ended[1].code:
            ended[1].says("another run is collecting into this folder; wait until it ends")
        assert (data / FILE).read_bytes() == (night[0] / FILE).read_bytes()
        assert sorted(stored(data)) == ["manifest.json", FILE]
        assert Ledger(data).verify() == ()


def test_two_nights_are_not_collected_at_once_either(network: Network, tmp_path: Path) -> None:
    words = [str(FOLLOWBACK), *network.collect(tmp_path)]
    first = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL)
    await_file(tmp_path / "journal/.lock", first)
    first.send_signal(signal.SIGSTOP)
    second = followback(*network.collect(tmp_path, "--night", NIGHT_BEFORE))
    first.send_signal(signal.SIGCONT)

    assert first.wait(timeout=60) == 0
    assert second.code == 1
    second.says("another run is collecting into this folder")
    assert Ledger(tmp_path).nights() == (date.fromisoformat(NIGHT),)


def test_a_folder_below_a_file_cannot_hold_a_ledger(network: Network, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = followback(*network.collect(tmp_path / "file/data"))

    assert ended.code == 1
    ended.says("a file is in the way", "--data")


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """Mount a small disk of our own, or skip where this is not allowed."""
    folder.mkdir()
    mount = shutil.which("mount")
    words = [str(mount), "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if not mount or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("mounting a disk needs root, and a system that allows it")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_may_not_be_written_is_named(network: Network, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "ro") as disk:
        ended = followback(*network.collect(disk / "data"))

    assert ended.code == 1
    ended.says("--data")


def test_a_ledger_that_may_not_be_written_is_read_all_the_same(
    network: Network, night: tuple[Path, Ran, float], tmp_path: Path
) -> None:
    with mounted(tmp_path / "disk", "size=4m") as disk:
        data = Path(shutil.copytree(night[0], disk / "data"))
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        before = stored(data)
        for words in (network.collect(data, "--night", NIGHT_BEFORE), network.collect(data)):
            ended = followback(*words)
            assert ended.code == (1 if NIGHT_BEFORE in words else 0)
            assert "Traceback" not in ended.err
            assert len(ended.err.splitlines()) == 1
        listed = ("--data", str(data), "--watchlist", str(network.watchlist))
        assert followback("verify", "--data", str(data)).code == 0
        assert followback("explain", "lonmouth", "people", *listed).code == 0
        assert stored(data) == before


@pytest.mark.parametrize("kilobytes", [0, 4, 12, 24, 40])
def test_a_disk_that_fills_at_any_moment_loses_and_doubles_nothing(
    network: Network, night: tuple[Path, Ran, float], tmp_path: Path, kilobytes: int
) -> None:
    with mounted(tmp_path / "disk", "size=400k") as disk:
        (disk / "ballast").write_bytes(bytes((392 - kilobytes) << 10))
        ended = followback(*network.collect(disk / "data"))
        if ended.code:
            ended.says("no space left on device")
            assert not (disk / "data/manifest.json").exists()
        (disk / "ballast").unlink()
        assert followback(*network.collect(disk / "data")).code == 0
        assert stored(disk / "data") == stored(night[0])
        assert Ledger(disk / "data").verify() == ()
        assert not list((disk / "data").rglob("*.tmp"))


def test_a_full_disk_stops_the_night_and_more_room_goes_on_with_it(
    network: Network, night: tuple[Path, Ran, float], tmp_path: Path
) -> None:
    with mounted(tmp_path / "disk", "size=200k") as disk:
        (disk / "ballast").write_bytes(bytes(192 << 10))
        ended = followback(*network.collect(disk / "data"))
        assert ended.code == 1
        ended.says("no space left on device")
        (disk / "ballast").unlink()
        again = followback(*network.collect(disk / "data"))
        assert (again.code, (disk / "data" / FILE).read_bytes()) == (
            0,
            (night[0] / FILE).read_bytes(),
        )


def test_a_file_that_may_grow_no_further_stops_the_night(network: Network, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))

    ended = followback(*network.collect(tmp_path / "data"), preexec_fn=limit)

    assert ended.code == 1
    ended.says("file too large")
    assert followback(*network.collect(tmp_path / "data")).code == 0


def test_no_network_is_a_night_too_poor_to_keep(network: Network, tmp_path: Path) -> None:
    words = network.collect(tmp_path / "data", "--only", "thrimwick")
    nowhere = [re.sub(r"http://127\.0\.0\.1:\d+", "http://127.0.0.1:1", word) for word in words]
    ended = followback(*nowhere)

    assert ended.code == 3
    ended.says("no network could be reached", "nothing is lost")


def test_wrong_usage_ends_with_two() -> None:
    ended = followback("collect", "--nigth", NIGHT)

    assert (ended.code, ended.out) == (2, "")
    assert "--night" in ended.err


def test_a_night_is_checked_collected_and_built(network: Network, tmp_path: Path) -> None:
    site = ("--site", str(tmp_path / "site"), "--data", str(tmp_path / "data"))
    ended = followback("nightly", "--night", NIGHT_BEFORE, *network.words, *site)

    assert (ended.code, ended.out) == (0, "")
    assert (tmp_path / "site/index.html").is_file()
    later = followback(*network.collect(tmp_path / "data"))
    assert later.code == 0
    compacted = followback("compact", "--data", str(tmp_path / "data"))
    assert (compacted.code, compacted.out) == (0, "")
    assert "2026-10" in compacted.err
    verified = followback("verify", "--data", str(tmp_path / "data"), "--json")
    assert json.loads(verified.out) == {"nights": 2, "faults": []}
    words = ("--data", str(tmp_path / "data"), "--watchlist", str(network.watchlist))
    explained = followback("explain", "lonmouth", "people", "--night", NIGHT_BEFORE, *words)
    assert (explained.code, explained.err) == (0, "")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the project in a folder of its own, for what is made beside it."""
    for name in ("mkdocs.yml", "site_src", "templates", "collector", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def pages(project: Path) -> dict[str, bytes]:
    site = project / "site"
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def test_a_second_demo_is_faster_and_gives_the_same_bytes(project: Path) -> None:
    began = time.monotonic()
    first = followback("demo", *SMALLEST, cwd=project)
    between = time.monotonic()
    before = pages(project)
    second = followback("demo", *SMALLEST, cwd=project)
    ended = time.monotonic()

    assert (first.code, second.code, first.out, second.out) == (0, 0, "", "")
    assert len(before) > 12
    assert pages(project) == before
    assert ended - between < between - began
