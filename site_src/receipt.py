"""What stands behind each figure, in lines, and the values of each account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from collector.model import WINDOW_DAYS, Gap, Role, State
from site_src.gaps import GAPS
from site_src.metrics import METRICS
from site_src.page import Line, day
from site_src.peers import NETWORKS
from site_src.shown import Shown, in_a_line, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from collector.model import Account, Organisation
    from site_src.gaps import GapWords
    from site_src.index import Index
    from site_src.model import Value

# https://docs.bsky.app/docs/advanced-guides/intent-links shows the shape of a profile's address.
PROFILES = MappingProxyType({"bluesky": "https://bsky.app/profile/{}"})
OF_ACCOUNTS = ("follow-back-rate", "conversations", "reply-share")
COUNTED = MappingProxyType(
    {
        "follow-back-rate": "{0} of {1} accounts drawn from those it follows follow it back",
        "reciprocity": "{0} of {1} accounts drawn from those it follows follow it back",
        "following-per-follower": "{0} followed, {1} followers",
        "conversations": "{0} pairs of a thread and a person, in the {1} days that were read",
        "people": "{0} people, in the {1} days that were read",
        "reply-share": "{0} replies to others, of {1} replies and posts of its own",
    }
)
IN_FULL = MappingProxyType(
    {
        "follow-back-rate": "{0} of {1} followers are followed back",
        "reciprocity": "{0} of {1} accounts that it follows follow it",
    }
)
FROM_COUNTS = MappingProxyType(
    {
        "follow-back-rate": "{0} accounts followed, {1} followers; no list was read",
        "reciprocity": "{0} followers, {1} accounts followed; no list was read",
    }
)
NOT_MEASURED = Shown(text="not measured", range="", glyph="–", state="gap", is_number=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One figure with what was counted for it."""

    name: str
    printed: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFigure:
    """One measure of one account."""

    name: str
    shown: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account, its role and its values."""

    handle: str
    network: str
    link: str | None
    role: str
    is_person: bool
    figures: tuple[AccountFigure, ...]


def receipt_lines(index: Index, slug: str, network: str) -> Iterator[Receipt]:
    """Yield a receipt for each of the organisation's figures on a network.

    Where one reason leaves all of them without a figure, it is said once.
    """
    gap = one_gap(index, slug, network)
    if gap is not None:
        first = _values(index, slug, network)[0]
        lines = tuple(line for line in _lines(index, first) if line.name not in ("Source", "Check"))
        yield Receipt(name="Every measure", printed=f"{gap.glyph} {gap.word}", lines=lines)
        return
    for value in _values(index, slug, network):
        printed = shown(value)
        yield Receipt(
            name=METRICS[value.metric].name,
            printed=f"{printed.glyph} {in_a_line(printed)}",
            lines=tuple(_lines(index, value)),
        )


def one_gap(index: Index, slug: str, network: str) -> GapWords | None:
    """Return the one reason that leaves every measure of a network without a count, if any."""
    found = [value.estimate for value in _values(index, slug, network)]
    reasons = {estimate.reason for estimate in found}
    has_counts = any(estimate.numerator is not None for estimate in found)
    if has_counts or len(reasons) != 1 or any(one.state is not State.GAP for one in found):
        return None
    return GAPS[reasons.pop() or Gap.NOT_OFFERED]


def _values(index: Index, slug: str, network: str) -> list[Value]:
    found = [index.value(slug, network, key) for key in METRICS]
    return [value for value in found if value is not None]


def _lines(index: Index, value: Value) -> Iterator[Line]:
    estimate = value.estimate
    if estimate.reason is not None:
        yield Line(name="Why", text=GAPS[Gap(estimate.reason)].sentence)
    counted = counted_words(value)
    if counted:
        yield Line(name="Counted", text=counted)
    if value.window and value.night is not None and estimate.state is not State.GAP:
        yield Line(name="Window", text=_window(value.night))
    yield Line(name="State", text=str(estimate.state))
    if value.night is not None:
        name = "Looked at" if estimate.state is State.GAP else "Measured"
        yield Line(name=name, text=f"for the night of {day(value.night)}")
        key = (value.organisation, value.network, value.account, value.night)
        read_at = index.standings.collected_at.get(key)
        if read_at is not None:
            yield Line(name="Collected", text=f"{day(read_at.date())}, {read_at:%H:%M} UTC")
    yield Line(name="Source", text=value.source)
    yield Line(name="Method", text=str(value.method_version))
    night = index.standings.night.isoformat()
    check = f"followback explain {value.organisation} {value.metric} --night {night}"
    yield Line(name="Check", text=check, is_code=True)


def _window(night: date) -> str:
    """Return the days that were counted, the last of them ending as the night begins."""
    first, last = night - timedelta(days=WINDOW_DAYS), night - timedelta(days=1)
    return f"{day(first)} to {day(last)}, whole days UTC"


def counted_words(value: Value) -> str:
    """Return the counts behind a value in words; empty where there are none."""
    estimate = value.estimate
    if estimate.numerator is None or estimate.denominator is None:
        return ""
    words = COUNTED.get(value.metric, "{0} of {1}")
    if estimate.state is State.EXACT:
        words = IN_FULL.get(value.metric, words)
    if estimate.state is State.BOUND:
        words = FROM_COUNTS.get(value.metric, words)
    return words.format(f"{estimate.numerator:,.0f}", f"{estimate.denominator:,.0f}")


def account_lines(index: Index, organisation: Organisation) -> Iterator[AccountLine]:
    """Yield the organisation's accounts with their own values."""
    values = {
        (value.network, value.account, value.metric): value
        for value in index.standings.values[organisation.slug]
    }
    for account in organisation.accounts:
        alone = [one.network for one in organisation.accounts].count(account.network) == 1
        figures = []
        for key in OF_ACCOUNTS:
            found = values.get((account.network, account.handle, key))
            if found is None and alone:
                found = index.value(organisation.slug, account.network, key)
            figures.append(
                AccountFigure(name=METRICS[key].name, shown=shown(found) if found else NOT_MEASURED)
            )
        yield AccountLine(
            handle=f"@{account.handle}",
            network=NETWORKS.get(account.network, account.network),
            link=_profile(account, is_practice=index.standings.is_practice),
            role=str(account.role),
            is_person=not Role(account.role).is_official,
            figures=tuple(figures),
        )


def _profile(account: Account, *, is_practice: bool) -> str | None:
    """Return the account's public address; a fictional account has none."""
    pattern = PROFILES.get(account.network)
    return None if is_practice or pattern is None else pattern.format(quote(account.handle))
