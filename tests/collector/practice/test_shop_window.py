"""The demo as a shop window: every feature of the site, and where on it practice data show it.

What a few nights show is seen on a small demo, built here. What takes months is seen on the whole
demo, where one of this code stands: `make demo ARGS=--no-serve`, or DEMO_SITE names its folder.
Where none does, half its organisations are played here, on the nights on which it happens.
"""

from __future__ import annotations

import html
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from collector.__main__ import main
from collector.load import load_watchlist
from collector.night import build_site
from collector.practice import World, write_watchlist
from collector.practice.almanac import LAST_NIGHT
from collector.practice.demo import DATA, WATCHLIST, _code, _read, play
from collector.practice.older import number_older
from collector.practice.stage import Stage
from collector.settings import Budgets, Settings
from collector.store import Ledger

ROOT = Path(__file__).resolve().parents[3]
MAKERS = ("site_src", "templates")
KINDS = ("councils", "brands", "public-bodies")
HALF = 31  # organisations: the last that is shown among them
AGO = (*range(106, 97, -1), 59, 57, *range(29, -1, -1))  # nights: about the wall, and the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One feature, the page that shows it, and words that stand there for it alone."""

    feature: str
    page: str
    words: str


SOON = (
    Shown(feature="a reply", page="brands/acme-kettles/", words="Its reply"),
    Shown(feature="a purpose", page="brands/acme-kettles/", words="What it says it is for"),
    Shown(feature="a tombstone", page="brands/wistful-wallpapers/", words="It asked to be left"),
    Shown(feature="a new address", page="councils/old-lonmouth/", words="It has moved"),
    Shown(feature="a correction", page="corrections/", words="An account of its theatre"),
    Shown(feature="a hidden list", page="brands/acme-kettles/", words="hidden"),
    Shown(feature="who visits a server", page="about/collector/", words="User-Agent: followback/"),
    Shown(feature="a method that never was", page="method/", words="of the practice network alone"),
    Shown(feature="the editions", page="editions/", words="Editions"),
)
LATER = (
    Shown(feature="a wall", page="councils/tolverstead/", words="method 0"),
    Shown(feature="a jump", page="councils/tolverstead/", words="What happened then?"),
    Shown(feature="a swelling", page="brands/hobblethorpe-hats/", words="What draws them?"),
    Shown(feature="a dark night", page="councils/tolverstead/", words="no night was kept"),
    Shown(feature="an opting out", page="brands/bumblewick-boots/", words="opted out"),
    Shown(feature="a suspension", page="councils/kephshire/", words="suspended"),
    Shown(feature="a leaving", page="brands/fizzlecroft-toys/", words="gone"),
    Shown(feature="a renamed account", page="councils/navelshire/", words="@did:plc:"),
    Shown(feature="a moved account", page="brands/dabbleday-drapers/", words="@elder.test"),
    Shown(feature="a newcomer", page="leagues/mastodon-brand/answered-24h/", words="ranked from"),
    Shown(feature="the news", page="", words="that chance does not explain"),
)


def text_of(site: Path, page: str) -> str:
    """Return the words of a page."""
    whole = (site / page / "index.html").read_text(encoding="utf-8")
    return html.unescape(re.sub(r"<[^>]+>", "", whole))


def site_of(home: Path) -> Path:
    """Build the site of what was played there, without pictures, and return its folder."""
    build_site(
        site=home / "site",
        data=home / DATA,
        watchlist=home / WATCHLIST,
        night=None,
        settings=Settings(budgets=Budgets(pictures=1)),
    )
    return home / "site"


def made_by_this_code() -> bool:
    """Whether the whole demo stands in the checkout, played and built by the code that is there."""
    played, front = ROOT / "practice" / "played.json", ROOT / "site" / "index.html"
    if not played.is_file() or not front.is_file():
        return False
    told = played.read_text(encoding="utf-8")
    is_whole = '"nights": 120, "organisations": 60, "seed": 1' in told and _code() in told
    files = [file for folder in MAKERS for file in (ROOT / folder).rglob("*") if file.is_file()]
    changed = max(file.stat().st_mtime for file in files if "__pycache__" not in file.parts)
    return is_whole and changed < front.stat().st_mtime


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of a small demo of two nights."""
    home = tmp_path_factory.mktemp("window")
    play(home, nights=2, organisations=12)
    return site_of(home)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of the whole demo, or of all that happens in its months."""
    if given := os.environ.get("DEMO_SITE"):
        return Path(given)
    if made_by_this_code():
        return ROOT / "site"
    home = tmp_path_factory.mktemp("months")
    world = World(organisations=HALF)
    write_watchlist(world, home / WATCHLIST)
    stage, ledger = Stage(home, world), Ledger(home / DATA)
    for night in (LAST_NIGHT - timedelta(days=ago) for ago in AGO):
        _read(stage, night, None)
        number_older(ledger, night)
    where = ("--watchlist", str(home / WATCHLIST), "--data", str(home / DATA))
    assert main(["edition", *where]) == 0
    return site_of(home)


@pytest.mark.heavy
def test_everybody_in_the_window_is_on_the_practice_watchlist(tmp_path: Path) -> None:
    write_watchlist(World(organisations=60), tmp_path)
    listed = load_watchlist(tmp_path)
    known = {one.slug for one in listed.organisations}
    known |= {one.slug for one in listed.removed} | {one.old for one in listed.renamed}
    pages = [one.page.split("/") for one in (*SOON, *LATER)]
    assert {page[1] for page in pages if page[0] in KINDS} <= known


@pytest.mark.slow
@pytest.mark.parametrize("shown", SOON, ids=lambda one: one.feature)
def test_a_small_demo_shows_it(small: Path, shown: Shown) -> None:
    assert shown.words in text_of(small, shown.page)


@pytest.mark.slow
@pytest.mark.parametrize("shown", [*SOON, *LATER], ids=lambda one: one.feature)
def test_the_whole_demo_shows_it(whole: Path, shown: Shown) -> None:
    assert shown.words in text_of(whole, shown.page)


@pytest.mark.slow
def test_the_whole_demo_has_editions(whole: Path) -> None:
    assert list((whole / "editions").glob("2026-W*/manifest.json"))
