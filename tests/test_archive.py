"""The real archive of 2017, imported, against a plain computation from its raw rows."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from collector.__main__ import main
from collector.load import load_watchlist
from collector.store import Ledger
from tests.archive.__main__ import conversations
from tests.archive.__main__ import main as make
from tests.archive.conversations import NIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
TABLE = DATA / "conversations" / "twcs-a.csv"
FILE = "conversations-2017.csv"
T = datetime.fromisoformat(f"{NIGHT}T00:00:00+00:00")
HOUR = timedelta(hours=1)


class Tweet(NamedTuple):
    """One raw row."""

    id: str
    author: str
    at: datetime
    parent: str
    mentions: frozenset[str]


class Opening(NamedTuple):
    """One opening of the plain computation."""

    at: datetime
    answered: datetime | None


def raw() -> dict[str, Tweet]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    tweets = [
        Tweet(
            id=row["tweet_id"],
            author=row["author"].lower(),
            at=datetime.strptime(row["created_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
            parent=row["in_reply_to_tweet_id"],
            mentions=frozenset(row["mentions"].lower().split()),
        )
        for row in rows
    ]
    return {tweet.id: tweet for tweet in tweets}


def root(tweet: Tweet, tweets: dict[str, Tweet]) -> str:
    while tweet.parent in tweets:
        tweet = tweets[tweet.parent]
    return tweet.parent or tweet.id


def openings(brand: str, tweets: dict[str, Tweet]) -> list[Opening]:
    """Return the brand's openings before T: the first ten of each thread."""
    threads: dict[str, list[Tweet]] = defaultdict(list)
    for tweet in sorted(tweets.values(), key=lambda one: (one.at, one.id)):
        if tweet.at < T:
            threads[root(tweet, tweets)].append(tweet)
    found = []
    for thread in threads.values():
        met: dict[str, Tweet] = {}
        for tweet in thread:
            above = tweets.get(tweet.parent)
            is_to_brand = brand in tweet.mentions or (above is not None and above.author == brand)
            if is_to_brand and tweet.author != brand and tweet.author not in met:
                met[tweet.author] = tweet
        for person, first in list(met.items())[:10]:
            answers = [
                tweet.at
                for tweet in thread
                if tweet.author == brand
                and tweet.at >= first.at
                and tweet.parent in tweets
                and tweets[tweet.parent].author == person
            ]
            found.append(Opening(first.at, min(answers, default=None)))
    return found


def a24(found: list[Opening]) -> tuple[int, int]:
    """Return how many openings were answered within 24 hours, of how many."""
    due = [one for one in found if T - 744 * HOUR <= one.at < T - 24 * HOUR]
    return sum(one.answered is not None and one.answered - one.at <= 24 * HOUR for one in due), len(
        due
    )


def waits_of(found: list[Opening]) -> list[tuple[float, bool]]:
    """Return how many hours each opening was followed, and whether it was answered then."""
    waits = []
    for one in found:
        if one.at >= T - 720 * HOUR:
            is_answered = one.answered is not None and one.answered - one.at <= 168 * HOUR
            end = one.answered if is_answered and one.answered else min(T, one.at + 168 * HOUR)
            waits.append(((end - one.at) / HOUR, is_answered))
    return sorted(waits)


def t50(found: list[Opening]) -> tuple[int, float | None]:
    """Return how many openings there are, and the Kaplan-Meier median of their waits in hours."""
    waits = waits_of(found)
    left = 1.0
    for time in sorted({wait for wait, is_answered in waits if is_answered}):
        at_risk = sum(wait >= time for wait, _ in waits)
        left *= 1 - sum(wait == time and is_answered for wait, is_answered in waits) / at_risk
        if left <= 0.5 + 1e-12:
            return len(waits), time
    return len(waits), None


class Archive(NamedTuple):
    """The archive, made and imported."""

    folder: Path

    @property
    def words(self) -> list[str]:
        """What every command is told."""
        watchlist, data = self.folder / "watchlist", self.folder / "data"
        return ["--watchlist", str(watchlist), "--data", str(data), "--quiet"]


