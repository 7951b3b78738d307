from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from collector.model import Opening
from collector.networks.atproto import Identity
from collector.state import (
    FILE,
    RULES,
    THREADS_FILE,
    Remembered,
    circle_mark,
    load_dollars,
    load_identities,
    load_threads,
    save_dollars,
    save_identities,
    save_threads,
)
from collector.tally.heard import Settled

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


NIGHT = date(2026, 11, 22)
AT = datetime(2026, 11, 10, 12, 30, 15, 123000, tzinfo=UTC)
OPENINGS = (
    Opening(at=AT, answered_at=AT + timedelta(hours=1), acknowledged_at=AT + timedelta(hours=2)),
    Opening(at=AT, answered_at=None, acknowledged_at=AT),
    Opening(at=AT),
)
LONMOUTHS = Remembered(
    night=NIGHT,
    circle=circle_mark({"did:plc:lonmouth"}),
    threads={
        "at://did:plc:lonmouth/app.bsky.feed.post/1": Settled(mark="4", openings=OPENINGS),
        "at://did:plc:lonmouth/app.bsky.feed.post/2": Settled(mark="1", openings=()),
    },
)


def test_settled_threads_are_remembered_to_the_microsecond(tmp_path: Path) -> None:
    save_threads(tmp_path, {"did:plc:lonmouth": LONMOUTHS}, NIGHT)

    assert load_threads(tmp_path, NIGHT) == {"did:plc:lonmouth": LONMOUTHS}


def test_threads_of_an_account_that_is_read_no_more_are_forgotten(tmp_path: Path) -> None:
    save_threads(tmp_path, {"did:plc:lonmouth": LONMOUTHS}, NIGHT)

    assert load_threads(tmp_path, NIGHT + timedelta(days=14)) != {}
    assert load_threads(tmp_path, NIGHT + timedelta(days=15)) == {}
    save_threads(tmp_path, {"did:plc:lonmouth": LONMOUTHS}, NIGHT + timedelta(days=15))
    assert "lonmouth" not in (tmp_path / THREADS_FILE).read_text(encoding="utf-8")


def test_threads_read_on_a_later_night_are_not_believed(tmp_path: Path) -> None:
    save_threads(tmp_path, {"did:plc:lonmouth": LONMOUTHS}, NIGHT)

    assert load_threads(tmp_path, NIGHT - timedelta(days=1)) == {}


def test_what_is_remembered_is_not_forced_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[int] = []
    monkeypatch.setattr("os.fsync", forced.append)
    save_identities(tmp_path, {"lonmouth.test": LONMOUTH}, NOW)
    save_threads(tmp_path, {}, NOW.date())
    assert forced == []
    save_dollars(tmp_path, NOW.date(), 0.5)  # without it, the night would have a whole budget again
    assert forced


def test_what_other_rules_settled_is_read_again(tmp_path: Path) -> None:
    save_threads(tmp_path, {"did:plc:lonmouth": LONMOUTHS}, NIGHT)
    text = (tmp_path / THREADS_FILE).read_text(encoding="utf-8").replace(RULES, "0, 0.9")
    (tmp_path / THREADS_FILE).write_text(text, encoding="utf-8")

    assert load_threads(tmp_path, NIGHT) == {}


def test_who_is_its_own_is_told_apart_in_whatever_order() -> None:
    assert circle_mark(["a", "b"]) == circle_mark(["b", "a"]) != circle_mark(["ab"])


def account(**changes: Any) -> str:
    entry = {"id": "did:plc:lonmouth", "night": "2026-11-22", "circle": "c", "threads": {}}
    return f"{json.dumps({'rules': RULES})}\n{json.dumps(entry | changes)}\n"


WHEN = 1_762_776_000_000_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        "{}",
        json.dumps({"rules": RULES}),
        json.dumps({"rules": RULES}) + "\n[]\n3\n{}\nnull\n",
        account(id=3),
        account(id=None),
        account(night="tomorrow"),
        account(night=20261122),
        account(circle=None),
        account(threads=[]),
        account(threads={"k": []}),
        account(threads={"k": [4]}),
        account(threads={"k": "4"}),
        account(threads={"k": ["4", "soon"]}),
        account(threads={"k": ["4", ["soon", None, None]]}),
        account(threads={"k": ["4", [WHEN, None]]}),
        account(threads={"k": ["4", [WHEN, None, None, None]]}),
        account(threads={"k": ["4", [None, None, None]]}),
        account(threads={"k": ["4", [1.5, None, None]]}),
        account(threads={"k": ["4", ["2026-11-10T12:00:00Z", None, None]]}),
        account(threads={"k": ["4", [WHEN, WHEN - 1, None]]}),
        account(threads={"k": ["4", [10**18, None, None]]}),
        account(threads={"k": ["4", [10**30, None, None]]}),
        account(threads={"k": ["4", *[[WHEN, None, None]] * 11]}),
    ],
)
def test_broken_or_hostile_threads_are_none(tmp_path: Path, text: str) -> None:
    (tmp_path / THREADS_FILE).parent.mkdir()
    (tmp_path / THREADS_FILE).write_text(text, encoding="utf-8")

    assert load_threads(tmp_path, NIGHT) == {}
    save_threads(tmp_path, {"did:plc:lonmouth": LONMOUTHS}, NIGHT)
    assert load_threads(tmp_path, NIGHT) == {"did:plc:lonmouth": LONMOUTHS}


def test_the_hostile_entries_are_broken_for_their_own_reason(tmp_path: Path) -> None:
    (tmp_path / THREADS_FILE).parent.mkdir()
    text = account(threads={"k": ["4", [WHEN, None, WHEN]]})
    (tmp_path / THREADS_FILE).write_text(text, encoding="utf-8")

    assert len(load_threads(tmp_path, NIGHT)) == 1


def test_what_a_night_has_cost_is_remembered_for_that_night_alone(tmp_path: Path) -> None:
    save_dollars(tmp_path, NIGHT, 0.35)
    assert load_dollars(tmp_path, NIGHT) == 0.35
    assert load_dollars(tmp_path, NIGHT + timedelta(days=1)) == 0.0


@pytest.mark.parametrize("text", ["", "[]", "{", '{"night": "2026-11-22"}', '{"dollars": "x"}'])
def test_a_broken_memory_of_money_is_no_memory(tmp_path: Path, text: str) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state/dollars.json").write_text(text, encoding="utf-8")
    assert load_dollars(tmp_path, NIGHT) == 0.0
