"""The practice nights: one after the other, through the collector that reads the real networks."""

from __future__ import annotations

import gc
import hashlib
import json
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from collector import __version__
from collector.errors import InputError, PoorNight
from collector.load import load_watchlist
from collector.manners import polite_client
from collector.night import read_night
from collector.practice.almanac import LAST_NIGHT, instant
from collector.practice.codes import SECOND
from collector.practice.transport import PRACTICE_SETTINGS, transport
from collector.practice.watchlist import write_watchlist
from collector.practice.world import World
from collector.settings import load_settings
from collector.store import Ledger
from collector.store.journal import Journal
from collector.store.manifest import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

FOLDER = Path("practice")
DATA = FOLDER / "data"
WATCHLIST = FOLDER / "watchlist"
_PLAYED = "played.json"


def play(
    home: Path, *, nights: int, organisations: int, tick: Callable[[], None] = lambda: None
) -> date:
    """Play the nights up to the practice network's last one, and return that.

    Nights already in the ledger stand; another length or size begins anew. A night on which the
    network failed is missing, as it would be in life.
    """
    world = World(organisations=organisations)
    _lay_ready(home, world, {"nights": nights, "organisations": organisations})
    watchlist = load_watchlist(home / WATCHLIST)
    settings = load_settings(None, overrides=[f"{k}={v}" for k, v in PRACTICE_SETTINGS.items()])
    network = transport(world)
    ledger = Ledger(home / DATA)
    for ago in reversed(range(nights)):
        night = LAST_NIGHT - timedelta(days=ago)
        network.night = night
        if not ledger.holds(night):
            try:
                read_night(
                    watchlist,
                    night=night,
                    settings=settings,
                    folder=home / DATA,
                    client=polite_client(settings, transport=network, pace=False),
                    now=partial(datetime.fromtimestamp, instant(night) / SECOND, UTC),
                )
            except PoorNight:
                Journal(home / DATA, night).remove()
            gc.freeze()  # the world stays as long as we do: no use in looking through it again
        tick()
    return LAST_NIGHT


def _lay_ready(home: Path, world: World, size: dict[str, int]) -> None:
    """Write the watchlist; what was played by other code or in another size goes away.

    Raises InputError where the folder is somebody else's.
    """
    played = json.dumps(size | {"seed": world.seed, "version": __version__, "code": _code()})
    folder = home / FOLDER
    told = folder / _PLAYED
    if not told.is_file() and folder.exists() and any(folder.iterdir()):
        raise InputError(
            f"{folder}: this folder is not the demo's own, and it would be overwritten; "
            "move it, or run the demo elsewhere"
        )
    if not told.is_file() or told.read_text(encoding="utf-8") != played:
        write_atomically(told, b"")  # so that a demo killed from here on begins anew
        for old in (home / DATA, home / WATCHLIST):
            shutil.rmtree(old, ignore_errors=True)
    write_watchlist(world, home / WATCHLIST)
    write_atomically(told, played.encode())


def _code() -> str:
    """Return a hash of all that plays and records: other code would have recorded other nights."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        digest.update(file.relative_to(package).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:16]