def imported(archive: Archive, *more: str) -> int:
    return main(["import", "events", str(archive.folder / FILE), *archive.words, *more])


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    if not TABLE.is_file():
        pytest.skip(f"{TABLE} is not here: the shared tables lie beside the project")
    made = Archive(tmp_path_factory.mktemp("archive"))
    conversations(DATA, made.folder)
    assert imported(made, "--night", NIGHT) == 0
    return made


@pytest.fixture(scope="module")
def plain(archive: Archive) -> dict[str, list[Opening]]:
    """Return every brand's openings, by handle."""
    assert archive
    tweets = raw()
    with TABLE.open(encoding="utf-8", newline="") as stream:
        brands = {r["author"].lower() for r in csv.DictReader(stream) if r["inbound"] == "False"}
    return {brand: openings(brand, tweets) for brand in brands}


def test_the_plain_computation_finds_enough_to_compare(plain: dict[str, list[Opening]]) -> None:
    assert len(plain) == 63
    assert sum(a24(found)[1] >= 10 for found in plain.values()) >= 10
    assert sum(t50(found)[0] >= 30 for found in plain.values()) >= 1


def test_the_ledger_holds_the_plain_openings_of_every_brand(
    archive: Archive, plain: dict[str, list[Opening]]
) -> None:
    rows = Ledger(archive.folder / "data").observations()
    assert {row.account for row in rows} == plain.keys()
    for row in rows:
        found = plain[row.account or ""]
        assert row.imported == FILE
        assert row.facts
        _, openings_, _, hits, *_ = row.facts.answered or ()
        assert (hits, openings_) == a24(found), row.account
        waits = [(wait, True) for wait in row.facts.answer_waits or ()]
        waits += [(wait, False) for wait in row.facts.open_waits or ()]
        expected = [(round(hours * 3600), is_answered) for hours, is_answered in waits_of(found)]
        assert sorted(waits) == expected, row.account


