"""From the ledger to an edition, on the command line: once, of whole weeks, and carried on."""

from __future__ import annotations

import json
from datetime import date, timedelta
from shutil import copytree, ignore_patterns
from typing import TYPE_CHECKING

import pytest

from collector.__main__ import main
from collector.load import load_watchlist
from collector.settings import Settings
from collector.store import Ledger
from collector.store.editions import Editions
from site_src.freeze import freeze, freeze_weeks, last_whole_week, last_whole_weeks, why_poor
from tests.bench.editions import record, watchlist

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from collector.model import Observation

MONDAY = date(2026, 10, 5)
GONE = "- kind: council\n  slug: number-3\n  date: 2026-11-20\n"


def nights(*ago: int) -> list[date]:
    return sorted(date(2026, 11, 22) - timedelta(days=one) for one in ago)


def test_the_last_week_is_whole_when_its_sunday_was_read() -> None:
    assert last_whole_week(nights(0, 1, 2)) == "2026-W47"
    assert last_whole_week(nights(1, 2, 3)) == "2026-W46"
    assert last_whole_week([date(2027, 1, 4)]) == "2026-W53"
    assert last_whole_week([]) is None


def test_a_week_that_was_hardly_read_or_is_not_over_says_why_it_is_not_frozen() -> None:
    assert "3 of 7 nights" in why_poor(nights(0, 1, 2), "2026-W47")
    assert "2026-11-22" in why_poor(nights(1, 2, 3, 4), "2026-W47")
    assert not why_poor(nights(0, 2, 4, 6), "2026-W47")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frozen")
    watchlist(folder / "watchlist", 14)
    record(folder / "data", 14, [MONDAY + timedelta(days=n) for n in range(30)])
    return folder


def followback(folder: Path, *more: str) -> int:
    where = ("--data", str(folder / "data"), "--watchlist", str(folder / "watchlist"))
    return main([*more, *where])


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def frozen(folder: Path) -> dict[str, bytes]:
    return bytes_of(folder / "data" / "editions")


@pytest.mark.heavy
def test_week_after_week_nothing_that_stands_is_changed(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for week in ("2026-W41", "2026-W42"):
        assert followback(data, "edition", "--week", week) == 0
    before = frozen(data)
    assert followback(data, "edition") == 0
    after = frozen(data)
    assert Editions(data / "data").weeks() == ("2026-W41", "2026-W42", "2026-W44")
    assert {name: after[name] for name in before if name != "manifest.json"} == {
        name: text for name, text in before.items() if name != "manifest.json"
    }
    assert followback(data, "edition") == 0
    assert "the edition 2026-W44 stands" in capsys.readouterr().err
    assert frozen(data) == after
    assert followback(data, "verify") == 0


@pytest.mark.heavy
def test_several_weeks_are_frozen_alike_from_one_reading(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weeks, listed, settings = (
        ["2026-W41", "2026-W42"],
        load_watchlist(data / "watchlist"),
        Settings(),
    )
    for name in ("alone", "together"):
        copytree(data / "data", tmp_path / name / "data", ignore=ignore_patterns("editions"))
    for week in weeks:
        freeze(Ledger(tmp_path / "alone" / "data"), listed, settings, week)
    ledger, read = Ledger(tmp_path / "together" / "data"), []
    rows = ledger.observations(until=date(2026, 10, 18))

    def once(**when: date) -> list[Observation]:
        read.append(when)
        return rows

    monkeypatch.setattr(ledger, "observations", once)
    assert freeze_weeks(ledger, listed, settings, weeks) == weeks
    assert freeze_weeks(ledger, listed, settings, weeks) == []
    assert read == [{"until": date(2026, 10, 18)}]
    assert frozen(tmp_path / "together") == frozen(tmp_path / "alone")


@pytest.mark.heavy
@pytest.mark.parametrize("week", ["2026-W45", "2026-W40", "next"])
def test_a_week_that_cannot_be_frozen_is_refused_in_one_sentence(
    data: Path, capsys: pytest.CaptureFixture[str], week: str
) -> None:
    assert followback(data, "edition", "--week", week) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.fixture
def removed(data: Path) -> Iterator[Path]:
    file = data / "watchlist" / "councils" / "number-3.yml"
    text = file.read_text()
    file.unlink()
    (data / "watchlist" / "removed.yml").write_text(GONE)
    yield data
    (data / "watchlist" / "removed.yml").unlink()
    file.write_text(text)


@pytest.mark.heavy
def test_nobody_is_taken_out_who_was_not_removed(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = frozen(data)
    assert followback(data, "edition", "--redact", "number-3") == 1
    assert "removed.yml" in capsys.readouterr().err
    assert frozen(data) == before


@pytest.mark.heavy
def test_who_was_removed_is_taken_out_and_the_change_is_lawful(removed: Path) -> None:
    assert followback(removed, "edition", "--week", "2026-W41") == 0
    assert b"Number 3<" in b"".join(frozen(removed).values())
    assert followback(removed, "edition", "--redact", "number-3") == 0
    assert b"Number 3<" not in b"".join(frozen(removed).values())
    assert followback(removed, "verify") == 0
    manifest = json.loads(frozen(removed)["2026-W41/manifest.json"])
    assert manifest["redactions"][0]["organisation"] == "number-3"


@pytest.mark.heavy
def test_one_byte_that_differs_is_named_and_stops_the_build(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    followback(data, "edition", "--week", "2026-W41")
    assert followback(data, "build", "--site", str(tmp_path / "site")) == 0
    served = bytes_of(tmp_path / "site" / "editions" / "2026-W41")
    kept = bytes_of(data / "data" / "editions" / "2026-W41")
    assert {name: served[name] for name in kept} == kept
    assert served.keys() - kept.keys() == {"notice.svg"}
    file = data / "data" / "editions" / "2026-W41" / "index.html"
    text = file.read_bytes()
    file.write_bytes(text[:-1] + b"!")
    capsys.readouterr()
    assert followback(data, "verify") == 1
    assert "editions/2026-W41/index.html" in capsys.readouterr().out
    assert followback(data, "build", "--site", str(tmp_path / "site")) == 1
    told = capsys.readouterr().err.strip()
    assert "editions/2026-W41/index.html: it has changed since it was frozen" in told
    assert len(told.splitlines()) == 1
    file.write_bytes(text)
    assert bytes_of(tmp_path / "site" / "editions" / "2026-W41") == served


def test_the_last_weeks_are_those_that_were_read() -> None:
    read = nights(*range(7), *range(9, 12), *range(14, 21))
    assert last_whole_weeks(read, 3) == ("2026-W45", "2026-W47")
    assert last_whole_weeks([], 3) == ()
