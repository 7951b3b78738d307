from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from collector.networks.atproto import Identity
from collector.state import FILE, load_identities, save_identities

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
LONMOUTH = Identity(did="did:plc:lonmouth", handle="lonmouth.test", pds="https://pds.test")
YORE = Identity(did="did:plc:yore", handle="yore.test", pds="https://pds.test")


def test_identities_are_remembered(tmp_path: Path) -> None:
    save_identities(tmp_path, {"lonmouth.test": LONMOUTH}, NOW)

    assert load_identities(tmp_path, NOW) == {"lonmouth.test": LONMOUTH}


def test_an_identity_is_forgotten_a_day_after_it_was_read(tmp_path: Path) -> None:
    save_identities(tmp_path, {"lonmouth.test": LONMOUTH}, NOW)

    assert load_identities(tmp_path, NOW + timedelta(hours=24)) != {}
    assert load_identities(tmp_path, NOW + timedelta(hours=24, seconds=1)) == {}


def test_keeping_an_identity_does_not_make_it_younger(tmp_path: Path) -> None:
    save_identities(tmp_path, {"lonmouth.test": LONMOUTH}, NOW)
    later = NOW + timedelta(hours=20)
    save_identities(tmp_path, {"lonmouth.test": LONMOUTH, "yore.test": YORE}, later)

    assert set(load_identities(tmp_path, NOW + timedelta(hours=30))) == {"yore.test"}


def test_an_identity_that_changed_is_young_again(tmp_path: Path) -> None:
    save_identities(tmp_path, {"lonmouth.test": LONMOUTH}, NOW)
    later = NOW + timedelta(hours=20)
    save_identities(tmp_path, {"lonmouth.test": YORE}, later)

    assert load_identities(tmp_path, NOW + timedelta(hours=30)) == {"lonmouth.test": YORE}


def test_an_identity_from_the_future_is_not_believed(tmp_path: Path) -> None:
    save_identities(tmp_path, {"lonmouth.test": LONMOUTH}, NOW + timedelta(days=400))

    assert load_identities(tmp_path, NOW) == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        "null",
        '{"lonmouth.test": null}',
        '{"lonmouth.test": {}}',
        '{"lonmouth.test": {"read_at": "2026-11-22T03:00:00+00:00"}}',
        '{"lonmouth.test": {"did": 1, "handle": 2, "pds": 3, "read_at": "yesterday"}}',
        '{"lonmouth.test": {"did": "d", "handle": "h", "pds": "p", "read_at": "2026-11-22"}}',
        '{"a.test": {"did": 1, "handle": [], "pds": {}, "read_at": "2026-11-22T03:00:00Z"}}',
        '{"a.test": {"did": "d", "handle": "h", "read_at": "2026-11-22T03:00:00Z"}}',
    ],
)
def test_a_broken_memory_is_no_memory(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text(text, encoding="utf-8")

    assert load_identities(tmp_path, NOW) == {}
    save_identities(tmp_path, {"yore.test": YORE}, NOW)
    assert load_identities(tmp_path, NOW) == {"yore.test": YORE}


def test_bytes_that_are_no_text_are_no_memory(tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")

    assert load_identities(tmp_path, NOW) == {}


def test_no_memory_is_needed(tmp_path: Path) -> None:
    assert load_identities(tmp_path, NOW) == {}


def test_only_the_watched_accounts_own_identities_are_written(tmp_path: Path) -> None:
    save_identities(tmp_path, {"lonmouth.test": LONMOUTH}, NOW)

    assert json.loads((tmp_path / FILE).read_text(encoding="utf-8")) == {
        "lonmouth.test": {
            "did": "did:plc:lonmouth",
            "handle": "lonmouth.test",
            "pds": "https://pds.test",
            "read_at": "2026-11-22T03:00:00+00:00",
        }
    }
