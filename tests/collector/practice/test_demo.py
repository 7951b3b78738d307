from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.errors import InputError, LedgerError
from collector.practice import demo
from collector.practice.almanac import LAST_NIGHT
from collector.practice.demo import DATA, FOLDER, WATCHLIST, play
from collector.practice.helper import helper
from collector.store import Ledger

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "scales.txt").write_text("C major", encoding="utf-8")

    with pytest.raises(InputError, match="this folder is not the demo's own"):
        play(tmp_path, nights=1, organisations=12)
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["scales.txt"]


@pytest.mark.slow
def test_another_size_begins_anew_and_the_same_goes_on(tmp_path: Path) -> None:
    ticks: list[int] = []
    last = play(tmp_path, nights=2, organisations=12, tick=lambda: ticks.append(1))
    ledger = Ledger(tmp_path / DATA)
    assert (len(ledger.nights()), len(ticks), ledger.last_night()) == (2, 2, last)
    night = next((tmp_path / DATA).glob("nights/*/*.parquet")).stat()
    play(tmp_path, nights=2, organisations=12)
    assert next((tmp_path / DATA).glob("nights/*/*.parquet")).stat() == night

    play(tmp_path, nights=1, organisations=13)
    assert Ledger(tmp_path / DATA).nights() == (last,)
    assert len(list((tmp_path / WATCHLIST).glob("*/*.yml"))) == 13


@pytest.mark.slow
def test_a_demo_killed_while_it_began_begins_anew(tmp_path: Path) -> None:
    play(tmp_path, nights=1, organisations=12)
    (tmp_path / FOLDER / "played.json").write_text("", encoding="utf-8")
    (tmp_path / DATA / "manifest.json").write_text("half", encoding="utf-8")
    play(tmp_path, nights=1, organisations=12)

    assert Ledger(tmp_path / DATA).verify() == ()


@pytest.mark.slow
def test_what_other_code_played_begins_anew(tmp_path: Path) -> None:
    play(tmp_path, nights=1, organisations=12)
    told = tmp_path / FOLDER / "played.json"
    told.write_text(told.read_text(encoding="utf-8").replace('"code": "', '"code": "un'))
    before = next((tmp_path / DATA).glob("nights/*/*.parquet")).stat().st_mtime_ns
    play(tmp_path, nights=1, organisations=12)
    assert next((tmp_path / DATA).glob("nights/*/*.parquet")).stat().st_mtime_ns > before


@pytest.mark.slow
def test_two_processes_play_what_one_plays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for home, long in (("alone", 3), ("together", 2)):
        monkeypatch.setattr(demo, "LONG", long)
        play(tmp_path / home, nights=2, organisations=12)
    alone, together = (tmp_path / home / DATA for home in ("alone", "together"))
    assert (together / "manifest.json").read_bytes() == (alone / "manifest.json").read_bytes()
    assert not (together / "shards").exists()
    assert Ledger(together).verify() == ()


@pytest.mark.slow
def test_what_stops_the_second_process_is_told_in_its_own_words(tmp_path: Path) -> None:
    play(tmp_path, nights=1, organisations=12)
    with helper(tmp_path, 12) as second:
        (tmp_path / DATA / "shards").write_text("in the way", encoding="utf-8")
        second.begin(LAST_NIGHT)
        with pytest.raises(LedgerError, match="a file is in the way"):
            second.end()


@pytest.mark.slow
def test_a_second_process_that_ended_is_told_too(tmp_path: Path) -> None:
    with helper(tmp_path, 12) as second:  # no watchlist is there
        with pytest.raises(LedgerError, match="has ended"):
            second.end()
        second.begin(LAST_NIGHT)
        with pytest.raises(LedgerError, match="has ended"):
            second.end()
