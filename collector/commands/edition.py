"""The command that freezes a week, and takes out of frozen ones who has left the list."""
# ruff: noqa: PLC0415 - late imports are the commands' purpose

from __future__ import annotations

from datetime import UTC, datetime

from collector.commands import app
from collector.options import Common, Redacted, Week, command


@command(app)
def edition(common: Common, *, week: Week = None, redact: Redacted = None) -> None:
    """Freeze the charts, tables and data of a week for good.

    An edition that stands is never changed, but by --redact: whoever is in removed.yml is taken
    out of every edition, and each says so in its manifest.
    """
    if redact:
        _redact(common, redact)
    else:
        _freeze(common, week)


def _freeze(common: Common, week: str | None) -> None:
    from site_src.freeze import freeze, last_whole_week, why_poor

    ledger = common.existing_ledger()
    nights = ledger.nights()
    which = week or last_whole_week(nights)
    if which is None or (week is None and why_poor(nights, which)):
        common.say(why_poor(nights, which) if which else "there is no whole week to freeze yet")
        return
    made = freeze(ledger, common.listed(), common.settings, which)
    if made is None:
        common.say(f"the edition {which} stands, and an edition is never changed")
    else:
        common.say(f"{which}: {len(made.charts):,} charts of the night of {made.night}, frozen")


def freeze_last(common: Common, count: int) -> None:
    """Freeze so many of the last whole weeks, as far as they were read, the oldest first."""
    from site_src.freeze import freeze_weeks, last_whole_weeks

    ledger = common.ledger()
    weeks = last_whole_weeks(ledger.nights(), count)
    made = freeze_weeks(ledger, common.listed(), common.settings, weeks)
    if made:
        common.say(f"the weeks {', '.join(made)}, frozen")


def _redact(common: Common, slug: str) -> None:
    from collector.store.editions import Editions
    from site_src.freeze import redact

    common.existing_ledger()
    today = datetime.now(UTC).date()
    weeks = list(redact(Editions(common.data), common.listed(), slug, today))
    common.say(f"{slug}: taken out of {', '.join(weeks)}" if weeks else f"no edition names {slug}")
