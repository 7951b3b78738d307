"""The practice nights: one after the other, through the collector that reads the real networks."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from collector import __version__
from collector.errors import InputError, PoorNight
from collector.merge import merge_night
from collector.night import forget_unfinished
from collector.practice.almanac import LAST_NIGHT
from collector.practice.helper import OURS, helper
from collector.practice.older import number_older
from collector.practice.stage import DATA, FOLDER, WATCHLIST, Stage
from collector.practice.watchlist import write_watchlist
from collector.practice.world import World
from collector.store import Ledger
from collector.store.manifest import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from collector.practice.helper import Helper

__all__ = ["DATA", "FOLDER", "WATCHLIST", "play"]

LONG = 10  # nights: a second process takes a second to start
_PLAYED = "played.json"


def play(
    home: Path, *, nights: int, organisations: int, tick: Callable[[], None] = lambda: None
) -> date:
    """Play the nights up to the practice network's last one, and return that.

    Nights already in the ledger stand; another length or size begins anew. A night on which the
    network failed is missing, as it would be in life. Two processes share a long demo.
    """
    world = World(organisations=organisations)
    _lay_ready(home, world, {"nights": nights, "organisations": organisations})
    stage, ledger = Stage(home, world), Ledger(home / DATA)
    with ExitStack() as stack:
        second = stack.enter_context(helper(home, organisations)) if nights >= LONG else None
        for ago in reversed(range(nights)):
            night = LAST_NIGHT - timedelta(days=ago)
            if not ledger.holds(night):
                _read(stage, night, second)
                number_older(ledger, night)
            tick()
    return LAST_NIGHT


def _read(stage: Stage, night: date, second: Helper | None) -> None:
    """Read a night, by two processes where there is a second one; a poor night leaves nothing."""
    try:
        if second is None:
            stage.read(night)
            return
        second.begin(night)
        stage.read_shard(night, OURS)
        second.end()
        merge_night(stage.watchlist, night=night, folder=stage.data)
    except PoorNight:
        forget_unfinished(stage.data, night)


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
