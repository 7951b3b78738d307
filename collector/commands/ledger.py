"""The commands about the ledger: import, explain, verify, forget, compact."""
# ruff: noqa: PLC0415, T201 - both are the commands' purpose: late imports, and printing

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from collector.commands import app, many, print_json
from collector.errors import LedgerError
from collector.options import (
    ArchiveFile,
    AsJson,
    Common,
    MetricKey,
    Month,
    NightImported,
    NightShown,
    OneAccount,
    Slug,
    Sort,
    command,
    night_of,
)

if TYPE_CHECKING:
    from collector.store import Ledger

HISTORY = "copies and a git history keep what they had: see the guide, Delete a history"


@command(app, "import")
def import_(
    common: Common,
    *,
    sort: Sort,
    file: ArchiveFile,
    night: NightImported = None,
    as_json: AsJson = False,
) -> None:
    """Import an archive: a CSV file of events or of counts, as nights that say so for ever.

    The first line of the file names its columns, in any order, and all of them must be there;
    others are left alone. A cell that is not known is empty, and never 0. Nothing is recorded
    unless the whole file is right.

    Columns of events: network, account (on the watchlist, and concerned by the row), post (its
    id), author (a handle if listed, else any id, which is forgotten), created_at (in UTC, as
    2017-10-31T22:10:35Z), in_reply_to (a post's id), thread (its id; else what in_reply_to leads
    to), mentions (handles, separated by spaces), kind (empty, repost or quote).

    Columns of counts: network, account, date (as 2022-11-18; each is a night), followers,
    following, posts.
    """
    from collector.archive import import_counts, import_events

    run = import_events if sort == "events" else import_counts
    done = run(
        file,
        common.listed(),
        common.ledger(),
        night=night_of(night),
        now=datetime.now(UTC),
    )
    first, last = done.nights[0], done.nights[-1]
    told = f"the night of {first}" if first == last else f"{len(done.nights):,} nights to {last}"
    common.say(f"{told}: {many(done.accounts, 'account')} from {many(done.rows, 'row')}, imported")
    if as_json:
        print_json(done.summary())


@command(app)
def explain(
    common: Common,
    *,
    organisation: Slug,
    metric: MetricKey = None,
    night: NightShown = None,
    as_json: AsJson = False,
) -> None:
    """Show what stands behind an organisation's figures."""
    from site_src.explain import receipts, told
    from site_src.measure import standings_of

    standings = standings_of(
        common.ledger(), common.listed(), common.settings, night=night_of(night)
    )
    receipt = receipts(standings, organisation, metric)
    if as_json:
        print_json(receipt)
    else:
        print(told(receipt))


@command(app)
def verify(common: Common, *, as_json: AsJson = False) -> int:
    """Check every file of the ledger, and of every edition, against its hash."""
    from collector.store.editions import Editions

    ledger = common.existing_ledger()
    faults = (*ledger.verify(), *Editions(common.data).faults())
    wrong = [fault for fault in faults if not fault.is_notice]
    if as_json:
        told = [{"file": f.file, "message": f.message, "notice": f.is_notice} for f in faults]
        print_json({"nights": _nights_held(ledger), "faults": told})
    else:
        for fault in faults:
            print(f"{fault.file}: {fault.message}")
    held = "every file is as it was written" if _nights_held(ledger) else "there is no night yet"
    common.say(many(len(wrong), "fault") if wrong else held)
    return 1 if wrong else 0


def _nights_held(ledger: Ledger) -> int | None:
    """Return how many nights the ledger holds; None where it is too broken to say."""
    try:
        return len(ledger.nights())
    except LedgerError:
        return None


@command(app)
def forget(
    common: Common, *, organisation: Slug, account: OneAccount = None, as_json: AsJson = False
) -> None:
    """Take an organisation that has left the watchlist, or one account, out of the ledger for good.

    Every night and report is rewritten without it, and the manifest logs the hashes before and
    after. Editions are another command: edition --redact. May be killed anywhere and run again.
    """
    from collector.forget import forget as forgotten

    folder, today = common.existing_ledger().folder, datetime.now(UTC).date()
    done = forgotten(folder, common.listed(), organisation, account, today)
    common.say(
        f"{many(done.rows, 'row')} of {many(done.files, 'file')} and "
        f"{many(done.reports, 'report')} forgotten; {HISTORY}"
    )
    if as_json:
        print_json({"rows": done.rows, "files": done.files, "reports": done.reports})


@command(app)
def compact(common: Common, *, month: Month = None) -> None:
    """Put the nights of closed months into one file each."""
    from collector.night import closed_months

    ledger = common.existing_ledger()
    months = [month] if month else closed_months(ledger)
    for one in months:
        common.say(f"{one}: {ledger.compact(one)}")
    if not months:
        common.say("no month is closed yet: it is when a later month has a night")
