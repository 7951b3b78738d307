"""Frozen editions: whole or absent, told by name where a byte differs, and redacted lawfully."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from collector.errors import InputError, LedgerError
from collector.store.edition import Edition, days_of, last_day, week_of
from collector.store.editions import Editions

ROOT = Path(__file__).resolve().parents[3]
FILES = {"index.html": b"<h1>The week</h1>", "charts/a--b/index.html": b"Ostbury 62%"}
WHEN = date(2026, 11, 24)
# Freezes week after week, and redacts each, till it is killed.
BUSY = """
import sys
from datetime import date
from pathlib import Path
from collector.store.edition import Edition
from collector.store.editions import Editions
editions = Editions(Path(sys.argv[1]))
for number in range(1, 50):
    week = f"2027-W{number:02}"
    editions.mend()
    if week not in editions.weeks():
        one = Edition(week=week, night=date(2027, 1, 1), method_version=2, files={})
        editions.keep(one, {f"charts/{n}/index.html": b"old" * 9 for n in range(9)})
    new = {"charts/3/index.html": b"new"}
    editions.redact(week, new, who="gone", when=date(2027, 1, 2))
    print(week, flush=True)
"""


def edition(week: str = "2026-W47") -> Edition:
    return Edition(week=week, night=last_day(week), method_version=2, files={})


@pytest.fixture
def editions(tmp_path: Path) -> Editions:
    kept = Editions(tmp_path)
    for week in ("2026-W46", "2026-W47"):
        kept.keep(edition(week), FILES)
    return kept


def told(editions: Editions) -> list[tuple[str, str]]:
    return [(fault.file, fault.message) for fault in editions.faults()]


def test_a_week_is_known_by_its_nights() -> None:
    assert week_of(date(2026, 11, 22)) == "2026-W47"
    assert week_of(date(2027, 1, 3)) == "2026-W53"
    assert last_day("2026-W47") == date(2026, 11, 22)
    assert {week_of(one) for one in days_of("2026-W53")} == {"2026-W53"}


@pytest.mark.parametrize("text", ["2026-W54", "2026-47", "2026-W00", "../W01", "٢٠٢٦-W01"])
def test_what_is_no_week_is_told(text: str) -> None:
    with pytest.raises(InputError, match="write it as 2026-W47"):
        last_day(text)


def test_an_edition_is_read_as_it_was_kept(editions: Editions) -> None:
    assert editions.weeks() == ("2026-W46", "2026-W47")
    assert [one.charts for one in editions.checked()] == [("a--b",), ("a--b",)]
    assert not told(editions)


def test_another_edition_changes_nothing_in_those_before(editions: Editions) -> None:
    before = {p: p.read_bytes() for p in editions.folder.rglob("2026-*/**/*") if p.is_file()}
    editions.keep(edition("2026-W48"), FILES)
    assert before == {path: path.read_bytes() for path in before}


def test_an_edition_is_never_frozen_again(editions: Editions) -> None:
    with pytest.raises(LedgerError, match="never changed"):
        editions.keep(edition(), {"index.html": b"other"})
    assert not told(editions)


@pytest.mark.heavy
@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
@pytest.mark.parametrize("is_deleted", [True, False])
def test_every_byte_is_watched(editions: Editions, name: str, *, is_deleted: bool) -> None:
    path = editions.folder / "2026-W46" / name
    data = path.read_bytes()
    for at in range(len(data) if not is_deleted else 1):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        if is_deleted:
            path.unlink()
        assert [file for file, _ in told(editions)] == [f"editions/2026-W46/{name}"]
        with pytest.raises(LedgerError, match=f"2026-W46/{name}: "):
            editions.checked()


@pytest.mark.heavy
def test_every_byte_of_the_list_is_watched(editions: Editions) -> None:
    path = editions.folder / "manifest.json"
    data = path.read_bytes()
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert told(editions), at
    path.unlink()
    assert "it is missing" in told(editions)[0][1]


def test_a_file_too_many_is_told(editions: Editions) -> None:
    (editions.folder / "2026-W47" / "more.html").write_text("more")
    (editions.folder / "notes").mkdir()
    assert [file for file, _ in told(editions)] == [
        "editions/2026-W47/more.html",
        "editions/notes",
    ]


def test_a_whole_edition_that_is_missing_is_told(editions: Editions) -> None:
    (editions.folder / "2026-W47").rename(editions.folder.parent / "elsewhere")
    assert [file for file, _ in told(editions)] == ["editions/2026-W47/manifest.json"]


def test_a_redaction_is_accepted_and_says_both_hashes(editions: Editions) -> None:
    old = editions.edition("2026-W47").files["charts/a--b/index.html"].sha256
    editions.redact("2026-W47", {"charts/a--b/index.html": b"Removed"}, who="ostbury", when=WHEN)
    assert not told(editions)
    found = editions.edition("2026-W47")
    (entry,) = found.redactions
    assert (entry.organisation, entry.date) == ("ostbury", WHEN)
    (replaced,) = entry.files.values()
    assert (replaced.old, replaced.new) == (old, found.files["charts/a--b/index.html"].sha256)
    assert (editions.folder / "2026-W47/charts/a--b/index.html").read_bytes() == b"Removed"
    assert (editions.folder / "2026-W46/charts/a--b/index.html").read_bytes() == b"Ostbury 62%"


def test_a_manifest_leads_to_no_file_outside_its_edition(editions: Editions) -> None:
    path = editions.folder / "2026-W47" / "manifest.json"
    text = path.read_text().replace('"index.html"', '"../../nights/x"')
    path.write_text(text)
    assert "has changed" in told(editions)[0][1]


@pytest.mark.heavy
@pytest.mark.parametrize("moment", ["*/charts", ".*.new", ".*.old", "manifest.json"])
def test_killed_at_any_moment_an_edition_is_as_it_was_or_whole(tmp_path: Path, moment: str) -> None:
    kept = Editions(tmp_path)
    run = subprocess.Popen(
        [sys.executable, "-c", BUSY, str(tmp_path)],
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    while run.poll() is None and not any(kept.folder.glob(moment)):
        pass
    run.send_signal(signal.SIGKILL)
    run.wait()
    for fault in kept.faults():
        assert "a killed run left it" in fault.message
    kept.mend()
    assert not told(kept)
    for one in kept.checked():
        assert len(one.files) == 9


def test_a_file_that_was_not_written_whole_goes_away(editions: Editions) -> None:
    (editions.folder / ".manifest.json.tmp").write_text('{"2026-')
    editions.mend()
    assert not told(editions)


def test_what_was_about_to_be_replaced_comes_back(editions: Editions) -> None:
    before = (editions.folder / "2026-W47/index.html").read_bytes()
    (editions.folder / "2026-W47").rename(editions.folder / ".2026-W47.old")
    assert sorted(told(editions)) == [
        ("editions/.2026-W47.old", "a killed run left it; run followback edition again"),
        ("editions/2026-W47", "a killed run left it; run followback edition again"),
    ]
    editions.mend()
    assert not told(editions)
    assert (editions.folder / "2026-W47/index.html").read_bytes() == before
