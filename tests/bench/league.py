"""A league of 1,000 rows: what it weighs before interaction, and how long it takes to sort.

The rows come the whole way: a watchlist and a ledger of half a year, read, ranked, rendered.
"""

from __future__ import annotations

import gzip
import random
import re
import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from collector import __version__
from collector.load import load_watchlist
from collector.model import Facts, Observation
from collector.settings import Settings
from collector.store import Ledger
from collector.store.report import RunReport
from site_src.book import pages_of, site_of
from site_src.measure import standings_of
from site_src.render import Renderer
from tests.bench.table import row, title
from tests.browser.find_browser import found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import CDPSession

    from site_src.model import Standings

ROWS = 1000
BUDGET = 60  # KB, compressed
QUICK = 50  # ms
LAST = date(2026, 11, 1)
READINGS = 27  # one a week
REPEATS = 9
OWN = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")  # seconds
TABLE = "leagues/bluesky-council-borough-10k-100k/"
METRICS = ("follow-back-rate", "reply-share", "conversations")
ASSETS = Path(__file__).resolve().parents[2] / "site_src" / "pages" / "assets"
HEADS = (
    "ash beck bram calder dun elm fal glen hart ivel ken lang mar nor ost pen quil ros sal thorn"
)
ENDS = "by bury combe den field ford ham hurst ley mere ney port stead stow ton tree wick well wold"
WHO = ("Borough of {}", "{} Borough Council", "{} Metropolitan Borough Council", "City of {}")
REGIONS = ("Wales", "Scotland", "North East", "North West", "East", "London", "South West")

ENTRY = """name: {name}
kind: council
sector: borough
country: XX
region: {region}
website: https://{slug}.test
accounts:
  - network: bluesky
    handle: {slug}.test
    role: main
    source: https://{slug}.test/contact
"""

# A click on each order, and the layout that it causes, in milliseconds.
SORTING = """times => {
  const spent = [];
  const buttons = [...document.querySelectorAll("[data-sort]")];
  for (const button of Array(times).fill(buttons).flat()) {
    const began = performance.now();
    button.click();
    document.body.offsetHeight;
    spent.push(performance.now() - began);
  }
  return spent.sort((one, two) => one - two);
}"""


def league() -> None:
    """Print the weight of three leagues of 1,000 rows, and the time to sort the first."""
    title(f"A league of {ROWS:,} rows")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        render(folder / "site", thousand(folder))
        for metric in METRICS:
            page = folder / "site" / TABLE / metric / "index.html"
            parts = {page.name: _weight(page)} | {one.name: _weight(one) for one in _asked(page)}
            told = ", ".join(f"{name} {kilobytes:.1f}" for name, kilobytes in parts.items())
            row(f"{metric}: KB before interaction", f"{sum(parts.values()):.1f}", f"<= {BUDGET}")
            row(f"{metric}: of which", told)
        for width in (1280, 360):
            spent, own = _sorting(folder / "site" / TABLE / METRICS[0] / "index.html", width)
            row(
                f"sorted at {width} px, with layout",
                f"{spent[len(spent) // 2]:.0f} ms",
                f"< {QUICK}",
            )
            row(f"sorted at {width} px, the quickest", f"{spent[0]:.0f} ms")
            row(f"sorted at {width} px, the browser's own time", f"{own:.0f} ms", f"< {QUICK}")


def _weight(file: Path) -> float:
    return len(gzip.compress(file.read_bytes(), 9)) / 1000


def _asked(page: Path) -> Iterator[Path]:
    """Yield the style and the scripts that a page asks for before anybody touches it."""
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r'(?:href|src)="?[./]*assets/([\w.-]+\.(?:css|js))', text):
        yield ASSETS / name


