"""Make watchlists and files of real archives from the shared tables.

    python -m tests.archive SHARED FOLDER

`make archive` then imports the files and builds their sites.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.archive.conversations import brands_of, tweets_of, write_events
from tests.archive.listing import HELP, UNKNOWN_COUNTRY, Entry, entries, write_watchlist
from tests.archive.tables import PERSONS, counted, write_counts

BRAND = Entry(
    slug="",
    name="",
    kind="brand",
    sector=HELP,
    country=UNKNOWN_COUNTRY,
    handle="",
    source="Customer Support on Twitter, 2017",
)
PARTNER = Entry(
    slug="",
    name="",
    kind="council",
    sector="aberdeen city council and partners",
    country="GB",
    handle="",
    source="a public list of the accounts of Aberdeen City Council and its partners",
)


def conversations(data: Path, folder: Path) -> str:
    """Make the archive of conversations, and say what is in it."""
    tweets = tweets_of(data / "conversations/twcs-a.csv")
    listed = entries(data / "organisations.csv", brands_of(tweets), BRAND)
    return _made(folder, listed, write_events(tweets, _file(folder, "conversations-2017.csv")))


def companies(data: Path, folder: Path) -> str:
    """Make the archive of companies, and say what is in it."""
    rows = counted(data / "real-metrics/x-us-companies-2022.csv")
    listed = entries(data / "organisations.csv", (row["handle"] for row in rows), BRAND)
    return _made(folder, listed, write_counts(rows, _file(folder, "companies-2022.csv")))


def aberdeen(data: Path, folder: Path) -> str:
    """Make the archive of one council and its partners, and say what is in it."""
    rows = counted(data / "real-metrics/x-aberdeen-city-council-followers.csv")
    handles = {row["handle"] for row in rows} - PERSONS
    listed = entries(data / "organisations.csv", handles, PARTNER)
    file = _file(folder, "aberdeen-2010-2014.csv")
    told = _made(folder, listed, write_counts(rows, file, without=PERSONS))
    return f"{told}; {len(PERSONS)} accounts of a person are left out"


def _file(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def _made(folder: Path, listed: list[Entry], rows: int) -> str:
    organisations = write_watchlist(folder / "watchlist", listed)
    nameless = sum(not entry.is_known for entry in listed)
    placeless = sum(entry.country == UNKNOWN_COUNTRY for entry in listed)
    return (
        f"{folder}: {rows:,} rows of {len(listed)} accounts of {organisations} organisations; "
        f"{nameless} under their handle alone, {placeless} without a country, and all with "
        "their public profile in place of a website"
    )


ARCHIVES = {"conversations": conversations, "companies": companies, "aberdeen": aberdeen}


def main(words: list[str]) -> int:
    """Make every archive below a folder, in place of those that were made before."""
    shared, folder = map(Path, words)
    data = shared / "data"
    if not (data / "organisations.csv").is_file():
        sys.stderr.write(
            f"{data}: the shared tables are not here; name their folder: make archive SHARED=DIR\n"
        )
        return 1
    for name, make in ARCHIVES.items():
        shutil.rmtree(folder / name, ignore_errors=True)  # a night is never changed: begin anew
        sys.stderr.write(make(data, folder / name) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
