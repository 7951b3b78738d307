"""A night on which likes cannot be read, from the network to the receipt, and the night after."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from collector.cli import run
from collector.load import load_watchlist
from collector.manners import polite_client
from collector.model import Facts, Gap
from collector.night import read_night
from collector.plan import full_due
from collector.practice import LAST_NIGHT, PRACTICE_SETTINGS, PracticeTransport, World
from collector.practice.cast import cast
from collector.practice.habits import Habit
from collector.practice.watchlist import write_watchlist
from collector.settings import load_settings
from collector.store import Ledger

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "figgle-jams"
BEFORE = LAST_NIGHT - timedelta(days=1)
SMALL = Habit(followers=130, back=300, others=25, originals=0.4, gathers=1.0, openings=0.3)
LIKES = b"collection=app.bsky.feed.like"


class Unliking(PracticeTransport):
    """The practice network, whose servers keep every like to themselves."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        if LIKES in request.url.query:
            return httpx.Response(503, json={"error": "UpstreamFailure"}, request=request)
        return await super().handle_async_request(request)


@pytest.fixture(scope="module")
def world() -> World:
    """Return a world of one company."""
    (jams,) = (one for one in cast(1, 60) if one.name == "Figgle Jams")
    return World(characters=[replace(jams, accounts=((jams.accounts[0][0], SMALL),))])


def collected(folder: Path, network: PracticeTransport, night: date) -> Facts:
    """Read a night through a network, and return the facts of the account on Bluesky."""
    network.night = night
    settings = load_settings(
        None, overrides=[f"{key}={one}" for key, one in PRACTICE_SETTINGS.items()]
    )
    read_night(
        load_watchlist(folder / "watchlist"),
        night=night,
        settings=settings,
        folder=folder / "data",
        client=polite_client(settings, transport=network, pace=False),
        now=lambda: datetime.combine(night, datetime.min.time(), UTC),
    )
    rows = Ledger(folder / "data").observations()
    (row,) = (one for one in rows if (one.night, one.network) == (night, "bluesky"))
    assert row.facts is not None
    return row.facts


def explained(folder: Path, metric: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what the command says of a metric."""
    places = ["--data", str(folder / "data"), "--watchlist", str(folder / "watchlist")]
    capsys.readouterr()
    assert run(["explain", SLUG, metric, *places]) == 0
    said = capsys.readouterr().out
    return next(part for part in said.split("\n\n") if "· bluesky ·" in part)


@pytest.mark.heavy
def test_likes_that_failed_name_their_reason_and_are_read_the_next_night(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not full_due(SLUG, "bluesky", LAST_NIGHT)
    write_watchlist(world, tmp_path / "watchlist")

    failed = collected(tmp_path, Unliking(world), BEFORE)
    assert (failed.likes_gap, failed.likes_given, failed.acknowledged) == (Gap.BUSY, None, None)
    assert failed.answered is not None
    for metric in ("acknowledged", "any-response"):
        assert "come back later" in explained(tmp_path, metric, capsys)

    mended = collected(tmp_path, PracticeTransport(world), LAST_NIGHT)
    assert (mended.likes_gap, mended.weeks_observed) == (None, failed.weeks_observed)
    assert mended.acknowledged is not None
    assert "come back later" not in explained(tmp_path, "acknowledged", capsys)
