"""A small site's standings, made by hand: a ranked table, and one too small to rank."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from collector.model import Account, Gap, Kind, Organisation, Reply, Role, State
from collector.settings import Budgets, Settings
from site_src.figures import window
from site_src.metrics import METRICS as DECLARED
from site_src.model import (
    Estimate,
    Extent,
    League,
    NightLog,
    PeerTable,
    Place,
    Point,
    Read,
    Standings,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
SITE_URL = "http://127.0.0.1:8000/league/"
NIGHT = date(2026, 11, 21)
SHARES = ("follow-back-rate", "reciprocity", "reply-share")
METRICS = (
    "follow-back-rate",
    "reciprocity",
    "following-per-follower",
    "conversations",
    "people",
    "reply-share",
)
NAMES = (
    "Borough of Ostbury",
    "Borough of Kelderwick",
    "Borough of Tarrowby",
    "Borough of Quillbridge",
    "Borough of Fallowmere",
    "Borough of Vennick",
    "Borough of Lonmouth",
    "Borough of Umberley",
    "Borough of Penhallock",
    "Borough of Marlstead",
    "Borough of Isterby",
    "Borough of Nunhollow",
)
SHOPS = ("Acme Kettles", "Button & Daughters", "Old Tom Pickles")
HOSTILE = (
    "<script>alert(1)</script>",
    "\u202eevil\u202c \"quoted\" 'twice'",
    "🦜" * 3 + "x" * 300,
)


def slug_of(name: str) -> str:
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())
    return "-".join(part for part in plain.split("-") if part)[:60] or "odd"


def organisation(name: str, kind: Kind, number: int) -> Organisation:
    slug = slug_of(name)
    accounts = [Account(network="bluesky", handle=f"{slug}.test", role=Role.MAIN)]
    if number == 6:
        accounts.append(Account(network="bluesky", handle=f"roads.{slug}.test", role=Role.ALERTS))
    full = number == 6
    return Organisation(
        slug=slug,
        name=name,
        kind=kind,
        sector="borough" if kind is Kind.COUNCIL else "shop",
        country="GB",
        website=f"https://{slug}.test",
        accounts=tuple(accounts),
        file=PurePosixPath(f"{kind.folder}/{slug}.yml"),
        purpose="News from your council, and answers when you ask." if full else None,
        hours="Mon-Fri 09:00-17:00" if full else None,
        timezone="Europe/London" if full else None,
        policy="https://lonmouth.test/policy" if full else None,
        reply=Reply(text="We read this.", date=date(2026, 11, 3), proof="https://lonmouth.test/r")
        if full
        else None,
    )


def estimate(metric: str, number: int) -> Estimate:
    if number == 11 and metric in SHARES:
        return Estimate(state=State.GAP, reason=Gap.TOO_FEW, n=4, numerator=1, denominator=4)
    if number == 10 and metric == "follow-back-rate":
        return Estimate(state=State.BOUND, lo=0.0, hi=0.18, reason=Gap.HIDDEN)
    if metric in SHARES:
        value = max(0.01, 0.91 - 0.08 * number)
        if number == 4:
            return Estimate(
                state=State.EXACT,
                value=value,
                lo=value,
                hi=value,
                n=400,
                numerator=236,
                denominator=400,
            )
        half = 0.03 + 0.004 * number
        lo, hi = max(0.0, value - half), min(1.0, value + half)
        return Estimate(
            state=State.ESTIMATE,
            value=value,
            lo=lo,
            hi=hi,
            n=390,
            numerator=round(390 * value),
            denominator=390,
        )
    value = {"following-per-follower": 1.3 - 0.1 * number}.get(metric, 412.0 - 30 * number)
    return Estimate(
        state=State.EXACT, value=value, lo=value, hi=value, n=30, numerator=value, denominator=1
    )


def value_of(slug: str, metric: str, number: int, account: str | None = None) -> Value:
    return Value(
        organisation=slug,
        network="bluesky",
        account=account,
        metric=metric,
        estimate=estimate(metric, number),
        night=NIGHT,
        window=window(DECLARED[metric].span, NIGHT),
        source="Bluesky, public records",
        method_version=1,
    )


def league_of(table: PeerTable, metric: str, numbers: dict[str, int], *, ranks: bool) -> League:
    ranked: list[Place] = []
    unranked: list[Place] = []
    for slug in table.members:
        value = value_of(slug, metric, numbers[slug])
        if not ranks:
            unranked.append(Place(organisation=slug, value=value, unranked="Fewer than ten."))
        elif value.estimate.value is None:
            unranked.append(Place(organisation=slug, value=value, unranked="Too little was read."))
        else:
            rank = len(ranked) + 1
            best, worst = max(1, rank - 2), rank + 1
            ranked.append(Place(organisation=slug, value=value, rank=rank, best=best, worst=worst))
    values = sorted(place.value.estimate.value or 0 for place in ranked)
    median = values[len(values) // 2] if values else None
    return League(
        table=table, metric=metric, ranked=tuple(ranked), unranked=tuple(unranked), median=median
    )


def history_of(metric: str, number: int, nights: int) -> tuple[Point, ...]:
    step = 7 if metric in ("follow-back-rate", "reciprocity") else 1
    now = estimate(metric, number)
    if now.value is None or now.lo is None or now.hi is None:
        return ()
    points = []
    for back in range(0, nights, step):
        if metric in SHARES and 40 < back < 75 and number == 6:
            continue
        drift = 1 - 0.002 * back + 0.02 * ((back * 7 + number) % 5 - 2)
        most = 1.0 if metric in SHARES else 1e9
        value, lo, hi = (min(most, one * drift) for one in (now.value, now.lo, now.hi))
        night = NIGHT - timedelta(days=back)
        points.append(Point(night=night, value=value, lo=lo, hi=hi, method_version=1))
    return tuple(reversed(points))


def tables_of(
    people: Iterable[Organisation], traders: Iterable[Organisation]
) -> tuple[PeerTable, PeerTable]:
    """Return the table of the councils, and that of the brands."""
    return (
        PeerTable(
            id="bluesky-council-borough-10k",
            title="Borough councils on Bluesky, 10,000 to 99,999 followers",
            network="bluesky",
            kind=Kind.COUNCIL,
            sector="borough",
            band="10k",
            members=tuple(one.slug for one in people),
        ),
        PeerTable(
            id="bluesky-brand",
            title="Brands on Bluesky",
            network="bluesky",
            kind=Kind.BRAND,
            sector=None,
            band=None,
            members=tuple(one.slug for one in traders),
        ),
    )


def make_standings(
    names: tuple[str, ...] = NAMES, shops: tuple[str, ...] = SHOPS, *, nights: int = 120
) -> Standings:
    """Return standings whose figures fall from name to name."""
    people = [organisation(name, Kind.COUNCIL, n) for n, name in enumerate(names)]
    traders = [organisation(name, Kind.BRAND, n) for n, name in enumerate(shops)]
    numbers = {one.slug: n for group in (people, traders) for n, one in enumerate(group)}
    tables = tables_of(people, traders)
    everybody = {one.slug: one for one in (*people, *traders)}
    return Standings(
        night=NIGHT,
        method_version=1,
        is_practice=True,
        organisations=everybody,
        values={slug: values_of(one, numbers[slug]) for slug, one in everybody.items()},
        tables=tables,
        leagues={
            (table.id, metric): league_of(table, metric, numbers, ranks=table is tables[0])
            for table in tables
            for metric in METRICS
        },
        histories={
            (slug, "bluesky", metric): history_of(metric, numbers[slug], nights)
            for slug in everybody
            for metric in METRICS
        },
        read=len(everybody) - 1,
        listed=len(everybody) + 1,
        gaps={"locked": 1, "busy": 1},
        collected_at={},
        log=tuple(log_of(everybody)),
    )


def log_of(slugs: Iterable[str]) -> Iterator[NightLog]:
    """Yield thirty nights: one missing, one busy."""
    for back in reversed(range(30)):
        reason = Gap.BUSY if back == 5 else None
        read = Read(extent=Extent.PART if reason else Extent.FULL, reason=reason)
        is_kept = back != 12
        yield NightLog(
            night=NIGHT - timedelta(days=back),
            is_kept=is_kept,
            read=12 if is_kept else 0,
            listed=13 if is_kept else 0,
            gaps={"busy": 1} if is_kept else {},
            organisations=dict.fromkeys(slugs, read) if is_kept else {},
        )


def values_of(one: Organisation, number: int) -> tuple[Value, ...]:
    values = [value_of(one.slug, metric, number) for metric in METRICS]
    if len(one.accounts) > 1:
        values += [
            value_of(one.slug, metric, number + 2, account.handle)
            for account in one.accounts
            for metric in METRICS
        ]
    else:
        values = [replace(value, account=one.accounts[0].handle) for value in values]
    return tuple(values)


@pytest.fixture(scope="session")
def small() -> Standings:
    """Return the small site's standings."""
    return make_standings()


@pytest.fixture(scope="session")
def made() -> Callable[..., Standings]:
    """Return what makes standings of other names."""
    return make_standings


def build_site(
    folder: Path, standings: Standings, *, site_url: str = SITE_URL, pictures: int = 1, **more: Any
) -> Path:
    """Build the standings' site with mkdocs, strictly, and return its folder."""
    settings = Settings(
        site_url=site_url,
        repository="https://github.com/someone/league",
        budgets=Budgets(pictures=pictures),
    )
    config = load_config(
        str(ROOT / "mkdocs.yml"),
        site_dir=str(folder),
        extra={"standings": lambda: standings, "settings": settings},
        **more,
    )
    build(config)
    return folder


@pytest.fixture(scope="session")
def built() -> Callable[..., Path]:
    """Return what builds a site."""
    return build_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small site, built once."""
    return build_site(tmp_path_factory.mktemp("site"), make_standings())
