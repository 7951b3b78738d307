"""A whole night, from settings and folders to the ledger, and from the ledger to the site.

The one place where the clock, the journal and the state are opened and closed.
"""

from __future__ import annotations

import asyncio
import difflib
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from collector.collect import Books, collect
from collector.errors import InputError, LedgerError
from collector.homes import load_homes, save_homes
from collector.mirror import mirror
from collector.networks import networks
from collector.settings import KEY_NAMES
from collector.state import (
    THREADS_KEPT_FOR,
    load_identities,
    load_threads,
    save_identities,
    save_threads,
)
from collector.store import Ledger
from collector.store.journal import Journal, journal_file
from collector.store.manifest import night_file
from collector.store.shard import forget_shards, memory_folder
from collector.till import Till

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
    from datetime import date

    from collector.manners import PoliteClient
    from collector.model import Watchlist
    from collector.networks import Network
    from collector.settings import Settings
    from collector.store.report import RunReport
    from collector.store.shard import Shard

T = TypeVar("T")


def utc_now() -> datetime:
    """Return the time, the only one the collector asks for."""
    return datetime.now(UTC)


def selected(watchlist: Watchlist, slugs: Sequence[str]) -> Watchlist:
    """Return the watchlist with these organisations alone, or all of it if none is named."""
    if not slugs:
        return watchlist
    known = [organisation.slug for organisation in watchlist.organisations]
    for slug in slugs:
        if slug not in known:
            nearest = difflib.get_close_matches(slug, known, n=1)
            remedy = f'did you mean "{nearest[0]}"?' if nearest else "add its file first"
            raise InputError(f'"{slug}" is not in the watchlist; {remedy}')
    kept = tuple(o for o in watchlist.organisations if o.slug in slugs)
    return replace(watchlist, organisations=kept)


def read_night(
    watchlist: Watchlist,
    *,
    night: date,
    settings: Settings,
    folder: Path,
    client: PoliteClient,
    now: Callable[[], datetime] = utc_now,
    tick: Callable[[], None] = lambda: None,
) -> RunReport:
    """Collect the night into the folder's ledger; an interrupted one is continued.

    The client is closed in the end. Raises PoorNight, LedgerError.
    """
    with desk(folder, night, settings=settings, client=client, now=now) as (books, read, till):
        return asyncio.run(
            closing(
                client,
                collect(
                    watchlist,
                    night=night,
                    networks=read,
                    client=client,
                    books=books,
                    now=now,
                    tick=till.before(tick),
                ),
            )
        )


async def closing(client: PoliteClient, met: Awaitable[T]) -> T:
    """Return what was met, and close the client."""
    async with client:
        return await met


@contextmanager
def desk(
    folder: Path,
    night: date,
    *,
    settings: Settings,
    client: PoliteClient,
    now: Callable[[], datetime],
    shard: Shard | None = None,
) -> Iterator[tuple[Books, Mapping[str, Network], Till]]:
    """Open the journal, the state and the till of a run; keep the state when it ends well.

    A shard has a state of its own, in which stands what it learned.
    """
    own = folder / memory_folder(night, shard) if shard else folder
    journal = Journal(folder, night, shard)
    try:
        identities, threads = load_identities(folder, now()), load_threads(folder, night)
        if shard:
            identities |= load_identities(own, now())
            load_threads(own, night, into=threads)
        homes = load_homes(folder, now()) | (load_homes(own, now()) if shard else {})
        till = Till(own, night, client.spent)
        with till:
            books = Books(ledger=Ledger(folder), journal=journal, threads=threads)
            yield books, networks(settings, identities, homes), till
        save_identities(own, identities, now())
        save_homes(own, homes, now())
        save_threads(own, threads, night, timedelta() if shard else THREADS_KEPT_FOR)
        if not shard:
            journal.remove()
    finally:
        journal.close()


def forget_unfinished(folder: Path, night: date) -> None:
    """Remove what a run, killed after it had recorded the night, left of its journal or shards."""
    if (folder / journal_file(night)).exists():
        Journal(folder, night).remove()
    forget_shards(folder, night)


def closed_months(ledger: Ledger) -> list[str]:
    """Return the months, before the last night's, that still have a file for a single night."""
    nights = ledger.nights()
    if not nights:
        return []
    last = f"{nights[-1]:%Y-%m}"
    single = [night for night in nights if (ledger.folder / night_file(night)).exists()]
    return sorted({f"{night:%Y-%m}" for night in single} - {last})


def refuse_elsewhere() -> None:
    """Raise InputError where no site can be built: outside the project's own folder."""
    if not Path("mkdocs.yml").is_file():
        raise InputError("mkdocs.yml is not here; run this command in the project's own folder")


def build_site(
    *, site: Path, data: Path, watchlist: Path, night: date | None, settings: Settings
) -> int:
    """Build the site with mkdocs, strictly, and return how many pages it has.

    Only files that changed are written; a build that fails leaves the site as it was. Raises
    LedgerError when there is no night to build from, InputError when mkdocs refuses.
    """
    ledger = Ledger(data)
    shown = night or ledger.last_night()
    if shown is None or not ledger.holds(shown):
        which = f"the night of {night}" if night else "any night"
        raise LedgerError(
            f"{data}: the ledger does not hold {which}; collect first: followback collect"
        )
    refuse_elsewhere()
    site = site.resolve()
    if site.exists() and not site.is_dir():
        raise InputError(f"{site}: this is a file; name a folder for the site: --site FOLDER")
    told = {
        "FOLLOWBACK_BUILD_DATA": str(data.resolve()),
        "FOLLOWBACK_BUILD_WATCHLIST": str(watchlist.resolve()),
        "FOLLOWBACK_BUILD_NIGHT": shown.isoformat(),
        "FOLLOWBACK_BUILD_SITE": str(site),
        "FOLLOWBACK_BUILD_SETTINGS": settings.model_dump_json(),
    }
    site.parent.mkdir(parents=True, exist_ok=True)
    # Beside the site, so that what changed is moved there in one step; hidden, and never served.
    with TemporaryDirectory(prefix=f".{site.name}-", dir=site.parent) as folder:
        made = Path(folder) / "site"
        _run_mkdocs(made, told)
        mirror(made, site)
    return sum(1 for _ in site.rglob("*.html"))


def _run_mkdocs(folder: Path, told: Mapping[str, str]) -> None:
    # Not --quiet: with it mkdocs counts no warning, and --strict would let every one pass.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    keyless = {name: text for name, text in os.environ.items() if name not in KEY_NAMES}
    result = subprocess.run(  # noqa: S603 - our own interpreter and our own arguments
        [*command, "--site-dir", str(folder)],
        env={**keyless, **told},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise InputError(_why(result.stderr or result.stdout))


def _why(output: str) -> str:
    if "No module named mkdocs" in output:
        return (
            "mkdocs is not installed; install the site's packages: pip install 'followback[site]'"
        )
    told = (line for line in output.strip().splitlines() if line.strip())
    lines = [line for line in told if not line.startswith("INFO")]
    return "the site was not built: " + "\n".join(lines[-8:])
