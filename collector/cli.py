"""The command `followback`: all its commands together, and those that build and show the site.

It stands above the sentence, so it may import any of it; it imports late, so that a command pays
only for what it uses.
"""
# ruff: noqa: PLC0415 - a late import is this module's purpose

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from collector.commands import (  # they add their commands
    app,
    edition,  # noqa: F401
    ledger,  # noqa: F401
    proposal,  # noqa: F401
    watchlist,  # noqa: F401
)
from collector.commands.edition import freeze_last
from collector.commands.night import collect
from collector.options import (
    Common,
    NightRead,
    Nights,
    NightShown,
    NoServe,
    Population,
    Port,
    Site,
    command,
    night_of,
    spread,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

EDITIONS = 3  # of the demo's last weeks


@command(app)
def build(common: Common, *, site: Site = Path("site"), night: NightShown = None) -> None:
    """Build the static site from the ledger."""
    from collector.night import build_site

    pages = build_site(
        site=site,
        data=common.data,
        watchlist=common.watchlist,
        night=night_of(night),
        settings=common.settings,
    )
    common.say(f"{pages:,} pages in {site}/")


@command(app)
def nightly(common: Common, *, site: Site = Path("site"), night: NightRead = None) -> None:
    """Check the watchlist, collect the night, build the site."""
    from collector.night import refuse_elsewhere

    refuse_elsewhere()
    collect(common, night=night)
    build(common, site=site, night=night)


@command(app)
def serve(common: Common, *, port: Port = 8000, site: Site = Path("site")) -> None:
    """Serve the built site on this machine, until Ctrl-C."""
    from collector.serve import serve_site

    serve_site(site, port, say=common.say)


@command(app)
def demo(
    common: Common,
    *,
    nights: Nights = 120,
    organisations: Population = 60,
    port: Port = 8000,
    no_serve: NoServe = False,
    site: Site = Path("site"),
) -> None:
    """Play the practice network through the real collector, build its site and serve it.

    Watchlist and ledger are made in practice/: --watchlist and --data do not concern it.
    """
    from collector.night import refuse_elsewhere
    from collector.practice.demo import DATA, WATCHLIST, play
    from collector.progress import Progress
    from collector.serve import refuse_taken

    refuse_elsewhere()
    if not no_serve:
        refuse_taken(port)
    with Progress("Practice nights", nights, quiet=common.quiet) as tick:
        last = play(Path(), nights=nights, organisations=organisations, tick=tick)
    common.say(f"{nights} nights of practice data, the last one {last}")
    practice = Common(
        watchlist=WATCHLIST,
        data=DATA,
        set=[f"site_url=http://localhost:{port}/", *common.set],
        quiet=common.quiet,
    )
    freeze_last(practice, EDITIONS)
    build(practice, site=site)
    if not no_serve:
        serve(practice, port=port, site=site)


def run(arguments: Sequence[str]) -> int:
    """Run the command with these arguments and return its exit code."""
    try:
        app(spread(arguments), prog_name="followback")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    return 0