def _sorting(page: Path, width: int) -> tuple[Sequence[float], float]:
    """Return how long each click took, and the time of the processor that one took on average.

    The latter does not grow with what else the machine is doing.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": width, "height": 800})
        tab.goto(page.as_uri())
        watch = tab.context.new_cdp_session(tab)
        watch.send("Performance.enable", {"timeDomain": "threadTicks"})
        before = busy(watch)
        spent: list[float] = tab.evaluate(SORTING, REPEATS)
        own = busy(watch) - before
        browser.close()
    return spent, 1000 * own / len(spent)


def busy(watch: CDPSession) -> float:
    """Return how many seconds a page has spent on its script, its style and its layout."""
    metrics = watch.send("Performance.getMetrics")["metrics"]
    seconds: float = sum(one["value"] for one in metrics if one["name"] in OWN)
    return seconds


def render(folder: Path, standings: Standings) -> None:
    """Write the leagues' pages and the assets into a folder, as they are served."""
    shutil.copytree(ASSETS, folder / "assets")
    site = site_of(standings, Settings(), ())
    renderer = Renderer(site)
    for page in pages_of(standings, site):
        if page.template == "league":
            file = folder / page.address / "index.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(renderer.render(page), encoding="utf-8")


def thousand(folder: Path) -> Standings:
    """Return the standings of 1,000 boroughs in one table, read weekly for half a year."""
    chance = random.Random(1)  # noqa: S311 - figures, no secret
    councils = folder / "watchlist" / "councils"
    councils.mkdir(parents=True)
    names = _names(chance)
    for slug, name in names.items():
        entry = ENTRY.format(name=name, slug=slug, region=chance.choice(REGIONS))
        (councils / f"{slug}.yml").write_text(entry, encoding="utf-8")
    _record(Ledger(folder / "data"), chance, tuple(names))
    watchlist = load_watchlist(folder / "watchlist")
    return standings_of(Ledger(folder / "data"), watchlist, Settings(), night=None)


def _names(chance: random.Random) -> dict[str, str]:
    found: dict[str, str] = {}
    while len(found) < ROWS:
        place = chance.choice(HEADS.split()) + chance.choice(ENDS.split())
        second = f" and {chance.choice(HEADS.split()).title()}{chance.choice(ENDS.split())}"
        name = chance.choice(WHO).format(place.title() + (second if chance.random() < 0.4 else ""))
        found[name.lower().replace(" ", "-")] = name
    return found


def _record(ledger: Ledger, chance: random.Random, slugs: Sequence[str]) -> None:
    people = [_person(chance) for _ in slugs]
    for week in reversed(range(READINGS)):
        night = LAST - timedelta(weeks=week)
        at = datetime(night.year, night.month, night.day, 3, tzinfo=UTC)
        rows = [
            Observation(
                night=night,
                organisation=slug,
                network="bluesky",
                account=f"{slug}.test",
                id=f"did:plc:{slug}",
                facts=_facts(chance, *person, week=week),
                collector_version=__version__,
            )
            for slug, person in zip(slugs, people, strict=True)
        ]
        report = RunReport(
            night=night,
            started_at=at,
            finished_at=at,
            collector_version=__version__,
            read=ROWS,
            expected=ROWS,
        )
        ledger.record(night, rows, report)


def _person(chance: random.Random) -> tuple[int, float, float]:
    """Return followers, the share of those it follows who follow it, and what it writes a day."""
    return chance.randrange(12_000, 88_000), chance.random(), chance.uniform(1, 12)


def _facts(
    chance: random.Random, followers: int, share: float, written: float, *, week: int
) -> Facts:
    drawn = 390
    follows = round(followers * min(1, share * 1.1))
    mutual = min(drawn, max(0, round(drawn * share + chance.gauss(0, 8) - week * (share > 0.8))))
    replies = tuple(round(chance.uniform(0, 2 * written * share)) for _ in range(30))
    return Facts(
        followers=followers + 30 * (READINGS - week),
        following=follows,
        posts=1000,
        flags=(),
        days_observed=30,
        replies_by_day=replies,
        originals_by_day=tuple(round(chance.uniform(0, written)) for _ in range(30)),
        reposts_by_day=(0,) * 30,
        self_replies_by_day=(0,) * 30,
        conversations=sum(replies),
        people=sum(replies) // 2,
        clock_faults=0,
        listed=follows,
        drawn=drawn,
        mutual=mutual,
    )
