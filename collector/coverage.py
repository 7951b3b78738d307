"""The report of a run, and whether it read enough of a night to keep it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from collector import __version__
from collector.errors import PoorNight
from collector.model import Gap
from collector.plan import NEEDS_A_KEY
from collector.store.report import AccountReport, RunReport

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from collector.manners import Spent

KEPT_FROM = 0.8  # the share of readable accounts below which a night is not kept


def reported(
    night: date,
    started: datetime,
    finished: datetime,
    accounts: Sequence[AccountReport],
    spent: Spent,
) -> RunReport:
    """Return the report of a run, its accounts in order."""
    expected = [one for one in accounts if _is_expected(one)]
    return RunReport(
        night=night,
        started_at=started,
        finished_at=finished,
        collector_version=__version__,
        read=sum(one.gap is None for one in expected),
        expected=len(expected),
        requests=spent.requests,
        retries=spent.retries,
        bytes=spent.bytes,
        dollars=spent.dollars,
        accounts=tuple(sorted(accounts, key=_place)),
    )


def _is_expected(report: AccountReport) -> bool:
    """Return whether an account ought to be read; what costs more than allowed need not be."""
    if report.gap is Gap.OVER_BUDGET and report.network in NEEDS_A_KEY:
        return False
    return report.gap is None or report.gap.is_temporary


def _place(report: AccountReport) -> tuple[str, str, str]:
    return report.organisation, report.network, report.account


def left_out(report: RunReport) -> str:
    """Return how many accounts gave nothing, by reason, as a sentence goes on; empty for none."""
    reasons = Counter(str(one.gap) for one in report.accounts if one.gap)
    why = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    return f"; without figures: {why}" if why else ""


def refuse_poor(report: RunReport, again: str = "run the same command again") -> None:
    """Raise PoorNight where fewer than 80% of the readable accounts were read."""
    if report.read >= KEPT_FROM * report.expected:
        return
    reasons = Counter(str(one.gap) for one in report.accounts if one.gap and one.gap.is_temporary)
    if set(reasons) == {Gap.UNREACHABLE} and not report.read:
        raise PoorNight(
            f"no network could be reached, so the night of {report.night} is not recorded; "
            f"nothing is lost: {again} when there is a connection",
            report.summary(),
        )
    why = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    raise PoorNight(
        f"only {report.read} of {report.expected} accounts could be read ({why}), and a night is "
        f"kept from {KEPT_FROM:.0%}; what was read is kept: {again} to go on",
        report.summary(),
    )
