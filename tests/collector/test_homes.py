"""Where accounts of the fediverse live is remembered for a week, and read strictly."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from collector.homes import FILE, load_homes, save_homes
from collector.networks.fediverse_home import Home

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
LISTED = "@council@council.test"
HOME = Home(
    name="council@council.test",
    origin="https://social.council.test",
    actor="https://social.council.test/users/council",
    software="mastodon",
    id="101",
)
ELSEWHERE = replace(HOME, origin="https://pix.test", software="pixelfed", id=None)


def test_homes_are_remembered_for_a_week(tmp_path: Path) -> None:
    save_homes(tmp_path, {LISTED: HOME, "pix": ELSEWHERE}, NOW)
    week = NOW + timedelta(days=7)
    assert load_homes(tmp_path, week) == {LISTED: HOME, "pix": ELSEWHERE}
    assert load_homes(tmp_path, week + timedelta(seconds=1)) == {}


def test_keeping_a_home_does_not_make_it_younger_and_a_new_one_is_young(tmp_path: Path) -> None:
    save_homes(tmp_path, {LISTED: HOME, "pix": ELSEWHERE}, NOW)
    later = NOW + timedelta(days=5)
    save_homes(tmp_path, {LISTED: HOME, "pix": replace(ELSEWHERE, id="7")}, later)
    assert set(load_homes(tmp_path, NOW + timedelta(days=8))) == {"pix"}


def test_only_what_leads_to_the_watched_account_is_written(tmp_path: Path) -> None:
    save_homes(tmp_path, {LISTED: HOME}, NOW)
    assert json.loads((tmp_path / FILE).read_text(encoding="utf-8")) == {
        LISTED: {
            "name": "council@council.test",
            "origin": "https://social.council.test",
            "actor": "https://social.council.test/users/council",
            "software": "mastodon",
            "id": "101",
            "read_at": "2026-11-22T03:00:00+00:00",
        }
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "../../admin"),
        ("id", 101),
        ("origin", "http://social.council.test"),
        ("origin", "https://social.council.test/path"),
        ("origin", "https://user@social.council.test"),
        ("actor", "file:///etc/passwd"),
        ("name", "council"),
        ("software", None),
        ("read_at", "yesterday"),
    ],
)
def test_a_home_that_somebody_broke_is_looked_for_again(
    tmp_path: Path, key: str, value: object
) -> None:
    save_homes(tmp_path, {LISTED: HOME}, NOW)
    entries = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    entries[LISTED][key] = value
    (tmp_path / FILE).write_text(json.dumps(entries), encoding="utf-8")
    assert load_homes(tmp_path, NOW) == {}


def test_no_memory_is_needed(tmp_path: Path) -> None:
    assert load_homes(tmp_path, NOW) == {}