@pytest.fixture(scope="module")
def explained(archive: Archive) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what `explain --json` prints of every account, by metric."""
    accounts = Ledger(archive.folder / "data").observations()
    return {row.account or "": _explained(archive, row.organisation) for row in accounts}


def _explained(archive: Archive, organisation: str) -> dict[str, dict[str, Any]]:
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(["explain", organisation, "--json", *archive.words]) == 0
    return {value["metric"]: value for value in json.loads(out.getvalue())["values"]}


def test_answered_within_a_day_is_the_plain_share_of_every_brand(
    explained: dict[str, dict[str, dict[str, Any]]], plain: dict[str, list[Opening]]
) -> None:
    for brand, found in plain.items():
        told = explained[brand]["answered-24h"]
        hits, count = a24(found)
        assert (told["numerator"], told["denominator"]) == (hits, count) or count == 0, brand
        if count < 10:
            assert (told["state"], told["reason"], told["value"]) == ("gap", "too_few", None), brand
        else:
            assert told["state"] == "estimate", brand
            assert told["value"] == pytest.approx(hits / count, abs=1e-9), brand
            assert told["lo"] <= told["value"] <= told["hi"], brand


def test_the_time_to_answer_is_the_plain_median_of_every_brand(
    explained: dict[str, dict[str, dict[str, Any]]], plain: dict[str, list[Opening]]
) -> None:
    for brand, found in plain.items():
        told = explained[brand]["time-to-answer"]
        count, median = t50(found)
        if count < 30:
            assert (told["state"], told["reason"], told["value"]) == ("gap", "too_few", None), brand
        else:
            expected = None if median is None else pytest.approx(median, abs=1e-9)
            assert (told["state"], told["value"]) == ("estimate", expected), brand


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_second_import_is_refused_and_changes_nothing(
    archive: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    before = contents(archive.folder)
    assert imported(archive, "--night", NIGHT) == 1
    said = capfd.readouterr()
    assert said.out == ""
    assert f"already holds the night of {NIGHT}" in said.err
    assert contents(archive.folder) == before


def elsewhere(archive: Archive, folder: Path, change: Callable[[list[str]], list[str]]) -> bytes:
    """Return the night's bytes when the file's rows are changed before they are imported."""
    head, *rows = (archive.folder / FILE).read_text(encoding="utf-8").splitlines()
    (folder / FILE).write_text("\n".join([head, *change(rows)]) + "\n", encoding="utf-8")
    words = ["--watchlist", str(archive.folder / "watchlist"), "--data", str(folder / "data")]
    file = str(folder / FILE)
    assert main(["import", "events", file, *words, "--json", "--night", NIGHT]) == 0
    return (folder / "data" / f"nights/year=2017/{NIGHT}.parquet").read_bytes()


def test_the_order_of_the_rows_changes_no_byte(archive: Archive, tmp_path: Path) -> None:
    ledger = archive.folder / "data" / f"nights/year=2017/{NIGHT}.parquet"
    rows_of = Random(1)  # noqa: S311 - a shuffle is no secret

    def shuffled(rows: list[str]) -> list[str]:
        return rows_of.sample(rows, len(rows))

    assert elsewhere(archive, tmp_path, shuffled) == ledger.read_bytes()


def test_other_names_for_the_same_people_change_no_byte(
    archive: Archive, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """People are numbers here, such as 115712: they become unmistakable, and are nowhere."""
    ledger = archive.folder / "data" / f"nights/year=2017/{NIGHT}.parquet"

    def marked(rows: list[str]) -> list[str]:
        cells = [row.split(",") for row in rows]
        for cell in cells:
            cell[3] = f"marked-{cell[3]}-person" if cell[3].isdigit() else cell[3]
            cell[7] = " ".join(
                f"marked-{word}-person" if word.isdigit() else word for word in cell[7].split()
            )
        return [",".join(cell) for cell in cells]

    assert elsewhere(archive, tmp_path, marked) == ledger.read_bytes()
    said = capfd.readouterr()
    assert NIGHT in said.err
    assert "marked-" not in said.out + said.err
    written = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert len(written) >= 3
    assert not [path for path in written if b"marked-" in path.read_bytes()]
    assert "marked-" not in repr(Ledger(tmp_path / "data").observations())


def test_every_page_says_which_day_the_archive_is_of(archive: Archive) -> None:
    site = archive.folder / "site"
    words = [*archive.words, "--site", str(site), "--set", "archive=true"]
    assert main(["build", *words]) == 0
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert len(pages) > 100
    for path, text in pages.items():
        is_redirect = 'http-equiv="refresh"' in text
        is_frame = path.is_relative_to(site / "embed")  # has no head, and dates itself at its foot
        told = "8 November 2017</time>" if is_frame else "<b>Archive of 8 November 2017.</b>"
        assert is_redirect or told in text, path
        assert "data-night" not in text, path


def test_the_maker_without_the_tables_says_what_to_give(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert make([str(tmp_path), str(tmp_path / "archive")]) == 1
    assert "the shared tables are not here; name their folder" in capfd.readouterr().err
    assert not (tmp_path / "archive").exists()


def test_the_made_watchlists_are_right_and_list_no_person(tmp_path: Path) -> None:
    if not TABLE.is_file():
        pytest.skip(f"{TABLE} is not here: the shared tables lie beside the project")
    assert make([str(DATA.parent), str(tmp_path)]) == 0
    listed = {
        name: load_watchlist(tmp_path / name / "watchlist").organisations
        for name in ("conversations", "companies", "aberdeen")
    }
    accounts = {
        name: {account.handle for one in some for account in one.accounts}
        for name, some in listed.items()
    }
    assert {name: len(some) for name, some in accounts.items()} == {
        "conversations": 63,
        "companies": 582,
        "aberdeen": 18,
    }
    assert not {"mjs_abc", "lordprovostabdn"} & accounts["aberdeen"]
