"""The nouns of the conclusions: what a night's facts come to, and who stands where."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from collector.model import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from collector.model import (
        Facts,
        Flag,
        Gap,
        Kind,
        OpeningKind,
        Organisation,
        Removal,
        Renaming,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with how sure it is. In a gap, value, lo and hi are None and reason says why.

    Shares are fractions, times hours, counts per 30 days. `numerator` and `denominator` are the
    counts behind a share; `n` is the number of observations behind the value. A time that is not
    reached while openings are followed is an estimate without a value; so may its ends be.
    """

    state: State
    reason: Gap | None = None
    value: float | None = None
    lo: float | None = None
    hi: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int | None = None

    @property
    def half(self) -> float | None:
        """Half the width of the interval, where it has both ends."""
        return None if self.lo is None or self.hi is None else (self.hi - self.lo) / 2

    @property
    def is_blank(self) -> bool:
        """Whether nothing was counted, so that there is nothing to tell of it but why."""
        return self.state is State.GAP and self.numerator is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One metric of one account, or of an organisation's pooled accounts (account None).

    `night` is when it was measured: up to 14 nights before the night it is shown for. `kind` says
    which openings it counts, where it counts any; `on_pages` that followers were drawn by pages;
    `list_incomplete` that its lists and the printed counts differ by over 5%; `imported` names the
    file it came from.
    """

    organisation: str
    network: str
    account: str | None
    metric: str
    estimate: Estimate
    night: date | None
    window: str | None
    source: str
    method_version: int
    kind: OpeningKind | None = None
    on_pages: bool = False
    list_incomplete: bool = False
    imported: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerTable:
    """Those who may be compared: one network, one kind, and where enough, one sector and band."""

    id: str  # network-kind[-sector][-band]: its address, for ever
    title: str  # "City councils on Bluesky, 10,000 to 99,999 followers"
    network: str
    kind: Kind
    sector: str | None
    band: str | None
    members: tuple[str, ...]  # slugs


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an organisation stands in one league: its rank interval, or why it has none."""

    organisation: str
    value: Value
    rank: int | None = None
    best: int | None = None
    worst: int | None = None
    tied: bool = False
    shrunken: float | None = None
    unranked: str | None = None  # a short sentence; None where ranked


@dataclass(frozen=True, slots=True, kw_only=True)
class League:
    """One peer table by one metric: the ranked in order, then the others by name.

    Where figures are bounds alone nobody is ranked, and they stand by their upper ends.
    """

    table: PeerTable
    metric: str
    ranked: tuple[Place, ...]
    unranked: tuple[Place, ...]
    median: float | None  # of the ranked members' values; None too where half never get there
    is_counted: bool = False  # all that is known comes from the counts alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One night of one metric's history.

    A time that was not reached has the hours for which openings are followed, as its open end has.
    """

    night: date
    value: float
    lo: float
    hi: float
    method_version: int
    is_reached: bool = True
    state: State = State.ESTIMATE  # or exact: there is no point for a bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a value differs from an earlier one, read at another time (method 4.4).

    Where nothing may be compared, all but `words` is None, and they say why.
    """

    words: str
    d: float | None = None
    lo: float | None = None
    hi: float | None = None
    since: date | None = None  # the night of the earlier reading
    is_real: bool = False

    @property
    def arrow(self) -> str:
        """An arrow if the change is real; else nothing, whatever the rank did."""
        if not self.is_real or not self.d:
            return ""
        return "↑" if self.d > 0 else "↓"


class Headcount(NamedTuple):
    """How many follow an organisation and how many it follows, on a night that read all of it.

    A count that is not known of all its accounts is None.
    """

    night: date
    followers: int | None
    following: int | None


class CautionKind(StrEnum):
    """What may make a reader ask twice; none of them is a verdict (method 6)."""

    JUMP = "jump"
    SWELLING = "swelling"
    HOLLOW = "hollow"
    AUDIENCE = "audience"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """One question that an organisation's own numbers raise, with those numbers."""

    kind: CautionKind
    night: date
    numbers: Mapping[str, float]
    words: str
    count: str = ""  # the nightly count that it is about, where it is about one


class Extent(StrEnum):
    """How much of an organisation was read on one night."""

    FULL = "full"
    PART = "part"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read of an organisation on one night, and why not all of it."""

    extent: Extent
    reason: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How many accounts were read on one night, of those that could be, and why the rest not."""

    read: int
    listed: int
    gaps: Mapping[str, int]  # reason -> accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class NightLog:
    """One date of the collection log; a night that the ledger does not hold has read nothing.

    `organisations` lacks those who were not on the list yet.
    """

    night: date
    is_kept: bool
    read: int  # accounts
    listed: int  # accounts that could have been
    gaps: Mapping[str, int]  # reason -> accounts
    organisations: Mapping[str, Read]
    networks: Mapping[str, Reached] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Historic:
    """Counts of an account in the past, as a page or an imported file told them: not read by us.

    `date` is as exact as its source: a year, a month or a day.
    """

    organisation: str
    network: str
    account: str
    date: str
    followers: int | None
    following: int | None
    posts: int | None = None
    source: str = ""  # the page that says so
    by: str = ""  # who published it
    file: str = ""  # that it was imported from
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """Everything concluded from the ledger for one night.

    `values` is keyed by organisation: the pooled or only account of each network first.
    `histories` is keyed by (organisation, network, metric), oldest first, nights measured only.
    """

    night: date
    method_version: int
    is_practice: bool
    organisations: Mapping[str, Organisation]
    values: Mapping[str, tuple[Value, ...]]
    tables: tuple[PeerTable, ...]
    leagues: Mapping[tuple[str, str], League]  # by (table id, metric key)
    histories: Mapping[tuple[str, str, str], tuple[Point, ...]]
    read: int  # accounts read on the night
    listed: int  # accounts that could have been
    gaps: Mapping[str, int]  # reason -> accounts, on the night
    collected_at: Mapping[tuple[str, str, str | None, date], datetime]
    log: tuple[NightLog, ...] = ()  # the last 30 dates, oldest first
    changes: Mapping[tuple[str, str, str], Change] = field(default_factory=dict)  # as histories
    moves: Mapping[tuple[str, str, str], str] = field(
        default_factory=dict  # by (table id, metric key, slug): why its rank moved
    )
    warnings: Mapping[tuple[str, str], tuple[Caution, ...]] = field(
        default_factory=dict  # by (slug, network)
    )
    headcounts: Mapping[tuple[str, str], tuple[Headcount, ...]] = field(
        default_factory=dict  # as warnings, oldest first, nights read only
    )
    historic: tuple[Historic, ...] = ()  # quoted by the watchlist, or imported
    removed: tuple[Removal, ...] = ()
    renamed: tuple[Renaming, ...] = ()
    rotas: Mapping[tuple[str, str], Facts] = field(
        default_factory=dict  # as warnings, those whose hours of replies are known
    )
    flags: Mapping[tuple[str, str, str], frozenset[Flag]] = field(
        default_factory=dict  # by (slug, network, account), of those that have any
    )
