"""The demo as a shop window: every feature of the site, and where on it practice data show it.

What a few nights show is seen on a small demo, built here. What takes months is seen on the whole
demo, where it stands: `make demo ARGS=--no-serve`, or DEMO_SITE names its folder.
"""

from __future__ import annotations

import html
import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from collector.load import load_watchlist
from collector.night import build_site
from collector.practice import World, write_watchlist
from collector.practice.demo import DATA, WATCHLIST, _code, play
from collector.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
KINDS = ("councils", "brands", "public-bodies")


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


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of a small demo of two nights."""
    home = tmp_path_factory.mktemp("window")
    play(home, nights=2, organisations=12)
    build_site(
        site=home / "site",
        data=home / DATA,
        watchlist=home / WATCHLIST,
        night=None,
        settings=Settings(),
    )
    return home / "site"


@pytest.fixture(scope="module")
def whole() -> Path:
    """Return the site of the whole demo, if it was made by this code."""
    if given := os.environ.get("DEMO_SITE"):
        return Path(given)
    played = ROOT / "practice" / "played.json"
    is_whole = played.is_file() and '"nights": 120, "organisations": 60, "seed": 1' in (
        told := played.read_text(encoding="utf-8")
    )
    if not is_whole or _code() not in told or not (ROOT / "site" / "index.html").is_file():
        pytest.skip("make demo ARGS=--no-serve makes it")
    return ROOT / "site"


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
