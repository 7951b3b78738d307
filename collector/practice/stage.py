"""The practice network with the real collector before it: a night after the other, or its half."""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collector.load import load_watchlist
from collector.manners import polite_client
from collector.night import read_night
from collector.practice.almanac import instant
from collector.practice.codes import SECOND
from collector.practice.transport import PRACTICE_SETTINGS, transport
from collector.settings import load_settings
from collector.shards import read_shard

if TYPE_CHECKING:
    from datetime import date

    from collector.manners import PoliteClient
    from collector.practice.world import World
    from collector.settings import Settings
    from collector.store.shard import Shard

FOLDER = Path("practice")
DATA = FOLDER / "data"
WATCHLIST = FOLDER / "watchlist"
EVEN = 1.0  # of an even share: two processes of one machine wait for each other every night


class Stage:
    """A world that is read into a folder; its watchlist stands there already."""

    def __init__(self, home: Path, world: World) -> None:
        self.watchlist = load_watchlist(home / WATCHLIST)
        self.data = home / DATA
        self._settings = load_settings(None, overrides=[f"{k}={v}" for k, v in _SETTINGS])
        self._network = transport(world)

    def read(self, night: date) -> None:
        """Read a night whole. Raises PoorNight."""
        client = self._client(self._settings)
        read_night(self.watchlist, client=client, **self._terms(night))

    def read_shard(self, night: date, shard: Shard) -> None:
        """Read a part of a night, into files of its own."""
        read_shard(self.watchlist, shard, client_of=self._client, room=EVEN, **self._terms(night))

    def _terms(self, night: date) -> dict[str, Any]:
        gc.freeze()  # the world stays as long as we do: no use in looking through it again
        self._network.night = night
        now = partial(datetime.fromtimestamp, instant(night) / SECOND, UTC)
        return {"night": night, "settings": self._settings, "folder": self.data, "now": now}

    def _client(self, settings: Settings) -> PoliteClient:
        return polite_client(settings, transport=self._network, pace=False)


_SETTINGS = tuple(PRACTICE_SETTINGS.items())
